import { z } from 'zod';
import { parsePhoneEvent } from '../events/parse-event.ts';
import type { Clock } from '../util/clock.ts';
import type { ZoomAccount } from '../settings/load-settings.ts';
import { cleanText } from '../util/clean-text.ts';
import { parseJson } from '../util/parse-json.ts';
import type { SocketEnd, Transport, TransportFault } from '../network/transport.ts';
import type { SessionEnd } from './reconnect-policy.ts';
import type { OfflineCause, SourceEvents } from './call-source.ts';

/** Zoom wants a heartbeat at least every 30 s. */
const HEARTBEAT_MS = 25_000;
/** Nothing at all heard for this long: the connection is dead, whatever TCP says. */
const SILENCE_TIMEOUT_MS = 60_000;
/** An open socket is no connection yet: Zoom says `build_connection` first, also to refuse. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** No call event is larger; larger ones are not even parsed. */
const MAX_EVENT_BYTES = 256 * 1024;

const Frame = z.object({
  module: z.string(),
  success: z.boolean().optional(),
  content: z.unknown().optional(),
});

/** Where a session is opened. The token must be a query parameter: Zoom ignores the header. So this is a secret. */
export function createSessionUrl(account: ZoomAccount, accessToken: string): string {
  const url = new URL(account.wsUrl);
  url.searchParams.set('subscriptionId', account.subscriptionId);
  url.searchParams.set('access_token', accessToken);
  return url.href;
}

/** What a session tells while it lasts. */
export interface SessionEvents extends Pick<SourceEvents, 'event' | 'badFrame'> {
  /** Zoom accepted the connection; from now on events come. */
  handshake(): void;
  /** Something came, whatever it is. */
  frame?(): void;
  /** The answer to a heartbeat came, this many ms after it was sent. */
  heartbeat?(roundTripMs: number): void;
}

/**
 * One WebSocket to Zoom, from opening to its end: welcome, heartbeats, silence. Resolves with how it ended; when
 * `signal` ends it, nothing is told afterwards.
 *
 * @param url from `sessionUrl`, a secret
 */
export function runSession(options: {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly url: string;
  readonly signal: AbortSignal;
  readonly events: SessionEvents;
}): Promise<SessionEnd> {
  const { transport, clock, url, signal, events } = options;
  return new Promise((resolve) => {
    let connectedAt: number | null = null;
    let heartbeatSentAt: number | null = null;
    let isFinished = false;
    let cancelHeartbeat = (): void => undefined;
    let cancelWatchdog = (): void => undefined;

    const getUptimeMs = (): number => (connectedAt === null ? 0 : clock.now() - connectedAt);
    const finish = (sessionEnd: SessionEnd): void => {
      if (isFinished) return;
      isFinished = true;
      signal.removeEventListener('abort', abandon);
      cancelHeartbeat();
      cancelWatchdog();
      socket.terminate();
      resolve(sessionEnd);
    };
    const fail = (cause: OfflineCause, detail = ''): void =>
      finish({ kind: 'failed', cause, detail, waitMs: null });
    const abandon = (): void => fail('broken');
    const restartWatchdog = (ms: number, run: () => void): void => {
      if (isFinished) return;
      cancelWatchdog();
      cancelWatchdog = clock.after(ms, run);
    };
    const onSilence = (): void => finish({ kind: 'silent', uptimeMs: getUptimeMs() });
    const sendHeartbeat = (): void => {
      heartbeatSentAt = clock.now();
      socket.send(JSON.stringify({ module: 'heartbeat' }));
      cancelHeartbeat = clock.after(HEARTBEAT_MS, sendHeartbeat);
    };
    const receive = (bytes: Buffer): void => {
      if (bytes.length > MAX_EVENT_BYTES) {
        events.badFrame('frame-too-large', bytes.length);
        return;
      }
      const frame = Frame.safeParse(parseJson(bytes.toString('utf8')));
      if (!frame.success) {
        events.badFrame('invalid-frame', bytes.length);
        return;
      }
      const { module, success, content } = frame.data;
      switch (module) {
        case 'build_connection':
          // Decided by the flag alone: the wording varies.
          if (success !== true) {
            finish({
              kind: 'turned-away',
              message: cleanText(content, 4_000) ?? '',
              uptimeMs: getUptimeMs(),
            });
          } else if (connectedAt === null) {
            connectedAt = clock.now();
            sendHeartbeat();
            events.handshake();
          }
          return;
        case 'heartbeat':
          if (heartbeatSentAt !== null) events.heartbeat?.(clock.now() - heartbeatSentAt);
          heartbeatSentAt = null;
          return;
        case 'message': {
          // The event comes as JSON text inside the frame's JSON; an object is taken too.
          const json = typeof content === 'string' ? parseJson(content) : content;
          if (json === undefined) events.badFrame('invalid-frame', bytes.length);
          else events.event(parsePhoneEvent(json));
          return;
        }
        default:
          // A module that Zoom adds one day.
          return;
      }
    };

    const socket = transport.connect(url, {
      message: (bytes) => {
        if (isFinished) return;
        events.frame?.();
        receive(bytes);
        if (connectedAt !== null) restartWatchdog(SILENCE_TIMEOUT_MS, onSilence);
      },
      end: (end) => finish(socketEndToSessionEnd(end, connectedAt === null ? null : getUptimeMs())),
    });
    restartWatchdog(HANDSHAKE_TIMEOUT_MS, () => fail('no-welcome'));
    signal.addEventListener('abort', abandon, { once: true });
    if (signal.aborted) abandon();
  });
}

/** @param uptimeMs null = it was never welcomed */
function socketEndToSessionEnd(end: SocketEnd, uptimeMs: number | null): SessionEnd {
  const createFailure = (cause: OfflineCause, detail = ''): SessionEnd => ({
    kind: 'failed',
    cause,
    detail,
    waitMs: null,
  });
  switch (end.kind) {
    case 'closed':
      if (uptimeMs !== null) return { kind: 'closed', code: end.code, uptimeMs };
      return createFailure(end.code === 1006 ? 'broken' : 'closed');
    case 'refused':
      return createFailure('zoom-trouble', `HTTP ${end.status}`);
    case 'failed':
      // Before the welcome there was no way; after it, it broke off.
      return uptimeMs === null
        ? createFailure(toOfflineCause(end.reason))
        : { kind: 'closed', code: 1006, uptimeMs };
  }
}

/** How a fault of the way is told. */
export function toOfflineCause(fault: TransportFault): OfflineCause {
  switch (fault) {
    case 'network':
    case 'timeout':
      return 'network';
    case 'too-large':
      return 'zoom-trouble';
    case 'certificate':
      return 'certificate';
    case 'proxy':
      return 'proxy';
  }
}
