import type { PhoneNumber } from '../numbers/number.ts';
import type { Connector, Match } from './connector.ts';

/**
 * What the contacts say about one caller.
 * `skipped`: there was nothing to ask (withheld number, internal call, no contacts set up).
 */
export type Lookup =
  | { readonly status: 'searching' }
  | { readonly status: 'skipped' }
  | { readonly status: 'found'; readonly matches: readonly Match[]; readonly elapsedMs: number }
  | { readonly status: 'none'; readonly elapsedMs: number }
  | { readonly status: 'error'; readonly reason: string; readonly elapsedMs: number };

export type FinishedLookup = Exclude<Lookup, { status: 'searching' }>;

/**
 * Asks every connector for the people with this number. Never rejects. Extensions go nowhere yet, withheld
 * numbers never: an empty number would match every record without one.
 *
 * @param now a monotonic clock in ms
 */
export async function lookUp(
  connectors: readonly Connector[],
  number: PhoneNumber,
  now: () => number,
): Promise<FinishedLookup> {
  if (number.kind !== 'external' || connectors.length === 0) return { status: 'skipped' };
  const begun = now();
  const answers = await Promise.allSettled(connectors.map(async (connector) => await connector.find(number)));
  const elapsedMs = Math.round((now() - begun) * 1_000) / 1_000;
  const matches = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (matches.length > 0) return { status: 'found', matches, elapsedMs };
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed === undefined) return { status: 'none', elapsedMs };
  return {
    status: 'error',
    reason: failed.reason instanceof Error ? failed.reason.message : String(failed.reason),
    elapsedMs,
  };
}

/** The person, when there is just one, however sure. */
export function onlyPerson(lookup: Lookup): Match | null {
  return lookup.status === 'found' && lookup.matches.length === 1 ? (lookup.matches[0] ?? null) : null;
}

/** The one record that may open by itself: it alone has the number, exactly, and it has an address. */
export function surelyThePerson(lookup: Lookup): Match | null {
  if (lookup.status !== 'found') return null;
  const exact = lookup.matches.filter(({ grade }) => grade === 'exact');
  const only = exact.length === 1 ? exact[0] : undefined;
  return only?.url == null ? null : only;
}
