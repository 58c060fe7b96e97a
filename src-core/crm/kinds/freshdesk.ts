import { z } from 'zod';
import { formatAllNotations, formatAs, type Notation } from '../../phone-numbers/notations.ts';
import { BaseUrl, createSecretClient, defineConnectorKind, toBasicAuth } from '../connector-kind.ts';
import { LooseId, LooseText, encodeQuery, parseTime } from '../crm-client.ts';

/**
 * The Growth plan allows all programs together 200 requests a minute, refused ones included:
 * https://developers.freshdesk.com/api/#ratelimit. A look-up is two requests.
 */
const PER_SECOND = 1;
/** https://developers.freshdesk.com/api/#filter_contacts: with the quotes around it, before encoding */
const MAX_QUERY_LENGTH = 512;
/** The phone fields of a contact; a request for each. */
const FIELDS = ['phone', 'mobile'] as const;

const Settings = z.object({
  /** "https://acme.freshdesk.com" */
  url: BaseUrl,
  apiUrl: BaseUrl.optional(),
});

const Contact = z.object({
  id: LooseId,
  name: LooseText,
  email: LooseText,
  phone: LooseText,
  mobile: LooseText,
  job_title: LooseText,
  description: LooseText,
  updated_at: LooseText,
});
const Results = z.object({ results: z.array(Contact) });

/**
 * Freshdesk: contacts, by its search for the whole text of a field, so each query has as many notations as fit. New
 * contacts appear after minutes.
 */
export const freshdesk = defineConnectorKind({
  title: 'Freshdesk',
  settings: Settings,
  // An agent's API key.
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ url, apiUrl = url }, context) => {
    const { label, masks } = context;
    const request = createSecretClient(context, apiUrl, (key) => ({
      // Freshdesk ignores the password; its documents have "X".
      Authorization: toBasicAuth(`${key}:X`),
    }));
    return {
      perSecond: PER_SECOND,
      pagesUrl: url,
      // The page for a new contact (/a/contacts/new) takes no number.
      getPageUrls: ({ e164 }) => ({
        search: `${url}/a/search/customers${encodeQuery({ term: formatAs(e164, 'national-formatted')[0] ?? e164 })}`,
      }),
      async search(number, signal) {
        const texts = rankNotations(number.e164, masks);
        const found = await Promise.all(
          FIELDS.map((field) => {
            const path = `/api/v2/search/contacts${encodeQuery({ query: createOrQuery(field, texts) })}`;
            return request({ path, schema: Results, signal });
          }),
        );
        const contacts = found.flatMap(({ results }) => results);
        return contacts.map((contact) => ({
          id: contact.id,
          name: contact.name,
          title: contact.job_title,
          // No company: a contact has only its id, and the name would take one more request.
          lastActivity: parseTime(contact.updated_at),
          url: `${url}/a/contacts/${encodeURIComponent(contact.id)}`,
          fields: [label('email', contact.email), label('note', contact.description)],
          phones: FIELDS.map((field) => label(field, contact[field])),
        }));
      },
    };
  },
});

/** Most common notations in Japanese records first. Spreadsheets drop the leading 0. */
const COMMON_NOTATIONS: readonly Notation[] = [
  'national-formatted',
  'national',
  'e164',
  'significant',
  'international',
  'digits',
  'international-hyphens',
  'full-width',
];

/** The notations to search for: the user's own first, then the most common. */
function rankNotations(e164: string, masks: readonly string[]): readonly string[] {
  const [formatted = ''] = formatAs(e164, 'national-formatted');
  const variants = formatAs(e164, 'national-variants');
  const isHyphened = (text: string): boolean => !text.includes('(');
  // Brackets come from old address books, where the area code is right.
  const isGroupedCorrectly = (text: string): boolean =>
    text.replace(/^\(/u, '').replace(/[()]/gu, '-') === formatted;
  return [
    ...new Set([
      ...formatAllNotations(e164, [], masks),
      ...formatAllNotations(e164, COMMON_NOTATIONS),
      ...variants.filter(isHyphened),
      formatted.replaceAll('-', ' '),
      ...variants.filter(isGroupedCorrectly),
      formatted.replace(/^(\d+)-/u, '($1) '),
      formatted.replaceAll('-', '.'),
      ...formatAllNotations(e164, ['dialled']),
      ...variants,
    ]),
  ];
}

/** Alternatives for one field, as many as fit, in the quotes around a query. */
function createOrQuery(field: string, texts: readonly string[]): string {
  let joined = '';
  for (const text of texts) {
    // The documents have no escape for a quote or a backslash.
    if (/['"\\]/u.test(text)) continue;
    const longer = `${joined}${joined === '' ? '' : ' OR '}${field}:'${text}'`;
    if (longer.length + 2 <= MAX_QUERY_LENGTH) joined = longer;
  }
  return `"${joined}"`;
}
