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

/** A phone rings for about 20 seconds; a later answer is of no use. */
const TIMEOUT_MS = 4_000;
/** A look-up that waits longer for its turn has too little time left for the answer. */
const MAX_QUEUE_MS = 2_000;
const FOUND_TTL_MS = 2 * 60 * 60_000;
const NOT_FOUND_TTL_MS = 5 * 60_000;
/** An answer up to this old is shown at once, while a new one is requested. */
const MAX_STALE_MS = 24 * 60 * 60_000;
const MAX_CACHED = 5_000;
const MAX_ID_LENGTH = 150;
const MAX_LABEL_LENGTH = 40;
const MAX_FIELDS = 6;

export interface LabelledText {
  readonly label: string;
  readonly text: string | null;
}

/** A record as a connector found it: texts not cleaned, numbers not yet compared with the caller's. */
export interface CrmRecord extends Partial<
  Pick<Match, 'reading' | 'company' | 'title' | 'owner' | 'open' | 'lastActivity' | 'url'>
> {
  readonly id: string;
  readonly name: string | null;
  /** every phone field of the record, as typed there */
  readonly phones: readonly LabelledText[];
  /** what the CRM knows the owner by: id, email address */
  readonly ownedBy?: readonly (string | null)[];
  readonly fields?: readonly LabelledText[];
}

/** The part of a connector that differs between CRMs. */
export interface CrmSearch {
  /** look-ups a second that the CRM allows; a whole number */
  readonly perSecond: number;
  /** "https://acme.my.salesforce.com"; page addresses on other hosts are dropped */
  readonly pagesUrl: string;
  /** Records that may have this number, rather too many than too few. Rejects with ConnectorError. */
  search(number: ExternalNumber, signal: AbortSignal): Promise<readonly CrmRecord[]>;
  /** The same for extensions, if the CRM is a directory of them. */
  searchExtension?(extension: string, signal: AbortSignal): Promise<readonly CrmRecord[]>;
  getPageUrls?(number: ExternalNumber): Partial<CrmPageUrls>;
  /** Loads what the first search would wait for. May reject. */
  prepare?(signal: AbortSignal): Promise<unknown>;
  /** Drops what it caches for longer than one search. */
  invalidate?(): void;
}

interface CachedAnswer {
  readonly records: readonly CrmRecord[];
  /** ms since the epoch */
  readonly at: number;
}

