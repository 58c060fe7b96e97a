import { z } from 'zod';

/** The sender's task, which it gets as its only argument in JSON. */
export const LoadPlan = z.object({
  url: z.string(),
  secret: z.string(),
  /** 19 digits; the calls' ids count up from it */
  firstCallId: z.string().regex(/^\d{12}0{7}$/u),
  /** calls sent first, at a quarter of the rate, to warm up code and connections; not in the results */
  warmUpCalls: z.number(),
  /** in each wave all calls ring, then all are answered, then all end */
  waves: z.number(),
  callsPerWave: z.number(),
  eventsPerSecond: z.number(),
  connections: z.number(),
});
export type LoadPlan = z.infer<typeof LoadPlan>;

/** Answer times in ms. */
const Latency = z.object({ p50: z.number(), p99: z.number(), max: z.number() });
export type Latency = z.infer<typeof Latency>;

/** The result, which the sender prints as JSON. */
export const LoadReport = z.object({
  /** start, in ms since the epoch */
  startedAt: z.number(),
  /** number of each status or connection error, warm-up included */
  answers: z.record(z.string(), z.number()),
  /** from the time a request was due, so that a late sender counts as well */
  sinceDue: Latency,
  /** from the time it was sent */
  sinceSent: Latency,
  /** the 99th percentile of `sinceDue` for each second, in ms */
  p99PerSecond: z.array(z.number()),
  /** how late the last request was sent, in ms */
  finalDelayMs: z.number(),
});
export type LoadReport = z.infer<typeof LoadReport>;

export const STEPS = ['ringing', 'answered', 'ended'] as const;

export interface PlannedEvent {
  readonly callId: string;
  readonly step: (typeof STEPS)[number];
  /** in ms after the start */
  readonly dueMs: number;
  /** whether it is in the results */
  readonly isMeasured: boolean;
}

/** All events of a plan, in order. */
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

/** Median, 99th percentile and maximum. */
export function toLatency(values: readonly number[]): Latency {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
