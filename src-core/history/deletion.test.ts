import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Call } from '../calls/call.ts';
import { FakeClock } from '../test-support/fakes.ts';
import { CallHistory } from './call-history.ts';
import type { HistoryError } from './history-errors.ts';
import { openHistoryFile } from './history-db.ts';
import { aCall, anyCall, RANG_AT, someCalls } from '../test-support/calls.ts';
import { merge } from './merge-rows.ts';
import { toCall, isSettled, toCallRow, type CallRow } from './row.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ZOOM_HISTORY = { source: 'history', seenRinging: false } as const;

let folder: string;
let path: string;
let clock: FakeClock;
let errors: HistoryError[];
let opened: { close(): void }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakushin-deletion-'));
  path = join(folder, 'history.sqlite');
  clock = new FakeClock(RANG_AT + DAY);
  errors = [];
  opened = [];
});
afterEach(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(openFile = openHistoryFile): CallHistory {
  const history = new CallHistory({ path, clock, onError: (error) => void errors.push(error) }, openFile);
  opened.push(history);
  return history;
}

function openDatabase(): Database.Database {
  const database = new Database(path);
  opened.push(database);
  return database;
}

function restart(history: CallHistory): CallHistory {
  history.close();
  return open();
}

/** Opens a history with these calls. They are in the file if `how` is "written", otherwise pending. */
function createHistoryWith(calls: readonly Call[], how: string): CallHistory {
  const history = open();
  for (const call of calls) history.save(call, 0);
  if (how === 'written') clock.advance(0);
  return history;
}

const ids = (calls: readonly Call[]): string[] => calls.map(({ callId }) => callId);

/** Reads all calls, page by page. */
function readPages(history: CallHistory, limit: number): readonly (readonly Call[])[] {
  const all: (readonly Call[])[] = [];
  for (;;) {
    const page = history.getRecent(limit, 0, all.at(-1)?.at(-1) ?? null);
    if (page.length === 0) return all;
    all.push(page);
  }
}

describe('list of calls', () => {
  test('returns pages, newest first, each call once, and the total count', () => {
    const history = open();
    // Zoom's history has a resolution of one second, so several calls have the same time.
    const calls = someCalls(50).map((call, n) => ({ ...call, ringingSince: RANG_AT + Math.floor(n / 4) }));
    for (const [n, call] of calls.entries()) {
      history.save(call, 0);
      if (n === 30) clock.advance(0);
    }
    for (const when of ['waiting', 'written']) {
      expect(history.count(), when).toBe(50);
      expect(readPages(history, 7).map(({ length }) => length)).toEqual([7, 7, 7, 7, 7, 7, 7, 1]);
      expect(ids(readPages(history, 7).flat())).toEqual(ids(calls).reverse());
      clock.advance(0);
    }
  });

  test('lists a call that moves behind the current page once, in its new place', () => {
    const history = createHistoryWith(someCalls(6), 'written');
    const [first, , , , fifth, sixth] = someCalls(6);
    const [page] = readPages(history, 2);
    expect(ids(page!)).toEqual(ids([sixth!, fifth!]));
    history.save({ ...sixth!, ringingSince: RANG_AT - 1 }, 0);
    const after = (): string[] => ids(history.getRecent(9, 0, page!.at(-1)));
    for (const when of ['waiting', 'written']) {
      expect([after().length, after().at(-1), after().at(-2)], when).toEqual([
        5,
        sixth!.callId,
        first!.callId,
      ]);
      clock.advance(0);
    }
  });

  test('reads a page in the middle by an index', () => {
    open();
    const plan = openDatabase()
      .prepare(
        `EXPLAIN QUERY PLAN SELECT * FROM calls WHERE rang_at >= 1 AND (rang_at, call_id) < (9, '9')
         ORDER BY rang_at DESC, call_id DESC LIMIT 9`,
      )
      .all();
    expect(JSON.stringify(plan)).toContain('USING INDEX calls_by_time (rang_at>? AND rang_at<?)');
  });
});

describe.each(['waiting', 'written'])('deleting calls that are %s', (how) => {
  test('deleteBefore removes only calls that rang before the time', () => {
    const calls = someCalls(5).map((call) => ({ ...call, ...ZOOM_HISTORY }));
    const history = createHistoryWith(calls, how);
    history.deleteBefore(RANG_AT + 3 * MINUTE);
    history.deleteBefore(RANG_AT);
    const known = (at: CallHistory): unknown[] => [
      ids(at.getRecent(9, 0)),
      at.count(),
      at.countUnseen(),
      calls.map(({ callId }) => at.has(callId)),
      calls.map(({ callId }) => at.getOutcome(callId)),
    ];
    const expected = [
      ids(calls.slice(3).reverse()),
      2,
      2,
      [false, false, false, true, true],
      [null, null, null, 'settled', 'settled'],
    ];
    expect(known(history)).toEqual(expected);
    clock.advance(0);
    expect(known(history)).toEqual(expected);
    expect(known(restart(history))).toEqual(expected);
    expect(clock.pending).toBe(0);
  });

  test('deleteAll removes all calls and contact choices, but no other values', () => {
    const history = createHistoryWith(
      someCalls(5).map((call) => ({ ...call, ...ZOOM_HISTORY })),
      how,
    );
    history.setValue('choice:+819012345678', 'Tanaka');
    history.setValue('agent:me', '{}');
    history.setCompleteUntil('me', 5);
    if (how === 'written') clock.advance(0);
    history.deleteAll(0);
    const known = (at: CallHistory): unknown[] => [
      at.getRecent(9, 0),
      at.count(),
      at.countUnseen(),
      at.has(someCalls(1)[0]!.callId),
      at.getValue('choice:+819012345678'),
      at.getValue('agent:me'),
      at.getCompleteUntil('me'),
    ];
    const expected = [[], 0, 0, false, null, '{}', 5];
    expect(known(history)).toEqual(expected);
    clock.advance(0);
    expect(known(history)).toEqual(expected);
    expect(known(restart(history))).toEqual(expected);
    expect(clock.pending).toBe(0);
  });

  test('deletes once the file is writable again and preserves what was saved later', () => {
    const history = createHistoryWith(someCalls(3), how);
    const holder = openDatabase();
    holder.exec('BEGIN IMMEDIATE');
    history.setValue('choice:1', 'before');
    history.deleteAll(0);
    history.save(aCall({ callId: '7' }), 0);
    history.setValue('choice:2', 'after');
    history.deleteBefore(RANG_AT - 1);
    clock.advance(0);
    const known = (at: CallHistory): unknown[] => [
      ids(at.getRecent(9, 0)),
      at.count(),
      at.getValue('choice:1'),
      at.getValue('choice:2'),
    ];
    expect(known(history)).toEqual([['7'], 1, null, 'after']);
    expect(errors).toEqual([{ code: 'history-unwritable', reason: 'SQLITE_BUSY' }]);
    holder.exec('COMMIT');
    clock.advance(MINUTE);
    expect(known(restart(history))).toEqual([['7'], 1, null, 'after']);
    expect(errors).toHaveLength(1);
  });
});

test('deleteBefore uses the first ringing in the file for a call with waiting updates', () => {
  const history = createHistoryWith([aCall()], 'written');
  history.save(aCall({ state: 'ringing', round: 2, ringingSince: RANG_AT + 10 * MINUTE }), 0);
  history.deleteBefore(RANG_AT + MINUTE);
  for (const when of ['waiting', 'written']) {
    expect([history.has(aCall().callId), history.count()], when).toEqual([false, 0]);
    clock.advance(0);
  }
});

test('a live call removed by deleteAll is saved again with its next update', () => {
  const history = createHistoryWith([aCall({ state: 'ringing' })], 'written');
  history.deleteAll(0);
  clock.advance(0);
  history.save(aCall({ state: 'missed' }), 0);
  history.save(aCall({ ...ZOOM_HISTORY, answeredBy: 'Kato', state: 'answered-elsewhere' }), 0);
  clock.advance(0);
  expect(history.getRecent(9, 0)).toMatchObject([{ state: 'answered-elsewhere', answeredBy: 'Kato' }]);
});

describe('deleted calls in Zoom’s history', () => {
  const zoomCall = aCall(ZOOM_HISTORY);
  const later = aCall({ ...ZOOM_HISTORY, callId: '7', ringingSince: RANG_AT + DAY });

  test('are not saved after deleteAll, a restart or by another process; later calls are', () => {
    const history = createHistoryWith([zoomCall], 'written');
    const terminal = open();
    expect(history.isDeleted(zoomCall, 0)).toBe(false);
    history.deleteAll(0);
    clock.advance(0);
    const expectDeleted = (at: CallHistory): void => {
      const old = [zoomCall, { ...zoomCall, ringingSince: RANG_AT + DAY - 1 }];
      expect([...old, later].map((call) => at.isDeleted(call, 0))).toEqual([true, true, false]);
      for (const call of [...old, later]) at.save(call, 0);
      clock.advance(0);
      expect(ids(at.getRecent(9, 0))).toEqual(['7']);
    };
    expectDeleted(history);
    expectDeleted(terminal);
    expectDeleted(restart(history));
  });

  test('are compared by Zoom’s clock, to the second', () => {
    clock.advance(999);
    const history = open();
    // Our clock is five seconds ahead of Zoom's.
    history.deleteAll(5_000);
    clock.advance(MINUTE);
    history.save({ ...zoomCall, ringingSince: RANG_AT + DAY - 5_001 }, 5_000);
    expect(history.count()).toBe(0);
    history.save({ ...zoomCall, ringingSince: RANG_AT + DAY - 5_000 }, 5_000);
    expect(history.count()).toBe(1);
  });

  test('are not saved if older than the retention time, until it changes', () => {
    const history = open();
    history.deleteBefore(RANG_AT + MINUTE);
    history.save(zoomCall, 0);
    expect([history.count(), history.isDeleted(zoomCall, 0)]).toEqual([0, true]);
    history.deleteBefore(RANG_AT);
    history.save(zoomCall, 0);
    expect([history.count(), history.isDeleted(zoomCall, 0)]).toEqual([1, false]);
    // Deleted calls stay deleted if a longer retention time is set later.
    history.deleteAll(0);
    history.deleteBefore(RANG_AT - 90 * DAY);
    expect([zoomCall, later].map((call) => history.isDeleted(call, 0))).toEqual([true, false]);
  });

  test('do not block later calls if deleteAll ran while our clock was far ahead', () => {
    const history = open();
    const ahead = 400 * DAY;
    const zoomNow = clock.now() - ahead;
    history.deleteAll(0);
    clock.advance(0);
    // By now Zoom's time, and so the clock skew, is known.
    history.save({ ...zoomCall, callId: '6', ringingSince: zoomNow - 1 }, ahead);
    history.save({ ...zoomCall, callId: '7', ringingSince: zoomNow }, ahead);
    clock.advance(MINUTE);
    const next = restart(history);
    expect(next.isDeleted({ ...zoomCall, callId: '6', ringingSince: zoomNow - 1 }, ahead)).toBe(true);
    next.save({ ...zoomCall, callId: '8', ringingSince: zoomNow + 1 }, ahead);
    expect(ids(next.getRecent(9, 0))).toEqual(['8', '7']);
  });

  test.each(['waiting', 'written'])('are not saved again after deleteCall while %s', (how) => {
    const history = createHistoryWith([zoomCall, later], how);
    history.deleteCall(zoomCall.callId);
    const expectDeleted = (at: CallHistory): void => {
      at.save(zoomCall, 0);
      expect([zoomCall, later].map((call) => at.isDeleted(call, 0))).toEqual([true, false]);
      expect([ids(at.getRecent(9, 0)), at.count(), at.has(zoomCall.callId)]).toEqual([['7'], 1, false]);
    };
    expectDeleted(history);
    clock.advance(0);
    expectDeleted(history);
    const next = restart(history);
    expectDeleted(next);
    // The call rings again, so its outcome from Zoom's history is accepted.
    next.save(aCall({ state: 'ringing', round: 2, ringingSince: RANG_AT + DAY + 1 }), 0);
    next.save({ ...zoomCall, ringingSince: RANG_AT + DAY }, 0);
    expect([next.getOutcome(zoomCall.callId), next.isDeleted(zoomCall, 0)]).toEqual(['settled', false]);
  });

  test('deleteAll also removes the stored ids of single deleted calls', () => {
    const history = createHistoryWith([zoomCall, later], 'written');
    history.deleteCall(zoomCall.callId);
    clock.advance(0);
    expect(openDatabase().prepare("SELECT key FROM remembered WHERE key LIKE 'deleted%'").all()).toHaveLength(
      1,
    );
    history.deleteCall(later.callId);
    history.deleteAll(0);
    clock.advance(0);
    expect(openDatabase().prepare("SELECT key FROM remembered WHERE key LIKE 'deleted%'").all()).toEqual([
      { key: 'deleted-until' },
    ]);
    expect([zoomCall, later].map((call) => history.isDeleted(call, 0))).toEqual([true, false]);
  });
});

describe('disk contents after deletion', () => {
  const e164 = (n: number): string => `+8190${String(10_000_000 + n)}`;
  const calls = someCalls(1_000).map((call, n) =>
    aCall({
      ...call,
      caller: {
        number: { kind: 'external', e164: e164(n), extension: null },
        name: `Caller of ${e164(n)} ${'x'.repeat(n % 50)}`,
        connectionType: null,
      },
    }),
  );
  /** Returns the indexes of the calls whose numbers are still in the database files. */
  const findRemaining = (): number[] => {
    const contents = ['', '-wal', '-shm'].map((suffix) =>
      existsSync(path + suffix) ? readFileSync(path + suffix) : Buffer.alloc(0),
    );
    return calls.flatMap((_, n) => (contents.some((bytes) => bytes.includes(e164(n))) ? [n] : []));
  };
  const each = calls.map((_, n) => n);

  /** Opens a history in which the calls were saved out of order and then updated. */
  function createFilledHistory(): CallHistory {
    const history = open();
    for (const n of each) {
      const call = calls[(n * 379) % calls.length]!;
      history.save({ ...call, state: 'ringing' }, 0);
      if (n % 7 === 0) clock.advance(0);
      history.save(call, 0);
    }
    history.setValue(`choice:${e164(1)}`, e164(1));
    clock.advance(0);
    return history;
  }

  test('nothing is left of calls removed by deleteBefore', () => {
    const history = createFilledHistory();
    expect(findRemaining()).toEqual(each);
    history.deleteBefore(RANG_AT + 400 * MINUTE);
    clock.advance(0);
    // The choice is kept because it concerns the person, not the call.
    expect(findRemaining()).toEqual([1, ...each.slice(400)]);
    expect(history.count()).toBe(600);
  });

  test('nothing is left of calls removed by deleteCall', () => {
    const history = createFilledHistory();
    for (const n of [7, 8, 500]) history.deleteCall(calls[n]!.callId);
    clock.advance(0);
    expect(findRemaining()).toEqual(each.filter((n) => ![7, 8, 500].includes(n)));
    expect(history.count()).toBe(997);
  });

  test('nothing is left after deleteAll, even of rows deleted by an older version', () => {
    createFilledHistory().close();
    const older = openDatabase();
    older.exec('PRAGMA secure_delete = OFF; DELETE FROM calls WHERE rang_at % 3 = 0');
    older.close();
    const history = open();
    expect(findRemaining()).toEqual(each);
    history.deleteAll(0);
    clock.advance(0);
    expect(findRemaining()).toEqual([]);
    expect(readFileSync(path).length).toBeLessThan(50_000);
    history.save(calls[7]!, 0);
    expect(restart(history).count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('waits for another process that is reading, without reporting an error', () => {
    const history = createFilledHistory();
    const reader = openDatabase();
    reader.exec('BEGIN; CREATE TEMP TABLE seen AS SELECT count(*) FROM calls');
    history.deleteAll(0);
    clock.advance(0);
    expect([history.count(), findRemaining().length]).toEqual([0, 1_000]);
    reader.exec('COMMIT');
    clock.advance(MINUTE);
    expect([findRemaining(), errors, clock.pending]).toEqual([[], [], 0]);
  });

  test('waits for another process that is writing, without reporting an error', () => {
    createFilledHistory().close();
    const writer = openDatabase();
    let isIn = false;
    const history = open((file) =>
      openHistoryFile(file, (database) => {
        const exec = database.exec.bind(database);
        vi.spyOn(database, 'exec').mockImplementation((sql) => {
          if (sql === 'VACUUM' && !isIn) {
            writer.exec('BEGIN IMMEDIATE');
            isIn = true;
          }
          return exec(sql);
        });
      }),
    );
    history.deleteAll(0);
    clock.advance(0);
    expect([isIn, history.count(), findRemaining().length]).toEqual([true, 0, 1_000]);
    writer.exec('COMMIT');
    clock.advance(MINUTE);
    expect([findRemaining(), errors, clock.pending]).toEqual([[], [], 0]);
  });

  test('close() completes a pending removal', () => {
    const history = createFilledHistory();
    const stuck = `${path}.damaged-20261122T010000Z`;
    mkdirSync(stuck);
    history.deleteAll(0);
    clock.advance(0);
    rmdirSync(stuck);
    writeFileSync(stuck, e164(1));
    history.close();
    expect([findRemaining(), existsSync(stuck)]).toEqual([[], false]);
  });

  test('removes quarantined files according to their age', () => {
    const history = open();
    const quarantined = [
      '20261120T010000Z',
      '20261120T010000Z-2-wal',
      '20261122T010000Z',
      '20261122T010000Z-shm',
    ].map((stamp) => `${path}.damaged-${stamp}`);
    const notOurs = ['history.sqlite.damaged-2020', 'history.sqlite.2026', 'x.damaged-20200101T000000Z'].map(
      (name) => join(folder, name),
    );
    for (const file of [...quarantined, ...notOurs]) writeFileSync(file, '');
    const existing = (): boolean[] => quarantined.map((file) => existsSync(file));
    history.deleteBefore(RANG_AT - DAY);
    clock.advance(0);
    expect(existing()).toEqual([false, false, true, true]);
    history.deleteAll(0);
    clock.advance(0);
    expect(existing()).toEqual([false, false, false, false]);
    expect(notOurs.filter((file) => !existsSync(file))).toEqual([]);
  });

  test('reports a file that cannot be removed once, and retries', () => {
    const history = open();
    const stuck = `${path}.damaged-20261122T010000Z`;
    mkdirSync(stuck);
    history.deleteAll(0);
    clock.advance(3 * MINUTE);
    expect(errors).toEqual([{ code: 'history-unwritable', reason: 'ERR_FS_EISDIR' }]);
    history.save(aCall(), 0);
    clock.advance(0);
    expect(open().count()).toBe(1);
    rmdirSync(stuck);
    clock.advance(MINUTE);
    expect(clock.pending).toBe(0);
    expect(errors).toHaveLength(1);
  });
});

/** A reference model of the history that applies each operation at once, in memory. */
class Model {
  rows = new Map<string, CallRow>();
  values = new Map<string, string>();
  /** ids of the calls deleted by `deleteCall` */
  deletedIds = new Set<string>();
  deletedUntil = -Infinity;
  retainedFrom = -Infinity;

  save(call: Call): void {
    if (call.source === 'history' && this.isDeleted(call)) return;
    this.rows.set(call.callId, merge(this.rows.get(call.callId) ?? null, toCallRow(call, 0)));
  }

  isDeleted({ callId, ringingSince }: Call): boolean {
    const isWanted =
      ringingSince >= Math.max(this.deletedUntil, this.retainedFrom) && !this.deletedIds.has(callId);
    return !isWanted && !this.rows.has(callId);
  }

  deleteCall(callId: string): void {
    this.rows.delete(callId);
    this.deletedIds.add(callId);
  }

  deleteBefore(time: number): void {
    this.retainedFrom = time;
    for (const [callId, row] of this.rows) if (row.rangAt < time) this.rows.delete(callId);
  }

  deleteAll(now: number): void {
    this.rows.clear();
    for (const key of this.values.keys()) if (key.startsWith('choice:')) this.values.delete(key);
    this.deletedIds.clear();
    this.deletedUntil = now;
  }

  markSeen(): void {
    for (const [callId, row] of this.rows) this.rows.set(callId, { ...row, seen: 1 });
  }

  restart(): void {
    this.retainedFrom = -Infinity;
    for (const [callId, row] of this.rows)
      if (row.state === 'ringing' || row.state === 'answered')
        this.rows.set(callId, { ...row, state: 'ended' });
  }

  get sorted(): CallRow[] {
    return [...this.rows.values()].sort((a, b) => b.rangAt - a.rangAt || (a.callId < b.callId ? 1 : -1));
  }
}

const CALL_IDS = ['1', '2', '3', '4', '5'];
const KEYS = ['choice:1', 'choice:2', 'agent:1'];
/** Whole seconds within 12 s, on the day before the clock's start. */
const moment = fc.integer({ min: 0, max: 12 }).map((n) => RANG_AT + n * 1_000);

type Step =
  | { readonly do: 'record'; readonly call: Call }
  | { readonly do: 'deleteBefore' | 'deleteAll'; readonly time: number }
  | { readonly do: 'forget' | 'deleteCall'; readonly callId: string }
  | { readonly do: 'remember'; readonly key: string }
  | { readonly do: 'markSeen' | 'write' | 'restart' };

const saveStep = fc.record({
  do: fc.constant('record' as const),
  call: fc
    .tuple(anyCall, fc.constantFrom(...CALL_IDS), moment, fc.constantFrom('history', 'websocket'))
    .map(([call, callId, ringingSince, source]): Call => ({ ...call, callId, ringingSince, source })),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: saveStep },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('deleteBefore', 'deleteAll'), time: moment }),
  },
  fc.record({ do: fc.constantFrom('forget', 'deleteCall'), callId: fc.constantFrom(...CALL_IDS) }),
  fc.record({ do: fc.constant('remember' as const), key: fc.constantFrom(...KEYS) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('markSeen', 'write', 'restart') }) },
);

