import type { LaunchLink } from '../events/launch-link.ts';
import { classifyNumber, isSameNumber, type CountryCode } from '../phone-numbers/phone-number.ts';
import { randomUUID } from 'node:crypto';
import type { Agent } from './agent.ts';
import type { Call } from './call.ts';
import { MAX_RING_MS } from './legs.ts';

/** Zoom's client and Zoom's events tell of the same ring within this. */
const SAME_RING_MS = 5_000;

/** Zoom's ids are digits. */
const ID_PREFIX = 'link-';

/**
 * The call of which a launch link tells: it rings, and nobody will say how it goes on.
 *
 * @param now by our clock
 * @param skewMs our clock minus Zoom's
 */
export function createLaunchLinkCall(
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
    callId: `${ID_PREFIX}${randomUUID()}`,
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
    seenRinging: true,
    source: 'launch-link',
  };
}

/** Does nothing but a launch link tell of this call, so that its id is of our making? */
export function isLaunchLinkCall({ callId }: Pick<Call, 'callId'>): boolean {
  return callId.startsWith(ID_PREFIX);
}

/** When the card of such a call goes, as nothing else ends it; null = it has ended, or something else tells of it. */
export function getLaunchLinkCallEnd(call: Call): number | null {
  return isLaunchLinkCall(call) && call.state === 'ringing' ? call.since + MAX_RING_MS : null;
}

/** A call, and when it last began to ring here (our clock). */
export interface CallRing {
  readonly call: Call;
  readonly rangAt: number;
}

/** Are these one call, told twice: the same caller within five seconds, by Zoom's clock or by ours? */
export function isSameRing(a: CallRing, b: CallRing): boolean {
  const distanceMs = Math.min(
    Math.abs(a.call.ringingSince - b.call.ringingSince),
    // Zoom may not say when it rang, and the clocks may differ by more than we know.
    Math.abs(a.rangAt - b.rangAt),
  );
  return distanceMs <= SAME_RING_MS && isSameNumber(a.call.caller.number, b.call.caller.number);
}
