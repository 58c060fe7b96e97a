import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterChange,
  afterEnding,
  afterWelcome,
  FRESH_START,
  type Ending,
  type NextStep,
  type ReconnectState,
} from './reconnect.ts';

const NOW = Date.UTC(2026, 10, 22, 1, 0, 0);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const closed = (code: number, livedMs: number): Ending => ({ kind: 'closed', code, livedMs });
const failed = (waitMs: number | null = null): Ending => ({
  kind: 'failed',
  cause: 'network',
  detail: 'd',
  waitMs,
});
const turnedAway = (words = 'Invalid Token', livedMs = 0): Ending => ({
  kind: 'turned-away',
  words,
  livedMs,
});

/** One desk: its state, and its time, which moves with what happens. */
class Desk {
  state: ReconnectState = FRESH_START;
  now = NOW;

  constructor(readonly random: () => number = () => 0.5) {}

  welcome(): this {
    this.state = afterWelcome(this.state);
    return this;
  }

  /** Ends so, then waits as it is told. */
  end(ending: Ending): NextStep {
    if ('livedMs' in ending) this.now += ending.livedMs;
    const { state, step } = afterEnding(this.state, ending, this.now, this.random());
    this.state = state;
    if (step.kind === 'retry') this.now += step.waitMs;
    return step;
  }
}

const waitOf = (step: NextStep): number => (step.kind === 'retry' ? step.waitMs : NaN);
/** Between nothing and all that chance may add. */
const spread = (state: ReconnectState, ending: Ending): readonly [number, number] => [
  waitOf(afterEnding(state, ending, NOW, 0).step),
  waitOf(afterEnding(state, ending, NOW, 1 - Number.EPSILON).step),
];

describe('failures in a row', () => {
  test('the time within which the next try comes doubles up to half a minute, and never goes below half a second', () => {
    const spreads = Array.from({ length: 9 }, (_, attempt) => spread({ ...FRESH_START, attempt }, failed()));
    expect(spreads.map(([, longest]) => longest)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000,
    ]);
    expect(new Set(spreads.map(([shortest]) => shortest))).toEqual(new Set([500]));
  });

  test.each<[string, Ending]>([
    ['no way to Zoom', failed()],
    ['a short connection that broke', closed(1006, 10 * SECOND)],
    ['a short connection that was closed', closed(1011, 10 * SECOND)],
    ['silence', { kind: 'silent', livedMs: 30 * SECOND }],
    ['a request to wait', failed(1_000)],
  ])('%s counts as one', (_, ending) => {
    const { state } = afterEnding({ ...FRESH_START, attempt: 3 }, ending, NOW, 0.5);
    expect(state.attempt).toBe(4);
  });

  test('waking or another network begins anew, and forgets nothing else', () => {
    const state: ReconnectState = {
      attempt: 7,
      evictedAt: [NOW],
      contested: true,
      turnedAway: 4,
      grant: 'client_credentials',
      welcomed: true,
    };
    expect(afterChange(state)).toEqual({ ...state, attempt: 0 });
  });

  test('a connection of a minute begins anew, one of less does not', () => {
    const tired = { ...FRESH_START, attempt: 7 };
    expect(spread(tired, closed(1006, MINUTE - 1))[1]).toBe(30_000);
    expect(spread(tired, { kind: 'silent', livedMs: MINUTE - 1 })[1]).toBe(30_000);
    expect(spread(tired, { kind: 'silent', livedMs: MINUTE })).toEqual([500, 1_000]);
    // After the routine close: the next failure is the second.
    const { state } = afterEnding(tired, closed(1006, MINUTE), NOW, 0.5);
    expect(spread(state, failed())).toEqual([500, 2_000]);
  });

  test.each<[Ending, string]>([
    [closed(1006, 0), 'broken'],
    [closed(1001, 0), 'closed'],
    [closed(1000, 0), 'closed'],
    [{ kind: 'silent', livedMs: HOUR }, 'silent'],
    [failed(), 'network'],
  ])('%j is told as "%s", and the wait may be cut short', (ending, cause) => {
    expect(afterEnding(FRESH_START, ending, NOW, 0.5).step).toMatchObject({
      kind: 'retry',
      told: { cause },
      firm: false,
    });
  });
});

