import { isLive } from '../calls/call.ts';
import type { CallRow } from './row.ts';

/** A call that rings this much later than the last time rings anew, whatever its round: rounds are counted from 1 again after a restart. */
const NEW_RING_MS = 130_000;

/**
 * What the row of a call becomes by one more fact about it. Pure and idempotent.
 *
 * - Zoom's own call history (`fromZoomHistory`) knows how a call ended: its outcome wins over whatever is there, until the call
 *   rings anew. Of the rest it only fills gaps, and the row stays as much seen, and of the source, as it was.
 * - From a live source the state of the newer ringing wins, within one ringing the one further on (as in calls/call-tracker.ts).
 *   Nothing is undone by `late`, nor a known outcome by an end of which nobody knows how.
 * - What is known is never forgotten.
 *
 * @param update of the same call, from `toRow`
 */
export function merge(before: CallRow | null, update: CallRow): CallRow {
  if (before === null) return update;
  const order = compareRings(before, update);
  const updateWins = doesUpdateWin(before, update, order);
  const [winner, other] = updateWins ? [update, before] : [before, update];
  const takesLatest = order === 'same' || (order === 'newer' && updateWins) || update.fromZoomHistory === 1;
  const isNewRing = updateWins && order === 'newer' && update.source !== 'history';
  return {
    ...mergeFields(before, update, updateWins),
    callId: before.callId,
    rangAt: Math.min(before.rangAt, update.rangAt),
    lastRangAt: takesLatest ? Math.max(before.lastRangAt, update.lastRangAt) : winner.lastRangAt,
    // The ledger counts no rounds.
    round: update.fromZoomHistory === 1 ? before.round : winner.round,
    state: winner.state,
    fromZoomHistory: winner.fromZoomHistory,
    answeredAt: winner.answeredAt ?? other.answeredAt,
    answeredBy: winner.answeredBy ?? other.answeredBy,
    endedAt: isLive(winner.state) ? null : (winner.endedAt ?? (order === 'same' ? other.endedAt : null)),
    seenRinging:
      (order === 'same' || update.fromZoomHistory === 1) && other.seenRinging === 1 ? 1 : winner.seenRinging,
    source: before.source === 'history' && isNewRing ? update.source : before.source,
    seen: isNewRing ? 1 : before.seen,
  };
}

type RingOrder = 'newer' | 'same' | 'older';

/** Is the fact about a newer ringing than the row? */
function compareRings(before: CallRow, update: CallRow): RingOrder {
  if (update.round > before.round || update.lastRangAt > before.lastRangAt + NEW_RING_MS) return 'newer';
  return update.round < before.round ? 'older' : 'same';
}

function doesUpdateWin(before: CallRow, update: CallRow, order: RingOrder): boolean {
  if (update.fromZoomHistory === 1) return true;
  if (before.fromZoomHistory === 1 && order !== 'newer') return false;
  const [beforeRank, updateRank] = [getRank(before), getRank(update)];
  // Whichever ringing they are of, these two say too little to undo what is known, and give way when it comes.
  const involvesLate = updateRank === RANK.late || beforeRank === RANK.late;
  const involvesUnknownEnd =
    (updateRank === UNKNOWN_END_RANK && beforeRank > UNKNOWN_END_RANK) ||
    (beforeRank === UNKNOWN_END_RANK && updateRank > UNKNOWN_END_RANK);
  if (updateRank !== beforeRank && (involvesLate || involvesUnknownEnd)) return updateRank > beforeRank;
  if (order !== 'same') return order === 'newer';
  return updateRank === beforeRank ? getStateTime(update) >= getStateTime(before) : updateRank > beforeRank;
}

/** The tracker's order, in which a call only moves on; lateness and an end without a talk say the least. */
const RANK = { late: 0, ringing: 1, answered: 3, missed: 4, rejected: 5, 'answered-elsewhere': 6, ended: 7 };
/** Rank of an end of which nobody knows how it came. */
const UNKNOWN_END_RANK = 2;

function getRank(row: CallRow): number {
  return row.state === 'ended' && row.answeredAt === null ? UNKNOWN_END_RANK : RANK[row.state];
}

/** When the state began, as near as a row tells. */
function getStateTime(row: CallRow): number {
  return row.endedAt ?? (row.state === 'answered' ? row.answeredAt : null) ?? row.lastRangAt;
}

/** Who, whom and which way: live facts tell it better than the ledger, the winner better than the other. */
function mergeFields(before: CallRow, update: CallRow, updateWins: boolean): CallRow {
  const isUpdateFirst =
    update.source === before.source || (update.source !== 'history' && before.source !== 'history')
      ? updateWins
      : before.source === 'history';
  const [first, second] = isUpdateFirst ? [update, before] : [before, update];
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
