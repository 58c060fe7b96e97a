import { systemClock, type Clock } from '../util/clock.ts';

/** What is at least this long, in ms, is a limit on a slow CRM; shorter waits keep its rate limit. */
const MIN_LIMIT_MS = 1_000;

/** The system's clock, but limits on slow CRMs are so long that they pass on no machine, however busy it is. */
export const patientClock: Clock = {
  ...systemClock,
  after: (ms, run) => systemClock.after(ms < MIN_LIMIT_MS ? ms : ms * 100, run),
};
