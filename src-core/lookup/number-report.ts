import type { Grade } from '../phone-numbers/match-grade.ts';
import { classifyNumber, type CountryCode } from '../phone-numbers/phone-number.ts';
import { detectStyle, isSearchableStyle, type WritingStyle } from '../phone-numbers/writing-style.ts';
import type { Connector, ExternalNumber, Match } from './connector.ts';
import type { LookupFailure } from './lookup.ts';
import { deduplicatePeople, rankMatches } from './rank.ts';

/** A number that called before. */
export interface PastNumber {
  readonly number: ExternalNumber;
  readonly calls: number;
}

export interface PastNumbers {
  /** each once, in the order of their first call */
  readonly numbers: readonly PastNumber[];
  /** lines that hold something, but no number of the public network */
  readonly linesWithout: number;
}

/**
 * The numbers of a list: one a line, or tables parted by commas, semicolons or tabs, where the first cell of a row that
 * is a number counts. Dates, durations and extensions are no numbers.
 *
 * @param country of numbers that carry none
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

function firstNumber(line: string, country: CountryCode): ExternalNumber | null {
  for (const [cell] of line.matchAll(/"[^"]*"|[^",;\t]+/gu)) {
    const party = {
      phoneNumber: cell.replaceAll('"', ''),
      extensionNumber: null,
      connectionType: null,
    };
    const number = classifyNumber(party, country);
    // Whoever called from an extension of a company called from its number.
    if (number.kind === 'external') return { ...number, extension: null };
  }
  return null;
}

/** What the connectors said of one number. */
export interface LookedUpNumber extends PastNumber {
  readonly matches: readonly Match[];
  readonly failures: readonly LookupFailure[];
}

/** So many different numbers, and so many calls from them. */
export interface Count {
  readonly numbers: number;
  readonly calls: number;
}

/** How well past callers would have been known, and what keeps records from being found. Names nobody. */
export interface NumberReport {
  readonly asked: Count;
  /** by the surest match */
  readonly exact: Count;
  readonly national: Count;
  readonly weak: Count;
  /** every connector said that it has nobody */
  readonly none: Count;
  /** nobody was found, but not every connector could say */
  readonly unanswered: Count;
  /** of those with a match: more than one person matches most surely */
  readonly several: Count;
  readonly linesWithout: number;
  /** numbers that were not asked any more */
  readonly left: number;
  readonly connectors: readonly ConnectorReport[];
}

export interface ConnectorReport {
  readonly id: string;
  readonly name: string;
  /** records with at least one of the numbers */
  readonly records: number;
  /** how many records write a number so, the most frequent first */
  readonly written: readonly { readonly written: WritingStyle; readonly records: number }[];
  /** numbers for which it could not say */
  readonly unanswered: number;
  /** why, each once */
  readonly failures: readonly LookupFailure[];
}

/**
 * @param list what was read, and `answered` of it as far as it was asked
 * @param connectors that were asked
 * @param country of numbers that carry none
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

/** As the card counts them: who stands in several connectors is one. */
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

/** How a number in a record had better be written. For a person to look at: nothing changes a CRM. */
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

/**
 * For each field that is badly written, the number that it is. Matches that are only likely are left out: what they
 * hold may be somebody else's number, or lack what nobody knows.
 */
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
 * A spreadsheet takes a cell that begins with = + - @ for a formula, and what stands in a CRM may be written by anybody:
 * such a cell gets an apostrophe before it (https://owasp.org/www-community/attacks/CSV_Injection). `suggested` alone
 * goes without, so that it can be imported as it is: it is a plus and digits and nothing else, which at worst a
 * spreadsheet shows as a number.
 *
 * @param formatReason a reason in the user's language
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

/** Full-width marks count too: some spreadsheets fold them. */
function escapeFormula(text: string): string {
  return /^[\s'"]*[=+\-@＝＋－＠\t\r\n]/u.test(text) ? `'${text}` : text;
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
