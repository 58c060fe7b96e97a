import { extname } from 'node:path';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { ContactsBuilder, type Contacts } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import type { ColumnOverride } from '../settings/contacts-columns.ts';
import type { TableObserver } from './csv-table.ts';
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
  /** the user's decisions about the columns of a table */
  readonly columns: readonly ColumnOverride[];
  readonly signal: AbortSignal;
}

/**
 * Reads a CSV or vCard file in slices of a few milliseconds.
 *
 * @param chunks in order, none empty
 * @param observer sees the header and rows of a table
 * @throws ContactsError if nothing of it can be used; the signal's reason once it has aborted
 */
export async function readContacts(
  chunks: readonly Uint8Array[],
  context: ReadContext,
  observer: TableObserver = {},
): Promise<Contacts> {
  const slicer = createTimeSlicer(context.signal);
  const builder = new ContactsBuilder(context.connector, context.file, context.country);
  if (chunks.length === 0) throw new ContactsError('contacts-empty');
  const encoding = await detectEncoding(chunks, slicer, context.country);
  const start = decodeText(chunks.slice(0, 1), encoding).next().value ?? '';
  const isVcard = looksLikeVcards(start) || extname(context.file).toLowerCase() === '.vcf';
  if (!isVcard)
    await readCsv(decodeText(chunks, encoding), builder, slicer, { ...observer, columns: context.columns });
  else if (encoding === 'utf-16le' || encoding === 'utf-16be')
    await readVcards(
      toBytes(decodeText(chunks, encoding)),
      { ...context, encoding: 'utf-8' },
      builder,
      slicer,
    );
  else await readVcards(decodeText(chunks, 'bytes'), { ...context, encoding }, builder, slicer);
  const contacts = builder.finish();
  const { rows, people, cutAtLine } = contacts;
  if (cutAtLine !== null && people === 0) throw new ContactsError('contacts-truncated', cutAtLine);
  // Only a header: the file is still being written, or the export failed.
  if (rows === 0) throw new ContactsError('contacts-empty');
  return contacts;
}

/** One character for each byte of UTF-8. */
function* toBytes(pieces: Iterable<string>): Generator<string, void, undefined> {
  for (const piece of pieces) yield Buffer.from(piece).toString('latin1');
}
