import type { Translate } from '../i18n/index.ts';
import { connectionSentence } from '../sentences.ts';
import type { Connection, Vitals } from '../sources/source.ts';
import { found, type Finding } from './check.ts';
import { troubleFinding } from './trouble.ts';

/** Heartbeats go out every 25 s: so long without an answer, three in a row were lost. */
const MUTE_MS = 90_000;

/**
 * How the WebSocket connection of the running app stands.
 * @param now ms since the epoch
 */
export function liveFinding(connection: Connection, vitals: Vitals, t: Translate, now: number): Finding {
  switch (connection.state) {
    case 'connecting':
      return found(null, t('check.websocket.live-connecting'), t('remedy.connecting'));
    case 'connected':
      return vitalsFinding(vitals, t, now);
    case 'degraded': {
      const sentence = connectionSentence(connection, t, now);
      return connection.cause === 'events-missing'
        ? found(false, sentence, t('remedy.events-missing'))
        : found(null, sentence);
    }
    case 'offline':
    case 'refused':
      return troubleFinding(connection, t);
  }
}

function vitalsFinding(vitals: Vitals, t: Translate, now: number): Finding {
  const { connectedSince, lastHeartbeatAt, lastFrameAt, connectsToday: connects } = vitals;
  // Zoom ended it a moment ago, and nobody has been told yet.
  if (connectedSince === null || lastFrameAt === null)
    return found(null, t('check.websocket.live-connecting'), t('remedy.connecting'));
  const since = moment(connectedSince, now);
  const beatAt = lastHeartbeatAt !== null && lastHeartbeatAt >= connectedSince ? lastHeartbeatAt : null;
  if (now - (beatAt ?? connectedSince) > MUTE_MS) {
    const beat = secondsSince(beatAt ?? connectedSince, now);
    return found(false, t('check.websocket.live-mute', { since, beat, connects }), t('remedy.silent'));
  }
  if (beatAt === null) return found(true, t('check.websocket.live-new', { since, connects }));
  const [frame, beat] = [secondsSince(lastFrameAt, now), secondsSince(beatAt, now)];
  return found(true, t('check.websocket.live', { since, frame, beat, connects }));
}

/** Never below zero, should the clock have been set back. */
function secondsSince(at: number, now: number): number {
  return Math.max(0, Math.round((now - at) / 1_000));
}

/** "09:05" of the same day, "2026-11-21 09:05" of another; by the clock on the wall, the same in both languages. */
function moment(at: number, now: number): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}
