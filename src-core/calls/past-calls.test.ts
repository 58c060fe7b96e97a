import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Party } from '../events/phone-event.ts';
import { EVERYONE, type Agent } from './agent.ts';
import { toPastCalls, type CallElement, type PastCall } from './past-calls.ts';
import { UNKNOWN_PARTY } from '../test-support/fakes.ts';

const START = Date.UTC(2026, 10, 22, 1, 0, 0);
const SECOND = 1_000;
const SATO: Agent = {
  userId: 'DnEopNmXQEGU2uvvzjgojw',
  extensionId: 'ext-sato',
  extensionNumber: '1002',
  numbers: ['+81355550001'],
};

const party = (overrides: Partial<Party>): Party => ({ ...UNKNOWN_PARTY, ...overrides });
const user = (name: string, extension: string): Party =>
  party({ name, extensionId: `ext-${extension}`, extensionNumber: extension, extensionType: 'user' });

const ME = party({
  name: '佐藤 美咲',
  extensionId: 'ext-sato',
  extensionNumber: '1002',
  extensionType: 'user',
});
const SUZUKI = user('鈴木 一郎', '1003');
const YAMADA = user('山田 花子', '1004');
const QUEUE = party({
  name: 'サポート',
  extensionId: 'ext-q',
  extensionNumber: '800',
  extensionType: 'callqueue',
});
const MENU = party({
  name: '代表',
  extensionId: 'ext-ar',
  extensionNumber: '500',
  extensionType: 'autoreceptionist',
});
const CUSTOMER = party({ name: '田中', phoneNumber: '+819012345678', connectionType: 'external_pstn' });

/** By default an external call that rang for the agent for ten seconds and was not answered. */
function element(overrides: Partial<CallElement> = {}): CallElement {
  return {
    callId: '6998252113337041462',
    inbound: true,
    internal: false,
    caller: CUSTOMER,
    callee: ME,
    withheld: false,
    startedAt: START,
    answeredAt: null,
    endedAt: START + 10 * SECOND,
    result: 'no_answer',
    reason: null,
    operatorName: null,
    ...overrides,
  };
}

const answered = (overrides: Partial<CallElement> = {}): CallElement =>
  element({
    result: 'answered',
    answeredAt: START + 5 * SECOND,
    endedAt: START + 65 * SECOND,
    ...overrides,
  });

function toCalls(
  elements: readonly CallElement[],
  {
    agent = SATO,
    isOwnList = false,
    skewMs = 0,
  }: { agent?: Agent; isOwnList?: boolean; skewMs?: number } = {},
): readonly PastCall[] {
  return toPastCalls(elements, agent, isOwnList, 'JP', skewMs);
}

/** Returns the only call of these elements. Fails if there is not exactly one. */
function toSingleCall(elements: readonly CallElement[], options?: Parameters<typeof toCalls>[1]): PastCall {
  const calls = toCalls(elements, options);
  expect(calls).toHaveLength(1);
  return calls[0]!;
}

