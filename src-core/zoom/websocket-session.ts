import { z } from 'zod';
import { parsePhoneEvent } from '../events/parse-event.ts';
import type { Clock } from '../util/clock.ts';
import type { ZoomAccount } from '../settings/load-settings.ts';
import { cleanText } from '../util/clean-text.ts';
import { parseJson } from '../util/parse-json.ts';
import type { Socket, SocketEnd, Transport, TransportFault } from '../network/transport.ts';
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

export interface SessionOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** from `createSessionUrl`, a secret */
  readonly url: string;
  readonly signal: AbortSignal;
  readonly events: SessionEvents;
}

/**
 * One WebSocket to Zoom, from opening to its end: welcome, heartbeats, silence. Resolves with how it ended; when
 * `signal` ends it, nothing is told afterwards.
 */
export function runSession(options: SessionOptions): Promise<SessionEnd> {
  return new Promise((resolve) => {
    new Session(options, resolve).watch();
  });
}

class Session {
  readonly #options: SessionOptions;
  readonly #onEnd: (end: SessionEnd) => void;
  readonly #socket: Socket;
  #connectedAt: number | null = null;
  #heartbeatSentAt: number | null = null;
  #isFinished = false;
  #cancelHeartbeat = (): void => undefined;
  #cancelWatchdog = (): void => undefined;
  readonly #abandon = (): void => this.#fail('broken');

  /** @param onEnd called once */
  constructor(options: SessionOptions, onEnd: (end: SessionEnd) => void) {
    this.#options = options;
    this.#onEnd = onEnd;
    this.#socket = options.transport.connect(options.url, {
      message: (bytes) => {
        if (this.#isFinished) return;
        options.events.frame?.();
        this.#receive(bytes);
        if (this.#connectedAt !== null) this.#restartWatchdog(SILENCE_TIMEOUT_MS, () => this.#onSilence());
      },
      end: (end) =>
        this.#finish(socketEndToSessionEnd(end, this.#connectedAt === null ? null : this.#getUptimeMs())),
    });
  }

  /** Ends the session when Zoom does not accept it in time, or when the signal comes. */
  watch(): void {
    const { signal } = this.#options;
    this.#restartWatchdog(HANDSHAKE_TIMEOUT_MS, () => this.#fail('no-welcome'));
    signal.addEventListener('abort', this.#abandon, { once: true });
    if (signal.aborted) this.#abandon();
  }

  #getUptimeMs(): number {
    return this.#connectedAt === null ? 0 : this.#options.clock.now() - this.#connectedAt;
  }

  #finish(end: SessionEnd): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#options.signal.removeEventListener('abort', this.#abandon);
    this.#cancelHeartbeat();
    this.#cancelWatchdog();
    this.#socket.terminate();
    this.#onEnd(end);
  }

  #fail(cause: OfflineCause): void {
    this.#finish({ kind: 'failed', cause, detail: '', waitMs: null });
  }

  #restartWatchdog(ms: number, run: () => void): void {
    if (this.#isFinished) return;
    this.#cancelWatchdog();
    this.#cancelWatchdog = this.#options.clock.after(ms, run);
  }

  #onSilence(): void {
    this.#finish({ kind: 'silent', uptimeMs: this.#getUptimeMs() });
  }

  #sendHeartbeat(): void {
    const { clock } = this.#options;
    this.#heartbeatSentAt = clock.now();
    this.#socket.send(JSON.stringify({ module: 'heartbeat' }));
    this.#cancelHeartbeat = clock.after(HEARTBEAT_MS, () => this.#sendHeartbeat());
  }

  #receive(bytes: Buffer): void {
    const { events, clock } = this.#options;
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
        if (success === true) this.#onWelcome();
        else
          this.#finish({
            kind: 'turned-away',
            message: cleanText(content, 4_000) ?? '',
            uptimeMs: this.#getUptimeMs(),
          });
        return;
      case 'heartbeat':
        if (this.#heartbeatSentAt !== null) events.heartbeat?.(clock.now() - this.#heartbeatSentAt);
        this.#heartbeatSentAt = null;
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
  }

  #onWelcome(): void {
    if (this.#connectedAt !== null) return;
    this.#connectedAt = this.#options.clock.now();
    this.#sendHeartbeat();
    this.#options.events.handshake();
  }
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
