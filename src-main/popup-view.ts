import type { CallRecord, AppState } from '../src-core/service.ts';
import { isLive, type Call } from '../src-core/calls/call.ts';
import type { Language, SentenceKey, Translate } from '../src-core/i18n/index.ts';
import { stateSentence } from '../src-core/sentences.ts';
import { shownNumber } from '../src-core/lines.ts';
import type { Match } from '../src-core/lookup/connector.ts';
import { onlyPerson } from '../src-core/lookup/lookup.ts';
import { inBrowser, inPane, popRule, showsPane } from '../src-core/screen-pop.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import { classifyNumber, formatNumber, type CountryCode } from '../src-core/numbers/number.ts';
import { crmView, join } from './crm-view.ts';
import { ringSound } from './sounds.ts';
import { clock } from './times.ts';
import type { CardView, Chip, PopupView, Tone } from '../src-preload/contract.ts';

/** Cards on the screen at once; the rest is a number. */
const MOST_CARDS = 3;

/** What the picture depends on besides the state. */
export interface Reader {
  readonly language: Language;
  readonly t: Translate;
  readonly country: CountryCode;
  /** ms since the epoch */
  readonly now: number;
  /** the call whose number was copied just now */
  readonly copied: string | null;
  readonly settings: Pick<Settings, 'screenPop' | 'sounds'>;
  /** calls whose pane was asked for by a click */
  readonly revealed: ReadonlySet<string>;
  /** the screen is locked: nothing may say who calls */
  readonly curtain: boolean;
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
    cards: shown.map((record, index) => {
      const card = reader.curtain ? curtainedCard(record, reader) : cardView(record, state, reader);
      if (card.crm === null) return card;
      const { crm } = card;
      // Which CRMs do not work is the same for all cards: the newest says it.
      const troubles = index === 0 ? crm.troubles : [];
      return { ...card, crm: { ...crm, ...(compact && { rows: [], tools: [] }), troubles } };
    }),
    more: hidden > 0 ? reader.t('stack.more', { count: hidden }) : null,
    sound: ringSound(state.cards, reader.settings),
  };
}

function cardView(record: CallRecord, state: AppState, reader: Reader): CardView {
  const { call } = record;
  const { t } = reader;
  const person = onlyPerson(record.lookup);
  const name = callerName(record, reader);
  const paneIsOpen = showsPane(call, reader.settings) || reader.revealed.has(call.callId);
  return {
    ...bareCard(call, reader),
    reading: person?.reading ?? null,
    name,
    detail: detail(record, person, t),
    number: numberView(call, name, reader),
    chips: chips(call, state, reader),
    crm: paneIsOpen ? crmView(record, reader) : null,
    actions: actions(record, person, paneIsOpen, reader),
  };
}

/** That there is a call, and since when; nothing of who it is or over which line it came. */
function curtainedCard({ call }: CallRecord, reader: Reader): CardView {
  const { t } = reader;
  const seen = { kind: 'seen', label: t('action.seen'), primary: true, match: null } as const;
  return {
    // Nor who took it.
    ...bareCard({ ...call, answeredBy: null }, reader),
    reading: null,
    name: t('curtain.caller'),
    detail: null,
    number: null,
    chips: [],
    crm: null,
    actions: call.state === 'missed' ? [seen] : [],
  };
}

function bareCard(
  call: Call,
  { t, language }: Reader,
): Pick<CardView, 'callId' | 'tone' | 'state' | 'running' | 'since' | 'clock' | 'close'> {
  return {
    callId: call.callId,
    tone: tone(call),
    state: stateLabel(call, t),
    running: isLive(call.state),
    since: call.state === 'answered' ? (call.answeredAt ?? call.since) : call.since,
    clock: call.state === 'ended' ? duration(call) : clock(call.since, language),
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
export function callerName(record: Pick<CallRecord, 'call' | 'lookup'>, { t }: Pick<Reader, 't'>): string {
  const { call, lookup } = record;
  const person = onlyPerson(record.lookup);
  if (person !== null)
    return t(person.grade === 'weak' ? 'caller.perhaps' : 'caller.person', { name: person.name });
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

/** How the call came: kind of line, queue or colleague, and the dialled number where the agent has several. */
export function chips(
  call: Call,
  state: Pick<AppState, 'agent'>,
  { t, country }: Pick<Reader, 't' | 'country'>,
): Chip[] {
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

function actions(
  { call, lookup }: CallRecord,
  person: Match | null,
  paneIsOpen: boolean,
  { t, settings }: Reader,
): CardView['actions'] {
  const { click } = popRule(call, settings);
  const missed = call.state === 'missed';
  const all: CardView['actions'][number][] = [];
  if (missed && call.caller.number.kind === 'external') {
    all.push({ kind: 'callBack', label: t('action.callBack'), primary: true, match: null });
  }
  if (person?.url != null && inBrowser(click)) {
    const match = { connector: person.connector, id: person.id };
    all.push({ kind: 'open', label: t('action.open'), primary: !missed, match });
  }
  if (!paneIsOpen && inPane(click) && lookup.status !== 'skipped')
    all.push({ kind: 'reveal', label: t('action.reveal'), primary: false, match: null });
  if (missed) all.push({ kind: 'seen', label: t('action.seen'), primary: all.length === 0, match: null });
  return all;
}

/** How long the talk was, "2:31". */
function duration(call: Call): string {
  if (call.answeredAt === null) return '';
  const seconds = Math.max(0, Math.round((call.since - call.answeredAt) / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
