/**
 * A CRM with a plain REST API such as small vendors and in-house developers write: no vendor's in particular. It takes
 * one of several shapes, each with the quirks that its kind has.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { parseJson } from '../parse-json.ts';
import {
  toAsciiDigits,
  getField,
  toList,
  orNull,
  type CrmFake,
  type CrmOptions,
  type FakeCrmRecord,
} from './crm.ts';

const SECRET = 'simulated-rest-key:+/=';
const CLIENT = 'chakushin';
const MAX_RESULTS = 50;

/**
 * - `array`: `GET /contacts?phone=a,b` → an array; texts are compared as they were typed
 * - `nested`: `GET /v2/people?filter={"phone":{"in":[…]}}` → `data.items`; digits are compared, in the middle as well
 * - `path`: `GET /numbers/{number}/contacts` → one number each, texts as typed; 404 or an empty list when nobody has it
 * - `post`: `POST /search` with `{"any":[{"tel":…}]}` → `result.records`, which is left out when there are none
 */
export type RestShape = 'array' | 'nested' | 'path' | 'post';

export interface RestFakeOptions extends CrmOptions {
  readonly shape: RestShape;
  /** how it wants to know who asks; `client` = with a token of its own token endpoint */
  readonly auth?: 'bearer' | 'basic' | 'key' | 'client';
  /** `path`: says 404 where nobody has the number */
  readonly returns404?: boolean;
}

/** What can be done to a running fake. */
export interface RestFake extends CrmFake {
  /** no token that was given out so far is good any more */
  revoke(): void;
  /** how many were given out */
  readonly tokens: number;
}

export function createRestFake(records: readonly FakeCrmRecord[], options: RestFakeOptions): RestFake {
  const { auth = 'bearer' } = options;
  let tokens = 0;
  let firstValidToken = 1;
  return {
    secret: SECRET,
    errorBody: (status, _code, message) => toErrorBody(status, message),
    get tokens() {
      return tokens;
    },
    revoke: () => {
      firstValidToken = tokens + 1;
    },
    answer: (request, now) => {
      if (auth === 'client' && request.path === '/oauth/token') {
        const form = new URLSearchParams(request.body);
        const isValid =
          form.get('grant_type') === 'client_credentials' &&
          form.get('client_id') === CLIENT &&
          form.get('client_secret') === SECRET;
        if (!isValid) return answerWith({ status: 401, body: { error: 'invalid_client' } }, now);
        tokens += 1;
        const body = { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 3_600 };
        return answerWith({ status: 200, body }, now);
      }
      return isAuthorized(request.headers, auth, firstValidToken)
        ? search(records, request, options, now)
        : refuse(401, 'Who are you?', now);
    },
  };
}

function toErrorBody(status: number, message: string): unknown {
  return { error: { status, message } };
}

function refuse(status: number, message: string, now: number): ZoomAnswer {
  return answerWith({ status, body: toErrorBody(status, message) }, now);
}

/** @param firstValidToken tokens are numbered in the order in which they were given out */
function isAuthorized(
  headers: ZoomRequest['headers'],
  auth: NonNullable<RestFakeOptions['auth']>,
  firstValidToken: number,
): boolean {
  const authorization = headers['authorization'] ?? '';
  switch (auth) {
    case 'bearer':
      return authorization === `Bearer ${SECRET}`;
    case 'basic':
      return authorization === `Basic ${Buffer.from(`anna:${SECRET}`, 'utf8').toString('base64')}`;
    case 'key':
      return headers['x-api-key'] === SECRET && authorization === '';
    case 'client':
      return Number(/^Bearer token-(\d+)$/u.exec(authorization)?.[1] ?? 0) >= firstValidToken;
  }
}

function search(
  records: readonly FakeCrmRecord[],
  { method, path, body }: ZoomRequest,
  { shape, ignoresQuery, returns404 = false }: RestFakeOptions,
  now: number,
): ZoomAnswer {
  const findRecords = (isMatch: (typed: string) => boolean): readonly FakeCrmRecord[] =>
    ignoresQuery ? records : findByNumber(records, isMatch);
  const url = new URL(path, 'http://crm');
  switch (shape) {
    case 'array': {
      const wantedNumbers = (url.searchParams.get('phone') ?? '').split(',');
      if (method !== 'GET' || url.pathname !== '/contacts') return refuse(404, 'No such page', now);
      return answerWith(
        { status: 200, body: findRecords((typed) => wantedNumbers.includes(typed)).map(toFlatRecord) },
        now,
      );
    }
    case 'nested': {
      if (method !== 'GET' || url.pathname !== '/v2/people') return refuse(404, 'No such page', now);
      const filter = getField(parseJson(url.searchParams.get('filter') ?? ''), 'phone');
      const wantedNumbers = toList(getField(filter, 'in')).map(String).map(toAsciiDigits);
      if (wantedNumbers.length === 0 && !ignoresQuery) return refuse(400, 'filter', now);
      const matches = findRecords((typed) =>
        wantedNumbers.some((digits) => digits.length >= 4 && toAsciiDigits(typed).includes(digits)),
      );
      return answerWith(
        { status: 200, body: { data: { items: matches.map(toNestedRecord) }, total: matches.length } },
        now,
      );
    }
    case 'path': {
      const [, segment] = /^\/numbers\/([^/]+)\/contacts$/u.exec(url.pathname) ?? [];
      if (method !== 'GET' || segment === undefined) return refuse(404, 'No such page', now);
      const wantedNumber = decodeURIComponent(segment);
      const matches = findRecords((typed) => typed === wantedNumber);
      if (returns404 && matches.length === 0) return refuse(404, 'Nobody', now);
      return answerWith({ status: 200, body: { contacts: matches.map(toFlatRecord) } }, now);
    }
    case 'post': {
      if (method !== 'POST' || url.pathname !== '/search') return refuse(404, 'No such page', now);
      const wantedNumbers = toList(getField(parseJson(body), 'any')).map(String);
      const matches = findRecords((typed) => wantedNumbers.includes(typed.trim()));
      return answerWith(
        {
          status: 200,
          body: { result: matches.length === 0 ? {} : { records: matches.map(toFlatRecord) } },
        },
        now,
      );
    }
  }
}

function findByNumber(
  records: readonly FakeCrmRecord[],
  isMatch: (typed: string) => boolean,
): readonly FakeCrmRecord[] {
  return records
    .filter(({ phone, mobile }) => [phone, mobile].some((typed) => typed !== '' && isMatch(typed)))
    .slice(0, MAX_RESULTS);
}

function toFlatRecord(record: FakeCrmRecord): unknown {
  return {
    id: record.id,
    lastname: orNull(record.familyName),
    firstname: orNull(record.givenName),
    org: { name: orNull(record.company) },
    tel: orNull(record.phone),
    numbers: record.mobile === '' ? [] : [{ type: 'mobile', value: record.mobile }],
    owner: { email: orNull(record.ownerEmail) },
    tickets: Array.from({ length: record.open }, (_item, n) => ({ id: n })),
    updated_at: new Date(record.activeAt).toISOString(),
    status: 'active',
  };
}

function toNestedRecord(record: FakeCrmRecord): unknown {
  return {
    person: { uuid: record.id, names: [`${record.familyName} ${record.givenName}`.trim()] },
    channels: [
      { kind: 'work', number: record.phone },
      { kind: 'cell', number: orNull(record.mobile) },
    ],
    company: orNull(record.company),
    open: String(record.open),
    updated: Math.floor(record.activeAt / 1_000),
  };
}
