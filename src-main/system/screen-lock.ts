import type { PowerMonitor } from 'electron/main';
import type { Clock } from '../../src-core/util/clock.ts';

/** How often the system is asked where it does not report that the screen is locked (Linux). */
const POLL_MS = 2_000;

type Subscribe<Event> = (event: Event, listener: () => void) => unknown;

export interface ScreenLockOptions {
  readonly monitor: Pick<PowerMonitor, 'getSystemIdleState'> & {
    readonly on: Subscribe<'lock-screen'> & Subscribe<'unlock-screen'>;
  };
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  /** the screen was locked or unlocked */
  readonly onChange: () => void;
}

/** Knows whether the screen is locked: then names and numbers are hidden (setting `privacy.hideWhenLocked`). */
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

  /** For how long nobody typed does not matter here. */
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
