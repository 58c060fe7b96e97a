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

describe('live updates', () => {
  test('follows a call from ringing to ended', () => {
    expect(mergeAll({ state: 'ringing' })).toMatchObject({ state: 'ringing', endedAt: null });
    const answered = [{ state: 'ringing' }, { state: 'answered', ...TALK }] as const;
    expect(mergeAll(...answered)).toMatchObject({ state: 'answered', answeredAt: RANG_AT + 5_000 });
    expect(mergeAll(...answered, { state: 'ended', ...TALK })).toMatchObject({
      state: 'ended',
      endedAt: RANG_AT + 60_000,
    });
  });

  test.each(['ringing', 'answered', 'missed', 'rejected', 'answered-elsewhere', 'ended'] as const)(
    'late does not override %s in any round and is overridden by it',
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
    'an end without an answer does not override %s in any round and is overridden by it',
    (state) => {
      const known = { state, ...(state === 'answered' && TALK) };
      for (const round of [1, 2]) {
        const ended = { state: 'ended', round, since: RANG_AT + 120_000 } as const;
        expect(mergeAll(known, ended).state).toBe(state);
        expect(mergeAll(ended, known).state).toBe(state);
      }
    },
  );

  test('a voicemail is kept, also if Zoom reports it before the final state or about an earlier ring', () => {
    const voicemail = { state: 'missed', voicemailSeconds: 23 } as const;
    const mergeToSeconds = (...updates: readonly Partial<Call>[]): number | null =>
      mergeAll(...updates).voicemailSeconds;
    expect(mergeToSeconds({ state: 'missed' }, voicemail)).toBe(23);
    expect(mergeToSeconds(voicemail, { state: 'missed' })).toBe(23);
    expect(mergeToSeconds(voicemail, { state: 'missed', ...ZOOM_HISTORY })).toBe(23);
    expect(mergeToSeconds({ state: 'missed', round: 2 }, voicemail)).toBe(23);
    expect(mergeToSeconds(voicemail, { ...voicemail, voicemailSeconds: 40 })).toBe(40);
  });

  test('an answer clears an end that was only assumed', () => {
    const assumedEnd = { state: 'ended', since: RANG_AT + 120_000 } as const;
    expect(mergeAll(assumedEnd, { state: 'answered', ...TALK })).toMatchObject({
      state: 'answered',
      endedAt: null,
    });
  });

  test('an end without an answer overrides ringing', () => {
    expect(mergeAll({ state: 'ringing' }, { state: 'ended' }).state).toBe('ended');
  });

  test('a second ring sets the state to ringing and then to its outcome', () => {
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

  test('recognizes a second ring by its time if rounds restart at 1', () => {
    const before = { state: 'missed', round: 3 } as const;
    const ringAgain = (later: number): CallRow =>
      mergeAll(before, { state: 'ringing', round: 1, ringingSince: RANG_AT + later });
    expect(ringAgain(130_001)).toMatchObject({ state: 'ringing', round: 1 });
    expect(ringAgain(130_000)).toMatchObject({ state: 'missed', round: 3 });
  });

  test('returns the earliest ringing time', () => {
    expect(mergeAll({}, { ringingSince: RANG_AT - 9_000 }).rangAt).toBe(RANG_AT - 9_000);
    expect(mergeAll({}, { ringingSince: RANG_AT + 9_000 }).rangAt).toBe(RANG_AT);
  });

  test('does not mix the names of two callees', () => {
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
    'sets the outcome of a call that was %s and leaves its source unchanged',
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

  test('adds answer and end to a call whose end was only assumed', () => {
    const lost = { state: 'ended', since: RANG_AT + 120_000 } as const;
    expect(mergeAll(lost, { ...ZOOM_HISTORY, state: 'ended', ...TALK })).toMatchObject({
      state: 'ended',
      answeredAt: TALK.answeredAt,
      endedAt: TALK.since,
    });
  });

  test('fills missing fields and clears none', () => {
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

  test('creates an unseen row if there is none', () => {
    expect(mergeAll(ZOOM_HISTORY)).toMatchObject({ source: 'history', seen: 0, fromZoomHistory: 1 });
  });

  test('applies its outcome to the current round of the row', () => {
    const third = { round: 3, ringingSince: RANG_AT } as const;
    const row = mergeAll({ ...third, state: 'ringing' }, { ...ZOOM_HISTORY, state: 'rejected' });
    expect(row.round).toBe(3);
    expect(merge(row, makeRow({ ...third, state: 'missed' })).state).toBe('rejected');
  });

  test('without an outcome, does not override one', () => {
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
  ] as const)('is not overridden by a later live update %j', (live) => {
    expect(mergeAll({ ...ZOOM_HISTORY, state: 'answered-elsewhere' }, live)).toMatchObject({
      state: 'answered-elsewhere',
      source: 'history',
      seen: 0,
    });
  });

  test.each([{ round: 2 }, { ringingSince: RANG_AT + 130_001 }])(
    'is overridden when the call rings again: %j',
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

describe('arbitrary updates', () => {
  const updates = fc.array(
    fc.record({ call: anyCall, skew: fc.integer({ min: -9_000, max: 9_000 }) }).map(({ call, skew }) =>
      toCallRow(
        {
          ...call,
          callId: '1',
          // The tracker guarantees only this: an answered call has an `answeredAt`.
          answeredAt: call.state === 'answered' ? call.since : call.answeredAt,
        },
        skew,
      ),
    ),
    { minLength: 1, maxLength: 5 },
  );

  test('repeating the last update changes nothing', () => {
    fc.assert(
      fc.property(updates, (all) => {
        const row = all.reduce<CallRow | null>(merge, null);
        expect(merge(row, all.at(-1)!)).toEqual(row);
      }),
      { numRuns: 5_000 },
    );
  });

  test('never clears a known field, except callee, via and end details', () => {
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

  /** The call that all updates agree on. Each update knows some of its fields. */
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
        // `source`, and so `seen`, depend on which update came first.
        const fixedFields = { source: 'websocket', seen: 1 };
        expect({ ...other.reduce<CallRow | null>(merge, null), ...fixedFields }).toEqual({
          ...some.reduce<CallRow | null>(merge, null),
          ...fixedFields,
        });
      }),
      { numRuns: 5_000 },
    );
  };

  test('outcomes of one ring, with Zoom’s history, merge to the same row in any order', () => {
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

  test('outcomes of several rings merge to the same row in any order', () => {
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
