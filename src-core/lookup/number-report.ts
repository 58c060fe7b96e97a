import type { Grade } from '../numbers/grade.ts';
import { classifyNumber, type CountryCode } from '../numbers/number.ts';
import { howWritten, isWellWritten, type Written } from '../numbers/written.ts';
import type { Connector, External, Match } from './connector.ts';
import type { Trouble } from './lookup.ts';
import { onePerPerson, ranked } from './rank.ts';

/** A number that called before. */
export interface PastNumber {
  readonly number: External;
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

function firstNumber(line: string, country: CountryCode): External | null {
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
export interface Answered extends PastNumber {
  readonly matches: readonly Match[];
  readonly troubles: readonly Trouble[];
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
  readonly written: readonly { readonly written: Written; readonly records: number }[];
  /** numbers for which it could not say */
  readonly unanswered: number;
  /** why, each once */
  readonly troubles: readonly Trouble[];
}

/**
 * @param list what was read, and `answered` of it as far as it was asked
 * @param connectors that were asked
 * @param country of numbers that carry none
 */
export function numberReport(
  list: PastNumbers,
  answered: readonly Answered[],
  connectors: readonly Pick<Connector, 'id' | 'name'>[],
  country: CountryCode,
): NumberReport {
  const count = (fits: (answer: Answered) => boolean): Count => {
    const fitting = answered.filter(fits);
    return { numbers: fitting.length, calls: fitting.reduce((sum, { calls }) => sum + calls, 0) };
  };
  return {
    asked: count(() => true),
    exact: count((answer) => gradeOf(answer) === 'exact'),
    national: count((answer) => gradeOf(answer) === 'national'),
    weak: count((answer) => gradeOf(answer) === 'weak'),
    none: count(({ matches, troubles }) => matches.length === 0 && troubles.length === 0),
    unanswered: count(({ matches, troubles }) => matches.length === 0 && troubles.length > 0),
    several: count(isSeveralPeople),
    linesWithout: list.linesWithout,
    left: list.numbers.length - answered.length,
    connectors: connectors.map((connector) => connectorReport(connector, answered, country)),
  };
}

function gradeOf({ matches }: Answered): Grade | null {
  return ranked(matches, null)[0]?.grade ?? null;
}

/** As the card counts them: who stands in several connectors is one. */
function isSeveralPeople(answer: Answered): boolean {
  const grade = gradeOf(answer);
  return onePerPerson(answer.matches, null).filter((match) => match.grade === grade).length > 1;
}

function connectorReport(
  { id, name }: Pick<Connector, 'id' | 'name'>,
  answered: readonly Answered[],
  country: CountryCode,
): ConnectorReport {
  const records = new Set<string>();
  const recordsBy = new Map<Written, Set<string>>();
  const troubles = new Map<string, Trouble>();
  let unanswered = 0;
  for (const answer of answered) {
    for (const match of answer.matches.filter(({ connector }) => connector === id)) {
      records.add(match.id);
      const written = howWritten(match.matchedNumber, answer.number.e164, country);
      recordsBy.set(written, (recordsBy.get(written) ?? new Set()).add(match.id));
    }
    for (const trouble of answer.troubles.filter((each) => each.id === id)) {
      unanswered += 1;
      troubles.set(trouble.kind, trouble);
    }
  }
  const written = [...recordsBy]
    .map(([each, ids]) => ({ written: each, records: ids.size }))
    .sort((a, b) => b.records - a.records);
  return { id, name, records: records.size, written, unanswered, troubles: [...troubles.values()] };
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
  readonly reason: Written;
}

/**
 * For each field that is badly written, the number that it is. Matches that are only likely are left out: what they
 * hold may be somebody else's number, or lack what nobody knows.
 */
export function suggestions(
  answered: readonly Answered[],
  connectors: readonly Pick<Connector, 'id' | 'name'>[],
  country: CountryCode,
): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const { number, matches } of answered) {
    for (const match of matches) {
      const reason = howWritten(match.matchedNumber, number.e164, country);
      if (match.grade === 'weak' || isWellWritten(reason)) continue;
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
 * @param words a reason in the user's language
 */
export function suggestionsCsv(rows: readonly Suggestion[], words: (reason: Written) => string): string {
  const lines = rows.map(({ connector, record, name, field, stored, suggested, reason }) => {
    const e164 = /^\+\d+$/u.test(suggested) ? suggested : harmless(suggested);
    return [...[connector, record, name, field, stored].map(harmless), e164, harmless(words(reason))];
  });
  const csv = [HEADER, ...lines].map((cells) => cells.map(quoted).join(',')).join('\r\n');
  return `\uFEFF${csv}\r\n`;
}

/** Full-width marks count too: some spreadsheets fold them. */
function harmless(text: string): string {
  return /^[\s'"]*[=+\-@＝＋－＠\t\r\n]/u.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
