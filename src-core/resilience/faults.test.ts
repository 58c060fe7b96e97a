import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { agent as simAgent, type ScenarioId } from '../../src-simulator/scenarios/scenarios.ts';
import { noFaults, type Faults, type HandshakeFault } from '../../src-simulator/zoom/zoom.ts';
import { flushPromises } from '../test-support/fakes.ts';
import { TestEnvironment, type Client } from '../test-support/test-environment.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let environment: TestEnvironment;
afterEach(async () => {
  // Whatever failed, no timer is left after the end.
  expect(await environment.end()).toBe(0);
});

/** Plays these calls one after the other. */
async function ring(...scenarios: readonly ScenarioId[]): Promise<void> {
  for (const scenario of scenarios) {
    environment.zoom.play(scenario);
    await environment.run(20 * SECOND);
  }
}

/** Ends all faults and runs long enough for everything to settle. */
async function heal(ms = 40 * MINUTE): Promise<void> {
  Object.assign(environment.zoom.faults, noFaults());
  environment.zoom.comeBack();
  await environment.run(ms);
}

/** Expects what must hold after every fault. */
function expectNothingLost(client: Client): void {
  expect(client.lostCalls).toEqual([]);
  expect(
    client.history
      .getRecent(100_000, 0)
      .map(({ callId }) => callId)
      .sort(),
  ).toEqual([...environment.zoom.getRungCallIds(simAgent.userId)].sort());
  expect(client.service.state.cards.filter(({ call }) => call.state === 'ringing')).toEqual([]);
  expect(client.open).toBe(1);
  expect(environment.zoom.connections.live).toBe(1);
}

const fault = (faults: Partial<Faults>): void => {
  Object.assign(environment.zoom.faults, faults);
};

describe('without faults', () => {
  test('stays connected for a day, shows every call as it rings, and reports no problem', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    for (let hour = 0; hour < 24; hour++) {
      await ring('known', 'missed', 'queue-elsewhere', 'rejected', 'other-member');
      await environment.run(HOUR - 100 * SECOND);
    }
    expect(client.states).toEqual(['connecting', 'connected']);
    expect(client.notices).toEqual([]);
    expect(client.calls.filter((call) => call.endsWith(' history'))).toEqual([]);
    expectNothingLost(client);
    // Polling is rare enough not to exhaust the account's rate limit.
    expect(environment.zoom.requests.rest).toBeLessThan(24 * 13 + 10);
    expect(environment.zoom.requests.token).toBeLessThan(30);
  });

  test('a day without calls is not reported as a problem', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await environment.run(DAY);
    expect(client.states).toEqual(['connecting', 'connected']);
    expect(client.notices).toEqual([]);
  });

  test('ignores calls from before the first start', async () => {
    environment = new TestEnvironment();
    environment.zoom.play('missed');
    await environment.run(HOUR);
    const client = await environment.start();
    await environment.run(HOUR);
    expect(client.calls).toEqual([]);
    expect(client.service.state.missedWhileOffline).toBe(0);
  });
});

