import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findScenario, scenarios, type ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import {
  ISO,
  parseLine,
  CliProcess,
  toAmpleSeconds,
  type JsonLine,
} from '../../src-core/test-support/terminal.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

const ENTER = inEnglish('cli.simulate.enter', { scenario: 'known' });
const playing = (id: ScenarioId): string =>
  inEnglish('cli.simulate.playing', { title: findScenario(id)?.title.en ?? '' });

let home: string;
let running: CliProcess[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-simulate-'));
  running = [];
});
afterEach(() => {
  for (const terminal of running) terminal.kill();
  rmSync(home, { recursive: true, force: true });
});

function run(
  args: readonly string[],
  { env = {}, typing = false }: { env?: Readonly<Record<string, string>>; typing?: boolean } = {},
): CliProcess {
  const terminal = new CliProcess(args, { home, env, typing });
  running.push(terminal);
  return terminal;
}

const is = (type: string) => (line: JsonLine) => line['type'] === type;
const isState = (state: string) => (line: JsonLine) => line['state'] === state;
const Announced = z.strictObject({
  type: z.literal('simulator'),
  at: z.iso.datetime(),
  port: z.int().min(1).max(65_535),
  env: z.record(z.string(), z.string()),
});
const readAnnouncement = async (zoom: CliProcess) => Announced.parse(await zoom.next(() => true));

