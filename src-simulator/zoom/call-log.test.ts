import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agent, salesQueue, suzuki, takahashi, type ZoomUser } from '../scenarios/people.ts';
import { scenarios, type FinalState } from '../scenarios/scenarios.ts';
import { getJson, fetchToken, createZoomWithClock } from '../../src-core/test-support/simulator-client.ts';
import {
  byQueue,
  calleeAnswered,
  calleeEnded,
  calleeEndedWithoutLeg,
  calleeMissed,
  calleeRejected,
  calleeRinging,
  toExternalCaller,
  type LegEventData,
} from './zoom-events.ts';
import type { Zoom, ZoomOptions } from './zoom.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const element = z.looseObject({
  call_element_id: z.string(),
  call_id: z.string(),
  direction: z.literal('inbound'),
  connect_type: z.enum(['internal', 'external']),
  hide_caller_id: z.boolean(),
  start_time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  end_time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  event: z.string(),
  result: z.string(),
  result_reason: z.string().optional(),
  talk_time: z.int().min(0),
  wait_time: z.int().min(0),
});
const pageFields = z.strictObject({
  from: z.string(),
  to: z.string(),
  next_page_token: z.string(),
  page_count: z.int(),
  page_size: z.int(),
  total_records: z.int(),
});
const page = pageFields.extend({ call_elements: z.array(element), call_logs: z.array(z.unknown()) });
const summary = element
  .omit({ call_element_id: true, event: true, result: true, talk_time: true, wait_time: true })
  .extend({
    call_history_uuid: z.string(),
    call_result: z.string(),
    callee_name: z.string().optional(),
    duration: z.int().min(0),
    result: z.undefined().optional(),
    event: z.undefined().optional(),
  });
const summaryPage = pageFields.extend({ call_history: z.array(summary), call_logs: z.array(z.unknown()) });
type Element = z.infer<typeof element>;

const ALWAYS = 'from=2026-01-01&to=2026-12-31&page_size=300';
const AGENT_HISTORY_PATH = `/v2/phone/users/${agent.userId}/call_history`;

function history(zoom: Zoom, path = AGENT_HISTORY_PATH, query = ALWAYS): z.infer<typeof page> {
  const { status, json } = getJson(zoom, `${path}?${query}`);
  expect(status).toBe(200);
  return page.parse(json);
}

function elements(zoom: Zoom, path = AGENT_HISTORY_PATH): Element[] {
  return history(zoom, path).call_elements;
}

/** Returns the calls of the account. */
function summaries(zoom: Zoom, query = ALWAYS): z.infer<typeof summary>[] {
  const { status, json } = getJson(zoom, `/v2/phone/call_history?${query}`);
  expect(status).toBe(200);
  return summaryPage.parse(json).call_history;
}

/** Sequential ids, so that every run gives the same result. */
function startZoom(options: Partial<ZoomOptions> = {}) {
  let calls = 0;
  const newCallId = () => `7${String((calls += 1)).padStart(18, '0')}`;
  return createZoomWithClock({ newCallId, ...options });
}

function createLeg(party: ZoomUser, callId: string, ringingAt: number, device = party.app): LegEventData {
  return {
    accountId: 'sim-account',
    callId,
    caller: toExternalCaller('+819012345678'),
    leg: { party, device, number: party.numbers[0] },
    ringingAt,
  };
}

const CALL = '7000000000000000001';

describe('the call log matches the final state of each scenario', () => {
  const MISSED = ['no_answer', 'ring_timeout', 'canceled', 'busy'];

  function check(state: FinalState, agentElement: Element | undefined): void {
    switch (state) {
      case 'none':
        expect(agentElement).toBeUndefined();
        break;
      case 'ended':
        expect(agentElement?.result).toBe('answered');
        expect(agentElement).toHaveProperty('answer_time');
        expect(agentElement?.result_reason).toBeUndefined();
        break;
      case 'answered-elsewhere':
        expect(agentElement?.result).not.toBe('answered');
        expect(agentElement?.result_reason).toBe('answered_by_other');
        break;
      case 'rejected':
        expect(agentElement?.result).toBe('rejected');
        break;
      case 'missed':
      case 'late':
      case 'ringing':
        expect(MISSED).toContain(agentElement?.result);
        expect(agentElement).not.toHaveProperty('result_reason');
        expect(agentElement).not.toHaveProperty('answer_time');
        break;
    }
  }

  it.each(scenarios.map(({ id }) => id))('%s', async (id) => {
    const { zoom, clock } = startZoom();
    const start = clock.now();
    const { callIds, done } = zoom.play(id);
    clock.advance(3 * MINUTE);
    await done;
    const agentElements = elements(zoom);
    const scenario = scenarios.find((one) => one.id === id);
    let calls = 0;
    const run = scenario!.build({
      now: start,
      agent,
      newCallId: () => `7${String((calls += 1)).padStart(18, '0')}`,
    });
    expect(run.expect.map(({ callId }) => callId)).toEqual(callIds);
    for (const { callId, state } of run.expect) {
      check(
        state,
        agentElements.find(({ call_id }) => call_id === callId),
      );
    }
    expect(agentElements.length).toBe(new Set(agentElements.map(({ call_id }) => call_id)).size);
    const rungCallIds = run.expect.filter(({ state }) => state !== 'none').map(({ callId }) => callId);
    expect(zoom.getRungCallIds(agent.userId)).toEqual(rungCallIds);
  });
});

