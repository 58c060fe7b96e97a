import { isLive, type Call } from './call.ts';

/** How long cards stay; see settings/schema.ts for the meaning and the defaults. */
export interface CardRules {
  readonly answered: 'stay' | 'close';
  readonly missed: 'stay' | 'close';
  /** how long the card of an ended call stays, in seconds */
  readonly wrapUpSeconds: number;
}

/** Long enough to read the name of the colleague who answered. */
const ANSWERED_ELSEWHERE_MS = 3_000;
/** For a missed call that need not stay until seen. */
const MISSED_MS = 8_000;

/**
 * Which calls have a card at `now`: live ones first, newest first within both.
 * @param calls in the order in which they began to ring here, without those whose card the user closed
 * @returns also when time alone next changes the result (ms since the epoch); null = never
 */
export function cardsAt(
  calls: readonly Call[],
  rules: CardRules,
  now: number,
): { readonly cards: readonly Call[]; readonly changesAt: number | null } {
  const shown = calls
    .map((call) => ({ call, until: shownUntil(call, rules) }))
    .filter(({ until }) => until > now);
  const cards = shown.map(({ call }) => call).reverse();
  cards.sort((a, b) => Number(isLive(b.state)) - Number(isLive(a.state)));
  const changesAt = Math.min(...shown.map(({ until }) => until));
  return { cards, changesAt: changesAt === Infinity ? null : changesAt };
}

/** When the card closes, ms since the epoch; Infinity = not by time alone; 0 = no card. */
function shownUntil(call: Call, rules: CardRules): number {
  // Calls that rang while no source was connected belong in the list, not on the screen.
  if (call.source === 'history') return 0;
  switch (call.state) {
    case 'ringing':
      return Infinity;
    case 'answered':
      return rules.answered === 'stay' ? Infinity : 0;
    case 'answered-elsewhere':
      return call.seenRinging ? call.since + ANSWERED_ELSEWHERE_MS : 0;
    case 'missed':
      return rules.missed === 'stay' ? Infinity : call.since + MISSED_MS;
    case 'ended':
      // Not answered: the end event was lost while it rang, so there is nothing to wrap up.
      return call.answeredAt === null || rules.answered === 'close'
        ? 0
        : call.since + rules.wrapUpSeconds * 1_000;
    case 'rejected':
    case 'late':
      return 0;
  }
}
