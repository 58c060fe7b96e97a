/**
 * Calls as data: the events that Zoom sends, and the state that a correct client shows. Without sockets and timers, so that
 * demo, unit tests and end-to-end tests share the scenarios.
 */
import {
  formatDisplayName,
  SAMPLE_ACCOUNTS,
  type SampleAccount,
  type SampleLanguage,
  type SharedExtension,
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
  transferRecipientUpdated,
  voicemailReceived,
  warmTransferCancelled,
  warmTransferCompleted,
  warmTransferInitiated,
  type HandupResult,
  type LegEventData,
  type SimulatedLeg,
  type TransferData,
  type ZoomCaller,
  type ZoomEvent,
} from '../zoom/zoom-events.ts';

export { agent, SAMPLE_ACCOUNTS } from './people.ts';
export { newCallId, type ZoomEvent } from '../zoom/zoom-events.ts';

/** The same context gives the same steps, if `newCallId` gives the same ids. */
export interface ScenarioContext {
  /** The scenario's start, in ms since 1970. */
  readonly now: number;
  /** Whose calls these are. */
  readonly agent: ZoomUser;
  /** Of the names of all others; Japanese by default. */
  readonly language?: SampleLanguage;
  /** Returns a new `call_id`, a string of 19 digits. */
  readonly newCallId: () => string;
  /** A factor above 0, 1 by default. It applies to the times in the events as well. */
  readonly speed?: number;
  /** `payload.account_id` of every event, `sim-account` by default. */
  readonly accountId?: string;
}

/** An event, received at `at` ms after the start. */
export interface Step {
  readonly at: number;
  readonly event: ZoomEvent;
}

/**
 * A call's state for the agent after the last step. `none`: it was never the agent's, so it has no card; `ringing`: its
 * end event never comes, so only a time limit ends it.
 */
export type FinalState = 'answered-elsewhere' | 'missed' | 'rejected' | 'ended' | 'late' | 'none' | 'ringing';

export interface ExpectedCall {
  readonly callId: string;
  readonly state: FinalState;
}

/** Steps by time of arrival, calls by start. */
export interface ScenarioRun {
  readonly steps: readonly Step[];
  readonly expect: readonly ExpectedCall[];
}

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

/** App and desk phone of a queue's member. */
function createQueueLegs(
  party: ZoomUser,
  { number }: SharedExtension,
): readonly [SimulatedLeg, SimulatedLeg] {
  return [
    { party, device: party.app, number },
    { party, device: party.deskPhone, number },
  ];
}

