import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer, type Socket as TcpSocket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  Mailbox,
  startLoopbackServer,
  type StubResponse,
  type LoopbackServer,
} from '../test-support/fakes.ts';
import { closedPort, startListening, type ListeningServer } from '../test-support/network.ts';
import { toTransportFault, createNodeTransport, type Route } from './node-transport.ts';
import { HttpError, type HttpResponse, type Socket, type SocketEnd, type Transport } from './transport.ts';

const straight: Route = () => Promise.resolve(undefined);
/** A route that never resolves. */
const nowhere: Route = () => new Promise(() => undefined);

let server: LoopbackServer;
let transport: Transport;
let others: ListeningServer[];
beforeEach(async () => {
  server = await startLoopbackServer(() => ({}));
  transport = createNodeTransport(straight);
  others = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  for (const other of others) await other.close();
});

const createSignal = (): AbortSignal => new AbortController().signal;

function get(url: string, signal = createSignal()): Promise<HttpResponse> {
  return transport.request({ method: 'GET', url, headers: { Authorization: 'Bearer s3cr3t' } }, signal);
}

const address = (path = '/'): string => `http://127.0.0.1:${server.port}${path}`;

async function getAnswer(answer: StubResponse): Promise<HttpResponse> {
  server.respond = () => answer;
  return await get(address());
}

/** Resolves with the reason of the rejection. The error contains nothing else. */
async function getFault(answer: Promise<HttpResponse>): Promise<string> {
  const error: unknown = await answer.then(
    () => 'an answer',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HttpError)) throw new Error(`not rejected with HttpError: ${inspect(error)}`);
  expect(Reflect.ownKeys(error).sort()).toEqual(['message', 'name', 'reason', 'stack']);
  expect(inspect(error, { depth: Infinity })).not.toMatch(/s3cr3t|127\.0\.0\.1|zoom\.test/u);
  return error.reason;
}

/** Starts a plain TCP server. */
async function tcpServer(serve: (socket: TcpSocket) => void): Promise<ListeningServer> {
  const other = await startListening(createServer(serve));
  others.push(other);
  return other;
}

describe('an answer', () => {
  test.each<[StubResponse, unknown]>([
    [{ body: { a: [1] } }, { a: [1] }],
    [{ body: '{"a":' }, null],
    [{ body: '' }, null],
    [{ body: '"text"' }, 'text'],
    [{ status: 500, body: { code: 1 } }, { code: 1 }],
    [
      { headers: { 'content-type': 'text/plain' }, body: '6998252113337041462' },
      Number('6998252113337041462'),
    ],
  ])('%j is read as %j', async (answer, json) => {
    expect(await getAnswer(answer)).toMatchObject({ status: answer.status ?? 200, json });
  });

  test.each([
    ['17', 17],
    ['0', 0],
    ['', null],
    ['soon', null],
    ['-1', null],
    ['1e3', null],
    ['Infinity', null],
    ['9'.repeat(400), null],
  ])('Retry-After "%s" is %s seconds', async (value, seconds) => {
    expect((await getAnswer({ status: 429, headers: { 'retry-after': value } })).retryAfter).toBe(seconds);
  });

  test.each([
    ['retry-after', '2026-01-02T03:14:05Z'],
    ['x-ratelimit-reset', String(Date.UTC(2026, 0, 2, 3, 14, 5) / 1_000)],
  ])('the time in %s is compared with the server’s clock', async (name, value) => {
    const headers = { date: 'Fri, 02 Jan 2026 03:04:05 GMT', [name]: value };
    expect((await getAnswer({ status: 429, headers })).retryAfter).toBe(600);
  });

  test('reads the server clock from the Date header', async () => {
    expect((await getAnswer({ headers: { date: 'Fri, 02 Jan 2026 03:04:05 GMT' } })).serverTime).toBe(
      Date.UTC(2026, 0, 2, 3, 4, 5),
    );
    expect((await getAnswer({ headers: { date: 'never' } })).serverTime).toBeNull();
  });

  test('returns a redirect without following it', async () => {
    const location = address('/elsewhere');
    expect(await getAnswer({ status: 302, headers: { location } })).toMatchObject({ status: 302 });
    expect(server.requests.all.map(({ path }) => path)).toEqual(['/']);
  });
});

