import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agent } from '../scenarios/people.ts';
import type { AnswerFault, HandshakeFault } from './faults.ts';
import {
  requestToken,
  get,
  getJson,
  fetchToken,
  SimulatorClient,
  createZoomWithClock,
} from '../../src-core/test-support/simulator-client.ts';
import type { ConnectionLogEntry } from './event-socket.ts';
import { noFaults, type Zoom } from './zoom.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const WELCOME = { module: 'build_connection', success: true, content: 'success', header: {} };
const HEARTBEAT_ANSWER = { module: 'heartbeat', success: true, content: 'live', header: {} };
const ME = '/v2/users/me';

const getNumbers = (client: SimulatorClient) =>
  client.events.map((event) => z.object({ n: z.int() }).parse(event).n);
const getTimestamps = (client: SimulatorClient) =>
  client.events.map((event) => z.object({ event_ts: z.int() }).parse(event).event_ts);
const getLogEvents = (zoom: Zoom): ConnectionLogEntry['event'][] =>
  zoom.connectionsLog.map(({ event }) => event);

it('serves token, REST, welcome, heartbeat and events without faults', () => {
  const { zoom, clock } = createZoomWithClock();
  const client = new SimulatorClient(zoom);
  expect(client.frames).toEqual([WELCOME]);
  expect(client.sendHeartbeat()).toBe(true);
  expect(client.lastFrame).toEqual(HEARTBEAT_ANSWER);
  expect(zoom.send({ n: 1 })).toBe(true);
  expect(getNumbers(client)).toEqual([1]);
  expect(getJson(zoom, ME)).toMatchObject({ status: 200, json: { email: 'zoom-admin@example.com' } });
  expect(get(zoom, ME)).toMatchObject({ headers: { date: 'Fri, 02 Jan 2026 03:00:00 GMT' } });
  clock.advance(MINUTE);
  expect(client.closed).toBe('1000 Bye');
  expect(zoom.connections).toMatchObject({ opened: 1, accepted: 1, timedOut: 1, live: 0 });
});

it('accepts generators for tokens and call ids', () => {
  const { zoom } = createZoomWithClock({ newToken: () => 'the-token', newCallId: () => 'the-call' });
  expect(fetchToken(zoom)).toBe('the-token');
  expect(zoom.play('late').callIds).toEqual(['the-call']);
});

describe('handshake', () => {
  it.each<[HandshakeFault, Partial<SimulatorClient>]>([
    [
      { kind: 'refused', status: 503 },
      { upgrade: 'refuse', frames: [] },
    ],
    [{ kind: 'cut' }, { upgrade: 'cut', frames: [] }],
    [{ kind: 'never' }, { upgrade: 'never', frames: [] }],
    [{ kind: 'no-welcome' }, { upgrade: 'accept', frames: [], closed: null }],
    [{ kind: 'cut-before-welcome' }, { upgrade: 'accept', frames: [], closed: '1006' }],
    [
      { kind: 'unwelcome' },
      {
        frames: [{ module: 'build_connection', success: false, content: 'Invalid Token', header: {} }],
        closed: '1000 Bye',
      },
    ],
    [
      { kind: 'unwelcome', content: 'maintenance' },
      {
        frames: [{ module: 'build_connection', success: false, content: 'maintenance', header: {} }],
        closed: '1000 Bye',
      },
    ],
    [{ kind: 'cut-after-welcome' }, { frames: [WELCOME], closed: '1006' }],
  ])('$kind', (fault, expected) => {
    const { zoom, clock } = createZoomWithClock();
    zoom.faults.handshake = fault;
    const client = new SimulatorClient(zoom);
    expect(client).toMatchObject(expected);
    expect(client.sendHeartbeat()).toBe(false);
    expect(zoom.send({ n: 1 })).toBe(false);
    clock.advance(HOUR);
    expect(client).toMatchObject(expected);

    zoom.faults.handshake = null;
    expect(new SimulatorClient(zoom).frames).toEqual([WELCOME]);
  });

  it('refuses with the configured status', () => {
    const { zoom } = createZoomWithClock();
    zoom.faults.handshake = { kind: 'refused', status: 503 };
    expect(zoom.upgrade('/ws')).toEqual({ kind: 'refuse', status: 503 });
  });
});

