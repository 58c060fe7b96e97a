import { z } from 'zod';
import type { Agent } from '../calls/agent.ts';
import { cleanText } from '../text/clean.ts';
import { request } from './http.ts';

/**
 * The agent could not be found out. `not-found` and `scope` need a person; `token` may be mended by a fresh token
 * (Zoom may have revoked this one), else by a person; `trouble` passes.
 */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  constructor(
    readonly kind: 'not-found' | 'scope' | 'token' | 'trouble',
    readonly detail: string,
  ) {
    super(`${kind}: ${detail}`);
  }
}

const User = z.object({ id: z.string() });
const PhoneUser = z.object({
  extension_id: z.string().nullish(),
  extension_number: z.union([z.number(), z.string()]).nullish(),
  phone_numbers: z.array(z.object({ number: z.string() })).catch([]),
});

/**
 * Who the agent is, from the setting. A server-to-server token belongs to the app's owner, so Zoom cannot tell
 * by itself. An extension needs no look-up; an e-mail or user id is resolved by REST.
 *
 * Rejects with AgentError, or with HttpError when no answer came.
 */
export async function resolveAgent(
  apiUrl: string,
  accessToken: string,
  setting: string,
  signal?: AbortSignal,
): Promise<Agent> {
  if (/^\d{1,10}$/u.test(setting)) {
    return { userId: null, extensionId: null, extensionNumber: setting, numbers: [] };
  }
  const get = async (path: string): Promise<unknown> => {
    const answer = await request({
      method: 'GET',
      url: `${apiUrl}${path}`,
      headers: { Authorization: `Bearer ${accessToken}` },
      ...(signal !== undefined && { signal }),
    });
    if (answer.status === 200) return answer.json;
    const said = z.object({ message: z.unknown() }).safeParse(answer.json);
    const words = said.success ? cleanText(said.data.message, 100) : null;
    const detail = `HTTP ${answer.status}${words === null ? '' : `, ${words}`}`;
    if (answer.status === 404) throw new AgentError('not-found', setting);
    if (answer.status === 401) throw new AgentError('token', detail);
    // Zoom says a missing scope with 400 (code 4711) as well as with 401 and 403.
    if (answer.status === 400 || answer.status === 403) throw new AgentError('scope', detail);
    throw new AgentError('trouble', detail);
  };
  const user = User.safeParse(await get(`/users/${encodeURIComponent(setting)}`));
  if (!user.success) throw new AgentError('trouble', 'users');
  const phone = PhoneUser.safeParse(await get(`/phone/users/${encodeURIComponent(user.data.id)}`));
  if (!phone.success) throw new AgentError('trouble', 'phone/users');
  const extension = phone.data.extension_number;
  return {
    userId: user.data.id,
    extensionId: phone.data.extension_id ?? null,
    extensionNumber: extension == null ? null : String(extension),
    numbers: phone.data.phone_numbers.map(({ number }) => number),
  };
}
