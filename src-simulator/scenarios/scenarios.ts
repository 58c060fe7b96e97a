/**
 * Calls as data: which event Zoom sends when, and what a correct client makes of it. Nothing here knows of
 * sockets or timers, so the same scenarios drive the demo, unit tests and the end-to-end tests.
 */
import {
  formatDisplayName,
  ito,
  reception,
  salesQueue,
  supportQueue,
  suzuki,
  takahashi,
  type Device,
  type ZoomUser,
} from './people.ts';
import {
  blindTransferInitiated,
  byColleague,
  byQueue,
  byReception,
  calleeAnswered,
  calleeEnded,
  calleeEndedWithoutLeg,
  calleeMissed,
  calleeRejected,
  calleeRinging,
  toInternalCaller,
  toExternalCaller,
  type HandupResult,
  type SimulatedLeg,
  type LegEventData,
  type ZoomCaller,
  type ZoomEvent,
  type ZoomForwarder,
} from '../zoom/zoom-events.ts';

export { agent } from './people.ts';
export { newCallId, type ZoomEvent } from '../zoom/zoom-events.ts';

/** What a scenario is made from. The same context gives the same steps, as far as `newCallId` does. */
export interface ScenarioContext {
  /** The moment of step 0, in ms since 1970. */
  readonly now: number;
  /** Whose calls these are. */
  readonly agent: ZoomUser;
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

const RING_MS = 4_000;
const TALK_MS = 4_000;
const HOUR_MS = 3_600_000;

const TANAKA = toExternalCaller('+819012345678');

const definitions = {
  known: {
    title: { ja: '登録のあるお客様', en: 'Known customer' },
    addCalls: (builder) => [builder.addAnsweredCall(0, builder.createCall(TANAKA))],
  },
  'known-international': {
    title: { ja: '海外からの着信 (Support キュー経由)', en: 'Known customer abroad, via the Support queue' },
    addCalls: (builder) => {
      const call = builder.createCall(toExternalCaller('+442079460018'), {
        forwardedBy: byQueue(supportQueue),
      });
      const leg = builder.createLeg(builder.agent, builder.agent.app, supportQueue.number);
      call.rings(0, leg);
      call.answered(RING_MS, leg);
      call.endedWithoutLeg(RING_MS + TALK_MS);
      return [call.expect('ended')];
    },
  },
  'shared-number': {
    title: { ja: '二人が使う番号', en: 'A number that two people share' },
    addCalls: (builder) => [builder.addAnsweredCall(0, builder.createCall(toExternalCaller('+81355550000')))],
  },
  unknown: {
    title: { ja: '登録のない番号', en: 'Unknown number' },
    addCalls: (builder) => [
      builder.addMissedCall(0, builder.createCall(toExternalCaller('+818055501234')), 'No Answer'),
    ],
  },
  'zoom-name': {
    title: { ja: '登録はないが Zoom が名前を知る番号', en: 'Only Zoom knows the name' },
    addCalls: (builder) => {
      // An outside party that Zoom files as a "user" whose extension is the whole number.
      const caller: ZoomCaller = {
        name: '横浜みなと歯科',
        extension_type: 'user',
        extension_number: 81455550123,
        phone_number: '+81455550123',
        connection_type: 'pstn_off_net',
      };
      return [builder.addAnsweredCall(0, builder.createCall(caller))];
    },
  },
  'long-name': {
    title: { ja: 'とても長い名前のお客様', en: 'Customer with a very long name' },
    addCalls: (builder) => [builder.addAnsweredCall(0, builder.createCall(toExternalCaller('+81661234567')))],
  },
  withheld: {
    title: { ja: '非通知', en: 'Number withheld' },
    addCalls: (builder) => [
      builder.addAnsweredCall(0, builder.createCall({ connection_type: 'pstn_off_net' })),
    ],
  },
  'withheld-word': {
    title: { ja: '非通知 (番号の代わりに言葉)', en: 'Number withheld, a word in its place' },
    addCalls: (builder) => {
      const caller = { name: '', phone_number: 'anonymous', connection_type: 'pstn_off_net' };
      return [builder.addMissedCall(0, builder.createCall(caller), 'No Answer')];
    },
  },
  internal: {
    title: { ja: '内線', en: 'Internal call' },
    addCalls: (builder) => {
      const call = builder.createCall(toInternalCaller(ito));
      const leg = builder.createLeg(builder.agent, builder.agent.app, String(builder.agent.extension));
      call.rings(0, leg);
      call.answered(RING_MS, leg);
      call.ended(RING_MS + TALK_MS, leg);
      return [call.expect('ended')];
    },
  },
  'queue-elsewhere': {
    title: { ja: '営業キュー、同僚が応答', en: 'Sales queue, answered by a colleague' },
    addCalls: (builder) => {
      const call = builder.createCall(TANAKA, { forwardedBy: byQueue(salesQueue) });
      const createLeg = (party: ZoomUser, device: Device) =>
        builder.createLeg(party, device, salesQueue.number);
      const agentDeskPhone = createLeg(builder.agent, builder.agent.deskPhone);
      const agentApp = createLeg(builder.agent, builder.agent.app);
      const suzukiApp = createLeg(suzuki, suzuki.app);
      const suzukiDeskPhone = createLeg(suzuki, suzuki.deskPhone);
      const takahashiApp = createLeg(takahashi, takahashi.app);
      const takahashiDeskPhone = createLeg(takahashi, takahashi.deskPhone);
      call.rings(0, agentDeskPhone);
      call.rings(10, suzukiApp);
      call.rings(20, takahashiDeskPhone);
      call.rings(30, agentApp);
      call.rings(40, takahashiApp);
      call.rings(50, suzukiDeskPhone);
      // A leg that is not the agent's drops out, and the event does not say which: the call rings on.
      call.endedWithoutLeg(RING_MS / 2);
      call.answered(RING_MS, suzukiApp);
      call.endedWithoutLeg(RING_MS + 10);
      call.missed(RING_MS + 15, agentApp, 'Answered by Other Member');
      call.missed(RING_MS + 20, suzukiDeskPhone, 'Answered by Other Device');
      call.endedWithoutLeg(RING_MS + 25);
      call.missed(RING_MS + 30, takahashiDeskPhone, 'Answered by Other Member');
      call.missed(RING_MS + 35, agentDeskPhone, 'Answered by Other Member');
      call.endedWithoutLeg(RING_MS + 40);
      call.endedWithoutLeg(RING_MS + 45);
      call.endedWithoutLeg(RING_MS + TALK_MS);
      return [call.expect('answered-elsewhere')];
    },
  },
  missed: {
    title: { ja: '不在着信', en: 'Missed call' },
    addCalls: (builder) => [builder.addMissedCall(0, builder.createCall(TANAKA), 'No Answer')],
  },
  cancelled: {
    title: { ja: '相手が先に切った着信', en: 'Caller hangs up first' },
    addCalls: (builder) => [builder.addMissedCall(0, builder.createCall(TANAKA), 'Call Cancel')],
  },
  rejected: {
    title: { ja: '拒否した着信', en: 'Rejected call' },
    addCalls: (builder) => {
      const call = builder.createCall(toExternalCaller('+818055501234'));
      const leg = builder.createAgentLeg();
      call.rings(0, leg);
      call.rejected(RING_MS / 2, leg);
      call.endedWithoutLeg(RING_MS / 2 + 20);
      return [call.expect('rejected')];
    },
  },
  transfer: {
    title: { ja: '同僚からの転送', en: 'Transferred by a colleague' },
    addCalls: (builder) => {
      // The call comes in over the main number; 鈴木 answers and passes it on blindly, under the same
      // call_id. Zoom's schema names only queues, shared lines and receptionists as `forwarded_by`; a
      // colleague there is the nearest thing to it for "transferred by".
      const redirectForwardedBy = byReception(reception);
      const colleagueLeg = builder.createLeg(suzuki, suzuki.app, reception.number);
      const call = builder.createCall(TANAKA, { redirectForwardedBy });
      const agentLeg = builder.createAgentLeg();
      const transferredAt = RING_MS / 2 + TALK_MS / 2;
      call.rings(0, colleagueLeg);
      call.answered(RING_MS / 2, colleagueLeg);
      call.transferred(transferredAt);
      call.rings(transferredAt + 50, agentLeg, { forwardedBy: byColleague(suzuki), redirectForwardedBy });
      // The end of the colleague's leg, while the call already rings at the agent.
      call.endedWithoutLeg(transferredAt + 100);
      call.answered(transferredAt + RING_MS, agentLeg);
      call.ended(transferredAt + RING_MS + TALK_MS, agentLeg);
      return [call.expect('ended')];
    },
  },
  overflow: {
    title: { ja: 'キューから二度鳴る着信', en: 'Queue overflow rings again' },
    addCalls: (builder) => {
      const call = builder.createCall(TANAKA, { forwardedBy: byQueue(salesQueue) });
      const deskPhone = builder.createLeg(builder.agent, builder.agent.deskPhone, salesQueue.number);
      const app = builder.createLeg(builder.agent, builder.agent.app, salesQueue.number);
      call.rings(0, deskPhone);
      call.rings(20, app);
      call.missed(RING_MS, app, 'Ring Timeout');
      call.missed(RING_MS + 30, deskPhone, 'Ring Timeout');
      call.rings(RING_MS + 1_000, deskPhone);
      call.rings(RING_MS + 1_020, app);
      call.answered(RING_MS + 3_000, app);
      call.missed(RING_MS + 3_020, deskPhone, 'Answered by Other Device');
      call.ended(RING_MS + 3_000 + TALK_MS, app);
      return [call.expect('ended')];
    },
  },
  'two-at-once': {
    title: { ja: '同時に二件', en: 'Two calls at once' },
    addCalls: (builder) => [
      builder.addAnsweredCall(0, builder.createCall(TANAKA)),
      builder.addMissedCall(300, builder.createCall(toExternalCaller('+818055501234')), 'Ring Timeout'),
    ],
  },
  'ten-at-once': {
    title: { ja: '同時に十件', en: 'Ten calls at once' },
    addCalls: (builder) =>
      Array.from({ length: 10 }, (_, n) => {
        // The last ones, on top of the stack: a known caller, one with a very long name, one that nobody knows.
        const knownNumber = ['+815012345678', '+81661234567'][9 - n];
        const call = builder.createCall(
          toExternalCaller(knownNumber ?? `+8180555060${String(n).padStart(2, '0')}`),
        );
        return builder.addMissedCall(n * 200, call, n % 2 === 0 ? 'No Answer' : 'Call Cancel');
      }),
  },
  duplicates: {
    title: { ja: '同じ通知が五回ずつ', en: 'Every event five times' },
    copies: 5,
    addCalls: (builder) => [builder.addAnsweredCall(0, builder.createCall(TANAKA))],
  },
  reordered: {
    title: { ja: '通知の順序が逆', en: 'Events in the wrong order' },
    addCalls: (builder) => {
      const leg = builder.createAgentLeg();
      const backwards = builder.createCall(TANAKA);
      backwards.rings({ at: 0, arrives: 2_900 }, leg);
      backwards.answered({ at: 1_000, arrives: 2_800 }, leg);
      backwards.ended({ at: 2_500, arrives: 2_700 }, leg);
      const swapped = builder.createCall(toExternalCaller('+818055501234'));
      swapped.rings({ at: 4_000, arrives: 4_600 }, leg);
      swapped.answered({ at: 4_500, arrives: 4_550 }, leg);
      swapped.ended(4_500 + TALK_MS, leg);
      return [backwards.expect('ended'), swapped.expect('ended')];
    },
  },
  late: {
    title: { ja: '一時間遅れの通知', en: 'An hour late' },
    addCalls: (builder) => {
      const call = builder.createCall(TANAKA);
      call.rings({ at: -HOUR_MS, arrives: 0 }, builder.createAgentLeg());
      return [call.expect('late')];
    },
  },
  'lost-end': {
    title: { ja: '終了の通知が来ない着信', en: 'Closing event lost' },
    addCalls: (builder) => {
      const call = builder.createCall(TANAKA);
      call.rings(0, builder.createAgentLeg());
      return [call.expect('ringing')];
    },
  },
  'other-member': {
    title: { ja: '同僚だけへの着信', en: "A colleague's own call" },
    addCalls: (builder) => {
      const call = builder.createCall(TANAKA);
      const leg = builder.createLeg(suzuki, suzuki.app, suzuki.numbers[0]);
      call.rings(0, leg);
      call.answered(RING_MS, leg);
      call.ended(RING_MS + TALK_MS, leg);
      return [call.expect('none')];
    },
  },
  'dialled-number': {
    title: { ja: '二つ目の番号への着信', en: 'To the second of my numbers' },
    addCalls: (builder) => {
      const call = builder.createCall(toExternalCaller('+81355550000'));
      const { agent } = builder;
      const leg = builder.createLeg(agent, agent.app, agent.numbers[1] ?? agent.numbers[0]);
      call.rings(0, leg);
      call.answered(RING_MS, leg);
      call.ended(RING_MS + TALK_MS, leg);
      return [call.expect('ended')];
    },
  },
} as const satisfies Record<string, Definition>;

/** The name of a scenario, as given to `simulate`. */
export type ScenarioId = keyof typeof definitions;

/** Every scenario, in the order to list them. */
export const scenarios: readonly Scenario[] = getScenarioIds().map((id) => {
  const { title, addCalls, copies = 1 }: Definition = definitions[id];
  return {
    id,
    title,
    build: (context) => {
      const builder = new ScenarioBuilder(context, copies);
      const expect = addCalls(builder);
      return { steps: builder.getSteps(), expect };
    },
  };
});

/** The scenario with this id, or undefined. */
export function findScenario(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id);
}

