import fc from 'fast-check';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parsePhoneEvent } from '../events/parse-event.ts';
import {
  accountAt,
  AGENT_EMAIL,
  CREDENTIALS,
  FakeClock,
  Mailbox,
  messageFrame,
  PUBLISHED_RINGING,
  createSourceEvents,
  startLoopbackServer,
  flushPromises,
  directTransport,
  HANDSHAKE,
  createZoomResponder,
  type LoopbackClient,
  type LoopbackServer,
  type Responder,
  type EmittedSourceEvent,
} from '../test-support/fakes.ts';
import { backoffMs } from './reconnect-policy.ts';
import type { SourceEvents } from './call-source.ts';
import { ZoomWebSocketSource, type AgentStore } from './websocket-source.ts';

const HEARTBEAT = '{"module":"heartbeat"}';
const HEARTBEAT_REPLY = { module: 'heartbeat', success: true, content: 'live', header: {} };

let zoom: LoopbackServer;
let clock: FakeClock;
let reported: Mailbox<EmittedSourceEvent>;
let source: ZoomWebSocketSource | null;

beforeEach(async () => {
  zoom = await startLoopbackServer(createZoomResponder());
  clock = new FakeClock();
  reported = new Mailbox();
  source = null;
});
afterEach(async () => {
  source?.stop();
  // No report ever contains a token or a secret.
  const all = inspect(reported.all, { depth: Infinity, maxArrayLength: null, maxStringLength: null });
  for (const secret of ['eyJzdiI6', CREDENTIALS.clientSecret, CREDENTIALS.subscriptionId, 'access_token'])
    expect(all).not.toContain(secret);
  await zoom.close();
});

function listener(onEvent: (what: EmittedSourceEvent) => void = () => undefined): SourceEvents {
  return createSourceEvents((what) => {
    reported.push(what);
    onEvent(what);
  });
}

function start(
  options: {
    readonly agent?: string;
    readonly random?: () => number;
    readonly onEvent?: (what: EmittedSourceEvent) => void;
  } = {},
): ZoomWebSocketSource {
  source = new ZoomWebSocketSource(accountAt(zoom.port, options.agent ?? null), {
    transport: directTransport(),
    clock,
    random: options.random ?? (() => 0),
  });
  source.start(listener(options.onEvent));
  return source;
}

/** Resolves with the next reported connection state. */
async function connection(): Promise<unknown> {
  const [, state] = await reported.find(([name]) => name === 'connection');
  return state;
}

const OFFLINE = (cause: string, waitMs: number, detail = '') => ({
  state: 'offline',
  cause,
  detail,
  retryAt: clock.now() + waitMs,
});

/** Connects; resolves with the server's end of the connection. */
async function connectGuest(options: Parameters<typeof start>[0] = {}): Promise<LoopbackClient> {
  start(options);
  return await acceptGuest();
}

async function acceptGuest(): Promise<LoopbackClient> {
  const guest = await zoom.clients.next();
  guest.send(HANDSHAKE);
  await reported.find((what) => what[0] === 'connection' && what[1].state === 'connected');
  return guest;
}

/** Runs the event loop until the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await flushPromises();
}

const states = (): unknown[] =>
  reported.all.flatMap((what) => (what[0] === 'connection' ? [what[1].state] : []));
const paths = (): string[] => zoom.requests.all.map(({ path }) => path);

/** Returns the requested grants in order. */
const grants = (): (string | null)[] =>
  zoom.requests.all
    .filter(({ path }) => path === '/oauth/token')
    .map(({ body }) => new URLSearchParams(body).get('grant_type'));

