import { extname } from 'node:path';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { ContactsBuilder, type Contacts } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import { readCsv } from './csv-contacts.ts';
import { decodeText, detectEncoding } from './decode-text.ts';
import { createTimeSlicer } from '../util/time-slicer.ts';
import { looksLikeVcards, readVcards } from './vcard-contacts.ts';

export interface ReadContext {
  /** id, for the matches */
  readonly connector: string;
  /** name, for the problems and the extension */
  readonly file: string;
  /** of numbers without a country code */
  readonly country: CountryCode;
  readonly signal: AbortSignal;
}

/**
 * Reads a CSV or vCard file in slices of a few milliseconds.
 *
 * @param chunks in order, none empty
 * @throws ContactsError if nothing of it can be used; the signal's reason once it has aborted
 */
export async function readContacts(chunks: readonly Uint8Array[], context: ReadContext): Promise<Contacts> {
  const slicer = createTimeSlicer(context.signal);
  const builder = new ContactsBuilder(context.connector, context.file, context.country);
  if (chunks.length === 0) throw new ContactsError('contacts-empty');
  const encoding = await detectEncoding(chunks, slicer);
  const start = decodeText(chunks.slice(0, 1), encoding).next().value ?? '';
  const isVcard = looksLikeVcards(start) || extname(context.file).toLowerCase() === '.vcf';
  await (isVcard ? readVcards : readCsv)(decodeText(chunks, encoding), builder, slicer);
  // Only a header: the file is still being written, or the export failed.
  if (builder.rows === 0) throw new ContactsError('contacts-empty');
  return builder.finish();
}
