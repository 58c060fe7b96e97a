import { isLive, type Call } from './call.ts';

/** How long cards stay; see settings/schema.ts for the meaning and the defaults. */
export interface CardRules {
  readonly answered: 'stay' | 'close';
  readonly missed: 'stay' | 'close';
  /** how long the card of a finished talk stays, in seconds */
  readonly wrapUpSeconds: number;
}

/** A colleague took it: long enough to read the name, no longer. */
const ANSWERED_ELSEWHERE_MS = 3_000;
/** A missed call that is not kept until seen. */
const MISSED_MS = 8_000;

/**
 * Which calls have a card at `now`, live ones first, newest first within both.
 * @param calls in the order in which they began to ring here, without those whose card the user closed
 * @returns also when the answer next changes by time alone (ms since the epoch), null = never
 */
export function cardsAt(
  calls: readonly Call[],
  rules: CardRules,
  now: number,
): { readonly cards: readonly Call[]; readonly changesAt: number | null } {
  const cards: Call[] = [];
  let changesAt: number | null = null;
  for (const call of calls) {
    const until = shownUntil(call, rules);
    if (until <= now) continue;
    cards.push(call);
    if (until !== Infinity && (changesAt === null || until < changesAt)) changesAt = until;
  }
  cards.reverse();
  cards.sort((a, b) => Number(isLive(b.state)) - Number(isLive(a.state)));
  return { cards, changesAt };
}

/** End of the card's life, ms since the epoch; Infinity = until something happens; in the past = no card. */
function shownUntil(call: Call, rules: CardRules): number {
  // What rang while nobody listened is for the list of calls, not for the screen.
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
      // Without a talk there is nothing to wrap up: the closing event was lost while it rang.
      return call.answeredAt === null || rules.answered === 'close'
        ? 0
        : call.since + rules.wrapUpSeconds * 1_000;
    case 'rejected':
    case 'late':
      return 0;
  }
}
