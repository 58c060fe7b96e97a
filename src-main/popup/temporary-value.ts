import type { Clock } from '../../src-core/util/clock.ts';

/** A value that is forgotten after a while. */
export class TemporaryValue<T> {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #onChange: () => void;
  #value: T | null = null;
  #cancel: () => void = () => undefined;

  /** @param onChange called when the value is set and when it is forgotten */
  constructor(clock: Clock, ms: number, onChange: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#onChange = onChange;
  }

  /** null if it is forgotten */
  get value(): T | null {
    return this.#value;
  }

  /** Holds this value for the whole time, in place of the one before. */
  set(value: T): void {
    this.stop();
    this.#value = value;
    this.#cancel = this.#clock.after(this.#ms, () => {
      this.#value = null;
      this.#onChange();
    });
    this.#onChange();
  }

  /** Calls `onChange` no more. */
  stop(): void {
    this.#cancel();
  }
}
