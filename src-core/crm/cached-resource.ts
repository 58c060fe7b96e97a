import type { Clock } from '../util/clock.ts';
import { rejectOnAbort, withTimeout } from '../util/timeout.ts';
import { ConnectorError } from '../lookup/connector-error.ts';

/** Older values are not used. */
const STALE_MS = 24 * 60 * 60_000;

const createSlow = (): ConnectorError => new ConnectorError('slow');

interface CacheOptions {
  readonly freshMs: number;
  /** of a load */
  readonly limitMs: number;
  readonly clock: Clock;
}

/**
 * Data of a CRM that every look-up needs and that is too expensive to load each time. Concurrent look-ups share one load;
 * a value that is no longer fresh is used while a new one loads.
 */
export class CachedResource<T> {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  readonly #options: CacheOptions;
  #cached: { readonly value: T; readonly at: number } | null = null;
  #pending: Promise<T> | null = null;

  /** @param load its signal aborts after `limitMs`, not with the signals of those who wait */
  constructor(load: (signal: AbortSignal) => Promise<T>, options: CacheOptions) {
    this.#load = load;
    this.#options = options;
  }

  /** The cached value of any age, or null. */
  get lastValue(): T | null {
    return this.#cached?.value ?? null;
  }

  /**
   * The cached value, up to a day old, or a new one. Rejects as `load` does, and with ConnectorError `slow` when `signal`
   * aborts; the load then continues for the next caller.
   */
  async get(signal: AbortSignal): Promise<T> {
    const cached = this.#cached;
    const age = cached === null ? Infinity : this.#options.clock.now() - cached.at;
    if (cached === null || age > STALE_MS) return await this.reload(signal);
    if (age > this.#options.freshMs) void this.#refresh();
    return cached.value;
  }

  invalidate(): void {
    this.#cached = null;
  }

  /** A new value. */
  reload(signal: AbortSignal): Promise<T> {
    return rejectOnAbort(this.#refresh(), signal, createSlow);
  }

  #refresh(): Promise<T> {
    this.#pending ??= this.#loadNow().finally(() => {
      this.#pending = null;
    });
    // Nothing may await it; after a failure, the next `get` tries again.
    this.#pending.catch(() => undefined);
    return this.#pending;
  }

  async #loadNow(): Promise<T> {
    const { limitMs, clock } = this.#options;
    const value = await withTimeout(limitMs, clock, null, this.#load, createSlow);
    this.#cached = { value, at: clock.now() };
    return value;
  }
}
