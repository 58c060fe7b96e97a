import { describe, expect, test } from 'vitest';
import { createDynamicsFake } from '../../../src-simulator/crm/dynamics.ts';
import {
  aRecord,
  describeConnector,
  toExternalNumber,
  type ConnectorContract,
  createOptionsHarness,
} from '../../test-support/crm-contract.ts';
import { dynamics } from './dynamics.ts';

const PAGES_URL = 'https://acme.crm7.dynamics.com';
const settings = (apiUrl: string): Readonly<Record<string, unknown>> => ({
  url: PAGES_URL,
  apiUrl,
  clientId: '6731de76-14a6-49ae-97bc-6eba6914391e',
});
const toGuid = (n: number): string => `899d4fcf-f4d3-e011-9d26-${String(n).padStart(12, '0')}`;

const contract: ConnectorContract = {
  kind: dynamics,
  fake: createDynamicsFake,
  settings,
  unsupported: [],
  maxRequests: 3,
  id: toGuid,
};

describeConnector(contract);

describe('Dynamics 365 specifics', () => {
  const { start, findMatches, findOwners } = createOptionsHarness(contract, createDynamicsFake);

  test('finds active contacts, accounts and leads with their pages', async () => {
    const matches = await findMatches(
      [
        aRecord(toGuid(1), '03-1234-5678', { ownerEmail: 'sato@example.com' }),
        aRecord(toGuid(2), '', { mobile: '03 1234 5678', kind: 'lead', company: '株式会社リード' }),
        aRecord(toGuid(3), '03-1234-5678', { kind: 'lead' }),
        aRecord(toGuid(4), '+81 3-1234-5678', { kind: 'company', company: '株式会社テスト' }),
      ],
      { inactive: [toGuid(3)] },
    );
    expect(matches).toEqual([
      expect.objectContaining({
        url: `${PAGES_URL}/main.aspx?pagetype=entityrecord&etn=contact&id=${toGuid(1)}`,
        name: `佐藤 ${toGuid(1)}`,
        reading: 'サトウ',
        company: '株式会社テスト',
        owner: 'sato',
        matchedField: 'work',
        lastActivity: Date.UTC(2026, 9, 1),
        open: null,
      }),
      expect.objectContaining({
        url: `${PAGES_URL}/main.aspx?pagetype=entityrecord&etn=account&id=${toGuid(4)}`,
        name: '株式会社テスト',
        company: null,
        matchedField: 'company-phone',
      }),
      expect.objectContaining({
        url: `${PAGES_URL}/main.aspx?pagetype=entityrecord&etn=lead&id=${toGuid(2)}`,
        company: '株式会社リード',
        matchedField: 'mobile',
      }),
    ]);
  });

  test('searches an environment without leads if the settings leave them out', async () => {
    const records = [aRecord(toGuid(1), '03-1234-5678')];
    const options = { missing: ['leads'] };
    await expect(findMatches(records, options)).rejects.toMatchObject({ kind: 'not-found' });
    const without = (url: string): ReturnType<ConnectorContract['settings']> => ({
      ...settings(url),
      tables: ['contacts', 'accounts'],
    });
    expect(await findMatches(records, options, { settings: without })).toHaveLength(1);
  });

  test('rejects as rate-limited with the time that Dynamics asks for', async () => {
    const { connector } = await start([], { requestsInWindow: 3 });
    await connector.find(toExternalNumber('+81312345678'));
    await expect(connector.find(toExternalNumber('+81399998888'))).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 300_000,
    });
  });

  test('returns the id and email address of an owner', async () => {
    const ownRecord = aRecord(toGuid(1), '03-1234-5678', { ownerEmail: 'sato@example.com' });
    expect(await findOwners([ownRecord])).toEqual([
      ['0a0a0a0a-0000-0000-0000-000000000001', 'sato@example.com'],
    ]);
  });

  test('finds unusual notations without putting masks into the query', async () => {
    const masks = ["0#') or contains(telephone1,'########"];
    const { connector, server } = await start(
      [aRecord(toGuid(1), '0.3.1.2.3.4.5.6.7.8'), aRecord(toGuid(2), '06-6222-3333')],
      {},
      { context: () => ({ masks }) },
    );
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches.map(({ id }) => id)).toEqual([toGuid(1)]);
    const filters = server.requests.map(
      ({ path }) => new URL(path, PAGES_URL).searchParams.get('$filter') ?? '',
    );
    for (const filter of filters)
      for (const [, text] of filter.matchAll(/'([^']*)'/gu)) expect(text).toMatch(/^[\d０-９%]+$/u);
    for (const { path } of server.requests) expect(path.length).toBeLessThan(4_000);
  });

  test('links to a new contact in the configured app with the number filled in', async () => {
    const appId = '2eb7bea2-8213-4a1a-a9ec-3ab84c5f2b3f';
    const { connector } = await start([], {}, { settings: (url) => ({ ...settings(url), appId }) });
    const create = (e164: string): string | null | undefined =>
      connector.getPageUrls?.({ kind: 'external', e164, extension: null }).create;
    expect(create('+81312345678')).toBe(
      `${PAGES_URL}/main.aspx?appid=${appId}&pagetype=entityrecord&etn=contact&extraqs=telephone1%3D03-1234-5678`,
    );
    expect(create('+12125551234')).toMatch(/extraqs=telephone1%3D%252B1%2520212-555-1234$/u);
  });

  test('signs in at the configured tenant with the scope of the environment', () => {
    const provider = {
      authorizeUrl: 'https://login.microsoftonline.com/acme.onmicrosoft.com/oauth2/v2.0/authorize',
      tokenUrl: 'https://login.microsoftonline.com/acme.onmicrosoft.com/oauth2/v2.0/token',
      clientId: '6731de76-14a6-49ae-97bc-6eba6914391e',
      requiresClientSecret: false,
      scope: 'https://acme.crm7.dynamics.com/user_impersonation offline_access',
      parameters: {},
      redirectPort: 4381,
    };
    const input = settings('https://api.example.com');
    expect(dynamics.getSignIn({ ...input, tenant: 'acme.onmicrosoft.com' })).toEqual({
      kind: 'oauth',
      provider,
    });
    expect(dynamics.getSignIn({ ...input, tenant: '../evil' })).toBeNull();
  });
});
