import { createHash } from 'node:crypto';
import { splitNumbers } from '../phone-numbers/match-grade.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { cleanText } from '../util/clean-text.ts';
import type { ContactsProblem, ContactsProblemCode } from './contacts-problem.ts';
import { NumberIndex, type Person } from './number-index.ts';
import { HashIndex } from './hash-index.ts';

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
  readonly url: ContactCell | null;
  readonly numbers: readonly NumberCell[];
  /** further fields in the file's order, of which the first six that hold something are kept */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

export interface ContactCell {
  /** as problems name it: must not hold anything personal */
  readonly column: string;
  readonly line: number;
  readonly text: string;
}

export interface NumberCell extends ContactCell {
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

const MAX_PROBLEMS = 50;
const MAX_FIELDS = 6;
const MAX_LABEL_LENGTH = 40;

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
  const listed = new HashIndex();
  /** id → an entry of whose it is */
  const people = new HashIndex();
  const problems: ContactsProblem[] = [];
  let problemCount = 0;
  let rows = 0;
  let rowsWithoutNumber = 0;
  let rowsRefused = 0;

  function note(code: ContactsProblemCode, line: number, params: ContactsProblem['params'] = {}): void {
    problemCount += 1;
    if (problems.length < MAX_PROBLEMS) problems.push({ code, file, line, params });
  }

  function noteColumn(code: ContactsProblemCode, cell: ContactCell): void {
    note(code, cell.line, { column: cleanText(cell.column, MAX_LABEL_LENGTH) ?? '?' });
  }

  /** The numbers of a person, each once: E.164 → where it stands. */
  function collectNumbers(draft: ContactDraft): {
    found: Map<string, { field: string; text: string }>;
    badCount: number;
  } {
    const found = new Map<string, { field: string; text: string }>();
    let badCount = 0;
    for (const cell of draft.numbers) {
      const numbers = parseNumbers(cell.text, country);
      if (numbers === null) {
        badCount += 1;
        noteColumn('contacts-bad-number', cell);
        continue;
      }
      for (const [e164, text] of numbers) {
        if (!found.has(e164)) found.set(e164, { field: cell.field, text });
      }
    }
    return { found, badCount };
  }

  function findHolder(id: string): string | null {
    const entry = people.find(id, (holder) => byNumber.getPerson(holder).id === id);
    return entry === null ? null : toPersonKey(byNumber.getPerson(entry));
  }

  function createId(draft: ContactDraft, personKey: string, numbers: Iterable<string>): string {
    const ownId = cleanText(draft.id);
    if (ownId !== null) {
      const holder = findHolder(ownId);
      // A key that two people share would make a remembered choice point at the wrong one.
      if (holder === null || holder === personKey) return ownId;
    }
    const hashInput = [personKey, ...[...numbers].sort()].join('\n');
    return createHash('sha256').update(hashInput).digest('base64url').slice(0, 16);
  }

  function checkUrl(cell: ContactCell | null): string | null {
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
      const { found, badCount } = collectNumbers(draft);
      if (found.size === 0) {
        if (badCount === 0) rowsWithoutNumber += 1;
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
      const personKey = toPersonKey({ name, company });
      const url = checkUrl(draft.url);
      const isListed = (e164: string) => (entry: number) =>
        byNumber.getNumber(entry) === e164 && toPersonKey(byNumber.getPerson(entry)) === personKey;
      const newNumbers = [...found.keys()].filter(
        (e164) => listed.find(`${e164}\n${personKey}`, isListed(e164)) === null,
      );
      if (newNumbers.length === 0) return;
      const id = createId(draft, personKey, found.keys());
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
            field: cleanText(field, MAX_LABEL_LENGTH) ?? 'phone',
            text: cleanText(text, MAX_LABEL_LENGTH) ?? e164,
          })),
          fields: cleanFields(draft.fields),
        },
        newNumbers,
      );
      for (const [index, entry] of entries.entries()) {
        const e164 = newNumbers[index] ?? '';
        listed.set(`${e164}\n${personKey}`, entry, isListed(e164));
      }
      const [entry] = entries;
      if (entry !== undefined) people.set(id, entry, (holder) => byNumber.getPerson(holder).id === id);
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
function parseNumbers(text: string, country: CountryCode): Map<string, string> | null {
  const found = new Map<string, string>();
  if (!/\p{Nd}/u.test(text)) return found;
  for (const { parsed, text: piece } of splitNumbers(text, country))
    if (parsed !== null) found.set(parsed.number, piece);
  return found.size === 0 ? null : found;
}

function cleanFields(fields: ContactDraft['fields']): Person['fields'] {
  const cleaned: { label: string; value: string }[] = [];
  for (const field of fields) {
    if (cleaned.length === MAX_FIELDS) break;
    const label = cleanText(field.label, MAX_LABEL_LENGTH);
    const value = cleanText(field.value);
    if (label !== null && value !== null) cleaned.push({ label, value });
  }
  return cleaned;
}

/** One text for each person, however its row is typed. */
function toPersonKey({ name, company }: Pick<Person, 'name' | 'company'>): string {
  return `${normalizeText(name)}\n${normalizeText(company)}`;
}

function normalizeText(text: string | null): string {
  return (text ?? '').normalize('NFKC').toLowerCase().replace(/\s/gu, '');
}
