import type { CallHistory } from '../history/call-history.ts';
import { applyChange, readChoice, writeChoice, type Choice, type ChoiceChange } from '../lookup/choices.ts';
import type { ConnectorErrorKind } from '../lookup/connector-error.ts';
import { supports, type Connector, type LookupNumber } from '../lookup/connector.ts';
import {
  applyChoice,
  lookUp,
  type FinishedLookup,
  type Lookup,
  type LookupFailure,
} from '../lookup/lookup.ts';
import { isSameNumber, type PhoneNumber } from '../phone-numbers/phone-number.ts';
import type { Settings } from '../settings/schema.ts';
import type { Clock } from '../util/clock.ts';
import type { ConnectorState, CrmPages } from './app-state.ts';
import { shouldLookUp } from './screen-pop.ts';
import type { TrackedCall } from './tracked-call.ts';
import type { TrackedCalls } from './tracked-calls.ts';

/** How many of the newest calls are looked up in the CRMs after the start. */
const MAX_NEWEST_LOOKUPS = 5;
const NEWEST_LOOKUP_INTERVAL_MS = 1_000;

export interface CallerLookupDeps {
  readonly clock: Clock;
  /** a monotonic clock in ms */
  readonly stopwatch: () => number;
  readonly calls: TrackedCalls;
  /** where the agent's choices are stored, by number */
  readonly history: Pick<CallHistory, 'getValue' | 'setValue'>;
  readonly settings: () => Settings;
  /** `isNews`: the result differs from the one reported before; `failures`: only those not reported before */
  readonly onLookup: (
    tracked: TrackedCall,
    lookup: FinishedLookup,
    isNews: boolean,
    failures: readonly LookupFailure[],
  ) => void;
}

/** Looks callers up, applies the agent's choices among the matches, and keeps the connectors' states. */
export class CallerLookups {
  readonly #deps: CallerLookupDeps;
  #connectors: readonly Connector[];
  readonly #errors = new Map<string, ConnectorErrorKind>();
  #isStopped = false;

  constructor(deps: CallerLookupDeps, connectors: readonly Connector[]) {
    this.#deps = deps;
    this.#connectors = connectors;
  }

  useConnectors(connectors: readonly Connector[]): void {
    this.#connectors = connectors;
    this.#errors.clear();
  }

  get connectorStates(): readonly ConnectorState[] {
    return this.#connectors.map(({ id, name }) => ({ id, name, error: this.#errors.get(id) ?? null }));
  }

  /**
   * @param options.isSilent for calls from before the start: matches and failures are not reported
   * @param options.withRemote whether CRMs are queried, too; by default unless silent
   */
  lookUp(
    tracked: TrackedCall,
    { isSilent = false, withRemote }: { isSilent?: boolean; withRemote?: boolean } = {},
  ): void {
    const { clock, stopwatch, settings } = this.#deps;
    const { number } = tracked.call.caller;
    const connectors = shouldLookUp(tracked.call, settings()) ? this.#connectors : [];
    const lookupId = tracked.startLookup();
    const asked =
      (withRemote ?? !isSilent) ? connectors : connectors.filter(({ isRemote }) => isRemote !== true);
    lookUp(asked, number, {
      clock,
      stopwatch,
      onResult: (lookup) => {
        if (tracked.isLookup(lookupId)) this.#onResult(tracked, number, lookup, isSilent);
      },
    });
  }

