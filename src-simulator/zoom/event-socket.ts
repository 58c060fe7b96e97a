/** The rules of Zoom's event WebSocket, apart from any real socket. */
import { z } from 'zod';
import type { Faults } from './faults.ts';
import { parseJson } from '../parse-json.ts';
import type { After } from '../timers.ts';
import type { GrantType, IssuedToken } from './tokens.ts';

/** One end of a connection, as the rim offers it. Nothing is sent on it after `close`. */
export interface ZoomSocket {
  /** A string goes as text, a Buffer as binary. */
  send(data: string | Buffer): void;
  /** 1006 cuts the connection without a close frame. */
  close(code: number, reason: string): void;
}

/** What becomes of a request to upgrade to WebSocket. */
export type ZoomUpgrade =
  | { readonly kind: 'refuse'; readonly status: number }
  /** TCP is cut before the 101. */
  | { readonly kind: 'cut' }
  /** The 101 never comes. */
  | { readonly kind: 'never' }
  /** The 101 comes; `begin` is called once the socket is open. */
  | { readonly kind: 'accept'; readonly attach: (socket: ZoomSocket) => ZoomSocketHandler };

/** What the rim tells of a socket that is open. */
export interface ZoomSocketHandler {
  /** A text frame came. */
  onMessage(text: string): void;
  /** The connection is gone, whoever ended it. May be called again. */
  onClose(): void;
  /** Whether the server takes no notice now, not even of a ping. */
  readonly isHalfOpen: boolean;
}

/** What the event WebSocket has seen since the start. */
export interface ConnectionCounters {
  /** Sockets that opened, good token or not. */
  readonly opened: number;
  /** Sockets that got `build_connection` with success. */
  readonly accepted: number;
  /** Sockets that got `build_connection` without success. */
  readonly refused: number;
  /** Accepted sockets closed because another connected to the subscription. */
  readonly replaced: number;
  /** Accepted sockets closed for want of a heartbeat. */
  readonly timedOut: number;
  /** Heartbeats answered. */
  readonly heartbeats: number;
  /** Accepted sockets connected now: 0 or 1. */
  readonly live: number;
}

/** A line of the connections' log. */
export interface ConnectionLogEntry {
  /** In ms since 1970, by the clock without `clockOffsetMs`. */
  readonly at: number;
  /** The name that the rim gave with the upgrade; of one name can be more than one connection. */
  readonly client: string;
  /**
   * `accepted` and `refused` come with `build_connection`; the rest is how an accepted one ended. `closed`
   * and `cut` were asked for or a fault; `left` is the client's own end.
   */
  readonly event:
    'accepted' | 'refused' | 'replaced' | 'timed-out' | 'token-expired' | 'closed' | 'cut' | 'left';
}

export interface EventSocketOptions {
  readonly subscriptionId: string;
  /** The one grant whose tokens are taken; undefined = both. */
  readonly grant: GrantType | undefined;
  /** In ms. */
  readonly serverTimeoutMs: number;
  readonly findToken: (text: string) => IssuedToken | null;
  readonly faults: Faults;
  /** In ms since 1970, without `clockOffsetMs`. */
  readonly now: () => number;
  readonly after: After;
  /** Told when a connection was accepted. */
  readonly onAccepted: () => void;
}

/** A socket between its begin and its end. */
interface Connection {
  readonly socket: ZoomSocket;
  readonly client: string;
  isHalfOpen: boolean;
}

/** As many lines of the log are kept, the latest. */
const MAX_LOG_ENTRIES = 10_000;

/** What a client says: a heartbeat, or a module that is none of ours. */
const clientFrame = z.object({ module: z.string() });

/** An event WebSocket; nobody is connected at first. */
export class EventSocket {
  readonly #connections: { -readonly [Name in keyof ConnectionCounters]: ConnectionCounters[Name] };
  readonly #options: EventSocketOptions;
  readonly #openConnections = new Set<Connection>();
  readonly #log: ConnectionLogEntry[] = [];
  /** The one accepted connection of the subscription. */
  #current: Connection | null = null;
  #cancelTimeout = () => {};
  #cancelExpiry = () => {};

  constructor(options: EventSocketOptions) {
    this.#options = options;
    const countLive = () => (this.#current === null ? 0 : 1);
    this.#connections = {
      opened: 0,
      accepted: 0,
      refused: 0,
      replaced: 0,
      timedOut: 0,
      heartbeats: 0,
      get live() {
        return countLive();
      },
    };
  }

  get connections(): ConnectionCounters {
    return this.#connections;
  }

  get log(): readonly ConnectionLogEntry[] {
    return this.#log;
  }

