import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { agent as simAgent, type ScenarioId } from '../../src-simulator/scenarios.ts';
import { noFaults, type Faults, type HandshakeFault } from '../../src-simulator/zoom.ts';
import { turn } from '../fakes.test-support.ts';
import { World, type Client } from './world.test-support.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: World;
afterEach(async () => {
  // Whatever went wrong, nothing runs on once all is stopped.
  expect(await world.end()).toBe(0);
});

/** Plays these calls one after the other. */
async function ring(...scenarios: readonly ScenarioId[]): Promise<void> {
  for (const scenario of scenarios) {
    world.zoom.play(scenario);
    await world.run(20 * SECOND);
  }
}

/** Nothing is wrong any more; long enough that everything can come to rest. */
async function heal(ms = 40 * MINUTE): Promise<void> {
  Object.assign(world.zoom.faults, noFaults());
  world.zoom.comeBack();
  await world.run(ms);
}

/** What must hold after every fault. */
function expectNothingLost(client: Client): void {
  expect(client.lost).toEqual([]);
  expect(
    client.history
      .recent(100_000, 0)
      .map(({ callId }) => callId)
      .sort(),
  ).toEqual([...world.zoom.rung(simAgent.userId)].sort());
  expect(client.service.state.cards.filter(({ call }) => call.state === 'ringing')).toEqual([]);
  expect(client.open).toBe(1);
  expect(world.zoom.connections.live).toBe(1);
}

const fault = (faults: Partial<Faults>): void => {
  Object.assign(world.zoom.faults, faults);
};

describe('without a fault', () => {
  test('a day: connected, every call seen as it rings, and not one word of alarm', async () => {
    world = new World();
    const client = await world.start();
    for (let hour = 0; hour < 24; hour++) {
      await ring('known', 'missed', 'queue-elsewhere', 'rejected', 'other-member');
      await world.run(HOUR - 100 * SECOND);
    }
    expect(client.states).toEqual(['connecting', 'connected']);
    expect(client.notices).toEqual([]);
    expect(client.calls.filter((call) => call.endsWith(' history'))).toEqual([]);
    expectNothingLost(client);
    // A look now and then, no more: nobody's allowance of requests is used up.
    expect(world.zoom.requests.rest).toBeLessThan(24 * 13 + 10);
    expect(world.zoom.requests.token).toBeLessThan(30);
  });

  test('a day of silence proves nothing wrong', async () => {
    world = new World();
    const client = await world.start();
    await world.run(DAY);
    expect(client.states).toEqual(['connecting', 'connected']);
    expect(client.notices).toEqual([]);
  });

  test('what rang before the first start is nobody’s loss and nobody’s alarm', async () => {
    world = new World();
    world.zoom.play('missed');
    await world.run(HOUR);
    const client = await world.start();
    await world.run(HOUR);
    expect(client.calls).toEqual([]);
    expect(client.service.state.rangAway).toBe(0);
  });
});

describe('the handshake', () => {
  test.each<[HandshakeFault, readonly string[]]>([
    [{ kind: 'cut' }, ['offline network']],
    [{ kind: 'never' }, ['offline no-welcome']],
    [{ kind: 'refused', status: 503 }, ['offline zoom-trouble']],
    [{ kind: 'refused', status: 401 }, ['offline zoom-trouble']],
    [{ kind: 'no-welcome' }, ['offline no-welcome']],
    [{ kind: 'cut-before-welcome' }, ['offline broken']],
  ])('%j: tried again, later and later, and then all is made up for', async (handshake, told) => {
    world = new World();
    fault({ handshake });
    const client = await world.start();
    await ring('missed', 'known');
    await world.run(10 * MINUTE);
    expect(client.states).toEqual(expect.arrayContaining([...told]));
    expect(new Set(client.states)).toEqual(new Set(['connecting', ...told]));
    // 0.5 to 30 s between tries.
    const tries = world.zoom.requests.token;
    expect(tries).toBeGreaterThan((10 * MINUTE) / (45 * SECOND));
    expect(tries).toBeLessThan(60);
    await heal();
    expect(client.state).toBe('connected');
    expect(client.notices).toEqual([]);
    // It had never been connected before, so nothing had begun for it to lose.
    await ring('missed');
    fault({ handshake });
    world.zoom.disconnect(1006);
    await ring('missed', 'known', 'rejected');
    await heal();
    expect(client.lost.filter((callId) => client.history.knows(callId))).toEqual([]);
    expect(client.notices).toEqual(['rang-away']);
    expect(client.service.state.rangAway).toBe(3);
  });

  test('cut right after the welcome, again and again: as a break, never as "connected"', async () => {
    world = new World();
    const client = await world.start();
    fault({ handshake: { kind: 'cut-after-welcome' } });
    world.zoom.disconnect(1006);
    await ring('missed', 'known');
    await world.run(5 * MINUTE);
    expect(world.zoom.requests.token).toBeLessThan(40);
    await heal();
    expect(client.state).toBe('connected');
    expectNothingLost(client);
  });

  test('a machine without network: told as such, and back at once when there is one', async () => {
    world = new World();
    const client = await world.start();
    client.online = false;
    await ring('missed', 'known');
    await world.run(10 * MINUTE);
    expect(client.state).toBe('offline network');
    client.online = true;
    client.moveTo('198.51.100.7');
    await world.run(6 * SECOND);
    expect(client.state).toBe('connected');
    await world.run(SECOND);
    expectNothingLost(client);
    expect(client.calls.slice(-2).map((call) => call.split(' ').slice(1).join(' '))).toEqual([
      'missed history',
      'ended history',
    ]);
  });
});

