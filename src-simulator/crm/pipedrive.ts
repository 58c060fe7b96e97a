/**
 * Pipedrive's search of persons (https://developers.pipedrive.com/docs/api/v1/Persons#searchPersons, second version).
 *
 * Quirks: a term has two characters at least and matches anywhere in a field; ten searches in two seconds; each costs
 * tokens of the company's daily budget; a client that keeps asking is blocked with a web page and status 403;
 * organizations are not found.
 */
import { getDisplayName, orNull, Refusal, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';
import type { Reply } from '../http.ts';

const SECRET = 'simulatedpipedrivetoken0123456789abcdef0';
const SEARCHABLE = ['name', 'email', 'phone', 'notes', 'custom_fields'];
const MIN_TERM_LENGTH = 2;
const WINDOW_MS = 2_000;
/** Requests cost 2 to 40 (https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting). Unconfirmed: 20 a search. */
const TOKENS_PER_SEARCH = 20;
/** Unconfirmed: refusals before a client is blocked. */
const MAX_REFUSALS = 20;

/** The limits of an account. */
export interface PipedriveLimits {
  /** searches within two seconds */
  readonly burst: number;
  /** tokens a day */
  readonly tokens: number;
}

/** Of the plan Lite with one seat. */
export const PIPEDRIVE_LIMITS: PipedriveLimits = { burst: 10, tokens: 30_000 };

/** @param records persons; a `company` is a person with the company's name */
export function createPipedriveFake(
  records: readonly FakeCrmRecord[],
  { ignoresQuery }: CrmOptions,
  { burst, tokens }: PipedriveLimits = PIPEDRIVE_LIMITS,
): CrmFake {
  let requestTimes: readonly number[] = [];
  let refusals = 0;
  let tokensLeft = tokens;

  return {
    secret: SECRET,
    errorBody: toErrorBody,
    answer: ({ method, path, headers }, now) => {
      const recent = requestTimes.filter((at) => at > now - WINDOW_MS);
      const limits = {
        'x-ratelimit-limit': String(burst),
        'x-ratelimit-remaining': String(Math.max(0, burst - recent.length - 1)),
        'x-ratelimit-reset': '2',
        'x-daily-ratelimit-token-limit': String(tokens),
        'x-daily-ratelimit-token-remaining': String(Math.max(0, tokensLeft)),
      };
      const refuse = (status: number, message: string): Refusal =>
        new Refusal(status, toErrorBody(status, message), limits);
      if (recent.length >= burst || tokensLeft < TOKENS_PER_SEARCH) {
        refusals += 1;
        if (refusals > MAX_REFUSALS) return BLOCKED;
        throw refuse(429, 'request over limit');
      }
      requestTimes = [...recent, now];
      if (headers['x-api-token'] !== SECRET) throw refuse(401, 'unauthorized access');
      const { pathname, searchParams } = new URL(path, 'https://example.pipedrive.com');
      if (method !== 'GET' || pathname !== '/api/v2/persons/search') throw refuse(404, 'Unknown method .');
      tokensLeft -= TOKENS_PER_SEARCH;
      const term = (searchParams.get('term') ?? '').toLowerCase();
      const fields = (searchParams.get('fields') ?? SEARCHABLE.join(',')).split(',');
      const isExact = searchParams.get('exact_match') === 'true';
      const limit = Number(searchParams.get('limit') ?? '100');
      if (term.length < MIN_TERM_LENGTH && !isExact)
        throw refuse(400, 'Search term must be at least 2 characters long');
      if (fields.some((field) => !SEARCHABLE.includes(field)))
        throw refuse(400, 'Validation failed: fields: fields must be one of the following values');
      if (!(limit >= 1 && limit <= 500)) throw refuse(400, 'Validation failed: limit');
      const isMatch = (text: string): boolean =>
        isExact ? text.toLowerCase() === term : text.toLowerCase().includes(term);
      const persons = records.map(toPerson).filter(
        (person) =>
          ignoresQuery ||
          (fields.includes('name') && isMatch(person.name)) ||
          // Unconfirmed: here punctuation in a phone field counts, which is the harder case.
          (fields.includes('phone') && person.phones.some(isMatch)),
      );
      const items = (ignoresQuery ? persons : persons.slice(0, limit)).map((item) => ({
        result_score: 0.5,
        item,
      }));
      const body = { success: true, data: { items }, additional_data: { next_cursor: null } };
      return { status: 200, body, headers: limits };
    },
  };
}

function toErrorBody(status: number, message: string): unknown {
  return {
    success: false,
    error: message,
    ...(status === 401 && { errorCode: 401 }),
    error_info: 'Please check developers.pipedrive.com',
    data: null,
    additional_data: null,
  };
}

function toPerson(record: FakeCrmRecord) {
  return {
    id: Number(record.id),
    type: 'person',
    name: getDisplayName(record),
    phones: [record.phone, record.mobile].filter((phone) => phone !== ''),
    emails: [`p${record.id}@customer.example`],
    primary_email: `p${record.id}@customer.example`,
    visible_to: 3,
    owner: { id: 77 },
    organization: orNull(record.company) === null ? null : { id: 1, name: record.company, address: null },
    custom_fields: [],
    notes: [],
    update_time: new Date(record.activeAt).toISOString(),
  };
}

const BLOCKED: Reply = {
  status: 403,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: '<!DOCTYPE html><html><head><title>Access denied | Cloudflare</title></head><body>1015</body></html>',
};
