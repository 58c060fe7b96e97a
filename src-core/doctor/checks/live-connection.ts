import type { Translate } from '../../i18n/index.ts';
import { formatConnection } from '../../output/messages.ts';
import { formatClockTime, formatIsoDay } from '../../util/format-time.ts';
import type { Connection, ConnectionStats } from '../../zoom/call-source.ts';
import { createFinding, type Finding } from '../check.ts';
import { toFinding } from '../connection-finding.ts';

/** Heartbeats go out every 25 s: so long without an answer, three in a row were lost. */
const MAX_HEARTBEAT_AGE_MS = 90_000;

/**
 * How the WebSocket connection of the running app stands.
 * @param now ms since the epoch
 */
export function checkLiveConnection(
  connection: Connection,
  stats: ConnectionStats,
  t: Translate,
  now: number,
): Finding {
  switch (connection.state) {
    case 'connecting':
      return createFinding(null, t('check.websocket.live-connecting'), t('remedy.connecting'));
    case 'connected':
      return checkStats(stats, t, now);
    case 'degraded': {
      const sentence = formatConnection(connection, t, now);
      return connection.cause === 'events-missing'
        ? createFinding(false, sentence, t('remedy.events-missing'))
        : createFinding(null, sentence);
    }
    case 'offline':
    case 'refused':
      return toFinding(connection, t);
  }
}

function checkStats(stats: ConnectionStats, t: Translate, now: number): Finding {
  const { connectedSince, lastHeartbeatAt, lastFrameAt, connectsToday: connects } = stats;
  // Zoom ended it a moment ago, and nobody has been told yet.
  if (connectedSince === null || lastFrameAt === null)
    return createFinding(null, t('check.websocket.live-connecting'), t('remedy.connecting'));
  const since = formatMoment(connectedSince, now);
  const heartbeatAt = lastHeartbeatAt !== null && lastHeartbeatAt >= connectedSince ? lastHeartbeatAt : null;
  if (now - (heartbeatAt ?? connectedSince) > MAX_HEARTBEAT_AGE_MS) {
    const beat = getSecondsSince(heartbeatAt ?? connectedSince, now);
    return createFinding(
      false,
      t('check.websocket.live-mute', { since, beat, connects }),
      t('remedy.silent'),
    );
  }
  if (heartbeatAt === null) return createFinding(true, t('check.websocket.live-new', { since, connects }));
  const [frame, beat] = [getSecondsSince(lastFrameAt, now), getSecondsSince(heartbeatAt, now)];
  return createFinding(true, t('check.websocket.live', { since, frame, beat, connects }));
}

/** Never below zero, should the clock have been set back. */
function getSecondsSince(at: number, now: number): number {
  return Math.max(0, Math.round((now - at) / 1_000));
}

/** "09:05" of the same day, "2026-11-21 09:05" of another; by the clock on the wall, the same in both languages. */
function formatMoment(at: number, now: number): string {
  const [day, time] = [formatIsoDay(at), formatClockTime(at)];
  return day === formatIsoDay(now) ? time : `${day} ${time}`;
}
