import { describe, expect, test } from 'vitest';
import type { Call } from '../calls/call.ts';
import { FakeClock, memoryHistory, phoneEvent } from '../test-support/fakes.ts';
import { getTranslate, type Language } from '../i18n/index.ts';
import { toJsonLine, type FormatContext } from './json-line.ts';
import { toLogLine } from './log-line.ts';
import type { Match } from '../lookup/connector.ts';
import { CallService } from '../service/call-service.ts';
import type { Output } from '../service/app-state.ts';
import { SettingsSchema } from '../settings/schema.ts';
import type { Connection } from '../zoom/call-source.ts';
import { ReadableOutput } from './terminal-output.ts';
import { inEnglish, inJapanese } from '../test-support/messages.ts';

const NOW = Date.UTC(2026, 10, 22, 1, 2, 3, 4);
const AT = '2026-11-22T01:02:03.004Z';

const createContext = (
  language: Language = 'en',
  country: FormatContext['country'] = 'JP',
): FormatContext => ({
  t: getTranslate(language),
  country,
  now: NOW,
});

const line = (output: Output, context = createContext()): unknown =>
  JSON.parse(JSON.stringify(toJsonLine(output, context)));
const readableLine = (output: Output, context = createContext()): string =>
  new ReadableOutput(false).format(output, context).replace(/^\d\d:\d\d:\d\d {2}/u, '');

/** Returns the outputs of the service for these Zoom events. */
function emitOutputs(...events: readonly unknown[]): Output[] {
  const outputs: Output[] = [];
  const clock = new FakeClock(NOW);
  const service = new CallService({
    settings: SettingsSchema.parse({}),
    sources: [],
    history: memoryHistory(clock),
    connectors: [],
    clock,
    events: { output: (output) => outputs.push(output), state: () => undefined, pop: () => undefined },
  });
  service.start();
  for (const event of events) service.simulate(event);
  service.stop();
  return outputs;
}

function callOutput(overrides: Record<string, unknown> = {}): Output {
  return emitOutputs(phoneEvent('callee_ringing', NOW - 1_004, overrides)).find(
    ({ type }) => type === 'call',
  )!;
}

function changedCall(overrides: Partial<Call>): Output {
  const output = callOutput();
  if (output.type !== 'call') throw new Error('no call');
  return { ...output, call: { ...output.call, ...overrides } };
}

/** A finished lookup without failures. */
const COMPLETE_LOOKUP = {
  failures: [],
  searching: false,
  decided: true,
  chosen: null,
  rejected: 0,
  sources: [],
} as const;
const MATCH: Match = {
  connector: 'contacts',
  id: 'row-7',
  name: '田中 太郎',
  reading: 'タナカ タロウ',
  company: '田中商店',
  title: '店長',
  owner: '佐藤',
  isMine: false,
  open: null,
  lastActivity: null,
  grade: 'exact',
  matchReason: 'exact',
  matchedField: '携帯電話',
  matchedNumber: '090-1234-5678',
  url: 'https://crm.example.com/7',
  fields: [{ label: 'plan', value: 'gold' }],
};

