import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agent as simAgent,
  scenarios,
  type Scenario,
  type ZoomEvent,
} from '../../src-simulator/scenarios/scenarios.ts';
import { parsePhoneEvent } from '../events/parse-event.ts';
import { EVERYONE, type Agent } from './agent.ts';
import type { Call, CallState } from './call.ts';
import { CallTracker } from './call-tracker.ts';

const NOW = Date.UTC(2026, 10, 22, 1, 0, 0);
const me: Agent = {
  userId: simAgent.userId,
  extensionId: simAgent.extensionId,
  extensionNumber: String(simAgent.extension),
  numbers: [],
};

interface Delivery {
  readonly at: number;
  readonly event: ZoomEvent;
}

/** Delivers events and lets time pass between them. Records every change in order. */
function run(
  deliveries: readonly Delivery[],
  agent: Agent = me,
  until = NOW + 10 * 60_000,
): { changes: Call[]; tracker: CallTracker } {
  const tracker = new CallTracker({ agent, country: 'JP' });
  const changes: Call[] = [];
  const passTo = (time: number): void => {
    for (let next = tracker.nextDeadline(); next <= time; next = tracker.nextDeadline())
      changes.push(...tracker.tick(next));
  };
  for (const { at, event } of [...deliveries].sort((a, b) => a.at - b.at)) {
    passTo(at);
    const parsed = parsePhoneEvent(event);
    if (parsed.kind !== 'event')
      throw new Error(`the scenario sends an event that we do not read: ${parsed.kind}`);
    changes.push(...tracker.apply(parsed.event, { source: 'websocket', now: at, skewMs: 0 }));
  }
  passTo(until);
  return { changes, tracker };
}

function build(scenario: Scenario, speed = 1): { deliveries: Delivery[]; expected: Map<string, string> } {
  let id = 6_998_252_113_337_041_000n;
  const { steps, expect: expected } = scenario.build({
    now: NOW,
    agent: simAgent,
    newCallId: () => String(++id),
    speed,
  });
  return {
    deliveries: steps.map(({ at, event }) => ({ at: NOW + at, event })),
    expected: new Map(expected.map(({ callId, state }) => [callId, state])),
  };
}

function finalStates(changes: readonly Call[]): Map<string, CallState> {
  return new Map(changes.map((call) => [call.callId, call.state]));
}

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  'scenario %s',
  (_id, scenario) => {
    test('ends in the state that the scenario expects', () => {
      const { deliveries, expected } = build(scenario);
      // A call whose end event was lost still rings when the scenario ends, and ends at most two minutes later.
      const lost = [...expected.values()].includes('ringing');
      const { changes } = run(deliveries, me, lost ? NOW + 60_000 : undefined);
      const states = finalStates(changes);
      for (const [callId, state] of expected) expect(states.get(callId) ?? 'none').toBe(state);
      expect([...states.keys()].every((callId) => expected.has(callId))).toBe(true);
      if (lost) expect([...finalStates(run(deliveries).changes).values()]).toEqual(['ended']);
    });

    test('never rings again within a round nor shows a call that never rang here, in any event order', () => {
      const { deliveries, expected } = build(scenario);
      fc.assert(
        fc.property(
          fc.shuffledSubarray(deliveries, { minLength: 1 }),
          fc.array(fc.nat(deliveries.length - 1), { maxLength: 20 }),
          fc.nat(3_000),
          (shuffled, copies, gap) => {
            const duplicates = copies.flatMap((index) => deliveries[index] ?? []);
            const sent = [...shuffled, ...duplicates].map(({ event }, index) => ({
              at: NOW + 20_000 + index * gap,
              event,
            }));
            const { changes } = run(sent);
            const last = new Map<string, Call>();
            for (const call of changes) {
              const before = last.get(call.callId);
              if (before !== undefined) {
                expect(call.round).toBeGreaterThanOrEqual(before.round);
                if (call.round === before.round && call.state === 'ringing')
                  expect(before.state).toBe('ringing');
              }
              last.set(call.callId, call);
            }
            for (const [callId, state] of expected)
              if (state === 'none') expect(last.has(callId)).toBe(false);
            // No call rings forever, even if events are lost.
            for (const call of last.values()) expect(call.state).not.toBe('ringing');
          },
        ),
        { numRuns: 60 },
      );
    });

    test('reaches the same final states when all events arrive at once in any order', () => {
      const { deliveries, expected } = build(scenario);
      if ([...expected.values()].includes('ringing')) return;
      const end = Math.max(...deliveries.map(({ at }) => at));
      fc.assert(
        fc.property(fc.shuffledSubarray(deliveries, { minLength: deliveries.length }), (shuffled) => {
          const states = finalStates(run(shuffled.map(({ event }) => ({ at: end, event }))).changes);
          for (const [callId, state] of expected) expect(states.get(callId) ?? 'none').toBe(state);
        }),
        { numRuns: 60 },
      );
    });

    test('ignores all events when they are redelivered an hour later', () => {
      const { deliveries } = build(scenario);
      const once = run(deliveries, me, NOW + 3 * 60 * 60_000);
      const twice = run(
        [...deliveries, ...deliveries.map(({ at, event }) => ({ at: at + 60 * 60_000, event }))],
        me,
        NOW + 3 * 60 * 60_000,
      );
      expect(twice.changes).toEqual(once.changes);
    });
  },
);

