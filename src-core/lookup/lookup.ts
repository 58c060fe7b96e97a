import type { Clock } from '../util/clock.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';
import type { Choice } from './choices.ts';
import { ConnectorError, type ConnectorErrorKind } from './connector-error.ts';
import { supports, type Connector, type FindResult, type Match } from './connector.ts';
import { isSameRecord, isSamePerson, deduplicatePeople, rankMatches, type RecordId } from './rank.ts';

/** A connector that could not say. */
export interface LookupFailure {
  readonly id: string;
  /** its name, as shown on the card */
  readonly connector: string;
  readonly kind: ConnectorErrorKind;
}

/** A connector that has found somebody. */
export interface MatchSource {
  readonly id: string;
  readonly name: string;
  /** when it was asked, ms since the epoch; null = just now */
  readonly asOf: number | null;
}

/**
 * What the contacts say about one caller, as far as it is known.
 * `skipped`: there was nothing to ask (withheld number, internal call, no contacts set up).
 */
export type Lookup =
  | { readonly status: 'searching' }
  | { readonly status: 'skipped' }
  | {
      readonly status: 'found';
      /** best first */
      readonly matches: readonly Match[];
      /** of the matches, the one that the agent chose for this number before */
      readonly chosen: RecordId | null;
      /** how many more there are of whom the agent said that it is not them */
      readonly rejected: number;
      /** whose answers these are, and how old; in the order of connectors */
      readonly sources: readonly MatchSource[];
      readonly failures: readonly LookupFailure[];
      /** some connectors have not answered yet */
      readonly searching: boolean;
      /** whoever is to be found in time was: every connector has answered, or has had its time */
      readonly decided: boolean;
      readonly elapsedMs: number;
    }
  | {
      readonly status: 'none';
      readonly rejected: number;
      /** as in `found`: somebody rejected may have been found first */
      readonly failures: readonly LookupFailure[];
      readonly searching: boolean;
      readonly elapsedMs: number;
    }
  | { readonly status: 'error'; readonly failures: readonly LookupFailure[]; readonly elapsedMs: number };

export type FinishedLookup = Exclude<Lookup, { status: 'searching' }>;

/** For so long a record that was found waits for another that would make it one of several. */
const DECISION_TIMEOUT_MS = 1_500;

/**
 * Asks every connector at once for the people with this number, and tells whenever more is known: no connector waits
 * for another. Extensions go to directories only, withheld numbers nowhere: an empty number would match every record
 * without one. Matches are told in the order of connectors, for `applyChoice` to make people of.
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
    const isSearching = pendingCount > 0;
    const isDecided = hasTimedOut || !isSearching;
    const lookup = toLookup({ capable, found, failures, isSearching, isDecided, elapsedMs });
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

/** What is known by now, in the order of connectors; null = nothing yet. */
function toLookup({
  capable,
  found,
  failures,
  isSearching,
  isDecided,
  elapsedMs,
}: {
  readonly capable: readonly Connector[];
  readonly found: ReadonlyMap<Connector, FindResult>;
  readonly failures: ReadonlyMap<Connector, LookupFailure>;
  readonly isSearching: boolean;
  readonly isDecided: boolean;
  readonly elapsedMs: number;
}): FinishedLookup | null {
  const matches = capable.flatMap((connector) => found.get(connector)?.matches ?? []);
  const orderedFailures = capable.flatMap((connector) => failures.get(connector) ?? []);
  if (matches.length > 0)
    return {
      status: 'found',
      matches,
      chosen: null,
      rejected: 0,
      sources: capable.flatMap((connector): MatchSource[] => {
        const answer = found.get(connector);
        if (answer === undefined || answer.matches.length === 0) return [];
        return [{ id: connector.id, name: connector.name, asOf: answer.asOf }];
      }),
      failures: orderedFailures,
      searching: isSearching,
      decided: isDecided,
      elapsedMs,
    };
  if (isSearching) return null;
  return orderedFailures.length > 0
    ? { status: 'error', failures: orderedFailures, elapsedMs }
    : { status: 'none', rejected: 0, failures: [], searching: false, elapsedMs };
}

/** Who it may be, each person once, in the light of what the agent said about the people on this number. */
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

/** Who it is, however sure: the only person with this number, or the one that was chosen. */
export function findSingleMatch(lookup: Lookup): Match | null {
  if (lookup.status !== 'found') return null;
  const [first, ...others] = lookup.matches;
  return first !== undefined && (others.length === 0 || lookup.chosen !== null) ? first : null;
}

/**
 * The one record that may open by itself: it alone has the number, exactly, or was chosen among those that do; and it has
 * an address.
 */
export function findConfidentMatch(lookup: Lookup): Match | null {
  if (lookup.status !== 'found' || !lookup.decided) return null;
  const exact = lookup.matches.filter(({ grade }) => grade === 'exact');
  const chosen = exact.find((match) => isSameRecord(match, lookup.chosen));
  const confident = chosen ?? (exact.length === 1 ? exact[0] : undefined);
  return confident?.url == null ? null : confident;
}
