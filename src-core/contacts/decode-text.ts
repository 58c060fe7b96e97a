import type { TimeSlicer } from '../util/time-slicer.ts';
import { ContactsError } from './contacts-problem.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis';

/** Characters handed on at a time: few enough to be parsed within one slice. */
const PIECE_LENGTH = 2048;

/**
 * The encoding of a text file: by its byte order mark, else UTF-8 when every byte says so, else Shift_JIS
 * (Windows-31J), which is what Excel writes in Japan.
 *
 * @param chunks the file's bytes in order, none empty
 * @throws ContactsError `contacts-binary` when it is no text, `contacts-truncated` when it ends within a character
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
    // No text in these encodings holds a zero byte; spreadsheets, archives and pictures do, early on.
    if (chunk.includes(0)) throw new ContactsError('contacts-binary');
    if (isUtf8) isUtf8 = canDecode(() => strict.decode(chunk, { stream: true }));
    if (slicer.isDue()) await slicer.yield();
  }
  if (!isUtf8) return 'shift_jis';
  // A file that was UTF-8 up to its last character is UTF-8 that was cut, not Shift_JIS.
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

/** The text in small pieces, without byte order mark and with "\n" as the only line end. Never throws. */
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
    // The "\n" of a "\r\n" may only come with the next chunk.
    heldBack = chunk !== undefined && decoded.endsWith('\r') ? '\r' : '';
    const text = decoded.slice(0, decoded.length - heldBack.length).replace(/\r\n?/gu, '\n');
    for (let at = 0; at < text.length; at += PIECE_LENGTH) yield text.slice(at, at + PIECE_LENGTH);
  }
}
