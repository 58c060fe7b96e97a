import type { Via } from '../events/phone-event.ts';
import {
  classifyNumber,
  type CountryCode,
  type PartyNumbers,
  type PhoneNumber,
} from '../phone-numbers/phone-number.ts';
import { isWithheldName } from '../phone-numbers/withheld.ts';

/**
 * What a call is for this agent. `ringing` and `answered` are live, the others final. `late`: its ringing event
 * arrived too late for a card. `ended` also includes a call whose end event never arrived.
 */
export type CallState =
  'ringing' | 'answered' | 'missed' | 'rejected' | 'answered-elsewhere' | 'ended' | 'late';

export type SourceName = 'websocket' | 'webhook' | 'hub' | 'launch-link' | 'history';

/** One call as this agent sees it: one card, however many legs it has. Times in ms since the epoch. */
export interface Call {
  readonly callId: string;
  readonly state: CallState;
  /** starts at 1; grows when the call rings here again after it was over (queue rounds, transfer back) */
  readonly round: number;
  readonly caller: {
    readonly number: PhoneNumber;
    /** from Zoom */
    readonly name: string | null;
    /** from Zoom: pstn_off_net, voip, … */
    readonly connectionType: string | null;
  };
  readonly callee: {
    readonly userId: string | null;
    readonly name: string | null;
    readonly extension: string | null;
    /** the dialed number, as Zoom writes it */
    readonly number: string | null;
  };
  readonly via: Via | null;
  readonly transferredBy: string | null;
  /** the colleague who asks whether to transfer this caller here; the caller waits in another call meanwhile */
  readonly consultedBy: string | null;
  /** by Zoom's clock */
  readonly ringingSince: number;
  /** when this state began, by our clock */
  readonly since: number;
  /** by our clock; null unless it was answered here */
  readonly answeredAt: number | null;
  /** for `answered-elsewhere` and, without an agent configured, `answered` */
  readonly answeredBy: string | null;
  readonly onHold: boolean;
  /** the length of the voicemail that the caller left, in seconds; null = none */
  readonly voicemailSeconds: number | null;
  /** false if the first event of this round came after it had stopped ringing */
  readonly seenRinging: boolean;
  readonly source: SourceName;
}

/** Calls from Zoom's history are always over, so an answered one is displayed as `answered`, not `ended`. */
export function getDisplayState(call: Pick<Call, 'state' | 'source' | 'answeredAt'>): CallState {
  const wasAnswered = call.source === 'history' && call.state === 'ended' && call.answeredAt !== null;
  return wasAnswered ? 'answered' : call.state;
}

/** Who calls. Where carriers write "Anonymous" instead of a name, there is none. */
export function identifyCaller(
  party: PartyNumbers & Pick<Call['caller'], 'name' | 'connectionType'>,
  country: CountryCode,
): Call['caller'] {
  const number = classifyNumber(party, country);
  const { name, connectionType } = party;
  const hasName = name !== null && !(number.kind === 'withheld' && isWithheldName(name));
  return { number, name: hasName ? name : null, connectionType };
}

export function isLive(state: CallState): boolean {
  return state === 'ringing' || state === 'answered';
}
