import { describe, expect, test } from 'vitest';
import type { CrmRecord } from '../../../src-simulator/crm/crm.ts';
import { createDynamicsFake, type DynamicsOptions } from '../../../src-simulator/crm/dynamics.ts';
import type { Match } from '../connector.ts';

import {
  aRecord,
  describeConnector,
  external,
  type Contract,
  stageFor,
  type Started,
} from './contract.test-support.ts';
import { dynamics } from './dynamics.ts';

const URL_OF_PAGES = 'https://acme.crm7.dynamics.com';
const settings = (apiUrl: string): Readonly<Record<string, unknown>> => ({
  url: URL_OF_PAGES,
  apiUrl,
  clientId: '6731de76-14a6-49ae-97bc-6eba6914391e',
});
const idOf = (n: number): string => `899d4fcf-f4d3-e011-9d26-${String(n).padStart(12, '0')}`;

const contract: Contract = {
  kind: dynamics,
  fake: createDynamicsFake,
  settings,
  blind: [],
  mostRequests: 3,
  id: idOf,
};

describeConnector(contract);

describe('Dynamics 365, its own ways', () => {
  const stage = stageFor(contract);
  const withOptions = (options: DynamicsOptions): Partial<Contract> => ({
    fake: (all, given) => createDynamicsFake(all, given, options),
  });
  const start = (
    records: readonly CrmRecord[],
    options: DynamicsOptions = {},
    more: Partial<Contract> = {},
  ): Promise<Started> => stage.start(records, { ...withOptions(options), ...more });
  const found = (
    records: readonly CrmRecord[],
    options: DynamicsOptions = {},
    more: Partial<Contract> = {},
  ): Promise<readonly Match[]> => stage.found(records, { ...withOptions(options), ...more });

  /** By what the owner of each hit is known. */
  const ownersOf = async (records: readonly CrmRecord[]): Promise<readonly (readonly string[])[]> =>
    (await stage.hits(records)).map(({ ownedBy }) => ownedBy);

  test('active contacts, accounts and leads have their own pages', async () => {
    const matches = await found(
      [
        aRecord(idOf(1), '03-1234-5678', { ownerEmail: 'sato@example.com' }),
        aRecord(idOf(2), '', { mobile: '03 1234 5678', kind: 'lead', company: '株式会社リード' }),
        aRecord(idOf(3), '03-1234-5678', { kind: 'lead' }),
        aRecord(idOf(4), '+81 3-1234-5678', { kind: 'company', company: '株式会社テスト' }),
      ],
      { inactive: [idOf(3)] },
    );
    expect(matches).toEqual([
      expect.objectContaining({
        url: `${URL_OF_PAGES}/main.aspx?pagetype=entityrecord&etn=contact&id=${idOf(1)}`,
        name: `佐藤 ${idOf(1)}`,
        reading: 'サトウ',
        company: '株式会社テスト',
        owner: 'sato',
        matchedField: 'work',
        lastActivity: Date.UTC(2026, 9, 1),
        open: null,
      }),
      expect.objectContaining({
        url: `${URL_OF_PAGES}/main.aspx?pagetype=entityrecord&etn=account&id=${idOf(4)}`,
        name: '株式会社テスト',
        company: null,
        matchedField: 'company-phone',
      }),
      expect.objectContaining({
        url: `${URL_OF_PAGES}/main.aspx?pagetype=entityrecord&etn=lead&id=${idOf(2)}`,
        company: '株式会社リード',
        matchedField: 'mobile',
      }),
    ]);
  });

  test('an environment without leads is searched when they are left out', async () => {
    const records = [aRecord(idOf(1), '03-1234-5678')];
    const options = { missing: ['leads'] };
    await expect(found(records, options)).rejects.toMatchObject({ kind: 'not-found' });
    const without = (url: string): ReturnType<Contract['settings']> => ({
      ...settings(url),
      tables: ['contacts', 'accounts'],
    });
    expect(await found(records, options, { settings: without })).toHaveLength(1);
  });

  test('it is left alone for as long as it asks', async () => {
    const { connector } = await start([], { requestsInWindow: 3 });
    await connector.find(external('+81312345678'));
    await expect(connector.find(external('+81399998888'))).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 300_000,
    });
  });

  test('an owner is known by id and e-mail address', async () => {
    const mine = aRecord(idOf(1), '03-1234-5678', { ownerEmail: 'sato@example.com' });
    expect(await ownersOf([mine])).toEqual([['0a0a0a0a-0000-0000-0000-000000000001', 'sato@example.com']]);
  });

  test('no mask is needed, and none gets into the query', async () => {
    const masks = ["0#') or contains(telephone1,'########"];
    const { connector, server } = await start(
      [aRecord(idOf(1), '0.3.1.2.3.4.5.6.7.8'), aRecord(idOf(2), '06-6222-3333')],
      {},
      { context: () => ({ masks }) },
    );
    const { matches } = await connector.find(external('+81312345678'));
    expect(matches.map(({ id }) => id)).toEqual([idOf(1)]);
    const filters = server.requests.map(
      ({ path }) => new URL(path, URL_OF_PAGES).searchParams.get('$filter') ?? '',
    );
    for (const filter of filters)
      for (const [, text] of filter.matchAll(/'([^']*)'/gu)) expect(text).toMatch(/^[\d０-９%]+$/u);
    for (const { path } of server.requests) expect(path.length).toBeLessThan(4_000);
  });

  test('pages open in the app of the settings, a new contact with the number filled in', async () => {
    const appId = '2eb7bea2-8213-4a1a-a9ec-3ab84c5f2b3f';
    const { connector } = await start([], {}, { settings: (url) => ({ ...settings(url), appId }) });
    const create = (e164: string): string | null | undefined =>
      connector.links?.({ kind: 'external', e164, extension: null }).create;
    expect(create('+81312345678')).toBe(
      `${URL_OF_PAGES}/main.aspx?appid=${appId}&pagetype=entityrecord&etn=contact&extraqs=telephone1%3D03-1234-5678`,
    );
    expect(create('+12125551234')).toMatch(/extraqs=telephone1%3D%252B1%2520212-555-1234$/u);
  });

  test('people sign in at their directory, for this environment', () => {
    const provider = {
      authorizeUrl: 'https://login.microsoftonline.com/acme.onmicrosoft.com/oauth2/v2.0/authorize',
      tokenUrl: 'https://login.microsoftonline.com/acme.onmicrosoft.com/oauth2/v2.0/token',
      clientId: '6731de76-14a6-49ae-97bc-6eba6914391e',
      wantsClientSecret: false,
      scope: 'https://acme.crm7.dynamics.com/user_impersonation offline_access',
      parameters: {},
      redirectPort: 4381,
    };
    const given = settings('https://api.example.com');
    expect(dynamics.signIn({ ...given, tenant: 'acme.onmicrosoft.com' })).toEqual({
      kind: 'oauth',
      provider,
    });
    expect(dynamics.signIn({ ...given, tenant: '../evil' })).toBeNull();
  });
});
