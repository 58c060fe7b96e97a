import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from '../calls/call.ts';
import { aCall, anyCall, RANG_AT } from './calls.test-support.ts';
import { merge } from './merge.ts';
import { rowOf, type Row } from './row.ts';

const fact = (more: Partial<Call>): Row => rowOf(aCall(more), 0);
const together = (...facts: readonly Partial<Call>[]): Row =>
  facts.map(fact).reduce<Row | null>(merge, null) ?? fact({});

const TALK = { answeredAt: RANG_AT + 5_000, since: RANG_AT + 60_000 };
const LEDGER = { source: 'history', rang: false } as const;
const UNKNOWN = {
  caller: { number: { kind: 'withheld' }, name: null, connectionType: null },
  callee: { userId: null, name: null, extension: null, number: null },
  via: null,
} as const;

describe('live', () => {
  test('a call goes its way', () => {
    expect(together({ state: 'ringing' })).toMatchObject({ state: 'ringing', endedAt: null });
    const answered = [{ state: 'ringing' }, { state: 'answered', ...TALK }] as const;
    expect(together(...answered)).toMatchObject({ state: 'answered', answeredAt: RANG_AT + 5_000 });
    expect(together(...answered, { state: 'ended', ...TALK })).toMatchObject({
      state: 'ended',
      endedAt: RANG_AT + 60_000,
    });
  });

  test.each(['ringing', 'answered', 'missed', 'rejected', 'answered-elsewhere', 'ended'] as const)(
    'late does not override %s, of whichever round, and gives way to it',
    (state) => {
      const known = { state, ...(state === 'ended' && TALK) };
      for (const round of [1, 2]) {
        const late = { state: 'late', round } as const;
        expect(together(known, late).state).toBe(state);
        expect(together(late, known).state).toBe(state);
      }
    },
  );

  test.each(['missed', 'rejected', 'answered-elsewhere', 'answered'] as const)(
    'an end without a talk does not override %s, of whichever round, and gives way to it',
    (state) => {
      const known = { state, ...(state === 'answered' && TALK) };
      for (const round of [1, 2]) {
        const ended = { state: 'ended', round, since: RANG_AT + 120_000 } as const;
        expect(together(known, ended).state).toBe(state);
        expect(together(ended, known).state).toBe(state);
      }
    },
  );

  test('an answered call has no end, even where one was concluded before', () => {
    const concluded = { state: 'ended', since: RANG_AT + 120_000 } as const;
    expect(together(concluded, { state: 'answered', ...TALK })).toMatchObject({
      state: 'answered',
      endedAt: null,
    });
  });

  test('an end without a talk overrides ringing', () => {
    expect(together({ state: 'ringing' }, { state: 'ended' }).state).toBe('ended');
  });

  test('a call that rings anew is ringing, and over when it is over', () => {
    const again = { round: 2, ringingSince: RANG_AT + 300_000 };
    expect(together({ state: 'missed' }, { ...again, state: 'ringing' })).toMatchObject({
      state: 'ringing',
      round: 2,
      endedAt: null,
      rangAt: RANG_AT,
    });
    expect(together({ state: 'ended', ...TALK }, { ...again, state: 'missed' }).state).toBe('missed');
    expect(together({ ...again, state: 'missed' }, { state: 'ended', ...TALK })).toMatchObject({
      state: 'missed',
      answeredAt: TALK.answeredAt,
    });
  });

  test('after a restart rounds begin at 1 again: then time tells that it rings anew', () => {
    const before = { state: 'missed', round: 3 } as const;
    const anew = (later: number): Row =>
      together(before, { state: 'ringing', round: 1, ringingSince: RANG_AT + later });
    expect(anew(130_001)).toMatchObject({ state: 'ringing', round: 1 });
    expect(anew(130_000)).toMatchObject({ state: 'missed', round: 3 });
  });

  test('the earliest ringing is kept', () => {
    expect(together({}, { ringingSince: RANG_AT - 9_000 }).rangAt).toBe(RANG_AT - 9_000);
    expect(together({}, { ringingSince: RANG_AT + 9_000 }).rangAt).toBe(RANG_AT);
  });

  test('names of two people are not mixed', () => {
    const other = { userId: 'another', name: null, extension: '1003', number: null };
    expect(together({ state: 'ringing' }, { round: 2, state: 'ringing', callee: other })).toMatchObject({
      calleeUserId: 'another',
      calleeName: null,
      calleeNumber: null,
    });
  });
});

