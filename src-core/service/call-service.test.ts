import { beforeEach, describe, expect, test } from 'vitest';
import { agent as simAgent, scenarios, type ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import { EVERYONE } from '../calls/agent.ts';
import type { CallElement } from '../calls/past-calls.ts';
import {
  aMatch,
  FakeClock,
  FakeSource,
  Mailbox,
  ME,
  memoryHistory,
  aCallElement,
  phoneEvent,
  TANAKA,
  flushPromises,
} from '../test-support/fakes.ts';
import type { CallHistory } from '../history/call-history.ts';
import { ConnectorError } from '../lookup/connector-error.ts';
import type { LookupNumber, Connector, FindResult, Match } from '../lookup/connector.ts';
import { CallService } from './call-service.ts';
import type { AppState, Output } from './app-state.ts';
import { SettingsSchema } from '../settings/schema.ts';
import { MAX_LINEAR_GROWTH, measureGrowth } from '../test-support/growth.ts';

const DAY = 86_400_000;

/** Contacts whose answers the test gives, number by number. */
class FakeContacts implements Connector {
  readonly name = 'Contacts';
  readonly id: string;
  readonly askedNumbers: string[] = [];
  readonly #waiting = new Map<
    string,
    { resolve: (found: FindResult) => void; reject: (error: unknown) => void }
  >();

  constructor(id = 'contacts') {
    this.id = id;
  }

  find(number: LookupNumber): Promise<FindResult> {
    const e164 = number.kind === 'external' ? number.e164 : number.extension;
    this.askedNumbers.push(e164);
    return new Promise((resolve, reject) => {
      this.#waiting.set(e164, { resolve, reject });
    });
  }

  /** Returns the pending request for this number, so that it can be answered after a later request. */
  getPending(e164: string): { reject: (error: unknown) => void } {
    const pending = this.#waiting.get(e164);
    if (pending === undefined) throw new Error('nobody asked');
    return pending;
  }

  answer(e164: string, ...matches: readonly Match[]): void {
    this.#waiting.get(e164)?.resolve({ matches, asOf: null, newer: null });
  }

  fail(e164: string, error: unknown): void {
    this.#waiting.get(e164)?.reject(error);
  }
}

let clock: FakeClock;
let source: FakeSource;
let history: CallHistory;
let outputs: Mailbox<Output>;
/** number of reported states, and the last of them */
let reportedStates: { count: number; last: AppState | null };
let pops: string[];
let callIds: bigint;

function setUp(): void {
  clock = new FakeClock();
  source = new FakeSource();
  history = memoryHistory(clock);
  outputs = new Mailbox();
  reportedStates = { count: 0, last: null };
  pops = [];
  callIds = 6_998_252_113_337_041_000n;
}

beforeEach(setUp);

function onState(state: AppState): void {
  reportedStates = { count: reportedStates.count + 1, last: state };
}

function start(connectors: readonly Connector[] = [], settings: unknown = {}): CallService {
  const service = new CallService({
    settings: SettingsSchema.parse(settings),
    sources: [source],
    history,
    connectors,
    clock,
    stopwatch: () => clock.now(),
    events: {
      output: (output) => outputs.push(output),
      state: onState,
      pop: (callId, { name }) => pops.push(`${callId}:${name}`),
    },
  });
  service.start();
  return service;
}

const nextCallId = (): string => String(++callIds);
const caller = (phone_number: string | null) => ({
  caller: { phone_number, connection_type: 'pstn_off_net' },
});
const lastState = (): AppState => {
  // All changes within one turn are reported as one state.
  clock.advance(0);
  return reportedStates.last!;
};
const cards = (): string[] => lastState().cards.map(({ call }) => `${call.callId} ${call.state}`);
const calls = (callId?: string): string[] =>
  outputs.all.flatMap((output) =>
    output.type === 'call' && (callId === undefined || output.call.callId === callId)
      ? [output.call.state]
      : [],
  );
const notices = (): unknown[] =>
  outputs.all.flatMap((output) => (output.type === 'notice' ? [output.notice] : []));
const matches = (): string[] =>
  outputs.all.flatMap((output) =>
    output.type === 'match' ? [`${output.callId} ${output.lookup.status}`] : [],
  );
const matched = (callId: string): Promise<Output> =>
  outputs.find((output) => output.type === 'match' && output.callId === callId);

function send(name: string, callId: string, overrides: Record<string, unknown> = {}): void {
  source.emit.event(phoneEvent(name, clock.now(), { call_id: callId, ...overrides }));
}

/** Rings from this number; returns the call ID. */
function ring(number: string | null = TANAKA, callId = nextCallId()): string {
  send('callee_ringing', callId, caller(number));
  return callId;
}

function answer(callId: string, number: string | null = TANAKA): void {
  send('callee_answered', callId, { ...caller(number), answer_start_time: '2026-11-22T01:00:00Z' });
}

/** Rings and is missed; returns the call ID. */
function miss(number: string | null = TANAKA): string {
  const callId = ring(number);
  clock.advance(5_000);
  send('callee_missed', callId, { ...caller(number), handup_result: 'No Answer' });
  clock.advance(5_000);
  return callId;
}

/** Returns a call as an element of Zoom's history; times are relative to now. */
const callElement = (callId: string, startedMs: number, overrides: Partial<CallElement> = {}): CallElement =>
  aCallElement(callId, clock.now() + startedMs, overrides);

/** Connects; resolves when Zoom's history has been read. */
async function connect(agent = EVERYONE): Promise<void> {
  source.emit.agent(agent);
  source.emit.connection({ state: 'connecting' });
  source.emit.connection({ state: 'connected', everyone: false });
  await flushPromises();
  clock.advance(0);
}

describe('calls from Zoom’s history', () => {
  test('are reported, listed and counted as missed until seen, without a card', async () => {
    const service = start();
    await connect();
    source.emit.connection({ state: 'offline', cause: 'network', detail: '', retryAt: clock.now() });
    clock.advance(60_000);
    const after = ring('+81312345678');
    source.pastElements = () => [
      callElement('2', -20_000, { result: 'answered', answeredAt: clock.now() - 15_000 }),
      callElement('1', -40_000),
    ];
    await connect();
    expect(calls('1')).toEqual(['missed']);
    // A call that is over is reported as `ended`; its output line says `answered`.
    expect(calls('2')).toEqual(['ended']);
    const state = lastState();
    expect(state.recent.map(({ call }) => call.callId)).toEqual([after, '2', '1']);
    expect(state.cards.map(({ call }) => call.callId)).toEqual([after]);
    expect(state.missedWhileOffline).toBe(2);
    expect(notices()).toEqual([{ level: 'info', code: 'rang-away', params: { count: 2 } }]);
    expect(pops).toEqual([]);
    service.markSeen();
    expect(lastState().missedWhileOffline).toBe(0);
  });

  test('are looked up so that the list has names', async () => {
    const contacts = new FakeContacts();
    start([contacts]);
    await connect();
    clock.advance(30_000);
    source.pastElements = () => [callElement('1', -20_000, { endedAt: clock.now() })];
    await connect();
    contacts.answer(TANAKA, aMatch('田中'));
    await matched('1');
    expect(lastState().recent[0]?.lookup.status).toBe('found');
    expect(pops).toEqual([]);
  });

  test.each([
    ['all', null],
    ['only this one', '1'],
  ])('that were deleted (%s) are not restored and do not count as missing events', async (_what, callId) => {
    const service = start();
    await connect(ME);
    clock.advance(30_000);
    source.pastElements = () => [callElement('1', -20_000)];
    await connect(ME);
    expect(lastState().recent.map(({ call }) => call.callId)).toEqual(['1']);
    service.deleteCalls(callId);
    const callCount = calls().length;
    clock.advance(30_000);
    for (const poll of [1, 2]) {
      source.pastElements = () => [callElement('1', -50_000), callElement('2', -1_000)];
      await connect(ME);
      expect(lastState().recent.map(({ call }) => call.callId)).toEqual(['2']);
      expect(lastState().connection, `look ${poll}`).toEqual({ state: 'connected', everyone: false });
    }
    expect(calls().length).toBe(callCount + 1);
  });

  test('end a deleted live call that only Zoom’s history reports as over', async () => {
    const service = start();
    await connect();
    const callId = ring();
    answer(callId);
    clock.advance(10_000);
    service.deleteCalls(null);
    clock.advance(50_000);
    source.pastElements = () => [
      callElement(callId, -60_000, {
        result: 'answered',
        answeredAt: clock.now() - 55_000,
        endedAt: clock.now() - 1_000,
      }),
    ];
    await connect();
    expect(calls(callId)).toEqual(['ringing', 'answered', 'ended']);
    expect(history.getRecent(9, 0).map((call) => call.state)).toEqual(['ended']);
  });

  test('from before the first start are ignored', async () => {
    start();
    source.pastElements = () => [callElement('1', -60_000)];
    await connect();
    expect(calls()).toEqual([]);
    expect(lastState().missedWhileOffline).toBe(0);
  });

  test('do not count as missing events if other events of the call arrived', async () => {
    start();
    await connect(ME);
    clock.advance(30_000);
    // A queue rings without a user: not known as the agent's call, but its events arrived.
    const callee = { extension_type: 'callQueue', extension_number: 800, name: '営業' };
    source.emit.event(phoneEvent('callee_ringing', clock.now(), { call_id: '9', callee, ...caller(TANAKA) }));
    source.pastElements = () => [callElement('9', 0)];
    clock.advance(40_000);
    await flushPromises();
    expect(calls('9')).toEqual(['missed']);
    expect(lastState().connection).toEqual({ state: 'connected', everyone: false });
    // A call without any event does count.
    source.pastElements = () => [callElement('9', -40_000), callElement('10', -10_000)];
    clock.advance(6 * 60_000);
    await flushPromises();
    expect(lastState().connection).toMatchObject({ state: 'degraded', cause: 'events-missing' });
    expect(source.wakeReasons).toEqual(['changed']);
  });

  test.each([
    ['that ended at once, as with "do not disturb"', { endedAt: 0 }],
    ['that went to voicemail, perhaps without ringing', { result: 'voicemail' }],
  ])('a call %s is listed but does not count as a missing event', async (_what, more) => {
    start();
    await connect(ME);
    clock.advance(55_000);
    const call = callElement('7', -20_000);
    source.pastElements = () => [
      { ...call, ...more, endedAt: 'endedAt' in more ? call.startedAt : call.endedAt },
    ];
    clock.advance(10_000);
    await flushPromises();
    expect(calls('7')).toEqual(['missed']);
    expect(lastState().connection).toEqual({ state: 'connected', everyone: false });
  });

  test('simulated calls are not recorded', () => {
    const service = start();
    service.simulate(phoneEvent('callee_ringing', clock.now(), { call_id: '5' }));
    const real = ring();
    clock.advance(0);
    expect([history.has('5'), history.has(real)]).toEqual([false, true]);
  });

  test('after a restart the list has the earlier calls with names, without outputs', async () => {
    const first = start();
    miss();
    first.stop();
    outputs = new Mailbox();
    const contacts = new FakeContacts();
    start([contacts]);
    contacts.answer(TANAKA, aMatch('田中'));
    await flushPromises();
    expect(lastState().recent.map(({ call, lookup }) => [call.state, lookup.status])).toEqual([
      ['missed', 'found'],
    ]);
    expect(outputs.all).toEqual([]);
  });

  test('useSources stops the old source and starts the new one', () => {
    const service = start();
    source.emit.connection({ state: 'refused', cause: 'credentials', detail: '' });
    const next = new FakeSource();
    service.useSources([next]);
    expect(source.stopped).toBe(true);
    next.emit.connection({ state: 'connecting' });
    expect(lastState().connection).toEqual({ state: 'connecting' });
    service.useSources([]);
    expect(next.stopped).toBe(true);
    expect(lastState().connection).toBeNull();
  });
});

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  'scenario %s',
  (id, scenario) => {
    test('reports each state and leaves the expected cards', () => {
      const service = start();
      source.emit.agent(ME);
      const { steps, expect: expected } = scenario.build({
        now: clock.now(),
        agent: simAgent,
        newCallId: nextCallId,
      });
      for (const { at, event } of steps) clock.after(at, () => source.emit.event(event));
      clock.advance(id === 'lost-end' ? 60_000 : 10 * 60_000);
      for (const { callId, state } of expected) expect(calls(callId).at(-1) ?? 'none').toBe(state);
      expect(notices()).toEqual([]);
      const remaining = expected
        .filter(({ state }) => state === 'missed' || state === 'ringing')
        .map(({ callId, state }) => `${callId} ${state}`);
      expect([...cards()].sort()).toEqual([...remaining].sort());
      // The state is plain data because it is sent to other processes.
      expect(structuredClone(service.state)).toEqual(service.state);
      service.stop();
      expect(clock.pending).toBe(0);
    });
  },
);