const definitions = {
  known: { title: { ja: '登録のあるお客様', en: 'Known customer' }, addCalls: answered(TANAKA) },
  'known-international': {
    title: {
      ja: '海外のお客様（Support キュー経由）',
      en: 'Known customer abroad, through the Support queue',
    },
    addCalls: (builder) => {
      const call = builder.createCall(toExternalCaller('+442079460018'), {
        forwardedBy: byQueue(builder.account.supportQueue),
      });
      const leg = { ...builder.agentLeg, number: builder.account.supportQueue.number };
      call.rings(0, leg);
      call.answered(RING_MS, leg);
      call.endedWithoutLeg(RING_MS + TALK_MS);
      return [call.expect('ended')];
    },
  },
  'shared-number': {
    title: { ja: '2 人が共有する番号', en: 'Number shared by two people' },
    addCalls: answered(toExternalCaller('+81355550000')),
  },
  unknown: {
    title: { ja: '登録のない番号', en: 'Unknown number' },
    addCalls: missed(toExternalCaller('+818055501234'), 'No Answer'),
  },
  'zoom-name': {
    title: { ja: '連絡先になく、Zoom に名前がある番号', en: 'Not in contacts, named by Zoom' },
    // An external party that Zoom sends as a "user" whose extension is the whole number.
    addCalls: (builder) => {
      const caller = {
        name: builder.account.namedCaller,
        extension_type: 'user',
        extension_number: 81455550123,
        phone_number: '+81455550123',
        connection_type: 'pstn_off_net',
      };
      return [builder.createCall(caller).addAnswered(0, builder.agentLeg)];
    },
  },
  'long-name': {
    title: { ja: 'とても長い名前のお客様', en: 'Customer with a very long name' },
    addCalls: answered(toExternalCaller('+81661234567')),
  },
  withheld: {
    title: { ja: '非通知', en: 'No caller ID' },
    addCalls: answered({ connection_type: 'pstn_off_net' }),
  },
  'withheld-word': {
    title: { ja: '非通知（番号の代わりに文字列）', en: 'No caller ID, a word instead of a number' },
    addCalls: missed({ name: '', phone_number: 'anonymous', connection_type: 'pstn_off_net' }, 'No Answer'),
  },
  internal: {
    title: { ja: '内線', en: 'Internal call' },
    addCalls: (builder) => {
      const leg = { ...builder.agentLeg, number: String(builder.agent.extension) };
      return [builder.createCall(toInternalCaller(builder.account.ito)).addAnswered(0, leg)];
    },
  },
  'queue-elsewhere': {
    title: { ja: '営業キュー、同僚が応答', en: 'Sales queue, answered by a colleague' },
    addCalls: (builder) => {
      const { salesQueue, suzuki, takahashi } = builder.account;
      const call = builder.createCall(TANAKA, { forwardedBy: byQueue(salesQueue) });
      const [agentApp, agentDeskPhone] = createQueueLegs(builder.agent, salesQueue);
      const [suzukiApp, suzukiDeskPhone] = createQueueLegs(suzuki, salesQueue);
      const [takahashiApp, takahashiDeskPhone] = createQueueLegs(takahashi, salesQueue);
      call.rings(0, agentDeskPhone);
      call.rings(10, suzukiApp);
      call.rings(20, takahashiDeskPhone);
      call.rings(30, agentApp);
      call.rings(40, takahashiApp);
      call.rings(50, suzukiDeskPhone);
      // A colleague's leg ends, and the event does not say which: the call keeps ringing.
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
  missed: { title: { ja: '不在着信', en: 'Missed call' }, addCalls: missed(TANAKA, 'No Answer') },
  cancelled: {
    title: { ja: '相手が先に切った着信', en: 'Caller hangs up first' },
    addCalls: missed(TANAKA, 'Call Cancel'),
  },
  rejected: {
    title: { ja: '拒否した着信', en: 'Declined call' },
    addCalls: (builder) => {
      const call = builder.createCall(toExternalCaller('+818055501234'));
      const leg = builder.agentLeg;
      call.rings(0, leg);
      call.rejected(RING_MS / 2, leg);
      call.endedWithoutLeg(RING_MS / 2 + 20);
      return [call.expect('rejected')];
    },
  },
  transfer: {
    title: { ja: '同僚からの転送', en: 'Transferred by a colleague' },
    addCalls: (builder) => {
      // The call comes in on the main number; a colleague answers and transfers it blindly under the same call_id. Zoom's schema
      // allows only queues, shared lines and receptionists in `forwarded_by`; a colleague there is our assumption.
      const { suzuki, takahashi, reception } = builder.account;
      const redirectForwardedBy = byReception(reception);
      const colleagueLeg = { party: suzuki, device: suzuki.app, number: reception.number };
      const call = builder.createCall(TANAKA, { redirectForwardedBy });
      const { agentLeg } = builder;
      const transferredAt = RING_MS / 2 + TALK_MS / 2;
      call.rings(0, colleagueLeg);
      call.answered(RING_MS / 2, colleagueLeg);
      call.transferred(transferredAt - 500, suzuki, takahashi, 'Transfer failed');
      call.transferred(transferredAt, suzuki, builder.agent);
      call.rings(transferredAt + 50, agentLeg, { forwardedBy: byColleague(suzuki), redirectForwardedBy });
      // The colleague's leg ends after the call rings at the agent.
      call.endedWithoutLeg(transferredAt + 100);
      call.answered(transferredAt + RING_MS, agentLeg);
      call.ended(transferredAt + RING_MS + TALK_MS, agentLeg);
      return [call.expect('ended')];
    },
  },
  'warm-transfer': {
    title: { ja: '取り次ぎの相談のあと転送', en: 'Transferred after a consultation' },
    addCalls: (builder) => {
      const { customerCall, consultingCall, answeredAt } = addConsultation(builder);
      const { suzuki } = builder.account;
      const completedAt = answeredAt + TALK_MS;
      customerCall.addTransferEvent(completedAt, suzuki, builder.agent, warmTransferCompleted);
      customerCall.addTransferEvent(completedAt + 50, suzuki, builder.agent, transferRecipientUpdated);
      customerCall.endedWithoutLeg(completedAt + 100);
      consultingCall.ended(completedAt + TALK_MS, builder.agentLeg);
      return [customerCall.expect('none'), consultingCall.expect('ended')];
    },
  },
  'warm-transfer-cancelled': {
    title: { ja: '取り次ぎの相談のみ', en: 'Consultation without a transfer' },
    addCalls: (builder) => {
      const { customerCall, consultingCall, answeredAt } = addConsultation(builder);
      const canceledAt = answeredAt + TALK_MS;
      customerCall.addTransferEvent(canceledAt, builder.account.suzuki, builder.agent, warmTransferCancelled);
      consultingCall.ended(canceledAt + 50, builder.agentLeg);
      customerCall.endedWithoutLeg(canceledAt + TALK_MS);
      return [customerCall.expect('none'), consultingCall.expect('ended')];
    },
  },
  voicemail: {
    title: { ja: '卓上電話への着信、ボイスメールあり', en: 'Desk phone, caller leaves a voicemail' },
    addCalls: (builder) => {
      const call = builder.createCall(TANAKA);
      const leg = { ...builder.agentLeg, device: builder.agent.deskPhone };
      call.rings(0, leg);
      call.ended(RING_MS, leg, 'Voicemail');
      call.leavesVoicemail(RING_MS + TALK_MS, leg, TALK_MS / 1_000);
      return [call.expect('missed')];
    },
  },
  overflow: {
    title: { ja: 'コールキューから 2 回鳴る着信', en: 'Queue overflow, rings twice' },
    addCalls: (builder) => {
      const { salesQueue } = builder.account;
      const call = builder.createCall(TANAKA, { forwardedBy: byQueue(salesQueue) });
      const [app, deskPhone] = createQueueLegs(builder.agent, salesQueue);
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
    title: { ja: '同時に 2 件', en: 'Two calls at once' },
    addCalls: (builder) => [
      builder.createCall(TANAKA).addAnswered(0, builder.agentLeg),
      builder.createCall(toExternalCaller('+818055501234')).addMissed(300, builder.agentLeg, 'Ring Timeout'),
    ],
  },
  'ten-at-once': {
    title: { ja: '同時に 10 件', en: 'Ten calls at once' },
    addCalls: (builder) =>
      Array.from({ length: 10 }, (_, n) => {
        // The last ones are on top of the stack: a known caller, one with a very long name, an unknown one.
        const knownNumber = ['+815012345678', '+81661234567'][9 - n];
        const caller = toExternalCaller(knownNumber ?? `+8180555060${String(n).padStart(2, '0')}`);
        const result = n % 2 === 0 ? 'No Answer' : 'Call Cancel';
        return builder.createCall(caller).addMissed(n * 200, builder.agentLeg, result);
      }),
  },
  duplicates: {
    title: { ja: '同じイベントが 5 回ずつ', en: 'Each event delivered five times' },
    copies: 5,
    addCalls: answered(TANAKA),
  },
  reordered: {
    title: { ja: 'イベントの順序が逆', en: 'Events out of order' },
    addCalls: (builder) => {
      const leg = builder.agentLeg;
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
    title: { ja: '1 時間遅れのイベント', en: 'Events one hour late' },
    addCalls: (builder) => {
      const call = builder.createCall(TANAKA);
      call.rings({ at: -HOUR_MS, arrives: 0 }, builder.agentLeg);
      return [call.expect('late')];
    },
  },
  'lost-end': {
    title: { ja: '終了イベントが届かない着信', en: 'End event lost' },
    addCalls: (builder) => {
      const call = builder.createCall(TANAKA);
      call.rings(0, builder.agentLeg);
      return [call.expect('ringing')];
    },
  },
  'other-member': {
    title: { ja: '同僚だけへの着信', en: 'Call for a colleague only' },
    addCalls: (builder) => {
      const { suzuki } = builder.account;
      const call = builder.createCall(TANAKA);
      call.addAnswered(0, { party: suzuki, device: suzuki.app, number: suzuki.numbers[0] });
      return [call.expect('none')];
    },
  },
  'dialled-number': {
    title: { ja: '2 つ目の番号への着信', en: 'Call to my second number' },
    addCalls: (builder) => {
      const { agent, agentLeg } = builder;
      const leg = { ...agentLeg, number: agent.numbers[1] ?? agent.numbers[0] };
      return [builder.createCall(toExternalCaller('+81355550000')).addAnswered(0, leg)];
    },
  },
} as const satisfies Record<string, Definition>;

export type ScenarioId = keyof typeof definitions;

const scenarioIds = Object.keys(definitions).filter((key): key is ScenarioId =>
  Object.hasOwn(definitions, key),
);

/** In the order in which they are listed. */
export const scenarios: readonly Scenario[] = scenarioIds.map((id) => {
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

export function findScenario(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id);
}

interface Definition {
  readonly title: Scenario['title'];
  /** How often each event is sent, 1 by default. */
  readonly copies?: number;
  /** Adds the events of each call in the order in which they happen. */
  readonly addCalls: (builder: ScenarioBuilder) => ExpectedCall[];
}

function answered(caller: ZoomCaller): Definition['addCalls'] {
  return (builder) => [builder.createCall(caller).addAnswered(0, builder.agentLeg)];
}

/** A colleague answers a customer and calls the agent about it, who answers. */
function addConsultation(builder: ScenarioBuilder): {
  readonly customerCall: SimulatedCall;
  readonly consultingCall: SimulatedCall;
  readonly answeredAt: number;
} {
  const { suzuki } = builder.account;
  const colleagueLeg = { party: suzuki, device: suzuki.app, number: suzuki.numbers[0] };
  const customerCall = builder.createCall(TANAKA);
  const consultingCall = builder.createCall(toInternalCaller(suzuki));
  const consultedAt = RING_MS / 2 + TALK_MS / 2;
  const answeredAt = consultedAt + RING_MS;
  customerCall.rings(0, colleagueLeg);
  customerCall.answered(RING_MS / 2, colleagueLeg);
  customerCall.addTransferEvent(consultedAt, suzuki, builder.agent, (transfer, eventTs) =>
    warmTransferInitiated(transfer, consultingCall.id, eventTs),
  );
  consultingCall.rings(consultedAt + 50, builder.agentLeg);
  consultingCall.answered(answeredAt, builder.agentLeg);
  return { customerCall, consultingCall, answeredAt };
}

function missed(caller: ZoomCaller, result: HandupResult): Definition['addCalls'] {
  return (builder) => [builder.createCall(caller).addMissed(0, builder.agentLeg, result)];
}

/** When an event happens and when the client receives it (at once by default), in ms after the start. */
type EventTime = number | { readonly at: number; readonly arrives: number };

type Forwarding = Pick<LegEventData, 'forwardedBy' | 'redirectForwardedBy'>;

/** Collects the steps of one scenario and converts its times. */
class ScenarioBuilder {
  readonly agent: ZoomUser;
  /** All others. */
  readonly account: SampleAccount;
  /** The agent's app, called on the first direct number. */
  readonly agentLeg: SimulatedLeg;
  readonly accountId: string;
  readonly #context: ScenarioContext;
  readonly #speed: number;
  readonly #copies: number;
  readonly #steps: Step[] = [];
  readonly #usedTimestamps = new Set<number>();

  constructor(context: ScenarioContext, copies: number) {
    const { agent, language = 'ja', accountId = 'sim-account', speed = 1 } = context;
    if (!(speed > 0)) throw new RangeError(`speed must be above 0, not ${speed}`);
    this.#context = context;
    this.#speed = speed;
    this.#copies = copies;
    this.agent = agent;
    this.account = SAMPLE_ACCOUNTS[language];
    this.agentLeg = { party: agent, device: agent.app, number: agent.numbers[0] };
    this.accountId = accountId;
  }

  createCall(caller: ZoomCaller, forwarding: Forwarding = {}): SimulatedCall {
    return new SimulatedCall(this, this.#context.newCallId(), caller, forwarding);
  }

  /** In ms since 1970. `speed` does not apply to times before the start. */
  toTimestamp(time: EventTime): number {
    const at = typeof time === 'number' ? time : time.at;
    return this.#context.now + (at < 0 ? at : this.#scale(at));
  }

  addStep(time: EventTime, createEvent: (eventTs: number) => ZoomEvent): void {
    // At any speed, events have different event_ts. Otherwise two ends without a leg, or two rings of one leg, would look
    // like duplicates.
    let eventTs = this.toTimestamp(time);
    while (this.#usedTimestamps.has(eventTs)) eventTs += 1;
    this.#usedTimestamps.add(eventTs);
    const arrives = typeof time === 'number' ? time : time.arrives;
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

/** The events of one call_id. */
class SimulatedCall {
  readonly id: string;
  readonly #builder: ScenarioBuilder;
  readonly #caller: ZoomCaller;
  readonly #forwarding: Forwarding;
  readonly #legs = new Map<SimulatedLeg, LegEventData>();

  constructor(builder: ScenarioBuilder, id: string, caller: ZoomCaller, forwarding: Forwarding) {
    this.#builder = builder;
    this.id = id;
    this.#caller = caller;
    this.#forwarding = forwarding;
  }

  expect(state: FinalState): ExpectedCall {
    return { callId: this.id, state };
  }

  /** All events of a call that is answered on its only leg. */
  addAnswered(start: number, leg: SimulatedLeg): ExpectedCall {
    this.rings(start, leg);
    this.answered(start + RING_MS, leg);
    this.ended(start + RING_MS + TALK_MS, leg);
    return this.expect('ended');
  }

  /** All events of a call that no one answers. */
  addMissed(start: number, leg: SimulatedLeg, result: HandupResult): ExpectedCall {
    this.rings(start, leg);
    this.missed(start + RING_MS, leg, result);
    this.endedWithoutLeg(start + RING_MS + 20);
    return this.expect('missed');
  }

  rings(time: EventTime, leg: SimulatedLeg, forwarding: Forwarding = this.#forwarding): void {
    const ringingAt = this.#builder.toTimestamp(time);
    const call = { accountId: this.#builder.accountId, callId: this.id, caller: this.#caller };
    this.#legs.set(leg, { ...call, leg, ringingAt, ...forwarding });
    this.#addLegEvent(time, leg, calleeRinging);
  }

  answered(time: EventTime, leg: SimulatedLeg): void {
    this.#legs.set(leg, { ...this.#getLeg(leg), answeredAt: this.#builder.toTimestamp(time) });
    this.#addLegEvent(time, leg, calleeAnswered);
  }

  missed(time: EventTime, leg: SimulatedLeg, result: HandupResult): void {
    this.#addLegEvent(time, leg, (call, eventTs) => calleeMissed(call, eventTs, result));
  }

  rejected(time: EventTime, leg: SimulatedLeg): void {
    this.#addLegEvent(time, leg, calleeRejected);
  }

  ended(time: EventTime, leg: SimulatedLeg, result?: HandupResult): void {
    this.#addLegEvent(time, leg, (call, eventTs) => calleeEnded(call, eventTs, result));
  }

  leavesVoicemail(time: EventTime, leg: SimulatedLeg, seconds: number): void {
    this.#addLegEvent(time, leg, (call, eventTs) => voicemailReceived(call, seconds, eventTs));
  }

  endedWithoutLeg(time: EventTime): void {
    const { accountId } = this.#builder;
    this.#builder.addStep(time, (eventTs) => calleeEndedWithoutLeg(accountId, this.id, eventTs));
  }

  transferred(time: EventTime, owner: ZoomUser, recipient: ZoomUser, failureReason = ''): void {
    this.addTransferEvent(time, owner, recipient, (transfer, eventTs) =>
      blindTransferInitiated({ ...transfer, failureReason }, eventTs),
    );
  }

  addTransferEvent(
    time: EventTime,
    owner: ZoomUser,
    recipient: ZoomUser,
    createEvent: (transfer: TransferData, eventTs: number) => ZoomEvent,
  ): void {
    const transfer = { accountId: this.#builder.accountId, callId: this.id, owner, recipient };
    this.#builder.addStep(time, (eventTs) => createEvent(transfer, eventTs));
  }

  #addLegEvent(
    time: EventTime,
    leg: SimulatedLeg,
    createEvent: (call: LegEventData, eventTs: number) => ZoomEvent,
  ): void {
    const call = this.#getLeg(leg);
    this.#builder.addStep(time, (eventTs) => createEvent(call, eventTs));
  }

  #getLeg(leg: SimulatedLeg): LegEventData {
    const call = this.#legs.get(leg);
    if (call === undefined)
      throw new Error(`${formatDisplayName(leg.party)} has no leg of this call: let it ring`);
    return call;
  }
}
