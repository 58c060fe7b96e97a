import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { formatInternational } from './phone-number.ts';

/** How a number may be written in somebody's records; connectors name those that they ask for. */
export type Notation =
  /** +819012345678 */
  | 'e164'
  /** 09012345678 */
  | 'national'
  /** 090-1234-5678, as is usual in the number's country */
  | 'national-formatted'
  /** 9012345678: the national number without its leading 0 */
  | 'significant'
  /** 819012345678 */
  | 'digits'
  /** +81 90-1234-5678 */
  | 'international'
  /** +81-90-1234-5678 */
  | 'international-hyphens'
  /** 0081… and 01081…, as dialled */
  | 'dialled'
  /** other places for the hyphens, brackets */
  | 'national-variants'
  /** ０９０－１２３４－５６７８, ０９０１２３４５６７８ and ０９０ー１２３４ー５６７８ */
  | 'full-width';

/** Every notation, the likelier first. */
export const ALL_NOTATIONS: readonly Notation[] = [
  'e164',
  'national',
  'national-formatted',
  'significant',
  'digits',
  'international',
  'international-hyphens',
  'national-variants',
  'full-width',
  'dialled',
];

/**
 * The text of a number in one notation; several where it is written in several ways.
 *
 * @param e164 a number of any country
 */
export function formatAs(e164: string, notation: Notation): readonly string[] {
  const parsed = parsePhoneNumberFromString(e164);
  if (parsed === undefined) return notation === 'e164' ? [e164] : [];
  const { countryCallingCode: code, nationalNumber: significant } = parsed;
  const formatted = parsed.formatNational();
  const national = toDigits(formatted);
  switch (notation) {
    case 'e164':
      return [parsed.number];
    case 'national':
      return [national];
    case 'national-formatted':
      return [formatted];
    case 'significant':
      return [significant];
    case 'digits':
      return [`${code}${significant}`];
    case 'international':
      return [formatInternational(parsed)];
    case 'international-hyphens':
      return [formatInternational(parsed).replaceAll(' ', '-')];
    case 'dialled':
      return [`00${code}${significant}`, ...(code === '81' ? [`010${code}${significant}`] : [])];
    case 'national-variants':
      return code === '81' ? toJapaneseVariants(national).filter((text) => text !== formatted) : [];
    case 'full-width':
      // Typed Japanese, a hyphen comes out as the mark for long vowels as often.
      return [toFullWidth(formatted), toFullWidth(national), toFullWidth(formatted).replaceAll('－', 'ー')];
  }
}

/**
 * The texts of a number in these notations, in this order, each once, with the user's own masks behind them.
 *
 * @param masks such as "0##-###-####": each `#` is a digit of the significant number, from its first; a mask with
 * another count of them than the number has digits is passed over
 */
export function formatAllNotations(
  e164: string,
  notations: readonly Notation[],
  masks: readonly string[] = [],
): readonly string[] {
  const significant = parsePhoneNumberFromString(e164)?.nationalNumber ?? '';
  const masked = masks.flatMap((mask) => fillMask(mask, significant) ?? []);
  return [...new Set([...notations.flatMap((notation) => formatAs(e164, notation)), ...masked])];
}

function fillMask(mask: string, significant: string): string | null {
  const digitCount = mask.split('#').length - 1;
  if (digitCount !== significant.length) return null;
  let next = 0;
  return mask.replaceAll('#', () => significant[next++] ?? '');
}

/**
 * Area codes have one to four digits after the 0, and few people know which hyphens are right: every place that is
 * written, and the brackets of older address books.
 */
function toJapaneseVariants(national: string): string[] {
  if (national.length === 11) {
    const [a, b, c] = [national.slice(0, 3), national.slice(3, 7), national.slice(7)];
    return [`${a}-${b}-${c}`, `${a}(${b})${c}`, `(${a})${b}-${c}`];
  }
  if (national.length !== 10) return [];
  const last = national.slice(6);
  return [2, 3, 4, 5]
    .flatMap((length) => {
      const [area, local] = [national.slice(0, length), national.slice(length, 6)];
      return [`${area}-${local}-${last}`, `${area}(${local})${last}`, `(${area})${local}-${last}`];
    })
    .concat(`${national.slice(0, 4)}-${national.slice(4, 7)}-${national.slice(7)}`);
}

/** "090-1" → "０９０－１" */
export function toFullWidth(text: string): string {
  return text.replace(/[!-~]/gu, (character) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0),
  );
}

function toDigits(text: string): string {
  return text.replace(/\D/gu, '');
}