describe('outcome of a call', () => {
  test.each(['answered', 'accepted', 'picked_up', 'connected', 'succeeded'])(
    'the result "%s" means answered here',
    (result) => {
      const { call, endedAt } = toSingleCall([answered({ result })]);
      expect(call).toMatchObject({
        state: 'ended',
        ringingSince: START,
        answeredAt: START + 5 * SECOND,
        since: START + 65 * SECOND,
        answeredBy: '佐藤 美咲',
        source: 'history',
      });
      expect(endedAt).toBe(START + 65 * SECOND);
    },
  );

  test('an answer time without a result means answered here', () => {
    expect(toSingleCall([answered({ result: null })]).call).toMatchObject({
      state: 'ended',
      answeredAt: START + 5 * SECOND,
    });
  });

  test('an answer time with another result, or with another person who answered, does not', () => {
    expect(toSingleCall([answered({ result: 'voicemail' })]).call.state).toBe('missed');
    expect(toSingleCall([answered({ result: null, reason: 'answered_by_other' })]).call.state).toBe(
      'answered-elsewhere',
    );
  });

  test('uses the start of ringing as answer time if Zoom gives none', () => {
    expect(toSingleCall([answered({ answeredAt: null })]).call.answeredAt).toBe(START);
  });

  test.each(
    ['answered_by_other', 'pickup_by_other', 'call_out_by_other'].flatMap((reason) => [
      [reason, 'answered'] as const,
      [reason, 'no_answer'] as const,
      [reason, 'canceled'] as const,
    ]),
  )('the reason "%s" with result "%s" means answered elsewhere by the named operator', (reason, result) => {
    expect(toSingleCall([element({ reason, result, operatorName: '鈴木 一郎' })]).call).toMatchObject({
      state: 'answered-elsewhere',
      answeredBy: '鈴木 一郎',
      answeredAt: null,
    });
  });

  test('a call answered elsewhere may lack the name of who answered', () => {
    const { call } = toSingleCall([element({ reason: 'answered_by_other' })]);
    expect(call).toMatchObject({ state: 'answered-elsewhere', answeredBy: null });
  });

  test.each([
    'voicemail',
    'ring_timeout',
    'no_answer',
    'canceled',
    'busy',
    'abandoned',
    'hang_up',
    'overflowed',
    'a_word_that_zoom_adds_one_day',
    null,
  ])('the result %j means missed', (result) => {
    expect(toSingleCall([element({ result })]).call).toMatchObject({
      state: 'missed',
      answeredAt: null,
      answeredBy: null,
      since: START + 10 * SECOND,
    });
  });

  test('the result "rejected" means rejected', () => {
    expect(toSingleCall([element({ result: 'rejected' })]).call.state).toBe('rejected');
  });

  test('rejected here and then answered by a colleague is answered elsewhere', () => {
    const calls = [
      element({ result: 'rejected', endedAt: START + 3 * SECOND }),
      answered({ callee: SUZUKI, startedAt: START, answeredAt: START + 8 * SECOND }),
    ];
    expect(toSingleCall(calls).call).toMatchObject({ state: 'answered-elsewhere', answeredBy: '鈴木 一郎' });
  });

  test.each(['system_blocked', 'blocked', 'call_failed', 'service_unavailable'])(
    'drops an element with the result "%s", which never rang',
    (result) => {
      expect(toCalls([element({ result })])).toEqual([]);
    },
  );

  test('a failed element does not hide the one that rang', () => {
    const { call } = toSingleCall([
      element({ result: 'call_failed', startedAt: START - SECOND, endedAt: START - SECOND }),
      element(),
    ]);
    expect(call).toMatchObject({ state: 'missed', ringingSince: START });
  });

  test('drops a call in progress, which has neither end nor result', () => {
    expect(toCalls([element({ endedAt: null, result: null })])).toEqual([]);
    expect(toCalls([element({ endedAt: null, result: null }), element()])).toEqual([]);
  });

  test('an element with a result but no end is over at its start', () => {
    const { call, endedAt } = toSingleCall([element({ endedAt: null, result: 'canceled' })]);
    expect(call).toMatchObject({ state: 'missed', since: START });
    expect(endedAt).toBe(START);
  });

  test('clamps an end before the start to the start', () => {
    expect(toSingleCall([element({ endedAt: START - SECOND })]).endedAt).toBe(START);
  });

  test('drops an element without a start time', () => {
    expect(toCalls([element({ startedAt: null })])).toEqual([]);
  });
});

