import type { Clock } from '../clock.ts';
import { bySurety } from '../numbers/grade.ts';
import type { PhoneNumber } from '../numbers/number.ts';
import { ConnectorTrouble, type TroubleKind } from './connector-trouble.ts';
import type { Connector, Found, Match } from './connector.ts';

/** A connector that could not say. */
export interface Trouble {
  /** its name, as shown on the card */
  readonly connector: string;
  readonly kind: TroubleKind;
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
      readonly troubles: readonly Trouble[];
      /** some connectors have not answered yet */
      readonly searching: boolean;
      /** whoever is to be found in time was: every connector has answered, or has had its time */
      readonly decided: boolean;
      readonly elapsedMs: number;
    }
  | { readonly status: 'none'; readonly elapsedMs: number }
  | { readonly status: 'error'; readonly troubles: readonly Trouble[]; readonly elapsedMs: number };

export type FinishedLookup = Exclude<Lookup, { status: 'searching' }>;

/** For so long a record that was found waits for another that would make it one of several. */
const DECIDED_MS = 1_500;

/**
 * Asks every connector at once for the people with this number, and tells whenever more is known: no connector waits
 * for another. Extensions go nowhere yet, withheld numbers never: an empty number would match every record without one.
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
  if (number.kind !== 'external' || connectors.length === 0) {
    tell({ status: 'skipped' });
    return;
  }
  const begun = stopwatch();
  const found = new Map<Connector, Found>();
  const troubles = new Map<Connector, Trouble>();
  let open = connectors.length;
  let timeIsOver = false;

  const say = (): void => {
    const elapsedMs = Math.round((stopwatch() - begun) * 1_000) / 1_000;
    const matches = connectors.flatMap((connector) => found.get(connector)?.matches ?? []).sort(bySurety);
    const told = connectors.flatMap((connector) => troubles.get(connector) ?? []);
    const searching = open > 0;
    if (matches.length > 0) {
      const decided = timeIsOver || !searching;
      tell({ status: 'found', matches, troubles: told, searching, decided, elapsedMs });
    } else if (searching) return;
    else if (told.length > 0) tell({ status: 'error', troubles: told, elapsedMs });
    else tell({ status: 'none', elapsedMs });
  };
  const cancelTime = clock.after(DECIDED_MS, () => {
    timeIsOver = true;
    say();
  });
  const ask = async (connector: Connector): Promise<void> => {
    try {
      let answer = await connector.find(number);
      found.set(connector, answer);
      while (answer.newer !== null) {
        say();
        answer = await answer.newer;
        found.set(connector, answer);
      }
    } catch (error) {
      const kind = error instanceof ConnectorTrouble ? error.kind : 'not-understood';
      troubles.set(connector, { connector: connector.name, kind });
    }
    open -= 1;
    if (open === 0) cancelTime();
    say();
  };
  for (const connector of connectors) void ask(connector);
}

/** The person, when there is just one, however sure. */
export function onlyPerson(lookup: Lookup): Match | null {
  return lookup.status === 'found' && lookup.matches.length === 1 ? (lookup.matches[0] ?? null) : null;
}

/** The one record that may open by itself: it alone has the number, exactly, and it has an address. */
export function surelyThePerson(lookup: Lookup): Match | null {
  if (lookup.status !== 'found' || !lookup.decided) return null;
  const exact = lookup.matches.filter(({ grade }) => grade === 'exact');
  const only = exact.length === 1 ? exact[0] : undefined;
  return only?.url == null ? null : only;
}
