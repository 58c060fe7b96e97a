import fc from 'fast-check';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  accountAt,
  AGENT_EMAIL,
  CREDENTIALS,
  FakeClock,
  Mailbox,
  messageFrame,
  PUBLISHED_RINGING,
  sourceEvents,
  startLoopbackServer,
  turn,
  straightTransport,
  WELCOME,
  zoomAnswers,
  type Guest,
  type LoopbackServer,
  type Responder,
  type SourceTold,
} from '../fakes.test-support.ts';
import { backoffMs } from './backoff.ts';
import type { SourceEvents } from './source.ts';
import { ZoomWebSocketSource, type AgentMemory } from './zoom-websocket.ts';

const HEARTBEAT = '{"module":"heartbeat"}';
const DEAF = { module: 'heartbeat', success: true, content: 'live', header: {} };

let zoom: LoopbackServer;
let clock: FakeClock;
let told: Mailbox<SourceTold>;
let source: ZoomWebSocketSource | null;

beforeEach(async () => {
  zoom = await startLoopbackServer(zoomAnswers());
  clock = new FakeClock();
  told = new Mailbox();
  source = null;
});
afterEach(async () => {
  source?.stop();
  // Nothing that was ever told holds a token or a secret.
  const all = inspect(told.all, { depth: Infinity, maxArrayLength: null, maxStringLength: null });
  for (const secret of ['eyJzdiI6', CREDENTIALS.clientSecret, CREDENTIALS.subscriptionId, 'access_token'])
    expect(all).not.toContain(secret);
  await zoom.close();
});

function listener(hear: (what: SourceTold) => void = () => undefined): SourceEvents {
  return sourceEvents((what) => {
    told.push(what);
    hear(what);
  });
}

function start(
  options: {
    readonly agent?: string;
    readonly random?: () => number;
    readonly hear?: (what: SourceTold) => void;
  } = {},
): ZoomWebSocketSource {
  source = new ZoomWebSocketSource(accountAt(zoom.port, options.agent ?? null), {
    transport: straightTransport(),
    clock,
    random: options.random ?? (() => 0),
  });
  source.start(listener(options.hear));
  return source;
}

/** The next thing that was told of the connection. */
async function connection(): Promise<unknown> {
  const [, state] = await told.find(([name]) => name === 'connection');
  return state;
}

const OFFLINE = (cause: string, waitMs: number, detail = '') => ({
  state: 'offline',
  cause,
  detail,
  retryAt: clock.now() + waitMs,
});

/** Connects; returns the server's end of it. */
async function connected(options: Parameters<typeof start>[0] = {}): Promise<Guest> {
  start(options);
  return await welcomed();
}

async function welcomed(): Promise<Guest> {
  const guest = await zoom.guests.next();
  guest.send(WELCOME);
  await told.find((what) => what[0] === 'connection' && what[1].state === 'connected');
  return guest;
}

/** Lets the event loop turn until it is so. */
async function until(so: () => boolean): Promise<void> {
  while (!so()) await turn();
}

const states = (): unknown[] => told.all.flatMap((what) => (what[0] === 'connection' ? [what[1].state] : []));
const paths = (): string[] => zoom.requests.all.map(({ path }) => path);

/** Grants that were asked for, in order. */
const grants = (): (string | null)[] =>
  zoom.requests.all
    .filter(({ path }) => path === '/oauth/token')
    .map(({ body }) => new URLSearchParams(body).get('grant_type'));

