import type { Via } from '../events/phone-event.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';

/**
 * What a call is for this agent.
 * `ringing` and `answered` are live; the others are final. `late`: its ringing reached us too long after it
 * rang to be shown. `ended` also closes a call whose closing event never came.
 */
export type CallState =
  'ringing' | 'answered' | 'missed' | 'rejected' | 'answered-elsewhere' | 'ended' | 'late';

export type SourceName = 'websocket' | 'webhook' | 'hub' | 'launch-link' | 'history';

/** One call as this agent sees it: one card, whatever number of legs it has. Times in ms since the epoch. */
export interface Call {
  readonly callId: string;
  readonly state: CallState;
  /** 1, and one more each time the same call rings here again after it was over (queue rounds, transfer back) */
  readonly round: number;
  readonly caller: {
    readonly number: PhoneNumber;
    /** as Zoom says */
    readonly name: string | null;
    /** as Zoom says: pstn_off_net, voip, … */
    readonly connectionType: string | null;
  };
  readonly callee: {
    readonly userId: string | null;
    readonly name: string | null;
    readonly extension: string | null;
    /** the number that was dialled, as Zoom says it */
    readonly number: string | null;
  };
  readonly via: Via | null;
  readonly transferredBy: string | null;
  /** by Zoom's clock */
  readonly ringingSince: number;
  /** when this state began, by our clock */
  readonly since: number;
  /** by our clock; null unless it was answered here */
  readonly answeredAt: number | null;
  /** who took it, for `answered-elsewhere` and, without an agent configured, `answered` */
  readonly answeredBy: string | null;
  readonly onHold: boolean;
  /** it was seen ringing in this round, not only heard of when it was over */
  readonly seenRinging: boolean;
  readonly source: SourceName;
}

/** Calls from Zoom's history are over: their state is how they ended, and `answered` says more of that than `ended`. */
export function getDisplayState({
  state,
  source,
  answeredAt,
}: Pick<Call, 'state' | 'source' | 'answeredAt'>): CallState {
  return source === 'history' && state === 'ended' && answeredAt !== null ? 'answered' : state;
}

export function isLive(state: CallState): boolean {
  return state === 'ringing' || state === 'answered';
}
