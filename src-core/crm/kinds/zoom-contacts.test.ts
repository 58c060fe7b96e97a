import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CrmFake, FakeCrmRecord, CrmServer } from '../../../src-simulator/crm/crm.ts';
import { createZoomContactsFake } from '../../../src-simulator/crm/zoom-contacts.ts';

import { FakeClock, directTransport } from '../../test-support/fakes.ts';
import type { LookupNumber, Connector } from '../../lookup/connector.ts';
import type { ConnectorContext } from '../connector-kind.ts';
import { createCrmClient } from '../crm-client.ts';
import type { CrmSearch } from '../remote-connector.ts';
import {
  aRecord,
  describeConnector,
  toExternalNumber,
  startContract,
  type ConnectorContract,
  createConnectorContext,
} from '../../test-support/crm-contract.ts';
import { zoomContacts } from './zoom-contacts.ts';

const LAST = toExternalNumber('+819010000699');
const SECRET = createZoomContactsFake([]).secret;

/** Creates the function that sends requests to Zoom's API at this URL. */
function createZoomRequest(url: string): NonNullable<ConnectorContext['zoom']> {
  const request = createCrmClient(directTransport(), `${url}/v2`, {
    renewable: false,
    headers: () => Promise.resolve({ Authorization: `Bearer ${SECRET}` }),
  });
  return (path, signal) => request({ path, schema: z.unknown(), signal });
}

const CONTRACT: ConnectorContract = {
  kind: zoomContacts,
  fake: createZoomContactsFake,
  settings: () => ({}),
  unsupported: [],
  maxRequests: 1,
  hasCrmPages: false,
  context: (url) => ({ zoom: createZoomRequest(url) }),
};
describeConnector(CONTRACT);

const servers: CrmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(
  records: readonly FakeCrmRecord[],
  context: Partial<ConnectorContext> = {},
  wrap: (fake: CrmFake) => CrmFake = (fake) => fake,
): Promise<{ readonly server: CrmServer; readonly connector: Connector }> {
  const started = await startContract(
    {
      ...CONTRACT,
      fake: (all) => wrap(createZoomContactsFake(all)),
      context: (url) => ({ zoom: createZoomRequest(url), ...context }),
    },
    records,
  );
  servers.push(started.server);
  return started;
}

const createRecords = (count: number): readonly FakeCrmRecord[] =>
  Array.from({ length: count }, (_, n) => aRecord(`c${n}`, `+8190${String(10_000_000 + n)}`));
const extension = (digits: string): LookupNumber => ({ kind: 'extension', extension: digits });
const ids = async (connector: Connector, number: LookupNumber): Promise<readonly string[]> =>
  (await connector.find(number)).matches.map(({ id }) => id);

