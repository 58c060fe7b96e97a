import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../fakes.test-support.ts';
import { openHistory, type CallHistory, type HistoryTrouble } from './call-history.ts';
import { aCall, someCalls } from './calls.test-support.ts';
import { setAside } from './set-aside.ts';

/** 2026-11-22T01:00:00Z, as the fake clock begins. */
const ASIDE = 'history.sqlite.damaged-20261122T010000Z';
const PAGE = 4_096;

let folder: string;
let path: string;
let clock: FakeClock;
let troubles: HistoryTrouble[];
let opened: { close(): void }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakushin-damage-'));
  path = join(folder, 'history.sqlite');
  clock = new FakeClock();
  troubles = [];
  opened = [];
});
afterEach(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): CallHistory {
  const history = openHistory({ path, clock, onTrouble: (trouble) => void troubles.push(trouble) });
  opened.push(history);
  return history;
}

/** A file with a hundred calls, closed. */
function aFile(): Buffer {
  const history = open();
  for (const call of someCalls(100)) history.record(call, 0);
  history.close();
  for (const part of ['-wal', '-shm']) rmSync(path + part, { force: true });
  return readFileSync(path);
}

const DAMAGES: readonly (readonly [string, (sound: Buffer) => Uint8Array])[] = [
  ['garbage', () => Buffer.alloc(3 * PAGE, 'garbage ')],
  ['text', () => Buffer.from('not a database at all')],
  ['a zeroed header', (sound) => Buffer.concat([Buffer.alloc(100), sound.subarray(100)])],
  ['zeros', (sound) => Buffer.alloc(sound.length)],
  ['half of it', (sound) => sound.subarray(0, PAGE * Math.floor(sound.length / PAGE / 2))],
  ['half a page', (sound) => sound.subarray(0, PAGE / 2)],
  ...[1, 2, 3, 4].map(
    (page) =>
      [
        `page ${page + 1} flipped`,
        (sound: Buffer) => sound.map((byte, at) => (Math.floor(at / PAGE) === page ? byte ^ 0xff : byte)),
      ] as const,
  ),
];

test.each(DAMAGES)('a file that holds %s is set aside, and a new one begun', (_, damage) => {
  const damaged = Buffer.from(damage(aFile()));
  writeFileSync(path, damaged);
  const history = open();
  expect(troubles).toEqual([{ code: 'history-damaged', file: ASIDE }]);
  expect(readFileSync(join(folder, ASIDE)).equals(damaged)).toBe(true);
  history.record(aCall(), 0);
  clock.pass(0);
  expect(history.recent(9, 0)).toEqual([aCall()]);
  history.close();
  expect(open().recent(9, 0)).toEqual([aCall()]);
  expect(troubles).toHaveLength(1);
});

test('what belongs to a damaged file goes with it, and nothing that was set aside before is lost', () => {
  for (const part of ['', '-wal', '-shm']) writeFileSync(path + part, `first${part}`);
  expect(setAside(path, clock.now())).toBe(ASIDE);
  writeFileSync(path, 'second');
  expect(setAside(path, clock.now() + 999)).toBe(`${ASIDE}-2`);
  const texts = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  expect(texts).toEqual({
    [ASIDE]: 'first',
    [`${ASIDE}-wal`]: 'first-wal',
    [`${ASIDE}-shm`]: 'first-shm',
    [`${ASIDE}-2`]: 'second',
  });
});

test('a file that is damaged while in use is set aside; what waits is written to the new one', () => {
  const history = open();
  for (const call of someCalls(1_000)) history.record(call, 0);
  clock.pass(0);
  const other = new Database(path);
  opened.push(other);
  // Its pages are read anew after another process has written.
  other.exec("INSERT INTO remembered VALUES ('a', 'b'); PRAGMA wal_checkpoint(TRUNCATE)");
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0x5a, PAGE));
  const call = aCall({ callId: '1' });
  history.record(call, 0);
  history.remember('me', 'here');
  clock.pass(0);
  expect(troubles).toEqual([{ code: 'history-damaged', file: ASIDE }]);
  expect(history.recent(9, 0)).toEqual([call]);
  history.close();
  const next = open();
  expect([next.recent(9, 0), next.remembered('me')]).toEqual([[call], 'here']);
  expect(existsSync(join(folder, `${ASIDE}-wal`))).toBe(true);
});

test('a file whose damage is found by reading is set aside as well, and nothing is known then', () => {
  const history = open();
  for (const call of someCalls(1_000)) history.record(call, 0);
  clock.pass(0);
  const other = new Database(path);
  opened.push(other);
  other.exec("INSERT INTO remembered VALUES ('a', 'b'); PRAGMA wal_checkpoint(TRUNCATE)");
  writeFileSync(path, readFileSync(path).fill(0x5a, PAGE));
  expect(history.recent(9, 0)).toEqual([]);
  expect(troubles).toEqual([{ code: 'history-damaged', file: ASIDE }]);
});

test('a row that makes no sense is passed over and written anew; the others stay', () => {
  aFile();
  const [first, second, third] = someCalls(3);
  const other = new Database(path);
  other.exec(`
    UPDATE calls SET caller_name = CAST(x'e794b0ff' AS TEXT) WHERE call_id = '${first!.callId}';
    UPDATE calls SET state = 'dancing' WHERE call_id = '${second!.callId}';
    UPDATE calls SET state = CAST(x'ff' AS TEXT) WHERE call_id = '${third!.callId}';
  `);
  other.close();
  const history = open();
  expect(history.recent(200, 0)).toHaveLength(98);
  expect(history.recent(200, 0).at(-1)?.caller.name).toBe('田\uFFFD');
  expect([history.knows(second!.callId), history.outcome(second!.callId)]).toEqual([true, null]);
  history.record(second!, 0);
  clock.pass(0);
  expect(history.outcome(second!.callId)).toBe('settled');
  expect(history.recent(200, 0)).toHaveLength(99);
  expect(troubles).toEqual([]);
});
