import type { ColumnOverride } from '../settings/contacts-columns.ts';
import type { ContactDraft, ContactsBuilder, NumberCell } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import {
  isNamed,
  mapColumns,
  type ContactColumns,
  type PersonColumns,
  type PhoneColumn,
} from './csv-columns.ts';
import { formatFullName } from '../lookup/full-name.ts';
import { normalizeText } from '../lookup/rank.ts';

/** Titles above a header have fewer. */
const MAX_ROWS_ABOVE_HEADER = 10;
/** What is between two joined files: a byte order mark, or the end mark of DOS. */
const JOINTS = /[\uFEFF\x1a]/gu;
/** A joint, or a character that could not be decoded. */
const SUSPECT = /[\uFEFF\uFFFD\x1a]/u;
const DAMAGED = '\uFFFD';

export interface Row {
  /** the first in the file, from 1 */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Header {
  readonly line: number;
  readonly cells: readonly string[];
  readonly columns: ContactColumns;
}

export interface TableObserver {
  /** rows after which reading stops; without it, all are read */
  readonly maxRows?: number;
  readonly onHeader?: (header: Header) => unknown;
  readonly onRow?: (row: Row) => unknown;
}

export interface TableOptions extends TableObserver {
  /** the user's decisions about columns */
  readonly columns: readonly ColumnOverride[];
}

/** Finds the header and adds the people of the rows below it. */
export class CsvTable {
  readonly #builder: ContactsBuilder;
  readonly #options: TableOptions;
  #above: Row[] = [];
  #header: Header | null = null;
  #rows = 0;

  constructor(builder: ContactsBuilder, options: TableOptions) {
    this.#builder = builder;
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#rows >= (this.#options.maxRows ?? Infinity);
  }

