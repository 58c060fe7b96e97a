/**
 * A CRM with a plain REST API such as small vendors and in-house developers write: no vendor's in particular. It takes
 * one of several shapes, each with the quirks that its kind has.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { parseJson } from '../parse-json.ts';
import { asciiDigits, field, listOf, orNull, type CrmFake, type CrmOptions, type CrmRecord } from './crm.ts';

const SECRET = 'simulated-rest-key:+/=';
const CLIENT = 'chakushin';
const MOST = 50;

/**
 * - `array`: `GET /contacts?phone=a,b` → an array; texts are compared as they were typed
 * - `nested`: `GET /v2/people?filter={"phone":{"in":[…]}}` → `data.items`; digits are compared, in the middle as well
 * - `path`: `GET /numbers/{number}/contacts` → one number each, texts as typed; 404 or an empty list when nobody has it
 * - `post`: `POST /search` with `{"any":[{"tel":…}]}` → `result.records`, which is left out when there are none
 */
export type RestShape = 'array' | 'nested' | 'path' | 'post';

export interface RestOptions extends CrmOptions {
  readonly shape: RestShape;
  /** how it wants to know who asks; `client` = with a token of its own token endpoint */
  readonly auth?: 'bearer' | 'basic' | 'key' | 'client';
  /** `path`: says 404 where nobody has the number */
  readonly says404?: boolean;
}

/** What can be done to a running fake. */
export interface RestFake extends CrmFake {
  /** no token that was given out so far is good any more */
  revoke(): void;
  /** how many were given out */
  readonly tokens: number;
}

export function createRestFake(
  records: readonly CrmRecord[],
  { lies, shape, auth = 'bearer', says404 = false }: RestOptions,
): RestFake {
  let tokens = 0;
  let goodFrom = 1;
  const errorBody = (status: number, _code: number, message: string): unknown => ({
    error: { status, message },
  });
  const refuse = (status: number, message: string, now: number): ZoomAnswer =>
    answerWith({ status, body: errorBody(status, status, message) }, now);
  const isKnown = (headers: ZoomRequest['headers']): boolean => {
    const given = headers['authorization'] ?? '';
    switch (auth) {
      case 'bearer':
        return given === `Bearer ${SECRET}`;
      case 'basic':
        return given === `Basic ${Buffer.from(`anna:${SECRET}`, 'utf8').toString('base64')}`;
      case 'key':
        return headers['x-api-key'] === SECRET && given === '';
      case 'client':
        return Number(/^Bearer token-(\d+)$/u.exec(given)?.[1] ?? 0) >= goodFrom;
    }
  };
  const found = (fits: (typed: string) => boolean): readonly CrmRecord[] =>
    records
      .filter(({ phone, mobile }) => lies || [phone, mobile].some((typed) => typed !== '' && fits(typed)))
      .slice(0, lies ? records.length : MOST);

  const search = ({ method, path, body }: ZoomRequest, now: number): ZoomAnswer => {
    const url = new URL(path, 'http://crm');
    switch (shape) {
      case 'array': {
        const wanted = (url.searchParams.get('phone') ?? '').split(',');
        if (method !== 'GET' || url.pathname !== '/contacts') return refuse(404, 'No such page', now);
        return answerWith({ status: 200, body: found((typed) => wanted.includes(typed)).map(flat) }, now);
      }
      case 'nested': {
        if (method !== 'GET' || url.pathname !== '/v2/people') return refuse(404, 'No such page', now);
        const filter = field(parseJson(url.searchParams.get('filter') ?? ''), 'phone');
        const wanted = listOf(field(filter, 'in')).map(String).map(asciiDigits);
        if (wanted.length === 0 && !lies) return refuse(400, 'filter', now);
        const hits = found((typed) =>
          wanted.some((digits) => digits.length >= 4 && asciiDigits(typed).includes(digits)),
        );
        return answerWith(
          { status: 200, body: { data: { items: hits.map(nested) }, total: hits.length } },
          now,
        );
      }
      case 'path': {
        const [, segment] = /^\/numbers\/([^/]+)\/contacts$/u.exec(url.pathname) ?? [];
        if (method !== 'GET' || segment === undefined) return refuse(404, 'No such page', now);
        const wanted = decodeURIComponent(segment);
        const hits = found((typed) => typed === wanted);
        if (says404 && hits.length === 0) return refuse(404, 'Nobody', now);
        return answerWith({ status: 200, body: { contacts: hits.map(flat) } }, now);
      }
      case 'post': {
        if (method !== 'POST' || url.pathname !== '/search') return refuse(404, 'No such page', now);
        const wanted = listOf(field(parseJson(body), 'any')).map(String);
        const hits = found((typed) => wanted.includes(typed.trim()));
        return answerWith(
          { status: 200, body: { result: hits.length === 0 ? {} : { records: hits.map(flat) } } },
          now,
        );
      }
    }
  };

  return {
    secret: SECRET,
    errorBody,
    get tokens() {
      return tokens;
    },
    revoke: () => {
      goodFrom = tokens + 1;
    },
    answer: (request, now) => {
      if (auth === 'client' && request.path === '/oauth/token') {
        const form = new URLSearchParams(request.body);
        const isRight =
          form.get('grant_type') === 'client_credentials' &&
          form.get('client_id') === CLIENT &&
          form.get('client_secret') === SECRET;
        if (!isRight) return answerWith({ status: 401, body: { error: 'invalid_client' } }, now);
        tokens += 1;
        const body = { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 3_600 };
        return answerWith({ status: 200, body }, now);
      }
      return isKnown(request.headers) ? search(request, now) : refuse(401, 'Who are you?', now);
    },
  };
}

function flat(record: CrmRecord): unknown {
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

function nested(record: CrmRecord): unknown {
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