describe("Zoom's own history", () => {
  test.each(['ringing', 'answered', 'missed', 'answered-elsewhere', 'ended', 'late'] as const)(
    'says how a call ended that was %s, and the row stays of its source',
    (state) => {
      expect(together({ state }, { ...LEDGER, state: 'rejected' })).toMatchObject({
        state: 'rejected',
        endedAt: RANG_AT + 10_000,
        source: 'websocket',
        seen: 1,
        rang: 1,
      });
    },
  );

  test('says that a call was answered which we lost sight of', () => {
    const lost = { state: 'ended', since: RANG_AT + 120_000 } as const;
    expect(together(lost, { ...LEDGER, state: 'ended', ...TALK })).toMatchObject({
      state: 'ended',
      answeredAt: TALK.answeredAt,
      endedAt: TALK.since,
    });
  });

  test('fills gaps, and takes nothing away', () => {
    const { caller, callee, via } = aCall();
    const ledger = { ...LEDGER, transferredBy: 'x', answeredBy: 'y' };
    expect(together({ ...UNKNOWN, state: 'ringing' }, { ...ledger, caller, callee, via })).toEqual({
      ...fact({ transferredBy: 'x', answeredBy: 'y' }),
      byLedger: 1,
    });
    expect(together({ state: 'answered', ...TALK }, { ...LEDGER, ...UNKNOWN })).toEqual({
      ...fact({ answeredAt: TALK.answeredAt }),
      byLedger: 1,
    });
    const named = { ...caller, name: 'another name' };
    expect(together({}, { ...LEDGER, caller: named }).callerName).toBe(caller.name);
    expect(together({ ...LEDGER, caller: named }, {}).callerName).toBe(caller.name);
  });

  test('alone makes a row that nobody has seen', () => {
    expect(together(LEDGER)).toMatchObject({ source: 'history', seen: 0, byLedger: 1 });
  });

  test('counts no rounds: what it said of the third holds for the third', () => {
    const third = { round: 3, ringingSince: RANG_AT } as const;
    const row = together({ ...third, state: 'ringing' }, { ...LEDGER, state: 'rejected' });
    expect(row.round).toBe(3);
    expect(merge(row, fact({ ...third, state: 'missed' })).state).toBe('rejected');
  });

  test('without an outcome undoes none', () => {
    expect(together({ state: 'missed' }, { ...LEDGER, state: 'ended' })).toMatchObject({
      state: 'missed',
      byLedger: 0,
    });
  });

  test.each([
    { state: 'late' },
    { state: 'ended' },
    { state: 'missed' },
    { state: 'ringing' },
    { state: 'ended', ...TALK },
    { state: 'missed', ringingSince: RANG_AT + 130_000 },
    { state: 'late', round: 2 },
    { state: 'ended', round: 2 },
  ] as const)('is not undone by a live %j that comes after it', (live) => {
    expect(together({ ...LEDGER, state: 'answered-elsewhere' }, live)).toMatchObject({
      state: 'answered-elsewhere',
      source: 'history',
      seen: 0,
    });
  });

  test.each([{ round: 2 }, { ringingSince: RANG_AT + 130_001 }])(
    'ends where the call rings anew: %j',
    (anew) => {
      expect(together(LEDGER, { state: 'ringing', ...anew })).toMatchObject({
        state: 'ringing',
        byLedger: 0,
        endedAt: null,
        source: 'websocket',
        seen: 1,
      });
      expect(together(LEDGER, { state: 'ringing', ...anew }, { state: 'rejected', ...anew }).state).toBe(
        'rejected',
      );
    },
  );
});

