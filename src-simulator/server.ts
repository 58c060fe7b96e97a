/**
 * A stand-in for Zoom on loopback: token endpoint, event WebSocket and a little REST on one port, as
 * unfriendly as the real one. It sends the events of `scenarios.ts`, or whatever it is told to.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { z } from 'zod';
import { agent as defaultAgent, colleagues, displayName, owner, type Party } from './people.ts';
import { findScenario, scenarios } from './scenarios.ts';
import { newCallId } from './zoom-events.ts';

/** How an app asks for its token. */
export type Grant = 'account_credentials' | 'client_credentials';

/** Every field has a default. */
export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** `sim-account` */
  readonly accountId?: string;
  /** `sim-client` */
  readonly clientId?: string;
  /** `sim-secret` */
  readonly clientSecret?: string;
  /** `sim-subscription` */
  readonly subscriptionId?: string;
  /** Whose calls the scenarios are about. */
  readonly agent?: Party;
  /** The one grant whose tokens the WebSocket takes; the other's are "Invalid Token". Both, by default. */
  readonly webSocketGrant?: Grant;
  /** Shape of a token error's body: `{errorCode, errorMessage}` (default) or `{reason, error}`. */
  readonly tokenErrorShape?: 'errorCode' | 'reason';
  /** Life of a token in s, as answered in `expires_in`; 3600 by default. */
  readonly tokenLifetime?: number;
  /** A connection without a heartbeat for longer than this is closed; ms, 60 000 by default. */
  readonly serverTimeoutMs?: number;
  /** The clock, in ms since 1970; `Date.now` by default. */
  readonly now?: () => number;
  /** Runs something once after `ms` and gives a function that cancels it; `setTimeout` by default. */
  readonly after?: (ms: number, run: () => void) => () => void;
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

/** HTTP requests since the start, successful or not. */
export interface RequestCounters {
  readonly token: number;
  readonly rest: number;
}

/** An error for every token request to come, such as 4738 "disabled by admin", or a 429. */
export interface TokenFailure {
  /** HTTP status. */
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** `Retry-After`, in s; no such header without it. */
  readonly retryAfter?: number;
}

/** A running simulator. */
export interface Simulator {
  readonly port: number;
  /** `ZOOM_*` variables that point a client at this simulator and name the agent. */
  readonly env: Readonly<Record<string, string>>;
  readonly connections: ConnectionCounters;
  readonly requests: RequestCounters;
  /**
   * Plays a scenario to whoever is connected at each step; as with Zoom, what is sent to nobody is lost.
   * Settles with the calls' ids, in the order they were begun, after the last event, or when the simulator
   * is closed. Rejects at once for a scenario that does not exist, naming those that do, and with a
   * RangeError for a `speed` (times faster than written, 1 by default) not above 0.
   */
  play(scenarioId: string, options?: { readonly speed?: number }): Promise<{ readonly callIds: string[] }>;
  /** Sends one event in a `message` frame, `content` as JSON text. True if a client was there to get it. */
  send(event: unknown): boolean;
  /** Sends a frame as it is: a string as text, a Buffer as binary. True if a client was there to get it. */
  sendRaw(frame: string | Buffer): boolean;
  /** Settles when a client is connected and accepted; rejects if the simulator is closed before that. */
  waitForClient(): Promise<void>;
  /**
   * Closes the client's connection with a WebSocket close code, by default 1000 "Bye" as Zoom does. 1006
   * cuts it off without a word. The client counts as gone at once. Throws for a code that WebSocket forbids.
   */
  disconnect(code?: number, reason?: string): void;
  /** Makes every token issued so far invalid, for REST and for new connections. */
  revokeTokens(): void;
  /** Makes every token request fail from now on; null ends that. */
  failTokenRequests(failure: TokenFailure | null): void;
  /** Ends connections, timers and the server; settles when nothing is left. May be called again. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** More than any token request needs. */
const MAX_BODY = 64 * 1024;
const SCOPES =
  'phone:read:call:admin user:read:user:admin phone:read:user:admin marketplace:write:websocket_connection';

/** What a client says: a heartbeat, or a module that is none of ours. */
const clientFrame = z.object({ module: z.string() });

interface Token {
  readonly grant: Grant;
  readonly expiresAt: number;
}

/** What answers an HTTP request. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Starts a simulator on 127.0.0.1 and settles when it listens. Rejects if the port is taken. The caller
 * closes it.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const accountId = options.accountId ?? 'sim-account';
  const clientId = options.clientId ?? 'sim-client';
  const clientSecret = options.clientSecret ?? 'sim-secret';
  const subscriptionId = options.subscriptionId ?? 'sim-subscription';
  const agent = options.agent ?? defaultAgent;
  const tokenLifetime = options.tokenLifetime ?? 3600;
  const serverTimeoutMs = options.serverTimeoutMs ?? 60_000;
  const now = options.now ?? Date.now;
  const after = options.after ?? afterTimeout;

  const account = [agent, ...colleagues, owner];
  const tokens = new Map<string, Token>();
  const connections = {
    opened: 0,
    accepted: 0,
    refused: 0,
    replaced: 0,
    timedOut: 0,
    heartbeats: 0,
    get live() {
      return client === null ? 0 : 1;
    },
  };
  const requests = { token: 0, rest: 0 };
  /** The one accepted connection of the subscription. */
  let client: WebSocket | null = null;
  let stopWatching = () => {};
  let tokenFailure: TokenFailure | null = null;
  let closing: Promise<void> | null = null;
  const waiting = new Set<Waiter>();
  const stopPlaying = new Set<() => void>();

