import { z } from 'zod';
import type { Party } from '../events/phone-event.ts';

/** Whose calls are shown. All null = every call of the account (a reception desk). */
export const Agent = z.object({
  userId: z.string().nullable(),
  extensionId: z.string().nullable(),
  extensionNumber: z.string().nullable(),
  /** the agent's own numbers, E.164; the dialed one is shown when there are several */
  numbers: z.array(z.string()).readonly(),
});
export type Agent = Readonly<z.output<typeof Agent>>;

export const EVERYONE: Agent = { userId: null, extensionId: null, extensionNumber: null, numbers: [] };

/**
 * Whether this callee is the agent, by the first of user id, extension id and extension number that both sides
 * have. null if the callee has none of them: Zoom often sends nothing but `call_id`.
 */
export function isAgent(agent: Agent, callee: Party): boolean | null {
  const ids = [
    [agent.userId, callee.userId],
    [agent.extensionId, callee.extensionId],
    [agent.extensionNumber, callee.extensionNumber],
  ] as const;
  if (ids.every(([own]) => own === null)) return true;
  for (const [own, other] of ids) if (own !== null && other !== null) return own === other;
  return callee.deviceId === null && ids.every(([, other]) => other === null) ? null : false;
}