describe('outputs in order', () => {
  test.each<[ScenarioId, string[]]>([
    ['known', ['ringing', 'answered', 'ended']],
    ['missed', ['ringing', 'missed']],
    ['queue-elsewhere', ['ringing', 'answered-elsewhere']],
    ['lost-end', ['ringing', 'ended']],
    ['late', ['late']],
    ['other-member', []],
    ['duplicates', ['ringing', 'answered', 'ended']],
  ])('%s: %j', (id, states) => {
    start();
    source.emit.agent(ME);
    const { steps } = scenarios
      .find((scenario) => scenario.id === id)!
      .build({ now: clock.now(), agent: simAgent, newCallId: nextCallId });
    for (const { at, event } of steps) clock.after(at, () => source.emit.event(event));
    clock.advance(10 * 60_000);
    expect(calls()).toEqual(states);
  });

  test('reports the connection unchanged', () => {
    const service = start();
    expect(service.state.connection).toBeNull();
    const offline = { state: 'offline', cause: 'closed', detail: '', retryAt: clock.now() + 500 } as const;
    source.emit.connection({ state: 'connecting' });
    source.emit.connection(offline);
    expect(outputs.all).toEqual([
      { type: 'connection', connection: { state: 'connecting' }, otherSources: [] },
      { type: 'connection', connection: offline, otherSources: [] },
    ]);
    expect(lastState().connection).toEqual(offline);
  });

  test('has the arrival time for a ringing call, and none for its time limit', () => {
    start();
    const at = clock.now();
    ring();
    clock.advance(200_000);
    expect(
      outputs.all.flatMap((output) =>
        output.type === 'call' ? [[output.call.state, output.arrivedAt]] : [],
      ),
    ).toEqual([
      ['ringing', at],
      ['ended', null],
    ]);
  });

  test('contains only calls of the agent once the agent is known', () => {
    start();
    source.emit.agent({ userId: 'somebody else', extensionId: null, extensionNumber: null, numbers: [] });
    ring();
    expect(outputs.all).toEqual([]);
    source.emit.agent({
      userId: 'DnEopNmXQEGU2uvvzjgojw',
      extensionId: null,
      extensionNumber: null,
      numbers: [],
    });
    ring();
    expect(calls()).toEqual(['ringing']);
    expect(lastState().agent.userId).toBe('DnEopNmXQEGU2uvvzjgojw');
  });

  test('without a source is empty, but a call can be simulated', () => {
    source = new FakeSource();
    const service = new CallService({
      settings: SettingsSchema.parse({}),
      sources: [],
      history,
      connectors: [],
      clock,
      events: { output: (output) => outputs.push(output), state: onState, pop: () => undefined },
    });
    service.start();
    expect(lastState()).toMatchObject({ connection: null, cards: [], recent: [] });
    service.simulate(phoneEvent('callee_ringing', clock.now()));
    expect(calls()).toEqual(['ringing']);
    service.stop();
  });
});

