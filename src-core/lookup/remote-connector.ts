import type { Clock } from '../clock.ts';
import { bySurety, gradeText } from '../numbers/grade.ts';
import type { CountryCode, PhoneNumber } from '../numbers/number.ts';
import { afterFailure, CLOSED, restingFor, type BreakerState } from './breaker.ts';
import { ConnectorTrouble } from './connector-trouble.ts';
import type { Connector, Found, Match } from './connector.ts';

type External = Extract<PhoneNumber, { kind: 'external' }>;

/** A phone rings for some twenty seconds: an answer that takes longer than this helps nobody. */
const LIMIT_MS = 4_000;
/** Who waits longer for its turn has no time left for an answer. */
const LONGEST_QUEUE_MS = 2_000;
const FOUND_MS = 2 * 60 * 60_000;
const NOT_FOUND_MS = 5 * 60_000;
/** Better yesterday's answer at once, and today's when it comes. */
const STALE_MS = 24 * 60 * 60_000;
const MOST_CACHED = 5_000;

/** A record as a connector found it, its numbers not yet compared with the caller's. Every text is cleaned. */
export interface Hit extends Omit<Match, 'connector' | 'grade' | 'matchedField' | 'matchedNumber'> {
  /** every phone field of the record, as it stands there */
  readonly phones: readonly { readonly field: string; readonly text: string }[];
}

/** What a connector knows of its CRM, and nothing else: the rest is the same for all. */
export interface Search {
  readonly id: string;
  /** as the card names it: "Salesforce" */
  readonly name: string;
  /** requests a second that its CRM allows; a whole number */
  readonly perSecond: number;
  /**
   * Records that may have this number, the more the better: whether they have is found out afterwards. Rejects with
   * ConnectorTrouble.
   */
  search(number: External, signal: AbortSignal): Promise<readonly Hit[]>;
}

/**
 * Asks a CRM over the network: one request per number at a time, answers remembered for two hours (none found: five
 * minutes), four seconds at most, as often as the CRM allows, and not at all while it is known to be in trouble.
 */
export class RemoteConnector implements Connector {
  readonly id: string;
  readonly name: string;
  readonly #search: Search;
  readonly #country: CountryCode;
  readonly #clock: Clock;
  /** by E.164, the oldest answer first */
  readonly #cache = new Map<string, { readonly hits: readonly Hit[]; readonly at: number }>();
  readonly #underWay = new Map<string, Promise<Found>>();
  #breaker: BreakerState = CLOSED;
  /** when the last requests were or will be begun, ms */
  #begins: readonly number[] = [];

  /** @param country of numbers in records that carry none */
  constructor(search: Search, country: CountryCode, clock: Clock) {
    this.id = search.id;
    this.name = search.name;
    this.#search = search;
    this.#country = country;
    this.#clock = clock;
  }

  /** What keeps it from being asked just now; null = nothing. */
  get trouble(): ConnectorTrouble | null {
    return restingFor(this.#breaker, this.#clock.now());
  }

  /** People with this number. Rejects with ConnectorTrouble. */
  async find(number: External): Promise<Found> {
    const known = this.#cache.get(number.e164);
    const age = known === undefined ? Infinity : this.#clock.now() - known.at;
    const isFresh = age <= ((known?.hits.length ?? 0) > 0 ? FOUND_MS : NOT_FOUND_MS);
    if (known !== undefined && isFresh) return this.#found(known, number, null);
    const fresh = this.#ask(number);
    if (known === undefined || known.hits.length === 0 || age > STALE_MS) return await fresh;
    return this.#found(known, number, fresh);
  }

  /** Forgets what it knows of this number, since the record was changed or made just now. */
  forget(e164: string): void {
    this.#cache.delete(e164);
  }

  #found({ hits, at }: { hits: readonly Hit[]; at: number }, number: External, newer: Found['newer']): Found {
    const matches = hits.flatMap((hit) => matchOf(hit, this.id, number, this.#country) ?? []);
    return { matches, asOf: at, newer };
  }

  #ask(number: External): Promise<Found> {
    const underWay = this.#underWay.get(number.e164);
    if (underWay !== undefined) return underWay;
    const asking = this.#askNow(number).finally(() => this.#underWay.delete(number.e164));
    this.#underWay.set(number.e164, asking);
    // Whoever asked first may have been told something older and wait for it no more.
    asking.catch(() => undefined);
    return asking;
  }

  async #askNow(number: External): Promise<Found> {
    const resting = this.trouble;
    if (resting !== null) throw resting;
    const now = this.#clock.now();
    // As many as are allowed within any second.
    const beginAt = Math.max(now, (this.#begins.at(-this.#search.perSecond) ?? -Infinity) + 1_000);
    const waitMs = beginAt - now;
    // That we ask much is no fault of its own.
    if (waitMs > LONGEST_QUEUE_MS) throw new ConnectorTrouble('rate-limited');
    this.#begins = [...this.#begins, beginAt].slice(-this.#search.perSecond);
    try {
      const hits = await this.#limited(waitMs, (signal) => this.#search.search(number, signal));
      const answer = { hits, at: this.#clock.now() };
      this.#remember(number.e164, answer);
      this.#breaker = CLOSED;
      return this.#found(answer, number, null);
    } catch (error) {
      const trouble = error instanceof ConnectorTrouble ? error : new ConnectorTrouble('not-understood');
      this.#breaker = afterFailure(this.#breaker, trouble, this.#clock.now());
      throw trouble;
    }
  }

  /** Waits for its turn, asks, and gives up when the time is over. */
  #limited(waitMs: number, ask: (signal: AbortSignal) => Promise<readonly Hit[]>): Promise<readonly Hit[]> {
    return new Promise((resolve, reject) => {
      const abort = new AbortController();
      const cancelLimit = this.#clock.after(LIMIT_MS, () => {
        abort.abort();
        reject(new ConnectorTrouble('slow'));
      });
      const end = (settle: () => void): void => {
        cancelLimit();
        settle();
      };
      const begin = (): void => {
        ask(abort.signal).then(
          (hits) => end(() => resolve(hits)),
          (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))),
        );
      };
      if (waitMs === 0) begin();
      else this.#clock.after(waitMs, begin);
    });
  }

  #remember(e164: string, answer: { readonly hits: readonly Hit[]; readonly at: number }): void {
    this.#cache.delete(e164);
    this.#cache.set(e164, answer);
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= MOST_CACHED) break;
      this.#cache.delete(oldest);
    }
  }
}

/** The record as a match of this number by its surest field; null = the number is none of its own. */
function matchOf(hit: Hit, connector: string, number: External, country: CountryCode): Match | null {
  const { phones, ...record } = hit;
  const [best] = phones
    .flatMap(({ field, text }) => {
      const graded = gradeText(text, number, country);
      return graded === null ? [] : [{ ...graded, field }];
    })
    .sort(bySurety);
  return best === undefined
    ? null
    : { ...record, connector, grade: best.grade, matchedField: best.field, matchedNumber: best.text };
}
