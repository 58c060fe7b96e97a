import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from './clean-text.ts';
import { measureGrowth } from '../test-support/growth.ts';

describe('cleanText', () => {
  test.each([
    ['  田中　太郎 \t', '田中 太郎'],
    ['one\r\ntwo\u2028three', 'one two three'],
    ['a\u0000b\u007fc\u0085d', 'abcd'],
    ['\u202eevil\u202c', 'evil'],
    ['zero\u200bwidth\u2060\ufeff', 'zerowidth'],
    ['half of a pair \ud83d', 'half of a pair'],
    ['👍🏽', '👍🏽'],
    ['', null],
    [' \n\u200b ', null],
  ])('%j becomes %j', (text, shown) => {
    expect(cleanText(text)).toBe(shown);
  });

  test.each([null, undefined, 5, true, {}, [], ['text']])('returns null for %j', (value) => {
    expect(cleanText(value)).toBeNull();
  });

  test('truncates long text with an ellipsis, without splitting a character', () => {
    expect(cleanText('abcdef', 6)).toBe('abcdef');
    expect(cleanText('abcdefg', 6)).toBe('abcde…');
    expect(cleanText('abcd👍efg', 6)).toBe('abcd…');
  });

  test('the result for any text is short, visible and idempotent', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 600 }),
        fc.integer({ min: 2, max: 130 }),
        (text, maxLength) => {
          const clean = cleanText(text, maxLength);
          if (clean === null) return;
          expect(clean.length).toBeLessThanOrEqual(maxLength);
          expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|^\s|\s$|\s\s/u);
          expect(cleanText(clean, maxLength)).toBe(clean);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('does not change a short plain text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Zぁ-んァ-ヶ一-龠0-9.-]{1,60}$/u), (text) => {
        expect(cleanText(text)).toBe(text);
      }),
    );
  });

  test('cleaning a megabyte costs no more than cleaning a few kilobytes', () => {
    const texts = new Map([1_000, 500_000].map((pairs) => [pairs, ' x'.repeat(pairs)]));
    const growth = measureGrowth(
      (pairs) => {
        for (let time = 0; time < 10; time += 1) expect(cleanText(texts.get(pairs))).toHaveLength(120);
      },
      1_000,
      500,
    );
    expect(growth).toBeLessThan(50);
  });
});
