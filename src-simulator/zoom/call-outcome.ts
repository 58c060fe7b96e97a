/** From what happened on the legs of a call to how it went for each person: what Zoom's call log keeps. */

/** A call that rings without a closing event is given up this long after its last ringing, in ms. */
const MAX_RINGING_MS = 120_000;
/** An end that says nothing of its leg, this soon after an answer, belongs to a leg that stopped ringing; in ms. */
const LEG_END_GRACE_MS = 2_000;

/** What happened, in the words of the event's name. `transferred`: whoever talked is out of the call. */
export type LegEventKind = 'ringing' | 'answered' | 'missed' | 'rejected' | 'ended' | 'transferred';

/** One event of a call. Times are in ms since 1970. */
export interface LegEvent {
  readonly kind: LegEventKind;
  readonly at: number;
  /** Key of the person; null when the event names nobody. */
  readonly personKey: string | null;
  /** The person's device; empty when the event names none. */
  readonly leg: string;
  /** When this leg began to ring, as the event says. */
  readonly ringingAt: number | null;
  /** Zoom's `handup_result`, if there is one. */
  readonly handup: string | null;
}

/** The call log's words for how a call went; Zoom has more of them. */
export type Result = 'answered' | 'no_answer' | 'ring_timeout' | 'busy' | 'canceled' | 'rejected';

/** How a call went for one person, over all devices. Times are in ms since 1970. */
export interface CallOutcome {
  readonly personKey: string;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  /** Null while they talk; for a call that still rings, the time at which it is given up. */
  readonly endedAt: number | null;
  readonly result: Result;
  readonly answeredByOther: boolean;
}

/** How the call went for everybody it rang for or who answered it. The facts may come in any order. */
export function toOutcomes(events: readonly LegEvent[]): CallOutcome[] {
  const people = new Map<string, Person>();
  let ringCount = 0;
  let endCount = 0;
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    const everybody = [...people.values()];
    const person =
      event.personKey === null
        ? null
        : (people.get(event.personKey) ?? new Person(event.personKey, getStartTime(event)));
    if (person !== null) people.set(person.key, person);
    switch (event.kind) {
      case 'ringing':
        ringCount += 1;
        person?.ring(event);
        break;
      case 'answered':
        person?.answer(event);
        for (const other of everybody) if (other !== person) other.answerElsewhere(event.at);
        break;
      case 'missed':
      case 'rejected':
        person?.endLeg(event);
        break;
      case 'ended':
        endCount += 1;
        if (person !== null) person.hangUp(event);
        // Each leg that rang has one end at most: with the last of them, all is over.
        else if (endCount >= ringCount) for (const one of everybody) one.end(event.at);
        else if (everybody.every((one) => !one.isRinging)) {
          for (const one of everybody) one.end(event.at, LEG_END_GRACE_MS);
        }
        break;
      case 'transferred':
        for (const one of everybody) if (!one.isRinging) one.end(event.at);
        break;
    }
  }
  return [...people.values()].map((person) => person.toOutcome());
}

function getStartTime({ ringingAt, at }: LegEvent): number {
  return ringingAt ?? at;
}

/** One person and the devices that ring for the call. */
class Person {
  readonly #startedAt: number;
  readonly #ringing = new Set<string>();
  #lastRingAt: number;
  #answeredAt: number | null = null;
  #answeredLeg = '';
  #endedAt: number | null = null;
  #result: Result = 'no_answer';
  #answeredByOther = false;

  constructor(
    readonly key: string,
    startedAt: number,
  ) {
    this.#startedAt = startedAt;
    this.#lastRingAt = startedAt;
  }

  get isRinging(): boolean {
    return this.#ringing.size > 0;
  }

  ring({ leg, at }: LegEvent): void {
    // Who once answered has answered, wherever the call rings afterwards.
    if (this.#answeredAt !== null) return;
    this.#ringing.add(leg);
    this.#lastRingAt = Math.max(this.#lastRingAt, at);
    this.#endedAt = null;
    this.#result = 'no_answer';
    this.#answeredByOther = false;
  }

  answer({ leg, at }: LegEvent): void {
    this.#answeredAt ??= at;
    this.#answeredLeg = leg;
    this.#ringing.clear();
    this.#endedAt = null;
    this.#result = 'answered';
    this.#answeredByOther = false;
  }

  answerElsewhere(at: number): void {
    if (!this.isRinging) return;
    this.#ringing.clear();
    this.#endedAt = at;
    this.#result = 'no_answer';
    this.#answeredByOther = true;
  }

  /** One device stops ringing; the last that does ends it. */
  endLeg({ leg, at, kind, handup }: LegEvent): void {
    if (this.#answeredAt !== null || this.#endedAt !== null) return;
    this.#stopRinging(leg);
    if (kind === 'rejected' || this.#result === 'rejected') this.#result = 'rejected';
    else if (kind === 'missed') {
      this.#result = toResult(handup ?? '');
      this.#answeredByOther = handup === 'Answered by Other Member' || handup === 'Answered by Other Device';
    }
    if (!this.isRinging) this.#endedAt = at;
  }

  hangUp(event: LegEvent): void {
    if (this.#answeredAt === null) this.endLeg(event);
    // The other devices of the one who answered end too, and are not the talk.
    else if (event.leg === '' || this.#answeredLeg === '' || event.leg === this.#answeredLeg)
      this.#endedAt ??= event.at;
  }

  /** All is over, unless they answered less than `talked` ms ago. */
  end(at: number, minTalkMs = 0): void {
    if (this.#endedAt !== null) return;
    if (this.#answeredAt !== null && at - this.#answeredAt < minTalkMs) return;
    this.#ringing.clear();
    this.#endedAt = at;
  }

  toOutcome(): CallOutcome {
    const givenUpAt = this.#answeredAt === null ? this.#lastRingAt + MAX_RINGING_MS : null;
    return {
      personKey: this.key,
      startedAt: this.#startedAt,
      answeredAt: this.#answeredAt,
      endedAt: this.#endedAt ?? givenUpAt,
      result: this.#result,
      answeredByOther: this.#answeredByOther,
    };
  }

  #stopRinging(leg: string): void {
    if (this.#ringing.delete(leg)) return;
    // The event names the device otherwise than the ringing did, or not at all: then it is one of them.
    for (const one of this.#ringing) {
      this.#ringing.delete(one);
      return;
    }
  }
}

function toResult(handup: string): Result {
  switch (handup) {
    case 'Busy':
      return 'busy';
    case 'Call Cancel':
      return 'canceled';
    case 'Ring Timeout':
      return 'ring_timeout';
    case 'Rejected':
      return 'rejected';
    default:
      return 'no_answer';
  }
}
