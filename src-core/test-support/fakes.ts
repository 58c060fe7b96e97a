import { parsePhoneEvent } from '../events/parse-event.ts';
/** Fake clock and fake Zoom servers, for tests only. They never wait in real time. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { agent as simAgent } from '../../src-simulator/scenarios/people.ts';
import type { Agent } from '../calls/agent.ts';
import type { SourceName } from '../calls/call.ts';
import type { CallElement } from '../calls/past-calls.ts';
import type { Clock } from '../util/clock.ts';
import type { Party } from '../events/phone-event.ts';
import type { Match } from '../lookup/connector.ts';
import { CallHistory } from '../history/call-history.ts';
import type { ZoomAccount } from '../settings/load-settings.ts';
import type { CallSource, SourceEvents } from '../zoom/call-source.ts';
import { createNodeTransport } from '../network/node-transport.ts';
import type { Transport } from '../network/transport.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that the test moves. */
export class FakeClock implements Clock {
  #now: number;
  /** by time, then by order of creation */
  readonly #timers: Timer[] = [];

  constructor(now = Date.UTC(2026, 10, 22, 1, 0, 0)) {
    this.#now = now;
  }

  /** Number of pending timers. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Whether a timer is due now. */
  get hasDueTimer(): boolean {
    return this.#timers[0] !== undefined && this.#timers[0].at <= this.#now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(ms, 0), run };
    this.#timers.splice(this.#findInsertIndex(timer.at), 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Advances by `ms`. Due timers run in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    while (this.#fireNext(end));
    this.#now = end;
  }

  /** Like `advance`, but settles promises after each timer. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#now + ms;
    await flushPromises();
    while (this.#fireNext(end)) await flushPromises();
    this.#now = end;
  }

  /** Runs the next timer that is due by `end`. Returns false if no timer is due. */
  #fireNext(end: number): boolean {
    const next = this.#timers[0];
    if (next === undefined || next.at > end) return false;
    this.#timers.shift();
    this.#now = Math.max(this.#now, next.at);
    next.run();
    return true;
  }

  #findInsertIndex(at: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Resolves once all promises that depend on neither time nor I/O have settled. */
