import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, ROOT } from './app.ts';
import { latency, LoadReport, schedule, type Latency, type LoadPlan } from './webhook/load-plan.ts';
import { WEBHOOK_SECRET } from '../src-core/fakes.test-support.ts';
import { test, type Terminal } from './webhook/terminal.ts';

/** 2,000 events a second for 10 s: calls that ring, are answered a third of a second later, and end as soon after that. */
const PLAN: Omit<LoadPlan, 'url'> = {
  secret: WEBHOOK_SECRET,
  firstCallId: '7000000000000000000',
  callsBefore: 200,
  waves: 10,
  callsPerWave: 667,
  eventsPerSecond: 2_000,
  connections: 64,
};
const SENDER = fileURLToPath(new URL('webhook/load-sender.ts', import.meta.url));

/** Zoom waits no longer for an answer, in ms. */
const ZOOM_WAITS_MS = 3_000;

/** A server that does nothing but answer: what the same traffic costs anyway on this machine. */
const FLOOR = `
  const server = require('node:http').createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));
`;

/** What came of the load, and for how long the main thread of the server was busy with it, in ms. */
type Measured = LoadReport & { readonly busy: number };

/** Sends all of the plan to this address. @param pid the server's */
async function load(url: string, pid: number): Promise<Measured> {
  const plan: LoadPlan = { url, ...PLAN };
  const args = ['--import', 'tsx', SENDER, JSON.stringify(plan)];
  const before = busy(pid);
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(child, 'close');
  expect(child.exitCode, 'the sender comes to its end').toBe(0);
  return { ...LoadReport.parse(JSON.parse(printed)), busy: busy(pid) - before };
}

/** How long the main thread of a process has had the processor so far, in ms. */
function busy(pid: number): number {
  // "pid (name) state …"; of what comes after the name, the 12th and 13th are times in user and system, in 1/100 s.
  const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function loadFloor(): Promise<Measured> {
  const child = spawn(process.execPath, ['-e', FLOOR], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = Number((await once(child.stdout, 'data')).join(''));
    return await load(`http://127.0.0.1:${port}/zoom/webhook`, child.pid ?? 0);
  } finally {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  }
}

/** When the terminal told that a call came into a state, in ms since the epoch, by "call state". */
function toldAt({ lines }: Terminal): ReadonlyMap<string, number> {
  return new Map(
    lines.flatMap(({ type, callId = '', state = '', at }) =>
      type === 'call' ? [[`${callId} ${state}`, Date.parse(at)]] : [],
    ),
  );
}

function median(values: readonly number[]): number {
  return latency(values).p50;
}

const figure = (ms: number): string => ms.toFixed(1).padStart(8);
const times = ({ p50, p99, max }: Latency): string => [p50, p99, max].map(figure).join('');

function row(name: string, { sinceDue, sinceSent, p99OfSeconds, busy, behind }: Measured): string {
  return [
    name.padEnd(15),
    `answered since due${times(sinceDue)}`,
    `since sent${times(sinceSent)}`,
    `p99 of a usual second${figure(median(p99OfSeconds))}`,
    `busy ${busy}`,
    `sender behind ${behind.toFixed(1)}`,
  ].join('  ');
}

test('2,000 signed events a second for 10 s: each is answered in time, and every call is told from ringing to end', async ({
  listen,
}) => {
  test.setTimeout(120_000);
  const floor = await loadFloor();
  const terminal = await listen();
  const report = await load(terminal.url, terminal.pid);
  const events = schedule({ url: terminal.url, ...PLAN });
  const last = events.at(-1)?.callId ?? '';
  await expect
    .poll(() => terminal.calls.get(last)?.at(-1), { timeout: 60_000, intervals: [500] })
    .toBe('ended');
  const told = toldAt(terminal);
  const lost = events.map(({ callId, step }) => `${callId} ${step}`).filter((what) => !told.has(what));
  const late = events
    .filter(({ counts }) => counts)
    .map(({ callId, step, due }) => (told.get(`${callId} ${step}`) ?? NaN) - report.begin - due);
  const lines = [
    'webhook, 2,000 events a second for 10 s; in ms: median, 99th percentile, slowest',
    `${row('terminal', report)}  told since due${times(latency(late))}`,
    row('bare node:http', floor),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);

  expect(report.answers).toEqual({ 204: events.length });
  expect(report.sinceDue.max).toBeLessThan(ZOOM_WAITS_MS);
  // Of a usual second, since what else runs on the machine may take it away for a moment.
  expect(median(report.p99OfSeconds)).toBeLessThan(50);
  expect(lost).toEqual([]);
  // The work behind the answers keeps up.
  expect(latency(late).p99).toBeLessThan(1_000);
  await terminal.end();
  // None was told twice, none was made up.
  expect([...terminal.calls.values()].flat()).toHaveLength(events.length);
  expect(terminal.notices).toEqual([]);
});
