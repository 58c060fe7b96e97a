import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, ROOT } from '../app.ts';
import { toLatency, LoadReport, schedule, type Latency, type LoadPlan } from '../webhook/load-plan.ts';
import { WEBHOOK_SECRET } from '../../src-core/test-support/fakes.ts';
import { test, type WebhookProcess } from '../webhook/terminal.ts';

/** 2,000 events a second for 10 s: calls ring, are answered after a third of a second, and end a third later. */
const PLAN: Omit<LoadPlan, 'url'> = {
  secret: WEBHOOK_SECRET,
  firstCallId: '7000000000000000000',
  warmUpCalls: 200,
  waves: 10,
  callsPerWave: 667,
  eventsPerSecond: 2_000,
  connections: 64,
};
const SENDER = fileURLToPath(new URL('../webhook/load-sender.ts', import.meta.url));

/** Zoom's time-out for an answer, in ms. */
const ZOOM_TIMEOUT_MS = 3_000;

/** A server that only answers: the base cost of the same traffic on this machine. */
const BASELINE_SERVER = `
  const server = require('node:http').createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));
`;

/** The load's result, and the CPU time of the server's main thread in ms. */
type LoadMeasurement = LoadReport & { readonly busyMs: number };

/** Sends the whole plan to this URL. @param pid the server's */
async function runLoad(url: string, pid: number): Promise<LoadMeasurement> {
  const plan: LoadPlan = { url, ...PLAN };
  const args = ['--import', 'tsx', SENDER, JSON.stringify(plan)];
  const before = readBusyMs(pid);
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(child, 'close');
  expect(child.exitCode, 'the sender comes to its end').toBe(0);
  return { ...LoadReport.parse(JSON.parse(printed)), busyMs: readBusyMs(pid) - before };
}

/** The CPU time of a process's main thread so far, in ms. */
function readBusyMs(pid: number): number {
  // "pid (name) state …"; the 12th and 13th fields after the name are user and system time in 1/100 s.
  const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function runBaseline(): Promise<LoadMeasurement> {
  const child = spawn(process.execPath, ['-e', BASELINE_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = Number((await once(child.stdout, 'data')).join(''));
    return await runLoad(`http://127.0.0.1:${port}/zoom/webhook`, child.pid ?? 0);
  } finally {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  }
}

/** When the terminal reported a call's state, in ms since the epoch, by "call state". */
function getReportTimes({ lines }: WebhookProcess): ReadonlyMap<string, number> {
  return new Map(
    lines.flatMap(({ type, callId = '', state = '', at }) =>
      type === 'call' ? [[`${callId} ${state}`, Date.parse(at)]] : [],
    ),
  );
}

function getMedian(values: readonly number[]): number {
  return toLatency(values).p50;
}

const formatMs = (ms: number): string => ms.toFixed(1).padStart(8);
const formatLatency = ({ p50, p99, max }: Latency): string => [p50, p99, max].map(formatMs).join('');

function formatRow(
  name: string,
  { sinceDue, sinceSent, p99PerSecond: p99OfSeconds, busyMs, finalDelayMs: behind }: LoadMeasurement,
): string {
  return [
    name.padEnd(15),
    `answered since due${formatLatency(sinceDue)}`,
    `since sent${formatLatency(sinceSent)}`,
    `p99 of a usual second${formatMs(getMedian(p99OfSeconds))}`,
    `busy ${busyMs}`,
    `sender behind ${behind.toFixed(1)}`,
  ].join('  ');
}

test('answers 2,000 signed events a second for 10 s in time and reports every call state', async ({
  listen,
}) => {
  const baseline = await runBaseline();
  const terminal = await listen();
  const report = await runLoad(terminal.url, terminal.pid);
  const events = schedule({ url: terminal.url, ...PLAN });
  const last = events.at(-1)?.callId ?? '';
  await expect
    .poll(() => terminal.calls.get(last)?.at(-1), { timeout: 60_000, intervals: [500] })
    .toBe('ended');
  const reportedAt = getReportTimes(terminal);
  const lost = events.map(({ callId, step }) => `${callId} ${step}`).filter((key) => !reportedAt.has(key));
  const delays = events
    .filter(({ isMeasured: counts }) => counts)
    .map(
      ({ callId, step, dueMs: due }) => (reportedAt.get(`${callId} ${step}`) ?? NaN) - report.startedAt - due,
    );
  const lines = [
    'webhook, 2,000 events a second for 10 s; in ms: median, 99th percentile, slowest',
    `${formatRow('terminal', report)}  told since due${formatLatency(toLatency(delays))}`,
    formatRow('bare node:http', baseline),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);

  expect(report.answers).toEqual({ 204: events.length });
  expect(report.sinceDue.max).toBeLessThan(ZOOM_TIMEOUT_MS);
  // Of a typical second, because other programs may use the CPU for a moment.
  expect(getMedian(report.p99PerSecond)).toBeLessThan(50);
  expect(lost).toEqual([]);
  // Processing keeps up with the answers.
  expect(toLatency(delays).p99).toBeLessThan(1_000);
  await terminal.end();
  // No event was reported twice or invented.
  expect([...terminal.calls.values()].flat()).toHaveLength(events.length);
  expect(terminal.notices).toEqual([]);
});
