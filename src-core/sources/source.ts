import type { Agent } from '../calls/agent.ts';
import type { SourceName } from '../calls/call.ts';

/** Why a source is not (yet) connected; each has a sentence in i18n. */
export type OfflineCause =
  'network' | 'closed' | 'silent' | 'no-welcome' | 'turned-away' | 'rate-limited' | 'zoom-trouble';

/** What only a person can mend. */
export type Refusal =
  'credentials' | 'grant' | 'app-disabled' | 'owner-gone' | 'agent-not-found' | 'agent-scope' | 'settings';

/** What a source says of itself. `retryAt` in ms since the epoch. `detail` is cleaned and holds no secret. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  | { readonly state: 'degraded' }
  | {
      readonly state: 'offline';
      readonly cause: OfflineCause;
      readonly detail: string;
      readonly retryAt: number;
    }
  | { readonly state: 'refused'; readonly cause: Refusal; readonly detail: string };

/** What a source tells the service. */
export interface SourceEvents {
  /** Every change of the connection, first of all `connecting`. */
  connection(connection: Connection): void;
  /** An event as Zoom sent it, not yet parsed. */
  event(json: unknown): void;
  /** A message that is none; `bytes` is all that may be said of it. */
  badFrame(code: 'invalid-frame' | 'frame-too-large', bytes: number): void;
  /** The agent's identity, once known. */
  agent(agent: Agent): void;
  /** Our clock minus Zoom's in ms. */
  clockSkew(skewMs: number): void;
}

/** A transport that brings call events. */
export interface CallSource {
  readonly name: SourceName;
  start(events: SourceEvents): void;
  /** Ends for good; nothing is told afterwards. */
  stop(): void;
}
