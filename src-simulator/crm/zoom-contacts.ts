/**
 * The external contacts of Zoom Phone:
 * https://developers.zoom.us/docs/api/phone/#tag/external-contacts/GET/phone/external_contacts
 *
 * Its quirks: there is no search; a page holds 300 at most, 30 if nobody says how many; the last page has an empty
 * `next_page_token`; a token that is none of its own is an error; fields that nobody filled in are left out.
 */
import { answerWith, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import type { CrmFake, FakeCrmRecord } from './crm.ts';

const SECRET = 'simulated-zoom-access-token';
const DEFAULT_PAGE_SIZE = 30;
const MAX_PAGE_SIZE = 300;
/** Tokens are good for a place in the list only as they were given out. */
const TOKEN_PREFIX = 'kHbzBqs';

/**
 * There is no search that could be answered with everybody: that is what it answers with.
 *
 * @param records an extension stands in `phone`, as no more than five digits
 */
export function createZoomContactsFake(records: readonly FakeCrmRecord[]): CrmFake {
  const errorBody = (_status: number, code: number, message: string): unknown => ({ code, message });
  const refuse = (status: number, code: number, message: string, now: number): ZoomAnswer =>
    answerWith({ status, body: errorBody(status, code, message) }, now);

  return {
    secret: SECRET,
    errorBody,
    answer: ({ method, path, headers }: ZoomRequest, now) => {
      if (headers['authorization'] !== `Bearer ${SECRET}`)
        return refuse(401, 124, 'Invalid access token.', now);
      const { pathname, searchParams } = new URL(path, 'https://api.zoom.us');
      if (method !== 'GET' || pathname !== '/v2/phone/external_contacts')
        return refuse(404, 404, 'Not found.', now);
      const size = Number(searchParams.get('page_size') ?? DEFAULT_PAGE_SIZE);
      if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE_SIZE)
        return refuse(400, 300, 'Validation Failed.', now);
      const token = searchParams.get('next_page_token') ?? '';
      const start =
        token === '' ? 0 : Number(token.startsWith(TOKEN_PREFIX) ? token.slice(TOKEN_PREFIX.length) : NaN);
      if (!Number.isInteger(start))
        return refuse(400, 300, 'The next page token is invalid or expired.', now);
      const end = start + size;
      const body = {
        external_contacts: records.slice(start, end).map(toContact),
        next_page_token: end < records.length ? `${TOKEN_PREFIX}${end}` : '',
        page_size: size,
        total_records: records.length,
      };
      return answerWith({ status: 200, body }, now);
    },
  };
}

function toContact({
  id,
  kind,
  familyName,
  givenName,
  company,
  phone,
  mobile,
  ownerEmail,
}: FakeCrmRecord): unknown {
  const isExtension = /^\d{1,5}$/u.test(phone);
  const numbers = [isExtension ? '' : phone, mobile].filter((number) => number !== '');
  return {
    external_contact_id: id,
    name: kind === 'company' ? company : `${familyName} ${givenName}`,
    ...(ownerEmail !== '' && { email: ownerEmail }),
    ...(company !== '' && { description: company }),
    ...(isExtension && { extension_number: phone }),
    ...(numbers.length > 0 && { phone_numbers: numbers }),
    auto_call_recorded: false,
  };
}
