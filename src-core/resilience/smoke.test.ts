import { readFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { frameView } from '../../src-main/main-window/frame-view.ts';
import { popupView } from '../../src-main/popup/card-view.ts';
import {
  FakeClock,
  messageFrame,
  phoneEvent,
  startLoopbackServer,
  flushPromises,
  HANDSHAKE,
  toZoomTime,
  type StubResponse,
  type LoopbackClient,
  type LoopbackServer,
  type Request,
} from '../test-support/fakes.ts';
import { CallHistory } from '../history/call-history.ts';
import { LANGUAGES, getTranslate } from '../i18n/index.ts';
import { toJsonLine } from '../output/json-line.ts';
import { toLogLine } from '../output/log-line.ts';
import { CallService } from '../service/call-service.ts';
import type { AppState, Output } from '../service/app-state.ts';
import { SettingsSchema } from '../settings/schema.ts';
import type { ZoomAccount } from '../settings/load-settings.ts';
import { ZoomWebSocketSource } from '../zoom/websocket-source.ts';
import { createNodeTransport, type Route } from '../network/node-transport.ts';
import { createProxyRoute } from '../network/proxy-routes.ts';
import { ReadableOutput } from '../output/terminal-output.ts';

const SECRET = 'CanarySecret/9f3c+=&%';
const CLIENT = 'CanaryClientId77';
const ACCOUNT_ID = 'CanaryAccountId42';
const SUBSCRIPTION = 'CanarySubscription-55';
const TOKEN = 'eyJ.CanaryToken.31';
const PROXY_PASSWORD = 'CanaryProxyPassword';
const BASIC = Buffer.from(`${CLIENT}:${SECRET}`).toString('base64');
/** Must not appear anywhere, in any form. */
const SECRETS = [
  SECRET,
  encodeURIComponent(SECRET),
  CLIENT,
  ACCOUNT_ID,
  SUBSCRIPTION,
  TOKEN,
  BASIC,
  PROXY_PASSWORD,
];
/** May appear on the user's screen, but not in logs, error messages or stderr. */
const PERSONAL = ['9099887766', '90-9988-7766', '金糸雀', '花子', 'canary.agent'];

const NUMBER = '+819099887766';
const NAME = '金糸雀 花子';
const AGENT = 'canary.agent@example.com';
const USER = 'CanaryUser1';

let server: LoopbackServer;
let home: string;
const printed: string[] = [];
const rejected: unknown[] = [];
const onRejection = (reason: unknown): number => rejected.push(reason);

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-canary-'));
  server = await startLoopbackServer(() => ({}));
  printed.length = 0;
  rejected.length = 0;
  const capture = (chunk: unknown): boolean => printed.push(inspect(chunk)) > 0;
  vi.spyOn(process.stderr, 'write').mockImplementation(capture);
  vi.spyOn(process.stdout, 'write').mockImplementation(capture);
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation(capture);
  process.on('unhandledRejection', onRejection);
  process.on('warning', onRejection);
});

