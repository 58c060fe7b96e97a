import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatClockTime, formatDuration, formatIsoDay } from './format-time.ts';

/** Returns the seconds of a formatted duration. */
function readDuration(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

describe('a duration', () => {
  test.each([
    [-3, '0:00'],
    [0, '0:00'],
    [0.999, '0:00'],
    [59.999, '0:59'],
    [60, '1:00'],
    [303, '5:03'],
    [3_599, '59:59'],
    [3_600, '1:00:00'],
    [4_503, '1:15:03'],
    [90_000, '25:00:00'],
  ])('of %d seconds reads %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('increments each second and has valid minutes and seconds', () => {
    for (let seconds = 0; seconds <= 2 * 3_600; seconds += 1) {
      const text = formatDuration(seconds);
      expect(text).toMatch(/^(?:[1-9]\d*:[0-5]\d|\d|[1-5]\d):[0-5]\d$/u);
      expect(readDuration(text)).toBe(seconds);
    }
  });

  test('is monotonic and does not change within a second', () => {
    const seconds = fc.double({ min: 0, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, (a, b) => {
        const [shorter, longer] = [Math.min(a, b), Math.max(a, b)].map(formatDuration);
        expect(readDuration(shorter!)).toBeLessThanOrEqual(readDuration(longer!));
        expect(formatDuration(a)).toBe(formatDuration(Math.floor(a)));
      }),
    );
  });
});

test('formats clock time and date with two digits per part', () => {
  const time = new Date(2026, 0, 2, 9, 5).getTime();
  expect(formatClockTime(time)).toBe('09:05');
  expect(formatIsoDay(time)).toBe('2026-01-02');
});