  /** @throws ContactsError if there is no header in the first rows */
  addRow(row: Row): void {
    const isSuspect = row.cells.some((cell) => SUSPECT.test(cell));
    if (isSuspect && this.#splitAtJoint(row)) return;
    const cells = isSuspect ? row.cells.map((cell) => cell.replace(JOINTS, '')) : row.cells;
    if (cells.every((cell) => cell.trim() === '')) return;
    if (this.#header === null) this.#readHeader({ line: row.line, cells });
    else if (!this.#isNextHeader(this.#header, { line: row.line, cells }))
      this.#addPeople({ line: row.line, cells }, this.#header, isSuspect);
  }

  /**
   * @param cutAtLine of the entry in the middle of which the file ends; null if it is complete
   * @throws ContactsError if there is no header
   */
  finish(cutAtLine: number | null): void {
    if (cutAtLine !== null) this.#builder.cut(cutAtLine);
    else if (this.#header === null && this.#above.length > 0) throw this.#explainMissingHeader();
  }

  #readHeader(row: Row): void {
    this.#above.push(row);
    const columns = findHeader(row.cells, this.#options.columns);
    if (columns instanceof ContactsError) {
      if (this.#above.length === MAX_ROWS_ABOVE_HEADER) throw this.#explainMissingHeader();
      return;
    }
    for (const column of columns.missing)
      this.#builder.noteCell('contacts-no-such-column', { column, line: row.line });
    this.#useHeader({ ...row, columns });
  }

  #useHeader(header: Header): void {
    this.#header = header;
    this.#options.onHeader?.(header);
  }

  /** Of the row that is most like a header. */
  #explainMissingHeader(): ContactsError {
    const errors = this.#above.flatMap(({ cells }) => {
      const error = findHeader(cells, this.#options.columns);
      return error instanceof ContactsError ? [error] : [];
    });
    return (
      errors.find(({ code }) => code !== 'contacts-no-header') ?? new ContactsError('contacts-no-header')
    );
  }

  /** Whether the row is the header of another file that was joined to this one, perhaps with other columns. */
  #isNextHeader({ columns, cells }: Header, row: Row): boolean {
    const [phone] = columns.people.flatMap(({ phones }) => phones);
    if (phone === undefined || !row.cells.includes(cells[phone.index] ?? '')) return false;
    const next = findHeader(row.cells, this.#options.columns);
    if (next instanceof ContactsError) return false;
    this.#useHeader({ ...row, columns: next });
    return true;
  }

  /** Separates the last row of a file without a final line break from the header of the file that was joined to it. */
  #splitAtJoint({ line, cells }: Row): boolean {
    const at = cells.findLastIndex((cell) => cell.search(JOINTS) !== -1);
    const cell = cells[at] ?? '';
    const joint = [...cell.matchAll(JOINTS)].at(-1);
    const before = cell.slice(0, joint?.index ?? 0);
    const after = cell.slice((joint?.index ?? 0) + 1);
    if (at === -1 || before.trim() === '' || this.#header === null) return false;
    const next = [after, ...cells.slice(at + 1)].map(unquote);
    const columns = findHeader(next, this.#options.columns);
    if (columns instanceof ContactsError) return false;
    this.addRow({ line, cells: [...cells.slice(0, at), unquote(before)] });
    this.#useHeader({ line, cells: next, columns });
    return true;
  }

  #addPeople(row: Row, header: Header, isSuspect: boolean): void {
    this.#rows += 1;
    this.#options.onRow?.(row);
    if (isMisread(row, header)) {
      this.#builder.refuse('contacts-bad-row', row.line);
      return;
    }
    const { people } = header.columns;
    const [main, ...others] = people;
    const damaged = isSuspect ? this.#noteDamage(row, header) : NO_DAMAGE;
    const cells = damaged.size === 0 ? row.cells : row.cells.map((cell, at) => (damaged.has(at) ? '' : cell));
    const readable = { line: row.line, cells };
    const draft = toDraft(readable, main, header);
    const further = others.flatMap((person) => {
      if (isNameDamaged(person, damaged)) return [];
      return hasNumber(readable, person) ? [toFurtherDraft(readable, person, header)] : [];
    });
    const own = further.filter((other) => isSamePerson(draft, other));
    if (isNameDamaged(main, damaged)) this.#builder.refuse(null, row.line);
    else this.#builder.add({ ...draft, numbers: [draft, ...own].flatMap(({ numbers }) => numbers) });
    for (const other of further) if (!own.includes(other)) this.#builder.addFurther(other);
  }

  /** The indices of the cells that could not be decoded. */
  #noteDamage({ line, cells }: Row, header: Header): ReadonlySet<number> {
    const damaged = new Set([...cells.keys()].filter((at) => cells[at]?.includes(DAMAGED) === true));
    for (const at of damaged)
      this.#builder.noteCell('contacts-bad-text', { column: header.cells[at] ?? '', line });
    return damaged;
  }
}

const NO_DAMAGE: ReadonlySet<number> = new Set();

/** The columns of a header; an error if the row is not a sufficient one. */
export function findHeader(
  cells: readonly string[],
  overrides: readonly ColumnOverride[],
): ContactColumns | ContactsError {
  const columns = mapColumns(cells, overrides);
  const hasPhone = columns.people.some(({ phones }) => phones.length > 0);
  const hasName = columns.people.some(isNamed);
  if (!hasPhone) return new ContactsError(hasName ? 'contacts-no-phone-column' : 'contacts-no-header');
  return hasName ? columns : new ContactsError('contacts-no-name-column');
}

/**
 * Whether a number could get the wrong name: cells beyond the header come from an unquoted delimiter, and a
 * cell that keeps its opening quote across a line end has swallowed the next row.
 */
function isMisread(row: Row, header: Header): boolean {
  return (
    row.cells.slice(header.cells.length).some((cell) => cell.trim() !== '') ||
    row.cells.some((cell) => cell.startsWith('"') && cell.includes('\n'))
  );
}

function isNameDamaged(person: PersonColumns, damaged: ReadonlySet<number>): boolean {
  const { name, familyName, givenName, middleName } = person;
  return [name, familyName, givenName, middleName].some((column) => column !== null && damaged.has(column));
}

function hasNumber({ cells }: Row, { phones }: PersonColumns): boolean {
  return phones.some(({ index }) => /\p{Nd}/u.test(cells[index] ?? ''));
}

function isSamePerson(a: ContactDraft, b: ContactDraft): boolean {
  if (a.name === null || b.name === null || normalizeText(a.name) !== normalizeText(b.name)) return false;
  return b.company === null || normalizeText(a.company ?? '') === normalizeText(b.company);
}

function toDraft(row: Row, person: PersonColumns, { columns }: Header): ContactDraft {
  const { line, cells } = row;
  const getCell = (index: number | null): string | null => {
    const text = index === null ? '' : (cells[index] ?? '').trim();
    return text === '' ? null : text;
  };
  const url = getCell(columns.url);
  return {
    line,
    id: getCell(columns.id),
    name:
      getCell(person.name) ??
      formatFullName(getCell(person.familyName), getCell(person.givenName), getCell(person.middleName)),
    reading:
      getCell(person.reading) ?? formatFullName(getCell(person.familyReading), getCell(person.givenReading)),
    company: getCell(person.company),
    title: [getCell(person.department), getCell(person.title)].filter((text) => text !== null).join(' '),
    owner: getCell(columns.owner),
    url: url === null ? null : { column: 'URL', line, text: url },
    numbers: person.phones.flatMap((phone) => toNumberCells(row, phone)),
    fields: columns.free.map(({ index, header }) => ({ label: header, value: cells[index] ?? '' })),
  };
}

/** Without the row's id and link, which are the main person's. */
function toFurtherDraft(row: Row, person: PersonColumns, header: Header): ContactDraft {
  return { ...toDraft(row, person, header), id: null, url: null, owner: null };
}

function toNumberCells({ line, cells }: Row, phone: PhoneColumn): readonly NumberCell[] {
  const { index, header, label, parts } = phone;
  const toCell = (column: string, text: string): NumberCell => ({
    column,
    field: (label === null ? '' : (cells[label] ?? '').trim()) || column,
    line,
    text,
  });
  const own = toCell(header, cells[index] ?? '');
  if (parts.length === 0) return [own];
  const texts = [own.text, ...parts.map((part) => cells[part.index] ?? '')].map((text) => text.trim());
  // Rakuten divides a number; elsewhere there are three numbers.
  return texts.every((text) => /^\p{Nd}{1,5}$/u.test(text))
    ? [toCell(header.replace(/\P{L}*\p{Nd}\P{L}*$/u, '') || header, texts.join('-'))]
    : [own, ...parts.map((part) => toCell(part.header, cells[part.index] ?? ''))];
}

function unquote(text: string): string {
  return text.replace(/^"(.*)"$/su, '$1').replace(JOINTS, '');
}