afterEach(async () => {
  vi.restoreAllMocks();
  process.off('unhandledRejection', onRejection);
  process.off('warning', onRejection);
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

/** Returns everything about a request, as careless servers and proxies echo it. */
function echo({ method, path, headers, body }: Request): string {
  return `${method} ${path} ${JSON.stringify(headers)} ${body} ${NUMBER} ${NAME}`;
}

const token: StubResponse = {
  body: { access_token: TOKEN, token_type: 'bearer', expires_in: 3600, scope: 'phone:read:call:admin' },
};
const user: StubResponse = { body: { id: USER } };
const phoneUser: StubResponse = { body: { extension_id: 'x', extension_number: 1002, phone_numbers: [] } };
const pastCall = (at: number): StubResponse => ({
  body: {
    call_logs: [
      {
        id: 'e1',
        call_id: '7000000000000000001',
        direction: 'inbound',
        connect_type: 'external',
        caller_name: NAME,
        caller_did_number: NUMBER,
        callee_ext_number: '1002',
        start_time: toZoomTime(at),
        end_time: toZoomTime(at + 20_000),
        result: 'no_answer',
      },
    ],
    next_page_token: '',
  },
});

/** Answers normally, except where `except` returns an answer. */
function respondNormally(except: (request: Request) => StubResponse | null | undefined, clock: FakeClock) {
  return (request: Request): StubResponse | null => {
    const override = except(request);
    if (override !== undefined) return override;
    if (request.path === '/oauth/token')
      return { ...token, headers: { date: new Date(clock.now()).toUTCString() } };
    if (request.path.startsWith('/v2/users/')) return user;
    if (request.path.includes('call_history')) return pastCall(clock.now() + 1_000);
    return phoneUser;
  };
}

interface Run {
  readonly outputs: Output[];
  readonly states: AppState[];
  readonly service: CallService;
  readonly history: CallHistory;
  readonly clock: FakeClock;
  /** runs everything until the condition holds */
  until(condition: () => boolean): Promise<void>;
}

function startRun(options: { readonly route?: Route; readonly account?: Partial<ZoomAccount> } = {}): Run {
  const clock = new FakeClock();
  const { port } = server;
  const account: ZoomAccount = {
    accountId: ACCOUNT_ID,
    clientId: CLIENT,
    clientSecret: SECRET,
    subscriptionId: SUBSCRIPTION,
    agent: AGENT,
    oauthUrl: `http://127.0.0.1:${port}/oauth/token`,
    wsUrl: `ws://127.0.0.1:${port}/ws`,
    apiUrl: `http://127.0.0.1:${port}/v2`,
    ...options.account,
  };
  const outputs: Output[] = [];
  const states: AppState[] = [];
  const history = new CallHistory({ path: join(home, 'history.sqlite'), clock, onError: () => undefined });
  const service = new CallService({
    settings: SettingsSchema.parse({}),
    sources: [
      new ZoomWebSocketSource(account, {
        transport: createNodeTransport(options.route ?? (() => Promise.resolve(undefined))),
        clock,
        random: () => 0,
      }),
    ],
    history,
    connectors: [],
    clock,
    events: {
      output: (output) => outputs.push(output),
      state: (state) => states.push(state),
      pop: () => undefined,
    },
  });
  service.start();
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      if (clock.hasDueTimer) clock.advance(0);
      await flushPromises();
    }
    clock.advance(0);
  };
  return { outputs, states, service, history, clock, until };
}

/** Ends the run and searches everything that it produced. */
async function expectNoLeaks(run: Run): Promise<void> {
  run.states.push(run.service.state);
  run.service.stop();
  run.history.close();
  await flushPromises();
  vi.restoreAllMocks();
  const { outputs, states } = run;
  expect(outputs.length).toBeGreaterThan(1);
  const contexts = LANGUAGES.map((language) => ({
    language,
    t: getTranslate(language),
    country: 'JP' as const,
    now: run.clock.now(),
  }));
  const log = outputs.map(toLogLine).join('\n');
  const nonCalls = outputs.filter(({ type }) => type === 'connection' || type === 'notice');
  const texts = contexts.flatMap((context) =>
    nonCalls.flatMap((output) => [
      JSON.stringify(toJsonLine(output, context)),
      new ReadableOutput(false).format(output, context),
    ]),
  );
  const errors = [...printed, inspect(rejected, { depth: Infinity, showHidden: true })].join('\n');
  const snapshot = inspect(states, { depth: Infinity, maxArrayLength: null, maxStringLength: null });
  const views = contexts.flatMap(({ language, ...context }) =>
    states.map((state) =>
      JSON.stringify([
        popupView(state, {
          ...context,
          language,
          copiedCallId: null,
          settings: SettingsSchema.parse({}),
          revealed: new Set(),
          isPrivate: false,
        }),
        frameView(state, 'history', { ...context, language }),
      ]),
    ),
  );
  const files = readdirSync(home).map((name) => readFileSync(join(home, name), 'latin1'));

  expect(rejected).toEqual([]);
  for (const secret of SECRETS)
    for (const text of [log, ...texts, errors, snapshot, ...views, ...files])
      expect(text).not.toContain(secret);
  for (const personal of PERSONAL) for (const text of [log, errors]) expect(text).not.toContain(personal);
}