describe('connecting', () => {
  test('requests a token, opens the socket with it, and is connected only after the welcome', async () => {
    start();
    expect(await connection()).toEqual({ state: 'connecting' });
    const guest = await zoom.clients.next();
    expect(guest.path).toBe(
      `/ws?subscriptionId=${CREDENTIALS.subscriptionId}&access_token=token-1-eyJzdiI6IjAwMDAwMiJ9`,
    );
    expect(guest.headers.authorization).toBeUndefined();
    await guest.settled();
    expect(states()).toEqual(['connecting']);
    expect(guest.frames.all).toEqual([]);
    guest.send(HANDSHAKE);
    expect(await connection()).toEqual({ state: 'connected', everyone: true });
    expect(await guest.frames.next()).toBe(HEARTBEAT);
    expect(paths()).toEqual(['/oauth/token']);
  });

  test.each([
    [
      'with different content',
      { module: 'build_connection', success: true, content: 'anything', header: { x: 1 } },
    ],
    ['without content', { module: 'build_connection', success: true }],
  ])('a welcome %s is accepted', async (_what, handshake) => {
    start();
    (await zoom.clients.next()).send(handshake);
    await reported.find((what) => what[0] === 'connection' && what[1].state === 'connected');
  });

  test('ignores a second welcome', async () => {
    const guest = await connectGuest();
    expect(await guest.frames.next()).toBe(HEARTBEAT);
    guest.send(HANDSHAKE);
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect(await reported.next()).toEqual(['event', parsePhoneEvent(PUBLISHED_RINGING)]);
    await guest.settled();
    expect(states()).toEqual(['connecting', 'connected']);
    expect(guest.frames.unread).toBe(0);
  });

  test('reports the clock difference', async () => {
    const usual = createZoomResponder();
    zoom.respond = (request) => ({ ...usual(request), headers: { date: 'Sun, 22 Nov 2026 00:00:00 GMT' } });
    start();
    expect(await reported.find(([name]) => name === 'clockSkew')).toEqual(['clockSkew', 3_600_000]);
  });

  test('retries after ten seconds without a welcome', async () => {
    start();
    const guest = await zoom.clients.next();
    await guest.settled();
    clock.advance(9_999);
    expect(states()).toEqual(['connecting']);
    clock.advance(1);
    expect(await reported.find((what) => what[0] === 'connection' && what[1].state === 'offline')).toEqual([
      'connection',
      OFFLINE('no-welcome', 500),
    ]);
    await guest.closed;
    clock.advance(500);
    await acceptGuest();
  });

  test('does not accept other frames as a welcome', async () => {
    start();
    const guest = await zoom.clients.next();
    guest.send(HEARTBEAT_REPLY);
    guest.send({ module: 'metrics', success: true });
    await guest.settled();
    clock.advance(10_000);
    await reported.find((what) => what[0] === 'connection' && what[1].state === 'offline');
    expect(states()).toEqual(['connecting', 'offline']);
  });

  test('reports the status of a refused upgrade', async () => {
    zoom.refuseUpgrade = 503;
    start();
    await connection();
    expect(await connection()).toEqual(OFFLINE('zoom-trouble', 500, 'HTTP 503'));
    zoom.refuseUpgrade = null;
    clock.advance(500);
    await acceptGuest();
  });
});

