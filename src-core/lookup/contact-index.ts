import { createHash } from 'node:crypto';
import { piecesOf } from '../numbers/grade.ts';
import type { CountryCode } from '../numbers/number.ts';
import { cleanText } from '../text/clean.ts';
import type { ContactsProblem, ContactsProblemCode } from './contacts-problem.ts';
import { NumberIndex, type Person } from './number-index.ts';
import { TextTable } from './text-table.ts';

/** A person as a file states it, nothing cleaned or checked yet. */
export interface ContactDraft {
  /** where it begins in the file, from 1 */
  readonly line: number;
  /** the file's own key of the record */
  readonly id: string | null;
  readonly name: string | null;
  readonly reading: string | null;
  readonly company: string | null;
  readonly title: string | null;
  readonly owner: string | null;
  readonly url: Cell | null;
  readonly numbers: readonly NumberCell[];
  /** further fields in the file's order, of which the first six that hold something are kept */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

export interface Cell {
  /** as problems name it: must not hold anything personal */
  readonly column: string;
  readonly line: number;
  readonly text: string;
}

export interface NumberCell extends Cell {
  /** as the card names the number: "携帯電話", "mobile" */
  readonly field: string;
}

/** What was read from a file, ready to be asked. */
export interface Contacts {
  /** everyone by E.164, in the file's order */
  readonly byNumber: Pick<NumberIndex, 'get' | 'size'>;
  readonly people: number;
  /** rows or cards in the file, blank ones not counted */
  readonly rows: number;
  /** rows that hold no number; nothing wrong with them */
  readonly rowsWithoutNumber: number;
  /** rows left out because something is wrong with them */
  readonly rowsRefused: number;
  /** the first fifty of `problemCount` */
  readonly problems: readonly ContactsProblem[];
  readonly problemCount: number;
}

const MOST_PROBLEMS = 50;
const MOST_FIELDS = 6;
const LONGEST_LABEL = 40;

/** Gathers people into an index by number. */
export interface ContactsBuilder {
  /** Takes a person in, or notes why not. Never throws. */
  add(draft: ContactDraft): void;
  /** Notes a row that could not be made a draft. */
  refuse(code: ContactsProblemCode, line: number): void;
  /** rows seen so far */
  readonly rows: number;
  finish(): Contacts;
}

/**
 * @param connector id of the connector that the matches will name
 * @param file name to be used in problems
 * @param country of numbers that carry none
 */
export function createContactsBuilder(
  connector: string,
  file: string,
  country: CountryCode,
): ContactsBuilder {
  const byNumber = new NumberIndex(connector);
  /** number and person → the entry that has both */
  const listed = new TextTable();
  /** id → an entry of whose it is */
  const people = new TextTable();
  const problems: ContactsProblem[] = [];
  let problemCount = 0;
  let rows = 0;
  let rowsWithoutNumber = 0;
  let rowsRefused = 0;

  function note(code: ContactsProblemCode, line: number, params: ContactsProblem['params'] = {}): void {
    problemCount += 1;
    if (problems.length < MOST_PROBLEMS) problems.push({ code, file, line, params });
  }

  function noteColumn(code: ContactsProblemCode, cell: Cell): void {
    note(code, cell.line, { column: cleanText(cell.column, LONGEST_LABEL) ?? '?' });
  }

  /** The numbers of a person, each once: E.164 → where it stands. */
  function numbersOf(draft: ContactDraft): {
    found: Map<string, { field: string; text: string }>;
    bad: number;
  } {
    const found = new Map<string, { field: string; text: string }>();
    let bad = 0;
    for (const cell of draft.numbers) {
      const numbers = numbersIn(cell.text, country);
      if (numbers === null) {
        bad += 1;
        noteColumn('contacts-bad-number', cell);
        continue;
      }
      for (const [e164, text] of numbers) {
        if (!found.has(e164)) found.set(e164, { field: cell.field, text });
      }
    }
    return { found, bad };
  }

  function holderOf(id: string): string | null {
    const entry = people.find(id, (holder) => byNumber.personAt(holder).id === id);
    return entry === null ? null : samePerson(byNumber.personAt(entry));
  }

  function idOf(draft: ContactDraft, person: string, numbers: Iterable<string>): string {
    const own = cleanText(draft.id);
    if (own !== null) {
      const holder = holderOf(own);
      // A key that two people share would make a remembered choice point at the wrong one.
      if (holder === null || holder === person) return own;
    }
    const facts = [person, ...[...numbers].sort()].join('\n');
    return createHash('sha256').update(facts).digest('base64url').slice(0, 16);
  }

  function checkedUrl(cell: Cell | null): string | null {
    const text = cell?.text.trim() ?? '';
    if (cell === null || text === '') return null;
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href;
    noteColumn('contacts-bad-url', cell);
    return null;
  }

  return {
    add(draft) {
      rows += 1;
      const { found, bad } = numbersOf(draft);
      if (found.size === 0) {
        if (bad === 0) rowsWithoutNumber += 1;
        else rowsRefused += 1;
        return;
      }
      const company = cleanText(draft.company);
      const name = cleanText(draft.name);
      if (name === null && company === null) {
        rowsRefused += 1;
        note('contacts-no-name', draft.line);
        return;
      }
      const person = samePerson({ name, company });
      const url = checkedUrl(draft.url);
      const isListed = (e164: string) => (entry: number) =>
        byNumber.numberAt(entry) === e164 && samePerson(byNumber.personAt(entry)) === person;
      const under = [...found.keys()].filter(
        (e164) => listed.find(`${e164}\n${person}`, isListed(e164)) === null,
      );
      if (under.length === 0) return;
      const id = idOf(draft, person, found.keys());
      const entries = byNumber.add(
        {
          id,
          name,
          reading: cleanText(draft.reading),
          company,
          title: cleanText(draft.title),
          owner: cleanText(draft.owner),
          url,
          numbers: [...found].map(([e164, { field, text }]) => ({
            e164,
            field: cleanText(field, LONGEST_LABEL) ?? 'phone',
            text: cleanText(text, LONGEST_LABEL) ?? e164,
          })),
          fields: cleanFields(draft.fields),
        },
        under,
      );
      for (const [index, entry] of entries.entries()) {
        const e164 = under[index] ?? '';
        listed.set(`${e164}\n${person}`, entry, isListed(e164));
      }
      const [entry] = entries;
      if (entry !== undefined) people.set(id, entry, (holder) => byNumber.personAt(holder).id === id);
    },
    refuse(code, line) {
      rows += 1;
      rowsRefused += 1;
      note(code, line);
    },
    get rows() {
      return rows;
    },
    finish: () => ({
      byNumber,
      people: people.size,
      rows,
      rowsWithoutNumber,
      rowsRefused,
      problems,
      problemCount,
    }),
  };
}

/** The numbers written in one cell, as E.164 and as written. Empty when it holds no digit ("-", "なし"), null when no number. */
function numbersIn(text: string, country: CountryCode): Map<string, string> | null {
  const found = new Map<string, string>();
  if (!/\p{Nd}/u.test(text)) return found;
  for (const { parsed, text: piece } of piecesOf(text, country))
    if (parsed !== null) found.set(parsed.number, piece);
  return found.size === 0 ? null : found;
}

function cleanFields(fields: ContactDraft['fields']): Person['fields'] {
  const kept: { label: string; value: string }[] = [];
  for (const field of fields) {
    if (kept.length === MOST_FIELDS) break;
    const label = cleanText(field.label, LONGEST_LABEL);
    const value = cleanText(field.value);
    if (label !== null && value !== null) kept.push({ label, value });
  }
  return kept;
}

/** One text for each person, however its row is typed. */
function samePerson({ name, company }: Pick<Person, 'name' | 'company'>): string {
  return `${sameText(name)}\n${sameText(company)}`;
}

function sameText(text: string | null): string {
  return (text ?? '').normalize('NFKC').toLowerCase().replace(/\s/gu, '');
}
