import type { Match } from '../lookup/connector.ts';
import { StringArena } from './string-arena.ts';
import { HashIndex } from './hash-index.ts';

/** Texts are clean: not empty, without control characters. */
export interface Person {
  readonly id: string;
  /** null only if there is a company */
  readonly name: string | null;
  readonly reading: string | null;
  readonly company: string | null;
  readonly title: string | null;
  readonly owner: string | null;
  readonly url: string | null;
  /** `text` as written in the file */
  readonly numbers: readonly { readonly e164: string; readonly field: string; readonly text: string }[];
  readonly fields: Match['fields'];
}

/** Does not occur in clean text. */
const SEPARATOR = '\t';

/** People by number, stored as text outside the heap, which stays small with a million people. */
export class NumberIndex {
  readonly #connector: string;
  readonly #texts = new StringArena();
  /** number → its last entry */
  readonly #byNumber = new HashIndex();
  /** stored once, because labels repeat from person to person */
  readonly #labels: string[] = [];
  readonly #labelIndexes = new Map<string, number>();
  readonly #entries = new Entries();

  /** @param connector id, for the matches */
  constructor(connector: string) {
    this.#connector = connector;
  }

  /** distinct numbers */
  get size(): number {
    return this.#byNumber.size;
  }

  /** In the order in which they were added. */
  get(e164: string): readonly Match[] {
    const last = this.#byNumber.find(e164, (entry) => this.getNumber(entry) === e164);
    const matches: Match[] = [];
    if (last === null) return matches;
    let entry = last;
    do {
      entry = this.#entries.get(entry, NEXT);
      matches.push(this.#toMatch(entry));
    } while (entry !== last);
    return matches;
  }

  /**
   * @param e164s those numbers of the person that should find it
   * @returns an entry for each
   */
  add(person: Person, e164s: readonly string[]): readonly number[] {
    const offset = this.#texts.add(this.#write(person));
    return e164s.map((e164) => {
      const hasNumber = (entry: number): boolean => this.getNumber(entry) === e164;
      const position = person.numbers.findIndex((number) => number.e164 === e164);
      const entry = this.#entries.add(offset, position, this.#byNumber.find(e164, hasNumber));
      this.#byNumber.set(e164, entry, hasNumber);
      return entry;
    });
  }

  getPerson(entry: number): Person {
    return this.#read(this.#texts.at(this.#entries.get(entry, OFFSET)));
  }

  getNumber(entry: number): string | undefined {
    return this.getPerson(entry).numbers[this.#entries.get(entry, POSITION)]?.e164;
  }

  #write({ id, name, reading, company, title, owner, url, numbers, fields }: Person): string {
    const cells: (string | number | null)[] = [id, name, reading, company, title, owner, url, numbers.length];
    for (const { e164, field, text } of numbers) cells.push(e164, this.#getLabelIndex(field), text);
    for (const { label, value } of fields) cells.push(this.#getLabelIndex(label), value);
    return cells.join(SEPARATOR);
  }

  #read(line: string): Person {
    const cells = line.split(SEPARATOR);
    const cell = (at: number): string | null => cells[at] || null;
    const text = (at: number): string => cells[at] ?? '';
    const label = (at: number): string => this.#labels[Number(cells[at])] ?? '';
    const count = Number(cells[7]);
    const firstField = 8 + 3 * count;
    return {
      id: text(0),
      name: cell(1),
      reading: cell(2),
      company: cell(3),
      title: cell(4),
      owner: cell(5),
      url: cell(6),
      numbers: Array.from({ length: count }, (_, index) => {
        const at = 8 + 3 * index;
        return { e164: text(at), field: label(at + 1), text: text(at + 2) };
      }),
      fields: Array.from({ length: (cells.length - firstField) / 2 }, (_, index) => {
        const at = firstField + 2 * index;
        return { label: label(at), value: text(at + 1) };
      }),
    };
  }

  #toMatch(entry: number): Match {
    const { name, company, numbers, ...person } = this.getPerson(entry);
    const number = numbers[this.#entries.get(entry, POSITION)];
    return {
      connector: this.#connector,
      ...person,
      name: name ?? company ?? '',
      company: name === null ? null : company,
      isMine: false,
      open: null,
      lastActivity: null,
      grade: 'exact',
      matchReason: 'exact',
      matchedField: number?.field ?? '',
      matchedNumber: number?.text ?? '',
    };
  }

  #getLabelIndex(label: string): number {
    const known = this.#labelIndexes.get(label);
    if (known !== undefined) return known;
    this.#labelIndexes.set(label, this.#labels.length);
    return this.#labels.push(label) - 1;
  }
}

const PAGE_ENTRIES = 16_384;
const WIDTH = 3;
const [OFFSET, POSITION, NEXT] = [0, 1, 2] as const;

/** An entry: offset of the person, position of the number in it, next entry in the ring of this number. */
class Entries {
  readonly #pages: Uint32Array[] = [];
  #count = 0;

  /** @param last of the ring that it joins; null for a new ring */
  add(offset: number, position: number, last: number | null): number {
    const entry = this.#count;
    this.#count += 1;
    if (entry % PAGE_ENTRIES === 0) this.#pages.push(new Uint32Array(PAGE_ENTRIES * WIDTH));
    this.#set(entry, OFFSET, offset);
    this.#set(entry, POSITION, position);
    // The last entry points to the first.
    this.#set(entry, NEXT, last === null ? entry : this.get(last, NEXT));
    if (last !== null) this.#set(last, NEXT, entry);
    return entry;
  }

  get(entry: number, cell: typeof OFFSET | typeof POSITION | typeof NEXT): number {
    return this.#page(entry)[(entry % PAGE_ENTRIES) * WIDTH + cell] ?? 0;
  }

  #set(entry: number, cell: number, value: number): void {
    this.#page(entry)[(entry % PAGE_ENTRIES) * WIDTH + cell] = value;
  }

  #page(entry: number): Uint32Array {
    const page = this.#pages[Math.floor(entry / PAGE_ENTRIES)];
    if (page === undefined) throw new RangeError('there is no such entry');
    return page;
  }
}
