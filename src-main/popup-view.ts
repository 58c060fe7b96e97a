import { basename } from 'node:path';
import type { CallRecord, AppState } from '../src-core/service.ts';
import { isLive, type Call } from '../src-core/calls/call.ts';
import type { Language, SentenceKey, Translate } from '../src-core/i18n/index.ts';
import {
  besideSentence,
  connectionSentence,
  gradeSentence,
  noticeSentence,
  stateSentence,
  troubleSentence,
} from '../src-core/sentences.ts';
import { shownNumber } from '../src-core/lines.ts';
import type { Match } from '../src-core/lookup/connector.ts';
import { onlyPerson } from '../src-core/lookup/lookup.ts';
import { classifyNumber, formatNumber, type CountryCode } from '../src-core/numbers/number.ts';
import { mayReconnect } from '../src-core/sources/overall.ts';
import type {
  CardView,
  Chip,
  CrmView,
  HitView,
  PopupView,
  StatusView,
  Tone,
} from '../src-preload/contract.ts';

/** Cards on the screen at once; the rest is a number. */
const MOST_CARDS = 3;
/** People listed for one number; more would fill the screen. */
const MOST_HITS = 4;
const RECENT_SHOWN = 5;

/** What the picture depends on besides the state. */
export interface Reader {
  readonly language: Language;
  readonly t: Translate;
  readonly country: CountryCode;
  /** ms since the epoch */
  readonly now: number;
  /** the call whose number was copied just now */
  readonly copied: string | null;
  readonly statusOpen: boolean;
  /** the contacts file in use, and when it was read */
  readonly contacts: { readonly path: string; readonly loadedAt: number | null } | null;
}

/** The popup's picture of the state; pure. */
export function popupView(state: AppState, reader: Reader): Omit<PopupView, 'revision'> {
  const shown = state.cards.slice(0, MOST_CARDS);
  const hidden = state.cards.length - shown.length;
  // Three full cards are higher than a common screen; who calls must stay on it.
  const compact = shown.length === MOST_CARDS;
  return {
    language: reader.language,
    compact,
    cards: shown.map((record) => {
      const card = cardView(record, state, reader);
      return compact && card.crm !== null ? { ...card, crm: { ...card.crm, rows: [] } } : card;
    }),
    more: hidden > 0 ? reader.t('stack.more', { count: hidden }) : null,
    status: reader.statusOpen ? statusView(state, reader) : null,
  };
}

function cardView(record: CallRecord, state: AppState, reader: Reader): CardView {
  const { call } = record;
  const { t } = reader;
  const person = onlyPerson(record.lookup);
  const name = callerName(record, reader);
  return {
    callId: call.callId,
    tone: tone(call),
    state: stateLabel(call, t),
    running: isLive(call.state),
    since: call.state === 'answered' ? (call.answeredAt ?? call.since) : call.since,
    clock: call.state === 'ended' ? duration(call) : clock(call.since, reader.language),
    reading: person?.reading ?? null,
    name,
    detail: detail(record, person, t),
    number: numberView(call, name, reader),
    chips: chips(call, state, reader),
    crm: crmView(record, reader),
    actions: actions(record, person, t),
    close: t('action.close'),
  };
}

function tone(call: Call): Tone {
  switch (call.state) {
    case 'ringing':
      return 'ringing';
    case 'answered':
      return 'talking';
    case 'missed':
      return 'missed';
    case 'answered-elsewhere':
    case 'rejected':
    case 'ended':
    case 'late':
      return 'quiet';
  }
}

function stateLabel(call: Call, t: Translate): string {
  return call.state === 'answered' && call.onHold ? t('state.onHold') : stateSentence(call, t);
}

/** CRM name, else how many it may be, else Zoom's name, else withheld or unknown. */
function callerName(record: CallRecord, { t }: Reader): string {
  const { call, lookup } = record;
  const person = onlyPerson(record.lookup);
  if (person !== null) return t('caller.person', { name: person.name });
  if (lookup.status === 'found') return t('caller.several', { count: lookup.matches.length });
  if (call.caller.name !== null && !repeatsNumber(call)) return call.caller.name;
  return t(call.caller.number.kind === 'withheld' ? 'caller.withheld' : 'caller.unknown');
}

