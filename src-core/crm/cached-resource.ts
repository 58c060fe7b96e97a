import type { Clock } from '../util/clock.ts';
import { rejectOnAbort, withTimeout } from '../util/timeout.ts';
import { ConnectorError } from '../lookup/connector-error.ts';

/** Nobody would take yesterday's for today's any longer. */
const STALE_MS = 24 * 60 * 60_000;

const createSlow = (): ConnectorError => new ConnectorError('slow');

/**
 * Something of a CRM that every look-up needs and that costs too much to load for each: loaded once for all who wait,
 * kept, and renewed behind their backs when it is no longer fresh.
 */
export class CachedResource<T> {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  readonly #freshMs: number;
  readonly #limitMs: number;
  readonly #clock: Clock;
  #cached: { readonly value: T; readonly at: number } | null = null;
  #pending: Promise<T> | null = null;

  /**
   * @param load its signal is ended after `limitMs`, not by whoever waits
   * @param options.freshMs it is not loaded anew before
   */
  constructor(
    load: (signal: AbortSignal) => Promise<T>,
    {
      freshMs,
      limitMs,
      clock,
    }: { readonly freshMs: number; readonly limitMs: number; readonly clock: Clock },
  ) {
    this.#load = load;
    this.#freshMs = freshMs;
    this.#limitMs = limitMs;
    this.#clock = clock;
  }

  /** What is known of it, be it old; null = nothing. */
  get lastValue(): T | null {
    return this.#cached?.value ?? null;
  }

  /**
   * As it is known, up to a day old. Rejects as the load does, and with ConnectorError `slow` when `signal` ends: the
   * load then goes on for whoever asks next.
   */
  async get(signal: AbortSignal): Promise<T> {
    const cached = this.#cached;
    const age = cached === null ? Infinity : this.#clock.now() - cached.at;
    if (cached === null || age > STALE_MS) return await this.reload(signal);
    if (age > this.#freshMs) void this.#refresh();
    return cached.value;
  }

  /** The next who asks has it loaded anew. */
  invalidate(): void {
    this.#cached = null;
  }

  /** The same, loaded now. */
  reload(signal: AbortSignal): Promise<T> {
    return rejectOnAbort(this.#refresh(), signal, createSlow);
  }

  #refresh(): Promise<T> {
    this.#pending ??= this.#loadNow().finally(() => {
      this.#pending = null;
    });
    // Nobody may be waiting: what is old goes on answering, and the next one who asks begins anew.
    this.#pending.catch(() => undefined);
    return this.#pending;
  }

  async #loadNow(): Promise<T> {
    const value = await withTimeout(this.#limitMs, this.#clock, null, this.#load, createSlow);
    this.#cached = { value, at: this.#clock.now() };
    return value;
  }
}
