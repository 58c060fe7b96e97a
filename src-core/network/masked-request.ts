import { cleanText } from '../util/clean-text.ts';
import { parseJson } from '../util/parse-json.ts';
import { HIDDEN, redactSecrets } from '../util/redact.ts';
import type { HttpRequest } from './transport.ts';

/** A request as anyone may see it: with the notations of the number that it asks for, but not the number. */
export interface MaskedRequest {
  readonly method: HttpRequest['method'];
  /** decoded for reading */
  readonly address: string;
  /** JSON; null if the request has no body */
  readonly body: string | null;
}

const MAX_LENGTH = 8_000;

/**
 * Shows only method, host, names (of path segments, parameters, fields), numbers below 1000, and the words and notations
 * of a text that contains the number asked for. Everything else, also the headers, is hidden. Never throws.
 *
 * @param askedNumber its digits, in E.164 or as an extension
 */
export function maskRequest(
  { method, url: rawUrl, headers, body: rawBody }: HttpRequest,
  askedNumber: string,
): MaskedRequest {
  const url = URL.canParse(rawUrl) ? new URL(rawUrl) : null;
  const mask: Mask = { secrets: collectSecrets(headers), askedNumber };
  const json = rawBody === undefined ? undefined : parseJson(rawBody);
  const body = json === undefined ? HIDDEN : JSON.stringify(maskJson(json, mask));
  return {
    method,
    address: (url === null ? null : cleanText(maskUrl(url, mask), MAX_LENGTH)) ?? HIDDEN,
    body: rawBody === undefined ? null : cleanText(body, MAX_LENGTH),
  };
}

interface Mask {
  readonly secrets: readonly string[];
  readonly askedNumber: string;
}

/** Everything in the headers that looks like a name, also within Basic credentials. */
function collectSecrets(headers: HttpRequest['headers']): readonly string[] {
  return Object.values(headers)
    .flatMap((value) => [value, ...value.split(' ').map((part) => Buffer.from(part, 'base64').toString())])
    .flatMap((text) => text.split(/[^\p{L}\p{N}_$.[\]-]+/u));
}

function maskUrl(url: URL, mask: Mask): string {
  const path = url.pathname
    .split('/')
    .map((segment) => (segment === '' ? '' : maskName(decode(segment), mask)));
  const query = [...url.searchParams].map(
    ([name, value]) => `${maskName(name, mask)}=${value === '' ? '' : maskValue(value, mask, name)}`,
  );
  return `${url.protocol}//${url.host}${path.join('/')}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** What is not encoded correctly stays as it is. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function maskJson(json: unknown, mask: Mask, name = ''): unknown {
  if (Array.isArray(json)) return json.map((item: unknown) => maskJson(item, mask, name));
  if (typeof json === 'object' && json !== null)
    return Object.fromEntries(
      Object.entries(json).map(([key, item]) => [maskName(key, mask), maskJson(item, mask, key)]),
    );
  if (typeof json === 'number' && json >= 0 && json < 1_000) return json;
  return typeof json === 'string' || typeof json === 'number' ? maskValue(String(json), mask, name) : json;
}

/** "oauth2", "v60.0", "fields.json", "$filter", "文字列__1行_": no digit first, and few digits. */
const NAME = /^(?=\P{N}*(?:\p{N}\P{N}*){0,2}(?:\.\p{N})?$)[\p{L}_$][\p{L}\p{N}_$.[\]-]{0,41}$/u;

function isName(text: string, { secrets }: Mask): boolean {
  return NAME.test(text) && redactSecrets(text, secrets) === text;
}

function maskName(text: string, mask: Mask): string {
  return isName(text, mask) ? text : maskValue(text, mask, '');
}

/** Their values are names of fields, not data. */
const FIELD_LIST = /^\$?(?:fields|properties|propertyName|select|operator)$/iu;

/** Between the digits of a number: hyphens of all kinds, brackets, spaces, wildcards, regular expressions. */
const DIGIT_SEPARATORS = String.raw`(?:\\[^\p{N}"']|[ーｰ]|[^\p{L}\p{N}\\"'\x60,;|\n]){0,8}`;
/** A word (with at most two digits at its end), or a number. */
const WORD_OR_NUMBER = new RegExp(
  String.raw`[\p{L}_]+(?:\p{N}{1,2}(?!${DIGIT_SEPARATORS}\p{N}))?|[+＋]?\p{N}(?:${DIGIT_SEPARATORS}\p{N})*`,
  'gu',
);

/** The whole word around the @. */
const E_MAIL = /[^\s"'<>(),;:@]{1,64}@[^\s"'<>(),;:@]+/gu;

/** @param name of the parameter or field */
function maskValue(rawText: string, mask: Mask, name: string): string {
  if (/^\d{1,3}$/u.test(rawText)) return rawText;
  if (FIELD_LIST.test(name) && rawText.split(',').every((part) => isName(part, mask))) return rawText;
  const json = /^\s*[[{]/u.test(rawText) ? parseJson(rawText) : undefined;
  if (typeof json === 'object' && json !== null) return JSON.stringify(maskJson(json, mask));
  // Before the text is taken apart: parts of a secret or an address look like harmless words.
  const text = redactSecrets(rawText, mask.secrets).replace(E_MAIL, `${HIDDEN}@${HIDDEN}`);
  const isAsked = (piece: string): boolean => isAskedNumber(piece, mask.askedNumber);
  const pieces = text.match(WORD_OR_NUMBER) ?? [];
  if (!pieces.some(isAsked)) return HIDDEN;
  const isHarmless = (piece: string): boolean => isName(piece, mask) || /^\p{N}{1,3}$/u.test(piece);
  const others = pieces.filter((piece) => !isAsked(piece) && isHarmless(piece));
  // A number may be spread over several pieces.
  const hidesDigits = countDigits(others.join('')) >= MIN_NUMBER_LENGTH;
  return text
    .replace(WORD_OR_NUMBER, (piece) => {
      if (isAsked(piece)) return maskDigits(piece);
      return isHarmless(piece) && !(hidesDigits && countDigits(piece) > 0) ? piece : '…';
    })
    .replace(/…+/gu, '…');
}

/** Shorter pieces may be anything. */
const MIN_NUMBER_LENGTH = 4;
/** Shorter numbers show no digit. The last seven digits identify a number. */
const MIN_SHOWN_LENGTH = 7;

function isAskedNumber(piece: string, askedNumber: string): boolean {
  const digits = piece.normalize('NFKC').replace(/\D/gu, '');
  return digits.length >= MIN_NUMBER_LENGTH && askedNumber.endsWith(digits.slice(-MIN_SHOWN_LENGTH));
}

function countDigits(text: string): number {
  return text.match(/\p{N}/gu)?.length ?? 0;
}

/** "+81 90-1234-5678" → "+81 ••-••••-••78": differs from "0••-••••-••78" and "••••••••78". */
function maskDigits(piece: string): string {
  const count = countDigits(piece);
  const zeros = /^0{0,2}/u.exec(piece.normalize('NFKC'))?.[0].length ?? 0;
  const [first, last] = count < MIN_SHOWN_LENGTH ? [0, 0] : [/^[+＋]/u.test(piece) ? 2 : zeros, 2];
  let index = 0;
  return piece.replace(/\p{N}/gu, (digit) => {
    const isShown = index < first || index >= count - last;
    index += 1;
    // Not "*", a wildcard in many searches. Full width is part of the notation.
    return isShown ? digit : digit === digit.normalize('NFKC') ? '•' : '●';
  });
}
