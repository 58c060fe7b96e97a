/**
 * Freshdesk's search of contacts (https://developers.freshdesk.com/api/#filter_contacts).
 *
 * Its quirks: the query stands in double quotes and has 512 characters at most; the text of a field is compared as a
 * whole; an unknown field is an error; thirty contacts a page, ten pages; what was changed minutes ago is not found yet;
 * every request of a minute counts, refused ones too.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { orNull, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';

const SECRET = 'simulatedFreshdeskKey';
const PAGE_SIZE = 30;
const MAX_PAGES = 10;
/** Whether the quotes around it count, and whether it is counted before it is encoded, is not said: taken for yes. */
const MAX_QUERY_LENGTH = 512;
/** "The updates will take a few minutes to get indexed"; how many is not said. */
const INDEX_LAG_MS = 3 * 60_000;
/** of the plan Growth */
const MAX_REQUESTS_PER_MINUTE = 200;

/** @param records contacts; a `company` is a contact with the company's name */
export function createFreshdeskFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
): CrmFake {
  let requestTimes: readonly number[] = [];

  return {
    secret: SECRET,
    errorBody: (status, _code, message) => toErrorBody(status, message),
    answer: ({ method, path, headers }: ZoomRequest, now): ZoomAnswer => {
      requestTimes = [...requestTimes.filter((at) => at > now - 60_000), now];
      const limits = {
        'x-ratelimit-total': String(MAX_REQUESTS_PER_MINUTE),
        'x-ratelimit-remaining': String(Math.max(0, MAX_REQUESTS_PER_MINUTE - requestTimes.length)),
        'x-ratelimit-used-currentrequest': '1',
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
        return refuse(429, 'You have exceeded the limit of requests per minute', {
          'retry-after': String(Math.ceil((oldest + 60_000 - now) / 1_000)),
        });
      const expected = Buffer.from(`${SECRET}:X`, 'utf8').toString('base64');
      if (headers['authorization'] !== `Basic ${expected}`) return refuse(401, '');
      const url = new URL(path, 'https://example.freshdesk.com');
      if (method !== 'GET' || url.pathname !== '/api/v2/search/contacts') return refuse(404, 'Not found');
      const query = url.searchParams.get('query') ?? '';
      if (query.length > MAX_QUERY_LENGTH) return refuse(400, 'It should not be longer than 512 characters');
      const alternatives = parseAlternatives(query);
      if (alternatives === null) return refuse(400, 'Given query is invalid.');
      const page = Number(url.searchParams.get('page') ?? '1');
      if (!(page >= 1 && page <= MAX_PAGES)) return refuse(400, 'It should be a Positive Integer up to 10');
      const found = records
        .filter((record) => ignoresQuery || record.activeAt + INDEX_LAG_MS <= now)
        .map(toContact)
        .filter((contact) => ignoresQuery || alternatives.some(({ field, text }) => contact[field] === text));
      // Who lies, lies without leafing.
      const results = ignoresQuery ? found : found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
      return answerWith({ status: 200, body: { total: found.length, results }, headers: limits }, now);
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
    name: record.kind === 'company' ? record.company : `${record.familyName} ${record.givenName}`.trim(),
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

/** What is asked for: fields and texts, joined by OR (of AND and brackets no use is made); null = no such query. */
function parseAlternatives(query: string): readonly Alternative[] | null {
  const inner = /^"([^"]+)"$/u.exec(query)?.[1];
  if (inner === undefined) return null;
  const parts = inner.split(' OR ').map((part): Alternative | null => {
    const [, field, text = ''] = ALTERNATIVE.exec(part) ?? [];
    return field === 'phone' || field === 'mobile' || field === 'email' ? { field, text } : null;
  });
  return parts.every((part) => part !== null) ? parts : null;
}
