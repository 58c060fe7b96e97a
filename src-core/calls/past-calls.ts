import type { Party, Via } from '../events/phone-event.ts';
import type { CountryCode } from '../phone-numbers/phone-number.ts';
import { isAgent, type Agent } from './agent.ts';
import { identifyCaller, type Call } from './call.ts';
import { compareText } from './legs.ts';

/**
 * One element of Zoom's call history: a leg of a call that is over, or the whole call. Times in ms since the epoch, by
 * Zoom's clock; enums as Zoom writes them (snake_case). Everything except the id may be missing.
 */
export interface CallElement {
  readonly callId: string;
  readonly inbound: boolean;
  readonly internal: boolean;
  readonly caller: Party;
  readonly callee: Party;
  /** the caller hid the number (非通知) */
  readonly withheld: boolean;
  readonly startedAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly result: string | null;
  /** answered_by_other, pickup_by_other, … */
  readonly reason: string | null;
  readonly operatorName: string | null;
}

/** Ends a live call as `past`, its entry in Zoom's call history, says. */
export function withOutcome(call: Call, past: Call): Call {
  return {
    ...call,
    state: past.state,
    since: past.since,
    answeredAt: past.state === 'ended' ? (call.answeredAt ?? past.answeredAt) : null,
    answeredBy: past.answeredBy ?? call.answeredBy,
    onHold: false,
  };
}

/** A call of Zoom's history that rang for this agent and is over. */
export interface PastCall {
  /** state `ended` with `answeredAt` if it was answered here */
  readonly call: Call;
  /** by our clock */
  readonly endedAt: number;
  /** a phone of the agent rang for certain, so the call's events should have arrived */
  readonly certainlyRang: boolean;
}

const ANSWERED = ['answered', 'accepted', 'picked_up', 'connected', 'succeeded'];
const BY_OTHER = ['answered_by_other', 'pickup_by_other', 'call_out_by_other'];
/** Zoom stopped the call before a phone rang. */
const NEVER_RANG = ['system_blocked', 'call_failed', 'service_unavailable', 'blocked'];
/** Callees that pass calls on to people: the extension type in the history → the one in events. */
const LINES: ReadonlyMap<string | null, string> = new Map([
  ['callqueue', 'callQueue'],
  ['autoreceptionist', 'autoReceptionist'],
  ['sharedlinegroup', 'sharedLineGroup'],
  ['sharedlines', 'sharedLines'],
]);
/** Shorter calls may not have rung: the history also lists calls during "do not disturb". */
const MIN_CERTAIN_RING_MS = 3_000;

/**
 * The calls that rang for this agent, one for each `call_id`, oldest first. Calls that are not over are omitted: a
 * later poll finds them.
 * @param isOwnList the elements are from the agent's own list, so elements without a callee are the agent's
 * @param skewMs our clock minus Zoom's
 */
export function toPastCalls(
  elements: readonly CallElement[],
  agent: Agent,
  isOwnList: boolean,
  country: CountryCode,
  skewMs: number,
): readonly PastCall[] {
  const byCall = new Map<string, readonly CallElement[]>();
  for (const element of [...elements].sort(byStart))
    byCall.set(element.callId, [...(byCall.get(element.callId) ?? []), element]);
  return [...byCall.values()]
    .flatMap((all) => {
      const mine = all.filter((element) => element.inbound && isMine(element, agent, isOwnList));
      return toPastCall(mine, all, country, skewMs) ?? [];
    })
    .sort((a, b) => a.call.ringingSince - b.call.ringingSince || compareText(a.call.callId, b.call.callId));
}

