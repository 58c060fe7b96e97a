import { createHash } from 'node:crypto';
import { normalizeText } from '../lookup/rank.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { isComplete, readNumbers } from '../phone-numbers/read-numbers.ts';
import { cleanText } from '../util/clean-text.ts';
import type { ContactsProblem, ContactsProblemCode } from './contacts-problem.ts';
import { NumberIndex, type Person } from './number-index.ts';
import { HashIndex } from './hash-index.ts';

/** A person as read from a file, not cleaned or checked yet. */
export interface ContactDraft extends Pick<
  Person,
  'name' | 'reading' | 'company' | 'title' | 'owner' | 'fields'
> {
  /** the first in the file, from 1 */
  readonly line: number;
  /** the file's own key */
  readonly id: string | null;
  readonly url: ContactCell | null;
  readonly numbers: readonly NumberCell[];
}

export interface ContactCell {
  /** shown in problems, so it must not be personal */
  readonly column: string;
  readonly line: number;
  readonly text: string;
}

export interface NumberCell extends ContactCell {
  /** the number's label on the card: "携帯電話", "mobile" */
  readonly field: string;
}

/** The content of a file. */
export interface Contacts {
  /** people by E.164, in the file's order */
  readonly byNumber: Pick<NumberIndex, 'get' | 'size'>;
  readonly people: number;
  /** rows or cards, without blank ones */
  readonly rows: number;
  /** valid, but not findable */
  readonly rowsWithoutNumber: number;
  /** left out because of a problem */
  readonly rowsRefused: number;
  /** of the entry in the middle of which the file ends; null if it is complete */
  readonly cutAtLine: number | null;
  /** the first fifty */
  readonly problems: readonly ContactsProblem[];
  readonly problemCount: number;
}

const MAX_PROBLEMS = 50;
const MAX_FIELDS = 6;
const MAX_LABEL_LENGTH = 40;

export class ContactsBuilder {
  readonly #file: string;
  readonly #country: CountryCode;
  readonly #byNumber: NumberIndex;
  /** number and person → entry */
  readonly #listed = new HashIndex();
  /** id → an entry of the person */
  readonly #people = new HashIndex();
  readonly #problems: ContactsProblem[] = [];
  #problemCount = 0;
  #rows = 0;
  #rowsWithoutNumber = 0;
  #rowsRefused = 0;
  #cutAtLine: number | null = null;

  /**
   * @param connector id, for the matches
   * @param file name, for the problems
   * @param country of numbers without a country code
   */
  constructor(connector: string, file: string, country: CountryCode) {
    this.#file = file;
    this.#country = country;
    this.#byNumber = new NumberIndex(connector);
  }

  get rows(): number {
    return this.#rows;
  }

  /** see `Contacts.cutAtLine` */
  get cutAtLine(): number | null {
    return this.#cutAtLine;
  }

  /** Adds a person, or notes a problem. Never throws. */
  add(draft: ContactDraft): void {
    this.#rows += 1;
    const result = this.#place(draft);
    if (result === 'no-number') this.#rowsWithoutNumber += 1;
    if (result === 'refused') this.#rowsRefused += 1;
  }

  /** Adds another person of the row that was added last, who may be missing in it. */
  addFurther(draft: ContactDraft): void {
    this.#place(draft);
  }

  #place(draft: ContactDraft): 'added' | 'no-number' | 'refused' {
    const { found, badCount } = this.#collectNumbers(draft);
    if (found.size === 0) return badCount === 0 ? 'no-number' : 'refused';
    const company = cleanText(draft.company);
    const name = cleanText(draft.name);
    if (name === null && company === null) {
      this.note('contacts-no-name', draft.line);
      return 'refused';
    }
    const personKey = toPersonKey({ name, company });
    const url = this.#checkUrl(draft.url);
    const newNumbers = [...found.keys()].filter((e164) => !this.#isListed(e164, personKey));
    if (newNumbers.length === 0) return 'added';
    this.#addPerson(
      {
        id: this.#createId(draft, personKey, found.keys()),
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
      personKey,
      newNumbers,
    );
    return 'added';
  }

  /**
   * Notes a row that is unreadable.
   * @param code null if its problem is noted already
   */
  refuse(code: ContactsProblemCode | null, line: number): void {
    this.#rows += 1;
    this.#rowsRefused += 1;
    if (code !== null) this.note(code, line);
  }