describe('Zoom contacts', () => {
  test('reads all pages once for simultaneous and later look-ups', async () => {
    const { connector, server } = await start(createRecords(700));
    const [first, other] = await Promise.all([
      ids(connector, toExternalNumber('+819010000000')),
      ids(connector, LAST),
    ]);
    expect([first, other, await ids(connector, toExternalNumber('+819010000301'))]).toEqual([
      ['c0'],
      ['c699'],
      ['c301'],
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v2/phone/external_contacts?page_size=300',
      '/v2/phone/external_contacts?page_size=300&next_page_token=kHbzBqs300',
      '/v2/phone/external_contacts?page_size=300&next_page_token=kHbzBqs600',
    ]);
  });

  test('finds a contact by its extension, not by the end of a longer number', async () => {
    const { connector } = await start([
      aRecord('a', '1045', { company: '大阪支店', ownerEmail: 'a@example.com' }),
      aRecord('b', '10455'),
      aRecord('c', '+81312341045'),
    ]);
    const { matches } = await connector.find(extension('1045'));
    expect(matches).toMatchObject([
      {
        id: 'a',
        name: '佐藤 a',
        grade: 'exact',
        matchedNumber: '1045',
        url: null,
        fields: [
          { label: 'email', value: 'a@example.com' },
          { label: 'note', value: '大阪支店' },
        ],
      },
    ]);
  });

  test('rejects as signed-out without a Zoom account', async () => {
    const { connector, server } = await start(createRecords(1), { zoom: null });
    await expect(connector.find(extension('1045'))).rejects.toMatchObject({ kind: 'signed-out' });
    expect(server.requests).toEqual([]);
  });

  test('a slow load continues for the next look-up', async () => {
    const { server } = await start(createRecords(700));
    const { released, release } = createGate();
    let pages = 0;
    const contacts = openSearch(server, {
      zoom: async (path, signal) => {
        pages += 1;
        if (pages === 2) await released;
        return await createZoomRequest(server.url)(path, signal);
      },
    });
    const firstCall = new AbortController();
    const firstSearch = contacts.search(LAST, firstCall.signal);
    firstCall.abort();
    await expect(firstSearch).rejects.toMatchObject({ kind: 'slow' });
    const next = contacts.search(LAST, new AbortController().signal);
    release();
    expect(await next).toMatchObject([{ id: 'c699' }]);
    expect(pages).toBe(3);
  });

  test('reloads the list in the background after 15 minutes', async () => {
    const clock = new FakeClock();
    const records = [...createRecords(1)];
    const { server } = await start(records);
    const { released, release } = createGate();
    let reads = 0;
    const contacts = openSearch(server, {
      clock,
      zoom: async (path, signal) => {
        reads += 1;
        if (reads === 2) await released;
        return await createZoomRequest(server.url)(path, signal);
      },
    });
    const found = async (): Promise<readonly string[]> =>
      (await contacts.search(toExternalNumber('+819010000000'), new AbortController().signal)).map(
        ({ id }) => id,
      );
    expect(await found()).toEqual(['c0']);
    clock.advance(15 * 60_000);
    expect(await found()).toEqual(['c0']);
    expect(reads).toBe(1);
    records.push(aRecord('new', '090-1000-0000'));
    clock.advance(1);
    expect(await found()).toEqual(['c0']);
    expect(await found()).toEqual(['c0']);
    expect(reads).toBe(2);
    release();
    await expect.poll(found).toEqual(['c0', 'new']);
    expect(reads).toBe(2);
  });

  test('uses the old list for a day if the reload fails', async () => {
    const clock = new FakeClock();
    const { server } = await start(createRecords(1));
    const contacts = openSearch(server, { clock });
    const ask = (): Promise<readonly unknown[]> =>
      contacts.search(toExternalNumber('+819010000000'), new AbortController().signal);
    expect(await ask()).toHaveLength(1);
    server.fault = { kind: 'status', status: 500 };
    clock.advance(24 * 60 * 60_000);
    expect(await ask()).toHaveLength(1);
    clock.advance(1);
    await expect(ask()).rejects.toMatchObject({ kind: 'fault' });
    server.fault = null;
    await expect.poll(() => ask().catch(() => [])).toHaveLength(1);
  });

  test('gives up a load that never ends', async () => {
    const clock = new FakeClock();
    const { server } = await start([], {}, (fake) => ({ ...fake, answer: () => ({ kind: 'never' }) }));
    const contacts = openSearch(server, { clock });
    const pendingSearch = contacts.search(LAST, new AbortController().signal);
    clock.advance(2 * 60_000);
    await expect(pendingSearch).rejects.toMatchObject({ kind: 'slow' });
  });

  test('fails the load if a later page fails, and restarts at the next look-up', async () => {
    const { connector, server } = await start(createRecords(400), {}, (fake) => ({
      ...fake,
      answer: (request, now) => (server.requests.length === 2 ? { kind: 'cut' } : fake.answer(request, now)),
    }));
    await expect(connector.find(LAST)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(await ids(connector, toExternalNumber('+819010000399'))).toEqual(['c399']);
  });

  test('invalidate() reloads the list', async () => {
    const records = createRecords(1);
    const { connector, server } = await start(records);
    expect(await ids(connector, LAST)).toEqual([]);
    const before = server.requests.length;
    connector.invalidate?.(LAST);
    await ids(connector, LAST);
    expect(server.requests.length).toBe(before + 1);
  });

  test('rejects a list whose pages repeat', async () => {
    const { connector } = await start(createRecords(700), {}, (fake) => ({
      ...fake,
      answer: (request, now) => fake.answer({ ...request, path: request.path.replace('600', '300') }, now),
    }));
    await expect(connector.find(LAST)).rejects.toMatchObject({ kind: 'not-understood' });
  });
});

function createGate(): { readonly released: Promise<void>; readonly release: () => void } {
  let resolveGate: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    resolveGate = resolve;
  });
  return { released, release: () => resolveGate() };
}

/** Creates the search without a connector, so that the test controls its signal. */
function openSearch(server: CrmServer, context: Partial<ConnectorContext>): CrmSearch {
  const opened = zoomContacts.createSearch(
    {},
    createConnectorContext({ zoom: createZoomRequest(server.url), ...context }),
  );
  if ('wrong' in opened) throw new Error(opened.wrong);
  return opened.search;
}
