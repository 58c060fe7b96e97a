/** From the events of a call's legs to its result for each person, as in Zoom's call log. */

/** A ringing call without an end event is given up this long after it last rang; ms. */
const MAX_RINGING_MS = 120_000;
/** An end without a leg this soon after an answer belongs to a leg that stopped ringing; ms. */
const LEG_END_GRACE_MS = 2_000;

/** One event of a call. Times are in ms since 1970. */
export interface LegEvent {
  /** `transferred`: those who talked have left the call. */
  readonly kind: 'ringing' | 'answered' | 'missed' | 'rejected' | 'ended' | 'transferred';
  readonly at: number;
  /** Null if the event names no one. */
  readonly personKey: string | null;
  /** The person's device; empty if the event names none. */
  readonly leg: string;
  /** When this leg began to ring, according to the event. */
  readonly ringingAt: number | null;
  /** Zoom's `handup_result`. */
  readonly handup: string | null;
}

/** Some of the call log's results. */
type Result = 'answered' | 'no_answer' | 'ring_timeout' | 'busy' | 'canceled' | 'rejected';

/** The result of a call for one person, over all devices. Times are in ms since 1970. */
export interface CallOutcome {
  readonly personKey: string;
  readonly startedAt: number;
  answeredAt: number | null;
  /** Null during the talk. While a call rings, the time at which it is given up. */
  endedAt: number | null;
  result: Result;
  answeredByOther: boolean;
}

/** One result for everybody who was rung or answered. The events may be in any order. */
export function toOutcomes(events: readonly LegEvent[]): CallOutcome[] {
  const people = new Map<string, Person>();
  let ringCount = 0;
  let endCount = 0;
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    const everybody = [...people.values()];
    const person = findPerson(people, event);
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
        // Each leg that rang has one end at most, so the last one ends the call.
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

/** Adds the event's person if they are new; null if the event names no one. */
function findPerson(people: Map<string, Person>, { personKey, ringingAt, at }: LegEvent): Person | null {
  if (personKey === null) return null;
  const person = people.get(personKey) ?? new Person(personKey, ringingAt ?? at);
  people.set(personKey, person);
  return person;
}

/** One person and their devices that ring for the call. */
class Person {
  readonly #outcome: CallOutcome;
  readonly #ringing = new Set<string>();
  #lastRingAt: number;
  #answeredLeg = '';

  constructor(personKey: string, startedAt: number) {
    const result = { result: 'no_answer', answeredByOther: false } as const;
    this.#outcome = { personKey, startedAt, answeredAt: null, endedAt: null, ...result };
    this.#lastRingAt = startedAt;
  }

  get isRinging(): boolean {
    return this.#ringing.size > 0;
  }

  ring({ leg, at }: LegEvent): void {
    // A person who answered has answered, wherever the call rings afterwards.
    if (this.#outcome.answeredAt !== null) return;
    this.#ringing.add(leg);
    this.#lastRingAt = Math.max(this.#lastRingAt, at);
    this.#setResult(null, 'no_answer', false);
  }

  answer({ leg, at }: LegEvent): void {
    this.#outcome.answeredAt ??= at;
    this.#answeredLeg = leg;
    this.#ringing.clear();
    this.#setResult(null, 'answered', false);
  }

  answerElsewhere(at: number): void {
    if (!this.isRinging) return;
    this.#ringing.clear();
    this.#setResult(at, 'no_answer', true);
  }

  /** One device stops ringing. The last one ends the call for this person. */
  endLeg({ leg, at, kind, handup }: LegEvent): void {
    const outcome = this.#outcome;
    if (outcome.answeredAt !== null || outcome.endedAt !== null) return;
    this.#stopRinging(leg);
    if (kind === 'rejected') outcome.result = 'rejected';
    else if (kind === 'missed' && outcome.result !== 'rejected') {
      outcome.result = toResult(handup ?? '');
      outcome.answeredByOther =
        handup === 'Answered by Other Member' || handup === 'Answered by Other Device';
    }
    if (!this.isRinging) outcome.endedAt = at;
  }

  hangUp(event: LegEvent): void {
    if (this.#outcome.answeredAt === null) this.endLeg(event);
    // The person's other devices end too, but do not end the talk.
    else if (event.leg === '' || this.#answeredLeg === '' || event.leg === this.#answeredLeg)
      this.#outcome.endedAt ??= event.at;
  }

  /** Ends the call, unless it was answered less than `minTalkMs` ago. */
  end(at: number, minTalkMs = 0): void {
    const { answeredAt, endedAt } = this.#outcome;
    if (endedAt !== null || (answeredAt !== null && at - answeredAt < minTalkMs)) return;
    this.#ringing.clear();
    this.#outcome.endedAt = at;
  }

  toOutcome(): CallOutcome {
    const givenUpAt = this.#outcome.answeredAt === null ? this.#lastRingAt + MAX_RINGING_MS : null;
    return { ...this.#outcome, endedAt: this.#outcome.endedAt ?? givenUpAt };
  }

  #setResult(endedAt: number | null, result: Result, answeredByOther: boolean): void {
    Object.assign(this.#outcome, { endedAt, result, answeredByOther });
  }

  /** If the event names another device than the ringing event did, or none, any ringing device stops. */
  #stopRinging(leg: string): void {
    const [someLeg = leg] = this.#ringing;
    this.#ringing.delete(this.#ringing.has(leg) ? leg : someLeg);
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