describe('matching calls to the agent', () => {
  test('outgoing calls are left out', () => {
    expect(toCalls([answered({ inbound: false })], { isOwnList: true })).toEqual([]);
    expect(toCalls([answered({ inbound: false })], { agent: EVERYONE })).toEqual([]);
  });

  test('the caller’s element of an internal call does not decide who answered', () => {
    // Zoom's voicemail answers the call. The caller's element shows that as a connection with the agent.
    const theirs = answered({ inbound: false, internal: true, caller: SUZUKI, callee: ME });
    const ownElement = element({ internal: true, caller: SUZUKI, result: 'voicemail' });
    expect(toSingleCall([theirs, ownElement]).call.state).toBe('missed');
  });

  test.each<[string, Agent, Party]>([
    ['user id', SATO, party({ userId: SATO.userId, extensionId: 'another' })],
    ['extension id', SATO, party({ extensionId: 'ext-sato', extensionNumber: 'another' })],
    ['extension number', SATO, party({ extensionNumber: '1002' })],
    [
      'extension number alone, if nothing else is set',
      { userId: null, extensionId: null, extensionNumber: '1002', numbers: [] },
      ME,
    ],
  ])('recognizes the agent by %s', (_, agent, callee) => {
    expect(toSingleCall([element({ callee })], { agent }).call.state).toBe('missed');
  });

  test.each([
    ['another extension id', party({ extensionId: 'ext-suzuki', extensionNumber: '1002' })],
    ['another extension', SUZUKI],
    ['another extension that only looks like it', party({ extensionNumber: '01002' })],
    ['the queue', QUEUE],
  ])('%s is not the agent, not even on the agent’s own list', (_, callee) => {
    expect(toCalls([element({ callee })], { isOwnList: true })).toEqual([]);
  });

  test('an element without a known callee is the agent’s only on the agent’s own list', () => {
    const nameless = element({ callee: party({ phoneNumber: '+81355550001' }) });
    expect(toSingleCall([nameless], { isOwnList: true }).call.state).toBe('missed');
    expect(toCalls([nameless], { isOwnList: false })).toEqual([]);
  });

  test('accepts calls on the agent’s own list if the agent’s extension is unknown', () => {
    const agent: Agent = { ...SATO, extensionId: null, extensionNumber: null };
    expect(toSingleCall([element()], { agent, isOwnList: true }).call).toMatchObject({ state: 'missed' });
    // These elements are not known to be the agent's.
    expect(toCalls([element()], { agent, isOwnList: false })).toEqual([]);
    expect(toCalls([element({ callee: QUEUE })], { agent, isOwnList: true })).toEqual([]);
  });

  test('without an agent, returns every call of the account', () => {
    const calls = [
      element({ callId: '1' }),
      element({ callId: '2', callee: SUZUKI, startedAt: START + SECOND }),
      element({ callId: '3', callee: QUEUE, startedAt: START + 2 * SECOND }),
      element({ callId: '4', callee: UNKNOWN_PARTY, startedAt: START + 3 * SECOND }),
    ];
    expect(toCalls(calls, { agent: EVERYONE }).map(({ call }) => call.callId)).toEqual(['1', '2', '3', '4']);
  });
});