describe('connecting', () => {
  test('asks for a token, then opens the socket with it, and believes only the welcome', async () => {
    start();
    expect(await connection()).toEqual({ state: 'connecting' });
    const guest = await zoom.guests.next();
    expect(guest.path).toBe(
      `/ws?subscriptionId=${CREDENTIALS.subscriptionId}&access_token=token-1-eyJzdiI6IjAwMDAwMiJ9`,
    );
    expect(guest.headers.authorization).toBeUndefined();
    await guest.settled();
    expect(states()).toEqual(['connecting']);
    expect(guest.frames.all).toEqual([]);
    guest.send(WELCOME);
    expect(await connection()).toEqual({ state: 'connected', everyone: true });
    expect(await guest.frames.next()).toBe(HEARTBEAT);
    expect(paths()).toEqual(['/oauth/token']);
  });

  test.each([
    ['in other words', { module: 'build_connection', success: true, content: 'anything', header: { x: 1 } }],
    ['in no words', { module: 'build_connection', success: true }],
  ])('a welcome %s is one', async (_what, welcome) => {
    start();
    (await zoom.guests.next()).send(welcome);
    await told.find((what) => what[0] === 'connection' && what[1].state === 'connected');
  });

  test('a second welcome changes nothing', async () => {
    const guest = await connected();
    expect(await guest.frames.next()).toBe(HEARTBEAT);
    guest.send(WELCOME);
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect(await told.next()).toEqual(['event', PUBLISHED_RINGING]);
    await guest.settled();
    expect(states()).toEqual(['connecting', 'connected']);
    expect(guest.frames.unread).toBe(0);
  });

  test('tells how the clocks differ', async () => {
    const usual = zoomAnswers();
    zoom.respond = (request) => ({ ...usual(request), headers: { date: 'Sun, 22 Nov 2026 00:00:00 GMT' } });
    start();
    expect(await told.find(([name]) => name === 'clockSkew')).toEqual(['clockSkew', 3_600_000]);
  });

  test('without a welcome for ten seconds tries anew', async () => {
    start();
    const guest = await zoom.guests.next();
    await guest.settled();
    clock.pass(9_999);
    expect(states()).toEqual(['connecting']);
    clock.pass(1);
    expect(await told.find((what) => what[0] === 'connection' && what[1].state === 'offline')).toEqual([
      'connection',
      OFFLINE('no-welcome', 500),
    ]);
    await guest.closed;
    clock.pass(500);
    await welcomed();
  });

  test('other frames are no welcome', async () => {
    start();
    const guest = await zoom.guests.next();
    guest.send(DEAF);
    guest.send({ module: 'metrics', success: true });
    await guest.settled();
    clock.pass(10_000);
    await told.find((what) => what[0] === 'connection' && what[1].state === 'offline');
    expect(states()).toEqual(['connecting', 'offline']);
  });

  test('a refused upgrade is told with its status', async () => {
    zoom.refuseUpgrade = 503;
    start();
    await connection();
    expect(await connection()).toEqual(OFFLINE('zoom-trouble', 500, 'HTTP 503'));
    zoom.refuseUpgrade = null;
    clock.pass(500);
    await welcomed();
  });
});

describe('turned away', () => {
  const turnAway = (guest: Guest, content: string): void => {
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
    'with "%s": a fresh token, then the other grant, at once; then a person is asked',
    async (words, cause, detail) => {
      start();
      expect(await connection()).toEqual({ state: 'connecting' });
      for (let n = 1; n <= 3; n++) {
        const guest = await zoom.guests.next();
        expect(guest.path).toContain(`token-${n}-`);
        turnAway(guest, words);
        if (n === 3) break;
        // Without an alarm: these are our own tries.
        await until(() => clock.due);
        expect(states()).toEqual(['connecting']);
        clock.pass(0);
      }
      expect(await connection()).toEqual({ state: 'refused', cause, detail });
      expect(grants()).toEqual(['account_credentials', 'account_credentials', 'client_credentials']);
      expect(clock.pending).toBe(0);
      clock.pass(24 * 60 * 60_000);
      expect(grants()).toHaveLength(3);
    },
  );

  test('accepted with the other grant, it stays with that', async () => {
    start();
    for (let n = 1; n <= 2; n++) {
      turnAway(await zoom.guests.next(), 'Invalid Token');
      await until(() => clock.due);
      clock.pass(0);
    }
    const third = await welcomed();
    third.close(1000, 'Bye');
    await told.find((what) => what[0] === 'connection' && what[1].state === 'offline');
    clock.pass(500);
    await welcomed();
    expect(grants()).toEqual([
      'account_credentials',
      'account_credentials',
      'client_credentials',
      'client_credentials',
    ]);
  });

  test('after it worked: a fresh token at once, then a minute or two between tries, and after ten a person', async () => {
    let guest = await connected({ random: () => 0.5 });
    turnAway(guest, 'Invalid Token');
    expect(await connection()).toEqual({ state: 'connecting' });
    clock.pass(0);
    for (let n = 2; n <= 10; n++) {
      guest = await zoom.guests.next();
      turnAway(guest, 'Invalid Token');
      const said = await told.find((what) => what[0] === 'connection' && what[1].state === 'offline');
      expect(said[1]).toEqual(OFFLINE('turned-away', 90_000, 'Invalid Token'));
      // Neither sleep nor another network make it a hurry.
      source?.wake('changed');
      clock.pass(89_999);
      expect(grants()).toHaveLength(n);
      clock.pass(1);
    }
    turnAway(await zoom.guests.next(), 'Invalid Token');
    await told.find((what) => what[0] === 'connection' && what[1].state === 'refused');
    expect(new Set(grants())).toEqual(new Set(['account_credentials']));
  });

  test('in the middle of a connection leaves no timer of it', async () => {
    const guest = await connected();
    guest.send({ module: 'build_connection', success: false, content: 'Invalid Token', header: {} });
    expect(await connection()).toEqual({ state: 'connecting' });
    // The next try, and nothing of the connection that is over.
    expect(clock.pending).toBe(1);
  });
});