describe('closes', () => {
  const CODES = [1000, 1001, 1006, 1008, 1011];

  test.each(CODES)(
    '%i after 59 minutes is routine: back within a second, and nobody hears of it',
    async (code) => {
      world = new World();
      const client = await world.start();
      for (let hour = 0; hour < 8; hour++) {
        await ring('known');
        await world.run(59 * MINUTE - 20 * SECOND);
        expect(client.state).toBe('connected');
        world.zoom.disconnect(code);
        await world.run(SECOND);
        expect(client.state).toBe('connected');
        expect(world.zoom.connections.live).toBe(1);
      }
      expect(new Set(client.states)).toEqual(new Set(['connecting', 'connected']));
      expect(client.notices).toEqual([]);
      expect(world.zoom.connections.accepted).toBe(9);
      expectNothingLost(client);
    },
  );

  test.each(CODES.flatMap((code) => [[code, 0] as const, [code, SECOND] as const]))(
    '%i %i ms after the welcome, five times: answered calmly, and nothing is lost',
    async (code, afterMs) => {
      world = new World();
      const client = await world.start();
      let closes = 0;
      for (let second = 0; second < 15 * 60; second++) {
        if (second % 60 === 0 && second < 300) world.zoom.play('missed');
        if (closes < 5 && world.zoom.connections.live === 1) {
          await world.run(afterMs);
          world.zoom.disconnect(code);
          closes += 1;
        }
        await world.run(SECOND);
      }
      expect(closes).toBe(5);
      const wanted = code === 1000 ? 'offline evicted' : code === 1006 ? 'offline broken' : 'offline closed';
      expect(client.states).toContain(wanted);
      await heal();
      expect(client.state).toBe('connected');
      expectNothingLost(client);
    },
  );

  test('the end of the token is the end of the connection, every hour: routine', async () => {
    world = new World();
    fault({ closeOnTokenExpiry: true });
    const client = await world.start();
    for (let hour = 0; hour < 12; hour++) {
      await ring('known', 'missed');
      await world.run(HOUR - 40 * SECOND);
    }
    expect(new Set(client.states)).toEqual(new Set(['connecting', 'connected']));
    expect(world.zoom.connections.accepted).toBeGreaterThan(10);
    expectNothingLost(client);
  });

  test('new tokens revoke the older ones: REST and WebSocket get along', async () => {
    world = new World();
    fault({ tokensRevokeOlder: true, closeOnTokenExpiry: true });
    const client = await world.start();
    for (let hour = 0; hour < 6; hour++) {
      await ring('known', 'missed');
      await world.run(HOUR);
    }
    expect(new Set(client.states)).toEqual(new Set(['connecting', 'connected']));
    expect(client.notices).toEqual([]);
    expectNothingLost(client);
  });

  test('every token is revoked in the middle of the day: REST helps itself', async () => {
    world = new World();
    const client = await world.start();
    world.zoom.revokeTokens();
    await world.run(HOUR);
    expect(client.states).toEqual(['connecting', 'connected']);
    expect(client.notices).toEqual([]);
  });

  test('a server restart of 30 s: offline, then connected, and the calls of that time are in the history', async () => {
    world = new World();
    const client = await world.start();
    await ring('known');
    world.zoom.goDown();
    world.zoom.play('missed');
    await world.run(30 * SECOND);
    world.zoom.comeBack();
    await world.run(31 * SECOND);
    expect(client.state).toBe('connected');
    expect(client.states).toContain('offline broken');
    expectNothingLost(client);
    expect(client.service.state.rangAway).toBe(1);
    client.service.markSeen();
    expect(client.service.state.rangAway).toBe(0);
  });
});

