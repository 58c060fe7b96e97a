import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phoneEvent, PUBLISHED_RINGING, UNKNOWN_PARTY } from '../test-support/fakes.ts';
import { parsePhoneEvent, type ParsedEvent } from './parse-event.ts';
import { PHONE_EVENTS, type PhoneEvent } from './phone-event.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

function parseValid(json: unknown): {
  readonly event: PhoneEvent;
  readonly invalidFields: readonly string[];
} {
  const parsed = parsePhoneEvent(json);
  if (parsed.kind !== 'event') throw new Error(`not understood: ${JSON.stringify(parsed)}`);
  return parsed;
}

const withCaller = (caller: unknown) => parseValid(phoneEvent('callee_ringing', AT, { caller }));
const withCallee = (callee: unknown) => parseValid(phoneEvent('callee_ringing', AT, { callee }));

describe('documented events', () => {
  test('reads every field of the published example', () => {
    expect(parsePhoneEvent(PUBLISHED_RINGING)).toEqual({
      kind: 'event',
      invalidFields: [],
      event: {
        name: 'callee_ringing',
        callId: '6998252113337041462',
        at: null,
        caller: { ...UNKNOWN_PARTY, phoneNumber: '+12092592844', connectionType: 'voip' },
        callee: {
          userId: 'DnEopNmXQEGU2uvvzjgojw',
          name: null,
          extensionId: null,
          extensionNumber: '1002',
          accountCode: null,
          extensionType: 'user',
          phoneNumber: '+12058945456',
          deviceId: 'f7aLLSmqRpiWP0U3U6CaNA',
          connectionType: 'voip',
        },
        forwardedBy: null,
        redirectForwardedBy: null,
        transferrer: null,
        transferCallId: null,
        failureReason: null,
        hardwareDeviceId: null,
        channelId: null,
        ringingAt: Date.UTC(2021, 7, 20, 15, 52, 17),
        answeredAt: null,
        endedAt: null,
        result: null,
        durationSeconds: null,
      },
    });
  });

  test.each(PHONE_EVENTS)('phone.%s is read', (name) => {
    const { event, invalidFields } = parseValid(phoneEvent(name, AT));
    expect(event).toMatchObject({ name, callId: '6998252113337041462', at: AT, ringingAt: AT });
    expect(invalidFields).toEqual([]);
  });

  test('reads the queue and the receptionist of a forwarded ringing event', () => {
    const { event, invalidFields } = parseValid(
      phoneEvent('callee_ringing', AT, {
        forwarded_by: { name: 'Sales', extension_number: '800', extension_type: 'callQueue' },
        redirect_forwarded_by: {
          name: '代表',
          phone_number: '+81312340900',
          extension_type: 'autoReceptionist',
        },
        channel_id: 'chAnnel01',
      }),
    );
    expect(event.forwardedBy).toEqual({ name: 'Sales', extension: '800', type: 'callQueue' });
    expect(event.redirectForwardedBy).toEqual({
      name: '代表',
      extension: '+81312340900',
      type: 'autoReceptionist',
    });
    expect(event.channelId).toBe('chAnnel01');
    expect(invalidFields).toEqual([]);
  });

  test('reads result and end time of a missed call', () => {
    const { event } = parseValid(
      phoneEvent('callee_missed', AT, {
        call_end_time: '2026-01-02T03:04:35Z',
        handup_result: 'Answered by Other Member',
      }),
    );
    expect(event).toMatchObject({ result: 'Answered by Other Member', endedAt: AT + 30_000 });
  });

  test('reads answer time and hold time', () => {
    expect(
      parseValid(phoneEvent('callee_answered', AT, { answer_start_time: '2026-01-02T03:04:09Z' })).event
        .answeredAt,
    ).toBe(AT + 4_000);
    expect(
      parseValid(phoneEvent('callee_hold', AT, { date_time: '2026-01-02T03:05:05Z' })).event.endedAt,
    ).toBe(AT + 60_000);
  });

  // From https://developers.zoom.us/docs/api/phone/events/.
  const TRANSFER = {
    failure_reason: '',
    call_id: '6986878782238080581',
    owner: { type: 'user', id: 'z8yCxjabcdEFGHfp8uQ', name: 'usersubsetting0001', extension_number: 6666 },
    transfer_phone_number: '+12055432724',
    date_time: '2021-07-20T05:38:04Z',
  };
  const parseTransfer = (name: string, fields: object) =>
    parseValid({
      event: `phone.${name}`,
      event_ts: 1_626_759_486_127,
      payload: { account_id: '2TP-coFVSnmyvYZogk8gAg', object: { ...TRANSFER, ...fields } },
    });

  test('reads who transfers, the consulting call, and no failure', () => {
    expect(
      parseTransfer('warm_transfer_initiated', { transfer_call_id: '6986878782238080584' }),
    ).toMatchObject({
      invalidFields: [],
      event: {
        callId: '6986878782238080581',
        transferCallId: '6986878782238080584',
        transferrer: { userId: 'z8yCxjabcdEFGHfp8uQ', name: 'usersubsetting0001', extension: '6666' },
        failureReason: null,
      },
    });
  });

  test('reads why a transfer failed', () => {
    const { event } = parseTransfer('blind_transfer_initiated', { failure_reason: 'Transfer failed' });
    expect(event.failureReason).toBe('Transfer failed');
  });

  test('reads the update of a transfer’s recipient', () => {
    const recipient = {
      extension_number: 1001020,
      phone_number: '+12192818492',
      name: 'Jane Smith',
      connection_type: 'pstn_on_net',
    };
    expect(parseTransfer('transfer_recipient_updated', { recipient })).toMatchObject({
      invalidFields: [],
      event: { name: 'transfer_recipient_updated', transferrer: { extension: '6666' } },
    });
  });

  test('reads the hardware id of a desk phone', () => {
    const { event, invalidFields } = withCallee({ extension_number: 1002, hardware_device_id: 'hw-1' });
    expect(event).toMatchObject({ hardwareDeviceId: 'hw-1', callee: { deviceId: null } });
    expect(invalidFields).toEqual([]);
  });

  test.each([
    [3, 3, []],
    ['75', 75, []],
    [0, 0, []],
    [undefined, null, []],
    [-1, null, ['duration']],
    [1.5, null, ['duration']],
    [{}, null, ['duration']],
  ])('reads the voicemail length %j as %j, invalid fields: %j', (duration, seconds, invalid) => {
    // Zoom's voicemail event has neither caller nor callee objects.
    const object = { callee_id: 's6njoqZLT6aPvUQ0JyydeQ', call_id: '666888666865648555', duration };
    const { event, invalidFields } = parseValid({
      event: 'phone.voicemail_received',
      event_ts: AT,
      payload: { account_id: 'a', object },
    });
    expect(event).toMatchObject({
      name: 'voicemail_received',
      durationSeconds: seconds,
      callee: UNKNOWN_PARTY,
    });
    expect(invalidFields).toEqual(invalid);
  });

  test('ignores the call elements that follow a call, which have no call_id of their own', () => {
    const object = { user_id: 'u', call_elements: [{ call_id: '7018317023722949162', result: 'answered' }] };
    const json = { event: 'phone.callee_call_element_completed', event_ts: AT, payload: { object } };
    expect(parsePhoneEvent(json)).toEqual({ kind: 'ignored', name: 'phone.callee_call_element_completed' });
  });

  test('accepts an end event with only a call_id', () => {
    const { event, invalidFields } = parseValid({
      event: 'phone.callee_ended',
      event_ts: AT,
      payload: { account_id: 'a', object: { call_id: '6998252113337041462' } },
    });
    expect(event).toMatchObject({
      callId: '6998252113337041462',
      at: AT,
      caller: UNKNOWN_PARTY,
      callee: UNKNOWN_PARTY,
      ringingAt: null,
    });
    expect(invalidFields).toEqual([]);
  });

  test.each([
    ['callQueue', 'callqueue'],
    ['call_queue', 'callqueue'],
    ['CommonArea', 'commonarea'],
    ['common_area', 'commonarea'],
    ['sharedLineGroup', 'sharedlinegroup'],
  ])('normalizes case and underscores of extension_type %s', (input, expected) => {
    expect(withCallee({ extension_type: input }).event.callee.extensionType).toBe(expected);
  });

  test('ignores unknown fields', () => {
    const json = phoneEvent('callee_ringing', AT);
    const { object } = json.payload;
    const extended = {
      ...json,
      trace: 1,
      payload: { ...json.payload, x: [], object: { ...object, hardware_device_id: {}, sip_id: 7 } },
    };
    expect(parsePhoneEvent(extended)).toEqual(parsePhoneEvent(json));
  });
});

