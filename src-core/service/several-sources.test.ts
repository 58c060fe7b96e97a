/** One service with several sources of calls: WebSocket, webhook, and the launch links of Zoom's client. */
import { beforeEach, describe, expect, test } from 'vitest';
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
import type { FindResult } from '../lookup/connector.ts';
import { CallService } from './call-service.ts';
import type { AppState, Output } from './app-state.ts';
import { SettingsSchema } from '../settings/schema.ts';

const CONNECTED = { state: 'connected', everyone: false } as const;
const NOTHING_YET = {
  state: 'degraded',
  cause: 'nothing-yet',
  detail: 'http://127.0.0.1:4380/zoom/webhook',
} as const;

const LINK_ID: unknown = expect.stringMatching(/^link-/u);
const MATCH = aMatch('田中');

let clock: FakeClock;
let socket: FakeSource;
let webhook: FakeSource;
let launchLinks: FakeSource;
let history: CallHistory;
let outputs: Mailbox<Output>;
let service: CallService;
let find: () => Promise<FindResult>;
let pops: string[];

beforeEach(() => {
  clock = new FakeClock();
  socket = new FakeSource('websocket');
  webhook = new FakeSource('webhook');
  launchLinks = new FakeSource('launch-link');
  history = memoryHistory(clock);
  find = () => Promise.resolve({ matches: [MATCH], asOf: null, newer: null });
  start();
});

function start(settings: unknown = {}): void {
  outputs = new Mailbox();
  pops = [];
  service = new CallService({
    settings: SettingsSchema.parse(settings),
    sources: [socket, webhook, launchLinks],
    history,
    connectors: [
      {
        id: 'contacts',
        name: 'Contacts',
        find: () => find(),
      },
    ],
    clock,
    stopwatch: () => clock.now(),
    events: {
      output: (output) => outputs.push(output),
      state: () => undefined,
      pop: (callId) => pops.push(callId),
    },
  });
  service.start();
  for (const source of [socket, webhook]) source.emit.agent(ME);
}

const state = (): AppState => service.state;
const cards = (): string[] => state().cards.map(({ call }) => `${call.callId} ${call.state}`);
const callOutputs = (): string[] =>
  outputs.all.flatMap((output) =>
    output.type === 'call'
      ? [
          `${output.call.callId} ${output.call.state} ${output.call.source}${output.replaces === null ? '' : ' replaces'}`,
        ]
      : [],
  );
const createEvent = (
  name: string,
  callId: string,
  phone_number: string | null = TANAKA,
  at = clock.now(),
): unknown =>
  phoneEvent(name, at, {
    call_id: callId,
    callee: { user_id: ME.userId },
    caller: { phone_number, connection_type: 'pstn_off_net' },
  });
const inHistory = (): string[] => history.getRecent(10, 0).map(({ callId }) => callId);

/** Returns a missed call, as an element of Zoom's history, that started `ago` ms ago. */
const callElement = (callId: string, ago: number): CallElement => aCallElement(callId, clock.now() - ago);

