import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { EVERYONE, type Agent } from '../calls/agent.ts';
import type { CallElement } from '../calls/past-calls.ts';
import { accountAt, FakeClock, UNKNOWN_PARTY } from '../test-support/fakes.ts';
import { RestError, ZoomApi } from './zoom-api.ts';
import { readCallHistory } from './zoom-call-history.ts';
import type { HttpResponse, Transport } from '../network/transport.ts';

const SATO: Agent = {
  userId: 'DnEopNmXQEGU2uvvzjgojw',
  extensionId: 'CcrEGgmeQem1uyJsuIRKwA',
  extensionNumber: '1002',
  numbers: [],
};
const RANGE = { from: Date.UTC(2026, 0, 2, 3, 4, 5), to: Date.UTC(2026, 0, 4, 5, 6, 7) };

/** An element as Zoom documents it: a queue call that a colleague answered. */
const RAW_ELEMENT = {
  call_element_id: '20260102-abc',
  call_history_uuid: '20260102-def',
  call_id: '6998252113337041462',
  direction: 'inbound',
  connect_type: 'external',
  call_type: 'general',
  hide_caller_id: false,
  caller_name: '田中',
  caller_did_number: '+819012345678',
  caller_number_type: 'external_pstn',
  callee_name: '佐藤 美咲',
  callee_did_number: '+81355550001',
  callee_ext_number: '1002',
  callee_ext_id: 'CcrEGgmeQem1uyJsuIRKwA',
  callee_ext_type: 'user',
  start_time: '2026-01-02T03:04:05Z',
  answer_time: '2026-01-02T03:04:10Z',
  end_time: '2026-01-02T03:05:10Z',
  event: 'ring_to_member',
  result: 'no_answer',
  result_reason: 'answered_by_other',
  operator_name: '鈴木 一郎',
  talk_time: 0,
};
const PARSED_ELEMENT: CallElement = {
  callId: '6998252113337041462',
  inbound: true,
  internal: false,
  caller: {
    userId: null,
    name: '田中',
    extensionId: null,
    extensionNumber: null,
    accountCode: null,
    extensionType: null,
    phoneNumber: '+819012345678',
    deviceId: null,
    connectionType: 'external_pstn',
  },
  callee: {
    userId: null,
    name: '佐藤 美咲',
    extensionId: 'CcrEGgmeQem1uyJsuIRKwA',
    extensionNumber: '1002',
    accountCode: null,
    extensionType: 'user',
    phoneNumber: '+81355550001',
    deviceId: null,
    connectionType: null,
  },
  withheld: false,
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  answeredAt: Date.UTC(2026, 0, 2, 3, 4, 10),
  endedAt: Date.UTC(2026, 0, 2, 3, 5, 10),
  result: 'no_answer',
  reason: 'answered_by_other',
  operatorName: '鈴木 一郎',
};

/** requested URLs of REST, without token requests */
let requestedUrls: URL[];
/** returns Zoom's answer to request n, counted from 0 */
let answer: (n: number, url: URL) => unknown;
let api: ZoomApi;
let grantedScope: string;
/** Zoom's answer to this path, instead of `answer` */
let refusal: (Pick<HttpResponse, 'status' | 'json'> & { readonly path: string }) | null;

beforeEach(() => {
  requestedUrls = [];
  answer = () => ({ call_logs: [] });
  grantedScope = '';
  refusal = null;
  const ok = (json: unknown): HttpResponse => ({ status: 200, json, serverTime: null, retryAfter: null });
  const transport: Transport = {
    request: ({ method, url }) => {
      if (method === 'POST') return Promise.resolve(ok({ access_token: 'token', scope: grantedScope }));
      requestedUrls.push(new URL(url));
      if (refusal?.path === new URL(url).pathname)
        return Promise.resolve({ ...ok(refusal.json), ...refusal });
      return Promise.resolve(ok(answer(requestedUrls.length - 1, new URL(url))));
    },
    connect: () => {
      throw new Error('no socket is asked for');
    },
  };
  api = new ZoomApi(accountAt(1), transport, new FakeClock(), () => undefined);
});

async function read(agent = SATO, range = RANGE): Promise<readonly CallElement[]> {
  return (await readCallHistory(api, agent, range, new AbortController().signal)).elements;
}

/** Resolves with the elements read from this list on one page. */
async function elements(...list: unknown[]): Promise<readonly CallElement[]> {
  answer = () => ({ call_logs: list });
  return await read();
}

