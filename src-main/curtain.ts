import type { PowerMonitor } from 'electron/main';
import type { Clock } from '../src-core/clock.ts';

/** Where the system does not tell when the screen is locked (Linux), it is asked this often. */
const ASK_MS = 2_000;

type Hears<Event> = (event: Event, listener: () => void) => unknown;

export interface ScreenLockOptions {
  readonly monitor: Pick<PowerMonitor, 'getSystemIdleState'> & {
    readonly on: Hears<'lock-screen'> & Hears<'unlock-screen'>;
  };
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  /** the screen was locked or unlocked */
  readonly changed: () => void;
}

/** Knows whether the screen is locked: then names and numbers are hidden (setting `privacy.hideWhenLocked`). */
export class ScreenLock {
  readonly #options: ScreenLockOptions;
  #locked: boolean;
  #cancel: () => void = () => undefined;

  constructor(options: ScreenLockOptions) {
    this.#options = options;
    this.#locked = this.#ask();
    options.monitor.on('lock-screen', () => this.#set(true));
    options.monitor.on('unlock-screen', () => this.#set(false));
    if (options.platform === 'linux') this.#askAgain();
  }

  get locked(): boolean {
    return this.#locked;
  }

  end(): void {
    this.#cancel();
  }

  /** For how long nobody typed does not matter here. */
  #ask(): boolean {
    return this.#options.monitor.getSystemIdleState(3_600) === 'locked';
  }

  #askAgain(): void {
    this.#cancel = this.#options.clock.after(ASK_MS, () => {
      this.#set(this.#ask());
      this.#askAgain();
    });
  }

  #set(locked: boolean): void {
    if (locked === this.#locked) return;
    this.#locked = locked;
    this.#options.changed();
  }
}
