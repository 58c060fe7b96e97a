/** A command that a signal ends at any moment leaves no process, occupied port or damaged file behind. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../src-core/util/clock.ts';
import { CallHistory } from '../src-core/history/call-history.ts';
import { startSimulator } from '../src-simulator/server.ts';
import { CliProcess, type JsonLine } from '../src-core/test-support/terminal.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-killed-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Listens briefly on this port (0 = any free port). Resolves with the port. Rejects if the port is in use. */
async function takePort(port: number): Promise<number> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const demoFolders = (): string[] => readdirSync(home).filter((name) => name.startsWith('chakushin-demo-'));

/** When the signal is sent, in ms after the process was spawned: from before its first line to well after its start. */
const MOMENTS = [0, 200, 450, 1_000];

describe.each([
  ['websocket', ['--demo', '--json']],
  ['webhook', ['--demo', '--json', '--port']],
  ['simulate', ['--json', '--port']],
  ['doctor', ['--demo', '--json']],
  ['lookup', ['090-1234-5678', '--demo']],
])('%s', (command, options) => {
  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'leaves no process and no occupied port after %s',
    async (signal) => {
      const port = await takePort(0);
      const args = [command, ...options, ...(options.at(-1) === '--port' ? [String(port)] : [])];
      for (const ms of MOMENTS) {
        const terminal = new CliProcess(args, { home, env: { TMPDIR: home } });
        await sleep(ms);
        terminal.signal(signal);
        // `end` waits until the process group is gone. The code is null after SIGKILL, or after a SIGTERM that arrives
        // before the program's first line.
        expect([0, null]).toContain(await terminal.end());
        if (signal === 'SIGTERM') expect(demoFolders(), `after ${ms} ms`).toEqual([]);
        await takePort(port);
      }
      // The next demo deletes what a killed demo left behind.
      if (!options.includes('--demo')) return;
      const next = new CliProcess(['lookup', '090-1234-5678', '--demo'], { home, env: { TMPDIR: home } });
      expect(await next.end()).toBe(0);
      expect(demoFolders()).toEqual([]);
    },
  );
});

test.each(['websocket', 'webhook'])(
  '%s, killed during a burst of calls, has recorded the reported calls in a valid history',
  async (command) => {
    const simulator = await startSimulator();
    const port = await takePort(0);
    const env = { ...simulator.env, ZOOM_WEBHOOK_SECRET_TOKEN: simulator.webhookSecretToken };
    const args =
      command === 'webhook' ? ['webhook', '--json', '--port', String(port)] : ['websocket', '--json'];
    try {
      for (const lines of [5, 40, 160]) {
        const terminal = new CliProcess(args, { home, env });
        const isCall = (line: JsonLine): boolean => line['type'] === 'call';
        await terminal.next(({ state }) => state === (command === 'webhook' ? 'degraded' : 'connected'));
        if (command === 'webhook')
          expect(await simulator.subscribeWebhook(`http://127.0.0.1:${port}/zoom/webhook`)).toEqual({
            kind: 'valid',
          });
        // Sends 30 events every 5 ms until the process is killed.
        const feed = setInterval(() => simulator.burst(30), 5);
        for (let n = 0; n < lines; n++) await terminal.next(isCall);
        terminal.signal('SIGKILL');
        expect(await terminal.end()).toBeNull();
        clearInterval(feed);
        await takePort(port);

        const reported = [...terminal.lines.all].flatMap(
          (text) => /"type":"call".*?"callId":"(\d+)"/u.exec(text)?.[1] ?? [],
        );
        const errors: string[] = [];
        const history = new CallHistory({
          path: join(home, 'history.sqlite'),
          clock: systemClock,
          onError: ({ code }) => errors.push(code),
        });
        // A line is printed at once, but its row is written after the turn, so the last rows may be missing.
        const missing = reported.filter((callId) => !history.has(callId));
        history.close();
        expect(errors).toEqual([]);
        expect(reported.length).toBeGreaterThanOrEqual(lines);
        expect(missing).toEqual(reported.slice(reported.length - missing.length));
        expect(readdirSync(home).filter((name) => !/^history\.sqlite(?:-wal|-shm)?$/u.test(name))).toEqual(
          [],
        );
      }
    } finally {
      await simulator.close();
    }
  },
);
