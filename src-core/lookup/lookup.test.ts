import { beforeEach, describe, expect, test } from 'vitest';
import { aMatch, FakeClock, TANAKA, flushPromises } from '../test-support/fakes.ts';
import { ConnectorError, type ConnectorErrorKind } from './connector-error.ts';
import type { Connector, FindResult, Match } from './connector.ts';
import { NO_CHOICE } from './choices.ts';
import { applyChoice, lookUp, findConfidentMatch, type FinishedLookup } from './lookup.ts';

const NUMBER = { kind: 'external', e164: TANAKA, extension: null } as const;

const match = (name: string, grade: Match['grade'] = 'exact'): Match => aMatch(name, { grade });

/** A connector whose look-up the test settles. */
class ControlledConnector implements Connector {
  readonly name: string;
  findCount = 0;
  #resolve: (found: FindResult) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(readonly id: string) {
    this.name = id.toUpperCase();
  }

  find(): Promise<FindResult> {
    this.findCount += 1;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  async answer(matches: readonly Match[], newer: Promise<FindResult> | null = null): Promise<void> {
    this.#resolve({ matches, asOf: null, newer });
    await flushPromises();
  }

  async fail(error: unknown): Promise<void> {
    this.#reject(error);
    await flushPromises();
  }
}

let clock: FakeClock;
let results: FinishedLookup[];
beforeEach(() => {
  clock = new FakeClock();
  results = [];
});

function startLookup(...connectors: readonly Connector[]): void {
  const startedAt = clock.now();
  lookUp(connectors, NUMBER, {
    clock,
    stopwatch: () => clock.now() - startedAt,
    onResult: (lookup) => results.push(lookup),
  });
}

/** Returns the latest result as the user sees it without an earlier choice. */
const getLast = (): FinishedLookup | undefined => {
  const lookup = results.at(-1);
  return lookup === undefined ? undefined : applyChoice(lookup, NO_CHOICE);
};
const getNames = (): unknown => {
  const lookup = getLast();
  return lookup?.status === 'found' ? lookup.matches.map(({ name }) => name) : lookup?.status;
};
const getOpened = (): string | null => {
  const lookup = getLast();
  return lookup === undefined ? null : (findConfidentMatch(lookup)?.name ?? null);
};

describe('several connectors', () => {
  test('reports the first results at once and merges later ones by grade', async () => {
    const [a, b] = [new ControlledConnector('a'), new ControlledConnector('b')];
    startLookup(a, b);
    clock.advance(20);
    await b.answer([match('perhaps', 'weak')]);
    expect(getLast()).toMatchObject({ status: 'found', searching: true, decided: false, elapsedMs: 20 });
    clock.advance(80);
    await a.answer([match('same', 'national'), match('sure')]);
    expect(getNames()).toEqual(['sure', 'same', 'perhaps']);
    expect(getLast()).toMatchObject({
      searching: false,
      decided: true,
      chosen: null,
      rejected: 0,
      sources: [
        { id: 'a', name: 'A', asOf: null },
        { id: 'b', name: 'B', asOf: null },
      ],
      elapsedMs: 100,
    });
    expect(clock.pending).toBe(0);
  });

  test('orders equal grades by connector order, not by answer order', async () => {
    const [a, b] = [new ControlledConnector('a'), new ControlledConnector('b')];
    startLookup(a, b);
    await b.answer([match('of b')]);
    await a.answer([match('of a')]);
    expect(getNames()).toEqual(['of a', 'of b']);
    expect(getOpened()).toBeNull();
  });

  test('reports no match only after all connectors have answered', async () => {
    const [a, b] = [new ControlledConnector('a'), new ControlledConnector('b')];
    startLookup(a, b);
    await a.answer([]);
    expect(results).toEqual([]);
    await b.answer([]);
    expect(results).toEqual([{ status: 'none', rejected: 0, failures: [], searching: false, elapsedMs: 0 }]);
  });

  test('confirms a record after all have answered or the time limit has passed', async () => {
    const [a, dead] = [new ControlledConnector('a'), new ControlledConnector('dead')];
    startLookup(a, dead);
    await a.answer([match('sure')]);
    expect(getOpened()).toBeNull();
    clock.advance(1_499);
    expect(getOpened()).toBeNull();
    clock.advance(1);
    expect(getLast()).toMatchObject({ searching: true, decided: true });
    expect(getOpened()).toBe('sure');
  });

  test.each<ConnectorErrorKind>(['slow', 'unreachable', 'credentials', 'rate-limited', 'not-understood'])(
    'a connector that is %s is named and hides no other results',
    async (kind) => {
      const [bad, good] = [new ControlledConnector('bad'), new ControlledConnector('good')];
      startLookup(bad, good);
      await good.answer([match('sure')]);
      await bad.fail(new ConnectorError(kind));
      expect(getNames()).toEqual(['sure']);
      expect(getLast()).toMatchObject({ failures: [{ connector: 'BAD', kind }], decided: true });
      expect(getOpened()).toBe('sure');
    },
  );

  test('reports an error that names each connector if all fail', async () => {
    const [a, b] = [new ControlledConnector('a'), new ControlledConnector('b')];
    startLookup(a, b);
    await b.fail(new Error('a mistake of ours'));
    await a.fail(new ConnectorError('forbidden'));
    expect(getLast()).toEqual({
      status: 'error',
      failures: [
        { id: 'a', connector: 'A', kind: 'forbidden' },
        { id: 'b', connector: 'B', kind: 'not-understood' },
      ],
      elapsedMs: 0,
    });
  });
});

test('reports a cached result at once and replaces it with the update', async () => {
  const a = new ControlledConnector('a');
  let renew: (found: FindResult) => void = () => undefined;
  startLookup(a);
  await a.answer([match('old name')], new Promise((resolve) => (renew = resolve)));
  expect(getNames()).toEqual(['old name']);
  renew({ matches: [match('new name')], asOf: null, newer: null });
  await flushPromises();
  expect(getNames()).toEqual(['new name']);
  expect(getLast()).toMatchObject({ searching: false });
});

test('keeps the cached result if the update fails', async () => {
  const a = new ControlledConnector('a');
  startLookup(a);
  await a.answer([match('known')], Promise.reject(new ConnectorError('unreachable')));
  expect(getNames()).toEqual(['known']);
  expect(getLast()).toMatchObject({
    failures: [{ id: 'a', connector: 'A', kind: 'unreachable' }],
    searching: false,
  });
});

test.each([
  [{ kind: 'withheld' }],
  [{ kind: 'extension', extension: '1045' }],
  [{ kind: 'service', digits: '110' }],
] as const)('skips the lookup of %j', (number) => {
  const a = new ControlledConnector('a');
  lookUp([a], number, { clock, stopwatch: () => 0, onResult: (lookup) => results.push(lookup) });
  expect([results, a.findCount]).toEqual([[{ status: 'skipped' }], 0]);
});