describe('handshake faults', () => {
  test.each<[HandshakeFault, readonly string[]]>([
    [{ kind: 'cut' }, ['offline network']],
    [{ kind: 'never' }, ['offline no-welcome']],
    [{ kind: 'refused', status: 503 }, ['offline zoom-trouble']],
    [{ kind: 'refused', status: 401 }, ['offline zoom-trouble']],
    [{ kind: 'no-welcome' }, ['offline no-welcome']],
    [{ kind: 'cut-before-welcome' }, ['offline broken']],
  ])('%j: retries with growing delays and catches up after recovery', async (handshake, expected) => {
    environment = new TestEnvironment();
    fault({ handshake });
    const client = await environment.start();
    await ring('missed', 'known');
    await environment.run(10 * MINUTE);
    expect(client.states).toEqual(expect.arrayContaining([...expected]));
    expect(new Set(client.states)).toEqual(new Set(['connecting', ...expected]));
    // The delay between attempts is 0.5 to 30 s.
    const tries = environment.zoom.requests.token;
    expect(tries).toBeGreaterThan((10 * MINUTE) / (45 * SECOND));
    expect(tries).toBeLessThan(60);
    await heal();
    expect(client.state).toBe('connected');
    expect(client.notices).toEqual([]);
    // The client had never been connected, so it had no calls to catch up on.
    await ring('missed');
    fault({ handshake });
    environment.zoom.disconnect(1006);
    await ring('missed', 'known', 'rejected');
    await heal();
    expect(client.lostCalls.filter((callId) => client.history.has(callId))).toEqual([]);
    expect(client.notices).toEqual(['rang-away']);
    expect(client.service.state.missedWhileOffline).toBe(3);
  });

  test('handles repeated cuts after the welcome as an outage, with limited retries', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    fault({ handshake: { kind: 'cut-after-welcome' } });
    environment.zoom.disconnect(1006);
    await ring('missed', 'known');
    await environment.run(5 * MINUTE);
    expect(environment.zoom.requests.token).toBeLessThan(40);
    await heal();
    expect(client.state).toBe('connected');
    expectNothingLost(client);
  });

  test('reports a missing network and reconnects at once when it returns', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    client.online = false;
    await ring('missed', 'known');
    await environment.run(10 * MINUTE);
    expect(client.state).toBe('offline network');
    client.online = true;
    client.moveTo('198.51.100.7');
    await environment.run(6 * SECOND);
    expect(client.state).toBe('connected');
    await environment.run(SECOND);
    expectNothingLost(client);
    expect(client.calls.slice(-2).map((call) => call.split(' ').slice(1).join(' '))).toEqual([
      'missed history',
      'ended history',
    ]);
  });
});

describe('closed connections', () => {
  const CODES = [1000, 1001, 1006, 1008, 1011];

  test.each(CODES)(
    '%i after 59 minutes is routine: reconnects within a second and stays silent',
    async (code) => {
      environment = new TestEnvironment();
      const client = await environment.start();
      for (let hour = 0; hour < 8; hour++) {
        await ring('known');
        await environment.run(59 * MINUTE - 20 * SECOND);
        expect(client.state).toBe('connected');
        environment.zoom.disconnect(code);
        await environment.run(SECOND);
        expect(client.state).toBe('connected');
        expect(environment.zoom.connections.live).toBe(1);
      }
      expect(new Set(client.states)).toEqual(new Set(['connecting', 'connected']));
      expect(client.notices).toEqual([]);
      expect(environment.zoom.connections.accepted).toBe(9);
      expectNothingLost(client);
    },
  );

  test.each(CODES.flatMap((code) => [[code, 0] as const, [code, SECOND] as const]))(
    '%i %i ms after the welcome, five times: recovers and loses no call',
    async (code, afterMs) => {
      environment = new TestEnvironment();
      const client = await environment.start();
      let closes = 0;
      for (let second = 0; second < 15 * 60; second++) {
        if (second % 60 === 0 && second < 300) environment.zoom.play('missed');
        if (closes < 5 && environment.zoom.connections.live === 1) {
          await environment.run(afterMs);
          environment.zoom.disconnect(code);
          closes += 1;
        }
        await environment.run(SECOND);
      }
      expect(closes).toBe(5);
      const expected =
        code === 1000 ? 'offline evicted' : code === 1006 ? 'offline broken' : 'offline closed';
      expect(client.states).toContain(expected);
      await heal();
      expect(client.state).toBe('connected');
      expectNothingLost(client);
    },
  );

  test('an hourly close at token expiry is routine', async () => {
    environment = new TestEnvironment();
    fault({ closeOnTokenExpiry: true });
    const client = await environment.start();
    for (let hour = 0; hour < 12; hour++) {
      await ring('known', 'missed');
      await environment.run(HOUR - 40 * SECOND);
    }
    expect(new Set(client.states)).toEqual(new Set(['connecting', 'connected']));
    expect(environment.zoom.connections.accepted).toBeGreaterThan(10);
    expectNothingLost(client);
  });

  test('REST and WebSocket coexist if new tokens revoke the older ones', async () => {
    environment = new TestEnvironment();
    fault({ tokensRevokeOlder: true, closeOnTokenExpiry: true });
    const client = await environment.start();
    for (let hour = 0; hour < 6; hour++) {
      await ring('known', 'missed');
      await environment.run(HOUR);
    }
    expect(new Set(client.states)).toEqual(new Set(['connecting', 'connected']));
    expect(client.notices).toEqual([]);
    expectNothingLost(client);
  });

  test('REST recovers if every token is revoked', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    environment.zoom.revokeTokens();
    await environment.run(HOUR);
    expect(client.states).toEqual(['connecting', 'connected']);
    expect(client.notices).toEqual([]);
  });

  test('a 30 s server outage: goes offline, reconnects and catches up on its calls', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await ring('known');
    environment.zoom.goDown();
    environment.zoom.play('missed');
    await environment.run(30 * SECOND);
    environment.zoom.comeBack();
    await environment.run(31 * SECOND);
    expect(client.state).toBe('connected');
    expect(client.states).toContain('offline broken');
    expectNothingLost(client);
    expect(client.service.state.missedWhileOffline).toBe(1);
    client.service.markSeen();
    expect(client.service.state.missedWhileOffline).toBe(0);
  });
});

