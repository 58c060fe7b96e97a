import type { Call } from '../calls/call.ts';
import type { CallClass, PopAction, PopRule, Settings } from '../settings/schema.ts';

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
