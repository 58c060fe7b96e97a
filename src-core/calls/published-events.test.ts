/** Sequences made of the events that Zoom publishes (https://developers.zoom.us/docs/api/phone/events/). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePhoneEvent } from '../events/parse-event.ts';
import { EVERYONE, type Agent } from './agent.ts';
import type { Call } from './call.ts';
import { CallTracker } from './call-tracker.ts';

const NOW = Date.UTC(2026, 10, 22, 1, 0, 0);
const CALL_ID = '6998252113337041462';
const CONSULTING_ID = '6986878782238080584';
const ME = 'DnEopNmXQEGU2uvvzjgojw';
const agent: Agent = { userId: ME, extensionId: null, extensionNumber: '1002', numbers: [] };

type Fields = Readonly<Record<string, unknown>>;

interface Sent {
  /** s after NOW */
  readonly at: number;
  readonly name: string;
  readonly object: Fields;
}

const customer = { phone_number: '+12092592844', connection_type: 'pstn_off_net' };
/** A desk phone: `device_id` does not apply to it. */
const me = { user_id: ME, extension_type: 'user', extension_number: 1002, phone_number: '+12058945456' };
const myApp = { ...me, device_type: 'MAC_Client(5.7.5.1123)', device_id: 'f7aLLSmqRpiWP0U3U6CaNA' };
const suzuki = {
  user_id: 'z8yCxjabcdEFGHfp8uQ',
  name: 'Suzuki',
  extension_type: 'user',
  extension_number: 6666,
};
const queue = { extension_id: 'qQ', extension_type: 'callQueue', extension_number: 1022, name: 'Sales' };
const receptionist = { ...queue, extension_type: 'autoReceptionist', extension_number: 1023, name: 'Menu' };
const owner = { type: 'user', id: suzuki.user_id, name: 'Suzuki', extension_number: 6666 };

/** An event about a callee's leg. */
function leg(at: number, name: string, callee: Fields, object: Fields = {}): Sent {
  return { at, name: `callee_${name}`, object: { call_id: CALL_ID, caller: customer, callee, ...object } };
}

function transfer(at: number, name: string, object: Fields = {}): Sent {
  const fields = { call_id: CALL_ID, owner, failure_reason: '', transfer_phone_number: '1002' };
  return { at, name, object: { ...fields, ...object } };
}

/** Delivers the events in this order, each when it happens. @returns all changes by `until` (s) */
function track(events: readonly Sent[], until = 600, who = agent): readonly Call[] {
  const tracker = new CallTracker({ agent: who, country: 'US' });
  const changes: Call[] = [];
  const passTo = (time: number): void => {
    for (let next = tracker.nextDeadline(); next <= time; next = tracker.nextDeadline())
      changes.push(...tracker.tick(next));
  };
  let now = NOW;
  for (const { at, name, object } of events) {
    now = Math.max(now, NOW + at * 1_000);
    passTo(now);
    const payload = { account_id: 'TQTvjT52Tmi_wrhASNNOEw', object };
    const parsed = parsePhoneEvent({ event: `phone.${name}`, event_ts: NOW + at * 1_000, payload });
    if (parsed.kind !== 'event') throw new Error(`not an event: ${name}`);
    expect(parsed.invalidFields).toEqual([]);
    changes.push(...tracker.apply(parsed.event, { source: 'websocket', now, skewMs: 0 }));
  }
  passTo(NOW + until * 1_000);
  return changes;
}

/** The last change of this call. */
function finalCall(changes: readonly Call[], callId = CALL_ID): Call | undefined {
  return changes.findLast((call) => call.callId === callId);
}

function getStates(events: readonly Sent[], until?: number, who?: Agent): readonly string[] {
  const states = track(events, until, who).map(({ state }) => state);
  return states.filter((state, index) => state !== states[index - 1]);
}

