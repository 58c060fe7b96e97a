/** Each has a sentence in i18n under `why.connector-`. */
export const CONNECTOR_ERROR_KINDS = [
  /** no answer within the time that a ringing phone leaves */
  'slow',
  'unreachable',
  /** no sign-in yet, or the keychain does not return the token */
  'signed-out',
  /** our credentials are rejected */
  'credentials',
  /** our account may not read */
  'forbidden',
  /** the address or something in the settings (an app, a field) does not exist */
  'not-found',
  /** no phone number field can be searched */
  'no-phone-field',
  'rate-limited',
  /** a fault of the CRM */
  'fault',
  /** all records in the answer have other numbers */
  'other-records',
  /** not one of its documented answers */
  'not-understood',
] as const;

export type ConnectorErrorKind = (typeof CONNECTOR_ERROR_KINDS)[number];

/** @param seconds of a Retry-After */
export function secondsToMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000;
}

/** A connector cannot answer. Holds nothing of request or answer. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  constructor(
    readonly kind: ConnectorErrorKind,
    /** ms until it may be asked again, if the CRM requests a wait */
    readonly retryAfterMs: number | null = null,
  ) {
    super(kind);
  }
}