describe('WebSocket and webhook together', () => {
  test('a call from both sources is one call, whichever comes first', () => {
    for (const [callId, first, second] of [
      ['1', socket, webhook],
      ['2', webhook, socket],
    ] as const) {
      for (const name of ['callee_ringing', 'callee_answered', 'callee_ended']) {
        const event = createEvent(name, callId);
        first.emit.event(event);
        clock.advance(300);
        second.emit.event(event);
        clock.advance(2_000);
      }
    }
    expect(callOutputs()).toEqual([
      '1 ringing websocket',
      '1 answered websocket',
      '1 ended websocket',
      '2 ringing webhook',
      '2 answered webhook',
      '2 ended webhook',
    ]);
    expect(inHistory()).toEqual(['2', '1']);
  });

  test('an event from only one source is processed', () => {
    socket.emit.event(createEvent('callee_ringing', '1'));
    clock.advance(100);
    webhook.emit.event(createEvent('callee_answered', '1'));
    expect(callOutputs()).toEqual(['1 ringing websocket', '1 answered websocket']);
  });

  test('repeated events 5, 25 and 85 minutes later never ring, known or not', () => {
    const known = createEvent('callee_ringing', '1');
    const unknown = createEvent('callee_ringing', '2', '+81312345678');
    webhook.emit.event(known);
    clock.advance(5_000);
    webhook.emit.event(createEvent('callee_missed', '1'));
    for (const ms of [295_000, 1_200_000, 3_600_000]) {
      clock.advance(ms);
      webhook.emit.event(known);
      webhook.emit.event(unknown);
    }
    expect(callOutputs()).toEqual(['1 ringing webhook', '1 missed webhook', '2 late webhook']);
    expect(cards()).toEqual(['1 missed']);
    expect(inHistory()).toEqual(['2', '1']);
  });

  test('the connected source determines the state, and the other is listed separately', () => {
    webhook.emit.connection(NOTHING_YET);
    expect(state()).toMatchObject({ connection: NOTHING_YET, otherSources: [] });
    socket.emit.connection({ state: 'connecting' });
    expect(state().connection).toEqual({ state: 'connecting' });
    socket.emit.connection(CONNECTED);
    expect(state()).toMatchObject({
      connection: CONNECTED,
      otherSources: [{ source: 'webhook', connection: NOTHING_YET }],
    });
    webhook.emit.connection(CONNECTED);
    expect(state()).toMatchObject({ connection: CONNECTED, otherSources: [] });
    const offline = { state: 'offline', cause: 'closed', detail: '', retryAt: clock.now() + 500 } as const;
    socket.emit.connection(offline);
    expect(state()).toMatchObject({
      connection: CONNECTED,
      otherSources: [{ source: 'websocket', connection: offline }],
    });
    expect(outputs.all.at(-1)).toEqual({
      type: 'connection',
      connection: CONNECTED,
      otherSources: [{ source: 'websocket', connection: offline }],
    });
  });

  test('wake("asked") reconnects only sources that are not connected', () => {
    socket.emit.connection(CONNECTED);
    webhook.emit.connection({ state: 'offline', cause: 'port-taken', detail: '', retryAt: 0 });
    service.wake('asked');
    expect([socket.wakeReasons, webhook.wakeReasons]).toEqual([[], ['asked']]);
    webhook.emit.connection(CONNECTED);
    service.wake('asked');
    expect([socket.wakeReasons, webhook.wakeReasons]).toEqual([['asked'], ['asked', 'asked']]);
    service.wake('changed');
    expect(socket.wakeReasons).toEqual(['asked', 'changed']);
  });

  test('reads Zoom’s history when either source connects, through a connected one', async () => {
    const read: string[] = [];
    socket.pastElements = () => (read.push('socket'), []);
    webhook.pastElements = () => (read.push('webhook'), []);
    webhook.emit.connection(NOTHING_YET);
    await flushPromises();
    expect(read).toEqual(['webhook']);
    socket.emit.connection({ state: 'connecting' });
    socket.emit.connection(CONNECTED);
    await flushPromises();
    expect(read).toEqual(['webhook', 'socket']);
    // The webhook's first event (to connected) is no reason to read again.
    webhook.emit.connection(CONNECTED);
    await flushPromises();
    expect(read).toHaveLength(2);
    socket.emit.connection({ state: 'offline', cause: 'closed', detail: '', retryAt: 0 });
    clock.advance(60_000);
    await flushPromises();
    expect(read).toEqual(['webhook', 'socket', 'webhook']);
  });

  test('finish waits for events that a source is still processing', async () => {
    const order: string[] = [];
    const finishing = Object.assign(webhook, {
      finish: async () => {
        await flushPromises();
        order.push('finished');
      },
    });
    await service.finish();
    order.push('resolved');
    service.stop();
    expect([order, finishing.stopped, socket.stopped]).toEqual([['finished', 'resolved'], true, true]);
  });
});