/** Starts a simulated Zoom, and a terminal that connects to it with the printed variables. */
async function startConnected(
  args: readonly string[] = [],
): Promise<{ zoom: CliProcess; client: CliProcess }> {
  const zoom = run(['simulate', '--json', ...args], { typing: true });
  const { env } = await readAnnouncement(zoom);
  const client = run(['websocket', '--json'], { env });
  await client.next(isState('connected'));
  return { zoom, client };
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function getPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Throws if the port is taken. */
async function expectFree(port: number): Promise<void> {
  const server = await listen(port);
  server.close();
  await once(server, 'close');
}

/** Resolves with a port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = await listen(0);
  const port = getPort(server);
  server.close();
  await once(server, 'close');
  return port;
}

describe('--list', () => {
  test('prints name and title of every scenario', async () => {
    const terminal = run(['simulate', '--list']);
    expect(await terminal.end()).toBe(0);
    expect(terminal.errors).toBe('');
    expect(terminal.lines.all.map((line) => line.split(/ {2,}/u))).toEqual(
      scenarios.map(({ id, title }) => [id, title.en]),
    );
  });

  test('prints JSON in Japanese', async () => {
    const terminal = run(['simulate', '--list', '--json'], { env: { CHAKUSHIN_LANG: 'ja' } });
    expect(await terminal.end()).toBe(0);
    expect(terminal.json).toEqual(
      scenarios.map(({ id, title }) => ({ type: 'scenario', at: ISO, id, title: title.ja })),
    );
  });
});

describe('simulator and client processes', () => {
  test('plays the scenario once a client connects, both report the same call, then it exits', async () => {
    const zoom = run(['simulate', 'cancelled', '--json']);
    const { env } = await readAnnouncement(zoom);
    const client = run(['websocket', '--json'], { env });
    const played = await zoom.next(is('played'));
    expect(played).toEqual({
      type: 'played',
      at: ISO,
      scenario: 'cancelled',
      callIds: [expect.stringMatching(/^\d{19}$/u)],
    });
    expect(await zoom.end()).toBe(0);
    expect(zoom.lines.all).toHaveLength(2);
    await client.next(isState('missed'));
    client.signal('SIGTERM');
    expect(await client.end()).toBe(0);
    const calls = client.json.filter(is('call'));
    expect(calls.map(({ state }) => state)).toEqual(['ringing', 'missed']);
    expect(calls.map(({ callId }) => [callId])).toEqual([played['callIds'], played['callIds']]);
    expect(calls.map(({ source }) => source)).toEqual(['websocket', 'websocket']);
  });

  test('WebSocket and webhook receive the same call in the same states', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/zoom/webhook`;
    const zoom = run(['simulate', '--json', '--webhook', url], { typing: true });
    const { env } = await readAnnouncement(zoom);
    const socket = run(['websocket', '--json'], { env });
    const webhook = run(['webhook', '--json', '--port', String(port)], { env });
    expect(await zoom.errorLines.find((line) => line.includes(url))).toBe(
      inEnglish('cli.simulate.webhook-valid', { url: url }),
    );
    await Promise.all([socket.next(isState('connected')), webhook.next(isState('connected'))]);
    zoom.type('missed\n');
    const { callIds } = await zoom.next(is('played'));
    const states: JsonLine[][] = [];
    for (const [client, source] of [
      [socket, 'websocket'],
      [webhook, 'webhook'],
    ] as const) {
      await client.next(isState('missed'));
      client.signal('SIGTERM');
      expect(await client.end()).toBe(0);
      const calls = client.json.filter(is('call'));
      expect(calls.map((call) => call['source'])).toEqual(calls.map(() => source));
      states.push(calls.map((call) => ({ ...call, at: ISO, source: null })));
    }
    expect(states[0]).toEqual(states[1]);
    expect(states[0]?.map(({ callId, state }) => [callId, state])).toEqual([
      [callIds, 'ringing'].flat(),
      [callIds, 'missed'].flat(),
    ]);
    // No client is left to receive the next one.
    zoom.type('\n');
    await zoom.errorLines.find((line) => line === playing('known'));
    zoom.signal('SIGTERM');
    expect(await zoom.end()).toBe(0);
  });

  test('both sides report a mismatched webhook secret once', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/zoom/webhook`;
    const webhook = run(['webhook', '--json', '--port', String(port)], {
      env: { ZOOM_WEBHOOK_SECRET_TOKEN: 'another' },
    });
    await webhook.next(isState('degraded'));
    const zoom = run(['simulate', '--webhook', url]);
    await webhook.next(({ code }) => code === 'webhook-refused');
    expect(await zoom.errorLines.find((line) => line.includes(url))).toBe(
      inEnglish('cli.simulate.webhook-status', { url }),
    );
    zoom.signal('SIGTERM');
    expect(await zoom.end()).toBe(0);
  });

  test('Enter plays a known caller, a typed scenario name plays that one, repeatedly', async () => {
    const { zoom, client } = await startConnected();
    zoom.type('\n');
    expect(await client.next(isState('ringing'))).toMatchObject({ caller: { number: '+819012345678' } });
    await zoom.errorLines.find((line) => line === playing('known'));
    zoom.type(' withheld \r\n');
    const withheld = await client.next((line) => line['type'] === 'call' && line['state'] === 'ringing');
    expect(withheld).toMatchObject({ caller: { withheld: true } });
    zoom.type('mised\n');
    expect(await zoom.errorLines.find((line) => line.includes('mised'))).toBe(
      inEnglish('cli.simulate.nearest', { name: 'mised', near: 'missed' }),
    );
    const played = [await zoom.next(is('played')), await zoom.next(is('played'))];
    expect(played.map(({ scenario }) => scenario).sort()).toEqual(['known', 'withheld']);
    expect(played.flatMap(({ callIds }) => callIds)).toContain(withheld['callId']);
    zoom.signal('SIGINT');
    expect(await zoom.end()).toBe(0);
    await client.next(isState('offline'));
    client.signal('SIGINT');
    expect(await client.end()).toBe(0);
  });

  test('reports nothing played and frees the port if ended while a call rings', async () => {
    const port = await freePort();
    const { zoom, client } = await startConnected(['--port', String(port)]);
    zoom.type('known\n');
    await client.next(isState('ringing'));
    zoom.signal('SIGTERM');
    expect(await zoom.end()).toBe(0);
    expect(zoom.json.map(({ type }) => type)).toEqual(['simulator']);
    await expectFree(port);
    client.signal('SIGTERM');
    expect(await client.end()).toBe(0);
  });
});

test('plays the call and says so if no client is connected', async () => {
  const zoom = run(['simulate', '--json'], { typing: true });
  zoom.type('late\n');
  expect(await zoom.next(is('played'))).toMatchObject({ scenario: 'late' });
  expect(zoom.errors).toContain(`${playing('late')}\n${inEnglish('cli.simulate.nobody')}`);
  zoom.signal('SIGTERM');
  expect(await zoom.end()).toBe(0);
});

describe('without --json', () => {
  test('prints only the variables to paste on stdout', async () => {
    const zoom = run(['simulate']);
    await zoom.errorLines.find((line) => line === ENTER);
    zoom.signal('SIGTERM');
    expect(await zoom.end()).toBe(0);
    const NAMES = [
      'ZOOM_ACCOUNT_ID',
      'ZOOM_CLIENT_ID',
      'ZOOM_CLIENT_SECRET',
      'ZOOM_SUBSCRIPTION_ID',
      'ZOOM_AGENT',
      'ZOOM_OAUTH_URL',
      'ZOOM_WS_URL',
      'ZOOM_API_URL',
      'ZOOM_WEBHOOK_SECRET_TOKEN',
    ];
    const setCommand = process.platform === 'win32' ? 'set' : 'export';
    expect(zoom.lines.all.map((line) => /^(\w+) (\w+)=[\w@.:/-]+$/u.exec(line)?.slice(1))).toEqual(
      NAMES.map((name) => [setCommand, name]),
    );
    const [port = ''] = zoom.lines.all.flatMap((line) => /ZOOM_WS_URL=\S*:(\d+)/u.exec(line)?.[1] ?? []);
    expect(zoom.errorLines.all.slice(0, 2)).toEqual([inEnglish('cli.simulate.ready', { port }), ENTER]);
  });

  test.skipIf(process.platform === 'win32')('prints variables that a shell accepts', async () => {
    const zoom = run(['simulate']);
    await zoom.errorLines.find((line) => line === ENTER);
    zoom.signal('SIGTERM');
    await zoom.end();
    const { stdout } = spawnSync('sh', ['-c', `${zoom.lines.all.join('\n')}\nexec env`], {
      encoding: 'utf8',
      env: {},
    });
    expect(stdout).toContain('ZOOM_AGENT=sato.misaki@example.com\n');
    expect(stdout).toMatch(/^ZOOM_WS_URL=ws:\/\/127\.0\.0\.1:\d+\/ws$/mu);
  });
});

describe('shutdown', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('ends on %s while waiting for a client', async (signal) => {
    const zoom = run(['simulate', 'known', '--json']);
    await zoom.errorLines.find((line) => line === inEnglish('cli.simulate.waiting'));
    zoom.signal(signal);
    expect(await zoom.end()).toBe(0);
  });

  test('ends after --for, with or without a scenario, with stdin open or closed', async () => {
    const startedAt = performance.now();
    const first = run(['simulate', '--json']);
    await first.lines.next();
    const seconds = toAmpleSeconds(startedAt);
    first.signal('SIGTERM');
    await first.end();
    const all = [
      run(['simulate', '--json', '--for', seconds]),
      run(['simulate', '--json', '--for', seconds], { typing: true }),
      run(['simulate', 'known', '--json', '--for', seconds], { typing: true }),
    ];
    expect(await Promise.all(all.map((zoom) => zoom.end()))).toEqual([0, 0, 0]);
    expect(all.map(({ lines }) => lines.all.length)).toEqual([1, 1, 1]);
  });

  test('continues after stdin is closed', async () => {
    const zoom = run(['simulate', '--json'], { typing: true });
    const { env, port } = await readAnnouncement(zoom);
    zoom.type('late\n');
    zoom.closeStdin();
    await zoom.next(is('played'));
    const client = run(['websocket', '--json'], { env });
    await client.next(isState('connected'));
    client.signal('SIGTERM');
    expect(await client.end()).toBe(0);
    zoom.signal('SIGTERM');
    expect(await zoom.end()).toBe(0);
    await expectFree(port);
  });

  test('SIGKILL at any moment leaves the port free', async () => {
    const port = await freePort();
    const args = ['simulate', '--json', '--port', String(port)];
    const moments: readonly ((zoom: CliProcess) => Promise<unknown>)[] = [
      (zoom) => zoom.next(is('simulator')),
      (zoom) => zoom.errorLines.find((line) => line === ENTER),
      async (zoom) => {
        zoom.type('\n');
        await zoom.errorLines.find((line) => line === playing('known'));
      },
    ];
    for (const moment of moments) {
      const zoom = run(args, { typing: true });
      await moment(zoom);
      zoom.signal('SIGKILL');
      expect(await zoom.end()).toBeNull();
      await expectFree(port);
    }
  });
});

test.skipIf(process.platform === 'win32')('exits and frees the port when npm is killed', async () => {
  const main = join(import.meta.dirname, '../main.ts');
  // A shell replaces npm, which starts the command in the same way.
  const command = `"${process.execPath}" --import tsx "${main}" simulate --json & wait`;
  const npm = spawn('sh', ['-c', command], {
    cwd: join(import.meta.dirname, '../..'),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], HOME: home, CHAKUSHIN_HOME: home, npm_lifecycle_event: 'cli' },
  });
  const output = once(npm.stdout, 'data');
  const ended = once(npm.stdout, 'close');
  const { port } = Announced.parse(parseLine(String((await output).at(0))));
  npm.kill('SIGKILL');
  // The pipe closes when the last process that can write to it has ended.
  await ended;
  await expectFree(port);
});

describe('exit codes', () => {
  test('exits with 1 if the port is taken', async () => {
    const other = await listen(0);
    const port = getPort(other);
    const zoom = run(['simulate', '--json', '--port', String(port)]);
    expect(await zoom.end()).toBe(1);
    expect(zoom.lines.all).toEqual([]);
    expect(zoom.errors).toBe(inEnglish('cli.simulate.port-taken', { port: port }));
    other.close();
  });

  test.each([
    ['knwon', inEnglish('cli.simulate.nearest', { name: 'knwon', near: 'known' })],
    ['nothing-like-it', inEnglish('cli.simulate.no-scenario', { name: 'nothing-like-it' })],
    ['__proto__', inEnglish('cli.simulate.no-scenario', { name: '__proto__' })],
  ])('exits with 2 if there is no scenario %s', async (typed, message) => {
    const zoom = run(['simulate', typed, '--json']);
    expect(await zoom.end()).toBe(2);
    expect(zoom.lines.all).toEqual([]);
    expect(zoom.errors).toBe(message);
  });

  test('exits with 3 for an unsupported language, and ignores the account', async () => {
    const zoom = run(['simulate', '--list'], { env: { CHAKUSHIN_LANG: 'fr', ZOOM_CLIENT_ID: 'alone' } });
    expect(await zoom.end()).toBe(3);
    const name = inEnglish('setting.named', { label: inEnglish('setting.language'), name: 'CHAKUSHIN_LANG' });
    expect(zoom.errors).toBe(inEnglish('notice.setting-unusable', { name }));
  });
});

test('prints errors in Japanese under a Japanese locale', async () => {
  const zoom = run(['simulate', 'misse'], { env: { LANG: 'ja_JP.UTF-8' } });
  expect(await zoom.end()).toBe(2);
  expect(zoom.errors).toBe(inJapanese('cli.simulate.nearest', { name: 'misse', near: 'missed' }));
  expect(() => parseLine(zoom.errors)).toThrow();
});
