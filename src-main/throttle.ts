import type { Clock } from '../src-core/util/clock.ts';

/** Runs an action a while after it was asked for; what is asked meanwhile is covered by the same run. */
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
