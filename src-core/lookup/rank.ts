import { byConfidence } from '../phone-numbers/match-grade.ts';
import type { Match } from './connector.ts';

/** Sorts by previous choice, grade, own records, open tickets or deals, last activity, connector order. */
export function rankMatches(matches: readonly Match[], chosen: RecordId | null): readonly Match[] {
  const order = (a: Match, b: Match): number =>
    trueFirst(isSameRecord(a, chosen), isSameRecord(b, chosen)) ||
    byConfidence(a, b) ||
    trueFirst(a.isMine, b.isMine) ||
    trueFirst((a.open ?? 0) > 0, (b.open ?? 0) > 0) ||
    latestFirst(a.lastActivity, b.lastActivity);
  return [...matches].sort(order);
}

/**
 * Keeps one record per person, because a person in several CRMs is neither a shared number nor a choice to
 * make: the chosen one, else the one of the best grade, else the first that can be opened.
 *
 * @param matches in the order of connectors
 */
export function deduplicatePeople(matches: readonly Match[], chosen: RecordId | null): readonly Match[] {
  const people: Match[] = [];
  for (const match of matches) {
    const index = people.findIndex((person) => isSamePerson(person, match));
    const known = people[index];
    if (known === undefined) people.push(match);
    else if (isBetter(match, known, chosen)) people[index] = match;
  }
  return people;
}

function isBetter(match: Match, known: Match, chosen: RecordId | null): boolean {
  if (isSameRecord(match, chosen) || isSameRecord(known, chosen)) return isSameRecord(match, chosen);
  const order = byConfidence(match, known);
  return order === 0 ? known.url === null && match.url !== null : order < 0;
}

/** By name and company, in different connectors: duplicates within one CRM may be kept apart on purpose. */
export function isSamePerson(a: Match, b: Match): boolean {
  if (a.connector === b.connector || normalizeText(a.name) !== normalizeText(b.name)) return false;
  return a.company === null || b.company === null || normalizeText(a.company) === normalizeText(b.company);
}

/** Equal for texts that differ only in width, case or white space. */
export function normalizeText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s/gu, '');
}

export interface RecordId {
  readonly connector: string;
  readonly id: string;
}

export function isSameRecord(match: RecordId, record: RecordId | null): boolean {
  return record !== null && match.connector === record.connector && match.id === record.id;
}

function trueFirst(a: boolean, b: boolean): number {
  return Number(b) - Number(a);
}

function latestFirst(a: number | null, b: number | null): number {
  const [first, second] = [a ?? -Infinity, b ?? -Infinity];
  return first === second ? 0 : second - first;
}
