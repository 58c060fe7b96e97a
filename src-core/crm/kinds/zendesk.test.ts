import { describe, expect, test } from 'vitest';

import { createZendeskFake } from '../../../src-simulator/crm/zendesk.ts';

import {
  aRecord,
  describeConnector,
  toExternalNumber,
  type ConnectorContract,
  createHarness,
} from '../../test-support/crm-contract.ts';
import { zendesk } from './zendesk.ts';

const contract: ConnectorContract = {
  kind: zendesk,
  fake: createZendeskFake,
  settings: (apiUrl) => ({ url: 'https://acme.zendesk.com', apiUrl, email: 'agent@example.com' }),
  unsupported: ['full width', 'full width, no hyphens', 'long vowel marks', 'two numbers', 'extension'],
  maxRequests: 1,
  id: (n) => String(9_007_000_000 + n),
};

describeConnector(contract);

describe('Zendesk specifics', () => {
  const { start } = createHarness(contract);

  const withFields = (...phoneFields: string[]): Partial<ConnectorContract> => ({
    settings: (apiUrl) => ({ ...contract.settings(apiUrl), phoneFields }),
  });

  test('sends the documented query with an agent’s API token', async () => {
    const { connector, server } = await start([aRecord('360001', '090-1234-5678')]);
    await connector.find(toExternalNumber('+819012345678'));
    const [request] = server.requests;
    const { searchParams, pathname } = new URL(request?.path ?? '', 'https://acme.zendesk.com');
    expect(pathname).toBe('/api/v2/search.json');
    expect(searchParams.get('query')).toBe('role:end-user phone:*9012345678');
    const credentials = Buffer.from('agent@example.com/token:simulated-zendesk-api-token', 'utf8');
    expect(request?.headers['authorization']).toBe(`Basic ${credentials.toString('base64')}`);
  });

  test('returns name, company, last activity and page of a match', async () => {
    const { connector } = await start([aRecord('360001', '090-1234-5678', { givenName: '花子' })]);
    const { matches } = await connector.find(toExternalNumber('+819012345678'));
    expect(matches).toMatchObject([
      {
        name: '佐藤 花子',
        company: '株式会社テスト',
        open: null,
        lastActivity: Date.UTC(2026, 9, 1),
        url: 'https://acme.zendesk.com/agent/users/360001',
        fields: [{ label: 'email', value: 'u360001@customer.example' }],
      },
    ]);
  });

  test.each([
    '+819012345678',
    '09012345678',
    '090-1234-5678',
    '+81 90-1234-5678',
    '０９０－１２３４－５６７８',
  ])('finds a number typed as %s in a custom field that the settings name', async (mobile) => {
    const records = [aRecord('360001', '03-1234-5678', { mobile })];
    const without = await start(records);
    expect((await without.connector.find(toExternalNumber('+819012345678'))).matches).toEqual([]);
    const { connector, server } = await start(records, withFields('mobile_phone'));
    const { matches } = await connector.find(toExternalNumber('+819012345678'));
    expect(matches).toMatchObject([{ id: '360001', grade: 'exact', matchedField: 'other-phone' }]);
    expect(server.requests).toHaveLength(2);
  });

  test('returns one match for a user found by two fields', async () => {
    const record = aRecord('360001', '090-1234-5678', { mobile: '090-1234-5678' });
    const { connector } = await start([record], withFields('mobile_phone'));
    expect((await connector.find(toExternalNumber('+819012345678'))).matches).toHaveLength(1);
  });

  test('a mask with quotes and asterisks does not break the query', async () => {
    const { connector } = await start([aRecord('360001', '', { mobile: '090-1234-5678' })], {
      ...withFields('mobile_phone'),
      context: () => ({ masks: ['"0##-####-####*\\" role:"agent'] }),
    });
    expect((await connector.find(toExternalNumber('+819012345678'))).matches).toHaveLength(1);
  });

  test.each([
    ['an invalid field key', { phoneFields: ['phone:* role'] }],
    ['more fields than the limits allow', { phoneFields: ['a', 'b', 'c'] }],
    ['an invalid e-mail address', { email: 'agent' }],
    ['a colon before the secret', { email: 'agent@example.com:x' }],
    ['an insecure site', { url: 'http://acme.zendesk.com' }],
  ])('settings with %s are refused', (_what, wrong) => {
    const settings = { url: 'https://acme.zendesk.com', email: 'agent@example.com' };
    expect(zendesk.getSignIn(settings)).toEqual({ kind: 'secret' });
    expect(zendesk.getSignIn({ ...settings, ...wrong })).toBeNull();
  });

  test('a user changed a minute ago is not in the search index yet', async () => {
    const now = Date.now();
    const { connector } = await start([
      aRecord('360001', '090-1234-5678', { activeAt: now - 60_000 }),
      aRecord('360002', '090-1234-5678', { activeAt: now - 600_000 }),
    ]);
    expect((await connector.find(toExternalNumber('+819012345678'))).matches.map(({ id }) => id)).toEqual([
      '360002',
    ]);
  });

  /** The rest of the minute that began with the first request, in ms. */
  const IN_THIS_MINUTE: unknown = expect.toSatisfy((ms) => typeof ms === 'number' && ms > 0 && ms <= 60_000);

  test('rejects the 201st request within a minute with the time to wait', async () => {
    const { connector } = await start([]);
    const asking = Array.from({ length: 201 }, (_, n) =>
      connector.find(toExternalNumber(`+8190${String(20_000_000 + n)}`)),
    );
    const refused = (await Promise.allSettled(asking)).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { kind: 'rate-limited', retryAfterMs: IN_THIS_MINUTE } }]);
  });

  test('links to a search page with the number filled in', async () => {
    const { connector } = await start([]);
    expect(connector.getPageUrls?.({ kind: 'external', e164: '+819012345678', extension: null })).toEqual({
      create: null,
      search: 'https://acme.zendesk.com/agent/search/1?type=user&q=phone%3A*9012345678',
    });
  });
});
