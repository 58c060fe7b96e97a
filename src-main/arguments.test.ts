import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test('readArguments reads --tour as a demo, --json, and a launch link', () => {
  expect(readArguments(['electron', '.', '--tour'])).toEqual({
    demo: true,
    hidden: false,
    tour: true,
    json: false,
    link: null,
  });
  expect(readArguments(['electron', '.', '--json', '--inspect'])).toEqual({
    demo: false,
    hidden: false,
    tour: false,
    json: true,
    link: null,
  });
  const link = 'CHAKUSHIN://ring?number=1';
  expect(readArguments(['chakushin', '--', link]).link).toBe(link);
});