describe('a call of several elements', () => {
  /** A queue call that rings all members and that Suzuki answers after five seconds. */
  const queueCall = (): readonly CallElement[] => [
    element({
      callee: QUEUE,
      result: 'answered',
      startedAt: START - 2 * SECOND,
      endedAt: START + 65 * SECOND,
    }),
    element({ reason: 'answered_by_other', endedAt: START + 5 * SECOND }),
    answered({ callee: SUZUKI }),
    element({ callee: YAMADA, reason: 'answered_by_other', endedAt: START + 5 * SECOND }),
  ];

  test('merges a queue call answered by a colleague into one call with queue and colleague', () => {
    expect(toSingleCall(queueCall()).call).toMatchObject({
      state: 'answered-elsewhere',
      answeredBy: '鈴木 一郎',
      callee: { name: '佐藤 美咲', extension: '1002' },
      via: { name: 'サポート', extension: '800', type: 'callQueue' },
      // The time at which the agent's phone rang, not when the caller reached the queue.
      ringingSince: START,
      since: START + 5 * SECOND,
    });
  });

  test('finds the colleague who answered even if Zoom gives no reason', () => {
    const calls = queueCall().map((one) => ({ ...one, reason: null }));
    expect(toSingleCall(calls).call).toMatchObject({ state: 'answered-elsewhere', answeredBy: '鈴木 一郎' });
  });

  test('a queue that answers does not count as a colleague', () => {
    const calls = [element({ callee: QUEUE, result: 'answered' }), element({ result: 'no_answer' })];
    expect(toSingleCall(calls).call).toMatchObject({ state: 'missed', answeredBy: null });
  });

  test('a queue call answered here is answered, even if it rang for others too', () => {
    const calls = [
      element({ callee: QUEUE, result: 'answered' }),
      element({ callee: SUZUKI, reason: 'answered_by_other' }),
      answered(),
    ];
    expect(toSingleCall(calls).call).toMatchObject({
      state: 'ended',
      answeredAt: START + 5 * SECOND,
      via: { type: 'callQueue' },
    });
  });

  test('an unanswered queue call is missed and rang since the agent’s first round', () => {
    const calls = [
      element({ callee: QUEUE, result: 'abandoned', endedAt: START + 70 * SECOND }),
      element({ result: 'ring_timeout', startedAt: START + 30 * SECOND, endedAt: START + 50 * SECOND }),
      element({ result: 'ring_timeout' }),
      element({ callee: SUZUKI, result: 'ring_timeout' }),
    ];
    expect(toSingleCall(calls).call).toMatchObject({
      state: 'missed',
      ringingSince: START,
      since: START + 50 * SECOND,
    });
  });

  test('drops a queue call that never rang here', () => {
    expect(toCalls(queueCall().filter(({ callee }) => callee !== ME))).toEqual([]);
  });

  test('returns one call for elements that are listed twice', () => {
    expect(toCalls([...queueCall(), ...queueCall()])).toEqual(toCalls(queueCall()));
  });

  test('a colleague who answered before the transfer to the agent does not count', () => {
    const calls = [
      answered({
        callee: SUZUKI,
        startedAt: START - 60 * SECOND,
        answeredAt: START - 55 * SECOND,
        endedAt: START,
      }),
      element(),
    ];
    expect(toSingleCall(calls).call).toMatchObject({ state: 'missed', answeredBy: null });
  });

  test('without an agent, the callee is who answered, not the queue or its other members', () => {
    expect(toSingleCall(queueCall(), { agent: EVERYONE }).call).toMatchObject({
      state: 'ended',
      callee: { name: '鈴木 一郎' },
      via: { name: 'サポート' },
    });
  });

  test('without an agent, a menu that picks up does not count as an answer', () => {
    const calls = [
      answered({ callee: MENU, result: 'connected', startedAt: START - 20 * SECOND, endedAt: START }),
      element({ callee: SUZUKI }),
    ];
    expect(toSingleCall(calls, { agent: EVERYONE }).call).toMatchObject({
      state: 'missed',
      callee: { name: '鈴木 一郎' },
      via: { name: '代表', type: 'autoReceptionist' },
    });
  });

  test.each([
    ['callqueue', 'callQueue'],
    ['autoreceptionist', 'autoReceptionist'],
    ['sharedlinegroup', 'sharedLineGroup'],
    ['sharedlines', 'sharedLines'],
  ])('a call through a %s has it as "via"', (extensionType, type) => {
    const calls = [element({ callee: { ...QUEUE, extensionType } }), element()];
    expect(toSingleCall(calls).call.via).toEqual({ name: 'サポート', extension: '800', type });
  });

  test.each(['user', 'commonarea', 'zoomroom', 'constructor', '__proto__', null])(
    'a call through a "%s" has no "via"',
    (extensionType) => {
      const calls = [element({ callee: { ...SUZUKI, extensionType } }), element()];
      expect(toSingleCall(calls).call.via).toBeNull();
    },
  );

  test('after a menu and a queue, "via" is the queue that rang', () => {
    const calls = [
      element({ callee: MENU, result: 'connected', startedAt: START - 20 * SECOND }),
      element({ callee: QUEUE, result: 'overflowed', startedAt: START - 5 * SECOND }),
      element(),
      element({ callee: { ...QUEUE, name: '受付' }, result: 'abandoned', startedAt: START + 30 * SECOND }),
    ];
    expect(toSingleCall(calls).call.via?.name).toBe('サポート');
  });

  test('a queue without a start time is still the "via"', () => {
    expect(toSingleCall([element({ callee: QUEUE, startedAt: null }), element()]).call.via?.name).toBe(
      'サポート',
    );
  });
});

