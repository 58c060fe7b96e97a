import type { PauseTimes } from './schema.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** A schedule repeats weekly. The second week is for a change in the hour that is skipped when summer time begins. */
const HORIZON_MS = 15 * DAY_MS;

/**
 * Whether cards are paused, by local time: an hour that is repeated at the end of summer time counts both times.
 * @param now ms since the epoch
 */
export function isPauseTime(schedule: readonly PauseTimes[], now: number): boolean {
  const date = new Date(now);
  const today = date.getDay();
  const yesterday = (today + 6) % 7;
  const minute = date.getHours() * 60 + date.getMinutes();
  return schedule.some(({ days, from, to }) => {
    const start = toMinuteOfDay(from);
    const end = toMinuteOfDay(to);
    if (start < end) return days.includes(today) && start <= minute && minute < end;
    return (days.includes(today) && start <= minute) || (days.includes(yesterday) && minute < end);
  });
}

/**
 * When `isPauseTime` next changes.
 * @param now ms since the epoch
 * @returns ms since the epoch; null if it never changes
 */
export function findNextPauseChange(schedule: readonly PauseTimes[], now: number): number | null {
  const isPause = isPauseTime(schedule, now);
  const minutes = schedule.flatMap(({ from, to }) => [toMinuteOfDay(from), toMinuteOfDay(to)]);
  if (minutes.length === 0) return null;
  let at = now;
  while (at < now + HORIZON_MS) {
    at = findClockChange(at, getNextTime(minutes, at));
    if (isPauseTime(schedule, at) !== isPause) return at;
  }
  return null;
}

/** When local time next reaches one of these minutes of the day, unless the clock is changed before. */
function getNextTime(minutes: readonly number[], at: number): number {
  const date = new Date(at);
  const minute = date.getHours() * 60 + date.getMinutes();
  const ahead = minutes.map((target) => ((target - minute + DAY_MINUTES - 1) % DAY_MINUTES) + 1);
  return at - (at % MINUTE_MS) + Math.min(...ahead) * MINUTE_MS;
}

/** When summer time begins or ends between these two times, which are at most a day apart; `until` if it does not. */
function findClockChange(since: number, until: number): number {
  const offset = getOffset(since);
  if (getOffset(until) === offset) return until;
  let before = since - (since % MINUTE_MS);
  let after = until;
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / MINUTE_MS / 2) * MINUTE_MS;
    if (getOffset(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

function getOffset(time: number): number {
  return new Date(time).getTimezoneOffset();
}

/** @param text "HH:MM" */
function toMinuteOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
