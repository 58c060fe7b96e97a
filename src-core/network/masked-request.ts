import { cleanText } from '../util/clean-text.ts';
import { parseJson } from '../util/parse-json.ts';
import { HIDDEN, redactSecrets } from '../util/redact.ts';
import type { HttpRequest } from './transport.ts';

/** What a person may see of a request, and show to somebody else: how a number was asked for, and not which. */
export interface MaskedRequest {
  readonly method: HttpRequest['method'];
  /** percent-encoding undone, for reading */
  readonly address: string;
  /** JSON; null = there is none */
  readonly body: string | null;
}

const MAX_LENGTH = 8_000;

/**
 * A request without anything secret or personal: no headers, nothing that stands under the name of a secret or in the
 * headers too, of a sign-in its place alone, of numbers their shape and last two digits, no e-mail address. Never throws.
 */
export function maskRequest({ method, url: rawUrl, headers, body: rawBody }: HttpRequest): MaskedRequest {
  const url = URL.canParse(rawUrl) ? new URL(rawUrl) : null;
  if (url === null) return { method, address: HIDDEN, body: rawBody === undefined ? null : HIDDEN };
  const secrets = collectSecrets(headers);
  const json = rawBody !== undefined && isJson(headers) ? parseJson(rawBody) : undefined;
  const isHidden = isSignIn(url) || (rawBody !== undefined && json === undefined);
  const path = redactSecrets(url.pathname, secrets)
    .split('/')
    .map((segment) => maskText(decode(segment), secrets))
    .join('/');
  const query = isHidden ? '' : maskQuery(url.search, secrets);
  const address = `${url.protocol}//${url.host}${path}${query}`;
  const body = isHidden ? HIDDEN : JSON.stringify(maskJson(json, secrets));
  return {
    method,
    address: cleanText(address, MAX_LENGTH) ?? HIDDEN,
    body: rawBody === undefined ? null : cleanText(body, MAX_LENGTH),
  };
}

function isJson(headers: HttpRequest['headers']): boolean {
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'content-type' && /[/+]json\b/iu.test(value),
  );
}

/** Where tokens are given out, all that is sent is a secret, whatever it is called. */
function isSignIn({ pathname }: URL): boolean {
  return decode(pathname)
    .split('/')
    .some((segment) =>
      /oauth|token|^(?:auth|authori[sz]e|authenticate|log-?in|sign-?in|sessions?)$/iu.test(segment),
    );
}

/** Headers that say how something is asked, and never by whom. */
const PLAIN_HEADERS: readonly string[] = ['accept', 'content-type', 'prefer', 'x-http-method-override'];

