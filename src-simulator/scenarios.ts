/**
 * Calls as data: which event Zoom sends when, and what a correct client makes of it. Nothing here knows of
 * sockets or timers, so the same scenarios drive the demo, unit tests and the end-to-end tests.
 */
import {
  displayName,
  ito,
  reception,
  salesQueue,
  supportQueue,
  suzuki,
  takahashi,
  type Device,
  type Party,
} from './people.ts';
import {
  blindTransferInitiated,
  byColleague,
  byQueue,
  byReception,
  calleeAnswered,
  calleeEnded,
  calleeEndedBare,
  calleeMissed,
  calleeRejected,
  calleeRinging,
  inside,
  outside,
  type HandupResult,
  type Leg,
  type LegOfCall,
  type ZoomCaller,
  type ZoomEvent,
  type ZoomForwarder,
} from './zoom-events.ts';

export { agent, type Party } from './people.ts';
export { newCallId, type ZoomEvent } from './zoom-events.ts';

/** What a scenario is made from. The same context gives the same steps, as far as `newCallId` does. */
export interface ScenarioContext {
  /** The moment of step 0, in ms since 1970. */
  readonly now: number;
  /** Whose calls these are. */
  readonly agent: Party;
  /** Gives a fresh `call_id`, a string of 19 digits, at each call. */
  readonly newCallId: () => string;
  /** How many times faster than written, 1 by default. Times in the events keep pace. Above 0. */
  readonly speed?: number;
  /** `payload.account_id` of every event, `sim-account` by default. */
  readonly accountId?: string;
}

/** One event and when it reaches the client, in ms after the start. */
export interface Step {
  readonly at: number;
  readonly event: ZoomEvent;
}

/**
 * Where a call stands for the agent after the last step: `none` = it never was the agent's, so no card at
 * all; `ringing` = its closing event never comes, so that only a time limit can end it.
 */
export type FinalState = 'answered-elsewhere' | 'missed' | 'rejected' | 'ended' | 'late' | 'none' | 'ringing';

/** What a correct client says of one call of the scenario once every step has arrived. */
export interface ExpectedCall {
  readonly callId: string;
  readonly state: FinalState;
}

/** A scenario for one context: steps by time of arrival, and the calls in the order they were begun. */
export interface ScenarioRun {
  readonly steps: readonly Step[];
  readonly expect: readonly ExpectedCall[];
}

/** A scenario: a name to choose it by, a title to show, and its steps for any context. */
export interface Scenario {
  readonly id: ScenarioId;
  readonly title: { readonly ja: string; readonly en: string };
  /** Pure. Throws a RangeError if the context's `speed` is not above 0. */
  readonly build: (context: ScenarioContext) => ScenarioRun;
}

const RING = 4_000;
const TALK = 4_000;
const HOUR = 3_600_000;

const TANAKA = outside('+819012345678');

