import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  onNetworkChange,
  onSessionEnd,
  onHandshake,
  FRESH_START,
  type SessionEnd,
  type NextStep,
  type ReconnectState,
} from './reconnect-policy.ts';

const NOW = Date.UTC(2026, 10, 22, 1, 0, 0);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const closed = (code: number, livedMs: number): SessionEnd => ({ kind: 'closed', code, uptimeMs: livedMs });
const failed = (waitMs: number | null = null): SessionEnd => ({
  kind: 'failed',
  cause: 'network',
  detail: 'd',
  waitMs,
});
const rejected = (message = 'Invalid Token', livedMs = 0): SessionEnd => ({
  kind: 'turned-away',
  message,
  uptimeMs: livedMs,
});

/** One client: its state, and its time, which advances with its sessions and waits. */
class SimulatedClient {
  state: ReconnectState = FRESH_START;
  now = NOW;

  constructor(readonly random: () => number = () => 0.5) {}

  connect(): this {
    this.state = onHandshake(this.state);
    return this;
  }

  /** Ends the session this way, then waits as the next step says. */
  end(sessionEnd: SessionEnd): NextStep {
    if ('uptimeMs' in sessionEnd) this.now += sessionEnd.uptimeMs;
    const { state, step } = onSessionEnd(this.state, sessionEnd, this.now, this.random());
    this.state = state;
    if (step.kind === 'retry') this.now += step.waitMs;
    return step;
  }
}

const getWaitMs = (step: NextStep): number => (step.kind === 'retry' ? step.waitMs : NaN);
/** Returns the delays for the smallest and the largest random value. */
const getDelayRange = (state: ReconnectState, sessionEnd: SessionEnd): readonly [number, number] => [
  getWaitMs(onSessionEnd(state, sessionEnd, NOW, 0).step),
  getWaitMs(onSessionEnd(state, sessionEnd, NOW, 1 - Number.EPSILON).step),
];

describe('consecutive failures', () => {
  test('the maximum delay doubles up to 30 s, and the minimum is half a second', () => {
    const spreads = Array.from({ length: 9 }, (_, attempt) =>
      getDelayRange({ ...FRESH_START, attempt }, failed()),
    );
    expect(spreads.map(([, longest]) => longest)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000,
    ]);
    expect(new Set(spreads.map(([shortest]) => shortest))).toEqual(new Set([500]));
  });

  test.each<[string, SessionEnd]>([
    ['no network connection to Zoom', failed()],
    ['a short connection that broke', closed(1006, 10 * SECOND)],
    ['a short connection that was closed', closed(1011, 10 * SECOND)],
    ['silence', { kind: 'silent', uptimeMs: 30 * SECOND }],
    ['a request to wait', failed(1_000)],
  ])('%s counts as a failure', (_, sessionEnd) => {
    const { state } = onSessionEnd({ ...FRESH_START, attempt: 3 }, sessionEnd, NOW, 0.5);
    expect(state.attempt).toBe(4);
  });

  test('a network change resets only the attempt count', () => {
    const state: ReconnectState = {
      attempt: 7,
      evictedAt: [NOW],
      contested: true,
      rejectionCount: 4,
      grant: 'client_credentials',
      wasConnected: true,
    };
    expect(onNetworkChange(state)).toEqual({ ...state, attempt: 0 });
  });

  test('a connection of at least a minute resets the back-off', () => {
    const failing = { ...FRESH_START, attempt: 7 };
    expect(getDelayRange(failing, closed(1006, MINUTE - 1))[1]).toBe(30_000);
    expect(getDelayRange(failing, { kind: 'silent', uptimeMs: MINUTE - 1 })[1]).toBe(30_000);
    expect(getDelayRange(failing, { kind: 'silent', uptimeMs: MINUTE })).toEqual([500, 1_000]);
    // After a routine close, the next failure counts as the second.
    const { state } = onSessionEnd(failing, closed(1006, MINUTE), NOW, 0.5);
    expect(getDelayRange(state, failed())).toEqual([500, 2_000]);
  });

  test.each<[SessionEnd, string]>([
    [closed(1006, 0), 'broken'],
    [closed(1001, 0), 'closed'],
    [closed(1000, 0), 'closed'],
    [{ kind: 'silent', uptimeMs: HOUR }, 'silent'],
    [failed(), 'network'],
  ])('%j is reported as "%s" with a delay that may be shortened', (sessionEnd, cause) => {
    expect(onSessionEnd(FRESH_START, sessionEnd, NOW, 0.5).step).toMatchObject({
      kind: 'retry',
      reported: { cause },
      mandatory: false,
    });
  });
});

