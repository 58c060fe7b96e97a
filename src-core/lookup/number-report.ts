import type { Grade } from '../phone-numbers/match-grade.ts';
import { hasNoTrunkPrefix } from '../phone-numbers/parse-number.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { maskDates } from '../phone-numbers/plain-text.ts';
import { readNumbers } from '../phone-numbers/read-numbers.ts';
import { detectStyle, isSearchableStyle, type WritingStyle } from '../phone-numbers/writing-style.ts';
import type { Connector, ExternalNumber, Match } from './connector.ts';
import type { LookupFailure } from './lookup.ts';
import { deduplicatePeople, rankMatches } from './rank.ts';

export interface PastNumber {
  readonly number: ExternalNumber;
  readonly calls: number;
}

export interface PastNumbers {
  /** distinct, in the order of their first call */
  readonly numbers: readonly PastNumber[];
  /** lines with text, but without a number of the public network */
  readonly linesWithout: number;
}

/**
 * Reads a list with one number per line, or a table separated by commas, semicolons or tabs, of which the
 * first number in a row counts. Ignores dates, times, durations, amounts, ids and extensions.
 *
 * @param country of numbers without a country code
 */
export function readPastNumbers(text: string, country: CountryCode): PastNumbers {
  const calls = new Map<string, PastNumber>();
  let linesWithout = 0;
  for (const line of text.split(/\r\n?|\n/u)) {
    if (line.trim() === '') continue;
    const number = firstNumber(line, country);
    if (number === null) linesWithout += 1;
    else calls.set(number.e164, { number, calls: (calls.get(number.e164)?.calls ?? 0) + 1 });
  }
  return { numbers: [...calls.values()], linesWithout };
}

/** "INV-0312345678"; not "Tel03-1234-5678". */
const ID = /(?<![a-z])(?!(?:tel|fax|phone|mobile|cell|ext|x|t|m|f)[-_#.]?\d)[a-z]+[-_#.]?\d/iu;
const AMOUNT = /[¥$€£%円]/u;
/** Bare digits may be an order number. */
const HAS_MARKS = /^\s*[+0]|\d[-() ]+\d/u;

function firstNumber(line: string, country: CountryCode): ExternalNumber | null {
  const cells = [...line.matchAll(/"[^"]*"|[^",;\t]+/gu)]
    .map(([cell]) => cell.replaceAll('"', '').normalize('NFKC'))
    .filter((cell) => cell.trim() !== '');
  const pieces = cells
    .filter((cell) => !ID.test(cell) && !AMOUNT.test(cell))
    .flatMap((cell) => readNumbers(maskDates(cell), country))
    .filter(({ certain, dialed }) => certain || dialed.startsWith('+'));
  const found =
    pieces.find(({ text }) => HAS_MARKS.test(text)) ??
    pieces.find(
      ({ parsed, dialed }) => cells.length === 1 || (parsed !== null && !hasNoTrunkPrefix(parsed, dialed)),
    );
  // An extension of a company calls from the company's number.
  return found?.parsed == null ? null : { kind: 'external', e164: found.parsed.number, extension: null };
}

export interface LookedUpNumber extends PastNumber {
  readonly matches: readonly Match[];
  readonly failures: readonly LookupFailure[];
}

export interface Count {
  readonly numbers: number;
  readonly calls: number;
}

/** How many past callers would be found, and which notations prevent it. Without names. */
export interface NumberReport {
  readonly asked: Count;
  /** by the best match */
  readonly exact: Count;
  readonly national: Count;
  readonly weak: Count;
  /** no match in any connector */
  readonly none: Count;
  /** no match, but not all connectors answered */
  readonly unanswered: Count;
  /** with several people at the best grade */
  readonly several: Count;
  readonly linesWithout: number;
  /** numbers that were not looked up */
  readonly left: number;
  readonly connectors: readonly ConnectorReport[];
}

export interface ConnectorReport {
  readonly id: string;
  readonly name: string;
  /** records with at least one of the numbers */
  readonly records: number;
  /** records by notation, most frequent first */
  readonly written: readonly { readonly written: WritingStyle; readonly records: number }[];
  /** numbers without an answer */
  readonly unanswered: number;
  /** distinct */
  readonly failures: readonly LookupFailure[];
}

/**
 * @param answered the numbers of `list` that were looked up
 * @param country of numbers without a country code
 */
