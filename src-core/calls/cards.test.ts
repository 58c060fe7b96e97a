import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLive, type Call, type CallState } from './call.ts';
import { cardsAt, type CardRules } from './cards.ts';

const NOW = Date.UTC(2026, 10, 22, 1, 0, 0);
const RULES: CardRules = { answered: 'stay', missed: 'stay', wrapUpSeconds: 10 };
const STATES: readonly CallState[] = [
  'ringing',
  'answered',
  'missed',
  'rejected',
  'answered-elsewhere',
  'ended',
  'late',
];

function aCall(state: CallState, overrides: Partial<Call> = {}): Call {
  return {
    callId: '1',
    state,
    round: 1,
    caller: {
      number: { kind: 'external', e164: '+819012345678', extension: null },
      name: null,
      connectionType: null,
    },
    callee: { userId: null, name: null, extension: '1002', number: null },
    via: null,
    transferredBy: null,
    consultedBy: null,
    ringingSince: NOW,
    since: NOW,
    answeredAt: state === 'answered' || state === 'ended' ? NOW : null,
    answeredBy: null,
    onHold: false,
    voicemailSeconds: null,
    seenRinging: true,
    source: 'websocket',
    ...overrides,
  };
}

const ids = (calls: readonly Call[]): string[] => calls.map(({ callId }) => callId);

/** Returns how long the card of this call is shown after `since`, in ms; null = forever, 0 = never. */
function getLifetimeMs(call: Call, rules: CardRules = RULES): number | null {
  const { cards, changesAt } = cardsAt([call], rules, NOW);
  if (cards.length === 0) {
    expect(changesAt).toBeNull();
    return 0;
  }
  if (changesAt === null) {
    expect(cardsAt([call], rules, NOW + 10 * 365 * 86_400_000).cards).toEqual([call]);
    return null;
  }
  // The card is shown until just before `changesAt` and is gone at `changesAt`.
  expect(cardsAt([call], rules, changesAt - 1).cards).toEqual([call]);
  expect(cardsAt([call], rules, changesAt)).toEqual({ cards: [], changesAt: null });
  return changesAt - NOW;
}

describe('lifetime of a card', () => {
  test.each<[string, Call, Partial<CardRules>, number | null]>([
    ['ringing: stays until the state changes', aCall('ringing'), {}, null],
    ['answered here: stays', aCall('answered'), {}, null],
    ['answered here, set to close: closes at once', aCall('answered'), { answered: 'close' }, 0],
    ['ended after an answer: stays for the wrap-up time', aCall('ended'), {}, 10_000],
    [
      'ended after an answer, with another wrap-up time: stays that long',
      aCall('ended'),
      { wrapUpSeconds: 45 },
      45_000,
    ],
    ['ended after an answer, without wrap-up time: closes at once', aCall('ended'), { wrapUpSeconds: 0 }, 0],
    [
      'ended after an answer, card already closed: does not reappear',
      aCall('ended'),
      { answered: 'close' },
      0,
    ],
    ['ended without an answer (end event lost): closes at once', aCall('ended', { answeredAt: null }), {}, 0],
    ['answered elsewhere: stays for three seconds', aCall('answered-elsewhere'), {}, 3_000],
    [
      'answered elsewhere before it was ever shown: no card',
      aCall('answered-elsewhere', { seenRinging: false }),
      {},
      0,
    ],
    ['missed: stays', aCall('missed'), {}, null],
    ['missed, set to close: closes after eight seconds', aCall('missed'), { missed: 'close' }, 8_000],
    ['rejected: closes at once', aCall('rejected'), {}, 0],
    ['late: has no card', aCall('late'), {}, 0],
  ])('%s', (_what, call, rules, ms) => {
    expect(getLifetimeMs(call, { ...RULES, ...rules })).toBe(ms);
  });

  test('the lifetime counts from the start of the state', () => {
    const call = aCall('answered-elsewhere', { since: NOW - 2_000, ringingSince: NOW - 60_000 });
    expect(cardsAt([call], RULES, NOW)).toEqual({ cards: [call], changesAt: NOW + 1_000 });
  });
});

describe('several cards', () => {
  test('lists live cards first, each group newest first', () => {
    const calls = [
      aCall('ended', { callId: 'ended, old' }),
      aCall('ringing', { callId: 'rings, old' }),
      aCall('missed', { callId: 'missed, new' }),
      aCall('answered', { callId: 'talk' }),
      aCall('ringing', { callId: 'rings, new' }),
    ];
    expect(ids(cardsAt(calls, RULES, NOW).cards)).toEqual([
      'rings, new',
      'talk',
      'rings, old',
      'missed, new',
      'ended, old',
    ]);
  });

  test('changesAt is the earliest change of all cards', () => {
    const calls = [
      aCall('ended', { callId: 'a' }),
      aCall('answered-elsewhere', { callId: 'b' }),
      aCall('ringing', { callId: 'c' }),
    ];
    expect(cardsAt(calls, RULES, NOW).changesAt).toBe(NOW + 3_000);
    expect(cardsAt(calls, RULES, NOW + 3_000).changesAt).toBe(NOW + 10_000);
    expect(cardsAt(calls, RULES, NOW + 10_000).changesAt).toBeNull();
  });

  const someCalls = fc.array(
    fc
      .record({
        state: fc.constantFrom(...STATES),
        since: fc.integer({ min: -20_000, max: 0 }),
        ringing: fc.integer({ min: -3, max: 0 }),
        seenRinging: fc.boolean(),
      })
      .map(({ state, since, ringing, seenRinging }) =>
        aCall(state, { since: NOW + since, ringingSince: NOW + ringing, seenRinging }),
      ),
    { maxLength: 8 },
  );
  const named = someCalls.map((calls) => calls.map((call, index) => ({ ...call, callId: String(index) })));

  test('the cards change at changesAt and not before', () => {
    fc.assert(
      fc.property(named, fc.constantFrom<CardRules['missed']>('stay', 'close'), (calls, missed) => {
        const rules = { ...RULES, missed };
        const before = cardsAt(calls, rules, NOW);
        expect(before.cards.findLastIndex(({ state }) => isLive(state))).toBe(
          before.cards.filter(({ state }) => isLive(state)).length - 1,
        );
        if (before.changesAt === null) {
          expect(cardsAt(calls, rules, NOW + 86_400_000).cards).toEqual(before.cards);
          return;
        }
        expect(before.changesAt).toBeGreaterThan(NOW);
        expect(cardsAt(calls, rules, before.changesAt - 1).cards).toEqual(before.cards);
        expect(cardsAt(calls, rules, before.changesAt).cards.length).toBeLessThan(before.cards.length);
      }),
    );
  });
});
