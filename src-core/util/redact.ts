import { homedir } from 'node:os';
import { pathToFileURL } from 'node:url';

/** What stands for something of which nothing is shown. */
export const HIDDEN = '***';
/** Shorter secrets are parts of other words. */
const MIN_SECRET_LENGTH = 6;
/** A system's user may have the root for a home. */
const MIN_HOME_LENGTH = 4;

/**
 * A number or name as it may stand in a log: the first two and the last two characters of a longer
 * text, so that support can tell calls apart and nobody can call back.
 */
export function mask(text: string | null): string {
  if (text === null || text === '') return '–';
  const units = Array.from(text);
  if (units.length < 7) return HIDDEN;
  return `${units.slice(0, 2).join('')}${HIDDEN}${units.slice(-2).join('')}`;
}

/**
 * Returns `text` without these secrets, plain or percent-encoded: a server may repeat what it was sent. The longest goes
 * first, as another may be part of it; those of fewer than six characters stay, as they are parts of other words.
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
/** Letters with accents too, also written as two characters. */
const LATIN = String.raw`\p{Script=Latin}\p{M}`;
/** Japanese goes on without a space: letters of its kind count where one stands beside the @. */
const EMAIL = new RegExp(
  String.raw`(?:[\w${LATIN}.+%-]{1,64}|[^${PUNCTUATION}]{0,63}[^${PUNCTUATION}\x00-\x7f])(?:${AT.source})(?:[\w${LATIN}-][\w${LATIN}.-]{0,254}|[^${PUNCTUATION}]{1,255})`,
  'gu',
);

/**
 * The last guard before something is sent to support: returns `text` with whatever looks like a phone number or an
 * e-mail address as `toShown` gives it, and without tokens. What is personal is masked where it is written; this is for
 * what slips through.
 */
export function redactPersonalData(text: string, toShown: (found: string) => string = mask): string {
  const withoutAddresses = AT.test(text) ? text.replace(EMAIL, (address) => toShown(address)) : text;
  return withoutAddresses.replace(NUMBERS, (match: string, harmless?: string, token?: string) => {
    if (harmless !== undefined) return match;
    return token === undefined ? toShown(match) : HIDDEN;
  });
}

/** Returns `text` with "~" for the user's home folder, which is named after the user, in each way it may be written. */
export function redactHome(text: string): string {
  const home = homedir();
  if (home.length < MIN_HOME_LENGTH) return text;
  return [home, JSON.stringify(home).slice(1, -1), pathToFileURL(home).pathname]
    .map((spelling) => new RegExp(`${escapeRegExp(spelling)}(?![\\w-])`, 'gu'))
    .reduce((clean, pattern) => clean.replace(pattern, '~'), text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
