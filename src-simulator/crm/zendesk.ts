/**
 * Zendesk's search of users (https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/ and
 * https://developer.zendesk.com/documentation/voice/talk-partner-edition/retrieving-the-zendesk-user-id-of-a-caller/).
 *
 * Its quirks: what was changed minutes ago is not found yet; `phone:` takes digits only, a `*` before them finds whatever
 * ends in them; several values of one keyword are alternatives; an unknown keyword finds nobody; a thousand results at
 * most; the minute's requests are counted for the account.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { toAsciiDigits, orNull, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';

const SECRET = 'simulated-zendesk-api-token';
const EMAIL = 'agent@example.com';
const MAX_RESULTS = 1_000;
const MAX_PAGE_SIZE = 100;
/** "It can take up to a few minutes"; how many is not said. */
const INDEX_LAG_MS = 3 * 60_000;
/** of the plan Team */
const MAX_REQUESTS_PER_MINUTE = 200;
/** The field that this account has added to its users. */
const MOBILE = 'mobile_phone';

/** @param records users; who has one number has it in `phone`, the mobile beside it is in the account's own field */
export function createZendeskFake(records: readonly FakeCrmRecord[], { ignoresQuery }: CrmOptions): CrmFake {
  const organizations = [...new Set(records.map(({ company }) => company))].filter((name) => name !== '');
  const users = records.map((record) => ({
    user: toUser(record, organizations),
    indexedAt: record.activeAt + INDEX_LAG_MS,
  }));
  let requestTimes: readonly number[] = [];

  return {
    secret: SECRET,
    errorBody: (status, _code, message) => toErrorBody(status, message),
    answer: ({ method, path, headers }: ZoomRequest, now): ZoomAnswer => {
      requestTimes = [...requestTimes.filter((at) => at > now - 60_000), now];
      const limits = {
        'x-rate-limit': String(MAX_REQUESTS_PER_MINUTE),
        'x-rate-limit-remaining': String(Math.max(0, MAX_REQUESTS_PER_MINUTE - requestTimes.length)),
      };
      const refuse = (
        status: number,
        message: string,
        extraHeaders: Readonly<Record<string, string>> = {},
      ): ZoomAnswer =>
        answerWith(
          { status, body: toErrorBody(status, message), headers: { ...limits, ...extraHeaders } },
          now,
        );
      const [oldest = now] = requestTimes;
      if (requestTimes.length > MAX_REQUESTS_PER_MINUTE)
        return refuse(429, 'Number of allowed API requests per minute exceeded', {
          'retry-after': String(Math.ceil((oldest + 60_000 - now) / 1_000)),
        });
      const expected = Buffer.from(`${EMAIL}/token:${SECRET}`, 'utf8').toString('base64');
      if (headers['authorization'] !== `Basic ${expected}`) return refuse(401, '');
      const url = new URL(path, 'https://example.zendesk.com');
      if (method !== 'GET' || url.pathname !== '/api/v2/search.json') return refuse(404, 'Not found');
      const terms = parseTerms(url.searchParams.get('query') ?? '');
      if (terms === null || terms.length === 0) return refuse(422, 'Invalid search: query');
      const found = users
        .filter(({ user, indexedAt }) => ignoresQuery || (indexedAt <= now && matchesTerms(user, terms)))
        .map(({ user }) => user);
      const perPage = Math.min(Number(url.searchParams.get('per_page') ?? MAX_PAGE_SIZE), MAX_PAGE_SIZE);
      const from = (Number(url.searchParams.get('page') ?? '1') - 1) * perPage;
      if (from >= MAX_RESULTS)
        return refuse(422, 'Invalid search: Requested response size was greater than Search Response Limits');
      const results = found.slice(from, from + perPage);
      const include = url.searchParams.get('include') ?? '';
      const body = {
        results,
        ...toSideloads(include, results, organizations),
        facets: null,
        next_page: null,
        previous_page: null,
        count: found.length,
      };
      return answerWith({ status: 200, body, headers: limits }, now);
    },
  };
}

/** @param include what the request asks to come along */
function toSideloads(include: string, results: readonly User[], organizations: readonly string[]): object {
  return {
    ...(include.includes('organizations') && {
      organizations: organizations.map((name, n) => ({ id: n + 1, name })),
    }),
    ...(include.includes('identities') && {
      identities: results.map(({ id, email }) => ({ user_id: id, type: 'email', value: email })),
    }),
  };
}

function toErrorBody(status: number, message: string): unknown {
  return status === 401
    ? { error: "Couldn't authenticate you" }
    : { error: toErrorName(status), description: message };
}

function toErrorName(status: number): string {
  if (status === 429) return 'TooManyRequests';
  return status >= 500 ? 'unavailable' : status === 404 ? 'RecordNotFound' : 'invalid';
}

interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly notes: string | null;
  readonly organization_id: number | null;
  readonly role: 'end-user';
  readonly result_type: 'user';
  readonly updated_at: string;
  readonly user_fields: Readonly<Record<string, string | null>>;
}

function toUser(record: FakeCrmRecord, organizations: readonly string[]): User {
  const organization = organizations.indexOf(record.company) + 1;
  return {
    id: Number(record.id),
    name: record.kind === 'company' ? record.company : `${record.familyName} ${record.givenName}`.trim(),
    email: `u${record.id}@customer.example`,
    phone: orNull(record.phone === '' ? record.mobile : record.phone),
    notes: null,
    organization_id: organization === 0 ? null : organization,
    role: 'end-user',
    result_type: 'user',
    updated_at: new Date(record.activeAt).toISOString(),
    user_fields: { [MOBILE]: record.phone === '' ? null : orNull(record.mobile) },
  };
}

interface Term {
  readonly keyword: string;
  readonly value: string;
  readonly isPhrase: boolean;
}

/** The query in its parts; null = a quote is left open. */
function parseTerms(query: string): readonly Term[] | null {
  if ((query.split('"').length - 1) % 2 !== 0) return null;
  return [...query.matchAll(/(?:([\w-]+):)?(?:"([^"]*)"|(\S+))/gu)].map(
    ([, keyword = '', phrase, word = '']) => ({
      keyword,
      value: phrase ?? word,
      isPhrase: phrase !== undefined,
    }),
  );
}

function matchesTerms(user: User, terms: readonly Term[]): boolean {
  const keywords = [...new Set(terms.map(({ keyword }) => keyword))];
  return keywords.every((keyword) =>
    terms.some((term) => term.keyword === keyword && matchesTerm(user, term)),
  );
}

function matchesTerm(user: User, { keyword, value, isPhrase }: Term): boolean {
  switch (keyword) {
    case 'type':
      return value === user.result_type;
    case 'role':
      return value === user.role;
    case 'phone': {
      // Whether digits of full width count as digits is not said: taken for no.
      const digits = toAsciiDigits(user.phone ?? '');
      if (!/^\*?\d+$/u.test(value) || digits === '') return false;
      return value.startsWith('*') ? digits.endsWith(value.slice(1)) : digits === value;
    }
    case '':
      return user.name.toLowerCase().includes(value.toLowerCase());
    default: {
      const text = user.user_fields[keyword];
      // How the texts of an account's own fields are cut into words is not said: taken for whole, or up to a space.
      if (text == null) return false;
      return isPhrase ? ` ${text} `.includes(` ${value} `) : text.split(' ').includes(value);
    }
  }
}
