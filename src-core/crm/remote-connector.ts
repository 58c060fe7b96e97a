import type { Clock } from '../util/clock.ts';
import { isLoopback } from '../util/loopback.ts';
import { withTimeout } from '../util/timeout.ts';
import { byConfidence, gradeText } from '../phone-numbers/match-grade.ts';
import { toNumberKey, type CountryCode } from '../phone-numbers/phone-number.ts';
import { cleanText } from '../util/clean-text.ts';
import { applyFailure, CLOSED, getOpenReason, type BreakerState } from './circuit-breaker.ts';
import { ConnectorError } from '../lookup/connector-error.ts';
import type {
  LookupNumber,
  Connector,
  CrmPageUrls,
  ExternalNumber,
  FindResult,
  Match,
} from '../lookup/connector.ts';

/** A phone rings for some twenty seconds: an answer that takes longer than this helps nobody. */
const TIMEOUT_MS = 4_000;
/** Who waits longer for its turn has no time left for an answer. */
const MAX_QUEUE_MS = 2_000;
const FOUND_TTL_MS = 2 * 60 * 60_000;
const NOT_FOUND_TTL_MS = 5 * 60_000;
/** Better yesterday's answer at once, and today's when it comes. */
const MAX_STALE_MS = 24 * 60 * 60_000;
const MAX_CACHED = 5_000;
const MAX_ID_LENGTH = 150;
const MAX_LABEL_LENGTH = 40;
const MAX_FIELDS = 6;

/** A record as a connector found it, its numbers not yet compared with the caller's. */
export interface CrmRecord extends Omit<
  Match,
  'connector' | 'grade' | 'matchReason' | 'matchedField' | 'matchedNumber' | 'isMine'
> {
  /** every phone field of the record, as it stands there */
  readonly phones: readonly { readonly field: string; readonly text: string }[];
  /** by what the owner is known in the CRM: id, e-mail address */
  readonly ownedBy: readonly string[];
}

/** What a connector knows of its CRM, and nothing else: the rest is the same for all. */
export interface CrmSearch {
  readonly id: string;
  /** as the card names it: "Salesforce" */
  readonly name: string;
  /** requests a second that its CRM allows; a whole number */
  readonly perSecond: number;
  /** where its records' pages are, e.g. "https://acme.my.salesforce.com": no address leads anywhere else */
  readonly pagesUrl: string;
  /**
   * Records that may have this number, the more the better: whether they have is found out afterwards. Texts need not be
   * cleaned. Rejects with ConnectorError.
   */
  search(number: ExternalNumber, signal: AbortSignal): Promise<readonly CrmRecord[]>;
  /** The same for extensions, where it is a directory of them. */
  searchExtension?(extension: string, signal: AbortSignal): Promise<readonly CrmRecord[]>;
  getPageUrls?(number: ExternalNumber): CrmPageUrls;
  /** Gets ready what the first search would have to wait for. May reject. */
  prepare?(signal: AbortSignal): Promise<unknown>;
  /** Reads anew what it keeps for longer than one search. */
  invalidate?(): void;
}

/**
 * Asks a CRM over the network: one request per number at a time, answers remembered for two hours (none found: five
 * minutes), four seconds at most, as often as the CRM allows, and not at all while it is known to be in trouble.
 */
export class RemoteConnector implements Connector {
  readonly id: string;
  readonly name: string;
  readonly isRemote = true;
  readonly supportedKinds: readonly LookupNumber['kind'][];
  readonly #search: CrmSearch;
  readonly #country: CountryCode;
  readonly #me: readonly string[];
  readonly #clock: Clock;
  /** by E.164, the oldest answer first */
  readonly #cache = new Map<string, { readonly records: readonly CrmRecord[]; readonly at: number }>();
  readonly #pending = new Map<string, Promise<FindResult>>();
  #breaker: BreakerState = CLOSED;
  /** when the last requests were or will be begun, ms */
  #requestTimes: readonly number[] = [];

