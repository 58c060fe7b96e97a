/**
 * Sends signed calls to a webhook at an even pace over some connections, as a proxy would, and prints what became of
 * them. A process of its own, so that nothing else of the test takes its time.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { agent } from '../../src-simulator/people.ts';
import {
  calleeAnswered,
  calleeEnded,
  calleeRinging,
  outside,
  type LegOfCall,
  type ZoomEvent,
} from '../../src-simulator/zoom-events.ts';
import { latency, LoadPlan, schedule, type LoadReport, type Planned } from './load-plan.ts';
import { signedHeaders } from '../../src-core/fakes.test-support.ts';

/** An answer that has not come after this, in ms, does not come. */
const PATIENCE_MS = 10_000;

/** One request, ready to go. */
type Post = Planned & { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

const plan = LoadPlan.parse(JSON.parse(process.argv[2] ?? ''));
// All is made and signed before: later, only sending takes time.
const wanted = Date.now() + 1_500;
const posts = schedule(plan).map(postOf);
const firstDue = posts.find(({ counts }) => counts)?.due ?? 0;
// The listener closes what is idle for 5 s: a request that met that on its way would be lost.
const connections = new Agent({ keepAlive: true, maxSockets: plan.connections, timeout: 3_000 });
await sleep(wanted - Date.now());

const begin = Date.now();
const start = performance.now();
const elapsed = (): number => performance.now() - start;
const sinceDue: number[] = [];
const sinceSent: number[] = [];
/** as sinceDue, for each second */
const seconds: number[][] = [];
const answers: Record<string, number> = {};
/** the last request of each call */
const lastOf = new Map<string, Promise<void>>();
for (const post of posts) {
  while (elapsed() < post.due) await sleep(1);
  // A ringing that its own answer overtakes is rightly told no more: each call's events go one after the other.
  const before = lastOf.get(post.callId) ?? Promise.resolve();
  lastOf.set(
    post.callId,
    before.then(() => send(post)),
  );
}
const behind = elapsed() - (posts.at(-1)?.due ?? 0);
await Promise.all(lastOf.values());
connections.destroy();
const report: LoadReport = {
  begin,
  answers,
  sinceDue: latency(sinceDue),
  sinceSent: latency(sinceSent),
  p99OfSeconds: seconds.map((values) => latency(values).p99),
  behind,
};
process.stdout.write(`${JSON.stringify(report)}\n`);

/** What Zoom says of it. */
function eventOf({ callId, step, due }: Planned): ZoomEvent {
  const at = wanted + Math.floor(due);
  const call: LegOfCall = {
    accountId: 'load',
    callId,
    caller: outside(`+8190${callId.slice(-8)}`),
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

function postOf(planned: Planned): Post {
  const event = eventOf(planned);
  const body = Buffer.from(JSON.stringify(event));
  const timestamp = Math.floor(event.event_ts / 1_000);
  return { ...planned, body, headers: signedHeaders(body, { secret: plan.secret, timestamp }) };
}

function send({ due, counts, body, headers }: Post): Promise<void> {
  return new Promise((resolve) => {
    const sent = elapsed();
    const settle = (answer: string): void => {
      answers[answer] = (answers[answer] ?? 0) + 1;
      if (counts) {
        const now = elapsed();
        sinceDue.push(now - due);
        sinceSent.push(now - sent);
        (seconds[Math.floor((due - firstDue) / 1_000)] ??= []).push(now - due);
      }
      resolve();
    };
    const sending = request(plan.url, { method: 'POST', agent: connections, headers, timeout: PATIENCE_MS });
    sending.on('response', (answer) => {
      answer.resume();
      settle(String(answer.statusCode));
    });
    sending.on('timeout', () => sending.destroy());
    sending.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.name));
    sending.end(body);
  });
}