describe('extension numbers, as number or text', () => {
  test.each([
    [1002, '1002', []],
    ['1002', '1002', []],
    [81455550123, '81455550123', []],
    ['', null, []],
    [null, null, []],
    ['reception', null, ['caller.extension_number']],
    [true, null, ['caller.extension_number']],
    [{}, null, ['caller.extension_number']],
    [['1002'], null, ['caller.extension_number']],
  ])('%j is read as %j, invalid fields: %j', (sent, read, oddFields) => {
    const { event, invalidFields } = withCaller({ extension_number: sent });
    expect(event.caller.extensionNumber).toBe(read);
    expect(invalidFields).toEqual(oddFields);
  });
});

describe('times', () => {
  test.each([
    [AT, AT, []],
    [String(AT), AT, []],
    [undefined, null, []],
    [null, null, []],
    ['yesterday', null, ['event_ts']],
    ['', null, ['event_ts']],
    [0, null, ['event_ts']],
    [-5, null, ['event_ts']],
    [1e300, null, ['event_ts']],
    [{}, null, ['event_ts']],
  ])('event_ts %j is read as %j, invalid fields: %j', (sent, read, oddFields) => {
    const { event, invalidFields } = parseValid({ ...phoneEvent('callee_ringing', AT), event_ts: sent });
    expect(event.at).toBe(read);
    expect(invalidFields).toEqual(oddFields);
  });

  test.each(['soon', 20210820, '2026-13-45T00:00:00Z', 'x'.repeat(1_000_000)])(
    'reads the invalid ringing_start_time %j as null',
    (sent) => {
      const { event, invalidFields } = parseValid(
        phoneEvent('callee_ringing', AT, { ringing_start_time: sent }),
      );
      expect(event.ringingAt).toBeNull();
      expect(invalidFields).toEqual(['ringing_start_time']);
    },
  );
});

