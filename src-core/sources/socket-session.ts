import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { ZoomAccount } from '../settings/read.ts';
import { cleanText } from '../text/clean.ts';
import { parseJson } from '../text/parse-json.ts';
import type { SocketEnd, Transport, TransportFault } from '../http/transport.ts';
import type { Ending } from './reconnect.ts';
import type { OfflineCause, SourceEvents } from './source.ts';

/** Zoom wants a heartbeat at least every 30 s. */
const HEARTBEAT_MS = 25_000;
/** Nothing at all heard for this long: the connection is dead, whatever TCP says. */
const SILENT_MS = 60_000;
/** An open socket is no connection yet: Zoom says `build_connection` first, also to refuse. */
const WELCOME_MS = 10_000;
/** No call event is larger; larger ones are not even parsed. */
const LARGEST_EVENT = 256 * 1024;

const Frame = z.object({
  module: z.string(),
  success: z.boolean().optional(),
  content: z.unknown().optional(),
});

/** Where a session is opened. The token must be a query parameter: Zoom ignores the header. So this is a secret. */
export function sessionUrl(account: ZoomAccount, accessToken: string): string {
  const url = new URL(account.wsUrl);
  url.searchParams.set('subscriptionId', account.subscriptionId);
  url.searchParams.set('access_token', accessToken);
  return url.href;
}

/** What a session tells while it lasts. */
export interface SessionEvents extends Pick<SourceEvents, 'event' | 'badFrame'> {
  /** Zoom accepted the connection; from now on events come. */
  welcome(): void;
  /** Something came, whatever it is. */
  frame?(): void;
  /** The answer to a heartbeat came, this many ms after it was sent. */
  beat?(roundTripMs: number): void;
}

/**
 * One WebSocket to Zoom, from opening to its end: welcome, heartbeats, silence. Resolves with how it ended; when
 * `signal` ends it, nothing is told afterwards.
 *
 * @param url from `sessionUrl`, a secret
 */
export function holdSession(options: {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly url: string;
  readonly signal: AbortSignal;
  readonly events: SessionEvents;
}): Promise<Ending> {
  const { transport, clock, url, signal, events } = options;
  return new Promise((resolve) => {
    let welcomedAt: number | null = null;
    let sentAt: number | null = null;
    let finished = false;
    let cancelHeartbeat = (): void => undefined;
    let cancelWatch = (): void => undefined;

    const livedMs = (): number => (welcomedAt === null ? 0 : clock.now() - welcomedAt);
    const finish = (ending: Ending): void => {
      if (finished) return;
      finished = true;
      signal.removeEventListener('abort', abandon);
      cancelHeartbeat();
      cancelWatch();
      socket.terminate();
      resolve(ending);
    };
    const fail = (cause: OfflineCause, detail = ''): void =>
      finish({ kind: 'failed', cause, detail, waitMs: null });
    const abandon = (): void => fail('broken');
    const watch = (ms: number, run: () => void): void => {
      if (finished) return;
      cancelWatch();
      cancelWatch = clock.after(ms, run);
    };
    const silent = (): void => finish({ kind: 'silent', livedMs: livedMs() });
    const beat = (): void => {
      sentAt = clock.now();
      socket.send(JSON.stringify({ module: 'heartbeat' }));
      cancelHeartbeat = clock.after(HEARTBEAT_MS, beat);
    };
    const receive = (bytes: Buffer): void => {
      if (bytes.length > LARGEST_EVENT) {
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
            finish({ kind: 'turned-away', words: cleanText(content, 4_000) ?? '', livedMs: livedMs() });
          } else if (welcomedAt === null) {
            welcomedAt = clock.now();
            beat();
            events.welcome();
          }
          return;
        case 'heartbeat':
          if (sentAt !== null) events.beat?.(clock.now() - sentAt);
          sentAt = null;
          return;
        case 'message': {
          // The event comes as JSON text inside the frame's JSON; an object is taken too.
          const json = typeof content === 'string' ? parseJson(content) : content;
          if (json === undefined) events.badFrame('invalid-frame', bytes.length);
          else events.event(json);
          return;
        }
        default:
          // A module that Zoom adds one day.
          return;
      }
    };

    const socket = transport.connect(url, {
      message: (bytes) => {
        if (finished) return;
        events.frame?.();
        receive(bytes);
        if (welcomedAt !== null) watch(SILENT_MS, silent);
      },
      end: (end) => finish(endingOfSocket(end, welcomedAt === null ? null : livedMs())),
    });
    watch(WELCOME_MS, () => fail('no-welcome'));
    signal.addEventListener('abort', abandon, { once: true });
    if (signal.aborted) abandon();
  });
}

/** @param livedMs null = it was never welcomed */
function endingOfSocket(end: SocketEnd, livedMs: number | null): Ending {
  const failed = (cause: OfflineCause, detail = ''): Ending => ({
    kind: 'failed',
    cause,
    detail,
    waitMs: null,
  });
  switch (end.kind) {
    case 'closed':
      if (livedMs !== null) return { kind: 'closed', code: end.code, livedMs };
      return failed(end.code === 1006 ? 'broken' : 'closed');
    case 'refused':
      return failed('zoom-trouble', `HTTP ${end.status}`);
    case 'failed':
      // Before the welcome there was no way; after it, it broke off.
      return livedMs === null ? failed(causeOf(end.reason)) : { kind: 'closed', code: 1006, livedMs };
  }
}

/** How a fault of the way is told. */
export function causeOf(fault: TransportFault): OfflineCause {
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
