import { expect, it } from 'vitest';
import { StringArena } from './string-arena.ts';

it('returns each text, of any length and script', () => {
  const texts = [
    '',
    'a',
    '髙橋 恵子😀',
    'x'.repeat(3_000_000),
    '',
    ...Array.from({ length: 3_000 }, (_, index) => '語'.repeat(index)),
  ];
  const arena = new StringArena();
  const offsets = texts.map((text) => arena.add(text));
  expect(new Set(offsets).size).toBe(texts.length);
  expect(offsets.filter((offset, index) => arena.at(offset) !== texts[index])).toEqual([]);
});

it('throws a RangeError for an offset without a text', () => {
  expect(() => new StringArena().at(0)).toThrow(RangeError);
});
