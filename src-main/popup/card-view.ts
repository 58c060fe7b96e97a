import { isLive, type Call, type CallState } from '../../src-core/calls/call.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { Match } from '../../src-core/lookup/connector.ts';
import { findSingleMatch } from '../../src-core/lookup/lookup.ts';
import { formatCallerNumber } from '../../src-core/output/json-line.ts';
import { formatCallState, formatCustomer, joinParts } from '../../src-core/output/messages.ts';
import { classifyNumber, formatNumber } from '../../src-core/phone-numbers/phone-number.ts';
import type { AppState, CallSnapshot } from '../../src-core/service/app-state.ts';
import {
  getPopRule,
  isBrowserAction,
  isPaneAction,
  shouldShowPane,
} from '../../src-core/service/screen-pop.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import { formatDuration, formatTime } from '../../src-core/util/format-time.ts';
import type { CardView, Chip, PopupView } from '../../src-preload/ipc/popup.ts';
import { findRingSound } from '../system/sounds.ts';
import type { ViewContext } from '../view-source.ts';
import { crmView } from './crm-view.ts';

/** Cards on the screen at once; the rest are counted. */
const MAX_CARDS = 3;

/** What the view depends on besides the state. */
export interface CardViewContext extends ViewContext {
  /** the call whose number was just copied */
  readonly copiedCallId: string | null;
  readonly settings: Pick<Settings, 'screenPop' | 'sounds'>;
  /** calls whose pane was opened by a click */
  readonly revealed: ReadonlySet<string>;
}

/** The popup's view of the state; pure. */
export function popupView(state: AppState, context: CardViewContext): Omit<PopupView, 'revision'> {
  const shown = state.cards.slice(0, MAX_CARDS);
  const hidden = state.cards.length - shown.length;
  // Three full cards are higher than a common screen, and the callers must fit.
  const isCompact = shown.length === MAX_CARDS;
  return {
    language: context.language,
    isCompact,
    cards: shown.map((snapshot, index) => {
      const card = context.isPrivate
        ? privateCardView(snapshot, context)
        : cardView(snapshot, state, context);
      if (card.crm === null) return card;
      const { crm } = card;
      // Failures of CRMs are the same for all cards, so only the newest shows them.
      const { rows, actions } = isCompact ? { rows: [], actions: [] } : crm;
      return { ...card, crm: { ...crm, rows, actions, failures: index === 0 ? crm.failures : [] } };
    }),
    overflowText: hidden > 0 ? context.t('stack.more', { count: hidden }) : null,
    sound: findRingSound(state.cards, context.settings),
  };
}

function cardView(snapshot: CallSnapshot, state: AppState, context: CardViewContext): CardView {
  const { call } = snapshot;
  const singleMatch = findSingleMatch(snapshot.lookup);
  const name = formatCallerName(snapshot, context);
  const isPaneOpen = shouldShowPane(call, context.settings) || context.revealed.has(call.callId);
  return {
    ...baseCardView(call, context),
    reading: singleMatch?.reading ?? null,
    name,
    detail: formatDetail(snapshot, singleMatch, context.t),
    number: numberView(call, name, context),
    chips: toChips(call, state, context),
    crm: isPaneOpen ? crmView(snapshot, context) : null,
    actions: getActions(snapshot, singleMatch, isPaneOpen, context),
  };
}

/** A card that reveals neither the caller nor the line. */
function privateCardView({ call }: CallSnapshot, context: CardViewContext): CardView {
  const { t } = context;
  const seenAction = { kind: 'seen', label: t('action.seen'), isPrimary: true, match: null } as const;
  return {
    // Without the name of a colleague who answered.
    ...baseCardView({ ...call, answeredBy: null }, context),
    reading: null,
    name: t('curtain.caller'),
    detail: null,
    number: null,
    chips: [],
    crm: null,
    actions: call.state === 'missed' ? [seenAction] : [],
  };
}

function baseCardView(
  call: Call,
  { t, language }: CardViewContext,
): Pick<CardView, 'callId' | 'tone' | 'state' | 'isRunning' | 'since' | 'timeText' | 'close'> {
  return {
    callId: call.callId,
    tone: TONES[call.state],
    state: formatState(call, t),
    isRunning: isLive(call.state),
    since: call.state === 'answered' ? (call.answeredAt ?? call.since) : call.since,
    timeText: call.state === 'ended' ? formatTalkTime(call) : formatTime(call.since, language),
    close: t('action.close'),
  };
}

const TONES: Readonly<Record<CallState, CardView['tone']>> = {
  ringing: 'ringing',
  answered: 'talking',
  missed: 'missed',
  'answered-elsewhere': 'quiet',
  rejected: 'quiet',
  ended: 'quiet',
  late: 'quiet',
};

function formatState(call: Call, t: Translate): string {
  return call.state === 'answered' && call.onHold ? t('state.onHold') : formatCallState(call, t);
}

/**
 * The CRM's name, else the number of matches, else Zoom's name, else withheld or unknown.
 * @param isTitle with 様 in Japanese, which names in lists do not have
 */
