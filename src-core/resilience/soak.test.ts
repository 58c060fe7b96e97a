import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { agent as simAgent, scenarios, type ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import { noFaults, type AnswerFault, type Faults } from '../../src-simulator/zoom/zoom.ts';
import { seededRandom, TestEnvironment, type Client } from '../test-support/test-environment.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAYS = 30;
const SEED = 20_261_122;

const random = seededRandom(SEED);
const pick = <T>(choices: readonly T[]): T => {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('nothing to choose from');
  return choice;
};

/** Every scenario except `late`, whose ringing event the simulator dates back five minutes on purpose. */
const CALLS: readonly ScenarioId[] = scenarios.map(({ id }) => id).filter((id) => id !== 'late');
const ANSWERS: readonly AnswerFault[] = [
  { kind: 'status', status: 404 },
  { kind: 'status', status: 429, retryAfter: 120 },
  { kind: 'status', status: 500 },
  { kind: 'html' },
  { kind: 'endless' },
  { kind: 'never' },
  { kind: 'cut' },
];

/** Injects a random fault and returns the function that ends it (a no-op if only the client can recover). */
function breakSomething(environment: TestEnvironment, client: Client): () => Promise<void> {
  const { zoom } = environment;
  const fault = (faults: Partial<Faults>): (() => Promise<void>) => {
    Object.assign(zoom.faults, faults);
    return () => {
      Object.assign(zoom.faults, noFaults());
      return Promise.resolve();
    };
  };
  const nothing = (): Promise<void> => Promise.resolve();
  const once =
    (run: () => void): (() => () => Promise<void>) =>
    () => {
      run();
      return nothing;
    };
  return pick<() => () => Promise<void>>([
    ...[1000, 1001, 1006, 1008, 1011].map((code) => once(() => zoom.disconnect(code))),
    once(() => zoom.makeHalfOpen()),
    once(() => zoom.revokeTokens()),
    once(() => client.moveTo(`192.0.2.${1 + Math.floor(random() * 250)}`)),
    once(() => client.service.wake('changed')),
    () => {
      zoom.goDown();
      return () => {
        zoom.comeBack();
        return Promise.resolve();
      };
    },
    () => {
      client.online = false;
      return () => {
        client.online = true;
        return Promise.resolve();
      };
    },
    () => {
      client.sleep();
      return () => client.wake();
    },
    () => fault({ heartbeatsUnanswered: true }),
    () => fault({ eventsWithheld: true }),
    () => fault({ copies: 5 }),
    () => fault({ reorder: { events: 4, ms: 2_000 } }),
    () => fault({ delayMs: pick([5, 90]) * MINUTE }),
    () => fault({ tokensRevokeOlder: true, closeOnTokenExpiry: true }),
    () => fault({ handshake: pick([{ kind: 'cut' }, { kind: 'never' }, { kind: 'no-welcome' }] as const) }),
    () => fault({ handshake: { kind: 'cut-after-welcome' } }),
    () => fault({ token: pick(ANSWERS) }),
    () => fault({ rest: [{ fault: pick(ANSWERS) }] }),
  ])();
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') Reflect.apply(gc, undefined, []);
  return process.memoryUsage().heapUsed;
}

test(`${DAYS} days with random faults: records every call exactly once`, { timeout: 1_200_000 }, async () => {
  const environment = new TestEnvironment();
  const client = await environment.start({ recordOutputs: false });
  const heaps: number[] = [];
  const warnings: string[] = [];
  // Node emits a warning when listeners accumulate.
  const warn = ({ name }: Error): number => warnings.push(name);
  process.on('warning', warn);
  let open = 0;
  let timers = 0;
  let repair: (() => Promise<void>) | null = null;
  for (let day = 0; day < DAYS; day++) {
    for (let minute = 0; minute < 24 * 60; minute += 5) {
      const working = minute >= 8 * 60 && minute < 20 * 60;
      if (working && random() < 0.5) environment.zoom.play(pick(CALLS));
      if (repair !== null && random() < 0.3) {
        await repair();
        repair = null;
      } else if (repair === null && random() < 0.08) {
        repair = breakSomething(environment, client);
      }
      await environment.run(5 * MINUTE);
      open = Math.max(open, client.open);
      timers = Math.max(timers, environment.clock.pending);
    }
    if (day % 10 === 9) heaps.push(heapUsed());
  }
  await repair?.();
  Object.assign(environment.zoom.faults, noFaults());
  environment.zoom.comeBack();
  // After an outage, the next attempt may be up to an hour away.
  await environment.run(3 * HOUR);

  const rung = environment.zoom.getRungCallIds(simAgent.userId);
  expect(rung.length).toBeGreaterThan(1_500);
  expect(client.lostCalls).toEqual([]);
  const storedIds = client.history.getRecent(1_000_000, 0).map(({ callId }) => callId);
  expect(storedIds).toHaveLength(new Set(storedIds).size);
  expect([...storedIds].sort()).toEqual([...rung].sort());
  expect(client.service.state.cards.filter(({ call }) => call.state === 'ringing')).toEqual([]);

  // One socket and now and then a few requests are open. Neither connections nor timers accumulate.
  expect(open).toBeLessThan(5);
  expect(timers).toBeLessThan(600);
  const [early = 0, , late = 0] = heaps;
  // The simulator itself keeps a month of calls in memory.
  expect(late - early).toBeLessThan(12 * 1024 * 1024);
  expect(await environment.end()).toBe(0);
  process.off('warning', warn);
  expect(warnings).toEqual([]);
});
