import { parse } from 'csv-parse';
import type { ContactsBuilder } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import { CsvTable, findHeader, type Row, type TableOptions } from './csv-table.ts';
import type { TimeSlicer } from '../util/time-slicer.ts';

/** A longer row has a quote that is never closed. */
const MAX_ROW_BYTES = 1_000_000;
/** Enough for the lines in which a header is searched. */
const MAX_START_LENGTH = 16 * 1024;
const MAX_START_LINES = 10;
const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Reads a table with a header row, separated by commas, semicolons or tabs. The rows above the header, such as a title,
 * are ignored.
 *
 * @param pieces in order, with "\n" as line end
 * @throws ContactsError if there is no sufficient header
 */
export async function readCsv(
  pieces: Iterable<string>,
  builder: ContactsBuilder,
  slicer: TimeSlicer,
  options: TableOptions,
): Promise<void> {
  const table = new CsvTable(builder, options);
  let rows: Row[] = [];
  let nextLine = 1;

  async function processRows(): Promise<void> {
    const found = rows;
    rows = [];
    for (const row of found) {
      if (table.isFull) return;
      table.addRow(row);
      if (slicer.isDue()) await slicer.yield();
    }
  }

  const iterator = pieces[Symbol.iterator]();
  const start = takeStart(iterator);
  const parser = parse({
    delimiter: detectDelimiter(start.join(''), options),
    record_delimiter: '\n',
    // Names contain quotes, and Excel writes ="090…" to keep a zero. `CsvTable` finds the errors.
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: MAX_ROW_BYTES,
    on_record: (cells, { lines }) => {
      rows.push({ line: nextLine, cells });
      nextLine = lines + 1;
      return null;
    },
  }).resume();
  for (const piece of concat(start, iterator)) {
    const isOpen = await feedParser(parser, piece);
    await processRows();
    if (table.isFull) return;
    // The rest of the file is within a quote.
    if (!isOpen) {
      table.finish(nextLine);
      return;
    }
  }
  const isClosed = await feedParser(parser, null);
  const last = rows.pop();
  await processRows();
  // The last character is incomplete.
  const isCut = last?.cells.at(-1)?.endsWith('\uFFFD') === true;
  if (last !== undefined && !isCut && !table.isFull) table.addRow(last);
  table.finish(isCut ? last.line : isClosed ? null : nextLine);
}

function takeStart(pieces: Iterator<string>): readonly string[] {
  const start: string[] = [];
  let length = 0;
  let lines = 0;
  while (length < MAX_START_LENGTH && lines < MAX_START_LINES) {
    const next = pieces.next();
    if (next.done === true) break;
    start.push(next.value);
    length += next.value.length;
    lines += next.value.split('\n').length - 1;
  }
  return start;
}

function* concat(start: readonly string[], rest: Iterator<string>): Generator<string, void, undefined> {
  yield* start;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}

/** @param piece null for the end; resolves with false after the parser's only error, a quote that is not closed */
function feedParser(parser: ReturnType<typeof parse>, piece: string | null): Promise<boolean> {
  return new Promise((resolve) => {
    const fail = (): void => resolve(false);
    parser.once('error', fail);
    const done = (): void => {
      parser.off('error', fail);
      resolve(true);
    };
    if (piece === null) parser.once('end', done).end();
    else parser.write(piece, (error) => (error ? undefined : done()));
  });
}

/** As the first line says ("sep=;", which Excel reads); else the one with which there is a header. */
function detectDelimiter(start: string, { columns }: TableOptions): string {
  const separator = /^\s*"?sep=([^\n"])/iu.exec(start)?.[1];
  if (separator !== undefined) return separator;
  const lines = start
    .split('\n')
    .slice(0, MAX_START_LINES)
    .filter((line) => line.trim() !== '');
  for (const line of lines) {
    const fitting = sortByFrequency(line).find(
      (delimiter) => !(findHeader(splitLine(line, delimiter), columns) instanceof ContactsError),
    );
    if (fitting !== undefined) return fitting;
  }
  return sortByFrequency(lines[0] ?? '')[0] ?? ',';
}

function sortByFrequency(line: string): readonly string[] {
  const unquoted = line.replace(/"[^"]*"?/gu, '');
  const count = (delimiter: string): number => unquoted.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => count(b) - count(a));
}

function splitLine(line: string, delimiter: string): readonly string[] {
  const cells = [''];
  for (const [index, part] of line.split('"').entries()) {
    const isQuoted = index % 2 === 1;
    const [first = '', ...others] = isQuoted ? [part] : part.split(delimiter);
    cells.push((cells.pop() ?? '') + first, ...others);
  }
  return cells;
}