/** A total order, so that a call does not depend on the order in which Zoom lists its elements. */
function byStart(a: CallElement, b: CallElement): number {
  // Without both starts the difference is NaN, which is falsy.
  return (
    (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity) || compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

function isMine({ callee }: CallElement, agent: Agent, isOwnList: boolean): boolean {
  if (isAgent(agent, callee) === true) return true;
  // If the agent's own extension is unknown, the callee's cannot be compared with it.
  const agentHasExtension = agent.extensionId !== null || agent.extensionNumber !== null;
  const extension = agentHasExtension ? (callee.extensionId ?? callee.extensionNumber) : null;
  return isOwnList && callee.userId === null && extension === null && !isLine(callee);
}

function isLine({ extensionType }: Party): boolean {
  return LINES.has(extensionType);
}

function toPastCall(
  mine: readonly CallElement[],
  all: readonly CallElement[],
  country: CountryCode,
  skewMs: number,
): PastCall | null {
  const attempts = mine.filter(({ result }) => !NEVER_RANG.includes(result ?? ''));
  // With neither an end nor a result the call is still live.
  if (attempts.some(({ endedAt, result }) => endedAt === null && result === null)) return null;
  // Elements of people take precedence: a menu answers automatically, a queue's element is about the whole call.
  const userElements = attempts.filter(({ callee }) => !isLine(callee));
  const ringElements = userElements.length > 0 ? userElements : attempts;
  const mainElement = ringElements.find(isAnsweredHere) ?? ringElements[0];
  if (mainElement === undefined) return null;
  const starts = ringElements.flatMap(({ startedAt }) => startedAt ?? []);
  if (starts.length === 0) return null;
  const startedAt = Math.min(...starts);
  const endedAt = Math.max(startedAt, ...ringElements.flatMap((element) => element.endedAt ?? []));
  const isAnswered = isAnsweredHere(mainElement);
  const taker = isAnswered ? null : findTaker(ringElements, all, Math.max(...starts));
  const call: Call = {
    callId: mainElement.callId,
    state: decideMissedOrAnswered(ringElements, isAnswered, taker !== null),
    round: 1,
    ...toParties(mainElement, country),
    via: findVia(all, mainElement.startedAt ?? startedAt),
    transferredBy: null,
    consultedBy: null,
    ringingSince: startedAt,
    since: endedAt + skewMs,
    answeredAt: isAnswered ? (mainElement.answeredAt ?? startedAt) + skewMs : null,
    answeredBy: isAnswered ? mainElement.callee.name : (taker?.name ?? null),
    onHold: false,
    voicemailSeconds: null,
    seenRinging: false,
    source: 'history',
  };
  const rangLongEnough = ringElements.some(
    (element) =>
      element.result !== 'voicemail' &&
      (element.endedAt ?? 0) - (element.startedAt ?? Infinity) >= MIN_CERTAIN_RING_MS,
  );
  return { call, endedAt: endedAt + skewMs, certainlyRang: isAnswered || rangLongEnough };
}

/** Decides whether a past call was answered here, answered elsewhere, rejected or missed. */
function decideMissedOrAnswered(
  ringElements: readonly CallElement[],
  isAnswered: boolean,
  isTakenElsewhere: boolean,
): Call['state'] {
  if (isAnswered) return 'ended';
  if (isTakenElsewhere) return 'answered-elsewhere';
  return ringElements.some(({ result }) => result === 'rejected') ? 'rejected' : 'missed';
}

function toParties(element: CallElement, country: CountryCode): Pick<Call, 'caller' | 'callee'> {
  const { caller, callee, withheld } = element;
  const connectionType = toConnectionType(element);
  return {
    caller: withheld
      ? { number: { kind: 'withheld' }, name: null, connectionType }
      : identifyCaller({ ...caller, connectionType }, country),
    callee: {
      userId: callee.userId,
      name: callee.name,
      extension: callee.extensionNumber,
      number: callee.phoneNumber,
    },
  };
}

/** An answer time without a result is an answer, too. */
function isAnsweredHere({ result, reason, answeredAt }: CallElement): boolean {
  const isAnswered = result === null ? answeredAt !== null : ANSWERED.includes(result);
  return isAnswered && !BY_OTHER.includes(reason ?? '');
}

/**
 * Who else answered the call; null if there is no such person.
 * @param rangAt when it last rang here: a person who answered before that transferred it here
 */
function findTaker(
  mine: readonly CallElement[],
  all: readonly CallElement[],
  rangAt: number,
): { readonly name: string | null } | null {
  const reported = mine.find(({ reason }) => BY_OTHER.includes(reason ?? ''));
  const taker = all.find(
    (element) =>
      element.inbound &&
      !mine.includes(element) &&
      isAnsweredHere(element) &&
      element.callee.extensionType === 'user' &&
      (element.answeredAt ?? Infinity) >= rangAt,
  );
  if (reported === undefined && taker === undefined) return null;
  return { name: taker?.callee.name ?? reported?.operatorName ?? null };
}

/** The queue, receptionist or shared line that made the call ring at `rangAt`: the last one before it. */
function findVia(all: readonly CallElement[], rangAt: number): Via | null {
  const lines = all.filter(({ callee }) => isLine(callee));
  const before = lines.findLast(({ startedAt }) => startedAt !== null && startedAt <= rangAt);
  const { callee } = before ?? lines[0] ?? {};
  if (callee === undefined) return null;
  const { name, extensionNumber: extension, extensionType } = callee;
  return { name, extension, type: LINES.get(extensionType) ?? null };
}

/** The events' `connection_type` for the history's own line type. */
function toConnectionType({ internal, caller }: CallElement): string {
  const type = caller.connectionType ?? '';
  if (internal) return 'voip';
  if (/contact_center/u.test(type)) return 'contact_center';
  return /byo[cp]/u.test(type) ? 'byop' : 'pstn_off_net';
}
