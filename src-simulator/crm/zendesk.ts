/**
 * Zendesk's search of users (https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/ and
 * https://developer.zendesk.com/documentation/voice/talk-partner-edition/retrieving-the-zendesk-user-id-of-a-caller/).
 *
 * Quirks: changes of the last minutes are not found yet; `phone:` takes digits only, after a `*` it finds numbers that end
 * in them; several values of one keyword are alternatives; an unknown keyword finds nothing; 1,000 results at most; the
 * account's requests per minute are limited.
 */
import { createMinuteCounter, getDisplayName, orNull, Refusal, toAsciiDigits, toBasicHeader } from './crm.ts';
import type { CrmFake, CrmOptions, FakeCrmRecord } from './crm.ts';

const SECRET = 'simulated-zendesk-api-token';
const EMAIL = 'agent@example.com';
const MAX_RESULTS = 1_000;
const MAX_PAGE_SIZE = 100;
/** "It can take up to a few minutes"; the exact time is not documented. */
const INDEX_LAG_MS = 3 * 60_000;
/** of the plan Team */
const MAX_REQUESTS_PER_MINUTE = 200;
/** A custom field of this account's users. */
const MOBILE = 'mobile_phone';

/** @param records users; a mobile number is in `phone` if that is empty, otherwise in the custom field */
export function createZendeskFake(records: readonly FakeCrmRecord[], { ignoresQuery }: CrmOptions): CrmFake {
  const organizations = [...new Set(records.map(({ company }) => company))].filter((name) => name !== '');
  const users = records.map((record) => ({
    user: toUser(record, organizations),
    indexedAt: record.activeAt + INDEX_LAG_MS,
  }));
  const countRequest = createMinuteCounter(MAX_REQUESTS_PER_MINUTE);

  return {
    secret: SECRET,
    errorBody: toErrorBody,
    answer: ({ method, path, headers }, now) => {
      const { remaining, retryAfter } = countRequest(now);
      const limits = {
        'x-rate-limit': String(MAX_REQUESTS_PER_MINUTE),
        'x-rate-limit-remaining': remaining,
        ...(retryAfter !== null && { 'retry-after': retryAfter }),
      };
      const refuse = (status: number, message: string): Refusal =>
        new Refusal(status, toErrorBody(status, message), limits);
      if (retryAfter !== null) throw refuse(429, 'Number of allowed API requests per minute exceeded');
      if (headers['authorization'] !== toBasicHeader(`${EMAIL}/token:${SECRET}`)) throw refuse(401, '');
      const { pathname, searchParams } = new URL(path, 'https://example.zendesk.com');
      if (method !== 'GET' || pathname !== '/api/v2/search.json') throw refuse(404, 'Not found');
      const terms = parseTerms(searchParams.get('query') ?? '');
      if (terms === null || terms.length === 0) throw refuse(422, 'Invalid search: query');
      const found = users
        .filter(({ user, indexedAt }) => ignoresQuery || (indexedAt <= now && matchesTerms(user, terms)))
        .map(({ user }) => user);
      const perPage = Math.min(Number(searchParams.get('per_page') ?? MAX_PAGE_SIZE), MAX_PAGE_SIZE);
      const from = (Number(searchParams.get('page') ?? '1') - 1) * perPage;
      if (from >= MAX_RESULTS)
        throw refuse(422, 'Invalid search: Requested response size was greater than Search Response Limits');
      const results = found.slice(from, from + perPage);
      const body = {
        results,
        ...toSideloads(searchParams.get('include') ?? '', results, organizations),
        facets: null,
        next_page: null,
        previous_page: null,
        count: found.length,
      };
      return { status: 200, body, headers: limits };
    },
  };
}

/** @param include the related records that the request asks for */
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

type User = ReturnType<typeof toUser>;

function toUser(record: FakeCrmRecord, organizations: readonly string[]) {
  const organization = organizations.indexOf(record.company) + 1;
  const userFields: Readonly<Record<string, string | null>> = {
    [MOBILE]: record.phone === '' ? null : orNull(record.mobile),
  };
  return {
    id: Number(record.id),
    name: getDisplayName(record),
    email: `u${record.id}@customer.example`,
    phone: orNull(record.phone === '' ? record.mobile : record.phone),
    notes: null,
    organization_id: organization === 0 ? null : organization,
    role: 'end-user',
    result_type: 'user',
    updated_at: new Date(record.activeAt).toISOString(),
    user_fields: userFields,
  };
}

interface Term {
  readonly keyword: string;
  readonly value: string;
  readonly isPhrase: boolean;
}

/** Null if a quote is not closed. */
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
      // Unconfirmed: here full-width digits are no digits.
      const digits = toAsciiDigits(user.phone ?? '');
      if (!/^\*?\d+$/u.test(value) || digits === '') return false;
      return value.startsWith('*') ? digits.endsWith(value.slice(1)) : digits === value;
    }
    case '':
      return user.name.toLowerCase().includes(value.toLowerCase());
    default: {
      const text = user.user_fields[keyword];
      // Unconfirmed: here the texts of custom fields are split into words at spaces.
      if (text == null) return false;
      return isPhrase ? ` ${text} `.includes(` ${value} `) : text.split(' ').includes(value);
    }
  }
}