describe('state sequence of a scenario delivered in order', () => {
  test.each([
    ['known', ['ringing', 'answered', 'ended']],
    ['queue-elsewhere', ['ringing', 'answered-elsewhere']],
    ['overflow', ['ringing', 'answered', 'ended']],
    ['transfer', ['ringing', 'answered', 'ended']],
    ['missed', ['ringing', 'missed']],
    ['cancelled', ['ringing', 'missed']],
    ['rejected', ['ringing', 'rejected']],
    ['late', ['late']],
    ['lost-end', ['ringing', 'ended']],
  ])('%s: %j', (id, states) => {
    const scenario = scenarios.find((candidate) => candidate.id === id)!;
    const { changes } = run(build(scenario).deliveries);
    expect(changes.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1])).toEqual(
      states,
    );
  });
});

/** Creates a ringing event by hand, for cases that no scenario covers. */
function ring(
  seconds: number,
  options: { user?: string; device?: string; callId?: string; ts?: number } = {},
): Delivery {
  return event('phone.callee_ringing', seconds, options);
}
function event(
  name: string,
  seconds: number,
  {
    user = me.userId ?? '',
    device,
    callId = '6998252113337041462',
    ts,
    bare = false,
    ...more
  }: {
    user?: string;
    device?: string;
    callId?: string;
    ts?: number;
    bare?: boolean;
    handup_result?: string;
    answer_start_time?: string;
  } = {},
): Delivery {
  const callee = {
    user_id: user,
    name: user,
    extension_type: 'user',
    ...(device !== undefined && { device_id: device }),
  };
  const caller = { phone_number: '+819012345678', connection_type: 'pstn_off_net' };
  const object = bare
    ? { call_id: callId }
    : { call_id: callId, caller, callee, ringing_start_time: '2026-11-22T01:00:00Z' };
  return {
    at: NOW + seconds * 1_000,
    event: {
      event: name,
      event_ts: NOW + (ts ?? seconds) * 1_000,
      payload: { account_id: 'a', object: { ...object, ...more } },
    },
  };
}
function states(deliveries: Delivery[], agent?: Agent, until?: number): string[] {
  return run(deliveries, agent, until === undefined ? undefined : NOW + until * 1_000)
    .changes.map(({ state, round }) => `${state}${round > 1 ? ` ${round}` : ''}`)
    .filter((state, index, all) => state !== all[index - 1]);
}

describe('legs of a call', () => {
  test('an end event without a callee does not close a call that rings on another phone', () => {
    const legs = [
      ring(0, { device: 'desk' }),
      ring(0.1, { device: 'app' }),
      event('phone.callee_ended', 2, { bare: true }),
    ];
    expect(states(legs, me, 60)).toEqual(['ringing']);
    expect(states([...legs, event('phone.callee_ended', 2.2, { bare: true })], me, 60)).toEqual([
      'ringing',
      'missed',
    ]);
  });

  test('attributes end events without a callee to colleagues’ phones first', () => {
    const legs = [ring(0, { user: 'colleague' }), ring(0, { device: 'app' })];
    expect(states([...legs, event('phone.callee_missed', 2, { bare: true })], me, 60)).toEqual(['ringing']);
  });

  test('ends an answered call at the last phone’s end event, not at the losing phone’s', () => {
    const talk = [
      ring(0, { device: 'desk' }),
      ring(0, { device: 'app' }),
      event('phone.callee_answered', 3, { device: 'app' }),
      event('phone.callee_ended', 3.1, { bare: true }),
    ];
    expect(states(talk, me, 600)).toEqual(['ringing', 'answered']);
    expect(states([...talk, event('phone.callee_ended', 60, { bare: true })])).toEqual([
      'ringing',
      'answered',
      'ended',
    ]);
  });

  test('ends an answered call even if the losing phone sends no end event', () => {
    const talk = [
      ring(0, { device: 'desk' }),
      ring(0, { device: 'app' }),
      event('phone.callee_answered', 3, { device: 'app' }),
    ];
    expect(states([...talk, event('phone.callee_ended', 60, { bare: true })])).toEqual([
      'ringing',
      'answered',
      'ended',
    ]);
  });

  test('"Answered by Other Device" before our own answer does not count as missed', () => {
    expect(
      states([
        ring(0, { device: 'desk' }),
        ring(0, { device: 'app' }),
        event('phone.callee_missed', 3, { device: 'desk', handup_result: 'Answered by Other Device' }),
        event('phone.callee_answered', 3.2, { device: 'app' }),
        event('phone.callee_ended', 9, { device: 'app' }),
      ]),
    ).toEqual(['ringing', 'answered', 'ended']);
  });

  test('a late ringing event does not ring again after a colleague answered', () => {
    expect(
      states([
        ring(0, { device: 'app' }),
        ring(0, { user: 'colleague' }),
        event('phone.callee_answered', 2, { user: 'colleague' }),
        ring(2.1, { device: 'desk' }),
      ]),
    ).toEqual(['ringing', 'answered-elsewhere']);
  });

  test('a second round of the queue rings again and replaces the missed state', () => {
    expect(
      states(
        [
          ring(0, { device: 'app' }),
          event('phone.callee_missed', 15, { device: 'app' }),
          ring(40, { device: 'app' }),
        ],
        me,
        60,
      ),
    ).toEqual(['ringing', 'missed', 'ringing 2']);
  });

  test('a call returned after it ended rings again and can be missed', () => {
    expect(
      states([
        ring(0, { device: 'app' }),
        event('phone.callee_answered', 3, { device: 'app' }),
        event('phone.callee_ended', 20, { device: 'app' }),
        ring(40, { device: 'desk' }),
        event('phone.callee_missed', 55, { device: 'desk' }),
      ]),
    ).toEqual(['ringing', 'answered', 'ended', 'ringing 2', 'missed 2']);
  });

  test('ends an answered call without an end event after half a day', () => {
    const talk = [ring(0), event('phone.callee_answered', 3)];
    expect(states(talk, me, 11 * 3_600)).toEqual(['ringing', 'answered']);
    expect(states(talk, me, 13 * 3_600)).toEqual(['ringing', 'answered', 'ended']);
  });

  test('reports a missed call once if its ringing event never arrived', () => {
    expect(states([event('phone.callee_missed', 5)])).toEqual(['missed']);
  });

  test('ignores an end event without a callee for an unknown call', () => {
    expect(states([event('phone.callee_ended', 5, { bare: true })])).toEqual([]);
  });

  test('shows an answered call whose ringing event never arrived', () => {
    expect(states([event('phone.callee_answered', 5)], me, 60)).toEqual(['answered']);
  });
});

