import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agent } from './people.ts';
import type { AnswerFault, HandshakeFault } from './faults.ts';
import { askToken, get, getJson, token, Visitor, zoomWithClock } from './visitor.test-support.ts';
import { noFaults, type ConnectionRecord, type Zoom } from './zoom.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const WELCOME = { module: 'build_connection', success: true, content: 'success', header: {} };
const ALIVE = { module: 'heartbeat', success: true, content: 'live', header: {} };
const ME = '/v2/users/me';

const numbered = (visitor: Visitor) => visitor.events.map((event) => z.object({ n: z.int() }).parse(event).n);
const stampsOf = (visitor: Visitor) =>
  visitor.events.map((event) => z.object({ event_ts: z.int() }).parse(event).event_ts);
const story = (zoom: Zoom): ConnectionRecord['what'][] => zoom.connectionsLog.map(({ what }) => what);

it('works without faults: token, REST, welcome, heartbeat, events', () => {
  const { zoom, clock } = zoomWithClock();
  const visitor = new Visitor(zoom);
  expect(visitor.frames).toEqual([WELCOME]);
  expect(visitor.beats()).toBe(true);
  expect(visitor.last).toEqual(ALIVE);
  expect(zoom.send({ n: 1 })).toBe(true);
  expect(numbered(visitor)).toEqual([1]);
  expect(getJson(zoom, ME)).toMatchObject({ status: 200, json: { email: 'zoom-admin@example.com' } });
  expect(get(zoom, ME)).toMatchObject({ headers: { date: 'Fri, 02 Jan 2026 03:00:00 GMT' } });
  clock.pass(MINUTE);
  expect(visitor.closed).toBe('1000 Bye');
  expect(zoom.connections).toMatchObject({ opened: 1, accepted: 1, timedOut: 1, live: 0 });
});

it('takes all it makes up from outside, if wanted', () => {
  const { zoom } = zoomWithClock({ newToken: () => 'the-token', newCallId: () => 'the-call' });
  expect(token(zoom)).toBe('the-token');
  expect(zoom.play('late').callIds).toEqual(['the-call']);
});

describe('handshake', () => {
  it.each<[HandshakeFault, Partial<Visitor>]>([
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
  ])('$kind', (fault, seen) => {
    const { zoom, clock } = zoomWithClock();
    zoom.faults.handshake = fault;
    const visitor = new Visitor(zoom);
    expect(visitor).toMatchObject(seen);
    expect(visitor.beats()).toBe(false);
    expect(zoom.send({ n: 1 })).toBe(false);
    clock.pass(HOUR);
    expect(visitor).toMatchObject(seen);

    zoom.faults.handshake = null;
    expect(new Visitor(zoom).frames).toEqual([WELCOME]);
  });

  it('refuses with the status that is set', () => {
    const { zoom } = zoomWithClock();
    zoom.faults.handshake = { kind: 'refused', status: 503 };
    expect(zoom.upgrade('/ws')).toEqual({ kind: 'refuse', status: 503 });
  });
});

describe('half-open', () => {
  it('all sockets hear and say nothing and stay, until it ends', () => {
    const { zoom, clock } = zoomWithClock();
    const present = new Visitor(zoom);
    zoom.faults.halfOpen = true;
    const further = new Visitor(zoom);
    for (const visitor of [present, further]) expect(visitor.beats()).toBe(false);
    expect(zoom.send({ n: 1 })).toBe(false);
    expect(zoom.sendRaw('1')).toBe(false);
    clock.pass(HOUR);
    for (const visitor of [present, further]) expect(visitor.closed).toBeNull();
    expect([present.frames, further.frames]).toEqual([[WELCOME], []]);

    zoom.faults.halfOpen = false;
    expect([present.beats(), further.beats()]).toEqual([true, false]);
    expect(zoom.send({ n: 2 })).toBe(true);
    expect(numbered(present)).toEqual([2]);
  });

  it('of one socket only: a new one is served, and the old hears nothing of it', () => {
    const { zoom } = zoomWithClock();
    const old = new Visitor(zoom);
    zoom.deafen();
    expect(old.beats()).toBe(false);
    expect(zoom.send({ n: 1 })).toBe(false);
    const fresh = new Visitor(zoom);
    expect(fresh.beats()).toBe(true);
    zoom.send({ n: 2 });
    expect(numbered(fresh)).toEqual([2]);
    expect([old.frames, old.closed]).toEqual([[WELCOME], null]);
    expect(story(zoom)).toEqual(['accepted', 'replaced', 'accepted']);
  });
});

