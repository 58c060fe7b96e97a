import type { ContactCell, ContactDraft, ContactsBuilder, NumberCell } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import { formatFullName } from '../lookup/full-name.ts';
import {
  findPropertyName,
  isQuotedPrintable,
  parseProperty,
  type PropertyContext,
  type VcardProperty,
} from './vcard-property.ts';
import type { TimeSlicer } from '../util/time-slicer.ts';

/** The others, especially photos, are not parsed. */
const USED_PROPERTIES = new Set(
  `fn n org title tel x-phonetic-first-name x-phonetic-last-name sort-string sound note categories url uid x-ablabel`.split(
    ' ',
  ),
);
/** Between files that were joined: a byte order mark, the end mark of DOS, and what was around the line break. */
const JOINTS = /\xef\xbb\xbf|\x1a|\s/gu;
const MARKS = /^(?:(?:BEGIN|END):VCARD)+$/u;

/** After unfolding. */
interface CardLine {
  /** the first in the file, from 1 */
  readonly line: number;
  /** joined once, because a picture may have a million of them; one character for each byte */
  readonly parts: string[];
}

export function looksLikeVcards(start: string): boolean {
  return /^\s*BEGIN:VCARD\s/iu.test(start);
}

/**
 * Reads vCards of version 2.1, 3.0 and 4.0; a bad line does not affect the others of its card, and a bad card not the
 * others of the file.
 *
 * @param pieces in order, with "\n" as line end and one character for each byte: a line may be folded within a
 *   character, and each property may have its own charset
 * @throws ContactsError if there is no card
 */
export async function readVcards(
  pieces: Iterable<string>,
  context: PropertyContext,
  builder: ContactsBuilder,
  slicer: TimeSlicer,
): Promise<void> {
  const cards = new CardCollector(context, builder);
  for (const text of splitLines(pieces)) {
    cards.readLine(text);
    if (slicer.isDue()) await slicer.yield();
  }
  cards.finish();
  if (builder.rows === 0 && builder.cutAtLine === null) throw new ContactsError('contacts-no-cards');
}

function* splitLines(pieces: Iterable<string>): Generator<string, void, undefined> {
  let unfinished: string[] = [];
  for (const piece of pieces) {
    const [first = '', ...others] = piece.split('\n');
    unfinished.push(first);
    for (const next of others) {
      yield unfinished.join('');
      unfinished = [next];
    }
  }
  yield unfinished.join('');
}

/** Unfolds lines and adds each card when it ends. */
class CardCollector {
  readonly #context: PropertyContext;
  readonly #builder: ContactsBuilder;
  #card: CardLine[] | null = null;
  #cardLine = 0;
  /** the property that a folded line continues; null within a skipped one */
  #openLine: CardLine | null = null;
  /** of cards within a card; -1 if the next one is (vCard 2.1, AGENT) */
  #agentDepth = 0;
  #line = 0;

  constructor(context: PropertyContext, builder: ContactsBuilder) {
    this.#context = context;
    this.#builder = builder;
  }

  readLine(text: string): void {
    this.#line += 1;
    const marks = findMarks(text);
    // A note may be folded before "END:VCARD". A card that another one begins in has lost its end.
    const isFolded = this.#card !== null && /^[ \t]/u.test(text) && marks?.includes('BEGIN') !== true;
    if (marks !== null && !isFolded) {
      for (const mark of marks) this.#readMark(mark);
    } else if (this.#card !== null && this.#agentDepth <= 0) {
      this.#readProperty(this.#card, text);
    }
  }

