import { classifyNumber, toE164, type CountryCode, type PhoneNumber } from './phone-number.ts';
import { isWithheldWord } from './withheld.ts';

const EXTENSION = /^(?:sips?:|ext(?:ension|n)?[.:]?|内線(?:番号)?:?)?\s*\d{1,10}(?:@.*)?$/iu;
/** More digits are rather a national number of a country with short numbers. */
const MAX_CERTAIN_EXTENSION_LENGTH = 6;

/**
 * Reads a number that a person typed, in any notation; null if the text is not a number. Stricter than
 * `classifyNumber`, which takes any text with a digit for an extension.
 */
export function readTypedNumber(typed: string, country: CountryCode): PhoneNumber | null {
  const text = typed.normalize('NFKC').trim();
  if (isWithheldWord(text)) return { kind: 'withheld' };
  const number = classifyNumber({ phoneNumber: text }, country);
  if (number.kind === 'external') return number;
  const e164 = toE164(text, country);
  if (number.kind === 'extension' && EXTENSION.test(text)) {
    if (e164 === null || number.extension.length <= MAX_CERTAIN_EXTENSION_LENGTH) return number;
  }
  return e164 === null ? null : { kind: 'external', e164, extension: null };
}