describe('outage', () => {
  it('cuts all there is and all that comes, until it is over', () => {
    const { zoom } = zoomWithClock();
    const good = token(zoom);
    const accepted = new Visitor(zoom, good);
    zoom.faults.handshake = { kind: 'no-welcome' };
    const waiting = new Visitor(zoom, good);
    zoom.faults.handshake = null;
    zoom.goDown();
    expect([accepted.closed, waiting.closed]).toEqual(['1006', '1006']);
    expect(new Visitor(zoom, good).upgrade).toBe('cut');
    expect([askToken(zoom), get(zoom, ME, good)]).toEqual([{ kind: 'cut' }, { kind: 'cut' }]);
    expect(zoom.requests).toEqual({ token: 1, rest: 0 });
    zoom.comeBack();
    expect(new Visitor(zoom, good).frames).toEqual([WELCOME]);
  });
});

describe('a connection that stands', () => {
  it('has its heartbeats unanswered while events flow', () => {
    const { zoom, clock } = zoomWithClock();
    const visitor = new Visitor(zoom);
    zoom.faults.heartbeatsUnanswered = true;
    for (let n = 0; n < 4; n += 1) {
      clock.pass(25 * SECOND);
      expect(visitor.beats()).toBe(false);
    }
    zoom.send({ n: 1 });
    expect(numbered(visitor)).toEqual([1]);
    expect(visitor.closed).toBeNull();
    expect(zoom.connections.heartbeats).toBe(0);
  });

  it('has its events withheld while heartbeats are answered', () => {
    const { zoom } = zoomWithClock();
    const visitor = new Visitor(zoom);
    zoom.faults.eventsWithheld = true;
    expect(zoom.send({ n: 1 })).toBe(false);
    expect(visitor.beats()).toBe(true);
    zoom.faults.eventsWithheld = false;
    zoom.send({ n: 2 });
    expect(numbered(visitor)).toEqual([2]);
  });

  it('is closed when its token expires, if so wanted', () => {
    const { zoom, clock } = zoomWithClock({ serverTimeoutMs: 24 * HOUR });
    const lasting = new Visitor(zoom);
    clock.pass(2 * HOUR);
    expect(lasting.closed).toBeNull();
    zoom.faults.closeOnTokenExpiry = true;
    const good = token(zoom);
    clock.pass(10 * MINUTE);
    const visitor = new Visitor(zoom, good);
    clock.pass(50 * MINUTE - 1);
    expect(visitor.closed).toBeNull();
    clock.pass(1);
    expect(visitor.closed).toBe('1000 Bye');
    const next = new Visitor(zoom);
    next.leave();
    clock.pass(2 * HOUR);
    expect(story(zoom)).toEqual(['accepted', 'replaced', 'accepted', 'token-expired', 'accepted', 'left']);
  });
});

it('is not closed for the token of the connection before it', () => {
  const { zoom, clock } = zoomWithClock({ serverTimeoutMs: 24 * HOUR });
  zoom.faults.closeOnTokenExpiry = true;
  new Visitor(zoom).leave();
  clock.pass(MINUTE);
  const visitor = new Visitor(zoom);
  clock.pass(HOUR - 1);
  expect(visitor.closed).toBeNull();
  clock.pass(1);
  expect(visitor.closed).toBe('1000 Bye');
});

