import type { Translate } from '../i18n/index.ts';
import { formatConnection } from '../output/messages.ts';
import { HIDDEN } from '../util/redact.ts';
import { toSessionEnd } from '../zoom/connection-errors.ts';
import type { OfflineCause, Refusal } from '../zoom/call-source.ts';
import { createFinding, redactFinding, type Finding } from './check.ts';
import { CREDENTIAL_FAULT_FIELDS, toCredentialFault, getFieldsForCause } from './affected-fields.ts';

/** Why there is no connection. */
type ConnectionFinding =
  | { readonly state: 'offline'; readonly cause: OfflineCause; readonly detail: string }
  | { readonly state: 'refused'; readonly cause: Refusal; readonly detail: string };

/**
 * Returns what an error of Zoom's API means for the connection. Throws any other error again.
 * @param agent how the agent may be named
 */
export function toConnectionFinding(error: unknown, agent: string): ConnectionFinding {
  const sessionEnd = toSessionEnd(error, agent);
  if (sessionEnd.kind === 'refused') return { ...sessionEnd, state: 'refused' };
  if (sessionEnd.cause === 'internal') throw error;
  return { state: 'offline', cause: sessionEnd.cause, detail: sessionEnd.detail };
}

/** The problem in the words of tray and terminal, with what to do and, if known, which of the credentials is wrong. */
export function toFinding(connectionFinding: ConnectionFinding, t: Translate): Finding {
  const { cause } = connectionFinding;
  // Zoom's words may contain a name or number, and people paste findings into tickets.
  const detail = redactFinding(connectionFinding.detail, () => HIDDEN);
  // Without the time of the next attempt, which has passed when the user reads this.
  const connection = { ...connectionFinding, detail, retryAt: 0 };
  const sentence = formatConnection(connection, t, 0);
  if (cause !== 'credentials')
    return createFinding(false, sentence, t(`remedy.${cause}`), getFieldsForCause(cause));
  const fault = toCredentialFault(detail);
  const fields = CREDENTIAL_FAULT_FIELDS[fault];
  if (fault === 'all') return createFinding(false, sentence, t('remedy.credentials'), fields);
  const message = t(`check.token.wrong-${fault}`, { detail });
  return createFinding(false, message, t(`remedy.credentials-${fault}`), fields);
}
