import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mask } from './redact.ts';

test.each([
  ['+819012345678', '+8***78'],
  ['佐藤美咲子様です', '佐藤***です'],
  ['1045', '***'],
  ['Tanaka', '***'],
  ['', '–'],
  [null, '–'],
])('%j is logged as %s', (text, masked) => {
  expect(mask(text)).toBe(masked);
});

test('of any text at most four characters show, and never most of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
      const masked = mask(text);
      const shown = Array.from(masked.replace('***', ''));
      expect(masked).toContain('***');
      expect(shown.length).toBeLessThanOrEqual(4);
      expect(shown.length).toBeLessThan(Array.from(text).length * 0.6 + 0.1);
      // How long it was does not show either.
      expect(Array.from(masked).length).toBeLessThanOrEqual(7);
    }),
  );
});
