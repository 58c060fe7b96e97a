import { isLive } from '../calls/call.ts';
import type { CallRow } from './row.ts';

/** A ring this much later is a new one even in the same round: a restart resets rounds to 1. */
const NEW_RING_MS = 130_000;

/**
 * Merges an update into the row of a call. Pure and idempotent.
 *
 * - The state from Zoom's own call history (`fromZoomHistory`) wins until the call rings again. Other fields of it only
 *   fill gaps; `seen` and `source` do not change.
 * - Of live sources the state of the newer ring wins, within one ring the higher rank (as in calls/call-tracker.ts).
 *   `late`, and an end without a known reason, never replace a known outcome.
 * - A known value is never replaced by null.
 * @param update of the same call, from `toCallRow`
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
    // Zoom's history has no rounds.
    round: update.fromZoomHistory === 1 ? before.round : winner.round,
    state: winner.state,
    fromZoomHistory: winner.fromZoomHistory,
    answeredAt: winner.answeredAt ?? other.answeredAt,
    answeredBy: winner.answeredBy ?? other.answeredBy,
    // Zoom reports it when the call is over, and a state that loses may be newer.
    voicemailSeconds: update.voicemailSeconds ?? before.voicemailSeconds,
    endedAt: isLive(winner.state) ? null : (winner.endedAt ?? (order === 'same' ? other.endedAt : null)),
    seenRinging:
      (order === 'same' || update.fromZoomHistory === 1) && other.seenRinging === 1 ? 1 : winner.seenRinging,
    source: before.source === 'history' && isNewRing ? update.source : before.source,
    seen: isNewRing ? 1 : before.seen,
  };
}

type RingOrder = 'newer' | 'same' | 'older';

/** Whether the update is about a newer ring than the row. */
function compareRings(before: CallRow, update: CallRow): RingOrder {
  if (update.round > before.round || update.lastRangAt > before.lastRangAt + NEW_RING_MS) return 'newer';
  return update.round < before.round ? 'older' : 'same';
}

function doesUpdateWin(before: CallRow, update: CallRow, order: RingOrder): boolean {
  if (update.fromZoomHistory === 1) return true;
  if (before.fromZoomHistory === 1 && order !== 'newer') return false;
  const [beforeRank, updateRank] = [getRank(before), getRank(update)];
  // `late` and an unknown end say too little to replace a known state of any ring, and always give way to one.
  const lowerRank = Math.min(beforeRank, updateRank);
  const isVague = lowerRank === RANK.late || lowerRank === UNKNOWN_END_RANK;
  if (updateRank !== beforeRank && isVague) return updateRank > beforeRank;
  if (order !== 'same') return order === 'newer';
  return updateRank === beforeRank ? getStateTime(update) >= getStateTime(before) : updateRank > beforeRank;
}

/** The tracker's order, except that `late` and an unknown end say least. */
const RANK = { late: 0, ringing: 1, answered: 3, missed: 4, rejected: 5, 'answered-elsewhere': 6, ended: 7 };
/** The rank of `ended` without an answer: how the call ended is unknown. */
const UNKNOWN_END_RANK = 2;

function getRank(row: CallRow): number {
  return row.state === 'ended' && row.answeredAt === null ? UNKNOWN_END_RANK : RANK[row.state];
}

/** When the state began, as far as known. */
function getStateTime(row: CallRow): number {
  return row.endedAt ?? (row.state === 'answered' ? row.answeredAt : null) ?? row.lastRangAt;
}

/** Merges caller, callee and line: live sources precede Zoom's history, then the winner precedes the other. */
function mergeFields(before: CallRow, update: CallRow, updateWins: boolean): CallRow {
  const isUpdateFirst =
    update.source === before.source || (update.source !== 'history' && before.source !== 'history')
      ? updateWins
      : before.source === 'history';
  const [first, second] = isUpdateFirst ? [update, before] : [before, update];
  const caller = first.callerKind === 'withheld' ? second : first;
  const via =
    first.viaName === null && first.viaExtension === null && first.viaType === null ? second : first;
  // Do not combine the name of one colleague with the extension of another.
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
