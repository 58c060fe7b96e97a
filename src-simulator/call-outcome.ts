/** From what happened on the legs of a call to how it went for each person: what Zoom's call log keeps. */

/** A call that rings without a closing event is given up this long after its last ringing, in ms. */
const RINGS_AT_MOST = 120_000;
/** An end that says nothing of its leg, this soon after an answer, belongs to a leg that stopped ringing; in ms. */
const LEGS_FALL_SILENT = 2_000;

/** What happened, in the words of the event's name. `transferred`: whoever talked is out of the call. */
export type Happening = 'ringing' | 'answered' | 'missed' | 'rejected' | 'ended' | 'transferred';

/** One event of a call. Times are in ms since 1970. */
export interface Fact {
  readonly what: Happening;
  readonly at: number;
  /** Key of the person; null when the event names nobody. */
  readonly who: string | null;
  /** The person's device; empty when the event names none. */
  readonly leg: string;
  /** When this leg began to ring, as the event says. */
  readonly rangAt: number | null;
  /** Zoom's `handup_result`, if there is one. */
  readonly handup: string | null;
}

/** The call log's words for how a call went; Zoom has more of them. */
export type Result = 'answered' | 'no_answer' | 'ring_timeout' | 'busy' | 'canceled' | 'rejected';

/** How a call went for one person, over all devices. Times are in ms since 1970. */
export interface Outcome {
  readonly who: string;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  /** Null while they talk; for a call that still rings, the time at which it is given up. */
  readonly endedAt: number | null;
  readonly result: Result;
  readonly answeredByOther: boolean;
}

/** How the call went for everybody it rang for or who answered it. The facts may come in any order. */
export function outcomesOf(facts: readonly Fact[]): Outcome[] {
  const people = new Map<string, Person>();
  let rings = 0;
  let ends = 0;
  for (const fact of facts.toSorted((a, b) => a.at - b.at)) {
    const everybody = [...people.values()];
    const person = fact.who === null ? null : (people.get(fact.who) ?? new Person(fact.who, startOf(fact)));
    if (person !== null) people.set(person.who, person);
    switch (fact.what) {
      case 'ringing':
        rings += 1;
        person?.rings(fact);
        break;
      case 'answered':
        person?.answers(fact);
        for (const other of everybody) if (other !== person) other.losesTo(fact.at);
        break;
      case 'missed':
      case 'rejected':
        person?.legEnds(fact);
        break;
      case 'ended':
        ends += 1;
        if (person !== null) person.hangsUp(fact);
        // Each leg that rang has one end at most: with the last of them, all is over.
        else if (ends >= rings) for (const one of everybody) one.isOver(fact.at);
        else if (everybody.every((one) => !one.isRinging)) {
          for (const one of everybody) one.isOver(fact.at, LEGS_FALL_SILENT);
        }
        break;
      case 'transferred':
        for (const one of everybody) if (!one.isRinging) one.isOver(fact.at);
        break;
    }
  }
  return [...people.values()].map((person) => person.outcome());
}

function startOf({ rangAt, at }: Fact): number {
  return rangAt ?? at;
}

/** One person and the devices that ring for the call. */
class Person {
  readonly #startedAt: number;
  readonly #ringing = new Set<string>();
  #lastRing: number;
  #answeredAt: number | null = null;
  #answeredOn = '';
  #endedAt: number | null = null;
  #result: Result = 'no_answer';
  #byOther = false;

  constructor(
    readonly who: string,
    startedAt: number,
  ) {
    this.#startedAt = startedAt;
    this.#lastRing = startedAt;
  }

  get isRinging(): boolean {
    return this.#ringing.size > 0;
  }

  rings({ leg, at }: Fact): void {
    // Who once answered has answered, wherever the call rings afterwards.
    if (this.#answeredAt !== null) return;
    this.#ringing.add(leg);
    this.#lastRing = Math.max(this.#lastRing, at);
    this.#endedAt = null;
    this.#result = 'no_answer';
    this.#byOther = false;
  }

  answers({ leg, at }: Fact): void {
    this.#answeredAt ??= at;
    this.#answeredOn = leg;
    this.#ringing.clear();
    this.#endedAt = null;
    this.#result = 'answered';
    this.#byOther = false;
  }

  losesTo(at: number): void {
    if (!this.isRinging) return;
    this.#ringing.clear();
    this.#endedAt = at;
    this.#result = 'no_answer';
    this.#byOther = true;
  }

  /** One device stops ringing; the last that does ends it. */
  legEnds({ leg, at, what, handup }: Fact): void {
    if (this.#answeredAt !== null || this.#endedAt !== null) return;
    this.#stop(leg);
    if (what === 'rejected' || this.#result === 'rejected') this.#result = 'rejected';
    else if (what === 'missed') {
      this.#result = resultOf(handup ?? '');
      this.#byOther = handup === 'Answered by Other Member' || handup === 'Answered by Other Device';
    }
    if (!this.isRinging) this.#endedAt = at;
  }

  hangsUp(fact: Fact): void {
    if (this.#answeredAt === null) this.legEnds(fact);
    // The other devices of the one who answered end too, and are not the talk.
    else if (fact.leg === '' || this.#answeredOn === '' || fact.leg === this.#answeredOn)
      this.#endedAt ??= fact.at;
  }

  /** All is over, unless they answered less than `talked` ms ago. */
  isOver(at: number, talked = 0): void {
    if (this.#endedAt !== null) return;
    if (this.#answeredAt !== null && at - this.#answeredAt < talked) return;
    this.#ringing.clear();
    this.#endedAt = at;
  }

  outcome(): Outcome {
    const givenUpAt = this.#answeredAt === null ? this.#lastRing + RINGS_AT_MOST : null;
    return {
      who: this.who,
      startedAt: this.#startedAt,
      answeredAt: this.#answeredAt,
      endedAt: this.#endedAt ?? givenUpAt,
      result: this.#result,
      answeredByOther: this.#byOther,
    };
  }

  #stop(leg: string): void {
    if (this.#ringing.delete(leg)) return;
    // The event names the device otherwise than the ringing did, or not at all: then it is one of them.
    for (const one of this.#ringing) {
      this.#ringing.delete(one);
      return;
    }
  }
}

function resultOf(handup: string): Result {
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