describe('connections that look open but fail', () => {
  test('replaces a half-open connection within a minute', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    environment.zoom.makeHalfOpen();
    await ring('missed');
    await environment.run(41 * SECOND);
    expect(client.states).toContain('offline silent');
    await environment.run(2 * SECOND);
    expect(client.state).toBe('connected');
    await heal();
    expectNothingLost(client);
    expect(client.notices).toEqual(['rang-away']);
  });

  test('unanswered heartbeats: stays connected while calls arrive, reconnects when they stop', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    fault({ heartbeatsUnanswered: true });
    for (let n = 0; n < 6; n++) await ring('known');
    expect(client.states).toEqual(['connecting', 'connected']);
    await environment.run(62 * SECOND);
    expect(client.states).toContain('offline silent');
    await heal();
    expect(client.state).toBe('connected');
    expectNothingLost(client);
  });

  test('withheld events: reports events-missing within minutes, until an event arrives', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await environment.run(MINUTE);
    fault({ eventsWithheld: true });
    await ring('missed');
    await environment.run(6 * MINUTE);
    expect(client.state).toBe('degraded events-missing');
    expectNothingLost(client);
    // Only one new connection is tried.
    const { accepted } = environment.zoom.connections;
    expect(accepted).toBe(2);
    await ring('known', 'rejected');
    await environment.run(2 * HOUR);
    expect(environment.zoom.connections.accepted).toBe(accepted);
    expect(client.state).toBe('degraded events-missing');
    expectNothingLost(client);
    await heal();
    expect(client.state).toBe('degraded events-missing');
    await ring('other-member');
    // A colleague's call also proves that events arrive.
    expect(client.state).toBe('connected');
  });

  test('a colleague’s call without an event is not reported as a problem', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    // The withheld events belong to a colleague's call, not to the agent's.
    fault({ eventsWithheld: true });
    await ring('other-member');
    await environment.run(HOUR);
    expect(client.states).toEqual(['connecting', 'connected']);
  });
});

describe('event faults', () => {
  test('reports each change once although events arrive five times', async () => {
    environment = new TestEnvironment();
    fault({ copies: 5 });
    const client = await environment.start();
    await ring('known', 'missed', 'queue-elsewhere', 'rejected', 'transfer');
    expect(client.states).toEqual(['connecting', 'connected']);
    await heal();
    expectNothingLost(client);
    // Each change of a call was reported once.
    expect(new Set(client.calls).size).toBe(client.calls.length);
  });

  test('loses no call if events are reordered', async () => {
    environment = new TestEnvironment();
    fault({ reorder: { events: 4, ms: 2_000 } });
    const client = await environment.start();
    await ring('known', 'missed', 'rejected', 'two-at-once', 'queue-elsewhere');
    await heal();
    expectNothingLost(client);
    expect(client.states).toEqual(['connecting', 'connected']);
  });

  test('events 90 minutes late: lists the calls from Zoom’s history and shows no card', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    fault({ delayMs: 90 * MINUTE });
    await ring('missed', 'known', 'queue-elsewhere');
    await environment.run(10 * MINUTE);
    expect(client.state).toBe('degraded events-missing');
    expectNothingLost(client);
    await environment.run(2 * HOUR);
    // Late events do not prove that events arrive in time.
    expect(client.state).toBe('degraded events-missing');
    expect(client.calls.filter((call) => / (?:ringing|answered) websocket$/u.test(call))).toEqual([]);
    expect(client.service.state.cards).toEqual([]);
    await heal();
    expectNothingLost(client);
  });

  test('handles 10,000 events in a second', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    const { callIds } = environment.zoom.burst(10_000, { agentShare: 0.01 });
    await environment.run(SECOND);
    expect(client.service.state.cards).toHaveLength(100);
    expect(client.states).toEqual(['connecting', 'connected']);
    await environment.run(HOUR);
    expect(callIds).toHaveLength(10_000);
    expectNothingLost(client);
    expect(client.notices).toEqual([]);
  });
});

