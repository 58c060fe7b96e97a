import type { Call } from '../calls/call.ts';
import { findConfidentMatch } from '../lookup/lookup.ts';
import type { Match } from '../lookup/connector.ts';
import type { CallClass, PopAction, PopRule, Settings } from '../settings/schema.ts';
import type { TrackedCall } from './tracked-call.ts';

/**
 * The kind of a call, as the rules for screen pops know it. Whatever hands calls on (queue, auto receptionist, shared line)
 * counts as a queue; a colleague who transfers does not.
 */
export function getCallClass({ caller, via }: Pick<Call, 'caller' | 'via'>): CallClass {
  if (caller.number.kind === 'withheld') return 'withheld';
  if (via !== null && via.type !== 'user') return 'queue';
  return caller.number.kind === 'extension' ? 'internal' : 'external';
}

/** What holds for this call. */
export function getPopRule(
  call: Pick<Call, 'caller' | 'via'>,
  { screenPop }: Pick<Settings, 'screenPop'>,
): PopRule {
  return screenPop[getCallClass(call)];
}

/** Does the pane show what the contacts say, without being asked to? */
export function shouldShowPane(
  call: Pick<Call, 'caller' | 'via' | 'state'>,
  settings: Pick<Settings, 'screenPop'>,
): boolean {
  const { ring, answer } = getPopRule(call, settings);
  return isPaneAction(call.state === 'ringing' ? ring : answer);
}

/** Does the record of an exact match open by itself in this state? What should have opened at the ring still does later. */
export function shouldPop(
  call: Pick<Call, 'caller' | 'via' | 'state'>,
  settings: Pick<Settings, 'screenPop'>,
): boolean {
  const { ring, answer } = getPopRule(call, settings);
  switch (call.state) {
    case 'ringing':
      return isBrowserAction(ring);
    case 'answered':
      return isBrowserAction(ring) || isBrowserAction(answer);
    case 'missed':
    case 'rejected':
    case 'answered-elsewhere':
    case 'ended':
    case 'late':
      return false;
  }
}

/** Is there anything to look this caller up for? */
export function shouldLookUp(
  call: Pick<Call, 'caller' | 'via'>,
  settings: Pick<Settings, 'screenPop'>,
): boolean {
  return Object.values(getPopRule(call, settings)).some((action) => action !== 'nothing');
}

export function isPaneAction(action: PopAction): boolean {
  return action === 'pane' || action === 'both';
}

export function isBrowserAction(action: PopAction): boolean {
  return action === 'browser' || action === 'both';
}

/** A record that has just opened is still there when the same person calls again, or is put through. */
const POP_COOLDOWN_MS = 60_000;

/** Decides when a record opens by itself: once per call, only for a confident match, and no record twice within a minute. */
export class ScreenPop {
  /** when each record last opened (ms since the epoch), by address */
  readonly #openedAt = new Map<string, number>();

  /** The record to open now for this call, `null` if none; it counts as opened. */
  take(tracked: TrackedCall, settings: Pick<Settings, 'screenPop'>, now: number): Match | null {
    if (tracked.hasPopped || !shouldPop(tracked.call, settings)) return null;
    const match = findConfidentMatch(tracked.lookup);
    if (match?.url == null) return null;
    tracked.hasPopped = true;
    for (const [url, at] of this.#openedAt) if (at + POP_COOLDOWN_MS <= now) this.#openedAt.delete(url);
    if (this.#openedAt.has(match.url)) return null;
    this.#openedAt.set(match.url, now);
    return match;
  }
}