describe('caller of a past call', () => {
  test('an external caller has the E.164 number and the name', () => {
    expect(
      toSingleCall([element({ caller: party({ name: '田中', phoneNumber: '090-1234-5678' }) })]).call.caller,
    ).toEqual({
      number: { kind: 'external', e164: '+819012345678', extension: null },
      name: '田中',
      connectionType: 'pstn_off_net',
    });
  });

  test('an internal caller has an extension, not a service number', () => {
    const caller = party({ name: '鈴木 一郎', extensionNumber: '110', extensionType: 'user' });
    expect(toSingleCall([element({ internal: true, caller })]).call.caller).toEqual({
      number: { kind: 'extension', extension: '110' },
      name: '鈴木 一郎',
      connectionType: 'voip',
    });
  });

  test('an external short number is a service number, not an extension', () => {
    const caller = party({ phoneNumber: '110' });
    expect(toSingleCall([element({ caller })]).call.caller.number).toEqual({
      kind: 'service',
      digits: '110',
    });
  });

  test('hides a withheld number and the name even if Zoom gives them', () => {
    expect(toSingleCall([element({ withheld: true })]).call.caller).toMatchObject({
      number: { kind: 'withheld' },
      name: null,
    });
  });

  test('a caller without a number is withheld', () => {
    expect(toSingleCall([element({ caller: UNKNOWN_PARTY })]).call.caller.number).toEqual({
      kind: 'withheld',
    });
  });

  test.each([
    ['zoom_contact_center', 'contact_center'],
    ['3rd_party_contact_center', 'contact_center'],
    ['byoc', 'byop'],
    ['byop', 'byop'],
    ['zoom_pstn', 'pstn_off_net'],
    ['external_contact', 'pstn_off_net'],
    [null, 'pstn_off_net'],
  ])('maps the connection type "%s" of the history to "%s" of events', (connectionType, expected) => {
    expect(
      toSingleCall([element({ caller: { ...CUSTOMER, connectionType } })]).call.caller.connectionType,
    ).toBe(expected);
  });
});

describe('clocks', () => {
  test.each([-3_600_000, 0, 90_000])(
    'a clock skew of %i ms shifts answer and end times but not ringingSince',
    (skewMs) => {
      const { call, endedAt } = toSingleCall([answered()], { skewMs });
      expect(call).toMatchObject({
        ringingSince: START,
        answeredAt: START + 5 * SECOND + skewMs,
        since: START + 65 * SECOND + skewMs,
      });
      expect(endedAt).toBe(START + 65 * SECOND + skewMs);
    },
  );

  test('sorts calls by the start of ringing', () => {
    const calls = [3, 1, 4, 2].map((n) => element({ callId: String(n), startedAt: START + n * SECOND }));
    expect(toCalls(calls).map(({ call }) => call.callId)).toEqual(['1', '2', '3', '4']);
  });
});

