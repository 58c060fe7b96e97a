import { classifyNumber, toE164, type CountryCode, type PhoneNumber } from './phone-number.ts';

/** What networks and phones say where a number is withheld. */
const WITHHELD =
  /^(?:anonymous|blocked|private|restricted|unavailable|unknown|withheld|非通知|通知不可能|表示圏外|公衆電話)$/iu;
const EXTENSION = /^(?:sips?:|ext(?:ension|n)?[.:]?|内線(?:番号)?:?)?\s*\d{1,10}(?:@.*)?$/iu;
/** With more digits it is rather a number whose country lets it be short. */
const MAX_CERTAIN_EXTENSION_LENGTH = 6;

/**
 * A number as a person types it, in any notation; null for a text that is none. Stricter than what Zoom sends is
 * read: whatever holds a digit is an extension there, here it is a mistake.
 */
export function readTypedNumber(typed: string, country: CountryCode): PhoneNumber | null {
  const text = typed.normalize('NFKC').trim();
  if (WITHHELD.test(text)) return { kind: 'withheld' };
  const party = { phoneNumber: text, extensionNumber: null, connectionType: null };
  const number = classifyNumber(party, country);
  if (number.kind === 'external') return number;
  const e164 = toE164(text, country);
  if (number.kind === 'extension' && EXTENSION.test(text)) {
    if (e164 === null || number.extension.length <= MAX_CERTAIN_EXTENSION_LENGTH) return number;
  }
  return e164 === null ? null : { kind: 'external', e164, extension: null };
}