  upgrade(url: URL, client: string): ZoomUpgrade {
    if (url.pathname !== '/ws') return { kind: 'refuse', status: 404 };
    switch (this.#options.faults.handshake?.kind) {
      case 'refused':
        return { kind: 'refuse', status: this.#options.faults.handshake.status };
      case 'cut':
      case 'never':
        return { kind: this.#options.faults.handshake.kind };
      case 'no-welcome':
      case 'cut-before-welcome':
      case 'unwelcome':
      case 'cut-after-welcome':
      case undefined:
        return {
          kind: 'accept',
          attach: (socket) => this.#attach({ socket, client, isHalfOpen: false }, url),
        };
    }
  }

  /** Sends a frame to the client. True if one was there to get it. */
  send(frame: string | Buffer): boolean {
    if (this.#current === null || this.#isHalfOpen(this.#current)) return false;
    this.#current.socket.send(frame);
    return true;
  }

  /** Closes the accepted connection, with 1006 without a close frame. Throws for a code that is forbidden. */
  disconnect(code: number, reason: string): void {
    if (!isCloseCode(code)) throw new RangeError(`WebSocket forbids to close with ${code}.`);
    this.#closeCurrent(code, reason, code === 1006 ? 'cut' : 'closed');
  }

  /** Makes the sockets that are open now deaf and mute for ever. */
  makeHalfOpen(): void {
    for (const connection of this.#openConnections) connection.isHalfOpen = true;
  }

  /** Cuts every socket without a close frame. */
  cutAll(): void {
    this.#clearCurrent('cut');
    for (const connection of this.#openConnections) this.#closeConnection(connection, 1006, '');
  }

  #addLogEntry(client: string, event: ConnectionLogEntry['event']): void {
    this.#log.push({ at: this.#options.now(), client, event });
    if (this.#log.length > MAX_LOG_ENTRIES) this.#log.shift();
  }

  #isHalfOpen(connection: Connection): boolean {
    return connection.isHalfOpen || this.#options.faults.halfOpen;
  }

  #attach(connection: Connection, url: URL): ZoomSocketHandler {
    this.#connections.opened += 1;
    this.#openConnections.add(connection);
    this.#performHandshake(connection, url.searchParams);
    const isHalfOpen = () => this.#isHalfOpen(connection);
    return {
      get isHalfOpen() {
        return isHalfOpen();
      },
      onMessage: (text) => {
        if (connection === this.#current) this.#handleMessage(connection, text);
      },
      onClose: () => {
        this.#openConnections.delete(connection);
        if (connection === this.#current) this.#clearCurrent('left');
      },
    };
  }

  #performHandshake(connection: Connection, query: URLSearchParams): void {
    if (this.#isHalfOpen(connection)) return;
    const { handshake } = this.#options.faults;
    if (handshake?.kind === 'no-welcome') return;
    if (handshake?.kind === 'cut-before-welcome') {
      this.#closeConnection(connection, 1006, '');
      return;
    }
    const refusal =
      handshake?.kind === 'unwelcome' ? (handshake.content ?? 'Invalid Token') : this.#findRefusal(query);
    if (refusal !== null) {
      this.#connections.refused += 1;
      this.#addLogEntry(connection.client, 'refused');
      connection.socket.send(toFrame('build_connection', false, refusal));
      this.#closeConnection(connection, 1000, 'Bye');
      return;
    }
    if (this.#current !== null) {
      this.#connections.replaced += 1;
      this.#closeCurrent(1000, 'Bye', 'replaced');
    }
    this.#current = connection;
    this.#connections.accepted += 1;
    this.#addLogEntry(connection.client, 'accepted');
    this.#restartTimeout();
    this.#scheduleExpiry(this.#options.findToken(query.get('access_token') ?? ''));
    connection.socket.send(toFrame('build_connection', true, 'success'));
    if (handshake?.kind === 'cut-after-welcome') this.#closeCurrent(1006, '', 'cut');
    else this.#options.onAccepted();
  }

  /** The content of the failure frame, or null for a connection to accept. */
  #findRefusal(query: URLSearchParams): string | null {
    const text = query.get('access_token') ?? '';
    if (text === '') return 'token is empty';
    const token = this.#options.findToken(text);
    if (token === null) return 'Invalid Token';
    if (this.#options.grant !== undefined && token.grant !== this.#options.grant) return 'Invalid Token';
    // Zoom's wording for this is unknown; a client must go by `success`, whatever stands here.
    if (query.get('subscriptionId') !== this.#options.subscriptionId) return 'Invalid Subscription';
    return null;
  }

  #handleMessage(connection: Connection, text: string): void {
    if (this.#isHalfOpen(connection)) return;
    const parsed = clientFrame.safeParse(parseJson(text));
    // Zoom says nothing to what it does not know.
    if (!parsed.success || parsed.data.module !== 'heartbeat') return;
    this.#restartTimeout();
    if (this.#options.faults.heartbeatsUnanswered) return;
    this.#connections.heartbeats += 1;
    connection.socket.send(toFrame('heartbeat', true, 'live'));
  }

  /** Restarts the wait for the next heartbeat. */
  #restartTimeout(): void {
    this.#cancelTimeout();
    this.#cancelTimeout = this.#options.after(this.#options.serverTimeoutMs, () => {
      // What a deaf socket would have said is unknown.
      if (this.#current !== null && this.#isHalfOpen(this.#current)) {
        this.#restartTimeout();
        return;
      }
      this.#connections.timedOut += 1;
      this.#closeCurrent(1000, 'Bye', 'timed-out');
    });
  }

  #scheduleExpiry(token: IssuedToken | null): void {
    if (token === null || !this.#options.faults.closeOnTokenExpiry) return;
    this.#cancelExpiry = this.#options.after(token.expiresAt - this.#options.now(), () =>
      this.#closeCurrent(1000, 'Bye', 'token-expired'),
    );
  }

  /** The accepted connection is none any more. */
  #clearCurrent(event: ConnectionLogEntry['event']): void {
    if (this.#current !== null) this.#addLogEntry(this.#current.client, event);
    this.#current = null;
    this.#cancelTimeout();
    this.#cancelExpiry();
  }

  #closeConnection(connection: Connection, code: number, reason: string): void {
    this.#openConnections.delete(connection);
    connection.socket.close(code, reason);
  }

  #closeCurrent(code: number, reason: string, event: ConnectionLogEntry['event']): void {
    const connection = this.#current;
    if (connection === null) return;
    this.#clearCurrent(event);
    // The words to a deaf one are lost on the way: its socket stays open.
    if (!this.#isHalfOpen(connection)) this.#closeConnection(connection, code, reason);
  }
}

/** Whether a server may close with this code, or it is 1006. */
function isCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005) || (code >= 3000 && code <= 4999);
}

function toFrame(module: string, success: boolean, content: string): string {
  return JSON.stringify({ module, success, content, header: {} });
}
