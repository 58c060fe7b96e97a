import { z } from 'zod';
import { EVERYONE, type Agent } from '../calls/agent.ts';
import { RestError, type ZoomApi } from './zoom-api.ts';

const User = z.object({ id: z.string() });
const PhoneUser = z.object({
  extension_id: z.string().nullish(),
  extension_number: z.union([z.number(), z.string()]).nullish(),
  phone_numbers: z.array(z.object({ number: z.string() })).catch([]),
});

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
