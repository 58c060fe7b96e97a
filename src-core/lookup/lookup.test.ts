import { beforeEach, describe, expect, test } from 'vitest';
import { aMatch, FakeClock, TANAKA, turn } from '../fakes.test-support.ts';
import { ConnectorTrouble, type TroubleKind } from './connector-trouble.ts';
import type { Connector, Found, Match } from './connector.ts';
import { NO_CHOICE } from './choices.ts';
import { judged, lookUp, surelyThePerson, type FinishedLookup } from './lookup.ts';

const NUMBER = { kind: 'external', e164: TANAKA, extension: null } as const;

const match = (name: string, grade: Match['grade'] = 'exact'): Match => aMatch(name, { grade });

/** A connector whose answer the test gives. */
class Slow implements Connector {
  readonly name: string;
  asked = 0;
  #resolve: (found: Found) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(readonly id: string) {
    this.name = id.toUpperCase();
  }

  find(): Promise<Found> {
    this.asked += 1;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  async answer(matches: readonly Match[], newer: Promise<Found> | null = null): Promise<void> {
    this.#resolve({ matches, asOf: null, newer });
    await turn();
  }

  async fail(error: unknown): Promise<void> {
    this.#reject(error);
    await turn();
  }
}

let clock: FakeClock;
let told: FinishedLookup[];
beforeEach(() => {
  clock = new FakeClock();
  told = [];
});

function ask(...connectors: readonly Connector[]): void {
  const from = clock.now();
  lookUp(connectors, NUMBER, {
    clock,
    stopwatch: () => clock.now() - from,
    tell: (lookup) => told.push(lookup),
  });
}

/** As whoever reads it sees it. */
const last = (): FinishedLookup | undefined => {
  const lookup = told.at(-1);
  return lookup === undefined ? undefined : judged(lookup, NO_CHOICE);
};
const names = (): unknown => {
  const lookup = last();
  return lookup?.status === 'found' ? lookup.matches.map(({ name }) => name) : lookup?.status;
};
const opens = (): string | null => {
  const lookup = last();
  return lookup === undefined ? null : (surelyThePerson(lookup)?.name ?? null);
};

describe('several connectors', () => {
  test('what one finds is told at once, and what others find later joins it, the surest first', async () => {
    const [a, b] = [new Slow('a'), new Slow('b')];
    ask(a, b);
    clock.pass(20);
    await b.answer([match('perhaps', 'weak')]);
    expect(last()).toMatchObject({ status: 'found', searching: true, decided: false, elapsedMs: 20 });
    clock.pass(80);
    await a.answer([match('same', 'national'), match('sure')]);
    expect(names()).toEqual(['sure', 'same', 'perhaps']);
    expect(last()).toMatchObject({
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

  test('of equally sure ones those of the first connector stand first, whoever answered first', async () => {
    const [a, b] = [new Slow('a'), new Slow('b')];
    ask(a, b);
    await b.answer([match('of b')]);
    await a.answer([match('of a')]);
    expect(names()).toEqual(['of a', 'of b']);
    expect(opens()).toBeNull();
  });

  test('nobody is told of as such only when all have said so', async () => {
    const [a, b] = [new Slow('a'), new Slow('b')];
    ask(a, b);
    await a.answer([]);
    expect(told).toEqual([]);
    await b.answer([]);
    expect(told).toEqual([{ status: 'none', rejected: 0, troubles: [], searching: false, elapsedMs: 0 }]);
  });

  test('a record opens when it is sure to be alone, or when the others have had their time', async () => {
    const [a, dead] = [new Slow('a'), new Slow('dead')];
    ask(a, dead);
    await a.answer([match('sure')]);
    expect(opens()).toBeNull();
    clock.pass(1_499);
    expect(opens()).toBeNull();
    clock.pass(1);
    expect(last()).toMatchObject({ searching: true, decided: true });
    expect(opens()).toBe('sure');
  });

  test.each<TroubleKind>(['slow', 'unreachable', 'credentials', 'rate-limited', 'not-understood'])(
    'one that is %s hides nothing and is named',
    async (kind) => {
      const [bad, good] = [new Slow('bad'), new Slow('good')];
      ask(bad, good);
      await good.answer([match('sure')]);
      await bad.fail(new ConnectorTrouble(kind));
      expect(names()).toEqual(['sure']);
      expect(last()).toMatchObject({ troubles: [{ connector: 'BAD', kind }], decided: true });
      expect(opens()).toBe('sure');
    },
  );

  test('all in trouble is an error that names each', async () => {
    const [a, b] = [new Slow('a'), new Slow('b')];
    ask(a, b);
    await b.fail(new Error('a mistake of ours'));
    await a.fail(new ConnectorTrouble('forbidden'));
    expect(last()).toEqual({
      status: 'error',
      troubles: [
        { id: 'a', connector: 'A', kind: 'forbidden' },
        { id: 'b', connector: 'B', kind: 'not-understood' },
      ],
      elapsedMs: 0,
    });
  });
});

test('an old answer is told at once, and replaced by the new one', async () => {
  const a = new Slow('a');
  let renew: (found: Found) => void = () => undefined;
  ask(a);
  await a.answer([match('old name')], new Promise((resolve) => (renew = resolve)));
  expect(names()).toEqual(['old name']);
  renew({ matches: [match('new name')], asOf: null, newer: null });
  await turn();
  expect(names()).toEqual(['new name']);
  expect(last()).toMatchObject({ searching: false });
});

test('an old answer stays when there is no new one', async () => {
  const a = new Slow('a');
  ask(a);
  await a.answer([match('known')], Promise.reject(new ConnectorTrouble('unreachable')));
  expect(names()).toEqual(['known']);
  expect(last()).toMatchObject({
    troubles: [{ id: 'a', connector: 'A', kind: 'unreachable' }],
    searching: false,
  });
});

test.each([
  [{ kind: 'withheld' }],
  [{ kind: 'extension', extension: '1045' }],
  [{ kind: 'service', digits: '110' }],
] as const)('%j is looked up nowhere', (number) => {
  const a = new Slow('a');
  lookUp([a], number, { clock, stopwatch: () => 0, tell: (lookup) => told.push(lookup) });
  expect([told, a.asked]).toEqual([[{ status: 'skipped' }], 0]);
});
