/** The rules of Zoom's event WebSocket, without real sockets. */
import { z } from 'zod';
import type { ZoomContext } from './options.ts';
import type { IssuedToken, TokenEndpoint } from './tokens.ts';
import { parseJson } from '../parse-json.ts';

/** The server's end of a connection. Nothing is sent on it after `close`. */
export interface ZoomSocket {
  /** A string is sent as text, a Buffer as binary. */
  send(data: string | Buffer): void;
  /** 1006 closes the connection without a close frame. */
  close(code: number, reason: string): void;
}

/** The answer to an upgrade to WebSocket. */
export type ZoomUpgrade =
  | { readonly kind: 'refuse'; readonly status: number }
  /** `cut` closes TCP before the 101; with `never` the 101 never comes. */
  | { readonly kind: 'cut' | 'never' }
  /** Call `attach` once the socket is open; it may send and close before it returns. */
  | { readonly kind: 'accept'; readonly attach: (socket: ZoomSocket) => ZoomSocketHandler };

/** Receives the events of an open socket. */
export interface ZoomSocketHandler {
  onMessage(text: string): void;
  /** Whichever end closed it. May be called again. */
  onClose(): void;
  /** Whether the server reacts to nothing now, not even to a ping. */
  isHalfOpen(): boolean;
}

export interface ConnectionLogEntry {
  /** In ms since 1970, by the clock without `clockOffsetMs`. */
  readonly at: number;
  /** The name given with the upgrade. Several connections may have the same name. */
  readonly client: string;
  /**
   * `accepted` and `refused` are the result of `build_connection`; the others are how an accepted connection ended.
   * `closed` and `cut` were requested or a fault; `left` means that the client closed it.
   */
  readonly event:
    'accepted' | 'refused' | 'replaced' | 'timed-out' | 'token-expired' | 'closed' | 'cut' | 'left';
}

interface Connection {
  readonly socket: ZoomSocket;
  readonly client: string;
  isHalfOpen: boolean;
}

/** The latest entries are kept. */
const MAX_LOG_ENTRIES = 10_000;

const clientFrame = z.object({ module: z.string() });

export class EventSocket {
  readonly connections = {
    /** Sockets that opened, whether or not the token was valid. */
    opened: 0,
    /** Sockets that got `build_connection` with success. */
    accepted: 0,
    /** Sockets that got `build_connection` without success. */
    refused: 0,
    /** Accepted sockets closed because another connected to the subscription. */
    replaced: 0,
    /** Accepted sockets closed because no heartbeat came. */
    timedOut: 0,
    /** Heartbeats answered. */
    heartbeats: 0,
    /** Accepted sockets connected now: 0 or 1. */
    live: 0,
  };
  readonly log: ConnectionLogEntry[] = [];
  readonly #context: ZoomContext;
  readonly #tokens: TokenEndpoint;
  readonly #openConnections = new Set<Connection>();
  /** The accepted connection. Zoom allows one per subscription. */
  #current: Connection | null = null;
  #cancelTimeout = () => {};
  #cancelExpiry = () => {};

  constructor(context: ZoomContext, tokens: TokenEndpoint) {
    this.#context = context;
    this.#tokens = tokens;
  }

  upgrade(url: URL, client: string): ZoomUpgrade {
    if (url.pathname !== '/ws') return { kind: 'refuse', status: 404 };
    const { handshake } = this.#context.faults;
    if (handshake?.kind === 'refused') return { kind: 'refuse', status: handshake.status };
    if (handshake?.kind === 'cut' || handshake?.kind === 'never') return { kind: handshake.kind };
    return {
      kind: 'accept',
      attach: (socket) => this.#attach({ socket, client, isHalfOpen: false }, url),
    };
  }