describe('unusable events', () => {
  test.each([
    null,
    undefined,
    42,
    'text',
    [],
    {},
    { event: 5 },
    { event: null, payload: {} },
    [PUBLISHED_RINGING],
  ])('%j is not an event', (json) => {
    expect(parsePhoneEvent(json)).toEqual({ kind: 'invalid', code: 'not-an-event' });
  });

  test.each([[undefined], [null], [''], [' \u200b'], [{}], [[]], [true], ['1'.repeat(201)]])(
    'call_id %j is refused',
    (callId) => {
      expect(parsePhoneEvent(phoneEvent('callee_ringing', AT, { call_id: callId }))).toEqual({
        kind: 'invalid',
        code: 'no-call-id',
      });
    },
  );

  test('refuses a numeric call_id, which has lost its last digits', () => {
    const json: unknown = JSON.parse(
      JSON.stringify(phoneEvent('callee_ringing', AT)).replace(
        '"6998252113337041462"',
        '6998252113337041462',
      ),
    );
    expect(parsePhoneEvent(json)).toEqual({ kind: 'invalid', code: 'no-call-id' });
  });

  test.each([
    [undefined],
    [null],
    ['text'],
    [5],
    [[]],
    [{ object: null }],
    [{ object: [] }],
    [{ object: 'x' }],
  ])('refuses the payload %j, which has no call_id', (payload) => {
    expect(parsePhoneEvent({ event: 'phone.callee_ringing', event_ts: AT, payload })).toEqual({
      kind: 'invalid',
      code: 'no-call-id',
    });
  });

  test.each([
    'phone.callee_sneezed',
    'meeting.started',
    'callee_ringing',
    'phone.constructor',
    'phone.__proto__',
    '__proto__',
    '',
  ])('the event "%s" is ignored', (name) => {
    expect(parsePhoneEvent({ ...phoneEvent('callee_ringing', AT), event: name })).toEqual({
      kind: 'ignored',
      name,
    });
  });

  test('reads a voicemail event only if it has a call_id', () => {
    expect(parsePhoneEvent(phoneEvent('voicemail_received', AT, { call_id: undefined }))).toEqual({
      kind: 'ignored',
      name: 'voicemail_received',
    });
    expect(parsePhoneEvent(phoneEvent('voicemail_received', AT)).kind).toBe('event');
  });

  test('the name of an ignored event is safe to log', () => {
    const parsed = parsePhoneEvent({ event: `\u001b[2Jphone.${'x'.repeat(100_000)}` });
    expect(parsed).toMatchObject({ kind: 'ignored' });
    expect(JSON.stringify(parsed)).toMatch(/^.{0,120}$/u);
  });
});

