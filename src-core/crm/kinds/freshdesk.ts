import { z } from 'zod';
import { formatAllNotations, formatAs, type Notation } from '../../phone-numbers/notations.ts';
import { toBasicAuth, BaseUrl, defineConnectorKind, createSecretAuthorization } from '../connector-kind.ts';
import { CrmHttp, LooseId, LooseText, encodeQuery, parseTime } from '../crm-client.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * Look-ups a second; each is two requests. The plan Growth allows 200 requests a minute to all programs together, and
 * refused ones count too (https://developers.freshdesk.com/api/#ratelimit).
 */
const PER_SECOND = 1;
/** https://developers.freshdesk.com/api/#filter_contacts; counted with the quotes around it, before it is encoded */
const MAX_QUERY_LENGTH = 512;
/** The fields of a contact that hold numbers; each is asked for in a request of its own, as many notations as fit. */
const FIELDS = ['phone', 'mobile'] as const;

const Settings = z.object({
  /** the account's address: "https://acme.freshdesk.com" */
  url: BaseUrl,
  /** where its API is, where that is another place; the secret is an agent's API key */
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
 * Freshdesk: contacts, by its search.
 *
 * It compares the whole text of a field with what is asked for, as it was typed: who is found depends on how many ways to
 * write a number fit into a query. New contacts appear after minutes.
 */
export const freshdesk = defineConnectorKind({
  title: 'Freshdesk',
  settings: Settings,
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ url, apiUrl = url }, context) => {
    const { id, name, label, masks } = context;
    const http = new CrmHttp(
      context.transport,
      apiUrl,
      // The key is the user; whatever stands for the password is not looked at, and "X" is what is documented.
      createSecretAuthorization(context, (key) => ({ Authorization: toBasicAuth(`${key}:X`) })),
    );
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pagesUrl: url,
      getPageUrls: ({ e164 }) => ({
        // The page for a new contact (/a/contacts/new) takes no number.
        create: null,
        search: `${url}/a/search/customers${encodeQuery({ term: formatAs(e164, 'national-formatted')[0] ?? e164 })}`,
      }),
      async search(number, signal) {
        const texts = rankNotations(number.e164, masks);
        const found = await Promise.all(
          FIELDS.map((field) =>
            http.request(
              {
                path: `/api/v2/search/contacts${encodeQuery({ query: createOrQuery(field, texts) })}`,
                schema: Results,
              },
              signal,
            ),
          ),
        );
        const contacts = found.flatMap(({ results }) => results);
        return contacts.map((contact): CrmRecord => ({
          id: contact.id,
          name: contact.name ?? '',
          reading: null,
          // Contacts carry the company's number alone; its name would be a request more, after these.
          company: null,
          title: contact.job_title,
          owner: null,
          ownedBy: [],
          open: null,
          lastActivity: parseTime(contact.updated_at),
          url: `${url}/a/contacts/${encodeURIComponent(contact.id)}`,
          fields: [
            { label: label('email'), value: contact.email ?? '' },
            { label: label('note'), value: contact.description ?? '' },
          ],
          phones: FIELDS.map((field) => ({ field: label(field), text: contact[field] ?? '' })),
        }));
      },
    };
  },
});

/** How numbers stand in Japanese records, the likelier first; a lost 0 comes from a spreadsheet. */
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

/** Every way to write the number that is worth asking for. What the user wants asked for comes before all others. */
function rankNotations(e164: string, masks: readonly string[]): readonly string[] {
  const [formatted = ''] = formatAs(e164, 'national-formatted');
  const variants = formatAs(e164, 'national-variants');
  const isHyphened = (text: string): boolean => !text.includes('(');
  // Brackets are older than mobile phones: whoever typed them copied them from paper, where they stood right.
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

/** Alternatives for one field, in the quotes that a query stands in, as many as it may hold. */
function createOrQuery(field: string, texts: readonly string[]): string {
  let joined = '';
  for (const text of texts) {
    // No way is documented to write a quote or a backslash within quotes.
    if (/['"\\]/u.test(text)) continue;
    const longer = `${joined}${joined === '' ? '' : ' OR '}${field}:'${text}'`;
    if (longer.length + 2 <= MAX_QUERY_LENGTH) joined = longer;
  }
  return `"${joined}"`;
}
