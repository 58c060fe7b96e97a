import { homedir } from 'node:os';
import { pathToFileURL } from 'node:url';

/** Replaces hidden text. */
export const HIDDEN = '***';
/** Shorter secrets also occur within words. */
const MIN_SECRET_LENGTH = 6;
/** The home of a system's user may be "/". */
const MIN_HOME_LENGTH = 4;

/**
 * A number or name for the log: the first two and last two characters of a text of seven or more. Support can
 * distinguish calls by it, but cannot call back.
 */
export function mask(text: string | null): string {
  if (text === null || text === '') return '–';
  const units = Array.from(text);
  if (units.length < 7) return HIDDEN;
  return `${units.slice(0, 2).join('')}${HIDDEN}${units.slice(-2).join('')}`;
}

/**
 * Hides secrets of at least six characters, plain and percent-encoded, because a server may repeat its input.
 * Longest first, because one secret may contain another.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(toWellFormed(secret))])
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text);
}

/** Half a surrogate pair cannot be encoded. */
function toWellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Between digits of a number; also full-width marks, the long vowel mark and invisible characters. */
const SEPARATOR = String.raw`[\t\p{Zs}\p{Cf}\p{Pd}−ー.．·・()（）/／]`;
const PHONE = String.raw`[+＋]?[(（]?\p{Nd}(?:${SEPARATOR}{0,3}\p{Nd}){6,}`;
const DATE = String.raw`(?:19|20)\d\d-[01]\d-[0-3]\d(?!-?\p{Nd})(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,3})?)?Z?)?`;
const IP_IN_URL = String.raw`(?<=//)\d{1,3}(?:\.\d{1,3}){3}(?=[:/])`;
/** Zoom's call ids have 19 digits, phone numbers at most 15. */
const CALL_ID = String.raw`(?<![+＋\p{Nd}])\d{17,}(?!${SEPARATOR}{0,3}\p{Nd})`;
const TOKEN = String.raw`\beyJ[\w.-]+`;
const NUMBERS = new RegExp(`(${DATE}|${IP_IN_URL}|${CALL_ID})|(${TOKEN})|${PHONE}`, 'gu');

const AT = /@|＠|%40/u;
const PUNCTUATION = String.raw`\s@＠"'<>()（）「」,;:：、。`;
/** Letters with accents too, also written as two characters. */
const LATIN = String.raw`\p{Script=Latin}\p{M}`;
/** Japanese text continues without a space: other letters count only where such a letter is next to the @. */
const EMAIL = new RegExp(
  String.raw`(?:[\w${LATIN}.+%-]{1,64}|[^${PUNCTUATION}]{0,63}[^${PUNCTUATION}\x00-\x7f])(?:${AT.source})(?:[\w${LATIN}-][\w${LATIN}.-]{0,254}|[^${PUNCTUATION}]{1,255})`,
  'gu',
);

/**
 * Replaces whatever looks like a phone number or email address by `toShown`, and hides tokens. The last
 * guard before text goes to support: personal data should already be masked where it is written.
 */
export function redactPersonalData(text: string, toShown: (found: string) => string = mask): string {
  const withoutAddresses = AT.test(text) ? text.replace(EMAIL, (address) => toShown(address)) : text;
  return withoutAddresses.replace(NUMBERS, (match: string, harmless?: string, token?: string) => {
    if (harmless !== undefined) return match;
    return token === undefined ? toShown(match) : HIDDEN;
  });
}

/** The rest of a folder's name, without punctuation after it. */
const REST_OF_NAME = String.raw`(?:[^\s/\\"'」]*[^\s/\\"'」,.;:)、。])?`;

/**
 * Replaces the user's home folder, in each way it may be written, by "~" because it is named after the user.
 * A folder whose name only begins like it, such as "/home/tanaka-old", is hidden.
 */
export function redactHome(text: string): string {
  const home = homedir();
  if (home.length < MIN_HOME_LENGTH) return text;
  return [home, JSON.stringify(home).slice(1, -1), pathToFileURL(home).pathname]
    .map((spelling) => new RegExp(`${escapeRegExp(spelling)}(${REST_OF_NAME})`, 'gu'))
    .reduce(
      (clean, spelling) => clean.replace(spelling, (_, rest: string) => (rest === '' ? '~' : HIDDEN)),
      text,
    );
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
