import type { Party, Via } from '../events/phone-event.ts';
import { classifyNumber, type CountryCode } from '../phone-numbers/phone-number.ts';
import { isAgent, type Agent } from './agent.ts';
import type { Call } from './call.ts';

/**
 * One element of Zoom's call history: a leg of a call that is over, or the call as a whole. Times in ms since the
 * epoch, by Zoom's clock; enums as Zoom writes them (snake_case). Everything but the id may be missing.
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

/** A call that rings or talks here, ended as `past`, Zoom's history of it, says. */
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

/** A call that rang for this agent and is over, as Zoom's own history tells it. */
export interface PastCall {
  /** state `ended` with `answeredAt` for one that was answered here */
  readonly call: Call;
  /** by our clock */
  readonly endedAt: number;
  /** it surely rang a phone of the agent's, so its events should have come */
  readonly certainlyRang: boolean;
}

const ANSWERED = ['answered', 'accepted', 'picked_up', 'connected', 'succeeded'];
const BY_OTHER = ['answered_by_other', 'pickup_by_other', 'call_out_by_other'];
/** Stopped by Zoom before anything could ring. */
const NEVER_RANG = ['system_blocked', 'call_failed', 'service_unavailable', 'blocked'];
/** What passes calls on to people, as the history and as the events spell it. */
const LINES: ReadonlyMap<string | null, string> = new Map([
  ['callqueue', 'callQueue'],
  ['autoreceptionist', 'autoReceptionist'],
  ['sharedlinegroup', 'sharedLineGroup'],
  ['sharedlines', 'sharedLines'],
]);
/** No phone of somebody who is set to "do not disturb" rings, whatever the history says. */
const MIN_CERTAIN_RING_MS = 3_000;

/**
 * The calls that rang for this agent, one for each `call_id`, oldest first. Calls that are not over yet are left
 * out: a later look finds them.
 *
 * @param isOwnList the elements are from the agent's own list, so those that name nobody are the agent's
 * @param skewMs our clock minus Zoom's
 */
export function toPastCalls(
  elements: readonly CallElement[],
  agent: Agent,
  isOwnList: boolean,
  country: CountryCode,
  skewMs: number,
): readonly PastCall[] {
  const byCall = new Map<string, CallElement[]>();
  for (const element of elements) {
    const group = byCall.get(element.callId);
    if (group === undefined) byCall.set(element.callId, [element]);
    else group.push(element);
  }
  const calls: PastCall[] = [];
  for (const group of byCall.values()) {
    group.sort(byStart);
    const mine = group.filter((element) => element.inbound && isMine(element, agent, isOwnList));
    const past = toPastCall(mine, group, country, skewMs);
    if (past !== null) calls.push(past);
  }
  return calls.sort(
    (a, b) => a.call.ringingSince - b.call.ringingSince || compareText(a.call.callId, b.call.callId),
  );
}

/** Total, so that a call is the same in whatever order Zoom lists its elements. */
function byStart(a: CallElement, b: CallElement): number {
  // Two that have no start differ by NaN, which decides nothing.
  return (
    (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity) || compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isMine({ callee }: CallElement, agent: Agent, isOwnList: boolean): boolean {
  if (isAgent(agent, callee) === true) return true;
  // Zoom does not tell everybody's extension: then an extension cannot speak against it.
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
  // With neither an end nor a result it still rings or talks.
  if (attempts.some(({ endedAt, result }) => endedAt === null && result === null)) return null;
  // A menu picks up by itself, and a queue's element tells how the whole went: people decide where there are any.
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
    state: toState(ringElements, isAnswered, taker !== null),
    round: 1,
    ...toParties(mainElement, country),
    via: findVia(all, mainElement.startedAt ?? startedAt),
    transferredBy: null,
    ringingSince: startedAt,
    since: endedAt + skewMs,
    answeredAt: isAnswered ? (mainElement.answeredAt ?? startedAt) + skewMs : null,
    answeredBy: isAnswered ? mainElement.callee.name : (taker?.name ?? null),
    onHold: false,
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

function toState(
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
  const { phoneNumber, extensionNumber } = caller;
  const connectionType = toConnectionType(element);
  return {
    caller: {
      number: withheld
        ? { kind: 'withheld' }
        : classifyNumber({ phoneNumber, extensionNumber, connectionType }, country),
      name: withheld ? null : caller.name,
      connectionType,
    },
    callee: {
      userId: callee.userId,
      name: callee.name,
      extension: callee.extensionNumber,
      number: callee.phoneNumber,
    },
  };
}

function isAnsweredHere({ result, reason }: CallElement): boolean {
  return ANSWERED.includes(result ?? '') && !BY_OTHER.includes(reason ?? '');
}

/**
 * Who else took the call; null = nobody did.
 * @param rangAt when it rang here last: who talked before passed it on
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

/** The queue, receptionist or shared line by which the call came to ring at `rangAt`: the last one before. */
function findVia(all: readonly CallElement[], rangAt: number): Via | null {
  const lines = all.filter(({ callee }) => isLine(callee));
  const before = lines.findLast(({ startedAt }) => startedAt !== null && startedAt <= rangAt);
  const { callee } = before ?? lines[0] ?? {};
  if (callee === undefined) return null;
  return {
    name: callee.name,
    extension: callee.extensionNumber,
    type: LINES.get(callee.extensionType) ?? null,
  };
}

/** The history has words of its own for lines; said in those of the events (`connection_type`). */
function toConnectionType({ internal, caller }: CallElement): string {
  const type = caller.connectionType ?? '';
  if (internal) return 'voip';
  if (/contact_center/u.test(type)) return 'contact_center';
  return /byo[cp]/u.test(type) ? 'byop' : 'pstn_off_net';
}