/** Resolves with the documented element, read with these fields overridden. */
async function element(overrides: Readonly<Record<string, unknown>>): Promise<CallElement> {
  const [only] = await elements({ ...RAW_ELEMENT, ...overrides });
  if (only === undefined) throw new Error('it was left out');
  return only;
}

const ids = (calls: readonly CallElement[]): readonly string[] => calls.map(({ callId }) => callId);

describe('requests', () => {
  test.each<[string, Agent, string, boolean]>([
    ['requests the user’s own list', SATO, '/v2/phone/users/DnEopNmXQEGU2uvvzjgojw/call_history', true],
    ['requests the account list for everyone', EVERYONE, '/v2/phone/call_history', false],
    [
      'escapes the user id in the path',
      { ...SATO, userId: '../a/b==?x#y' },
      '/v2/phone/users/..%2Fa%2Fb%3D%3D%3Fx%23y/call_history',
      true,
    ],
  ])('%s', async (_, agent, path, isOwnList) => {
    const answer = await readCallHistory(api, agent, RANGE, new AbortController().signal);
    expect(requestedUrls.map(({ pathname }) => pathname)).toEqual([path]);
    expect(answer.isOwnList).toBe(isOwnList);
  });

  const BY_EXTENSION: Agent = { ...EVERYONE, extensionNumber: '1002' };
  const OTHER_USER = { id: 'other', extension_number: 11_002 };

  test.each([1002, '1002'])(
    'find the user of an extension first (%j), then request the own list',
    async (n) => {
      answer = (count) =>
        count === 0
          ? { users: [OTHER_USER, { id: 'sato', extension_number: n }] }
          : { call_elements: [RAW_ELEMENT] };
      const past = await readCallHistory(api, BY_EXTENSION, RANGE, new AbortController().signal);
      expect(requestedUrls.map(({ pathname }) => pathname)).toEqual([
        '/v2/phone/users',
        '/v2/phone/users/sato/call_history',
      ]);
      expect(requestedUrls[0]?.searchParams.get('keyword')).toBe('1002');
      expect(past).toEqual({ elements: [PARSED_ELEMENT], isOwnList: true });
    },
  );

  test.each([[{ users: [OTHER_USER] }], [{ users: [] }], [{}], ['none']])(
    'use the account list if no user has the extension (%j)',
    async (users) => {
      answer = (count) => (count === 0 ? users : { call_history: [RAW_ELEMENT] });
      const past = await readCallHistory(api, BY_EXTENSION, RANGE, new AbortController().signal);
      expect(requestedUrls[1]?.pathname).toBe('/v2/phone/call_history');
      expect(past).toEqual({ elements: [PARSED_ELEMENT], isOwnList: false });
    },
  );

  test.each([
    ['phone:read:list_call_logs:admin', ['/v2/phone/call_history']],
    [
      'phone:read:list_call_logs:admin phone:read:list_users:admin',
      ['/v2/phone/users', '/v2/phone/call_history'],
    ],
    ['phone:read:admin', ['/v2/phone/users', '/v2/phone/call_history']],
  ])('search the user of an extension only with a scope for it (%s)', async (scope, paths) => {
    grantedScope = scope;
    await api.renewToken(new AbortController().signal);
    await readCallHistory(api, BY_EXTENSION, RANGE, new AbortController().signal);
    expect(requestedUrls.map(({ pathname }) => pathname)).toEqual(paths);
  });

  test.each([
    [400, 4711, 'does not contain scopes:[phone:read:list_users:admin]'],
    [400, 400, 'Please enter at least 3 valid characters.'],
    [404, 2001, 'Account does not exist.'],
  ])('use the account list if Zoom refuses the search (%i, %i)', async (status, code, message) => {
    refusal = { path: '/v2/phone/users', status, json: { code, message } };
    const past = await readCallHistory(api, BY_EXTENSION, RANGE, new AbortController().signal);
    expect(past.isOwnList).toBe(false);
    expect(requestedUrls.at(-1)?.pathname).toBe('/v2/phone/call_history');
  });

  test.each([429, 500])('reject if the search fails for a while (%i)', async (status) => {
    refusal = { path: '/v2/phone/users', status, json: {} };
    await expect(
      readCallHistory(api, BY_EXTENSION, RANGE, new AbortController().signal),
    ).rejects.toMatchObject({ name: 'RestError' });
  });

  test('contain the days, the largest page size and no page token at first', async () => {
    await read();
    expect(Object.fromEntries(requestedUrls[0]!.searchParams)).toEqual({
      from: '2026-01-02',
      to: '2026-01-04',
      page_size: '100',
    });
  });

  test.each([
    ['2026-01-02T00:00:00.000Z', '2026-01-02'],
    ['2026-01-01T23:59:59.999Z', '2026-01-01'],
    // This is January 2 in Tokyo.
    ['2026-01-02T08:59:59+09:00', '2026-01-01'],
    ['2026-01-02T09:00:00+09:00', '2026-01-02'],
    ['2025-12-31T23:00:00-05:00', '2026-01-01'],
    ['2028-02-29T12:00:00Z', '2028-02-29'],
  ])('%s is on day %s in UTC', async (at, day) => {
    const time = Date.parse(at);
    await read(SATO, { from: time, to: time });
    expect(requestedUrls[0]?.searchParams.get('from')).toBe(day);
    expect(requestedUrls[0]?.searchParams.get('to')).toBe(day);
  });
});

