import { expect, it } from 'vitest';
import { PackedTexts } from './packed-texts.ts';

it('gives each text back, whatever its length and script', () => {
  const texts = [
    '',
    'a',
    '髙橋 恵子😀',
    'x'.repeat(3_000_000),
    '',
    ...Array.from({ length: 3_000 }, (_, index) => '語'.repeat(index)),
  ];
  const packed = new PackedTexts();
  const places = texts.map((text) => packed.add(text));
  expect(new Set(places).size).toBe(texts.length);
  expect(places.filter((place, index) => packed.at(place) !== texts[index])).toEqual([]);
});

it('has nothing where nothing was put', () => {
  expect(() => new PackedTexts().at(0)).toThrow(RangeError);
});
