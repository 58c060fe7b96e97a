import type { Clock } from '../clock.ts';
import { isLoopback } from '../http/loopback.ts';
import { bySurety, gradeText } from '../numbers/grade.ts';
import { numberKey, type CountryCode } from '../numbers/number.ts';
import { cleanText } from '../text/clean.ts';
import { afterFailure, CLOSED, restingFor, type BreakerState } from './breaker.ts';
import { ConnectorTrouble } from './connector-trouble.ts';
import type { Asked, Connector, CrmLinks, External, Found, Match } from './connector.ts';

/** A phone rings for some twenty seconds: an answer that takes longer than this helps nobody. */
const LIMIT_MS = 4_000;
/** Who waits longer for its turn has no time left for an answer. */
const LONGEST_QUEUE_MS = 2_000;
const FOUND_MS = 2 * 60 * 60_000;
const NOT_FOUND_MS = 5 * 60_000;
/** Better yesterday's answer at once, and today's when it comes. */
const STALE_MS = 24 * 60 * 60_000;
const MOST_CACHED = 5_000;
const LONGEST_ID = 150;
const LONGEST_LABEL = 40;
const MOST_FIELDS = 6;

/** A record as a connector found it, its numbers not yet compared with the caller's. */
export interface Hit extends Omit<
  Match,
  'connector' | 'grade' | 'likeness' | 'matchedField' | 'matchedNumber' | 'mine'
> {
  /** every phone field of the record, as it stands there */
  readonly phones: readonly { readonly field: string; readonly text: string }[];
  /** by what the owner is known in the CRM: id, e-mail address */
  readonly ownedBy: readonly string[];
}

/** What a connector knows of its CRM, and nothing else: the rest is the same for all. */
export interface Search {
  readonly id: string;
  /** as the card names it: "Salesforce" */
  readonly name: string;
  /** requests a second that its CRM allows; a whole number */
  readonly perSecond: number;
  /** where its records' pages are, e.g. "https://acme.my.salesforce.com": no address leads anywhere else */
  readonly pages: string;
  /**
   * Records that may have this number, the more the better: whether they have is found out afterwards. Texts need not be
   * cleaned. Rejects with ConnectorTrouble.
   */
  search(number: External, signal: AbortSignal): Promise<readonly Hit[]>;
  /** The same for extensions, where it is a directory of them. */
  searchExtension?(extension: string, signal: AbortSignal): Promise<readonly Hit[]>;
  links?(number: External): CrmLinks;
  /** Gets ready what the first search would have to wait for. May reject. */
  prepare?(signal: AbortSignal): Promise<unknown>;
  /** Reads anew what it keeps for longer than one search. */
  forget?(): void;
}

/**
 * Asks a CRM over the network: one request per number at a time, answers remembered for two hours (none found: five
 * minutes), four seconds at most, as often as the CRM allows, and not at all while it is known to be in trouble.
 */
export class RemoteConnector implements Connector {
  readonly id: string;
  readonly name: string;
  readonly isRemote = true;
  readonly knows: readonly Asked['kind'][];
  readonly #search: Search;
  readonly #country: CountryCode;
  readonly #me: readonly string[];
  readonly #clock: Clock;
  /** by E.164, the oldest answer first */
  readonly #cache = new Map<string, { readonly hits: readonly Hit[]; readonly at: number }>();
  readonly #underWay = new Map<string, Promise<Found>>();
  #breaker: BreakerState = CLOSED;
  /** when the last requests were or will be begun, ms */
  #begins: readonly number[] = [];

  /**
   * @param options.country of numbers in records that carry none
   * @param options.me by what the agent may be known as an owner: e-mail address, id, name
   */
  constructor(
    search: Search,
    {
      country,
      me,
      clock,
    }: { readonly country: CountryCode; readonly me: readonly string[]; readonly clock: Clock },
  ) {
    this.id = search.id;
    this.name = search.name;
    this.knows = search.searchExtension === undefined ? ['external'] : ['external', 'extension'];
    this.#search = search;
    this.#country = country;
    this.#me = me.map(folded);
    this.#clock = clock;
  }