const definitions = {
  known: {
    title: { ja: '登録のあるお客様', en: 'Known customer' },
    tell: (story) => [story.answeredCall(0, story.call(TANAKA))],
  },
  'known-international': {
    title: { ja: '海外からの着信 (Support キュー経由)', en: 'Known customer abroad, via the Support queue' },
    tell: (story) => {
      const call = story.call(outside('+442079460018'), { forwardedBy: byQueue(supportQueue) });
      const leg = story.leg(story.agent, story.agent.app, supportQueue.number);
      call.rings(0, leg);
      call.answered(RING, leg);
      call.endedBare(RING + TALK);
      return [call.expect('ended')];
    },
  },
  'shared-number': {
    title: { ja: '二人が使う番号', en: 'A number that two people share' },
    tell: (story) => [story.answeredCall(0, story.call(outside('+81355550000')))],
  },
  unknown: {
    title: { ja: '登録のない番号', en: 'Unknown number' },
    tell: (story) => [story.missedCall(0, story.call(outside('+818055501234')), 'No Answer')],
  },
  'zoom-name': {
    title: { ja: '登録はないが Zoom が名前を知る番号', en: 'Only Zoom knows the name' },
    tell: (story) => {
      // An outside party that Zoom files as a "user" whose extension is the whole number.
      const caller: ZoomCaller = {
        name: '横浜みなと歯科',
        extension_type: 'user',
        extension_number: 81455550123,
        phone_number: '+81455550123',
        connection_type: 'pstn_off_net',
      };
      return [story.answeredCall(0, story.call(caller))];
    },
  },
  'long-name': {
    title: { ja: 'とても長い名前のお客様', en: 'Customer with a very long name' },
    tell: (story) => [story.answeredCall(0, story.call(outside('+81661234567')))],
  },
  withheld: {
    title: { ja: '非通知', en: 'Number withheld' },
    tell: (story) => [story.answeredCall(0, story.call({ connection_type: 'pstn_off_net' }))],
  },
  'withheld-word': {
    title: { ja: '非通知 (番号の代わりに言葉)', en: 'Number withheld, a word in its place' },
    tell: (story) => {
      const caller = { name: '', phone_number: 'anonymous', connection_type: 'pstn_off_net' };
      return [story.missedCall(0, story.call(caller), 'No Answer')];
    },
  },
  internal: {
    title: { ja: '内線', en: 'Internal call' },
    tell: (story) => {
      const call = story.call(inside(ito));
      const leg = story.leg(story.agent, story.agent.app, String(story.agent.extension));
      call.rings(0, leg);
      call.answered(RING, leg);
      call.ended(RING + TALK, leg);
      return [call.expect('ended')];
    },
  },
  'queue-elsewhere': {
    title: { ja: '営業キュー、同僚が応答', en: 'Sales queue, answered by a colleague' },
    tell: (story) => {
      const call = story.call(TANAKA, { forwardedBy: byQueue(salesQueue) });
      const leg = (party: Party, device: Device) => story.leg(party, device, salesQueue.number);
      const agentDesk = leg(story.agent, story.agent.desk);
      const agentApp = leg(story.agent, story.agent.app);
      const suzukiApp = leg(suzuki, suzuki.app);
      const suzukiDesk = leg(suzuki, suzuki.desk);
      const takahashiApp = leg(takahashi, takahashi.app);
      const takahashiDesk = leg(takahashi, takahashi.desk);
      call.rings(0, agentDesk);
      call.rings(10, suzukiApp);
      call.rings(20, takahashiDesk);
      call.rings(30, agentApp);
      call.rings(40, takahashiApp);
      call.rings(50, suzukiDesk);
      // A leg that is not the agent's drops out, and the event does not say which: the call rings on.
      call.endedBare(RING / 2);
      call.answered(RING, suzukiApp);
      call.endedBare(RING + 10);
      call.missed(RING + 15, agentApp, 'Answered by Other Member');
      call.missed(RING + 20, suzukiDesk, 'Answered by Other Device');
      call.endedBare(RING + 25);
      call.missed(RING + 30, takahashiDesk, 'Answered by Other Member');
      call.missed(RING + 35, agentDesk, 'Answered by Other Member');
      call.endedBare(RING + 40);
      call.endedBare(RING + 45);
      call.endedBare(RING + TALK);
      return [call.expect('answered-elsewhere')];
    },
  },
  missed: {
    title: { ja: '不在着信', en: 'Missed call' },
    tell: (story) => [story.missedCall(0, story.call(TANAKA), 'No Answer')],
  },
  cancelled: {
    title: { ja: '相手が先に切った着信', en: 'Caller hangs up first' },
    tell: (story) => [story.missedCall(0, story.call(TANAKA), 'Call Cancel')],
  },
  rejected: {
    title: { ja: '拒否した着信', en: 'Rejected call' },
    tell: (story) => {
      const call = story.call(outside('+818055501234'));
      const leg = story.agentLeg();
      call.rings(0, leg);
      call.rejected(RING / 2, leg);
      call.endedBare(RING / 2 + 20);
      return [call.expect('rejected')];
    },
  },
  transfer: {
    title: { ja: '同僚からの転送', en: 'Transferred by a colleague' },
    tell: (story) => {
      // The call comes in over the main number; 鈴木 answers and passes it on blindly, under the same
      // call_id. Zoom's schema names only queues, shared lines and receptionists as `forwarded_by`; a
      // colleague there is the nearest thing to it for "transferred by".
      const redirectForwardedBy = byReception(reception);
      const first = story.leg(suzuki, suzuki.app, reception.number);
      const call = story.call(TANAKA, { redirectForwardedBy });
      const mine = story.agentLeg();
      const passedOn = RING / 2 + TALK / 2;
      call.rings(0, first);
      call.answered(RING / 2, first);
      call.transferred(passedOn);
      call.rings(passedOn + 50, mine, { forwardedBy: byColleague(suzuki), redirectForwardedBy });
      // The end of the colleague's leg, while the call already rings at the agent.
      call.endedBare(passedOn + 100);
      call.answered(passedOn + RING, mine);
      call.ended(passedOn + RING + TALK, mine);
      return [call.expect('ended')];
    },
  },
  overflow: {
    title: { ja: 'キューから二度鳴る着信', en: 'Queue overflow rings again' },
    tell: (story) => {
      const call = story.call(TANAKA, { forwardedBy: byQueue(salesQueue) });
      const desk = story.leg(story.agent, story.agent.desk, salesQueue.number);
      const app = story.leg(story.agent, story.agent.app, salesQueue.number);
      call.rings(0, desk);
      call.rings(20, app);
      call.missed(RING, app, 'Ring Timeout');
      call.missed(RING + 30, desk, 'Ring Timeout');
      call.rings(RING + 1_000, desk);
      call.rings(RING + 1_020, app);
      call.answered(RING + 3_000, app);
      call.missed(RING + 3_020, desk, 'Answered by Other Device');
      call.ended(RING + 3_000 + TALK, app);
      return [call.expect('ended')];
    },
  },
  'two-at-once': {
    title: { ja: '同時に二件', en: 'Two calls at once' },
    tell: (story) => [
      story.answeredCall(0, story.call(TANAKA)),
      story.missedCall(300, story.call(outside('+818055501234')), 'Ring Timeout'),
    ],
  },
  'ten-at-once': {
    title: { ja: '同時に十件', en: 'Ten calls at once' },
    tell: (story) =>
      Array.from({ length: 10 }, (_, n) => {
        // The last ones, on top of the stack: a known caller, one with a very long name, one that nobody knows.
        const known = ['+815012345678', '+81661234567'][9 - n];
        const call = story.call(outside(known ?? `+8180555060${String(n).padStart(2, '0')}`));
        return story.missedCall(n * 200, call, n % 2 === 0 ? 'No Answer' : 'Call Cancel');
      }),
  },
  duplicates: {
    title: { ja: '同じ通知が五回ずつ', en: 'Every event five times' },
    copies: 5,
    tell: (story) => [story.answeredCall(0, story.call(TANAKA))],
  },
  reordered: {
    title: { ja: '通知の順序が逆', en: 'Events in the wrong order' },
    tell: (story) => {
      const leg = story.agentLeg();
      const backwards = story.call(TANAKA);
      backwards.rings({ at: 0, arrives: 2_900 }, leg);
      backwards.answered({ at: 1_000, arrives: 2_800 }, leg);
      backwards.ended({ at: 2_500, arrives: 2_700 }, leg);
      const swapped = story.call(outside('+818055501234'));
      swapped.rings({ at: 4_000, arrives: 4_600 }, leg);
      swapped.answered({ at: 4_500, arrives: 4_550 }, leg);
      swapped.ended(4_500 + TALK, leg);
      return [backwards.expect('ended'), swapped.expect('ended')];
    },
  },
  late: {
    title: { ja: '一時間遅れの通知', en: 'An hour late' },
    tell: (story) => {
      const call = story.call(TANAKA);
      call.rings({ at: -HOUR, arrives: 0 }, story.agentLeg());
      return [call.expect('late')];
    },
  },
  'lost-end': {
    title: { ja: '終了の通知が来ない着信', en: 'Closing event lost' },
    tell: (story) => {
      const call = story.call(TANAKA);
      call.rings(0, story.agentLeg());
      return [call.expect('ringing')];
    },
  },
  'other-member': {
    title: { ja: '同僚だけへの着信', en: "A colleague's own call" },
    tell: (story) => {
      const call = story.call(TANAKA);
      const leg = story.leg(suzuki, suzuki.app, suzuki.numbers[0]);
      call.rings(0, leg);
      call.answered(RING, leg);
      call.ended(RING + TALK, leg);
      return [call.expect('none')];
    },
  },
  'dialled-number': {
    title: { ja: '二つ目の番号への着信', en: 'To the second of my numbers' },
    tell: (story) => {
      const call = story.call(outside('+81355550000'));
      const { agent } = story;
      const leg = story.leg(agent, agent.app, agent.numbers[1] ?? agent.numbers[0]);
      call.rings(0, leg);
      call.answered(RING, leg);
      call.ended(RING + TALK, leg);
      return [call.expect('ended')];
    },
  },
} as const satisfies Record<string, Definition>;

