import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Call } from '../calls/call.ts';
import { FakeClock } from '../fakes.test-support.ts';
import { openHistory, type CallHistory, type HistoryTrouble } from './call-history.ts';
import { openHistoryFile } from './history-file.ts';
import { aCall, anyCall, RANG_AT, someCalls } from './calls.test-support.ts';
import { merge } from './merge.ts';
import { callOf, isSettled, rowOf, type Row } from './row.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LEDGER = { source: 'history', rang: false } as const;

let folder: string;
let path: string;
let clock: FakeClock;
let troubles: HistoryTrouble[];
let opened: { close(): void }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chakushin-deletion-'));
  path = join(folder, 'history.sqlite');
  clock = new FakeClock(RANG_AT + DAY);
  troubles = [];
  opened = [];
});
afterEach(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(how = openHistoryFile): CallHistory {
  const history = openHistory({ path, clock, onTrouble: (trouble) => void troubles.push(trouble) }, how);
  opened.push(history);
  return history;
}

function other(): Database.Database {
  const database = new Database(path);
  opened.push(database);
  return database;
}

function restart(history: CallHistory): CallHistory {
  history.close();
  return open();
}

/** A history with these calls, written or waiting to be. */
function holding(calls: readonly Call[], how: string): CallHistory {
  const history = open();
  for (const call of calls) history.record(call, 0);
  if (how === 'written') clock.pass(0);
  return history;
}

const ids = (calls: readonly Call[]): string[] => calls.map(({ callId }) => callId);

/** All calls, page by page. */
function pages(history: CallHistory, limit: number): readonly (readonly Call[])[] {
  const all: (readonly Call[])[] = [];
  for (;;) {
    const page = history.recent(limit, 0, all.at(-1)?.at(-1) ?? null);
    if (page.length === 0) return all;
    all.push(page);
  }
}

describe('the list', () => {
  test('comes in pages, newest first, each call once, with how many there are', () => {
    const history = open();
    // Zoom's history knows seconds only: several ring in the same.
    const calls = someCalls(50).map((call, n) => ({ ...call, ringingSince: RANG_AT + Math.floor(n / 4) }));
    for (const [n, call] of calls.entries()) {
      history.record(call, 0);
      if (n === 30) clock.pass(0);
    }
    for (const when of ['waiting', 'written']) {
      expect(history.count(), when).toBe(50);
      expect(pages(history, 7).map(({ length }) => length)).toEqual([7, 7, 7, 7, 7, 7, 7, 1]);
      expect(ids(pages(history, 7).flat())).toEqual(ids(calls).reverse());
      clock.pass(0);
    }
  });

  test('has a call that moves behind the page once, where it belongs', () => {
    const history = holding(someCalls(6), 'written');
    const [first, , , , fifth, sixth] = someCalls(6);
    const [page] = pages(history, 2);
    expect(ids(page!)).toEqual(ids([sixth!, fifth!]));
    history.record({ ...sixth!, ringingSince: RANG_AT - 1 }, 0);
    const after = (): string[] => ids(history.recent(9, 0, page!.at(-1)));
    for (const when of ['waiting', 'written']) {
      expect([after().length, after().at(-1), after().at(-2)], when).toEqual([
        5,
        sixth!.callId,
        first!.callId,
      ]);
      clock.pass(0);
    }
  });

  test('is found by an index, also in its middle', () => {
    open();
    const plan = other()
      .prepare(
        `EXPLAIN QUERY PLAN SELECT * FROM calls WHERE rang_at >= 1 AND (rang_at, call_id) < (9, '9')
         ORDER BY rang_at DESC, call_id DESC LIMIT 9`,
      )
      .all();
    expect(JSON.stringify(plan)).toContain('USING INDEX calls_by_time (rang_at>? AND rang_at<?)');
  });
});

describe.each(['waiting', 'written'])('calls that are %s', (how) => {
  test('and rang before a time are deleted, and no other', () => {
    const calls = someCalls(5).map((call) => ({ ...call, ...LEDGER }));
    const history = holding(calls, how);
    history.deleteBefore(RANG_AT + 3 * MINUTE);
    history.deleteBefore(RANG_AT);
    const known = (at: CallHistory): unknown[] => [
      ids(at.recent(9, 0)),
      at.count(),
      at.unseen(),
      calls.map(({ callId }) => at.knows(callId)),
      calls.map(({ callId }) => at.outcome(callId)),
    ];
    const wanted = [
      ids(calls.slice(3).reverse()),
      2,
      2,
      [false, false, false, true, true],
      [null, null, null, 'settled', 'settled'],
    ];
    expect(known(history)).toEqual(wanted);
    clock.pass(0);
    expect(known(history)).toEqual(wanted);
    expect(known(restart(history))).toEqual(wanted);
    expect(clock.pending).toBe(0);
  });

  test('are all deleted, with what was said of people; what else is remembered stays', () => {
    const history = holding(
      someCalls(5).map((call) => ({ ...call, ...LEDGER })),
      how,
    );
    history.remember('choice:+819012345678', 'Tanaka');
    history.remember('agent:me', '{}');
    history.setCompleteUntil('me', 5);
    if (how === 'written') clock.pass(0);
    history.deleteAll(0);
    const known = (at: CallHistory): unknown[] => [
      at.recent(9, 0),
      at.count(),
      at.unseen(),
      at.knows(someCalls(1)[0]!.callId),
      at.remembered('choice:+819012345678'),
      at.remembered('agent:me'),
      at.completeUntil('me'),
    ];
    const wanted = [[], 0, 0, false, null, '{}', 5];
    expect(known(history)).toEqual(wanted);
    clock.pass(0);
    expect(known(history)).toEqual(wanted);
    expect(known(restart(history))).toEqual(wanted);
    expect(clock.pending).toBe(0);
  });

  test('are deleted once the file can be written again, and what came later is kept', () => {
    const history = holding(someCalls(3), how);
    const holder = other();
    holder.exec('BEGIN IMMEDIATE');
    history.remember('choice:1', 'before');
    history.deleteAll(0);
    history.record(aCall({ callId: '7' }), 0);
    history.remember('choice:2', 'after');
    history.deleteBefore(RANG_AT - 1);
    clock.pass(0);
    const known = (at: CallHistory): unknown[] => [
      ids(at.recent(9, 0)),
      at.count(),
      at.remembered('choice:1'),
      at.remembered('choice:2'),
    ];
    expect(known(history)).toEqual([['7'], 1, null, 'after']);
    expect(troubles).toEqual([{ code: 'history-unwritable', reason: 'SQLITE_BUSY' }]);
    holder.exec('COMMIT');
    clock.pass(MINUTE);
    expect(known(restart(history))).toEqual([['7'], 1, null, 'after']);
    expect(troubles).toHaveLength(1);
  });
});

test('a call that waits goes by when it first rang, which the file knows', () => {
  const history = holding([aCall()], 'written');
  history.record(aCall({ state: 'ringing', round: 2, ringingSince: RANG_AT + 10 * MINUTE }), 0);
  history.deleteBefore(RANG_AT + MINUTE);
  for (const when of ['waiting', 'written']) {
    expect([history.knows(aCall().callId), history.count()], when).toEqual([false, 0]);
    clock.pass(0);
  }
});

test('a call that goes on while all is deleted is known again with its next news', () => {
  const history = holding([aCall({ state: 'ringing' })], 'written');
  history.deleteAll(0);
  clock.pass(0);
  history.record(aCall({ state: 'missed' }), 0);
  history.record(aCall({ ...LEDGER, answeredBy: 'Kato', state: 'answered-elsewhere' }), 0);
  clock.pass(0);
  expect(history.recent(9, 0)).toMatchObject([{ state: 'answered-elsewhere', answeredBy: 'Kato' }]);
});

describe('what Zoom’s own history tells of deleted calls', () => {
  const told = aCall(LEDGER);
  const later = aCall({ ...LEDGER, callId: '7', ringingSince: RANG_AT + DAY });

  test('is not kept, not after a restart nor by another process; what rang since is', () => {
    const history = holding([told], 'written');
    const terminal = open();
    expect(history.isDeleted(told, 0)).toBe(false);
    history.deleteAll(0);
    clock.pass(0);
    const tells = (at: CallHistory): void => {
      const old = [told, { ...told, ringingSince: RANG_AT + DAY - 1 }];
      expect([...old, later].map((call) => at.isDeleted(call, 0))).toEqual([true, true, false]);
      for (const call of [...old, later]) at.record(call, 0);
      clock.pass(0);
      expect(ids(at.recent(9, 0))).toEqual(['7']);
    };
    tells(history);
    tells(terminal);
    tells(restart(history));
  });

  test('goes by Zoom’s clock, to the second', () => {
    clock.pass(999);
    const history = open();
    // Ours is five seconds ahead.
    history.deleteAll(5_000);
    clock.pass(MINUTE);
    history.record({ ...told, ringingSince: RANG_AT + DAY - 5_001 }, 5_000);
    expect(history.count()).toBe(0);
    history.record({ ...told, ringingSince: RANG_AT + DAY - 5_000 }, 5_000);
    expect(history.count()).toBe(1);
  });

  test('is not kept before the time of retention either, until another is told', () => {
    const history = open();
    history.deleteBefore(RANG_AT + MINUTE);
    history.record(told, 0);
    expect([history.count(), history.isDeleted(told, 0)]).toEqual([0, true]);
    history.deleteBefore(RANG_AT);
    history.record(told, 0);
    expect([history.count(), history.isDeleted(told, 0)]).toEqual([1, false]);
    // All that was deleted stays so, though more is wanted from now on.
    history.deleteAll(0);
    history.deleteBefore(RANG_AT - 90 * DAY);
    expect([told, later].map((call) => history.isDeleted(call, 0))).toEqual([true, false]);
  });

  test('is kept again from now on when all was deleted while the clock was far ahead', () => {
    const history = open();
    const ahead = 400 * DAY;
    const zoomNow = clock.now() - ahead;
    history.deleteAll(0);
    clock.pass(0);
    // By now Zoom was asked what time it is.
    history.record({ ...told, callId: '6', ringingSince: zoomNow - 1 }, ahead);
    history.record({ ...told, callId: '7', ringingSince: zoomNow }, ahead);
    clock.pass(MINUTE);
    const next = restart(history);
    expect(next.isDeleted({ ...told, callId: '6', ringingSince: zoomNow - 1 }, ahead)).toBe(true);
    next.record({ ...told, callId: '8', ringingSince: zoomNow + 1 }, ahead);
    expect(ids(next.recent(9, 0))).toEqual(['8', '7']);
  });

  test.each(['waiting', 'written'])('is not kept of a call that was deleted alone while it was %s', (how) => {
    const history = holding([told, later], how);
    history.deleteCall(told.callId);
    const tells = (at: CallHistory): void => {
      at.record(told, 0);
      expect([told, later].map((call) => at.isDeleted(call, 0))).toEqual([true, false]);
      expect([ids(at.recent(9, 0)), at.count(), at.knows(told.callId)]).toEqual([['7'], 1, false]);
    };
    tells(history);
    clock.pass(0);
    tells(history);
    const next = restart(history);
    tells(next);
    // It rings anew: Zoom's history may say how that ended.
    next.record(aCall({ state: 'ringing', round: 2, ringingSince: RANG_AT + DAY + 1 }), 0);
    next.record({ ...told, ringingSince: RANG_AT + DAY }, 0);
    expect([next.outcome(told.callId), next.isDeleted(told, 0)]).toEqual(['settled', false]);
  });

  test('is no secret once all is deleted: of single calls nothing is remembered then', () => {
    const history = holding([told, later], 'written');
    history.deleteCall(told.callId);
    clock.pass(0);
    expect(other().prepare("SELECT key FROM remembered WHERE key LIKE 'deleted%'").all()).toHaveLength(1);
    history.deleteCall(later.callId);
    history.deleteAll(0);
    clock.pass(0);
    expect(other().prepare("SELECT key FROM remembered WHERE key LIKE 'deleted%'").all()).toEqual([
      { key: 'deleted-until' },
    ]);
    expect([told, later].map((call) => history.isDeleted(call, 0))).toEqual([true, false]);
  });
});

describe('on the disk', () => {
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
  /** Which of these calls' numbers stand anywhere in the folder. */
  const left = (): number[] => {
    const parts = ['', '-wal', '-shm'].map((part) =>
      existsSync(path + part) ? readFileSync(path + part) : Buffer.alloc(0),
    );
    return calls.flatMap((_, n) => (parts.some((bytes) => bytes.includes(e164(n))) ? [n] : []));
  };
  const each = calls.map((_, n) => n);

  /** Calls that came in no order, and changed. */
  function filled(): CallHistory {
    const history = open();
    for (const n of each) {
      const call = calls[(n * 379) % calls.length]!;
      history.record({ ...call, state: 'ringing' }, 0);
      if (n % 7 === 0) clock.pass(0);
      history.record(call, 0);
    }
    history.remember(`choice:${e164(1)}`, e164(1));
    clock.pass(0);
    return history;
  }

  test('nothing is left of calls that are older than is wanted', () => {
    const history = filled();
    expect(left()).toEqual(each);
    history.deleteBefore(RANG_AT + 400 * MINUTE);
    clock.pass(0);
    // A choice is kept: it is about the person, not the call.
    expect(left()).toEqual([1, ...each.slice(400)]);
    expect(history.count()).toBe(600);
  });

  test('nothing is left of a single call', () => {
    const history = filled();
    for (const n of [7, 8, 500]) history.deleteCall(calls[n]!.callId);
    clock.pass(0);
    expect(left()).toEqual(each.filter((n) => ![7, 8, 500].includes(n)));
    expect(history.count()).toBe(997);
  });

  test('nothing is left of anything once all is deleted, also of what an older version had overwritten', () => {
    filled().close();
    const older = other();
    older.exec('PRAGMA secure_delete = OFF; DELETE FROM calls WHERE rang_at % 3 = 0');
    older.close();
    const history = open();
    expect(left()).toEqual(each);
    history.deleteAll(0);
    clock.pass(0);
    expect(left()).toEqual([]);
    expect(readFileSync(path).length).toBeLessThan(50_000);
    history.record(calls[7]!, 0);
    expect(restart(history).count()).toBe(1);
    expect(troubles).toEqual([]);
  });

  test('it waits for another process that still reads, of which nobody need hear', () => {
    const history = filled();
    const reader = other();
    reader.exec('BEGIN; CREATE TEMP TABLE seen AS SELECT count(*) FROM calls');
    history.deleteAll(0);
    clock.pass(0);
    expect([history.count(), left().length]).toEqual([0, 1_000]);
    reader.exec('COMMIT');
    clock.pass(MINUTE);
    expect([left(), troubles, clock.pending]).toEqual([[], [], 0]);
  });

  test('it waits for another process that writes just then', () => {
    filled().close();
    const writer = other();
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
    clock.pass(0);
    expect([isIn, history.count(), left().length]).toEqual([true, 0, 1_000]);
    writer.exec('COMMIT');
    clock.pass(MINUTE);
    expect([left(), troubles, clock.pending]).toEqual([[], [], 0]);
  });

  test('it is done at the end at the latest', () => {
    const history = filled();
    const stuck = `${path}.damaged-20261122T010000Z`;
    mkdirSync(stuck);
    history.deleteAll(0);
    clock.pass(0);
    rmdirSync(stuck);
    writeFileSync(stuck, e164(1));
    history.close();
    expect([left(), existsSync(stuck)]).toEqual([[], false]);
  });

  test('damaged files that were set aside go too, as old as they are', () => {
    const history = open();
    const aside = [
      '20261120T010000Z',
      '20261120T010000Z-2-wal',
      '20261122T010000Z',
      '20261122T010000Z-shm',
    ].map((stamp) => `${path}.damaged-${stamp}`);
    const notOurs = ['history.sqlite.damaged-2020', 'history.sqlite.2026', 'x.damaged-20200101T000000Z'].map(
      (name) => join(folder, name),
    );
    for (const file of [...aside, ...notOurs]) writeFileSync(file, '');
    const there = (): boolean[] => aside.map((file) => existsSync(file));
    history.deleteBefore(RANG_AT - DAY);
    clock.pass(0);
    expect(there()).toEqual([false, false, true, true]);
    history.deleteAll(0);
    clock.pass(0);
    expect(there()).toEqual([false, false, false, false]);
    expect(notOurs.filter((file) => !existsSync(file))).toEqual([]);
  });

  test('what cannot be removed is told once, and removed when it can be', () => {
    const history = open();
    const stuck = `${path}.damaged-20261122T010000Z`;
    mkdirSync(stuck);
    history.deleteAll(0);
    clock.pass(3 * MINUTE);
    expect(troubles).toEqual([{ code: 'history-unwritable', reason: 'ERR_FS_EISDIR' }]);
    history.record(aCall(), 0);
    clock.pass(0);
    expect(open().count()).toBe(1);
    rmdirSync(stuck);
    clock.pass(MINUTE);
    expect(clock.pending).toBe(0);
    expect(troubles).toHaveLength(1);
  });
});

/** What a history must do, in a few lines: all is done at once, in memory. */
class Model {
  rows = new Map<string, Row>();
  values = new Map<string, string>();
  /** calls that were deleted one by one */
  gone = new Set<string>();
  deleted = -Infinity;
  keptFrom = -Infinity;

  record(call: Call): void {
    if (call.source === 'history' && this.isDeleted(call)) return;
    this.rows.set(call.callId, merge(this.rows.get(call.callId) ?? null, rowOf(call, 0)));
  }

  isDeleted({ callId, ringingSince }: Call): boolean {
    const isWanted = ringingSince >= Math.max(this.deleted, this.keptFrom) && !this.gone.has(callId);
    return !isWanted && !this.rows.has(callId);
  }

  deleteCall(callId: string): void {
    this.rows.delete(callId);
    this.gone.add(callId);
  }

  deleteBefore(time: number): void {
    this.keptFrom = time;
    for (const [callId, row] of this.rows) if (row.rangAt < time) this.rows.delete(callId);
  }

  deleteAll(now: number): void {
    this.rows.clear();
    for (const key of this.values.keys()) if (key.startsWith('choice:')) this.values.delete(key);
    this.gone.clear();
    this.deleted = now;
  }

  markSeen(): void {
    for (const [callId, row] of this.rows) this.rows.set(callId, { ...row, seen: 1 });
  }

  restart(): void {
    this.keptFrom = -Infinity;
    for (const [callId, row] of this.rows)
      if (row.state === 'ringing' || row.state === 'answered')
        this.rows.set(callId, { ...row, state: 'ended' });
  }

  get sorted(): Row[] {
    return [...this.rows.values()].sort((a, b) => b.rangAt - a.rangAt || (a.callId < b.callId ? 1 : -1));
  }
}

const CALL_IDS = ['1', '2', '3', '4', '5'];
const KEYS = ['choice:1', 'choice:2', 'agent:1'];
/** Whole seconds, near each other, of the day before. */
const moment = fc.integer({ min: 0, max: 12 }).map((n) => RANG_AT + n * 1_000);

type Step =
  | { readonly do: 'record'; readonly call: Call }
  | { readonly do: 'deleteBefore' | 'deleteAll'; readonly time: number }
  | { readonly do: 'forget' | 'deleteCall'; readonly callId: string }
  | { readonly do: 'remember'; readonly key: string }
  | { readonly do: 'markSeen' | 'write' | 'restart' };

const record = fc.record({
  do: fc.constant('record' as const),
  call: fc
    .tuple(anyCall, fc.constantFrom(...CALL_IDS), moment, fc.constantFrom('history', 'websocket'))
    .map(([call, callId, ringingSince, source]): Call => ({ ...call, callId, ringingSince, source })),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: record },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('deleteBefore', 'deleteAll'), time: moment }),
  },
  fc.record({ do: fc.constantFrom('forget', 'deleteCall'), callId: fc.constantFrom(...CALL_IDS) }),
  fc.record({ do: fc.constant('remember' as const), key: fc.constantFrom(...KEYS) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('markSeen', 'write', 'restart') }) },
);

