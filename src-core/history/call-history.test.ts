import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeClock } from '../fakes.test-support.ts';
import { openHistory, type CallHistory, type HistoryTrouble } from './call-history.ts';
import { aCall, RANG_AT, someCalls } from './calls.test-support.ts';
import { MEMORY, openHistoryFile } from './history-file.ts';
import { MIGRATIONS } from './schema.ts';

const ID = aCall().callId;
const LEDGER = { source: 'history', rang: false } as const;

let folder: string;
let path: string;
let clock: FakeClock;
let troubles: HistoryTrouble[];
let opened: { close(): void }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakushin-history-'));
  path = join(folder, 'history.sqlite');
  clock = new FakeClock();
  troubles = [];
  opened = [];
});
afterEach(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(file = path, how = openHistoryFile): CallHistory {
  const history = openHistory(
    { path: file, clock, onTrouble: (trouble) => void troubles.push(trouble) },
    how,
  );
  opened.push(history);
  return history;
}

/** Another program at the same file. */
function other(): Database.Database {
  const database = new Database(path);
  opened.push(database);
  return database;
}

/** Closes as the app does, and starts anew. */
function restart(history: CallHistory): CallHistory {
  history.close();
  return open();
}

const states = (history: CallHistory): string[] =>
  history.recent(100, 0).map(({ callId, state }) => `${callId.slice(-3)} ${state}`);

describe('what is recorded', () => {
  test('is known at once and written after the turn', () => {
    const history = open();
    history.record(aCall(), 0);
    history.record(aCall({ callId: '2' }), 0);
    history.setCompleteUntil('me', 5);
    expect(clock.pending).toBe(1);
    const reader = open();
    expect([history.knows(ID), history.outcome(ID), history.recent(9, 0).length]).toEqual([
      true,
      'settled',
      2,
    ]);
    expect([reader.knows(ID), reader.outcome(ID), reader.completeUntil('me')]).toEqual([false, null, null]);
    clock.pass(0);
    expect([reader.knows(ID), reader.knows('2'), reader.completeUntil('me')]).toEqual([true, true, 5]);
    expect(clock.pending).toBe(0);
  });

  test('is there after a restart', () => {
    const history = open();
    const call = aCall({ state: 'ended', answeredAt: RANG_AT + 3_000 });
    history.record(call, 0);
    clock.pass(0);
    const next = restart(history);
    expect(next.recent(10, 0)).toEqual([call]);
    expect(next.knows('1')).toBe(false);
  });

  test('is one row for all states of a call', () => {
    const history = open();
    for (const state of ['ringing', 'answered', 'ended'] as const) {
      history.record(aCall({ state, answeredAt: state === 'ringing' ? null : RANG_AT + 3_000 }), 0);
      expect(history.outcome(ID)).toBe(state === 'ended' ? 'settled' : 'open');
      expect(history.recent(10, 0)).toMatchObject([{ state: 'ended' }]);
      clock.pass(0);
      expect(history.outcome(ID)).toBe(state === 'ended' ? 'settled' : 'open');
    }
    expect(states(history)).toEqual(['462 ended']);
  });

  test('is given newest first, as many as wanted, by our clock', () => {
    const history = open();
    const [first, second, third] = someCalls(3);
    for (const call of [second!, third!, first!]) history.record(call, 4_000);
    const wanted = [third!, second!].map((call) => ({ ...call, since: call.since - 3_000 }));
    expect(history.recent(2, 1_000)).toEqual(wanted);
    clock.pass(0);
    expect(history.recent(2, 1_000)).toEqual(wanted);
    expect([history.recent(0, 0), history.recent(-1, 0), history.recent(Infinity, 0).length]).toEqual([
      [],
      [],
      3,
    ]);
  });

  test('moves back in the list when it turns out to have rung earlier', () => {
    const history = open();
    const calls = someCalls(4);
    for (const call of calls) history.record(call, 0);
    clock.pass(0);
    history.record({ ...calls[3]!, ringingSince: RANG_AT - 1 }, 0);
    const wanted = [calls[2]!.callId, calls[1]!.callId];
    expect(history.recent(2, 0).map(({ callId }) => callId)).toEqual(wanted);
    clock.pass(0);
    expect(history.recent(2, 0).map(({ callId }) => callId)).toEqual(wanted);
  });

  test('is merged with what another process wrote meanwhile', () => {
    const [app, terminal] = [open(), open()];
    app.record(aCall({ state: 'ringing' }), 0);
    terminal.record(aCall({ state: 'answered-elsewhere', answeredBy: 'Kato' }), 0);
    clock.pass(0);
    app.record(aCall({ state: 'ended' }), 0);
    clock.pass(0);
    for (const history of [app, terminal])
      expect(history.recent(9, 0)).toMatchObject([{ state: 'answered-elsewhere', answeredBy: 'Kato' }]);
  });

  test('that went on at a crash is over, and open for the ledger', () => {
    const history = open();
    history.record(aCall({ callId: '001', state: 'ringing' }), 0);
    history.record(aCall({ callId: '002', state: 'answered', answeredAt: RANG_AT + 3_000 }), 0);
    history.record(aCall({ callId: '003' }), 0);
    clock.pass(0);
    const next = restart(history);
    expect(other().prepare('SELECT state, ended_at FROM calls ORDER BY call_id').all()).toEqual([
      { state: 'ended', ended_at: null },
      { state: 'ended', ended_at: null },
      { state: 'missed', ended_at: RANG_AT + 10_000 },
    ]);
    expect(['001', '002', '003'].map((id) => next.outcome(id))).toEqual(['open', 'open', 'settled']);
    const answered = { answeredAt: RANG_AT + 3_000, since: RANG_AT + 70_000 };
    next.record(aCall({ callId: '001', ...LEDGER }), 0);
    next.record(aCall({ callId: '002', ...LEDGER, state: 'ended', ...answered }), 0);
    clock.pass(0);
    expect(['001', '002'].map((id) => next.outcome(id))).toEqual(['settled', 'settled']);
    expect(states(next)).toEqual(['003 missed', '002 ended', '001 missed']);
  });
});

describe('what rang while nobody listened', () => {
  test('is unseen until somebody looked', () => {
    const history = open();
    history.record(aCall(), 0);
    for (const call of someCalls(3)) history.record({ ...call, ...LEDGER }, 0);
    expect(history.unseen()).toBe(3);
    clock.pass(0);
    expect(history.unseen()).toBe(3);
    history.record(aCall({ ...LEDGER, callId: '4' }), 0);
    history.record(aCall({ ...LEDGER }), 0);
    expect(history.unseen()).toBe(4);
    history.markSeen();
    expect(history.unseen()).toBe(0);
    history.record(aCall({ ...LEDGER, callId: '5' }), 0);
    // Read again: looked at is looked at.
    history.record(aCall({ ...LEDGER, callId: '4' }), 0);
    history.record({ ...someCalls(1)[0]!, ...LEDGER }, 0);
    expect(history.unseen()).toBe(1);
    clock.pass(0);
    expect(history.unseen()).toBe(1);
    expect(restart(history).unseen()).toBe(1);
  });

  test('is seen once it rings anew before our eyes', () => {
    const history = open();
    history.record(aCall(LEDGER), 0);
    clock.pass(0);
    history.record(aCall({ state: 'ringing', round: 2 }), 0);
    expect(history.unseen()).toBe(0);
    clock.pass(0);
    expect(history.unseen()).toBe(0);
  });
});

test('small things are remembered, each under its key', () => {
  const history = open();
  history.setCompleteUntil('me', RANG_AT);
  history.remember('me', '髙橋 😀');
  history.remember('agent', '');
  const all = (at: CallHistory): unknown[] => [
    at.completeUntil('me'),
    at.remembered('me'),
    at.remembered('agent'),
    at.completeUntil('agent'),
    at.remembered('else'),
  ];
  const wanted = [RANG_AT, '髙橋 😀', '', null, null];
  expect(all(history)).toEqual(wanted);
  clock.pass(0);
  expect(all(history)).toEqual(wanted);
  history.setCompleteUntil('me', RANG_AT + 1);
  expect(history.completeUntil('me')).toBe(RANG_AT + 1);
  expect(restart(history).completeUntil('me')).toBe(RANG_AT + 1);
});

test('what another process remembers later counts', () => {
  const [app, terminal] = [open(), open()];
  for (const history of [app, terminal]) {
    history.remember('agent', history === app ? 'from the app' : 'from the terminal');
    clock.pass(0);
  }
  expect(app.remembered('agent')).toBe('from the terminal');
});

describe('the file', () => {
  test.skipIf(process.platform === 'win32')('is for its owner only, and its folder is made', () => {
    path = join(folder, 'a', 'b', 'history.sqlite');
    open().record(aCall(), 0);
    clock.pass(0);
    for (const part of ['', '-wal', '-shm']) expect(statSync(path + part).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700);
  });

  test.skipIf(process.platform === 'win32')('is made private where it was not', () => {
    writeFileSync(path, '', { mode: 0o644 });
    open().record(aCall(), 0);
    clock.pass(0);
    for (const part of ['', '-wal', '-shm']) expect(statSync(path + part).mode & 0o777).toBe(0o600);
  });

  test('that is empty becomes one of this version', () => {
    writeFileSync(path, '');
    open();
    const database = other();
    expect(database.pragma('user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
    expect(database.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(database.prepare("SELECT strict FROM pragma_table_list WHERE name = 'calls'").all()).toEqual([
      { strict: 1 },
    ]);
    expect(troubles).toEqual([]);
  });

  test.each([
    ['recent', 'SELECT * FROM calls ORDER BY rang_at DESC, call_id DESC LIMIT 9', 'calls_by_time'],
    ['one call', "SELECT * FROM calls WHERE call_id = '1'", 'sqlite_autoindex_calls_1'],
    ['a caller', "SELECT * FROM calls WHERE caller_number = '1' ORDER BY rang_at", 'calls_by_caller'],
    ['the unseen', 'SELECT count(*) FROM calls WHERE seen = 0', 'calls_unseen'],
    ['leftovers', "SELECT 1 FROM calls WHERE state IN ('ringing', 'answered')", 'calls_going_on'],
  ])('finds %s by an index', (_, sql, index) => {
    open();
    const plan = other().prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    expect(JSON.stringify(plan)).toMatch(new RegExp(`USING (?:COVERING )?INDEX ${index}\\b`, 'u'));
  });

  test('of a newer version is left alone; memory is used', () => {
    const newer = new Database(path);
    newer.exec(`CREATE TABLE calls (others TEXT); PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    const bytes = readFileSync(path);
    const history = open();
    history.record(aCall(), 0);
    history.remember('a', 'b');
    clock.pass(0);
    expect([history.outcome(ID), history.remembered('a')]).toEqual(['settled', 'b']);
    history.close();
    expect(troubles).toEqual([{ code: 'history-newer' }]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(['history.sqlite']);
  });

  test('may be none at all', () => {
    const history = open(MEMORY);
    history.record(aCall(), 0);
    clock.pass(0);
    expect(history.knows(ID)).toBe(true);
    expect(troubles).toEqual([]);
  });
});

describe('when it cannot be written', () => {
  test('for there is no folder, calls wait in memory and are written once there is one', () => {
    writeFileSync(join(folder, 'home'), 'a file');
    path = join(folder, 'home', 'history.sqlite');
    const history = open();
    expect(troubles).toEqual([{ code: 'history-unwritable', reason: 'EEXIST' }]);
    for (const call of someCalls(3)) history.record({ ...call, ...LEDGER }, 0);
    history.setCompleteUntil('me', 7);
    clock.pass(59_999);
    expect([history.recent(2, 0).length, history.unseen(), history.completeUntil('me')]).toEqual([2, 3, 7]);
    rmSync(join(folder, 'home'));
    mkdirSync(join(folder, 'home'));
    expect(open().knows(someCalls(1)[0]!.callId)).toBe(false);
    clock.pass(1);
    expect(open().recent(9, 0)).toHaveLength(3);
    expect(open().completeUntil('me')).toBe(7);
    expect(troubles).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('the reason is the code of the system, or of SQLite, and nothing more', () => {
    open(join(folder, 'x'.repeat(300)));
    mkdirSync(path);
    open();
    expect(troubles).toEqual([
      { code: 'history-unwritable', reason: 'ENAMETOOLONG' },
      { code: 'history-unwritable', reason: 'SQLITE_CANTOPEN' },
    ]);
  });

  test('since another process holds it, it is told once, and written with what comes later', () => {
    const history = open();
    const holder = other();
    for (const episode of [1, 2]) {
      holder.exec('BEGIN IMMEDIATE');
      for (const call of someCalls(2)) {
        history.record({ ...call, callId: `${call.callId}${episode}` }, 0);
        clock.pass(0);
      }
      clock.pass(60_000);
      expect(history.recent(9, 0)).toHaveLength(2 * episode + Number(episode > 1));
      expect(troubles).toEqual(
        Array.from({ length: episode }, () => ({ code: 'history-unwritable', reason: 'SQLITE_BUSY' })),
      );
      holder.exec('COMMIT');
      history.record(aCall(), 0);
      clock.pass(0);
      expect(open().recent(9, 0)).toHaveLength(2 * episode + 1);
      expect(clock.pending).toBe(0);
    }
  });

  test('since the disk is full, nothing of a turn is written until all is', () => {
    const history = open(path, (file) =>
      openHistoryFile(file, (database) => {
        database.exec('PRAGMA max_page_count = 30');
      }),
    );
    history.record(aCall(), 0);
    clock.pass(0);
    for (const call of someCalls(1_000)) history.record(call, 0);
    clock.pass(0);
    expect(troubles).toEqual([{ code: 'history-unwritable', reason: 'SQLITE_FULL' }]);
    expect(history.recent(2_000, 0)).toHaveLength(1_001);
    expect(open().recent(2_000, 0)).toHaveLength(1);
    clock.pass(60_000);
    expect(troubles).toHaveLength(1);
    history.close();
    expect(open().recent(2_000, 0)).toHaveLength(1);
  });

  test('ten thousand calls wait; then the oldest settled ones are let go', () => {
    writeFileSync(join(folder, 'home'), 'a file');
    const history = open(join(folder, 'home', 'history.sqlite'));
    const calls = someCalls(10_001);
    const [open1, ...settled] = calls;
    history.record({ ...open1!, state: 'late' }, 0);
    for (const call of settled.slice(0, 9_999)) history.record(call, 0);
    clock.pass(0);
    expect(history.recent(20_000, 0)).toHaveLength(10_000);
    for (const call of settled.slice(9_999)) history.record(call, 0);
    clock.pass(0);
    expect(history.recent(20_000, 0)).toHaveLength(10_000);
    expect([calls[0], calls[1], calls[2], calls[10_000]].map((call) => history.knows(call!.callId))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(troubles).toHaveLength(1);
  });
});

describe('at the end', () => {
  test('what waits is written, no timer is left, and all the rest does nothing', () => {
    const history = open();
    history.record(aCall(), 0);
    history.close();
    history.close();
    expect(clock.pending).toBe(0);
    history.record(aCall({ callId: '2' }), 0);
    history.markSeen();
    history.remember('a', 'b');
    history.setCompleteUntil('a', 1);
    expect(clock.pending).toBe(0);
    expect([history.knows(ID), history.outcome(ID), history.recent(9, 0), history.unseen()]).toEqual([
      false,
      null,
      [],
      0,
    ]);
    expect([history.remembered('a'), history.completeUntil('a')]).toEqual([null, null]);
    expect(states(open())).toEqual(['462 missed']);
    expect(readFileSync(path).includes('田中 恵子')).toBe(true);
  });

  test('of a history that cannot be written no timer is left either', () => {
    writeFileSync(join(folder, 'home'), 'a file');
    const history = open(join(folder, 'home', 'history.sqlite'));
    history.record(aCall(), 0);
    clock.pass(0);
    history.close();
    expect(clock.pending).toBe(0);
    expect(troubles).toHaveLength(1);
  });
});

describe('speed', () => {
  test('ten thousand calls of one turn are written within a second', () => {
    const history = open();
    const calls = someCalls(10_000);
    const began = performance.now();
    for (const call of calls) history.record(call, 0);
    const recorded = performance.now();
    clock.pass(0);
    const written = performance.now();
    expect(open().recent(20_000, 0)).toHaveLength(10_000);
    expect(recorded - began).toBeLessThan(500);
    expect(written - recorded).toBeLessThan(1_000);
  });

  test('nothing is prepared twice', () => {
    const history = open();
    const prepare = vi.spyOn(Database.prototype, 'prepare');
    for (const call of someCalls(3)) {
      history.record(call, 0);
      history.markSeen();
      history.remember('a', 'b');
      clock.pass(0);
      history.outcome(call.callId);
      history.knows(call.callId);
      history.recent(3, 0);
      history.unseen();
      history.remembered('c');
    }
    expect(prepare).not.toHaveBeenCalled();
    prepare.mockRestore();
    expect(history.recent(9, 0)).toHaveLength(3);
  });
});

/** Records calls without end, a few in each turn, and says after each turn up to which they must be in the file. */
const RECORDER = `
  import { openHistory } from './src-core/history/call-history.ts';
  import { someCalls } from './src-core/history/calls.test-support.ts';
  import { systemClock } from './src-core/clock.ts';
  const [path, prefix, most] = process.argv.slice(1);
  const history = openHistory({ path, clock: systemClock, onTrouble: (trouble) => console.log(trouble.code) });
  const calls = someCalls(Number(most));
  let done = 0;
  const turn = () => {
    if (done > 0) console.log(done);
    for (const call of calls.slice(done, done + 5)) history.record({ ...call, callId: prefix + call.callId }, 0);
    done += 5;
    // Timers of one kind run in the order in which they were set: the next turn comes after the writing.
    if (done <= calls.length) setImmediate(turn);
    else history.close();
  };
  turn();
`;

function record(prefix: string, most: number): ReturnType<typeof spawn> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', RECORDER, path, prefix, String(most)],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  opened.push({ close: () => child.kill('SIGKILL') });
  return child;
}

describe('other processes', () => {
  test('killed while it writes, a process leaves all that it wrote', async () => {
    const child = record('1', 100_000);
    let told = 0;
    for await (const line of createInterface({ input: child.stdout! })) {
      if (Number(line) >= 500 && !child.killed) child.kill('SIGKILL');
      told = Number(line);
    }
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
    const history = open();
    const there = history.recent(100_000, 0).length;
    expect(there).toBeGreaterThanOrEqual(told);
    // Whole turns only.
    expect(there % 5).toBe(0);
    for (const call of someCalls(told)) expect(history.outcome(`1${call.callId}`)).toBe('settled');
    expect(troubles).toEqual([]);
  });

  test('two processes write the same file at the same time', async () => {
    const children = ['1', '2'].map((prefix) => record(prefix, 500));
    const lines = children.map(async (child) => {
      const all: string[] = [];
      for await (const line of createInterface({ input: child.stdout! })) all.push(line);
      return all;
    });
    const said = await Promise.all(lines);
    expect(said.flat()).not.toContain('history-damaged');
    expect(open().recent(2_000, 0)).toHaveLength(1_000);
  });
});

describe('what is forgotten', () => {
  const known = (history: CallHistory): unknown[] => [
    history.knows(ID),
    history.outcome(ID),
    history.recent(9, 0).map(({ callId }) => callId),
    history.unseen(),
  ];
  const nothing = [false, null, ['2'], 0];

  test.each([
    ['while it waits', 'waits'],
    ['when it is written', 'written'],
  ])('%s, is gone at once and from the file, and no other with it', (_when, how) => {
    const history = open();
    history.record(aCall(LEDGER), 0);
    history.record(aCall({ callId: '2' }), 0);
    if (how === 'written') clock.pass(0);
    expect(history.unseen()).toBe(1);
    history.forget(ID);
    expect(known(history)).toEqual(nothing);
    clock.pass(0);
    expect(known(history)).toEqual(nothing);
    expect(known(restart(history))).toEqual(nothing);
  });

  test('and told of again, is new', () => {
    const history = open();
    history.record(aCall({ state: 'missed' }), 0);
    clock.pass(0);
    history.forget(ID);
    history.record(aCall({ state: 'ringing', callId: ID }), 0);
    expect(history.outcome(ID)).toBe('open');
    clock.pass(0);
    expect(history.outcome(ID)).toBe('open');
  });
});