/** What the headers hold, whole and in parts: no part of it may stand anywhere else. */
function collectSecrets(headers: HttpRequest['headers']): readonly string[] {
  const values = Object.entries(headers).flatMap(([name, value]) =>
    PLAIN_HEADERS.includes(name.toLowerCase()) ? [] : [value],
  );
  const parts = values.flatMap((value) => [value, ...value.split(/[\s,;:="]+/u)]);
  const credentials = parts
    .map((part) => Buffer.from(part, 'base64').toString('utf8'))
    .flatMap((pair) => [pair, pair.replace(/^[^:]*:/u, ''), ...pair.split(/[:/]/u)]);
  return [...parts, ...credentials].flatMap((secret) => [secret, decode(secret)]);
}

/** Once: a "%" that is left may be a wildcard. What is not encoded rightly stays as it is. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/giu, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

function maskQuery(search: string, secrets: readonly string[]): string {
  const pairs = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const toPlain = (text: string): string => decode(text.replaceAll('+', ' '));
      if (at < 0) return maskText(toPlain(pair), secrets);
      const key = toPlain(pair.slice(0, at));
      return `${maskText(key, secrets)}=${isSecretName(key) ? HIDDEN : maskText(toPlain(pair.slice(at + 1)), secrets)}`;
    });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function maskJson(json: unknown, secrets: readonly string[]): unknown {
  if (typeof json === 'string') return maskText(json, secrets);
  if (typeof json === 'number') return Math.abs(json) < 1_000 ? json : maskText(String(json), secrets);
  if (Array.isArray(json)) return json.map((item: unknown) => maskJson(item, secrets));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, item]) => [
      maskText(key, secrets),
      isSecretName(key) ? HIDDEN : maskJson(item, secrets),
    ]),
  );
}

const SECRET_PART =
  /token|secret|passw|passphrase|assertion|authori[sz]|credential|signature|apikey|session|cookie|bearer/u;
const SECRET_WORD: readonly string[] = [
  ...['key', 'code', 'auth', 'pass', 'pwd', 'pin', 'otp', 'sig', 'jwt', 'sid'],
  ...['client', 'account', 'username', 'login', 'nonce', 'verifier'],
];

/** Rather too many than one too few: "keyword" is none, "country_code" is taken for one. */
function isSecretName(name: string): boolean {
  const words = name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  return (
    SECRET_PART.test(words.replace(/[^a-z]/gu, '')) ||
    words.split(/[^a-z]+/u).some((word) => SECRET_WORD.includes(word))
  );
}

/** The whole word around the @, as rather too much is hidden here than too little. */
const E_MAIL = /[^\s"'<>(),;:@]{1,64}@[^\s"'<>(),;:@]+/gu;
/** Long words with digits among their letters are ids, keys, tokens. */
const LONG_WORD = /[A-Za-z0-9_~.-]{16,}/gu;

function maskText(text: string, secrets: readonly string[]): string {
  const json = /^\s*[[{]/u.test(text) ? parseJson(text) : undefined;
  if (typeof json === 'object' && json !== null) return JSON.stringify(maskJson(json, secrets));
  const words = redactSecrets(text, secrets)
    .replace(E_MAIL, `${HIDDEN}@${HIDDEN}`)
    .replace(LONG_WORD, (word) => (/[A-Za-z]/u.test(word) && /(?:\d.*){3}/u.test(word) ? HIDDEN : word));
  return maskNumbers(words);
}

/** So many digits, in one or in pieces, may be somebody's; a limit, a version, the 1 of "telephone1" are not. */
const MIN_NUMBER_LENGTH = 4;
/** Of shorter ones nothing is shown, as in the log (util/redact.ts). */
const MIN_SHOWN_LENGTH = 7;

/** What may stand between the digits of a number: hyphens of all kinds, brackets, spaces, wildcards, regular expressions. */
const DIGIT_SEPARATORS = String.raw`(?:\\[^\p{N}"']|[ーｰ]|[^\p{L}\p{N}\\"'\x60,;|\n]){0,8}`;
/** A name that ends in a digit or two, or a number. */
const NAME_OR_NUMBER = new RegExp(
  String.raw`[\p{L}_]{3,40}\p{N}{1,2}(?!${DIGIT_SEPARATORS}\p{N})|\p{N}(?:${DIGIT_SEPARATORS}\p{N})*`,
  'gu',
);

/** "+81 90-1234-5678" → "+81 ••-••••-••78": what was asked for can be told from "0••-••••-••78" and "••••••••78". */
function maskNumbers(text: string): string {
  const pieces = [...text.matchAll(NAME_OR_NUMBER)].filter(([piece]) => /^\p{N}/u.test(piece));
  const shortCounts = pieces
    .map(([piece]) => countDigits(piece))
    .filter((count) => count < MIN_NUMBER_LENGTH);
  const minCount =
    shortCounts.reduce((sum, count) => sum + count, 0) >= MIN_NUMBER_LENGTH ? 1 : MIN_NUMBER_LENGTH;
  return text.replace(NAME_OR_NUMBER, (piece: string, at: number) => {
    if (!/^\p{N}/u.test(piece)) return piece;
    const count = countDigits(piece);
    if (count < minCount) return piece;
    if (count < MIN_SHOWN_LENGTH) return maskDigits(piece, 0, 0);
    const isInternational = /[+＋]/u.test(text[at - 1] ?? '');
    return maskDigits(piece, isInternational ? 2 : countLeadingZeros(piece), 2);
  });
}

function maskDigits(piece: string, first: number, last: number): string {
  const count = countDigits(piece);
  let index = 0;
  return piece.replace(/\p{N}/gu, (digit) => {
    const isShown = index < first || index >= count - last;
    index += 1;
    // No "*", which is a wildcard in many a search; and the width is part of the notation.
    return isShown ? digit : digit === digit.normalize('NFKC') ? '•' : '●';
  });
}

function countDigits(piece: string): number {
  return piece.match(/\p{N}/gu)?.length ?? 0;
}

function countLeadingZeros(piece: string): number {
  return /^0{0,2}/u.exec(piece.normalize('NFKC'))?.[0].length ?? 0;
}