describe('clock differences', () => {
  test('shows a call as ringing if Zoom’s clock is known to be an hour behind', () => {
    start();
    source.emit.clockSkew(3_600_000);
    source.emit.event(phoneEvent('callee_ringing', clock.now() - 3_600_000));
    expect(calls()).toEqual(['ringing']);
  });

  test('reports a call as late if the clock difference is unknown', () => {
    start();
    source.emit.event(phoneEvent('callee_ringing', clock.now() - 3_600_000));
    expect(calls()).toEqual(['late']);
    expect(cards()).toEqual([]);
  });
});

describe('invalid input', () => {
  test.each([8.64e15 - 1, 8e15 - 1, 1])(
    'an event_ts of %d yields a valid date despite a clock difference',
    (event_ts) => {
      start();
      source.emit.clockSkew(3_600_000);
      source.emit.event({ event: 'phone.callee_ringing', event_ts, payload: { object: { call_id: '1' } } });
      const [call] = outputs.all.flatMap((output) => (output.type === 'call' ? [output.call] : []));
      expect(new Date(call!.ringingSince).toISOString()).toMatch(/Z$/u);
    },
  );

  test('causes a notice without its content, and the next call rings', () => {
    start();
    source.emit.badFrame('invalid-frame', 17);
    source.emit.badFrame('frame-too-large', 300_000);
    source.emit.event('secret text');
    source.emit.event({
      event: 'phone.callee_ringing',
      payload: { object: { caller: { name: 'secret name' } } },
    });
    source.emit.event({ event: 'meeting.started' });
    expect(notices()).toEqual([
      { level: 'warn', code: 'invalid-frame', params: { bytes: 17 } },
      { level: 'warn', code: 'frame-too-large', params: { bytes: 300_000 } },
      { level: 'warn', code: 'invalid-event', params: { why: 'not-an-event' } },
      { level: 'warn', code: 'invalid-event', params: { why: 'no-call-id' } },
    ]);
    ring();
    expect(calls()).toEqual(['ringing']);
  });

  test('an event with invalid fields causes a notice with their names, and rings', () => {
    start();
    send('callee_ringing', nextCallId(), {
      caller: { name: 'Ta\u202enaka', extension_number: 'x', phone_number: TANAKA },
    });
    expect(notices()).toEqual([
      { level: 'warn', code: 'invalid-field', params: { fields: 'caller.name, caller.extension_number' } },
    ]);
    expect(lastState().cards[0]?.call.caller).toMatchObject({ name: 'Tanaka', number: { e164: TANAKA } });
  });
});

