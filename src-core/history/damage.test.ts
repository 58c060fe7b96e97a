import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../test-support/fakes.ts';
import { CallHistory } from './call-history.ts';
import type { HistoryError } from './history-errors.ts';
import { aCall, someCalls } from '../test-support/calls.ts';
import { quarantine } from './quarantine.ts';

/** The fake clock starts at 2026-11-22T01:00:00Z. */
const QUARANTINE_NAME = 'history.sqlite.damaged-20261122T010000Z';
const PAGE = 4_096;

let folder: string;
let path: string;
let clock: FakeClock;
let errors: HistoryError[];
let opened: { close(): void }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakushin-damage-'));
  path = join(folder, 'history.sqlite');
  clock = new FakeClock();
  errors = [];
  opened = [];
});
afterEach(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): CallHistory {
  const history = new CallHistory({ path, clock, onError: (error) => void errors.push(error) });
  opened.push(history);
  return history;
}

/** Creates a closed history file with 100 calls and returns its bytes. */
function createHistoryFile(): Buffer {
  const history = open();
  for (const call of someCalls(100)) history.save(call, 0);
  history.close();
  for (const part of ['-wal', '-shm']) rmSync(path + part, { force: true });
  return readFileSync(path);
}

const DAMAGES: readonly (readonly [string, (sound: Buffer) => Uint8Array])[] = [
  ['garbage', () => Buffer.alloc(3 * PAGE, 'garbage ')],
  ['text', () => Buffer.from('not a database at all')],
  ['a zeroed header', (sound) => Buffer.concat([Buffer.alloc(100), sound.subarray(100)])],
  ['zeros', (sound) => Buffer.alloc(sound.length)],
  ['half of its pages', (sound) => sound.subarray(0, PAGE * Math.floor(sound.length / PAGE / 2))],
  ['half a page', (sound) => sound.subarray(0, PAGE / 2)],
  ...[1, 2, 3, 4].map(
    (page) =>
      [
        `page ${page + 1} flipped`,
        (sound: Buffer) => sound.map((byte, at) => (Math.floor(at / PAGE) === page ? byte ^ 0xff : byte)),
      ] as const,
  ),
];

test.each(DAMAGES)('quarantines a file that holds %s and creates a new one', (_, damage) => {
  const damaged = Buffer.from(damage(createHistoryFile()));
  writeFileSync(path, damaged);
  const history = open();
  expect(errors).toEqual([{ code: 'history-damaged', file: QUARANTINE_NAME }]);
  expect(readFileSync(join(folder, QUARANTINE_NAME)).equals(damaged)).toBe(true);
  history.save(aCall(), 0);
  clock.advance(0);
  expect(history.getRecent(9, 0)).toEqual([aCall()]);
  history.close();
  expect(open().getRecent(9, 0)).toEqual([aCall()]);
  expect(errors).toHaveLength(1);
});

test('quarantines -wal and -shm files too and overwrites no earlier quarantine', () => {
  for (const part of ['', '-wal', '-shm']) writeFileSync(path + part, `first${part}`);
  expect(quarantine(path, clock.now())).toBe(QUARANTINE_NAME);
  writeFileSync(path, 'second');
  expect(quarantine(path, clock.now() + 999)).toBe(`${QUARANTINE_NAME}-2`);
  const texts = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  expect(texts).toEqual({
    [QUARANTINE_NAME]: 'first',
    [`${QUARANTINE_NAME}-wal`]: 'first-wal',
    [`${QUARANTINE_NAME}-shm`]: 'first-shm',
    [`${QUARANTINE_NAME}-2`]: 'second',
  });
});

test('quarantines a file damaged while in use and writes waiting calls to a new one', () => {
  const history = open();
  for (const call of someCalls(1_000)) history.save(call, 0);
  clock.advance(0);
  const database = new Database(path);
  opened.push(database);
  // SQLite reads the pages again after another connection has written.
  database.exec("INSERT INTO remembered VALUES ('a', 'b'); PRAGMA wal_checkpoint(TRUNCATE)");
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0x5a, PAGE));
  const call = aCall({ callId: '1' });
  history.save(call, 0);
  history.setValue('me', 'here');
  clock.advance(0);
  expect(errors).toEqual([{ code: 'history-damaged', file: QUARANTINE_NAME }]);
  expect(history.getRecent(9, 0)).toEqual([call]);
  history.close();
  const next = open();
  expect([next.getRecent(9, 0), next.getValue('me')]).toEqual([[call], 'here']);
  expect(existsSync(join(folder, `${QUARANTINE_NAME}-wal`))).toBe(true);
});

test('quarantines a file whose damage is found on reading and returns no calls', () => {
  const history = open();
  for (const call of someCalls(1_000)) history.save(call, 0);
  clock.advance(0);
  const database = new Database(path);
  opened.push(database);
  database.exec("INSERT INTO remembered VALUES ('a', 'b'); PRAGMA wal_checkpoint(TRUNCATE)");
  writeFileSync(path, readFileSync(path).fill(0x5a, PAGE));
  expect(history.getRecent(9, 0)).toEqual([]);
  expect(errors).toEqual([{ code: 'history-damaged', file: QUARANTINE_NAME }]);
});

test('skips an invalid row until it is saved again and returns the others', () => {
  createHistoryFile();
  const [first, second, third] = someCalls(3);
  const database = new Database(path);
  database.exec(`
    UPDATE calls SET caller_name = CAST(x'e794b0ff' AS TEXT) WHERE call_id = '${first!.callId}';
    UPDATE calls SET state = 'dancing' WHERE call_id = '${second!.callId}';
    UPDATE calls SET state = CAST(x'ff' AS TEXT) WHERE call_id = '${third!.callId}';
  `);
  database.close();
  const history = open();
  expect(history.getRecent(200, 0)).toHaveLength(98);
  expect(history.getRecent(200, 0).at(-1)?.caller.name).toBe('田\uFFFD');
  expect([history.has(second!.callId), history.getOutcome(second!.callId)]).toEqual([true, null]);
  history.save(second!, 0);
  clock.advance(0);
  expect(history.getOutcome(second!.callId)).toBe('settled');
  expect(history.getRecent(200, 0)).toHaveLength(99);
  expect(errors).toEqual([]);
});
