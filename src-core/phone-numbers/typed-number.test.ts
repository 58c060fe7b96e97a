import { expect, test } from 'vitest';
import { readTypedNumber } from './typed-number.ts';

test.each([
  ['０９０－１２３４－５６７８', '+819012345678'],
  ['090ー1234ー5678', '+819012345678'],
  ['090 1234 5678', '+819012345678'],
  ['(03) 1234-5678', '+81312345678'],
  ['0081 90 1234 5678', '+819012345678'],
  ['tel:+1-209-259-2844', '+12092592844'],
  ['٠٩٠١٢٣٤٥٦٧٨', '+819012345678'],
  // A digit is missing, but the number is still external and not an extension.
  ['03-1234-567', '+8131234567'],
])('%s is read as a number', (typed, e164) => {
  expect(readTypedNumber(typed, 'JP')).toEqual({ kind: 'external', e164, extension: null });
});

test.each([
  ['1045', '1045'],
  ['１０４５', '1045'],
  ['内線1045', '1045'],
  ['内線番号：1045', '1045'],
  ['ext. 1045', '1045'],
  ['sip:1045@10.0.0.1', '1045'],
  ['110', '110'],
])('%s is read as an extension', (typed, extension) => {
  expect(readTypedNumber(typed, 'JP')).toEqual({ kind: 'extension', extension });
});

test.each(['非通知', ' Anonymous ', '公衆電話', 'restricted'])('%s is read as withheld', (typed) => {
  expect(readTypedNumber(typed, 'JP')).toEqual({ kind: 'withheld' });
});

test.each(['', ' ', '+', '+1', 'hello', 'hello 5', '12ab', '12345678901234567890', '2026-01-02 10:00:00'])(
  '%j is rejected',
  (typed) => {
    expect(readTypedNumber(typed, 'JP')).toBeNull();
  },
);