describe('connection', () => {
  test.each<[Connection, string | null, string]>([
    [{ state: 'connecting' }, null, inEnglish('connection.connecting')],
    [{ state: 'connected', everyone: false }, null, inEnglish('connection.connected')],
    [{ state: 'connected', everyone: true }, null, inEnglish('connection.everyone')],
    [
      { state: 'degraded', cause: 'events-missing', callAt: new Date(2026, 10, 22, 9, 5).getTime() },
      'events-missing',
      inEnglish('connection.degraded', { time: '09:05' }),
    ],
    [
      { state: 'refused', cause: 'subscription', detail: '' },
      'subscription',
      inEnglish('connection.refused', {
        // Without a detail, the sentence has no empty parentheses.
        sentence: inEnglish('refused.subscription', { detail: '' }).replace(' ()', ''),
      }),
    ],
  ])('%j', (connection, code, message) => {
    expect(line({ type: 'connection', connection, otherSources: [] })).toEqual({
      type: 'connection',
      at: AT,
      state: connection.state,
      code,
      message,
      retryInMs: null,
    });
  });

  test('offline includes the reason and the time of the next try', () => {
    const connection = {
      state: 'offline',
      cause: 'zoom-trouble',
      detail: 'HTTP 503',
      retryAt: NOW + 1_234,
    } as const;
    const output: Output = { type: 'connection', connection, otherSources: [] };
    const sentence = inEnglish('cause.zoom-trouble', { detail: 'HTTP 503' });
    const message = inEnglish('connection.retry', { sentence, seconds: 2 });
    expect(line(output)).toEqual({
      type: 'connection',
      at: AT,
      state: 'offline',
      code: 'zoom-trouble',
      message,
      retryInMs: 1_234,
    });
    expect(readableLine(output)).toBe(message);
    expect(
      line({ type: 'connection', connection: { ...connection, retryAt: NOW - 5 }, otherSources: [] }),
    ).toMatchObject({
      retryInMs: 0,
      message: sentence,
    });
  });

  test('refused includes the action that the user must take', () => {
    expect(
      line({
        type: 'connection',
        connection: { state: 'refused', cause: 'credentials', detail: 'HTTP 401' },
        otherSources: [],
      }),
    ).toEqual({
      type: 'connection',
      at: AT,
      state: 'refused',
      code: 'credentials',
      message: inEnglish('connection.refused', {
        sentence: inEnglish('refused.credentials', { detail: 'HTTP 401' }),
      }),
      retryInMs: null,
    });
  });
});

describe('call', () => {
  test('matches the published example', () => {
    expect(line(callOutput())).toEqual({
      type: 'call',
      at: AT,
      callId: '6998252113337041462',
      state: 'ringing',
      caller: {
        number: '+12092592844',
        display: '+1 209-259-2844',
        name: null,
        extension: null,
        connectionType: 'voip',
        internal: false,
        withheld: false,
      },
      callee: { userId: 'DnEopNmXQEGU2uvvzjgojw', name: null, extension: '1002', number: '+12058945456' },
      via: null,
      ringingSince: '2026-11-22T01:02:02.000Z',
      source: 'websocket',
    });
    expect(readableLine(callOutput())).toBe(`${inEnglish('state.ringing')}  +1 209-259-2844  voip`);
  });

  test('names the queue of the call', () => {
    const output = callOutput({
      forwarded_by: { name: 'Sales', extension_number: '800', extension_type: 'callQueue' },
    });
    expect(line(output)).toMatchObject({ via: { name: 'Sales', extension: '800', type: 'callQueue' } });
    const [ringing, via] = [inEnglish('state.ringing'), inEnglish('line.via', { name: 'Sales' })];
    expect(readableLine(output)).toBe(`${ringing}  +1 209-259-2844  voip ${via}`);
    expect(readableLine(output, createContext('ja'))).toBe(
      `${inJapanese('state.ringing')}  +1 209-259-2844  voip ${inJapanese('line.via', { name: 'Sales' })}`,
    );
  });

  test.each<[string, Record<string, unknown>, FormatContext, object]>([
    [
      'in the country of the reader',
      { phone_number: '+12092592844' },
      createContext('en', 'US'),
      { number: '+12092592844', display: '(209) 259-2844' },
    ],
    [
      'from a colleague',
      { name: '伊藤 健', phone_number: '1045', extension_number: 1045, connection_type: 'voip' },
      createContext('ja'),
      {
        number: null,
        display: inJapanese('caller.extension', { extension: '1045' }),
        name: '伊藤 健',
        extension: '1045',
        connectionType: 'voip',
        internal: true,
        withheld: false,
      },
    ],
    [
      'withheld',
      { connection_type: 'pstn_off_net' },
      createContext('ja'),
      {
        number: null,
        display: inJapanese('caller.withheld'),
        extension: null,
        internal: false,
        withheld: true,
      },
    ],
    [
      'withheld, as a text',
      { phone_number: 'Restricted' },
      createContext(),
      { number: null, display: inEnglish('caller.withheld'), withheld: true },
    ],
    [
      'a service number',
      { phone_number: '110', connection_type: 'pstn_off_net' },
      createContext(),
      { number: null, display: '110', extension: null, internal: false, withheld: false },
    ],
    [
      'with a suffix',
      { phone_number: '+12092592844 ext. 12' },
      createContext(),
      { number: '+12092592844', display: '+1 209-259-2844 ext. 12' },
    ],
  ])('formats a caller %s', (_what, caller, who, expected) => {
    expect(line(callOutput({ caller }), who)).toMatchObject({ caller: expected });
  });

  test.each<[Partial<Call>, string]>([
    [{ state: 'answered' }, inEnglish('state.answered')],
    [{ state: 'missed' }, inEnglish('state.missed')],
    [{ state: 'rejected' }, inEnglish('state.rejected')],
    [{ state: 'ended' }, inEnglish('state.ended')],
    [{ state: 'late' }, inEnglish('state.late')],
    [
      { state: 'answered-elsewhere', answeredBy: '鈴木 大輔' },
      inEnglish('state.answered-elsewhere', { name: '鈴木 大輔' }),
    ],
    [{ state: 'answered-elsewhere', answeredBy: null }, inEnglish('state.answered-elsewhere-unknown')],
  ])('%j reads "%s"', (more, sentence) => {
    expect(readableLine(changedCall(more))).toBe(`${sentence}  +1 209-259-2844  voip`);
    expect(line(changedCall(more))).toMatchObject({ state: more.state });
  });
});

