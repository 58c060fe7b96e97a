/** The supported call-status events of Zoom Phone, without "phone.". Zoom adds others without notice. */
export const PHONE_EVENTS = [
  'callee_ringing',
  'callee_answered',
  'callee_missed',
  'callee_rejected',
  'callee_ended',
  'callee_hold',
  'callee_unhold',
  'callee_mute',
  'callee_unmute',
  'callee_parked',
  'callee_meeting_inviting',
  'caller_ringing',
  'caller_connected',
  'caller_ended',
  'blind_transfer_initiated',
  'warm_transfer_initiated',
  'warm_transfer_accepted',
  'warm_transfer_completed',
  'warm_transfer_cancelled',
  'transfer_recipient_updated',
  'voicemail_received',
] as const;

export type PhoneEventName = (typeof PHONE_EVENTS)[number];

/** One side of a call as Zoom reports it. Everything may be missing; texts are cleaned and clamped. */
export interface Party {
  readonly userId: string | null;
  readonly name: string | null;
  readonly extensionId: string | null;
  /** Zoom sends it as a number in some objects and as text in others */
  readonly extensionNumber: string | null;
  /** of an account of the organization (since October 2025); missing in one's own */
  readonly accountCode: string | null;
  /** lower case without separators: "callqueue", "commonarea", … (Zoom's spelling varies) */
  readonly extensionType: string | null;
  /** E.164, an extension, a word such as "anonymous", or missing: see phone-numbers/ */
  readonly phoneNumber: string | null;
  readonly deviceId: string | null;
  readonly connectionType: string | null;
}

/** A queue, shared line or receptionist that passed the call on. `type` as Zoom spells it. */
export interface Via {
  readonly name: string | null;
  readonly extension: string | null;
  readonly type: string | null;
}

/** Who transfers a call: Zoom's `owner`. */
export interface Transferrer {
  readonly userId: string | null;
  readonly name: string | null;
  readonly extension: string | null;
}

/** One call-status event, from any transport. Times in ms since the epoch, by Zoom's clock. */
export interface PhoneEvent {
  readonly name: PhoneEventName;
  /** 19 digits: too large for a number */
  readonly callId: string;
  /** Zoom's `event_ts`: when it happened; null if the frame has none */
  readonly at: number | null;
  readonly caller: Party;
  readonly callee: Party;
  readonly forwardedBy: Via | null;
  readonly redirectForwardedBy: Via | null;
  /** for transfer events; null if Zoom does not say who transfers */
  readonly transferrer: Transferrer | null;
  /** for warm transfers: the id of the call in which the transferrer consults the recipient */
  readonly transferCallId: string | null;
  /** why a transfer failed; null = it did not */
  readonly failureReason: string | null;
  /** the callee's phone; announced for 2026-11-16, and unlike `device_id` also set for desk phones */
  readonly hardwareDeviceId: string | null;
  /** a leg's id (undocumented): not sent while it rings, but when it is answered or closes */
  readonly channelId: string | null;
  readonly ringingAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** Zoom's `handup_result`, e.g. "Answered by Other Member" */
  readonly result: string | null;
  /** for a voicemail: its length in seconds, null if Zoom does not say */
  readonly durationSeconds: number | null;
}
