import type { Clock } from '../util/clock.ts';
import { Throttle } from '../util/throttle.ts';

export interface UpdateSchedulerDeps {
  readonly clock: Clock;
  /** when time alone next changes something (ms since the epoch); Infinity = never */
  readonly getDeadline: () => number;
  /** Called at the deadline; schedules an update itself. */
  readonly onDeadline: () => void;
  readonly onUpdate: () => void;
}

/** Emits one update for everything that happens in one turn (a burst of events), and wakes at deadlines. */
export class UpdateScheduler {
  readonly #deps: UpdateSchedulerDeps;
  readonly #throttle: Throttle;
  #cancelDeadline: () => void = () => undefined;

  constructor(deps: UpdateSchedulerDeps) {
    this.#deps = deps;
    this.#throttle = new Throttle(deps.clock, () => {
      this.#scheduleDeadline();
      deps.onUpdate();
    });
  }

  schedule(): void {
    this.#throttle.schedule(0);
  }

  stop(): void {
    this.#throttle.cancel();
    this.#cancelDeadline();
  }

  #scheduleDeadline(): void {
    const { clock, getDeadline, onDeadline } = this.#deps;
    const deadline = getDeadline();
    this.#cancelDeadline();
    if (deadline === Infinity) return;
    // The deadline may just have passed.
    this.#cancelDeadline = clock.after(Math.max(deadline - clock.now(), 0), onDeadline);
  }
}
