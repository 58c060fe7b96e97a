import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { getSampleContacts } from '../demo.ts';
import type { SampleLanguage } from './people.ts';
import {
  agent,
  findScenario,
  newCallId,
  SAMPLE_ACCOUNTS,
  scenarios,
  type FinalState,
  type ScenarioRun,
} from './scenarios.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const CJK = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

function build(id: string, speed = 1, language: SampleLanguage = 'ja'): ScenarioRun {
  let next = 0;
  const callId = () => `7${String((next += 1)).padStart(18, '0')}`;
  return findScenario(id)!.build({
    now: NOW,
    agent: SAMPLE_ACCOUNTS[language].agent,
    language,
    newCallId: callId,
    speed,
  });
}

/** What a client may rely on in an event; written independently of the code that creates events. */
const date = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const forwarder = z.strictObject({
  name: z.string(),
  extension_number: z.string(),
  extension_type: z.enum(['callQueue', 'autoReceptionist', 'user']),
  phone_number: z.string().optional(),
});
const event = z.strictObject({
  event: z.enum([
    'phone.callee_ringing',
    'phone.callee_answered',
    'phone.callee_missed',
    'phone.callee_rejected',
    'phone.callee_ended',
    'phone.blind_transfer_initiated',
    'phone.warm_transfer_initiated',
    'phone.warm_transfer_completed',
    'phone.warm_transfer_cancelled',
    'phone.transfer_recipient_updated',
    'phone.voicemail_received',
  ]),
  event_ts: z.int(),
  payload: z.strictObject({
    account_id: z.literal('sim-account'),
    object: z.strictObject({
      call_id: z.string().regex(/^\d{19}$/),
      caller: z
        .strictObject({
          name: z.string().optional(),
          extension_id: z.string().optional(),
          extension_type: z.string().optional(),
          extension_number: z.int().optional(),
          phone_number: z.string().optional(),
          connection_type: z.enum(['pstn_off_net', 'voip']),
        })
        .optional(),
      callee: z
        .strictObject({
          user_id: z.string(),
          name: z.string(),
          extension_id: z.string(),
          extension_type: z.literal('user'),
          extension_number: z.int(),
          phone_number: z.string(),
          timezone: z.string(),
          device_type: z.string(),
          device_name: z.string().optional(),
          device_id: z.string().optional(),
          connection_type: z.literal('voip'),
        })
        .optional(),
      forwarded_by: forwarder.optional(),
      redirect_forwarded_by: forwarder.optional(),
      channel_id: z.string().optional(),
      ringing_start_time: date.optional(),
      answer_start_time: date.optional(),
      call_end_time: date.optional(),
      date_time: date.optional(),
      handup_result: z.string().optional(),
      failure_reason: z.string().optional(),
      owner: z
        .strictObject({
          type: z.literal('user'),
          id: z.string(),
          name: z.string(),
          extension_number: z.int(),
        })
        .optional(),
      recipient: z
        .strictObject({
          extension_number: z.int(),
          phone_number: z.string(),
          name: z.string(),
          connection_type: z.literal('voip'),
        })
        .optional(),
      transfer_phone_number: z.string().optional(),
      transfer_call_id: z.string().optional(),
      id: z.string().optional(),
      callee_id: z.string().optional(),
      callee_user_id: z.string().optional(),
      callee_name: z.string().optional(),
      callee_number: z.string().optional(),
      callee_number_type: z.literal([1, 2]).optional(),
      callee_did_number: z.string().optional(),
      callee_extension_type: z.literal('user').optional(),
      caller_name: z.string().optional(),
      caller_number: z.string().optional(),
      caller_number_type: z.literal([1, 2]).optional(),
      duration: z.int().optional(),
    }),
  }),
});
type Event = z.infer<typeof event>;

function events(id: string): Event[] {
  return build(id).steps.map((step) => event.parse(step.event));
}

