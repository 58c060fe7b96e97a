import type { CountryCode } from '../phone-numbers/phone-number.ts';
import type { TimeSlicer } from '../util/time-slicer.ts';
import { ContactsError } from './contacts-problem.ts';
import { decodeWith, guessEncoding, tryDecode, type LegacyEncoding } from './guess-encoding.ts';

export type Encoding = 'utf-16le' | 'utf-16be' | LegacyEncoding;

/** Few enough characters to be parsed within one time slice. */
const PIECE_LENGTH = 2048;
/** Enough text to recognize an encoding. */
const SAMPLE_BYTES = 32 * 1024;
/** Bytes that are scanned between two checks of the time. */
const SCAN_BYTES = 16 * 1024;

/**
 * Detects the encoding: by the byte order mark or the escape sequences of ISO-2022-JP; else UTF-8 if it is valid; else
 * the encoding in which the text makes most sense, so that a few damaged bytes do not make UTF-8 another encoding.
 *
 * @param chunks in order, none empty
 * @param country the user's, where different encodings look alike
 * @throws ContactsError `contacts-binary` if it is not text, `contacts-encoding` if the text makes no sense in any encoding
 */
export async function detectEncoding(
  chunks: readonly Uint8Array[],
  slicer: TimeSlicer,
  country: CountryCode,
): Promise<Encoding> {
  const start = Buffer.concat(chunks.slice(0, 3).map((chunk) => chunk.subarray(0, 3))).toString('latin1');
  if (start.startsWith('\xff\xfe')) return 'utf-16le';
  if (start.startsWith('\xfe\xff')) return 'utf-16be';

  const strict = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let hasEscape = false;
  for (const chunk of chunks) {
    // Text in these encodings has no zero byte; spreadsheets, archives and pictures have.
    if (chunk.includes(0)) throw new ContactsError('contacts-binary');
    hasEscape ||= chunk.includes(0x1b);
    if (isUtf8) isUtf8 = tryDecode(() => strict.decode(chunk, { stream: true })) !== null;
    if (slicer.isDue()) await slicer.yield();
  }
  if (start.startsWith('\xef\xbb\xbf')) return 'utf-8';
  // A file that ends within a character is not another encoding.
  if (isUtf8) return hasEscape && (await hasJapaneseEscape(chunks, slicer)) ? 'iso-2022-jp' : 'utf-8';
  const sample = Buffer.from(await collectSample(chunks, slicer)).toString('latin1');
  // A line of a vCard may be folded within a character.
  const unfolded = sample.replace(/[\r\n]+[ \t]/gu, '');
  const guessed = guessEncoding(Buffer.from(unfolded, 'latin1'), country);
  if (guessed === null) throw new ContactsError('contacts-encoding');
  return guessed;
}

/** Whether there is an escape sequence that switches to JIS X 0208 (RFC 1468). */
async function hasJapaneseEscape(chunks: readonly Uint8Array[], slicer: TimeSlicer): Promise<boolean> {
  let previous = '';
  for (const chunk of chunks) {
    const text = previous + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    if (/\x1b\$[@B]/u.test(text)) return true;
    previous = text.slice(-2);
    if (slicer.isDue()) await slicer.yield();
  }
  return false;
}

/** The first lines that are not ASCII. */
async function collectSample(chunks: readonly Uint8Array[], slicer: TimeSlicer): Promise<Uint8Array> {
  const sample = new Uint8Array(SAMPLE_BYTES);
  let length = 0;
  let lineStart = 0;
  let isAscii = true;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += SCAN_BYTES) {
      for (const byte of chunk.subarray(at, at + SCAN_BYTES)) {
        isAscii &&= byte < 0x80;
        if (length === SAMPLE_BYTES && !isAscii) return sample;
        if (length === SAMPLE_BYTES) length = lineStart;
        sample[length] = byte;
        length += 1;
        if (byte !== 0x0a && byte !== 0x0d) continue;
        if (isAscii) length = lineStart;
        lineStart = length;
        isAscii = true;
      }
      if (slicer.isDue()) await slicer.yield();
    }
  }
  return sample.subarray(0, length);
}

/**
 * Yields small pieces without byte order mark and with "\n" as the only line end; what cannot be decoded is U+FFFD.
 * Never throws.
 *
 * @param encoding `bytes`: one character of U+0000–U+00FF for each byte
 */
export function* decodeText(
  chunks: Iterable<Uint8Array>,
  encoding: Encoding | 'bytes',
): Generator<string, void, undefined> {
  const decoder = new TextDecoder(encoding === 'bytes' ? 'utf-8' : encoding);
  let heldBack = '';
  function* normalize(decoded: string, isLast: boolean): Generator<string, void, undefined> {
    const whole = heldBack + decoded;
    // The "\n" of a "\r\n" may be in the next chunk.
    heldBack = !isLast && whole.endsWith('\r') ? '\r' : '';
    const text = whole.slice(0, whole.length - heldBack.length).replace(/\r\n?/gu, '\n');
    for (let at = 0; at < text.length;) {
      // Half of a surrogate pair would be damage to who encodes the piece.
      const isWithinPair = isHighSurrogate(text.charCodeAt(at + PIECE_LENGTH - 1));
      const end = at + PIECE_LENGTH + (isWithinPair ? 1 : 0);
      yield text.slice(at, end);
      at = end;
    }
  }
  for (const chunk of chunks) {
    const decoded =
      encoding === 'bytes'
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
        : decodeWith(decoder, chunk, { stream: true });
    yield* normalize(decoded, false);
  }
  yield* normalize(encoding === 'bytes' ? '' : decodeWith(decoder), true);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
