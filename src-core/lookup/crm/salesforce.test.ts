import { describe, expect, test } from 'vitest';
import type { CrmRecord } from '../../../src-simulator/crm/crm.ts';
import { createSalesforceFake, type SalesforceOptions } from '../../../src-simulator/crm/salesforce.ts';
import type { Match } from '../connector.ts';

import {
  aRecord,
  describeConnector,
  external,
  NOTATIONS,
  type Contract,
  stageFor,
  type Started,
} from './contract.test-support.ts';
import { salesforce } from './salesforce.ts';

const URL_OF_PAGES = 'https://acme.my.salesforce.com';
const settings = (apiUrl: string): Readonly<Record<string, unknown>> => ({
  url: URL_OF_PAGES,
  apiUrl,
  clientId: '3MVG9.simulated',
});
const idOf = (n: number): string => `003${String(n).padStart(12, '0')}AAA`;

const contract: Contract = {
  kind: salesforce,
  fake: createSalesforceFake,
  settings,
  blind: [],
  mostRequests: 1,
  id: idOf,
};

describeConnector(contract);

describe('Salesforce, its own ways', () => {
  const stage = stageFor(contract);
  const withOptions = (options: SalesforceOptions): Partial<Contract> => ({
    fake: (all, given) => createSalesforceFake(all, given, options),
  });
  const start = (
    records: readonly CrmRecord[],
    options: SalesforceOptions = {},
    more: Partial<Contract> = {},
  ): Promise<Started> => stage.start(records, { ...withOptions(options), ...more });
  const found = (
    records: readonly CrmRecord[],
    options: SalesforceOptions = {},
    more: Partial<Contract> = {},
  ): Promise<readonly Match[]> => stage.found(records, { ...withOptions(options), ...more });

  /** By what the owner of each hit is known. */
  const ownersOf = async (records: readonly CrmRecord[]): Promise<readonly (readonly string[])[]> =>
    (await stage.hits(records)).map(({ ownedBy }) => ownedBy);

  // Nobody documents which of the two it is for phone fields.
  test.each(['words', 'digits'] as const)('numbers are found in an index of %s alone', async (kind) => {
    const beyond = kind === 'digits' ? ['full width', 'full width, no hyphens', 'long vowel marks'] : [];
    const records = Object.entries(NOTATIONS)
      .filter(([name]) => !beyond.includes(name))
      .map(([, { write }], n) => aRecord(idOf(n), write('+81312345678')));
    const matches = await found(records, { index: [kind] });
    expect(matches.map(({ id }) => id).sort()).toEqual(records.map(({ id }) => id));
  });

  test('contacts, open leads and accounts have their own pages', async () => {
    const matches = await found(
      [
        aRecord('003000000000001AAA', '03-1234-5678', { ownerEmail: 'sato@example.com' }),
        aRecord('00Q000000000002AAA', '03-1234-5678', { kind: 'lead', company: '株式会社リード' }),
        aRecord('00Q000000000003AAA', '03-1234-5678', { kind: 'lead' }),
        aRecord('001000000000004AAA', '+81 3-1234-5678', { kind: 'company', company: '株式会社テスト' }),
      ],
      { converted: ['00Q000000000003AAA'] },
    );
    expect(matches).toEqual([
      expect.objectContaining({
        url: `${URL_OF_PAGES}/lightning/r/Contact/003000000000001AAA/view`,
        name: '佐藤 003000000000001AAA',
        company: '株式会社テスト',
        owner: 'sato',
        matchedField: 'phone',
        lastActivity: Date.UTC(2026, 9, 1),
        open: null,
      }),
      expect.objectContaining({
        url: `${URL_OF_PAGES}/lightning/r/Lead/00Q000000000002AAA/view`,
        company: '株式会社リード',
        fields: [{ label: 'stage', value: 'Open - Not Contacted' }],
      }),
      expect.objectContaining({
        url: `${URL_OF_PAGES}/lightning/r/Account/001000000000004AAA/view`,
        name: '株式会社テスト',
        company: null,
        matchedField: 'company-phone',
      }),
    ]);
  });

  test('a field that is hidden from the user costs one more request, once', async () => {
    const records = [aRecord(idOf(1), '', { mobile: '03-1234-5678' })];
    const { connector, server } = await start(records, { hidden: ['AssistantPhone'] });
    expect((await connector.find(external('+81312345678'))).matches).toMatchObject([
      { id: idOf(1), owner: null },
    ]);
    expect(server.requests).toHaveLength(2);
    await connector.find(external('+81399998888'));
    expect(server.requests).toHaveLength(3);
  });

  test('a field that is always needed and hidden is said to be missing', async () => {
    const { connector } = await start([], { hidden: ['MobilePhone'] });
    await expect(connector.find(external('+81312345678'))).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('an object that the user may not see fails the search until it is left out', async () => {
    const records = [aRecord(idOf(1), '03-1234-5678')];
    const options = { forbidden: ['Lead'] };
    await expect(found(records, options)).rejects.toMatchObject({ kind: 'forbidden' });
    const without = (url: string): ReturnType<Contract['settings']> => ({
      ...settings(url),
      objects: ['Contact', 'Account'],
    });
    expect(await found(records, options, { settings: without })).toHaveLength(1);
  });

  test('when the day’s requests are used up, it is asked less', async () => {
    const { connector } = await start([], { requestsADay: 1 });
    await connector.find(external('+81312345678'));
    await expect(connector.find(external('+81399998888'))).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: null,
    });
  });

  test('an owner is known by id and e-mail address', async () => {
    const mine = aRecord(idOf(1), '03-1234-5678', { ownerEmail: 'sato@example.com' });
    expect(await ownersOf([mine])).toEqual([['005000000000001AAA', 'sato@example.com']]);
  });

  test('a mask can break out of nothing', async () => {
    const masks = ['"} OR {0##-###\'-####\\', '0#(##)##*-####"'];
    const context = (): { readonly masks: readonly string[] } => ({ masks });
    const records = [
      aRecord(idOf(1), '03-123 45678'),
      aRecord(idOf(2), '03(12)34-5678'),
      aRecord(idOf(3), '0-1'),
    ];
    const matches = await found(records, { index: ['words'] }, { context });
    expect(matches.map(({ id }) => id)).toEqual([idOf(2)]);
  });

  test('the address stays as short as Salesforce recommends', async () => {
    const { connector, server } = await start([]);
    await connector.find(external('+81312345678'));
    expect(server.requests[0]?.path.length).toBeLessThan(2_000);
  });

  test('a new contact has the number filled in, as people of the country write it', async () => {
    const { connector } = await start([]);
    const create = (e164: string): string | null | undefined =>
      connector.links?.({ kind: 'external', e164, extension: null }).create;
    expect(create('+81312345678')).toBe(
      `${URL_OF_PAGES}/lightning/o/Contact/new?defaultFieldValues=Phone%3D03-1234-5678`,
    );
    expect(create('+12125551234')).toBe(
      `${URL_OF_PAGES}/lightning/o/Contact/new?defaultFieldValues=Phone%3D%252B1%2520212-555-1234`,
    );
  });

  test('people sign in at the company’s own domain', () => {
    expect(salesforce.signIn(settings('https://api.example.com'))).toEqual({
      kind: 'oauth',
      provider: {
        authorizeUrl: `${URL_OF_PAGES}/services/oauth2/authorize`,
        tokenUrl: `${URL_OF_PAGES}/services/oauth2/token`,
        clientId: '3MVG9.simulated',
        wantsClientSecret: false,
        scope: 'api refresh_token',
        parameters: {},
        redirectPort: 4381,
      },
    });
    expect(salesforce.signIn({ url: URL_OF_PAGES })).toBeNull();
  });
});
