import {
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max';

import { parseDialed } from './parse-number.ts';
import { toPlainText } from './plain-text.ts';
import { readNumbers } from './read-numbers.ts';
import { isKeypadWord } from './withheld.ts';

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

/** With ten digits it may be a caller's whole number, which Zoom also repeats. */
const EXTENSION = /^\d{1,9}$/u;

/** Longer than any number with any decoration. */
const MAX_RAW_LENGTH = 100;

/** Lines from the public network, where a short number is a service number, not an extension. */
const OUTSIDE_LINES = ['pstn_off_net', 'byop', 'contact_center'];

/**
 * The E.164 form of a text that is one number in any notation (full-width digits, hyphens, 0081, "tel:", "ext."), and of
 * a possible length. Null otherwise. A number without a country code is read as dialed in `country`.
 */
export function toE164(text: string, country: CountryCode): string | null {
  const [piece, ...others] = readNumbers(text, country);
  return others.length === 0 ? (piece?.parsed?.number ?? null) : null;
}

/** What Zoom says about the number of one party. */
export interface PartyNumbers {
  readonly phoneNumber: string | null;
  readonly extensionNumber?: string | null;
  /** of a party in another account of the organization; null in one's own */
  readonly accountCode?: string | null;
  readonly connectionType?: string | null;
}

/**
 * Classifies a party by the form of its number and its line, not by `extension_type`: Zoom puts the extension into
 * `phone_number` of internal calls, and full numbers into `extension_number` of outside callers of the type "user".
 * @param country for numbers without a country code
 */
export function classifyNumber(
  { phoneNumber, extensionNumber = null, accountCode = null, connectionType = null }: PartyNumbers,
  country: CountryCode,
): PhoneNumber {
  const number = classifyTexts({ phoneNumber, extensionNumber, connectionType }, country);
  // As it is dialed from another account: https://developers.zoom.us/changelog/phone/ (account_code)
  return number.kind === 'extension' && accountCode !== null
    ? { kind: 'extension', extension: `${accountCode}-${number.extension}` }
    : number;
}

function classifyTexts(
  { phoneNumber, extensionNumber, connectionType }: Required<Omit<PartyNumbers, 'accountCode'>>,
  country: CountryCode,
): PhoneNumber {
  // Zoom repeats an extension as the number, also where national numbers are as short.
  if (phoneNumber !== null && phoneNumber === extensionNumber && !isOutsideLine(connectionType)) {
    if (EXTENSION.test(phoneNumber)) return { kind: 'extension', extension: phoneNumber };
  }
  for (const text of [phoneNumber, extensionNumber]) {
    const number = text === null ? null : classifyText(text, connectionType, country);
    if (number !== null) return number;
  }
  return { kind: 'withheld' };
}

function classifyText(raw: string, connectionType: string | null, country: CountryCode): PhoneNumber | null {
  if (raw.length > MAX_RAW_LENGTH) return null;
  const text = stripAddress(raw);
  // "anonymous", "Restricted", "", "+": nothing to dial. Carriers send no vanity letters.
  if (!/\d/u.test(text) || isKeypadWord(text, country)) return null;
  const pieces = readNumbers(text, country);
  const external =
    pieces.find(({ certain }) => certain) ?? pieces.find(({ dialed }) => dialed.startsWith('+'));
  if (external?.parsed != null) return toExternalNumber(external.parsed);
  // Not the digits of the words before: "Line 2: 1045".
  const digits = toDigits(text.match(/\d[\d\s()./*#+-]*/gu)?.at(-1) ?? '');
  if (isOutsideLine(connectionType) || digits.length > MAX_EXTENSION_LENGTH || text.includes('+')) {
    const international = parseDialed(`+${digits}`, country);
    return international?.isValid() === true ? toExternalNumber(international) : { kind: 'service', digits };
  }
  return { kind: 'extension', extension: digits };
}

/**
 * The part of an address that a phone dials, with its parameters: "sip:1045@10.0.0.1" is 1045, and
 * `"Bob 2" <sip:+81312345678@host>` is +81312345678. "L0#", which a PBX writes before the number, is none of its digits.
 */
function stripAddress(raw: string): string {
  const plain = toPlainText(raw);
  return (/<([^<>]*)>/u.exec(plain)?.[1] ?? plain)
    .replace(/^\s*(?:sips?|tel):/iu, '')
    .replace(/@.*$/su, '')
    .replace(/^[^+\d]*\p{L}[^#]*#/u, '')
    .trim();
}

function isOutsideLine(connectionType: string | null): boolean {
  return OUTSIDE_LINES.includes((connectionType ?? '').toLowerCase());
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
      const parsed = parseDialed(number.e164, country);
      if (parsed === null) return number.e164;
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