export function formatCallerName(
  snapshot: Pick<CallSnapshot, 'call' | 'lookup'>,
  { t }: Pick<ViewContext, 't'>,
  isTitle = true,
): string {
  const { call, lookup } = snapshot;
  const singleMatch = findSingleMatch(lookup);
  if (singleMatch !== null) {
    const name = isTitle ? formatCustomer(singleMatch.name, t) : singleMatch.name;
    return singleMatch.grade === 'weak' ? t('caller.perhaps', { name }) : name;
  }
  if (lookup.status === 'found') return t('caller.several', { count: lookup.matches.length });
  if (call.caller.name !== null && !repeatsNumber(call)) return call.caller.name;
  return t(call.caller.number.kind === 'withheld' ? 'caller.withheld' : 'caller.unknown');
}

/** Whether the name is only the number, as some carriers send it. */
function repeatsNumber(call: Call): boolean {
  const digits = (call.caller.name ?? '').replace(/[^\p{L}\p{N}]/gu, '');
  return /^\d{4,}$/u.test(digits);
}

function formatDetail(snapshot: CallSnapshot, singleMatch: Match | null, t: Translate): string | null {
  const { call, lookup, missedToday } = snapshot;
  if (singleMatch !== null) return joinParts([singleMatch.company, singleMatch.title], t);
  if (lookup.status === 'found') return t('caller.shared');
  if (call.state === 'missed' && missedToday > 1) {
    return t(call.caller.number.kind === 'withheld' ? 'missed.againWithheld' : 'missed.again', {
      count: missedToday,
    });
  }
  return null;
}

function numberView(
  call: Call,
  name: string,
  { t, country, copiedCallId }: CardViewContext,
): CardView['number'] {
  const text = formatCallerNumber(call, t, country);
  if (call.caller.number.kind === 'withheld') return name === text ? null : { text, copy: null };
  const isCopied = copiedCallId === call.callId;
  const ariaLabel = isCopied ? t('action.copied') : t('action.copyNumber', { number: text });
  return {
    text,
    copy: { label: t(isCopied ? 'action.copied' : 'action.copy'), ariaLabel, isDone: isCopied },
  };
}

const CONNECTION_TYPES = ['pstn_off_net', 'pstn_on_net', 'voip', 'contact_center', 'byop'] as const;

/** The kind of line, the queue or colleague, the dialed number if the user has several, and a missed call's voicemail. */
export function toChips(
  call: Call,
  state: Pick<AppState, 'agent'>,
  { t, country }: Pick<ViewContext, 't' | 'country'>,
): Chip[] {
  const chips: Chip[] = [];
  const raw = call.caller.connectionType;
  if (raw !== null) {
    const type = CONNECTION_TYPES.find((name) => name === raw.toLowerCase());
    const isInternal = type === 'voip' && call.caller.number.kind === 'extension';
    const known = isInternal ? 'voip-internal' : type;
    chips.push({ text: known === undefined ? raw : t(`line.${known}`), hint: t('line.raw', { raw }) });
  }
  // Zoom may report a call transferred by a colleague as "forwarded by" a user.
  const transferredBy = call.transferredBy ?? (call.via?.type === 'user' ? call.via.name : null);
  if (call.consultedBy !== null) chips.push({ text: t('line.asks', { name: call.consultedBy }), hint: null });
  else if (transferredBy !== null)
    chips.push({ text: t('line.transferred', { name: transferredBy }), hint: null });
  else if (call.via !== null) {
    const extension =
      call.via.extension === null ? null : t('caller.extension', { extension: call.via.extension });
    const name = call.via.name ?? extension;
    if (name !== null) chips.push({ text: t('line.via', { name }), hint: extension });
  }
  if (state.agent.numbers.length > 1 && call.callee.number !== null) {
    const dialled = classifyNumber(
      { phoneNumber: call.callee.number, extensionNumber: null, connectionType: null },
      country,
    );
    const number = dialled.kind === 'external' ? formatNumber(dialled, country) : null;
    if (number !== null) chips.push({ text: t('line.dialled', { number }), hint: null });
  }
  if (call.state === 'missed' && call.voicemailSeconds !== null) {
    const length = formatDuration(call.voicemailSeconds);
    chips.push({ text: t('line.voicemail', { length }), hint: null });
  }
  return chips;
}

function getActions(
  { call, lookup }: CallSnapshot,
  singleMatch: Match | null,
  isPaneOpen: boolean,
  { t, settings }: CardViewContext,
): CardView['actions'] {
  const { click } = getPopRule(call, settings);
  const isMissed = call.state === 'missed';
  const actions: CardView['actions'][number][] = [];
  if (isMissed && call.caller.number.kind === 'external') {
    actions.push({ kind: 'callBack', label: t('action.callBack'), isPrimary: true, match: null });
  }
  if (singleMatch?.url != null && isBrowserAction(click)) {
    const match = { connector: singleMatch.connector, id: singleMatch.id };
    actions.push({ kind: 'open', label: t('action.open'), isPrimary: !isMissed, match });
  }
  if (!isPaneOpen && isPaneAction(click) && lookup.status !== 'skipped')
    actions.push({ kind: 'reveal', label: t('action.reveal'), isPrimary: false, match: null });
  if (isMissed)
    actions.push({ kind: 'seen', label: t('action.seen'), isPrimary: actions.length === 0, match: null });
  return actions;
}

/** "2:31"; empty if the call was not answered. */
function formatTalkTime({ answeredAt, since }: Call): string {
  return answeredAt === null ? '' : formatDuration(Math.round((since - answeredAt) / 1_000));
}
