import { z } from 'zod';
import { isLive, type Call } from '../calls/call.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';

const decoder = new TextDecoder();

/** Texts are read as bytes, since the driver aborts the process on a text that is not UTF-8. */
export const StoredText = z.instanceof(ArrayBuffer).transform((bytes) => decoder.decode(bytes));

const Flag = z.union([z.literal(0), z.literal(1)]);
const Text = StoredText.nullable();
const Time = z.number().nullable();

/** One call as read from the file. Times in ms since the epoch, by Zoom's clock. */
export const StoredRow = z.object({
  callId: StoredText,
  /** when it first rang here */
  rangAt: z.number(),
  /** when it last began to ring */
  lastRangAt: z.number(),
  answeredAt: Time,
  /** when it ended here; null while it is live, or if unknown */
  endedAt: Time,
  state: StoredText.pipe(
    z.enum(['ringing', 'answered', 'missed', 'rejected', 'answered-elsewhere', 'ended', 'late']),
  ),
  /** 1: the state is from Zoom's own call history */
  fromZoomHistory: Flag,
  source: StoredText.pipe(z.enum(['websocket', 'webhook', 'hub', 'launch-link', 'history'])),
  callerKind: StoredText.pipe(z.enum(['external', 'extension', 'service', 'withheld'])),
  /** E.164, extension or digits, by `callerKind`; null = withheld */
  callerNumber: Text,
  /** the extension that came with an external number */
  callerSuffix: Text,
  callerName: Text,
  connectionType: Text,
  calleeUserId: Text,
  calleeName: Text,
  calleeExtension: Text,
  calleeNumber: Text,
  viaName: Text,
  viaExtension: Text,
  viaType: Text,
  transferredBy: Text,
  answeredBy: Text,
  voicemailSeconds: z.number().nullable(),
  round: z.number(),
  seenRinging: Flag,
  /** 0: it rang while no source was connected, and the user has not seen it yet */
  seen: Flag,
});

export type CallRow = z.output<typeof StoredRow>;

/** A Call as a row, to be merged with the stored one. `skewMs` = our clock minus Zoom's. */
export function toCallRow(call: Call, skewMs: number): CallRow {
  const { caller, callee, via } = call;
  const rangAt = toInteger(call.ringingSince);
  const row: CallRow = {
    callId: call.callId,
    rangAt,
    lastRangAt: rangAt,
    answeredAt: call.answeredAt === null ? null : toInteger(call.answeredAt - skewMs),
    endedAt: isLive(call.state) || call.state === 'late' ? null : toInteger(call.since - skewMs),
    state: call.state,
    fromZoomHistory: 0,
    source: call.source,
    ...toCallerColumns(caller.number),
    callerName: caller.name,
    connectionType: caller.connectionType,
    calleeUserId: callee.userId,
    calleeName: callee.name,
    calleeExtension: callee.extension,
    calleeNumber: callee.number,
    viaName: via?.name ?? null,
    viaExtension: via?.extension ?? null,
    viaType: via?.type ?? null,
    transferredBy: call.transferredBy,
    answeredBy: call.answeredBy,
    voicemailSeconds: call.voicemailSeconds === null ? null : toInteger(call.voicemailSeconds),
    round: toInteger(call.round),
    seenRinging: call.seenRinging ? 1 : 0,
    seen: call.source === 'history' ? 0 : 1,
  };
  return call.source === 'history' && isSettled(row) ? { ...row, fromZoomHistory: 1 } : row;
}

/** A row as a Call; a live one is `ended`. */
export function toCall(row: CallRow, skewMs: number): Call {
  const via = { name: row.viaName, extension: row.viaExtension, type: row.viaType };
  return {
    callId: row.callId,
    state: isLive(row.state) ? 'ended' : row.state,
    round: row.round,
    caller: { number: toPhoneNumber(row), name: row.callerName, connectionType: row.connectionType },
    callee: {
      userId: row.calleeUserId,
      name: row.calleeName,
      extension: row.calleeExtension,
      number: row.calleeNumber,
    },
    via: Object.values(via).every((value) => value === null) ? null : via,
    transferredBy: row.transferredBy,
    consultedBy: null,
    ringingSince: row.rangAt,
    since: (row.endedAt ?? row.answeredAt ?? row.rangAt) + skewMs,
    answeredAt: row.answeredAt === null ? null : row.answeredAt + skewMs,
    answeredBy: row.answeredBy,
    onHold: false,
    voicemailSeconds: row.voicemailSeconds,
    seenRinging: row.seenRinging === 1,
    source: row.source,
  };
}

/** Whether it is known how the call ended. If not, Zoom's own call history may know. */
export function isSettled(row: Pick<CallRow, 'state' | 'answeredAt' | 'endedAt'>): boolean {
  switch (row.state) {
    case 'missed':
    case 'rejected':
    case 'answered-elsewhere':
      return true;
    case 'ended':
      return row.answeredAt !== null && row.endedAt !== null;
    case 'ringing':
    case 'answered':
    case 'late':
      return false;
  }
}

function toCallerColumns(number: PhoneNumber): Pick<CallRow, 'callerKind' | 'callerNumber' | 'callerSuffix'> {
  switch (number.kind) {
    case 'external':
      return { callerKind: 'external', callerNumber: number.e164, callerSuffix: number.extension };
    case 'extension':
      return { callerKind: 'extension', callerNumber: number.extension, callerSuffix: null };
    case 'service':
      return { callerKind: 'service', callerNumber: number.digits, callerSuffix: null };
    case 'withheld':
      return { callerKind: 'withheld', callerNumber: null, callerSuffix: null };
  }
}

function toPhoneNumber(row: CallRow): PhoneNumber {
  if (row.callerNumber === null) return { kind: 'withheld' };
  switch (row.callerKind) {
    case 'external':
      return { kind: 'external', e164: row.callerNumber, extension: row.callerSuffix };
    case 'extension':
      return { kind: 'extension', extension: row.callerNumber };
    case 'service':
      return { kind: 'service', digits: row.callerNumber };
    case 'withheld':
      return { kind: 'withheld' };
  }
}

/** The columns are integers, and one invalid time must not make a whole transaction fail. */
function toInteger(value: number): number {
  const MAX_TIME_MS = 8_640_000_000_000_000;
  return Number.isNaN(value) ? 0 : Math.round(Math.min(Math.max(value, -MAX_TIME_MS), MAX_TIME_MS));
}