describe('clocks and sleep', () => {
  test.each([-DAY, DAY])(
    'a clock off by %i ms: calls ring and the history has the right times',
    async (clockOffsetMs) => {
      environment = new TestEnvironment();
      const client = await environment.start({ clockOffsetMs });
      const startedAt = environment.clock.now();
      await ring('known', 'missed');
      expect(client.calls.filter((call) => call.includes('ringing'))).toHaveLength(2);
      environment.zoom.disconnect(1006);
      client.online = false;
      await ring('missed');
      client.online = true;
      await heal();
      expectNothingLost(client);
      expect(client.calls.filter((call) => call.includes('late'))).toEqual([]);
      // Times are by the client's own clock, like everything else on its screen.
      for (const { since, answeredAt } of client.history.getRecent(10, clockOffsetMs)) {
        expect(Math.abs(since - startedAt - clockOffsetMs)).toBeLessThan(5 * MINUTE);
        if (answeredAt !== null)
          expect(Math.abs(answeredAt - startedAt - clockOffsetMs)).toBeLessThan(5 * MINUTE);
      }
    },
  );

  test.each([-DAY, DAY])(
    'a clock change of %i ms while running is measured again within seconds',
    async (byMs) => {
      environment = new TestEnvironment();
      const client = await environment.start();
      await ring('known');
      client.clockOffsetMs = byMs;
      await environment.run(6 * SECOND);
      await ring('known', 'missed', 'queue-elsewhere');
      expect(client.calls.filter((call) => call.includes(' ringing '))).toHaveLength(4);
      expect(client.calls.filter((call) => call.includes(' late '))).toEqual([]);
      // All times in the history are by Zoom's clock.
      for (const { ringingSince, answeredAt } of client.history.getRecent(3, 0))
        expect(Math.abs((answeredAt ?? ringingSince) - ringingSince)).toBeLessThan(MINUTE);
      await heal();
      expect(client.state).toBe('connected');
      expectNothingLost(client);
    },
  );

  test('after eight hours of sleep reconnects within seconds and lists the missed calls', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await ring('known');
    client.sleep();
    for (let n = 0; n < 4; n++) {
      await ring('missed', 'queue-elsewhere');
      await environment.run(2 * HOUR - 40 * SECOND);
    }
    const tokens = environment.zoom.requests.token;
    await client.wake();
    await environment.run(SECOND);
    expect(client.state).toBe('connected');
    // Wake signals at the same moment share one attempt (single flight).
    expect(environment.zoom.requests.token - tokens).toBe(1);
    await environment.run(SECOND);
    expectNothingLost(client);
    expect(client.notices).toEqual(['rang-away']);
    expect(client.service.state.missedWhileOffline).toBe(8);
    expect(client.service.state.cards).toEqual([]);
  });

  test('after sleep with stopped timers reconnects without waiting for the silence timeout', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await ring('known');
    client.sleep();
    await ring('missed');
    await environment.run(8 * HOUR);
    await client.wake(true);
    await environment.run(6 * SECOND);
    expect(client.state).toBe('connected');
    expect(environment.zoom.connections.live).toBe(1);
    expectNothingLost(client);
  });

  test('sleep during ringing: removes the card on waking and loses no call', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    environment.zoom.play('known');
    await environment.run(2 * SECOND);
    expect(client.service.state.cards).toHaveLength(1);
    client.sleep();
    await environment.run(10 * MINUTE);
    await client.wake();
    await environment.run(2 * SECOND);
    expect(client.service.state.cards).toEqual([]);
    expectNothingLost(client);
  });

  test('a call that ends while offline does not leave its card open', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    environment.zoom.play('known');
    await environment.run(5 * SECOND);
    expect(client.service.state.cards.map(({ call }) => call.state)).toEqual(['answered']);
    client.online = false;
    await environment.run(3 * MINUTE);
    client.online = true;
    client.moveTo('198.51.100.8');
    await environment.run(MINUTE);
    expect(client.service.state.cards).toEqual([]);
    expect(client.calls.at(-1)).toMatch(/ ended websocket$/u);
    expectNothingLost(client);
  });

  test('reconnects within seconds after a network change', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await environment.run(HOUR);
    client.moveTo('203.0.113.4');
    await environment.run(6 * SECOND);
    expect(environment.zoom.connections.accepted).toBe(2);
    expect(new Set(client.states)).toEqual(new Set(['connecting', 'connected']));
    await heal();
    expectNothingLost(client);
  });

  test('wake signals during a network change lead to one new connection', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await environment.run(MINUTE);
    const tokens = environment.zoom.requests.token;
    client.service.wake('changed');
    client.moveTo('203.0.113.5');
    client.service.wake('changed');
    await flushPromises();
    client.service.wake('changed');
    expect(client.open).toBe(1);
    await environment.run(3 * SECOND);
    // The first connection was on the lost network. Exactly one new connection replaces it.
    expect(environment.zoom.requests.token - tokens).toBe(1);
    expect(client.state).toBe('connected');
    expect(client.open).toBe(1);
    expect(environment.zoom.connections.accepted).toBe(2);
  });

  test('repeated wake signals cause no more than two connection attempts', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await environment.run(MINUTE);
    const tokens = environment.zoom.requests.token;
    client.service.wake('changed');
    await environment.run(200);
    client.service.wake('changed');
    expect(client.state).toBe('connected');
    await environment.run(10);
    client.service.wake('changed');
    await environment.run(MINUTE);
    // The last signal came after the welcome, so it is unknown whether that connection is on the new network.
    expect(environment.zoom.requests.token - tokens).toBe(2);
    const before = environment.zoom.requests.token;
    for (let n = 0; n < 5; n++) client.service.wake('changed');
    await environment.run(MINUTE);
    expect(environment.zoom.requests.token - before).toBe(1);
  });

  test('after a crash and a restart an hour later lists every call', async () => {
    const home = mkdtempSync(join(tmpdir(), 'chakushin-crash-'));
    try {
      environment = new TestEnvironment();
      const first = await environment.start({ path: join(home, 'history.sqlite') });
      await ring('known', 'missed');
      environment.zoom.play('known');
      await environment.run(2 * SECOND);
      first.crash();
      await environment.run(10 * SECOND);
      await ring('missed', 'rejected', 'queue-elsewhere');
      await environment.run(HOUR);
      const second = await environment.start({ path: join(home, 'history.sqlite') });
      await environment.run(MINUTE);
      expectNothingLost(second);
      expect(second.service.state.missedWhileOffline).toBe(3);
      // The tray lists all calls, including those from before the crash.
      expect(second.service.state.recent).toHaveLength(6);
    } finally {
      await environment.end();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe('credentials and configuration', () => {
  const requests = (): number => environment.zoom.requests.token + environment.zoom.connections.opened;

  test('reports a wrong secret once and does not retry without a request', async () => {
    environment = new TestEnvironment();
    const client = await environment.start({ account: { clientSecret: 'wrong-secret' } });
    expect(client.states).toEqual(['connecting', 'refused credentials']);
    expect(requests()).toBe(1);
    await environment.run(DAY);
    client.moveTo('203.0.113.9');
    await environment.run(HOUR);
    expect(requests()).toBe(1);
    // The user requests a retry.
    client.service.wake('asked');
    await environment.run(SECOND);
    expect(requests()).toBe(2);
  });

  test.each([
    [4702, 'credentials'],
    [4704, 'credentials'],
    [4705, 'grant'],
    [4706, 'credentials'],
    [4717, 'app-disabled'],
    [4735, 'owner-gone'],
    [4738, 'app-disabled'],
    [4741, 'app-disabled'],
  ])('Zoom’s code %i ends the retries: %s', async (code, cause) => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await environment.run(HOUR);
    environment.zoom.failTokenRequests({ status: 400, code, message: 'No' });
    environment.zoom.disconnect(1000);
    await environment.run(HOUR);
    expect(client.state).toBe(`refused ${cause}`);
    expect(environment.zoom.requests.token).toBeLessThan(4);
  });

  test('finds the grant that the WebSocket accepts without reporting a problem', async () => {
    environment = new TestEnvironment({ webSocketGrant: 'client_credentials' });
    const client = await environment.start();
    expect(client.states).toEqual(['connecting', 'connected']);
    expect(environment.zoom.requests.token).toBe(3);
    await ring('known');
    environment.zoom.disconnect(1001);
    await environment.run(5 * SECOND);
    expect(client.state).toBe('connected');
    expect(environment.zoom.requests.token).toBe(4);
    await heal();
    expectNothingLost(client);
  });

  test('reports an unknown subscription and stops after three attempts', async () => {
    environment = new TestEnvironment();
    const client = await environment.start({ account: { subscriptionId: 'typo' } });
    expect(client.states).toEqual(['connecting', 'refused subscription']);
    await environment.run(DAY);
    expect(environment.zoom.connections.opened).toBe(3);
  });

  test('reports a missing WebSocket scope and stops after three attempts', async () => {
    environment = new TestEnvironment();
    fault({ handshake: { kind: 'unwelcome', content: 'does not contain scopes' } });
    const client = await environment.start();
    expect(client.state).toBe('refused scope');
    await environment.run(DAY);
    expect(environment.zoom.connections.opened).toBe(3);
  });

  test('retries patiently after being turned away and reconnects', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await ring('known');
    fault({ handshake: { kind: 'unwelcome' } });
    environment.zoom.disconnect(1006);
    await ring('missed');
    await environment.run(5 * MINUTE);
    expect(client.state).toBe('offline turned-away');
    expect(environment.zoom.connections.refused).toBeLessThan(9);
    await heal();
    expect(client.state).toBe('connected');
    expectNothingLost(client);
  });

  test('reports an unknown agent and does not retry', async () => {
    environment = new TestEnvironment();
    const client = await environment.start({ account: { agent: 'nobody@example.com' } });
    expect(client.states).toEqual(['connecting', 'refused agent-not-found']);
    await environment.run(DAY);
    expect(environment.zoom.requests.token).toBe(1);
  });

  test('without an agent shows every call of the account and says so', async () => {
    environment = new TestEnvironment();
    const client = await environment.start({ account: { agent: null } });
    expect(client.outputs).toContainEqual({
      type: 'connection',
      connection: { state: 'connected', everyone: true },
      otherSources: [],
    });
    await ring('other-member');
    client.online = false;
    await ring('other-member', 'missed');
    client.online = true;
    await heal();
    expect(client.history.getRecent(100, 0)).toHaveLength(3);
    expect(client.notices).toEqual(['rang-away']);
  });

  test('with an extension reads the own list of the user who has it', async () => {
    environment = new TestEnvironment();
    const client = await environment.start({ account: { agent: String(simAgent.extension) } });
    await ring('known');
    client.online = false;
    await ring('missed', 'other-member', 'queue-elsewhere');
    client.online = true;
    await heal();
    expectNothingLost(client);
  });
});

describe('answered calls while offline', () => {
  test.each([
    ['an email address', simAgent.email, true],
    ['an extension', String(simAgent.extension), true],
    ['an extension, without the scope to find its user', String(simAgent.extension), false],
    ['no agent', null, true],
  ])('are stored as answered with %s', async (_, agent, canListUsers) => {
    environment = new TestEnvironment(
      canListUsers ? {} : { scopes: ['phone:read:call:admin', 'phone:read:list_call_logs:admin'] },
    );
    const client = await environment.start({ account: { agent } });
    client.online = false;
    await ring('known');
    client.online = true;
    await heal();
    const [call, ...others] = client.history.getRecent(9, 0);
    expect(call).toMatchObject({ state: 'ended', source: 'history' });
    expect(call?.answeredAt).not.toBeNull();
    expect(others).toEqual([]);
  });

  test('are corrected without a second notice if they were stored as missed', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    client.online = false;
    await ring('known');
    client.online = true;
    await heal();
    const [call] = client.history.getRecent(9, 0);
    if (call === undefined) throw new Error('not found');
    client.history.discard(call.callId);
    client.history.save({ ...call, state: 'missed', answeredAt: null, answeredBy: null }, 0);
    await environment.run(HOUR);
    expect(client.history.getRecent(9, 0)).toEqual([call]);
    expect(client.notices).toEqual(['rang-away']);
  });
});

