import type { LaunchLink } from '../events/launch-link.ts';
import { classifyNumber, sameNumber, type CountryCode } from '../numbers/number.ts';
import { randomUUID } from 'node:crypto';
import type { Agent } from './agent.ts';
import type { Call } from './call.ts';
import { RING_LIMIT_MS } from './legs.ts';

/** Zoom's client and Zoom's events tell of the same ring within this. */
const TOGETHER_MS = 5_000;

/** Zoom's ids are digits. */
const ID_BEGINS = 'link-';

/**
 * The call of which a launch link tells: it rings, and nobody will say how it goes on.
 *
 * @param now by our clock
 * @param skewMs our clock minus Zoom's
 */
export function linkCall(
  { number, name }: LaunchLink,
  options: {
    readonly agent: Agent;
    readonly country: CountryCode;
    readonly now: number;
    readonly skewMs: number;
  },
): Call {
  const { agent, country, now, skewMs } = options;
  return {
    callId: `${ID_BEGINS}${randomUUID()}`,
    state: 'ringing',
    round: 1,
    caller: {
      // Zoom's client opens links for calls from outside only, so that a short number is no extension.
      number: classifyNumber(
        { phoneNumber: number, extensionNumber: null, connectionType: 'pstn_off_net' },
        country,
      ),
      name,
      connectionType: null,
    },
    callee: { userId: agent.userId, name: null, extension: agent.extensionNumber, number: null },
    via: null,
    transferredBy: null,
    ringingSince: now - skewMs,
    since: now,
    answeredAt: null,
    answeredBy: null,
    onHold: false,
    rang: true,
    source: 'launch-link',
  };
}

/** Does nothing but a launch link tell of this call, so that its id is of our making? */
export function isLinkOnly({ callId }: Pick<Call, 'callId'>): boolean {
  return callId.startsWith(ID_BEGINS);
}

/** When the card of such a call goes, as nothing else ends it; null = it has ended, or something else tells of it. */
export function linkCallEndsAt(call: Call): number | null {
  return isLinkOnly(call) && call.state === 'ringing' ? call.since + RING_LIMIT_MS : null;
}

/** A call, and when it last began to ring here (our clock). */
export interface Rang {
  readonly call: Call;
  readonly rangAt: number;
}

/** Are these one call, told twice: the same caller within five seconds, by Zoom's clock or by ours? */
export function rangTogether(a: Rang, b: Rang): boolean {
  const apart = Math.min(
    Math.abs(a.call.ringingSince - b.call.ringingSince),
    // Zoom may not say when it rang, and the clocks may differ by more than we know.
    Math.abs(a.rangAt - b.rangAt),
  );
  return apart <= TOGETHER_MS && sameNumber(a.call.caller.number, b.call.caller.number);
}