const offlineOrRefused = (run: Run): boolean =>
  run.outputs.some(
    ({ type, ...output }) =>
      type === 'connection' &&
      'connection' in output &&
      (output.connection.state === 'offline' || output.connection.state === 'refused'),
  );

test.each<[string, (request: Request) => StubResponse | null]>([
  [
    '400 that echoes the request',
    (request) => ({ status: 400, body: { reason: echo(request), error: echo(request) } }),
  ],
  [
    '401 in the other error format',
    (request) => ({ status: 401, body: { errorCode: 4702, errorMessage: echo(request) } }),
  ],
  ['500 with an HTML page', (request) => ({ status: 500, body: `<html>${echo(request)}` })],
  ['200 with an HTML page', (request) => ({ body: `<html>${echo(request)}` })],
  [
    'a redirect',
    (request) => ({
      status: 302,
      headers: { location: `http://127.0.0.1:1/?${encodeURIComponent(echo(request))}` },
    }),
  ],
  ['429', (request) => ({ status: 429, headers: { 'retry-after': '7' }, body: { message: echo(request) } })],
  [
    'a body that breaks off',
    () => ({ headers: { 'content-length': '99', connection: 'close' }, body: TOKEN }),
  ],
  ['a body that is too large', () => ({ body: Buffer.alloc(6 * 1024 * 1024, TOKEN) })],
])('leaks no secrets if the token endpoint answers %s', async (_what, answer) => {
  server.respond = answer;
  const run = startRun();
  await run.until(() => offlineOrRefused(run));
  await expectNoLeaks(run);
});

test('leaks no secrets if all addresses are unreachable', async () => {
  const account = {
    oauthUrl: 'http://127.0.0.1:1/oauth/token',
    wsUrl: 'ws://127.0.0.1:1/ws',
    apiUrl: 'http://127.0.0.1:1/v2',
  };
  const run = startRun({ account });
  await run.until(() => offlineOrRefused(run));
  await expectNoLeaks(run);
});

test('leaks no proxy password if the proxy is unreachable', async () => {
  const route = createProxyRoute(() => Promise.resolve(`PROXY user:${PROXY_PASSWORD}@127.0.0.1:1`), null);
  const run = startRun({ route, account: { oauthUrl: 'https://zoom.invalid/oauth/token' } });
  await run.until(() => offlineOrRefused(run));
  await expectNoLeaks(run);
});

test('leaks no secrets if the server does not speak TLS', async () => {
  const run = startRun({ account: { oauthUrl: `https://127.0.0.1:${server.port}/oauth/token` } });
  await run.until(() => offlineOrRefused(run));
  await expectNoLeaks(run);
});

test.each([401, 302, 403, 503])('leaks no secrets if the WebSocket is refused with %i', async (status) => {
  const run = startRun();
  server.respond = respondNormally(() => undefined, run.clock);
  server.refuseUpgrade = status;
  await run.until(() => offlineOrRefused(run));
  await expectNoLeaks(run);
});

test('leaks no secrets if the WebSocket refusal echoes its address', async () => {
  const run = startRun();
  server.respond = respondNormally(() => undefined, run.clock);
  const guests: LoopbackClient[] = [];
  while (!offlineOrRefused(run)) {
    await run.until(() => server.clients.unread > 0 || offlineOrRefused(run));
    if (server.clients.unread === 0) break;
    const guest = await server.clients.next();
    guests.push(guest);
    const content = `Invalid Token ${guest.path} ${TOKEN} ${NAME}`;
    guest.send({ module: 'build_connection', success: false, content, header: {} });
  }
  expect(guests).toHaveLength(3);
  // Zoom's own words are shown so that the user can act, but a name in them must not reach a log.
  await expectNoLeaks(run);
});