describe('two clients on one subscription', () => {
  test('for ten minutes: both report the eviction and limit their reconnects', async () => {
    environment = new TestEnvironment();
    const first = await environment.start({ name: 'first', seed: 3 });
    await environment.run(HOUR);
    const before = environment.zoom.connectionsLog.length;
    const second = await environment.start({ name: 'second', seed: 4 });
    await environment.run(10 * MINUTE);
    const accepted = (client: string): number =>
      environment.zoom.connectionsLog
        .slice(before)
        .filter((line) => line.client === client && line.event === 'accepted').length;
    expect(accepted('first')).toBeLessThanOrEqual(12);
    expect(accepted('second')).toBeLessThanOrEqual(12);
    for (const client of [first, second]) expect(client.states).toContain('offline evicted');
    // One client is connected, and the other waits.
    expect([first.state, second.state].sort()).toEqual(['connected', 'offline evicted']);
    second.end();
    await ring('missed');
    await heal();
    expect(first.state).toBe('connected');
    expect(first.lostCalls).toEqual([]);
  });

  test.each([11, 12, 13, 14, 15, 16, 17, 18])(
    'started together (%i): make no more than twelve connections each',
    async (seed) => {
      environment = new TestEnvironment();
      await environment.start({ name: 'first', seed });
      await environment.start({ name: 'second', seed: seed + 100 });
      await environment.run(10 * MINUTE);
      for (const name of ['first', 'second']) {
        const count = environment.zoom.connectionsLog.filter(
          (line) => line.client === name && line.event === 'accepted',
        );
        expect(count.length).toBeLessThanOrEqual(12);
      }
    },
  );
});

