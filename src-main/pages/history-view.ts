import type { Agent } from '../../src-core/calls/agent.ts';
import { isLive, type Call } from '../../src-core/calls/call.ts';
import type { Language, Translate } from '../../src-core/i18n/index.ts';
import { shownNumber } from '../../src-core/lines.ts';
import type { Lookup } from '../../src-core/lookup/lookup.ts';
import { copyText, type CountryCode } from '../../src-core/numbers/number.ts';
import { stateSentence } from '../../src-core/sentences.ts';
import type { HistoryCall, HistoryView } from '../../src-preload/pages/history.ts';
import { callerName, chips } from '../popup-view.ts';
import { clock } from '../times.ts';
import type { PageReader } from './page.ts';

/** What the page is a picture of. */
export interface HistoryModel {
  /** newest first, times by one clock; whom the contacts were not asked about is looked up as `skipped` */
  readonly records: readonly { readonly call: Call; readonly lookup: Lookup }[];
  /** how many calls the history holds */
  readonly count: number;
  /** are there older ones than these? */
  readonly hasMore: boolean;
  /** how many of the calls rang while nobody listened, and were not looked at before */
  readonly away: number;
  readonly retentionDays: number;
  readonly agent: Agent;
  readonly country: CountryCode;
}

/** The picture of the calls that rang here; pure. */
export function historyView(model: HistoryModel, reader: PageReader): HistoryView {
  const { records, count, hasMore, away, retentionDays } = model;
  const { t } = reader;
  return {
    heading: t('main.page.history'),
    lead: t('history.lead', {
      calls: t('history.calls', { count }),
      days: t('history.days', { count: retentionDays }),
    }),
    away: away === 0 ? null : t('away.calls', { count: away }),
    caption: t('history.caption'),
    columns: {
      when: t('history.when'),
      caller: t('history.caller'),
      line: t('history.line'),
      result: t('history.result'),
      actions: t('history.actions'),
    },
    calls: records.map((record) => callView(record, model, reader)),
    none: t('history.none'),
    more: hasMore ? t('history.more') : null,
    words: { copy: t('action.copy'), delete: t('history.delete'), cancel: t('history.cancel') },
    deleteOne: { title: t('history.deleteOne.title'), confirm: t('history.deleteOne.confirm') },
    deleteAll: {
      label: t('history.deleteAll'),
      title: t('history.deleteAll.title'),
      question: t('history.deleteAll.question', { count }),
      confirm: t('history.deleteAll.confirm'),
    },
  };
}

function callView(
  record: HistoryModel['records'][number],
  { agent, country }: HistoryModel,
  { language, t, now }: PageReader,
): HistoryCall {
  const { call } = record;
  const who = callerName(record, { t });
  const number = shownNumber(call, t, country);
  const when = moment(call.ringingSince, now, language, t);
  return {
    callId: call.callId,
    when,
    who,
    number: number === who ? null : number,
    canCopy: copyText(call.caller.number, 'shown', country) !== null,
    line: chips(call, { agent }, { t, country }).map(({ text }) => text),
    result: result(call, t),
    tone: tone(call),
    lasted: lasted(call, t),
    question: isLive(call.state) ? null : t('history.deleteOne.question', { who, when }),
  };
}

/** Of a call that is over, that it was answered says more than that it ended: as of those in Zoom's own history. */
function result(call: Call, t: Translate): string {
  return stateSentence(isLive(call.state) ? call : { ...call, source: 'history' }, t);
}

function tone({ state, answeredAt }: Call): HistoryCall['tone'] {
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

/** A call whose end nobody told of is written down as over when it was last heard of: no time is known then. */
function lasted(call: Call, t: Translate): string | null {
  const { answeredAt, ringingSince, since } = call;
  const ms = since - (answeredAt ?? ringingSince);
  if (isLive(call.state) || ms < 500) return null;
  return t(answeredAt === null ? 'history.rang' : 'history.talked', { time: duration(ms) });
}

/** "0:20", "1:02:31" */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...others] = parts[0] === 0 ? parts.slice(1) : parts;
  return [first, ...others.map((part) => String(part).padStart(2, '0'))].join(':');
}

/** "Today, 10:42", "Fri, Nov 20, 10:42"; with the year where it is another. */
function moment(time: number, now: number, language: Language, t: Translate): string {
  const { day, year, inThisYear, inAnotherYear } = DATES[language];
  if (day.format(time) === day.format(now)) return t('history.today', { clock: clock(time, language) });
  return (year.format(time) === year.format(now) ? inThisYear : inAnotherYear).format(time);
}

/** Making a formatter takes about a millisecond, using it nothing. */
const DATES = { ja: datesOf('ja'), en: datesOf('en') };

function datesOf(
  language: Language,
): Readonly<Record<'day' | 'year' | 'inThisYear' | 'inAnotherYear', Intl.DateTimeFormat>> {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language, options);
  const time = { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { month: 'short', day: 'numeric' } as const;
  return {
    day: format({ dateStyle: 'short' }),
    year: format({ year: 'numeric' }),
    inThisYear: format({ ...date, weekday: 'short', ...time }),
    inAnotherYear: format({ year: 'numeric', ...date, ...time }),
  };
}
