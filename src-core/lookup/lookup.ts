import type { Clock } from '../clock.ts';
import type { PhoneNumber } from '../numbers/number.ts';
import type { Choice } from './choices.ts';
import { ConnectorTrouble, type TroubleKind } from './connector-trouble.ts';
import { knows, type Connector, type Found, type Match } from './connector.ts';
import { isRecord, isSamePerson, onePerPerson, ranked, type RecordId } from './rank.ts';

/** A connector that could not say. */
export interface Trouble {
  readonly id: string;
  /** its name, as shown on the card */
  readonly connector: string;
  readonly kind: TroubleKind;
}

/** A connector that has found somebody. */
export interface Source {
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
      readonly sources: readonly Source[];
      readonly troubles: readonly Trouble[];
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
      readonly troubles: readonly Trouble[];
      readonly searching: boolean;
      readonly elapsedMs: number;
    }
  | { readonly status: 'error'; readonly troubles: readonly Trouble[]; readonly elapsedMs: number };

export type FinishedLookup = Exclude<Lookup, { status: 'searching' }>;

/** For so long a record that was found waits for another that would make it one of several. */
const DECIDED_MS = 1_500;

/**
 * Asks every connector at once for the people with this number, and tells whenever more is known: no connector waits
 * for another. Extensions go to directories only, withheld numbers nowhere: an empty number would match every record
 * without one. Matches are told in the order of connectors, for `judged` to make people of.
 *
 * @param stopwatch a monotonic clock in ms
 */
export function lookUp(
  connectors: readonly Connector[],
  number: PhoneNumber,
  {
    clock,
    stopwatch,
    tell,
  }: {
    readonly clock: Clock;
    readonly stopwatch: () => number;
    readonly tell: (lookup: FinishedLookup) => void;
  },
): void {
  const asked = number.kind === 'external' || number.kind === 'extension' ? number : null;
  const knowing = connectors.filter((connector) => asked !== null && knows(connector, asked.kind));
  if (asked === null || knowing.length === 0) {
    tell({ status: 'skipped' });
    return;
  }
  const begun = stopwatch();
  const found = new Map<Connector, Found>();
  const troubles = new Map<Connector, Trouble>();
  let open = knowing.length;
  let timeIsOver = false;

  const say = (): void => {
    const elapsedMs = Math.round((stopwatch() - begun) * 1_000) / 1_000;
    const matches = knowing.flatMap((connector) => found.get(connector)?.matches ?? []);
    const sources = knowing.flatMap((connector): Source[] => {
      const answer = found.get(connector);
      if (answer === undefined || answer.matches.length === 0) return [];
      return [{ id: connector.id, name: connector.name, asOf: answer.asOf }];
    });
    const told = knowing.flatMap((connector) => troubles.get(connector) ?? []);
    const searching = open > 0;
    if (matches.length > 0) {
      const decided = timeIsOver || !searching;
      tell({
        status: 'found',
        matches,
        chosen: null,
        rejected: 0,
        sources,
        troubles: told,
        searching,
        decided,
        elapsedMs,
      });
    } else if (searching) return;
    else if (told.length > 0) tell({ status: 'error', troubles: told, elapsedMs });
    else tell({ status: 'none', rejected: 0, troubles: [], searching: false, elapsedMs });
  };
  const cancelTime = clock.after(DECIDED_MS, () => {
    timeIsOver = true;
    say();
  });
  const ask = async (connector: Connector): Promise<void> => {
    try {
      let answer = await connector.find(asked);
      found.set(connector, answer);
      while (answer.newer !== null) {
        say();
        answer = await answer.newer;
        found.set(connector, answer);
      }
    } catch (error) {
      const kind = error instanceof ConnectorTrouble ? error.kind : 'not-understood';
      troubles.set(connector, { id: connector.id, connector: connector.name, kind });
    }
    open -= 1;
    if (open === 0) cancelTime();
    say();
  };
  for (const connector of knowing) void ask(connector);
}

/** Who it may be, each person once, in the light of what the agent said about the people on this number. */
export function judged(lookup: FinishedLookup, choice: Choice): FinishedLookup;
export function judged(lookup: Lookup, choice: Choice): Lookup;
export function judged(lookup: Lookup, choice: Choice): Lookup {
  if (lookup.status !== 'found') return lookup;
  const { troubles, searching, elapsedMs } = lookup;
  const rejected = lookup.matches.filter((match) =>
    choice.rejected.some((record) => isRecord(match, record)),
  );
  const left = lookup.matches.filter(
    (match) => !rejected.some((other) => isRecord(match, other) || isSamePerson(match, other)),
  );
  const hidden = onePerPerson(rejected, null).length;
  if (left.length === 0) return { status: 'none', rejected: hidden, troubles, searching, elapsedMs };
  const chosen = left.some((match) => isRecord(match, choice.chosen)) ? choice.chosen : null;
  const matches = ranked(onePerPerson(left, chosen), chosen);
  return { ...lookup, matches, chosen, rejected: hidden };
}

/** Who it is, however sure: the only person with this number, or the one that was chosen. */
export function onlyPerson(lookup: Lookup): Match | null {
  if (lookup.status !== 'found') return null;
  const [first, ...others] = lookup.matches;
  return first !== undefined && (others.length === 0 || lookup.chosen !== null) ? first : null;
}

/**
 * The one record that may open by itself: it alone has the number, exactly, or was chosen among those that do; and it has
 * an address.
 */
export function surelyThePerson(lookup: Lookup): Match | null {
  if (lookup.status !== 'found' || !lookup.decided) return null;
  const exact = lookup.matches.filter(({ grade }) => grade === 'exact');
  const chosen = exact.find((match) => isRecord(match, lookup.chosen));
  const only = chosen ?? (exact.length === 1 ? exact[0] : undefined);
  return only?.url == null ? null : only;
}
