/**
 * The time from an event's arrival to its card on the screen, compared with a bare Electron window with static HTML
 * (floor/) in the same run, alternately, because absolute times say more about the machine than about the app.
 * Usage: npm run bench [-- RINGS [CONTACTS]]
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { agent, newCallId } from '../../src-simulator/scenarios/scenarios.ts';
import { startSimulator, type Simulator } from '../../src-simulator/server.ts';

const RINGS = Number(process.argv[2] ?? 200);
const CONTACTS = Number(process.argv[3] ?? 100_000);
const MAX_RATIO = 1.5;
const root = resolve(import.meta.dirname, '../..');
const electron = process.env['CHAKUSHIN_ELECTRON'];
if (electron === undefined)
  throw new Error('Run it as "npm run bench": that finds an Electron and starts a display.');

const Line = z.looseObject({
  type: z.string(),
  callId: z.string().nullish(),
  paintedMs: z.number().nullish(),
  state: z.string().nullish(),
});
type Line = z.infer<typeof Line>;

const toNumber = (row: number): string => `+8190${String(10_000_000 + row)}`;

const folder = mkdtempSync(join(tmpdir(), 'chakushin-bench-'));
const children: ChildProcessWithoutNullStreams[] = [];
let simulator: Simulator | null = null;
try {
  simulator = await startSimulator();
  const floor = await startFloor();
  const app = await startApp(simulator);
  await app.ring(1); // the first look-up waits for the contacts
  const times: { app: number[]; floor: number[] } = { app: [], floor: [] };
  for (let turn = 0; turn < RINGS; turn++) {
    times.floor.push(await floor(String(turn)));
    await pause(40 + Math.random() * 40);
    times.app.push(await app.ring(turn * 400 + 2));
    await pause(40 + Math.random() * 40);
  }
  const [appTimes, floorTimes] = [summarize(times.app), summarize(times.floor)];
  const ratio = appTimes.p95 / floorTimes.p95;
  const row = (name: string, { median, p95 }: ReturnType<typeof summarize>): string =>
    `${name.padEnd(44)} median ${median.toFixed(1).padStart(6)} ms   95th percentile ${p95.toFixed(1).padStart(6)} ms`;
  process.stdout.write(
    [
      row(`event received -> card painted (${RINGS} rings)`, appTimes),
      row('bare Electron window, static HTML', floorTimes),
      `ratio: median ${(appTimes.median / floorTimes.median).toFixed(2)}, 95th percentile ${ratio.toFixed(2)} (goal: at most ${MAX_RATIO}; ${CONTACTS} contacts loaded)`,
      '',
    ].join('\n'),
  );
  process.exitCode = ratio <= MAX_RATIO ? 0 : 1;
} finally {
  await Promise.all(children.map(stopChild));
  await simulator?.close();
  rmSync(folder, { recursive: true, force: true });
}

function summarize(values: readonly number[]): { median: number; p95: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}

async function stopChild(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

function startElectron(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { child: ChildProcessWithoutNullStreams; lines: AsyncIterator<string> } {
  const child = spawn(electron ?? '', args, { env: { ...process.env, ...env } });
  children.push(child);
  // Chromium's own messages; a fault shows as a missing line.
  child.stderr.resume();
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

async function startFloor(): Promise<(text: string) => Promise<number>> {
  const { child, lines } = startElectron([join(root, 'e2e/bench/floor')], {});
  await lines.next();
  return async (text) => {
    child.stdin.write(`${text}\n`);
    return Number((await lines.next()).value);
  };
}

async function startApp(zoom: Simulator): Promise<{ ring(row: number): Promise<number> }> {
  const contacts = join(folder, 'contacts.csv');
  const rows = Array.from(
    { length: CONTACTS },
    (_, row) => `会社 ${row},氏名 ${row},しめい,${toNumber(row)},佐藤,https://crm.example.com/${row},3件`,
  );
  writeFileSync(contacts, ['会社名,氏名,ふりがな,電話番号,担当者,URL,未対応', ...rows].join('\n'));
  // An answered call closes its card at once, so that every ring starts with a hidden window.
  writeFileSync(
    join(folder, 'settings.json'),
    JSON.stringify({ popup: { answered: 'close' }, screenPop: 'click' }),
  );
  const { lines } = startElectron([root, '--json'], {
    ...zoom.env,
    CHAKUSHIN_HOME: folder,
    CHAKUSHIN_CONTACTS: contacts,
  });
  const waitForLine = async (matches: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const next = await lines.next();
      if (next.done === true) throw new Error('the app ended');
      const line = Line.parse(JSON.parse(next.value));
      if (matches(line)) return line;
    }
  };
  await waitForLine(({ type, state }) => type === 'connection' && state === 'connected');
  const send = (name: string, callId: string, row: number): void => {
    const object = {
      call_id: callId,
      caller: { phone_number: toNumber(row), connection_type: 'pstn_off_net' },
      callee: {
        user_id: agent.userId,
        extension_type: 'user',
        extension_number: agent.extension,
        device_id: 'bench',
      },
      ringing_start_time: new Date().toISOString(),
    };
    zoom.send({ event: name, event_ts: Date.now(), payload: { account_id: 'bench', object } });
  };
  return {
    ring: async (row) => {
      const callId = newCallId();
      send('phone.callee_ringing', callId, row);
      // Look-up and painting run in parallel, so either line may come first.
      const received = new Map<string, Line>();
      while (received.size < 2) {
        const line = await waitForLine(
          (one) => one.callId === callId && (one.type === 'popup' || one.type === 'match'),
        );
        received.set(line.type, line);
      }
      send('phone.callee_answered', callId, row);
      await waitForLine((one) => one.callId === callId && one.state === 'answered');
      send('phone.callee_ended', callId, row);
      await waitForLine((one) => one.callId === callId && one.state === 'ended');
      return received.get('popup')?.paintedMs ?? Number.NaN;
    },
  };
}
