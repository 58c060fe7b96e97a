import type { SettingProblem } from '../settings/load-settings.ts';
import { toSettingPath } from '../settings/environment-variables.ts';
import type { OfflineCause, Refusal } from '../zoom/call-source.ts';
import { FIELD_NAMES, type FieldName } from './check.ts';

/** The fields of an account for the WebSocket. */
export const ACCOUNT_FIELDS = [
  'zoom.accountId',
  'zoom.clientId',
  'zoom.clientSecret',
  'zoom.subscriptionId',
] as const satisfies readonly FieldName[];

/** The field of a problem, which is named by path or variable; null if no page shows it. */
export function findFieldForProblem({ name }: SettingProblem): FieldName | null {
  const path = toSettingPath(name);
  return FIELD_NAMES.find((field) => path === field || path.startsWith(`${field}.`)) ?? null;
}

/** The part of the credentials that Zoom rejects; `all` if it does not say. */
export type CredentialFault = 'client-secret' | 'client' | 'account' | 'all';

export const CREDENTIAL_FAULT_FIELDS: Readonly<Record<CredentialFault, readonly FieldName[]>> = {
  'client-secret': ['zoom.clientSecret'],
  client: ['zoom.clientId', 'zoom.clientSecret'],
  account: ['zoom.accountId'],
  all: ['zoom.accountId', 'zoom.clientId', 'zoom.clientSecret'],
};

/**
 * The part of the credentials that Zoom's refusal names.
 * @param detail of a TokenError: status, code and words
 */
export function toCredentialFault(detail: string): CredentialFault {
  const matches = (pattern: RegExp): boolean => pattern.test(detail);
  const mentionsAccount = matches(
    /\baccount[ _-]?id\b|\b(?:invalid|unknown) account\b|\baccount (?:not found|is invalid|does not exist)\b/iu,
  );
  const mentionsClient = matches(/\b470[24]\b|\binvalid_client\b|\bclient\b|\bclient_(?:id|secret)\b/iu);
  if (mentionsAccount && mentionsClient) return 'all';
  if (mentionsAccount) return 'account';
  if (mentionsClient)
    return matches(/\bclient[ _-]?secret\b/iu) && !matches(/\bclient[ _-]?id\b/iu)
      ? 'client-secret'
      : 'client';
  // A wrong client gives `invalid_client`; a wrong account id with a right client gives no more than this.
  return matches(/\binvalid_request\b|\bbad request\b/iu) ? 'account' : 'all';
}

/** The settings that may be wrong when there is no connection, by the reason. */
const CAUSE_FIELDS: Readonly<Record<OfflineCause | Exclude<Refusal, 'credentials'>, readonly FieldName[]>> = {
  subscription: ['zoom.subscriptionId'],
  evicted: ['zoom.subscriptionId'],
  'agent-not-found': ['zoom.agent'],
  'agent-needs-account': ['zoom.agent'],
  'port-taken': ['webhook.port'],
  'cannot-listen': ['webhook.host', 'webhook.port'],
  network: [],
  proxy: [],
  certificate: [],
  closed: [],
  broken: [],
  silent: [],
  'no-welcome': [],
  'turned-away': [],
  'rate-limited': [],
  'zoom-trouble': [],
  'zoom-refused': [],
  internal: [],
  grant: [],
  'app-disabled': [],
  'owner-gone': [],
  scope: [],
  'agent-scope': [],
};

export function getFieldsForCause(cause: keyof typeof CAUSE_FIELDS): readonly FieldName[] {
  return CAUSE_FIELDS[cause];
}