  /** True if a client received it. */
  send(frame: string | Buffer): boolean {
    if (this.#current === null || this.#isHalfOpen(this.#current)) return false;
    this.#current.socket.send(frame);
    return true;
  }

  /** Closes the accepted connection, with 1006 without a close frame. Throws if WebSocket forbids the code. */
  disconnect(code: number, reason: string): void {
    if (!isCloseCode(code)) throw new RangeError(`WebSocket forbids to close with ${code}.`);
    this.#closeCurrent(code, reason, code === 1006 ? 'cut' : 'closed');
  }

  /** The sockets open now ignore and send nothing any more. */
  makeHalfOpen(): void {
    for (const connection of this.#openConnections) connection.isHalfOpen = true;
  }

  /** Closes every socket without a close frame. */
  cutAll(): void {
    this.#clearCurrent('cut');
    for (const connection of this.#openConnections) this.#closeConnection(connection, 1006, '');
  }

  #addLogEntry(client: string, event: ConnectionLogEntry['event']): void {
    this.log.push({ at: this.#context.now(), client, event });
    if (this.log.length > MAX_LOG_ENTRIES) this.log.shift();
  }

  #isHalfOpen(connection: Connection): boolean {
    return connection.isHalfOpen || this.#context.faults.halfOpen;
  }

  #attach(connection: Connection, url: URL): ZoomSocketHandler {
    this.connections.opened += 1;
    this.#openConnections.add(connection);
    this.#performHandshake(connection, url.searchParams);
    return {
      isHalfOpen: () => this.#isHalfOpen(connection),
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
    const { handshake } = this.#context.faults;
    if (handshake?.kind === 'no-welcome') return;
    if (handshake?.kind === 'cut-before-welcome') {
      this.#closeConnection(connection, 1006, '');
      return;
    }
    const refusal =
      handshake?.kind === 'unwelcome' ? (handshake.content ?? 'Invalid Token') : this.#findRefusal(query);
    if (refusal !== null) {
      this.connections.refused += 1;
      this.#addLogEntry(connection.client, 'refused');
      connection.socket.send(toFrame('build_connection', false, refusal));
      this.#closeConnection(connection, 1000, 'Bye');
      return;
    }
    if (this.#current !== null) {
      this.connections.replaced += 1;
      this.#closeCurrent(1000, 'Bye', 'replaced');
    }
    this.#current = connection;
    this.connections.live = 1;
    this.connections.accepted += 1;
    this.#addLogEntry(connection.client, 'accepted');
    this.#restartTimeout();
    this.#scheduleExpiry(this.#tokens.find(query.get('access_token') ?? ''));
    connection.socket.send(toFrame('build_connection', true, 'success'));
    if (handshake?.kind === 'cut-after-welcome') this.#closeCurrent(1006, '', 'cut');
    else this.#context.onAccepted();
  }

  /** The content of the failure frame; null if the connection is accepted. */
  #findRefusal(query: URLSearchParams): string | null {
    const text = query.get('access_token') ?? '';
    if (text === '') return 'token is empty';
    const token = this.#tokens.find(text);
    if (token === null) return 'Invalid Token';
    const { webSocketGrant, subscriptionId } = this.#context;
    if (webSocketGrant !== undefined && token.grant !== webSocketGrant) return 'Invalid Token';
    // Zoom's wording for this is unknown; a client must rely on `success`.
    if (query.get('subscriptionId') !== subscriptionId) return 'Invalid Subscription';
    return null;
  }

  #handleMessage(connection: Connection, text: string): void {
    if (this.#isHalfOpen(connection)) return;
    const parsed = clientFrame.safeParse(parseJson(text));
    // Zoom ignores unknown messages.
    if (!parsed.success || parsed.data.module !== 'heartbeat') return;
    this.#restartTimeout();
    if (this.#context.faults.heartbeatsUnanswered) return;
    this.connections.heartbeats += 1;
    connection.socket.send(toFrame('heartbeat', true, 'live'));
  }

  #restartTimeout(): void {
    this.#cancelTimeout();
    this.#cancelTimeout = this.#context.after(this.#context.serverTimeoutMs, () => {
      // A half-open socket receives no heartbeats, so this is no timeout.
      if (this.#current !== null && this.#isHalfOpen(this.#current)) {
        this.#restartTimeout();
        return;
      }
      this.connections.timedOut += 1;
      this.#closeCurrent(1000, 'Bye', 'timed-out');
    });
  }

  #scheduleExpiry(token: IssuedToken | null): void {
    if (token === null || !this.#context.faults.closeOnTokenExpiry) return;
    this.#cancelExpiry = this.#context.after(token.expiresAt - this.#context.now(), () =>
      this.#closeCurrent(1000, 'Bye', 'token-expired'),
    );
  }

  #clearCurrent(event: ConnectionLogEntry['event']): void {
    if (this.#current !== null) this.#addLogEntry(this.#current.client, event);
    this.#current = null;
    this.connections.live = 0;
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
    // A close frame to a half-open socket is lost, so the socket stays open.
    if (!this.#isHalfOpen(connection)) this.#closeConnection(connection, code, reason);
  }
}

/** The codes that a server may send, and 1006. */
function isCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005) || (code >= 3000 && code <= 4999);
}

function toFrame(module: string, success: boolean, content: string): string {
  return JSON.stringify({ module, success, content, header: {} });
}
