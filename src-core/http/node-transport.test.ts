import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer, type Socket as TcpSocket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Mailbox, startLoopbackServer, type Answer, type LoopbackServer } from '../fakes.test-support.ts';
import { closedPort, listening, type Listening } from '../network.test-support.ts';
import { faultOf, nodeTransport, type Route } from './node-transport.ts';
import { HttpError, type HttpAnswer, type Socket, type SocketEnd, type Transport } from './transport.ts';

const straight: Route = () => Promise.resolve(undefined);
/** A route that never says. */
const nowhere: Route = () => new Promise(() => undefined);

let server: LoopbackServer;
let transport: Transport;
let others: Listening[];
beforeEach(async () => {
  server = await startLoopbackServer(() => ({}));
  transport = nodeTransport(straight);
  others = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  for (const other of others) await other.close();
});

const unending = (): AbortSignal => new AbortController().signal;

function get(url: string, signal = unending()): Promise<HttpAnswer> {
  return transport.request({ method: 'GET', url, headers: { Authorization: 'Bearer s3cr3t' } }, signal);
}

const address = (path = '/'): string => `http://127.0.0.1:${server.port}${path}`;

async function answered(answer: Answer): Promise<HttpAnswer> {
  server.respond = () => answer;
  return await get(address());
}

/** What a request was rejected with; it holds nothing but its reason. */
async function fault(asked: Promise<HttpAnswer>): Promise<string> {
  const error: unknown = await asked.then(
    () => 'an answer',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HttpError)) throw new Error(`not rejected with HttpError: ${inspect(error)}`);
  expect(Reflect.ownKeys(error).sort()).toEqual(['message', 'name', 'reason', 'stack']);
  expect(inspect(error, { depth: Infinity })).not.toMatch(/s3cr3t|127\.0\.0\.1|zoom\.test/u);
  return error.reason;
}

/** A server of bare TCP. */
async function tcpServer(serve: (socket: TcpSocket) => void): Promise<Listening> {
  const other = await listening(createServer(serve));
  others.push(other);
  return other;
}

describe('an answer', () => {
  test.each<[Answer, unknown]>([
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
    expect(await answered(answer)).toMatchObject({ status: answer.status ?? 200, json });
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
    expect((await answered({ status: 429, headers: { 'retry-after': value } })).retryAfter).toBe(seconds);
  });

  test('the clock of the server', async () => {
    expect((await answered({ headers: { date: 'Fri, 02 Jan 2026 03:04:05 GMT' } })).serverTime).toBe(
      Date.UTC(2026, 0, 2, 3, 4, 5),
    );
    expect((await answered({ headers: { date: 'never' } })).serverTime).toBeNull();
  });

  test('a redirect is one, and is not followed', async () => {
    const location = address('/elsewhere');
    expect(await answered({ status: 302, headers: { location } })).toMatchObject({ status: 302 });
    expect(server.requests.all.map(({ path }) => path)).toEqual(['/']);
  });
});

