import { readLaunchLink } from '../events/launch-link.ts';
import type { CallSource, SourceEvents } from './source.ts';

/** Any page in the browser may open such links: no phone rings so often. */
const MOST_LINKS = 10;
const WITHIN_MS = 10_000;

/** The links that Zoom's client, or whoever else, opens while the app runs. There is no connection to speak of. */
export class LaunchLinkSource implements CallSource {
  readonly name = 'launch-link';
  readonly callHistory = null;
  readonly #now: () => number;
  #events: SourceEvents | null = null;
  /** when the last ones came */
  #times: readonly number[] = [];
  #tooMany = false;

  /** @param now ms, of any clock that goes forward */
  constructor(now: () => number) {
    this.#now = now;
  }

  start(events: SourceEvents): void {
    this.#events = events;
  }

  open(text: string): void {
    const now = this.#now();
    this.#times = [...this.#times.filter((time) => now - time < WITHIN_MS), now].slice(-MOST_LINKS - 1);
    const tooMany = this.#times.length > MOST_LINKS;
    // Said once, until there was some quiet.
    if (tooMany && !this.#tooMany) this.#events?.badLink('too-many');
    this.#tooMany = tooMany;
    if (tooMany) return;
    const read = readLaunchLink(text);
    if ('link' in read) this.#events?.ring(read.link);
    else this.#events?.badLink(read.problem);
  }

  wake(): void {
    // Nothing was open.
  }

  stop(): void {
    this.#events = null;
  }
}
