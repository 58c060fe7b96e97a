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

export interface EventSocket {
  upgrade(url: URL, client: string): ZoomUpgrade;
  /** Sends a frame to the client. True if one was there to get it. */
  send(frame: string | Buffer): boolean;
  /** Closes the accepted connection, with 1006 without a close frame. Throws for a code that is forbidden. */
  disconnect(code: number, reason: string): void;
  /** Makes the sockets that are open now deaf and mute for ever. */
  makeHalfOpen(): void;
  /** Cuts every socket without a close frame. */
  cutAll(): void;
  readonly connections: ConnectionCounters;
  readonly log: readonly ConnectionLogEntry[];
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

/** An event WebSocket to which nobody is connected. */
export function createEventSocket(options: EventSocketOptions): EventSocket {
  const { subscriptionId, grant, serverTimeoutMs, findToken, faults, now, after, onAccepted } = options;
  const openConnections = new Set<Connection>();
  const log: ConnectionLogEntry[] = [];
  /** The one accepted connection of the subscription. */
  let current: Connection | null = null;
  let cancelTimeout = () => {};
  let cancelExpiry = () => {};
  const connections = {
    opened: 0,
    accepted: 0,
    refused: 0,
    replaced: 0,
    timedOut: 0,
    heartbeats: 0,
    get live() {
      return current === null ? 0 : 1;
    },
  };

  function addLogEntry(client: string, event: ConnectionLogEntry['event']): void {
    log.push({ at: now(), client, event });
    if (log.length > MAX_LOG_ENTRIES) log.shift();
  }

  function isHalfOpen(connection: Connection): boolean {
    return connection.isHalfOpen || faults.halfOpen;
  }

  function upgrade(url: URL, client: string): ZoomUpgrade {
    if (url.pathname !== '/ws') return { kind: 'refuse', status: 404 };
    switch (faults.handshake?.kind) {
      case 'refused':
        return { kind: 'refuse', status: faults.handshake.status };
      case 'cut':
      case 'never':
        return { kind: faults.handshake.kind };
      case 'no-welcome':
      case 'cut-before-welcome':
      case 'unwelcome':
      case 'cut-after-welcome':
      case undefined:
        return { kind: 'accept', attach: (socket) => attach({ socket, client, isHalfOpen: false }, url) };
    }
  }

  function attach(connection: Connection, url: URL): ZoomSocketHandler {
    connections.opened += 1;
    openConnections.add(connection);
    performHandshake(connection, url.searchParams);
    return {
      get isHalfOpen() {
        return isHalfOpen(connection);
      },
      onMessage: (text) => {
        if (connection === current) handleMessage(connection, text);
      },
      onClose: () => {
        openConnections.delete(connection);
        if (connection === current) clearCurrent('left');
      },
    };
  }

  function performHandshake(connection: Connection, query: URLSearchParams): void {
    if (isHalfOpen(connection)) return;
    const { handshake } = faults;
    if (handshake?.kind === 'no-welcome') return;
    if (handshake?.kind === 'cut-before-welcome') {
      closeConnection(connection, 1006, '');
      return;
    }
    const refusal =
      handshake?.kind === 'unwelcome' ? (handshake.content ?? 'Invalid Token') : findRefusal(query);
    if (refusal !== null) {
      connections.refused += 1;
      addLogEntry(connection.client, 'refused');
      connection.socket.send(toFrame('build_connection', false, refusal));
      closeConnection(connection, 1000, 'Bye');
      return;
    }
    if (current !== null) {
      connections.replaced += 1;
      closeCurrent(1000, 'Bye', 'replaced');
    }
    current = connection;
    connections.accepted += 1;
    addLogEntry(connection.client, 'accepted');
    restartTimeout();
    scheduleExpiry(findToken(query.get('access_token') ?? ''));
    connection.socket.send(toFrame('build_connection', true, 'success'));
    if (handshake?.kind === 'cut-after-welcome') closeCurrent(1006, '', 'cut');
    else onAccepted();
  }

  /** The content of the failure frame, or null for a connection to accept. */
  function findRefusal(query: URLSearchParams): string | null {
    const text = query.get('access_token') ?? '';
    if (text === '') return 'token is empty';
    const token = findToken(text);
    if (token === null) return 'Invalid Token';
    if (grant !== undefined && token.grant !== grant) return 'Invalid Token';
    // Zoom's wording for this is unknown; a client must go by `success`, whatever stands here.
    if (query.get('subscriptionId') !== subscriptionId) return 'Invalid Subscription';
    return null;
  }

  function handleMessage(connection: Connection, text: string): void {
    if (isHalfOpen(connection)) return;
    const parsed = clientFrame.safeParse(parseJson(text));
    // Zoom says nothing to what it does not know.
    if (!parsed.success || parsed.data.module !== 'heartbeat') return;
    restartTimeout();
    if (faults.heartbeatsUnanswered) return;
    connections.heartbeats += 1;
    connection.socket.send(toFrame('heartbeat', true, 'live'));
  }

  /** Starts the wait for the next heartbeat anew. */
  function restartTimeout(): void {
    cancelTimeout();
    cancelTimeout = after(serverTimeoutMs, () => {
      // What a deaf socket would have said is unknown.
      if (current !== null && isHalfOpen(current)) {
        restartTimeout();
        return;
      }
      connections.timedOut += 1;
      closeCurrent(1000, 'Bye', 'timed-out');
    });
  }

  function scheduleExpiry(token: IssuedToken | null): void {
    if (token === null || !faults.closeOnTokenExpiry) return;
    cancelExpiry = after(token.expiresAt - now(), () => closeCurrent(1000, 'Bye', 'token-expired'));
  }

  /** The accepted connection is none any more. */
  function clearCurrent(event: ConnectionLogEntry['event']): void {
    if (current !== null) addLogEntry(current.client, event);
    current = null;
    cancelTimeout();
    cancelExpiry();
  }

  function closeConnection(connection: Connection, code: number, reason: string): void {
    openConnections.delete(connection);
    connection.socket.close(code, reason);
  }

  function closeCurrent(code: number, reason: string, event: ConnectionLogEntry['event']): void {
    const connection = current;
    if (connection === null) return;
    clearCurrent(event);
    // The words to a deaf one are lost on the way: its socket stays open.
    if (!isHalfOpen(connection)) closeConnection(connection, code, reason);
  }

  return {
    upgrade,
    send: (data) => {
      if (current === null || isHalfOpen(current)) return false;
      current.socket.send(data);
      return true;
    },
    disconnect: (code, reason) => {
      if (!isCloseCode(code)) throw new RangeError(`WebSocket forbids to close with ${code}.`);
      closeCurrent(code, reason, code === 1006 ? 'cut' : 'closed');
    },
    makeHalfOpen: () => {
      for (const connection of openConnections) connection.isHalfOpen = true;
    },
    cutAll: () => {
      clearCurrent('cut');
      for (const connection of openConnections) closeConnection(connection, 1006, '');
    },
    connections,
    log,
  };
}

/** Whether a server may close with this code, or it is 1006. */
function isCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005) || (code >= 3000 && code <= 4999);
}

function toFrame(module: string, success: boolean, content: string): string {
  return JSON.stringify({ module, success, content, header: {} });
}