  // --- token ---

  function tokenError(status: number, code: number, error: string, message: string): Answer {
    const body =
      options.tokenErrorShape === 'reason'
        ? { reason: message, error }
        : { errorCode: code, errorMessage: message };
    return { status, body };
  }

  async function answerToken(request: IncomingMessage, url: URL): Promise<Answer> {
    requests.token += 1;
    const body = await readBody(request);
    if (request.method !== 'POST') return tokenError(405, 4700, 'invalid_request', 'Method Not Allowed');
    if (tokenFailure !== null) {
      const { status, code, message, retryAfter } = tokenFailure;
      const answer = tokenError(status, code, 'invalid_request', message);
      return retryAfter === undefined
        ? answer
        : { ...answer, headers: { 'Retry-After': String(retryAfter) } };
    }
    if (url.search !== '') return tokenError(400, 4700, 'invalid_request', 'Bad Request');

    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    const isForm = type === 'application/x-www-form-urlencoded';
    if (!isForm && body !== '') {
      return tokenError(400, 4705, 'unsupported_grant_type', 'unsupported grant type');
    }
    const form = new URLSearchParams(body);
    const grant = form.get('grant_type');
    const credentials = basicCredentials(request.headers.authorization);
    if (credentials === null || grant === null) {
      return tokenError(400, 4706, 'invalid_request', 'Missing client id, client secret or grant type');
    }
    if (grant !== 'account_credentials' && grant !== 'client_credentials') {
      return tokenError(400, 4705, 'unsupported_grant_type', 'unsupported grant type');
    }
    if (credentials.id !== clientId) {
      return tokenError(400, 4702, 'invalid_client', 'Invalid client_id or client_secret');
    }
    if (credentials.secret !== clientSecret) {
      return tokenError(400, 4704, 'invalid_client', 'Invalid client_id or client_secret');
    }
    if (grant === 'account_credentials' && form.get('account_id') !== accountId) {
      // No code is known for this one: 4700 is Zoom's "other".
      return tokenError(400, 4700, 'invalid_request', 'Bad Request');
    }
    const token = `eyJ.sim.${randomBytes(24).toString('base64url')}`;
    tokens.set(token, { grant, expiresAt: now() + tokenLifetime * 1000 });
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'bearer',
        expires_in: tokenLifetime,
        scope: SCOPES,
        api_url: `http://${HOST}:${port}`,
      },
    };
  }

  function validToken(text: string): Token | null {
    const token = tokens.get(text);
    return token !== undefined && token.expiresAt > now() ? token : null;
  }

  // --- REST ---

  function answerRest(request: IncomingMessage, url: URL): Answer {
    requests.rest += 1;
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined || validToken(bearer) === null) {
      return { status: 401, body: { code: 124, message: 'Invalid access token.' } };
    }
    const match = /^\/v2\/(phone\/)?users\/([^/]+)$/.exec(url.pathname);
    const encoded = match?.[2];
    if (request.method !== 'GET' || encoded === undefined) {
      return { status: 404, body: { code: 404, message: 'This API endpoint is not recognized.' } };
    }
    const wanted = decodePart(encoded);
    const party = wanted === 'me' ? owner : account.find((p) => p.userId === wanted || p.email === wanted);
    if (party === undefined) {
      return { status: 404, body: { code: 1001, message: `User does not exist: ${wanted}` } };
    }
    return { status: 200, body: match?.[1] === undefined ? user(party) : phoneUser(party) };
  }

  // --- event WebSocket ---

  function connect(socket: WebSocket, url: URL): void {
    connections.opened += 1;
    // A protocol error of the client's; ws closes the socket after it, this only frees it sooner.
    socket.on('error', () => socket.terminate());

    const refusal = refusalFor(url.searchParams);
    if (refusal !== null) {
      connections.refused += 1;
      socket.send(frame('build_connection', false, refusal));
      socket.close(1000, 'Bye');
      return;
    }
    if (client !== null) {
      connections.replaced += 1;
      drop(1000, 'Bye');
    }
    client = socket;
    connections.accepted += 1;
    socket.on('message', (data, isBinary) => {
      if (socket === client && !isBinary) hear(socket, data);
    });
    socket.on('close', () => {
      if (socket === client) forget();
    });
    watch();
    socket.send(frame('build_connection', true, 'success'));
    for (const waiter of waiting) waiter.resolve();
    waiting.clear();
  }

  /** The content of the failure frame, or null for a connection to accept. */
  function refusalFor(query: URLSearchParams): string | null {
    const text = query.get('access_token') ?? '';
    if (text === '') return 'token is empty';
    const token = validToken(text);
    if (token === null) return 'Invalid Token';
    if (options.webSocketGrant !== undefined && token.grant !== options.webSocketGrant)
      return 'Invalid Token';
    // Zoom's wording for this is unknown; a client must go by `success`, whatever stands here.
    if (query.get('subscriptionId') !== subscriptionId) return 'Invalid Subscription';
    return null;
  }

  function hear(socket: WebSocket, data: RawData): void {
    const parsed = clientFrame.safeParse(parseJson(textOf(data)));
    // Zoom says nothing to what it does not know.
    if (!parsed.success || parsed.data.module !== 'heartbeat') return;
    connections.heartbeats += 1;
    watch();
    socket.send(frame('heartbeat', true, 'live'));
  }

  /** Starts the wait for the next heartbeat anew. */
  function watch(): void {
    stopWatching();
    stopWatching = after(serverTimeoutMs, () => {
      connections.timedOut += 1;
      drop(1000, 'Bye');
    });
  }

  function forget(): void {
    client = null;
    stopWatching();
  }

  function drop(code: number, reason: string): void {
    const socket = client;
    if (socket === null) return;
    // 1006 stands for "no close frame came"; it cannot be sent.
    if (code === 1006) socket.terminate();
    else socket.close(code, reason);
    forget();
  }

  function sendRaw(text: string | Buffer): boolean {
    if (client?.readyState !== WebSocket.OPEN) return false;
    client.send(text);
    return true;
  }

  function send(event: unknown): boolean {
    return sendRaw(JSON.stringify({ module: 'message', content: JSON.stringify(event), header: {} }));
  }

  // --- scenarios ---

  async function play(scenarioId: string, { speed = 1 } = {}): Promise<{ callIds: string[] }> {
    const scenario = findScenario(scenarioId);
    if (scenario === undefined) {
      const known = scenarios.map(({ id }) => id).join(', ');
      throw new Error(`No scenario is called "${scenarioId}". There are: ${known}.`);
    }
    const { steps, expect } = scenario.build({ now: now(), agent, newCallId, speed, accountId });
    let elapsed = 0;
    for (const { at, event } of steps) {
      if (at > elapsed) await pause(at - elapsed);
      elapsed = at;
      if (closing !== null) break;
      send(event);
    }
    return { callIds: expect.map(({ callId }) => callId) };
  }

  /** Settles after `ms`, or when the simulator is closed. */
  function pause(ms: number): Promise<void> {
    if (closing !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = () => {
        cancel();
        stopPlaying.delete(stop);
        resolve();
      };
      const cancel = after(ms, stop);
      stopPlaying.add(stop);
    });
  }

  // --- life ---

  async function answer(request: IncomingMessage, url: URL): Promise<Answer> {
    if (url.pathname === '/oauth/token') return answerToken(request, url);
    if (url.pathname.startsWith('/v2/')) return answerRest(request, url);
    return { status: 404, body: { code: 404, message: 'Not Found' } };
  }

  const http = createServer((request, response) => {
    answer(request, urlOf(request)).then(
      (result) => respond(response, result),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        respond(response, { status: 400, body: { code: 400, message } });
      },
    );
  });
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const url = urlOf(request);
    if (url.pathname !== '/ws') {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => connect(webSocket, url));
  });

  async function shutDown(): Promise<void> {
    forget();
    for (const stop of stopPlaying) stop();
    for (const waiter of waiting) waiter.reject(new Error('The simulator was closed before a client came.'));
    waiting.clear();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    http.closeAllConnections();
    await closed;
  }

  const port = await new Promise<number>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, HOST, () => {
      http.off('error', reject);
      const address = http.address();
      if (address === null || typeof address === 'string') reject(new Error('The simulator has no port.'));
      else resolve(address.port);
    });
  });

  return {
    port,
    env: {
      ZOOM_ACCOUNT_ID: accountId,
      ZOOM_CLIENT_ID: clientId,
      ZOOM_CLIENT_SECRET: clientSecret,
      ZOOM_SUBSCRIPTION_ID: subscriptionId,
      ZOOM_AGENT: agent.email,
      ZOOM_OAUTH_URL: `http://${HOST}:${port}/oauth/token`,
      ZOOM_WS_URL: `ws://${HOST}:${port}/ws`,
      ZOOM_API_URL: `http://${HOST}:${port}/v2`,
    },
    connections,
    requests,
    play,
    send,
    sendRaw,
    waitForClient: () => {
      if (client !== null) return Promise.resolve();
      if (closing !== null) return Promise.reject(new Error('The simulator is closed.'));
      return new Promise<void>((resolve, reject) => {
        waiting.add({ resolve, reject });
      });
    },
    disconnect: (code = 1000, reason = 'Bye') => drop(code, reason),
    revokeTokens: () => tokens.clear(),
    failTokenRequests: (failure) => {
      tokenFailure = failure;
    },
    close: () => (closing ??= shutDown()),
  };
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function afterTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