describe('contacts', () => {
  test('shows the card at once and adds the matches later', async () => {
    const contacts = new FakeContacts();
    start([contacts]);
    const callId = ring();
    expect(lastState().cards[0]).toMatchObject({ call: { callId }, lookup: { status: 'searching' } });
    expect(matches()).toEqual([]);
    clock.advance(40);
    const before = reportedStates.count;
    contacts.answer(TANAKA, aMatch('田中'));
    expect(await matched(callId)).toEqual({
      type: 'match',
      callId,
      lookup: {
        status: 'found',
        matches: [aMatch('田中')],
        chosen: null,
        rejected: 0,
        sources: [{ id: 'contacts', name: 'Contacts', asOf: null }],
        failures: [],
        searching: false,
        decided: true,
        elapsedMs: 40,
      },
    });
    expect(lastState().cards[0]?.lookup).toMatchObject({ status: 'found' });
    expect(reportedStates.count).toBeGreaterThan(before);
    expect(contacts.askedNumbers).toEqual([TANAKA]);
  });

  test('runs once per call, not per event', async () => {
    const contacts = new FakeContacts();
    start([contacts]);
    const callId = ring();
    ring(TANAKA, callId);
    answer(callId);
    contacts.answer(TANAKA);
    await matched(callId);
    send('callee_ended', callId);
    expect(contacts.askedNumbers).toEqual([TANAKA]);
    expect(matches()).toEqual([`${callId} none`]);
  });

  test.each([
    ['a withheld number', null],
    ['a word instead of a number', 'anonymous'],
    ['a service number', '110'],
  ])('is skipped for %s', async (_what, number) => {
    const contacts = new FakeContacts();
    start([contacts]);
    const callId = ring(number);
    expect(await matched(callId)).toMatchObject({ lookup: { status: 'skipped' } });
    expect(contacts.askedNumbers).toEqual([]);
  });

  test('reports a failing connector and serves the next call', async () => {
    const contacts = new FakeContacts();
    start([contacts]);
    const first = ring();
    contacts.fail(TANAKA, new ConnectorError('credentials'));
    expect(await matched(first)).toMatchObject({
      lookup: { status: 'error', failures: [{ id: 'contacts', connector: 'Contacts', kind: 'credentials' }] },
    });
    expect(notices()).toEqual([
      {
        level: 'warn',
        code: 'lookup-failed',
        params: { connector: 'Contacts', why: 'connector-credentials' },
      },
    ]);
    const second = ring('+442079460018');
    contacts.answer('+442079460018', aMatch('Ada'));
    expect(await matched(second)).toMatchObject({ lookup: { status: 'found' } });
    expect(lastState().cards).toHaveLength(2);
  });

  test('a failing connector does not hide the matches of another', async () => {
    const [good, bad] = [new FakeContacts('good'), new FakeContacts('bad')];
    start([bad, good]);
    const callId = ring();
    bad.fail(TANAKA, 'no Error at all');
    good.answer(TANAKA, aMatch('田中'));
    await flushPromises();
    expect(lastState().cards[0]?.lookup).toMatchObject({
      status: 'found',
      matches: [{ name: '田中' }],
      failures: [{ id: 'bad', connector: 'Contacts', kind: 'not-understood' }],
    });
    expect(matches()).toEqual([`${callId} found`]);
    expect(notices()).toEqual([
      {
        level: 'warn',
        code: 'lookup-failed',
        params: { connector: 'Contacts', why: 'connector-not-understood' },
      },
    ]);
  });

  test('an exception of a connector counts as a failed lookup', async () => {
    const throwing: Connector = {
      id: 'x',
      name: 'x',
      find: () => {
        throw new Error('bug');
      },
    };
    start([throwing]);
    expect(await matched(ring())).toMatchObject({
      lookup: { status: 'error', failures: [{ id: 'x', connector: 'x', kind: 'not-understood' }] },
    });
  });

  test('a corrected caller number drops the first match and opens only the new one', async () => {
    const contacts = new FakeContacts();
    start([contacts], { screenPop: 'answer' });
    const callId = ring(TANAKA);
    contacts.answer(TANAKA, aMatch('田中'));
    await matched(callId);
    clock.advance(1_000);
    ring('+442079460018', callId);
    expect(lastState().cards[0]?.lookup).toEqual({ status: 'searching' });
    answer(callId, '+442079460018');
    expect(pops).toEqual([]);
    contacts.answer('+442079460018', aMatch('Ada'));
    await matched(callId);
    expect(pops).toEqual([`${callId}:Ada`]);
    expect(lastState().cards[0]?.lookup).toMatchObject({ matches: [{ name: 'Ada' }] });
  });

  test('drops the answer for a number that was corrected in the meantime', async () => {
    const contacts = new FakeContacts();
    start([contacts]);
    const callId = ring(TANAKA);
    clock.advance(1_000);
    ring('+442079460018', callId);
    contacts.answer(TANAKA, aMatch('田中'));
    contacts.answer('+442079460018', aMatch('Ada'));
    expect(await matched(callId)).toMatchObject({ lookup: { matches: [{ name: 'Ada' }] } });
    expect(matches()).toHaveLength(1);
  });
});

