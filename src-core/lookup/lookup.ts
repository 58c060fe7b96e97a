import type { Clock } from '../util/clock.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';
import type { Choice } from './choices.ts';
import { ConnectorError, type ConnectorErrorKind } from './connector-error.ts';
import { supports, type Connector, type FindResult, type Match } from './connector.ts';
import { isSameRecord, isSamePerson, deduplicatePeople, rankMatches, type RecordId } from './rank.ts';

export interface LookupFailure {
  readonly id: string;
  /** name, for the card */
  readonly connector: string;
  readonly kind: ConnectorErrorKind;
}

/** A connector with matches. */
export interface MatchSource {
  readonly id: string;
  readonly name: string;
  readonly asOf: FindResult['asOf'];
}

/** `skipped`: there is nothing to look up (withheld number, internal call, no contacts configured). */
export type Lookup =
  | { readonly status: 'searching' }
  | { readonly status: 'skipped' }
  | {
      readonly status: 'found';
      /** best first */
      readonly matches: readonly Match[];
      /** the match that the agent chose earlier */
      readonly chosen: RecordId | null;
      /** number of people that the agent rejected, which are left out */
      readonly rejected: number;
      /** in the order of connectors */
      readonly sources: readonly MatchSource[];
      readonly failures: readonly LookupFailure[];
      /** connectors are still to answer */
      readonly searching: boolean;
      /** every connector has answered, or the time for automatic opening is over */
      readonly decided: boolean;
      readonly elapsedMs: number;
    }
  | {
      readonly status: 'none';
      readonly rejected: number;
      /** as in `found`, which this may have been before all matches were rejected */
      readonly failures: readonly LookupFailure[];
      readonly searching: boolean;
      readonly elapsedMs: number;
    }
  | { readonly status: 'error'; readonly failures: readonly LookupFailure[]; readonly elapsedMs: number };

export type FinishedLookup = Exclude<Lookup, { status: 'searching' }>;

/** How long a match waits for others before it may open automatically. */
const DECISION_TIMEOUT_MS = 1_500;

/**
 * Looks up a number in all connectors at the same time, and reports each new state. The matches are those of
 * all records, in the order of connectors; `applyChoice` turns them into people.
 *
 * @param stopwatch a monotonic clock in ms
 */
export function lookUp(
  connectors: readonly Connector[],
  number: PhoneNumber,
  {
    clock,
    stopwatch,
    onResult,
  }: {
    readonly clock: Clock;
    readonly stopwatch: () => number;
    readonly onResult: (lookup: FinishedLookup) => void;
  },
): void {
  const lookupNumber = number.kind === 'external' || number.kind === 'extension' ? number : null;
  const capable = connectors.filter(
    (connector) => lookupNumber !== null && supports(connector, lookupNumber.kind),
  );
  if (lookupNumber === null || capable.length === 0) {
    onResult({ status: 'skipped' });
    return;
  }
  const startedAt = stopwatch();
  const found = new Map<Connector, FindResult>();
  const failures = new Map<Connector, LookupFailure>();
  let pendingCount = capable.length;
  let hasTimedOut = false;

  const report = (): void => {
    const elapsedMs = Math.round((stopwatch() - startedAt) * 1_000) / 1_000;
    const searching = pendingCount > 0;
    const progress = { searching, decided: hasTimedOut || !searching, elapsedMs };
    const lookup = toLookup(capable, found, failures, progress);
    if (lookup !== null) onResult(lookup);
  };
  const cancelTimeout = clock.after(DECISION_TIMEOUT_MS, () => {
    hasTimedOut = true;
    report();
  });
  const query = async (connector: Connector): Promise<void> => {
    try {
      let answer = await connector.find(lookupNumber);
      found.set(connector, answer);
      while (answer.newer !== null) {
        report();
        answer = await answer.newer;
        found.set(connector, answer);
      }
    } catch (error) {
      const kind = error instanceof ConnectorError ? error.kind : 'not-understood';
      failures.set(connector, { id: connector.id, connector: connector.name, kind });
    }
    pendingCount -= 1;
    if (pendingCount === 0) cancelTimeout();
    report();
  };
  for (const connector of capable) void query(connector);
}

/** In the order of connectors; null if nothing is known yet. */
function toLookup(
  connectors: readonly Connector[],
  found: ReadonlyMap<Connector, FindResult>,
  failed: ReadonlyMap<Connector, LookupFailure>,
  progress: Pick<Extract<Lookup, { status: 'found' }>, 'searching' | 'decided' | 'elapsedMs'>,
): FinishedLookup | null {
  const { searching, elapsedMs } = progress;
  const matches = connectors.flatMap((connector) => found.get(connector)?.matches ?? []);
  const failures = connectors.flatMap((connector) => failed.get(connector) ?? []);
  if (matches.length > 0) {
    const sources = connectors.flatMap((connector): MatchSource[] => {
      const answer = found.get(connector);
      if (answer === undefined || answer.matches.length === 0) return [];
      return [{ id: connector.id, name: connector.name, asOf: answer.asOf }];
    });
    return { status: 'found', matches, chosen: null, rejected: 0, sources, failures, ...progress };
  }
  if (searching) return null;
  return failures.length > 0
    ? { status: 'error', failures, elapsedMs }
    : { status: 'none', rejected: 0, failures, searching, elapsedMs };
}

/** Applies the agent's decisions about the people with this number. Each person occurs once in the result. */
export function applyChoice(lookup: FinishedLookup, choice: Choice): FinishedLookup;
export function applyChoice(lookup: Lookup, choice: Choice): Lookup;
export function applyChoice(lookup: Lookup, choice: Choice): Lookup {
  if (lookup.status !== 'found') return lookup;
  const { failures, searching, elapsedMs } = lookup;
  const rejected = lookup.matches.filter((match) =>
    choice.rejected.some((record) => isSameRecord(match, record)),
  );
  const remaining = lookup.matches.filter(
    (match) => !rejected.some((other) => isSameRecord(match, other) || isSamePerson(match, other)),
  );
  const hiddenCount = deduplicatePeople(rejected, null).length;
  if (remaining.length === 0)
    return { status: 'none', rejected: hiddenCount, failures, searching, elapsedMs };
  const chosen = remaining.some((match) => isSameRecord(match, choice.chosen)) ? choice.chosen : null;
  const matches = rankMatches(deduplicatePeople(remaining, chosen), chosen);
  return { ...lookup, matches, chosen, rejected: hiddenCount };
}

/** The only person with this number, or the chosen one, whatever the grade. */
export function findSingleMatch(lookup: Lookup): Match | null {
  if (lookup.status !== 'found') return null;
  const [first, ...others] = lookup.matches;
  return first !== undefined && (others.length === 0 || lookup.chosen !== null) ? first : null;
}

/** The record that may open automatically: the only or the chosen exact match, if it has a URL. */
export function findConfidentMatch(lookup: Lookup): Match | null {
  if (lookup.status !== 'found' || !lookup.decided) return null;
  const exact = lookup.matches.filter(({ grade }) => grade === 'exact');
  const chosen = exact.find((match) => isSameRecord(match, lookup.chosen));
  const confident = chosen ?? (exact.length === 1 ? exact[0] : undefined);
  return confident?.url == null ? null : confident;
}