/** Networks put the number where the name belongs; that tells nothing twice. */
function repeatsNumber(call: Call): boolean {
  const digits = (call.caller.name ?? '').replace(/[^\p{L}\p{N}]/gu, '');
  return /^\d{4,}$/u.test(digits);
}

function detail(record: CallRecord, person: Match | null, t: Translate): string | null {
  const { call, lookup, missedToday } = record;
  if (person !== null) return join([person.company, person.title]);
  if (lookup.status === 'found') return t('caller.shared');
  if (call.state === 'missed' && missedToday > 1) {
    return t(call.caller.number.kind === 'withheld' ? 'missed.againWithheld' : 'missed.again', {
      count: missedToday,
    });
  }
  return null;
}

function join(parts: readonly (string | null)[]): string | null {
  const text = parts.filter((part) => part !== null).join(' ・ ');
  return text === '' ? null : text;
}

function numberView(call: Call, name: string, { t, country, copied }: Reader): CardView['number'] {
  const text = shownNumber(call, t, country);
  if (call.caller.number.kind === 'withheld') return name === text ? null : { text, copy: null };
  const done = copied === call.callId;
  const spoken = done ? t('action.copied') : t('action.copyNumber', { number: text });
  return { text, copy: { label: t(done ? 'action.copied' : 'action.copy'), spoken, done } };
}

const LINES: ReadonlyMap<string, SentenceKey> = new Map([
  ['pstn_off_net', 'line.pstn_off_net'],
  ['pstn_on_net', 'line.pstn_on_net'],
  ['voip', 'line.voip'],
  ['contact_center', 'line.contact_center'],
  ['byop', 'line.byop'],
]);

function chips(call: Call, state: AppState, { t, country }: Reader): Chip[] {
  const found: Chip[] = [];
  const raw = call.caller.connectionType;
  if (raw !== null) {
    const internal = raw.toLowerCase() === 'voip' && call.caller.number.kind === 'extension';
    const key = internal ? 'line.voip-internal' : LINES.get(raw.toLowerCase());
    found.push({ text: key === undefined ? raw : t(key), hint: t('line.raw', { raw }) });
  }
  // A call that a colleague put through is "forwarded by" a user where Zoom tells it at all.
  const transferredBy = call.transferredBy ?? (call.via?.type === 'user' ? call.via.name : null);
  if (transferredBy !== null)
    found.push({ text: t('line.transferred', { name: transferredBy }), hint: null });
  else if (call.via !== null) {
    const extension =
      call.via.extension === null ? null : t('caller.extension', { extension: call.via.extension });
    const name = call.via.name ?? extension;
    if (name !== null) found.push({ text: t('line.via', { name }), hint: extension });
  }
  if (state.agent.numbers.length > 1 && call.callee.number !== null) {
    const dialled = classifyNumber(
      { phoneNumber: call.callee.number, extensionNumber: null, connectionType: null },
      country,
    );
    const number = dialled.kind === 'external' ? formatNumber(dialled, country) : null;
    if (number !== null) found.push({ text: t('line.dialled', { number }), hint: null });
  }
  return found;
}