describe('a call log entry', () => {
  it('contains parties, times and result of an answered call', () => {
    const { zoom, clock } = startZoom();
    zoom.play('known');
    clock.advance(MINUTE);
    expect(elements(zoom)).toEqual([
      {
        call_element_id: `7000000000000000001.${agent.userId}`,
        call_history_uuid: 'uuid-7000000000000000001',
        call_id: CALL,
        direction: 'inbound',
        connect_type: 'external',
        call_type: 'general',
        hide_caller_id: false,
        caller_did_number: '+819012345678',
        caller_number_type: 'external_pstn',
        callee_name: '佐藤 美咲',
        callee_did_number: agent.numbers[0],
        callee_ext_number: '1002',
        callee_ext_id: agent.extensionId,
        callee_ext_type: 'user',
        callee_number_type: 'zoom_pstn',
        start_time: '2026-01-02T03:00:00Z',
        answer_time: '2026-01-02T03:00:04Z',
        end_time: '2026-01-02T03:00:08Z',
        event: 'incoming',
        result: 'answered',
        talk_time: 4,
        hold_time: 0,
        wait_time: 4,
      },
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['withheld', { hide_caller_id: true, caller_number_type: 'anonymous_number' }],
    ['withheld-word', { hide_caller_id: true, caller_number_type: 'anonymous_number' }],
    ['internal', { connect_type: 'internal', caller_ext_number: '1045', caller_name: '伊藤 健' }],
    ['zoom-name', { connect_type: 'external', caller_name: '横浜みなと歯科' }],
    [
      'known-international',
      { event: 'ring_to_member', operator_name: 'Support', operator_ext_number: '810' },
    ],
    ['transfer', { event: 'direct_transfer', operator_name: '鈴木 大輔', result: 'answered' }],
    ['cancelled', { result: 'canceled' }],
    ['two-at-once', { result: 'ring_timeout' }],
    ['dialled-number', { callee_did_number: agent.numbers[1] }],
  ])('%s', (id, fields) => {
    const { zoom, clock } = startZoom();
    zoom.play(id);
    clock.advance(3 * MINUTE);
    expect(elements(zoom)[0]).toMatchObject(fields);
    if (id.startsWith('withheld')) expect(elements(zoom)[0]).not.toHaveProperty('caller_did_number');
  });

  it('exists for each queue member; one shows the answered call in full', () => {
    const { zoom, clock } = startZoom();
    zoom.play('queue-elsewhere');
    clock.advance(MINUTE);
    const ofUser = (user: string) =>
      elements(zoom, `/v2/phone/users/${encodeURIComponent(user)}/call_history`).map(
        ({ result, result_reason, talk_time }) => [result, result_reason, talk_time],
      );
    expect(ofUser(agent.userId)).toEqual([['no_answer', 'answered_by_other', 0]]);
    expect(ofUser(takahashi.userId)).toEqual([['no_answer', 'answered_by_other', 0]]);
    expect(ofUser(suzuki.email)).toEqual([['answered', undefined, 4]]);
  });

  it('is summarized for the account as one call, of the person who answered it', () => {
    const { zoom, clock } = startZoom();
    zoom.play('queue-elsewhere');
    clock.advance(MINUTE);
    expect(summaries(zoom)).toMatchObject([
      { call_result: 'answered', callee_name: '鈴木 大輔', answer_time: '2026-01-02T03:00:04Z', duration: 8 },
    ]);
  });

  it('is summarized for the account as a call of the queue if it was not answered', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    for (const party of [agent, suzuki])
      zoom.send(calleeRinging({ ...createLeg(party, CALL, at), forwardedBy: byQueue(salesQueue) }, at));
    clock.advance(3 * MINUTE);
    expect(summaries(zoom)).toMatchObject([
      { call_id: CALL, call_result: 'no_answer', callee_name: salesQueue.name },
    ]);
  });

  it('exists for both parties who answered a transferred call', () => {
    const { zoom, clock } = startZoom();
    zoom.play('transfer');
    clock.advance(MINUTE);
    const all = [suzuki, agent].flatMap(({ userId }) =>
      elements(zoom, `/v2/phone/users/${userId}/call_history`),
    );
    expect(all).toMatchObject([
      { callee_name: '鈴木 大輔', event: 'incoming', result: 'answered', talk_time: 2 },
      { callee_name: '佐藤 美咲', event: 'direct_transfer', result: 'answered', talk_time: 4 },
    ]);
  });

  it('can be built from Zoom’s published sample event', () => {
    const { zoom, clock } = startZoom();
    zoom.send({
      event: 'phone.callee_ringing',
      payload: {
        account_id: 'TQTvjT52Tmi_wrhASNNOEw',
        object: {
          call_id: '6998252113337041462',
          caller: { phone_number: '+12092592844', connection_type: 'voip' },
          callee: {
            extension_type: 'user',
            extension_number: 1002,
            phone_number: '+12058945456',
            user_id: 'DnEopNmXQEGU2uvvzjgojw',
            timezone: 'America/Los_Angeles',
            device_type: 'MAC_Client(5.7.5.1123)',
            device_id: 'f7aLLSmqRpiWP0U3U6CaNA',
            connection_type: 'voip',
          },
          ringing_start_time: '2021-08-20T15:52:17Z',
        },
      },
    });
    clock.advance(0);
    const query = 'from=2021-08-20&to=2021-08-20';
    expect(summaries(zoom, query)).toMatchObject([
      {
        call_id: '6998252113337041462',
        connect_type: 'external',
        caller_did_number: '+12092592844',
        callee_did_number: '+12058945456',
        callee_ext_number: '1002',
        start_time: '2021-08-20T15:52:17Z',
        end_time: '2021-08-20T15:54:17Z',
        call_result: 'no_answer',
        duration: 120,
      },
    ]);
    expect(zoom.getRungCallIds('DnEopNmXQEGU2uvvzjgojw')).toEqual(['6998252113337041462']);
  });

  it.each([
    [AGENT_HISTORY_PATH, 'call_elements', ['call_element_id', 'call_history_uuid'], ['id', 'call_path_id']],
    ['/v2/phone/call_history', 'call_history', ['call_history_uuid'], ['id']],
  ])('%s has the same calls under two names', (path, name, ids, deprecatedIds) => {
    const { zoom, clock } = startZoom();
    zoom.play('late');
    clock.advance(0);
    const { json } = getJson(zoom, `${path}?${ALWAYS}`);
    const lists = z.record(z.string(), z.unknown()).parse(json);
    const readOnly = (list: unknown): Record<string, unknown> =>
      z.tuple([z.record(z.string(), z.unknown())]).parse(list)[0];
    const current = readOnly(lists[name]);
    const deprecated = readOnly(lists['call_logs']);
    expect(Object.keys(current)).toEqual(expect.arrayContaining(ids));
    expect(Object.keys(deprecated)).toEqual(expect.arrayContaining(deprecatedIds));
    const withoutIds = (call: Record<string, unknown>) =>
      Object.entries(call).filter(([key]) => ![...ids, ...deprecatedIds].includes(key));
    expect(withoutIds(current)).toEqual(withoutIds(deprecated));
    expect(current).toHaveProperty('call_id');
  });
});

describe('a call appears in the log', () => {
  it('once it is over, not while ringing or talking', () => {
    const { zoom, clock } = startZoom();
    zoom.play('known');
    const counts = [3_999, 4_000, 1].map((ms) => {
      clock.advance(ms);
      return elements(zoom).length;
    });
    expect(counts).toEqual([0, 0, 1]);
  });

  it('only after the delay', () => {
    const { zoom, clock } = startZoom({ callLogDelayMs: 20_000 });
    zoom.play('known');
    clock.advance(27_999);
    expect(elements(zoom)).toEqual([]);
    clock.advance(1);
    expect(elements(zoom)).toHaveLength(1);
  });

  it('120 s after the last ringing if no end event arrives', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    zoom.send(calleeRinging(createLeg(agent, CALL, at), at));
    clock.advance(10_000);
    zoom.send(calleeRinging(createLeg(agent, CALL, at, agent.deskPhone), clock.now()));
    clock.advance(119_999);
    expect(elements(zoom)).toEqual([]);
    clock.advance(1);
    expect(elements(zoom)).toMatchObject([{ result: 'no_answer', wait_time: 130 }]);
  });

  it('only after both devices have stopped ringing', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    const app = createLeg(agent, CALL, at);
    const deskPhone = createLeg(agent, CALL, at, agent.deskPhone);
    zoom.send(calleeRinging(app, at));
    zoom.send(calleeRinging(deskPhone, at + 1));
    zoom.send(calleeMissed(app, at + 2, 'No Answer'));
    zoom.send(calleeEndedWithoutLeg('sim-account', CALL, at + 3));
    clock.advance(MINUTE);
    expect(elements(zoom)).toEqual([]);
    zoom.send(calleeRejected(deskPhone, at + 4));
    expect(elements(zoom)).toMatchObject([{ result: 'rejected' }]);
  });

  it('as rejected if one device rejected it, even if the other is missed later', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    const app = createLeg(agent, CALL, at);
    const deskPhone = createLeg(agent, CALL, at, agent.deskPhone);
    zoom.send(calleeRinging(app, at));
    zoom.send(calleeRinging(deskPhone, at + 1));
    zoom.send(calleeRejected(app, at + 2_000));
    zoom.send(calleeMissed(deskPhone, at + 4_000, 'No Answer'));
    clock.advance(5_000);
    expect(elements(zoom)).toMatchObject([{ result: 'rejected', wait_time: 4 }]);
  });

  it('after as many ends without a known device as devices rang', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    const strange = createLeg(agent, CALL, at, { type: 'Unheard of' });
    zoom.send(calleeRinging(createLeg(agent, CALL, at), at));
    zoom.send(calleeRinging(createLeg(agent, CALL, at, agent.deskPhone), at + 1));
    zoom.send(calleeMissed(strange, at + 2_000, 'No Answer'));
    clock.advance(5_000);
    expect(elements(zoom)).toEqual([]);
    zoom.send(calleeMissed(strange, at + 3_000, 'Ring Timeout'));
    expect(elements(zoom)).toMatchObject([{ result: 'ring_timeout' }]);
  });

  it('with the talk time since the first of two answers', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    const leg = createLeg(agent, CALL, at);
    zoom.send(calleeRinging(leg, at));
    zoom.send(calleeAnswered(leg, at + 1_000));
    zoom.send(calleeAnswered(leg, at + 3_000));
    zoom.send(calleeEnded(leg, at + 10_000));
    clock.advance(MINUTE);
    expect(elements(zoom)).toMatchObject([{ wait_time: 1, talk_time: 9 }]);
  });

  it('only after distinct ends for both devices, not after copies of one', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    zoom.send(calleeRinging(createLeg(agent, CALL, at), at));
    zoom.send(calleeRinging(createLeg(agent, CALL, at, agent.deskPhone), at + 1));
    for (let n = 0; n < 5; n += 1) zoom.send(calleeEndedWithoutLeg('sim-account', CALL, at + 2_000));
    clock.advance(MINUTE);
    expect(elements(zoom)).toEqual([]);
    zoom.send(calleeEndedWithoutLeg('sim-account', CALL, at + 3_000));
    expect(elements(zoom)).toMatchObject([{ result: 'no_answer', wait_time: 3 }]);
  });

  it('after the end of the talk, not after the ends of silent devices', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    const app = createLeg(agent, CALL, at);
    const deskPhone = createLeg(agent, CALL, at, agent.deskPhone);
    zoom.send(calleeRinging(app, at));
    zoom.send(calleeRinging(deskPhone, at + 1));
    zoom.send(calleeAnswered({ ...app, answeredAt: at + 5_000 }, at + 5_000));
    zoom.send(calleeEndedWithoutLeg('sim-account', CALL, at + 5_010));
    zoom.send(calleeMissed(deskPhone, at + 5_020, 'Answered by Other Device'));
    zoom.send(calleeEnded(deskPhone, at + 5_030));
    clock.advance(HOUR);
    expect(elements(zoom)).toEqual([]);
    zoom.send(calleeEndedWithoutLeg('sim-account', CALL, clock.now()));
    expect(elements(zoom)).toMatchObject([{ result: 'answered', talk_time: 3_595 }]);
  });

  it('after an end without a leg if it has a single talk', () => {
    const { zoom, clock } = startZoom();
    const at = clock.now();
    const queue = { forwardedBy: byQueue(salesQueue) };
    for (const [n, party] of [agent, suzuki, takahashi].entries()) {
      zoom.send(calleeRinging({ ...createLeg(party, CALL, at), ...queue }, at + n));
    }
    zoom.send(calleeAnswered(createLeg(agent, CALL, at), at + 3_000));
    zoom.send(calleeEndedWithoutLeg('sim-account', CALL, at + 63_000));
    clock.advance(2 * MINUTE);
    expect(elements(zoom)).toMatchObject([{ result: 'answered', talk_time: 60 }]);
    expect(summaries(zoom)).toMatchObject([{ call_result: 'answered', duration: 63 }]);
  });

  it('without a client, with events withheld, and with delayed events', () => {
    const { zoom, clock } = startZoom();
    expect(zoom.send(calleeRinging(createLeg(agent, 'call-0', clock.now()), clock.now()))).toBe(false);
    zoom.faults.eventsWithheld = true;
    zoom.play('missed');
    zoom.faults.eventsWithheld = false;
    zoom.faults.delayMs = 90 * MINUTE;
    zoom.play('missed');
    clock.advance(3 * MINUTE);
    expect(elements(zoom)).toHaveLength(3);
    expect(zoom.getRungCallIds(agent.userId)).toHaveLength(3);
  });

  it('for 31 days', () => {
    const { zoom, clock } = startZoom();
    zoom.play('known');
    clock.advance(31 * DAY);
    zoom.play('known');
    expect(zoom.getRungCallIds(agent.userId)).toHaveLength(2);
    clock.advance(DAY);
    zoom.play('known');
    expect(zoom.getRungCallIds(agent.userId)).toHaveLength(2);
  });
});

