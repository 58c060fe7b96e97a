import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeClock } from '../test-support/fakes.ts';
import type { Call } from '../calls/call.ts';
import { MAX_LINEAR_GROWTH, measureGrowth } from '../test-support/growth.ts';
import { CallHistory } from './call-history.ts';
import type { HistoryError } from './history-errors.ts';
import { aCall, RANG_AT, someCalls } from '../test-support/calls.ts';
import { MEMORY, openHistoryFile } from './history-db.ts';
import { MIGRATIONS } from './schema.ts';

const ID = aCall().callId;
const ZOOM_HISTORY = { source: 'history', seenRinging: false } as const;

let folder: string;
let path: string;
let clock: FakeClock;
let errors: HistoryError[];
let opened: { close(): void }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakushin-history-'));
  path = join(folder, 'history.sqlite');
  clock = new FakeClock();
  errors = [];
  opened = [];
});
afterEach(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(file = path, openFile = openHistoryFile): CallHistory {
  const history = new CallHistory(
    { path: file, clock, onError: (error) => void errors.push(error) },
    openFile,
  );
  opened.push(history);
  return history;
}

/** Opens the file as another program would. */
function openDatabase(): Database.Database {
  const database = new Database(path);
  opened.push(database);
  return database;
}

/** Closes the history and opens it again, like a restart of the app. */
function restart(history: CallHistory): CallHistory {
  history.close();
  return open();
}

const states = (history: CallHistory): string[] =>
  history.getRecent(100, 0).map(({ callId, state }) => `${callId.slice(-3)} ${state}`);

describe('saved calls', () => {
  test('are visible at once and written after the current turn', () => {
    const history = open();
    history.save(aCall(), 0);
    history.save(aCall({ callId: '2' }), 0);
    history.setCompleteUntil('me', 5);
    expect(clock.pending).toBe(1);
    const reader = open();
    expect([history.has(ID), history.getOutcome(ID), history.getRecent(9, 0).length]).toEqual([
      true,
      'settled',
      2,
    ]);
    expect([reader.has(ID), reader.getOutcome(ID), reader.getCompleteUntil('me')]).toEqual([
      false,
      null,
      null,
    ]);
    clock.advance(0);
    expect([reader.has(ID), reader.has('2'), reader.getCompleteUntil('me')]).toEqual([true, true, 5]);
    expect(clock.pending).toBe(0);
  });

  test('are available after a restart', () => {
    const history = open();
    const call = aCall({ state: 'ended', answeredAt: RANG_AT + 3_000 });
    history.save(call, 0);
    clock.advance(0);
    const next = restart(history);
    expect(next.getRecent(10, 0)).toEqual([call]);
    expect(next.has('1')).toBe(false);
  });

  test('have one row for all states of a call', () => {
    const history = open();
    for (const state of ['ringing', 'answered', 'ended'] as const) {
      history.save(aCall({ state, answeredAt: state === 'ringing' ? null : RANG_AT + 3_000 }), 0);
      expect(history.getOutcome(ID)).toBe(state === 'ended' ? 'settled' : 'open');
      expect(history.getRecent(10, 0)).toMatchObject([{ state: 'ended' }]);
      clock.advance(0);
      expect(history.getOutcome(ID)).toBe(state === 'ended' ? 'settled' : 'open');
    }
    expect(states(history)).toEqual(['462 ended']);
  });

  test('are returned newest first, up to the limit, with times by our clock', () => {
    const history = open();
    const [first, second, third] = someCalls(3);
    for (const call of [second!, third!, first!]) history.save(call, 4_000);
    const expected = [third!, second!].map((call) => ({ ...call, since: call.since - 3_000 }));
    expect(history.getRecent(2, 1_000)).toEqual(expected);
    clock.advance(0);
    expect(history.getRecent(2, 1_000)).toEqual(expected);
    expect([
      history.getRecent(0, 0),
      history.getRecent(-1, 0),
      history.getRecent(Infinity, 0).length,
    ]).toEqual([[], [], 3]);
  });

  test('move back in the list when an earlier ringing is saved', () => {
    const history = open();
    const calls = someCalls(4);
    for (const call of calls) history.save(call, 0);
    clock.advance(0);
    history.save({ ...calls[3]!, ringingSince: RANG_AT - 1 }, 0);
    const expected = [calls[2]!.callId, calls[1]!.callId];
    expect(history.getRecent(2, 0).map(({ callId }) => callId)).toEqual(expected);
    clock.advance(0);
    expect(history.getRecent(2, 0).map(({ callId }) => callId)).toEqual(expected);
  });

  test('are merged with what another process wrote', () => {
    const [app, terminal] = [open(), open()];
    app.save(aCall({ state: 'ringing' }), 0);
    terminal.save(aCall({ state: 'answered-elsewhere', answeredBy: 'Kato' }), 0);
    clock.advance(0);
    app.save(aCall({ state: 'ended' }), 0);
    clock.advance(0);
    for (const history of [app, terminal])
      expect(history.getRecent(9, 0)).toMatchObject([{ state: 'answered-elsewhere', answeredBy: 'Kato' }]);
  });

  test('end after a crash if live, and Zoom’s history can still complete them', () => {
    const history = open();
    history.save(aCall({ callId: '001', state: 'ringing' }), 0);
    history.save(aCall({ callId: '002', state: 'answered', answeredAt: RANG_AT + 3_000 }), 0);
    history.save(aCall({ callId: '003' }), 0);
    clock.advance(0);
    const next = restart(history);
    expect(openDatabase().prepare('SELECT state, ended_at FROM calls ORDER BY call_id').all()).toEqual([
      { state: 'ended', ended_at: null },
      { state: 'ended', ended_at: null },
      { state: 'missed', ended_at: RANG_AT + 10_000 },
    ]);
    expect(['001', '002', '003'].map((id) => next.getOutcome(id))).toEqual(['open', 'open', 'settled']);
    const answered = { answeredAt: RANG_AT + 3_000, since: RANG_AT + 70_000 };
    next.save(aCall({ callId: '001', ...ZOOM_HISTORY }), 0);
    next.save(aCall({ callId: '002', ...ZOOM_HISTORY, state: 'ended', ...answered }), 0);
    clock.advance(0);
    expect(['001', '002'].map((id) => next.getOutcome(id))).toEqual(['settled', 'settled']);
    expect(states(next)).toEqual(['003 missed', '002 ended', '001 missed']);
  });
});

describe('unseen calls from Zoom’s history', () => {
  test('are counted until markSeen()', () => {
    const history = open();
    history.save(aCall(), 0);
    for (const call of someCalls(3)) history.save({ ...call, ...ZOOM_HISTORY }, 0);
    expect(history.countUnseen()).toBe(3);
    clock.advance(0);
    expect(history.countUnseen()).toBe(3);
    history.save(aCall({ ...ZOOM_HISTORY, callId: '4' }), 0);
    history.save(aCall({ ...ZOOM_HISTORY }), 0);
    expect(history.countUnseen()).toBe(4);
    history.markSeen();
    expect(history.countUnseen()).toBe(0);
    history.save(aCall({ ...ZOOM_HISTORY, callId: '5' }), 0);
    // Calls that were seen stay seen when they are saved again.
    history.save(aCall({ ...ZOOM_HISTORY, callId: '4' }), 0);
    history.save({ ...someCalls(1)[0]!, ...ZOOM_HISTORY }, 0);
    expect(history.countUnseen()).toBe(1);
    clock.advance(0);
    expect(history.countUnseen()).toBe(1);
    expect(restart(history).countUnseen()).toBe(1);
  });

  test('are no longer counted once they ring again live', () => {
    const history = open();
    history.save(aCall(ZOOM_HISTORY), 0);
    clock.advance(0);
    history.save(aCall({ state: 'ringing', round: 2 }), 0);
    expect(history.countUnseen()).toBe(0);
    clock.advance(0);
    expect(history.countUnseen()).toBe(0);
  });
});

test('stores values and completion times by key', () => {
  const history = open();
  history.setCompleteUntil('me', RANG_AT);
  history.setValue('me', '髙橋 😀');
  history.setValue('agent', '');
  const all = (at: CallHistory): unknown[] => [
    at.getCompleteUntil('me'),
    at.getValue('me'),
    at.getValue('agent'),
    at.getCompleteUntil('agent'),
    at.getValue('else'),
  ];
  const expected = [RANG_AT, '髙橋 😀', '', null, null];
  expect(all(history)).toEqual(expected);
  clock.advance(0);
  expect(all(history)).toEqual(expected);
  history.setCompleteUntil('me', RANG_AT + 1);
  expect(history.getCompleteUntil('me')).toBe(RANG_AT + 1);
  expect(restart(history).getCompleteUntil('me')).toBe(RANG_AT + 1);
});

test('returns the value that another process wrote last', () => {
  const [app, terminal] = [open(), open()];
  for (const history of [app, terminal]) {
    history.setValue('agent', history === app ? 'from the app' : 'from the terminal');
    clock.advance(0);
  }
  expect(app.getValue('agent')).toBe('from the terminal');
});

describe('the file', () => {
  test.skipIf(process.platform === 'win32')(
    'is created with its folder, accessible to the owner only',
    () => {
      path = join(folder, 'a', 'b', 'history.sqlite');
      open().save(aCall(), 0);
      clock.advance(0);
      for (const part of ['', '-wal', '-shm']) expect(statSync(path + part).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700);
    },
  );

  test.skipIf(process.platform === 'win32')('gets private permissions if it had others', () => {
    writeFileSync(path, '', { mode: 0o644 });
    open().save(aCall(), 0);
    clock.advance(0);
    for (const part of ['', '-wal', '-shm']) expect(statSync(path + part).mode & 0o777).toBe(0o600);
  });

  test('is initialized with the current schema if it is empty', () => {
    writeFileSync(path, '');
    open();
    const database = openDatabase();
    expect(database.pragma('user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
    expect(database.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(database.prepare("SELECT strict FROM pragma_table_list WHERE name = 'calls'").all()).toEqual([
      { strict: 1 },
    ]);
    expect(errors).toEqual([]);
  });

  test.each([
    ['recent calls', 'SELECT * FROM calls ORDER BY rang_at DESC, call_id DESC LIMIT 9', 'calls_by_time'],
    ['one call', "SELECT * FROM calls WHERE call_id = '1'", 'sqlite_autoindex_calls_1'],
    ['a caller', "SELECT * FROM calls WHERE caller_number = '1' ORDER BY rang_at", 'calls_by_caller'],
    ['the unseen', 'SELECT count(*) FROM calls WHERE seen = 0', 'calls_unseen'],
    [
      'live calls left by a crash',
      "SELECT 1 FROM calls WHERE state IN ('ringing', 'answered')",
      'calls_going_on',
    ],
  ])('finds %s by an index', (_, sql, index) => {
    open();
    const plan = openDatabase().prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    expect(JSON.stringify(plan)).toMatch(new RegExp(`USING (?:COVERING )?INDEX ${index}\\b`, 'u'));
  });

  test('of the first version keeps its calls and values, and Zoom’s history is read from the start again', () => {
    const older = new Database(path);
    older.exec(`${MIGRATIONS[0] ?? ''}; PRAGMA user_version = 1;
      INSERT INTO calls VALUES ('${ID}', 1, 1, NULL, 2, 'missed', 1, 'history', 'external', '+819012345678', NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 0, 0);
      INSERT INTO remembered VALUES ('complete-until:me', '5'), ('value:listening-since:me', '3');`);
    older.close();
    const history = open();
    expect(history.getRecent(9, 0)).toMatchObject([{ callId: ID, state: 'missed', voicemailSeconds: null }]);
    expect(history.getCompleteUntil('me')).toBeNull();
    expect(history.getValue('listening-since:me')).toBe('3');
    history.save(aCall({ voicemailSeconds: 23 }), 0);
    expect(restart(history).getRecent(9, 0)).toMatchObject([{ callId: ID, voicemailSeconds: 23 }]);
    expect(errors).toEqual([]);
  });

  test.each<[Partial<Call>, Partial<Call>, boolean]>([
    [{ ...ZOOM_HISTORY, state: 'missed' }, { state: 'ended' }, true],
    [{ ...ZOOM_HISTORY, state: 'missed' }, { state: 'missed' }, false],
    // Live events know better than Zoom's history what this phone did.
    [{ state: 'missed' }, { state: 'ended' }, false],
  ])('a stored %j is revised by %j of Zoom’s history: %s', (stored, past, isRevised) => {
    const history = open();
    history.save(aCall(stored), 0);
    expect(history.isRevised(aCall({ ...ZOOM_HISTORY, ...past }))).toBe(isRevised);
    expect(history.isRevised(aCall({ ...past, callId: 'unknown' }))).toBe(false);
  });

  test('is left unchanged if its version is newer; calls stay in memory', () => {
    const newer = new Database(path);
    newer.exec(`CREATE TABLE calls (others TEXT); PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    const bytes = readFileSync(path);
    const history = open();
    history.save(aCall(), 0);
    history.setValue('a', 'b');
    clock.advance(0);
    expect([history.getOutcome(ID), history.getValue('a')]).toEqual(['settled', 'b']);
    history.close();
    expect(errors).toEqual([{ code: 'history-newer' }]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(['history.sqlite']);
  });

  test('can be replaced by memory', () => {
    const history = open(MEMORY);
    history.save(aCall(), 0);
    clock.advance(0);
    expect(history.has(ID)).toBe(true);
    expect(errors).toEqual([]);
  });
});

describe('when the file cannot be written', () => {
  test('holds calls in memory and writes them once the folder exists', () => {
    writeFileSync(join(folder, 'home'), 'a file');
    path = join(folder, 'home', 'history.sqlite');
    const history = open();
    expect(errors).toEqual([{ code: 'history-unwritable', reason: 'EEXIST' }]);
    for (const call of someCalls(3)) history.save({ ...call, ...ZOOM_HISTORY }, 0);
    history.setCompleteUntil('me', 7);
    clock.advance(59_999);
    expect([history.getRecent(2, 0).length, history.countUnseen(), history.getCompleteUntil('me')]).toEqual([
      2, 3, 7,
    ]);
    rmSync(join(folder, 'home'));
    mkdirSync(join(folder, 'home'));
    expect(open().has(someCalls(1)[0]!.callId)).toBe(false);
    clock.advance(1);
    expect(open().getRecent(9, 0)).toHaveLength(3);
    expect(open().getCompleteUntil('me')).toBe(7);
    expect(errors).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('reports only the error code of the system or of SQLite', () => {
    open(join(folder, 'x'.repeat(300)));
    mkdirSync(path);
    open();
    expect(errors).toEqual([
      { code: 'history-unwritable', reason: 'ENAMETOOLONG' },
      { code: 'history-unwritable', reason: 'SQLITE_CANTOPEN' },
    ]);
  });

  test('reports a lock once and writes the calls together with later ones', () => {
    const history = open();
    const holder = openDatabase();
    for (const episode of [1, 2]) {
      holder.exec('BEGIN IMMEDIATE');
      for (const call of someCalls(2)) {
        history.save({ ...call, callId: `${call.callId}${episode}` }, 0);
        clock.advance(0);
      }
      clock.advance(60_000);
      expect(history.getRecent(9, 0)).toHaveLength(2 * episode + Number(episode > 1));
      expect(errors).toEqual(
        Array.from({ length: episode }, () => ({ code: 'history-unwritable', reason: 'SQLITE_BUSY' })),
      );
      holder.exec('COMMIT');
      history.save(aCall(), 0);
      clock.advance(0);
      expect(open().getRecent(9, 0)).toHaveLength(2 * episode + 1);
      expect(clock.pending).toBe(0);
    }
  });

  test('writes nothing of a turn while the disk is full', () => {
    const history = open(path, (file) =>
      openHistoryFile(file, (database) => {
        database.exec('PRAGMA max_page_count = 30');
      }),
    );
    history.save(aCall(), 0);
    clock.advance(0);
    for (const call of someCalls(1_000)) history.save(call, 0);
    clock.advance(0);
    expect(errors).toEqual([{ code: 'history-unwritable', reason: 'SQLITE_FULL' }]);
    expect(history.getRecent(2_000, 0)).toHaveLength(1_001);
    expect(open().getRecent(2_000, 0)).toHaveLength(1);
    clock.advance(60_000);
    expect(errors).toHaveLength(1);
    history.close();
    expect(open().getRecent(2_000, 0)).toHaveLength(1);
  });

  test('drops the oldest settled call when more than ten thousand are waiting', () => {
    writeFileSync(join(folder, 'home'), 'a file');
    const history = open(join(folder, 'home', 'history.sqlite'));
    const calls = someCalls(10_001);
    const [open1, ...settled] = calls;
    history.save({ ...open1!, state: 'late' }, 0);
    for (const call of settled.slice(0, 9_999)) history.save(call, 0);
    clock.advance(0);
    expect(history.getRecent(20_000, 0)).toHaveLength(10_000);
    for (const call of settled.slice(9_999)) history.save(call, 0);
    clock.advance(0);
    expect(history.getRecent(20_000, 0)).toHaveLength(10_000);
    expect([calls[0], calls[1], calls[2], calls[10_000]].map((call) => history.has(call!.callId))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(errors).toHaveLength(1);
  });
});

describe('closing the history', () => {
  test('writes what is waiting, clears its timers and disables all methods', () => {
    const history = open();
    history.save(aCall(), 0);
    history.close();
    history.close();
    expect(clock.pending).toBe(0);
    history.save(aCall({ callId: '2' }), 0);
    history.markSeen();
    history.setValue('a', 'b');
    history.setCompleteUntil('a', 1);
    expect(clock.pending).toBe(0);
    expect([history.has(ID), history.getOutcome(ID), history.getRecent(9, 0), history.countUnseen()]).toEqual(
      [false, null, [], 0],
    );
    expect([history.getValue('a'), history.getCompleteUntil('a')]).toEqual([null, null]);
    expect(states(open())).toEqual(['462 missed']);
    expect(readFileSync(path).includes('田中 恵子')).toBe(true);
  });

  test('clears its timers even if the file cannot be written', () => {
    writeFileSync(join(folder, 'home'), 'a file');
    const history = open(join(folder, 'home', 'history.sqlite'));
    history.save(aCall(), 0);
    clock.advance(0);
    history.close();
    expect(clock.pending).toBe(0);
    expect(errors).toHaveLength(1);
  });
});

describe('speed', () => {
  test('writes ten thousand calls of one turn in one transaction', () => {
    const history = open();
    const calls = someCalls(10_000);
    for (const call of calls) history.save(call, 0);
    const reader = open();
    expect(reader.getRecent(20_000, 0)).toHaveLength(0);
    const exec = vi.spyOn(Database.prototype, 'exec');
    clock.advance(0);
    expect(reader.getRecent(20_000, 0)).toHaveLength(10_000);
    expect(exec.mock.calls.flat().filter((sql) => sql.startsWith('BEGIN'))).toHaveLength(1);
    exec.mockRestore();
  });

  test('the time to write grows no faster than the number of calls', () => {
    const growth = measureGrowth((count) => {
      const history = open(join(folder, `${count}-${randomUUID()}.sqlite`));
      for (const call of someCalls(count)) history.save(call, 0);
      clock.advance(0);
      history.close();
    }, 500);
    expect(growth).toBeLessThan(MAX_LINEAR_GROWTH);
  });

  test('prepares each statement only once', () => {
    const history = open();
    const prepare = vi.spyOn(Database.prototype, 'prepare');
    for (const call of someCalls(3)) {
      history.save(call, 0);
      history.markSeen();
      history.setValue('a', 'b');
      clock.advance(0);
      history.getOutcome(call.callId);
      history.has(call.callId);
      history.getRecent(3, 0);
      history.countUnseen();
      history.getValue('c');
    }
    expect(prepare).not.toHaveBeenCalled();
    prepare.mockRestore();
    expect(history.getRecent(9, 0)).toHaveLength(3);
  });
});

/** Saves `count` calls, five per turn. Prints after each turn how many calls must be in the file. */
const RECORDER = `
  import { CallHistory } from './src-core/history/call-history.ts';
  import { someCalls } from './src-core/test-support/calls.ts';
  import { systemClock } from './src-core/util/clock.ts';
  const [path, prefix, count] = process.argv.slice(1);
  const history = new CallHistory({ path, clock: systemClock, onError: (error) => console.log(error.code) });
  const calls = someCalls(Number(count));
  let done = 0;
  const writeNext = () => {
    if (done > 0) console.log(done);
    for (const call of calls.slice(done, done + 5)) history.save({ ...call, callId: prefix + call.callId }, 0);
    done += 5;
    // Timers of one kind run in the order in which they were set: the next turn comes after the writing.
    if (done <= calls.length) setImmediate(writeNext);
    else history.close();
  };
  writeNext();
`;

function spawnRecorder(prefix: string, count: number): ReturnType<typeof spawn> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', RECORDER, path, prefix, String(count)],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  opened.push({ close: () => child.kill('SIGKILL') });
  return child;
}

describe('other processes', () => {
  test('a process killed while writing leaves all completed turns in the file', async () => {
    const child = spawnRecorder('1', 100_000);
    let reported = 0;
    for await (const line of createInterface({ input: child.stdout! })) {
      if (Number(line) >= 500 && !child.killed) child.kill('SIGKILL');
      reported = Number(line);
    }
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
    const history = open();
    const stored = history.getRecent(100_000, 0).length;
    expect(stored).toBeGreaterThanOrEqual(reported);
    // Each turn is stored completely or not at all.
    expect(stored % 5).toBe(0);
    for (const call of someCalls(reported)) expect(history.getOutcome(`1${call.callId}`)).toBe('settled');
    expect(errors).toEqual([]);
  });

  test('two processes can write the same file at the same time', async () => {
    const children = ['1', '2'].map((prefix) => spawnRecorder(prefix, 500));
    const lines = children.map(async (child) => {
      const all: string[] = [];
      for await (const line of createInterface({ input: child.stdout! })) all.push(line);
      return all;
    });
    const output = await Promise.all(lines);
    expect(output.flat()).not.toContain('history-damaged');
    expect(open().getRecent(2_000, 0)).toHaveLength(1_000);
  });
});

describe('discarding a call', () => {
  const known = (history: CallHistory): unknown[] => [
    history.has(ID),
    history.getOutcome(ID),
    history.getRecent(9, 0).map(({ callId }) => callId),
    history.countUnseen(),
  ];
  const nothing = [false, null, ['2'], 0];

  test.each([
    ['not yet written', 'waits'],
    ['already written', 'written'],
  ])('%s: removes it at once and from the file, and no other call', (_when, how) => {
    const history = open();
    history.save(aCall(ZOOM_HISTORY), 0);
    history.save(aCall({ callId: '2' }), 0);
    if (how === 'written') clock.advance(0);
    expect(history.countUnseen()).toBe(1);
    history.discard(ID);
    expect(known(history)).toEqual(nothing);
    clock.advance(0);
    expect(known(history)).toEqual(nothing);
    expect(known(restart(history))).toEqual(nothing);
  });

  test('treats a discarded call as new when it is saved again', () => {
    const history = open();
    history.save(aCall({ state: 'missed' }), 0);
    clock.advance(0);
    history.discard(ID);
    history.save(aCall({ state: 'ringing', callId: ID }), 0);
    expect(history.getOutcome(ID)).toBe('open');
    clock.advance(0);
    expect(history.getOutcome(ID)).toBe('open');
  });
});