describe('delivery', () => {
  const sendTen = (zoom: Zoom) => {
    for (let n = 0; n < 10; n += 1) zoom.send({ n });
  };
  const IN_ORDER = Array.from({ length: 10 }, (_, n) => n);

  it('copies', () => {
    const { zoom } = zoomWithClock();
    const visitor = new Visitor(zoom);
    zoom.faults.copies = 5;
    zoom.send({ n: 1 });
    expect(numbered(visitor)).toEqual([1, 1, 1, 1, 1]);
  });

  it('reorder, once as many events are there, always in the same way', () => {
    const seen = [1, 2].map(() => {
      const { zoom, clock } = zoomWithClock();
      const visitor = new Visitor(zoom);
      zoom.faults.reorder = { events: 10, ms: 2 * SECOND };
      sendTen(zoom);
      const first = numbered(visitor);
      expect(first).toHaveLength(10);
      expect(first).not.toEqual(IN_ORDER);
      expect(first.toSorted((a, b) => a - b)).toEqual(IN_ORDER);
      sendTen(zoom);
      expect(numbered(visitor).slice(10)).not.toEqual(first);
      clock.pass(2 * SECOND);
      expect(numbered(visitor)).toHaveLength(20);
      return first;
    });
    expect(seen[0]).toEqual(seen[1]);
  });

  it('reorder, once the time is over', () => {
    const { zoom, clock } = zoomWithClock();
    const visitor = new Visitor(zoom);
    zoom.faults.reorder = { events: 100, ms: 2 * SECOND };
    expect(zoom.send({ n: 10 })).toBe(false);
    clock.pass(SECOND);
    sendTen(zoom);
    clock.pass(SECOND - 1);
    expect(numbered(visitor)).toEqual([]);
    clock.pass(1);
    expect(numbered(visitor)).toHaveLength(11);
  });

  it('reorder: each window has its own time', () => {
    const { zoom, clock } = zoomWithClock();
    const visitor = new Visitor(zoom);
    zoom.faults.reorder = { events: 10, ms: 2 * SECOND };
    sendTen(zoom);
    clock.pass(SECOND);
    zoom.send({ n: 10 });
    clock.pass(2 * SECOND - 1);
    expect(numbered(visitor)).toHaveLength(10);
    clock.pass(1);
    expect(numbered(visitor)).toHaveLength(11);
  });

  it('late, with its own time', () => {
    const { zoom, clock } = zoomWithClock({ serverTimeoutMs: 24 * HOUR });
    const visitor = new Visitor(zoom);
    const sentAt = clock.now();
    zoom.faults.delayMs = 90 * MINUTE;
    expect(zoom.send({ event_ts: sentAt })).toBe(false);
    zoom.faults.delayMs = 0;
    clock.pass(90 * MINUTE - 1);
    expect(visitor.events).toEqual([]);
    clock.pass(1);
    expect(stampsOf(visitor)).toEqual([sentAt]);
  });

  it('copies go out of order and late like the rest', () => {
    const { zoom, clock } = zoomWithClock();
    const visitor = new Visitor(zoom);
    Object.assign(zoom.faults, { copies: 3, reorder: { events: 30, ms: SECOND }, delayMs: SECOND });
    sendTen(zoom);
    clock.pass(SECOND);
    const seen = numbered(visitor);
    expect(seen).toHaveLength(30);
    expect(seen.filter((n) => n === 4)).toHaveLength(3);
    expect(seen.slice(0, 3)).not.toEqual([0, 0, 0]);
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
  it.each(ANSWER_FAULTS)('%o', (fault, seen) => {
    const { zoom } = zoomWithClock();
    const good = token(zoom);
    zoom.faults.token = fault;
    expect(askToken(zoom)).toMatchObject(seen);
    expect(getJson(zoom, ME, good).status).toBe(200);
    zoom.faults.token = null;
    expect(askToken(zoom)).toMatchObject({ status: 200 });
    expect(zoom.requests).toEqual({ token: 3, rest: 1 });
  });

  it('says what is set, in the shape that is set', () => {
    const { zoom } = zoomWithClock({ tokenErrorShape: 'reason' });
    zoom.faults.token = { kind: 'status', status: 400, code: 4738, message: 'disabled by admin' };
    const answer = askToken(zoom);
    expect(answer).toMatchObject({ status: 400, kind: 'answer' });
    expect(answer).toHaveProperty('body', '{"reason":"disabled by admin","error":"invalid_request"}');
  });

  it('429 without Retry-After has no such header', () => {
    const { zoom } = zoomWithClock();
    zoom.faults.token = { kind: 'status', status: 429 };
    expect(askToken(zoom)).not.toHaveProperty(['headers', 'retry-after']);
  });

  it('a new one makes the older invalid, if so wanted', () => {
    const { zoom } = zoomWithClock();
    const first = token(zoom);
    const second = token(zoom);
    expect(getJson(zoom, ME, first).status).toBe(200);
    zoom.faults.tokensRevokeOlder = true;
    const visitor = new Visitor(zoom, second);
    const third = token(zoom);
    expect([first, second, third].map((text) => getJson(zoom, ME, text).status)).toEqual([401, 401, 200]);
    expect(visitor.beats()).toBe(true);
    expect(new Visitor(zoom, second).last).toMatchObject({ success: false, content: 'Invalid Token' });
  });

  it('carries the scopes, from the next one on', () => {
    const { zoom } = zoomWithClock({ scopes: ['a', 'b'] });
    const scope = () => {
      const answer = askToken(zoom);
      if (answer.kind !== 'answer') throw new Error(answer.kind);
      return z.object({ scope: z.string() }).parse(JSON.parse(answer.body)).scope;
    };
    expect(scope()).toBe('a b');
    zoom.setScopes(['c']);
    expect(scope()).toBe('c');
  });
});

describe('REST', () => {
  it.each(ANSWER_FAULTS)('%o', (fault, seen) => {
    const { zoom } = zoomWithClock();
    zoom.faults.rest = [{ fault }];
    for (let n = 0; n < 3; n += 1) expect(get(zoom, ME)).toMatchObject(seen);
    zoom.faults.rest = [];
    expect(getJson(zoom, ME).status).toBe(200);
    expect(zoom.requests.rest).toBe(4);
  });

  it.each([
    [401, { code: 124, message: 'Invalid access token.' }],
    [404, { code: 1001, message: 'Not found.' }],
  ])('%d as often as set, then the right answer', (status, json) => {
    const { zoom } = zoomWithClock();
    zoom.faults.rest = [{ fault: { kind: 'status', status }, times: 2 }];
    expect([1, 2, 3].map(() => getJson(zoom, ME).status)).toEqual([status, status, 200]);
    zoom.faults.rest = [{ fault: { kind: 'status', status } }];
    expect(getJson(zoom, ME)).toEqual({ status, json });
  });

  it('only where the path fits, the first rule first', () => {
    const { zoom } = zoomWithClock();
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
  it('ahead: in the Date header, in what is played and in the call log', () => {
    const { zoom, clock } = zoomWithClock();
    const visitor = new Visitor(zoom);
    const good = token(zoom);
    zoom.faults.clockOffsetMs = 2 * HOUR;
    expect(get(zoom, ME, good)).toMatchObject({
      status: 200,
      headers: { date: 'Fri, 02 Jan 2026 05:00:00 GMT' },
    });
    expect(askToken(zoom)).toMatchObject({ headers: { date: 'Fri, 02 Jan 2026 05:00:00 GMT' } });
    zoom.play('known');
    expect(stampsOf(visitor)).toEqual([clock.now() + 2 * HOUR]);
    clock.pass(8 * SECOND);
    const path = `/v2/phone/users/${agent.userId}/call_history?from=2026-01-02&to=2026-01-02`;
    expect(getJson(zoom, path)).toMatchObject({
      json: { call_logs: [{ start_time: '2026-01-02T05:00:00Z', end_time: '2026-01-02T05:00:08Z' }] },
    });
  });
});

describe('the connections', () => {
  it('of two clients that evict each other can be told apart', () => {
    const { zoom, clock } = zoomWithClock();
    const start = clock.now();
    const mine = new Visitor(zoom, token(zoom), 'mine');
    clock.pass(SECOND);
    const other = new Visitor(zoom, token(zoom), 'other');
    expect(mine.closed).toBe('1000 Bye');
    clock.pass(SECOND);
    new Visitor(zoom, token(zoom), 'mine');
    expect(other.closed).toBe('1000 Bye');
    zoom.disconnect(1006);
    new Visitor(zoom, 'bad', 'other');
    expect(zoom.connectionsLog).toEqual([
      { at: start, client: 'mine', what: 'accepted' },
      { at: start + SECOND, client: 'mine', what: 'replaced' },
      { at: start + SECOND, client: 'other', what: 'accepted' },
      { at: start + 2 * SECOND, client: 'other', what: 'replaced' },
      { at: start + 2 * SECOND, client: 'mine', what: 'accepted' },
      { at: start + 2 * SECOND, client: 'mine', what: 'cut' },
      { at: start + 2 * SECOND, client: 'other', what: 'refused' },
    ]);
  });

  it('that were left are not timed out', () => {
    const { zoom, clock } = zoomWithClock();
    new Visitor(zoom).leave();
    clock.pass(HOUR);
    expect(story(zoom)).toEqual(['accepted', 'left']);
    expect(zoom.connections.timedOut).toBe(0);
  });

  it('are remembered up to a limit', () => {
    const { zoom, clock } = zoomWithClock();
    for (let n = 0; n < 10_005; n += 1) {
      clock.pass(1);
      new Visitor(zoom, 'bad');
    }
    expect(zoom.connectionsLog).toHaveLength(10_000);
    expect(zoom.connectionsLog.at(-1)?.at).toBe(clock.now());
  });

  it('are not closed with a code that WebSocket forbids', () => {
    const { zoom } = zoomWithClock();
    const visitor = new Visitor(zoom);
    for (const code of [0, 999, 1004, 1005, 1015, 2999, 5000]) {
      expect(() => zoom.disconnect(code)).toThrow(RangeError);
    }
    expect(visitor.beats()).toBe(true);
    zoom.disconnect(4000, 'x');
    expect(visitor.closed).toBe('4000 x');
  });
});

describe('a burst', () => {
  const callIds = (visitor: Visitor) =>
    visitor.events.map(
      (event) =>
        z.object({ payload: z.object({ object: z.object({ call_id: z.string() }) }) }).parse(event).payload
          .object.call_id,
    );

  it('of ten thousand calls, a tenth for the agent', () => {
    const { zoom } = zoomWithClock();
    const visitor = new Visitor(zoom);
    const sent = zoom.burst(10_000, { agentShare: 0.1 }).callIds;
    expect(callIds(visitor)).toEqual(sent);
    expect(new Set(sent).size).toBe(10_000);
    expect(zoom.rung(agent.userId)).toHaveLength(1_000);
  });

  it('is all the agent\u2019s, or nobody\u2019s', () => {
    const { zoom } = zoomWithClock();
    const { callIds: mine } = zoom.burst(7);
    zoom.burst(7, { agentShare: 0 });
    expect(zoom.rung(agent.userId)).toEqual(mine);
  });

  it('of a scenario, as often as it fits', () => {
    const { zoom } = zoomWithClock();
    const visitor = new Visitor(zoom);
    const sent = zoom.burst(10, { scenario: 'known' }).callIds;
    expect(sent).toHaveLength(3);
    expect(callIds(visitor)).toEqual(sent.flatMap((callId) => [callId, callId, callId]));
    expect(() => zoom.burst(1, { scenario: 'nonsense' })).toThrow('nonsense');
  });
});

it('heals from everything at once', () => {
  const { zoom } = zoomWithClock();
  Object.assign(zoom.faults, {
    halfOpen: true,
    token: { kind: 'cut' },
    rest: [{ fault: { kind: 'cut' } }],
    copies: 0,
    clockOffsetMs: 7,
  });
  expect(askToken(zoom)).toEqual({ kind: 'cut' });
  Object.assign(zoom.faults, noFaults());
  const visitor = new Visitor(zoom);
  zoom.send({ n: 1 });
  expect(numbered(visitor)).toEqual([1]);
  expect(getJson(zoom, ME).status).toBe(200);
});

it('stops: nothing is played, sent or awaited any more', async () => {
  const { zoom, clock } = zoomWithClock();
  zoom.faults.closeOnTokenExpiry = true;
  zoom.faults.delayMs = MINUTE;
  const visitor = new Visitor(zoom);
  const { done } = zoom.play('known');
  zoom.faults.reorder = { events: 9, ms: MINUTE };
  zoom.faults.delayMs = 0;
  zoom.send({ n: 1 });
  expect(clock.pending).toBe(5);
  zoom.stop();
  await done;
  expect(clock.pending).toBe(0);
  expect(visitor.closed).toBe('1006');
  const late = zoom.play('known');
  await late.done;
  expect(zoom.rung(agent.userId)).toHaveLength(1);
});