it('ignores malformed events', () => {
  const { zoom } = startZoom();
  const ring = (object: unknown) => ({
    event: 'phone.callee_ringing',
    event_ts: 'soon',
    payload: { object },
  });
  for (const event of [
    null,
    7,
    {},
    { event: 'phone.callee_ringing' },
    ring(null),
    ring({ call_id: 7 }),
    ring({ call_id: 'odd', caller: 7, callee: ['x'], ringing_start_time: {} }),
    { event: 'phone.voicemail_received', payload: { object: { call_id: 'mail' } } },
  ]) {
    zoom.send(event);
  }
  expect(summaries(zoom)).toEqual([]);
});

describe('the call history API', () => {
  it.each([
    ['', 'from and to'],
    ['from=2026-01-01', 'from and to'],
    ['to=2026-01-01', 'from and to'],
    ['from=2026-01-01&to=yesterday', 'from and to'],
    ['from=2026-02-30&to=2026-03-01', 'from and to'],
    ['from=2026-01-01T00:00:00Z&to=2026-01-02', 'from and to'],
    ['from=2026-01-02&to=2026-01-01', 'from and to'],
    ['from=2026-01-01&to=2026-01-02&page_size=0', 'page_size'],
    ['from=2026-01-01&to=2026-01-02&page_size=301', 'page_size'],
    ['from=2026-01-01&to=2026-01-02&page_size=many', 'page_size'],
    ['from=2026-01-01&to=2026-01-02&next_page_token=x', 'next_page_token'],
  ])('refuses "%s"', (query, field) => {
    const { zoom } = startZoom();
    expect(getJson(zoom, `${AGENT_HISTORY_PATH}?${query}`)).toEqual({
      status: 400,
      json: { code: 300, message: `Validation Failed: invalid ${field}.` },
    });
  });

  it('requires a known user, a valid token and the scope', () => {
    const { zoom } = startZoom();
    expect(getJson(zoom, `/v2/phone/users/nobody/call_history?${ALWAYS}`).status).toBe(404);
    expect(getJson(zoom, `${AGENT_HISTORY_PATH}?${ALWAYS}`, 'x').status).toBe(401);
    const oldToken = fetchToken(zoom);
    zoom.setScopes(['phone:read:call:admin']);
    for (const [path, scope] of [
      [AGENT_HISTORY_PATH, 'phone:read:list_call_logs:admin'],
      ['/v2/phone/call_history', 'phone:read:list_call_logs:admin'],
      ['/v2/users/me', 'user:read:user:admin'],
      ['/v2/phone/users/me', 'phone:read:user:admin'],
    ] as const) {
      expect(getJson(zoom, `${path}?${ALWAYS}`)).toEqual({
        status: 400,
        json: { code: 4711, message: `Invalid access token, does not contain scopes:[${scope}].` },
      });
      expect(getJson(zoom, `${path}?${ALWAYS}`, oldToken).status).toBe(200);
    }
    for (const scope of ['phone_call_log:read:admin', 'phone:read:admin']) {
      zoom.setScopes([scope]);
      expect(getJson(zoom, `${AGENT_HISTORY_PATH}?${ALWAYS}`).status).toBe(200);
    }
  });

  it('finds a callee without user_id by the extension', () => {
    const { zoom, clock } = startZoom();
    const ring = (call_id: string, callee: object) =>
      zoom.send({
        event: 'phone.callee_ringing',
        event_ts: clock.now() - 2 * MINUTE,
        payload: { object: { call_id, callee } },
      });
    ring('by-number', { extension_number: 1002 });
    ring('by-text', { extension_number: '1002' });
    ring('by-id', { extension_id: agent.extensionId, extension_number: 9 });
    ring('not', { extension_number: 1003 });
    ring('nor', { user_id: suzuki.userId, extension_number: 1002 });
    ring('nobody', {});
    expect(
      elements(zoom)
        .map(({ call_id }) => call_id)
        .sort(),
    ).toEqual(['by-id', 'by-number', 'by-text']);
    expect(zoom.getRungCallIds(agent.userId)).toEqual([]);
  });

  it('filters by GMT day of the call start, both ends included', () => {
    const { zoom, clock } = startZoom();
    const midnight = Date.UTC(2026, 0, 3);
    const moments = [midnight - DAY - 1_000, midnight - DAY, midnight - 1_000, midnight];
    for (const [n, at] of moments.entries()) zoom.send(calleeRinging(createLeg(agent, `call-${n}`, at), at));
    clock.advance(2 * DAY);
    const getCallIds = (from: string, to: string) =>
      history(zoom, AGENT_HISTORY_PATH, `from=${from}&to=${to}`).call_elements.map(({ call_id }) => call_id);
    expect(getCallIds('2026-01-02', '2026-01-02')).toEqual(['call-2', 'call-1']);
    expect(getCallIds('2026-01-01', '2026-01-02')).toEqual(['call-2', 'call-1', 'call-0']);
    expect(getCallIds('2026-01-03', '2026-01-03')).toEqual(['call-3']);
  });

  it('pages from the latest call, and a new call does not shift the pages', () => {
    const { zoom, clock } = startZoom();
    const ring = (n: number) =>
      zoom.send(calleeRinging(createLeg(agent, `call-${n}`, clock.now()), clock.now()));
    for (let n = 0; n < 7; n += 1) {
      ring(n);
      clock.advance(MINUTE);
    }
    clock.advance(2 * MINUTE);
    const callIds: string[] = [];
    const sizes: number[] = [];
    let next = '';
    do {
      const query = `from=2026-01-02&to=2026-01-02&page_size=3&next_page_token=${next}`;
      const { call_elements, next_page_token, ...rest } = history(zoom, AGENT_HISTORY_PATH, query);
      expect(rest).toMatchObject({ from: '2026-01-02', to: '2026-01-02', page_size: 3 });
      callIds.push(...call_elements.map(({ call_id }) => call_id));
      sizes.push(call_elements.length);
      next = next_page_token;
      if (sizes.length === 1) {
        expect(rest).toMatchObject({ page_count: 3, total_records: 7 });
        ring(7);
        clock.advance(3 * MINUTE);
      }
    } while (next !== '');
    expect(callIds).toEqual(['call-6', 'call-5', 'call-4', 'call-3', 'call-2', 'call-1', 'call-0']);
    expect(sizes).toEqual([3, 3, 1]);
    expect(history(zoom, AGENT_HISTORY_PATH, 'from=2026-01-02&to=2026-01-02')).toMatchObject({
      page_size: 30,
      total_records: 8,
      next_page_token: '',
    });
  });

  it('refuses a page token of another query', () => {
    const { zoom, clock } = startZoom();
    zoom.play('ten-at-once');
    clock.advance(MINUTE);
    const { next_page_token } = history(
      zoom,
      AGENT_HISTORY_PATH,
      'from=2026-01-02&to=2026-01-02&page_size=3',
    );
    const query = `from=2026-01-01&to=2026-01-02&page_size=3&next_page_token=${next_page_token}`;
    expect(getJson(zoom, `${AGENT_HISTORY_PATH}?${query}`).status).toBe(400);
  });
});