test('sends method, headers and body unchanged', async () => {
  const headers = { Authorization: 'Basic abc', 'Content-Type': 'application/x-www-form-urlencoded' };
  await transport.request(
    { method: 'POST', url: address('/token?a=b'), headers, body: 'c=d%2F' },
    createSignal(),
  );
  expect(await server.requests.next()).toMatchObject({
    method: 'POST',
    path: '/token?a=b',
    headers: { authorization: 'Basic abc', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'c=d%2F',
  });
});

test('ignores proxy variables of the environment', async () => {
  vi.stubEnv('http_proxy', `http://127.0.0.1:${await closedPort()}`);
  vi.stubEnv('no_proxy', '');
  vi.stubEnv('NO_PROXY', '');
  expect(await getAnswer({})).toMatchObject({ status: 200 });
});

describe('a failed request', () => {
  test('reports a network failure on a closed port', async () => {
    expect(await getFault(get(`http://127.0.0.1:${await closedPort()}/`))).toBe('network');
  });

  test.each(['', 'zoom.test', 'ftp://zoom.test/s3cr3t'])(
    'reports a network failure for the invalid address "%s"',
    async (url) => {
      expect(await getFault(get(url))).toBe('network');
    },
  );

  test('rejects with network if the server hangs up', async () => {
    const { port } = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await getFault(get(`http://127.0.0.1:${port}/`))).toBe('network');
  });

  test('rejects with network if the answer is not HTTP', async () => {
    const { port } = await tcpServer((socket) => socket.end('220 mail ready\r\n'));
    expect(await getFault(get(`http://127.0.0.1:${port}/`))).toBe('network');
  });

  test('rejects with network if the body breaks off', async () => {
    const headers = { 'content-length': '9', connection: 'close' };
    expect(await getFault(getAnswer({ headers, body: 'x' }))).toBe('network');
  });

  test('rejects with too-large if the body is too large', async () => {
    expect(await getFault(getAnswer({ body: Buffer.alloc(5 * 1024 * 1024, 'x') }))).toBe('too-large');
  });

  test('rejects with timeout if aborted while waiting', async () => {
    server.respond = () => null;
    const abort = new AbortController();
    const answer = get(address(), abort.signal);
    await server.requests.next();
    abort.abort();
    expect(await getFault(answer)).toBe('timeout');
    await server.abandoned;
  });

  test('rejects with timeout and sends nothing if aborted beforehand', async () => {
    expect(await getFault(get(address(), AbortSignal.abort()))).toBe('timeout');
    expect(server.requests.all).toEqual([]);
  });

  test('rejects with timeout if aborted during an endless body', async () => {
    const responses = new Mailbox<ServerResponse>();
    const drip = await startListening(
      createHttpServer((_request, response) => {
        response.write('{"a":');
        responses.push(response);
      }),
    );
    others.push(drip);
    const abort = new AbortController();
    const answer = get(`http://127.0.0.1:${drip.port}/`, abort.signal);
    const closed = once(await responses.next(), 'close');
    abort.abort();
    expect(await getFault(answer)).toBe('timeout');
    await closed;
  });

  test('rejects with timeout if aborted while the route is resolved', async () => {
    transport = createNodeTransport(nowhere);
    const abort = new AbortController();
    const answer = get(address(), abort.signal);
    abort.abort();
    expect(await getFault(answer)).toBe('timeout');
  });

  test('reports the reason if the route cannot be resolved', async () => {
    transport = createNodeTransport(() => Promise.reject(new HttpError('proxy')));
    expect(await getFault(get(address()))).toBe('proxy');
    transport = createNodeTransport(() => Promise.reject(new Error('http://127.0.0.1/s3cr3t')));
    expect(await getFault(get(address()))).toBe('network');
  });
});

test.each([
  [{ code: 'ETIMEDOUT' }, 'timeout'],
  [{ code: 'ECONNRESET' }, 'network'],
  [{ code: 'ENOTFOUND' }, 'network'],
  [{ code: 'CERT_HAS_EXPIRED' }, 'certificate'],
  [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'certificate'],
  [{ cause: new HttpError('proxy') }, 'proxy'],
  [{}, 'network'],
])('an error with %o is reported as %s', (more, reason) => {
  expect(toTransportFault(Object.assign(new Error('x'), more))).toBe(reason);
  expect(toTransportFault(more)).toBe('network');
});

