import { z } from 'zod';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import {
  toBasicAuth,
  BaseUrl,
  defineConnectorKind,
  createSecretAuthorization,
  type ConnectorContext,
} from '../connector-kind.ts';
import { CrmHttp, LooseId, LooseText, encodeQuery, parseTime } from '../crm-client.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * Look-ups a second. The smallest plan allows 200 requests a minute to all programs together
 * (https://developer.zendesk.com/api-reference/introduction/rate-limits/), and a look-up is up to three.
 */
const PER_SECOND = 1;
const MAX_RESULTS = 50;
const MAX_PHONE_FIELDS = 2;

const Settings = z.object({
  /** the account's address: "https://acme.zendesk.com" */
  url: BaseUrl,
  /** where its API is, where that is another place */
  apiUrl: BaseUrl.optional(),
  /** e-mail address of the agent or administrator who is asked in the name of; the secret is an API token */
  email: z.string().regex(/^[^\s/:@]+@[^\s/:]+$/u),
  /** keys of the users' own fields that hold telephone numbers ("mobile_phone"); each is a request more */
  phoneFields: z
    .array(z.string().regex(/^[\w-]{1,100}$/u))
    .max(MAX_PHONE_FIELDS)
    .default([]),
});

const User = z.object({
  id: LooseId,
  result_type: LooseText,
  name: LooseText,
  email: LooseText,
  phone: LooseText,
  notes: LooseText,
  organization_id: LooseText,
  updated_at: LooseText,
  user_fields: z.record(z.string(), LooseText).nullish().catch(null),
});
/** What comes along with users. That a search brings it is documented for tickets only: nothing rests on it. */
const Sideloads = {
  organizations: z
    .array(z.object({ id: LooseId, name: LooseText }))
    .nullish()
    .catch(null),
  identities: z
    .array(z.object({ user_id: LooseId, type: LooseText, value: LooseText }))
    .nullish()
    .catch(null),
};
const Results = z.object({ results: z.array(User), ...Sideloads });

/**
 * Zendesk Support: end users, by its search.
 *
 * Of `phone` it compares the digits alone, with a `*` before them the last ones
 * (https://developer.zendesk.com/documentation/voice/talk-partner-edition/retrieving-the-zendesk-user-id-of-a-caller/).
 * What an account adds to its users are plain texts, which are found as they were typed. New users appear after minutes.
 */
export const zendesk = defineConnectorKind({
  title: 'Zendesk',
  settings: Settings,
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ url, apiUrl = url, email, phoneFields }, context) => {
    const { id, name, label, masks } = context;
    const http = new CrmHttp(
      context.transport,
      apiUrl,
      createSecretAuthorization(context, (token) => ({
        Authorization: toBasicAuth(`${email}/token:${token}`),
      })),
    );
    const searchUsers = async (searchText: string, signal: AbortSignal): Promise<readonly CrmRecord[]> => {
      const { results, organizations, identities } = await http.request(
        {
          path: `/api/v2/search.json${encodeQuery({
            query: `role:end-user ${searchText}`,
            include: 'users(organizations,identities)',
            per_page: String(MAX_RESULTS),
          })}`,
          schema: Results,
        },
        signal,
      );
      return results
        .filter(({ result_type: type }) => type === 'user')
        .map((user) => ({
          ...toCrmRecord(user, { organizations, identities }, phoneFields, label),
          url: `${url}/agent/users/${encodeURIComponent(user.id)}`,
        }));
    };
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pagesUrl: url,
      getPageUrls: ({ e164 }) => ({
        // The page for a new user (/agent/users/new) takes no number.
        create: null,
        search: `${url}/agent/search/1${encodeQuery({ type: 'user', q: createSuffixQuery(e164) })}`,
      }),
      async search(number, signal) {
        const { e164 } = number;
        const texts = formatAllNotations(e164, ALL_NOTATIONS, masks);
        const found = await Promise.all(
          [createSuffixQuery(e164), ...phoneFields.map((key) => createOrQuery(key, texts))].map(
            (searchText) => searchUsers(searchText, signal),
          ),
        );
        return found.flat();
      },
    };
  },
});

function toCrmRecord(
  user: z.infer<typeof User>,
  { organizations, identities }: Omit<z.infer<typeof Results>, 'results'>,
  phoneFields: readonly string[],
  label: ConnectorContext['label'],
): Omit<CrmRecord, 'url'> {
  const organization = organizations?.find((one) => one.id === user.organization_id);
  const otherIdentities = identities?.filter(
    (one) => one.user_id === user.id && one.type === 'phone_number' && one.value !== user.phone,
  );
  const otherPhones = [
    ...(otherIdentities ?? []).map(({ value }) => value),
    ...phoneFields.map((key) => user.user_fields?.[key]),
  ];
  return {
    id: user.id,
    name: user.name ?? '',
    reading: null,
    company: organization?.name ?? null,
    title: null,
    owner: null,
    ownedBy: [],
    // Tickets would be a second request, after this one.
    open: null,
    lastActivity: parseTime(user.updated_at),
    fields: [
      { label: label('email'), value: user.email ?? '' },
      { label: label('note'), value: user.notes ?? '' },
    ],
    phones: [
      { field: label('phone'), text: user.phone ?? '' },
      ...otherPhones.map((text) => ({ field: label('other-phone'), text: text ?? '' })),
    ],
  };
}

function createSuffixQuery(e164: string): string {
  return `phone:*${formatAs(e164, 'significant')[0] ?? e164.replace('+', '')}`;
}

/**
 * Several values of one keyword are alternatives; a phrase in quotes is compared as a whole. Nothing is documented that
 * would make a quote or an asterisk an ordinary character.
 */
function createOrQuery(key: string, texts: readonly string[]): string {
  return texts.map((text) => `${key}:"${text.replace(/["\\*]/gu, '')}"`).join(' ');
}