describe('a launch link', () => {
  const link = { number: '090-1234-5678', name: '田中' };
  const ring = (number: string | null = link.number): void =>
    launchLinks.emit.ring({ number, name: link.name });

  test('alone shows a ringing call, which ends after two minutes', () => {
    ring();
    expect(state().cards).toMatchObject([
      {
        call: {
          callId: LINK_ID,
          state: 'ringing',
          caller: { number: { kind: 'external', e164: TANAKA }, name: '田中', connectionType: null },
          source: 'launch-link',
        },
      },
    ]);
    clock.advance(119_999);
    expect(state().cards).toHaveLength(1);
    clock.advance(1);
    expect(state().cards).toEqual([]);
    expect(callOutputs()).toEqual([
      expect.stringMatching(/ ringing launch-link$/u),
      expect.stringMatching(/ ended launch-link$/u),
    ]);
    expect(history.getRecent(10, 0)).toMatchObject([{ source: 'launch-link', state: 'ended' }]);
    // Only the daily clean-up timer remains, so the service does not keep waking up.
    clock.advance(0);
    expect(clock.pending).toBe(1);
  });

  test('before its call event shares one card with that call', () => {
    ring();
    clock.advance(4_900);
    socket.emit.event(createEvent('callee_ringing', '7'));
    expect(cards()).toEqual(['7 ringing']);
    socket.emit.event(createEvent('callee_answered', '7'));
    clock.advance(3_000);
    socket.emit.event(createEvent('callee_ended', '7'));
    clock.advance(300_000);
    expect(callOutputs().slice(1)).toEqual([
      '7 ringing websocket replaces',
      '7 answered websocket',
      '7 ended websocket',
    ]);
    expect(inHistory()).toEqual(['7']);
  });

  test('after its call event changes nothing', () => {
    webhook.emit.event(createEvent('callee_ringing', '7'));
    clock.advance(4_900);
    ring();
    clock.advance(300_000);
    expect(callOutputs()).toEqual(['7 ringing webhook', '7 ended webhook']);
    expect(inHistory()).toEqual(['7']);
  });

  test('matches its call event despite a delay or a wrong clock', () => {
    ring();
    // The call rang when the link arrived, and its event arrives nine seconds later.
    const rangAt = clock.now();
    clock.advance(9_000);
    socket.emit.event(createEvent('callee_ringing', '7', TANAKA, rangAt));
    expect(cards()).toEqual(['7 ringing']);
    clock.advance(30_000);
    ring('03-1234-5678');
    socket.emit.event(createEvent('callee_ringing', '8', '+81312345678', clock.now() - 40_000));
    expect(cards()).toEqual(['8 ringing', '7 ringing']);
  });

  test.each([
    ['another number', '+81312345678', 1_000],
    ['a delay of six seconds', TANAKA, 6_000],
  ])('and an event with %s are two calls', (_what, number, ms) => {
    ring();
    clock.advance(ms);
    socket.emit.event(createEvent('callee_ringing', '7', number));
    expect(state().cards).toHaveLength(2);
  });

  test('two links for one call are one call; two calls from one number stay separate', () => {
    ring();
    ring();
    expect(state().cards).toHaveLength(1);
    socket.emit.event(createEvent('callee_ringing', '7'));
    socket.emit.event(createEvent('callee_ringing', '8'));
    ring();
    expect(cards()).toEqual(['8 ringing', '7 ringing']);
  });

  test('for another call is not merged into a call that has rung for longer', () => {
    socket.emit.event(createEvent('callee_ringing', '7'));
    clock.advance(6_000);
    ring();
    expect(state().cards).toHaveLength(2);
    clock.advance(1_000);
    const named = {
      call_id: '7',
      callee: { user_id: ME.userId },
      caller: { phone_number: TANAKA, name: 'T' },
    };
    socket.emit.event(phoneEvent('callee_ringing', clock.now(), named));
    expect(state().cards).toHaveLength(2);
    socket.emit.event(createEvent('callee_answered', '7'));
    clock.advance(1_000);
    socket.emit.event(createEvent('callee_ringing', '8'));
    expect(cards()).toEqual(['8 ringing', '7 answered']);
  });

  test('opens the record once, whichever source reports the call', async () => {
    start({ screenPop: 'ring' });
    ring();
    await flushPromises();
    expect(pops).toEqual([LINK_ID]);
    socket.emit.event(createEvent('callee_ringing', '7'));
    socket.emit.event(createEvent('callee_answered', '7'));
    await flushPromises();
    expect(pops).toHaveLength(1);
  });

  test('passes its pending lookup on to the call from Zoom', async () => {
    let answer: (found: FindResult) => void = () => undefined;
    find = () => new Promise((resolve) => (answer = resolve));
    ring();
    socket.emit.event(createEvent('callee_ringing', '7'));
    expect(state().cards[0]?.lookup).toEqual({ status: 'searching' });
    answer({ matches: [MATCH], asOf: null, newer: null });
    await flushPromises();
    expect(state().cards[0]?.lookup).toMatchObject({ status: 'found', matches: [MATCH] });
    const matched = outputs.all.flatMap((output) => (output.type === 'match' ? [output.callId] : []));
    expect(matched).toEqual(['7']);
  });

  test('a withheld number matches a withheld number', () => {
    ring(null);
    clock.advance(1_000);
    socket.emit.event(createEvent('callee_ringing', '7', null));
    expect(cards()).toEqual(['7 ringing']);
  });

  test('a closed card stays closed when the call event arrives', () => {
    ring();
    const callId = state().cards[0]?.call.callId ?? '';
    service.closeCard(callId);
    clock.advance(1_000);
    socket.emit.event(createEvent('callee_ringing', '7'));
    expect(cards()).toEqual([]);
  });

  test('a past call from the same number is not merged with it', async () => {
    socket.emit.connection({ state: 'connecting' });
    socket.emit.connection(CONNECTED);
    await flushPromises();
    clock.advance(40_000);
    socket.pastElements = () => [callElement('5', 30_000)];
    webhook.emit.connection(CONNECTED);
    await flushPromises();
    clock.advance(0);
    expect(inHistory()).toEqual(['5']);
    ring();
    expect(cards()).toEqual([expect.stringMatching(/^link-.* ringing$/u)]);
  });

  test('a call that only Zoom’s history reports ends it, as one call', async () => {
    socket.emit.connection({ state: 'connecting' });
    socket.emit.connection(CONNECTED);
    await flushPromises();
    clock.advance(10_000);
    ring();
    clock.advance(30_000);
    const call = callElement('9', 31_000);
    socket.pastElements = () => [call];
    clock.advance(20_000);
    await flushPromises();
    clock.advance(0);
    expect(cards()).toEqual(['9 missed']);
    expect(callOutputs().at(-1)).toBe('9 missed launch-link replaces');
    expect(inHistory()).toEqual(['9']);
    // The time limit of the link call has no further effect.
    clock.advance(300_000);
    expect(cards()).toEqual(['9 missed']);
  });

  test('does not count as proof that events arrive', async () => {
    socket.emit.connection({ state: 'connecting' });
    socket.emit.connection(CONNECTED);
    await flushPromises();
    clock.advance(10_000);
    ring();
    const call = callElement('9', 1_000);
    socket.pastElements = () => [call];
    clock.advance(50_000);
    await flushPromises();
    expect(state().connection).toMatchObject({ state: 'degraded', cause: 'events-missing' });
  });

  test('an invalid link causes a notice with the reason', () => {
    launchLinks.emit.badLink('placeholder');
    expect(outputs.all).toEqual([
      {
        type: 'notice',
        notice: { level: 'warn', code: 'launch-link-refused', params: { why: 'link-placeholder' } },
      },
    ]);
    expect(state().connection).toBeNull();
  });
});