/** Opens a WebSocket and records its messages and its end. */
function openSocket(url: string): { socket: Socket; received: Mailbox<Buffer | SocketEnd> } {
  const received = new Mailbox<Buffer | SocketEnd>();
  const socket = transport.connect(url, {
    message: (data) => received.push(data),
    end: (end) => received.push(end),
  });
  return { socket, received };
}

const wsAddress = (port = server.port): string => `ws://127.0.0.1:${port}/ws?access_token=s3cr3t`;

/** Answers WebSocket upgrades by hand. `serve` receives the complete response that accepts the upgrade. */
async function wsServer(serve: (socket: TcpSocket, yes: string) => void): Promise<ListeningServer> {
  return await tcpServer((socket) => {
    socket.once('data', (request) => {
      const [, key = ''] = /^sec-websocket-key: (.*)$/imu.exec(request.toString().replaceAll('\r', '')) ?? [];
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      serve(
        socket,
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
    });
  });
}

describe('a WebSocket', () => {
  test('receives text and bytes as buffers, and sends text', async () => {
    const { socket, received } = openSocket(wsAddress());
    const guest = await server.clients.next();
    expect(guest.path).toBe('/ws?access_token=s3cr3t');
    guest.sendRaw('着信');
    expect(await received.next()).toEqual(Buffer.from('着信'));
    guest.sendRaw(Buffer.of(0, 255, 1));
    expect(await received.next()).toEqual(Buffer.of(0, 255, 1));
    socket.send('{"module":"heartbeat"}');
    expect(await guest.frames.next()).toBe('{"module":"heartbeat"}');
    socket.terminate();
    await guest.closed;
  });

  test.each([1000, 1001, 1008, 1011, 4000])('reports close code %d', async (code) => {
    const { received } = openSocket(wsAddress());
    (await server.clients.next()).close(code, 'Bye s3cr3t');
    expect(await received.next()).toEqual({ kind: 'closed', code });
  });

  test('delivers messages sent before the close, then the close', async () => {
    const { received } = openSocket(wsAddress());
    const guest = await server.clients.next();
    guest.sendRaw('last words');
    guest.close(1000, '');
    expect(await received.next()).toEqual(Buffer.from('last words'));
    expect(await received.next()).toEqual({ kind: 'closed', code: 1000 });
  });

  test.each([401, 403, 429, 503])('reports a refused upgrade with status %d', async (status) => {
    server.refuseUpgrade = status;
    const { received } = openSocket(wsAddress());
    expect(await received.next()).toEqual({ kind: 'refused', status });
  });

  test('reports a redirect as a refused upgrade', async () => {
    const { port } = await wsServer((socket) =>
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${wsAddress()}\r\nContent-Length: 0\r\n\r\n`),
    );
    expect(await openSocket(wsAddress(port)).received.next()).toEqual({ kind: 'refused', status: 302 });
    expect(server.clients.all).toEqual([]);
  });

  const FAILED = { kind: 'failed', reason: 'network' };
  test('reports a network failure on a closed port', async () => {
    expect(await openSocket(wsAddress(await closedPort())).received.next()).toEqual(FAILED);
  });

  test.each<[string, (socket: TcpSocket, yes: string) => unknown, SocketEnd | typeof FAILED]>([
    ['before the answer', (socket) => socket.end(), FAILED],
    ['by a reset before the answer', (socket) => socket.resetAndDestroy(), FAILED],
    ['in the middle of the answer', (socket, yes) => socket.end(yes.slice(0, 60)), FAILED],
    ['right after the answer', (socket, yes) => socket.end(yes), { kind: 'closed', code: 1006 }],
    [
      'in the middle of a frame',
      (socket, yes) => socket.end(Buffer.concat([Buffer.from(yes), Buffer.of(0x81, 5, 0x61)])),
      { kind: 'closed', code: 1006 },
    ],
    ['after a wrong accept key', (socket, yes) => socket.end(yes.replace(/Accept: ./u, 'Accept: ~')), FAILED],
    [
      'by data that is not WebSocket',
      (socket, yes) => socket.end(Buffer.concat([Buffer.from(yes), Buffer.from('HTTP/1.1 200 OK\r\n\r\n')])),
      FAILED,
    ],
  ])('reports a connection that is cut %s', async (_when, serve, end) => {
    const { port } = await wsServer(serve);
    const { received } = openSocket(wsAddress(port));
    expect(await received.next()).toEqual(end);
    expect(received.unread).toBe(0);
  });

  test('fails on the announced length of a frame above 64 MB, and receives 64 MB', async () => {
    const { port } = await wsServer((socket, yes) => {
      socket.write(yes);
      socket.write(Buffer.of(0x82, 127, 0, 0, 0, 0, 0x04, 0, 0, 0x01));
    });
    expect(await openSocket(wsAddress(port)).received.next()).toEqual({
      kind: 'failed',
      reason: 'too-large',
    });
    const { socket, received } = openSocket(wsAddress());
    (await server.clients.next()).sendRaw(Buffer.alloc(64 * 1024 * 1024));
    expect(await received.next()).toHaveLength(64 * 1024 * 1024);
    socket.terminate();
  });

  test.each(['', 'zoom.test', 'wss://zoom.test/#s3cr3t', 'ftp://zoom.test'])(
    'reports a network failure for the invalid address "%s"',
    async (url) => {
      expect(await openSocket(url).received.next()).toEqual(FAILED);
    },
  );

  test('reports the reason if the route cannot be resolved', async () => {
    transport = createNodeTransport(() => Promise.reject(new HttpError('proxy')));
    expect(await openSocket(wsAddress()).received.next()).toEqual({ kind: 'failed', reason: 'proxy' });
  });
});

describe('a terminated WebSocket', () => {
  /** Expects no report. Once a later connection has received a message, earlier reports would have arrived. */
  async function expectNothingReceived(received: Mailbox<unknown>): Promise<void> {
    const later = openSocket(wsAddress());
    (await server.clients.find(() => server.clientCount > 0)).sendRaw('later');
    await later.received.next();
    later.socket.terminate();
    expect(received.all).toEqual([]);
  }

  test('reports nothing and does not connect if terminated at once', async () => {
    const { socket, received } = openSocket(wsAddress());
    socket.terminate();
    await expectNothingReceived(received);
    expect(server.clients.all).toHaveLength(1);
  });

  test('reports nothing if terminated while the route is resolved', async () => {
    let resolveRoute: (agent: undefined) => void = () => undefined;
    const route = new Promise<undefined>((resolve) => {
      resolveRoute = resolve;
    });
    transport = createNodeTransport(() => route);
    const { socket, received } = openSocket(wsAddress());
    socket.terminate();
    resolveRoute(undefined);
    await route;
    transport = createNodeTransport(straight);
    await expectNothingReceived(received);
    expect(server.clients.all).toHaveLength(1);
  });

  test('reports nothing if terminated while opening', async () => {
    const connections = new Mailbox<TcpSocket>();
    const { port } = await wsServer((socket) => connections.push(socket));
    const { socket, received } = openSocket(wsAddress(port));
    const opening = await connections.next();
    socket.send('too early');
    socket.terminate();
    await once(opening, 'close');
    await expectNothingReceived(received);
  });

  test('reports nothing if terminated while open, or from a message handler', async () => {
    const { socket, received } = openSocket(wsAddress());
    const guest = await server.clients.next();
    socket.terminate();
    expect(await guest.closed).toBe(1006);
    await expectNothingReceived(received);

    const otherReceived = new Mailbox<unknown>();
    const other = transport.connect(wsAddress(), {
      message: (data) => {
        otherReceived.push(data);
        other.terminate();
      },
      end: (end) => otherReceived.push(end),
    });
    const second = await server.clients.next();
    second.sendRaw('one');
    second.sendRaw('two');
    await second.closed;
    expect(otherReceived.all).toEqual([Buffer.from('one')]);
    other.terminate();
  });

  test('ignores send before opening and after the end', async () => {
    const { socket, received } = openSocket(wsAddress());
    socket.send('too early');
    const guest = await server.clients.next();
    guest.sendRaw('open');
    await received.next();
    socket.send('in time');
    expect(await guest.frames.next()).toBe('in time');
    guest.close(1001, '');
    await received.next();
    socket.send('too late');
    await guest.closed;
    expect(guest.frames.unread).toBe(0);
    expect(received.unread).toBe(0);
  });
});
