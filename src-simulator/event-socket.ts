/** The rules of Zoom's event WebSocket, apart from any real socket. */
import { z } from 'zod';
import type { Faults } from './faults.ts';
import { parseJson } from './parse-json.ts';
import type { After } from './timers.ts';
import type { Grant, Token } from './tokens.ts';

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
  | { readonly kind: 'accept'; readonly begin: (socket: ZoomSocket) => ZoomGuest };

/** What the rim tells of a socket that is open. */
export interface ZoomGuest {
  /** A text frame came. */
  hear(text: string): void;
  /** The connection is gone, whoever ended it. May be called again. */
  gone(): void;
  /** Whether the server takes no notice now, not even of a ping. */
  readonly isDeaf: boolean;
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
export interface ConnectionRecord {
  /** In ms since 1970, by the clock without `clockOffsetMs`. */
  readonly at: number;
  /** The name that the rim gave with the upgrade; of one name can be more than one connection. */
  readonly client: string;
  /**
   * `accepted` and `refused` come with `build_connection`; the rest is how an accepted one ended. `closed`
   * and `cut` were asked for or a fault; `left` is the client's own end.
   */
  readonly what:
    'accepted' | 'refused' | 'replaced' | 'timed-out' | 'token-expired' | 'closed' | 'cut' | 'left';
}

export interface EventSocketOptions {
  readonly subscriptionId: string;
  /** The one grant whose tokens are taken; undefined = both. */
  readonly grant: Grant | undefined;
  /** In ms. */
  readonly serverTimeoutMs: number;
  readonly findToken: (text: string) => Token | null;
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
  deafen(): void;
  /** Cuts every socket without a close frame. */
  cutAll(): void;
  readonly connections: ConnectionCounters;
  readonly log: readonly ConnectionRecord[];
}

/** A socket between its begin and its end. */
interface Connection {
  readonly socket: ZoomSocket;
  readonly client: string;
  isDeaf: boolean;
}

/** As many lines of the log are kept, the latest. */
const LOG_LENGTH = 10_000;

/** What a client says: a heartbeat, or a module that is none of ours. */
const clientFrame = z.object({ module: z.string() });

/** An event WebSocket to which nobody is connected. */
export function createEventSocket(options: EventSocketOptions): EventSocket {
  const { subscriptionId, grant, serverTimeoutMs, findToken, faults, now, after, onAccepted } = options;
  const open = new Set<Connection>();
  const log: ConnectionRecord[] = [];
  /** The one accepted connection of the subscription. */
  let current: Connection | null = null;
  let stopWatching = () => {};
  let stopExpiry = () => {};
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

  function note(client: string, what: ConnectionRecord['what']): void {
    log.push({ at: now(), client, what });
    if (log.length > LOG_LENGTH) log.shift();
  }

  function isDeaf(connection: Connection): boolean {
    return connection.isDeaf || faults.halfOpen;
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
        return { kind: 'accept', begin: (socket) => begin({ socket, client, isDeaf: false }, url) };
    }
  }

  function begin(connection: Connection, url: URL): ZoomGuest {
    connections.opened += 1;
    open.add(connection);
    greet(connection, url.searchParams);
    return {
      get isDeaf() {
        return isDeaf(connection);
      },
      hear: (text) => {
        if (connection === current) hear(connection, text);
      },
      gone: () => {
        open.delete(connection);
        if (connection === current) forget('left');
      },
    };
  }

  function greet(connection: Connection, query: URLSearchParams): void {
    if (isDeaf(connection)) return;
    const { handshake } = faults;
    if (handshake?.kind === 'no-welcome') return;
    if (handshake?.kind === 'cut-before-welcome') {
      end(connection, 1006, '');
      return;
    }
    const refusal =
      handshake?.kind === 'unwelcome' ? (handshake.content ?? 'Invalid Token') : refusalFor(query);
    if (refusal !== null) {
      connections.refused += 1;
      note(connection.client, 'refused');
      connection.socket.send(frame('build_connection', false, refusal));
      end(connection, 1000, 'Bye');
      return;
    }
    if (current !== null) {
      connections.replaced += 1;
      drop(1000, 'Bye', 'replaced');
    }
    current = connection;
    connections.accepted += 1;
    note(connection.client, 'accepted');
    watch();
    expireWith(findToken(query.get('access_token') ?? ''));
    connection.socket.send(frame('build_connection', true, 'success'));
    if (handshake?.kind === 'cut-after-welcome') drop(1006, '', 'cut');
    else onAccepted();
  }

  /** The content of the failure frame, or null for a connection to accept. */
  function refusalFor(query: URLSearchParams): string | null {
    const text = query.get('access_token') ?? '';
    if (text === '') return 'token is empty';
    const token = findToken(text);
    if (token === null) return 'Invalid Token';
    if (grant !== undefined && token.grant !== grant) return 'Invalid Token';
    // Zoom's wording for this is unknown; a client must go by `success`, whatever stands here.
    if (query.get('subscriptionId') !== subscriptionId) return 'Invalid Subscription';
    return null;
  }

  function hear(connection: Connection, text: string): void {
    if (isDeaf(connection)) return;
    const parsed = clientFrame.safeParse(parseJson(text));
    // Zoom says nothing to what it does not know.
    if (!parsed.success || parsed.data.module !== 'heartbeat') return;
    watch();
    if (faults.heartbeatsUnanswered) return;
    connections.heartbeats += 1;
    connection.socket.send(frame('heartbeat', true, 'live'));
  }

  /** Starts the wait for the next heartbeat anew. */
  function watch(): void {
    stopWatching();
    stopWatching = after(serverTimeoutMs, () => {
      // What a deaf socket would have said is unknown.
      if (current !== null && isDeaf(current)) {
        watch();
        return;
      }
      connections.timedOut += 1;
      drop(1000, 'Bye', 'timed-out');
    });
  }

  function expireWith(token: Token | null): void {
    if (token === null || !faults.closeOnTokenExpiry) return;
    stopExpiry = after(token.expiresAt - now(), () => drop(1000, 'Bye', 'token-expired'));
  }

  /** The accepted connection is none any more. */
  function forget(what: ConnectionRecord['what']): void {
    if (current !== null) note(current.client, what);
    current = null;
    stopWatching();
    stopExpiry();
  }

  function end(connection: Connection, code: number, reason: string): void {
    open.delete(connection);
    connection.socket.close(code, reason);
  }

  function drop(code: number, reason: string, what: ConnectionRecord['what']): void {
    const connection = current;
    if (connection === null) return;
    forget(what);
    // The words to a deaf one are lost on the way: its socket stays open.
    if (!isDeaf(connection)) end(connection, code, reason);
  }

  return {
    upgrade,
    send: (data) => {
      if (current === null || isDeaf(current)) return false;
      current.socket.send(data);
      return true;
    },
    disconnect: (code, reason) => {
      if (!isCloseCode(code)) throw new RangeError(`WebSocket forbids to close with ${code}.`);
      drop(code, reason, code === 1006 ? 'cut' : 'closed');
    },
    deafen: () => {
      for (const connection of open) connection.isDeaf = true;
    },
    cutAll: () => {
      forget('cut');
      for (const connection of open) end(connection, 1006, '');
    },
    connections,
    log,
  };
}

/** Whether a server may close with this code, or it is 1006. */
function isCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005) || (code >= 3000 && code <= 4999);
}

function frame(module: string, success: boolean, content: string): string {
  return JSON.stringify({ module, success, content, header: {} });
}
