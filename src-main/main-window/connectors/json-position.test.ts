import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonError } from './json-position.ts';

describe('findJsonError', () => {
  test.each([
    ['{"a": x}', 1, 7],
    ['{a}', 1, 2],
    ['{"phones": ["TEL",]}', 1, 19],
    ['{\n  "phones": ["TEL"],\n  "name": 氏名\n}', 3, 11],
    ['{"a": 1', 1, 8],
    ['[1, 2', 1, 6],
    ['{"a": "b\nc"}', 1, 7],
    ['{"a": 01}', 1, 7],
    ['{"a": 1} x', 1, 10],
    ["{'a': 1}", 1, 2],
    ['{“a”: 1}', 1, 2],
    ['', 1, 1],
  ])('%j: line %i, character %i', (text, line, column) => {
    expect(findJsonError(text)).toEqual({ line, column });
  });

  test('returns null for valid JSON', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'small' }), (text) => {
        expect(findJsonError(` ${text}\n`)).toBeNull();
      }),
    );
  });

  test('points at or before an inserted invalid character', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'small' }), fc.nat(), (text, at) => {
        const index = at % (text.length + 1);
        const broken = `${text.slice(0, index)}\u0001${text.slice(index)}`;
        const found = findJsonError(broken);
        // An error within a string is reported at the start of the string.
        expect(found?.line).toBe(1);
        expect(found?.column).toBeLessThanOrEqual(index + 1);
        expect(found?.column).toBeGreaterThan(0);
      }),
    );
  });
});
