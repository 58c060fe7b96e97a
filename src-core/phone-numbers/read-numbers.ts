import type { CountryCode, PhoneNumber as Parsed } from 'libphonenumber-js/max';
import { hasNoTrunkPrefix, parseDialed } from './parse-number.ts';
import { mask, maskDates, toPlainText } from './plain-text.ts';

/** A part of a text that is a number, or may be one. */
export interface NumberPiece {
  /** as written; the whole text if it has only one number */
  readonly text: string;
  /** the digits, perhaps after a plus; without extension */
  readonly dialed: string;
  /** null if the length is impossible */
  readonly parsed: Parsed | null;
  /** false if the part was not understood: in no numbering plan, or several readings are possible */
  readonly certain: boolean;
}

/**
 * Whether this is as good as a certain number for finding people. A number outside the numbering plans may be new, or
 * made up; with a plus or trunk prefix it is at least complete.
 */
export function isComplete({ certain, dialed, parsed }: NumberPiece): boolean {
  return parsed !== null && (certain || dialed !== parsed.nationalNumber);
}

/** Longer texts are not phone fields. */
const MAX_TEXT_LENGTH = 1_000;
/** Fewer digits beside a number are a note: "090-1234-5678 (9-17)". */
const MIN_UNREAD_DIGITS = 5;

/** One number with the usual marks. The lookahead excludes list marks ("1 090…"). */
const SIMPLE = /^(?!\d\d?[ ()]*0)[+(]?\d[\d ()-]{5,24}$/u;

/**
 * The numbers in a text that a person wrote: one or several, with labels, list marks, notes and extensions, in any
 * script. Numbers without a country code are read as dialed in `country`.
 *
 * A text with digits has at least one piece. Where the text is not understood, `certain` is false: nothing is guessed.
 */
export function readNumbers(text: string, country: CountryCode): readonly NumberPiece[] {
  if (SIMPLE.test(text)) {
    const dialed = text.replace(/[^\d+]/gu, '');
    const parsed = parseDialed(dialed, country);
    if (parsed?.isValid() === true) return [{ text, dialed, parsed, certain: true }];
  }
  if (!/\p{N}/u.test(text)) return [];
  const unread = { text, dialed: '', parsed: null, certain: false };
  if (text.length > MAX_TEXT_LENGTH) return [unread];
  const plain = maskForeignParts(toPlainText(text));
  const parts = readParts(plain, country);
  const found = parts.filter(({ matters }) => matters);
  if (found.length === 0) return /\d/u.test(plain) ? [unread] : [];
  return found.map(({ start, end, dialed, parsed, certain }) => ({
    text: found.length === 1 ? text : text.slice(start, end),
    dialed,
    parsed,
    certain,
  }));
}

/** Email addresses, pages, dates, and codes dialed before a number that are no part of it. */
function maskForeignParts(plain: string): string {
  return maskDates(
    mask(
      plain
        // sip:+81312345678@host;user=phone
        .replace(/(?<=sips?:[^@;\s]*)@[^\s;>]*/giu, (host) => '\n'.repeat(host.length))
        // A spreadsheet has taken the number for an amount.
        .replace(/(?<=^\D{0,3}\+?\d{7,15})\.0+(?=\D*$)/u, (zeros) => '\n'.repeat(zeros.length)),
      /[\w.+-]+@[\w-]+\.[\w.-]+/gu,
      /\bhttps?:\/\/\S+/giu,
      // To hide or send one's number: 3GPP TS 22.030, and *67 and *82 in North America.
      /(?<![\d)] ?)[*#](?:67|82|30|31)[*#]?[ -]*(?=[+(]?\d)/gu,
      // Brazil: the xx in "0xx11" is any carrier's code.
      /(?<=(?<!\d)0 ?)xx(?=[ -]?\d\d)/giu,
    ),
  );
}

/** Part of a plain text, by its places. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly dialed: string;
  /** false for a few digits that can only be a note */
  readonly matters: boolean;
  readonly parsed: Parsed | null;
  readonly certain: boolean;
}

