import { z } from 'zod';
import { ALL_NOTATIONS, formatAllNotations, formatAs } from '../../phone-numbers/notations.ts';
import {
  BaseUrl,
  createSecretClient,
  defineConnectorKind,
  toBasicAuth,
  type ConnectorContext,
} from '../connector-kind.ts';
import { LooseId, LooseText, encodeQuery, parseTime } from '../crm-client.ts';
import type { CrmRecord } from '../remote-connector.ts';

/**
 * The smallest plan allows all programs together 200 requests a minute:
 * https://developer.zendesk.com/api-reference/introduction/rate-limits/. A look-up is up to three.
 */
const PER_SECOND = 1;
const MAX_RESULTS = 50;
const MAX_PHONE_FIELDS = 2;

const Settings = z.object({
  /** "https://acme.zendesk.com" */
  url: BaseUrl,
  apiUrl: BaseUrl.optional(),
  /** email address of the agent or administrator whose API token is the secret */
  email: z.string().regex(/^[^\s/:@]+@[^\s/:]+$/u),
  /** keys of user fields with phone numbers ("mobile_phone"); each costs one more request */
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
/** Side-loaded data. The documents promise it for searches of tickets only, so it may be missing. */
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
 * It compares the digits of `phone`, after a `*` only the last ones
 * (https://developer.zendesk.com/documentation/voice/talk-partner-edition/retrieving-the-zendesk-user-id-of-a-caller/).
 * An account's own user fields are compared as typed. New users appear after minutes.
 */
export const zendesk = defineConnectorKind({
  title: 'Zendesk',
  settings: Settings,
  getSignIn: () => ({ kind: 'secret' }),
  createSearch: ({ url, apiUrl = url, email, phoneFields }, context) => {
    const { label, masks } = context;
    const request = createSecretClient(context, apiUrl, (token) => ({
      Authorization: toBasicAuth(`${email}/token:${token}`),
    }));
    const searchUsers = async (searchText: string, signal: AbortSignal): Promise<readonly CrmRecord[]> => {
      const query = {
        query: `role:end-user ${searchText}`,
        include: 'users(organizations,identities)',
        per_page: String(MAX_RESULTS),
      };
      const path = `/api/v2/search.json${encodeQuery(query)}`;
      const { results, ...sideloads } = await request({ path, schema: Results, signal });
      return results
        .filter(({ result_type: type }) => type === 'user')
        .map((user) => ({
          ...toCrmRecord(user, sideloads, phoneFields, label),
          url: `${url}/agent/users/${encodeURIComponent(user.id)}`,
        }));
    };
    return {
      perSecond: PER_SECOND,
      pagesUrl: url,
      // The page for a new user (/agent/users/new) takes no number.
      getPageUrls: ({ e164 }) => ({
        search: `${url}/agent/search/1${encodeQuery({ type: 'user', q: createSuffixQuery(e164) })}`,
      }),
      async search({ e164 }, signal) {
        const texts = formatAllNotations(e164, ALL_NOTATIONS, masks);
        const queries = [createSuffixQuery(e164), ...phoneFields.map((key) => createOrQuery(key, texts))];
        const found = await Promise.all(queries.map((query) => searchUsers(query, signal)));
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
): CrmRecord {
  const organization = organizations?.find((one) => one.id === user.organization_id);
  const otherPhones = [
    ...(identities ?? [])
      .filter((one) => one.user_id === user.id && one.type === 'phone_number' && one.value !== user.phone)
      .map(({ value }) => value),
    ...phoneFields.map((key) => user.user_fields?.[key] ?? null),
  ];
  return {
    id: user.id,
    name: user.name,
    company: organization?.name ?? null,
    // No open tickets: they would take one more request.
    lastActivity: parseTime(user.updated_at),
    fields: [label('email', user.email), label('note', user.notes)],
    phones: [label('phone', user.phone), ...otherPhones.map((text) => label('other-phone', text))],
  };
}

function createSuffixQuery(e164: string): string {
  return `phone:*${formatAs(e164, 'significant')[0] ?? e164.replace('+', '')}`;
}

/** Values of the same keyword are alternatives. The documents have no escape for a quote or an asterisk in a phrase. */
function createOrQuery(key: string, texts: readonly string[]): string {
  return texts.map((text) => `${key}:"${text.replace(/["\\*]/gu, '')}"`).join(' ');
}