test('method, headers and body are sent as they are', async () => {
  const headers = { Authorization: 'Basic abc', 'Content-Type': 'application/x-www-form-urlencoded' };
  await transport.request(
    { method: 'POST', url: address('/token?a=b'), headers, body: 'c=d%2F' },
    unending(),
  );
  expect(await server.requests.next()).toMatchObject({
    method: 'POST',
    path: '/token?a=b',
    headers: { authorization: 'Basic abc', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'c=d%2F',
  });
});

test('the environment has no say in the way', async () => {
  vi.stubEnv('http_proxy', `http://127.0.0.1:${await closedPort()}`);
  vi.stubEnv('no_proxy', '');
  vi.stubEnv('NO_PROXY', '');
  expect(await answered({})).toMatchObject({ status: 200 });
});

describe('no answer', () => {
  test('nobody listens there', async () => {
    expect(await fault(get(`http://127.0.0.1:${await closedPort()}/`))).toBe('network');
  });

  test.each(['', 'zoom.test', 'ftp://zoom.test/s3cr3t'])('no such address: "%s"', async (url) => {
    expect(await fault(get(url))).toBe('network');
  });

  test('hung up on', async () => {
    const { port } = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await fault(get(`http://127.0.0.1:${port}/`))).toBe('network');
  });

  test('no HTTP', async () => {
    const { port } = await tcpServer((socket) => socket.end('220 mail ready\r\n'));
    expect(await fault(get(`http://127.0.0.1:${port}/`))).toBe('network');
  });

  test('a body that breaks off', async () => {
    const headers = { 'content-length': '9', connection: 'close' };
    expect(await fault(answered({ headers, body: 'x' }))).toBe('network');
  });

  test('a body that is too large', async () => {
    expect(await fault(answered({ body: Buffer.alloc(5 * 1024 * 1024, 'x') }))).toBe('too-large');
  });

  test('given up on while it waits', async () => {
    server.respond = () => null;
    const abort = new AbortController();
    const asked = get(address(), abort.signal);
    await server.requests.next();
    abort.abort();
    expect(await fault(asked)).toBe('timeout');
    await server.abandoned;
  });

  test('given up on before it was asked', async () => {
    expect(await fault(get(address(), AbortSignal.abort()))).toBe('timeout');
    expect(server.requests.all).toEqual([]);
  });

  test('given up on while the body goes on and on', async () => {
    const begun = new Mailbox<ServerResponse>();
    const drip = await listening(
      createHttpServer((_request, response) => {
        response.write('{"a":');
        begun.push(response);
      }),
    );
    others.push(drip);
    const abort = new AbortController();
    const asked = get(`http://127.0.0.1:${drip.port}/`, abort.signal);
    const closed = once(await begun.next(), 'close');
    abort.abort();
    expect(await fault(asked)).toBe('timeout');
    await closed;
  });

  test('given up on while the route is not known', async () => {
    transport = nodeTransport(nowhere);
    const abort = new AbortController();
    const asked = get(address(), abort.signal);
    abort.abort();
    expect(await fault(asked)).toBe('timeout');
  });

  test('there is no route', async () => {
    transport = nodeTransport(() => Promise.reject(new HttpError('proxy')));
    expect(await fault(get(address()))).toBe('proxy');
    transport = nodeTransport(() => Promise.reject(new Error('http://127.0.0.1/s3cr3t')));
    expect(await fault(get(address()))).toBe('network');
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
])('an error with %o is told as %s', (more, reason) => {
  expect(faultOf(Object.assign(new Error('x'), more))).toBe(reason);
  expect(faultOf(more)).toBe('network');
});

/** Opens a WebSocket and keeps what it tells. */
function opened(url: string): { socket: Socket; told: Mailbox<Buffer | SocketEnd> } {
  const told = new Mailbox<Buffer | SocketEnd>();
  const socket = transport.connect(url, { message: (data) => told.push(data), end: (end) => told.push(end) });
  return { socket, told };
}

const wsAddress = (port = server.port): string => `ws://127.0.0.1:${port}/ws?access_token=s3cr3t`;

/** Answers an upgrade to WebSocket by hand; `serve` gets the whole answer of a server that says yes. */
async function wsServer(serve: (socket: TcpSocket, yes: string) => void): Promise<Listening> {
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
  test('brings text and bytes as bytes, and takes text', async () => {
    const { socket, told } = opened(wsAddress());
    const guest = await server.guests.next();
    expect(guest.path).toBe('/ws?access_token=s3cr3t');
    guest.sendRaw('着信');
    expect(await told.next()).toEqual(Buffer.from('着信'));
    guest.sendRaw(Buffer.of(0, 255, 1));
    expect(await told.next()).toEqual(Buffer.of(0, 255, 1));
    socket.send('{"module":"heartbeat"}');
    expect(await guest.frames.next()).toBe('{"module":"heartbeat"}');
    socket.terminate();
    await guest.closed;
  });

  test.each([1000, 1001, 1008, 1011, 4000])('closed with %d', async (code) => {
    const { told } = opened(wsAddress());
    (await server.guests.next()).close(code, 'Bye s3cr3t');
    expect(await told.next()).toEqual({ kind: 'closed', code });
  });

  test('what was sent before the close comes before it', async () => {
    const { told } = opened(wsAddress());
    const guest = await server.guests.next();
    guest.sendRaw('last words');
    guest.close(1000, '');
    expect(await told.next()).toEqual(Buffer.from('last words'));
    expect(await told.next()).toEqual({ kind: 'closed', code: 1000 });
  });

  test.each([401, 403, 429, 503])('refused with %d', async (status) => {
    server.refuseUpgrade = status;
    const { told } = opened(wsAddress());
    expect(await told.next()).toEqual({ kind: 'refused', status });
  });

  test('a redirect is a refusal', async () => {
    const { port } = await wsServer((socket) =>
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${wsAddress()}\r\nContent-Length: 0\r\n\r\n`),
    );
    expect(await opened(wsAddress(port)).told.next()).toEqual({ kind: 'refused', status: 302 });
    expect(server.guests.all).toEqual([]);
  });

  const FAILED = { kind: 'failed', reason: 'network' };
  test('nobody listens there', async () => {
    expect(await opened(wsAddress(await closedPort())).told.next()).toEqual(FAILED);
  });

  test.each<[string, (socket: TcpSocket, yes: string) => unknown, SocketEnd | typeof FAILED]>([
    ['before the answer', (socket) => socket.end(), FAILED],
    ['hard before the answer', (socket) => socket.resetAndDestroy(), FAILED],
    ['in the middle of the answer', (socket, yes) => socket.end(yes.slice(0, 60)), FAILED],
    ['right after the answer', (socket, yes) => socket.end(yes), { kind: 'closed', code: 1006 }],
    [
      'in the middle of a frame',
      (socket, yes) => socket.end(Buffer.concat([Buffer.from(yes), Buffer.of(0x81, 5, 0x61)])),
      { kind: 'closed', code: 1006 },
    ],
    [
      'with an answer to something else',
      (socket, yes) => socket.end(yes.replace(/Accept: ./u, 'Accept: ~')),
      FAILED,
    ],
    [
      'with no WebSocket',
      (socket, yes) => socket.end(Buffer.concat([Buffer.from(yes), Buffer.from('HTTP/1.1 200 OK\r\n\r\n')])),
      FAILED,
    ],
  ])('cut %s', async (_when, serve, end) => {
    const { port } = await wsServer(serve);
    const { told } = opened(wsAddress(port));
    expect(await told.next()).toEqual(end);
    expect(told.unread).toBe(0);
  });

  test('a frame above 64 MB ends it by its announced length, one below arrives', async () => {
    const { port } = await wsServer((socket, yes) => {
      socket.write(yes);
      socket.write(Buffer.of(0x82, 127, 0, 0, 0, 0, 0x04, 0, 0, 0x01));
    });
    expect(await opened(wsAddress(port)).told.next()).toEqual({ kind: 'failed', reason: 'too-large' });
    const { socket, told } = opened(wsAddress());
    (await server.guests.next()).sendRaw(Buffer.alloc(64 * 1024 * 1024));
    expect(await told.next()).toHaveLength(64 * 1024 * 1024);
    socket.terminate();
  });

  test.each(['', 'zoom.test', 'wss://zoom.test/#s3cr3t', 'ftp://zoom.test'])(
    'no such address: "%s"',
    async (url) => {
      expect(await opened(url).told.next()).toEqual(FAILED);
    },
  );

  test('there is no route', async () => {
    transport = nodeTransport(() => Promise.reject(new HttpError('proxy')));
    expect(await opened(wsAddress()).told.next()).toEqual({ kind: 'failed', reason: 'proxy' });
  });
});

describe('a WebSocket that is ended', () => {
  /** Something later that has been told shows that nothing was told before. */
  async function nothingTold(told: Mailbox<unknown>): Promise<void> {
    const later = opened(wsAddress());
    (await server.guests.find(() => server.live > 0)).sendRaw('later');
    await later.told.next();
    later.socket.terminate();
    expect(told.all).toEqual([]);
  }

  test('at once: nothing is told, nobody is asked', async () => {
    const { socket, told } = opened(wsAddress());
    socket.terminate();
    await nothingTold(told);
    expect(server.guests.all).toHaveLength(1);
  });

  test('while the route is not known', async () => {
    let tell: (agent: undefined) => void = () => undefined;
    const route = new Promise<undefined>((resolve) => {
      tell = resolve;
    });
    transport = nodeTransport(() => route);
    const { socket, told } = opened(wsAddress());
    socket.terminate();
    tell(undefined);
    await route;
    transport = nodeTransport(straight);
    await nothingTold(told);
    expect(server.guests.all).toHaveLength(1);
  });

  test('while it opens', async () => {
    const asked = new Mailbox<TcpSocket>();
    const { port } = await wsServer((socket) => asked.push(socket));
    const { socket, told } = opened(wsAddress(port));
    const opening = await asked.next();
    socket.send('too early');
    socket.terminate();
    await once(opening, 'close');
    await nothingTold(told);
  });

  test('while it is open, also from within a message', async () => {
    const { socket, told } = opened(wsAddress());
    const guest = await server.guests.next();
    socket.terminate();
    expect(await guest.closed).toBe(1006);
    await nothingTold(told);

    const heard = new Mailbox<unknown>();
    const other = transport.connect(wsAddress(), {
      message: (data) => {
        heard.push(data);
        other.terminate();
      },
      end: (end) => heard.push(end),
    });
    const second = await server.guests.next();
    second.sendRaw('one');
    second.sendRaw('two');
    await second.closed;
    expect(heard.all).toEqual([Buffer.from('one')]);
    other.terminate();
  });

  test('sending before it is open and after its end does nothing', async () => {
    const { socket, told } = opened(wsAddress());
    socket.send('too early');
    const guest = await server.guests.next();
    guest.sendRaw('open');
    await told.next();
    socket.send('in time');
    expect(await guest.frames.next()).toBe('in time');
    guest.close(1001, '');
    await told.next();
    socket.send('too late');
    await guest.closed;
    expect(guest.frames.unread).toBe(0);
    expect(told.unread).toBe(0);
  });
});
