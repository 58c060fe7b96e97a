import { describe, expect, test } from 'vitest';
import { createZohoFake } from '../../../src-simulator/crm/zoho.ts';
import {
  aRecord,
  describeConnector,
  toExternalNumber,
  type ConnectorContract,
  createOptionsHarness,
} from '../../test-support/crm-contract.ts';
import { zoho } from './zoho.ts';

const settings = (apiUrl: string): Readonly<Record<string, unknown>> => ({
  org: 'org746753262',
  apiUrl,
  clientId: '1000.SIMULATED',
});
const toZohoId = (n: number): string => `4876876${String(n).padStart(12, '0')}`;

const contract: ConnectorContract = {
  kind: zoho,
  fake: createZohoFake,
  settings,
  unsupported: [],
  maxRequests: 3,
  id: toZohoId,
  hasCrmPages: false,
};

describeConnector(contract);

describe('Zoho CRM specifics', () => {
  const { start, findMatches, findOwners } = createOptionsHarness(contract, createZohoFake);

  test('finds contacts, open leads and accounts with their pages', async () => {
    const matches = await findMatches(
      [
        aRecord('11', '03-1234-5678', { ownerEmail: 'sato@example.com' }),
        aRecord('22', '', { mobile: '03 1234 5678', kind: 'lead', company: '株式会社リード' }),
        aRecord('33', '03-1234-5678', { kind: 'lead' }),
        aRecord('44', '+81 3-1234-5678', { kind: 'company', company: '株式会社テスト' }),
      ],
      { converted: ['33'] },
    );
    expect(matches).toEqual([
      expect.objectContaining({
        url: 'https://crm.zoho.jp/crm/org746753262/tab/Contacts/11',
        name: '佐藤 11',
        company: '株式会社テスト',
        owner: 'sato',
        matchedField: 'phone',
        lastActivity: Date.UTC(2026, 9, 1),
        open: null,
      }),
      expect.objectContaining({
        url: 'https://crm.zoho.jp/crm/org746753262/tab/Leads/22',
        company: '株式会社リード',
        matchedField: 'mobile',
        fields: [{ label: 'stage', value: 'Attempted to Contact' }],
      }),
      expect.objectContaining({
        url: 'https://crm.zoho.jp/crm/org746753262/tab/Accounts/44',
        name: '株式会社テスト',
        company: null,
        matchedField: 'company-phone',
      }),
    ]);
  });

  test('a field hidden from the user costs more requests only once', async () => {
    const { connector, server } = await start([aRecord(toZohoId(1), '', { mobile: '03-1234-5678' })], {
      hidden: ['Asst_Phone', 'Converted__s'],
    });
    expect((await connector.find(toExternalNumber('+81312345678'))).matches).toMatchObject([
      { id: toZohoId(1), owner: null },
    ]);
    expect(server.requests).toHaveLength(5);
    await connector.find(toExternalNumber('+81399998888'));
    expect(server.requests).toHaveLength(8);
  });

  test('rejects as not-found if a required field is hidden', async () => {
    await expect(findMatches([], { hidden: ['Mobile'] })).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('rejects as forbidden if a module is hidden, unless the settings leave it out', async () => {
    const records = [aRecord(toZohoId(1), '03-1234-5678')];
    const options = { forbidden: ['Leads'] };
    await expect(findMatches(records, options)).rejects.toMatchObject({ kind: 'forbidden' });
    const without = (url: string): ReturnType<ConnectorContract['settings']> => ({
      ...settings(url),
      modules: ['Contacts', 'Accounts'],
    });
    expect(await findMatches(records, options, { settings: without })).toHaveLength(1);
  });

  test('rejects as forbidden if the sign-in has another scope', async () => {
    await expect(findMatches([], { otherScope: true })).rejects.toMatchObject({ kind: 'forbidden' });
  });

  test('returns the email address of an owner', async () => {
    const ownRecord = aRecord(toZohoId(1), '03-1234-5678', { ownerEmail: 'sato@example.com' });
    expect(await findOwners([ownRecord])).toEqual([['sato@example.com']]);
  });

  test('a mask cannot break out of the query', async () => {
    const masks = ["0##'###'####", "##\\'###-####", "') or (id like '%###-###-###"];
    const records = [aRecord(toZohoId(1), "031'234'5678"), aRecord(toZohoId(2), '06-6222-3333')];
    const { connector, server } = await start(records, {}, { context: () => ({ masks }) });
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches.map(({ id }) => id)).toEqual([toZohoId(1)]);
    expect(server.requests.map(({ body }) => body).join('\n')).not.toContain('\\\\');
  });

  test('replaces a refused token and retries', async () => {
    const { connector } = await start(
      [aRecord(toZohoId(1), '03-1234-5678')],
      {},
      {
        context: () => ({
          bearer: {
            renewable: true,
            headers: (refused: boolean) =>
              Promise.resolve({
                Authorization: `Bearer ${refused ? createZohoFake([], { ignoresQuery: false }).secret : 'old'}`,
              }),
          },
        }),
      },
    );
    expect((await connector.find(toExternalNumber('+81312345678'))).matches).toHaveLength(1);
  });

  test.each([
    [{}, 'https://accounts.zoho.jp/oauth/v2/auth'],
    [{ dc: 'com.au' }, 'https://accounts.zoho.com.au/oauth/v2/auth'],
    [{ dc: 'ca' }, 'https://accounts.zohocloud.ca/oauth/v2/auth'],
  ])('signs in at the configured data center: %j', (overrides, authorizeUrl) => {
    expect(zoho.getSignIn({ ...settings('https://www.zohoapis.jp'), ...overrides })).toEqual({
      kind: 'oauth',
      provider: {
        authorizeUrl,
        tokenUrl: authorizeUrl.replace(/auth$/u, 'token'),
        clientId: '1000.SIMULATED',
        requiresClientSecret: true,
        scope:
          'ZohoCRM.coql.READ,ZohoCRM.modules.contacts.READ,ZohoCRM.modules.leads.READ,ZohoCRM.modules.accounts.READ',
        parameters: { access_type: 'offline', prompt: 'consent' },
        redirectPort: 4381,
      },
    });
  });

  test('returns no sign-in for an unknown data center', () => {
    expect(zoho.getSignIn({ ...settings('https://www.zohoapis.jp'), dc: 'evil.example' })).toBeNull();
  });
});