/** The name of a scenario, as given to `simulate`. */
export type ScenarioId = keyof typeof definitions;

/** Every scenario, in the order to list them. */
export const scenarios: readonly Scenario[] = scenarioIds().map((id) => {
  const { title, tell, copies = 1 }: Definition = definitions[id];
  return {
    id,
    title,
    build: (context) => {
      const story = new Story(context, copies);
      const expect = tell(story);
      return { steps: story.steps(), expect };
    },
  };
});

/** The scenario with this id, or undefined. */
export function findScenario(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id);
}

function scenarioIds(): ScenarioId[] {
  return Object.keys(definitions).filter((key): key is ScenarioId => Object.hasOwn(definitions, key));
}

interface Definition {
  readonly title: Scenario['title'];
  /** How often each event is sent, 1 by default. */
  readonly copies?: number;
  /** Tells the calls to the story, each event in the order it happened. */
  readonly tell: (story: Story) => ExpectedCall[];
}

/** When something happened, in ms of the story, and when the client hears of it (at once, by default). */
type When = number | { readonly at: number; readonly arrives: number };

interface Via {
  readonly forwardedBy?: ZoomForwarder;
  readonly redirectForwardedBy?: ZoomForwarder;
}

/** Collects the steps of one scenario and turns its ms into moments. */
class Story {
  readonly agent: Party;
  readonly accountId: string;
  readonly #context: ScenarioContext;
  readonly #speed: number;
  readonly #copies: number;
  readonly #steps: Step[] = [];
  readonly #taken = new Set<number>();