describe('routine closes', () => {
  test.each([1000, 1001, 1006, 1008, 1011, 1012, 4000])(
    '%i after an hour: back within half a second, and nobody hears of it',
    (code) => {
      for (const random of [0, 0.5, 0.999_999]) {
        const { step } = afterEnding({ ...FRESH_START, attempt: 5 }, closed(code, HOUR), NOW, random);
        expect(step).toMatchObject({ kind: 'retry', told: null, firm: false });
        expect(waitOf(step)).toBeLessThanOrEqual(500);
      }
      const [soonest, latest] = spread(FRESH_START, closed(code, HOUR));
      // A whole office does not come back in one instant.
      expect(latest - soonest).toBeGreaterThan(400);
    },
  );

  test.each([1001, 1006, 1011])('%i after a minute is routine too, after less it is not', (code) => {
    expect(afterEnding(FRESH_START, closed(code, MINUTE), NOW, 0).step).toMatchObject({ told: null });
    expect(afterEnding(FRESH_START, closed(code, MINUTE - 1), NOW, 0).step).not.toMatchObject({ told: null });
  });
});

describe('another client on the subscription', () => {
  const evict = (desk: Desk, livedMs = 5 * SECOND): NextStep => desk.welcome().end(closed(1000, livedMs));
  const isCalm = (step: NextStep): boolean =>
    step.kind === 'retry' && step.firm && step.told?.cause === 'evicted';

  test('is sure at the third short connection within five minutes that ended in 1000', () => {
    const desk = new Desk();
    expect([evict(desk), evict(desk), evict(desk)].map(isCalm)).toEqual([false, false, true]);
  });

  test('then leaves a minute or two between tries, which nothing cuts short', () => {
    const state = { ...FRESH_START, contested: true };
    expect(spread(state, closed(1000, 5 * SECOND))).toEqual([MINUTE, 2 * MINUTE]);
    expect(afterEnding(state, closed(1000, 5 * SECOND), NOW, 0.5).step).toMatchObject({ firm: true });
  });

  test.each([1001, 1006, 1008, 1011])('is not what %i says', (code) => {
    const desk = new Desk();
    for (let n = 0; n < 10; n++)
      expect(desk.welcome().end(closed(code, SECOND))).toMatchObject({ firm: false });
    expect(desk.state.contested).toBe(false);
  });

  test('is not what 1000 says of connections that lived five minutes', () => {
    const desk = new Desk();
    for (let n = 0; n < 10; n++) expect(evict(desk, 5 * MINUTE)).toMatchObject({ told: null, firm: false });
  });

  test.each([
    [2 * MINUTE + 25 * SECOND, true],
    [2 * MINUTE + 35 * SECOND, false],
  ])('three closes, each %i ms of connection after the one before: %j', (livedMs, sure) => {
    // Routine waits of a quarter of a second between them.
    const desk = new Desk();
    expect([evict(desk, livedMs), evict(desk, livedMs), evict(desk, livedMs)].map(isCalm)).toEqual([
      false,
      false,
      sure,
    ]);
  });

  test('is believed until a connection lives five minutes', () => {
    const desk = new Desk();
    for (let n = 0; n < 3; n++) evict(desk);
    expect(isCalm(evict(desk, 5 * MINUTE - 1))).toBe(true);
    expect(evict(desk, 5 * MINUTE)).toMatchObject({ told: null, firm: false });
    expect(evict(desk)).toMatchObject({ firm: false, told: { cause: 'closed' } });
  });

  test('is believed through failures of other kinds, which keep their own pace', () => {
    const desk = new Desk();
    for (let n = 0; n < 3; n++) evict(desk);
    expect(desk.end(failed())).toMatchObject({ told: { cause: 'network' }, firm: false });
    expect(desk.welcome().end(closed(1006, SECOND))).toMatchObject({
      told: { cause: 'broken' },
      firm: false,
    });
    desk.now += HOUR;
    expect(isCalm(evict(desk))).toBe(true);
  });

  test('a clock that is set back does not bring closes of hours apart together', () => {
    const desk = new Desk();
    evict(desk);
    evict(desk);
    desk.now -= 24 * HOUR;
    expect(isCalm(evict(desk))).toBe(false);
  });

  test('however long it goes on, and whatever the clock does, a few closes are remembered', () => {
    const desk = new Desk();
    for (let n = 0; n < 1_000; n++) {
      evict(desk);
      desk.now = NOW;
      expect(desk.state.evictedAt.length).toBeLessThanOrEqual(8);
    }
  });
});

