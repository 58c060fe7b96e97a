/**
 * An address that may be given to the system to open: a record (https), or a call to an E.164 number through
 * Zoom's client. Anything else is refused: whatever the system has registered for other schemes would run.
 */
export function toSafeAddress(address: string): string | null {
  if (/^zoomphonecall:\/\/\+\d{5,15}$/u.test(address)) return address;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // Credentials in an address serve to disguise its host.
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}
