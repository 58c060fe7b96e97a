import type { PauseTimes } from './schema.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** A week tells all of a schedule; a second one, for what fell into the hour that a change of the clock left out. */
const HORIZON_MS = 15 * DAY_MS;

/**
 * Is this a time at which no card shall come? What the clock on the wall shows counts: an hour that it shows twice, at the
 * end of summer time, is both times the same.
 *
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
 * When `isPauseTime` next gives another answer.
 *
 * @param now ms since the epoch
 * @returns ms since the epoch; null = never
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

/** When the clock next shows one of these minutes of the day, should nobody change it. */
function getNextTime(minutes: readonly number[], at: number): number {
  const date = new Date(at);
  const minute = date.getHours() * 60 + date.getMinutes();
  const ahead = minutes.map((target) => ((target - minute + DAY_MINUTES - 1) % DAY_MINUTES) + 1);
  return at - (at % MINUTE_MS) + Math.min(...ahead) * MINUTE_MS;
}

/** The moment at which the clock is put forward or back between these two, both at most a day apart; `until` if it is not. */
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

/** Of the day, from "HH:MM". */
function toMinuteOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
