import type { Clock } from './clock.ts';

/** Runs an action some time after a request; further requests until then are covered by the same run. */
export class Throttle {
  readonly #clock: Clock;
  readonly #run: () => void;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Runs the action in `ms`, unless a run is already scheduled. */
  schedule(ms: number): void {
    this.#cancel ??= this.#clock.after(ms, () => {
      this.#cancel = null;
      this.#run();
    });
  }

  /** Drops the scheduled run. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
