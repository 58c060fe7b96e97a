/**
 * Freshdesk's search of contacts (https://developers.freshdesk.com/api/#filter_contacts).
 *
 * Quirks: the query is in double quotes and has 512 characters at most; a field is compared as a whole; an unknown field
 * is an error; 30 contacts a page, ten pages; changes of the last minutes are not found yet; every request counts against
 * the minute's limit, refused ones included.
 */
import { createMinuteCounter, getDisplayName, orNull, Refusal, toBasicHeader } from './crm.ts';
import type { CrmFake, CrmOptions, FakeCrmRecord } from './crm.ts';

const SECRET = 'simulatedFreshdeskKey';
const PAGE_SIZE = 30;
const MAX_PAGES = 10;
/** Unconfirmed: here the quotes count, and the length is that before URL encoding. */
const MAX_QUERY_LENGTH = 512;
/** "The updates will take a few minutes to get indexed"; the exact time is not documented. */
const INDEX_LAG_MS = 3 * 60_000;
/** of the plan Growth */
const MAX_REQUESTS_PER_MINUTE = 200;

/** @param records contacts; a `company` is a contact with the company's name */
export function createFreshdeskFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
): CrmFake {
  const countRequest = createMinuteCounter(MAX_REQUESTS_PER_MINUTE);

  return {
    secret: SECRET,
    errorBody: toErrorBody,
    answer: ({ method, path, headers }, now) => {
      const { remaining, retryAfter } = countRequest(now);
      const limits = {
        'x-ratelimit-total': String(MAX_REQUESTS_PER_MINUTE),
        'x-ratelimit-remaining': remaining,
        'x-ratelimit-used-currentrequest': '1',
        ...(retryAfter !== null && { 'retry-after': retryAfter }),
      };
      const refuse = (status: number, message: string): Refusal =>
        new Refusal(status, toErrorBody(status, message), limits);
      if (retryAfter !== null) throw refuse(429, 'You have exceeded the limit of requests per minute');
      if (headers['authorization'] !== toBasicHeader(`${SECRET}:X`)) throw refuse(401, '');
      const { pathname, searchParams } = new URL(path, 'https://example.freshdesk.com');
      if (method !== 'GET' || pathname !== '/api/v2/search/contacts') throw refuse(404, 'Not found');
      const query = searchParams.get('query') ?? '';
      if (query.length > MAX_QUERY_LENGTH) throw refuse(400, 'It should not be longer than 512 characters');
      const alternatives = parseAlternatives(query);
      if (alternatives === null) throw refuse(400, 'Given query is invalid.');
      const page = Number(searchParams.get('page') ?? '1');
      if (!(page >= 1 && page <= MAX_PAGES)) throw refuse(400, 'It should be a Positive Integer up to 10');
      const found = records
        .filter((record) => ignoresQuery || record.activeAt + INDEX_LAG_MS <= now)
        .map(toContact)
        .filter((contact) => ignoresQuery || alternatives.some(({ field, text }) => contact[field] === text));
      const results = ignoresQuery ? found : found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
      return { status: 200, body: { total: found.length, results }, headers: limits };
    },
  };
}

function toErrorBody(status: number, message: string): unknown {
  switch (status) {
    case 400:
      return {
        description: 'Validation failed',
        errors: [{ field: 'query', message, code: 'invalid_value' }],
      };
    case 401:
      return { code: 'invalid_credentials', message: 'You have to be logged in to perform this action.' };
    case 403:
      return { code: 'access_denied', message: 'You are not authorized to perform this action.' };
    default:
      return { message };
  }
}

type Field = 'phone' | 'mobile' | 'email';
type Contact = Readonly<Record<Field, string | null>> & Readonly<Record<string, unknown>>;

function toContact(record: FakeCrmRecord): Contact {
  return {
    active: true,
    address: null,
    company_id: null,
    description: null,
    email: `u${record.id}@customer.example`,
    id: Number(record.id),
    job_title: null,
    language: 'ja',
    mobile: orNull(record.mobile),
    name: getDisplayName(record),
    phone: orNull(record.phone),
    time_zone: 'Tokyo',
    twitter_id: null,
    custom_fields: {},
    tags: [],
    updated_at: new Date(record.activeAt).toISOString(),
    created_at: new Date(0).toISOString(),
  };
}

interface Alternative {
  readonly field: Field;
  readonly text: string;
}

const ALTERNATIVE = /^(\w+):'([^'"\\]*)'$/u;

/** The fields and texts that OR joins; null if the query is invalid or has AND or brackets, which are not simulated. */
function parseAlternatives(query: string): readonly Alternative[] | null {
  const inner = /^"([^"]+)"$/u.exec(query)?.[1];
  if (inner === undefined) return null;
  const parts = inner.split(' OR ').map((part): Alternative | null => {
    const [, field, text = ''] = ALTERNATIVE.exec(part) ?? [];
    return field === 'phone' || field === 'mobile' || field === 'email' ? { field, text } : null;
  });
  return parts.every((part) => part !== null) ? parts : null;
}
