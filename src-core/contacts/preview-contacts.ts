import type { ColumnRole } from '../settings/contacts-columns.ts';
import type { ContactsProblem } from './contacts-problem.ts';
import type { Header, Row } from './csv-table.ts';
import { readContacts, type ReadContext } from './read-contacts.ts';
import { toE164 } from '../phone-numbers/phone-number.ts';

/** Rows that the preview reads. */
const MAX_ROWS = 50;
/** Shorter numbers are more often something else than a phone number. */
const MIN_DIGITS = 9;

/** The first rows of a contacts file as they are understood. It holds personal data. */
export interface ContactsPreview {
  /** of a table; empty for vCards, which have none */
  readonly columns: readonly PreviewColumn[];
  /** with a cell for each column */
  readonly rows: readonly Row[];
  /** distinct numbers in these rows */
  readonly numbers: number;
  /** what was not understood, with line numbers */
  readonly problems: readonly ContactsProblem[];
}

export interface PreviewColumn {
  readonly header: string;
  readonly role: ColumnRole;
  /** whether its cells look like phone numbers, but it is not used as such */
  readonly isUnusedNumber: boolean;
}

/**
 * Reads the first rows of a contacts file, so that the user can check and decide what its columns hold.
 *
 * @param chunks of the file in order, none empty; the first ones are enough
 * @throws ContactsError if nothing of it can be used; the signal's reason once it has aborted
 */
export async function previewContacts(
  chunks: readonly Uint8Array[],
  context: ReadContext,
): Promise<ContactsPreview> {
  const headers: Header[] = [];
  const rows: Row[] = [];
  const contacts = await readContacts(chunks, context, {
    maxRows: MAX_ROWS,
    onHeader: (header) => headers.push(header),
    onRow: (row) => rows.push(row),
  });
  // Joined files have several.
  const [header] = headers;
  return {
    columns: header === undefined ? [] : toColumns(header, rows, context),
    rows,
    numbers: contacts.byNumber.size,
    problems: contacts.problems,
  };
}

function toColumns(
  { cells, columns }: Header,
  rows: readonly Row[],
  context: ReadContext,
): readonly PreviewColumn[] {
  return cells.map((header, index) => {
    const role = columns.roles[index] ?? 'extra';
    const filled = rows.map((row) => (row.cells[index] ?? '').trim()).filter((cell) => cell !== '');
    const numbers = filled.filter((cell) => looksLikeNumber(cell, context));
    return { header, role, isUnusedNumber: role === 'extra' && numbers.length * 2 > filled.length };
  });
}

function looksLikeNumber(text: string, { country }: ReadContext): boolean {
  const digits = text.normalize('NFKC').replace(/\D/gu, '');
  const hasOtherText = /[^\p{Nd}\s\p{P}\p{S}ー]/u.test(text);
  return (
    !hasOtherText &&
    digits.length >= MIN_DIGITS &&
    /^\D*[0+]/u.test(text.normalize('NFKC')) &&
    toE164(text, country) !== null
  );
}
