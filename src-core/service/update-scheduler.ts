import type { Clock } from '../util/clock.ts';

export interface UpdateSchedulerDeps {
  readonly clock: Clock;
  /** when time alone changes something next (ms since the epoch); Infinity = never */
  readonly getDeadline: () => number;
  /** Called at the deadline; it schedules an update itself. */
  readonly onDeadline: () => void;
  readonly onUpdate: () => void;
}

/** Emits one update for everything that happens in one turn (a ring with its contacts, a burst of events), and wakes at deadlines. */
export class UpdateScheduler {
  readonly #deps: UpdateSchedulerDeps;
  #isScheduled = false;
  #cancelUpdate: () => void = () => undefined;
  #cancelDeadline: () => void = () => undefined;

  constructor(deps: UpdateSchedulerDeps) {
    this.#deps = deps;
  }

  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#cancelUpdate = this.#deps.clock.after(0, () => {
      this.#isScheduled = false;
      this.#scheduleDeadline();
      this.#deps.onUpdate();
    });
  }

  stop(): void {
    this.#isScheduled = false;
    this.#cancelUpdate();
    this.#cancelDeadline();
  }

  #scheduleDeadline(): void {
    const { clock, getDeadline, onDeadline } = this.#deps;
    const deadline = getDeadline();
    this.#cancelDeadline();
    if (deadline === Infinity) return;
    // A deadline that has just passed is due now.
    this.#cancelDeadline = clock.after(Math.max(deadline - clock.now(), 0), onDeadline);
  }
}