describe('half-open', () => {
  it('all sockets are silent and stay open until the fault ends', () => {
    const { zoom, clock } = createZoomWithClock();
    const present = new SimulatorClient(zoom);
    zoom.faults.halfOpen = true;
    const further = new SimulatorClient(zoom);
    for (const client of [present, further]) expect(client.sendHeartbeat()).toBe(false);
    expect(zoom.send({ n: 1 })).toBe(false);
    expect(zoom.sendRaw('1')).toBe(false);
    clock.advance(HOUR);
    for (const client of [present, further]) expect(client.closed).toBeNull();
    expect([present.frames, further.frames]).toEqual([[WELCOME], []]);

    zoom.faults.halfOpen = false;
    expect([present.sendHeartbeat(), further.sendHeartbeat()]).toEqual([true, false]);
    expect(zoom.send({ n: 2 })).toBe(true);
    expect(getNumbers(present)).toEqual([2]);
  });

  it('only the old socket is silent; a new one is served', () => {
    const { zoom } = createZoomWithClock();
    const oldClient = new SimulatorClient(zoom);
    zoom.makeHalfOpen();
    expect(oldClient.sendHeartbeat()).toBe(false);
    expect(zoom.send({ n: 1 })).toBe(false);
    const fresh = new SimulatorClient(zoom);
    expect(fresh.sendHeartbeat()).toBe(true);
    zoom.send({ n: 2 });
    expect(getNumbers(fresh)).toEqual([2]);
    expect([oldClient.frames, oldClient.closed]).toEqual([[WELCOME], null]);
    expect(getLogEvents(zoom)).toEqual(['accepted', 'replaced', 'accepted']);
  });
});

describe('outage', () => {
  it('cuts all connections and requests until it ends', () => {
    const { zoom } = createZoomWithClock();
    const validToken = fetchToken(zoom);
    const accepted = new SimulatorClient(zoom, validToken);
    zoom.faults.handshake = { kind: 'no-welcome' };
    const waiting = new SimulatorClient(zoom, validToken);
    zoom.faults.handshake = null;
    zoom.goDown();
    expect([accepted.closed, waiting.closed]).toEqual(['1006', '1006']);
    expect(new SimulatorClient(zoom, validToken).upgrade).toBe('cut');
    expect([requestToken(zoom), get(zoom, ME, validToken)]).toEqual([{ kind: 'cut' }, { kind: 'cut' }]);
    expect(zoom.requests).toEqual({ token: 1, rest: 0 });
    zoom.comeBack();
    expect(new SimulatorClient(zoom, validToken).frames).toEqual([WELCOME]);
  });
});

describe('an open connection', () => {
  it('can leave heartbeats unanswered while events arrive', () => {
    const { zoom, clock } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    zoom.faults.heartbeatsUnanswered = true;
    for (let n = 0; n < 4; n += 1) {
      clock.advance(25 * SECOND);
      expect(client.sendHeartbeat()).toBe(false);
    }
    zoom.send({ n: 1 });
    expect(getNumbers(client)).toEqual([1]);
    expect(client.closed).toBeNull();
    expect(zoom.connections.heartbeats).toBe(0);
  });

  it('can withhold events while heartbeats are answered', () => {
    const { zoom } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    zoom.faults.eventsWithheld = true;
    expect(zoom.send({ n: 1 })).toBe(false);
    expect(client.sendHeartbeat()).toBe(true);
    zoom.faults.eventsWithheld = false;
    zoom.send({ n: 2 });
    expect(getNumbers(client)).toEqual([2]);
  });

  it('can be closed when its token expires', () => {
    const { zoom, clock } = createZoomWithClock({ serverTimeoutMs: 24 * HOUR });
    const lasting = new SimulatorClient(zoom);
    clock.advance(2 * HOUR);
    expect(lasting.closed).toBeNull();
    zoom.faults.closeOnTokenExpiry = true;
    const validToken = fetchToken(zoom);
    clock.advance(10 * MINUTE);
    const client = new SimulatorClient(zoom, validToken);
    clock.advance(50 * MINUTE - 1);
    expect(client.closed).toBeNull();
    clock.advance(1);
    expect(client.closed).toBe('1000 Bye');
    const next = new SimulatorClient(zoom);
    next.close();
    clock.advance(2 * HOUR);
    expect(getLogEvents(zoom)).toEqual([
      'accepted',
      'replaced',
      'accepted',
      'token-expired',
      'accepted',
      'left',
    ]);
  });
});

