/**
 * Sends signed calls to a webhook at a constant rate over some connections, as a proxy does, and prints the results. It
 * runs in its own process, so that the test does not slow it.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { agent } from '../../src-simulator/scenarios/people.ts';
import {
  calleeAnswered,
  calleeEnded,
  calleeRinging,
  toExternalCaller,
  type LegEventData,
  type ZoomEvent,
} from '../../src-simulator/zoom/zoom-events.ts';
import { toLatency, LoadPlan, schedule, type LoadReport, type PlannedEvent } from './load-plan.ts';
import { signedHeaders } from '../../src-core/test-support/fakes.ts';

/** Time-out for an answer, in ms. */
const REQUEST_TIMEOUT_MS = 60_000;

type Post = PlannedEvent & { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

const plan = LoadPlan.parse(JSON.parse(process.argv[2] ?? ''));
// All requests are signed in advance, so that later only sending takes time.
const startAt = Date.now() + 1_500;
const posts = schedule(plan).map(toPost);
const firstDue = posts.find(({ isMeasured }) => isMeasured)?.dueMs ?? 0;
// The listener closes connections after 5 s idle; a request sent at that moment would be lost.
const connections = new Agent({ keepAlive: true, maxSockets: plan.connections, timeout: 3_000 });
await sleep(startAt - Date.now());

const startedAt = Date.now();
const start = performance.now();
const elapsed = (): number => performance.now() - start;
const sinceDue: number[] = [];
const sinceSent: number[] = [];
/** `sinceDue` for each second */
const seconds: number[][] = [];
const answers: Record<string, number> = {};
/** the last request of each call */
const lastRequests = new Map<string, Promise<void>>();
for (const post of posts) {
  while (elapsed() < post.dueMs) await sleep(1);
  // Each call's events are sent one after the other: a ringing event after its answer is rightly not reported.
  const previous = lastRequests.get(post.callId) ?? Promise.resolve();
  lastRequests.set(
    post.callId,
    previous.then(() => send(post)),
  );
}
const finalDelayMs = elapsed() - (posts.at(-1)?.dueMs ?? 0);
await Promise.all(lastRequests.values());
connections.destroy();
const report: LoadReport = {
  startedAt,
  answers,
  sinceDue: toLatency(sinceDue),
  sinceSent: toLatency(sinceSent),
  p99PerSecond: seconds.map((values) => toLatency(values).p99),
  finalDelayMs,
};
process.stdout.write(`${JSON.stringify(report)}\n`);

/** Zoom's event. */
function toEvent({ callId, step, dueMs }: PlannedEvent): ZoomEvent {
  const at = startAt + Math.floor(dueMs);
  const call: LegEventData = {
    accountId: 'load',
    callId,
    caller: toExternalCaller(`+8190${callId.slice(-8)}`),
    leg: { party: agent, device: agent.app, number: agent.numbers[0] },
    ringingAt: at,
  };
  switch (step) {
    case 'ringing':
      return calleeRinging(call, at);
    case 'answered':
      return calleeAnswered(call, at);
    case 'ended':
      return calleeEnded(call, at);
  }
}

function toPost(planned: PlannedEvent): Post {
  const event = toEvent(planned);
  const body = Buffer.from(JSON.stringify(event));
  const timestamp = Math.floor(event.event_ts / 1_000);
  return { ...planned, body, headers: signedHeaders(body, { secret: plan.secret, timestamp }) };
}

function send({ dueMs, isMeasured, body, headers }: Post): Promise<void> {
  return new Promise((resolve) => {
    const sent = elapsed();
    const settle = (answer: string): void => {
      answers[answer] = (answers[answer] ?? 0) + 1;
      if (isMeasured) {
        const now = elapsed();
        sinceDue.push(now - dueMs);
        sinceSent.push(now - sent);
        (seconds[Math.floor((dueMs - firstDue) / 1_000)] ??= []).push(now - dueMs);
      }
      resolve();
    };
    const outgoing = request(plan.url, {
      method: 'POST',
      agent: connections,
      headers,
      timeout: REQUEST_TIMEOUT_MS,
    });
    outgoing.on('response', (answer) => {
      answer.resume();
      settle(String(answer.statusCode));
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.name));
    outgoing.end(body);
  });
}
