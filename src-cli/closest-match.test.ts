import { expect, test } from 'vitest';
import { findClosestMatch } from './closest-match.ts';

const COMMANDS = ['websocket', 'doctor', 'lookup', 'simulate'];

test.each([
  ['websockt', 'websocket'],
  ['WEBSOCKET', 'websocket'],
  ['dcotor', 'doctor'],
  ['simulator', 'simulate'],
  ['look', 'lookup'],
  ['webhook', null],
  ['hub', null],
  ['', null],
  ['listen', null],
])('%s → %s', (typed, expected) => {
  expect(findClosestMatch(typed, COMMANDS)).toBe(expected);
});

test('returns the candidate with the fewest typing errors', () => {
  expect(findClosestMatch('misse', ['mixed', 'missed', 'miss-it'])).toBe('missed');
});
