import type { Party, PhoneEvent, PhoneEventName, Transferrer } from '../events/phone-event.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { identifyCaller, type Call } from './call.ts';
import type { ReceivedEvent } from './legs.ts';

/**
 * A call in which a colleague asks whether the callee takes over a customer, who waits in another call. Zoom names it
 * as `transfer_call_id` in the customer's call: https://developers.zoom.us/docs/api/phone/events/.
 */
export interface Consultation {
  readonly by: Transferrer | null;
  readonly state: 'asking' | 'completed' | 'canceled';
}

const ENDS: Partial<Record<PhoneEventName, Consultation['state']>> = {
  warm_transfer_completed: 'completed',
  transfer_recipient_updated: 'completed',
  warm_transfer_cancelled: 'canceled',
};

/**
 * What is known about the consultation with this id; null if it is none.
 * @param events of the customer's call and of the consulting call, sorted by `byOccurrence`
 */
export function readConsultation(callId: string, events: readonly ReceivedEvent[]): Consultation | null {
  const done = events.map(({ event }) => event).filter(({ failureReason }) => failureReason === null);
  const start = done.findLastIndex(
    ({ name, transferCallId }) => name === 'warm_transfer_initiated' && transferCallId === callId,
  );
  const initiated = done[start];
  if (initiated === undefined) return null;
  const later = done.slice(start + 1);
  const next = later.findIndex(({ name }) => name === 'warm_transfer_initiated');
  const end = later.slice(0, next < 0 ? undefined : next).flatMap(({ name }) => ENDS[name] ?? []);
  // If the colleague asks someone else next, the event that canceled this consultation was lost.
  return { by: initiated.transferrer, state: end.at(-1) ?? (next < 0 ? 'asking' : 'canceled') };
}

/** Who is on the other side of a colleague's call; null if no event of the call says who takes part. */
export function findCustomer(
  events: readonly ReceivedEvent[],
  colleague: Transferrer | null,
  country: CountryCode,
): Call['caller'] | null {
  const legEvents = events.map(({ event }) => event).filter(namesParties);
  if (legEvents.length === 0) return null;
  const hasCalled = legEvents.some(({ caller }) => isColleague(caller, colleague));
  const parties = legEvents.map(({ caller, callee }) =>
    hasCalled ? withOtherAccount(callee, caller) : withOtherAccount(caller, callee),
  );
  return toCaller(parties.reverse(), country);
}

/** Whether an event says who takes part: transfers and voicemails do not. */
export function namesParties({ name }: PhoneEvent): boolean {
  return /^calle[er]_/u.test(name);
}

/** The caller from what events say about them, the best event first; the others fill gaps. */
export function toCaller(parties: readonly Party[], country: CountryCode): Call['caller'] {
  const pick = (
    field: 'phoneNumber' | 'extensionNumber' | 'accountCode' | 'connectionType' | 'name',
  ): string | null => parties.find((party) => party[field] !== null)?.[field] ?? null;
  const party = {
    name: pick('name'),
    phoneNumber: pick('phoneNumber'),
    extensionNumber: pick('extensionNumber'),
    accountCode: pick('accountCode'),
    connectionType: pick('connectionType'),
  };
  return identifyCaller(party, country);
}

/** The party with its account's code only if the other one is in another account. */
export function withOtherAccount(party: Party, other: Party): Party {
  return party.accountCode === other.accountCode ? { ...party, accountCode: null } : party;
}

function isColleague({ userId, extensionNumber }: Party, colleague: Transferrer | null): boolean {
  if (colleague === null) return false;
  const hasSameId = userId !== null && userId === colleague.userId;
  return hasSameId || (extensionNumber !== null && extensionNumber === colleague.extension);
}
