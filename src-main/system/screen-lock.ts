import type { PowerMonitor } from 'electron/main';
import type { Clock } from '../../src-core/util/clock.ts';

/** Interval on Linux, where Electron reports no lock events. */
const POLL_MS = 2_000;

type Subscribe<Event> = (event: Event, listener: () => void) => unknown;

export interface ScreenLockOptions {
  readonly monitor: Pick<PowerMonitor, 'getSystemIdleState'> & {
    readonly on: Subscribe<'lock-screen'> & Subscribe<'unlock-screen'>;
  };
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly onChange: () => void;
}

/** Whether the screen is locked, which hides names and numbers (setting `privacy.hideWhenLocked`). */
export class ScreenLock {
  readonly #options: ScreenLockOptions;
  #isLocked: boolean;
  #cancel: () => void = () => undefined;

  constructor(options: ScreenLockOptions) {
    this.#options = options;
    this.#isLocked = this.#readLocked();
    options.monitor.on('lock-screen', () => this.#setLocked(true));
    options.monitor.on('unlock-screen', () => this.#setLocked(false));
    if (options.platform === 'linux') this.#schedulePoll();
  }

  get isLocked(): boolean {
    return this.#isLocked;
  }

  end(): void {
    this.#cancel();
  }

  /** The idle time does not matter. */
  #readLocked(): boolean {
    return this.#options.monitor.getSystemIdleState(3_600) === 'locked';
  }

  #schedulePoll(): void {
    this.#cancel = this.#options.clock.after(POLL_MS, () => {
      this.#setLocked(this.#readLocked());
      this.#schedulePoll();
    });
  }

  #setLocked(isLocked: boolean): void {
    if (isLocked === this.#isLocked) return;
    this.#isLocked = isLocked;
    this.#options.onChange();
  }
}
