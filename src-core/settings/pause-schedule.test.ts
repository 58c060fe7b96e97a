import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isPauseTime, findNextPauseChange } from './pause-schedule.ts';
import type { PauseTimes } from './schema.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const zoneBefore = process.env['TZ'];
afterEach(() => {
  if (zoneBefore === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zoneBefore;
});

const WEEKDAYS = [1, 2, 3, 4, 5];
const NIGHT: PauseTimes = { days: WEEKDAYS, from: '22:00', to: '07:00' };
const LUNCH: PauseTimes = { days: WEEKDAYS, from: '12:00', to: '13:00' };

/** Returns a local time in 2026; months count from 1. */
const at = (month: number, day: number, hour: number, minute = 0, ms = 0): number =>
  new Date(2026, month - 1, day, hour, minute, 0, ms).getTime();

describe('in Tokyo', () => {
  beforeEach(() => {
    process.env['TZ'] = 'Asia/Tokyo';
  });

  // 2026-11-20 is a Friday.
  test.each([
    ['is off just before lunch', [11, 20, 11, 59, 59_999], false],
    ['is on at the first moment of lunch', [11, 20, 12], true],
    ['is on until the last moment of lunch', [11, 20, 12, 59, 59_999], true],
    ['is off when lunch ends', [11, 20, 13], false],
    ['is on Friday night', [11, 20, 22], true],
    ['Friday night continues into Saturday morning', [11, 21, 6, 59], true],
    ['is off when the night ends in the morning', [11, 21, 7], false],
    ['is off at noon on Saturday', [11, 21, 12, 30], false],
    ['is off on Saturday night', [11, 21, 23], false],
    ['is off early on Monday, as Sunday has no night', [11, 23, 3], false],
    ['is on Monday night', [11, 23, 22], true],
  ] as const)('%s', (_what, [month, day, hour, minute, ms], paused) => {
    expect(isPauseTime([LUNCH, NIGHT], at(month, day, hour, minute, ms))).toBe(paused);
  });

  test('returns the next change, also across the weekend', () => {
    expect(findNextPauseChange([LUNCH], at(11, 20, 11, 59, 1))).toBe(at(11, 20, 12));
    expect(findNextPauseChange([LUNCH], at(11, 20, 12))).toBe(at(11, 20, 13));
    expect(findNextPauseChange([LUNCH], at(11, 20, 13))).toBe(at(11, 23, 12));
    expect(findNextPauseChange([NIGHT], at(11, 20, 23))).toBe(at(11, 21, 7));
  });

  test('merges adjacent and overlapping times', () => {
    const morning: PauseTimes = { days: WEEKDAYS, from: '07:00', to: '09:30' };
    const early: PauseTimes = { days: [6], from: '06:00', to: '08:00' };
    expect(findNextPauseChange([NIGHT, morning], at(11, 18, 23))).toBe(at(11, 19, 9, 30));
    expect(findNextPauseChange([NIGHT, early], at(11, 20, 23))).toBe(at(11, 21, 8));
  });

  test('treats equal start and end times as a whole day', () => {
    const sunday: PauseTimes = { days: [0], from: '08:00', to: '08:00' };
    expect(findNextPauseChange([sunday], at(11, 21, 12))).toBe(at(11, 22, 8));
    expect(findNextPauseChange([sunday], at(11, 22, 8))).toBe(at(11, 23, 8));
  });

  test('returns no change for an empty schedule and for a permanent pause', () => {
    expect(isPauseTime([], at(11, 20, 12))).toBe(false);
    expect(findNextPauseChange([], at(11, 20, 12))).toBeNull();
    const always: PauseTimes = { days: [0, 1, 2, 3, 4, 5, 6], from: '08:00', to: '08:00' };
    expect(isPauseTime([always], at(11, 20, 7))).toBe(true);
    expect(findNextPauseChange([always], at(11, 20, 12))).toBeNull();
  });
});

describe('in New York, whose clock goes forward on 8 March and back on 1 November', () => {
  beforeEach(() => {
    process.env['TZ'] = 'America/New_York';
  });
  const daily = (from: string, to: string): PauseTimes => ({ days: [0, 1, 2, 3, 4, 5, 6], from, to });

  test('a night is an hour shorter or longer and ends at its local time', () => {
    const night = daily('22:00', '07:00');
    const spring = findNextPauseChange([night], at(3, 7, 22)) ?? 0;
    const autumn = findNextPauseChange([night], at(10, 31, 22)) ?? 0;
    expect(spring - at(3, 7, 22)).toBe(8 * 60 * MINUTE_MS);
    expect(autumn - at(10, 31, 22)).toBe(10 * 60 * MINUTE_MS);
  });

  test('a pause that ends in the skipped hour ends when the clock jumps', () => {
    const ends = findNextPauseChange([daily('01:00', '02:30')], at(3, 8, 1)) ?? 0;
    expect(new Date(ends).toISOString()).toBe('2026-03-08T07:00:00.000Z');
  });

  test('a pause within the skipped hour does not occur that day', () => {
    expect(findNextPauseChange([daily('02:10', '02:50')], at(3, 8, 1))).toBe(at(3, 9, 2, 10));
    // A weekly pause occurs a week later.
    const sundays: PauseTimes = { days: [0], from: '02:10', to: '02:50' };
    expect(findNextPauseChange([sundays], at(3, 1, 2, 50))).toBe(at(3, 15, 2, 10));
  });

  test('a pause within the repeated hour occurs twice', () => {
    const early = daily('01:15', '01:45');
    const first = Date.UTC(2026, 10, 1, 5, 15);
    const changes: number[] = [];
    for (let now: number | null = first - 1; now !== null && now < first + 2 * 60 * MINUTE_MS;) {
      now = findNextPauseChange([early], now);
      if (now !== null) changes.push((now - first) / MINUTE_MS);
    }
    expect(changes.slice(0, 4)).toEqual([0, 30, 60, 90]);
  });
});

describe.each(['Asia/Tokyo', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Chatham', 'UTC'])(
  'in the time zone %s',
  (zone) => {
    beforeEach(() => {
      process.env['TZ'] = zone;
    });

    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const schedule = fc.array(
      fc.record({
        days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
        from: time,
        to: time,
      }),
      { minLength: 1, maxLength: 4 },
    );
    const year = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) });
    /** times around clock changes in various time zones */
    const change = fc
      .tuple(
        fc.constantFrom(
          Date.UTC(2026, 2, 8),
          Date.UTC(2026, 3, 4),
          Date.UTC(2026, 8, 26),
          Date.UTC(2026, 9, 3),
          Date.UTC(2026, 10, 1),
        ),
        fc.integer({ min: -DAY_MS, max: 2 * DAY_MS }),
      )
      .map(([day, ms]) => day + ms);

    test('the pause state changes exactly at the predicted time, not before', () => {
      fc.assert(
        fc.property(schedule, fc.oneof(year, change), (times, now) => {
          const changesAt = findNextPauseChange(times, now);
          const answer = isPauseTime(times, now);
          const end = changesAt ?? now + 15 * DAY_MS;
          if (changesAt !== null) {
            expect(changesAt).toBeGreaterThan(now);
            expect(isPauseTime(times, changesAt)).toBe(!answer);
            expect(isPauseTime(times, changesAt - 1)).toBe(answer);
          }
          // Checks every minute of a short period, and about 400 moments of a long one.
          const step = Math.ceil((end - now) / 400 / MINUTE_MS) * MINUTE_MS;
          for (let when = now; when < end; when += step) expect(isPauseTime(times, when)).toBe(answer);
        }),
        { numRuns: 300 },
      );
    });
  },
);
