import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

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
])('%s → %s', (typed, meant) => {
  expect(nearest(typed, COMMANDS)).toBe(meant);
});

test('of several the one with the fewest mistakes', () => {
  expect(nearest('misse', ['mixed', 'missed', 'miss-it'])).toBe('missed');
});
