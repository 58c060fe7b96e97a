import type { Clock } from '../../util/clock.ts';
import type { Translate } from '../../i18n/index.ts';
import type { ZoomAccount } from '../../settings/load-settings.ts';
import { formatConnection } from '../../output/messages.ts';
import { formatClockTime, formatIsoDay } from '../../util/format-time.ts';
import type { Connection, ConnectionStats } from '../../zoom/call-source.ts';
import { onSessionEnd, FRESH_START, type SessionEnd } from '../../zoom/reconnect-policy.ts';
import { runSession, createSessionUrl } from '../../zoom/websocket-session.ts';
import type { ZoomApi } from '../../zoom/zoom-api.ts';
import type { Transport } from '../../network/transport.ts';
import { createFinding, type Finding } from '../check.ts';
import { toFinding } from '../connection-finding.ts';

/** From the welcome to the answer to the first heartbeat. */
const HEARTBEAT_TIMEOUT_MS = 10_000;
/** A heartbeat is sent every 25 s: without an answer for this long, three in a row were lost. */
const MAX_HEARTBEAT_AGE_MS = 90_000;

interface WebsocketCheckOptions {
  readonly account: ZoomAccount;
  /** with a token */
  readonly api: ZoomApi;
  readonly transport: Transport;
  readonly clock: Clock;
  /** in [0, 1) */
  readonly random: () => number;
  readonly t: Translate;
}

/**
 * Connects to Zoom's event WebSocket until a heartbeat is answered. Retries a rejected connection as often and with the
 * same tokens as the app. Zoom closes another connection of the subscription. Rejects like `renewToken`.
 */
export async function checkWebsocket(options: WebsocketCheckOptions, signal: AbortSignal): Promise<Finding> {
  const { api, clock, random, t } = options;
  let state = FRESH_START;
  let token = api.newestToken;
  for (;;) {
    api.grant = state.grant;
    token ??= await api.renewToken(signal);
    const outcome = await connectOnce(options, token.accessToken, signal);
    signal.throwIfAborted();
    switch (outcome.kind) {
      case 'beat':
        return createFinding(true, t('check.websocket.ok', { ms: Math.round(outcome.roundTripMs) }));
      case 'mute':
        return createFinding(false, t('check.websocket.mute'), t('remedy.silent'));
      case 'ended': {
        const decided = onSessionEnd(state, outcome.sessionEnd, clock.now(), random());
        const { step } = decided;
        if (step.kind === 'stop') return toFinding({ ...step, state: 'refused' }, t);
        if (step.reported !== null) return toFinding({ ...step.reported, state: 'offline' }, t);
        state = decided.state;
        token = null;
      }
    }
  }
}

type Outcome =
  | { readonly kind: 'beat'; readonly roundTripMs: number }
  /** welcomed, but the heartbeat was not answered */
  | { readonly kind: 'mute' }
  | { readonly kind: 'ended'; readonly sessionEnd: SessionEnd };

async function connectOnce(
  { account, transport, clock }: WebsocketCheckOptions,
  accessToken: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const completion = new AbortController();
  const outcomes: Outcome[] = [];
  let cancel = (): void => undefined;
  const finish = (outcome: Outcome): void => {
    outcomes.push(outcome);
    completion.abort();
  };
  const sessionEnd = await runSession({
    transport,
    clock,
    url: createSessionUrl(account, accessToken),
    signal: AbortSignal.any([signal, completion.signal]),
    events: {
      handshake: () => {
        cancel = clock.after(HEARTBEAT_TIMEOUT_MS, () => finish({ kind: 'mute' }));
      },
      heartbeat: (roundTripMs) => finish({ kind: 'beat', roundTripMs }),
      // The app reads calls that ring now from Zoom's call history.
      event: () => undefined,
      badFrame: () => undefined,
    },
  });
  cancel();
  return outcomes[0] ?? { kind: 'ended', sessionEnd };
}

/**
 * Checks the WebSocket connection of the running app.
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
  // Zoom has just closed the connection, and its state is not updated yet.
  if (connectedSince === null || lastFrameAt === null)
    return createFinding(null, t('check.websocket.live-connecting'), t('remedy.connecting'));
  const since = formatMoment(connectedSince, now);
  const hasHeartbeat = lastHeartbeatAt !== null && lastHeartbeatAt >= connectedSince;
  const heartbeatAt = hasHeartbeat ? lastHeartbeatAt : connectedSince;
  const [frame, beat] = [getSecondsSince(lastFrameAt, now), getSecondsSince(heartbeatAt, now)];
  if (now - heartbeatAt > MAX_HEARTBEAT_AGE_MS) {
    const message = t('check.websocket.live-mute', { since, beat, connects });
    return createFinding(false, message, t('remedy.silent'));
  }
  return hasHeartbeat
    ? createFinding(true, t('check.websocket.live', { since, frame, beat, connects }))
    : createFinding(true, t('check.websocket.live-new', { since, connects }));
}

/** Zero if the clock was set back. */
function getSecondsSince(at: number, now: number): number {
  return Math.max(0, Math.round((now - at) / 1_000));
}

/** Local time in every language: "09:05" on the same day, "2026-11-21 09:05" on another. */
function formatMoment(at: number, now: number): string {
  const [day, time] = [formatIsoDay(at), formatClockTime(at)];
  return day === formatIsoDay(now) ? time : `${day} ${time}`;
}