function getEventNames(id: string): string[] {
  return events(id).map((e) => e.event.replace('phone.callee_', ''));
}

/** Returns the agent's state of a call after all of its events in order, which `expect` must equal. */
function getFinalState(run: ScenarioRun, callId: string): FinalState {
  const isForAgent = (e: Event) => e.payload.object.callee?.user_id === agent.userId;
  const steps = run.steps
    .map(({ at, event: raw }) => ({ at, e: event.parse(raw) }))
    .filter(({ e }) => e.payload.object.call_id === callId)
    .sort((a, b) => a.e.event_ts - b.e.event_ts);
  let state: FinalState | 'talking' = 'none';
  const ringing = new Set<string | undefined>();
  for (const { at, e } of steps) {
    const device = e.payload.object.callee?.device_id;
    switch (e.event) {
      case 'phone.callee_ringing':
        if (!isForAgent(e)) break;
        ringing.add(device);
        state = NOW + at - e.event_ts > 60_000 ? 'late' : 'ringing';
        break;
      case 'phone.callee_answered':
        if (isForAgent(e)) state = 'talking';
        else if (state === 'ringing') state = 'answered-elsewhere';
        break;
      case 'phone.callee_missed':
      case 'phone.callee_rejected':
        if (isForAgent(e)) ringing.delete(device);
        if (state === 'ringing' && ringing.size === 0)
          state = e.event === 'phone.callee_missed' ? 'missed' : 'rejected';
        break;
      case 'phone.callee_ended':
        if (state === 'talking') state = 'ended';
        else if (isForAgent(e) && state === 'ringing') {
          ringing.delete(device);
          // Otherwise the call connected, and its answer would have come before.
          expect(e.payload.object.handup_result).toBe('Voicemail');
          if (ringing.size === 0) state = 'missed';
        }
        break;
      case 'phone.blind_transfer_initiated':
      case 'phone.warm_transfer_initiated':
      case 'phone.warm_transfer_completed':
      case 'phone.warm_transfer_cancelled':
      case 'phone.transfer_recipient_updated':
      case 'phone.voicemail_received':
        break;
    }
  }
  if (state === 'talking') throw new Error('The call never ends.');
  return state;
}

it('lists the scenarios by id', () => {
  expect(scenarios.map(({ id }) => id)).toEqual([
    'known',
    'known-international',
    'shared-number',
    'unknown',
    'zoom-name',
    'long-name',
    'withheld',
    'withheld-word',
    'internal',
    'queue-elsewhere',
    'missed',
    'cancelled',
    'rejected',
    'transfer',
    'warm-transfer',
    'warm-transfer-cancelled',
    'voicemail',
    'overflow',
    'two-at-once',
    'ten-at-once',
    'duplicates',
    'reordered',
    'late',
    'lost-end',
    'other-member',
    'dialled-number',
  ]);
  expect(findScenario('toString')).toBeUndefined();
});

it('has the same numbers in the sample contacts of both languages', () => {
  const [ja, en] = (['ja', 'en'] as const).map((language) =>
    readFileSync(getSampleContacts(join(import.meta.dirname, '..', '..'), language), 'utf8'),
  );
  const findNumbers = (text = ''): readonly string[] => text.match(/\+?\d[\d -]{8,}\d/gu) ?? [];
  expect(findNumbers(en)).toEqual(findNumbers(ja));
  expect(findNumbers(en).length).toBeGreaterThan(40);
  expect(en).not.toMatch(CJK);
});

