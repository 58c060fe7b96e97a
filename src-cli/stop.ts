const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const PARENT_POLL_INTERVAL_MS = 500;

/** When a command shall come to its end although it has not finished: at a signal, or when its time is over. */
export class Stop {
  readonly #controller = new AbortController();
  #limit: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #interrupted = false;

  constructor() {
    // Kept to the end: npm passes Ctrl+C on, so that it comes twice, and the second must not cut the clean end short.
    for (const signal of SIGNALS) process.on(signal, this.interrupt);
  }

  /** Aborted when it is time to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether somebody wanted the end, so that nobody waits for a result. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  readonly interrupt = (): void => {
    this.#interrupted = true;
    this.#controller.abort();
  };

  /** Ends the command by itself after so many seconds. */
  stopAfter(seconds: number): void {
    this.#limit = setTimeout(() => this.#controller.abort(), seconds * 1_000);
  }

  /** Ends the command when the process that started it is gone, as a signal to it would: npm does not pass each one on. */
  watchParent(): void {
    const parent = process.ppid;
    this.#watch = setInterval(() => {
      if (process.ppid !== parent) this.interrupt();
    }, PARENT_POLL_INTERVAL_MS).unref();
  }

  /** Settles when it is time to end. */
  async whenRequested(): Promise<void> {
    const { signal } = this;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** The command has ended: signals and time mean nothing to it any more. */
  release(): void {
    clearTimeout(this.#limit);
    clearInterval(this.#watch);
    for (const signal of SIGNALS) process.off(signal, this.interrupt);
  }
}
