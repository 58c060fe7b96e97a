import {
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber as Parsed,
} from 'libphonenumber-js/max';

/**
 * A number as it is dialed: digits only, perhaps after a plus. Never give libphonenumber-js a longer text: it guesses
 * which part is the number, and reads ";phone-context=" differently every other time, because it tests it with
 * regular expressions that keep their state (helpers/extractPhoneContext.js).
 *
 * @returns null if the length is impossible
 */
export function parseDialed(dialed: string, country: CountryCode): Parsed | null {
  const parsed = parsePhoneNumberFromString(dialed, country);
  if (parsed?.isValid() === true) return parsed;
  // "0081 90…" is also written in countries where 00 is not the international prefix.
  const international = dialed.startsWith('00') ? parseValid(`+${dialed.slice(2)}`) : null;
  if (international !== null) return international;
  if (parsed === undefined) return null;
  return toCurrentForm(parsed) ?? (parsed.isPossible() ? parsed : null);
}

function parseValid(e164: string): Parsed | null {
  const parsed = parsePhoneNumberFromString(e164);
  return parsed?.isValid() === true ? parsed : null;
}

/**
 * Numbers of lines that kept working when their country changed its numbering plan:
 * - Mexico, 2019: no 1 after +52, no 01, 044 or 045 before ten digits (IFT,
 *   https://www.itu.int/oth/T020200008A/en)
 * - Brazil, 2012 to 2016: a 9 before mobile numbers of eight digits, which began with 6 to 9 (Anatel,
 *   https://www.itu.int/oth/T020200001D/en). Numbers with 7 are valid as they are.
 */
const FORMER_FORMS: Readonly<Partial<Record<string, readonly [former: RegExp, current: string]>>> = {
  '52': [/^(?:01|04[45]|1)(\d{10})$/u, '+52$1'],
  '55': [/^(?<area>\d\d)(?<subscriber>[689]\d{7})$/u, '+55$<area>9$<subscriber>'],
};

function toCurrentForm({ countryCallingCode, nationalNumber }: Parsed): Parsed | null {
  const [former, current] = FORMER_FORMS[countryCallingCode] ?? [];
  if (former === undefined || current === undefined || !former.test(nationalNumber)) return null;
  return parseValid(nationalNumber.replace(former, current));
}

/**
 * The number that is perhaps the same line, null if there is none. In Argentina, mobile numbers have a 9 after +54 that
 * carriers and people leave out (https://www.itu.int/oth/T0202000009/en).
 */
export function findTwin(e164: string): string | null {
  const [, mobile = '', subscriber = ''] = /^\+54(9?)(\d{10})$/u.exec(e164) ?? [];
  if (subscriber === '') return null;
  return mobile === '' ? `+549${subscriber}` : `+54${subscriber}`;
}

/**
 * Whether the 0 before a national number is missing: a spreadsheet may have dropped it, or the number is of another
 * country, as (901) 234-5678 in Memphis and 090-1234-5678 in Japan.
 */
export function hasNoTrunkPrefix(parsed: Parsed, digits: string): boolean {
  return digits === parsed.nationalNumber && parsed.formatNational().replace(/\D/gu, '') !== digits;
}
