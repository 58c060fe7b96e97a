import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { phoneEvent, signedHeaders, WEBHOOK_SECRET } from '../../src-core/test-support/fakes.ts';
import { ISO, CliProcess, type JsonLine } from '../../src-core/test-support/terminal.ts';
import { inEnglish } from '../../src-core/test-support/messages.ts';

let home: string;
let running: CliProcess[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-webhook-'));
  running = [];
});
afterEach(() => {
  for (const terminal of running) terminal.kill();
  rmSync(home, { recursive: true, force: true });
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess {
  const terminal = new CliProcess(['webhook', ...args], { home, env });
  running.push(terminal);
  return terminal;
}

const isState = (state: string) => (line: JsonLine) => line['state'] === state;

/** Listens on a free port and returns its address. */
async function startListening(
  env: Readonly<Record<string, string>> = {},
): Promise<{ terminal: CliProcess; url: string }> {
  const terminal = run(['--json', '--port', '0'], { ZOOM_WEBHOOK_SECRET_TOKEN: WEBHOOK_SECRET, ...env });
  const { message } = await terminal.next(isState('degraded'));
  const url = /http:\/\/127\.0\.0\.1:\d+\/zoom\/webhook/u.exec(String(message))?.[0];
  if (url === undefined) throw new Error('no address was printed');
  return { terminal, url };
}

async function post(url: string, event: unknown, secret = WEBHOOK_SECRET): Promise<number> {
  const body = JSON.stringify(event);
  return (await fetch(url, { method: 'POST', body, headers: signedHeaders(body, { secret }) })).status;
}

test('prints signed calls, refuses forged ones, and never prints the secret', async () => {
  const { terminal, url } = await startListening({ ZOOM_AGENT: '1002' });
  expect(await post(url, phoneEvent('callee_ringing', Date.now()), 'another secret')).toBe(401);
  const refused = await terminal.next(({ type }) => type === 'notice');
  expect(refused).toMatchObject({ level: 'warn', code: 'webhook-refused' });
  expect(refused['message']).toContain(inEnglish('why.webhook-signature'));

  expect(await post(url, phoneEvent('callee_ringing', Date.now()))).toBe(204);
  expect(await terminal.next(isState('connected'))).toMatchObject({ type: 'connection', code: null });
  expect(await terminal.next(isState('ringing'))).toMatchObject({
    type: 'call',
    at: ISO,
    callId: '6998252113337041462',
    caller: { number: '+12092592844' },
    source: 'webhook',
  });
  // Zoom delivers again after five minutes if a response got lost, which must not ring.
  const late = { ...phoneEvent('callee_ringing', Date.now() - 300_000), event_ts: Date.now() - 300_000 };
  const otherCall = {
    ...late,
    payload: { ...late.payload, object: { ...late.payload.object, call_id: '7' } },
  };
  expect(await post(url, otherCall)).toBe(204);
  expect(await terminal.next(({ callId }) => callId === '7')).toMatchObject({ state: 'late' });

  terminal.signal('SIGTERM');
  expect(await terminal.end()).toBe(0);
  expect([...terminal.lines.all, terminal.errors].join('\n')).not.toContain(WEBHOOK_SECRET);
  await expect(fetch(url)).rejects.toThrow();
});

test('reports a taken port and does not disturb the other listener', async () => {
  const { url } = await startListening();
  const { port } = new URL(url);
  const second = run(['--json', '--port', port], { ZOOM_WEBHOOK_SECRET_TOKEN: WEBHOOK_SECRET });
  const offline = await second.next(isState('offline'));
  expect(offline).toMatchObject({ code: 'port-taken' });
  expect(offline['message']).toContain(`127.0.0.1:${port}`);
  expect(await post(url, phoneEvent('callee_ringing', Date.now()))).toBe(204);
  second.signal('SIGINT');
  expect(await second.end()).toBe(0);
});

describe('required configuration', () => {
  test('exits with 3 without the secret', async () => {
    const terminal = run(['--json']);
    expect(await terminal.end()).toBe(3);
    const name = inEnglish('setting.named', {
      label: inEnglish('setting.webhook.secretToken'),
      name: 'ZOOM_WEBHOOK_SECRET_TOKEN',
    });
    expect(terminal.errors).toBe(inEnglish('notice.webhook-secret-missing', { name }));
    expect(terminal.lines.all).toEqual([]);
  });

  test('exits with 3 without credentials if the agent must be looked up', async () => {
    const env = { ZOOM_WEBHOOK_SECRET_TOKEN: WEBHOOK_SECRET, ZOOM_AGENT: 'sato.misaki@example.com' };
    const terminal = run(['--json', '--port', '0'], env);
    expect(await terminal.end()).toBe(3);
    expect(terminal.json.at(-1)).toMatchObject({ state: 'refused', code: 'agent-needs-account' });
  });
});

describe('exits with 2 for invalid usage', () => {
  test.each([
    ['--port', '70000'],
    ['--path', 'zoom'],
  ])('%s %s', async (option, value) => {
    const terminal = run([option, value], { ZOOM_WEBHOOK_SECRET_TOKEN: WEBHOOK_SECRET });
    expect(await terminal.end()).toBe(2);
    const [firstLine] = terminal.errors.split('\n');
    expect(firstLine).toContain(option);
    expect(firstLine).toContain(`'${value}' is invalid`);
    expect(terminal.lines.all).toEqual([]);
  });
});

test('--demo is validated by the simulator, receives calls and ignores the user’s settings', async () => {
  writeFileSync(join(home, 'settings.json'), 'damaged');
  const terminal = run(['--demo', '--json', '--port', '0']);
  await terminal.next(isState('connected'));
  expect(await terminal.next(isState('ringing'))).toMatchObject({
    source: 'webhook',
    caller: { number: '+819012345678' },
  });
  await terminal.next(isState('answered'));
  terminal.signal('SIGTERM');
  expect(await terminal.end()).toBe(0);
  expect(terminal.errors).toBe('');
});
