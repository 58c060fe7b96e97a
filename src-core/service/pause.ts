import { findNextPauseChange, isPauseTime } from '../settings/pause-schedule.ts';
import type { PauseTimes } from '../settings/schema.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Pauses cards: by the user, or by the schedule in the settings. Times in ms since the epoch. */
export class Pause {
  #until: number | null = null;
  /** end of a scheduled pause that the user has ended early */
  #resumedUntil: number | null = null;

  /** Pauses until `until`; `null` = resumes, also during a scheduled pause. */
  set(until: number | null, schedule: readonly PauseTimes[], now: number): void {
    this.#until = until;
    if (until === null && isPauseTime(schedule, now))
      this.#resumedUntil = findNextPauseChange(schedule, now) ?? Infinity;
  }

  /** When the present pause ends; `null` if there is none. */
  findEnd(schedule: readonly PauseTimes[], now: number): number | null {
    const manualEnd = this.#until !== null && this.#until > now ? this.#until : null;
    const isResumed = this.#resumedUntil !== null && this.#resumedUntil > now;
    if (isResumed || !isPauseTime(schedule, now)) return manualEnd;
    return Math.max(manualEnd ?? 0, findNextPauseChange(schedule, now) ?? now + DAY_MS);
  }

  /** The times at which `findEnd` may change its result. */
  getDeadlines(schedule: readonly PauseTimes[], now: number): readonly number[] {
    const times = [this.#until, findNextPauseChange(schedule, now)];
    return times.flatMap((time) => (time !== null && time > now ? [time] : []));
  }
}