describe.each(scenarios.map(({ id, title }) => ({ id, title })))('$id', ({ id, title }) => {
  it('has the same calls in English, without Japanese names', () => {
    const [ja, en] = [build(id), build(id, 1, 'en')];
    expect(en.expect).toEqual(ja.expect);
    expect(en.steps.map(({ at }) => at)).toEqual(ja.steps.map(({ at }) => at));
    expect(JSON.stringify(en.steps)).not.toMatch(CJK);
  });

  it('has a title in both languages', () => {
    expect(title.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    expect(title.en).toMatch(/^[\x20-\x7e]+$/);
  });

  it('contains events as Zoom documents them, unchanged by JSON', () => {
    const { steps } = build(id);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) {
      event.parse(step.event);
      expect(JSON.parse(JSON.stringify(step.event))).toStrictEqual(step.event);
    }
  });

  it('orders its steps by arrival, in whole ms, within 30 s', () => {
    const times = build(id).steps.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.every((at) => Number.isInteger(at) && at >= 0 && at < 30_000)).toBe(true);
  });

  it('states the final state of every call once', () => {
    const run = build(id);
    const ids = new Set(run.steps.map((step) => event.parse(step.event).payload.object.call_id));
    expect(run.expect.map(({ callId }) => callId).sort()).toEqual([...ids].sort());
    expect(run.expect).toEqual(
      run.expect.map(({ callId }) => ({ callId, state: getFinalState(run, callId) })),
    );
  });

  it('is deterministic for the same context', () => {
    expect(build(id)).toStrictEqual(build(id));
  });

  it('gives distinct event_ts and the same final states at any speed', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e9, noNaN: true }), (speed) => {
        const run = build(id, speed);
        const different = new Set(run.steps.map((step) => JSON.stringify(step.event)));
        const stamps = new Set(run.steps.map((step) => step.event.event_ts));
        expect(stamps.size).toBe(different.size);
        for (const { callId, state } of run.expect) expect(getFinalState(run, callId)).toBe(state);
      }),
      { numRuns: 30 },
    );
  });
});

