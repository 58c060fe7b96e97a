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
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** What was found. Sentences in the user's language, without a secret, a phone number or a person's name. */
export interface Finding {
  /** null = not checked, or not applicable */
  readonly ok: boolean | null;
  readonly message: string;
  /** what to do; also where all works and something could be better */
  readonly remedy: string | null;
}

/** One check and what was found. */
export interface Check extends Finding {
  readonly name: CheckName;
}