describe('opening the record automatically', () => {
  async function popsWhen(
    screenPop: 'ring' | 'answer' | 'click',
    found: readonly Match[],
  ): Promise<{ ringing: number; answered: number; again: number }> {
    const contacts = new FakeContacts();
    start([contacts], { screenPop });
    const callId = ring();
    contacts.answer(TANAKA, ...found);
    await matched(callId);
    const ringing = pops.length;
    answer(callId);
    const answered = pops.length;
    // A repeated event, and a return after a transfer, belong to the same call.
    answer(callId);
    send('callee_ended', callId);
    clock.advance(20_000);
    ring(TANAKA, callId);
    answer(callId);
    return { ringing, answered, again: pops.length };
  }

  test.each([
    ['ring', { ringing: 1, answered: 1, again: 1 }],
    ['answer', { ringing: 0, answered: 1, again: 1 }],
    ['click', { ringing: 0, answered: 0, again: 0 }],
  ] as const)('with "%s" happens once per call: %j', async (screenPop, expected) => {
    expect(await popsWhen(screenPop, [aMatch('田中')])).toEqual(expected);
  });

  test.each([
    ['two people share the number', [aMatch('田中'), aMatch('佐藤')]],
    ['only the national number matches', [aMatch('田中', { grade: 'national' })]],
    ['the match is weak', [aMatch('田中', { grade: 'weak' })]],
    ['the record has no URL', [aMatch('田中', { url: null })]],
    ['two people share the number, one without a URL', [aMatch('田中'), aMatch('佐藤', { url: null })]],
    ['there is no match', []],
  ])('never happens when %s', async (_what, found) => {
    expect(await popsWhen('ring', found)).toEqual({ ringing: 0, answered: 0, again: 0 });
  });

  test('opens the one exact match among weaker ones', async () => {
    expect(await popsWhen('ring', [aMatch('田中'), aMatch('佐藤', { grade: 'weak' })])).toMatchObject({
      ringing: 1,
    });
    expect(pops[0]).toMatch(/:田中$/u);
  });

  test('happens if the lookup finishes after the call was answered', async () => {
    const contacts = new FakeContacts();
    start([contacts]);
    const callId = ring();
    answer(callId);
    expect(pops).toEqual([]);
    contacts.answer(TANAKA, aMatch('田中'));
    await matched(callId);
    expect(pops).toEqual([`${callId}:田中`]);
  });

  test('does not happen if the call ended before the lookup finished', async () => {
    const contacts = new FakeContacts();
    start([contacts], { screenPop: 'ring' });
    const callId = miss();
    contacts.answer(TANAKA, aMatch('田中'));
    await matched(callId);
    expect(pops).toEqual([]);
  });
});

describe('a choice between several matches', () => {
  const people = [aMatch('田中'), aMatch('佐藤'), aMatch('鈴木')];
  const record = (id: string): { connector: string; id: string } => ({ connector: 'contacts', id });
  const shown = (callId: string): unknown => {
    const lookup = lastState().cards.find(({ call }) => call.callId === callId)?.lookup;
    return lookup?.status === 'found' ? lookup.matches.map(({ name }) => name) : lookup?.status;
  };
  let contacts: FakeContacts;
  async function ringAndFind(number = TANAKA): Promise<string> {
    const callId = ring(number);
    contacts.answer(number, ...people);
    await matched(callId);
    return callId;
  }

  test('applies to later calls of the number, opens the record then, and can be undone', async () => {
    contacts = new FakeContacts();
    const service = start([contacts], { screenPop: 'ring' });
    const first = await ringAndFind();
    expect(shown(first)).toEqual(['田中', '佐藤', '鈴木']);
    service.choose(first, { kind: 'chosen', record: record('佐藤') });
    expect(shown(first)).toEqual(['佐藤', '田中', '鈴木']);
    // The record is already in view, and the agent can open it with a click.
    expect(pops).toEqual([]);
    const second = await ringAndFind();
    expect(shown(second)).toEqual(['佐藤', '田中', '鈴木']);
    expect(pops).toEqual([`${second}:佐藤`]);
    service.choose(second, { kind: 'undo' });
    expect(shown(first)).toEqual(['田中', '佐藤', '鈴木']);
    const third = await ringAndFind();
    expect(shown(third)).toEqual(['田中', '佐藤', '鈴木']);
    expect(pops).toHaveLength(1);
  });

  test('survives a restart and does not affect other numbers', async () => {
    contacts = new FakeContacts();
    const service = start([contacts]);
    service.choose(await ringAndFind(), { kind: 'rejected', record: record('田中') });
    service.stop();
    contacts = new FakeContacts();
    start([contacts]);
    expect(shown(await ringAndFind('+81312345678'))).toEqual(['田中', '佐藤', '鈴木']);
    expect(shown(await ringAndFind())).toEqual(['佐藤', '鈴木']);
  });

  test('rejecting all matches results in none, with the number of rejections', async () => {
    contacts = new FakeContacts();
    const service = start([contacts]);
    const callId = await ringAndFind();
    for (const { id } of people) service.choose(callId, { kind: 'rejected', record: record(id) });
    expect(lastState().cards[0]?.lookup).toMatchObject({ status: 'none', rejected: 3 });
  });

  test('has no effect on a withheld number', () => {
    const service = start();
    const callId = ring(null);
    service.choose(callId, { kind: 'chosen', record: record('田中') });
    service.refreshLookup(callId);
    expect(lastState().cards).toHaveLength(1);
    expect(service.findCrmPageUrl(callId, 'contacts', 'create')).toBeNull();
  });
});

describe('a record that has just opened automatically', () => {
  test('does not open again for the same person’s next call within a minute', async () => {
    const contacts = new FakeContacts();
    start([contacts], { screenPop: 'ring' });
    for (const waitMs of [0, 30_000, 29_999, 1]) {
      clock.advance(waitMs);
      const callId = ring();
      contacts.answer(TANAKA, aMatch('田中'));
      await matched(callId);
    }
    expect(pops).toHaveLength(2);
  });
});