describe('a desk phone, which has a channel only in its closing events', () => {
  const ring = leg(0, 'ringing', me);

  test.each([
    ['missed', 'missed'],
    ['rejected', 'rejected'],
    ['ended', 'missed'],
  ])('callee_%s ends the card at once', (name, state) => {
    const closed = leg(20, name, me, { channel_id: '768efc81-4d27-4d05-ac27-768579b090d4' });
    // The grace time of a queue that rings again is 1.5 s.
    expect(getStates([ring, closed], 22)).toEqual(['ringing', state]);
    expect(getStates([ring, closed], 22, EVERYONE)).toEqual(['ringing', state]);
  });

  test('is answered and ended', () => {
    const channel = { channel_id: 'c-1' };
    const talk = [ring, leg(5, 'answered', me, channel), leg(6, 'missed', myApp, { channel_id: 'c-2' })];
    expect(getStates(talk)).toEqual(['ringing', 'answered']);
    expect(getStates([...talk, leg(60, 'ended', me, channel)], 61)).toEqual(['ringing', 'answered', 'ended']);
  });

  test('rings beside the app until both are closed', () => {
    const rings = [ring, leg(0.1, 'ringing', myApp)];
    const closes = [
      leg(20, 'missed', me, { channel_id: 'c-1' }),
      leg(20.1, 'missed', myApp, { channel_id: 'c-2' }),
    ];
    for (const order of [rings, rings.toReversed()])
      for (const [first, second] of [closes, closes.toReversed()]) {
        expect(getStates([...order, first!], 60)).toEqual(['ringing']);
        expect(getStates([...order, first!, second!], 23)).toEqual(['ringing', 'missed']);
      }
  });

  test('rings again with another channel in the second round of a queue', () => {
    const missed = (at: number, channel_id: string) => leg(at, 'missed', me, { channel_id });
    const rounds = [ring, missed(15, 'c-1'), leg(40, 'ringing', me), missed(55, 'c-2')];
    expect(getStates(rounds, 57)).toEqual(['ringing', 'missed', 'ringing', 'missed']);
  });

  test('differs from another desk phone by its hardware id', () => {
    const [first, second] = ['hw-1', 'hw-2'].map((hardware_device_id) => ({ ...me, hardware_device_id }));
    const rings = [leg(0, 'ringing', first!), leg(0.1, 'ringing', second!)];
    const missed = [leg(20, 'missed', first!), leg(20.1, 'missed', second!, { channel_id: 'c-2' })];
    expect(getStates([...rings, missed[0]!], 60)).toEqual(['ringing']);
    expect(getStates([...rings, ...missed], 23)).toEqual(['ringing', 'missed']);
  });

  test('is closed by an event that names only its channel', () => {
    const talk = [ring, leg(5, 'answered', me, { channel_id: 'c-1' })];
    const ended = { at: 60, name: 'callee_ended', object: { call_id: CALL_ID, channel_id: 'c-1' } };
    expect(getStates([...talk, ended], 61)).toEqual(['ringing', 'answered', 'ended']);
  });
});

describe('handup_result of callee_ended', () => {
  const ring = leg(0, 'ringing', myApp);
  const ended = (handup_result: string, more: Fields = {}) =>
    leg(6, 'ended', myApp, { handup_result, ...more });

  test.each([
    ['Answered by Other Member', 'answered-elsewhere'],
    ['Rejected', 'rejected'],
    ['Voicemail', 'missed'],
    ['No Answer', 'missed'],
    ['Ring Timeout', 'missed'],
    ['Call Cancel', 'missed'],
    ['Call Canceled', 'missed'],
    // The agent's own answer was lost.
    ['Answered by Other Device', 'ended'],
    ['Call connected', 'ended'],
  ])('%s: %s', (result, state) => {
    expect(getStates([ring, ended(result)], 8)).toEqual(['ringing', state]);
  });

  test.each(['Answered by Other Member', 'No Answer', ''])(
    '“%s” just before a colleague’s answer: answered elsewhere, by that colleague',
    (result) => {
      const changes = track([ring, ended(result), leg(6.3, 'answered', suzuki)], 60);
      expect(finalCall(changes)).toMatchObject({ state: 'answered-elsewhere', answeredBy: 'Suzuki' });
      expect(changes.some(({ state }) => state === 'missed')).toBe(false);
    },
  );

  test('a declined call stays declined when a colleague answers it', () => {
    expect(getStates([ring, ended('Rejected'), leg(6.3, 'answered', suzuki)], 60)).toEqual([
      'ringing',
      'rejected',
    ]);
  });

  test('“Call connected” gives the talk its length if the answer was lost', () => {
    const times = { answer_start_time: '2026-11-22T01:00:02Z', call_end_time: '2026-11-22T01:00:06Z' };
    const call = finalCall(track([ring, ended('Call connected', times)], 60));
    expect(call).toMatchObject({ state: 'ended', answeredAt: NOW + 2_000, since: NOW + 6_000 });
  });

  test('“Answered by Other Device” does not end the talk of a member whose phones have no ids', () => {
    const talk = [leg(0, 'ringing', me), leg(3, 'answered', me)];
    const other = leg(3.1, 'ended', me, { handup_result: 'Answered by Other Device' });
    expect(getStates([...talk, other])).toEqual(['ringing', 'answered']);
  });
});