describe('rejected by the server', () => {
  const reject = (guest: LoopbackClient, content: string): void => {
    guest.send({ module: 'build_connection', success: false, content, header: {} });
    guest.close(1000, 'Bye');
  };
  test.each([
    ['Invalid Token', 'subscription', 'Invalid Token'],
    ['Invalid Subscription', 'subscription', 'Invalid Subscription'],
    [
      'does not contain scopes: [phone:read:call:admin]',
      'scope',
      'does not contain scopes: [phone:read:call:admin]',
    ],
    ['', 'subscription', ''],
  ])(
    'with "%s": tries a fresh token, then the other grant, then is refused',
    async (message, cause, detail) => {
      start();
      expect(await connection()).toEqual({ state: 'connecting' });
      for (let n = 1; n <= 3; n++) {
        const guest = await zoom.clients.next();
        expect(guest.path).toContain(`token-${n}-`);
        reject(guest, message);
        if (n === 3) break;
        // Nothing is reported, because these retries are part of connecting.
        await until(() => clock.hasDueTimer);
        expect(states()).toEqual(['connecting']);
        clock.advance(0);
      }
      expect(await connection()).toEqual({ state: 'refused', cause, detail });
      expect(grants()).toEqual(['account_credentials', 'account_credentials', 'client_credentials']);
      expect(clock.pending).toBe(0);
      clock.advance(24 * 60 * 60_000);
      expect(grants()).toHaveLength(3);
    },
  );

  test('uses the accepted grant from then on', async () => {
    start();
    for (let n = 1; n <= 2; n++) {
      reject(await zoom.clients.next(), 'Invalid Token');
      await until(() => clock.hasDueTimer);
      clock.advance(0);
    }
    const third = await acceptGuest();
    third.close(1000, 'Bye');
    await reported.find((what) => what[0] === 'connection' && what[1].state === 'offline');
    clock.advance(500);
    await acceptGuest();
    expect(grants()).toEqual([
      'account_credentials',
      'account_credentials',
      'client_credentials',
      'client_credentials',
    ]);
  });

  test('after a welcome: retries at once, then slowly, and is refused after ten rejections', async () => {
    let guest = await connectGuest({ random: () => 0.5 });
    reject(guest, 'Invalid Token');
    expect(await connection()).toEqual({ state: 'connecting' });
    clock.advance(0);
    for (let n = 2; n <= 10; n++) {
      guest = await zoom.clients.next();
      reject(guest, 'Invalid Token');
      const offline = await reported.find((what) => what[0] === 'connection' && what[1].state === 'offline');
      expect(offline[1]).toEqual(OFFLINE('turned-away', 90_000, 'Invalid Token'));
      // Neither sleep nor a network change shortens the wait.
      source?.wake('changed');
      clock.advance(89_999);
      expect(grants()).toHaveLength(n);
      clock.advance(1);
    }
    reject(await zoom.clients.next(), 'Invalid Token');
    await reported.find((what) => what[0] === 'connection' && what[1].state === 'refused');
    expect(new Set(grants())).toEqual(new Set(['account_credentials']));
  });

  test('during a connection leaves no timer of that connection', async () => {
    const guest = await connectGuest();
    guest.send({ module: 'build_connection', success: false, content: 'Invalid Token', header: {} });
    expect(await connection()).toEqual({ state: 'connecting' });
    // Only the timer of the next attempt is pending, and no timer of the closed connection.
    expect(clock.pending).toBe(1);
  });
});