  /** Notes that the file ends in the middle of the entry that starts on this line. */
  cut(line: number): void {
    this.#cutAtLine = line;
    this.note('contacts-incomplete', line);
  }

  finish(): Contacts {
    return {
      byNumber: this.#byNumber,
      people: this.#people.size,
      rows: this.#rows,
      rowsWithoutNumber: this.#rowsWithoutNumber,
      rowsRefused: this.#rowsRefused,
      cutAtLine: this.#cutAtLine,
      // What concerns the whole file comes first.
      problems: this.#problems.toSorted((a, b) => Number(isOfFile(b)) - Number(isOfFile(a))),
      problemCount: this.#problemCount,
    };
  }

  /** Notes a problem that does not concern the whole row. */
  note(code: ContactsProblemCode, line: number, params: ContactsProblem['params'] = {}): void {
    this.#problemCount += 1;
    const problem = { code, file: this.#file, line, params };
    if (this.#problems.length === MAX_PROBLEMS && isOfFile(problem)) this.#problems.pop();
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
  }

  /** Notes a problem of a cell. */
  noteCell(code: ContactsProblemCode, cell: Omit<ContactCell, 'text'>): void {
    this.note(code, cell.line, { column: cleanText(cell.column, MAX_LABEL_LENGTH) ?? '?' });
  }

  /** By E.164, each once. */
  #collectNumbers(draft: ContactDraft): {
    found: Map<string, { field: string; text: string }>;
    badCount: number;
  } {
    const found = new Map<string, { field: string; text: string }>();
    let badCount = 0;
    for (const cell of draft.numbers) {
      const pieces = readNumbers(cell.text, this.#country);
      if (pieces.some(({ certain }) => !certain)) {
        badCount += 1;
        this.noteCell('contacts-bad-number', cell);
      }
      for (const { parsed, text } of pieces.filter(isComplete)) {
        if (parsed !== null && !found.has(parsed.number))
          found.set(parsed.number, { field: cell.field, text });
      }
    }
    return { found, badCount };
  }

  #checkUrl(cell: ContactCell | null): string | null {
    const text = cell?.text.trim() ?? '';
    if (cell === null || text === '') return null;
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href;
    this.noteCell('contacts-bad-url', cell);
    return null;
  }

  #createId(draft: ContactDraft, personKey: string, numbers: Iterable<string>): string {
    const ownId = cleanText(draft.id);
    if (ownId !== null) {
      const holder = this.#people.find(ownId, this.#hasId(ownId));
      // With a shared id, a stored choice could open the wrong person.
      if (holder === null || this.#getPersonKey(holder) === personKey) return ownId;
    }
    const hashInput = [personKey, ...[...numbers].sort()].join('\n');
    return createHash('sha256').update(hashInput).digest('base64url').slice(0, 16);
  }

  #addPerson(person: Person, personKey: string, newNumbers: readonly string[]): void {
    const entries = this.#byNumber.add(person, newNumbers);
    for (const [index, entry] of entries.entries()) {
      const e164 = newNumbers[index] ?? '';
      this.#listed.set(`${e164}\n${personKey}`, entry, this.#hasNumberAndPerson(e164, personKey));
    }
    const [entry] = entries;
    if (entry !== undefined) this.#people.set(person.id, entry, this.#hasId(person.id));
  }

  #isListed(e164: string, personKey: string): boolean {
    return this.#listed.find(`${e164}\n${personKey}`, this.#hasNumberAndPerson(e164, personKey)) !== null;
  }

  #hasNumberAndPerson(e164: string, personKey: string): (entry: number) => boolean {
    return (entry) => this.#byNumber.getNumber(entry) === e164 && this.#getPersonKey(entry) === personKey;
  }

  #hasId(id: string): (entry: number) => boolean {
    return (entry) => this.#byNumber.getPerson(entry).id === id;
  }

  #getPersonKey(entry: number): string {
    return toPersonKey(this.#byNumber.getPerson(entry));
  }
}

function isOfFile({ code }: ContactsProblem): boolean {
  return code === 'contacts-incomplete' || code === 'contacts-no-such-column';
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

/** Equal for one person, however the row is typed. */
function toPersonKey({ name, company }: Pick<Person, 'name' | 'company'>): string {
  return `${normalizeText(name ?? '')}\n${normalizeText(company ?? '')}`;
}
