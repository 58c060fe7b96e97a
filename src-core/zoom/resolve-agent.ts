import { z } from 'zod';
import { EVERYONE, type Agent } from '../calls/agent.ts';
import { RestError, type ZoomApi } from './zoom-api.ts';

const User = z.object({ id: z.string() });
const PhoneUser = z.object({
  extension_id: z.string().nullish(),
  extension_number: z.union([z.number(), z.string()]).nullish(),
  phone_numbers: z.array(z.object({ number: z.string() })).catch([]),
});

const PhoneUsers = z.object({ users: z.array(PhoneUser.extend({ id: z.string() })) });
/** Zoom's maximum; the filter also finds numbers that contain the extension. */
const MAX_USERS = 100;
/** One of them is needed to list the phone users. */
const LIST_USERS_SCOPES = ['phone:read:list_users:admin', 'phone:read:admin'];

/** Whether the setting is an email address or user id, which only Zoom can resolve, and not an extension. */
export function needsLookup(setting: string): boolean {
  return !/^\d{1,10}$/u.test(setting);
}

export function agentByExtension(extensionNumber: string): Agent {
  return { ...EVERYONE, extensionNumber };
}

/**
 * Resolves the agent in the settings. (A server-to-server token belongs to the app's owner, so it does not
 * identify the agent.) Rejects with RestError (`unknown-user`: no such person), TokenError or HttpError.
 */
export async function resolveAgent(api: ZoomApi, setting: string, signal: AbortSignal): Promise<Agent> {
  if (!needsLookup(setting)) return agentByExtension(setting);
  const user = User.safeParse(await api.get(`/users/${encodeURIComponent(setting)}`, signal));
  if (!user.success) throw new RestError('trouble', 'users', null);
  const userId = user.data.id;
  const phone = PhoneUser.safeParse(await api.get(`/phone/users/${encodeURIComponent(userId)}`, signal));
  if (!phone.success) throw new RestError('trouble', 'phone/users', null);
  const extension = phone.data.extension_number;
  return {
    userId,
    extensionId: phone.data.extension_id ?? null,
    extensionNumber: extension == null ? null : String(extension),
    numbers: phone.data.phone_numbers.map(({ number }) => number),
  };
}

/**
 * The id of the user with this extension; null if there is none (a common area, a room), or if the app's scopes do
 * not allow to search. Rejects with RestError, TokenError or HttpError.
 */
export async function findUserByExtension(
  api: ZoomApi,
  extension: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  const scopes = api.newestToken?.scopes ?? [];
  const isAllowed = scopes.length === 0 || LIST_USERS_SCOPES.some((scope) => scopes.includes(scope));
  if (extension === null || !isAllowed) return null;
  const query = new URLSearchParams({ keyword: extension, page_size: String(MAX_USERS) });
  try {
    const page = PhoneUsers.safeParse(await api.get(`/phone/users?${query.toString()}`, signal));
    if (!page.success) return null;
    return page.data.users.find((user) => String(user.extension_number) === extension)?.id ?? null;
  } catch (error) {
    // By Zoom: without the scope, for an extension of too few digits, or for the users of another site.
    const isRefused =
      error instanceof RestError && ['scope', 'bad-request', 'not-found'].includes(error.kind);
    if (isRefused) return null;
    throw error;
  }
}
