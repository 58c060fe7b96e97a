import type { SettingProblem } from '../settings/load-settings.ts';
import { toSettingPath } from '../settings/environment-variables.ts';
import type { OfflineCause, Refusal } from '../zoom/call-source.ts';
import { FIELD_NAMES, type FieldName } from './check.ts';

/** What the WebSocket needs to be set up. */
export const ACCOUNT_FIELDS = [
  'zoom.accountId',
  'zoom.clientId',
  'zoom.clientSecret',
  'zoom.subscriptionId',
] as const satisfies readonly FieldName[];

/** The setting of which a problem tells, by its path or its variable; null = one that no page shows. */
export function findFieldForProblem({ name }: SettingProblem): FieldName | null {
  const path = toSettingPath(name);
  return FIELD_NAMES.find((field) => path === field || path.startsWith(`${field}.`)) ?? null;
}

/** Which part of the credentials Zoom does not take; `all`: it does not say. */
export type CredentialFault = 'client-secret' | 'client' | 'account' | 'all';

export const CREDENTIAL_FAULT_FIELDS: Readonly<Record<CredentialFault, readonly FieldName[]>> = {
  'client-secret': ['zoom.clientSecret'],
  client: ['zoom.clientId', 'zoom.clientSecret'],
  account: ['zoom.accountId'],
  all: ['zoom.accountId', 'zoom.clientId', 'zoom.clientSecret'],
};

/**
 * Which part of the credentials is wrong, as far as Zoom's refusal tells.
 * @param detail a TokenError's: status, code and words
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
  // A wrong client is `invalid_client`. Whose client is right and whose account id is not, is told no more than this.
  return matches(/\binvalid_request\b|\bbad request\b/iu) ? 'account' : 'all';
}

/** The settings that are wrong when a connection does not come about for this reason. */
export function getFieldsForCause(
  cause: OfflineCause | Exclude<Refusal, 'credentials'>,
): readonly FieldName[] {
  switch (cause) {
    case 'subscription':
    case 'evicted':
      return ['zoom.subscriptionId'];
    case 'agent-not-found':
    case 'agent-needs-account':
      return ['zoom.agent'];
    case 'port-taken':
      return ['webhook.port'];
    case 'cannot-listen':
      return ['webhook.host', 'webhook.port'];
    case 'network':
    case 'proxy':
    case 'certificate':
    case 'closed':
    case 'broken':
    case 'silent':
    case 'no-welcome':
    case 'turned-away':
    case 'rate-limited':
    case 'zoom-trouble':
    case 'internal':
    case 'grant':
    case 'app-disabled':
    case 'owner-gone':
    case 'scope':
    case 'agent-scope':
      return [];
  }
}