describe('transfers', () => {
  const talk = [leg(0, 'ringing', suzuki), leg(2, 'answered', suzuki)];
  const rings = leg(11, 'ringing', myApp);

  test('a transfer that failed is none', () => {
    const failed = transfer(10, 'blind_transfer_initiated', { failure_reason: 'Transfer failed' });
    expect(finalCall(track([...talk, failed, rings], 12))).toMatchObject({ transferredBy: null });
    const done = transfer(10, 'blind_transfer_initiated');
    expect(finalCall(track([...talk, done, rings], 12))).toMatchObject({ transferredBy: 'Suzuki' });
  });
});

describe('a warm transfer', () => {
  const talk = [leg(0, 'ringing', suzuki), leg(2, 'answered', suzuki)];
  const initiated = transfer(10, 'warm_transfer_initiated', { transfer_call_id: CONSULTING_ID });
  const caller = { name: 'Suzuki', extension_number: 6666, phone_number: '6666', connection_type: 'voip' };
  const consult = (at: number, name: string, object: Fields = {}) =>
    leg(at, name, myApp, { call_id: CONSULTING_ID, caller, ...object });
  const rings = consult(10.5, 'ringing');
  const answered = consult(14, 'answered');
  const CUSTOMER = { number: { kind: 'external', e164: '+12092592844' }, connectionType: 'pstn_off_net' };
  const SUZUKI = { number: { kind: 'extension', extension: '6666' }, name: 'Suzuki' };

  const trackConsultation = (events: readonly Sent[], until = 30) =>
    finalCall(track(events, until), CONSULTING_ID);

  test('shows the customer and who asks while the colleague consults', () => {
    for (const events of [[rings], [rings, answered]])
      expect(trackConsultation([...talk, initiated, ...events])).toMatchObject({
        caller: CUSTOMER,
        consultedBy: 'Suzuki',
        transferredBy: null,
      });
  });

  test('never shows the colleague’s own call with the customer', () => {
    expect(finalCall(track([...talk, initiated, rings, answered]))).toBeUndefined();
  });

  test('shows the customer as soon as Zoom says so, if the consulting call rings first', () => {
    const changes = track([...talk, rings, { ...initiated, at: 10.6 }], 12);
    expect(changes.map(({ consultedBy }) => consultedBy)).toEqual([null, 'Suzuki']);
    expect(changes).toMatchObject([{ caller: SUZUKI }, { caller: CUSTOMER }]);
  });

  test.each(['warm_transfer_completed', 'transfer_recipient_updated'])(
    'after %s the customer is transferred',
    (name) => {
      const events = [...talk, initiated, rings, answered, transfer(20, name)];
      const transferred = { caller: CUSTOMER, consultedBy: null, transferredBy: 'Suzuki' };
      expect(trackConsultation(events)).toMatchObject({ state: 'answered', ...transferred });
      expect(trackConsultation([...events, consult(60, 'ended')], 90)).toMatchObject({
        state: 'ended',
        ...transferred,
      });
    },
  );

  test('after it is canceled the call is the colleague’s again', () => {
    const canceled = transfer(20, 'warm_transfer_cancelled');
    const expected = { state: 'answered', caller: SUZUKI, consultedBy: null, transferredBy: null };
    expect(trackConsultation([...talk, initiated, rings, answered, canceled])).toMatchObject(expected);
  });

  test.each(['warm_transfer_completed', 'warm_transfer_cancelled'])('a failed %s changes nothing', (name) => {
    const failed = transfer(20, name, { failure_reason: 'Failed' });
    expect(trackConsultation([...talk, initiated, rings, answered, failed])).toMatchObject({
      caller: CUSTOMER,
      consultedBy: 'Suzuki',
    });
  });

  test('one that failed to start is only a colleague’s call', () => {
    const failed = { ...initiated, object: { ...initiated.object, failure_reason: 'Failed' } };
    expect(trackConsultation([...talk, failed, rings])).toMatchObject({ caller: SUZUKI, consultedBy: null });
  });

  test('a question that was not answered is the colleague’s missed call', () => {
    const missed = consult(25, 'missed');
    expect(trackConsultation([...talk, initiated, rings, missed])).toMatchObject({
      state: 'missed',
      caller: SUZUKI,
      consultedBy: null,
    });
  });

  test('shows a customer that the colleague has called', () => {
    const called = (at: number, name: string): Sent => ({
      at,
      name,
      object: { call_id: CALL_ID, caller, callee: customer },
    });
    const outgoing = [called(0, 'caller_ringing'), called(2, 'caller_connected')];
    expect(trackConsultation([...outgoing, initiated, rings])).toMatchObject({
      caller: CUSTOMER,
      consultedBy: 'Suzuki',
    });
  });

  test('shows the colleague if the customer’s call is unknown', () => {
    expect(trackConsultation([initiated, rings])).toMatchObject({ caller: SUZUKI, consultedBy: null });
  });

  test('works after half an hour of talk, and lasts for another', () => {
    const at = 1_800;
    const later = [initiated, rings, answered].map((sent) => ({ ...sent, at: sent.at + at }));
    const completed = transfer(at + 1_800, 'warm_transfer_completed');
    expect(trackConsultation([...talk, ...later], at + 1_700)).toMatchObject({ caller: CUSTOMER });
    expect(trackConsultation([...talk, ...later, completed], at + 1_900)).toMatchObject({
      caller: CUSTOMER,
      transferredBy: 'Suzuki',
    });
  });

  test('shows the customer of a queue call that also rang here', () => {
    const queued = [leg(0, 'ringing', myApp), ...talk];
    expect(trackConsultation([...queued, initiated, rings])).toMatchObject({
      caller: CUSTOMER,
      consultedBy: 'Suzuki',
    });
  });
});

