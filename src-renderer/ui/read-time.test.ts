import { expect, test } from 'vitest';
import { readTime } from './read-time.ts';

test.each([
  ['09:00', '09:00'],
  ['9:00', '09:00'],
  ['9', '09:00'],
  ['18', '18:00'],
  ['930', '09:30'],
  ['1830', '18:30'],
  ['9.30', '09:30'],
  ['９：３０', '09:30'],
  ['９時', '09:00'],
  ['9時30分', '09:30'],
  [' 9 : 30 ', '09:30'],
])('readTime reads %s as %s', (typed, time) => {
  expect(readTime(typed)).toBe(time);
});

test.each(['', 'noon', '9:5', '9:300', '-1', '12345'])('readTime does not turn %s into a time', (typed) => {
  expect(readTime(typed)).not.toMatch(/^\d\d:\d\d$/u);
});