describe('match', () => {
  const SLOW = inEnglish('crm.trouble', {
    connector: 'Salesforce',
    why: inEnglish('why.connector-slow'),
  });

  test('found', () => {
    const weak: Match = {
      ...MATCH,
      id: 'row-8',
      name: '佐藤',
      company: null,
      grade: 'weak',
      matchReason: 'part',
      matchedField: 'Phone',
      url: null,
    };
    const output: Output = {
      type: 'match',
      callId: '42',
      lookup: { status: 'found', matches: [MATCH, weak], ...COMPLETE_LOOKUP, elapsedMs: 3.25 },
    };
    expect(line(output)).toEqual({
      type: 'match',
      at: AT,
      callId: '42',
      status: 'found',
      matches: [
        {
          connector: 'contacts',
          id: 'row-7',
          name: '田中 太郎',
          company: '田中商店',
          grade: 'exact',
          reason: inEnglish('grade.exact', { field: '携帯電話' }),
          url: 'https://crm.example.com/7',
        },
        {
          connector: 'contacts',
          id: 'row-8',
          name: '佐藤',
          company: null,
          grade: 'weak',
          reason: inEnglish('grade.part', { field: 'Phone' }),
          url: null,
        },
      ],
      elapsedMs: 3.25,
    });
    const people = [
      `田中 太郎 / 田中商店 (${inEnglish('grade.exact', { field: '携帯電話' })})`,
      `佐藤 (${inEnglish('grade.part', { field: 'Phone' })})`,
    ];
    expect(readableLine(output)).toBe(`${inEnglish('crm.source')}  ${people.join(', ')}`);
  });

  test.each<[Extract<Output, { type: 'match' }>['lookup'], object, string]>([
    [
      { status: 'none', rejected: 0, failures: [], searching: false, elapsedMs: 2 },
      { status: 'none', elapsedMs: 2 },
      inEnglish('crm.none'),
    ],
    [{ status: 'skipped' }, { status: 'skipped', elapsedMs: 0 }, inEnglish('crm.skipped')],
    [
      {
        status: 'error',
        failures: [{ id: 'salesforce', connector: 'Salesforce', kind: 'slow' }],
        elapsedMs: 5,
      },
      {
        status: 'error',
        elapsedMs: 5,
        troubles: [
          {
            connector: 'Salesforce',
            code: 'slow',
            message: SLOW,
          },
        ],
      },
      SLOW,
    ],
  ])('%j', (lookup, expected, sentence) => {
    const output: Output = { type: 'match', callId: '42', lookup };
    expect(line(output)).toEqual({ type: 'match', at: AT, callId: '42', matches: [], ...expected });
    expect(readableLine(output)).toBe(`${inEnglish('crm.source')}  ${sentence}`);
  });
});

describe('notice', () => {
  test.each<[Extract<Output, { type: 'notice' }>['notice'], string]>([
    [
      { level: 'warn', code: 'invalid-frame', params: { bytes: 17 } },
      inEnglish('notice.invalid-frame', { bytes: '17' }),
    ],
    [
      { level: 'warn', code: 'invalid-event', params: { why: 'no-call-id' } },
      inEnglish('notice.invalid-event', { why: inEnglish('why.no-call-id') }),
    ],
    [
      { level: 'error', code: 'setting-missing', params: { name: 'ZOOM_CLIENT_ID' } },
      inEnglish('notice.setting-missing', {
        name: inEnglish('setting.named', {
          label: inEnglish('setting.zoom.clientId'),
          name: 'ZOOM_CLIENT_ID',
        }),
      }),
    ],
  ])('%j', (notice, message) => {
    expect(line({ type: 'notice', notice })).toEqual({
      type: 'notice',
      at: AT,
      level: notice.level,
      code: notice.code,
      message,
    });
    expect(readableLine({ type: 'notice', notice })).toBe(message);
  });
});

