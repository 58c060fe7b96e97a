import { expect, it } from 'vitest';
import { HashIndex } from './hash-index.ts';

// Enough texts for a few of them to share a 32-bit hash.
const TEXTS = Array.from({ length: 300_000 }, (_, index) => `+8190${String(10_000_000 + index * 7)}`);

it('distinguishes texts, even with the same hash', () => {
  const table = new HashIndex();
  let compared = 0;
  for (const [index, text] of TEXTS.entries())
    table.set(text, index, (value) => {
      compared += 1;
      return TEXTS[value] === text;
    });
  expect(compared).toBeGreaterThan(0);
  expect(table.size).toBe(TEXTS.length);
  const wrong = TEXTS.filter((text, index) => table.find(text, (value) => TEXTS[value] === text) !== index);
  expect(wrong).toEqual([]);
  expect(table.find('+819012345679', () => false)).toBeNull();
});

it('overwrites the value of a text', () => {
  const table = new HashIndex();
  table.set('a', 0, () => true);
  table.set('a', 7, () => true);
  expect(table.find('a', () => true)).toBe(7);
  expect(table.size).toBe(1);
});
