import { mask } from './redact.ts';

/** Between the digits of a number: also full-width marks, the mark for long vowels, and what nobody sees. */
const SEPARATOR = String.raw`[\t\p{Zs}\p{Cf}\p{Pd}−ー.．·・()（）/／]`;
const PHONE = String.raw`[+＋]?[(（]?\p{Nd}(?:${SEPARATOR}{0,3}\p{Nd}){6,}`;
const DATE = String.raw`(?:19|20)\d\d-[01]\d-[0-3]\d(?!-?\p{Nd})(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,3})?)?Z?)?`;
const IP_IN_URL = String.raw`(?<=//)\d{1,3}(?:\.\d{1,3}){3}(?=[:/])`;
/** Zoom's have nineteen digits, and no number in the world more than fifteen. */
const CALL_ID = String.raw`(?<![+＋\p{Nd}])\d{17,}(?!${SEPARATOR}{0,3}\p{Nd})`;
const TOKEN = String.raw`\beyJ[\w.-]+`;
const NUMBERS = new RegExp(`(${DATE}|${IP_IN_URL}|${CALL_ID})|(${TOKEN})|${PHONE}`, 'gu');

const AT = /@|＠|%40/u;
const PUNCTUATION = String.raw`\s@＠"'<>()（）「」,;:：、。`;
/** Japanese goes on without a space: letters of its kind count where one stands beside the @. */
const EMAIL = new RegExp(
  String.raw`(?:[\w.+%-]{1,64}|[^${PUNCTUATION}]{0,63}[^${PUNCTUATION}\x00-\x7f])(?:${AT.source})(?:[\w-][\w.-]{0,254}|[^${PUNCTUATION}]{1,255})`,
  'gu',
);

/**
 * The last guard before something is sent to support: whatever looks like a phone number, an e-mail address or a
 * token is masked. What is personal is masked where it is written; this is for what slips through.
 */
export function maskPersonal(text: string): string {
  const withoutAddresses = AT.test(text) ? text.replace(EMAIL, mask) : text;
  return withoutAddresses.replace(NUMBERS, (match: string, harmless?: string, token?: string) => {
    if (harmless !== undefined) return match;
    return token === undefined ? mask(match) : '***';
  });
}