describe('paging', () => {
  test('reads all pages with the same days and the previous page token', async () => {
    answer = (n) => ({
      next_page_token: ['a+b/c==&x', 'second', ''][n],
      call_logs: [{ ...RAW_ELEMENT, call_id: String(n) }],
    });
    expect(ids(await read())).toEqual(['0', '1', '2']);
    expect(requestedUrls.map(({ searchParams }) => searchParams.get('next_page_token'))).toEqual([
      null,
      'a+b/c==&x',
      'second',
    ]);
    expect(new Set(requestedUrls.map(({ searchParams }) => searchParams.get('from')))).toEqual(
      new Set(['2026-01-02']),
    );
  });

  test.each([[''], [null], [undefined]])('stops at the page token %j', async (next_page_token) => {
    answer = () => ({ next_page_token, call_logs: [RAW_ELEMENT] });
    expect(await read()).toHaveLength(1);
    expect(requestedUrls).toHaveLength(1);
  });

  test('continues after an empty page', async () => {
    answer = (n) => (n === 0 ? { next_page_token: 'more', call_logs: [] } : { call_logs: [RAW_ELEMENT] });
    expect(await read()).toHaveLength(1);
  });

  test('stops at a repeated page token', async () => {
    answer = (n) => ({ next_page_token: 'same', call_logs: [{ ...RAW_ELEMENT, call_id: String(n) }] });
    expect(ids(await read())).toEqual(['0', '1']);
  });

  test('rejects after 500 pages of alternating tokens', async () => {
    answer = (n) => ({ next_page_token: n % 2 === 0 ? 'odd' : 'even', call_logs: [] });
    const error: unknown = await read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RestError);
    expect(error).toMatchObject({ kind: 'trouble', retryAfter: null });
    expect(requestedUrls).toHaveLength(500);
  });

  test('reads 500 pages that end', async () => {
    answer = (n) => ({ next_page_token: n < 499 ? `page ${n}` : '', call_logs: [RAW_ELEMENT] });
    expect(await read()).toHaveLength(500);
  });

  test('rejects if any page fails', async () => {
    answer = (n) => (n === 0 ? { next_page_token: 'more', call_logs: [RAW_ELEMENT] } : 'Bad Gateway');
    await expect(read()).rejects.toMatchObject({ name: 'RestError', kind: 'trouble' });
  });

  test.each([[[]], ['text'], [7], [true], [{ next_page_token: 7, call_logs: [RAW_ELEMENT] }]])(
    'rejects invalid pages (%j)',
    async (page) => {
      answer = () => page;
      await expect(read()).rejects.toMatchObject({ name: 'RestError', kind: 'trouble' });
    },
  );
});

describe('the element list', () => {
  test.each(['call_logs', 'call_log', 'call_history', 'call_elements', 'call_path'])(
    'may have the name %s',
    async (name) => {
      answer = () => ({ [name]: [RAW_ELEMENT], from: '2026-01-02', total_records: 1 });
      expect(await read()).toEqual([PARSED_ELEMENT]);
    },
  );

  test.each(['call_history', 'call_elements'])(
    '%s is read instead of the deprecated call_logs',
    async (name) => {
      const deprecated = { ...RAW_ELEMENT, id: '20260102-abc', operator_name: 'deprecated' };
      answer = () => ({ call_logs: [deprecated], [name]: [RAW_ELEMENT] });
      expect(await read()).toEqual([PARSED_ELEMENT]);
    },
  );

  test.each([[[]], [null], [[{ result: 'without a call id' }]]])(
    'call_logs is read if the list with the new name (%j) has nothing readable',
    async (call_elements) => {
      answer = () => ({ call_logs: [RAW_ELEMENT], call_elements });
      expect(await read()).toEqual([PARSED_ELEMENT]);
    },
  );

  test.each([
    [{}],
    [{ call_logs: null }],
    [{ call_logs: 'none' }],
    [{ call_logs: { 0: RAW_ELEMENT } }],
    [{ calls: [RAW_ELEMENT] }],
  ])('that is missing or invalid (%j) is empty', async (page) => {
    answer = () => page;
    expect(await read()).toEqual([]);
  });
});