  /** Queries the CRMs for the newest calls, slowly, since only the tray menu shows the matches. */
  lookUpNewest(): void {
    if (!this.#connectors.some(({ isRemote }) => isRemote)) return;
    for (const [index, tracked] of this.#deps.calls.getNewest(MAX_NEWEST_LOOKUPS).entries())
      this.#deps.clock.after((index + 1) * NEWEST_LOOKUP_INTERVAL_MS, () => {
        const isKnown = this.#deps.calls.find(tracked.call.callId) === tracked;
        if (!this.#isStopped && isKnown) this.lookUp(tracked, { isSilent: true, withRemote: true });
      });
  }

  /** Looks the caller up again, without caches. */
  refresh(tracked: TrackedCall): void {
    const { lookupNumber } = tracked;
    if (lookupNumber === null) return;
    for (const connector of this.#connectors) connector.invalidate?.(lookupNumber);
    tracked.resetLookup();
    this.lookUp(tracked);
  }

  /** Stores which of the matches the agent chose or ruled out, for all calls of this number. */
  choose({ lookupNumber }: TrackedCall, change: ChoiceChange): void {
    if (lookupNumber === null) return;
    const key = toChoiceKey(lookupNumber);
    const choice = applyChange(this.#getChoice(lookupNumber), change);
    this.#deps.history.setValue(key, writeChoice(choice));
    for (const tracked of this.#deps.calls)
      if (tracked.lookupNumber !== null && toChoiceKey(tracked.lookupNumber) === key)
        tracked.setLookup(tracked.rawLookup, applyChoice(tracked.rawLookup, choice));
  }

  /** Which CRMs have a page for this number. */
  listCrmPages(number: PhoneNumber): readonly CrmPages[] {
    if (number.kind !== 'external') return [];
    return this.#connectors.flatMap((connector) => {
      const { create = null, search = null } = connector.getPageUrls?.(number) ?? {};
      if (create === null && search === null) return [];
      const { id, name } = connector;
      return [{ connector: id, name, create: create !== null, search: search !== null }];
    });
  }

  /** The address of a CRM's page for this number, `null` if it has none. `create` invalidates the cache. */
  findCrmPageUrl(number: PhoneNumber, connectorId: string, page: 'create' | 'search'): string | null {
    const connector = this.#connectors.find(({ id }) => id === connectorId);
    if (number.kind !== 'external' || connector === undefined) return null;
    if (page === 'create') connector.invalidate?.(number);
    return connector.getPageUrls?.(number)[page] ?? null;
  }

  stop(): void {
    this.#isStopped = true;
  }

  #onResult(tracked: TrackedCall, number: PhoneNumber, rawLookup: FinishedLookup, isSilent: boolean): void {
    // Ignore answers for a number that was corrected meanwhile, or after `stop`.
    if (this.#isStopped || !isSameNumber(tracked.call.caller.number, number)) return;
    const { lookupNumber } = tracked;
    const lookup = lookupNumber === null ? rawLookup : applyChoice(rawLookup, this.#getChoice(lookupNumber));
    if (lookupNumber !== null) this.#updateErrors(rawLookup, lookupNumber.kind);
    const knownIds = new Set(getFailures(tracked.rawLookup).map(({ id }) => id));
    const isNews = !isSilent && toMatchKey(lookup) !== toMatchKey(tracked.lookup);
    const failures = isSilent ? [] : getFailures(rawLookup).filter(({ id }) => !knownIds.has(id));
    tracked.setLookup(rawLookup, lookup);
    this.#deps.onLookup(tracked, lookup, isNews, failures);
  }

  /** A connector works if the look-up has finished without a failure of it. */
  #updateErrors(lookup: FinishedLookup, kind: LookupNumber['kind']): void {
    for (const failure of getFailures(lookup)) this.#errors.set(failure.id, failure.kind);
    if (lookup.status === 'skipped' || ('searching' in lookup && lookup.searching)) return;
    const failedIds = new Set(getFailures(lookup).map(({ id }) => id));
    for (const connector of this.#connectors)
      if (supports(connector, kind) && !failedIds.has(connector.id)) this.#errors.delete(connector.id);
  }

  #getChoice(number: LookupNumber): Choice {
    return readChoice(this.#deps.history.getValue(toChoiceKey(number)));
  }
}

function toChoiceKey(number: LookupNumber): string {
  return `choice:${number.kind === 'external' ? number.e164 : number.extension}`;
}

function getFailures(lookup: Lookup): readonly LookupFailure[] {
  return 'failures' in lookup ? lookup.failures : [];
}

/** The same text for results that need not be reported twice. */
function toMatchKey(lookup: Lookup): string {
  const found = lookup.status === 'found' ? [lookup.matches, lookup.chosen] : [];
  return JSON.stringify([lookup.status, found, getFailures(lookup)]);
}