/**
 * Asks a CRM over the network, with a cache (two hours; five minutes if nothing was found), one request per number at a
 * time, a time-out of four seconds, the CRM's rate limit, and a circuit breaker.
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
  /** by number, the oldest answer first */
  readonly #cache = new Map<string, CachedAnswer>();
  readonly #pending = new Map<string, Promise<FindResult>>();
  #breaker: BreakerState = CLOSED;
  /** when the last look-ups started or will start, ms */
  #requestTimes: readonly number[] = [];

  /**
   * @param options.country of numbers in records without a country
   * @param options.me what the CRM may know the agent by as an owner: email address, id, name
   */
  constructor(
    search: CrmSearch,
    options: {
      readonly id: string;
      readonly name: string;
      readonly country: CountryCode;
      readonly me: readonly string[];
      readonly clock: Clock;
    },
  ) {
    this.id = options.id;
    this.name = options.name;
    this.supportedKinds = search.searchExtension === undefined ? ['external'] : ['external', 'extension'];
    this.#search = search;
    this.#country = options.country;
    this.#me = options.me.map(normalizeText);
    this.#clock = options.clock;
  }

  /** Why the circuit breaker is open; null = it is closed. */
  get unavailableReason(): ConnectorError | null {
    return getOpenReason(this.#breaker, this.#clock.now());
  }

  /** People with this number. Rejects with ConnectorError. */
  async find(number: LookupNumber): Promise<FindResult> {
    const cached = this.#cache.get(toNumberKey(number));
    if (cached === undefined) return await this.#query(number);
    const age = this.#clock.now() - cached.at;
    const isFound = cached.records.length > 0;
    if (age <= (isFound ? FOUND_TTL_MS : NOT_FOUND_TTL_MS)) return this.#toFindResult(cached, number, null);
    const fresh = this.#query(number);
    return isFound && age <= MAX_STALE_MS ? this.#toFindResult(cached, number, fresh) : await fresh;
  }

  /** Also closes the circuit breaker, unless the CRM asked to wait. */
  invalidate(number: LookupNumber): void {
    this.#cache.delete(toNumberKey(number));
    this.#search.invalidate?.();
    if (this.unavailableReason?.kind !== 'rate-limited') this.#breaker = CLOSED;
  }

  getPageUrls(number: ExternalNumber): CrmPageUrls {
    const { create, search } = this.#search.getPageUrls?.(number) ?? {};
    return { create: this.#checkPageUrl(create), search: this.#checkPageUrl(search) };
  }

  async prepare(signal: AbortSignal): Promise<void> {
    try {
      await this.#search.prepare?.(signal);
    } catch {
      // The first look-up tries again and reports the error.
    }
  }

  #toFindResult({ records, at }: CachedAnswer, number: LookupNumber, newer: FindResult['newer']): FindResult {
    const matches = records.flatMap((record) => this.#toMatch(record, number) ?? []);
    return { matches, asOf: at, newer };
  }

  #query(number: LookupNumber): Promise<FindResult> {
    const pending = this.#pending.get(toNumberKey(number));
    if (pending !== undefined) return pending;
    const request = this.#queryNow(number).finally(() => this.#pending.delete(toNumberKey(number)));
    this.#pending.set(toNumberKey(number), request);
    // `find` may have returned a stale answer, and nothing may await this one.
    request.catch(() => undefined);
    return request;
  }

  async #queryNow(number: LookupNumber): Promise<FindResult> {
    const reason = this.unavailableReason;
    if (reason !== null) throw reason;
    const now = this.#clock.now();
    const startAt = Math.max(now, (this.#requestTimes.at(-this.#search.perSecond) ?? -Infinity) + 1_000);
    const waitMs = startAt - now;
    // Not a failure of the CRM, so the circuit breaker ignores it.
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

  /** Waits for its turn and searches. Each record is returned once, though several notations and requests find it. */
  #searchInTurn(number: LookupNumber, waitMs: number): Promise<readonly CrmRecord[]> {
    const search = async (signal: AbortSignal): Promise<readonly CrmRecord[]> => {
      const records =
        number.kind === 'external'
          ? await this.#search.search(number, signal)
          : await this.#search.searchExtension?.(number.extension, signal);
      return [...new Map(records?.map((record) => [record.id, record])).values()];
    };
    const searchLater = (signal: AbortSignal): ReturnType<typeof search> =>
      new Promise((resolve) => void this.#clock.after(waitMs, () => resolve(search(signal))));
    const run = waitMs > 0 ? searchLater : search;
    return withTimeout(TIMEOUT_MS, this.#clock, null, run, () => new ConnectorError('slow'));
  }

  #cacheAnswer(key: string, answer: CachedAnswer): void {
    this.#cache.delete(key);
    this.#cache.set(key, answer);
    const [oldest = key] = this.#cache.keys();
    if (this.#cache.size > MAX_CACHED) this.#cache.delete(oldest);
  }

  /** Grades the record by its best phone field; null if no field is this number. */
  #toMatch(record: CrmRecord, number: LookupNumber): Match | null {
    const graded = record.phones.flatMap(({ label, text }) => {
      const found =
        number.kind === 'external'
          ? gradeText(text ?? '', number, this.#country)
          : gradeExtension(text ?? '', number.extension);
      return found === null ? [] : [{ ...found, label }];
    });
    const [best] = graded.sort(byConfidence);
    const id = cleanText(record.id, MAX_ID_LENGTH);
    const ownName = cleanText(record.name);
    const company = cleanText(record.company);
    const name = ownName ?? company;
    // A record without a name or id can be neither shown nor remembered.
    if (best === undefined || id === null || name === null) return null;
    const owners = [...(record.ownedBy ?? []), record.owner];
    return {
      connector: this.id,
      id,
      name,
      reading: cleanText(record.reading),
      company: ownName === null ? null : company,
      title: cleanText(record.title),
      owner: cleanText(record.owner),
      isMine: owners.some((owner) => owner != null && this.#me.includes(normalizeText(owner))),
      open: record.open ?? null,
      lastActivity: record.lastActivity ?? null,
      grade: best.grade,
      matchReason: best.matchReason,
      matchedField: cleanText(best.label, MAX_LABEL_LENGTH) ?? 'phone',
      matchedNumber: cleanText(best.text, MAX_LABEL_LENGTH) ?? '',
      url: this.#checkPageUrl(record.url),
      fields: (record.fields ?? []).flatMap(cleanField).slice(0, MAX_FIELDS),
    };
  }

  /** The address if it is on the CRM's own host; else null. */
  #checkPageUrl(address: string | null | undefined): string | null {
    if (address == null || !URL.canParse(address) || !URL.canParse(this.#search.pagesUrl)) return null;
    const url = new URL(address);
    const pagesUrl = new URL(this.#search.pagesUrl);
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    const isPlain = url.username === '' && url.password === '';
    return isSafe && isPlain && url.protocol === pagesUrl.protocol && url.host === pagesUrl.host
      ? url.href
      : null;
  }
}

/** Last digits that are the same in every notation of a number. */
const SUFFIX_LENGTH = 4;

/**
 * Whether the record has phone numbers, none of which contains the last digits of this one. A search that finds only such
 * records is broken: reported as an error rather than as "no match".
 */
function isOtherPerson({ phones }: CrmRecord, number: LookupNumber): boolean {
  if (number.kind !== 'external') return false;
  const suffix = number.e164.slice(-SUFFIX_LENGTH);
  const digits = phones.map(({ text }) => (text ?? '').normalize('NFKC').replace(/\D/gu, ''));
  return digits.some((each) => each.length > SUFFIX_LENGTH) && !digits.some((each) => each.includes(suffix));
}

/** An extension counts only if it is the whole field. */
function gradeExtension(text: string, extension: string): ReturnType<typeof gradeText> {
  const plain = text.normalize('NFKC').trim();
  return plain === extension ? { grade: 'exact', matchReason: 'exact', text: plain } : null;
}

function cleanField(field: LabelledText): Match['fields'] {
  const label = cleanText(field.label, MAX_LABEL_LENGTH);
  const value = cleanText(field.text);
  return label === null || value === null ? [] : [{ label, value }];
}

function normalizeText(text: string): string {
  return text.trim().toLowerCase();
}
