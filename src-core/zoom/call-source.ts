import type { Agent } from '../calls/agent.ts';
import type { SourceName } from '../calls/call.ts';
import type { CallElement } from '../calls/past-calls.ts';
import type { LaunchLink, LaunchLinkProblem } from '../events/launch-link.ts';
import type { ParsedEvent } from '../events/parse-event.ts';
import type { WebhookRefusal } from './webhook-verification.ts';

/** Why a source is not connected; each has a sentence in i18n under `cause.`. */
export type OfflineCause =
  | 'network'
  | 'proxy'
  | 'certificate'
  /** by Zoom, with a close frame */
  | 'closed'
  /** without a close frame */
  | 'broken'
  | 'silent'
  | 'no-welcome'
  | 'turned-away'
  /** another client uses this subscription */
  | 'evicted'
  | 'rate-limited'
  | 'zoom-trouble'
  /** by the REST API, for a reason that only Zoom's words say */
  | 'zoom-refused'
  | 'port-taken'
  | 'cannot-listen'
  /** a bug of ours */
  | 'internal';

/** Why a source waits for the user to act; sentences under `refused.`. */
export type Refusal =
  | 'credentials'
  | 'grant'
  | 'app-disabled'
  | 'owner-gone'
  | 'subscription'
  | 'scope'
  | 'agent-not-found'
  | 'agent-scope'
  /** an email address or user id without credentials to look it up */
  | 'agent-needs-account';

/** `retryAt` in ms since the epoch; `detail` is cleaned and holds no secret. */
export type Connection =
  | { readonly state: 'connecting' }
  /** `everyone`: without an agent in the settings, all calls of the account are shown */
  | { readonly state: 'connected'; readonly everyone: boolean }
  /** although the socket is open, a call that rang at `callAt` (ms, our clock) was not received */
  | { readonly state: 'degraded'; readonly cause: 'events-missing'; readonly callAt: number }
  /** the webhook listens at the address `detail`, but Zoom has sent nothing yet */
  | { readonly state: 'degraded'; readonly cause: 'nothing-yet'; readonly detail: string }
  | {
      readonly state: 'offline';
      readonly cause: OfflineCause;
      readonly detail: string;
      readonly retryAt: number;
    }
  | { readonly state: 'refused'; readonly cause: Refusal; readonly detail: string };

/** Only the service can know that events are missing. */
export type SourceConnection = Exclude<Connection, { cause: 'events-missing' }>;

export interface SourceEvents {
  /** Called for every change, first with `connecting`. */
  connection(connection: SourceConnection): void;
  event(event: ParsedEvent): void;
  /** Called for an unreadable message of this length. */
  badFrame(code: 'invalid-frame' | 'frame-too-large', bytes: number): void;
  badRequest(reason: WebhookRefusal, bytes: number): void;
  /** Called with the number of further bad requests within a minute. */
  moreBadRequests(count: number): void;
  /** Called when a launch link of Zoom's client reports a ringing call. */
  ring(link: LaunchLink): void;
  badLink(problem: LaunchLinkProblem): void;
  agent(agent: Agent): void;
  /** Called with our clock minus Zoom's in ms. */
  clockSkew(skewMs: number): void;
}

export type WakeReason =
  /** the machine slept or changed its network, so open connections are probably dead */
  | 'changed'
  /** by the user: ends every wait, and retries refused credentials */
  | 'asked';

/**
 * Reads Zoom's own history of the calls between `from` and `to` (ms, Zoom's clock). `isOwnList`: of the
 * agent, not of the account. Rejects with RestError, TokenError or HttpError.
 */
export type ReadCallHistory = (
  range: { readonly from: number; readonly to: number },
  signal: AbortSignal,
) => Promise<{ readonly elements: readonly CallElement[]; readonly isOwnList: boolean }>;

/** Times in ms since the epoch, our clock. */
export interface ConnectionStats {
  /** null before the first frame from Zoom */
  readonly lastFrameAt: number | null;
  /** of Zoom's last answer to a heartbeat */
  readonly lastHeartbeatAt: number | null;
  /** handshakes since local midnight */
  readonly connectsToday: number;
  /** null if not connected */
  readonly connectedSince: number | null;
}

export interface CallSource {
  readonly name: SourceName;
  start(events: SourceEvents): void;
  /** Reconnects immediately, unless it is already connecting. */
  wake(reason: WakeReason): void;
  /** null without API credentials */
  readonly callHistory: ReadCallHistory | null;
  /** Only of a source that keeps a connection open. */
  getStats?(): ConnectionStats;
  /** Stops receiving; resolves when all received events are reported. Only of a source that sends answers. */
  finish?(): Promise<void>;
  /** Calls no event afterwards. */
  stop(): void;
}
