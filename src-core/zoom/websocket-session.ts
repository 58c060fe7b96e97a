import { z } from 'zod';
import { parsePhoneEvent } from '../events/parse-event.ts';
import type { Clock } from '../util/clock.ts';
import type { ZoomAccount } from '../settings/load-settings.ts';
import { cleanText } from '../util/clean-text.ts';
import { parseJson } from '../util/parse-json.ts';
import type { Socket, SocketEnd, Transport } from '../network/transport.ts';
import type { OfflineCause, SourceEvents } from './call-source.ts';
import { createFailure, toOfflineCause } from './connection-errors.ts';
import type { SessionEnd } from './reconnect-policy.ts';

/** Zoom requires a heartbeat at least every 30 s. */
const HEARTBEAT_MS = 25_000;
/** Without any frame for this long the connection is dead, even if TCP reports nothing. */
const SILENCE_TIMEOUT_MS = 60_000;
/** An open socket is no connection yet: Zoom first sends `build_connection`, also to refuse. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Call events are smaller; larger frames are not parsed. */
const MAX_EVENT_BYTES = 256 * 1024;

const Frame = z.object({
  module: z.string(),
  success: z.boolean().optional(),
  content: z.unknown().optional(),
});

/** Returns a secret: the token must be a query parameter, because Zoom ignores the header. */
export function createSessionUrl(account: ZoomAccount, accessToken: string): string {
  const url = new URL(account.wsUrl);
  url.searchParams.set('subscriptionId', account.subscriptionId);
  url.searchParams.set('access_token', accessToken);
  return url.href;
}

export interface SessionEvents extends Pick<SourceEvents, 'event' | 'badFrame'> {
  /** Zoom accepted the connection. */
  handshake(): void;
  /** Called for every frame. */
  frame?(): void;
  /** Called when Zoom answers a heartbeat. */
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

/** Runs one WebSocket to Zoom. Resolves with how it ended; then calls no more events. */
export function runSession(options: SessionOptions): Promise<SessionEnd> {
  return new Promise((resolve) => new Session(options, resolve).watch());
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
      end: (end) => this.#onSocketEnd(end),
    });
  }

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

  #onSocketEnd(end: SocketEnd): void {
    // After the handshake, any failure counts as a broken connection.
    if (this.#connectedAt !== null && end.kind !== 'refused') {
      const code = end.kind === 'closed' ? end.code : 1006;
      this.#finish({ kind: 'closed', code, uptimeMs: this.#getUptimeMs() });
    } else this.#finish(toFailure(end));
  }

  #fail(cause: OfflineCause): void {
    this.#finish(createFailure(cause));
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
        // Only the flag counts, because the wording varies.
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
        // The event is JSON text within the frame's JSON; an object is accepted too.
        const json = typeof content === 'string' ? parseJson(content) : content;
        if (json === undefined) events.badFrame('invalid-frame', bytes.length);
        else events.event(parsePhoneEvent(json));
        return;
      }
      default:
        // A module that Zoom may add.
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

/** How a socket ended before the handshake. */
function toFailure(end: SocketEnd): SessionEnd {
  switch (end.kind) {
    case 'closed':
      return createFailure(end.code === 1006 ? 'broken' : 'closed');
    case 'refused':
      return createFailure('zoom-trouble', `HTTP ${end.status}`);
    case 'failed':
      return createFailure(toOfflineCause(end.reason));
  }
}
