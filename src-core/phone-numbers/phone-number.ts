import {
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max';

export type { CountryCode } from 'libphonenumber-js/max';

/**
 * Who is at the other end, as a number.
 * - `external`: a number of the public network, in E.164; `extension` is a suffix that came with it ("… ext. 12").
 * - `extension`: a short number inside the company, as dialled.
 * - `service`: can be dialled but has no E.164 form (110, 171, a carrier's short code), as dialled.
 * - `withheld`: nothing that could be dialled (非通知).
 */
export type PhoneNumber =
  | { readonly kind: 'external'; readonly e164: string; readonly extension: string | null }
  | { readonly kind: 'extension'; readonly extension: string }
  | { readonly kind: 'service'; readonly digits: string }
  | { readonly kind: 'withheld' };

/** Longest extension Zoom Phone gives out is far below this; longer is a number that we could not place. */
const MAX_EXTENSION_LENGTH = 10;

/** Lines that come from the public network, where a short number is a service number and no extension. */
function isOutsideLine(connectionType: string | null): boolean {
  const type = (connectionType ?? '').toLowerCase();
  return type === 'pstn_off_net' || type === 'byop' || type === 'contact_center';
}

/**
 * E.164 of a number written in any notation (full-width digits, hyphens, 0081, "tel:", "ext."), or null.
 * A number without a country is read as dialled in `country`. A number whose length cannot be right is refused.
 */
export function toE164(text: string, country: CountryCode): string | null {
  return parseAnyNotation(text, country)?.number ?? null;
}

export function parseAnyNotation(text: string, country: CountryCode): Parsed | null {
  // A hundred characters hold every number with every decoration; more is not a number.
  if (text.length > 100) return null;
  // The library knows "ext." in many scripts, not the word that Japanese address books use.
  const plain = text.normalize('NFKC').replace(/内線(?:番号)?[:\s]*(?=\d)/u, ' ext. ');
  const parsed = parsePhoneNumberFromString(plain, country);
  if (parsed?.isValid() === true) return parsed;
  // "0081 90…" is written far outside the countries where 00 is the international prefix.
  const international = /^\W*00/u.test(plain)
    ? parsePhoneNumberFromString(plain.replace(/00/u, '+'))
    : undefined;
  if (international?.isValid() === true) return international;
  return parsed?.isPossible() === true ? parsed : null;
}

/** What Zoom says of one party of a call, as far as it tells the number. */
export interface PartyNumbers {
  readonly phoneNumber: string | null;
  readonly extensionNumber: string | null;
  readonly connectionType: string | null;
}

/**
 * Classifies a party by the shape of its number and its line, never by `extension_type`: Zoom puts the
 * extension into `phone_number` of internal calls, and full numbers into `extension_number` of outside
 * callers whose `extension_type` says "user".
 *
 * @param country for numbers that carry none
 */
export function classifyNumber(party: PartyNumbers, country: CountryCode): PhoneNumber {
  for (const text of [party.phoneNumber, party.extensionNumber]) {
    const number = text === null ? null : classifyText(text, party.connectionType, country);
    if (number !== null) return number;
  }
  return { kind: 'withheld' };
}

function classifyText(raw: string, connectionType: string | null, country: CountryCode): PhoneNumber | null {
  // "sip:1045@10.0.0.1" is 1045, "anonymous@10.0.0.1" is nobody.
  const text = raw
    .normalize('NFKC')
    .replace(/^\s*sips?:/iu, '')
    .replace(/@.*$/su, '')
    .trim();
  const digits = text.replace(/\D/gu, '');
  // "anonymous", "Restricted", "", "+": nothing to dial. Vanity letters do not come from a network.
  if (digits === '' || text.length > 100) return null;
  const parsed = parseAnyNotation(text, country);
  if (parsed !== null && (text.includes('+') || parsed.isValid())) return toExternalNumber(parsed);
  if (isOutsideLine(connectionType) || digits.length > MAX_EXTENSION_LENGTH || text.includes('+')) {
    const international = parsePhoneNumberFromString(`+${digits}`);
    return international?.isValid() === true ? toExternalNumber(international) : { kind: 'service', digits };
  }
  return { kind: 'extension', extension: digits };
}

export function isSameNumber(a: PhoneNumber, b: PhoneNumber): boolean {
  return toNumberKey(a) === toNumberKey(b);
}

/** One text for each number. */
export function toNumberKey(number: PhoneNumber): string {
  return JSON.stringify(number);
}

function toExternalNumber(parsed: Parsed): PhoneNumber {
  return { kind: 'external', e164: parsed.number, extension: parsed.ext ?? null };
}

/**
 * The number as a person reads it: national notation for a number of `country`, else international.
 * Extensions and service numbers as dialled (the word "Ext." is the view's), withheld: null.
 */
export function formatNumber(number: PhoneNumber, country: CountryCode): string | null {
  switch (number.kind) {
    case 'withheld':
      return null;
    case 'extension':
      return number.extension;
    case 'service':
      return number.digits;
    case 'external': {
      const parsed = parsePhoneNumberFromString(number.e164);
      if (parsed === undefined) return number.e164;
      const text = parsed.country === country ? parsed.formatNational() : formatInternational(parsed);
      return number.extension === null ? text : `${text} ext. ${number.extension}`;
    }
  }
}

/**
 * International notation with the separators that are customary in the number's country, as Google's
 * library writes it: libphonenumber-js replaces every hyphen by a space there (its
 * applyInternationalSeparatorStyle), which no Japanese or American reader is used to.
 */
export function formatInternational(parsed: Parsed): string {
  const area = parsed.countryCallingCode === '1' ? '$1-' : '$1 ';
  const national = parsed.formatNational().replace(/\((\d+)\)[ -]*/u, area);
  const prefix = national.replace(/\D/gu, '').length - parsed.nationalNumber.length;
  const subscriber = national.replace(new RegExp(`^(?:\\D*\\d){${Math.max(prefix, 0)}}\\D*`, 'u'), '');
  // Some countries dial another national form than the international one (Argentina's 15): then as the library says.
  if (subscriber.replace(/\D/gu, '') !== parsed.nationalNumber) return parsed.formatInternational();
  return `+${parsed.countryCallingCode} ${subscriber}`;
}

export type CopyFormat = 'shown' | 'e164' | 'digits';

/**
 * What "copy" puts on the clipboard, or null for a withheld number.
 * `shown`: as on the card; `e164`: +81…; `digits`: what one would dial, digits only.
 */
export function formatForCopy(number: PhoneNumber, format: CopyFormat, country: CountryCode): string | null {
  const shown = formatNumber(number, country);
  if (shown === null || number.kind !== 'external') return shown;
  switch (format) {
    case 'shown':
      return shown;
    case 'e164':
      return number.e164;
    case 'digits':
      return parsePhoneNumberFromString(number.e164)?.country === country
        ? shown.replace(/ ext\. .*$/u, '').replace(/\D/gu, '')
        : number.e164.replace(/\D/gu, '');
  }
}
