import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, turn } from '../fakes.test-support.ts';
import type { PhoneNumber } from '../numbers/number.ts';
import { afterFailure, CLOSED, restingFor } from './breaker.ts';
import { ConnectorTrouble, type TroubleKind } from './connector-trouble.ts';
import type { Found } from './connector.ts';
import { RemoteConnector, type Hit } from './remote-connector.ts';

type External = Extract<PhoneNumber, { kind: 'external' }>;
const numberOf = (e164: string): External => ({ kind: 'external', e164, extension: null });
const TANAKA = numberOf('+819012345678');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function hit(name: string, ...phones: string[]): Hit {
  return {
    id: name,
    name,
    reading: null,
    company: null,
    title: null,
    owner: null,
    ownedBy: [],
    open: null,
    lastActivity: null,
    url: null,
    fields: [],
    phones: phones.map((text, index) => ({ field: `電話 ${index + 1}`, text })),
  };
}

/** A CRM whose answers the test gives, one after another. */
class FakeCrm {
  readonly id = 'crm';
  readonly name = 'CRM';
  readonly pages = 'https://crm.example.com';
  perSecond = 100;
  readonly asked: string[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #waiting: { resolve: (hits: readonly Hit[]) => void; reject: (error: unknown) => void }[] = [];

  search(number: External, signal: AbortSignal): Promise<readonly Hit[]> {
    this.asked.push(number.e164);
    this.signals.push(signal);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async answer(...hits: readonly Hit[]): Promise<void> {
    this.#waiting.shift()?.resolve(hits);
    await turn();
  }

  async fail(kind: TroubleKind, retryAfterMs: number | null = null): Promise<void> {
    this.#waiting.shift()?.reject(new ConnectorTrouble(kind, retryAfterMs));
    await turn();
  }
}

let clock: FakeClock;
let crm: FakeCrm;
let connector: RemoteConnector;
beforeEach(() => {
  clock = new FakeClock();
  crm = new FakeCrm();
  connector = new RemoteConnector(crm, { country: 'JP', me: ['sato@example.com', '佐藤 美咲'], clock });
});

/** What became of a look-up: names and grades, or the trouble's kind. */
async function outcome(found: Promise<Found>): Promise<unknown> {
  try {
    return (await found).matches.map(({ name, grade }) => `${name} ${grade}`);
  } catch (error) {
    return error instanceof ConnectorTrouble ? error.kind : error;
  }
}

/** Asks, and is answered at once. */
async function ask(number: External, ...hits: readonly Hit[]): Promise<unknown> {
  const found = outcome(connector.find(number));
  await crm.answer(...hits);
  return await found;
}

/** Asks, and the CRM fails. */
async function failed(kind: TroubleKind, retryAfterMs: number | null = null): Promise<unknown> {
  const found = outcome(connector.find(TANAKA));
  await crm.fail(kind, retryAfterMs);
  return await found;
}

describe('records of others', () => {
  test('alone are a search that does not work; beside the caller’s they are left out', async () => {
    const others = [hit('佐藤', '080-9999-0000'), hit('鈴木', '03-5555-0000', '')];
    expect(await ask(TANAKA, ...others)).toBe('other-records');
    expect(await ask(TANAKA, ...others, hit('田中', '090-1234-5678'))).toEqual(['田中 exact']);
  });

  test('whose numbers are hidden or end alike are nobody, and no fault', async () => {
    expect(await ask(TANAKA, hit('hidden', '***', ''))).toEqual([]);
    expect(await ask(numberOf('+81312345678'), hit('twin', '080-1234-5678'))).toEqual([]);
  });
});

describe('who stands behind a record', () => {
  test('the agent as its owner by e-mail address, id or name', async () => {
    const owned = (name: string, owner: string | null, ...ownedBy: string[]): Hit => ({
      ...hit(name, '09012345678'),
      owner,
      ownedBy,
    });
    const found = connector.find(TANAKA);
    await crm.answer(
      owned('by e-mail', null, '005X', 'SATO@example.com '),
      owned('by name', '佐藤 美咲'),
      owned('of another', '鈴木', 'suzuki@example.com'),
      owned('of nobody', null),
    );
    expect((await found).matches.map(({ name, mine }) => [name, mine])).toEqual([
      ['by e-mail', true],
      ['by name', true],
      ['of another', false],
      ['of nobody', false],
    ]);
  });

  test.each([
    ['https://crm.example.com/r/1', 'https://crm.example.com/r/1'],
    ['https://crm.example.com:444/r/1', null],
    ['https://crm.example.com.evil.example/r/1', null],
    ['https://crm.example.com@evil.example/', null],
    ['http://crm.example.com/r/1', null],
    ['javascript:alert(1)', null],
    ['/r/1', null],
    [null, null],
  ])('its page, said to be %s, is %s', async (url, expected) => {
    const found = connector.find(TANAKA);
    await crm.answer({ ...hit('田中', '09012345678'), url });
    expect((await found).matches[0]?.url).toBe(expected);
  });

  test('texts of records are cleaned, and one without a name or id is none', async () => {
    const found = connector.find(TANAKA);
    await crm.answer(
      { ...hit('x', '09012345678'), name: '', company: '会社\u202e' },
      { ...hit('y', '09012345678'), name: ' ', company: null },
      { ...hit('z', '09012345678'), id: '' },
      {
        ...hit('many', '09012345678'),
        fields: Array.from({ length: 9 }, (_, n) => ({ label: `f${n}`, value: n === 1 ? ' ' : `v\n${n}` })),
      },
    );
    const { matches } = await found;
    expect(matches.map(({ name, company }) => [name, company])).toEqual([
      ['会社', null],
      ['many', null],
    ]);
    expect(matches[1]?.fields.map(({ value }) => value)).toEqual(['v 0', 'v 2', 'v 3', 'v 4', 'v 5', 'v 6']);
  });
});

describe('what was found', () => {
  test('is compared with the caller: others’ records are nobody, and the surest field counts', async () => {
    expect(
      await ask(
        TANAKA,
        hit('twin', '080-1234-5678'),
        hit('田中', '1234-5678', '+81 90 1234 5678'),
        hit('perhaps', '1234-5678'),
        hit('no number'),
      ),
    ).toEqual(['田中 exact', 'perhaps weak']);
    expect((await connector.find(TANAKA)).matches[0]).toMatchObject({
      connector: 'crm',
      matchedField: '電話 2',
      matchedNumber: '+81 90 1234 5678',
    });
  });

  test('thirty rings at once are one request', async () => {
    const all = Array.from({ length: 30 }, () => outcome(connector.find(TANAKA)));
    await crm.answer(hit('田中', '09012345678'));
    expect(new Set((await Promise.all(all)).map(String))).toEqual(new Set(['田中 exact']));
    expect(crm.asked).toHaveLength(1);
  });

  test('is good for two hours, then told at once while it is asked again', async () => {
    await ask(TANAKA, hit('田中', '09012345678'));
    const at = clock.now();
    clock.pass(2 * HOUR);
    expect(await connector.find(TANAKA)).toMatchObject({ asOf: at, newer: null });
    clock.pass(1);
    const old = await connector.find(TANAKA);
    expect(old.asOf).toBe(at);
    await crm.answer(hit('新田中', '09012345678'));
    expect((await old.newer)?.matches.map(({ name }) => name)).toEqual(['新田中']);
    expect(await outcome(connector.find(TANAKA))).toEqual(['新田中 exact']);
    expect(crm.asked).toHaveLength(2);
  });

  test('after a day is waited for', async () => {
    await ask(TANAKA, hit('田中', '09012345678'));
    clock.pass(24 * HOUR + 1);
    expect(await ask(TANAKA)).toEqual([]);
  });

  test('that nobody was found holds for five minutes', async () => {
    expect(await ask(TANAKA)).toEqual([]);
    clock.pass(5 * MINUTE);
    expect(await outcome(connector.find(TANAKA))).toEqual([]);
    expect(crm.asked).toHaveLength(1);
    clock.pass(1);
    expect(await ask(TANAKA, hit('田中', '09012345678'))).toEqual(['田中 exact']);
  });

  test('is asked anew when the record was changed just now', async () => {
    await ask(TANAKA);
    connector.forget(TANAKA);
    expect(await ask(TANAKA, hit('田中', '09012345678'))).toEqual(['田中 exact']);
  });

  test('is remembered for the 5,000 numbers that were answered last', async () => {
    const other = (n: number) => numberOf(`+81901${String(1_000_000 + n)}`);
    await ask(TANAKA);
    for (let n = 0; n < 5_000; n++) {
      clock.pass(10);
      await ask(other(n));
    }
    clock.pass(1_000);
    const before = crm.asked.length;
    await outcome(connector.find(other(4_999)));
    expect(crm.asked).toHaveLength(before);
    void outcome(connector.find(TANAKA));
    expect(crm.asked).toHaveLength(before + 1);
  });
});

describe('limits', () => {
  test('an answer that takes four seconds is given up', async () => {
    const found = outcome(connector.find(TANAKA));
    clock.pass(3_999);
    expect(crm.signals[0]?.aborted).toBe(false);
    clock.pass(1);
    expect(await found).toBe('slow');
    expect(crm.signals[0]?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('no more requests a second than the CRM allows, and none that would come too late', async () => {
    crm.perSecond = 4;
    const all = Array.from({ length: 13 }, (_, n) =>
      outcome(connector.find(numberOf(`+8190123456${10 + n}`))),
    );
    expect(crm.asked).toHaveLength(4);
    clock.pass(999);
    expect(crm.asked).toHaveLength(4);
    clock.pass(1);
    expect(crm.asked).toHaveLength(8);
    clock.pass(1_000);
    expect(crm.asked).toHaveLength(12);
    expect(await all[12]).toBe('rate-limited');
    // That was our doing: it is not left alone for it.
    expect(connector.trouble).toBeNull();
  });
});

describe('a CRM in trouble', () => {
  test('fails thrice, then is left alone for half a minute, twice as long each time, until it answers', async () => {
    for (const kind of ['unreachable', 'fault', 'not-understood'] as const)
      expect(await failed(kind)).toBe(kind);
    expect(await outcome(connector.find(TANAKA))).toBe('not-understood');
    expect(crm.asked).toHaveLength(3);
    clock.pass(30_000);
    expect(await failed('unreachable')).toBe('unreachable');
    clock.pass(59_999);
    expect(await outcome(connector.find(TANAKA))).toBe('unreachable');
    clock.pass(1);
    expect(await ask(TANAKA, hit('田中', '09012345678'))).toEqual(['田中 exact']);
    expect(connector.trouble).toBeNull();
  });

  test('says when to come back, and is left alone until then', async () => {
    expect(await failed('rate-limited', 7_000)).toBe('rate-limited');
    clock.pass(6_999);
    expect(await outcome(connector.find(TANAKA))).toBe('rate-limited');
    expect(crm.asked).toHaveLength(1);
    clock.pass(1);
    expect(await ask(TANAKA)).toEqual([]);
  });

  test('refuses our credentials: it is not asked again for ten minutes', async () => {
    expect(await failed('credentials')).toBe('credentials');
    clock.pass(10 * MINUTE - 1);
    expect(await outcome(connector.find(TANAKA))).toBe('credentials');
    expect(crm.asked).toHaveLength(1);
    clock.pass(1);
    expect(await ask(TANAKA)).toEqual([]);
  });

  test('what was known before is told all the same', async () => {
    await ask(TANAKA, hit('田中', '09012345678'));
    clock.pass(3 * HOUR);
    const old = await connector.find(TANAKA);
    await crm.fail('unreachable');
    expect(old.matches).toHaveLength(1);
    await expect(old.newer).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('is never left alone for longer than ten minutes', () => {
    let state = CLOSED;
    for (let n = 0; n < 30; n++) state = afterFailure(state, new ConnectorTrouble('fault'), 0);
    state = afterFailure(state, new ConnectorTrouble('rate-limited', 24 * HOUR), 0);
    expect(restingFor(state, 10 * MINUTE - 1)?.kind).toBe('rate-limited');
    expect(restingFor(state, 10 * MINUTE)).toBeNull();
  });
});