  /** What keeps it from being asked just now; null = nothing. */
  get trouble(): ConnectorTrouble | null {
    return restingFor(this.#breaker, this.#clock.now());
  }

  /** People with this number. Rejects with ConnectorTrouble. */
  async find(number: Asked): Promise<Found> {
    const known = this.#cache.get(numberKey(number));
    const age = known === undefined ? Infinity : this.#clock.now() - known.at;
    const isFresh = age <= ((known?.hits.length ?? 0) > 0 ? FOUND_MS : NOT_FOUND_MS);
    if (known !== undefined && isFresh) return this.#found(known, number, null);
    const fresh = this.#ask(number);
    if (known === undefined || known.hits.length === 0 || age > STALE_MS) return await fresh;
    return this.#found(known, number, fresh);
  }

  /** Forgets what it knows of this number. What rests is asked again, unless its CRM has asked for the rest. */
  forget(number: Asked): void {
    this.#cache.delete(numberKey(number));
    this.#search.forget?.();
    if (this.trouble?.kind !== 'rate-limited') this.#breaker = CLOSED;
  }

  links(number: External): CrmLinks {
    const links = this.#search.links?.(number) ?? { create: null, search: null };
    return { create: this.#own(links.create), search: this.#own(links.search) };
  }

  /** Gets ready for the first ring; what goes wrong is told with that. */
  async prepare(signal: AbortSignal): Promise<void> {
    try {
      await this.#search.prepare?.(signal);
    } catch {
      // Nobody has asked yet. Whoever does is told, by an attempt of its own.
    }
  }

  #found({ hits, at }: { hits: readonly Hit[]; at: number }, number: Asked, newer: Found['newer']): Found {
    const matches = hits.flatMap((hit) => this.#matchOf(hit, number) ?? []);
    return { matches, asOf: at, newer };
  }

  #ask(number: Asked): Promise<Found> {
    const underWay = this.#underWay.get(numberKey(number));
    if (underWay !== undefined) return underWay;
    const asking = this.#askNow(number).finally(() => this.#underWay.delete(numberKey(number)));
    this.#underWay.set(numberKey(number), asking);
    // Whoever asked first may have been told something older and wait for it no more.
    asking.catch(() => undefined);
    return asking;
  }

  async #askNow(number: Asked): Promise<Found> {
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
      const hits = await this.#limited(waitMs, (signal) => this.#searchFor(number, signal));
      if (hits.length > 0 && hits.every((hit) => isSomebodyElse(hit, number)))
        throw new ConnectorTrouble('other-records');
      const answer = { hits, at: this.#clock.now() };
      this.#remember(numberKey(number), answer);
      this.#breaker = CLOSED;
      return this.#found(answer, number, null);
    } catch (error) {
      const trouble = error instanceof ConnectorTrouble ? error : new ConnectorTrouble('not-understood');
      this.#breaker = afterFailure(this.#breaker, trouble, this.#clock.now());
      throw trouble;
    }
  }

  /** What the CRM says. Several notations and several requests find the same record: each once. */
  async #searchFor(number: Asked, signal: AbortSignal): Promise<readonly Hit[]> {
    const hits =
      number.kind === 'external'
        ? await this.#search.search(number, signal)
        : await this.#search.searchExtension?.(number.extension, signal);
    return [...new Map(hits?.map((hit) => [hit.id, hit])).values()];
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

  #remember(key: string, answer: { readonly hits: readonly Hit[]; readonly at: number }): void {
    this.#cache.delete(key);
    this.#cache.set(key, answer);
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= MOST_CACHED) break;
      this.#cache.delete(oldest);
    }
  }

  /** The record as a match of this number by its surest field; null = the number is none of its own. */
  #matchOf(hit: Hit, number: Asked): Match | null {
    const { phones, ownedBy, ...record } = hit;
    const graded = phones.flatMap(({ field, text }) => {
      const found =
        number.kind === 'external'
          ? gradeText(text, number, this.#country)
          : gradeExtension(text, number.extension);
      return found === null ? [] : [{ ...found, field }];
    });
    const [best] = graded.sort(bySurety);
    const id = cleanText(record.id, LONGEST_ID);
    const name = cleanText(record.name) ?? cleanText(record.company);
    // A record without a name or id could be neither shown nor remembered.
    if (best === undefined || id === null || name === null) return null;
    return {
      connector: this.id,
      id,
      name,
      reading: cleanText(record.reading),
      company: cleanText(record.name) === null ? null : cleanText(record.company),
      title: cleanText(record.title),
      owner: cleanText(record.owner),
      mine: [...ownedBy, record.owner ?? ''].some((owner) => this.#me.includes(folded(owner))),
      open: record.open,
      lastActivity: record.lastActivity,
      grade: best.grade,
      likeness: best.likeness,
      matchedField: cleanText(best.field, LONGEST_LABEL) ?? 'phone',
      matchedNumber: cleanText(best.text, LONGEST_LABEL) ?? '',
      url: this.#own(record.url),
      fields: record.fields.flatMap(cleanField).slice(0, MOST_FIELDS),
    };
  }

  /** The address if it is one of this CRM's own pages; else null, whatever its records say. */
  #own(address: string | null): string | null {
    if (address === null || !URL.canParse(address) || !URL.canParse(this.#search.pages)) return null;
    const url = new URL(address);
    const pages = new URL(this.#search.pages);
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    const isPlain = url.username === '' && url.password === '';
    return isSafe && isPlain && url.protocol === pages.protocol && url.host === pages.host ? url.href : null;
  }
}

/** So many last digits are the same in every notation of a number. */
const SAME_END = 4;

/**
 * Has the record telephone numbers, of which none even ends as this one? No search for the number finds it: one that
 * gives others' records is broken, and better told than taken for "nobody".
 */
function isSomebodyElse({ phones }: Hit, number: Asked): boolean {
  if (number.kind !== 'external') return false;
  const end = number.e164.slice(-SAME_END);
  const digits = phones.map(({ text }) => text.normalize('NFKC').replace(/\D/gu, ''));
  return digits.some((each) => each.length > SAME_END) && !digits.some((each) => each.includes(end));
}

/** An extension stands in a field by itself, or it is none. */
function gradeExtension(text: string, extension: string): ReturnType<typeof gradeText> {
  const plain = text.normalize('NFKC').trim();
  return plain === extension ? { grade: 'exact', likeness: 'exact', text: plain } : null;
}

function cleanField(field: { readonly label: string; readonly value: string }): Match['fields'] {
  const label = cleanText(field.label, LONGEST_LABEL);
  const value = cleanText(field.value);
  return label === null || value === null ? [] : [{ label, value }];
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
