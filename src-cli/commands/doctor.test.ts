import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CLI, PROJECT_FOLDER } from '../../src-core/test-support/cli-paths.ts';
import { Mailbox } from '../../src-core/test-support/fakes.ts';
import { startSimulator, type Simulator } from '../../src-simulator/server.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

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
/** Linux has no keychain without a session bus; the other systems always have one. */
const HAS_KEYCHAIN = process.platform !== 'linux';
/** Secrets and personal data, which no output may contain. */
const FORBIDDEN_OUTPUT = /canary|sato|misaki|佐藤|美咲|\+81|ws:\/\/|access_token/iu;
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

interface DoctorRun {
  readonly lines: Mailbox<string>;
  readonly child: ChildProcess;
  /** after its whole process group has ended */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** Runs the real terminal in its own process. */
function startDoctor(args: readonly string[], env: Readonly<Record<string, string>> = {}): DoctorRun {
  const child = spawn(process.execPath, [CLI, 'doctor', ...args], {
    cwd: PROJECT_FOLDER,
    // Its own process group, so that leftover processes can be found.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // No session bus, so that this machine’s keychain is not used.
    env: { PATH: process.env['PATH'], HOME: home, CHAKUSHIN_HOME: home, LANG: 'en_US.UTF-8', ...env },
  });
  running.push(child);
  const lines = new Mailbox<string>();
  let rest = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const chunks = (rest + text).split('\n');
    rest = chunks.pop() ?? '';
    for (const chunk of chunks) lines.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const end = async () => {
    await once(child, 'close');
    expect([...lines.all, rest, errors].join('\n')).not.toMatch(FORBIDDEN_OUTPUT);
    expect(rest).toBe('');
    const group = -(child.pid ?? 0);
    // The compiler's helper process needs a moment to notice that its parent has ended.
    await vi.waitFor(() => expect(() => process.kill(group, 0)).toThrow(/ESRCH/u), {
      timeout: 60_000,
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

const json = ({ lines }: DoctorRun): Line[] => lines.all.map(parse);
const results = (run: DoctorRun): Record<string, unknown> =>
  Object.fromEntries(json(run).map((line) => [String(line['name']), line['ok']]));

describe('against the simulator', () => {
  test('--json prints exactly the documented lines in order and exits with 0', async () => {
    const contacts = join(home, 'contacts.csv');
    writeFileSync(contacts, 'Name,Phone\nMary Major,+1 209-259-2844\n');
    const run = startDoctor(['--json'], { ...zoom.env, CHAKUSHIN_CONTACTS: contacts });
    expect(await run.ended).toEqual({ code: 0, errors: '' });
    expect(json(run)).toEqual(
      NAMES.map((name) => ({
        type: 'check',
        at: ISO,
        name,
        ok:
          /^(?:webhook|connectors|notifications)$/u.test(name) || (name === 'keychain' && !HAS_KEYCHAIN)
            ? null
            : true,
        message: A_TEXT,
        remedy: null,
      })),
    );
    expect(zoom.connections).toMatchObject({ accepted: 1, live: 0, heartbeats: 1 });
  });

  test('readable output has a mark and a sentence per check, with the remedy below', async () => {
    zoom.setScopes(['phone:read:admin', 'user:read:admin', 'account:master']);
    const run = startDoctor([], zoom.env);
    expect((await run.ended).code).toBe(0);
    const { all } = run.lines;
    expect(all[0]).toBe(`✓ ${inEnglish('check.settings.ok')}`);
    expect(all[1]).toMatch(HAS_KEYCHAIN ? /^✓ / : /^– .*ZOOM_CLIENT_SECRET/u);
    const scopes = all.indexOf(`✓ ${inEnglish('check.scopes.more', { scopes: 'account:master' })}`);
    expect(all.slice(scopes + 1, scopes + 3)).toEqual([
      `    ${inEnglish('remedy.scopes.more')}`,
      `✓ ${inEnglish('check.agent.ok', { extension: '1002' })}`,
    ]);
    expect(all.filter((line) => /^[✓–] /u.test(line))).toHaveLength(NAMES.length);
    expect(all.at(-4)).toBe(`– ${inEnglish('check.contacts.none')}`);
  });

  test('prints Japanese under a Japanese locale', async () => {
    const run = startDoctor([], { ...zoom.env, LANG: 'ja_JP.UTF-8' });
    expect((await run.ended).code).toBe(0);
    expect(run.lines.all).toContain(`✓ ${inJapanese('check.agent.ok', { extension: '1002' })}`);
  });

  test('exits with 1 if one check fails, and reports the other checks', async () => {
    zoom.setScopes(['phone:read:call:admin', 'user:read:user:admin', 'phone:read:user:admin']);
    const run = startDoctor(['--json'], zoom.env);
    expect(await run.ended).toEqual({ code: 1, errors: '' });
    expect(results(run)).toMatchObject({
      scopes: false,
      websocket: true,
      'call-history': false,
      database: true,
    });
  });

  test('wrong credentials: names which, makes one request, and skips dependent checks', async () => {
    const run = startDoctor(['--json'], { ...zoom.env, ZOOM_CLIENT_SECRET: 'another canary' });
    expect((await run.ended).code).toBe(1);
    const token = json(run).find(({ name }) => name === 'token');
    expect(token?.['message']).toBe(
      inEnglish('check.token.wrong-client', {
        detail: 'HTTP 400, 4704, Invalid client_id or client_secret',
      }),
    );
    expect(results(run)).toMatchObject({ token: false, scopes: null, websocket: null, clock: null });
    expect(zoom.requests.token).toBe(1);
  });

  test('reports an invalid proxy', async () => {
    const run = startDoctor(['--json'], {
      ...zoom.env,
      ZOOM_OAUTH_URL: 'https://zoom.test/oauth/token',
      https_proxy: 'nonsense://',
    });
    expect((await run.ended).code).toBe(1);
    expect(results(run)).toMatchObject({ 'proxy-and-certificates': false, token: null });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it with exit code 0, whatever the results so far',
    async (signal) => {
      zoom.faults.handshake = { kind: 'no-welcome' };
      const run = startDoctor(['--json'], { ...zoom.env, CHAKUSHIN_COUNTRY: 'XX' });
      await run.lines.find((line) => line.includes('"agent"'));
      run.child.kill(signal);
      expect(await run.ended).toEqual({ code: 0, errors: '' });
      expect(json(run).map(({ name }) => name)).toEqual(NAMES.slice(0, 6));
      expect(results(run)).toMatchObject({ settings: false });
    },
  );

  test('--for ends it with the results so far', async () => {
    zoom.faults.token = { kind: 'never' };
    const run = startDoctor(['--json', '--for', '6'], { ...zoom.env, CHAKUSHIN_COUNTRY: 'XX' });
    expect((await run.ended).code).toBe(1);
    expect(results(run)).toEqual({ settings: false, keychain: HAS_KEYCHAIN ? true : null });
  });
});

test('without configuration reports it, runs the possible checks and exits with 1', async () => {
  const run = startDoctor(['--json']);
  expect(await run.ended).toEqual({ code: 1, errors: '' });
  expect(json(run)[0]).toEqual({
    type: 'check',
    at: ISO,
    name: 'settings',
    ok: false,
    message: inEnglish('check.settings.none'),
    remedy: A_TEXT,
  });
  expect(results(run)).toEqual({
    settings: false,
    keychain: HAS_KEYCHAIN,
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

test('names a damaged settings.json without the path of the home folder', async () => {
  writeFileSync(join(home, 'settings.json'), '{"language":');
  const run = startDoctor([], zoom.env);
  expect((await run.ended).code).toBe(1);
  expect(run.lines.all[0]).toBe(
    `✗ ${inEnglish('notice.settings-file-unusable', { name: '~/settings.json' })}`,
  );
});

test('--demo needs no configuration and ignores the user’s settings', async () => {
  writeFileSync(join(home, 'settings.json'), 'damaged');
  const run = startDoctor(['--demo', '--json'], { ZOOM_CLIENT_SECRET: 'canary' });
  expect(await run.ended).toEqual({ code: 0, errors: '' });
  expect(Object.values(results(run)).filter((ok) => ok === true)).toHaveLength(
    NAMES.length - 2 - (HAS_KEYCHAIN ? 0 : 1),
  );
});

test('--help mentions the limit of one connection per subscription', async () => {
  const run = startDoctor(['--help']);
  expect((await run.ended).code).toBe(0);
  expect(run.lines.all.join('\n')).toMatch(/doctor .*one connection per\s+subscription/su);
});