describe('a readable line', () => {
  test('starts with the time of day', () => {
    const [time, state] = new ReadableOutput(false).format(callOutput(), createContext()).split('  ');
    expect(time).toMatch(/^\d\d:02:03$/u);
    expect(state).toBe(inEnglish('state.ringing'));
  });

  test('stays one line, whatever the caller name contains', () => {
    const output = callOutput({
      caller: { name: 'Eve\n01:00:00  Connected\u001b[2J\r\u202e', phone_number: '+12092592844' },
    });
    expect(readableLine(output)).toBe(
      `${inEnglish('state.ringing')}  +1 209-259-2844  Eve 01:00:00 Connected[2J`,
    );
  });
});

describe('a past call', () => {
  const rangAt = new Date(2026, 10, 20, 9, 5).getTime();
  const ended = { source: 'history', state: 'ended', ringingSince: rangAt, seenRinging: false } as const;

  test('reports an answered call as answered, not as ended', () => {
    const output = changedCall({ ...ended, answeredAt: rangAt + 5_000 });
    expect(line(output)).toMatchObject({ type: 'call', state: 'answered', source: 'history' });
    expect(readableLine(output)).toBe(
      `${inEnglish('state.past-answered')} 2026-11-20 09:05  +1 209-259-2844  voip`,
    );
    expect(readableLine(output, createContext('ja'))).toContain(inJapanese('state.past-answered'));
  });

  test('reports a missed call as missed', () => {
    const output = changedCall({ ...ended, state: 'missed' });
    expect(line(output)).toMatchObject({ state: 'missed', source: 'history' });
    expect(readableLine(output)).toContain(`${inEnglish('state.missed')} 2026-11-20 09:05`);
  });

  test('still reports a live call as ended', () => {
    expect(line(changedCall({ state: 'ended', answeredAt: rangAt }))).toMatchObject({ state: 'ended' });
  });
});

describe('a log line', () => {
  const [number, name] = ['+819012345678', '田中 太郎'];
  const outputs: Output[] = [
    callOutput({
      caller: { name, phone_number: number, connection_type: 'pstn_off_net' },
      callee: { name: '佐藤 美咲', user_id: 'u' },
    }),
    callOutput({ caller: { name, phone_number: '1045' } }),
    callOutput({ caller: {} }),
    {
      type: 'match',
      callId: '42',
      lookup: { status: 'found', matches: [MATCH], ...COMPLETE_LOOKUP, elapsedMs: 3 },
    },
    {
      type: 'match',
      callId: '42',
      lookup: { status: 'none', rejected: 0, failures: [], searching: false, elapsedMs: 3 },
    },
    {
      type: 'connection',
      connection: { state: 'offline', cause: 'network', detail: '', retryAt: NOW },
      otherSources: [],
    },
    { type: 'connection', connection: { state: 'connected', everyone: false }, otherSources: [] },
    ...emitOutputs(
      phoneEvent('callee_ringing', NOW, { caller: { name: `${name}\u202e`, phone_number: number } }),
    ),
  ];

  test('distinguishes calls and contains no number or name', () => {
    const lines = outputs.map((output) => toLogLine(output));
    expect(lines.slice(0, 7)).toEqual([
      'call 6998252113337041462 ringing round 1 from +8***78, line pstn_off_net',
      'call 6998252113337041462 ringing round 1 from extension, line ?',
      'call 6998252113337041462 ringing round 1 from withheld, line ?',
      'match 42 found 1',
      'match 42 none',
      'connection offline (network)',
      'connection connected',
    ]);
    for (const text of lines)
      for (const private_ of [number, '9012345678', '田中', '佐藤', '1045', 'タナカ', 'crm.example'])
        expect(text).not.toContain(private_);
    expect(lines).toContain('notice warn invalid-field {"fields":"caller.name"}');
  });
});
