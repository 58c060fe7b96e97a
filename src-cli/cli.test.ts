import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  AGENT_EMAIL,
  CREDENTIALS,
  messageFrame,
  phoneEvent,
  PUBLISHED_RINGING,
  startLoopbackServer,
  HANDSHAKE,
  createZoomResponder,
  toZoomTime,
  type LoopbackClient,
  type LoopbackServer,
} from '../src-core/test-support/fakes.ts';
import { ISO, CliProcess, toAmpleSeconds, type JsonLine } from '../src-core/test-support/terminal.ts';
import type { MessageKey } from '../src-core/i18n/index.ts';
import { inEnglish, inJapanese } from '../src-core/test-support/messages.ts';

const SECRETS = [
  CREDENTIALS.clientSecret,
  CREDENTIALS.accountId,
  CREDENTIALS.clientId,
  'eyJzdiI6',
  'access_token',
  Buffer.from(`${CREDENTIALS.clientId}:${CREDENTIALS.clientSecret}`).toString('base64'),
];

let home: string;
let zoom: LoopbackServer;
let running: CliProcess[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-cli-'));
  zoom = await startLoopbackServer(createZoomResponder());
  running = [];
});
afterEach(async () => {
  for (const terminal of running) terminal.kill();
  await zoom.close();
  rmSync(home, { recursive: true, force: true });
});

/** Returns the exit code, after checking that no secret was printed. */
async function end(terminal: CliProcess): Promise<number | null> {
  const code = await terminal.end();
  const output = [...terminal.lines.all, terminal.errors].join('\n');
  for (const secret of SECRETS) expect(output).not.toContain(secret);
  return code;
}

