import type { Clock } from '../../clock.ts';
import { ConnectorTrouble } from '../connector-trouble.ts';

/** Nobody would take yesterday's for today's any longer. */
const STALE_MS = 24 * 60 * 60_000;

/**
 * Something of a CRM that every look-up needs and that costs too much to load for each: loaded once for all who wait,
 * kept, and renewed behind their backs when it is no longer fresh.
 */
export class Remembered<T> {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  readonly #freshMs: number;
  readonly #limitMs: number;
  readonly #clock: Clock;
  #known: { readonly value: T; readonly at: number } | null = null;
  #underWay: Promise<T> | null = null;

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
  get last(): T | null {
    return this.#known?.value ?? null;
  }

  /**
   * As it is known, up to a day old. Rejects as the load does, and with ConnectorTrouble `slow` when `signal` ends: the
   * load then goes on for whoever asks next.
   */
  async get(signal: AbortSignal): Promise<T> {
    const known = this.#known;
    const age = known === null ? Infinity : this.#clock.now() - known.at;
    if (known === null || age > STALE_MS) return await this.renewed(signal);
    if (age > this.#freshMs) void this.#renew();
    return known.value;
  }

  /** The next who asks has it loaded anew. */
  forget(): void {
    this.#known = null;
  }

  /** The same, loaded now. */
  renewed(signal: AbortSignal): Promise<T> {
    const loading = this.#renew();
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(new ConnectorTrouble('slow'));
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
      loading.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
    });
  }

  #renew(): Promise<T> {
    this.#underWay ??= this.#loadNow().finally(() => {
      this.#underWay = null;
    });
    // Nobody may be waiting: what is old goes on answering, and the next one who asks begins anew.
    this.#underWay.catch(() => undefined);
    return this.#underWay;
  }

  async #loadNow(): Promise<T> {
    const abort = new AbortController();
    const cancelLimit = this.#clock.after(this.#limitMs, () => abort.abort());
    try {
      const value = await this.#load(abort.signal);
      this.#known = { value, at: this.#clock.now() };
      return value;
    } finally {
      cancelLimit();
    }
  }
}