describe('REST faults', () => {
  const HISTORY = /call_history/u;
  const kinds = [
    { kind: 'status', status: 401 },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 429, retryAfter: 90 },
    { kind: 'status', status: 500 },
    { kind: 'html' },
    { kind: 'endless' },
    { kind: 'never' },
    { kind: 'cut' },
  ] as const;

  test.each(kinds)(
    'call history answers %j for half an hour: one notice, limited retries, no lost call',
    async (answer) => {
      environment = new TestEnvironment();
      const client = await environment.start();
      client.online = false;
      await ring('missed', 'known');
      fault({ rest: [{ path: HISTORY, fault: answer }] });
      client.online = true;
      const before = environment.zoom.requests.rest;
      await environment.run(30 * MINUTE);
      expect(client.state).toBe('connected');
      expect(client.notices).toHaveLength(1);
      expect(client.notices[0]).toMatch(/^history-unrea(?:dable|chable)$/u);
      expect(environment.zoom.requests.rest - before).toBeLessThan(30);
      await heal();
      expectNothingLost(client);
      expect(client.notices.slice(1)).toEqual(['rang-away']);
    },
  );

  test('the limit of a day is respected: one request an hour for the call history', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    client.online = false;
    await ring('missed');
    fault({ rest: [{ path: HISTORY, fault: { kind: 'status', status: 429, retryAfter: 'next-day' } }] });
    client.online = true;
    const before = environment.zoom.requests.rest;
    await environment.run(6 * HOUR);
    expect(client.notices).toEqual(['history-unreadable']);
    expect(environment.zoom.requests.rest - before).toBeLessThanOrEqual(7);
    await heal(HOUR);
    expectNothingLost(client);
  });

  test('a single 404 from the call history is not reported', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    client.online = false;
    await ring('missed');
    fault({ rest: [{ path: HISTORY, fault: { kind: 'status', status: 404 }, times: 1 }] });
    client.online = true;
    await heal();
    expectNothingLost(client);
    expect(client.notices).toEqual(['rang-away']);
  });

  test('finds calls that appear in the call history with a delay', async () => {
    environment = new TestEnvironment({ callLogDelayMs: 40 * SECOND });
    const client = await environment.start();
    client.online = false;
    await ring('missed');
    client.online = true;
    client.moveTo('198.51.100.9');
    await environment.run(2 * MINUTE);
    expectNothingLost(client);
  });

  test('reports a missing history scope once and otherwise works', async () => {
    environment = new TestEnvironment({
      scopes: ['phone:read:call:admin', 'user:read:user:admin', 'phone:read:user:admin'],
    });
    const client = await environment.start();
    for (let hour = 0; hour < 5; hour++) {
      await ring('known');
      await environment.run(HOUR);
      environment.zoom.disconnect(1000);
      await environment.run(2 * SECOND);
    }
    expect(client.notices).toEqual(['history-scope']);
    expect(environment.zoom.requests.rest).toBeLessThan(12);
    expect(client.state).toBe('connected');
    expect(client.calls.filter((call) => call.includes('ringing'))).toHaveLength(5);
    // An administrator adds the scope, and the next token has it.
    client.online = false;
    await ring('missed');
    environment.zoom.setScopes(['phone:read:admin', 'user:read:admin']);
    client.online = true;
    await heal();
    expectNothingLost(client);
  });

  test.each(kinds)('agent lookup answers %j: retries until it succeeds', async (answer) => {
    environment = new TestEnvironment();
    fault({ rest: [{ path: /\/users\//u, fault: answer }] });
    const client = await environment.start();
    await environment.run(5 * MINUTE);
    if ('status' in answer && answer.status === 404) {
      expect(client.state).toBe('refused agent-not-found');
      return;
    }
    expect(client.state).toMatch(/^offline (?:zoom-trouble|rate-limited|network)$|^connecting$/u);
    expect(environment.zoom.connections.opened).toBe(0);
    expect(environment.zoom.requests.token).toBeLessThan(60);
    await heal();
    expect(client.state).toBe('connected');
    await ring('known');
    expect(client.calls.some((call) => call.includes('ringing'))).toBe(true);
  });

  test.each(kinds)('recovers after the token endpoint answers %j', async (answer) => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await ring('known');
    fault({ token: answer });
    environment.zoom.disconnect(1011);
    await ring('missed');
    await environment.run(5 * MINUTE);
    if ('status' in answer && answer.status === 401) {
      expect(client.state).toBe('refused credentials');
      client.service.wake('asked');
      await heal();
      client.service.wake('asked');
    } else {
      expect(client.state).toMatch(/^offline (?:zoom-trouble|rate-limited|network)$|^connecting$/u);
    }
    expect(environment.zoom.requests.token).toBeLessThan(60);
    if ('retryAfter' in answer) expect(environment.zoom.requests.token).toBeLessThan(8);
    await heal();
    expect(client.state).toBe('connected');
    expectNothingLost(client);
  });

  test('reads the history of 20 days of sleep', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    await ring('known');
    client.sleep();
    for (let day = 0; day < 20; day++) {
      await ring('missed');
      await environment.run(DAY - 20 * SECOND);
    }
    await client.wake();
    await environment.run(MINUTE);
    expectNothingLost(client);
    expect(client.service.state.missedWhileOffline).toBe(20);
  });

  test('reads more calls than fit on a page', async () => {
    environment = new TestEnvironment();
    const client = await environment.start();
    client.online = false;
    environment.zoom.burst(1_200, { scenario: 'missed' });
    await environment.run(5 * MINUTE);
    client.online = true;
    await heal();
    expectNothingLost(client);
    expect(client.service.state.missedWhileOffline).toBe(400);
  });
});
