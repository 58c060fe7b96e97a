import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { decodeWith, guessEncoding, tryDecode, type LegacyEncoding } from './guess-encoding.ts';

/** A property after unfolding. */
export interface VcardProperty {
  /** the first in the file, from 1 */
  readonly line: number;
  /** in lower case */
  readonly name: string;
  readonly group: string | null;
  /** in lower case, with the parameters of vCard 2.1 that have no name ("TEL;CELL") */
  readonly types: readonly string[];
  readonly sortAs: string | null;
  /** parts of a structured value, or the only one */
  readonly values: readonly string[];
}

/** `bad-line`: wrong syntax; `bad-text`: characters that cannot be decoded. */
export type PropertyDamage = 'contacts-bad-line' | 'contacts-bad-text';

export interface PropertyContext {
  /** of the file */
  readonly encoding: LegacyEncoding;
  readonly country: CountryCode;
}

/** The card shows less. */
const MAX_VALUE_LENGTH = 10_000;
/** Have parts, separated by ";". */
const STRUCTURED = new Set(['n', 'org', 'sound']);
/** The parameter before the value, with quoted values. */
const PARAMETER = /;\s*(?:([\w-]+)\s*=)?((?:"[^"]*"|[^";:])*)/uy;
const HEAD = /^\s*(?:([\w-]+)\.)?([\w-]+)\s*/u;
const ENCODING_NAMES = new Set(['quoted-printable', 'base64', 'b', 'q', '8bit', '7bit']);

/** The name of the property that this line begins, in lower case; '' if it begins none. */
export function findPropertyName(line: string): string {
  return /^(?:[\w-]+\.)?([\w-]+)\s*[;:]/u.exec(line)?.[1]?.toLowerCase() ?? '';
}

/** Whether the value of the property that this line begins goes on in the next line after "=" (RFC 2045, 6.7). */
export function isQuotedPrintable(line: string): boolean {
  return /^[^:]*[;=]\s*(?:QUOTED-PRINTABLE|Q)\s*[;:]/iu.test(line);
}

/**
 * Parses a property of vCard 2.1, 3.0 (RFC 2426) or 4.0 (RFC 6350), tolerant of what phones mix up: parameters without
 * name, quoted-printable and CHARSET in every version.
 *
 * @param bytes one character for each byte, unfolded
 */
export function parseProperty(
  line: number,
  bytes: string,
  context: PropertyContext,
): VcardProperty | PropertyDamage {
  const head = HEAD.exec(bytes);
  if (head === null) return 'contacts-bad-line';
  const name = (head[2] ?? '').toLowerCase();
  const params = new Map<string, string[]>();
  PARAMETER.lastIndex = head[0].length;
  let end = head[0].length;
  for (let found = PARAMETER.exec(bytes); found !== null; found = PARAMETER.exec(bytes)) {
    end = PARAMETER.lastIndex;
    addParameter(params, found[1] ?? null, found[2] ?? '');
  }
  if (bytes[end] !== ':') return 'contacts-bad-line';
  const text = decodeValue(bytes.slice(end + 1), params, context);
  const sortAs = params.get('sort-as')?.join(',');
  const sortKey = sortAs === undefined ? '' : decodeBytes(sortAs, null, context);
  if (text === null || sortKey === null) return 'contacts-bad-text';
  return {
    line,
    name,
    group: head[1]?.toLowerCase() ?? null,
    types: (params.get('type') ?? []).map((type) => type.toLowerCase()),
    sortAs: sortKey.replace(/[,;]+/gu, ' ').trim() || null,
    values: splitValue(name, text.slice(0, MAX_VALUE_LENGTH)),
  };
}

function addParameter(params: Map<string, string[]>, key: string | null, text: string): void {
  const values = text
    .replaceAll('"', '')
    .split(',')
    .map((value) => value.trim());
  const isEncoding = key === null && ENCODING_NAMES.has(values[0]?.toLowerCase() ?? '');
  const name = key?.toLowerCase() ?? (isEncoding ? 'encoding' : 'type');
  params.set(name, [...(params.get(name) ?? []), ...values]);
}

/** Null if damaged. */
function decodeValue(
  bytes: string,
  params: ReadonlyMap<string, readonly string[]>,
  context: PropertyContext,
): string | null {
  const encoding = params.get('encoding')?.[0]?.toLowerCase() ?? '';
  const charset = params.get('charset')?.[0] ?? null;
  const raw = decodeTransferEncoding(bytes, encoding);
  const text = decodeBytes(raw, charset, context);
  if (text !== null || charset !== null || raw === bytes) return text;
  // Phones omit the charset, and the rest of the file is ASCII.
  const guessed = guessEncoding(Buffer.from(raw, 'latin1'), context.country);
  return guessed === null ? null : decodeBytes(raw, guessed, context);
}

function decodeTransferEncoding(bytes: string, encoding: string): string {
  switch (encoding) {
    case 'quoted-printable':
    case 'q':
      return bytes.replace(/=([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    case 'base64':
    case 'b':
      return Buffer.from(bytes, 'base64').toString('latin1');
    default:
      return bytes;
  }
}

/** By the declared charset, or else the file's; null if it is damaged in each. */
function decodeBytes(bytes: string, charset: string | null, { encoding }: PropertyContext): string | null {
  if (!/[\x80-\xff\x1b]/u.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  const utf8 = decodeStrictly(buffer, 'utf-8');
  // An editor that converts a file leaves the declarations in it.
  if (utf8 !== null && /[\u0800-\u{10ffff}]/u.test(utf8) && encoding === 'utf-8') return withoutDamage(utf8);
  const declared = charset === null ? null : decodeStrictly(buffer, charset);
  return withoutDamage(declared ?? decodeStrictly(buffer, encoding));
}

/** A replacement character in the file is the damage of an earlier program. */
function withoutDamage(text: string | null): string | null {
  return text?.includes('\uFFFD') === true ? null : text;
}

/** Null if it is damaged or the charset is unknown. */
function decodeStrictly(bytes: Uint8Array, charset: string): string | null {
  return tryDecode(() => decodeWith(new TextDecoder(charset, { fatal: true }), bytes));
}

function splitValue(name: string, text: string): readonly string[] {
  if (name === 'categories') return text.split(',').map((part) => unescape(part).trim());
  if (!STRUCTURED.has(name)) return [unescape(text)];
  const parts = text.match(/(?:\\.|[^\\;]|\\$)*(?:;|$)/gsu) ?? [];
  return parts.map((part) => {
    const own = part.replace(/;$/u, '');
    // A part of a name may be a list.
    return unescape(name === 'n' ? own.replace(/(?<!\\),/gu, ' ') : own).trim();
  });
}

function unescape(text: string): string {
  return text.replace(/\\([nN,;:\\])/gu, (_, mark: string) => (/n/iu.test(mark) ? '\n' : mark));
}
