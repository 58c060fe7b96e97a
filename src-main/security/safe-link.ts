/**
 * An address that the system may open: an https record, or a call to an E.164 number through Zoom's client. Others are
 * refused (null), since they would run whatever is registered for their scheme.
 */
export function toSafeAddress(address: string): string | null {
  if (/^zoomphonecall:\/\/\+\d{5,15}$/u.test(address)) return address;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // Credentials in an address can disguise its host.
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}
