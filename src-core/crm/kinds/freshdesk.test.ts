import { describe, expect, test } from 'vitest';
import type { CrmServer } from '../../../src-simulator/crm/crm.ts';
import { createFreshdeskFake } from '../../../src-simulator/crm/freshdesk.ts';

import {
  aRecord,
  describeConnector,
  toExternalNumber,
  NUMBERS,
  type ConnectorContract,
  createHarness,
} from '../../test-support/crm-contract.ts';
import { freshdesk } from './freshdesk.ts';

const contract: ConnectorContract = {
  kind: freshdesk,
  fake: createFreshdeskFake,
  settings: (apiUrl) => ({ url: 'https://acme.freshdesk.com', apiUrl }),
  // Freshdesk compares whole fields, so any text next to the number hides it. "+81 (0)3-…" does not fit into a query.
  unsupported: ['international, (0)', 'spaces around', 'a word behind', 'two numbers', 'extension'],
  maxRequests: 2,
  id: (n) => String(43_000_000_000 + n),
};

describeConnector(contract);

describe('Freshdesk specifics', () => {
  const { start } = createHarness(contract);

  function queriesTo(server: CrmServer): readonly string[] {
    return server.requests.map(
      ({ path }) => new URL(path, 'https://acme.freshdesk.com').searchParams.get('query') ?? '',
    );
  }

  test('sends one quoted query per field, the likeliest notation first', async () => {
    const { connector, server } = await start([]);
    await connector.find(toExternalNumber('+819012345678'));
    const [phone, mobile] = queriesTo(server);
    expect(phone).toMatch(/^"phone:'090-1234-5678' OR phone:'09012345678' OR phone:'\+819012345678' OR /u);
    expect(mobile).toMatch(/^"mobile:'090-1234-5678' OR /u);
    const credentials = Buffer.from('simulatedFreshdeskKey:X', 'utf8').toString('base64');
    expect(server.requests[0]?.headers['authorization']).toBe(`Basic ${credentials}`);
  });

  test.each(NUMBERS.filter((e164) => e164.startsWith('+81')))(
    'limits queries for %s to 512 characters with any number of masks',
    async (e164) => {
      const masks = Array.from({ length: 40 }, (_, n) => `tel${String(n)}: ${'#'.repeat(e164.length - 3)}`);
      const { connector, server } = await start([], { context: () => ({ masks }) });
      await connector.find(toExternalNumber(e164));
      for (const query of queriesTo(server)) expect(query.length).toBeLessThanOrEqual(512);
    },
  );

  test('finds a number by the first user mask even if there are many', async () => {
    const masks = ['TEL 0##-####-####', ...Array.from({ length: 40 }, (_, n) => `${String(n)}/##########`)];
    const { connector } = await start([aRecord('43001', 'TEL 090-1234-5678')], {
      context: () => ({ masks }),
    });
    const { matches } = await connector.find(toExternalNumber('+819012345678'));
    expect(matches).toMatchObject([{ id: '43001', matchedField: 'phone' }]);
  });

  test('leaves out masks with quotes or a backslash', async () => {
    const masks = ["' OR active:true OR phone:'##########", '"##########', '\\##########'];
    const { connector, server } = await start([aRecord('43001', '090-1234-5678')], {
      context: () => ({ masks }),
    });
    expect((await connector.find(toExternalNumber('+819012345678'))).matches).toHaveLength(1);
    expect(queriesTo(server).join('\n')).not.toMatch(/active|\\|""/u);
  });

  test('returns one match with its page for a contact with the number in two fields', async () => {
    const { connector } = await start([aRecord('43001', '090-1234-5678', { mobile: '+819012345678' })]);
    const { matches } = await connector.find(toExternalNumber('+819012345678'));
    expect(matches).toMatchObject([
      {
        name: '佐藤 43001',
        open: null,
        company: null,
        url: 'https://acme.freshdesk.com/a/contacts/43001',
        fields: [{ label: 'email', value: 'u43001@customer.example' }],
      },
    ]);
  });

  test('a contact changed a minute ago is not in the search index yet', async () => {
    const now = Date.now();
    const { connector } = await start([
      aRecord('43001', '090-1234-5678', { activeAt: now - 60_000 }),
      aRecord('43002', '090-1234-5678', { activeAt: now - 600_000 }),
    ]);
    expect((await connector.find(toExternalNumber('+819012345678'))).matches.map(({ id }) => id)).toEqual([
      '43002',
    ]);
  });

  /** The rest of the minute that began with the first request, in ms. */
  const IN_THIS_MINUTE: unknown = expect.toSatisfy((ms) => typeof ms === 'number' && ms > 0 && ms <= 60_000);

  test('rejects the 201st request within a minute with the time to wait', async () => {
    const { connector } = await start([]);
    const asking = Array.from({ length: 101 }, (_, n) =>
      connector.find(toExternalNumber(`+8190${String(20_000_000 + n)}`)),
    );
    const refused = (await Promise.allSettled(asking)).filter(({ status }) => status === 'rejected');
    expect(refused).not.toEqual([]);
    expect(refused[0]).toMatchObject({ reason: { kind: 'rate-limited', retryAfterMs: IN_THIS_MINUTE } });
  });

  test('rejects as not-understood if Freshdesk refuses the query', async () => {
    const { connector, server } = await start([]);
    server.fault = { kind: 'status', status: 400 };
    await expect(connector.find(toExternalNumber('+819012345678'))).rejects.toMatchObject({
      kind: 'not-understood',
    });
  });

  test('links to a search page with the number filled in', async () => {
    const { connector } = await start([]);
    expect(connector.getPageUrls?.({ kind: 'external', e164: '+819012345678', extension: null })).toEqual({
      create: null,
      search: 'https://acme.freshdesk.com/a/search/customers?term=090-1234-5678',
    });
  });
});
