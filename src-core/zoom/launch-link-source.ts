import { readLaunchLink } from '../events/launch-link.ts';
import type { CallSource, SourceEvents } from './call-source.ts';

/** Any page in the browser may open such links: no phone rings so often. */
const MAX_LINKS = 10;
const WINDOW_MS = 10_000;

/** The links that Zoom's client, or whoever else, opens while the app runs. There is no connection to speak of. */
export class LaunchLinkSource implements CallSource {
  readonly name = 'launch-link';
  readonly callHistory = null;
  readonly #now: () => number;
  #events: SourceEvents | null = null;
  /** when the last ones came */
  #openedAt: readonly number[] = [];
  #isFlooded = false;

  /** @param now ms, of any clock that goes forward */
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
    // Said once, until there was some quiet.
    if (isFlooded && !this.#isFlooded) this.#events?.badLink('too-many');
    this.#isFlooded = isFlooded;
    if (isFlooded) return;
    const result = readLaunchLink(text);
    if ('link' in result) this.#events?.ring(result.link);
    else this.#events?.badLink(result.problem);
  }

  wake(): void {
    // Nothing was open.
  }

  stop(): void {
    this.#events = null;
  }
}
