import { isLive, type Call } from '../calls/call.ts';
import { findConfidentMatch } from '../lookup/lookup.ts';
import type { Match } from '../lookup/connector.ts';
import type { CallClass, PopAction, PopRule, Settings } from '../settings/schema.ts';
import type { TrackedCall } from './tracked-call.ts';

type CallLine = Pick<Call, 'caller' | 'via'>;
type PopSettings = Pick<Settings, 'screenPop'>;

/**
 * The class of a call for the screen pop rules. A call through a queue, auto receptionist or shared line counts as
 * `queue`; one that a colleague transferred does not.
 */
export function getCallClass({ caller, via }: CallLine): CallClass {
  if (caller.number.kind === 'withheld') return 'withheld';
  if (via !== null && via.type !== 'user') return 'queue';
  return caller.number.kind === 'extension' ? 'internal' : 'external';
}

export function getPopRule(call: CallLine, { screenPop }: PopSettings): PopRule {
  return screenPop[getCallClass(call)];
}

/** Whether the card shows the matches without a click. */
export function shouldShowPane(call: CallLine & Pick<Call, 'state'>, settings: PopSettings): boolean {
  const { ring, answer } = getPopRule(call, settings);
  return isPaneAction(call.state === 'ringing' ? ring : answer);
}

/** Whether a confident match's record opens in this state; the rule for ringing also applies once answered. */
export function shouldPop(call: CallLine & Pick<Call, 'state'>, settings: PopSettings): boolean {
  const { ring, answer } = getPopRule(call, settings);
  return (
    isLive(call.state) && (isBrowserAction(ring) || (call.state === 'answered' && isBrowserAction(answer)))
  );
}

/** Whether any rule needs the caller's matches. */
export function shouldLookUp(call: CallLine, settings: PopSettings): boolean {
  return Object.values(getPopRule(call, settings)).some((action) => action !== 'nothing');
}

export function isPaneAction(action: PopAction): boolean {
  return action === 'pane' || action === 'both';
}

export function isBrowserAction(action: PopAction): boolean {
  return action === 'browser' || action === 'both';
}

/** When the same person calls again or is transferred, the record is still open. */
const POP_COOLDOWN_MS = 60_000;

/** Chooses the records to open: once per call, only a confident match, none twice within `POP_COOLDOWN_MS`. */
export class ScreenPop {
  /** when each record last opened (ms since the epoch), by address */
  readonly #openedAt = new Map<string, number>();

  /** The record to open now for this call, `null` if there is none. It counts as opened. */
  take(tracked: TrackedCall, settings: PopSettings, now: number): Match | null {
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