export function flushPromises(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Items in order of arrival. `next` waits for an item if all have been taken. */
export class Mailbox<T> {
  readonly all: T[] = [];
  #read = 0;
  #wake: () => void = () => undefined;

  push(item: T): void {
    this.all.push(item);
    this.#wake();
  }

  /** Number of items not yet taken. */
  get unread(): number {
    return this.all.length - this.#read;
  }

  async next(): Promise<T> {
    for (;;) {
      const item = this.all[this.#read];
      if (item !== undefined) {
        this.#read += 1;
        return item;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next match; items before it are skipped. */
  async find(predicate: (item: T) => boolean): Promise<T> {
    for (;;) {
      const item = await this.next();
      if (predicate(item)) return item;
    }
  }
}

export interface Request {
  readonly method: string;
  /** path and query */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface StubResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** objects are sent as JSON */
  readonly body?: unknown;
}

/** null = never answer */
export type Responder = (request: Request) => StubResponse | null;

/** The server's view of one WebSocket client. */
export interface LoopbackClient {
  /** path and query of the request */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly frames: Mailbox<string>;
  readonly closed: Promise<number>;
  send(frame: unknown): void;
  /** sends exactly these bytes */
  sendRaw(data: string | Buffer): void;
  close(code: number, reason: string): void;
  /** Resolves once everything that the client sent before has arrived. */
  settled(): Promise<void>;
}

export interface LoopbackServer {
  readonly port: number;
  readonly requests: Mailbox<Request>;
  readonly clients: Mailbox<LoopbackClient>;
  /** WebSocket clients still connected */
  readonly clientCount: number;
  respond: Responder;
  /** the HTTP status with which upgrades are refused; null = they are accepted */
  refuseUpgrade: number | null;
  /** Resolves once a client hangs up before it gets an answer. */
  readonly abandoned: Promise<void>;
  close(): Promise<void>;
}

/** Starts an HTTP and WebSocket server on loopback that uses only `http` and `ws`. */
export async function startLoopbackServer(respond: Responder): Promise<LoopbackServer> {
  const requests = new Mailbox<Request>();
  const clients = new Mailbox<LoopbackClient>();
  const sockets = new WebSocketServer({ noServer: true });
  let abandon: () => void = () => undefined;
  const abandoned = new Promise<void>((resolve) => {
    abandon = resolve;
  });

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('close', () => {
      if (!response.writableFinished) abandon();
    });
    const chunks: string[] = [];
    for await (const chunk of message.setEncoding('utf8')) chunks.push(String(chunk));
    const { method = '', url = '', headers } = message;
    const request = { method, path: url, headers, body: chunks.join('') };
    requests.push(request);
    const answer = server.respond(request);
    if (answer === null) return;
    const { status = 200, body = '' } = answer;
    const isText = typeof body === 'string' || Buffer.isBuffer(body);
    response.writeHead(status, { ...(!isText && { 'content-type': 'application/json' }), ...answer.headers });
    response.end(isText ? body : JSON.stringify(body));
  };

  const http = createServer((message, response) => {
    serve(message, response).catch(() => {
      response.destroy();
    });
  });
  http.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (server.refuseUpgrade !== null) {
      socket.end(`HTTP/1.1 ${server.refuseUpgrade} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(message, socket, head, (client) => clients.push(toLoopbackClient(client, message)));
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });

  const server: LoopbackServer = {
    port: getPort(http.address()),
    requests,
    clients,
    get clientCount() {
      return sockets.clients.size;
    },
    respond,
    refuseUpgrade: null,
    abandoned,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
      await new Promise<void>((resolve) => {
        http.close(() => {
          resolve();
        });
      });
    },
  };
  return server;
}

function getPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

function toLoopbackClient(client: WebSocket, message: IncomingMessage): LoopbackClient {
  const frames = new Mailbox<string>();
  client.on('message', (data: Buffer) => frames.push(data.toString('utf8')));
  client.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => {
    client.on('close', (code) => {
      resolve(code);
    });
  });
  return {
    path: message.url ?? '',
    headers: message.headers,
    frames,
    closed,
    send: (frame) => {
      client.send(JSON.stringify(frame));
    },
    sendRaw: (data) => {
      client.send(data);
    },
    close: (code, reason) => {
      client.close(code, reason);
    },
    // The pong comes after everything that the client sent before, because frames keep their order.
    settled: () =>
      new Promise<void>((resolve) => {
        client.once('pong', () => {
          resolve();
        });
        client.ping();
      }),
  };
}

/** The account with Zoom's real URLs. */
export const CREDENTIALS = {
  accountId: 'TQTvjT52Tmi_wrhASNNOEw',
  clientId: 'cL1entIdOfTheTestApp',
  clientSecret: 's3cr3tOfTheTestApp/+=&%',
  subscriptionId: 'sUbscr1ption-ID_42',
} as const;

/** The account with a loopback server's URLs. */
export function accountAt(port: number, agent: string | null = null): ZoomAccount {
  return {
    ...CREDENTIALS,
    agent,
    oauthUrl: `http://127.0.0.1:${port}/oauth/token`,
    wsUrl: `ws://127.0.0.1:${port}/ws`,
    apiUrl: `http://127.0.0.1:${port}/v2`,
  };
}

/** A call history in memory. */
export function memoryHistory(clock: Clock): CallHistory {
  return new CallHistory({ path: ':memory:', clock, onError: () => undefined });
}

/** Real HTTP and WebSocket, without a proxy. */
export function directTransport(): Transport {
  return createNodeTransport(() => Promise.resolve(undefined));
}

export const AGENT_EMAIL = 'sato.misaki@example.com';

/** Zoom's successful answers: a new token each time ("token-1-…", "token-2-…"), and one phone user. */
export function createZoomResponder(): Responder {
  let tokens = 0;
  return ({ path }) => {
    switch (path.replace(/\?.*$/u, '')) {
      case '/oauth/token':
        tokens += 1;
        return {
          body: {
            access_token: `token-${tokens}-eyJzdiI6IjAwMDAwMiJ9`,
            token_type: 'bearer',
            expires_in: 3600,
            scope: 'phone:read:call:admin user:read:user:admin',
            api_url: 'https://api.zoom.us',
          },
        };
      case `/v2/users/${encodeURIComponent(AGENT_EMAIL)}`:
        return { body: { id: 'DnEopNmXQEGU2uvvzjgojw', email: AGENT_EMAIL, type: 2 } };
      case '/v2/phone/users/DnEopNmXQEGU2uvvzjgojw':
        return {
          body: {
            id: 'DnEopNmXQEGU2uvvzjgojw',
            email: AGENT_EMAIL,
            extension_id: 'CcrEGgmeQem1uyJsuIRKwA',
            extension_number: 1002,
            phone_user_id: 'u7pnC468TaS46OuNoEw6GA',
            phone_numbers: [{ id: 'vlBzgGMYTvO4Z4Oy3RQXNA', number: '+12058945456' }],
          },
        };
      default:
        return { status: 404, body: { code: 1001, message: 'User does not exist' } };
    }
  };
}

/** A party without any known field. */
export const UNKNOWN_PARTY: Party = {
  userId: null,
  name: null,
  extensionId: null,
  extensionNumber: null,
  accountCode: null,
  extensionType: null,
  phoneNumber: null,
  deviceId: null,
  connectionType: null,
};

export const HANDSHAKE = {
  module: 'build_connection',
  success: true,
  content: 'success',
  header: {},
} as const;

/** `phone.callee_ringing` as in Zoom's documentation. */
export const PUBLISHED_RINGING = {
  event: 'phone.callee_ringing',
  payload: {
    account_id: 'TQTvjT52Tmi_wrhASNNOEw',
    object: {
      call_id: '6998252113337041462',
      caller: { phone_number: '+12092592844', connection_type: 'voip' },
      callee: {
        extension_type: 'user',
        extension_number: 1002,
        phone_number: '+12058945456',
        user_id: 'DnEopNmXQEGU2uvvzjgojw',
        timezone: 'America/Los_Angeles',
        device_type: 'MAC_Client(5.7.5.1123)',
        device_id: 'f7aLLSmqRpiWP0U3U6CaNA',
        connection_type: 'voip',
      },
      ringing_start_time: '2021-08-20T15:52:17Z',
    },
  },
} as const;

/** An event as sent on Zoom's WebSocket: JSON text within JSON. */
export function messageFrame(event: unknown): Readonly<Record<string, unknown>> {
  return { module: 'message', content: JSON.stringify(event), header: {} };
}

/** The documented event with other fields, at `at` (ms since the epoch). */
export function phoneEvent(
  name: string,
  at: number,
  overrides: Readonly<Record<string, unknown>> = {},
): {
  readonly event: string;
  readonly event_ts: number;
  readonly payload: { readonly account_id: string; readonly object: Readonly<Record<string, unknown>> };
} {
  const { account_id, object } = PUBLISHED_RINGING.payload;
  return {
    event: `phone.${name}`,
    event_ts: at,
    payload: { account_id, object: { ...object, ringing_start_time: toZoomTime(at), ...overrides } },
  };
}

/** Zoom's date format: GMT, to the second. */
export function toZoomTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/u, 'Z');
}

/** One listener call of a source: its name and argument. */
export type EmittedSourceEvent = {
  readonly [Name in keyof SourceEvents]: readonly [Name, ...Parameters<SourceEvents[Name]>];
}[keyof SourceEvents];

/** Records everything that a source reports in one list. */
export function createSourceEvents(onEvent: (what: EmittedSourceEvent) => void): SourceEvents {
  return {
    connection: (connection) => onEvent(['connection', connection]),
    event: (json) => onEvent(['event', json]),
    badFrame: (code, bytes) => onEvent(['badFrame', code, bytes]),
    badRequest: (reason, bytes) => onEvent(['badRequest', reason, bytes]),
    moreBadRequests: (count) => onEvent(['moreBadRequests', count]),
    ring: (link) => onEvent(['ring', link]),
    badLink: (problem) => onEvent(['badLink', problem]),
    agent: (agent) => onEvent(['agent', agent]),
    clockSkew: (skewMs) => onEvent(['clockSkew', skewMs]),
  };
}

/** A call source whose events the test sends. */
export class FakeSource implements CallSource {
  readonly name: SourceName;
  events: SourceEvents | null = null;
  stopped = false;
  readonly wakeReasons: string[] = [];
  /** Zoom's call history; a function, because it may throw */
  pastElements: () => readonly CallElement[] = () => [];

  constructor(name: SourceName = 'websocket') {
    this.name = name;
  }

  wake(reason: string): void {
    this.wakeReasons.push(reason);
  }

  readonly callHistory = (): Promise<{ elements: readonly CallElement[]; isOwnList: boolean }> =>
    new Promise((resolve) => resolve({ elements: this.pastElements(), isOwnList: true }));

  start(events: SourceEvents): void {
    this.events = events;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Reports to the listener. Events are Zoom's JSON and are parsed as by a real source. */
  get emit(): Omit<SourceEvents, 'event'> & { event(json: unknown): void } {
    const { events } = this;
    if (events === null) throw new Error('not started');
    return { ...events, event: (json) => events.event(parsePhoneEvent(json)) };
  }
}

/** The agent of the simulator's scenarios. */
export const ME: Agent = {
  userId: simAgent.userId,
  extensionId: simAgent.extensionId,
  extensionNumber: String(simAgent.extension),
  numbers: simAgent.numbers,
};
/** The caller. */
export const TANAKA = '+819012345678';

/** Tanaka's missed call of 20 s in Zoom's call history. `startedAt` is in ms by Zoom's clock. */
export function aCallElement(
  callId: string,
  startedAt: number,
  overrides: Partial<CallElement> = {},
): CallElement {
  return {
    callId,
    inbound: true,
    internal: false,
    caller: { ...UNKNOWN_PARTY, phoneNumber: TANAKA },
    callee: { ...UNKNOWN_PARTY, extensionNumber: ME.extensionNumber },
    withheld: false,
    startedAt,
    answeredAt: null,
    endedAt: startedAt + 20_000,
    result: 'no_answer',
    reason: null,
    operatorName: null,
    ...overrides,
  };
}

/** Signs the webhooks of tests. No output may contain it. */
export const WEBHOOK_SECRET = 'CanaryWebhookSecret';

/** The headers of a POST signed by Zoom; by default a valid signature for now. `timestamp` is in seconds. */
export function signedHeaders(
  body: string | Buffer,
  { secret = WEBHOOK_SECRET, timestamp = Math.floor(Date.now() / 1_000) } = {},
): Record<string, string> {
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-zm-request-timestamp': String(timestamp),
    'x-zm-signature': `v0=${hmac}`,
  };
}

/** A record with Tanaka's number. */
export function aMatch(name: string, overrides: Partial<Match> = {}): Match {
  return {
    connector: 'contacts',
    id: name,
    name,
    reading: null,
    company: null,
    title: null,
    owner: null,
    isMine: false,
    open: null,
    lastActivity: null,
    grade: 'exact',
    matchReason: 'exact',
    matchedField: '電話',
    matchedNumber: '090-1234-5678',
    url: `https://crm.example.com/${encodeURIComponent(name)}`,
    fields: [],
    ...overrides,
  };
}
