import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLive, type Call } from '../calls/call.ts';
import { aCall, anyCall, RANG_AT } from '../test-support/calls.ts';
import { MEMORY, openHistoryFile, type HistoryFile } from './history-db.ts';
import { toCall, isSettled, toCallRow } from './row.ts';

const SKEW = 7_000;

/** Returns the call as read back from its row: a live call is ended, and what matters only during a call is reset. */
function toFinalState(call: Call): Call {
  const beganAt =
    isLive(call.state) || call.state === 'late' ? (call.answeredAt ?? call.ringingSince + SKEW) : call.since;
  return {
    ...call,
    state: isLive(call.state) ? 'ended' : call.state,
    since: beganAt,
    onHold: false,
    consultedBy: null,
  };
}

function writeAndRead(file: HistoryFile, call: Call): Call | null {
  file.transaction(() => file.putRow(toCallRow(call, SKEW)));
  const row = file.getRow(call.callId);
  return row === null ? null : toCall(row, SKEW);
}

test('reads back any call as it was written', () => {
  const file = openHistoryFile(MEMORY);
  fc.assert(
    fc.property(anyCall, (call) => {
      expect(writeAndRead(file, call)).toEqual(toFinalState(call));
    }),
    { numRuns: 1_000 },
  );
  file.close();
});

test.each(['髙橋 𠮷野家 👨‍👩‍👧‍👦', 'ﾀﾅｶ が\u3099', 'a\0b', "'; DROP TABLE calls; --", '\u202Eabc', ''])(
  'stores a text unchanged: %j',
  (name) => {
    const file = openHistoryFile(MEMORY);
    const call = aCall({ caller: { ...aCall().caller, name } });
    expect(writeAndRead(file, call)?.caller.name).toBe(name);
    file.close();
  },
);

test('converts between Zoom’s clock in rows and our clock in calls', () => {
  const call = aCall({ state: 'ended', answeredAt: RANG_AT + 5_000, since: RANG_AT + 65_000 });
  const row = toCallRow(call, SKEW);
  expect(row).toMatchObject({ rangAt: RANG_AT, answeredAt: RANG_AT - 2_000, endedAt: RANG_AT + 58_000 });
  expect(toCall(row, -1_000)).toMatchObject({ ringingSince: RANG_AT, answeredAt: RANG_AT - 3_000 });
});

test.each([NaN, Infinity, -Infinity, 1.5, 1e300])('writes a row with the invalid time %d', (time) => {
  const file = openHistoryFile(MEMORY);
  const odd = aCall({ ringingSince: time, since: time, answeredAt: time });
  expect(writeAndRead(file, odd)?.callId).toBe(odd.callId);
  file.close();
});

const ANSWERED = { answeredAt: RANG_AT };
test.each([
  ['ringing', {}, false],
  ['answered', ANSWERED, false],
  ['late', {}, false],
  ['ended', {}, false],
  ['ended', ANSWERED, true],
  ['missed', {}, true],
  ['rejected', {}, true],
  ['answered-elsewhere', {}, true],
] as const)('%s (%j) is settled: %s', (state, overrides, settled) => {
  expect(isSettled(toCallRow(aCall({ state, ...overrides }), 0))).toBe(settled);
});
