import { z } from 'zod';
import { formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import { BaseUrl, createSecretClient, defineConnectorKind } from '../connector-kind.ts';
import { ConnectorError, secondsToMs } from '../../lookup/connector-error.ts';
import { LooseId, LooseText, encodeQuery, parseTime } from '../crm-client.ts';

/**
 * A token may search ten times in two seconds, and each search costs tokens of the company's daily budget:
 * https://developers.pipedrive.com/changelog/post/announcing-search-api-rate-limit. A look-up is two to four searches.
 */
const PER_SECOND = 1;
const MAX_TERMS = 4;
const MAX_RESULTS = 50;

const Settings = z.object({
  /** "https://acme.pipedrive.com" */
  url: BaseUrl,
  apiUrl: BaseUrl.optional(),
});

/** The documents have plain texts here; other parts of this API have objects. */
const LooseValues = z
  .array(z.union([z.object({ value: LooseText }).transform(({ value }) => value), LooseText]))
  .nullish()
  .catch(null)
  .transform((values) => (values ?? []).filter((value) => value !== null));
const Person = z.object({
  id: LooseId,
  name: LooseText,
  phones: LooseValues,
  emails: LooseValues,
  owner: z.object({ id: LooseId }).nullish().catch(null),
  organization: z.object({ name: LooseText }).nullish().catch(null),
  update_time: LooseText,
});
const Results = z.object({ data: z.object({ items: z.array(z.object({ item: Person })) }) });

/**
 * Pipedrive: persons, by its search for a part of a phone field. Whether the search ignores punctuation in the field is
 * not documented, so the usual notations contain one of the terms as it is.
 */
export const pipedrive = defineConnectorKind({
  title: 'Pipedrive',
  settings: Settings,
  // A person's API token.
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ url, apiUrl = url }, context) => {
    const { label, masks } = context;
    const request = createSecretClient(context, apiUrl, (token) => ({ 'x-api-token': token }));
    return {
      perSecond: PER_SECOND,
      pagesUrl: url,
      async search(number, signal) {
        const found = await Promise.all(
          createTerms(number.e164, masks).map((term) =>
            request({
              path: `/api/v2/persons/search${encodeQuery({ term, fields: 'phone', exact_match: 'false', limit: String(MAX_RESULTS) })}`,
              schema: Results,
              // A client that ignores a 429 gets a 403 with a web page:
              // https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting
              findError: ({ status, json, retryAfter }) =>
                status === 403 && json === null
                  ? new ConnectorError('rate-limited', secondsToMs(retryAfter))
                  : null,
              signal,
            }),
          ),
        );
        const persons = found.flatMap(({ data }) => data.items).map(({ item }) => item);
        return persons.map((person) => ({
          id: person.id,
          name: person.name,
          company: person.organization?.name ?? null,
          ownedBy: [person.owner?.id ?? null],
          lastActivity: parseTime(person.update_time),
          url: `${url}/person/${encodeURIComponent(person.id)}`,
          fields: [label('email', person.emails[0] ?? null)],
          phones: person.phones.map((text) => label('phone', text)),
        }));
      },
    };
  },
});

/**
 * The number without its country or leading 0, the part that all notations share, plain and grouped: "90-1234-5678" is
 * in "090-1234-5678" and in "+81 90-1234-5678（代表）".
 */
function createTerms(e164: string, masks: readonly string[]): readonly string[] {
  const [significant = e164] = formatAs(e164, 'significant');
  const grouped = formatAs(e164, 'international').map((text) => text.replace(/^\+\d+ /u, ''));
  const terms: string[] = [];
  for (const term of [
    significant,
    ...grouped,
    ...grouped.map((text) => text.replaceAll(' ', '-')),
    ...formatAllNotations(e164, [], masks),
  ]) {
    const isCovered = terms.some((shorter) => term.includes(shorter));
    if (!isCovered && terms.length < MAX_TERMS) terms.push(term);
  }
  return terms;
}