it('a connection is not closed when the token of an earlier one expires', () => {
  const { zoom, clock } = createZoomWithClock({ serverTimeoutMs: 24 * HOUR });
  zoom.faults.closeOnTokenExpiry = true;
  new SimulatorClient(zoom).close();
  clock.advance(MINUTE);
  const client = new SimulatorClient(zoom);
  clock.advance(HOUR - 1);
  expect(client.closed).toBeNull();
  clock.advance(1);
  expect(client.closed).toBe('1000 Bye');
});

describe('delivery', () => {
  const sendTen = (zoom: Zoom) => {
    for (let n = 0; n < 10; n += 1) zoom.send({ n });
  };
  const IN_ORDER = Array.from({ length: 10 }, (_, n) => n);

  it('copies: sends each event several times', () => {
    const { zoom } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    zoom.faults.copies = 5;
    zoom.send({ n: 1 });
    expect(getNumbers(client)).toEqual([1, 1, 1, 1, 1]);
  });

  it('reorder: shuffles a full window deterministically', () => {
    const orders = [1, 2].map(() => {
      const { zoom, clock } = createZoomWithClock();
      const client = new SimulatorClient(zoom);
      zoom.faults.reorder = { events: 10, ms: 2 * SECOND };
      sendTen(zoom);
      const first = getNumbers(client);
      expect(first).toHaveLength(10);
      expect(first).not.toEqual(IN_ORDER);
      expect(first.toSorted((a, b) => a - b)).toEqual(IN_ORDER);
      sendTen(zoom);
      expect(getNumbers(client).slice(10)).not.toEqual(first);
      clock.advance(2 * SECOND);
      expect(getNumbers(client)).toHaveLength(20);
      return first;
    });
    expect(orders[0]).toEqual(orders[1]);
  });

  it('reorder: sends an incomplete window when its time is over', () => {
    const { zoom, clock } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    zoom.faults.reorder = { events: 100, ms: 2 * SECOND };
    expect(zoom.send({ n: 10 })).toBe(false);
    clock.advance(SECOND);
    sendTen(zoom);
    clock.advance(SECOND - 1);
    expect(getNumbers(client)).toEqual([]);
    clock.advance(1);
    expect(getNumbers(client)).toHaveLength(11);
  });

  it('reorder: each window has its own time', () => {
    const { zoom, clock } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    zoom.faults.reorder = { events: 10, ms: 2 * SECOND };
    sendTen(zoom);
    clock.advance(SECOND);
    zoom.send({ n: 10 });
    clock.advance(2 * SECOND - 1);
    expect(getNumbers(client)).toHaveLength(10);
    clock.advance(1);
    expect(getNumbers(client)).toHaveLength(11);
  });

  it('delay: sends late with the original timestamp', () => {
    const { zoom, clock } = createZoomWithClock({ serverTimeoutMs: 24 * HOUR });
    const client = new SimulatorClient(zoom);
    const sentAt = clock.now();
    zoom.faults.delayMs = 90 * MINUTE;
    expect(zoom.send({ event_ts: sentAt })).toBe(false);
    zoom.faults.delayMs = 0;
    clock.advance(90 * MINUTE - 1);
    expect(client.events).toEqual([]);
    clock.advance(1);
    expect(getTimestamps(client)).toEqual([sentAt]);
  });

  it('combined: copies are reordered and delayed like the rest', () => {
    const { zoom, clock } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    Object.assign(zoom.faults, { copies: 3, reorder: { events: 30, ms: SECOND }, delayMs: SECOND });
    sendTen(zoom);
    clock.advance(SECOND);
    const numbers = getNumbers(client);
    expect(numbers).toHaveLength(30);
    expect(numbers.filter((n) => n === 4)).toHaveLength(3);
    expect(numbers.slice(0, 3)).not.toEqual([0, 0, 0]);
  });
});

