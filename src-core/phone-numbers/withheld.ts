import type { CountryCode } from 'libphonenumber-js/max';
import { hasNoTrunkPrefix, parseDialed } from './parse-number.ts';

/** What carriers and phones write instead of a withheld number, or of its holder's name. */
const WORD = new RegExp(
  [
    '^(?:anonymous|blocked|private|restricted|unavailable|unknown|withheld|no caller id',
    '(?:private|unknown|withheld|blocked|restricted) (?:number|caller|name|call)',
    '非通知|非通知設定|通知不可能|表示圏外|公衆電話)$',
  ].join('|'),
  'iu',
);

/** ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE, PRIVATE and WITHHELD on a keypad, as some carriers send them. */
const KEYPAD_WORD = /^\+?(?:266696687|7378742833|2562533|8656696|86282452253|7748283|94844353)$/u;

/** Whether a text says that the caller withholds the number. */
export function isWithheldWord(text: string): boolean {
  return WORD.test(text.normalize('NFKC').trim());
}

/** Whether the digits of a number spell that it is withheld. A number of the numbering plan is a number. */
export function isKeypadWord(text: string, country: CountryCode): boolean {
  if (!KEYPAD_WORD.test(text)) return false;
  const parsed = parseDialed(text, country);
  return parsed?.isValid() !== true || hasNoTrunkPrefix(parsed, text);
}

/** Whether this is no name, but says that there is none. */
export function isWithheldName(name: string): boolean {
  return isWithheldWord(name) || KEYPAD_WORD.test(name.trim());
}