function getScenarioIds(): ScenarioId[] {
  return Object.keys(definitions).filter((key): key is ScenarioId => Object.hasOwn(definitions, key));
}

interface Definition {
  readonly title: Scenario['title'];
  /** How often each event is sent, 1 by default. */
  readonly copies?: number;
  /** Tells the calls to the story, each event in the order it happened. */
  readonly addCalls: (builder: ScenarioBuilder) => ExpectedCall[];
}

/** When something happened, in ms of the story, and when the client hears of it (at once, by default). */
type EventTime = number | { readonly at: number; readonly arrives: number };

interface Forwarding {
  readonly forwardedBy?: ZoomForwarder;
  readonly redirectForwardedBy?: ZoomForwarder;
}

/** Collects the steps of one scenario and turns its ms into moments. */
class ScenarioBuilder {
  readonly agent: ZoomUser;
  readonly accountId: string;
  readonly #context: ScenarioContext;
  readonly #speed: number;
  readonly #copies: number;
  readonly #steps: Step[] = [];
  readonly #usedTimestamps = new Set<number>();

  constructor(context: ScenarioContext, copies: number) {
    const speed = context.speed ?? 1;
    if (!(speed > 0)) throw new RangeError(`speed must be above 0, not ${speed}`);
    this.#context = context;
    this.#speed = speed;
    this.#copies = copies;
    this.agent = context.agent;
    this.accountId = context.accountId ?? 'sim-account';
  }