function crmView(record: CallRecord, reader: Reader): CrmView | null {
  const { lookup } = record;
  const { t } = reader;
  const source =
    reader.contacts === null ? t('crm.source') : `${t('crm.source')} ・ ${basename(reader.contacts.path)}`;
  const loadedAt = reader.contacts?.loadedAt ?? null;
  const empty = { source, asOf: null, rows: [], hits: [], note: null, troubles: [] };
  switch (lookup.status) {
    case 'skipped':
      return null;
    case 'searching':
      return { ...empty, note: t('crm.searching') };
    case 'none':
      return { ...empty, note: t('crm.none') };
    case 'error':
      return { ...empty, troubles: lookup.troubles.map((trouble) => troubleSentence(trouble, t)) };
    case 'found': {
      const troubles = lookup.troubles.map((trouble) => troubleSentence(trouble, t));
      const asOf = loadedAt === null ? null : t('crm.asOf', { time: clock(loadedAt, reader.language) });
      const person = onlyPerson(record.lookup);
      if (person === null) {
        const more = lookup.matches.length - MOST_HITS;
        const hits = lookup.matches.slice(0, MOST_HITS).map((match) => hitView(match, t));
        return { ...empty, asOf, hits, troubles, note: more > 0 ? t('crm.more', { count: more }) : null };
      }
      const owner = person.owner === null ? [] : [{ label: t('crm.owner'), value: person.owner }];
      return { ...empty, asOf, troubles, rows: [...owner, ...person.fields], note: gradeSentence(person, t) };
    }
  }
}

function hitView(match: Match, t: Translate): HitView {
  const owner = match.owner === null ? null : t('crm.ownerLine', { owner: match.owner });
  return {
    connector: match.connector,
    id: match.id,
    name: join([match.company, match.name]) ?? match.name,
    detail: join([gradeSentence(match, t), owner]) ?? '',
    open:
      match.url === null
        ? null
        : { label: t('action.openShort'), spoken: t('action.openOf', { name: match.name }) },
  };
}

function actions({ call }: CallRecord, person: Match | null, t: Translate): CardView['actions'] {
  const missed = call.state === 'missed';
  const all: CardView['actions'][number][] = [];
  if (missed && call.caller.number.kind === 'external') {
    all.push({ kind: 'callBack', label: t('action.callBack'), primary: true, match: null });
  }
  if (person?.url != null) {
    const match = { connector: person.connector, id: person.id };
    all.push({ kind: 'open', label: t('action.open'), primary: !missed, match });
  }
  if (missed) all.push({ kind: 'seen', label: t('action.seen'), primary: all.length === 0, match: null });
  return all;
}

function statusView(state: AppState, reader: Reader): StatusView {
  const { t, language } = reader;
  return {
    title: t('status.title'),
    connection: connectionSentence(state.connection, t, reader.now),
    beside: state.beside.map((way) => besideSentence(way, t, reader.now)),
    connected: state.connection?.state === 'connected',
    away: state.rangAway === 0 ? null : t('away.calls', { count: state.rangAway }),
    hint: state.connection?.state === 'connected' ? t('status.hint') : null,
    notices: state.notices.map((notice) => noticeSentence(notice, t)),
    recentTitle: t('status.recent'),
    recent: state.recent.slice(0, RECENT_SHOWN).map((record) => ({
      key: record.call.callId,
      who: callerName(record, reader),
      number: shownNumber(record.call, t, reader.country),
      what: stateLabel(record.call, t),
      when: dayOrClock(record.call.ringingSince, reader.now, language),
    })),
    noRecent: t('status.noRecent'),
    close: t('action.closeStatus'),
    reconnect: mayReconnect(state) ? t('action.reconnect') : null,
    quit: t('action.quit'),
  };
}

/** Making a formatter takes about a millisecond, using it nothing. */
const clocks: Readonly<Record<Language, Intl.DateTimeFormat>> = { ja: clockOf('ja'), en: clockOf('en') };

function clockOf(language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', hour12: false });
}

/** Time of day, "10:42". */
export function clock(time: number, language: Language): string {
  return clocks[language].format(time);
}

const days: Readonly<Record<Language, Intl.DateTimeFormat>> = { ja: dayOf('ja'), en: dayOf('en') };

function dayOf(language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric' });
}

/** Time of day for what was today, "10:42", else the day, "11/20". */
export function dayOrClock(time: number, now: number, language: Language): string {
  const today = days[language].format(time) === days[language].format(now);
  return today ? clock(time, language) : days[language].format(time);
}

/** How long the talk was, "2:31". */
function duration(call: Call): string {
  if (call.answeredAt === null) return '';
  const seconds = Math.max(0, Math.round((call.since - call.answeredAt) / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
