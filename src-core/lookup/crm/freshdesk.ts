import { z } from 'zod';
import { notationsOf, writtenAs, type Notation } from '../../numbers/notations.ts';
import { basic, BaseUrl, connectorKind, secretHeader } from '../connector-kind.ts';
import { CrmHttp, LooseId, LooseText, query, timeOf } from '../crm-http.ts';
import type { Hit } from '../remote-connector.ts';

/**
 * Look-ups a second; each is two requests. The plan Growth allows 200 requests a minute to all programs together, and
 * refused ones count too (https://developers.freshdesk.com/api/#ratelimit).
 */
const PER_SECOND = 1;
/** https://developers.freshdesk.com/api/#filter_contacts; counted with the quotes around it, before it is encoded */
const LONGEST_QUERY = 512;
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
export const freshdesk = connectorKind({
  title: 'Freshdesk',
  settings: Settings,
  signIn: () => ({ kind: 'secret' }),
  search: ({ url, apiUrl = url }, context) => {
    const { id, name, label, masks } = context;
    const http = new CrmHttp(
      context.transport,
      apiUrl,
      // The key is the user; whatever stands for the password is not looked at, and "X" is what is documented.
      secretHeader(context, (key) => ({ Authorization: basic(`${key}:X`) })),
    );
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pages: url,
      links: ({ e164 }) => ({
        // The page for a new contact (/a/contacts/new) takes no number.
        create: null,
        search: `${url}/a/search/customers${query({ term: writtenAs(e164, 'national-formatted')[0] ?? e164 })}`,
      }),
      async search(number, signal) {
        const texts = likeliestFirst(number.e164, masks);
        const found = await Promise.all(
          FIELDS.map((field) =>
            http.ask(
              {
                path: `/api/v2/search/contacts${query({ query: anyOf(field, texts) })}`,
                schema: Results,
              },
              signal,
            ),
          ),
        );
        const contacts = found.flatMap(({ results }) => results);
        return contacts.map((contact): Hit => ({
          id: contact.id,
          name: contact.name ?? '',
          reading: null,
          // Contacts carry the company's number alone; its name would be a request more, after these.
          company: null,
          title: contact.job_title,
          owner: null,
          ownedBy: [],
          open: null,
          lastActivity: timeOf(contact.updated_at),
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
const COMMON: readonly Notation[] = [
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
function likeliestFirst(e164: string, masks: readonly string[]): readonly string[] {
  const [formatted = ''] = writtenAs(e164, 'national-formatted');
  const variants = writtenAs(e164, 'national-variants');
  const isHyphened = (text: string): boolean => !text.includes('(');
  // Brackets are older than mobile phones: whoever typed them copied them from paper, where they stood right.
  const isGroupedRight = (text: string): boolean =>
    text.replace(/^\(/u, '').replace(/[()]/gu, '-') === formatted;
  return [
    ...new Set([
      ...notationsOf(e164, [], masks),
      ...notationsOf(e164, COMMON),
      ...variants.filter(isHyphened),
      formatted.replaceAll('-', ' '),
      ...variants.filter(isGroupedRight),
      formatted.replace(/^(\d+)-/u, '($1) '),
      formatted.replaceAll('-', '.'),
      ...notationsOf(e164, ['dialled']),
      ...variants,
    ]),
  ];
}

/** Alternatives for one field, in the quotes that a query stands in, as many as it may hold. */
function anyOf(field: string, texts: readonly string[]): string {
  let joined = '';
  for (const text of texts) {
    // No way is documented to write a quote or a backslash within quotes.
    if (/['"\\]/u.test(text)) continue;
    const longer = `${joined}${joined === '' ? '' : ' OR '}${field}:'${text}'`;
    if (longer.length + 2 <= LONGEST_QUERY) joined = longer;
  }
  return `"${joined}"`;
}
