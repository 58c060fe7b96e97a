import { describe, expect, test } from 'vitest';
import type { CrmServer } from '../../../src-simulator/crm/crm.ts';
import {
  createPipedriveFake,
  PIPEDRIVE_LIMITS,
  type PipedriveLimits,
} from '../../../src-simulator/crm/pipedrive.ts';

import {
  aRecord,
  describeConnector,
  toExternalNumber,
  type ConnectorContract,
  createHarness,
} from '../../test-support/crm-contract.ts';
import { pipedrive } from './pipedrive.ts';

const limited =
  (limits: PipedriveLimits): ConnectorContract['fake'] =>
  (records, options) =>
    createPipedriveFake(records, options, limits);

const contract: ConnectorContract = {
  kind: pipedrive,
  // 60 look-ups at once exceed the limits of every account. Tests below cover the limits.
  fake: limited({ burst: 1_000, tokens: 1_000_000 }),
  settings: (apiUrl) => ({ url: 'https://acme.pipedrive.com', apiUrl }),
  // Pipedrive does not document whether it finds these. Each would cost an additional search for every call.
  unsupported: [
    'wrong hyphens',
    'spaces',
    'dots',
    'brackets',
    'full width',
    'full width, no hyphens',
    'long vowel marks',
  ],
  maxRequests: 3,
  id: (n) => String(5_000 + n),
  // No Pipedrive page is known that takes a number in its URL.
  hasCrmPages: false,
};

describeConnector(contract);

describe('Pipedrive specifics', () => {
  const { start } = createHarness(contract);

  function getRequestParams(server: CrmServer): readonly URLSearchParams[] {
    return server.requests.map(({ path }) => new URL(path, 'https://acme.pipedrive.com').searchParams);
  }

  test('sends two phone searches for a Japanese number, with the token in a header', async () => {
    const { connector, server } = await start([]);
    await connector.find(toExternalNumber('+819012345678'));
    expect(getRequestParams(server).map((params) => params.get('term'))).toEqual([
      '9012345678',
      '90-1234-5678',
    ]);
    expect(getRequestParams(server).map((params) => params.get('fields'))).toEqual(['phone', 'phone']);
    expect(server.requests[0]?.headers['x-api-token']).toBe('simulatedpipedrivetoken0123456789abcdef0');
    expect(server.requests[0]?.path).not.toContain('token');
  });

  test('skips redundant masks and limits the searches for others', async () => {
    const masks = ['0##-####-####', '0## #### ####', '0##.####.####', '0##/####/####', '0##_####_####'];
    const { connector, server } = await start([aRecord('5001', '090 1234 5678')], {
      context: () => ({ masks }),
    });
    expect((await connector.find(toExternalNumber('+819012345678'))).matches).toMatchObject([{ id: '5001' }]);
    expect(getRequestParams(server).map((params) => params.get('term'))).toEqual([
      '9012345678',
      '90-1234-5678',
      '090 1234 5678',
      '090.1234.5678',
    ]);
  });

  test('sends a mask as search term only', async () => {
    const masks = ['##/##-##-####&fields=name"\\+?'];
    const { connector, server } = await start([], { context: () => ({ masks }) });
    await connector.find(toExternalNumber('+819012345678'));
    const params = getRequestParams(server)[2];
    expect(params?.get('term')).toBe('90/12-34-5678&fields=name"\\+?');
    expect(params?.getAll('fields')).toEqual(['phone']);
  });

  test('returns one match by the matching number, with the page of the person', async () => {
    const { connector } = await start([
      aRecord('5001', '03-1234-5678', { mobile: '+81 90-1234-5678', givenName: '花子' }),
    ]);
    const { matches } = await connector.find(toExternalNumber('+819012345678'));
    expect(matches).toMatchObject([
      {
        name: '佐藤 花子',
        company: '株式会社テスト',
        matchedNumber: '+81 90-1234-5678',
        open: null,
        lastActivity: Date.UTC(2026, 9, 1),
        url: 'https://acme.pipedrive.com/person/5001',
        fields: [{ label: 'email', value: 'p5001@customer.example' }],
      },
    ]);
  });

  test('reads phone numbers given as objects with labels', async () => {
    const { connector, server } = await start([]);
    const phones = [{ label: 'work', value: '03-1234-5678', primary: true }, null, 7];
    const item = { id: 5001, name: '佐藤', phones, owner: 7, organization: null };
    server.body = JSON.stringify({ success: true, data: { items: [{ result_score: 1, item }] } });
    const { matches } = await connector.find(toExternalNumber('+81312345678'));
    expect(matches).toMatchObject([{ id: '5001', matchedNumber: '03-1234-5678', company: null }]);
  });

  test('rejects the eleventh search within two seconds as rate-limited', async () => {
    const { connector } = await start([], { fake: limited(PIPEDRIVE_LIMITS) });
    for (let n = 0; n < 5; n += 1) await connector.find(toExternalNumber(`+8190200000${String(10 + n)}`));
    const refused = connector.find(toExternalNumber('+819020000099'));
    await expect(refused).rejects.toMatchObject({ kind: 'rate-limited' });
  });

  test('rejects every search as rate-limited once the daily tokens are used up', async () => {
    const { connector } = await start([], { fake: limited({ burst: 1_000, tokens: 40 }) });
    await connector.find(toExternalNumber('+819020000010'));
    const refused = connector.find(toExternalNumber('+819020000011'));
    await expect(refused).rejects.toMatchObject({ kind: 'rate-limited' });
  });

  test('rejects as rate-limited if Pipedrive answers with its 403 block page', async () => {
    const { connector, server } = await start([], { fake: limited({ burst: 0, tokens: 0 }) });
    // Simulates another program that uses the same token.
    for (let n = 0; n < 20; n += 1) await fetch(server.url);
    expect((await fetch(server.url)).status).toBe(403);
    const refused = connector.find(toExternalNumber('+819020000011'));
    await expect(refused).rejects.toMatchObject({ kind: 'rate-limited' });
  });
});