describe('scenario details', () => {
  it('queue: six legs of one call, ends without a leg, some devices without an id', () => {
    const all = events('queue-elsewhere');
    const rings = all.filter((e) => e.event === 'phone.callee_ringing');
    expect(new Set(rings.map((e) => e.payload.object.callee?.user_id)).size).toBe(3);
    expect(rings).toHaveLength(6);
    expect(rings.filter((e) => e.payload.object.callee?.device_id === undefined)).toHaveLength(3);
    expect(rings.every((e) => e.payload.object.channel_id === undefined)).toBe(true);
    const ends = all.filter((e) => e.event === 'phone.callee_ended');
    expect(ends).toHaveLength(6);
    expect(ends.every((e) => Object.keys(e.payload.object).join() === 'call_id')).toBe(true);
    expect(rings[0]?.payload.object.forwarded_by).toEqual({
      name: '営業',
      extension_number: '800',
      extension_type: 'callQueue',
    });
    const results = all.map((e) => e.payload.object.handup_result).filter((r) => r !== undefined);
    expect(results.filter((r) => r === 'Answered by Other Member')).toHaveLength(3);
  });

  it('withheld: no number or the word “anonymous”', () => {
    expect(events('withheld')[0]?.payload.object.caller).toEqual({ connection_type: 'pstn_off_net' });
    expect(events('withheld-word')[0]?.payload.object.caller).toMatchObject({
      name: '',
      phone_number: 'anonymous',
    });
  });

  it('internal: phone_number contains the extension', () => {
    expect(events('internal')[0]?.payload.object.caller).toMatchObject({
      phone_number: '1045',
      extension_number: 1045,
      connection_type: 'voip',
    });
  });

  it('late: arrives an hour late', () => {
    expect(build('late').steps.map(({ at, event: e }) => NOW + at - e.event_ts)).toEqual([3_600_000]);
  });

  it('reordered: arrives in reverse order with true timestamps', () => {
    expect(getEventNames('reordered')).toEqual([
      'ended',
      'answered',
      'ringing',
      'answered',
      'ringing',
      'ended',
    ]);
    const stamps = events('reordered').map(({ event_ts }) => event_ts - NOW);
    expect(stamps).toEqual([2_500, 1_000, 0, 4_500, 4_000, 8_500]);
  });

  it('duplicates: sends each event five times', () => {
    const sent = events('duplicates').map((e) => JSON.stringify(e));
    expect(sent).toHaveLength(15);
    for (const text of sent) expect(sent.filter((other) => other === text)).toHaveLength(5);
  });

  it('ten at once: ten callers within 2 s', () => {
    const rings = build('ten-at-once').steps.filter(({ event: e }) => e.event === 'phone.callee_ringing');
    expect(
      new Set(rings.map((step) => event.parse(step.event).payload.object.caller?.phone_number)).size,
    ).toBe(10);
    expect(rings.at(-1)?.at).toBeLessThan(2_000);
  });

  it('overflow: the same legs ring again a second after the last was missed', () => {
    expect(getEventNames('overflow')).toEqual([
      'ringing',
      'ringing',
      'missed',
      'missed',
      'ringing',
      'ringing',
      'answered',
      'missed',
      'ended',
    ]);
  });

  it('transfer: the colleague’s legs precede the agent’s, under the same call_id', () => {
    const all = events('transfer');
    expect(all.map((e) => e.payload.object.callee?.name ?? e.event)).toEqual([
      '鈴木 大輔',
      '鈴木 大輔',
      'phone.blind_transfer_initiated',
      'phone.blind_transfer_initiated',
      '佐藤 美咲',
      'phone.callee_ended',
      '佐藤 美咲',
      '佐藤 美咲',
    ]);
    expect(all.map((e) => e.payload.object.failure_reason).filter((why) => why !== undefined)).toEqual([
      'Transfer failed',
      '',
    ]);
    expect(all[4]?.payload.object.forwarded_by).toMatchObject({
      name: '鈴木 大輔',
      extension_number: '1003',
    });
  });

  it.each(['warm-transfer', 'warm-transfer-cancelled'])('%s: the customer’s call names the agent’s', (id) => {
    const [customerCall, consultingCall] = build(id).expect.map(({ callId }) => callId);
    const transfers = events(id).filter((e) => e.payload.object.owner !== undefined);
    expect(transfers.every((e) => e.payload.object.call_id === customerCall)).toBe(true);
    expect(transfers[0]).toMatchObject({
      event: 'phone.warm_transfer_initiated',
      payload: { object: { transfer_call_id: consultingCall, owner: { name: '鈴木 大輔' } } },
    });
  });

  it('voicemail: the desk phone has an id only when it closes', () => {
    const [ring, ended, voicemail] = events('voicemail').map((e) => e.payload.object);
    expect(ring).not.toHaveProperty('channel_id');
    expect(ring?.callee).not.toHaveProperty('device_id');
    expect(ended).toMatchObject({ handup_result: 'Voicemail' });
    expect(ended).toHaveProperty('channel_id');
    expect(voicemail).toMatchObject({ duration: 4, callee_user_id: agent.userId });
  });

  it('names every leg by its channel once it is answered or closed', () => {
    for (const { id } of scenarios)
      for (const { event: name, payload } of events(id)) {
        const { callee, channel_id: channel } = payload.object;
        if (callee === undefined) continue;
        expect(channel === undefined, name).toBe(name === 'phone.callee_ringing');
      }
  });

  it('dialled-number: rings at the agent’s second number', () => {
    expect(events('dialled-number')[0]?.payload.object.callee?.phone_number).toBe(agent.numbers[1]);
    expect(events('known')[0]?.payload.object.callee?.phone_number).toBe(agent.numbers[0]);
  });
});

it('build rejects a speed that is not above 0', () => {
  for (const speed of [0, -1, Number.NaN]) expect(() => build('known', speed)).toThrow(RangeError);
});

it('newCallId returns unique ids beyond the safe integers', () => {
  const ids = Array.from({ length: 200 }, newCallId);
  expect(ids.every((id) => /^[1-9]\d{18}$/.test(id) && !Number.isSafeInteger(Number(id)))).toBe(true);
  expect(new Set(ids).size).toBe(200);
});
