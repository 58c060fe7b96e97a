import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Mailbox } from '../src-core/fakes.test-support.ts';
import { startSimulator, type Simulator } from '../src-simulator/server.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NAMES = [
  'settings',
  'keychain',
  'proxy-and-certificates',
  'token',
  'scopes',
  'agent',
  'websocket',
  'webhook',
  'call-history',
  'clock',
  'contacts',
  'connectors',
  'database',
  'notifications',
];
/** Without a session bus Linux has none that answers; the other systems have one. */
const KEYCHAIN_ANSWERS = process.platform !== 'linux';
/** Who and what must stand in no output. */
const NEVER_SAID = /canary|sato|misaki|佐藤|美咲|\+81|ws:\/\/|access_token/iu;
const ISO: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
const A_TEXT: unknown = expect.any(String);

type Line = Readonly<Record<string, unknown>>;

let home: string;
let zoom: Simulator;
let running: ChildProcess[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-doctor-cli-'));
  running = [];
  let tokens = 0;
  zoom = await startSimulator({
    accountId: 'canary-account',
    clientId: 'canary-client',
    clientSecret: 'canary-secret',
    subscriptionId: 'canary-subscription',
    newToken: () => `canary-token-${(tokens += 1)}`,
  });
});
afterEach(async () => {
  for (const child of running)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await zoom.close();
  rmSync(home, { recursive: true, force: true });
});

interface Doctor {
  readonly lines: Mailbox<string>;
  readonly child: ChildProcess;
  /** Once it has ended, and nothing of it is left. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** The real terminal in a process of its own. */
function doctor(args: readonly string[], env: Readonly<Record<string, string>> = {}): Doctor {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, 'doctor', ...args], {
    cwd: ROOT,
    // Its own process group, so that whatever it leaves behind can be found.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // No session bus: whatever keychain this machine has is not asked.
    env: { PATH: process.env['PATH'], HOME: home, CHAKUSHIN_HOME: home, LANG: 'en_US.UTF-8', ...env },
  });
  running.push(child);
  const lines = new Mailbox<string>();
  let rest = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push(part);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const end = async () => {
    await once(child, 'close');
    expect([...lines.all, rest, errors].join('\n')).not.toMatch(NEVER_SAID);
    expect(rest).toBe('');
    const group = -(child.pid ?? 0);
    // The compiler's helper needs a moment to notice that its parent is gone.
    await vi.waitFor(() => expect(() => process.kill(group, 0)).toThrow(/ESRCH/u), {
      timeout: 5_000,
      interval: 20,
    });
    return { code: child.exitCode, errors };
  };
  return { lines, child, ended: end() };
}

function parse(text: string): Line {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error(`not a line: ${text}`);
  return { ...value };
}

const json = ({ lines }: Doctor): Line[] => lines.all.map(parse);
const results = (told: Doctor): Record<string, unknown> =>
  Object.fromEntries(json(told).map((line) => [String(line['name']), line['ok']]));

