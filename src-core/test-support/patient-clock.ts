import { systemClock, type Clock } from '../util/clock.ts';

/** In ms. Timers of at least this length are time-outs of slow CRMs; shorter ones keep a rate limit. */
const MIN_LIMIT_MS = 1_000;

/** The system clock, but with time-outs for slow CRMs so long that they never pass, even on a busy machine. */
export const patientClock: Clock = {
  ...systemClock,
  after: (ms, run) => systemClock.after(ms < MIN_LIMIT_MS ? ms : ms * 100, run),
};