describe('turned away', () => {
  const ATONCE = { kind: 'retry', waitMs: 0, told: null, firm: false };

  test('never welcomed: a fresh token, then the other grant, at once each; then a person', () => {
    const desk = new Desk();
    expect(desk.end(turnedAway())).toEqual(ATONCE);
    expect(desk.state.grant).toBe('account_credentials');
    expect(desk.end(turnedAway())).toEqual(ATONCE);
    expect(desk.state.grant).toBe('client_credentials');
    expect(desk.end(turnedAway('Invalid Token'))).toEqual({
      kind: 'stop',
      cause: 'subscription',
      detail: 'Invalid Token',
    });
    // Asked for another try, it goes through the same again.
    expect(desk.state).toMatchObject({ grant: 'account_credentials', turnedAway: 0 });
    expect([desk.end(turnedAway()), desk.end(turnedAway())]).toEqual([ATONCE, ATONCE]);
    expect(desk.end(turnedAway())).toMatchObject({ kind: 'stop' });
  });

  test('the grant that was taken is the one that stays', () => {
    const desk = new Desk();
    desk.end(turnedAway());
    desk.end(turnedAway());
    desk.welcome().end(closed(1006, HOUR));
    desk.end(failed());
    for (let n = 0; n < 5; n++) desk.end(turnedAway());
    expect(desk.state.grant).toBe('client_credentials');
  });

  test('welcomed before: a fresh token at once, then a minute or two each, and after ten a person', () => {
    const desk = new Desk().welcome();
    const steps = Array.from({ length: 11 }, () => desk.end(turnedAway('No')));
    expect(steps[0]).toEqual(ATONCE);
    for (const step of steps.slice(1, 10))
      expect(step).toEqual({
        kind: 'retry',
        waitMs: 90_000,
        told: { cause: 'turned-away', detail: 'No' },
        firm: true,
      });
    expect(steps[10]).toMatchObject({ kind: 'stop', cause: 'subscription' });
    expect(spread({ ...FRESH_START, welcomed: true, turnedAway: 1 }, turnedAway())).toEqual([
      MINUTE,
      2 * MINUTE,
    ]);
  });

  test('a welcome in between begins the count anew', () => {
    const desk = new Desk().welcome();
    for (let n = 0; n < 9; n++) desk.end(turnedAway());
    desk.welcome().end(closed(1006, HOUR));
    expect(desk.end(turnedAway())).toEqual(ATONCE);
  });

  test('an end of another kind in between does not', () => {
    const desk = new Desk();
    desk.end(turnedAway());
    desk.end(failed());
    desk.end(turnedAway());
    expect(desk.state.grant).toBe('client_credentials');
    desk.end({ kind: 'silent', livedMs: 0 });
    expect(desk.end(turnedAway())).toMatchObject({ kind: 'stop' });
  });

  test('welcomed and turned away in one breath, again and again: later and later, and said so', () => {
    const desk = new Desk(() => 0.999_999);
    const steps = Array.from({ length: 12 }, () => desk.welcome().end(turnedAway('No', 5)));
    expect(steps.slice(-3).map(waitOf)).toEqual([30_000, 30_000, 30_000]);
    expect(steps.at(-1)).toMatchObject({ told: { cause: 'turned-away', detail: 'No' } });
  });

  test.each([
    ['Invalid access token, does not contain scopes:[phone:read:call:admin]', 'scope'],
    ['Missing Scope', 'scope'],
    ['wrong telescope', 'subscription'],
    ['', 'subscription'],
  ])('"%s" is in the end a matter of the %s', (words, cause) => {
    const state = { ...FRESH_START, turnedAway: 2 };
    expect(afterEnding(state, turnedAway(words), NOW, 0.5).step).toEqual({
      kind: 'stop',
      cause,
      detail: words,
    });
  });
});

describe('asked to wait', () => {
  test.each([
    [0, 500],
    [499, 500],
    [7_000, 7_000],
    [HOUR, HOUR],
    [HOUR + 1, HOUR],
    [7 * 24 * HOUR, HOUR],
  ])('%i ms: we wait %i ms, and nothing cuts it short', (waitMs, waited) => {
    const { step } = afterEnding(FRESH_START, failed(waitMs), NOW, 0);
    expect(step).toMatchObject({ waitMs: waited, firm: true, told: { cause: 'network', detail: 'd' } });
  });

  test('a short wait does not undo the back-off', () => {
    expect(spread({ ...FRESH_START, attempt: 9 }, failed(1_000))).toEqual([1_000, 30_000]);
  });
});

