import { expect, test } from 'vitest';
import { createSourceEvents, type EmittedSourceEvent } from '../test-support/fakes.ts';
import { LaunchLinkSource } from './launch-link-source.ts';

const LINK = 'chakushin://ring?number=0312345678&name=x';
const RING: EmittedSourceEvent = ['ring', { number: '0312345678', name: 'x' }];

function begin(): {
  source: LaunchLinkSource;
  reported: EmittedSourceEvent[];
  setTime: (ms: number) => void;
} {
  const reported: EmittedSourceEvent[] = [];
  let now = 0;
  const source = new LaunchLinkSource(() => now);
  source.start(createSourceEvents((what) => reported.push(what)));
  return { source, reported, setTime: (ms) => (now = ms) };
}

test('reports a ring for a valid link and badLink for an invalid one, until it is stopped', () => {
  const { source, reported } = begin();
  source.open(LINK);
  source.open('chakushin://open?url=x');
  expect(reported).toEqual([RING, ['badLink', 'unknown']]);
  source.stop();
  source.open(LINK);
  expect(reported).toHaveLength(2);
});

test('limits a flood of links to ten, reports it once and recovers after a pause', () => {
  const { source, reported, setTime } = begin();
  for (let ms = 0; ms < 5_000; ms += 10) {
    setTime(ms);
    source.open(LINK);
  }
  expect(reported).toEqual([...Array.from({ length: 10 }, () => RING), ['badLink', 'too-many']]);
  setTime(20_000);
  source.open(LINK);
  expect(reported).toHaveLength(12);
  expect(reported.at(-1)).toEqual(RING);
});