describe('a connection that is none', () => {
  test('half-open, no FIN: found out within a minute and replaced', async () => {
    world = new World();
    const client = await world.start();
    world.zoom.deafen();
    await ring('missed');
    await world.run(41 * SECOND);
    expect(client.states).toContain('offline silent');
    await world.run(2 * SECOND);
    expect(client.state).toBe('connected');
    await heal();
    expectNothingLost(client);
    expect(client.notices).toEqual(['rang-away']);
  });

  test('heartbeats unanswered while calls come: alive as long as calls come, replaced when they stop', async () => {
    world = new World();
    const client = await world.start();
    fault({ heartbeatsUnanswered: true });
    for (let n = 0; n < 6; n++) await ring('known');
    expect(client.states).toEqual(['connecting', 'connected']);
    await world.run(62 * SECOND);
    expect(client.states).toContain('offline silent');
    await heal();
    expect(client.state).toBe('connected');
    expectNothingLost(client);
  });

  test('heartbeats answered but events withheld: said so within minutes, until an event comes', async () => {
    world = new World();
    const client = await world.start();
    await world.run(MINUTE);
    fault({ eventsWithheld: true });
    await ring('missed');
    await world.run(6 * MINUTE);
    expect(client.state).toBe('degraded events-missing');
    expectNothingLost(client);
    // One new connection is tried, and no more.
    const { accepted } = world.zoom.connections;
    expect(accepted).toBe(2);
    await ring('known', 'rejected');
    await world.run(2 * HOUR);
    expect(world.zoom.connections.accepted).toBe(accepted);
    expect(client.state).toBe('degraded events-missing');
    expectNothingLost(client);
    await heal();
    expect(client.state).toBe('degraded events-missing');
    await ring('other-member');
    // A colleague's call is proof as well.
    expect(client.state).toBe('connected');
  });

  test('a call for which nobody’s phone could ring proves nothing', async () => {
    world = new World();
    const client = await world.start();
    // Colleagues' calls are withheld too, but none of them is the agent's.
    fault({ eventsWithheld: true });
    await ring('other-member');
    await world.run(HOUR);
    expect(client.states).toEqual(['connecting', 'connected']);
  });
});

describe('events', () => {
  test('five copies of each', async () => {
    world = new World();
    fault({ copies: 5 });
    const client = await world.start();
    await ring('known', 'missed', 'queue-elsewhere', 'rejected', 'transfer');
    expect(client.states).toEqual(['connecting', 'connected']);
    await heal();
    expectNothingLost(client);
    // Each change of a call was told once.
    expect(new Set(client.calls).size).toBe(client.calls.length);
  });

  test('reordered', async () => {
    world = new World();
    fault({ reorder: { events: 4, ms: 2_000 } });
    const client = await world.start();
    await ring('known', 'missed', 'rejected', 'two-at-once', 'queue-elsewhere');
    await heal();
    expectNothingLost(client);
    expect(client.states).toEqual(['connecting', 'connected']);
  });

  test('90 minutes late: in the history from Zoom’s own in time, and never on the screen', async () => {
    world = new World();
    const client = await world.start();
    fault({ delayMs: 90 * MINUTE });
    await ring('missed', 'known', 'queue-elsewhere');
    await world.run(10 * MINUTE);
    expect(client.state).toBe('degraded events-missing');
    expectNothingLost(client);
    await world.run(2 * HOUR);
    // Late events are no proof that events come in time.
    expect(client.state).toBe('degraded events-missing');
    expect(client.calls.filter((call) => / (?:ringing|answered) websocket$/u.test(call))).toEqual([]);
    expect(client.service.state.cards).toEqual([]);
    await heal();
    expectNothingLost(client);
  });

  test('10,000 in a second', async () => {
    world = new World();
    const client = await world.start();
    const { callIds } = world.zoom.burst(10_000, { agentShare: 0.01 });
    await world.run(SECOND);
    expect(client.service.state.cards).toHaveLength(100);
    expect(client.states).toEqual(['connecting', 'connected']);
    await world.run(HOUR);
    expect(callIds).toHaveLength(10_000);
    expectNothingLost(client);
    expect(client.notices).toEqual([]);
  });
});

