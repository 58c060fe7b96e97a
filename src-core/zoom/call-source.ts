import type { Agent } from '../calls/agent.ts';
import type { SourceName } from '../calls/call.ts';
import type { CallElement } from '../calls/past-calls.ts';
import type { LaunchLink, LaunchLinkProblem } from '../events/launch-link.ts';
import type { ParsedEvent } from '../events/parse-event.ts';
import type { WebhookRefusal } from './webhook-verification.ts';

/** Why a source is not (yet) connected; each has a sentence in i18n under `cause.`. */
export type OfflineCause =
  /** no way to Zoom */
  | 'network'
  | 'proxy'
  | 'certificate'
  /** Zoom closed it, with a close frame */
  | 'closed'
  /** it broke off without one */
  | 'broken'
  | 'silent'
  | 'no-welcome'
  | 'turned-away'
  /** another client uses this subscription */
  | 'evicted'
  | 'rate-limited'
  | 'zoom-trouble'
  /** another program listens at the webhook's port */
  | 'port-taken'
  /** the webhook's address cannot be listened at */
  | 'cannot-listen'
  /** a mistake of ours */
  | 'internal';

/** What only a person can mend; sentences under `refused.`. */
export type Refusal =
  | 'credentials'
  | 'grant'
  | 'app-disabled'
  | 'owner-gone'
  | 'subscription'
  | 'scope'
  | 'agent-not-found'
  | 'agent-scope'
  /** an e-mail or user id, and no credentials to look it up with */
  | 'agent-needs-account';

/** What a source says of itself. `retryAt` in ms since the epoch. `detail` is cleaned and holds no secret. */
export type Connection =
  | { readonly state: 'connecting' }
  /** `everyone`: no agent is set, so every call of the account is shown */
  | { readonly state: 'connected'; readonly everyone: boolean }
  /** `callAt`: a call that rang then (ms, our clock) never reached us, although the socket is up */
  | { readonly state: 'degraded'; readonly cause: 'events-missing'; readonly callAt: number }
  /** the webhook listens, and Zoom has not been heard of yet; `detail` is the address */
  | { readonly state: 'degraded'; readonly cause: 'nothing-yet'; readonly detail: string }
  | {
      readonly state: 'offline';
      readonly cause: OfflineCause;
      readonly detail: string;
      readonly retryAt: number;
    }
  | { readonly state: 'refused'; readonly cause: Refusal; readonly detail: string };

/** What a source can know of itself: whether events are missing, only the service can. */
export type SourceConnection = Exclude<Connection, { cause: 'events-missing' }>;

/** What a source tells the service. */
export interface SourceEvents {
  /** Every change of the connection, first of all `connecting`. */
  connection(connection: SourceConnection): void;
  /** What Zoom sent, parsed. */
  event(event: ParsedEvent): void;
  /** A message that is none; `bytes` is all that may be said of it. */
  badFrame(code: 'invalid-frame' | 'frame-too-large', bytes: number): void;
  /** A request to the webhook that was none of Zoom's events, and why. */
  badRequest(reason: WebhookRefusal, bytes: number): void;
  /** So many further ones came within a minute. */
  moreBadRequests(count: number): void;
  /** Zoom's client says that a call rings, and who calls. */
  ring(link: LaunchLink): void;
  /** A launch link that says nothing of a call, and why. */
  badLink(problem: LaunchLinkProblem): void;
  /** The agent's identity, once known. */
  agent(agent: Agent): void;
  /** Our clock minus Zoom's in ms. */
  clockSkew(skewMs: number): void;
}

/** Why a source connects anew although nobody closed it. */
export type WakeReason =
  /** the machine slept or changed its network: what was open is most likely dead */
  | 'changed'
  /** a person asks for it: no waiting time holds, and refused credentials are tried again */
  | 'asked';

/**
 * What Zoom itself keeps of the calls between `from` and `to` (ms, Zoom's clock), and whether the list is the
 * agent's own. Rejects with RestError, TokenError or HttpError.
 */
export type ReadCallHistory = (
  range: { readonly from: number; readonly to: number },
  signal: AbortSignal,
) => Promise<{ readonly elements: readonly CallElement[]; readonly isOwnList: boolean }>;

/** What a connection shows of itself while it lasts, for whoever looks at it. Times in ms since the epoch, our clock. */
export interface ConnectionStats {
  /** when anything at all last came from Zoom; null = never */
  readonly lastFrameAt: number | null;
  /** when Zoom last answered a heartbeat */
  readonly lastHeartbeatAt: number | null;
  /** how often Zoom welcomed us since midnight by the clock on the wall */
  readonly connectsToday: number;
  /** when Zoom welcomed the present connection; null = there is none */
  readonly connectedSince: number | null;
}

/** A transport that brings call events. */
export interface CallSource {
  readonly name: SourceName;
  start(events: SourceEvents): void;
  /** Connects anew at once, unless that is under way. */
  wake(reason: WakeReason): void;
  /** null where nothing can be asked */
  readonly callHistory: ReadCallHistory | null;
  /** Only where a connection is kept. */
  getStats?(): ConnectionStats;
  /** Takes nothing new; resolves when what is under way was told. Only where the other side waits for an answer. */
  finish?(): Promise<void>;
  /** Ends for good; nothing is told afterwards. */
  stop(): void;
}