describe('CRM pages', () => {
  class WithPages extends FakeContacts {
    readonly invalidated: string[] = [];
    getPageUrls(): { create: string | null; search: string | null } {
      return { create: `https://crm.example.com/new`, search: null };
    }
    invalidate(number: LookupNumber): void {
      this.invalidated.push(number.kind);
    }
  }

  test('are offered on cards of outside calls; opening the create page invalidates the cache', () => {
    const crm = new WithPages('crm');
    const service = start([crm]);
    const callId = ring();
    const page = { connector: 'crm', name: 'Contacts', create: true, search: false };
    expect(lastState().cards[0]?.crmPages).toEqual([page]);
    expect(service.findCrmPageUrl(callId, 'crm', 'search')).toBeNull();
    expect(crm.invalidated).toEqual([]);
    expect(service.findCrmPageUrl(callId, 'crm', 'create')).toBe('https://crm.example.com/new');
    expect(crm.invalidated).toEqual(['external']);
    expect(service.findCrmPageUrl(callId, 'other', 'create')).toBeNull();
  });

  test('a late result of an older lookup does not replace a newer one', async () => {
    const [good, slow] = [new FakeContacts('good'), new FakeContacts('slow')];
    const service = start([good, slow]);
    const callId = ring();
    good.answer(TANAKA);
    const oldRequest = slow.getPending(TANAKA);
    service.refreshLookup(callId);
    good.answer(TANAKA, aMatch('田中'));
    slow.answer(TANAKA);
    await flushPromises();
    expect(lastState().cards[0]?.lookup).toMatchObject({ status: 'found', searching: false });
    oldRequest.reject(new ConnectorError('slow'));
    await flushPromises();
    expect(lastState().cards[0]?.lookup).toMatchObject({ status: 'found', failures: [] });
  });

  test('refreshLookup invalidates the cache and reports the new result', async () => {
    const crm = new WithPages('crm');
    const service = start([crm]);
    const callId = ring();
    crm.answer(TANAKA);
    expect(await matched(callId)).toMatchObject({ lookup: { status: 'none' } });
    service.refreshLookup(callId);
    expect(lastState().cards[0]?.lookup).toEqual({ status: 'searching' });
    crm.answer(TANAKA, aMatch('田中'));
    expect(await matched(callId)).toMatchObject({ lookup: { status: 'found' } });
    expect(crm.invalidated).toEqual(['external']);
    expect(crm.askedNumbers).toEqual([TANAKA, TANAKA]);
  });
});

describe('calls from before the start', () => {
  class RemoteContacts extends FakeContacts {
    readonly isRemote = true;
  }

  test('query the contacts file at once and CRMs for the latest calls, one after the other', () => {
    const numbers = Array.from({ length: 8 }, (_, n) => `+8190123456${70 + n}`);
    const before = start();
    for (const number of numbers) miss(number);
    before.stop();
    const [file, crm] = [new FakeContacts('file'), new RemoteContacts('crm')];
    const service = start([file, crm]);
    const newestFirst = numbers.toReversed();
    expect(file.askedNumbers.toSorted()).toEqual(numbers.toSorted());
    expect(crm.askedNumbers).toEqual([]);
    clock.advance(1_000);
    expect(crm.askedNumbers).toEqual(newestFirst.slice(0, 1));
    clock.advance(2_000);
    expect(crm.askedNumbers).toEqual(newestFirst.slice(0, 3));
    service.stop();
    clock.advance(60_000);
    expect(crm.askedNumbers).toEqual(newestFirst.slice(0, 3));
  });
});

describe('connector selection', () => {
  class Directory extends FakeContacts {
    readonly supportedKinds = ['extension'] as const;
  }

  test('asks directories about extensions, CRMs about outside numbers, none about withheld', () => {
    const [crm, directory] = [new FakeContacts('crm'), new Directory('directory')];
    start([crm, directory]);
    ring();
    send('callee_ringing', nextCallId(), { caller: { phone_number: '1045', connection_type: 'voip' } });
    ring(null);
    expect(crm.askedNumbers).toEqual([TANAKA]);
    expect(directory.askedNumbers).toEqual(['1045']);
  });

  test('asks no connector for kinds of calls that show nothing', () => {
    const contacts = new FakeContacts();
    const nothing = { ring: 'nothing', answer: 'nothing', click: 'nothing' };
    start([contacts], { screenPop: { external: nothing } });
    ring();
    expect(contacts.askedNumbers).toEqual([]);
    expect(lastState().cards[0]?.lookup).toEqual({ status: 'skipped' });
  });

  test('lists the error of each connector until it answers again', async () => {
    const [good, bad] = [new FakeContacts('good'), new FakeContacts('bad')];
    start([good, bad]);
    const connectorErrors = (): unknown => lastState().connectors.map(({ id, error }) => [id, error]);
    ring();
    good.answer(TANAKA);
    bad.fail(TANAKA, new ConnectorError('slow'));
    await flushPromises();
    expect(connectorErrors()).toEqual([
      ['good', null],
      ['bad', 'slow'],
    ]);
    ring();
    good.answer(TANAKA);
    bad.answer(TANAKA);
    await flushPromises();
    expect(connectorErrors()).toEqual([
      ['good', null],
      ['bad', null],
    ]);
  });
});

describe('cards', () => {
  test('a closed card stays closed during the call and reopens when the call rings again', () => {
    const service = start();
    const callId = ring();
    service.closeCard(callId);
    expect(cards()).toEqual([]);
    answer(callId);
    expect(cards()).toEqual([]);
    expect(calls()).toEqual(['ringing', 'answered']);
    send('callee_ended', callId);
    clock.advance(60_000);
    ring(TANAKA, callId);
    expect(cards()).toEqual([`${callId} ringing`]);
  });

  test('closing an unknown card does nothing', () => {
    const service = start();
    const callId = ring();
    service.closeCard('nobody');
    expect(cards()).toEqual([`${callId} ringing`]);
  });

  test('the card of an ended call closes after the wrap-up time', () => {
    start([], { popup: { wrapUpSeconds: 7 } });
    const callId = ring();
    answer(callId);
    send('callee_ended', callId, { call_end_time: '2026-11-22T01:00:00Z' });
    expect(cards()).toEqual([`${callId} ended`]);
    clock.advance(6_999);
    expect(cards()).toEqual([`${callId} ended`]);
    clock.advance(1);
    expect(cards()).toEqual([]);
  });

  test('a ringing call without an end event ends after 120 seconds', () => {
    start();
    const callId = ring();
    clock.advance(119_999);
    expect(cards()).toEqual([`${callId} ringing`]);
    clock.advance(1);
    expect(cards()).toEqual([]);
    expect(calls()).toEqual(['ringing', 'ended']);
  });
});