describe('whatever comes', () => {
  const facts = fc.array(
    fc.record({ call: anyCall, skew: fc.integer({ min: -9_000, max: 9_000 }) }).map(({ call, skew }) =>
      rowOf(
        {
          ...call,
          callId: '1',
          // The one thing that the tracker promises of an answered call.
          answeredAt: call.state === 'answered' ? call.since : call.answeredAt,
        },
        skew,
      ),
    ),
    { minLength: 1, maxLength: 5 },
  );

  test('the last fact again changes nothing', () => {
    fc.assert(
      fc.property(facts, (all) => {
        const row = all.reduce<Row | null>(merge, null);
        expect(merge(row, all.at(-1)!)).toEqual(row);
      }),
      { numRuns: 5_000 },
    );
  });

  test('nothing that is known is forgotten, but for the end of a call that goes on', () => {
    fc.assert(
      fc.property(facts, (all) => {
        const row = all.reduce<Row | null>(merge, null)!;
        const known = Object.entries(row).flatMap(([key, value]) => (value === null ? [] : [key]));
        const callee = ['calleeName', 'calleeExtension', 'calleeNumber', 'calleeUserId'];
        const parts = ['callerSuffix', 'viaExtension', 'viaType', 'endedAt', ...callee];
        for (const one of all)
          for (const [key, value] of Object.entries(one))
            if (value !== null && !parts.includes(key)) expect(known).toContain(key);
      }),
      { numRuns: 500 },
    );
  });

  /** Facts about one call that agree with each other, each knowing a part. */
  const truth = aCall();
  const part = fc.record({
    caller: fc.constantFrom(truth.caller, { ...truth.caller, name: null }, UNKNOWN.caller),
    callee: fc.constantFrom(truth.callee, UNKNOWN.callee),
    via: fc.constantFrom(truth.via, null),
    rang: fc.boolean(),
  });
  const outcome = fc.constantFrom<Partial<Call>>(
    { state: 'missed' },
    { state: 'rejected' },
    { state: 'answered-elsewhere', answeredBy: 'a colleague' },
    { state: 'ended' },
    { state: 'ended', ...TALK },
    { state: 'late' },
  );
  const inAnyOrder = (all: fc.Arbitrary<readonly Row[]>): void => {
    const orders = all.chain((some) =>
      fc.record({
        some: fc.constant(some),
        other: fc.shuffledSubarray([...some], { minLength: some.length }),
      }),
    );
    fc.assert(
      fc.property(orders, ({ some, other }) => {
        // Who made the row, and so whether it was seen, is a matter of who came first.
        const made = { source: 'websocket', seen: 1 };
        expect({ ...other.reduce<Row | null>(merge, null), ...made }).toEqual({
          ...some.reduce<Row | null>(merge, null),
          ...made,
        });
      }),
      { numRuns: 5_000 },
    );
  };

  test('the final facts of one ringing make the same row in any order, those of the ledger among them', () => {
    const live = fc
      .record({ part, outcome, later: fc.nat(130_000) })
      .map(({ part, outcome, later }) => fact({ ...part, ...outcome, ringingSince: RANG_AT + later }));
    const ledger = fc
      .record({ part, outcome })
      .map(({ part, outcome }) => fact({ ...part, ...outcome, ...LEDGER }));
    inAnyOrder(
      fc
        .tuple(fc.array(live, { maxLength: 4 }), fc.option(ledger))
        .map(([some, last]) => [...some, ...(last === null ? [] : [last])]),
    );
  });

  test('the final facts of several ringings make the same row in any order', () => {
    const rounds = fc.array(fc.record({ part, outcome }), { minLength: 1, maxLength: 4 });
    inAnyOrder(
      rounds.map((all) =>
        all.map(({ part, outcome }, n) =>
          fact({
            ...part,
            ...outcome,
            round: n + 1,
            rang: true,
            ringingSince: RANG_AT + n * 300_000,
            since: RANG_AT + n * 300_000 + 60_000,
          }),
        ),
      ),
    );
  });
});
