/** What is looked at, in this order: each rests on those before it. */
export const CHECK_NAMES = [
  'settings',
  'keychain',
  'proxy-and-certificates',
  'token',
  'scopes',
  'agent',
  'websocket',
  'webhook',
  'call-history',
  'clock',
  'contacts',
  'connectors',
  'database',
  'notifications',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** The settings that a finding may be about, by their paths; and the two secrets, which are in the keychain. */
export const FIELD_NAMES = [
  'zoom.accountId',
  'zoom.clientId',
  'zoom.clientSecret',
  'zoom.subscriptionId',
  'zoom.agent',
  'webhook.secretToken',
  'webhook.host',
  'webhook.port',
  'webhook.path',
  'network.caFile',
  'language',
  'country',
  'contacts',
  'connectors',
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** What was found. Sentences in the user's language, without a secret, a phone number or a person's name. */
export interface Finding {
  /** null = not checked, or not applicable */
  readonly ok: boolean | null;
  readonly message: string;
  /** what to do; also where all works and something could be better */
  readonly remedy: string | null;
  /** the settings that are wrong, as far as that can be told; empty = none, or none in particular */
  readonly fields: readonly FieldName[];
}

/** One check and what was found. */
export interface Check extends Finding {
  readonly name: CheckName;
}

export function createFinding(
  ok: boolean | null,
  message: string,
  remedy: string | null = null,
  fields: readonly FieldName[] = [],
): Finding {
  return { ok, message, remedy, fields };
}
