import type { Agent } from '../../src-core/calls/agent.ts';
import { isLive, type Call } from '../../src-core/calls/call.ts';
import type { Language, Translate } from '../../src-core/i18n/index.ts';
import type { Lookup } from '../../src-core/lookup/lookup.ts';
import { formatCallerNumber } from '../../src-core/output/json-line.ts';
import { formatCallState } from '../../src-core/output/messages.ts';
import { formatForCopy, type CountryCode } from '../../src-core/phone-numbers/phone-number.ts';
import { formatDuration, formatTime } from '../../src-core/util/format-time.ts';
import type { HistoryCall, HistoryView } from '../../src-preload/ipc/history.ts';
import { formatCallerName, toChips } from '../popup/card-view.ts';
import type { PageViewContext } from './page.ts';

export interface HistoryModel {
  /** newest first, times by one clock; `skipped` if no look-up of this run is known */
  readonly rows: readonly { readonly call: Call; readonly lookup: Lookup }[];
  /** calls in the history */
  readonly count: number;
  /** older calls exist */
  readonly hasMore: boolean;
  /** calls that rang while no source was connected and were not seen before */
  readonly missedWhileOffline: number;
  readonly retentionDays: number;
  readonly agent: Agent;
  readonly country: CountryCode;
}

/** The list of calls; pure. */
export function historyView(model: HistoryModel, context: PageViewContext): HistoryView {
  const { rows, count, hasMore, missedWhileOffline, retentionDays } = model;
  const { t } = context;
  return {
    heading: t('main.page.history'),
    description: t('history.lead', {
      calls: t('history.calls', { count }),
      days: t('history.days', { count: retentionDays }),
    }),
    missedWhileOffline: missedWhileOffline === 0 ? null : t('away.calls', { count: missedWhileOffline }),
    caption: t('history.caption'),
    columns: {
      when: t('history.when'),
      caller: t('history.caller'),
      line: t('history.line'),
      result: t('history.result'),
      actions: t('history.actions'),
    },
    calls: rows.map((row) => toHistoryCall(row, model, context)),
    emptyText: t('history.none'),
    showMore: hasMore ? t('history.more') : null,
    labels: { copy: t('action.copy'), delete: t('history.delete'), cancel: t('history.cancel') },
    deleteOne: { title: t('history.deleteOne.title'), confirm: t('history.deleteOne.confirm') },
    deleteAll: {
      label: t('history.deleteAll'),
      title: t('history.deleteAll.title'),
      question: t('history.deleteAll.question', { count }),
      confirm: t('history.deleteAll.confirm'),
    },
  };
}

function toHistoryCall(
  row: HistoryModel['rows'][number],
  { agent, country }: HistoryModel,
  { language, t, now }: PageViewContext,
): HistoryCall {
  const { call } = row;
  const caller = formatCallerName(row, { t }, false);
  const number = formatCallerNumber(call, t, country);
  const when = formatMoment(call.ringingSince, now, language, t);
  return {
    callId: call.callId,
    when,
    caller,
    number: number === caller ? null : number,
    canCopy: formatForCopy(call.caller.number, 'shown', country) !== null,
    line: toChips(call, { agent }, { t, country }).map(({ text }) => text),
    result: formatResult(call, t),
    tone: getTone(call),
    duration: formatVoicemail(call, t) ?? formatCallDuration(call, t),
    question: isLive(call.state) ? null : t('history.deleteOne.question', { who: caller, when }),
  };
}

/** A finished call says whether it was answered rather than that it ended, like calls of Zoom's own history. */
function formatResult(call: Call, t: Translate): string {
  return formatCallState(isLive(call.state) ? call : { ...call, source: 'history' }, t);
}

function getTone({ state, answeredAt }: Call): HistoryCall['tone'] {
  switch (state) {
    case 'ringing':
    case 'answered':
      return 'live';
    case 'missed':
      return 'missed';
    case 'ended':
      return answeredAt === null ? 'quiet' : 'answered';
    case 'answered-elsewhere':
    case 'rejected':
    case 'late':
      return 'quiet';
  }
}

/** Zoom does not always say how long it is. */
function formatVoicemail({ voicemailSeconds: seconds }: Call, t: Translate): string | null {
  if (seconds === null) return null;
  if (seconds === 0) return t('history.voicemail');
  return t('history.voicemail-length', { time: formatDuration(seconds) });
}

/** Null while live, and for a call whose end event was lost: its last change then counts as its end. */
function formatCallDuration(call: Call, t: Translate): string | null {
  const { answeredAt, ringingSince, since } = call;
  const ms = since - (answeredAt ?? ringingSince);
  if (isLive(call.state) || ms < 500) return null;
  const time = formatDuration(Math.round(ms / 1_000));
  return t(answeredAt === null ? 'history.rang' : 'history.talked', { time });
}

/** "Today, 10:42" or "Fri, Nov 20, 10:42"; the year instead of the weekday if it is another. */
function formatMoment(time: number, now: number, language: Language, t: Translate): string {
  const [moment, present] = [new Date(time), new Date(now)];
  if (moment.toDateString() === present.toDateString())
    return t('history.today', { clock: formatTime(time, language) });
  const isThisYear = moment.getFullYear() === present.getFullYear();
  return DATE_FORMATS[language][isThisYear ? 'inThisYear' : 'inAnotherYear'].format(moment);
}

/** Kept, since creating a formatter takes about a millisecond. */
const DATE_FORMATS = { ja: createDateFormats('ja'), en: createDateFormats('en') };

function createDateFormats(
  language: Language,
): Readonly<Record<'inThisYear' | 'inAnotherYear', Intl.DateTimeFormat>> {
  const common = {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  return {
    inThisYear: new Intl.DateTimeFormat(language, { ...common, weekday: 'short' }),
    inAnotherYear: new Intl.DateTimeFormat(language, { ...common, year: 'numeric' }),
  };
}
