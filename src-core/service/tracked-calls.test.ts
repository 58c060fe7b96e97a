import { describe, expect, test } from 'vitest';
import type { Call, CallState } from '../calls/call.ts';
import type { CardRules } from '../calls/cards.ts';
import { aCall as aMissedCall } from '../test-support/calls.ts';
import { TrackedCalls } from './tracked-calls.ts';

const NOW = 1_800_000_000_000;
const RULES: CardRules = { answered: 'stay', missed: 'stay', wrapUpSeconds: 30 };
const STATES: readonly CallState[] = [
  'ringing',
  'answered',
  'missed',
  'rejected',
  'answered-elsewhere',
  'ended',
  'late',
];

function aCall(state: CallState, changes: Partial<Call> = {}): Call {
  return { ...aMissedCall(), callId: '1', state, round: 1, source: 'websocket', since: NOW, ...changes };
}

function getCardIds(calls: TrackedCalls): readonly string[] {
  return calls.getCards(RULES, NOW).cards.map(({ call }) => call.callId);
}

describe('a card closed by the user', () => {
  test('stays closed in every state, and reopens when the call rings again', () => {
    const calls = new TrackedCalls();
    calls.apply(aCall('ringing'), NOW).tracked.closeCard();
    for (const state of STATES) {
      calls.apply(aCall(state), NOW);
      expect(calls.getCards(RULES, NOW)).toEqual({ cards: [], changesAt: null });
    }
    calls.apply(aCall('ringing', { round: 2 }), NOW);
    expect(getCardIds(calls)).toEqual(['1']);
  });

  test('does not affect other cards', () => {
    const calls = new TrackedCalls();
    calls.apply(aCall('ringing'), NOW).tracked.closeCard();
    calls.apply(aCall('ringing', { callId: '11' }), NOW);
    expect(getCardIds(calls)).toEqual(['11']);
  });
});

test('a removed call accepts no results of its lookup', () => {
  const calls = new TrackedCalls();
  const { tracked } = calls.apply(aCall('ringing'), NOW);
  const lookupId = tracked.startLookup();
  expect(tracked.isLookup(lookupId)).toBe(true);
  calls.remove('1');
  expect(tracked.isLookup(lookupId)).toBe(false);
});
