/** A clock that the test moves. */
export class ManualClock {
  #now: number;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  /** @param now in ms since 1970 */
  constructor(now = Date.UTC(2026, 0, 2, 3, 0, 0)) {
    this.#now = now;
  }

  /** Number of pending timers. */
  get pending(): number {
    return this.#timers.length;
  }

  readonly now = (): number => this.#now;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(ms, 0), run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Advances by `ms`. Due timers run in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}