describe('names in events', () => {
  test.each([
    ['a line break and a bell', 'Ta\nna\u0007ka', 'Ta naka'],
    ['an escape sequence', '\u001b[31mTanaka', '[31mTanaka'],
    ['a right-to-left override', 'Tanaka\u202egnp.exe', 'Tanakagnp.exe'],
    ['direction isolates', '\u2066Tanaka\u2069', 'Tanaka'],
    ['zero-width characters', 'T\u200ba\u200dna\ufeffka', 'Tanaka'],
    ['C1 control characters', 'Tana\u009bka', 'Tanaka'],
    ['nothing but invisible characters', '\u200b\u202e', null],
  ])('cleans a name with %s and reports the field', (_what, name, shown) => {
    const { event, invalidFields } = withCaller({ name, phone_number: '+12092592844' });
    expect(event.caller).toMatchObject({ name: shown, phoneNumber: '+12092592844' });
    expect(invalidFields).toEqual(['caller.name']);
  });

  test('truncates a name of a million characters', () => {
    const { event } = withCaller({ name: '田'.repeat(1_000_000) });
    expect(event.caller.name).toMatch(/^田{119}…$/u);
  });

  test('leaves names in any script unchanged', () => {
    for (const name of ['田中 太郎', 'João D’Ávila', 'Анна', 'محمد', '👩🏽 Ana', '佐藤（携帯）']) {
      expect(withCaller({ name })).toMatchObject({ event: { caller: { name } }, invalidFields: [] });
    }
  });

  test.each([[{ first: 'A' }], [['A']], [true]])('reads the invalid name %j as null', (name) => {
    expect(withCaller({ name })).toMatchObject({
      event: { caller: { name: null } },
      invalidFields: ['caller.name'],
    });
  });

  test.each([['text'], [5], [[]], [true]])('reads the invalid caller %j as unknown', (caller) => {
    expect(withCaller(caller)).toMatchObject({ event: { caller: UNKNOWN_PARTY }, invalidFields: ['caller'] });
  });
});

describe('built-in object keys', () => {
  test('do not affect prototypes or the parsed event', () => {
    const json: unknown = JSON.parse(`{
      "event":"phone.callee_ringing","event_ts":${AT},"__proto__":{"event":"phone.callee_ended"},
      "payload":{"object":{"call_id":"1","__proto__":{"name":"evil"},"constructor":{"prototype":{"polluted":1}},
        "caller":{"__proto__":{"name":"evil"},"toString":5},"callee":{"constructor":"x","hasOwnProperty":1}}}}`);
    const { event, invalidFields } = parseValid(json);
    expect(event).toMatchObject({
      name: 'callee_ringing',
      callId: '1',
      caller: UNKNOWN_PARTY,
      callee: UNKNOWN_PARTY,
    });
    expect(invalidFields).toEqual([]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'name')).toBe(false);
  });

  test('does not read an inherited call_id', () => {
    const json: unknown = JSON.parse(
      '{"event":"phone.callee_ringing","payload":{"object":{"__proto__":{"call_id":"1"}}}}',
    );
    expect(parsePhoneEvent(json)).toEqual({ kind: 'invalid', code: 'no-call-id' });
  });
});