  /**
   * @param options.country of numbers in records that carry none
   * @param options.me by what the agent may be known as an owner: e-mail address, id, name
   */
  constructor(
    search: CrmSearch,
    {
      country,
      me,
      clock,
    }: { readonly country: CountryCode; readonly me: readonly string[]; readonly clock: Clock },
  ) {
    this.id = search.id;
    this.name = search.name;
    this.supportedKinds = search.searchExtension === undefined ? ['external'] : ['external', 'extension'];
    this.#search = search;
    this.#country = country;
    this.#me = me.map(normalizeText);
    this.#clock = clock;
  }

  /** What keeps it from being asked just now; null = nothing. */
  get unavailableReason(): ConnectorError | null {
    return getOpenReason(this.#breaker, this.#clock.now());
  }

  /** People with this number. Rejects with ConnectorError. */
  async find(number: LookupNumber): Promise<FindResult> {
    const cached = this.#cache.get(toNumberKey(number));
    const age = cached === undefined ? Infinity : this.#clock.now() - cached.at;
    const isFresh = age <= ((cached?.records.length ?? 0) > 0 ? FOUND_TTL_MS : NOT_FOUND_TTL_MS);
    if (cached !== undefined && isFresh) return this.#toFindResult(cached, number, null);
    const fresh = this.#query(number);
    if (cached === undefined || cached.records.length === 0 || age > MAX_STALE_MS) return await fresh;
    return this.#toFindResult(cached, number, fresh);
  }

  /** Forgets what it knows of this number. What rests is asked again, unless its CRM has asked for the rest. */
  invalidate(number: LookupNumber): void {
    this.#cache.delete(toNumberKey(number));
    this.#search.invalidate?.();
    if (this.unavailableReason?.kind !== 'rate-limited') this.#breaker = CLOSED;
  }

  getPageUrls(number: ExternalNumber): CrmPageUrls {
    const urls = this.#search.getPageUrls?.(number) ?? { create: null, search: null };
    return { create: this.#checkPageUrl(urls.create), search: this.#checkPageUrl(urls.search) };
  }

  /** Gets ready for the first ring; what goes wrong is told with that. */
  async prepare(signal: AbortSignal): Promise<void> {
    try {
      await this.#search.prepare?.(signal);
    } catch {
      // Nobody has asked yet. Whoever does is told, by an attempt of its own.
    }
  }

  #toFindResult(
    { records, at }: { records: readonly CrmRecord[]; at: number },
    number: LookupNumber,
    newer: FindResult['newer'],
  ): FindResult {
    const matches = records.flatMap((record) => this.#toMatch(record, number) ?? []);
    return { matches, asOf: at, newer };
  }

  #query(number: LookupNumber): Promise<FindResult> {
    const pending = this.#pending.get(toNumberKey(number));
    if (pending !== undefined) return pending;
    const request = this.#queryNow(number).finally(() => this.#pending.delete(toNumberKey(number)));
    this.#pending.set(toNumberKey(number), request);
    // Whoever asked first may have been told something older and wait for it no more.
    request.catch(() => undefined);
    return request;
  }

  async #queryNow(number: LookupNumber): Promise<FindResult> {
    const reason = this.unavailableReason;
    if (reason !== null) throw reason;
    const now = this.#clock.now();
    // As many as are allowed within any second.
    const startAt = Math.max(now, (this.#requestTimes.at(-this.#search.perSecond) ?? -Infinity) + 1_000);
    const waitMs = startAt - now;
    // That we ask much is no fault of its own.
    if (waitMs > MAX_QUEUE_MS) throw new ConnectorError('rate-limited');
    this.#requestTimes = [...this.#requestTimes, startAt].slice(-this.#search.perSecond);
    try {
      const records = await this.#searchInTurn(number, waitMs);
      if (records.length > 0 && records.every((record) => isOtherPerson(record, number)))
        throw new ConnectorError('other-records');
      const answer = { records, at: this.#clock.now() };
      this.#cacheAnswer(toNumberKey(number), answer);
      this.#breaker = CLOSED;
      return this.#toFindResult(answer, number, null);
    } catch (error) {
      const connectorError = error instanceof ConnectorError ? error : new ConnectorError('not-understood');
      this.#breaker = applyFailure(this.#breaker, connectorError, this.#clock.now());
      throw connectorError;
    }
  }

  /** What the CRM says. Several notations and several requests find the same record: each once. */
  async #searchFor(number: LookupNumber, signal: AbortSignal): Promise<readonly CrmRecord[]> {
    const records =
      number.kind === 'external'
        ? await this.#search.search(number, signal)
        : await this.#search.searchExtension?.(number.extension, signal);
    return [...new Map(records?.map((record) => [record.id, record])).values()];
  }

  /** Waits for its turn, asks, and gives up when the time is over. */
  #searchInTurn(number: LookupNumber, waitMs: number): Promise<readonly CrmRecord[]> {
    const search = (signal: AbortSignal): Promise<readonly CrmRecord[]> =>
      waitMs === 0
        ? this.#searchFor(number, signal)
        : new Promise((resolve) => {
            this.#clock.after(waitMs, () => resolve(this.#searchFor(number, signal)));
          });
    return withTimeout(TIMEOUT_MS, this.#clock, null, search, () => new ConnectorError('slow'));
  }

  #cacheAnswer(key: string, answer: { readonly records: readonly CrmRecord[]; readonly at: number }): void {
    this.#cache.delete(key);
    this.#cache.set(key, answer);
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= MAX_CACHED) break;
      this.#cache.delete(oldest);
    }
  }

  /** The record as a match of this number by its surest field; null = the number is none of its own. */
  #toMatch(crmRecord: CrmRecord, number: LookupNumber): Match | null {
    const { phones, ownedBy, ...record } = crmRecord;
    const graded = phones.flatMap(({ field, text }) => {
      const found =
        number.kind === 'external'
          ? gradeText(text, number, this.#country)
          : gradeExtension(text, number.extension);
      return found === null ? [] : [{ ...found, field }];
    });
    const [best] = graded.sort(byConfidence);
    const id = cleanText(record.id, MAX_ID_LENGTH);
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
      isMine: [...ownedBy, record.owner ?? ''].some((owner) => this.#me.includes(normalizeText(owner))),
      open: record.open,
      lastActivity: record.lastActivity,
      grade: best.grade,
      matchReason: best.matchReason,
      matchedField: cleanText(best.field, MAX_LABEL_LENGTH) ?? 'phone',
      matchedNumber: cleanText(best.text, MAX_LABEL_LENGTH) ?? '',
      url: this.#checkPageUrl(record.url),
      fields: record.fields.flatMap(cleanField).slice(0, MAX_FIELDS),
    };
  }

  /** The address if it is one of this CRM's own pages; else null, whatever its records say. */
  #checkPageUrl(address: string | null): string | null {
    if (address === null || !URL.canParse(address) || !URL.canParse(this.#search.pagesUrl)) return null;
    const url = new URL(address);
    const pagesUrl = new URL(this.#search.pagesUrl);
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    const isPlain = url.username === '' && url.password === '';
    return isSafe && isPlain && url.protocol === pagesUrl.protocol && url.host === pagesUrl.host
      ? url.href
      : null;
  }
}

/** So many last digits are the same in every notation of a number. */
const SUFFIX_LENGTH = 4;

/**
 * Has the record telephone numbers, of which none even ends as this one? No search for the number finds it: one that
 * gives others' records is broken, and better told than taken for "nobody".
 */
function isOtherPerson({ phones }: CrmRecord, number: LookupNumber): boolean {
  if (number.kind !== 'external') return false;
  const suffix = number.e164.slice(-SUFFIX_LENGTH);
  const digits = phones.map(({ text }) => text.normalize('NFKC').replace(/\D/gu, ''));
  return digits.some((each) => each.length > SUFFIX_LENGTH) && !digits.some((each) => each.includes(suffix));
}

/** An extension stands in a field by itself, or it is none. */
function gradeExtension(text: string, extension: string): ReturnType<typeof gradeText> {
  const plain = text.normalize('NFKC').trim();
  return plain === extension ? { grade: 'exact', matchReason: 'exact', text: plain } : null;
}

function cleanField(field: { readonly label: string; readonly value: string }): Match['fields'] {
  const label = cleanText(field.label, MAX_LABEL_LENGTH);
  const value = cleanText(field.value);
  return label === null || value === null ? [] : [{ label, value }];
}

function normalizeText(text: string): string {
  return text.trim().toLowerCase();
}