describe('clocks and sleep', () => {
  test.each([-DAY, DAY])(
    'a clock that is wrong by %i ms: calls ring, and the history has the right times',
    async (clockOffsetMs) => {
      world = new World();
      const client = await world.start({ clockOffsetMs });
      const begun = world.clock.now();
      await ring('known', 'missed');
      expect(client.calls.filter((call) => call.includes('ringing'))).toHaveLength(2);
      world.zoom.disconnect(1006);
      client.online = false;
      await ring('missed');
      client.online = true;
      await heal();
      expectNothingLost(client);
      expect(client.calls.filter((call) => call.includes('late'))).toEqual([]);
      // By the client's own clock, as everything else on its screen.
      for (const { since, answeredAt } of client.history.recent(10, clockOffsetMs)) {
        expect(Math.abs(since - begun - clockOffsetMs)).toBeLessThan(5 * MINUTE);
        if (answeredAt !== null)
          expect(Math.abs(answeredAt - begun - clockOffsetMs)).toBeLessThan(5 * MINUTE);
      }
    },
  );

  test.each([-DAY, DAY])(
    'a clock that is set by %i ms while it runs: measured anew within seconds',
    async (byMs) => {
      world = new World();
      const client = await world.start();
      await ring('known');
      client.clockOffsetMs = byMs;
      await world.run(6 * SECOND);
      await ring('known', 'missed', 'queue-elsewhere');
      expect(client.calls.filter((call) => call.includes(' ringing '))).toHaveLength(4);
      expect(client.calls.filter((call) => call.includes(' late '))).toEqual([]);
      // In the history all times are by Zoom's clock.
      for (const { ringingSince, answeredAt } of client.history.recent(3, 0))
        expect(Math.abs((answeredAt ?? ringingSince) - ringingSince)).toBeLessThan(MINUTE);
      await heal();
      expect(client.state).toBe('connected');
      expectNothingLost(client);
    },
  );

  test('eight hours of sleep: awake, connected within seconds, and the night’s calls are listed', async () => {
    world = new World();
    const client = await world.start();
    await ring('known');
    client.sleep();
    for (let n = 0; n < 4; n++) {
      await ring('missed', 'queue-elsewhere');
      await world.run(2 * HOUR - 40 * SECOND);
    }
    const tokens = world.zoom.requests.token;
    await client.wake();
    await world.run(SECOND);
    expect(client.state).toBe('connected');
    // Single flight, whatever wakes at the same moment.
    expect(world.zoom.requests.token - tokens).toBe(1);
    await world.run(SECOND);
    expectNothingLost(client);
    expect(client.notices).toEqual(['rang-away']);
    expect(client.service.state.rangAway).toBe(8);
    expect(client.service.state.cards).toEqual([]);
  });

  test('eight hours of sleep in which the timers stood still: no minute of silence is waited for', async () => {
    world = new World();
    const client = await world.start();
    await ring('known');
    client.sleep();
    await ring('missed');
    await world.run(8 * HOUR);
    await client.wake(true);
    await world.run(6 * SECOND);
    expect(client.state).toBe('connected');
    expect(world.zoom.connections.live).toBe(1);
    expectNothingLost(client);
  });

  test('asleep while it rings: the card is gone when it wakes, with what became of the call', async () => {
    world = new World();
    const client = await world.start();
    world.zoom.play('known');
    await world.run(2 * SECOND);
    expect(client.service.state.cards).toHaveLength(1);
    client.sleep();
    await world.run(10 * MINUTE);
    await client.wake();
    await world.run(2 * SECOND);
    expect(client.service.state.cards).toEqual([]);
    expectNothingLost(client);
  });

  test('asleep in a talk: the card of the talk does not stay for hours', async () => {
    world = new World();
    const client = await world.start();
    world.zoom.play('known');
    await world.run(5 * SECOND);
    expect(client.service.state.cards.map(({ call }) => call.state)).toEqual(['answered']);
    client.online = false;
    await world.run(3 * MINUTE);
    client.online = true;
    client.moveTo('198.51.100.8');
    await world.run(MINUTE);
    expect(client.service.state.cards).toEqual([]);
    expect(client.calls.at(-1)).toMatch(/ ended websocket$/u);
    expectNothingLost(client);
  });

  test('another network: a new connection within seconds, not after a minute of silence', async () => {
    world = new World();
    const client = await world.start();
    await world.run(HOUR);
    client.moveTo('203.0.113.4');
    await world.run(6 * SECOND);
    expect(world.zoom.connections.accepted).toBe(2);
    expect(new Set(client.states)).toEqual(new Set(['connecting', 'connected']));
    await heal();
    expectNothingLost(client);
  });

  test('the system tells of its waking at the same time: one new connection', async () => {
    world = new World();
    const client = await world.start();
    await world.run(MINUTE);
    const tokens = world.zoom.requests.token;
    client.service.wake('changed');
    client.moveTo('203.0.113.5');
    client.service.wake('changed');
    await turn();
    client.service.wake('changed');
    expect(client.open).toBe(1);
    await world.run(3 * SECOND);
    // The first was begun on the network that went away, so there is a second after it, and no third.
    expect(world.zoom.requests.token - tokens).toBe(1);
    expect(client.state).toBe('connected');
    expect(client.open).toBe(1);
    expect(world.zoom.connections.accepted).toBe(2);
  });

  test('several signs of one waking: one new connection, and no second one a moment later', async () => {
    world = new World();
    const client = await world.start();
    await world.run(MINUTE);
    const tokens = world.zoom.requests.token;
    client.service.wake('changed');
    await world.run(200);
    client.service.wake('changed');
    expect(client.state).toBe('connected');
    await world.run(10);
    client.service.wake('changed');
    await world.run(MINUTE);
    // The last sign came after the welcome: whether that connection is on the new network is not known.
    expect(world.zoom.requests.token - tokens).toBe(2);
    const before = world.zoom.requests.token;
    for (let n = 0; n < 5; n++) client.service.wake('changed');
    await world.run(MINUTE);
    expect(world.zoom.requests.token - before).toBe(1);
  });

  test('the process is killed, and started again an hour later', async () => {
    const home = mkdtempSync(join(tmpdir(), 'chakushin-crash-'));
    try {
      world = new World();
      const first = await world.start({ path: join(home, 'history.sqlite') });
      await ring('known', 'missed');
      world.zoom.play('known');
      await world.run(2 * SECOND);
      first.crash();
      await world.run(10 * SECOND);
      await ring('missed', 'rejected', 'queue-elsewhere');
      await world.run(HOUR);
      const second = await world.start({ path: join(home, 'history.sqlite') });
      await world.run(MINUTE);
      expectNothingLost(second);
      expect(second.service.state.rangAway).toBe(3);
      // The tray lists them all, those from before the crash too.
      expect(second.service.state.recent).toHaveLength(6);
    } finally {
      await world.end();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe('credentials and settings', () => {
  const requests = (): number => world.zoom.requests.token + world.zoom.connections.opened;

  test('a wrong secret: said once, never sent again by itself', async () => {
    world = new World();
    const client = await world.start({ account: { clientSecret: 'wrong-secret' } });
    expect(client.states).toEqual(['connecting', 'refused credentials']);
    expect(requests()).toBe(1);
    await world.run(DAY);
    client.moveTo('203.0.113.9');
    await world.run(HOUR);
    expect(requests()).toBe(1);
    // A person asks for it.
    client.service.wake('asked');
    await world.run(SECOND);
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
  ])('Zoom’s code %i stops it in the middle of the day: %s', async (code, cause) => {
    world = new World();
    const client = await world.start();
    await world.run(HOUR);
    world.zoom.failTokenRequests({ status: 400, code, message: 'No' });
    world.zoom.disconnect(1000);
    await world.run(HOUR);
    expect(client.state).toBe(`refused ${cause}`);
    expect(world.zoom.requests.token).toBeLessThan(4);
  });

  test('only the other grant is taken by the WebSocket: found out without an alarm', async () => {
    world = new World({ webSocketGrant: 'client_credentials' });
    const client = await world.start();
    expect(client.states).toEqual(['connecting', 'connected']);
    expect(world.zoom.requests.token).toBe(3);
    await ring('known');
    world.zoom.disconnect(1001);
    await world.run(5 * SECOND);
    expect(client.state).toBe('connected');
    expect(world.zoom.requests.token).toBe(4);
    await heal();
    expectNothingLost(client);
  });

  test('an unknown subscription: which setting, and no loop', async () => {
    world = new World();
    const client = await world.start({ account: { subscriptionId: 'typo' } });
    expect(client.states).toEqual(['connecting', 'refused subscription']);
    await world.run(DAY);
    expect(world.zoom.connections.opened).toBe(3);
  });

  test('a scope that is missing for the WebSocket', async () => {
    world = new World();
    fault({ handshake: { kind: 'unwelcome', content: 'does not contain scopes' } });
    const client = await world.start();
    expect(client.state).toBe('refused scope');
    await world.run(DAY);
    expect(world.zoom.connections.opened).toBe(3);
  });

  test('turned away for a while, although it worked before: patient, and back', async () => {
    world = new World();
    const client = await world.start();
    await ring('known');
    fault({ handshake: { kind: 'unwelcome' } });
    world.zoom.disconnect(1006);
    await ring('missed');
    await world.run(5 * MINUTE);
    expect(client.state).toBe('offline turned-away');
    expect(world.zoom.connections.refused).toBeLessThan(9);
    await heal();
    expect(client.state).toBe('connected');
    expectNothingLost(client);
  });

  test('nobody has this name', async () => {
    world = new World();
    const client = await world.start({ account: { agent: 'nobody@example.com' } });
    expect(client.states).toEqual(['connecting', 'refused agent-not-found']);
    await world.run(DAY);
    expect(world.zoom.requests.token).toBe(1);
  });

  test('no agent: every call of the account, and said so', async () => {
    world = new World();
    const client = await world.start({ account: { agent: null } });
    expect(client.outputs).toContainEqual({
      type: 'connection',
      connection: { state: 'connected', everyone: true },
      beside: [],
    });
    await ring('other-member');
    client.online = false;
    await ring('other-member', 'missed');
    client.online = true;
    await heal();
    expect(client.history.recent(100, 0)).toHaveLength(3);
    expect(client.notices).toEqual(['rang-away']);
  });

  test('an extension: the account’s list is read, and of it what is the agent’s', async () => {
    world = new World();
    const client = await world.start({ account: { agent: String(simAgent.extension) } });
    await ring('known');
    client.online = false;
    await ring('missed', 'other-member', 'queue-elsewhere');
    client.online = true;
    await heal();
    expectNothingLost(client);
  });
});

describe('two clients on one subscription', () => {
  test('for ten minutes: both are told, neither fights, and both stay calm', async () => {
    world = new World();
    const first = await world.start({ name: 'first', seed: 3 });
    await world.run(HOUR);
    const before = world.zoom.connectionsLog.length;
    const second = await world.start({ name: 'second', seed: 4 });
    await world.run(10 * MINUTE);
    const accepted = (client: string): number =>
      world.zoom.connectionsLog
        .slice(before)
        .filter((line) => line.client === client && line.what === 'accepted').length;
    expect(accepted('first')).toBeLessThanOrEqual(12);
    expect(accepted('second')).toBeLessThanOrEqual(12);
    for (const client of [first, second]) expect(client.states).toContain('offline evicted');
    // One of them is connected, the other one waits.
    expect([first.state, second.state].sort()).toEqual(['connected', 'offline evicted']);
    second.end();
    await ring('missed');
    await heal();
    expect(first.state).toBe('connected');
    expect(first.lost).toEqual([]);
  });

  test.each([11, 12, 13, 14, 15, 16, 17, 18])(
    'started together (%i): no more than twelve connections each',
    async (seed) => {
      world = new World();
      await world.start({ name: 'first', seed });
      await world.start({ name: 'second', seed: seed + 100 });
      await world.run(10 * MINUTE);
      for (const name of ['first', 'second']) {
        const count = world.zoom.connectionsLog.filter(
          (line) => line.client === name && line.what === 'accepted',
        );
        expect(count.length).toBeLessThanOrEqual(12);
      }
    },
  );
});

describe('REST', () => {
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
    'the call history answers %j for half an hour: one word, no loop, nothing lost',
    async (answer) => {
      world = new World();
      const client = await world.start();
      client.online = false;
      await ring('missed', 'known');
      fault({ rest: [{ path: HISTORY, fault: answer }] });
      client.online = true;
      const before = world.zoom.requests.rest;
      await world.run(30 * MINUTE);
      expect(client.state).toBe('connected');
      expect(client.notices).toHaveLength(1);
      expect(client.notices[0]).toMatch(/^history-unrea(?:dable|chable)$/u);
      expect(world.zoom.requests.rest - before).toBeLessThan(30);
      await heal();
      expectNothingLost(client);
      expect(client.notices.slice(1)).toEqual(['rang-away']);
    },
  );

  test('404 for some seconds after a call is no alarm', async () => {
    world = new World();
    const client = await world.start();
    client.online = false;
    await ring('missed');
    fault({ rest: [{ path: HISTORY, fault: { kind: 'status', status: 404 }, times: 1 }] });
    client.online = true;
    await heal();
    expectNothingLost(client);
    expect(client.notices).toEqual(['rang-away']);
  });

  test('the call history comes seconds after the call', async () => {
    world = new World({ callLogDelayMs: 40 * SECOND });
    const client = await world.start();
    client.online = false;
    await ring('missed');
    client.online = true;
    client.moveTo('198.51.100.9');
    await world.run(2 * MINUTE);
    expectNothingLost(client);
  });

  test('without the scope: one notice for good, and all else works', async () => {
    world = new World({ scopes: ['phone:read:call:admin', 'user:read:user:admin', 'phone:read:user:admin'] });
    const client = await world.start();
    for (let hour = 0; hour < 5; hour++) {
      await ring('known');
      await world.run(HOUR);
      world.zoom.disconnect(1000);
      await world.run(2 * SECOND);
    }
    expect(client.notices).toEqual(['history-scope']);
    expect(world.zoom.requests.rest).toBeLessThan(12);
    expect(client.state).toBe('connected');
    expect(client.calls.filter((call) => call.includes('ringing'))).toHaveLength(5);
    // An administrator adds it: the next token has it.
    client.online = false;
    await ring('missed');
    world.zoom.setScopes(['phone:read:admin', 'user:read:admin']);
    client.online = true;
    await heal();
    expectNothingLost(client);
  });

  test.each(kinds)('looking up the agent answers %j: tried again until it works', async (answer) => {
    world = new World();
    fault({ rest: [{ path: /\/users\//u, fault: answer }] });
    const client = await world.start();
    await world.run(5 * MINUTE);
    if ('status' in answer && answer.status === 404) {
      expect(client.state).toBe('refused agent-not-found');
      return;
    }
    expect(client.state).toMatch(/^offline (?:zoom-trouble|rate-limited|network)$|^connecting$/u);
    expect(world.zoom.connections.opened).toBe(0);
    expect(world.zoom.requests.token).toBeLessThan(60);
    await heal();
    expect(client.state).toBe('connected');
    await ring('known');
    expect(client.calls.some((call) => call.includes('ringing'))).toBe(true);
  });

  test.each(kinds)('the token endpoint answers %j', async (answer) => {
    world = new World();
    const client = await world.start();
    await ring('known');
    fault({ token: answer });
    world.zoom.disconnect(1011);
    await ring('missed');
    await world.run(5 * MINUTE);
    if ('status' in answer && answer.status === 401) {
      expect(client.state).toBe('refused credentials');
      client.service.wake('asked');
      await heal();
      client.service.wake('asked');
    } else {
      expect(client.state).toMatch(/^offline (?:zoom-trouble|rate-limited|network)$|^connecting$/u);
    }
    expect(world.zoom.requests.token).toBeLessThan(60);
    if ('retryAfter' in answer) expect(world.zoom.requests.token).toBeLessThan(8);
    await heal();
    expect(client.state).toBe('connected');
    expectNothingLost(client);
  });

  test('a month away: the history is read from where it was left', async () => {
    world = new World();
    const client = await world.start();
    await ring('known');
    client.sleep();
    for (let day = 0; day < 20; day++) {
      await ring('missed');
      await world.run(DAY - 20 * SECOND);
    }
    await client.wake();
    await world.run(MINUTE);
    expectNothingLost(client);
    expect(client.service.state.rangAway).toBe(20);
  });

  test('more calls than fit on a page', async () => {
    world = new World();
    const client = await world.start();
    client.online = false;
    world.zoom.burst(1_200, { scenario: 'missed' });
    await world.run(5 * MINUTE);
    client.online = true;
    await heal();
    expectNothingLost(client);
    expect(client.service.state.rangAway).toBe(400);
  });
});
