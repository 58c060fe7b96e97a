import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRetryAfter } from './retry-after.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const HOUR = 3_600;

const read = (headers: Readonly<Record<string, unknown>>, status = 429): number | null =>
  readRetryAfter(status, (name) => headers[name], NOW);

test.each([
  ['17', 17],
  [' 17 ', 17],
  ['0', 0],
  ['3601', HOUR],
  ['Fri, 02 Jan 2026 03:04:35 GMT', 30],
  ['Fri, 02 Jan 2026 03:04:04 GMT', 0],
  ['Sat, 03 Jan 2026 00:00:00 GMT', HOUR],
  ['2026-01-02T03:14:05Z', 600],
  ['2026-01-02T03:14:05.500Z', 601],
  ['2026-01-02T03:14:05', 600],
  ['2026-01-02T12:14:05+09:00', 600],
  // as Zoom sends it for the limit of a day
  ['2026-01-03T00:00:00Z', HOUR],
  ['2025-01-01T00:00:00Z', 0],
])('Retry-After "%s" asks for %i seconds', (value, seconds) => {
  expect(read({ 'retry-after': value })).toBe(seconds);
  expect(read({ 'retry-after': value }, 503)).toBe(seconds);
});

test.each([
  '',
  'soon',
  '-1',
  '1e3',
  '2026-01-02',
  '2026-13-45T99:00:00Z',
  'Fri, 99 Xxx 2026 03:04:35 GMT',
  null,
  7,
])('Retry-After %j asks for no time', (value) => {
  expect(read({ 'retry-after': value })).toBeNull();
});

const reset = (seconds: number): string => String(NOW / 1_000 + seconds);

test.each([
  [reset(1), 1],
  [reset(90), 90],
  [reset(-5), 0],
  [reset(86_400), HOUR],
  // These are no times.
  ['2', null],
  ['9'.repeat(13), null],
])('X-RateLimit-Reset %s of a refusal asks for %s seconds', (value, seconds) => {
  expect(read({ 'x-ratelimit-reset': value })).toBe(seconds);
});

test('X-RateLimit-Reset counts only with status 429 and without Retry-After', () => {
  expect(read({ 'x-ratelimit-reset': reset(90) }, 500)).toBeNull();
  expect(read({ 'x-ratelimit-reset': reset(90), 'retry-after': '7' })).toBe(7);
});

test('any value yields whole seconds up to an hour, or null', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.date().map(String), fc.integer().map(String), fc.anything()),
      fc.oneof(fc.string(), fc.nat().map(String), fc.constant(undefined)),
      (retryAfter, rateLimitReset) => {
        const seconds = read({ 'retry-after': retryAfter, 'x-ratelimit-reset': rateLimitReset });
        if (seconds === null) return;
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(0);
        expect(seconds).toBeLessThanOrEqual(HOUR);
      },
    ),
  );
});