describe('routine closes', () => {
  test.each([1000, 1001, 1006, 1008, 1011, 1012, 4000])(
    '%i after an hour is routine: retries within half a second and reports nothing',
    (code) => {
      for (const random of [0, 0.5, 0.999_999]) {
        const { step } = onSessionEnd({ ...FRESH_START, attempt: 5 }, closed(code, HOUR), NOW, random);
        expect(step).toMatchObject({ kind: 'retry', reported: null, mandatory: false });
        expect(getWaitMs(step)).toBeLessThanOrEqual(500);
      }
      const [soonest, latest] = getDelayRange(FRESH_START, closed(code, HOUR));
      // The clients of an office must not reconnect at the same instant.
      expect(latest - soonest).toBeGreaterThan(400);
    },
  );

  test.each([1001, 1006, 1011])('%i is routine after a minute of connection, not before', (code) => {
    expect(onSessionEnd(FRESH_START, closed(code, MINUTE), NOW, 0).step).toMatchObject({ reported: null });
    expect(onSessionEnd(FRESH_START, closed(code, MINUTE - 1), NOW, 0).step).not.toMatchObject({
      reported: null,
    });
  });
});

describe('eviction by another client', () => {
  const evict = (client: SimulatedClient, livedMs = 5 * SECOND): NextStep =>
    client.connect().end(closed(1000, livedMs));
  const isSlowRetry = (step: NextStep): boolean =>
    step.kind === 'retry' && step.mandatory && step.reported?.cause === 'evicted';

  test('is detected at the third short connection within five minutes that ends with 1000', () => {
    const client = new SimulatedClient();
    expect([evict(client), evict(client), evict(client)].map(isSlowRetry)).toEqual([false, false, true]);
  });

  test('then waits one to two minutes, which nothing shortens', () => {
    const state = { ...FRESH_START, contested: true };
    expect(getDelayRange(state, closed(1000, 5 * SECOND))).toEqual([MINUTE, 2 * MINUTE]);
    expect(onSessionEnd(state, closed(1000, 5 * SECOND), NOW, 0.5).step).toMatchObject({ mandatory: true });
  });

  test.each([1001, 1006, 1008, 1011])('is not inferred from %i', (code) => {
    const client = new SimulatedClient();
    for (let n = 0; n < 10; n++)
      expect(client.connect().end(closed(code, SECOND))).toMatchObject({ mandatory: false });
    expect(client.state.contested).toBe(false);
  });

  test('is not inferred from 1000 after connections of five minutes', () => {
    const client = new SimulatedClient();
    for (let n = 0; n < 10; n++)
      expect(evict(client, 5 * MINUTE)).toMatchObject({ reported: null, mandatory: false });
  });

  test.each([
    [2 * MINUTE + 25 * SECOND, true],
    [2 * MINUTE + 35 * SECOND, false],
  ])('three closes, each after %i ms of connection, count as eviction: %j', (livedMs, isEvicted) => {
    // Routine waits of a quarter of a second lie between them.
    const client = new SimulatedClient();
    expect([evict(client, livedMs), evict(client, livedMs), evict(client, livedMs)].map(isSlowRetry)).toEqual(
      [false, false, isEvicted],
    );
  });

  test('is assumed until a connection lasts five minutes', () => {
    const client = new SimulatedClient();
    for (let n = 0; n < 3; n++) evict(client);
    expect(isSlowRetry(evict(client, 5 * MINUTE - 1))).toBe(true);
    expect(evict(client, 5 * MINUTE)).toMatchObject({ reported: null, mandatory: false });
    expect(evict(client)).toMatchObject({ mandatory: false, reported: { cause: 'closed' } });
  });

  test('is still assumed after other failures, which use their own delays', () => {
    const client = new SimulatedClient();
    for (let n = 0; n < 3; n++) evict(client);
    expect(client.end(failed())).toMatchObject({ reported: { cause: 'network' }, mandatory: false });
    expect(client.connect().end(closed(1006, SECOND))).toMatchObject({
      reported: { cause: 'broken' },
      mandatory: false,
    });
    client.now += HOUR;
    expect(isSlowRetry(evict(client))).toBe(true);
  });

  test('a clock set back does not combine closes that are hours apart', () => {
    const client = new SimulatedClient();
    evict(client);
    evict(client);
    client.now -= 24 * HOUR;
    expect(isSlowRetry(evict(client))).toBe(false);
  });

  test('remembers at most eight closes, whatever the clock does', () => {
    const client = new SimulatedClient();
    for (let n = 0; n < 1_000; n++) {
      evict(client);
      client.now = NOW;
      expect(client.state.evictedAt.length).toBeLessThanOrEqual(8);
    }
  });
});

