import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from '../calls/call.ts';
import { aCall, anyCall, RANG_AT } from '../test-support/calls.ts';
import { merge } from './merge-rows.ts';
import { toCallRow, type CallRow } from './row.ts';

const makeRow = (overrides: Partial<Call>): CallRow => toCallRow(aCall(overrides), 0);
const mergeAll = (...updates: readonly Partial<Call>[]): CallRow =>
  updates.map(makeRow).reduce<CallRow | null>(merge, null) ?? makeRow({});

const TALK = { answeredAt: RANG_AT + 5_000, since: RANG_AT + 60_000 };
const ZOOM_HISTORY = { source: 'history', seenRinging: false } as const;
const UNKNOWN = {
  caller: { number: { kind: 'withheld' }, name: null, connectionType: null },
  callee: { userId: null, name: null, extension: null, number: null },
  via: null,
} as const;

describe('live', () => {
  test('a call goes its way', () => {
    expect(mergeAll({ state: 'ringing' })).toMatchObject({ state: 'ringing', endedAt: null });
    const answered = [{ state: 'ringing' }, { state: 'answered', ...TALK }] as const;
    expect(mergeAll(...answered)).toMatchObject({ state: 'answered', answeredAt: RANG_AT + 5_000 });
    expect(mergeAll(...answered, { state: 'ended', ...TALK })).toMatchObject({
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
        expect(mergeAll(known, late).state).toBe(state);
        expect(mergeAll(late, known).state).toBe(state);
      }
    },
  );

  test.each(['missed', 'rejected', 'answered-elsewhere', 'answered'] as const)(
    'an end without a talk does not override %s, of whichever round, and gives way to it',
    (state) => {
      const known = { state, ...(state === 'answered' && TALK) };
      for (const round of [1, 2]) {
        const ended = { state: 'ended', round, since: RANG_AT + 120_000 } as const;
        expect(mergeAll(known, ended).state).toBe(state);
        expect(mergeAll(ended, known).state).toBe(state);
      }
    },
  );

  test('an answered call has no end, even where one was concluded before', () => {
    const assumedEnd = { state: 'ended', since: RANG_AT + 120_000 } as const;
    expect(mergeAll(assumedEnd, { state: 'answered', ...TALK })).toMatchObject({
      state: 'answered',
      endedAt: null,
    });
  });

  test('an end without a talk overrides ringing', () => {
    expect(mergeAll({ state: 'ringing' }, { state: 'ended' }).state).toBe('ended');
  });

  test('a call that rings anew is ringing, and over when it is over', () => {
    const secondRing = { round: 2, ringingSince: RANG_AT + 300_000 };
    expect(mergeAll({ state: 'missed' }, { ...secondRing, state: 'ringing' })).toMatchObject({
      state: 'ringing',
      round: 2,
      endedAt: null,
      rangAt: RANG_AT,
    });
    expect(mergeAll({ state: 'ended', ...TALK }, { ...secondRing, state: 'missed' }).state).toBe('missed');
    expect(mergeAll({ ...secondRing, state: 'missed' }, { state: 'ended', ...TALK })).toMatchObject({
      state: 'missed',
      answeredAt: TALK.answeredAt,
    });
  });

  test('after a restart rounds begin at 1 again: then time tells that it rings anew', () => {
    const before = { state: 'missed', round: 3 } as const;
    const ringAgain = (later: number): CallRow =>
      mergeAll(before, { state: 'ringing', round: 1, ringingSince: RANG_AT + later });
    expect(ringAgain(130_001)).toMatchObject({ state: 'ringing', round: 1 });
    expect(ringAgain(130_000)).toMatchObject({ state: 'missed', round: 3 });
  });

  test('the earliest ringing is kept', () => {
    expect(mergeAll({}, { ringingSince: RANG_AT - 9_000 }).rangAt).toBe(RANG_AT - 9_000);
    expect(mergeAll({}, { ringingSince: RANG_AT + 9_000 }).rangAt).toBe(RANG_AT);
  });

  test('names of two people are not mixed', () => {
    const otherCallee = { userId: 'another', name: null, extension: '1003', number: null };
    expect(mergeAll({ state: 'ringing' }, { round: 2, state: 'ringing', callee: otherCallee })).toMatchObject(
      {
        calleeUserId: 'another',
        calleeName: null,
        calleeNumber: null,
      },
    );
  });
});

describe("Zoom's own history", () => {
  test.each(['ringing', 'answered', 'missed', 'answered-elsewhere', 'ended', 'late'] as const)(
    'says how a call ended that was %s, and the row stays of its source',
    (state) => {
      expect(mergeAll({ state }, { ...ZOOM_HISTORY, state: 'rejected' })).toMatchObject({
        state: 'rejected',
        endedAt: RANG_AT + 10_000,
        source: 'websocket',
        seen: 1,
        seenRinging: 1,
      });
    },
  );

  test('says that a call was answered which we lost sight of', () => {
    const lost = { state: 'ended', since: RANG_AT + 120_000 } as const;
    expect(mergeAll(lost, { ...ZOOM_HISTORY, state: 'ended', ...TALK })).toMatchObject({
      state: 'ended',
      answeredAt: TALK.answeredAt,
      endedAt: TALK.since,
    });
  });

  test('fills gaps, and takes nothing away', () => {
    const { caller, callee, via } = aCall();
    const zoomUpdate = { ...ZOOM_HISTORY, transferredBy: 'x', answeredBy: 'y' };
    expect(mergeAll({ ...UNKNOWN, state: 'ringing' }, { ...zoomUpdate, caller, callee, via })).toEqual({
      ...makeRow({ transferredBy: 'x', answeredBy: 'y' }),
      fromZoomHistory: 1,
    });
    expect(mergeAll({ state: 'answered', ...TALK }, { ...ZOOM_HISTORY, ...UNKNOWN })).toEqual({
      ...makeRow({ answeredAt: TALK.answeredAt }),
      fromZoomHistory: 1,
    });
    const named = { ...caller, name: 'another name' };
    expect(mergeAll({}, { ...ZOOM_HISTORY, caller: named }).callerName).toBe(caller.name);
    expect(mergeAll({ ...ZOOM_HISTORY, caller: named }, {}).callerName).toBe(caller.name);
  });

  test('alone makes a row that nobody has seen', () => {
    expect(mergeAll(ZOOM_HISTORY)).toMatchObject({ source: 'history', seen: 0, fromZoomHistory: 1 });
  });

  test('counts no rounds: what it said of the third holds for the third', () => {
    const third = { round: 3, ringingSince: RANG_AT } as const;
    const row = mergeAll({ ...third, state: 'ringing' }, { ...ZOOM_HISTORY, state: 'rejected' });
    expect(row.round).toBe(3);
    expect(merge(row, makeRow({ ...third, state: 'missed' })).state).toBe('rejected');
  });

  test('without an outcome undoes none', () => {
    expect(mergeAll({ state: 'missed' }, { ...ZOOM_HISTORY, state: 'ended' })).toMatchObject({
      state: 'missed',
      fromZoomHistory: 0,
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
    expect(mergeAll({ ...ZOOM_HISTORY, state: 'answered-elsewhere' }, live)).toMatchObject({
      state: 'answered-elsewhere',
      source: 'history',
      seen: 0,
    });
  });

  test.each([{ round: 2 }, { ringingSince: RANG_AT + 130_001 }])(
    'ends where the call rings anew: %j',
    (newRing) => {
      expect(mergeAll(ZOOM_HISTORY, { state: 'ringing', ...newRing })).toMatchObject({
        state: 'ringing',
        fromZoomHistory: 0,
        endedAt: null,
        source: 'websocket',
        seen: 1,
      });
      expect(
        mergeAll(ZOOM_HISTORY, { state: 'ringing', ...newRing }, { state: 'rejected', ...newRing }).state,
      ).toBe('rejected');
    },
  );
});

describe('whatever comes', () => {
  const updates = fc.array(
    fc.record({ call: anyCall, skew: fc.integer({ min: -9_000, max: 9_000 }) }).map(({ call, skew }) =>
      toCallRow(
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
      fc.property(updates, (all) => {
        const row = all.reduce<CallRow | null>(merge, null);
        expect(merge(row, all.at(-1)!)).toEqual(row);
      }),
      { numRuns: 5_000 },
    );
  });

  test('nothing that is known is forgotten, but for the end of a call that goes on', () => {
    fc.assert(
      fc.property(updates, (all) => {
        const row = all.reduce<CallRow | null>(merge, null)!;
        const known = Object.entries(row).flatMap(([key, value]) => (value === null ? [] : [key]));
        const callee = ['calleeName', 'calleeExtension', 'calleeNumber', 'calleeUserId'];
        const mutableFields = ['callerSuffix', 'viaExtension', 'viaType', 'endedAt', ...callee];
        for (const one of all)
          for (const [key, value] of Object.entries(one))
            if (value !== null && !mutableFields.includes(key)) expect(known).toContain(key);
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
    seenRinging: fc.boolean(),
  });
  const outcome = fc.constantFrom<Partial<Call>>(
    { state: 'missed' },
    { state: 'rejected' },
    { state: 'answered-elsewhere', answeredBy: 'a colleague' },
    { state: 'ended' },
    { state: 'ended', ...TALK },
    { state: 'late' },
  );
  const expectSameInAnyOrder = (all: fc.Arbitrary<readonly CallRow[]>): void => {
    const orders = all.chain((some) =>
      fc.record({
        some: fc.constant(some),
        other: fc.shuffledSubarray([...some], { minLength: some.length }),
      }),
    );
    fc.assert(
      fc.property(orders, ({ some, other }) => {
        // Who made the row, and so whether it was seen, is a matter of who came first.
        const fixedFields = { source: 'websocket', seen: 1 };
        expect({ ...other.reduce<CallRow | null>(merge, null), ...fixedFields }).toEqual({
          ...some.reduce<CallRow | null>(merge, null),
          ...fixedFields,
        });
      }),
      { numRuns: 5_000 },
    );
  };

  test('the final facts of one ringing make the same row in any order, those of the ledger among them', () => {
    const live = fc
      .record({ part, outcome, later: fc.nat(130_000) })
      .map(({ part, outcome, later }) => makeRow({ ...part, ...outcome, ringingSince: RANG_AT + later }));
    const zoomUpdate = fc
      .record({ part, outcome })
      .map(({ part, outcome }) => makeRow({ ...part, ...outcome, ...ZOOM_HISTORY }));
    expectSameInAnyOrder(
      fc
        .tuple(fc.array(live, { maxLength: 4 }), fc.option(zoomUpdate))
        .map(([some, last]) => [...some, ...(last === null ? [] : [last])]),
    );
  });

  test('the final facts of several ringings make the same row in any order', () => {
    const rounds = fc.array(fc.record({ part, outcome }), { minLength: 1, maxLength: 4 });
    expectSameInAnyOrder(
      rounds.map((all) =>
        all.map(({ part, outcome }, n) =>
          makeRow({
            ...part,
            ...outcome,
            round: n + 1,
            seenRinging: true,
            ringingSince: RANG_AT + n * 300_000,
            since: RANG_AT + n * 300_000 + 60_000,
          }),
        ),
      ),
    );
  });
});