describe('staying connected', () => {
  test('a heartbeat every 25 seconds, as Zoom writes it', async () => {
    const guest = await connected();
    expect(await guest.frames.next()).toBe(HEARTBEAT);
    for (let beat = 0; beat < 10; beat++) {
      guest.send(DEAF);
      // Its arrival is known by what comes after it.
      guest.send(messageFrame({ event: 'phone.beat', beat }));
      await told.find(([name]) => name === 'event');
      clock.pass(24_999);
      await guest.settled();
      expect(guest.frames.unread).toBe(0);
      clock.pass(1);
      expect(await guest.frames.next()).toBe(HEARTBEAT);
    }
    expect(states()).toEqual(['connecting', 'connected']);
  });

  test('silence for 60 seconds is the end of it', async () => {
    const guest = await connected();
    clock.pass(59_999);
    expect(states()).toEqual(['connecting', 'connected']);
    clock.pass(1);
    expect(await connection()).toEqual(OFFLINE('silent', 500));
    await guest.closed;
    clock.pass(500);
    expect((await zoom.guests.next()).path).toContain('token-2-');
  });

  test('any frame breaks the silence', async () => {
    const guest = await connected();
    for (let minute = 0; minute < 5; minute++) {
      clock.pass(59_000);
      guest.sendRaw('nothing that we know');
      await told.find(([name]) => name === 'badFrame');
    }
    expect(states()).toEqual(['connecting', 'connected']);
  });

  test.each([
    ['1000 Bye', (guest: Guest) => guest.close(1000, 'Bye')],
    ['1001', (guest: Guest) => guest.close(1001, '')],
    ['4000', (guest: Guest) => guest.close(4000, 'custom')],
  ])('closed by Zoom with %s, it comes back with a fresh token', async (_what, close) => {
    const guest = await connected();
    close(guest);
    expect(await connection()).toEqual(OFFLINE('closed', 500));
    clock.pass(499);
    expect(zoom.requests.all).toHaveLength(1);
    clock.pass(1);
    const next = await zoom.guests.next();
    expect(next.path).toContain('access_token=token-2-');
    next.send(WELCOME);
    await told.find((what) => what[0] === 'connection' && what[1].state === 'connected');
    expect(states()).toEqual(['connecting', 'connected', 'offline', 'connecting', 'connected']);
  });

  test('closes in a row are answered later and later; after a minute of connection all is forgotten', async () => {
    const waits: number[] = [];
    const closeNow = async (guest: Guest): Promise<void> => {
      guest.close(1001, '');
      const what = await told.find(([name, said]) => name === 'connection' && said.state === 'offline');
      if (what[0] !== 'connection' || what[1].state !== 'offline') throw new Error('not offline');
      const waitMs = what[1].retryAt - clock.now();
      waits.push(waitMs);
      clock.pass(waitMs);
    };
    let guest = await connected({ random: () => 0.999_999 });
    for (let n = 0; n < 8; n++) {
      await closeNow(guest);
      guest = await welcomed();
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    for (let half = 0; half < 2; half++) {
      clock.pass(30_000);
      guest.send(messageFrame({ event: 'x' }));
      await told.find(([name]) => name === 'event');
    }
    // Now a close is routine: nobody hears of it, and the first failure after it waits as if it were the second.
    const before = states().length;
    guest.close(1001, '');
    await until(() => states().length > before);
    expect(states().slice(before)).toEqual(['connecting']);
    clock.pass(500);
    guest = await welcomed();
    await closeNow(guest);
    expect(waits.at(-1)).toBe(2_000);
  });
});

describe('credentials', () => {
  test('that Zoom refuses end it: no further request, whatever time passes', async () => {
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
    clock.pass(86_400_000);
    expect(zoom.requests.all).toHaveLength(1);
  });

  test.each([
    [4705, 'grant'],
    [4717, 'app-disabled'],
    [4735, 'owner-gone'],
  ])('code %i is told as %s', async (errorCode, cause) => {
    zoom.respond = () => ({ status: 400, body: { errorCode, errorMessage: 'No' } });
    start();
    await connection();
    expect(await connection()).toMatchObject({ state: 'refused', cause });
    expect(clock.pending).toBe(0);
  });

  test('started again, it tries again', async () => {
    zoom.respond = () => ({ status: 401, body: {} });
    const again = start();
    await connection();
    expect(await connection()).toMatchObject({ state: 'refused' });
    zoom.respond = zoomAnswers();
    again.start(listener());
    await welcomed();
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
      'too many requests, wait no time',
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
    ['a fault', { status: 500, body: '<html>' }, { cause: 'zoom-trouble', detail: 'HTTP 500' }, 500],
    ['a page instead of JSON', { body: '<html>' }, { cause: 'zoom-trouble', detail: 'HTTP 200' }, 500],
  ])('%s: asks again later', async (_what, answer, end, waitMs) => {
    zoom.respond = () => answer;
    start();
    await connection();
    expect(await connection()).toMatchObject({ state: 'offline', ...end, retryAt: clock.now() + waitMs });
    zoom.respond = zoomAnswers();
    clock.pass(waitMs);
    await welcomed();
  });

  test('nobody there: told as network, and tried again', async () => {
    const { port } = zoom;
    await zoom.close();
    start();
    await connection();
    expect(await connection()).toEqual(OFFLINE('network', 500));
    expect(clock.pending).toBe(1);
    zoom = await startLoopbackServer(zoomAnswers());
    expect(port).toBeGreaterThan(0);
  });
});

describe('the agent', () => {
  test('by e-mail is looked up once, before the socket', async () => {
    const guest = await connected({ agent: AGENT_EMAIL });
    const me = {
      userId: 'DnEopNmXQEGU2uvvzjgojw',
      extensionId: 'CcrEGgmeQem1uyJsuIRKwA',
      extensionNumber: '1002',
      numbers: ['+12058945456'],
    };
    expect(told.all.filter(([name]) => name === 'agent')).toEqual([['agent', me]]);
    expect(paths()).toEqual([
      '/oauth/token',
      `/v2/users/${encodeURIComponent(AGENT_EMAIL)}`,
      '/v2/phone/users/DnEopNmXQEGU2uvvzjgojw',
    ]);
    guest.close(1000, 'Bye');
    await connection();
    clock.pass(500);
    await welcomed();
    expect(paths().slice(3)).toEqual(['/oauth/token']);
  });

  test('by extension needs no request', async () => {
    await connected({ agent: '1002' });
    expect(told.all.filter(([name]) => name === 'agent')).toEqual([
      ['agent', { userId: null, extensionId: null, extensionNumber: '1002', numbers: [] }],
    ]);
    expect(paths()).toEqual(['/oauth/token']);
  });

  test('that Zoom does not know needs a person', async () => {
    start({ agent: 'nobody@example.com' });
    await connection();
    expect(await connection()).toEqual({
      state: 'refused',
      cause: 'agent-not-found',
      detail: 'nobody@example.com',
    });
    expect(clock.pending).toBe(0);
    expect(zoom.guests.all).toEqual([]);
  });

  test('a token that was revoked meanwhile is replaced once, before anything is reported', async () => {
    const usual = zoomAnswers();
    zoom.respond = (request) =>
      request.headers.authorization?.startsWith('Bearer token-1-') === true
        ? { status: 401, body: { code: 124, message: 'Invalid access token.' } }
        : usual(request);
    const guest = await connected({ agent: AGENT_EMAIL });
    expect(guest.path).toContain('access_token=token-2-');
    expect(states()).toEqual(['connecting', 'connected']);
  });

  test('401 with a fresh token too is a fault of Zoom, which passes', async () => {
    const usual = zoomAnswers();
    zoom.respond = (request) =>
      request.path.startsWith('/v2/') ? { status: 401, body: {} } : usual(request);
    start({ agent: AGENT_EMAIL });
    await connection();
    expect(await connection()).toEqual(OFFLINE('zoom-trouble', 500, 'HTTP 401'));
  });

  test.each([
    // A page of something on the way: Zoom's own refusals are JSON.
    [403, { state: 'offline', cause: 'zoom-trouble', detail: 'HTTP 403' }],
    [500, { state: 'offline', cause: 'zoom-trouble', detail: 'HTTP 500' }],
  ])('HTTP %i while looking it up', async (status, end) => {
    const usual = zoomAnswers();
    zoom.respond = (request) => (request.path.startsWith('/v2/') ? { status } : usual(request));
    start({ agent: AGENT_EMAIL });
    await connection();
    expect(await connection()).toMatchObject(end);
  });
});

describe('frames', () => {
  test('an event as text and as an object', async () => {
    const guest = await connected();
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect(await told.next()).toEqual(['event', PUBLISHED_RINGING]);
    guest.send({ module: 'message', content: PUBLISHED_RINGING });
    expect(await told.next()).toEqual(['event', PUBLISHED_RINGING]);
    guest.sendRaw(Buffer.from(JSON.stringify(messageFrame(PUBLISHED_RINGING))));
    expect(await told.next()).toEqual(['event', PUBLISHED_RINGING]);
  });

  test('what Zoom adds one day is passed over', async () => {
    const guest = await connected();
    guest.send(DEAF);
    guest.send({ module: 'heartbeat' });
    guest.send({ module: 'metrics', success: false, content: { a: 1 } });
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect(await told.next()).toEqual(['event', PUBLISHED_RINGING]);
  });

  const BAD: readonly (readonly [string, string | Buffer, 'invalid-frame' | 'frame-too-large'])[] = [
    ['not JSON', 'hello', 'invalid-frame'],
    ['nothing', '', 'invalid-frame'],
    ['JSON but no object', '[1,2]', 'invalid-frame'],
    ['null', 'null', 'invalid-frame'],
    ['no module', '{"content":"{}"}', 'invalid-frame'],
    ['a module that is no text', '{"module":{}}', 'invalid-frame'],
    ['a message without content', '{"module":"message"}', 'invalid-frame'],
    ['content that is not JSON', '{"module":"message","content":"{broken"}', 'invalid-frame'],
    ['half a frame', JSON.stringify(messageFrame(PUBLISHED_RINGING)).slice(0, 200), 'invalid-frame'],
    ['bytes', Buffer.from([0, 255, 254, 1, 2, 3]), 'invalid-frame'],
    ['deep nesting', `{"module":"message","content":${'['.repeat(100_000)}`, 'invalid-frame'],
    ['300 KB', JSON.stringify(messageFrame({ event: 'x'.repeat(300 * 1_024) })), 'frame-too-large'],
    ['10 MB', 'x'.repeat(10 * 1_024 * 1_024), 'frame-too-large'],
    ['10 MB of bytes', Buffer.alloc(10 * 1_024 * 1_024), 'frame-too-large'],
  ];

  test.each(BAD)(
    '%s: told once, and the next event comes as if nothing had been',
    async (_what, frame, code) => {
      const guest = await connected();
      guest.sendRaw(frame);
      guest.send(messageFrame(PUBLISHED_RINGING));
      expect(await told.next()).toEqual(['badFrame', code, Buffer.byteLength(frame)]);
      expect(await told.next()).toEqual(['event', PUBLISHED_RINGING]);
      expect(states()).toEqual(['connecting', 'connected']);
      expect(zoom.live).toBe(1);
    },
  );

  test('before the welcome, too', async () => {
    start();
    const guest = await zoom.guests.next();
    for (const [, frame] of BAD) guest.sendRaw(frame);
    guest.send(WELCOME);
    await told.find((what) => what[0] === 'connection' && what[1].state === 'connected');
    expect(told.all.filter(([name]) => name === 'badFrame')).toHaveLength(BAD.length);
  });

  test('deep nesting that is JSON is an event like any other', async () => {
    const guest = await connected();
    guest.sendRaw(`{"module":"message","content":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
    guest.send(messageFrame(PUBLISHED_RINGING));
    expect((await told.next())[0]).toBe('event');
    expect(await told.next()).toEqual(['event', PUBLISHED_RINGING]);
  });
});

describe('stop', () => {
  /** Nothing waits, nobody is connected, and nothing more is told. */
  async function nothingIsLeft(at: number): Promise<void> {
    expect(clock.pending).toBe(0);
    clock.pass(86_400_000);
    const last = zoom.requests.all.length;
    await startLoopbackServer(() => ({})).then((barrier) => barrier.close());
    expect(zoom.requests.all).toHaveLength(last);
    expect(told.all).toHaveLength(at);
  }

  test('while connected', async () => {
    const guest = await connected();
    source?.stop();
    const at = told.all.length;
    await guest.closed;
    await nothingIsLeft(at);
  });

  test('while it waits for a token', async () => {
    zoom.respond = () => null;
    start();
    await zoom.requests.next();
    source?.stop();
    await zoom.abandoned;
    await nothingIsLeft(1);
  });

  test('while it waits for the welcome', async () => {
    start();
    const guest = await zoom.guests.next();
    source?.stop();
    const at = told.all.length;
    await guest.closed;
    await nothingIsLeft(at);
  });

  test('while it waits for the next try', async () => {
    zoom.respond = () => ({ status: 500 });
    start();
    await connection();
    await connection();
    expect(clock.pending).toBe(1);
    source?.stop();
    await nothingIsLeft(2);
  });

  /** From within what is being told, as a service does that had enough. */
  test.each<[string, (what: SourceTold) => boolean]>([
    ['connecting', (what) => what[0] === 'connection' && what[1].state === 'connecting'],
    ['clockSkew', (what) => what[0] === 'clockSkew'],
    ['agent', (what) => what[0] === 'agent'],
    ['connected', (what) => what[0] === 'connection' && what[1].state === 'connected'],
    ['offline', (what) => what[0] === 'connection' && what[1].state === 'offline'],
    ['badFrame', (what) => what[0] === 'badFrame'],
    ['event', (what) => what[0] === 'event'],
  ])('at the moment of "%s"', async (_what, isMoment) => {
    let reached: () => void = () => undefined;
    const moment = new Promise<void>((resolve) => {
      reached = resolve;
    });
    start({
      hear: (what) => {
        if (!isMoment(what)) return;
        source?.stop();
        reached();
      },
    });
    void zoom.guests.next().then((guest) => {
      guest.send(WELCOME);
      guest.sendRaw('bad');
      guest.send(messageFrame(PUBLISHED_RINGING));
      guest.close(1000, 'Bye');
    });
    await moment;
    const at = told.all.length;
    await Promise.all(zoom.guests.all.map(({ closed }) => closed));
    await nothingIsLeft(at);
    expect(zoom.live).toBe(0);
  });

  test('twice, or without a start, is no mistake', () => {
    const idle = new ZoomWebSocketSource(accountAt(zoom.port), { transport: straightTransport(), clock });
    idle.stop();
    idle.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('who the agent was', () => {
  const KNOWN = { userId: 'u', extensionId: null, extensionNumber: '7', numbers: [] };
  const startWith = (memory: AgentMemory): void => {
    source = new ZoomWebSocketSource(accountAt(zoom.port, AGENT_EMAIL), {
      transport: straightTransport(),
      clock,
      random: () => 0,
      memory,
    });
    source.start(listener());
  };
  const answering = (status: number) => {
    const usual = zoomAnswers();
    zoom.respond = (request) =>
      request.path.startsWith('/v2/') ? { status, body: { code: 1, message: 'No' } } : usual(request);
  };

  test.each([401, 429, 500])('is remembered, for when Zoom answers %i', async (status) => {
    answering(status);
    startWith({ recall: (setting) => (setting === AGENT_EMAIL ? KNOWN : null), keep: () => undefined });
    expect(await told.find(([name]) => name === 'agent')).toEqual(['agent', KNOWN]);
    await welcomed();
  });

  test('is forgotten when Zoom knows nobody of this name', async () => {
    answering(404);
    startWith({ recall: () => KNOWN, keep: () => undefined });
    await told.find((what) => what[0] === 'connection' && what[1].state === 'refused');
    expect(told.all.map(([name]) => name)).not.toContain('agent');
  });

  test('is kept once it is known', async () => {
    const kept: unknown[] = [];
    startWith({ recall: () => null, keep: (setting, agent) => kept.push([setting, agent.extensionNumber]) });
    await welcomed();
    expect(kept).toEqual([[AGENT_EMAIL, '1002']]);
  });
});

describe('vitals', () => {
  const vitals = (): unknown => source?.vitals();
  /** A frame of Zoom's, and everything before it, was heard. */
  const heard = async (guest: Guest, ...frames: readonly unknown[]): Promise<void> => {
    for (const frame of frames) guest.send(frame);
    guest.send(messageFrame({ event: 'x' }));
    await told.find(([name]) => name === 'event');
  };
  /** Closes it, and waits out the pause until the next one. */
  const reconnected = async (guest: Guest): Promise<Guest> => {
    guest.close(1001, '');
    await until(() => clock.pending === 1);
    clock.pass(1_000);
    return await welcomed();
  };

  test('before the welcome there are none', async () => {
    start();
    await zoom.guests.next();
    expect(vitals()).toEqual({
      lastFrameAt: null,
      lastHeartbeatAt: null,
      connectsToday: 0,
      connectedSince: null,
    });
  });

  test('tell since when, and when Zoom was last heard', async () => {
    const welcomedAt = clock.now();
    const guest = await connected();
    const fresh = { lastFrameAt: welcomedAt, lastHeartbeatAt: null, connectsToday: 1 };
    expect(vitals()).toEqual({ ...fresh, connectedSince: welcomedAt });
    clock.pass(2_000);
    await heard(guest, DEAF);
    const beatAt = clock.now();
    expect(vitals()).toMatchObject({ lastFrameAt: beatAt, lastHeartbeatAt: beatAt });
    clock.pass(3_000);
    // An answer to nothing is none, and what cannot be read is heard all the same.
    guest.send(DEAF);
    guest.sendRaw('{');
    await told.find(([name]) => name === 'badFrame');
    expect(vitals()).toEqual({
      lastFrameAt: beatAt + 3_000,
      lastHeartbeatAt: beatAt,
      connectsToday: 1,
      connectedSince: welcomedAt,
    });
  });

  test('over a break: nobody is connected, and what was heard before is remembered', async () => {
    const guest = await connected();
    await heard(guest, DEAF);
    const heardAt = clock.now();
    guest.close(1001, '');
    await told.find((what) => what[0] === 'connection' && what[1].state === 'offline');
    const before = { lastFrameAt: heardAt, lastHeartbeatAt: heardAt, connectedSince: null };
    expect(vitals()).toEqual({ ...before, connectsToday: 1 });
    clock.pass(500);
    await welcomed();
    expect(vitals()).toEqual({
      lastFrameAt: heardAt + 500,
      lastHeartbeatAt: heardAt,
      connectsToday: 2,
      connectedSince: heardAt + 500,
    });
    source?.stop();
    expect(vitals()).toMatchObject({ connectedSince: null });
  });

  test('a second welcome and a refusal are no connection made', async () => {
    const guest = await connected();
    await heard(guest, WELCOME);
    guest.send({ module: 'build_connection', success: false, content: 'Invalid Token' });
    await until(() => clock.due);
    expect(vitals()).toMatchObject({ connectsToday: 1, connectedSince: null });
  });

  test('connections are counted from midnight on, by the clock on the wall', async () => {
    const midnight = new Date(clock.now()).setHours(24, 0, 0, 0);
    clock = new FakeClock(midnight - 10_000);
    const guest = await reconnected(await connected());
    expect(vitals()).toMatchObject({ connectsToday: 2 });
    clock.pass(midnight - 1 - clock.now());
    expect(vitals()).toMatchObject({ connectsToday: 2 });
    clock.pass(1);
    expect(vitals()).toMatchObject({ connectsToday: 0 });
    await reconnected(guest);
    expect(vitals()).toMatchObject({ connectsToday: 1 });
  });
});

describe('how long to wait', () => {
  test('between half a second and half a minute, the first time at most a second', () => {
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

  test('longer from try to try, and spread over the whole time', () => {
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