describe('staleness', () => {
  test.each([
    [59, 'ringing'],
    [61, 'late'],
  ])('ringing that arrives %i s after it rang is %s', (age, state) => {
    expect(states([ring(age, { ts: 0 })], me, age + 1)).toEqual([state]);
  });

  test('an hour-old answer event leaves the call late', () => {
    expect(states([ring(3_600, { ts: 0 }), event('phone.callee_answered', 3_600, { ts: 3 })])).toEqual([
      'late',
    ]);
  });

  test('accepts a delayed answer event if the ringing event was in time', () => {
    expect(states([ring(0), event('phone.callee_answered', 70, { ts: 3 })], me, 80)).toEqual([
      'ringing',
      'answered',
    ]);
  });

  test('compensates for a local clock that is a day off', () => {
    const parsed = parsePhoneEvent(ring(0).event);
    if (parsed.kind !== 'event') throw new Error('unreadable');
    const dayAhead = NOW + 86_400_000;
    const tracker = new CallTracker({ agent: me, country: 'JP' });
    expect(
      tracker.apply(parsed.event, { source: 'websocket', now: dayAhead, skewMs: 86_400_000 })[0]?.state,
    ).toBe('ringing');
  });
});

describe('matching calls to the agent', () => {
  test('without an agent, shows every call of the account and who answered it', () => {
    const { changes } = run(
      [ring(0, { user: 'a' }), ring(0, { user: 'b' }), event('phone.callee_answered', 2, { user: 'b' })],
      EVERYONE,
      NOW + 5_000,
    );
    expect(changes.at(-1)).toMatchObject({ state: 'answered', answeredBy: 'b' });
  });

  test('an extension number alone identifies the agent', () => {
    const byExtension: Agent = { ...EVERYONE, extensionNumber: '1002' };
    const { event: sent, at } = ring(0);
    const object = {
      call_id: '1',
      callee: { extension_number: 1002 },
      caller: { phone_number: '+819012345678' },
    };
    expect(
      run([{ at, event: { ...sent, payload: { account_id: 'a', object } } }], byExtension, NOW + 1).changes,
    ).toHaveLength(1);
    const otherLeg = { call_id: '1', callee: { extension_number: '1003' }, caller: {} };
    expect(
      run([{ at, event: { ...sent, payload: { account_id: 'a', object: otherLeg } } }], byExtension, NOW + 1)
        .changes,
    ).toHaveLength(0);
  });
});

test('drops ended calls and leaves no deadline pending', () => {
  const { changes, tracker } = run([ring(0), event('phone.callee_missed', 5)], me, NOW + 3 * 86_400_000);
  expect(tracker.hasSeen(changes[0]!.callId)).toBe(false);
  expect(tracker.nextDeadline()).toBe(Infinity);
});

test.each([1, 1.5, 2, 4])('a blind transfer at %d times the speed rings, is answered and ends', (speed) => {
  const transfer = scenarios.find(({ id }) => id === 'transfer')!;
  const { changes } = run(build(transfer, speed).deliveries);
  expect(changes.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1])).toEqual([
    'ringing',
    'answered',
    'ended',
  ]);
  expect(changes[0]?.transferredBy).toBe('鈴木 大輔');
});
