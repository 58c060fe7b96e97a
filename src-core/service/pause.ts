import { findNextPauseChange, isPauseTime } from '../settings/pause-schedule.ts';
import type { PauseTimes } from '../settings/schema.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Whether cards are paused: by the user, or by the schedule of the settings. Times in ms since the epoch. */
export class Pause {
  #until: number | null = null;
  /** the user resumed during a scheduled pause, which is ignored until then */
  #resumedUntil: number | null = null;

  /** Pauses until then; `null` = resumes, also during a scheduled pause. */
  set(until: number | null, schedule: readonly PauseTimes[], now: number): void {
    this.#until = until;
    if (until === null && isPauseTime(schedule, now))
      this.#resumedUntil = findNextPauseChange(schedule, now) ?? Infinity;
  }

  /** When cards appear again; `null` if they are not paused. */
  findEnd(schedule: readonly PauseTimes[], now: number): number | null {
    const manualEnd = this.#until !== null && this.#until > now ? this.#until : null;
    const isResumed = this.#resumedUntil !== null && this.#resumedUntil > now;
    if (isResumed || !isPauseTime(schedule, now)) return manualEnd;
    return Math.max(manualEnd ?? 0, findNextPauseChange(schedule, now) ?? now + DAY_MS);
  }

  /** The times at which `findEnd` may change its answer. */
  getDeadlines(schedule: readonly PauseTimes[], now: number): readonly number[] {
    return [this.#until, findNextPauseChange(schedule, now)].flatMap((time) => time ?? []);
  }

  /** Ends a manual pause whose time is over. */
  expire(now: number): void {
    if (this.#until !== null && this.#until <= now) this.#until = null;
  }
}
