import type { Translate } from '../i18n/index.ts';
import { formatConnection } from '../output/messages.ts';
import { HIDDEN, redactPersonalData } from '../util/redact.ts';
import { toSessionEnd } from '../zoom/connection-errors.ts';
import type { OfflineCause, Refusal } from '../zoom/call-source.ts';
import { createFinding, type Finding } from './check.ts';
import { CREDENTIAL_FAULT_FIELDS, toCredentialFault, getFieldsForCause } from './affected-fields.ts';

/** Why there is no connection, as the app would say it. */
export type ConnectionFinding =
  | { readonly state: 'offline'; readonly cause: OfflineCause; readonly detail: string }
  | { readonly state: 'refused'; readonly cause: Refusal; readonly detail: string };

/**
 * What an error of Zoom's API means for the connection. Throws again what is none.
 * @param agent how the agent may be named
 */
export function toConnectionFinding(error: unknown, agent: string): ConnectionFinding {
  const sessionEnd = toSessionEnd(error, agent);
  if (sessionEnd.kind === 'refused')
    return { state: 'refused', cause: sessionEnd.cause, detail: sessionEnd.detail };
  if (sessionEnd.cause === 'internal') throw error;
  return { state: 'offline', cause: sessionEnd.cause, detail: sessionEnd.detail };
}

/** The trouble in the words of tray and terminal, with what to do; of credentials, which of them it is. */
export function toFinding(connectionFinding: ConnectionFinding, t: Translate): Finding {
  const { cause } = connectionFinding;
  // Zoom's words may name a person or a number. What people paste into a ticket must not.
  const detail = redactPersonalData(connectionFinding.detail, () => HIDDEN);
  // Told as of now: whoever reads it does so later than the next try.
  const connection =
    connectionFinding.state === 'offline'
      ? { ...connectionFinding, detail, retryAt: 0 }
      : { ...connectionFinding, detail };
  const sentence = formatConnection(connection, t, 0);
  if (cause !== 'credentials')
    return createFinding(false, sentence, t(`remedy.${cause}`), getFieldsForCause(cause));
  const fault = toCredentialFault(detail);
  const fields = CREDENTIAL_FAULT_FIELDS[fault];
  if (fault === 'all') return createFinding(false, sentence, t('remedy.credentials'), fields);
  return createFinding(
    false,
    t(`check.token.wrong-${fault}`, { detail }),
    t(`remedy.credentials-${fault}`),
    fields,
  );
}