describe('a queue or auto receptionist that “answers”', () => {
  const ring = leg(1, 'ringing', myApp);

  test.each([
    ['queue', queue],
    ['auto receptionist', receptionist],
  ])('%s: answers nothing, whenever it says so', (_what, line) => {
    for (const at of [0, 0.5, 1.5, 5]) {
      const events = [ring, leg(at, 'answered', line)].sort((a, b) => a.at - b.at);
      for (const who of [agent, EVERYONE]) expect(getStates(events, 60, who)).toEqual(['ringing']);
      const missed = [...events, leg(20, 'missed', myApp)];
      for (const who of [agent, EVERYONE]) expect(getStates(missed, 60, who)).toEqual(['ringing', 'missed']);
    }
  });

  test('a member with the extension type of the queue answers', () => {
    const member = { ...myApp, extension_type: 'callQueue' };
    expect(getStates([ring, leg(5, 'answered', member)], 60)).toEqual(['ringing', 'answered']);
    const colleague = { ...suzuki, extension_type: 'callQueue' };
    expect(finalCall(track([ring, leg(5, 'answered', colleague)]))).toMatchObject({
      state: 'answered-elsewhere',
      answeredBy: 'Suzuki',
    });
  });

  test('the agent’s own answer wins over a colleague’s, in any order', () => {
    const events = [ring, leg(5, 'answered', suzuki), leg(5.3, 'answered', myApp)];
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
        expect(finalCall(track(shuffled, 60))).toMatchObject({ state: 'answered' });
      }),
    );
  });

  test('the agent’s own answer wins although the call was taken for missed', () => {
    const events = [ring, leg(5, 'missed', myApp), leg(8, 'answered', me, { channel_id: 'c-1' })];
    expect(getStates(events, 60)).toEqual(['ringing', 'missed', 'answered']);
  });

  test('a member’s own name is not the line that the call came through', () => {
    const member = { ...myApp, name: 'Sato', extension_type: 'callQueue' };
    expect(finalCall(track([leg(0, 'ringing', member)], 1))).toMatchObject({
      via: { name: null, extension: null, type: 'callQueue' },
    });
    expect(finalCall(track([leg(0, 'ringing', queue)], 1, EVERYONE))).toMatchObject({
      via: { name: 'Sales', extension: '1022', type: 'callQueue' },
    });
  });
});

