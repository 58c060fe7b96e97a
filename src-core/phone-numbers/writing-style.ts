import { getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { toDigits, type CountryCode } from './phone-number.ts';
import { readNumbers } from './read-numbers.ts';

/** How a number is written in a record; each has a text in i18n under `report.written.`. */
export const WRITING_STYLES = [
  /** +819012345678 */
  'e164',
  /** +81 90-1234-5678 */
  'international',
  /** 09012345678 */
  'national',
  /** 090-1234-5678 */
  'hyphens',
  /** 090 1234 5678, 090.1234.5678 */
  'spaces',
  /** 03(1234)5678 */
  'brackets',
  /** with any full-width digit or mark */
  'full-width',
  /** +81 (0)90-1234-5678, +81 090-1234-5678 */
  'trunk-zero',
  /** 0081 90 1234 5678, 010 81 … */
  'dialled',
  /** 9012345678 */
  'no-trunk',
  /** 819012345678 */
  'no-plus',
  /** another country's number, as it is dialed there */
  'no-country',
  /** "03-1234-5678 / 090-1234-5678" */
  'several',
  /** "03-1234-5678 内線12", "090-1234-5678 (妻)" */
  'words',
  /** 1234-5678: the end of the number, or the number with a dialed prefix */
  'part',
  /** any other marks */
  'other',
] as const;
export type WritingStyle = (typeof WRITING_STYLES)[number];

const SEARCHABLE_STYLES = ['e164', 'international', 'national', 'hyphens'] as const;

/** Whether every CRM can be searched for this style, so that the record need not be changed. */
export function isSearchableStyle(style: WritingStyle): style is (typeof SEARCHABLE_STYLES)[number] {
  return SEARCHABLE_STYLES.some((searchable) => searchable === style);
}

/**
 * How `text` writes this number; of several peculiarities, the one that makes the number hardest to find.
 * @param text a match of the number, or of its end
 * @param country of numbers without a country code
 */
export function detectStyle(text: string, e164: string, country: CountryCode): WritingStyle {
  const number = parsePhoneNumberFromString(e164);
  const plain = text.normalize('NFKC').trim();
  const digits = toDigits(plain);
  if (readNumbers(text, country).filter(({ parsed }) => parsed !== null).length > 1) return 'several';
  // The long vowel mark is often typed for a hyphen. "#" and "," are dialed before extensions.
  if (/[\p{L}#;,]/u.test(plain.replaceAll('ー', ''))) return 'words';
  if (/[\uFF01-\uFF5E\u3000ー]/u.test(text)) return 'full-width';
  if (number === undefined) return plain === e164 ? 'e164' : 'other';

  const { countryCallingCode: code, nationalNumber: significant } = number;
  const national = toDigits(number.formatNational());
  const fullDigits = `${code}${significant}`;
  if (plain.startsWith('+')) {
    if (digits === fullDigits) return plain === e164 ? 'e164' : 'international';
    return digits === `${code}${national}` ? 'trunk-zero' : 'other';
  }
  if (digits === `00${fullDigits}` || digits === `010${fullDigits}` || digits === `00${code}${national}`)
    return 'dialled';
  if (digits === national || digits === significant) {
    if (code !== getCountryCallingCode(country)) return 'no-country';
    return digits === national ? detectNationalStyle(plain) : 'no-trunk';
  }
  if (digits === fullDigits) return 'no-plus';
  return national.endsWith(digits) || digits.endsWith(significant) ? 'part' : 'other';
}

function detectNationalStyle(national: string): WritingStyle {
  if (/^\d+$/u.test(national)) return 'national';
  if (/^[\d-]+$/u.test(national)) return 'hyphens';
  if (/[()]/u.test(national)) return 'brackets';
  return /^[\d\s.-]+$/u.test(national) ? 'spaces' : 'other';
}