const account = (): Record<string, string> => ({
  ZOOM_ACCOUNT_ID: CREDENTIALS.accountId,
  ZOOM_CLIENT_ID: CREDENTIALS.clientId,
  ZOOM_CLIENT_SECRET: CREDENTIALS.clientSecret,
  ZOOM_SUBSCRIPTION_ID: `wss://ws.zoom.us/ws?subscriptionId=${CREDENTIALS.subscriptionId}`,
  ZOOM_OAUTH_URL: `http://127.0.0.1:${zoom.port}/oauth/token`,
  ZOOM_WS_URL: `ws://127.0.0.1:${zoom.port}/ws`,
  ZOOM_API_URL: `http://127.0.0.1:${zoom.port}/v2`,
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess {
  const terminal = new CliProcess(args, { home, env });
  running.push(terminal);
  return terminal;
}

/** Starts the terminal against the server and accepts its connection. */
async function connected(
  args: readonly string[] = ['websocket', '--json'],
  env: Record<string, string> = {},
): Promise<{ terminal: CliProcess; guest: LoopbackClient }> {
  const terminal = run(args, { ...account(), ...env });
  const guest = await zoom.clients.next();
  guest.send(HANDSHAKE);
  return { terminal, guest };
}

const isCall = (state: string) => (line: JsonLine) => line['type'] === 'call' && line['state'] === state;
const is = (type: string) => (line: JsonLine) => line['type'] === type;
const A_TEXT: unknown = expect.any(String);
const A_NUMBER: unknown = expect.any(Number);

describe('websocket --json, against a plain http and ws server', () => {
  test('prints exactly the documented lines', async () => {
    const contacts = join(home, 'contacts.csv');
    writeFileSync(
      contacts,
      'Name,Company,Phone,URL\nMary Major,Example Corp,+1 209-259-2844,https://crm.example.com/contacts/7\n',
    );
    const { terminal, guest } = await connected(['websocket', '--json'], {
      ZOOM_AGENT: AGENT_EMAIL,
      CHAKUSHIN_CONTACTS: contacts,
    });
    await terminal.next((line) => line['state'] === 'connected');
    expect(await guest.frames.next()).toBe('{"module":"heartbeat"}');
    guest.send({ module: 'heartbeat', success: true, content: 'live', header: {} });

    guest.sendRaw('not json at all');
    const rang = Date.now();
    const example = {
      ...PUBLISHED_RINGING,
      event_ts: rang,
      payload: {
        ...PUBLISHED_RINGING.payload,
        object: { ...PUBLISHED_RINGING.payload.object, ringing_start_time: toZoomTime(rang) },
      },
    };
    guest.send(messageFrame(example));
    await terminal.next(is('match'));
    guest.sendRaw('x'.repeat(10 * 1_024 * 1_024));
    guest.send(messageFrame({ event: 'phone.callee_answered', event_ts: rang, payload: { object: {} } }));
    guest.send(
      messageFrame(phoneEvent('callee_answered', rang + 1, { answer_start_time: toZoomTime(rang) })),
    );
    await terminal.next(isCall('answered'));
    guest.sendRaw(Buffer.from([0, 255, 1]));
    const cut = { module: 'message', content: '{"event":' };
    guest.send(cut);
    guest.send(
      messageFrame({
        event: 'phone.callee_ended',
        event_ts: rang + 2,
        payload: { object: { call_id: '6998252113337041462' } },
      }),
    );
    await terminal.next(isCall('ended'));
    terminal.signal('SIGINT');
    expect(await end(terminal)).toBe(0);
    expect(terminal.errors).toBe('');

    const connection = (state: string, message: string) => ({
      type: 'connection',
      at: ISO,
      state,
      code: null,
      message,
      retryInMs: null,
    });
    const notice = (code: string, message: string) => ({
      type: 'notice',
      at: ISO,
      level: 'warn',
      code,
      message,
    });
    const unreadable = (bytes: number) =>
      notice('invalid-frame', inEnglish('notice.invalid-frame', { bytes: bytes }));
    const call = (state: string) => ({
      type: 'call',
      at: ISO,
      callId: '6998252113337041462',
      state,
      caller: {
        number: '+12092592844',
        display: '+1 209-259-2844',
        name: null,
        extension: null,
        connectionType: 'voip',
        internal: false,
        withheld: false,
      },
      callee: { userId: 'DnEopNmXQEGU2uvvzjgojw', name: null, extension: '1002', number: '+12058945456' },
      via: null,
      ringingSince: new Date(Date.parse(toZoomTime(rang))).toISOString(),
      source: 'websocket',
    });
    expect(terminal.json).toEqual([
      connection('connecting', inEnglish('connection.connecting')),
      connection('connected', inEnglish('connection.connected')),
      unreadable(15),
      call('ringing'),
      {
        type: 'match',
        at: ISO,
        callId: '6998252113337041462',
        status: 'found',
        matches: [
          {
            connector: 'contacts',
            id: A_TEXT,
            name: 'Mary Major',
            company: 'Example Corp',
            grade: 'exact',
            reason: inEnglish('grade.exact', { field: 'Phone' }),
            url: 'https://crm.example.com/contacts/7',
          },
        ],
        elapsedMs: A_NUMBER,
      },
      notice('frame-too-large', inEnglish('notice.frame-too-large', { bytes: '10485760' })),
      notice('invalid-event', inEnglish('notice.invalid-event', { why: inEnglish('why.no-call-id') })),
      call('answered'),
      unreadable(3),
      unreadable(Buffer.byteLength(JSON.stringify(cut))),
      call('ended'),
    ]);
    await guest.closed;
    expect(zoom.clientCount).toBe(0);
  });

  test('reconnects and reports it after Zoom closes the connection', async () => {
    const { terminal, guest } = await connected();
    await terminal.next((line) => line['state'] === 'connected');
    guest.close(1000, 'Bye');
    const offline = await terminal.next((line) => line['state'] === 'offline');
    expect(offline['code']).toBe('closed');
    const sentence = inEnglish('cause.closed');
    expect([1, 2].map((seconds) => inEnglish('connection.retry', { sentence, seconds }))).toContain(
      offline['message'],
    );
    expect(offline['retryInMs']).toBeGreaterThan(0);
    const second = await zoom.clients.next();
    expect(second.path).toContain('token-2-');
    second.send(HANDSHAKE);
    await terminal.next((line) => line['state'] === 'connected');
    terminal.signal('SIGTERM');
    expect(await end(terminal)).toBe(0);
  });
});

describe('websocket, other output forms and options', () => {
  test('without --json prints readable lines, in Japanese under a Japanese locale', async () => {
    const { terminal, guest } = await connected(['websocket'], { LANG: 'ja_JP.UTF-8' });
    await terminal.lines.find((text) => text.endsWith(inJapanese('connection.everyone')));
    guest.send(
      messageFrame(
        phoneEvent('callee_ringing', Date.now(), {
          caller: { phone_number: '+819012345678', connection_type: 'pstn_off_net' },
        }),
      ),
    );
    const line = await terminal.lines.find((text) => text.includes(inJapanese('state.ringing')));
    const [time, ...cells] = line.split(/ {2,}/u);
    expect(time).toMatch(/^\d\d:\d\d:\d\d$/u);
    expect(cells).toEqual([inJapanese('state.ringing'), '090-1234-5678', 'pstn_off_net']);
    terminal.signal('SIGTERM');
    expect(await end(terminal)).toBe(0);
  });

  test('--demo --json: connection, call and match lines', async () => {
    const terminal = run(['websocket', '--demo', '--json']);
    await terminal.next(is('match'));
    terminal.signal('SIGTERM');
    expect(await end(terminal)).toBe(0);
    expect(terminal.errors).toBe('');
    const lines = terminal.json;
    expect(lines.slice(0, 2)).toMatchObject([
      { type: 'connection', state: 'connecting' },
      { type: 'connection', state: 'connected' },
    ]);
    const first = lines.find(is('call'));
    expect(first).toMatchObject({
      state: 'ringing',
      caller: { number: '+819012345678', display: '090-1234-5678', internal: false, withheld: false },
      source: 'websocket',
    });
    const match = lines.find(is('match'));
    expect(match).toMatchObject({
      callId: first?.['callId'],
      status: 'found',
      matches: [{ connector: 'contacts', grade: 'exact' }],
    });
    expect(lines.filter(is('notice'))).toEqual([]);
  });

  test('options may precede the command', async () => {
    const { terminal } = await connected(['--json', 'websocket']);
    await terminal.next((line) => line['state'] === 'connected');
    terminal.signal('SIGTERM');
    expect(await end(terminal)).toBe(0);
    expect(terminal.json.map((line) => line['state'])).toEqual(['connecting', 'connected']);
  });

  test('--demo exits cleanly and leaves no folder if stopped before the client connects', async () => {
    const terminal = run(['websocket', '--demo', '--json'], { TMPDIR: home });
    await terminal.lines.next();
    terminal.signal('SIGTERM');
    expect(await end(terminal)).toBe(0);
    expect(terminal.errors).toBe('');
    expect(readdirSync(home).filter((name) => name.startsWith('chakushin-demo-'))).toEqual([]);
  });

  test('--for ends a connection too, also before the command', async () => {
    const startedAt = performance.now();
    const first = await connected();
    await first.terminal.next((line) => line['state'] === 'connected');
    const seconds = toAmpleSeconds(startedAt);
    first.terminal.signal('SIGTERM');
    await end(first.terminal);
    const { terminal, guest } = await connected(['--json', '--for', seconds, 'websocket']);
    expect(await end(terminal)).toBe(0);
    await guest.closed;
    expect(terminal.json.map((line) => line['state'])).toEqual(['connecting', 'connected']);
  });

  test.each([
    ['SIGINT', { status: 503 }],
    ['SIGTERM', null],
  ] as const)('%s ends the command while it is not connected', async (signal, answer) => {
    zoom.respond = () => answer;
    const terminal = run(['websocket', '--json'], account());
    await zoom.requests.next();
    await terminal.next((line) => line['state'] === (answer === null ? 'connecting' : 'offline'));
    terminal.signal(signal);
    expect(await end(terminal)).toBe(0);
  });
});

describe('exit code 2: invalid usage', () => {
  test.each([
    [[], ['command']],
    [['listen'], ['"listen"']],
    // This command is planned but does not exist yet.
    [['hub'], ['"hub"']],
    [
      ['websockt', '--json'],
      ['"websockt"', '"websocket"'],
    ],
    [
      ['Lookup', '110'],
      ['"Lookup 110"', '"lookup"'],
    ],
    [['websocket', 'now'], ["too many arguments for 'websocket'"]],
    [
      ['websocket', '--jsn'],
      ["unknown option '--jsn'", '"--json"'],
    ],
    [
      ['simulate', '--lst'],
      ["unknown option '--lst'", '"--list"'],
    ],
    [['websocket', '--port', '1'], ["unknown option '--port'"]],
    [['lookup'], ["missing required argument 'number'"]],
    [['simulate', 'known', 'missed'], ["too many arguments for 'simulate'"]],
    [
      ['simulate', '--port', '65536'],
      ['--port', "'65536' is invalid"],
    ],
    [
      ['simulate', '--port', '80a'],
      ['--port', "'80a' is invalid"],
    ],
    [
      ['websocket', '--for', 'ever'],
      ['--for', "'ever' is invalid"],
    ],
    [['websocket', '--for', '-1'], ['--for']],
    [
      ['websocket', '--for', '0'],
      ['--for', "'0' is invalid"],
    ],
    [
      ['websocket', '--for', 'Infinity'],
      ['--for', "'Infinity' is invalid"],
    ],
    [['websocket', '--json=yes'], ['--json']],
  ])('%j', async (args, words) => {
    const terminal = run(args, account());
    expect(await end(terminal)).toBe(2);
    for (const word of words) expect(terminal.errors.split('\n')[0]).toContain(word);
    expect(terminal.errors).toMatch(/^Usage: npm run -s cli -- (?:websocket|lookup|simulate)/mu);
    expect(terminal.lines.all).toEqual([]);
    expect(zoom.requests.all).toEqual([]);
  });

  test('--help exits with 0 and prints the usage', async () => {
    const terminal = run(['--help']);
    expect(await end(terminal)).toBe(0);
    expect(terminal.lines.all[0]).toMatch(/^Usage:/u);
    expect(terminal.errors).toBe('');
  });

  test.each(['websocket', 'doctor', 'lookup', 'simulate'])('%s --help has an example', async (command) => {
    const terminal = run([command, '--help'], account());
    expect(await end(terminal)).toBe(0);
    const text = terminal.lines.all.join('\n');
    expect(text).toMatch(new RegExp(`^Usage: npm run -s cli -- ${command}`, 'u'));
    expect(text).toContain(`Example: npm run -s cli -- ${command}`);
    for (const option of ['--json', '--demo', '--for', '--help']) expect(text).toContain(option);
    expect(terminal.errors).toBe('');
    expect(zoom.requests.all).toEqual([]);
  });
});

describe('exit code 3: the configuration needs correction', () => {
  const toSetting = (key: MessageKey, name: string): string =>
    inEnglish('setting.named', { label: inEnglish(key), name });

  test.each<[string, Record<string, string>, string]>([
    [
      'nothing is configured',
      { ZOOM_ACCOUNT_ID: '', ZOOM_CLIENT_ID: '', ZOOM_CLIENT_SECRET: '', ZOOM_SUBSCRIPTION_ID: '' },
      inEnglish('connection.unconfigured'),
    ],
    [
      'one variable is missing',
      { ZOOM_CLIENT_ID: '' },
      inEnglish('notice.setting-missing', { name: toSetting('setting.zoom.clientId', 'ZOOM_CLIENT_ID') }),
    ],
    [
      'the client secret is in no variable and the keychain is unavailable',
      { ZOOM_CLIENT_SECRET: '', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
      inEnglish('notice.secret-unreadable', {
        name: toSetting('setting.zoom.clientSecret', 'ZOOM_CLIENT_SECRET'),
      }),
    ],
    [
      'one value is invalid',
      { ZOOM_SUBSCRIPTION_ID: 'two words' },
      inEnglish('notice.setting-unusable', {
        name: toSetting('setting.zoom.subscriptionId', 'ZOOM_SUBSCRIPTION_ID'),
      }),
    ],
    [
      'one address is not encrypted',
      { ZOOM_WS_URL: 'ws://ws.zoom.us/ws' },
      inEnglish('notice.setting-not-https', { name: 'ZOOM_WS_URL' }),
    ],
    [
      'the language is not supported',
      { CHAKUSHIN_LANG: 'fr' },
      inEnglish('notice.setting-unusable', { name: toSetting('setting.language', 'CHAKUSHIN_LANG') }),
    ],
  ])('%s', async (_what, env, message) => {
    const terminal = run(['websocket', '--json'], { ...account(), ...env });
    expect(await end(terminal)).toBe(3);
    expect(terminal.errors).toBe(message);
    expect(terminal.lines.all).toEqual([]);
    expect(zoom.requests.all).toEqual([]);
  });

  test('exits with 3 if settings.json is damaged', async () => {
    writeFileSync(join(home, 'settings.json'), '{"language":');
    const terminal = run(['websocket', '--json'], account());
    expect(await end(terminal)).toBe(3);
    expect(terminal.errors).toContain(
      inEnglish('notice.settings-file-unusable', { name: join(home, 'settings.json') }),
    );
  });

  test('refused credentials: makes one request and prints one line that names the setting', async () => {
    zoom.respond = () => ({
      status: 401,
      body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    });
    const terminal = run(['websocket', '--json'], account());
    expect(await end(terminal)).toBe(3);
    expect(zoom.requests.all).toHaveLength(1);
    expect(terminal.json.at(-1)).toEqual({
      type: 'connection',
      at: ISO,
      state: 'refused',
      code: 'credentials',
      message: inEnglish('connection.refused', {
        sentence: inEnglish('refused.credentials', {
          detail: 'HTTP 401, Invalid client_id or client_secret, invalid_client',
        }),
      }),
      retryInMs: null,
    });
  });

  test('exits with 3 if Zoom does not know the agent', async () => {
    const terminal = run(['websocket', '--json'], { ...account(), ZOOM_AGENT: 'nobody@example.com' });
    expect(await end(terminal)).toBe(3);
    const last = terminal.json.at(-1);
    expect(last).toMatchObject({ state: 'refused', code: 'agent-not-found' });
    expect(last?.['message']).toContain('nobody@example.com');
    expect(zoom.clients.all).toEqual([]);
  });
});

test('reports a closed port as a network error and leaves no process', async () => {
  const { port } = zoom;
  await zoom.close();
  const terminal = run(['websocket', '--json'], account());
  expect(await terminal.next((line) => line['state'] === 'offline')).toMatchObject({ code: 'network' });
  terminal.signal('SIGTERM');
  expect(await end(terminal)).toBe(0);
  const probe = connect(port, '127.0.0.1');
  const errors: readonly unknown[] = await once(probe, 'error');
  expect(String(errors[0])).toContain('ECONNREFUSED');
  zoom = await startLoopbackServer(createZoomResponder());
});