describe('rejected by the server', () => {
  const RETRY_NOW = { kind: 'retry', waitMs: 0, reported: null, mandatory: false };

  test('before any welcome: tries a fresh token, then the other grant, then stops', () => {
    const client = new SimulatedClient();
    expect(client.end(rejected())).toEqual(RETRY_NOW);
    expect(client.state.grant).toBe('account_credentials');
    expect(client.end(rejected())).toEqual(RETRY_NOW);
    expect(client.state.grant).toBe('client_credentials');
    expect(client.end(rejected('Invalid Token'))).toEqual({
      kind: 'stop',
      cause: 'subscription',
      detail: 'Invalid Token',
    });
    // A requested retry goes through the same steps again.
    expect(client.state).toMatchObject({ grant: 'account_credentials', rejectionCount: 0 });
    expect([client.end(rejected()), client.end(rejected())]).toEqual([RETRY_NOW, RETRY_NOW]);
    expect(client.end(rejected())).toMatchObject({ kind: 'stop' });
  });

  test('the grant that was accepted remains in use', () => {
    const client = new SimulatedClient();
    client.end(rejected());
    client.end(rejected());
    client.connect().end(closed(1006, HOUR));
    client.end(failed());
    for (let n = 0; n < 5; n++) client.end(rejected());
    expect(client.state.grant).toBe('client_credentials');
  });

  test('after a welcome: retries at once, then every one to two minutes, and stops after ten', () => {
    const client = new SimulatedClient().connect();
    const steps = Array.from({ length: 11 }, () => client.end(rejected('No')));
    expect(steps[0]).toEqual(RETRY_NOW);
    for (const step of steps.slice(1, 10))
      expect(step).toEqual({
        kind: 'retry',
        waitMs: 90_000,
        reported: { cause: 'turned-away', detail: 'No' },
        mandatory: true,
      });
    expect(steps[10]).toMatchObject({ kind: 'stop', cause: 'subscription' });
    expect(getDelayRange({ ...FRESH_START, wasConnected: true, rejectionCount: 1 }, rejected())).toEqual([
      MINUTE,
      2 * MINUTE,
    ]);
  });

  test('a welcome in between resets the count', () => {
    const client = new SimulatedClient().connect();
    for (let n = 0; n < 9; n++) client.end(rejected());
    client.connect().end(closed(1006, HOUR));
    expect(client.end(rejected())).toEqual(RETRY_NOW);
  });

  test('a different failure in between does not reset the count', () => {
    const client = new SimulatedClient();
    client.end(rejected());
    client.end(failed());
    client.end(rejected());
    expect(client.state.grant).toBe('client_credentials');
    client.end({ kind: 'silent', uptimeMs: 0 });
    expect(client.end(rejected())).toMatchObject({ kind: 'stop' });
  });

  test('repeated welcome and rejection: delays grow and the cause is reported', () => {
    const client = new SimulatedClient(() => 0.999_999);
    const steps = Array.from({ length: 12 }, () => client.connect().end(rejected('No', 5)));
    expect(steps.slice(-3).map(getWaitMs)).toEqual([30_000, 30_000, 30_000]);
    expect(steps.at(-1)).toMatchObject({ reported: { cause: 'turned-away', detail: 'No' } });
  });

  test.each([
    ['Invalid access token, does not contain scopes:[phone:read:call:admin]', 'scope'],
    ['Missing Scope', 'scope'],
    ['wrong telescope', 'subscription'],
    ['', 'subscription'],
  ])('"%s" stops with the cause %s', (message, cause) => {
    const state = { ...FRESH_START, rejectionCount: 2 };
    expect(onSessionEnd(state, rejected(message), NOW, 0.5).step).toEqual({
      kind: 'stop',
      cause,
      detail: message,
    });
  });
});

describe('a requested wait', () => {
  test.each([
    [0, 500],
    [499, 500],
    [7_000, 7_000],
    [HOUR, HOUR],
  ])('of %i ms: waits %i ms, which nothing shortens', (waitMs, waited) => {
    const { step } = onSessionEnd(FRESH_START, failed(waitMs), NOW, 0);
    expect(step).toMatchObject({
      waitMs: waited,
      mandatory: true,
      reported: { cause: 'network', detail: 'd' },
    });
  });

  test('that is short does not reset the back-off', () => {
    expect(getDelayRange({ ...FRESH_START, attempt: 9 }, failed(1_000))).toEqual([1_000, 30_000]);
  });
});

test('a refusal stops the retries', () => {
  const state = { ...FRESH_START, attempt: 3 };
  const sessionEnd: SessionEnd = { kind: 'refused', cause: 'credentials', detail: 'HTTP 401' };
  expect(onSessionEnd(state, sessionEnd, NOW, 0.5)).toEqual({
    state,
    step: { kind: 'stop', cause: 'credentials', detail: 'HTTP 401' },
  });
});