describe('certainlyRang', () => {
  test.each<[string, Partial<CallElement>, boolean]>([
    ['for three seconds', { endedAt: START + 3_000 }, true],
    ['for less than three seconds', { endedAt: START + 2_999 }, false],
    ['without a known end', { endedAt: null }, false],
    ['until the voicemail answered, perhaps without ringing', { result: 'voicemail' }, false],
    ['and was answered at once', { result: 'answered', answeredAt: START, endedAt: START }, true],
    ['and was rejected at once', { result: 'rejected', endedAt: START }, false],
  ])('rang %s', (_, overrides, isCertain) => {
    expect(toSingleCall([element(overrides)]).certainlyRang).toBe(isCertain);
  });

  test('ringing of the queue does not count as ringing of the agent’s phone', () => {
    const calls = [
      element({ callee: QUEUE, endedAt: START + 60 * SECOND }),
      element({ callee: SUZUKI, endedAt: START + 20 * SECOND }),
      element({ endedAt: START + SECOND }),
    ];
    expect(toSingleCall(calls).certainlyRang).toBe(false);
  });
});

describe('arbitrary histories', () => {
  const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 3 });
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const anyParty: fc.Arbitrary<Party> = fc.oneof(
    fc.constantFrom(ME, SUZUKI, YAMADA, QUEUE, MENU, CUSTOMER, UNKNOWN_PARTY),
    fc.record({
      userId: maybe(text),
      name: maybe(text),
      extensionId: maybe(text),
      extensionNumber: maybe(text),
      accountCode: maybe(text),
      extensionType: maybe(fc.constantFrom('user', 'callqueue', 'toString')),
      phoneNumber: maybe(fc.oneof(text, fc.stringMatching(/^\+?\d{1,15}$/u))),
      deviceId: maybe(text),
      connectionType: maybe(text),
    }),
  );
  const time = fc.integer({ min: 0, max: 90 }).map((seconds) => START + seconds * SECOND);
  const anyElement: fc.Arbitrary<CallElement> = fc.record({
    callId: fc.constantFrom('1', '2', '3'),
    inbound: fc.boolean(),
    internal: fc.boolean(),
    caller: anyParty,
    callee: anyParty,
    withheld: fc.boolean(),
    startedAt: maybe(time),
    answeredAt: maybe(time),
    endedAt: maybe(time),
    result: maybe(
      fc.constantFrom('answered', 'connected', 'no_answer', 'rejected', 'voicemail', 'system_blocked'),
    ),
    reason: maybe(fc.constantFrom('answered_by_other', 'other')),
    operatorName: maybe(text),
  });
  const history = fc.array(anyElement, { maxLength: 12 });
  const agents = fc.constantFrom(SATO, EVERYONE, { ...SATO, extensionId: null, extensionNumber: null });

  test('the result does not depend on the order of elements', () => {
    fc.assert(
      fc.property(
        history.chain((elements) =>
          fc.tuple(fc.constant(elements), fc.shuffledSubarray(elements, { minLength: elements.length })),
        ),
        agents,
        fc.boolean(),
        ([elements, shuffled], agent, isOwnList) => {
          expect(toCalls(shuffled, { agent, isOwnList })).toEqual(toCalls(elements, { agent, isOwnList }));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('returns each call once, in a final state, sorted by the start of ringing', () => {
    fc.assert(
      fc.property(history, agents, fc.boolean(), (elements, agent, isOwnList) => {
        const calls = toCalls(elements, { agent, isOwnList });
        const ids = calls.map(({ call }) => call.callId);
        expect(new Set(ids).size).toBe(ids.length);
        const starts = calls.map(({ call }) => call.ringingSince);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        for (const { call, endedAt } of calls) {
          expect(['ended', 'missed', 'rejected', 'answered-elsewhere']).toContain(call.state);
          expect(call.answeredAt !== null).toBe(call.state === 'ended');
          expect(endedAt).toBeGreaterThanOrEqual(call.ringingSince);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('does not modify its input', () => {
    fc.assert(
      fc.property(history, agents, (elements, agent) => {
        const before = structuredClone(elements);
        toCalls(elements, { agent });
        expect(elements).toEqual(before);
      }),
    );
  });
});
