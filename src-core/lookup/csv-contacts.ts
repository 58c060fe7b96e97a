import { parse } from 'csv-parse';
import type { ContactDraft, ContactsBuilder } from './contact-index.ts';
import { joinName } from './join-name.ts';
import { UnusableContacts } from './contacts-problem.ts';
import { mapColumns, type Columns } from './csv-columns.ts';
import type { Pacer } from './pacer.ts';

/** In bytes. A row longer than this is one whose quote was never closed. */
const LONGEST_ROW = 1_000_000;

interface Row {
  /** where it begins in the file, from 1 */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a table with a header row, parted by commas, semicolons or tabs, into `builder`.
 *
 * @param pieces the text in order, "\n" as line end; the header row must lie in the first
 * @throws UnusableContacts when the header tells too little, or a quote is still open at the end
 */
export async function readCsv(
  pieces: Iterable<string>,
  builder: ContactsBuilder,
  pacer: Pacer,
): Promise<void> {
  let rows: Row[] = [];
  let nextLine = 1;
  let header: Header | null = null;

  /** Works off what the parser has found so far. */
  async function takeRows(): Promise<void> {
    const found = rows;
    rows = [];
    for (const row of found) {
      if (row.cells.every((cell) => cell.trim() === '')) continue;
      if (header === null) header = readHeader(row.cells);
      else if (isMisread(row, header)) builder.refuse('contacts-bad-row', row.line);
      else builder.add(toDraft(row, header));
      if (pacer.due()) await pacer.rest();
    }
  }

  let parser: ReturnType<typeof parse> | null = null;
  for (const piece of pieces) {
    parser ??= parse({
      delimiter: detectDelimiter(piece),
      record_delimiter: '\n',
      // Names hold quotes, and Excel writes ="090…" to keep a zero; isMisread finds what this lets through.
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: LONGEST_ROW,
      on_record: (cells, { lines }) => {
        rows.push({ line: nextLine, cells });
        nextLine = lines + 1;
        return null;
      },
    }).resume();
    await pass(parser, piece, () => nextLine);
    await takeRows();
  }
  if (parser !== null) await pass(parser, null, () => nextLine);
  await takeRows();
}

/** Gives the parser one piece, or the end for null. Its only errors are a quote that does not end. */
function pass(parser: ReturnType<typeof parse>, piece: string | null, line: () => number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new UnusableContacts('contacts-truncated', line()));
    parser.once('error', fail);
    const done = (): void => {
      parser.off('error', fail);
      resolve();
    };
    if (piece === null) parser.once('end', done).end();
    else parser.write(piece, (error) => (error ? undefined : done()));
  });
}

/** The delimiter that stands most often in the first line, outside of quotes. */
function detectDelimiter(start: string): string {
  const [line = ''] = start
    .replace(/"[^"]*"?/gu, '')
    .trimStart()
    .split('\n', 1);
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

interface Header {
  readonly columns: Columns;
  readonly width: number;
}

function readHeader(cells: readonly string[]): Header {
  const columns = mapColumns(cells);
  const named = [columns.name, columns.familyName, columns.givenName, columns.company].some(
    (column) => column !== null,
  );
  if (columns.phones.length === 0)
    throw new UnusableContacts(named ? 'contacts-no-phone-column' : 'contacts-no-header');
  if (!named) throw new UnusableContacts('contacts-no-name-column');
  return { columns, width: cells.length };
}

/**
 * Cells beyond the header come from a delimiter that should have been quoted, and a cell that keeps its
 * opening quote over a line end has swallowed the next row: either way a number would get the wrong name.
 */
function isMisread(row: Row, header: Header): boolean {
  return (
    row.cells.slice(header.width).some((cell) => cell.trim() !== '') ||
    row.cells.some((cell) => cell.startsWith('"') && cell.includes('\n'))
  );
}

function toDraft({ line, cells }: Row, { columns }: Header): ContactDraft {
  const cell = (index: number | null): string | null => {
    const text = index === null ? '' : (cells[index] ?? '').trim();
    return text === '' ? null : text;
  };
  const url = cell(columns.url);
  return {
    line,
    id: cell(columns.id),
    name:
      cell(columns.name) ??
      joinName(cell(columns.familyName), cell(columns.givenName), cell(columns.middleName)),
    reading: cell(columns.reading) ?? joinName(cell(columns.familyReading), cell(columns.givenReading)),
    company: cell(columns.company),
    title: [cell(columns.department), cell(columns.title)].filter((text) => text !== null).join(' '),
    owner: cell(columns.owner),
    url: url === null ? null : { column: 'URL', line, text: url },
    numbers: columns.phones.map(({ index, header, label }) => ({
      column: header,
      field: cell(label) ?? header,
      line,
      text: cells[index] ?? '',
    })),
    fields: columns.free.map(({ index, header }) => ({ label: header, value: cells[index] ?? '' })),
  };
}