  finish(): void {
    if (this.#card !== null) this.#builder.cut(this.#cardLine);
  }

  #readMark(mark: 'BEGIN' | 'END'): void {
    this.#openLine = null;
    const isBegin = mark === 'BEGIN';
    if (this.#agentDepth !== 0 && (isBegin || this.#agentDepth > 0)) {
      this.#agentDepth = Math.max(this.#agentDepth, 0) + (isBegin ? 1 : -1);
      return;
    }
    this.#agentDepth = 0;
    if (isBegin) {
      if (this.#card !== null) this.#builder.refuse('contacts-bad-card', this.#cardLine);
      this.#card = [];
      this.#cardLine = this.#line;
    } else if (this.#card !== null) {
      addCard(this.#card, this.#cardLine, this.#context, this.#builder);
      this.#card = null;
    }
  }

  #readProperty(card: CardLine[], text: string): void {
    const parts = this.#openLine?.parts ?? [];
    const last = parts.at(-1) ?? '';
    if (last.endsWith('=') && isQuotedPrintable(parts[0] ?? '')) {
      parts[parts.length - 1] = last.slice(0, -1);
      parts.push(text);
    } else if (/^[ \t]/u.test(text)) {
      if (this.#openLine !== null) parts.push(text.slice(1));
    } else {
      const name = findPropertyName(text);
      this.#agentDepth = name === 'agent' && /:\s*$/u.test(text) ? -1 : 0;
      this.#openLine = USED_PROPERTIES.has(name) ? { line: this.#line, parts: [text] } : null;
      if (this.#openLine !== null) card.push(this.#openLine);
    }
  }
}

/** The marks of a line that has nothing else; null if it has something else. */
function findMarks(text: string): readonly ('BEGIN' | 'END')[] | null {
  if (text.length > 1_000 || !/VCARD/iu.test(text)) return null;
  const rest = text.replace(JOINTS, '').toUpperCase();
  if (!MARKS.test(rest)) return null;
  return rest.split(':VCARD').flatMap((mark) => (mark === 'BEGIN' || mark === 'END' ? [mark] : []));
}

function addCard(
  lines: readonly CardLine[],
  cardLine: number,
  context: PropertyContext,
  builder: ContactsBuilder,
): void {
  const properties: VcardProperty[] = [];
  let isNameDamaged = false;
  for (const { line, parts } of lines) {
    const text = parts.join('');
    const property = parseProperty(line, text, context);
    if (typeof property !== 'string') {
      properties.push(property);
      continue;
    }
    builder.note(property, line);
    isNameDamaged ||= ['n', 'fn'].includes(findPropertyName(text));
  }
  const draft = toDraft(properties, cardLine);
  // Its company alone would not be this person.
  if (isNameDamaged && draft.name === null) builder.refuse(null, cardLine);
  else builder.add(draft);
}

function toDraft(properties: readonly VcardProperty[], line: number): ContactDraft {
  const findAll = (name: string): readonly VcardProperty[] =>
    properties.filter((property) => property.name === name);
  const findFirst = (name: string): string | null =>
    findAll(name)
      .map(({ values }) => values.join(', ').trim())
      .find((text) => text !== '') ?? null;
  const [family = null, given = null, middle = null] = findAll('n')[0]?.values ?? [];
  const [company = null, department = null] = findAll('org')[0]?.values ?? [];
  const name = findFirst('fn') ?? formatFullName(family, given, middle);
  const [url] = findAll('url');
  return {
    line,
    id: findFirst('uid'),
    name,
    reading: findReading(properties, name),
    company,
    title: [department || null, findFirst('title')].filter((text) => text !== null).join(' '),
    owner: null,
    url: url === undefined ? null : { ...toCell(url), text: url.values.join(',') },
    numbers: findAll('tel').map((tel) => toNumberCell(tel, properties)),
    fields: ['note', 'categories'].map((field) => ({ label: field, value: findFirst(field) ?? '' })),
  };
}

function findReading(properties: readonly VcardProperty[], name: string | null): string | null {
  const findValue = (propertyName: string): string | null =>
    properties.find((property) => property.name === propertyName)?.values.join(' ') ?? null;
  const phonetic = formatFullName(findValue('x-phonetic-last-name'), findValue('x-phonetic-first-name'));
  if (phonetic !== null) return phonetic;
  // Japanese phones, in half-width kana: https://source.android.com's vCard composer, `appendPhoneticNameFields`
  const sound = properties.find(({ name: key, types }) => key === 'sound' && types.includes('x-irmc-n'));
  const spoken = (sound?.values ?? []).join(' ').normalize('NFKC').trim();
  if (spoken !== '') return spoken;
  // The sort key is a reading only of names in kanji: "Raman Priya" is not a reading of "Priya Raman".
  if (!/\p{Script=Han}/u.test(name ?? '')) return null;
  const sortAs = properties.find(
    (property) => ['n', 'fn'].includes(property.name) && property.sortAs !== null,
  )?.sortAs;
  return sortAs?.replaceAll(',', ' ') ?? findValue('sort-string');
}

function toNumberCell(tel: VcardProperty, properties: readonly VcardProperty[]): NumberCell {
  const label = properties.find(
    ({ name, group }) => name === 'x-ablabel' && group !== null && group === tel.group,
  );
  return {
    ...toCell(tel),
    // Apple wraps its own labels: _$!<Mobile>!$_
    field: label?.values.join(' ').replace(/^_\$!<(.*)>!\$_$/u, '$1') ?? getFieldLabel(tel.types),
    text: tel.values.join(',').replace(/^tel:/iu, ''),
  };
}

function toCell(property: VcardProperty): Omit<ContactCell, 'text'> {
  return { column: property.name.toUpperCase(), line: property.line };
}

function getFieldLabel(types: readonly string[]): string {
  if (types.includes('fax')) return 'fax';
  if (['cell', 'iphone', 'mobile'].some((type) => types.includes(type))) return 'mobile';
  if (types.includes('work')) return 'work';
  return types.includes('home') ? 'home' : 'phone';
}