const ANSWER_FAULTS: [AnswerFault, object][] = [
  [{ kind: 'status', status: 500 }, { status: 500 }],
  [
    { kind: 'status', status: 429, retryAfter: 7 },
    { status: 429, headers: { 'retry-after': '7' } },
  ],
  [{ kind: 'html' }, { status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' } }],
  [{ kind: 'never' }, { kind: 'never' }],
  [{ kind: 'endless' }, { kind: 'endless', status: 200, body: '{' }],
  [{ kind: 'cut' }, { kind: 'cut' }],
];

describe('token', () => {
  it.each(ANSWER_FAULTS)('%o', (fault, expected) => {
    const { zoom } = createZoomWithClock();
    const validToken = fetchToken(zoom);
    zoom.faults.token = fault;
    expect(requestToken(zoom)).toMatchObject(expected);
    expect(getJson(zoom, ME, validToken).status).toBe(200);
    zoom.faults.token = null;
    expect(requestToken(zoom)).toMatchObject({ status: 200 });
    expect(zoom.requests).toEqual({ token: 3, rest: 1 });
  });

  it('sends the limit of a day with the start of the next day in GMT', () => {
    const { zoom, clock } = createZoomWithClock();
    zoom.faults.token = { kind: 'status', status: 429, retryAfter: 'next-day' };
    const tomorrow = new Date(clock.now() + 24 * 3_600_000).toISOString().slice(0, 10);
    expect(requestToken(zoom)).toMatchObject({ headers: { 'retry-after': `${tomorrow}T00:00:00Z` } });
  });

  it('fails with the configured error in the configured shape', () => {
    const { zoom } = createZoomWithClock({ tokenErrorShape: 'reason' });
    zoom.faults.token = { kind: 'status', status: 400, code: 4738, message: 'disabled by admin' };
    const answer = requestToken(zoom);
    expect(answer).toMatchObject({ status: 400, kind: 'answer' });
    expect(answer).toHaveProperty('body', '{"reason":"disabled by admin","error":"invalid_request"}');
  });

  it('429 without Retry-After has no such header', () => {
    const { zoom } = createZoomWithClock();
    zoom.faults.token = { kind: 'status', status: 429 };
    expect(requestToken(zoom)).not.toHaveProperty(['headers', 'retry-after']);
  });

  it('can invalidate older tokens', () => {
    const { zoom } = createZoomWithClock();
    const first = fetchToken(zoom);
    const second = fetchToken(zoom);
    expect(getJson(zoom, ME, first).status).toBe(200);
    zoom.faults.tokensRevokeOlder = true;
    const client = new SimulatorClient(zoom, second);
    const third = fetchToken(zoom);
    expect([first, second, third].map((text) => getJson(zoom, ME, text).status)).toEqual([401, 401, 200]);
    expect(client.sendHeartbeat()).toBe(true);
    expect(new SimulatorClient(zoom, second).lastFrame).toMatchObject({
      success: false,
      content: 'Invalid Token',
    });
  });

  it('contains changed scopes from the next token on', () => {
    const { zoom } = createZoomWithClock({ scopes: ['a', 'b'] });
    const scope = () => {
      const answer = requestToken(zoom);
      if (answer.kind !== 'answer') throw new Error(answer.kind);
      return z.object({ scope: z.string() }).parse(JSON.parse(answer.body)).scope;
    };
    expect(scope()).toBe('a b');
    zoom.setScopes(['c']);
    expect(scope()).toBe('c');
  });
});

describe('REST', () => {
  it.each(ANSWER_FAULTS)('%o', (fault, expected) => {
    const { zoom } = createZoomWithClock();
    zoom.faults.rest = [{ fault }];
    for (let n = 0; n < 3; n += 1) expect(get(zoom, ME)).toMatchObject(expected);
    zoom.faults.rest = [];
    expect(getJson(zoom, ME).status).toBe(200);
    expect(zoom.requests.rest).toBe(4);
  });

  it.each([
    [401, { code: 124, message: 'Invalid access token.' }],
    [404, { code: 1001, message: 'Not found.' }],
  ])('fails with %d as often as configured, then succeeds', (status, json) => {
    const { zoom } = createZoomWithClock();
    zoom.faults.rest = [{ fault: { kind: 'status', status }, times: 2 }];
    expect([1, 2, 3].map(() => getJson(zoom, ME).status)).toEqual([status, status, 200]);
    zoom.faults.rest = [{ fault: { kind: 'status', status } }];
    expect(getJson(zoom, ME)).toEqual({ status, json });
  });

  it('fails only for matching paths, by the first matching rule', () => {
    const { zoom } = createZoomWithClock();
    const phone = `/v2/phone/users/${agent.userId}`;
    zoom.faults.rest = [
      { path: /\/call_history\?/, fault: { kind: 'status', status: 500 }, times: 1 },
      { path: /\/phone\//, fault: { kind: 'status', status: 429 } },
    ];
    const history = `${phone}/call_history?from=2026-01-01&to=2026-01-02`;
    expect([ME, phone, history, history].map((path) => getJson(zoom, path).status)).toEqual([
      200, 429, 500, 429,
    ]);
  });
});

describe('clock', () => {
  it('applies its offset to the Date header, played events and the call log', () => {
    const { zoom, clock } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    const validToken = fetchToken(zoom);
    zoom.faults.clockOffsetMs = 2 * HOUR;
    expect(get(zoom, ME, validToken)).toMatchObject({
      status: 200,
      headers: { date: 'Fri, 02 Jan 2026 05:00:00 GMT' },
    });
    expect(requestToken(zoom)).toMatchObject({ headers: { date: 'Fri, 02 Jan 2026 05:00:00 GMT' } });
    zoom.play('known');
    expect(getTimestamps(client)).toEqual([clock.now() + 2 * HOUR]);
    clock.advance(8 * SECOND);
    const path = `/v2/phone/users/${agent.userId}/call_history?from=2026-01-02&to=2026-01-02`;
    expect(getJson(zoom, path)).toMatchObject({
      json: { call_logs: [{ start_time: '2026-01-02T05:00:00Z', end_time: '2026-01-02T05:00:08Z' }] },
    });
  });
});

describe('the connections log', () => {
  it('distinguishes two clients that evict each other', () => {
    const { zoom, clock } = createZoomWithClock();
    const start = clock.now();
    const ownClient = new SimulatorClient(zoom, fetchToken(zoom), 'mine');
    clock.advance(SECOND);
    const otherClient = new SimulatorClient(zoom, fetchToken(zoom), 'other');
    expect(ownClient.closed).toBe('1000 Bye');
    clock.advance(SECOND);
    new SimulatorClient(zoom, fetchToken(zoom), 'mine');
    expect(otherClient.closed).toBe('1000 Bye');
    zoom.disconnect(1006);
    new SimulatorClient(zoom, 'bad', 'other');
    expect(zoom.connectionsLog).toEqual([
      { at: start, client: 'mine', event: 'accepted' },
      { at: start + SECOND, client: 'mine', event: 'replaced' },
      { at: start + SECOND, client: 'other', event: 'accepted' },
      { at: start + 2 * SECOND, client: 'other', event: 'replaced' },
      { at: start + 2 * SECOND, client: 'mine', event: 'accepted' },
      { at: start + 2 * SECOND, client: 'mine', event: 'cut' },
      { at: start + 2 * SECOND, client: 'other', event: 'refused' },
    ]);
  });

  it('does not record a timeout for closed connections', () => {
    const { zoom, clock } = createZoomWithClock();
    new SimulatorClient(zoom).close();
    clock.advance(HOUR);
    expect(getLogEvents(zoom)).toEqual(['accepted', 'left']);
    expect(zoom.connections.timedOut).toBe(0);
  });

  it('has a size limit', () => {
    const { zoom, clock } = createZoomWithClock();
    for (let n = 0; n < 10_005; n += 1) {
      clock.advance(1);
      new SimulatorClient(zoom, 'bad');
    }
    expect(zoom.connectionsLog).toHaveLength(10_000);
    expect(zoom.connectionsLog.at(-1)?.at).toBe(clock.now());
  });

  it('disconnect rejects close codes that WebSocket forbids', () => {
    const { zoom } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    for (const code of [0, 999, 1004, 1005, 1015, 2999, 5000]) {
      expect(() => zoom.disconnect(code)).toThrow(RangeError);
    }
    expect(client.sendHeartbeat()).toBe(true);
    zoom.disconnect(4000, 'x');
    expect(client.closed).toBe('4000 x');
  });
});

describe('a burst', () => {
  const callIds = (client: SimulatorClient) =>
    client.events.map(
      (event) =>
        z.object({ payload: z.object({ object: z.object({ call_id: z.string() }) }) }).parse(event).payload
          .object.call_id,
    );

  it('sends ten thousand calls, a tenth of them for the agent', () => {
    const { zoom } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    const sent = zoom.burst(10_000, { agentShare: 0.1 }).callIds;
    expect(callIds(client)).toEqual(sent);
    expect(new Set(sent).size).toBe(10_000);
    expect(zoom.getRungCallIds(agent.userId)).toHaveLength(1_000);
  });

  it('is entirely for the agent, or not at all', () => {
    const { zoom } = createZoomWithClock();
    const { callIds: agentCallIds } = zoom.burst(7);
    zoom.burst(7, { agentShare: 0 });
    expect(zoom.getRungCallIds(agent.userId)).toEqual(agentCallIds);
  });

  it('repeats a scenario as often as it fits', () => {
    const { zoom } = createZoomWithClock();
    const client = new SimulatorClient(zoom);
    const sent = zoom.burst(10, { scenario: 'known' }).callIds;
    expect(sent).toHaveLength(3);
    expect(callIds(client)).toEqual(sent.flatMap((callId) => [callId, callId, callId]));
    expect(() => zoom.burst(1, { scenario: 'nonsense' })).toThrow('nonsense');
  });
});

it('noFaults() resets every fault', () => {
  const { zoom } = createZoomWithClock();
  Object.assign(zoom.faults, {
    halfOpen: true,
    token: { kind: 'cut' },
    rest: [{ fault: { kind: 'cut' } }],
    copies: 0,
    clockOffsetMs: 7,
  });
  expect(requestToken(zoom)).toEqual({ kind: 'cut' });
  Object.assign(zoom.faults, noFaults());
  const client = new SimulatorClient(zoom);
  zoom.send({ n: 1 });
  expect(getNumbers(client)).toEqual([1]);
  expect(getJson(zoom, ME).status).toBe(200);
});

it('stop() ends playing, sending and waiting', async () => {
  const { zoom, clock } = createZoomWithClock();
  zoom.faults.closeOnTokenExpiry = true;
  zoom.faults.delayMs = MINUTE;
  const client = new SimulatorClient(zoom);
  const { done } = zoom.play('known');
  zoom.faults.reorder = { events: 9, ms: MINUTE };
  zoom.faults.delayMs = 0;
  zoom.send({ n: 1 });
  expect(clock.pending).toBe(5);
  zoom.stop();
  await done;
  expect(clock.pending).toBe(0);
  expect(client.closed).toBe('1006');
  const late = zoom.play('known');
  await late.done;
  expect(zoom.getRungCallIds(agent.userId)).toHaveLength(1);
});