export function createNumberReport(
  list: PastNumbers,
  answered: readonly LookedUpNumber[],
  connectors: readonly Pick<Connector, 'id' | 'name'>[],
  country: CountryCode,
): NumberReport {
  const countWhere = (predicate: (answer: LookedUpNumber) => boolean): Count => {
    const matching = answered.filter(predicate);
    return { numbers: matching.length, calls: matching.reduce((sum, { calls }) => sum + calls, 0) };
  };
  return {
    asked: countWhere(() => true),
    exact: countWhere((answer) => findBestGrade(answer) === 'exact'),
    national: countWhere((answer) => findBestGrade(answer) === 'national'),
    weak: countWhere((answer) => findBestGrade(answer) === 'weak'),
    none: countWhere(({ matches, failures }) => matches.length === 0 && failures.length === 0),
    unanswered: countWhere(({ matches, failures }) => matches.length === 0 && failures.length > 0),
    several: countWhere(hasSeveralPeople),
    linesWithout: list.linesWithout,
    left: list.numbers.length - answered.length,
    connectors: connectors.map((connector) => createConnectorReport(connector, answered, country)),
  };
}

function findBestGrade({ matches }: LookedUpNumber): Grade | null {
  return rankMatches(matches, null)[0]?.grade ?? null;
}

/** Counts as the card does: one person in several connectors is one. */
function hasSeveralPeople(answer: LookedUpNumber): boolean {
  const grade = findBestGrade(answer);
  return deduplicatePeople(answer.matches, null).filter((match) => match.grade === grade).length > 1;
}

function createConnectorReport(
  { id, name }: Pick<Connector, 'id' | 'name'>,
  answered: readonly LookedUpNumber[],
  country: CountryCode,
): ConnectorReport {
  const records = new Set<string>();
  const recordsBy = new Map<WritingStyle, Set<string>>();
  const failures = new Map<string, LookupFailure>();
  let unanswered = 0;
  for (const answer of answered) {
    for (const match of answer.matches.filter(({ connector }) => connector === id)) {
      records.add(match.id);
      const style = detectStyle(match.matchedNumber, answer.number.e164, country);
      recordsBy.set(style, (recordsBy.get(style) ?? new Set()).add(match.id));
    }
    for (const failure of answer.failures.filter((each) => each.id === id)) {
      unanswered += 1;
      failures.set(failure.kind, failure);
    }
  }
  const styles = [...recordsBy]
    .map(([each, ids]) => ({ written: each, records: ids.size }))
    .sort((a, b) => b.records - a.records);
  return { id, name, records: records.size, written: styles, unanswered, failures: [...failures.values()] };
}

/** A better notation of a number in a record, for a person to check: the app never changes a CRM. */
export interface Suggestion {
  /** the connector's name */
  readonly connector: string;
  readonly record: string;
  readonly name: string;
  readonly field: string;
  readonly stored: string;
  /** E.164 */
  readonly suggested: string;
  readonly reason: WritingStyle;
}

/** For each field with a bad notation. Omits weak matches, which may be other or incomplete numbers. */
export function suggestCorrections(
  answered: readonly LookedUpNumber[],
  connectors: readonly Pick<Connector, 'id' | 'name'>[],
  country: CountryCode,
): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const { number, matches } of answered) {
    for (const match of matches) {
      const reason = detectStyle(match.matchedNumber, number.e164, country);
      if (match.grade === 'weak' || isSearchableStyle(reason)) continue;
      found.set(JSON.stringify([match.connector, match.id, match.matchedField, number.e164]), {
        connector: connectors.find(({ id }) => id === match.connector)?.name ?? match.connector,
        record: match.id,
        name: match.name,
        field: match.matchedField,
        stored: match.matchedNumber,
        suggested: number.e164,
        reason,
      });
    }
  }
  return [...found.values()];
}

const HEADER = ['connector', 'record', 'name', 'field', 'stored', 'suggested', 'reason'];

/**
 * Suggestions as a CSV file for Excel and for a CRM's import: UTF-8 with byte order mark, every cell quoted.
 *
 * Spreadsheets treat a cell that begins with = + - @ as a formula, and anybody may have written a CRM's
 * texts: such cells get an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection). Not
 * `suggested`, which must be importable: it has only a plus and digits, so a spreadsheet shows at worst a
 * number.
 */
export function toSuggestionsCsv(
  rows: readonly Suggestion[],
  formatReason: (reason: WritingStyle) => string,
): string {
  const lines = rows.map(({ connector, record, name, field, stored, suggested, reason }) => {
    const e164 = /^\+\d+$/u.test(suggested) ? suggested : escapeFormula(suggested);
    return [
      ...[connector, record, name, field, stored].map(escapeFormula),
      e164,
      escapeFormula(formatReason(reason)),
    ];
  });
  const csv = [HEADER, ...lines].map((cells) => cells.map(quote).join(',')).join('\r\n');
  return `\uFEFF${csv}\r\n`;
}

/** Also for full-width marks, which some spreadsheets convert. */
function escapeFormula(text: string): string {
  return /^[\s'"]*[=+\-@＝＋－＠\t\r\n]/u.test(text) ? `'${text}` : text;
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
