import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually, expect, ROOT } from './app.ts';
import { LoadReport, schedule, type LoadPlan } from './webhook/load-plan.ts';
import { WEBHOOK_SECRET } from '../src-core/test-support/fakes.ts';
import { test } from './webhook/terminal.ts';

/** One wave of the load that `npm run bench -- webhook` measures. */
const PLAN: Omit<LoadPlan, 'url'> = {
  secret: WEBHOOK_SECRET,
  firstCallId: '7000000000000000000',
  warmUpCalls: 20,
  waves: 1,
  callsPerWave: 667,
  eventsPerSecond: 2_000,
  connections: 64,
};
const SENDER = fileURLToPath(new URL('webhook/load-sender.ts', import.meta.url));

test('a burst of 2,000 signed events is answered, and each call state is reported once', async ({
  listen,
}) => {
  const terminal = await listen();
  const plan: LoadPlan = { url: terminal.url, ...PLAN };
  const args = ['--import', 'tsx', SENDER, JSON.stringify(plan)];
  const sender = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  sender.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(sender, 'close');
  const events = schedule(plan);
  expect(LoadReport.parse(JSON.parse(printed)).answers).toEqual({ 204: events.length });
  const last = events.at(-1)?.callId ?? '';
  await eventually(() => terminal.calls.get(last)?.at(-1), 'the last call has ended').toBe('ended');
  await terminal.end();
  const expected = events.map(({ callId, step }) => `${callId} ${step}`);
  const reported = [...terminal.calls].flatMap(([callId, states]) =>
    states.map((state) => `${callId} ${state}`),
  );
  expect(reported.sort()).toEqual(expected.sort());
  expect(terminal.notices).toEqual([]);
});