describe('a voicemail', () => {
  const voicemail = (at: number, duration: number | null = 75): Sent => ({
    at,
    name: 'voicemail_received',
    object: {
      callee_id: ME,
      call_id: CALL_ID,
      duration,
      caller_number: '12059014629',
      caller_number_type: 2,
    },
  });
  const ring = leg(0, 'ringing', myApp);
  const missed = leg(20, 'missed', myApp);

  test('marks the missed call with its length, in any order of arrival', () => {
    for (const events of [
      [ring, missed, voicemail(50)],
      [ring, voicemail(50), missed],
      [voicemail(50), missed, ring],
    ])
      expect(finalCall(track(events))).toMatchObject({ state: 'missed', voicemailSeconds: 75 });
  });

  test('marks the missed call also an hour later', () => {
    expect(finalCall(track([ring, missed, voicemail(3_600)], 4_000))).toMatchObject({
      state: 'missed',
      voicemailSeconds: 75,
    });
  });

  test('without a length it is still a voicemail', () => {
    expect(finalCall(track([ring, missed, voicemail(50, null)]))?.voicemailSeconds).toBe(0);
  });

  test('ends the ringing of a call whose end event was lost', () => {
    expect(getStates([ring, voicemail(50)], 52)).toEqual(['ringing', 'missed']);
  });

  test('of a call that never rang here shows no call', () => {
    expect(track([leg(0, 'ringing', suzuki), voicemail(50)])).toEqual([]);
  });
});

describe('any events of a customer’s call and a consulting call', () => {
  const callees = [
    me,
    myApp,
    suzuki,
    { ...suzuki, device_id: 'sD' },
    queue,
    { ...me, hardware_device_id: 'hw' },
  ];
  const results = [
    undefined,
    '',
    'Answered by Other Member',
    'Answered by Other Device',
    'Rejected',
    'No Answer',
  ];
  const callee = fc.constantFrom(...callees);
  const toLegEvent = (names: readonly string[], calleeOrNone: fc.Arbitrary<Fields | undefined>) =>
    fc.record({
      name: fc.constantFrom(...names),
      object: fc
        .record({
          call_id: fc.constantFrom(CALL_ID, CONSULTING_ID),
          callee: calleeOrNone,
          channel_id: fc.constantFrom(undefined, 'c-1', 'c-2'),
          handup_result: fc.constantFrom(...results, 'Call connected', 'Voicemail'),
        })
        .map((fields) => ({ caller: customer, ...fields })),
    });
  const legEvent = fc.oneof(
    toLegEvent(['callee_ringing', 'callee_answered'], callee),
    // Closing events often do not say whose leg they close.
    toLegEvent(['callee_missed', 'callee_rejected', 'callee_ended'], fc.option(callee, { nil: undefined })),
  );
  const transferEvent = fc.record({
    name: fc.constantFrom(
      'blind_transfer_initiated',
      'warm_transfer_initiated',
      'warm_transfer_completed',
      'warm_transfer_cancelled',
      'transfer_recipient_updated',
    ),
    object: fc.record({
      call_id: fc.constant(CALL_ID),
      owner: fc.constantFrom(undefined, owner),
      failure_reason: fc.constantFrom('', '', 'Failed'),
      transfer_call_id: fc.constantFrom(undefined, CONSULTING_ID),
    }),
  });
  const voicemailEvent = fc.record({
    name: fc.constant('voicemail_received'),
    object: fc.record({ call_id: fc.constantFrom(CALL_ID, CONSULTING_ID), duration: fc.nat(600) }),
  });
  const sequence = fc
    .array(fc.oneof({ weight: 4, arbitrary: legEvent }, transferEvent, voicemailEvent), { maxLength: 10 })
    // Distinct times: events of the same time have no order.
    .map((events) => events.map((sent, index): Sent => ({ ...sent, at: index * 0.7 })));

  test('have the same final state in any order of arrival', () => {
    const everything = fc.tuple(sequence, fc.array(fc.nat(), { minLength: 10, maxLength: 10 }), fc.boolean());
    fc.assert(
      fc.property(everything, ([events, ranks, isEveryone]) => {
        const shuffled = events
          .map((sent, index) => ({ sent, rank: ranks[index] ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ sent }) => sent);
        const end = { at: 10, name: 'callee_mute', object: { call_id: CALL_ID } };
        const who = isEveryone ? EVERYONE : agent;
        const summarize = (order: readonly Sent[]) => {
          // All events arrive at once, after the last of them happened.
          const changes = track([end, ...order], 1_000, who);
          return [CALL_ID, CONSULTING_ID].map((callId) => {
            const call = finalCall(changes, callId);
            if (call === undefined) return null;
            const { state, caller, transferredBy, consultedBy, voicemailSeconds, answeredBy, via } = call;
            return { state, caller, transferredBy, consultedBy, voicemailSeconds, answeredBy, via };
          });
        };
        expect(summarize(shuffled)).toEqual(summarize(events));
      }),
      { numRuns: 300 },
    );
  });
});
