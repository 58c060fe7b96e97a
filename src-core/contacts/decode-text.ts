import type { TimeSlicer } from '../util/time-slicer.ts';
import { ContactsError } from './contacts-problem.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis';

/** Few enough characters to be parsed within one time slice. */
const PIECE_LENGTH = 2048;

/**
 * Detects the encoding by the byte order mark; else UTF-8 if it is valid, else Shift_JIS (Windows-31J), which
 * Excel writes in Japan.
 *
 * @param chunks in order, none empty
 * @throws ContactsError `contacts-binary` if it is not text, `contacts-truncated` if it ends within a
 *   character
 */
export async function detectEncoding(chunks: readonly Uint8Array[], slicer: TimeSlicer): Promise<Encoding> {
  const [first = 0, second = 0] = [
    ...(chunks[0]?.subarray(0, 2) ?? []),
    ...(chunks[1]?.subarray(0, 1) ?? []),
  ];
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';

  const strict = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  for (const chunk of chunks) {
    // Text in these encodings has no zero byte; spreadsheets, archives and pictures have.
    if (chunk.includes(0)) throw new ContactsError('contacts-binary');
    if (isUtf8) isUtf8 = canDecode(() => strict.decode(chunk, { stream: true }));
    if (slicer.isDue()) await slicer.yield();
  }
  if (!isUtf8) return 'shift_jis';
  // Valid up to the last character: truncated UTF-8, not Shift_JIS.
  if (!canDecode(() => strict.decode())) throw new ContactsError('contacts-truncated');
  return 'utf-8';
}

function canDecode(decode: () => string): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}

/** Yields small pieces without byte order mark and with "\n" as the only line end. Never throws. */
export function* decodeText(
  chunks: readonly Uint8Array[],
  encoding: Encoding,
): Generator<string, void, undefined> {
  const decoder = new TextDecoder(encoding);
  let heldBack = '';
  for (let index = 0; index <= chunks.length; index += 1) {
    const chunk = chunks[index];
    const decoded =
      heldBack + (chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
    // The "\n" of a "\r\n" may be in the next chunk.
    heldBack = chunk !== undefined && decoded.endsWith('\r') ? '\r' : '';
    const text = decoded.slice(0, decoded.length - heldBack.length).replace(/\r\n?/gu, '\n');
    for (let at = 0; at < text.length; at += PIECE_LENGTH) yield text.slice(at, at + PIECE_LENGTH);
  }
}
