import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { formatInternational, toDigits } from './phone-number.ts';

/** How a number may be written in a CRM's records, the likelier first. */
export const ALL_NOTATIONS = [
  /** +819012345678 */
  'e164',
  /** 09012345678 */
  'national',
  /** 090-1234-5678, as is usual in the number's country */
  'national-formatted',
  /** 9012345678: the national number without its leading 0 */
  'significant',
  /** 819012345678 */
  'digits',
  /** +81 90-1234-5678 */
  'international',
  /** +81-90-1234-5678 */
  'international-hyphens',
  /** other places for the hyphens, brackets */
  'national-variants',
  /** ０９０－１２３４－５６７８, ０９０１２３４５６７８ and ０９０ー１２３４ー５６７８ */
  'full-width',
  /** 0081… and 01081…, as dialed */
  'dialled',
] as const;
export type Notation = (typeof ALL_NOTATIONS)[number];

/** An E.164 number in one notation; several texts if the notation has variants. */
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
      // Japanese input methods often type the long vowel mark for a hyphen.
      return [toFullWidth(formatted), toFullWidth(national), toFullWidth(formatted).replaceAll('－', 'ー')];
  }
}

/**
 * An E.164 number in these notations, in this order, then in the user's masks; each text once.
 * @param masks such as "0##-###-####": each `#` is a digit of the significant number. Masks with more or fewer `#`
 * than the number has digits are skipped
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

/** All places where people put hyphens, since few know the right one, and brackets. */
function toJapaneseVariants(national: string): string[] {
  const last = national.slice(-4);
  const split = (length: number): string[] => {
    const [area, local] = [national.slice(0, length), national.slice(length, -4)];
    return [`${area}-${local}-${last}`, `${area}(${local})${last}`, `(${area})${local}-${last}`];
  };
  if (national.length === 11) return split(3);
  if (national.length !== 10) return [];
  // Area codes have one to four digits after the 0.
  return [...[2, 3, 4, 5].flatMap(split), national.replace(/(\d{4})(\d{3})/u, '$1-$2-')];
}

/** "090-1" → "０９０－１" */
export function toFullWidth(text: string): string {
  return text.replace(/[!-~]/gu, (character) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0),
  );
}
