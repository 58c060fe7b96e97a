import { readLaunchLink } from '../events/launch-link.ts';
import type { CallSource, SourceEvents } from './call-source.ts';

/** No phone rings so often, but any web page may open such links. */
const MAX_LINKS = 10;
const WINDOW_MS = 10_000;

/** Receives the links that Zoom's client, or any other program, opens. Has no connection. */
export class LaunchLinkSource implements CallSource {
  readonly name = 'launch-link';
  readonly callHistory = null;
  readonly #now: () => number;
  #events: SourceEvents | null = null;
  #openedAt: readonly number[] = [];
  #isFlooded = false;

  /** @param now ms of a monotonic clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  start(events: SourceEvents): void {
    this.#events = events;
  }

  open(text: string): void {
    const now = this.#now();
    this.#openedAt = [...this.#openedAt.filter((time) => now - time < WINDOW_MS), now].slice(-MAX_LINKS - 1);
    const isFlooded = this.#openedAt.length > MAX_LINKS;
    // Reported once per flood.
    if (isFlooded && !this.#isFlooded) this.#events?.badLink('too-many');
    this.#isFlooded = isFlooded;
    if (isFlooded) return;
    const result = readLaunchLink(text);
    if ('link' in result) this.#events?.ring(result.link);
    else this.#events?.badLink(result.problem);
  }

  wake(): void {
    // There is nothing to reconnect.
  }

  stop(): void {
    this.#events = null;
  }
}