function frame(module: string, success: boolean, content: string): string {
  return JSON.stringify({ module, success, content, header: {} });
}

function respond(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json;charset=UTF-8' });
  response.end(JSON.stringify(body));
}

/** The path and query of a request. A target that is no path ends up as one that nothing answers. */
function urlOf(request: IncomingMessage): URL {
  const target = request.url ?? '/';
  return new URL(target.startsWith('/') ? `http://${HOST}${target}` : `http://${HOST}/`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(z.union([z.instanceof(Uint8Array), z.string()]).parse(chunk));
    length += bytes.length;
    if (length > MAX_BODY) throw new Error('The request body is too large.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Id and secret of a Basic `Authorization` header; null if it is missing or either is empty. */
function basicCredentials(header: string | undefined): { id: string; secret: string } | null {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return null;
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** A path part decoded, or as it came if it cannot be. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The JSON value of a text; undefined if it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}

/** `GET /v2/users/{id}` */
function user(party: Party): unknown {
  return {
    id: party.userId,
    first_name: party.givenName,
    last_name: party.familyName,
    display_name: displayName(party),
    email: party.email,
    type: 2,
    timezone: 'Asia/Tokyo',
    language: 'jp-JP',
    status: 'active',
  };
}

/** `GET /v2/phone/users/{id}` */
function phoneUser(party: Party): unknown {
  return {
    id: party.userId,
    email: party.email,
    extension_id: party.extensionId,
    extension_number: party.extension,
    phone_user_id: party.phoneUserId,
    phone_numbers: party.numbers.map((number, n) => ({ id: `pn${party.extension}${n}`, number })),
    site_id: 'siteTokyoSim000000001',
    department: '',
    status: 'activate',
    calling_plans: [{ type: 200, name: 'Japan Unlimited Calling Plan' }],
    policy: {},
  };
}
