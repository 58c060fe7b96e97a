import type { Party } from '../events/phone-event.ts';

/** Whose calls are shown. All null = every call of the account (a reception desk). */
export interface Agent {
  readonly userId: string | null;
  readonly extensionId: string | null;
  readonly extensionNumber: string | null;
  /** the agent's own numbers, E.164; the dialled one is shown when there are several */
  readonly numbers: readonly string[];
}

export const EVERYONE: Agent = { userId: null, extensionId: null, extensionNumber: null, numbers: [] };

function isEveryone(agent: Agent): boolean {
  return agent.userId === null && agent.extensionId === null && agent.extensionNumber === null;
}

/**
 * Is this callee the agent? Decided by the first of user id, extension id and extension number that
 * both sides know; null when the callee has none of them (Zoom often sends nothing but `call_id`).
 */
export function isAgent(agent: Agent, callee: Party): boolean | null {
  if (isEveryone(agent)) return true;
  const pairs = [
    [agent.userId, callee.userId],
    [agent.extensionId, callee.extensionId],
    [agent.extensionNumber, callee.extensionNumber],
  ] as const;
  for (const [own, other] of pairs) {
    if (own !== null && other !== null) return own === other;
  }
  const known = callee.userId ?? callee.extensionId ?? callee.extensionNumber ?? callee.deviceId;
  return known === null ? null : false;
}
