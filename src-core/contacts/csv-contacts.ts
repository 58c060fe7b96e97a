import { parse } from 'csv-parse';
import type { ContactDraft, ContactsBuilder } from './contact-index.ts';
import { formatFullName } from '../lookup/full-name.ts';
import { ContactsError } from './contacts-problem.ts';
import { mapColumns, type ContactColumns } from './csv-columns.ts';
import type { TimeSlicer } from '../util/time-slicer.ts';

/** A longer row has a quote that is never closed. */
const MAX_ROW_BYTES = 1_000_000;

interface Row {
  /** the first in the file, from 1 */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a table with a header row, separated by commas, semicolons or tabs.
 *
 * @param pieces in order, with "\n" as line end; the first must contain the header row
 * @throws ContactsError if the header is insufficient or a quote is not closed
 */
export async function readCsv(
  pieces: Iterable<string>,
  builder: ContactsBuilder,
  slicer: TimeSlicer,
): Promise<void> {
  let rows: Row[] = [];
  let nextLine = 1;
  let header: Header | null = null;

  async function processRows(): Promise<void> {
    const found = rows;
    rows = [];
    for (const row of found) {
      if (row.cells.every((cell) => cell.trim() === '')) continue;
      if (header === null) header = readHeader(row.cells);
      else if (isMisread(row, header)) builder.refuse('contacts-bad-row', row.line);
      else builder.add(toDraft(row, header));
      if (slicer.isDue()) await slicer.yield();
    }
  }

  let parser: ReturnType<typeof parse> | null = null;
  for (const piece of pieces) {
    parser ??= parse({
      delimiter: detectDelimiter(piece),
      record_delimiter: '\n',
      // Names contain quotes, and Excel writes ="090…" to keep a zero. `isMisread` finds the errors.
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: MAX_ROW_BYTES,
      on_record: (cells, { lines }) => {
        rows.push({ line: nextLine, cells });
        nextLine = lines + 1;
        return null;
      },
    }).resume();
    await feedParser(parser, piece, () => nextLine);
    await processRows();
  }
  if (parser !== null) await feedParser(parser, null, () => nextLine);
  await processRows();
}

/** @param piece null for the end; the parser's only error is a quote that is not closed */
function feedParser(
  parser: ReturnType<typeof parse>,
  piece: string | null,
  getLine: () => number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new ContactsError('contacts-truncated', getLine()));
    parser.once('error', fail);
    const done = (): void => {
      parser.off('error', fail);
      resolve();
    };
    if (piece === null) parser.once('end', done).end();
    else parser.write(piece, (error) => (error ? undefined : done()));
  });
}

/** The most frequent delimiter in the first line, outside quotes. */
function detectDelimiter(start: string): string {
  const [line = ''] = start
    .replace(/"[^"]*"?/gu, '')
    .trimStart()
    .split('\n', 1);
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

interface Header {
  readonly columns: ContactColumns;
  readonly width: number;
}

function readHeader(cells: readonly string[]): Header {
  const columns = mapColumns(cells);
  const hasName = [columns.name, columns.familyName, columns.givenName, columns.company].some(
    (column) => column !== null,
  );
  if (columns.phones.length === 0)
    throw new ContactsError(hasName ? 'contacts-no-phone-column' : 'contacts-no-header');
  if (!hasName) throw new ContactsError('contacts-no-name-column');
  return { columns, width: cells.length };
}

/**
 * Whether a number could get the wrong name: cells beyond the header come from an unquoted delimiter, and a
 * cell that keeps its opening quote across a line end has swallowed the next row.
 */
function isMisread(row: Row, header: Header): boolean {
  return (
    row.cells.slice(header.width).some((cell) => cell.trim() !== '') ||
    row.cells.some((cell) => cell.startsWith('"') && cell.includes('\n'))
  );
}

function toDraft({ line, cells }: Row, { columns }: Header): ContactDraft {
  const getCell = (index: number | null): string | null => {
    const text = index === null ? '' : (cells[index] ?? '').trim();
    return text === '' ? null : text;
  };
  const url = getCell(columns.url);
  return {
    line,
    id: getCell(columns.id),
    name:
      getCell(columns.name) ??
      formatFullName(getCell(columns.familyName), getCell(columns.givenName), getCell(columns.middleName)),
    reading:
      getCell(columns.reading) ??
      formatFullName(getCell(columns.familyReading), getCell(columns.givenReading)),
    company: getCell(columns.company),
    title: [getCell(columns.department), getCell(columns.title)].filter((text) => text !== null).join(' '),
    owner: getCell(columns.owner),
    url: url === null ? null : { column: 'URL', line, text: url },
    numbers: columns.phones.map(({ index, header, label }) => ({
      column: header,
      field: getCell(label) ?? header,
      line,
      text: cells[index] ?? '',
    })),
    fields: columns.free.map(({ index, header }) => ({ label: header, value: cells[index] ?? '' })),
  };
}
