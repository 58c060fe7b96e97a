import { mask, redactPersonalData } from '../util/redact.ts';

/** All checks in their order: each relies on those before it. */
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

/** The settings and secrets that a finding may be about, by their paths. */
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

/** Sentences in the user's language, without secrets, phone numbers and names of people. */
export interface Finding {
  /** null = not checked, or not applicable */
  readonly ok: boolean | null;
  readonly message: string;
  /** what to do; also if all works but could be improved */
  readonly remedy: string | null;
  /** the settings that are known to be wrong */
  readonly fields: readonly FieldName[];
}

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

/** Masks personal data. Unlike in logs, call ids are masked too: any long run of digits may hold a phone number. */
export function redactFinding(text: string, toShown: (found: string) => string = mask): string {
  return redactPersonalData(text, toShown).replace(/\p{Nd}{7,}/gu, toShown);
}
