import { isLive } from '../calls/call.ts';
import type { Row } from './row.ts';

/** A call that rings this much later than the last time rings anew, whatever its round: rounds are counted from 1 again after a restart. */
const NEW_RINGING_MS = 130_000;

/**
 * What the row of a call becomes by one more fact about it. Pure and idempotent.
 *
 * - Zoom's own call history (`byLedger`) knows how a call ended: its outcome wins over whatever is there, until the call
 *   rings anew. Of the rest it only fills gaps, and the row stays as much seen, and of the source, as it was.
 * - From a live source the state of the newer ringing wins, within one ringing the one further on (as in calls/tracker.ts).
 *   Nothing is undone by `late`, nor a known outcome by an end of which nobody knows how.
 * - What is known is never forgotten.
 *
 * @param fact of the same call, from `rowOf`
 */
export function merge(before: Row | null, fact: Row): Row {
  if (before === null) return fact;
  const ringing = compareRinging(before, fact);
  const factWins = wins(before, fact, ringing);
  const [winner, other] = factWins ? [fact, before] : [before, fact];
  const newest = ringing === 'same' || (ringing === 'newer' && factWins) || fact.byLedger === 1;
  const rangNow = factWins && ringing === 'newer' && fact.source !== 'history';
  return {
    ...knownFields(before, fact, factWins),
    callId: before.callId,
    rangAt: Math.min(before.rangAt, fact.rangAt),
    lastRangAt: newest ? Math.max(before.lastRangAt, fact.lastRangAt) : winner.lastRangAt,
    // The ledger counts no rounds.
    round: fact.byLedger === 1 ? before.round : winner.round,
    state: winner.state,
    byLedger: winner.byLedger,
    answeredAt: winner.answeredAt ?? other.answeredAt,
    answeredBy: winner.answeredBy ?? other.answeredBy,
    endedAt: isLive(winner.state) ? null : (winner.endedAt ?? (ringing === 'same' ? other.endedAt : null)),
    rang: (ringing === 'same' || fact.byLedger === 1) && other.rang === 1 ? 1 : winner.rang,
    source: before.source === 'history' && rangNow ? fact.source : before.source,
    seen: rangNow ? 1 : before.seen,
  };
}

type Ringing = 'newer' | 'same' | 'older';

/** Is the fact about a newer ringing than the row? */
function compareRinging(before: Row, fact: Row): Ringing {
  if (fact.round > before.round || fact.lastRangAt > before.lastRangAt + NEW_RINGING_MS) return 'newer';
  return fact.round < before.round ? 'older' : 'same';
}

function wins(before: Row, fact: Row, ringing: Ringing): boolean {
  if (fact.byLedger === 1) return true;
  if (before.byLedger === 1 && ringing !== 'newer') return false;
  const [old, now] = [rank(before), rank(fact)];
  // Whichever ringing they are of, these two say too little to undo what is known, and give way when it comes.
  const lateness = now === RANK.late || old === RANK.late;
  const endSomehow =
    (now === ENDED_SOMEHOW && old > ENDED_SOMEHOW) || (old === ENDED_SOMEHOW && now > ENDED_SOMEHOW);
  if (now !== old && (lateness || endSomehow)) return now > old;
  if (ringing !== 'same') return ringing === 'newer';
  return now === old ? moment(fact) >= moment(before) : now > old;
}

/** The tracker's order, in which a call only moves on; lateness and an end without a talk say the least. */
const RANK = { late: 0, ringing: 1, answered: 3, missed: 4, rejected: 5, 'answered-elsewhere': 6, ended: 7 };
/** Rank of an end of which nobody knows how it came. */
const ENDED_SOMEHOW = 2;

function rank(row: Row): number {
  return row.state === 'ended' && row.answeredAt === null ? ENDED_SOMEHOW : RANK[row.state];
}

/** When the state began, as near as a row tells. */
function moment(row: Row): number {
  return row.endedAt ?? (row.state === 'answered' ? row.answeredAt : null) ?? row.lastRangAt;
}

/** Who, whom and which way: live facts tell it better than the ledger, the winner better than the other. */
function knownFields(before: Row, fact: Row, factWins: boolean): Row {
  const factFirst =
    fact.source === before.source || (fact.source !== 'history' && before.source !== 'history')
      ? factWins
      : before.source === 'history';
  const [first, second] = factFirst ? [fact, before] : [before, fact];
  const caller = first.callerKind === 'withheld' ? second : first;
  const via =
    first.viaName === null && first.viaExtension === null && first.viaType === null ? second : first;
  // A name of one colleague beside the extension of another would be worse than a gap.
  const sameCallee =
    first.calleeUserId === null || second.calleeUserId === null || first.calleeUserId === second.calleeUserId;
  const callee = sameCallee ? second : first;
  return {
    ...first,
    callerKind: caller.callerKind,
    callerNumber: caller.callerNumber,
    callerSuffix: caller.callerSuffix,
    callerName: first.callerName ?? second.callerName,
    connectionType: first.connectionType ?? second.connectionType,
    calleeUserId: first.calleeUserId ?? second.calleeUserId,
    calleeName: first.calleeName ?? callee.calleeName,
    calleeExtension: first.calleeExtension ?? callee.calleeExtension,
    calleeNumber: first.calleeNumber ?? callee.calleeNumber,
    viaName: via.viaName,
    viaExtension: via.viaExtension,
    viaType: via.viaType,
    transferredBy: first.transferredBy ?? second.transferredBy,
  };
}
