/**
 * A CRM with a plain REST API, as small vendors and in-house developers write them. It has one of several shapes, each
 * with the quirks of its kind.
 */
import { getField, orNull, Refusal, toAsciiDigits, toBasicHeader, toList } from './crm.ts';
import type { CrmFake, CrmOptions, FakeCrmRecord } from './crm.ts';
import type { ZoomRequest } from '../http.ts';
import { parseJson } from '../parse-json.ts';

const SECRET = 'simulated-rest-key:+/=';
const CLIENT = 'chakushin';
const MAX_RESULTS = 50;

/**
 * - `array`: `GET /contacts?phone=a,b` → an array; compares texts as typed
 * - `nested`: `GET /v2/people?filter={"phone":{"in":[…]}}` → `data.items`; finds digits anywhere in a number
 * - `path`: `GET /numbers/{number}/contacts` → one number each, compared as typed; 404 or an empty list if not found
 * - `post`: `POST /search` with `{"any":[{"tel":…}]}` → `result.records`, left out if empty
 */
export type RestShape = 'array' | 'nested' | 'path' | 'post';

export interface RestFakeOptions extends CrmOptions {
  readonly shape: RestShape;
  /** how requests are authenticated; `client` = a token of the CRM's own token endpoint. `bearer` by default */
  readonly auth?: 'bearer' | 'basic' | 'key' | 'client';
  /** `path`: answers 404 for an unknown number */
  readonly returns404?: boolean;
}

export interface RestFake extends CrmFake {
  /** makes every token issued so far invalid */
  revoke(): void;
  /** how many tokens were issued */
  readonly tokens: number;
}

export function createRestFake(records: readonly FakeCrmRecord[], options: RestFakeOptions): RestFake {
  const { auth = 'bearer' } = options;
  let tokens = 0;
  let firstValidToken = 1;
  return {
    secret: SECRET,
    errorBody: toErrorBody,
    get tokens() {
      return tokens;
    },
    revoke: () => {
      firstValidToken = tokens + 1;
    },
    answer: (request) => {
      if (auth === 'client' && request.path === '/oauth/token') {
        const form = new URLSearchParams(request.body);
        const isValid =
          form.get('grant_type') === 'client_credentials' &&
          form.get('client_id') === CLIENT &&
          form.get('client_secret') === SECRET;
        if (!isValid) throw new Refusal(401, { error: 'invalid_client' });
        tokens += 1;
        const body = { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 3_600 };
        return { status: 200, body };
      }
      if (!isAuthorized(request.headers, auth, firstValidToken)) throw toRefusal(401, 'Who are you?');
      return { status: 200, body: search(records, request, options) };
    },
  };
}

function toErrorBody(status: number, message: string): unknown {
  return { error: { status, message } };
}

function toRefusal(status: number, message: string): Refusal {
  return new Refusal(status, toErrorBody(status, message));
}

/** @param firstValidToken tokens are numbered in the order of issue */
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
      return authorization === toBasicHeader(`anna:${SECRET}`);
    case 'key':
      return headers['x-api-key'] === SECRET && authorization === '';
    case 'client':
      return Number(/^Bearer token-(\d+)$/u.exec(authorization)?.[1] ?? 0) >= firstValidToken;
  }
}

/** The body of a successful answer. */
function search(
  records: readonly FakeCrmRecord[],
  { method, path, body }: ZoomRequest,
  { shape, ignoresQuery, returns404 = false }: RestFakeOptions,
): unknown {
  const findRecords = (isMatch: (typed: string) => boolean): readonly FakeCrmRecord[] =>
    ignoresQuery ? records : findByNumber(records, isMatch);
  const { pathname, searchParams } = new URL(path, 'http://crm');
  const checkRoute = (isKnown: boolean): void => {
    if (!isKnown) throw toRefusal(404, 'No such page');
  };
  switch (shape) {
    case 'array': {
      checkRoute(method === 'GET' && pathname === '/contacts');
      const wantedNumbers = (searchParams.get('phone') ?? '').split(',');
      return findRecords((typed) => wantedNumbers.includes(typed)).map(toFlatRecord);
    }
    case 'nested': {
      checkRoute(method === 'GET' && pathname === '/v2/people');
      const filter = getField(parseJson(searchParams.get('filter') ?? ''), 'phone');
      const wantedNumbers = toList(getField(filter, 'in')).map(String).map(toAsciiDigits);
      if (wantedNumbers.length === 0 && !ignoresQuery) throw toRefusal(400, 'filter');
      const matches = findRecords((typed) =>
        wantedNumbers.some((digits) => digits.length >= 4 && toAsciiDigits(typed).includes(digits)),
      );
      return { data: { items: matches.map(toNestedRecord) }, total: matches.length };
    }
    case 'path': {
      const wantedNumber = /^\/numbers\/([^/]+)\/contacts$/u.exec(pathname)?.[1];
      checkRoute(method === 'GET' && wantedNumber !== undefined);
      const matches = findRecords((typed) => typed === decodeURIComponent(wantedNumber ?? ''));
      if (returns404 && matches.length === 0) throw toRefusal(404, 'Nobody');
      return { contacts: matches.map(toFlatRecord) };
    }
    case 'post': {
      checkRoute(method === 'POST' && pathname === '/search');
      const wantedNumbers = toList(getField(parseJson(body), 'any')).map(String);
      const matches = findRecords((typed) => wantedNumbers.includes(typed.trim()));
      return { result: matches.length === 0 ? {} : { records: matches.map(toFlatRecord) } };
    }
  }
}

function findByNumber(records: readonly FakeCrmRecord[], isMatch: (typed: string) => boolean) {
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