describe('for any sequence of ends', () => {
  const uptime = fc.oneof(
    fc.integer({ min: 0, max: 10 * MINUTE }),
    fc.constantFrom(0, MINUTE, 5 * MINUTE, HOUR),
    fc.integer({ min: 0, max: 24 * HOUR }),
  );
  const sessionEnd: fc.Arbitrary<SessionEnd> = fc.oneof(
    fc.record({
      kind: fc.constant('closed' as const),
      code: fc.constantFrom(1000, 1000, 1001, 1006, 1011),
      uptimeMs: uptime,
    }),
    fc.record({ kind: fc.constant('silent' as const), uptimeMs: uptime }),
    fc.record({
      kind: fc.constant('turned-away' as const),
      message: fc.constantFrom('Invalid Token', 'scope', ''),
      uptimeMs: uptime,
    }),
    fc.record({
      kind: fc.constant('failed' as const),
      cause: fc.constantFrom('network', 'proxy', 'certificate', 'rate-limited', 'zoom-trouble'),
      detail: fc.constant(''),
      waitMs: fc.option(fc.integer({ min: 0, max: HOUR })),
    }),
    fc.record({
      kind: fc.constant('refused' as const),
      cause: fc.constant('credentials' as const),
      detail: fc.constant(''),
    }),
  );
  /** One attempt: whether it was welcomed, its end, the random value, and changes of clock and network. */
  const steps = fc.array(
    fc.record({
      ending: sessionEnd,
      welcomed: fc.boolean(),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      clockSet: fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        fc.integer({ min: -24 * HOUR, max: 24 * HOUR }),
      ),
      changed: fc.boolean(),
    }),
    { maxLength: 60 },
  );

  test('every wait is at most an hour, and the state stays small', () => {
    fc.assert(
      fc.property(steps, (tries) => {
        let random = 0;
        const client = new SimulatedClient(() => random);
        for (const { ending: sessionEnd, welcomed, random: chance, clockSet, changed } of tries) {
          random = chance;
          if (changed) client.state = onNetworkChange(client.state);
          if (welcomed) client.connect();
          client.now += clockSet;
          const step = client.end(sessionEnd);
          if (step.kind === 'retry') {
            expect(step.waitMs).toBeGreaterThanOrEqual(0);
            expect(step.waitMs).toBeLessThanOrEqual(HOUR);
          }
          expect(client.state.evictedAt.length).toBeLessThanOrEqual(8);
          expect(client.state.rejectionCount).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is deterministic and does not modify its arguments', () => {
    const state = fc.record({
      attempt: fc.nat(20),
      evictedAt: fc.array(fc.integer({ min: NOW - HOUR, max: NOW }), { maxLength: 3 }),
      contested: fc.boolean(),
      rejectionCount: fc.nat(12),
      grant: fc.constantFrom('account_credentials' as const, 'client_credentials' as const),
      wasConnected: fc.boolean(),
    });
    fc.assert(
      fc.property(
        state,
        sessionEnd,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (before, end, chance) => {
          const snapshot = structuredClone({ before, end });
          const first = onSessionEnd(before, end, NOW, chance);
          expect(onSessionEnd(before, end, NOW, chance)).toEqual(first);
          expect({ before, end }).toEqual(snapshot);
        },
      ),
    );
  });

  test('makes at most six tries a minute over an hour of failures', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ending: sessionEnd, welcomed: fc.boolean() }), { minLength: 1, maxLength: 6 }),
        fc.integer(),
        (pattern, seed) => {
          const client = new SimulatedClient(seededRandom(seed));
          let tries = 0;
          while (client.now < NOW + HOUR && tries <= 6 * 60) {
            const { ending: sessionEnd, welcomed } = pattern[tries % pattern.length]!;
            if (welcomed) client.connect();
            tries += 1;
            // A user requests a retry at most once a minute.
            if (client.end(welcomed ? sessionEnd : withoutUptime(sessionEnd)).kind === 'stop')
              client.now += MINUTE;
          }
          expect(tries).toBeLessThanOrEqual(6 * 60);
        },
      ),
      { numRuns: 300 },
    );
  });

  /** Adapts an end to an attempt without a welcome, which has no uptime and no connection to close. */
  function withoutUptime(end: SessionEnd): SessionEnd {
    if (end.kind === 'closed' || end.kind === 'silent') return failed();
    return 'uptimeMs' in end ? { ...end, uptimeMs: 0 } : end;
  }

  /** Returns a generator of evenly distributed numbers, the same for the same seed (mulberry32). */
  function seededRandom(seed: number): () => number {
    let state = seed | 0;
    return () => {
      state = (state + 0x6d_2b_79_f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }
});