test.each(
  ['/v2/users/', '/v2/phone/users/'].flatMap((path) =>
    [400, 401, 403, 404, 429, 500].map((status): [string, number] => [path, status]),
  ),
)('leaks no secrets if REST echoes the request, %s: %i', async (path, status) => {
  const run = startRun();
  const refuse = (request: Request): StubResponse => ({
    status,
    body: { code: 300, message: echo(request) },
  });
  server.respond = respondNormally(
    (request) => (request.path.startsWith(path) ? refuse(request) : undefined),
    run.clock,
  );
  await run.until(() => offlineOrRefused(run));
  await expectNoLeaks(run);
});

test.each([400, 401, 403, 404, 429, 500])(
  'leaks no secrets if the call history echoes the request: %i',
  async (status) => {
    const run = startRun();
    const isHistoryRequest = ({ path }: Request): boolean => path.includes('call_history');
    const refuse = (request: Request): StubResponse => ({
      status,
      body: { code: 300, message: echo(request) },
    });
    server.respond = respondNormally(
      (request) => (isHistoryRequest(request) ? refuse(request) : undefined),
      run.clock,
    );
    await run.until(() => server.clients.unread > 0);
    const guest = await server.clients.next();
    guest.send(HANDSHAKE);
    const isReported = (): boolean => run.outputs.some(({ type }) => type === 'notice');
    // Fails as often as it takes to report the failure. Heartbeats keep the connection alive meanwhile.
    while (!isReported()) {
      const requestsBefore = server.requests.all.filter(isHistoryRequest).length;
      await run.until(
        () =>
          isReported() ||
          run.clock.pending >= 3 ||
          server.requests.all.filter(isHistoryRequest).length > requestsBefore,
      );
      for (let n = 0; n < 20; n++) await flushPromises();
      guest.send({ module: 'heartbeat', success: true });
      await guest.settled();
      run.clock.advance(10_000);
    }
    await expectNoLeaks(run);
  },
);

test('leaks no secrets from frames, a live call and a past call that contain them', async () => {
  const run = startRun();
  server.respond = respondNormally(() => undefined, run.clock);
  await run.until(() => server.clients.unread > 0);
  const guest = await server.clients.next();
  guest.send(HANDSHAKE);
  guest.sendRaw(`{"module":"message","content":"${NUMBER} ${NAME} ${TOKEN}`);
  guest.send({ module: NAME, content: TOKEN });
  guest.send(messageFrame({ event: `phone.${NAME}`, payload: NUMBER }));
  guest.send(
    messageFrame({ event: 'phone.callee_ringing', event_ts: NUMBER, payload: { object: { caller: NAME } } }),
  );
  guest.send(
    messageFrame(
      phoneEvent('callee_ringing', run.clock.now(), {
        caller: { name: NAME, phone_number: NUMBER, extension_type: { [NAME]: NUMBER } },
        callee: {
          user_id: USER,
          name: NAME,
          extension_number: 1002,
          phone_number: NUMBER,
          device_id: [TOKEN],
        },
        forwarded_by: { name: NAME, extension_number: NUMBER },
      }),
    ),
  );
  await run.until(() => run.outputs.filter(({ type }) => type === 'call').length === 2);
  expect(run.outputs.map(({ type }) => type)).toContain('notice');
  guest.close(1011, `${NUMBER} ${TOKEN}`);
  await run.until(() => offlineOrRefused(run));
  // Names belong on the screen.
  expect(JSON.stringify(run.service.state)).toContain(NAME);
  await expectNoLeaks(run);
});