  createCall(caller: ZoomCaller, forwarding: Forwarding = {}): SimulatedCall {
    return new SimulatedCall(this, this.#context.newCallId(), caller, forwarding);
  }

  createLeg(party: ZoomUser, device: Device, number: string): SimulatedLeg {
    return { party, device, number };
  }

  /** The agent's app, called on the first direct number. */
  createAgentLeg(): SimulatedLeg {
    return this.createLeg(this.agent, this.agent.app, this.agent.numbers[0]);
  }

  /** The whole life of a call that the agent answers in the app. */
  addAnsweredCall(start: number, call: SimulatedCall): ExpectedCall {
    const leg = this.createAgentLeg();
    call.rings(start, leg);
    call.answered(start + RING_MS, leg);
    call.ended(start + RING_MS + TALK_MS, leg);
    return call.expect('ended');
  }

  /** The whole life of a call that nobody answers. */
  addMissedCall(start: number, call: SimulatedCall, result: HandupResult): ExpectedCall {
    const leg = this.createAgentLeg();
    call.rings(start, leg);
    call.missed(start + RING_MS, leg, result);
    call.endedWithoutLeg(start + RING_MS + 20);
    return call.expect('missed');
  }

  /** The real moment of a moment of the story, in ms since 1970. What lies before the story is not hurried. */
  toTimestamp(at: number): number {
    return this.#context.now + (at < 0 ? at : this.#scale(at));
  }

  addStep(time: EventTime, createEvent: (eventTs: number) => ZoomEvent): void {
    const { at, arrives } = typeof time === 'number' ? { at: time, arrives: time } : time;
    // Two events never share an event_ts, at whatever speed: with an equal one, the bare ends of two legs,
    // or a second ring of the same leg, could not be told from a repetition.
    let eventTs = this.toTimestamp(at);
    while (this.#usedTimestamps.has(eventTs)) eventTs += 1;
    this.#usedTimestamps.add(eventTs);
    const step = { at: this.#scale(arrives), event: createEvent(eventTs) };
    for (let copy = 0; copy < this.#copies; copy += 1) this.#steps.push(step);
  }

  getSteps(): Step[] {
    return this.#steps.toSorted((a, b) => a.at - b.at);
  }

  #scale(ms: number): number {
    return Math.round(ms / this.#speed);
  }
}

/** One call_id and what happens to it. */
class SimulatedCall {
  readonly #builder: ScenarioBuilder;
  readonly #id: string;
  readonly #caller: ZoomCaller;
  readonly #forwarding: Forwarding;
  readonly #legs = new Map<SimulatedLeg, LegEventData>();

  constructor(builder: ScenarioBuilder, id: string, caller: ZoomCaller, forwarding: Forwarding) {
    this.#builder = builder;
    this.#id = id;
    this.#caller = caller;
    this.#forwarding = forwarding;
  }

  expect(state: FinalState): ExpectedCall {
    return { callId: this.#id, state };
  }

  rings(time: EventTime, leg: SimulatedLeg, forwarding: Forwarding = this.#forwarding): void {
    const call: LegEventData = {
      accountId: this.#builder.accountId,
      callId: this.#id,
      caller: this.#caller,
      leg,
      ringingAt: this.#toTimestamp(time),
      ...forwarding,
    };
    this.#legs.set(leg, call);
    this.#builder.addStep(time, (eventTs) => calleeRinging(call, eventTs));
  }

  answered(time: EventTime, leg: SimulatedLeg): void {
    const call = { ...this.#getLeg(leg), answeredAt: this.#toTimestamp(time) };
    this.#legs.set(leg, call);
    this.#builder.addStep(time, (eventTs) => calleeAnswered(call, eventTs));
  }

  missed(time: EventTime, leg: SimulatedLeg, result: HandupResult): void {
    const call = this.#getLeg(leg);
    this.#builder.addStep(time, (eventTs) => calleeMissed(call, eventTs, result));
  }

  rejected(time: EventTime, leg: SimulatedLeg): void {
    const call = this.#getLeg(leg);
    this.#builder.addStep(time, (eventTs) => calleeRejected(call, eventTs));
  }

  ended(time: EventTime, leg: SimulatedLeg): void {
    const call = this.#getLeg(leg);
    this.#builder.addStep(time, (eventTs) => calleeEnded(call, eventTs));
  }

  endedWithoutLeg(time: EventTime): void {
    this.#builder.addStep(time, (eventTs) =>
      calleeEndedWithoutLeg(this.#builder.accountId, this.#id, eventTs),
    );
  }

  transferred(time: EventTime): void {
    this.#builder.addStep(time, (eventTs) =>
      blindTransferInitiated(this.#builder.accountId, this.#id, eventTs),
    );
  }

  #getLeg(leg: SimulatedLeg): LegEventData {
    const call = this.#legs.get(leg);
    if (call === undefined)
      throw new Error(`${formatDisplayName(leg.party)} has no leg of this call: let it ring`);
    return call;
  }

  #toTimestamp(time: EventTime): number {
    return this.#builder.toTimestamp(typeof time === 'number' ? time : time.at);
  }
}
