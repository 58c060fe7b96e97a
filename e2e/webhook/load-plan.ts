import { z } from 'zod';

/** What the sender is to do; it gets this as its one argument, in JSON. */
export const LoadPlan = z.object({
  url: z.string(),
  secret: z.string(),
  /** 19 digits; those of the calls count from there */
  firstCallId: z.string().regex(/^\d{12}0{7}$/u),
  /** sent before, at a quarter of the pace, for code and connections to be there; they are in no figure */
  warmUpCalls: z.number(),
  /** in each, all calls ring, then all are answered, then all end */
  waves: z.number(),
  callsPerWave: z.number(),
  eventsPerSecond: z.number(),
  connections: z.number(),
});
export type LoadPlan = z.infer<typeof LoadPlan>;

/** Times until an answer, in ms. */
const Latency = z.object({ p50: z.number(), p99: z.number(), max: z.number() });
export type Latency = z.infer<typeof Latency>;

/** What became of it: the sender prints this, in JSON. */
export const LoadReport = z.object({
  /** when it began, in ms since the epoch */
  startedAt: z.number(),
  /** how often each status, or error of the connection, came; those before too */
  answers: z.record(z.string(), z.number()),
  /** since a request was due, so that a sender that is late counts as the listener's lateness */
  sinceDue: Latency,
  /** since it was really sent */
  sinceSent: Latency,
  /** the 99th percentile since due of those due in each second, in ms */
  p99PerSecond: z.array(z.number()),
  /** how long the last request was sent after it was due, in ms */
  finalDelayMs: z.number(),
});
export type LoadReport = z.infer<typeof LoadReport>;

export const STEPS = ['ringing', 'answered', 'ended'] as const;

/** One event of a plan. */
export interface PlannedEvent {
  readonly callId: string;
  readonly step: (typeof STEPS)[number];
  /** in ms after the begin */
  readonly dueMs: number;
  /** whether it is in the figures */
  readonly isMeasured: boolean;
}

/** All events of a plan, in their order. */
export function schedule(plan: LoadPlan): PlannedEvent[] {
  const planned: PlannedEvent[] = [];
  let calls = 0;
  let dueMs = 0;
  for (let wave = 0; wave <= plan.waves; wave += 1) {
    const isMeasured = wave > 0;
    const ids = Array.from({ length: isMeasured ? plan.callsPerWave : plan.warmUpCalls }, () => {
      calls += 1;
      return plan.firstCallId.slice(0, -7) + String(calls).padStart(7, '0');
    });
    for (const step of STEPS) {
      for (const callId of ids) {
        planned.push({ callId, step, dueMs, isMeasured });
        dueMs += (isMeasured ? 1_000 : 4_000) / plan.eventsPerSecond;
      }
    }
  }
  return planned;
}

/** The median, the 99th percentile and the largest of these. */
export function toLatency(values: readonly number[]): Latency {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
