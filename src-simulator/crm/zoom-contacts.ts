/**
 * The external contacts of Zoom Phone:
 * https://developers.zoom.us/docs/api/phone/#tag/external-contacts/GET/phone/external_contacts
 *
 * Quirks: there is no search; a page holds 300 at most, 30 by default; the last page has an empty `next_page_token`; an
 * unknown token is an error; empty fields are left out.
 */
import { getDisplayName, Refusal, type CrmFake, type FakeCrmRecord } from './crm.ts';

const SECRET = 'simulated-zoom-access-token';
const DEFAULT_PAGE_SIZE = 30;
const MAX_PAGE_SIZE = 300;
/** Precedes the index of the page's first contact in a token. */
const TOKEN_PREFIX = 'kHbzBqs';

/**
 * Takes no `CrmOptions`, because every answer holds every contact anyway.
 * @param records a `phone` of up to five digits is an extension
 */
export function createZoomContactsFake(records: readonly FakeCrmRecord[]): CrmFake {
  return {
    secret: SECRET,
    errorBody: (_status, message, code) => ({ code, message }),
    answer: ({ method, path, headers }) => {
      if (headers['authorization'] !== `Bearer ${SECRET}`) throw toRefusal(401, 124, 'Invalid access token.');
      const { pathname, searchParams } = new URL(path, 'https://api.zoom.us');
      if (method !== 'GET' || pathname !== '/v2/phone/external_contacts')
        throw toRefusal(404, 404, 'Not found.');
      const size = Number(searchParams.get('page_size') ?? DEFAULT_PAGE_SIZE);
      if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE_SIZE)
        throw toRefusal(400, 300, 'Validation Failed.');
      const token = searchParams.get('next_page_token') ?? '';
      const start =
        token === '' ? 0 : Number(token.startsWith(TOKEN_PREFIX) ? token.slice(TOKEN_PREFIX.length) : NaN);
      if (!Number.isInteger(start)) throw toRefusal(400, 300, 'The next page token is invalid or expired.');
      const end = start + size;
      const body = {
        external_contacts: records.slice(start, end).map(toContact),
        next_page_token: end < records.length ? `${TOKEN_PREFIX}${end}` : '',
        page_size: size,
        total_records: records.length,
      };
      return { status: 200, body };
    },
  };
}

function toRefusal(status: number, code: number, message: string): Refusal {
  return new Refusal(status, { code, message });
}

function toContact(record: FakeCrmRecord): unknown {
  const { id, company, phone, mobile, ownerEmail } = record;
  const isExtension = /^\d{1,5}$/u.test(phone);
  const numbers = [isExtension ? '' : phone, mobile].filter((number) => number !== '');
  return {
    external_contact_id: id,
    name: getDisplayName(record),
    ...(ownerEmail !== '' && { email: ownerEmail }),
    ...(company !== '' && { description: company }),
    ...(isExtension && { extension_number: phone }),
    ...(numbers.length > 0 && { phone_numbers: numbers }),
    auto_call_recorded: false,
  };
}
