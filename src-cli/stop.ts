import { once } from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const PARENT_POLL_INTERVAL_MS = 500;

/** Ends a command before it has finished: at a signal or when its time is over. */
export class Stop {
  readonly #controller = new AbortController();
  #limit: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #interrupted = false;

  constructor() {
    // Not `once`: npm passes Ctrl+C on, so that it comes twice, and the second one must not kill us.
    for (const signal of SIGNALS) process.on(signal, this.interrupt);
  }

  /** Aborts when the command must end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the user ended the command and so expects no result. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  readonly interrupt = (): void => {
    this.#interrupted = true;
    this.#controller.abort();
  };

  stopAfter(seconds: number): void {
    this.#limit = setTimeout(() => this.#controller.abort(), seconds * 1_000);
  }

  /** Interrupts the command when its parent process has exited, because npm does not pass on every signal. */
  watchParent(): void {
    const parent = process.ppid;
    this.#watch = setInterval(() => {
      if (process.ppid !== parent) this.interrupt();
    }, PARENT_POLL_INTERVAL_MS).unref();
  }

  /** Resolves when the command must end. */
  async whenRequested(): Promise<void> {
    if (!this.signal.aborted) await once(this.signal, 'abort');
  }

  /** Stops listening for signals and the time limit after the command has ended. */
  release(): void {
    clearTimeout(this.#limit);
    clearInterval(this.#watch);
    for (const signal of SIGNALS) process.off(signal, this.interrupt);
  }
}
