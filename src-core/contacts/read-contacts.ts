import { extname } from 'node:path';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { ContactsBuilder, type Contacts } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import { readCsv } from './csv-contacts.ts';
import { decodeText, detectEncoding } from './decode-text.ts';
import { createTimeSlicer } from '../util/time-slicer.ts';
import { looksLikeVcards, readVcards } from './vcard-contacts.ts';

export interface ReadContext {
  /** id that the matches will name */
  readonly connector: string;
  /** the file's name, for problems and for its extension */
  readonly file: string;
  /** of numbers that carry none */
  readonly country: CountryCode;
  readonly signal: AbortSignal;
}

/**
 * Reads a CSV or vCard file into an index, a few milliseconds at a time.
 *
 * @param chunks the file's bytes in order, none empty
 * @throws ContactsError when nothing of it can be used; the signal's reason once it is aborted
 */
export async function readContacts(chunks: readonly Uint8Array[], context: ReadContext): Promise<Contacts> {
  const slicer = createTimeSlicer(context.signal);
  const builder = new ContactsBuilder(context.connector, context.file, context.country);
  if (chunks.length === 0) throw new ContactsError('contacts-empty');
  const encoding = await detectEncoding(chunks, slicer);
  const start = decodeText(chunks.slice(0, 1), encoding).next().value ?? '';
  const isVcard = looksLikeVcards(start) || extname(context.file).toLowerCase() === '.vcf';
  await (isVcard ? readVcards : readCsv)(decodeText(chunks, encoding), builder, slicer);
  // A header alone is a file that is being written, or an export that went wrong.
  if (builder.rows === 0) throw new ContactsError('contacts-empty');
  return builder.finish();
}
