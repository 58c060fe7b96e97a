import { systemClock, type Clock } from '../util/clock.ts';

/** In ms. Timers of at least this length are time-outs of slow CRMs; shorter ones enforce a rate limit. */
const MIN_LIMIT_MS = 1_000;

/** The system clock with time-outs for slow CRMs that are too long to expire, even on a busy machine. */
export const patientClock: Clock = {
  ...systemClock,
  after: (ms, run) => systemClock.after(ms < MIN_LIMIT_MS ? ms : ms * 100, run),
};