describe('pause', () => {
  test('shows no cards until its end, and still records calls', () => {
    const service = start();
    service.pause(clock.now() + 60_000);
    const callId = ring();
    expect(lastState()).toMatchObject({
      cards: [],
      pausedUntil: clock.now() + 60_000,
      recent: [{ call: { callId } }],
    });
    expect(calls()).toEqual(['ringing']);
    clock.advance(59_999);
    expect(lastState().cards).toEqual([]);
    clock.advance(1);
    expect(lastState().pausedUntil).toBeNull();
    expect(cards()).toEqual([`${callId} ringing`]);
  });

  test('opens no record', async () => {
    const contacts = new FakeContacts();
    const service = start([contacts], { screenPop: 'ring' });
    service.pause(clock.now() + 60_000);
    const callId = ring();
    contacts.answer(TANAKA, aMatch('田中'));
    await matched(callId);
    expect(pops).toEqual([]);
  });

  test('can be ended at once', () => {
    const service = start();
    service.pause(clock.now() + 60_000);
    const callId = ring();
    service.pause(null);
    expect(lastState()).toMatchObject({ pausedUntil: null });
    expect(cards()).toEqual([`${callId} ringing`]);
  });
});

describe('a scheduled pause', () => {
  /** Returns a pause that starts at the next full minute and lasts two minutes, on every day of the week. */
  function upcomingPause(): { readonly startsAt: number; readonly settings: unknown } {
    const startsAt = Math.ceil((clock.now() + 1) / 60_000) * 60_000;
    const wall = (at: number): string => new Date(at).toTimeString().slice(0, 5);
    const schedule = [{ days: [0, 1, 2, 3, 4, 5, 6], from: wall(startsAt), to: wall(startsAt + 120_000) }];
    return { startsAt, settings: { pause: { schedule }, popup: { missed: 'stay' } } };
  }

  test('starts and ends on schedule and reports its end', () => {
    const { startsAt: begins, settings } = upcomingPause();
    start([], settings);
    const before = ring();
    expect(cards()).toEqual([`${before} ringing`]);
    clock.advance(begins - clock.now());
    expect(lastState()).toMatchObject({ cards: [], pausedUntil: begins + 120_000 });
    const during = ring();
    send('callee_missed', during, caller(TANAKA));
    expect(cards()).toEqual([]);
    clock.advance(120_000);
    expect(lastState().pausedUntil).toBeNull();
    expect(cards()).toContain(`${during} missed`);
  });

  test('ends on resume and returns the next day', () => {
    const { startsAt: begins, settings } = upcomingPause();
    const service = start([], settings);
    clock.advance(begins - clock.now());
    service.pause(null);
    expect(lastState().pausedUntil).toBeNull();
    clock.advance(60_000);
    expect(lastState().pausedUntil).toBeNull();
    clock.advance(DAY - 60_000);
    expect(lastState().pausedUntil).toBe(begins + DAY + 120_000);
  });

  test('a longer manual pause outlasts it', () => {
    const { startsAt: begins, settings } = upcomingPause();
    const service = start([], settings);
    clock.advance(begins - clock.now());
    service.pause(begins + 600_000);
    expect(lastState().pausedUntil).toBe(begins + 600_000);
    clock.advance(120_000);
    expect(lastState().pausedUntil).toBe(begins + 600_000);
  });
});

describe('new settings', () => {
  test('apply to the next call and to the current card', () => {
    const service = start();
    const callId = ring(null);
    send('callee_missed', callId, caller(null));
    // The call might still ring on another phone, so the card changes only after a delay.
    clock.advance(5_000);
    expect(cards()).toEqual([`${callId} missed`]);
    service.useSettings(SettingsSchema.parse({ popup: { missed: 'close' }, country: 'US' }));
    clock.advance(60_000);
    expect(cards()).toEqual([]);
    const national = ring('(209) 259-2844');
    expect(service.findCall(national)?.call.caller.number).toMatchObject({ e164: '+12092592844' });
  });

  test('asks new connectors about calls on the screen, and the old ones no longer', async () => {
    const [old, fresh] = [new FakeContacts('old'), new FakeContacts('fresh')];
    const service = start([old]);
    const callId = ring();
    old.answer(TANAKA);
    await matched(callId);
    service.useConnectors([fresh]);
    expect(fresh.askedNumbers).toEqual([TANAKA]);
    fresh.answer(TANAKA, aMatch('田中'));
    await outputs.find((output) => output.type === 'match' && output.lookup.status === 'found');
    expect(service.findCall(callId)?.lookup).toMatchObject({ status: 'found', matches: [{ name: '田中' }] });
    expect(lastState().connectors).toMatchObject([{ id: 'fresh' }]);
    ring('+81312345678');
    expect(old.askedNumbers).toEqual([TANAKA]);
  });
});

describe('a trial', () => {
  test('stores a real call that ends by time alone while the trial runs', () => {
    const service = start();
    const missed = ring();
    send('callee_missed', missed, { ...caller(TANAKA), handup_result: 'No Answer' });
    const unanswered = ring(null);
    service.useSources([source], true);
    clock.advance(DAY / 2);
    service.useSources([source]);
    const stored = history.getRecent(10, 0).map(({ callId, state }) => `${callId} ${state}`);
    expect(stored).toEqual([`${unanswered} ended`, `${missed} missed`]);
    expect(lastState().recent.map(({ call }) => call.callId)).toEqual([unanswered, missed]);
  });

  test('stores nothing of a simulated call that shows only after the grace', () => {
    start().simulate(phoneEvent('callee_missed', clock.now(), { call_id: nextCallId(), ...caller(TANAKA) }));
    clock.advance(10_000);
    expect(history.count()).toBe(0);
  });

  test('that ends while a call rings leaves no card, recent call or history entry', () => {
    const service = start();
    service.useSources([source], true);
    ring();
    clock.advance(0);
    service.useSources([source]);
    clock.advance(DAY);
    expect(history.count()).toBe(0);
    expect(lastState()).toMatchObject({ cards: [], recent: [] });
  });

  test('shows cards but records nothing and leaves nothing behind', () => {
    const service = start();
    source.pastElements = () => [aCallElement('past', clock.now() - 1_000)];
    service.useSources([source], true);
    source.emit.connection({ state: 'connected', everyone: true });
    const callId = ring();
    expect(cards()).toEqual([`${callId} ringing`]);
    clock.advance(600_000);
    expect(history.getRecent(10, 0)).toEqual([]);
    expect(lastState().recent).toMatchObject([{ call: { callId } }]);
    service.useSources([source]);
    expect(lastState().recent).toEqual([]);
    const real = ring();
    clock.advance(0);
    expect(history.getRecent(10, 0)).toMatchObject([{ callId: real }]);
  });
});

