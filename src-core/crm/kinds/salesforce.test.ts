import { describe, expect, test } from 'vitest';
import { createSalesforceFake } from '../../../src-simulator/crm/salesforce.ts';
import {
  aRecord,
  describeConnector,
  toExternalNumber,
  NOTATIONS,
  type ConnectorContract,
  createOptionsHarness,
} from '../../test-support/crm-contract.ts';
import { salesforce } from './salesforce.ts';

const PAGES_URL = 'https://acme.my.salesforce.com';
const settings = (apiUrl: string): Readonly<Record<string, unknown>> => ({
  url: PAGES_URL,
  apiUrl,
  clientId: '3MVG9.simulated',
});
const toSalesforceId = (n: number): string => `003${String(n).padStart(12, '0')}AAA`;

const contract: ConnectorContract = {
  kind: salesforce,
  fake: createSalesforceFake,
  settings,
  unsupported: [],
  maxRequests: 1,
  id: toSalesforceId,
};

describeConnector(contract);

describe('Salesforce specifics', () => {
  const { start, findMatches, findOwners } = createOptionsHarness(contract, createSalesforceFake);

  // Salesforce does not document which of the two its index of phone fields contains.
  test.each(['words', 'digits'] as const)('finds numbers with a search index of %s only', async (kind) => {
    const beyond = kind === 'digits' ? ['full width', 'full width, no hyphens', 'long vowel marks'] : [];
    const records = Object.entries(NOTATIONS)
      .filter(([name]) => !beyond.includes(name))
      .map(([, { write }], n) => aRecord(toSalesforceId(n), write('+81312345678')));
    const matches = await findMatches(records, { index: [kind] });
    expect(matches.map(({ id }) => id).sort()).toEqual(records.map(({ id }) => id));
  });

  test('finds contacts, open leads and accounts with their pages', async () => {
    const matches = await findMatches(
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
        url: `${PAGES_URL}/lightning/r/Contact/003000000000001AAA/view`,
        name: '佐藤 003000000000001AAA',
        company: '株式会社テスト',
        owner: 'sato',
        matchedField: 'phone',
        lastActivity: Date.UTC(2026, 9, 1),
        open: null,
      }),
      expect.objectContaining({
        url: `${PAGES_URL}/lightning/r/Lead/00Q000000000002AAA/view`,
        company: '株式会社リード',
        fields: [{ label: 'stage', value: 'Open - Not Contacted' }],
      }),
      expect.objectContaining({
        url: `${PAGES_URL}/lightning/r/Account/001000000000004AAA/view`,
        name: '株式会社テスト',
        company: null,
        matchedField: 'company-phone',
      }),
    ]);
  });

  test('a field hidden from the user costs one more request, once', async () => {
    const records = [aRecord(toSalesforceId(1), '', { mobile: '03-1234-5678' })];
    const { connector, server } = await start(records, { hidden: ['AssistantPhone'] });
    expect((await connector.find(toExternalNumber('+81312345678'))).matches).toMatchObject([
      { id: toSalesforceId(1), owner: null },
    ]);
    expect(server.requests).toHaveLength(2);
    await connector.find(toExternalNumber('+81399998888'));
    expect(server.requests).toHaveLength(3);
  });

  test('rejects as not-found if a required field is hidden', async () => {
    const { connector } = await start([], { hidden: ['MobilePhone'] });
    await expect(connector.find(toExternalNumber('+81312345678'))).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  test('rejects as forbidden if an object is hidden, unless the settings leave it out', async () => {
    const records = [aRecord(toSalesforceId(1), '03-1234-5678')];
    const options = { forbidden: ['Lead'] };
    await expect(findMatches(records, options)).rejects.toMatchObject({ kind: 'forbidden' });
    const without = (url: string): ReturnType<ConnectorContract['settings']> => ({
      ...settings(url),
      objects: ['Contact', 'Account'],
    });
    expect(await findMatches(records, options, { settings: without })).toHaveLength(1);
  });

  test('rejects as rate-limited when the daily requests are used up', async () => {
    const { connector } = await start([], { requestsADay: 1 });
    await connector.find(toExternalNumber('+81312345678'));
    await expect(connector.find(toExternalNumber('+81399998888'))).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: null,
    });
  });

  test('returns the id and email address of an owner', async () => {
    const ownRecord = aRecord(toSalesforceId(1), '03-1234-5678', { ownerEmail: 'sato@example.com' });
    expect(await findOwners([ownRecord])).toEqual([['005000000000001AAA', 'sato@example.com']]);
  });

  test('a mask cannot break out of the query', async () => {
    const masks = ['"} OR {0##-###\'-####\\', '0#(##)##*-####"'];
    const context = (): { readonly masks: readonly string[] } => ({ masks });
    const records = [
      aRecord(toSalesforceId(1), '03-123 45678'),
      aRecord(toSalesforceId(2), '03(12)34-5678'),
      aRecord(toSalesforceId(3), '0-1'),
    ];
    const matches = await findMatches(records, { index: ['words'] }, { context });
    expect(matches.map(({ id }) => id)).toEqual([toSalesforceId(2)]);
  });

  test('the address stays as short as Salesforce recommends', async () => {
    const { connector, server } = await start([]);
    await connector.find(toExternalNumber('+81312345678'));
    expect(server.requests[0]?.path.length).toBeLessThan(2_000);
  });

  test('links to a new contact with the number filled in as dialed from the country', async () => {
    const { connector } = await start([]);
    const create = (e164: string): string | null | undefined =>
      connector.getPageUrls?.({ kind: 'external', e164, extension: null }).create;
    expect(create('+81312345678')).toBe(
      `${PAGES_URL}/lightning/o/Contact/new?defaultFieldValues=Phone%3D03-1234-5678`,
    );
    expect(create('+12125551234')).toBe(
      `${PAGES_URL}/lightning/o/Contact/new?defaultFieldValues=Phone%3D%252B1%2520212-555-1234`,
    );
  });

  test('signs in at the company’s own domain', () => {
    expect(salesforce.getSignIn(settings('https://api.example.com'))).toEqual({
      kind: 'oauth',
      provider: {
        authorizeUrl: `${PAGES_URL}/services/oauth2/authorize`,
        tokenUrl: `${PAGES_URL}/services/oauth2/token`,
        clientId: '3MVG9.simulated',
        requiresClientSecret: false,
        scope: 'api refresh_token',
        parameters: {},
        redirectPort: 4381,
      },
    });
    expect(salesforce.getSignIn({ url: PAGES_URL })).toBeNull();
  });
});