describe('against the simulator', () => {
  test('--json: exactly the lines that are promised, in order, and 0', async () => {
    const contacts = join(home, 'contacts.csv');
    writeFileSync(contacts, 'Name,Phone\nMary Major,+1 209-259-2844\n');
    const told = doctor(['--json'], { ...zoom.env, CHAKUSHIN_CONTACTS: contacts });
    expect(await told.ended).toEqual({ code: 0, errors: '' });
    expect(json(told)).toEqual(
      NAMES.map((name) => ({
        type: 'check',
        at: ISO,
        name,
        ok:
          /^(?:webhook|connectors|notifications)$/u.test(name) || (name === 'keychain' && !KEYCHAIN_ANSWERS)
            ? null
            : true,
        message: A_TEXT,
        remedy: name === 'keychain' && !KEYCHAIN_ANSWERS ? A_TEXT : null,
      })),
    );
    expect(zoom.connections).toMatchObject({ accepted: 1, live: 0, heartbeats: 1 });
  });

  test('for people: a mark and a sentence, the remedy beneath it', async () => {
    zoom.setScopes(['phone:read:admin', 'user:read:admin', 'account:master']);
    const told = doctor([], zoom.env);
    expect((await told.ended).code).toBe(0);
    const { all } = told.lines;
    expect(all[0]).toBe('✓ The settings can be used, and a Zoom account is set up.');
    expect(all[1]).toMatch(KEYCHAIN_ANSWERS ? /^✓ / : /^– \S.*ZOOM_CLIENT_SECRET\.$/u);
    const rights = all.findIndex((line) => line.endsWith('more than needed: account:master.'));
    expect(all[rights]).toMatch(/^✓ The Zoom app has/u);
    expect(all[rights + 1]).toMatch(/^ {4}Have an administrator remove them/u);
    expect(all[rights + 2]).toBe('✓ The calls of extension 1002 are shown.');
    // Without a contacts file there is nothing to check.
    expect(all.filter((line) => /^[✓–] /u.test(line))).toHaveLength(NAMES.length);
    expect(all.at(-4)).toMatch(/^– No contacts file /u);
  });

  test('in Japanese where that is spoken', async () => {
    const told = doctor([], { ...zoom.env, LANG: 'ja_JP.UTF-8' });
    expect((await told.ended).code).toBe(0);
    expect(told.lines.all).toContain('✓ 内線 1002 の着信を表示します。');
  });

  test('one check is false: 1, and the others are told', async () => {
    zoom.setScopes(['phone:read:call:admin', 'user:read:user:admin', 'phone:read:user:admin']);
    const told = doctor(['--json'], zoom.env);
    expect(await told.ended).toEqual({ code: 1, errors: '' });
    expect(results(told)).toMatchObject({
      scopes: false,
      websocket: true,
      'call-history': false,
      database: true,
    });
  });

  test('wrong credentials: which of them, one request, and what hangs on it is not checked', async () => {
    const told = doctor(['--json'], { ...zoom.env, ZOOM_CLIENT_SECRET: 'another canary' });
    expect((await told.ended).code).toBe(1);
    const token = json(told).find(({ name }) => name === 'token');
    expect(token?.['message']).toMatch(
      /^Zoom does not know this client id with this client secret \(HTTP 400, 4704, Invalid client_id or client_secret\)\. One /u,
    );
    expect(results(told)).toMatchObject({ token: false, scopes: null, websocket: null, clock: null });
    expect(zoom.requests.token).toBe(1);
  });

  test('a proxy that is none', async () => {
    const told = doctor(['--json'], {
      ...zoom.env,
      ZOOM_OAUTH_URL: 'https://zoom.test/oauth/token',
      https_proxy: 'nonsense://',
    });
    expect((await told.ended).code).toBe(1);
    expect(results(told)).toMatchObject({ 'proxy-and-certificates': false, token: null });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with 0, whatever it found', async (signal) => {
    zoom.faults.handshake = { kind: 'no-welcome' };
    const told = doctor(['--json'], { ...zoom.env, CHAKUSHIN_COUNTRY: 'XX' });
    await told.lines.find((line) => line.includes('"agent"'));
    told.child.kill(signal);
    expect(await told.ended).toEqual({ code: 0, errors: '' });
    expect(json(told).map(({ name }) => name)).toEqual(NAMES.slice(0, 6));
    expect(results(told)).toMatchObject({ settings: false });
  });

  test('--for ends it with what it found until then', async () => {
    zoom.faults.token = { kind: 'never' };
    const told = doctor(['--json', '--for', '6'], { ...zoom.env, CHAKUSHIN_COUNTRY: 'XX' });
    expect((await told.ended).code).toBe(1);
    expect(results(told)).toEqual({ settings: false, keychain: KEYCHAIN_ANSWERS ? true : null });
  });
});

test('nothing is set up: it says so, checks what it can, and ends with 1', async () => {
  const told = doctor(['--json']);
  expect(await told.ended).toEqual({ code: 1, errors: '' });
  expect(json(told)[0]).toEqual({
    type: 'check',
    at: ISO,
    name: 'settings',
    ok: false,
    message: 'No Zoom account is set up yet.',
    remedy: A_TEXT,
  });
  expect(results(told)).toEqual({
    settings: false,
    keychain: KEYCHAIN_ANSWERS,
    'proxy-and-certificates': null,
    token: null,
    scopes: null,
    agent: null,
    websocket: null,
    webhook: null,
    'call-history': null,
    clock: null,
    contacts: null,
    connectors: null,
    database: true,
    notifications: null,
  });
});

test('settings.json is damaged: told by name, without the folder of the person', async () => {
  writeFileSync(join(home, 'settings.json'), '{"language":');
  const told = doctor([], zoom.env);
  expect((await told.ended).code).toBe(1);
  expect(told.lines.all[0]).toMatch(/^✗ ~\/settings\.json could not be read\./u);
});

test('--demo needs nothing, and touches nothing of the user’s', async () => {
  writeFileSync(join(home, 'settings.json'), 'damaged');
  const told = doctor(['--demo', '--json'], { ZOOM_CLIENT_SECRET: 'canary' });
  expect(await told.ended).toEqual({ code: 0, errors: '' });
  expect(Object.values(results(told)).filter((ok) => ok === true)).toHaveLength(
    NAMES.length - 2 - (KEYCHAIN_ANSWERS ? 0 : 1),
  );
});

test('--help tells of the app that runs', async () => {
  const told = doctor(['--help']);
  expect((await told.ended).code).toBe(0);
  expect(told.lines.all.join('\n')).toMatch(/doctor .*one connection per\s+subscription/su);
});