describe('deleting calls', () => {
  test('a large clock difference does not delete recent calls', () => {
    start([], { privacy: { retentionDays: 7 } });
    source.emit.clockSkew(60 * DAY);
    const callId = nextCallId();
    source.emit.event(
      phoneEvent('callee_ringing', clock.now() - 60 * DAY, { call_id: callId, ...caller(TANAKA) }),
    );
    clock.advance(600_000);
    expect(history.has(callId)).toBe(true);
  });

  test('deletes one call or all, and leaves the cards on the screen', () => {
    const service = start();
    const [first, second] = [ring(), ring(null)];
    for (const callId of [first, second]) send('callee_rejected', callId, caller(null));
    const liveCall = ring();
    clock.advance(60_000);
    service.deleteCalls(first);
    clock.advance(0);
    expect(history.getRecent(10, 0).map(({ callId }) => callId)).toEqual([liveCall, second]);
    service.deleteCalls(null);
    clock.advance(0);
    expect(history.getRecent(10, 0)).toEqual([]);
    expect(lastState().recent.map(({ call }) => call.callId)).toEqual([liveCall]);
    expect(cards()).toEqual([`${liveCall} ringing`]);
  });

  test('deletes expired calls soon after the start and once a day', () => {
    const seven = { privacy: { retentionDays: 7 } };
    start([], seven).stop();
    const oldCall = ring();
    send('callee_rejected', oldCall, caller(TANAKA));
    clock.advance(0);
    source = new FakeSource();
    clock.advance(8 * DAY);
    expect(history.has(oldCall)).toBe(true);
    start([], seven);
    clock.advance(600_000);
    expect(history.has(oldCall)).toBe(false);
    const later = ring();
    send('callee_rejected', later, caller(TANAKA));
    clock.advance(6 * DAY);
    expect(history.has(later)).toBe(true);
    clock.advance(2 * DAY);
    expect(history.has(later)).toBe(false);
  });
});

describe('missed today', () => {
  test('counts this number only, including this call', () => {
    const service = start();
    const [first, , third] = [miss(), miss('+442079460018'), miss()];
    expect(service.findCall(first)?.missedToday).toBe(2);
    expect(service.findCall(third)?.missedToday).toBe(2);
    expect(lastState().cards.map(({ missedToday }) => missedToday)).toEqual([2, 1, 2]);
    const withheld = [miss(null), miss('anonymous'), miss(null)];
    expect(service.findCall(withheld[2]!)?.missedToday).toBe(3);
  });

  test('expires after a day', () => {
    const service = start();
    miss();
    clock.advance(DAY);
    expect(service.findCall(miss())?.missedToday).toBe(1);
  });

  test('is 0 for a call that was not missed', () => {
    const service = start();
    miss();
    expect(service.findCall(ring())?.missedToday).toBe(0);
    expect(service.findCall('nobody')).toBeNull();
  });
});

describe('recent calls', () => {
  test('are the twenty newest, newest first', () => {
    const service = start();
    const ids = Array.from({ length: 30 }, () => miss());
    expect(service.state.recent.map(({ call }) => call.callId)).toEqual(ids.slice(-20).reverse());
  });
});

describe('stopping', () => {
  test('stops the source and all timers, and reports nothing afterwards', async () => {
    const contacts = new FakeContacts();
    const service = start([contacts], { screenPop: 'ring' });
    service.pause(clock.now() + 600_000);
    ring();
    miss();
    expect(clock.pending).toBeGreaterThan(0);
    service.stop();
    expect(source.stopped).toBe(true);
    expect(clock.pending).toBe(0);
    const [lines, states] = [outputs.all.length, reportedStates.count];
    contacts.answer(TANAKA, aMatch('田中'));
    ring();
    service.addNotice({ level: 'info', code: 'internal-error', params: {} });
    service.closeCard('1');
    service.pause(null);
    clock.advance(DAY);
    await new Promise((resolve) => setImmediate(resolve));
    expect([outputs.all.length, reportedStates.count, pops.length, clock.pending]).toEqual([
      lines,
      states,
      0,
      0,
    ]);
  });
});

describe('thousands of events at once', () => {
  const MANY = 2_000;

  /** Expects that eight times as many events take less than quadratic time. */
  function expectLinear(run: (count: number) => void): void {
    const growth = measureGrowth(
      (count) => {
        setUp();
        run(count);
      },
      MANY / 8,
      8,
      2,
    );
    expect(growth).toBeLessThan(MAX_LINEAR_GROWTH);
  }

  test('of one call are handled in linear time', () => {
    expectLinear((count) => {
      start();
      const callId = nextCallId();
      for (let n = 0; n < count; n++) ring(TANAKA, callId);
    });
    expect(calls()).toEqual(['ringing']);
  });

  test('of separate ringing calls are handled in linear time', () => {
    expectLinear((count) => {
      start();
      for (let n = 0; n < count; n++) ring();
      clock.advance(0);
    });
    expect(calls()).toHaveLength(MANY);
    clock.advance(120_000);
    expect(lastState()).toMatchObject({ cards: [] });
  });

  test('of a thousand missed calls leave the next call visible at once', () => {
    const missed = 1_000;
    const service = start();
    for (let n = 0; n < missed; n++) {
      const callId = ring();
      send('callee_missed', callId, { ...caller(TANAKA), handup_result: 'No Answer' });
    }
    clock.advance(10_000);
    expect(calls().filter((state) => state === 'missed')).toHaveLength(missed);
    expect(service.state.recent).toHaveLength(20);
    // The next call is on the screen in the same turn, however many missed calls are left.
    ring();
    clock.advance(0);
    expect(cards()[0]).toMatch(/ringing$/u);
  });

  test('of garbage are handled in linear time', () => {
    expectLinear((count) => {
      start();
      for (let n = 0; n < count; n++)
        source.emit.event(n % 2 === 0 ? null : { event: 'phone.callee_ringing', payload: n });
    });
    expect(notices()).toHaveLength(MANY);
    ring();
    expect(calls()).toEqual(['ringing']);
  });
});