describe('a call element', () => {
  test('is parsed as documented', async () => {
    expect(await element({})).toEqual(PARSED_ELEMENT);
  });

  test('with only a call id is an incoming call with unknown details', async () => {
    const bare = {
      callId: '1',
      inbound: true,
      internal: false,
      caller: UNKNOWN_PARTY,
      callee: UNKNOWN_PARTY,
      withheld: false,
      startedAt: null,
      answeredAt: null,
      endedAt: null,
      result: null,
      reason: null,
      operatorName: null,
    };
    expect(await elements({ call_id: '1' })).toEqual([bare]);
    // Fields that are null are treated like missing fields.
    const empty = Object.fromEntries(Object.keys(RAW_ELEMENT).map((name) => [name, null]));
    expect(await elements({ ...empty, call_id: '1' })).toEqual([bare]);
  });

  test.each([
    ['without a call id', { ...RAW_ELEMENT, call_id: undefined }],
    ['with an empty call id', { ...RAW_ELEMENT, call_id: '' }],
    [
      'with a call id that lost its last digits as a number',
      { ...RAW_ELEMENT, call_id: Number('6998252113337041462') },
    ],
    ['that is null', null],
    ['that is a text', 'element'],
    ['that is a list', [RAW_ELEMENT]],
  ])('%s is skipped, and the others are read', async (_, broken) => {
    expect(await elements(RAW_ELEMENT, broken, { ...RAW_ELEMENT, call_id: 'last' })).toMatchObject([
      { callId: PARSED_ELEMENT.callId },
      { callId: 'last' },
    ]);
  });

  test('may be a summary of the account list, with the result of the call', async () => {
    const elementOnly = ['call_element_id', 'event', 'result', 'result_reason', 'operator_name'];
    const common = Object.entries(RAW_ELEMENT).filter(([name]) => !elementOnly.includes(name));
    answer = () => ({ call_history: [{ ...Object.fromEntries(common), call_result: 'answered' }] });
    expect(await read(EVERYONE)).toEqual([
      { ...PARSED_ELEMENT, result: 'answered', reason: null, operatorName: null },
    ]);
  });

  test.each([
    ['7018317023722949162_1', '7018317023722949162'],
    ['7018317023722949162_12', '7018317023722949162'],
    ['7018317023722949162', '7018317023722949162'],
    ['_1', '_1'],
  ])('with the call id %s belongs to the call %s', async (call_id, callId) => {
    expect((await element({ call_id })).callId).toBe(callId);
  });

  test.each<[Readonly<Record<string, unknown>>, Partial<CallElement>]>([
    [{ result: undefined, call_result: 'Ring Timeout' }, { result: 'ring_timeout' }],
    [{ result: null, call_result: 'answered' }, { result: 'answered' }],
    [{ result: 'no_answer', call_result: 'answered' }, { result: 'no_answer' }],
    [{ direction: 'outbound' }, { inbound: false }],
    [{ direction: 'Outbound' }, { inbound: false }],
    [{ direction: 'inbound' }, { inbound: true }],
    [{ connect_type: 'internal' }, { internal: true }],
    [{ connect_type: 'Internal' }, { internal: true }],
    [{ hide_caller_id: true }, { withheld: true }],
    [{ hide_caller_id: 'yes' }, { withheld: false }],
    [{ caller_number_type: 'anonymous_number' }, { withheld: true }],
    [{ caller_number_type: 'Anonymous Number' }, { withheld: true }],
    [{ result: 'Ring Timeout' }, { result: 'ring_timeout' }],
    [{ result: 'No-Answer' }, { result: 'no_answer' }],
    [{ result: 'ANSWERED' }, { result: 'answered' }],
    [{ result_reason: 'Answered By Other' }, { reason: 'answered_by_other' }],
    [
      { result: '', result_reason: '' },
      { result: null, reason: null },
    ],
    [
      { result: 7, result_reason: ['x'] },
      { result: null, reason: null },
    ],
    [
      { direction: 7, connect_type: {} },
      { inbound: true, internal: false },
    ],
  ])('%j is parsed as %j', async (raw, expected) => {
    expect(await element(raw)).toMatchObject(expected);
  });

  test.each([
    ['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02T03:04:05.678Z', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ['2026-01-02T12:04:05+09:00', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['', null],
    ['soon', null],
    [1_767_323_045, null],
    [null, null],
    [undefined, null],
    [{}, null],
  ])('%j is parsed as time %j', async (raw, time) => {
    expect(await element({ start_time: raw, answer_time: raw, end_time: raw })).toMatchObject({
      startedAt: time,
      answeredAt: time,
      endedAt: time,
    });
  });

  test.each([
    [1002, '1002'],
    ['1002', '1002'],
    ['', null],
    [true, null],
    [{}, null],
  ])('parses the extension %j as %j, and phone numbers the same way', async (raw, expected) => {
    const { caller, callee } = await element({
      caller_ext_number: raw,
      callee_ext_number: raw,
      caller_did_number: raw,
      callee_did_number: raw,
    });
    for (const { extensionNumber, phoneNumber } of [caller, callee])
      expect({ extensionNumber, phoneNumber }).toEqual({ extensionNumber: expected, phoneNumber: expected });
  });

  test.each([
    ['user', 'user'],
    ['call_queue', 'callqueue'],
    ['callQueue', 'callqueue'],
    ['Call Queue', 'callqueue'],
    ['shared-line-group', 'sharedlinegroup'],
    ['auto_receptionist', 'autoreceptionist'],
    [7, '7'],
    ['', null],
  ])('parses the extension type %j as %j', async (raw, expected) => {
    expect((await element({ callee_ext_type: raw })).callee.extensionType).toBe(expected);
  });

  test('assigns fields to the right party', async () => {
    const { caller, callee } = await element({
      caller_ext_id: 'of the caller',
      caller_ext_number: 1003,
      caller_ext_type: 'user',
      callee_user_id: 'of the callee',
    });
    expect(caller).toMatchObject({ extensionId: 'of the caller', extensionNumber: '1003', userId: null });
    expect(callee).toMatchObject({ userId: 'of the callee', extensionNumber: '1002' });
  });

  test('cleans and truncates names for display', async () => {
    const name = '\u202e\u0000 株式会社\nテスト\u200b ';
    const { caller, callee, operatorName } = await element({
      caller_name: name,
      callee_name: 'x'.repeat(10_000),
      operator_name: name,
    });
    expect(caller.name).toBe('株式会社 テスト');
    expect(operatorName).toBe('株式会社 テスト');
    expect(callee.name?.length).toBeLessThanOrEqual(120);
  });

  test('ignores unknown fields', async () => {
    expect(await element({ ai_summary: { a: [1] }, constructor: 7, toString: null })).toEqual(PARSED_ELEMENT);
  });
});

test('any page yields well-formed elements or a RestError', async () => {
  const wild = fc.oneof(fc.jsonValue(), fc.constantFrom('', '\u0000', -1, '2026-01-02T03:04:05Z', 'Inbound'));
  const item = fc.oneof(
    fc.jsonValue(),
    fc
      .dictionary(fc.constantFrom(...Object.keys(RAW_ELEMENT), '__proto__'), wild)
      .map((fields) => ({ call_id: '1', ...fields })),
  );
  const page = fc.oneof(
    fc.jsonValue(),
    fc.record(
      { call_logs: fc.array(item), call_elements: fc.oneof(fc.array(item), wild), next_page_token: wild },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(page, async (json) => {
      answer = () => json;
      const calls = await read().catch((error: unknown) => {
        // The page `null` is rejected because it is not an answer in JSON.
        expect(error).toBeInstanceOf(RestError);
        return [];
      });
      for (const { callId, caller, callee, startedAt, result } of calls) {
        expect(callId).not.toBe('');
        expect(startedAt === null || Number.isFinite(startedAt)).toBe(true);
        expect(result ?? '').not.toMatch(/[A-Z\s]/u);
        for (const text of [caller, callee].flatMap((party) => Object.values<string | null>({ ...party })))
          expect(text === null || (typeof text === 'string' && text !== '')).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('reads a time without a zone as UTC in any local time zone', async () => {
  vi.stubEnv('TZ', 'Asia/Tokyo');
  try {
    expect(new Date(0).getHours()).toBe(9);
    const { startedAt } = await element({ start_time: '2026-01-02T03:04:05' });
    expect(startedAt).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
  } finally {
    vi.unstubAllEnvs();
  }
});