describe('staying connected', () => {
  test('sends a heartbeat every 25 seconds in Zoom’s format', async () => {
    const guest = await connectGuest();
    expect(await guest.frames.next()).toBe(HEARTBEAT);
    for (let beat = 0; beat < 10; beat++) {
      guest.send(HEARTBEAT_REPLY);
      // The event after the heartbeat reply shows that the reply has arrived.
      guest.send(messageFrame({ event: 'phone.beat', beat }));
      await reported.find(([name]) => name === 'event');
      clock.advance(24_999);
      await guest.settled();
      expect(guest.frames.unread).toBe(0);
      clock.advance(1);
      expect(await guest.frames.next()).toBe(HEARTBEAT);
    }
    expect(states()).toEqual(['connecting', 'connected']);
  });

  test('reconnects after 60 seconds of silence', async () => {
    const guest = await connectGuest();
    clock.advance(59_999);
    expect(states()).toEqual(['connecting', 'connected']);
    clock.advance(1);
    expect(await connection()).toEqual(OFFLINE('silent', 500));
    await guest.closed;
    clock.advance(500);
    expect((await zoom.clients.next()).path).toContain('token-2-');
  });

  test('any frame resets the silence timeout', async () => {
    const guest = await connectGuest();
    for (let minute = 0; minute < 5; minute++) {
      clock.advance(59_000);
      guest.sendRaw('nothing that we know');
      await reported.find(([name]) => name === 'badFrame');
    }
    expect(states()).toEqual(['connecting', 'connected']);
  });

  test.each([
    ['1000 Bye', (guest: LoopbackClient) => guest.close(1000, 'Bye')],
    ['1001', (guest: LoopbackClient) => guest.close(1001, '')],
    ['4000', (guest: LoopbackClient) => guest.close(4000, 'custom')],
  ])('reconnects with a fresh token after Zoom closes with %s', async (_what, close) => {
    const guest = await connectGuest();
    close(guest);
    expect(await connection()).toEqual(OFFLINE('closed', 500));
    clock.advance(499);
    expect(zoom.requests.all).toHaveLength(1);
    clock.advance(1);
    const next = await zoom.clients.next();
    expect(next.path).toContain('access_token=token-2-');
    next.send(HANDSHAKE);
    await reported.find((what) => what[0] === 'connection' && what[1].state === 'connected');
    expect(states()).toEqual(['connecting', 'connected', 'offline', 'connecting', 'connected']);
  });

  test('delays grow with consecutive closes and reset after a minute of connection', async () => {
    const waits: number[] = [];
    const closeNow = async (guest: LoopbackClient): Promise<void> => {
      guest.close(1001, '');
      const what = await reported.find(([name, said]) => name === 'connection' && said.state === 'offline');
      if (what[0] !== 'connection' || what[1].state !== 'offline') throw new Error('not offline');
      const waitMs = what[1].retryAt - clock.now();
      waits.push(waitMs);
      clock.advance(waitMs);
    };
    let guest = await connectGuest({ random: () => 0.999_999 });
    for (let n = 0; n < 8; n++) {
      await closeNow(guest);
      guest = await acceptGuest();
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    for (let half = 0; half < 2; half++) {
      clock.advance(30_000);
      guest.send(messageFrame({ event: 'x' }));
      await reported.find(([name]) => name === 'event');
    }
    // Now a close is routine: no problem is reported, and the first failure after it waits like the second.
    const before = states().length;
    guest.close(1001, '');
    await until(() => states().length > before);
    expect(states().slice(before)).toEqual(['connecting']);
    clock.advance(500);
    guest = await acceptGuest();
    await closeNow(guest);
    expect(waits.at(-1)).toBe(2_000);
  });
});

describe('credentials', () => {
  test('that Zoom refuses end all requests', async () => {
    zoom.respond = () => ({
      status: 401,
      body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    });
    start();
    await connection();
    expect(await connection()).toEqual({
      state: 'refused',
      cause: 'credentials',
      detail: 'HTTP 401, Invalid client_id or client_secret, invalid_client',
    });
    expect(clock.pending).toBe(0);
    clock.advance(86_400_000);
    expect(zoom.requests.all).toHaveLength(1);
  });

  test.each([
    [4705, 'grant'],
    [4717, 'app-disabled'],
    [4735, 'owner-gone'],
  ])('code %i is reported as %s', async (errorCode, cause) => {
    zoom.respond = () => ({ status: 400, body: { errorCode, errorMessage: 'No' } });
    start();
    await connection();
    expect(await connection()).toMatchObject({ state: 'refused', cause });
    expect(clock.pending).toBe(0);
  });

  test('start after a refusal tries again', async () => {
    zoom.respond = () => ({ status: 401, body: {} });
    const again = start();
    await connection();
    expect(await connection()).toMatchObject({ state: 'refused' });
    zoom.respond = createZoomResponder();
    again.start(listener());
    await acceptGuest();
  });

  test.each<[string, ReturnType<Responder>, object, number]>([
    [
      'too many requests',
      { status: 429, body: { message: 'slow' } },
      { cause: 'rate-limited', detail: 'HTTP 429, slow' },
      500,
    ],
    [
      'too many requests, wait 90 s',
      { status: 429, headers: { 'retry-after': '90' } },
      { cause: 'rate-limited' },
      90_000,
    ],
    [
      'too many requests, wait 0 s',
      { status: 429, headers: { 'retry-after': '0' } },
      { cause: 'rate-limited' },
      500,
    ],
    [
      'too many requests, wait a year',
      { status: 429, headers: { 'retry-after': '31536000' } },
      { cause: 'rate-limited' },
      3_600_000,
    ],
    ['a server error', { status: 500, body: '<html>' }, { cause: 'zoom-trouble', detail: 'HTTP 500' }, 500],
    ['an HTML page instead of JSON', { body: '<html>' }, { cause: 'zoom-trouble', detail: 'HTTP 200' }, 500],
  ])('%s: retries later', async (_what, answer, end, waitMs) => {
    zoom.respond = () => answer;
    start();
    await connection();
    expect(await connection()).toMatchObject({ state: 'offline', ...end, retryAt: clock.now() + waitMs });
    zoom.respond = createZoomResponder();
    clock.advance(waitMs);
    await acceptGuest();
  });

  test('reports network and retries if nothing listens at the address', async () => {
    const { port } = zoom;
    await zoom.close();
    start();
    await connection();
    expect(await connection()).toEqual(OFFLINE('network', 500));
    expect(clock.pending).toBe(1);
    zoom = await startLoopbackServer(createZoomResponder());
    expect(port).toBeGreaterThan(0);
  });
});

describe('the agent', () => {
  test('as an email address is looked up once, before the socket opens', async () => {
    const guest = await connectGuest({ agent: AGENT_EMAIL });
    const me = {
      userId: 'DnEopNmXQEGU2uvvzjgojw',
      extensionId: 'CcrEGgmeQem1uyJsuIRKwA',
      extensionNumber: '1002',
      numbers: ['+12058945456'],
    };
    expect(reported.all.filter(([name]) => name === 'agent')).toEqual([['agent', me]]);
    expect(paths()).toEqual([
      '/oauth/token',
      `/v2/users/${encodeURIComponent(AGENT_EMAIL)}`,
      '/v2/phone/users/DnEopNmXQEGU2uvvzjgojw',
    ]);
    guest.close(1000, 'Bye');
    await connection();
    clock.advance(500);
    await acceptGuest();
    expect(paths().slice(3)).toEqual(['/oauth/token']);
  });

  test('as an extension needs no request', async () => {
    await connectGuest({ agent: '1002' });
    expect(reported.all.filter(([name]) => name === 'agent')).toEqual([
      ['agent', { userId: null, extensionId: null, extensionNumber: '1002', numbers: [] }],
    ]);
    expect(paths()).toEqual(['/oauth/token']);
  });

  test('is refused if Zoom does not know it', async () => {
    start({ agent: 'nobody@example.com' });
    await connection();
    expect(await connection()).toEqual({
      state: 'refused',
      cause: 'agent-not-found',
      detail: 'nobody@example.com',
    });
    expect(clock.pending).toBe(0);
    expect(zoom.clients.all).toEqual([]);
  });

  test('is not blamed if Zoom refuses the lookup for another reason', async () => {
    const usual = createZoomResponder();
    const body = { code: 200, message: 'Invalid api key or secret.' };
    zoom.respond = (request) => (request.path.startsWith('/v2/') ? { status: 400, body } : usual(request));
    start({ agent: AGENT_EMAIL });
    await connection();
    expect(await connection()).toEqual(
      OFFLINE('zoom-refused', 500, 'HTTP 400, 200, Invalid api key or secret.'),
    );
  });

  test('a revoked token is replaced once without a report', async () => {
    const usual = createZoomResponder();
    zoom.respond = (request) =>
      request.headers.authorization?.startsWith('Bearer token-1-') === true
        ? { status: 401, body: { code: 124, message: 'Invalid access token.' } }
        : usual(request);
    const guest = await connectGuest({ agent: AGENT_EMAIL });
    expect(guest.path).toContain('access_token=token-2-');
    expect(states()).toEqual(['connecting', 'connected']);
  });

  test('401 with a fresh token is reported as an error of Zoom’s', async () => {
    const usual = createZoomResponder();
    zoom.respond = (request) =>
      request.path.startsWith('/v2/') ? { status: 401, body: {} } : usual(request);
    start({ agent: AGENT_EMAIL });
    await connection();
    expect(await connection()).toEqual(OFFLINE('zoom-trouble', 500, 'HTTP 401'));
  });

  test.each([
    // This is the page of an intermediary: Zoom's own refusals are JSON.
    [403, { state: 'offline', cause: 'zoom-trouble', detail: 'HTTP 403' }],
    [500, { state: 'offline', cause: 'zoom-trouble', detail: 'HTTP 500' }],
  ])('HTTP %i during the lookup is reported as offline', async (status, end) => {
    const usual = createZoomResponder();
    zoom.respond = (request) => (request.path.startsWith('/v2/') ? { status } : usual(request));
    start({ agent: AGENT_EMAIL });
    await connection();
    expect(await connection()).toMatchObject(end);
  });
});

describe('frames', () => {
  test('accepts an event as text, as an object and as bytes', async () => {
    const guest = await connectGuest();
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect(await reported.next()).toEqual(['event', parsePhoneEvent(PUBLISHED_RINGING)]);
    guest.send({ module: 'message', content: PUBLISHED_RINGING });
    expect(await reported.next()).toEqual(['event', parsePhoneEvent(PUBLISHED_RINGING)]);
    guest.sendRaw(Buffer.from(JSON.stringify(messageFrame(PUBLISHED_RINGING))));
    expect(await reported.next()).toEqual(['event', parsePhoneEvent(PUBLISHED_RINGING)]);
  });

  test('ignores unknown frames', async () => {
    const guest = await connectGuest();
    guest.send(HEARTBEAT_REPLY);
    guest.send({ module: 'heartbeat' });
    guest.send({ module: 'metrics', success: false, content: { a: 1 } });
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect(await reported.next()).toEqual(['event', parsePhoneEvent(PUBLISHED_RINGING)]);
  });

  const BAD: readonly (readonly [string, string | Buffer, 'invalid-frame' | 'frame-too-large'])[] = [
    ['not JSON', 'hello', 'invalid-frame'],
    ['empty text', '', 'invalid-frame'],
    ['JSON that is not an object', '[1,2]', 'invalid-frame'],
    ['null', 'null', 'invalid-frame'],
    ['no module', '{"content":"{}"}', 'invalid-frame'],
    ['a module that is not text', '{"module":{}}', 'invalid-frame'],
    ['a message without content', '{"module":"message"}', 'invalid-frame'],
    ['content that is not JSON', '{"module":"message","content":"{broken"}', 'invalid-frame'],
    ['a truncated frame', JSON.stringify(messageFrame(PUBLISHED_RINGING)).slice(0, 200), 'invalid-frame'],
    ['binary data', Buffer.from([0, 255, 254, 1, 2, 3]), 'invalid-frame'],
    ['deep nesting', `{"module":"message","content":${'['.repeat(100_000)}`, 'invalid-frame'],
    ['300 KB', JSON.stringify(messageFrame({ event: 'x'.repeat(300 * 1_024) })), 'frame-too-large'],
    ['10 MB', 'x'.repeat(10 * 1_024 * 1_024), 'frame-too-large'],
    ['10 MB of bytes', Buffer.alloc(10 * 1_024 * 1_024), 'frame-too-large'],
  ];

  test.each(BAD)('%s: is reported once, and the next event arrives normally', async (_what, frame, code) => {
    const guest = await connectGuest();
    guest.sendRaw(frame);
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect(await reported.next()).toEqual(['badFrame', code, Buffer.byteLength(frame)]);
    expect(await reported.next()).toEqual(['event', parsePhoneEvent(PUBLISHED_RINGING)]);
    expect(states()).toEqual(['connecting', 'connected']);
    expect(zoom.clientCount).toBe(1);
  });

  test('reports invalid frames before the welcome and still connects', async () => {
    start();
    const guest = await zoom.clients.next();
    for (const [, frame] of BAD) guest.sendRaw(frame);
    guest.send(HANDSHAKE);
    await reported.find((what) => what[0] === 'connection' && what[1].state === 'connected');
    expect(reported.all.filter(([name]) => name === 'badFrame')).toHaveLength(BAD.length);
  });

  test('accepts deeply nested valid JSON as an event', async () => {
    const guest = await connectGuest();
    guest.sendRaw(`{"module":"message","content":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect((await reported.next())[0]).toBe('event');
    expect(await reported.next()).toEqual(['event', parsePhoneEvent(PUBLISHED_RINGING)]);
  });
});

describe('stop', () => {
  /** Expects no pending timer, no further request, and no further report. */
  async function expectNothingLeft(at: number): Promise<void> {
    expect(clock.pending).toBe(0);
    clock.advance(86_400_000);
    const last = zoom.requests.all.length;
    await startLoopbackServer(() => ({})).then((barrier) => barrier.close());
    expect(zoom.requests.all).toHaveLength(last);
    expect(reported.all).toHaveLength(at);
  }

  test('ends a connection', async () => {
    const guest = await connectGuest();
    source?.stop();
    const at = reported.all.length;
    await guest.closed;
    await expectNothingLeft(at);
  });

  test('aborts the token request', async () => {
    zoom.respond = () => null;
    start();
    await zoom.requests.next();
    source?.stop();
    await zoom.abandoned;
    await expectNothingLeft(1);
  });

  test('closes the socket before the welcome', async () => {
    start();
    const guest = await zoom.clients.next();
    source?.stop();
    const at = reported.all.length;
    await guest.closed;
    await expectNothingLeft(at);
  });

  test('cancels the next try', async () => {
    zoom.respond = () => ({ status: 500 });
    start();
    await connection();
    await connection();
    expect(clock.pending).toBe(1);
    source?.stop();
    await expectNothingLeft(2);
  });

  /** `stop` is called within the handler, as by a service that reacts to the report. */
  test.each<[string, (what: EmittedSourceEvent) => boolean]>([
    ['connecting', (what) => what[0] === 'connection' && what[1].state === 'connecting'],
    ['clockSkew', (what) => what[0] === 'clockSkew'],
    ['agent', (what) => what[0] === 'agent'],
    ['connected', (what) => what[0] === 'connection' && what[1].state === 'connected'],
    ['offline', (what) => what[0] === 'connection' && what[1].state === 'offline'],
    ['badFrame', (what) => what[0] === 'badFrame'],
    ['event', (what) => what[0] === 'event'],
  ])('works from the handler of "%s"', async (_what, isMoment) => {
    let reached: () => void = () => undefined;
    const moment = new Promise<void>((resolve) => {
      reached = resolve;
    });
    start({
      onEvent: (what) => {
        if (!isMoment(what)) return;
        source?.stop();
        reached();
      },
    });
    void zoom.clients.next().then((guest) => {
      guest.send(HANDSHAKE);
      guest.sendRaw('bad');
      guest.send(messageFrame(PUBLISHED_RINGING));
      guest.close(1000, 'Bye');
    });
    await moment;
    const at = reported.all.length;
    await Promise.all(zoom.clients.all.map(({ closed }) => closed));
    await expectNothingLeft(at);
    expect(zoom.clientCount).toBe(0);
  });

  test('does nothing if called twice or without start', () => {
    const idle = new ZoomWebSocketSource(accountAt(zoom.port), { transport: directTransport(), clock });
    idle.stop();
    idle.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('the stored agent', () => {
  const KNOWN = { userId: 'u', extensionId: null, extensionNumber: '7', numbers: [] };
  const startWith = (agentStore: AgentStore): void => {
    source = new ZoomWebSocketSource(accountAt(zoom.port, AGENT_EMAIL), {
      transport: directTransport(),
      clock,
      random: () => 0,
      agentStore,
    });
    source.start(listener());
  };
  const answering = (status: number, code = 1) => {
    const usual = createZoomResponder();
    zoom.respond = (request) =>
      request.path.startsWith('/v2/') ? { status, body: { code, message: 'No' } } : usual(request);
  };

  test.each([400, 401, 404, 429, 500])('is used if Zoom answers %i', async (status) => {
    answering(status);
    startWith({ get: (setting) => (setting === AGENT_EMAIL ? KNOWN : null), set: () => undefined });
    expect(await reported.find(([name]) => name === 'agent')).toEqual(['agent', KNOWN]);
    await acceptGuest();
  });

  test('is not used if Zoom does not know the agent', async () => {
    answering(404, 1001);
    startWith({ get: () => KNOWN, set: () => undefined });
    await reported.find((what) => what[0] === 'connection' && what[1].state === 'refused');
    expect(reported.all.map(([name]) => name)).not.toContain('agent');
  });

  test('is saved after the lookup', async () => {
    const stored: unknown[] = [];
    startWith({ get: () => null, set: (setting, agent) => stored.push([setting, agent.extensionNumber]) });
    await acceptGuest();
    expect(stored).toEqual([[AGENT_EMAIL, '1002']]);
  });
});

describe('connection statistics', () => {
  const getStats = (): unknown => source?.getStats();
  /** Sends the frames; resolves once the client has processed them. */
  const receive = async (guest: LoopbackClient, ...frames: readonly unknown[]): Promise<void> => {
    for (const frame of frames) guest.send(frame);
    guest.send(messageFrame({ event: 'x' }));
    await reported.find(([name]) => name === 'event');
  };
  /** Closes the connection and waits out the delay; resolves with the next connection. */
  const reconnect = async (guest: LoopbackClient): Promise<LoopbackClient> => {
    guest.close(1001, '');
    await until(() => clock.pending === 1);
    clock.advance(1_000);
    return await acceptGuest();
  };

  test('are empty before the welcome', async () => {
    start();
    await zoom.clients.next();
    expect(getStats()).toEqual({
      lastFrameAt: null,
      lastHeartbeatAt: null,
      connectsToday: 0,
      connectedSince: null,
    });
  });

  test('include the connection time and the last frame and heartbeat', async () => {
    const welcomedAt = clock.now();
    const guest = await connectGuest();
    const fresh = { lastFrameAt: welcomedAt, lastHeartbeatAt: null, connectsToday: 1 };
    expect(getStats()).toEqual({ ...fresh, connectedSince: welcomedAt });
    clock.advance(2_000);
    await receive(guest, HEARTBEAT_REPLY);
    const beatAt = clock.now();
    expect(getStats()).toMatchObject({ lastFrameAt: beatAt, lastHeartbeatAt: beatAt });
    clock.advance(3_000);
    // An unrequested reply does not count as a heartbeat. An unreadable frame still counts as a frame.
    guest.send(HEARTBEAT_REPLY);
    guest.sendRaw('{');
    await reported.find(([name]) => name === 'badFrame');
    expect(getStats()).toEqual({
      lastFrameAt: beatAt + 3_000,
      lastHeartbeatAt: beatAt,
      connectsToday: 1,
      connectedSince: welcomedAt,
    });
  });

  test('after a disconnect have no connection time and retain the last frame times', async () => {
    const guest = await connectGuest();
    await receive(guest, HEARTBEAT_REPLY);
    const heardAt = clock.now();
    guest.close(1001, '');
    await reported.find((what) => what[0] === 'connection' && what[1].state === 'offline');
    const before = { lastFrameAt: heardAt, lastHeartbeatAt: heardAt, connectedSince: null };
    expect(getStats()).toEqual({ ...before, connectsToday: 1 });
    clock.advance(500);
    await acceptGuest();
    expect(getStats()).toEqual({
      lastFrameAt: heardAt + 500,
      lastHeartbeatAt: heardAt,
      connectsToday: 2,
      connectedSince: heardAt + 500,
    });
    source?.stop();
    expect(getStats()).toMatchObject({ connectedSince: null });
  });

  test('do not count a second welcome or a rejection as a connection', async () => {
    const guest = await connectGuest();
    await receive(guest, HANDSHAKE);
    guest.send({ module: 'build_connection', success: false, content: 'Invalid Token' });
    await until(() => clock.hasDueTimer);
    expect(getStats()).toMatchObject({ connectsToday: 1, connectedSince: null });
  });

  test('count connections from local midnight', async () => {
    const midnight = new Date(clock.now()).setHours(24, 0, 0, 0);
    clock = new FakeClock(midnight - 10_000);
    const guest = await reconnect(await connectGuest());
    expect(getStats()).toMatchObject({ connectsToday: 2 });
    clock.advance(midnight - 1 - clock.now());
    expect(getStats()).toMatchObject({ connectsToday: 2 });
    clock.advance(1);
    expect(getStats()).toMatchObject({ connectsToday: 0 });
    await reconnect(guest);
    expect(getStats()).toMatchObject({ connectsToday: 1 });
  });
});

describe('backoffMs', () => {
  test('is between half a second and 30 s, and at most a second at first', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          const ms = backoffMs(attempt, random);
          expect(Number.isInteger(ms)).toBe(true);
          expect(ms).toBeGreaterThanOrEqual(500);
          expect(ms).toBeLessThanOrEqual(attempt === 0 ? 1_000 : 30_000);
        },
      ),
    );
  });

  test('increases with each try and spreads over the whole range', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          expect(backoffMs(attempt + 1, random)).toBeGreaterThanOrEqual(backoffMs(attempt, random));
        },
      ),
    );
    expect(backoffMs(9, 0)).toBe(500);
    expect(backoffMs(9, 0.999_999)).toBe(30_000);
    expect(backoffMs(9, 0.5)).toBeGreaterThan(10_000);
  });
});
