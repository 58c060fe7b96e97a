/**
 * HubSpot's CRM search (https://developers.hubspot.com/docs/api/crm/search) for contacts and companies.
 *
 * Quirks: searchable numbers are national, without country code and leading zeros, and empty if HubSpot cannot parse the
 * typed number; five filter groups at most; values of IN are compared in lower case; an unknown property is an error.
 */
import { parseJson } from '../parse-json.ts';
import { getField, orNull, Refusal, toAsciiDigits, toList } from './crm.ts';
import type { CrmFake, CrmOptions, FakeCrmRecord } from './crm.ts';

const SECRET = 'pat-jp1-simulated-private-app-token';
const MAX_FILTER_GROUPS = 5;

/** @param records a `lead` is a contact here */
export function createHubspotFake(records: readonly FakeCrmRecord[], { ignoresQuery }: CrmOptions): CrmFake {
  return {
    secret: SECRET,
    errorBody: toErrorBody,
    answer: ({ method, path, headers, body }) => {
      if (headers['authorization'] !== `Bearer ${SECRET}`)
        throw toRefusal(401, 'Authentication credentials not found.');
      const object = /^\/crm\/v3\/objects\/(contacts|companies)\/search$/u.exec(path)?.[1];
      if (method !== 'POST' || object === undefined) throw toRefusal(404, 'resource not found');
      const search = parseJson(body);
      const groups = toList(getField(search, 'filterGroups'));
      if (groups.length > MAX_FILTER_GROUPS) throw toRefusal(400, 'There was a problem with the request.');
      const requestedProperties = toList(getField(search, 'properties')).map(String);
      const results = records
        .filter(({ kind }) => (kind === 'company') === (object === 'companies'))
        .map((record) => ({ record, properties: toProperties(record) }))
        .filter(
          ({ properties }) =>
            ignoresQuery ||
            groups.some((group) =>
              toList(getField(group, 'filters')).every((filter) => matchesFilter(filter, properties)),
            ),
        )
        .slice(0, Number(getField(search, 'limit') ?? 10))
        .map(({ record, properties }) => ({
          id: record.id,
          properties: Object.fromEntries(
            // An empty property is null; a property that the object does not have is left out.
            Object.entries(properties).filter(([name]) => requestedProperties.includes(name)),
          ),
          createdAt: new Date(0).toISOString(),
          updatedAt: new Date(record.activeAt).toISOString(),
          archived: false,
        }));
      return { status: 200, body: { total: results.length, results } };
    },
  };
}

function toErrorBody(status: number, message: string): unknown {
  return {
    status: 'error',
    message,
    correlationId: '00000000-0000-0000-0000-000000000000',
    category: status === 429 ? 'RATE_LIMITS' : status === 401 ? 'INVALID_AUTHENTICATION' : 'VALIDATION_ERROR',
  };
}

function toRefusal(status: number, message: string): Refusal {
  return new Refusal(status, toErrorBody(status, message));
}

type Properties = Readonly<Record<string, string | null>>;

function toProperties(record: FakeCrmRecord): Properties {
  const common = {
    phone: orNull(record.phone),
    hs_searchable_calculated_phone_number: toSearchableNumber(record.phone),
    hubspot_owner_id: orNull(record.ownerEmail),
    hs_object_id: record.id,
    notes_last_contacted: new Date(record.activeAt).toISOString(),
  };
  if (record.kind === 'company') return { ...common, name: record.company };
  return {
    ...common,
    firstname: orNull(record.givenName),
    lastname: orNull(record.familyName),
    company: orNull(record.company),
    mobilephone: orNull(record.mobile),
    hs_searchable_calculated_mobile_number: toSearchableNumber(record.mobile),
    lifecyclestage: record.kind === 'lead' ? 'lead' : 'customer',
  };
}

/** Digits without country code and leading zeros. */
function toSearchableNumber(typed: string): string | null {
  const digits = toAsciiDigits(typed.replace(/(?:ext|内線|x).*$/iu, ''));
  const national = /^\s*(?:\+|00)81/u.test(typed) ? digits.replace(/^(?:00)?81/u, '') : digits;
  return orNull(national.replace(/^0+/u, ''));
}

function matchesFilter(filter: unknown, properties: Properties): boolean {
  const actual = properties[String(getField(filter, 'propertyName'))];
  if (actual == null) return false;
  switch (getField(filter, 'operator')) {
    case 'EQ':
      return actual.toLowerCase() === String(getField(filter, 'value')).toLowerCase();
    case 'IN':
      return toList(getField(filter, 'values')).some((value) => String(value) === actual.toLowerCase());
    case 'CONTAINS_TOKEN': {
      const token = String(getField(filter, 'value'));
      return token.startsWith('*') ? actual.endsWith(token.slice(1)) : actual === token;
    }
    default:
      return false;
  }
}
