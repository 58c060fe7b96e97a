/** Why a connector could not say who has a number; each has a sentence in i18n under `why.connector-`. */
export const CONNECTOR_ERROR_KINDS = [
  /** it did not answer within the time that a ringing phone leaves */
  'slow',
  'unreachable',
  /** nobody has signed in yet, or the keychain does not give the token */
  'signed-out',
  /** it does not take our credentials */
  'credentials',
  /** it knows us, and does not let us read */
  'forbidden',
  /** the address or something named in the settings (an app, a field) is not there */
  'not-found',
  /** there is no field of telephone numbers that could be searched */
  'no-phone-field',
  /** it asks for fewer requests, or none today */
  'rate-limited',
  /** it answered with a fault of its own */
  'fault',
  /** whoever it answered with has another number */
  'other-records',
  /** it answered something that is none of its documented answers */
  'not-understood',
] as const;

export type ConnectorErrorKind = (typeof CONNECTOR_ERROR_KINDS)[number];

/** ms of a Retry-After in seconds */
export function secondsToMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000;
}

/** A connector cannot say. Holds nothing of what was asked or answered. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  constructor(
    readonly kind: ConnectorErrorKind,
    /** ms until it may be asked again, where it says so */
    readonly retryAfterMs: number | null = null,
  ) {
    super(kind);
  }
}
