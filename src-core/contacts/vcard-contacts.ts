import ICAL from 'ical.js';
import { z } from 'zod';
import type { ContactCell, ContactDraft, ContactsBuilder, NumberCell } from './contact-index.ts';
import { ContactsError } from './contacts-problem.ts';
import { formatFullName } from '../lookup/full-name.ts';
import type { TimeSlicer } from '../util/time-slicer.ts';

/** The others, especially photos, are not parsed. */
const USED_PROPERTIES = new Set(
  `version fn n org title tel x-phonetic-first-name x-phonetic-last-name sort-string note categories url uid x-ablabel`.split(
    ' ',
  ),
);

/** After unfolding. */
interface CardLine {
  /** the first in the file, from 1 */
  readonly line: number;
  text: string;
}

/** [name, parameters, type, ...values] as in jCard (RFC 7095), from ical.js. */
const Property = z
  .tuple([z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])), z.string()])
  .rest(z.unknown());

interface Property {
  readonly line: number;
  readonly name: string;
  readonly group: string | null;
  readonly types: readonly string[];
  readonly sortAs: string | null;
  /** parts of a structured value, or the only one */
  readonly values: readonly string[];
}

export function looksLikeVcards(start: string): boolean {
  return /^\s*BEGIN:VCARD\s/iu.test(start);
}

/**
 * Reads vCards of version 3 and 4; a bad one does not affect the others.
 *
 * @param pieces in order, with "\n" as line end
 * @throws ContactsError if there is no card, or the last one has no end
 */
export async function readVcards(
  pieces: Iterable<string>,
  builder: ContactsBuilder,
  slicer: TimeSlicer,
): Promise<void> {
  let card: CardLine[] | null = null;
  let cardLine = 0;
  /** the property that a folded line continues; null within a skipped one */
  let openLine: CardLine | null = null;
  let line = 0;

  for (const text of splitLines(pieces)) {
    line += 1;
    if (/^BEGIN:VCARD\s*$/iu.test(text)) {
      if (card !== null) builder.refuse('contacts-bad-card', cardLine);
      card = [];
      cardLine = line;
      openLine = null;
    } else if (card !== null && /^END:VCARD\s*$/iu.test(text)) {
      addCard(card, cardLine, builder);
      card = null;
    } else if (card !== null && /^[ \t]/u.test(text)) {
      if (openLine !== null) openLine.text += text.slice(1);
    } else if (card !== null) {
      const name = /^(?:[\w-]+\.)?([\w-]+)[;:]/u.exec(text)?.[1]?.toLowerCase() ?? '';
      openLine = USED_PROPERTIES.has(name) ? { line, text } : null;
      if (openLine !== null) card.push(openLine);
    }
    if (slicer.isDue()) await slicer.yield();
  }
  if (card !== null) throw new ContactsError('contacts-truncated', cardLine);
  if (builder.rows === 0) throw new ContactsError('contacts-no-cards');
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

function addCard(lines: readonly CardLine[], cardLine: number, builder: ContactsBuilder): void {
  const version = lines
    .find(({ text }) => /^version:/iu.test(text))
    ?.text.slice('version:'.length)
    .trim();
  if (version === '2.1') {
    builder.refuse('contacts-old-card', cardLine);
    return;
  }
  const design = version === '4.0' ? ICAL.design.vcard : ICAL.design.vcard3;
  const properties: Property[] = [];
  for (const line of lines) {
    const property = readProperty(line, design);
    if (property === null) {
      builder.refuse('contacts-bad-card', line.line);
      return;
    }
    properties.push(property);
  }
  builder.add(toDraft(properties, cardLine));
}

function readProperty({ line, text }: CardLine, design: typeof ICAL.design.vcard): Property | null {
  let parsed: unknown;
  try {
    parsed = ICAL.parse.property(text, design);
  } catch {
    // ical.js throws on bad syntax, with a message that quotes the card.
    return null;
  }
  const checked = Property.safeParse(parsed);
  if (!checked.success) return null;
  const [name, params, , ...values] = checked.data;
  const types = [params['type'] ?? []].flat().flatMap((type) => type.toLowerCase().split(','));
  return {
    line,
    name,
    group: [params['group'] ?? []].flat()[0]?.toLowerCase() ?? null,
    types,
    sortAs: [params['sort-as'] ?? []].flat().join(' ') || null,
    // Parts of a structured value may be lists.
    values: values.flat(1).map((value) => (Array.isArray(value) ? value.join(' ') : String(value))),
  };
}

function toDraft(properties: readonly Property[], line: number): ContactDraft {
  const findAll = (name: string): readonly Property[] =>
    properties.filter((property) => property.name === name);
  const findFirst = (name: string): string | null => findAll(name)[0]?.values.join(', ').trim() || null;
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
    title: [department, findFirst('title')].filter((text) => text !== null).join(' '),
    owner: null,
    url: url === undefined ? null : { ...toCell(url), text: url.values.join(',') },
    numbers: findAll('tel').map((tel) => toNumberCell(tel, properties)),
    fields: ['note', 'categories'].map((field) => ({ label: field, value: findFirst(field) ?? '' })),
  };
}

function findReading(properties: readonly Property[], name: string | null): string | null {
  const findValue = (propertyName: string): string | null =>
    properties.find((property) => property.name === propertyName)?.values.join(' ') ?? null;
  const phonetic = formatFullName(findValue('x-phonetic-last-name'), findValue('x-phonetic-first-name'));
  if (phonetic !== null) return phonetic;
  // The sort key is a reading only of names in kanji: "Raman Priya" is not a reading of "Priya Raman".
  if (!/\p{Script=Han}/u.test(name ?? '')) return null;
  const sortAs = properties.find(
    (property) => ['n', 'fn'].includes(property.name) && property.sortAs !== null,
  )?.sortAs;
  return sortAs?.replaceAll(',', ' ') ?? findValue('sort-string');
}

function toNumberCell(tel: Property, properties: readonly Property[]): NumberCell {
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

function toCell(property: Property): Omit<ContactCell, 'text'> {
  return { column: property.name.toUpperCase(), line: property.line };
}

function getFieldLabel(types: readonly string[]): string {
  if (types.includes('fax')) return 'fax';
  if (types.includes('cell') || types.includes('iphone')) return 'mobile';
  if (types.includes('work')) return 'work';
  return types.includes('home') ? 'home' : 'phone';
}
