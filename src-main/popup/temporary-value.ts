import type { Clock } from '../../src-core/util/clock.ts';

/** A value that expires. */
export class TemporaryValue<T> {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #onChange: () => void;
  #value: T | null = null;
  #cancel: () => void = () => undefined;

  /** @param onChange called when the value is set and when it expires */
  constructor(clock: Clock, ms: number, onChange: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#onChange = onChange;
  }

  /** null after it has expired */
  get value(): T | null {
    return this.#value;
  }

  /** Replaces the value and restarts the time. */
  set(value: T): void {
    this.stop();
    this.#value = value;
    this.#cancel = this.#clock.after(this.#ms, () => {
      this.#value = null;
      this.#onChange();
    });
    this.#onChange();
  }

  /** Ends calls of `onChange`. */
  stop(): void {
    this.#cancel();
  }
}