test('what only a person can mend ends the tries', () => {
  const state = { ...FRESH_START, attempt: 3 };
  const ending: Ending = { kind: 'refused', cause: 'credentials', detail: 'HTTP 401' };
  expect(afterEnding(state, ending, NOW, 0.5)).toEqual({
    state,
    step: { kind: 'stop', cause: 'credentials', detail: 'HTTP 401' },
  });
});

describe('whatever happens', () => {
  const lived = fc.oneof(
    fc.integer({ min: 0, max: 10 * MINUTE }),
    fc.constantFrom(0, MINUTE, 5 * MINUTE, HOUR),
    fc.integer({ min: 0, max: 24 * HOUR }),
  );
  const ending: fc.Arbitrary<Ending> = fc.oneof(
    fc.record({
      kind: fc.constant('closed' as const),
      code: fc.constantFrom(1000, 1000, 1001, 1006, 1011),
      livedMs: lived,
    }),
    fc.record({ kind: fc.constant('silent' as const), livedMs: lived }),
    fc.record({
      kind: fc.constant('turned-away' as const),
      words: fc.constantFrom('Invalid Token', 'scope', ''),
      livedMs: lived,
    }),
    fc.record({
      kind: fc.constant('failed' as const),
      cause: fc.constantFrom('network', 'proxy', 'certificate', 'rate-limited', 'zoom-trouble'),
      detail: fc.constant(''),
      waitMs: fc.option(fc.integer({ min: 0, max: 999_999_999_000 })),
    }),
    fc.record({
      kind: fc.constant('refused' as const),
      cause: fc.constant('credentials' as const),
      detail: fc.constant(''),
    }),
  );
  /** One try: was it welcomed, how did it end, and what did chance and the clock do. */
  const story = fc.array(
    fc.record({
      ending,
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

  test('every wait is between nothing and an hour, and what is remembered stays small', () => {
    fc.assert(
      fc.property(story, (tries) => {
        let random = 0;
        const desk = new Desk(() => random);
        for (const { ending, welcomed, random: chance, clockSet, changed } of tries) {
          random = chance;
          if (changed) desk.state = afterChange(desk.state);
          if (welcomed) desk.welcome();
          desk.now += clockSet;
          const step = desk.end(ending);
          if (step.kind === 'retry') {
            expect(step.waitMs).toBeGreaterThanOrEqual(0);
            expect(step.waitMs).toBeLessThanOrEqual(HOUR);
          }
          expect(desk.state.evictedAt.length).toBeLessThanOrEqual(8);
          expect(desk.state.turnedAway).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the same gives the same, and what is handed over stays as it is', () => {
    const state = fc.record({
      attempt: fc.nat(20),
      evictedAt: fc.array(fc.integer({ min: NOW - HOUR, max: NOW }), { maxLength: 3 }),
      contested: fc.boolean(),
      turnedAway: fc.nat(12),
      grant: fc.constantFrom('account_credentials' as const, 'client_credentials' as const),
      welcomed: fc.boolean(),
    });
    fc.assert(
      fc.property(
        state,
        ending,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (before, end, chance) => {
          const given = structuredClone({ before, end });
          const first = afterEnding(before, end, NOW, chance);
          expect(afterEnding(before, end, NOW, chance)).toEqual(first);
          expect({ before, end }).toEqual(given);
        },
      ),
    );
  });

  test('nobody is hammered: over an hour of ends of any kind, at most six tries a minute', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ending, welcomed: fc.boolean() }), { minLength: 1, maxLength: 6 }),
        fc.integer(),
        (pattern, seed) => {
          const desk = new Desk(chanceFrom(seed));
          let tries = 0;
          while (desk.now < NOW + HOUR && tries <= 6 * 60) {
            const { ending, welcomed } = pattern[tries % pattern.length]!;
            if (welcomed) desk.welcome();
            tries += 1;
            // A person asks for another try once a minute at most.
            if (desk.end(welcomed ? ending : neverLived(ending)).kind === 'stop') desk.now += MINUTE;
          }
          expect(tries).toBeLessThanOrEqual(6 * 60);
        },
      ),
      { numRuns: 300 },
    );
  });

  /** Without a welcome nothing lived, and no connection was there to be closed. */
  function neverLived(end: Ending): Ending {
    if (end.kind === 'closed' || end.kind === 'silent') return failed();
    return 'livedMs' in end ? { ...end, livedMs: 0 } : end;
  }

  /** Chance that is spread evenly, and the same for the same seed (mulberry32). */
  function chanceFrom(seed: number): () => number {
    let state = seed | 0;
    return () => {
      state = (state + 0x6d_2b_79_f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }
});
