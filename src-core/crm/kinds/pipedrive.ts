import { z } from 'zod';
import { formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import { BaseUrl, defineConnectorKind, createSecretAuthorization } from '../connector-kind.ts';
import { ConnectorError, secondsToMs } from '../../lookup/connector-error.ts';
import { CrmHttp, LooseId, LooseText, encodeQuery, parseTime } from '../crm-client.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * Look-ups a second: a token may search ten times in two seconds
 * (https://developers.pipedrive.com/changelog/post/announcing-search-api-rate-limit), and a look-up is two to four
 * searches, each of which costs tokens of the company's daily budget.
 */
const PER_SECOND = 1;
const MAX_TERMS = 4;
const MAX_RESULTS = 50;

const Settings = z.object({
  /** the company's address: "https://acme.pipedrive.com" */
  url: BaseUrl,
  /** where its API is, where that is another place; the secret is a person's API token */
  apiUrl: BaseUrl.optional(),
});

/** Plain texts are documented; elsewhere in this API the same are objects. */
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
 * Pipedrive: persons, by its search.
 *
 * A term may be anywhere in a phone field. Whether punctuation in the field counts is not documented: the terms are such
 * that the usual notations contain one of them as they stand.
 */
export const pipedrive = defineConnectorKind({
  title: 'Pipedrive',
  settings: Settings,
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ url, apiUrl = url }, context) => {
    const { id, name, label, masks } = context;
    const http = new CrmHttp(
      context.transport,
      apiUrl,
      createSecretAuthorization(context, (token) => ({ 'x-api-token': token })),
    );
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pagesUrl: url,
      async search(number, signal) {
        const found = await Promise.all(
          createTerms(number.e164, masks).map((term) =>
            http.request(
              {
                path: `/api/v2/persons/search${encodeQuery({ term, fields: 'phone', exact_match: 'false', limit: String(MAX_RESULTS) })}`,
                schema: Results,
                // Who goes on asking after a 429 is shut out with a web page:
                // https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting
                findError: ({ status, json, retryAfter }) =>
                  status === 403 && json === null
                    ? new ConnectorError('rate-limited', secondsToMs(retryAfter))
                    : null,
              },
              signal,
            ),
          ),
        );
        const persons = found.flatMap(({ data }) => data.items).map(({ item }) => item);
        return persons.map((person): CrmRecord => ({
          id: person.id,
          name: person.name ?? '',
          reading: null,
          company: person.organization?.name ?? null,
          title: null,
          owner: null,
          ownedBy: person.owner == null ? [] : [person.owner.id],
          // Deals would be a request more for each person, after these.
          open: null,
          lastActivity: parseTime(person.update_time),
          url: `${url}/person/${encodeURIComponent(person.id)}`,
          fields: [{ label: label('email'), value: person.emails[0] ?? '' }],
          phones: person.phones.map((text) => ({ field: label('phone'), text })),
        }));
      },
    };
  },
});

/**
 * What to look for: the number without the 0 or the country before it, which all notations have in common, in one piece
 * and grouped; "90-1234-5678" is in "090-1234-5678" and in "+81 90-1234-5678（代表）".
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