test('behaves like its model for any sequence of operations', () => {
  let runs = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      path = join(folder, `${++runs}.sqlite`);
      const model = new Model();
      let history = open();
      for (const [n, action] of steps.entries()) {
        switch (action.do) {
          case 'record': {
            // Makes each update unique, because the history skips a repeated update while the first is pending.
            const call = { ...action.call, caller: { ...action.call.caller, name: `${n}` } };
            history.save(call, 0);
            model.save(call);
            break;
          }
          case 'deleteBefore':
            history.deleteBefore(action.time);
            model.deleteBefore(action.time);
            break;
          case 'deleteAll':
            history.deleteAll(clock.now() - action.time);
            model.deleteAll(action.time);
            break;
          case 'deleteCall':
            history.deleteCall(action.callId);
            model.deleteCall(action.callId);
            break;
          case 'forget':
            history.discard(action.callId);
            model.rows.delete(action.callId);
            break;
          case 'remember':
            history.setValue(action.key, `${n}`);
            model.values.set(action.key, `${n}`);
            break;
          case 'markSeen':
            history.markSeen();
            model.markSeen();
            break;
          case 'write':
            clock.advance(0);
            break;
          case 'restart':
            history = restart(history);
            model.restart();
        }
        const rows = model.sorted;
        expect(history.getRecent(99, 0)).toEqual(rows.map((row) => toCall(row, 0)));
        expect(ids(readPages(history, 2).flat())).toEqual(rows.map(({ callId }) => callId));
        expect(history.count()).toBe(rows.length);
        expect(history.countUnseen()).toBe(rows.filter(({ seen }) => seen === 0).length);
        expect(CALL_IDS.map((id) => history.has(id))).toEqual(CALL_IDS.map((id) => model.rows.has(id)));
        expect(CALL_IDS.map((id) => history.getOutcome(id))).toEqual(
          CALL_IDS.map((id) => {
            const row = model.rows.get(id);
            if (row === undefined) return null;
            return isSettled(row) ? 'settled' : 'open';
          }),
        );
        expect(KEYS.map((key) => history.getValue(key))).toEqual(
          KEYS.map((key) => model.values.get(key) ?? null),
        );
        for (const callId of CALL_IDS) {
          const call = aCall({ callId, ringingSince: RANG_AT + 6_000 });
          expect(history.isDeleted(call, 0)).toBe(model.isDeleted(call));
        }
      }
      history.close();
      expect(errors).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