describe('arbitrary input', () => {
  const isClean = (text: string | null): boolean =>
    text === null || (text !== '' && text.length <= 200 && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text));

  /** Checks that the result is of a known kind, and that an event has only displayable text and valid times. */
  function check(parsed: ParsedEvent): void {
    expect(['event', 'ignored', 'invalid']).toContain(parsed.kind);
    if (parsed.kind !== 'event') return;
    const { event, invalidFields } = parsed;
    expect(PHONE_EVENTS).toContain(event.name);
    const { caller, callee, forwardedBy, redirectForwardedBy } = event;
    const { callId, channelId, hardwareDeviceId, result, transferCallId, failureReason, transferrer } = event;
    const texts: (string | null)[] = [
      callId,
      channelId,
      hardwareDeviceId,
      result,
      transferCallId,
      failureReason,
    ];
    if (transferrer !== null) texts.push(transferrer.userId, transferrer.name, transferrer.extension);
    for (const party of [caller, callee]) {
      const {
        userId,
        name,
        extensionId,
        extensionNumber,
        extensionType,
        phoneNumber,
        deviceId,
        connectionType,
      } = party;
      texts.push(
        userId,
        name,
        extensionId,
        extensionNumber,
        extensionType,
        phoneNumber,
        deviceId,
        connectionType,
      );
    }
    for (const via of [forwardedBy, redirectForwardedBy])
      if (via !== null) texts.push(via.name, via.extension, via.type);
    for (const text of texts) expect(isClean(text), JSON.stringify(text)).toBe(true);
    // Every time is a valid date.
    for (const time of [event.at, event.ringingAt, event.answeredAt, event.endedAt]) {
      if (time !== null) expect(new Date(time).toISOString()).toMatch(/Z$/u);
    }
    // Only the paths of fields, never their content.
    for (const path of invalidFields) expect(path).toMatch(/^[a-z_]+(?:\.[a-z_]+)?$/u);
  }

  test('parses any JSON as event, ignored or invalid', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => check(parsePhoneEvent(json))),
      { numRuns: 500 },
    );
  });

  test('parses any JSON in an event envelope as event, ignored or invalid', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PHONE_EVENTS), fc.jsonValue(), fc.jsonValue(), (name, ts, object) =>
        check(parsePhoneEvent({ event: `phone.${name}`, event_ts: ts, payload: { object } })),
      ),
      { numRuns: 500 },
    );
  });

  const FIELDS = [
    'call_id',
    'ringing_start_time',
    'answer_start_time',
    'call_end_time',
    'date_time',
    'handup_result',
    'channel_id',
    'transfer_call_id',
    'failure_reason',
    'duration',
    'owner',
    'forwarded_by',
    'redirect_forwarded_by',
    'caller',
    'callee',
  ];
  const PARTY_FIELDS = [
    'user_id',
    'name',
    'extension_id',
    'extension_number',
    'extension_type',
    'phone_number',
    'device_id',
    'hardware_device_id',
    'connection_type',
  ];
  const value = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 400 }), fc.double());

  test('replacing fields of a valid event never throws and leaves name, call_id and time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PHONE_EVENTS),
        fc.dictionary(fc.constantFrom(...FIELDS), value),
        fc.dictionary(fc.constantFrom(...PARTY_FIELDS), value),
        (name, replaced, party) => {
          const parsed = parsePhoneEvent(phoneEvent(name, AT, { caller: party, ...replaced }));
          check(parsed);
          if (Object.hasOwn(replaced, 'call_id')) return;
          expect(parsed).toMatchObject({
            kind: 'event',
            event: { name, callId: '6998252113337041462', at: AT },
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('parses a randomly corrupted event without throwing', () => {
    const json = JSON.stringify(
      phoneEvent('callee_ringing', AT, { caller: { name: '田中', phone_number: '+12092592844' } }),
    );
    fc.assert(
      fc.property(fc.nat(json.length), fc.nat(30), fc.string({ maxLength: 5 }), (from, length, put) => {
        let parsed: unknown;
        try {
          parsed = JSON.parse(json.slice(0, from) + put + json.slice(from + length));
        } catch {
          return;
        }
        check(parsePhoneEvent(parsed));
      }),
      { numRuns: 1_000 },
    );
  });
});
