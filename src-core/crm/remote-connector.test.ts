import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, flushPromises } from '../test-support/fakes.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';
import { applyFailure, CLOSED, getOpenReason } from './circuit-breaker.ts';
import { ConnectorError, type ConnectorErrorKind } from '../lookup/connector-error.ts';
import type { FindResult } from '../lookup/connector.ts';
import { RemoteConnector, type CrmRecord } from './remote-connector.ts';

type ExternalNumber = Extract<PhoneNumber, { kind: 'external' }>;
const toExternal = (e164: string): ExternalNumber => ({ kind: 'external', e164, extension: null });
const TANAKA = toExternal('+819012345678');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function createRecord(name: string, ...phones: string[]): CrmRecord {
  return { id: name, name, phones: phones.map((text, index) => ({ label: `電話 ${index + 1}`, text })) };
}

/** A CRM whose searches the test settles, in order. */
class FakeCrm {
  readonly pagesUrl = 'https://crm.example.com';
  perSecond = 100;
  readonly requestedNumbers: string[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #pending: {
    resolve: (records: readonly CrmRecord[]) => void;
    reject: (error: unknown) => void;
  }[] = [];

  search(number: ExternalNumber, signal: AbortSignal): Promise<readonly CrmRecord[]> {
    this.requestedNumbers.push(number.e164);
    this.signals.push(signal);
    return new Promise((resolve, reject) => this.#pending.push({ resolve, reject }));
  }

  async answer(...records: readonly CrmRecord[]): Promise<void> {
    this.#pending.shift()?.resolve(records);
    await flushPromises();
  }

  async fail(kind: ConnectorErrorKind, retryAfterMs: number | null = null): Promise<void> {
    this.#pending.shift()?.reject(new ConnectorError(kind, retryAfterMs));
    await flushPromises();
  }
}

let clock: FakeClock;
let crm: FakeCrm;
let connector: RemoteConnector;
beforeEach(() => {
  clock = new FakeClock();
  crm = new FakeCrm();
  connector = new RemoteConnector(crm, {
    id: 'crm',
    name: 'CRM',
    country: 'JP',
    me: ['sato@example.com', '佐藤 美咲'],
    clock,
  });
});

/** Resolves with the names and grades of a look-up's matches, or with the kind of its error. */
async function outcome(found: Promise<FindResult>): Promise<unknown> {
  try {
    return (await found).matches.map(({ name, grade }) => `${name} ${grade}`);
  } catch (error) {
    return error instanceof ConnectorError ? error.kind : error;
  }
}

/** Looks up the number; the CRM answers at once. */
async function findAnd(number: ExternalNumber, ...records: readonly CrmRecord[]): Promise<unknown> {
  const found = outcome(connector.find(number));
  await crm.answer(...records);
  return await found;
}

/** Looks up Tanaka; the CRM fails. */
async function findAndFail(kind: ConnectorErrorKind, retryAfterMs: number | null = null): Promise<unknown> {
  const found = outcome(connector.find(TANAKA));
  await crm.fail(kind, retryAfterMs);
  return await found;
}

describe('records that do not match the number', () => {
  test('reject as other-records if no record matches, and are dropped otherwise', async () => {
    const otherRecords = [createRecord('佐藤', '080-9999-0000'), createRecord('鈴木', '03-5555-0000', '')];
    expect(await findAnd(TANAKA, ...otherRecords)).toBe('other-records');
    expect(await findAnd(TANAKA, ...otherRecords, createRecord('田中', '090-1234-5678'))).toEqual([
      '田中 exact',
    ]);
  });

  test('are dropped without an error if their numbers are hidden or only end alike', async () => {
    expect(await findAnd(TANAKA, createRecord('hidden', '***', ''))).toEqual([]);
    expect(await findAnd(toExternal('+81312345678'), createRecord('twin', '080-1234-5678'))).toEqual([]);
  });
});

describe('contents of a match', () => {
  test('isMine is true if the owner is the agent by email address or name', async () => {
    const owned = (name: string, owner: string | null, ...ownedBy: string[]): CrmRecord => ({
      ...createRecord(name, '09012345678'),
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
    expect((await found).matches.map(({ name, isMine }) => [name, isMine])).toEqual([
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
  ])('the page %s is returned as %s', async (url, expected) => {
    const found = connector.find(TANAKA);
    await crm.answer({ ...createRecord('田中', '09012345678'), url });
    expect((await found).matches[0]?.url).toBe(expected);
  });

  test('cleans texts and drops records without a name or id', async () => {
    const found = connector.find(TANAKA);
    await crm.answer(
      { ...createRecord('x', '09012345678'), name: '', company: '会社\u202e' },
      { ...createRecord('y', '09012345678'), name: ' ', company: null },
      { ...createRecord('z', '09012345678'), id: '' },
      {
        ...createRecord('many', '09012345678'),
        fields: Array.from({ length: 9 }, (_, n) => ({ label: `f${n}`, text: n === 1 ? ' ' : `v\n${n}` })),
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

describe('result of a look-up', () => {
  test('drops records of other numbers and grades a match by its best field', async () => {
    expect(
      await findAnd(
        TANAKA,
        createRecord('twin', '080-1234-5678'),
        createRecord('田中', '1234-5678', '+81 90 1234 5678'),
        createRecord('perhaps', '1234-5678'),
        createRecord('no number'),
      ),
    ).toEqual(['田中 exact', 'perhaps weak']);
    expect((await connector.find(TANAKA)).matches[0]).toMatchObject({
      connector: 'crm',
      matchedField: '電話 2',
      matchedNumber: '+81 90 1234 5678',
    });
  });

  test('thirty simultaneous look-ups send one request', async () => {
    const all = Array.from({ length: 30 }, () => outcome(connector.find(TANAKA)));
    await crm.answer(createRecord('田中', '09012345678'));
    expect(new Set((await Promise.all(all)).map(String))).toEqual(new Set(['田中 exact']));
    expect(crm.requestedNumbers).toHaveLength(1);
  });

  test('is fresh for two hours, then returned stale while it is refreshed', async () => {
    await findAnd(TANAKA, createRecord('田中', '09012345678'));
    const at = clock.now();
    clock.advance(2 * HOUR);
    expect(await connector.find(TANAKA)).toMatchObject({ asOf: at, newer: null });
    clock.advance(1);
    const stale = await connector.find(TANAKA);
    expect(stale.asOf).toBe(at);
    await crm.answer(createRecord('新田中', '09012345678'));
    expect((await stale.newer)?.matches.map(({ name }) => name)).toEqual(['新田中']);
    expect(await outcome(connector.find(TANAKA))).toEqual(['新田中 exact']);
    expect(crm.requestedNumbers).toHaveLength(2);
  });

  test('is not returned stale after a day', async () => {
    await findAnd(TANAKA, createRecord('田中', '09012345678'));
    clock.advance(24 * HOUR + 1);
    expect(await findAnd(TANAKA)).toEqual([]);
  });

  test('is cached for five minutes if it is empty', async () => {
    expect(await findAnd(TANAKA)).toEqual([]);
    clock.advance(5 * MINUTE);
    expect(await outcome(connector.find(TANAKA))).toEqual([]);
    expect(crm.requestedNumbers).toHaveLength(1);
    clock.advance(1);
    expect(await findAnd(TANAKA, createRecord('田中', '09012345678'))).toEqual(['田中 exact']);
  });

  test('is requested again after invalidate()', async () => {
    await findAnd(TANAKA);
    connector.invalidate(TANAKA);
    expect(await findAnd(TANAKA, createRecord('田中', '09012345678'))).toEqual(['田中 exact']);
  });

  test('is cached for the last 5,000 numbers', async () => {
    const other = (n: number) => toExternal(`+81901${String(1_000_000 + n)}`);
    await findAnd(TANAKA);
    for (let n = 0; n < 5_000; n++) {
      clock.advance(10);
      await findAnd(other(n));
    }
    clock.advance(1_000);
    const before = crm.requestedNumbers.length;
    await outcome(connector.find(other(4_999)));
    expect(crm.requestedNumbers).toHaveLength(before);
    void outcome(connector.find(TANAKA));
    expect(crm.requestedNumbers).toHaveLength(before + 1);
  });
});

describe('limits', () => {
  test('aborts a search after four seconds', async () => {
    const found = outcome(connector.find(TANAKA));
    clock.advance(3_999);
    expect(crm.signals[0]?.aborted).toBe(false);
    clock.advance(1);
    expect(await found).toBe('slow');
    expect(crm.signals[0]?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('limits requests per second and rejects those that would be too late', async () => {
    crm.perSecond = 4;
    const all = Array.from({ length: 13 }, (_, n) =>
      outcome(connector.find(toExternal(`+8190123456${10 + n}`))),
    );
    expect(crm.requestedNumbers).toHaveLength(4);
    clock.advance(999);
    expect(crm.requestedNumbers).toHaveLength(4);
    clock.advance(1);
    expect(crm.requestedNumbers).toHaveLength(8);
    clock.advance(1_000);
    expect(crm.requestedNumbers).toHaveLength(12);
    expect(await all[12]).toBe('rate-limited');
    // The limit is ours, so it does not open the circuit breaker.
    expect(connector.unavailableReason).toBeNull();
  });
});

describe('a failing CRM', () => {
  test('is skipped for 30 s after three failures, doubling until it answers', async () => {
    for (const kind of ['unreachable', 'fault', 'not-understood'] as const)
      expect(await findAndFail(kind)).toBe(kind);
    expect(await outcome(connector.find(TANAKA))).toBe('not-understood');
    expect(crm.requestedNumbers).toHaveLength(3);
    clock.advance(30_000);
    expect(await findAndFail('unreachable')).toBe('unreachable');
    clock.advance(59_999);
    expect(await outcome(connector.find(TANAKA))).toBe('unreachable');
    clock.advance(1);
    expect(await findAnd(TANAKA, createRecord('田中', '09012345678'))).toEqual(['田中 exact']);
    expect(connector.unavailableReason).toBeNull();
  });

  test('is not asked again before its Retry-After', async () => {
    expect(await findAndFail('rate-limited', 7_000)).toBe('rate-limited');
    clock.advance(6_999);
    expect(await outcome(connector.find(TANAKA))).toBe('rate-limited');
    expect(crm.requestedNumbers).toHaveLength(1);
    clock.advance(1);
    expect(await findAnd(TANAKA)).toEqual([]);
  });

  test('is not asked for ten minutes after it refused the credentials', async () => {
    expect(await findAndFail('credentials')).toBe('credentials');
    clock.advance(10 * MINUTE - 1);
    expect(await outcome(connector.find(TANAKA))).toBe('credentials');
    expect(crm.requestedNumbers).toHaveLength(1);
    clock.advance(1);
    expect(await findAnd(TANAKA)).toEqual([]);
  });

  test('still yields stale matches if the refresh fails', async () => {
    await findAnd(TANAKA, createRecord('田中', '09012345678'));
    clock.advance(3 * HOUR);
    const stale = await connector.find(TANAKA);
    await crm.fail('unreachable');
    expect(stale.matches).toHaveLength(1);
    await expect(stale.newer).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('is skipped for ten minutes at most', () => {
    let state = CLOSED;
    for (let n = 0; n < 30; n++) state = applyFailure(state, new ConnectorError('fault'), 0);
    state = applyFailure(state, new ConnectorError('rate-limited', 24 * HOUR), 0);
    expect(getOpenReason(state, 10 * MINUTE - 1)?.kind).toBe('rate-limited');
    expect(getOpenReason(state, 10 * MINUTE)).toBeNull();
  });
});
