import type { LaunchLink } from '../events/launch-link.ts';
import { isSameNumber, type CountryCode } from '../phone-numbers/phone-number.ts';
import { randomUUID } from 'node:crypto';
import type { Agent } from './agent.ts';
import { identifyCaller, type Call } from './call.ts';
import { MAX_RING_MS } from './legs.ts';

/** A launch link and Zoom's events that report the same ring are at most this far apart. */
const SAME_RING_MS = 5_000;

/** Zoom's ids are digits only. */
const ID_PREFIX = 'link-';

/**
 * The call that a launch link reports: it rings, and no event says how it continues.
 * @param now by our clock
 * @param skewMs our clock minus Zoom's
 */
export function createLaunchLinkCall(
  { number, name }: LaunchLink,
  { agent, country }: { readonly agent: Agent; readonly country: CountryCode },
  now: number,
  skewMs: number,
): Call {
  return {
    callId: `${ID_PREFIX}${randomUUID()}`,
    state: 'ringing',
    round: 1,
    caller: {
      // Zoom's client opens links only for outside calls, so a short number is not an extension.
      ...identifyCaller({ name, phoneNumber: number, connectionType: 'pstn_off_net' }, country),
      connectionType: null,
    },
    callee: { userId: agent.userId, name: null, extension: agent.extensionNumber, number: null },
    via: null,
    transferredBy: null,
    consultedBy: null,
    ringingSince: now - skewMs,
    since: now,
    answeredAt: null,
    answeredBy: null,
    onHold: false,
    voicemailSeconds: null,
    seenRinging: true,
    source: 'launch-link',
  };
}

/** Whether only a launch link has reported this call, so that we made its id. */
export function isLaunchLinkCall({ callId }: Pick<Call, 'callId'>): boolean {
  return callId.startsWith(ID_PREFIX);
}

/** When a ringing call known only from a launch link ends by time alone; null for all other calls. */
export function getLaunchLinkCallEnd(call: Call): number | null {
  return isLaunchLinkCall(call) && call.state === 'ringing' ? call.since + MAX_RING_MS : null;
}

interface CallRing {
  readonly call: Call;
  /** when it last began to ring here, by our clock */
  readonly rangAt: number;
}

/** Whether these are one call: the same caller within `SAME_RING_MS`, by Zoom's clock or by ours. */
export function isSameRing(a: CallRing, b: CallRing): boolean {
  const distanceMs = Math.min(
    Math.abs(a.call.ringingSince - b.call.ringingSince),
    // Zoom may omit when it rang, and the clocks may differ by more than the measured skew.
    Math.abs(a.rangAt - b.rangAt),
  );
  return distanceMs <= SAME_RING_MS && isSameNumber(a.call.caller.number, b.call.caller.number);
}