  constructor(context: ScenarioContext, copies: number) {
    const speed = context.speed ?? 1;
    if (!(speed > 0)) throw new RangeError(`speed must be above 0, not ${speed}`);
    this.#context = context;
    this.#speed = speed;
    this.#copies = copies;
    this.agent = context.agent;
    this.accountId = context.accountId ?? 'sim-account';
  }

  call(caller: ZoomCaller, via: Via = {}): SimulatedCall {
    return new SimulatedCall(this, this.#context.newCallId(), caller, via);
  }

  leg(party: Party, device: Device, number: string): Leg {
    return { party, device, number };
  }

  /** The agent's app, called on the first direct number. */
  agentLeg(): Leg {
    return this.leg(this.agent, this.agent.app, this.agent.numbers[0]);
  }

  /** The whole life of a call that the agent answers in the app. */
  answeredCall(start: number, call: SimulatedCall): ExpectedCall {
    const leg = this.agentLeg();
    call.rings(start, leg);
    call.answered(start + RING, leg);
    call.ended(start + RING + TALK, leg);
    return call.expect('ended');
  }

  /** The whole life of a call that nobody answers. */
  missedCall(start: number, call: SimulatedCall, result: HandupResult): ExpectedCall {
    const leg = this.agentLeg();
    call.rings(start, leg);
    call.missed(start + RING, leg, result);
    call.endedBare(start + RING + 20);
    return call.expect('missed');
  }

  /** The real moment of a moment of the story, in ms since 1970. What lies before the story is not hurried. */
  moment(at: number): number {
    return this.#context.now + (at < 0 ? at : this.#scaled(at));
  }

  add(when: When, make: (eventTs: number) => ZoomEvent): void {
    const { at, arrives } = typeof when === 'number' ? { at: when, arrives: when } : when;
    // Two events never share an event_ts, at whatever speed: with an equal one, the bare ends of two legs,
    // or a second ring of the same leg, could not be told from a repetition.
    let eventTs = this.moment(at);
    while (this.#taken.has(eventTs)) eventTs += 1;
    this.#taken.add(eventTs);
    const step = { at: this.#scaled(arrives), event: make(eventTs) };
    for (let copy = 0; copy < this.#copies; copy += 1) this.#steps.push(step);
  }

  steps(): Step[] {
    return this.#steps.toSorted((a, b) => a.at - b.at);
  }

  #scaled(ms: number): number {
    return Math.round(ms / this.#speed);
  }
}

/** One call_id and what happens to it. */
class SimulatedCall {
  readonly #story: Story;
  readonly #id: string;
  readonly #caller: ZoomCaller;
  readonly #via: Via;
  readonly #legs = new Map<Leg, LegOfCall>();

  constructor(story: Story, id: string, caller: ZoomCaller, via: Via) {
    this.#story = story;
    this.#id = id;
    this.#caller = caller;
    this.#via = via;
  }

  expect(state: FinalState): ExpectedCall {
    return { callId: this.#id, state };
  }

  rings(when: When, leg: Leg, via: Via = this.#via): void {
    const call: LegOfCall = {
      accountId: this.#story.accountId,
      callId: this.#id,
      caller: this.#caller,
      leg,
      ringingAt: this.#moment(when),
      ...via,
    };
    this.#legs.set(leg, call);
    this.#story.add(when, (eventTs) => calleeRinging(call, eventTs));
  }

  answered(when: When, leg: Leg): void {
    const call = { ...this.#leg(leg), answeredAt: this.#moment(when) };
    this.#legs.set(leg, call);
    this.#story.add(when, (eventTs) => calleeAnswered(call, eventTs));
  }

  missed(when: When, leg: Leg, result: HandupResult): void {
    const call = this.#leg(leg);
    this.#story.add(when, (eventTs) => calleeMissed(call, eventTs, result));
  }

  rejected(when: When, leg: Leg): void {
    const call = this.#leg(leg);
    this.#story.add(when, (eventTs) => calleeRejected(call, eventTs));
  }

  ended(when: When, leg: Leg): void {
    const call = this.#leg(leg);
    this.#story.add(when, (eventTs) => calleeEnded(call, eventTs));
  }

  endedBare(when: When): void {
    this.#story.add(when, (eventTs) => calleeEndedBare(this.#story.accountId, this.#id, eventTs));
  }

  transferred(when: When): void {
    this.#story.add(when, (eventTs) => blindTransferInitiated(this.#story.accountId, this.#id, eventTs));
  }

  #leg(leg: Leg): LegOfCall {
    const call = this.#legs.get(leg);
    if (call === undefined) throw new Error(`${displayName(leg.party)} has no leg of this call: let it ring`);
    return call;
  }

  #moment(when: When): number {
    return this.#story.moment(typeof when === 'number' ? when : when.at);
  }
}
