/**
 * Pipedrive's search of persons (https://developers.pipedrive.com/docs/api/v1/Persons#searchPersons, second version).
 *
 * Its quirks: a term has two characters at least and may be anywhere in a field; ten searches in two seconds; each costs
 * tokens of the company's day; who goes on asking is shut out with a web page and status 403; organizations are not found.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { orNull, type CrmFake, type CrmOptions, type FakeCrmRecord } from './crm.ts';

const SECRET = 'simulatedpipedrivetoken0123456789abcdef0';
const SEARCHABLE = ['name', 'email', 'phone', 'notes', 'custom_fields'];
const MIN_TERM_LENGTH = 2;
const WINDOW_MS = 2_000;
/** Requests cost 2 to 40 (https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting); a search is taken for 20. */
const TOKENS_PER_SEARCH = 20;
/** How many refusals are too many is not said. */
const MAX_REFUSALS = 20;

/** What an account may ask for. */
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
    errorBody: (status, _code, message) => toErrorBody(status, message),
    answer: ({ method, path, headers }: ZoomRequest, now): ZoomAnswer => {
      const recent = requestTimes.filter((at) => at > now - WINDOW_MS);
      const limits = {
        'x-ratelimit-limit': String(burst),
        'x-ratelimit-remaining': String(Math.max(0, burst - recent.length - 1)),
        'x-ratelimit-reset': '2',
        'x-daily-ratelimit-token-limit': String(tokens),
        'x-daily-ratelimit-token-remaining': String(Math.max(0, tokensLeft)),
      };
      const refuse = (status: number, message: string): ZoomAnswer =>
        answerWith({ status, body: toErrorBody(status, message), headers: limits }, now);
      if (recent.length >= burst || tokensLeft < TOKENS_PER_SEARCH) {
        refusals += 1;
        return refusals > MAX_REFUSALS ? toBlockedAnswer(now) : refuse(429, 'request over limit');
      }
      requestTimes = [...recent, now];
      if (headers['x-api-token'] !== SECRET) return refuse(401, 'unauthorized access');
      const url = new URL(path, 'https://example.pipedrive.com');
      if (method !== 'GET' || url.pathname !== '/api/v2/persons/search')
        return refuse(404, 'Unknown method .');
      tokensLeft -= TOKENS_PER_SEARCH;
      const term = (url.searchParams.get('term') ?? '').toLowerCase();
      const fields = (url.searchParams.get('fields') ?? SEARCHABLE.join(',')).split(',');
      const isExact = url.searchParams.get('exact_match') === 'true';
      const limit = Number(url.searchParams.get('limit') ?? '100');
      if (term.length < MIN_TERM_LENGTH && !isExact)
        return refuse(400, 'Search term must be at least 2 characters long');
      if (fields.some((field) => !SEARCHABLE.includes(field)))
        return refuse(400, 'Validation failed: fields: fields must be one of the following values');
      if (!(limit >= 1 && limit <= 500)) return refuse(400, 'Validation failed: limit');
      const isMatch = (text: string): boolean =>
        isExact ? text.toLowerCase() === term : text.toLowerCase().includes(term);
      const persons = records.map(toPerson).filter(
        (person) =>
          ignoresQuery ||
          (fields.includes('name') && isMatch(person.name)) ||
          // Whether punctuation counts in a phone field is not said: taken for yes, the harder case.
          (fields.includes('phone') && person.phones.some(isMatch)),
      );
      const items = (ignoresQuery ? persons : persons.slice(0, limit)).map((item) => ({
        result_score: 0.5,
        item,
      }));
      const body = { success: true, data: { items }, additional_data: { next_cursor: null } };
      return answerWith({ status: 200, body, headers: limits }, now);
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

interface Person {
  readonly id: number;
  readonly name: string;
  readonly phones: readonly string[];
  readonly [more: string]: unknown;
}

function toPerson(record: FakeCrmRecord): Person {
  return {
    id: Number(record.id),
    type: 'person',
    name: record.kind === 'company' ? record.company : `${record.familyName} ${record.givenName}`.trim(),
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

function toBlockedAnswer(now: number): ZoomAnswer {
  return {
    kind: 'answer',
    status: 403,
    headers: { 'content-type': 'text/html; charset=UTF-8', date: new Date(now).toUTCString() },
    body: '<!DOCTYPE html><html><head><title>Access denied | Cloudflare</title></head><body>1015</body></html>',
  };
}