test('whatever is recorded and deleted, written or not, the history is as its model', () => {
  let runs = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      path = join(folder, `${++runs}.sqlite`);
      const model = new Model();
      let history = open();
      for (const [n, now] of steps.entries()) {
        switch (now.do) {
          case 'record': {
            // Each fact is another one: the same again is passed over while it waits.
            const call = { ...now.call, caller: { ...now.call.caller, name: `${n}` } };
            history.record(call, 0);
            model.record(call);
            break;
          }
          case 'deleteBefore':
            history.deleteBefore(now.time);
            model.deleteBefore(now.time);
            break;
          case 'deleteAll':
            history.deleteAll(clock.now() - now.time);
            model.deleteAll(now.time);
            break;
          case 'deleteCall':
            history.deleteCall(now.callId);
            model.deleteCall(now.callId);
            break;
          case 'forget':
            history.forget(now.callId);
            model.rows.delete(now.callId);
            break;
          case 'remember':
            history.remember(now.key, `${n}`);
            model.values.set(now.key, `${n}`);
            break;
          case 'markSeen':
            history.markSeen();
            model.markSeen();
            break;
          case 'write':
            clock.pass(0);
            break;
          case 'restart':
            history = restart(history);
            model.restart();
        }
        const rows = model.sorted;
        expect(history.recent(99, 0)).toEqual(rows.map((row) => callOf(row, 0)));
        expect(ids(pages(history, 2).flat())).toEqual(rows.map(({ callId }) => callId));
        expect(history.count()).toBe(rows.length);
        expect(history.unseen()).toBe(rows.filter(({ seen }) => seen === 0).length);
        expect(CALL_IDS.map((id) => history.knows(id))).toEqual(CALL_IDS.map((id) => model.rows.has(id)));
        expect(CALL_IDS.map((id) => history.outcome(id))).toEqual(
          CALL_IDS.map((id) => {
            const row = model.rows.get(id);
            if (row === undefined) return null;
            return isSettled(row) ? 'settled' : 'open';
          }),
        );
        expect(KEYS.map((key) => history.remembered(key))).toEqual(
          KEYS.map((key) => model.values.get(key) ?? null),
        );
        for (const callId of CALL_IDS) {
          const call = aCall({ callId, ringingSince: RANG_AT + 6_000 });
          expect(history.isDeleted(call, 0)).toBe(model.isDeleted(call));
        }
      }
      history.close();
      expect(troubles).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