/** Digits with marks that occur within numbers and between them. */
const RUN = /[+([]*\d(?:[\d ()[\].・~/、'_+-]*\d)?[)\]]*/gu;
/** https://www.rfc-editor.org/rfc/rfc3966#section-3; `sip:` adds its own */
const URI_PARAMETERS = /(?:;[a-z][a-z-]*(?:=[^\s;,>"]*|(?=[;>\s]|$)))+/iuy;
const EXTENSION = new RegExp(
  [
    '[ (,_・-]*(?:内線|内|ないせん|ナイセン|e?xt(?:ensio)?n?|x|int|доб|anexo|poste|分機|分机|#)(?:番号)?[.: _-]*(?<digits>\\d{1,9})(?!\\d)',
    '[,; ]*[,;p]+ *(?<dialedLater>\\d{1,6})(?![\\d(-]|[ .]+\\d)',
  ].join('|'),
  'iuy',
);
/** A number that is spelled ("1-800-FLOWERS"), or an amount of a spreadsheet (9.01235E+09). */
const SPELLED = /-[a-z]|E[+-]?\d|(?!mobile|home|work|cell|phone|office|main|direct|extension)[a-z]{4}/iuy;

function readParts(plain: string, country: CountryCode): readonly Part[] {
  const parts: Part[] = [];
  for (let position = 0; ;) {
    const run = execAt(RUN, plain, position);
    if (run === null) return parts;
    const start = run.index;
    const runEnd = start + run[0].length;
    const parameters = execAt(URI_PARAMETERS, plain, runEnd)?.[0] ?? '';
    const afterParameters = runEnd + parameters.length;
    const extension = execAt(EXTENSION, plain, afterParameters);
    position = afterParameters + (extension?.[0].length ?? 0);
    const isSpelled = extension === null && execAt(SPELLED, plain, runEnd) !== null;
    // A domain says nothing about the country.
    const prefix = /;phone-context=(\+[^;]*)/iu.exec(parameters)?.[1] ?? '';
    const read =
      isSpelled || prefix !== ''
        ? [toPart(plain, start, runEnd, country, { prefix, isSpelled })]
        : readRun(plain, start, runEnd, country);
    const suffix =
      extension?.groups?.['digits'] ??
      extension?.groups?.['dialedLater'] ??
      /;ext=(\d{1,9})(?:;|$)/iu.exec(parameters)?.[1];
    const last = read.at(-1);
    if (suffix !== undefined && last?.parsed != null && last.end === runEnd) last.parsed.setExt(suffix);
    parts.push(...read.map((part) => (part === last ? { ...part, end: position } : part)));
  }
}

/** The match from this position on. Setting it every time, sticky and global expressions keep no state. */
function execAt(expression: RegExp, text: string, position: number): RegExpExecArray | null {
  expression.lastIndex = position;
  return expression.exec(text);
}

/** A part that is one number, or none. */
function toPart(
  plain: string,
  start: number,
  end: number,
  country: CountryCode,
  { prefix = '', isSpelled = false }: { readonly prefix?: string; readonly isSpelled?: boolean } = {},
): Part {
  const dialed = toDialed(`${prefix}${plain.slice(start, end)}`);
  const parsed = isSpelled ? null : parseDialed(dialed, country);
  const certain = parsed?.isValid() === true;
  return { start, end, dialed, parsed, certain, matters: certain || dialed.length >= MIN_UNREAD_DIGITS };
}

function toDialed(text: string): string {
  const digits = text.replace(/\D/gu, '');
  return /^\D*\+/u.test(text) ? `+${digits}` : digits;
}

/** "1. 03-…", "(2) 03-…", "3 03-…"; no country code, and no first digits of a number without a trunk prefix. */
const LIST_MARK = /^[([]?(?:[1-9]|1\d)(?:[.)\]] *| +|(?=\())(?=[([]?[+0])/u;
/** "携帯1-090-…" */
const LABEL_MARK = /^[1-9]-(?=[([]?[+0])/u;
/** Japan: 184 hides the caller's number, 186 sends it (https://www.ntt-east.co.jp/phone/nandisp/). */
const JAPANESE_PREFIX = /^18[46](?=[ ()-]*0)/u;

function readRun(plain: string, start: number, end: number, country: CountryCode): readonly Part[] {
  const run = plain.slice(start, end);
  const prefix =
    LIST_MARK.exec(run) ??
    (/[a-z\P{ASCII}]/iu.test(plain.charAt(start - 1)) ? LABEL_MARK.exec(run) : null) ??
    (country === 'JP' ? JAPANESE_PREFIX.exec(run) : null);
  if (prefix !== null) {
    const parts = readSegments(plain, start + prefix[0].length, end, country);
    if (parts[0]?.certain === true) return parts;
  }
  return readSegments(plain, start, end, country);
}

/** Digits with marks that occur only within a number. */
const ATOM = /\+?[([]?\d(?:[\d._-]*\d)?/gu;
const MAX_ATOMS = 16;
const MAX_ATOMS_OF_NUMBER = 8;

/** Divides a run into the numbers that cover most of its digits. */
function readSegments(plain: string, start: number, end: number, country: CountryCode): readonly Part[] {
  const atoms = [...plain.slice(start, end).matchAll(ATOM)].map((atom) => ({
    start: start + atom.index,
    end: start + atom.index + atom[0].length,
  }));
  const whole = toPart(plain, start, end, country);
  if (atoms.length < 2 || atoms.length > MAX_ATOMS) return [whole];
  const numbers = divide(plain, atoms, country);
  if (numbers === null || numbers.length === 0) return [whole];
  const [first] = numbers;
  if (numbers.length === 1 && first?.from === 0 && first.to === atoms.length - 1)
    return whole.certain ? [whole] : [first.part];
  return [...withRest(plain, atoms, numbers, country)];
}

interface Atom {
  readonly start: number;
  readonly end: number;
}

/** A number that consists of these atoms. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly part: Part;
}

interface Division {
  readonly covered: number;
  readonly numbers: readonly Segment[];
  readonly ambiguous: boolean;
}

const NOTHING: Division = { covered: 0, numbers: [], ambiguous: false };

/** The numbers of the division that covers most digits, with the fewest numbers; null if there are several such. */
function divide(plain: string, atoms: readonly Atom[], country: CountryCode): readonly Segment[] | null {
  const findNumber = createNumberFinder(plain, atoms, country);
  const divisions: Division[] = [NOTHING];
  for (let from = atoms.length - 1; from >= 0; from -= 1) {
    // The divisions of the atoms behind, the shortest last.
    let best = divisions[0] ?? NOTHING;
    for (let to = from; to < Math.min(atoms.length, from + MAX_ATOMS_OF_NUMBER); to += 1) {
      const rest = divisions[to - from];
      const part = findNumber(from, to);
      if (part === null || rest === undefined) continue;
      const covered = rest.covered + part.dialed.length;
      const numbers = [{ from, to, part }, ...rest.numbers];
      if (covered > best.covered || (covered === best.covered && numbers.length < best.numbers.length))
        best = { covered, numbers, ambiguous: rest.ambiguous };
      else if (covered === best.covered && numbers.length === best.numbers.length)
        best = { ...best, ambiguous: true };
    }
    divisions.unshift(best);
  }
  const [all] = divisions;
  return all === undefined || all.ambiguous ? null : all.numbers;
}

/** Marks that never occur within a number once what is before them is a number. */
const STRONG_SEPARATOR = /[/・~、]/u;

function createNumberFinder(
  plain: string,
  atoms: readonly Atom[],
  country: CountryCode,
): (from: number, to: number) => Part | null {
  const known = new Map<number, Part | null>();
  const find = (from: number, to: number): Part | null => {
    const [start, end] = [atoms[from]?.start ?? 0, atoms[to]?.end ?? 0];
    const isWhole = from === 0 && to === atoms.length - 1;
    for (let next = from + 1; next <= to; next += 1) {
      const gap = plain.slice(atoms[next - 1]?.end, atoms[next]?.start);
      if (plain.charAt(atoms[next]?.start ?? 0) === '+') return null;
      if (STRONG_SEPARATOR.test(gap) && findOnce(from, next - 1) !== null) return null;
    }
    const part = toPart(plain, start, end, country);
    if (!part.certain || part.parsed === null) return null;
    // Only a text that is nothing else may lack the trunk prefix: too many digits are numbers without.
    return !isWhole && hasNoTrunkPrefix(part.parsed, part.dialed) ? null : part;
  };
  const findOnce = (from: number, to: number): Part | null => {
    const key = from * MAX_ATOMS + to;
    const part = known.get(key) ?? (known.has(key) ? null : find(from, to));
    known.set(key, part);
    return part;
  };
  return findOnce;
}

/** The numbers with what is between them: abbreviated further numbers, and what is not understood. */
function* withRest(
  plain: string,
  atoms: readonly Atom[],
  numbers: readonly Segment[],
  country: CountryCode,
): Generator<Part, void, undefined> {
  let last: Part | null = null;
  for (let index = 0; index < atoms.length; index += 1) {
    const number = numbers.find(({ from }) => from === index);
    const atom = atoms[index];
    if (atom === undefined) return;
    if (number !== undefined) {
      last = number.part;
      index = number.to;
      yield last;
      continue;
    }
    const separator = plain.slice(last?.end ?? atom.start, atom.start);
    const text = plain.slice(atom.start, atom.end);
    const further: readonly Part[] =
      last === null ? [] : readAbbreviated({ ...last, end: atom.end }, separator, text, country);
    if (further.length > 0) {
      yield* further;
      last = further.at(-1) ?? last;
      continue;
    }
    // "090-1234-5678 (2)", "1. 090-1234-5678 2. 03-1234-5678"
    if (/^\(?\d[.)]/u.test(plain.slice(atom.start, atom.end + 1))) continue;
    yield { ...toPart(plain, atom.start, atom.end, country), certain: false, matters: true };
  }
}

/** More numbers are rather a mistake. */
const MAX_RANGE = 20;

/** "03-1234-5678/79", "03-1234-5678・5679", "03-1234-5678~80": the last digits of further numbers. */
function readAbbreviated(base: Part, separator: string, text: string, country: CountryCode): readonly Part[] {
  if (!/^\d{1,4}$/u.test(text) || !/^ *[/・~、] *$/u.test(separator)) return [];
  const stem = base.dialed.slice(0, -text.length);
  const [first, last] = [Number(base.dialed.slice(-text.length)), Number(text)];
  // The further numbers of a switchboard follow its first one.
  if (last <= first || (separator.includes('~') && last - first > MAX_RANGE)) return [];
  const ends = separator.includes('~')
    ? Array.from({ length: last - first }, (_, index) => first + 1 + index)
    : [last];
  const parts = ends.map((end): Part => {
    const dialed = `${stem}${String(end).padStart(text.length, '0')}`;
    const parsed = parseDialed(dialed, country);
    return { ...base, dialed, parsed, certain: parsed?.isValid() === true };
  });
  return parts.every(({ certain }) => certain) ? parts : [];
}
