import { expect, test } from 'vitest';
import { sourceEvents, type SourceTold } from '../fakes.test-support.ts';
import { LaunchLinkSource } from './launch-link.ts';

const LINK = 'chakushin://ring?number=0312345678&name=x';
const RING: SourceTold = ['ring', { number: '0312345678', name: 'x' }];

function begin(): { source: LaunchLinkSource; told: SourceTold[]; at: (ms: number) => void } {
  const told: SourceTold[] = [];
  let now = 0;
  const source = new LaunchLinkSource(() => now);
  source.start(sourceEvents((what) => told.push(what)));
  return { source, told, at: (ms) => (now = ms) };
}

test('a link rings, a wrong one is told as such, and after the end neither', () => {
  const { source, told } = begin();
  source.open(LINK);
  source.open('chakushin://open?url=x');
  expect(told).toEqual([RING, ['badLink', 'unknown']]);
  source.stop();
  source.open(LINK);
  expect(told).toHaveLength(2);
});

test('a page that opens links without end is heard ten times, told of once, and heard again when it is quiet', () => {
  const { source, told, at } = begin();
  for (let ms = 0; ms < 5_000; ms += 10) {
    at(ms);
    source.open(LINK);
  }
  expect(told).toEqual([...Array.from({ length: 10 }, () => RING), ['badLink', 'too-many']]);
  at(20_000);
  source.open(LINK);
  expect(told).toHaveLength(12);
  expect(told.at(-1)).toEqual(RING);
});
