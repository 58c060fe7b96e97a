import {
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max';

export type { CountryCode } from 'libphonenumber-js/max';

/**
 * The number of a call's other party.
 * - `external`: a number of the public network, in E.164, perhaps with an extension ("… ext. 12")
 * - `extension`: a short number inside the company, as dialed
 * - `service`: a number without an E.164 form (110, 171, a carrier's short code), as dialed
 * - `withheld`: no number that can be dialed (非通知)
 */
export type PhoneNumber =
  | { readonly kind: 'external'; readonly e164: string; readonly extension: string | null }
  | { readonly kind: 'extension'; readonly extension: string }
  | { readonly kind: 'service'; readonly digits: string }
  | { readonly kind: 'withheld' };

/** Zoom Phone's extensions are shorter. A longer number is not an extension. */
const MAX_EXTENSION_LENGTH = 10;

/** Lines from the public network, where a short number is a service number, not an extension. */
const OUTSIDE_LINES = ['pstn_off_net', 'byop', 'contact_center'];

/**
 * The E.164 form of a number in any notation (full-width digits, hyphens, 0081, "tel:", "ext."); null if its length is
 * impossible. A number without a country code is read as dialed in `country`.
 */
export function toE164(text: string, country: CountryCode): string | null {
  return parseAnyNotation(text, country)?.number ?? null;
}

export function parseAnyNotation(text: string, country: CountryCode): Parsed | null {
  // Longer than any number with any decoration.
  if (text.length > 100) return null;
  // libphonenumber-js knows "ext." in many scripts, but not the word that Japanese address books use.
  const plain = text.normalize('NFKC').replace(/内線(?:番号)?[:\s]*(?=\d)/u, ' ext. ');
  const parsed = parsePhoneNumberFromString(plain, country);
  if (parsed?.isValid() === true) return parsed;
  // "0081 90…" is also written in countries where 00 is not the international prefix.
  const international = /^\W*00/u.test(plain)
    ? parsePhoneNumberFromString(plain.replace(/00/u, '+'))
    : undefined;
  if (international?.isValid() === true) return international;
  return parsed?.isPossible() === true ? parsed : null;
}

/** What Zoom says about the number of one party. */
interface PartyNumbers {
  readonly phoneNumber: string | null;
  readonly extensionNumber?: string | null;
  readonly connectionType?: string | null;
}

/**
 * Classifies a party by the form of its number and its line, not by `extension_type`: Zoom puts the extension into
 * `phone_number` of internal calls, and full numbers into `extension_number` of outside callers of the type "user".
 * @param country for numbers without a country code
 */
export function classifyNumber(
  { phoneNumber, extensionNumber = null, connectionType = null }: PartyNumbers,
  country: CountryCode,
): PhoneNumber {
  for (const text of [phoneNumber, extensionNumber]) {
    const number = text === null ? null : classifyText(text, connectionType, country);
    if (number !== null) return number;
  }
  return { kind: 'withheld' };
}

function classifyText(raw: string, connectionType: string | null, country: CountryCode): PhoneNumber | null {
  // "sip:1045@10.0.0.1" is 1045, "anonymous@10.0.0.1" is withheld.
  const text = raw
    .normalize('NFKC')
    .replace(/^\s*sips?:/iu, '')
    .replace(/@.*$/su, '')
    .trim();
  const digits = toDigits(text);
  // "anonymous", "Restricted", "", "+": nothing to dial. Carriers send no vanity letters.
  if (digits === '' || text.length > 100) return null;
  const parsed = parseAnyNotation(text, country);
  if (parsed !== null && (text.includes('+') || parsed.isValid())) return toExternalNumber(parsed);
  const isOutsideLine = OUTSIDE_LINES.includes((connectionType ?? '').toLowerCase());
  if (isOutsideLine || digits.length > MAX_EXTENSION_LENGTH || text.includes('+')) {
    const international = parsePhoneNumberFromString(`+${digits}`);
    return international?.isValid() === true ? toExternalNumber(international) : { kind: 'service', digits };
  }
  return { kind: 'extension', extension: digits };
}

export function isSameNumber(a: PhoneNumber, b: PhoneNumber): boolean {
  return toNumberKey(a) === toNumberKey(b);
}

/** The same text for equal numbers. */
export function toNumberKey(number: PhoneNumber): string {
  return JSON.stringify(number);
}

function toExternalNumber(parsed: Parsed): PhoneNumber {
  return { kind: 'external', e164: parsed.number, extension: parsed.ext ?? null };
}

/**
 * The number for display: in national notation if it is of `country`, else international. Extensions (without "Ext.")
 * and service numbers as dialed; null if withheld.
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
 * International notation with the separators that are customary in the number's country, as Google's libphonenumber
 * writes it. libphonenumber-js replaces every hyphen by a space (its applyInternationalSeparatorStyle), which Japanese
 * and American readers are not used to.
 */
export function formatInternational(parsed: Parsed): string {
  const area = parsed.countryCallingCode === '1' ? '$1-' : '$1 ';
  const national = parsed.formatNational().replace(/\((\d+)\)[ -]*/u, area);
  const prefix = toDigits(national).length - parsed.nationalNumber.length;
  const subscriber = national.replace(new RegExp(`^(?:\\D*\\d){${Math.max(prefix, 0)}}\\D*`, 'u'), '');
  // Some countries dial different digits nationally and internationally (Argentina's 15).
  if (toDigits(subscriber) !== parsed.nationalNumber) return parsed.formatInternational();
  return `+${parsed.countryCallingCode} ${subscriber}`;
}

/** The digits of a text, full-width ones as ASCII. */
export function toDigits(text: string): string {
  return text.normalize('NFKC').replace(/\D/gu, '');
}

export type CopyFormat = 'shown' | 'e164' | 'digits';

/** The number for the clipboard: as on the card, +81…, or the digits to dial. null if withheld. */
export function formatForCopy(number: PhoneNumber, format: CopyFormat, country: CountryCode): string | null {
  const shown = formatNumber(number, country);
  if (shown === null || number.kind !== 'external' || format === 'shown') return shown;
  if (format === 'e164') return number.e164;
  const isNational = parsePhoneNumberFromString(number.e164)?.country === country;
  return toDigits(isNational ? shown.replace(/ ext\. .*$/u, '') : number.e164);
}
