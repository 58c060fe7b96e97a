import { expect, test } from 'vitest';
import { detectStyle } from './writing-style.ts';

test.each([
  ['+819012345678', 'e164'],
  ['+81 90-1234-5678', 'international'],
  ['+81-90-1234-5678', 'international'],
  ['09012345678', 'national'],
  ['090-1234-5678', 'hyphens'],
  ['090 1234 5678', 'spaces'],
  ['090.1234.5678', 'spaces'],
  ['090(1234)5678', 'brackets'],
  ['(090) 1234-5678', 'brackets'],
  ['０９０－１２３４－５６７８', 'full-width'],
  ['090ー1234ー5678', 'full-width'],
  ['090　1234　5678', 'full-width'],
  ['＋８１９０１２３４５６７８', 'full-width'],
  ['+81 (0)90-1234-5678', 'trunk-zero'],
  ['+81 090-1234-5678', 'trunk-zero'],
  ['0081 90-1234-5678', 'dialled'],
  ['010-81-90-1234-5678', 'dialled'],
  ['9012345678', 'no-trunk'],
  ['90-1234-5678', 'no-trunk'],
  ['819012345678', 'no-plus'],
  ['81-90-1234-5678', 'no-plus'],
  ['090-1234-5678;03-5555-0001', 'several'],
  ['090-1234-5678 / 03-5555-0001', 'several'],
  ['090-1234-5678 内線12', 'words'],
  ['０９０－１２３４－５６７８（妻）', 'words'],
  ['090-1234-5678#12', 'words'],
  ['Tel: 090-1234-5678', 'words'],
  ['1234-5678', 'part'],
  ['0090-1234-5678', 'part'],
  ['090−1234−5678', 'other'],
  ['090/1234/5678', 'other'],
  ['="09012345678"', 'other'],
])('%s has the style %s', (text, style) => {
  expect(detectStyle(text, '+819012345678', 'JP')).toBe(style);
});

test.each([
  ['(209) 259-2844', 'no-country'],
  ['2092592844', 'no-country'],
  ['1 209 259 2844', 'no-plus'],
  ['+1 209-259-2844', 'international'],
])('foreign number %s has the style %s', (text, style) => {
  expect(detectStyle(text, '+12092592844', 'JP')).toBe(style);
});
