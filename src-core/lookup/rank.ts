import { bySurety } from '../numbers/grade.ts';
import type { Match } from './connector.ts';

/**
 * The likeliest first: whom the agent chose before, then by how surely the number is theirs; among equals the agent's own
 * records, those with open tickets or deals, and what was active last. What is left stays in the order of connectors.
 */
export function ranked(matches: readonly Match[], chosen: RecordId | null): readonly Match[] {
  const order = (a: Match, b: Match): number =>
    yesFirst(isRecord(a, chosen), isRecord(b, chosen)) ||
    bySurety(a, b) ||
    yesFirst(a.mine, b.mine) ||
    yesFirst((a.open ?? 0) > 0, (b.open ?? 0) > 0) ||
    latestFirst(a.lastActivity, b.lastActivity);
  return [...matches].sort(order);
}

/** A record within its connector. */
export interface RecordId {
  readonly connector: string;
  readonly id: string;
}

export function isRecord(match: RecordId, record: RecordId | null): boolean {
  return record !== null && match.connector === record.connector && match.id === record.id;
}

function yesFirst(a: boolean, b: boolean): number {
  return Number(b) - Number(a);
}

function latestFirst(a: number | null, b: number | null): number {
  const [first, second] = [a ?? -Infinity, b ?? -Infinity];
  return first === second ? 0 : second - first;
}
