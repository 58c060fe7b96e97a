import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  startCrm,
  type CrmFake,
  type CrmOptions,
  type FakeCrmRecord,
  type CrmServer,
} from '../../src-simulator/crm/crm.ts';
import { createDynamicsFake } from '../../src-simulator/crm/dynamics.ts';
import { createFreshdeskFake } from '../../src-simulator/crm/freshdesk.ts';
import { createHubspotFake } from '../../src-simulator/crm/hubspot.ts';
import { createKintoneFake } from '../../src-simulator/crm/kintone.ts';
import { createPipedriveFake } from '../../src-simulator/crm/pipedrive.ts';
import { createSalesforceFake } from '../../src-simulator/crm/salesforce.ts';
import { createZendeskFake } from '../../src-simulator/crm/zendesk.ts';
import { createZohoFake } from '../../src-simulator/crm/zoho.ts';
import { createZoomContactsFake } from '../../src-simulator/crm/zoom-contacts.ts';
import { patientClock } from '../test-support/patient-clock.ts';
import { checkEntry, openConnectors } from './open-connectors.ts';
import { FakeSource, Mailbox, memoryHistory, phoneEvent, directTransport } from '../test-support/fakes.ts';
import type { Transport } from '../network/transport.ts';
import { getTranslate } from '../i18n/index.ts';
import { CONNECTOR_KINDS } from './registry.ts';
import { toLogLine } from '../output/log-line.ts';
import { writeSignIn } from './oauth/stored-sign-in.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { CallService } from '../service/call-service.ts';
import type { AppState, Output } from '../service/app-state.ts';
import { readConfiguration, type Configuration } from '../settings/load-settings.ts';
import { SettingsSchema } from '../settings/schema.ts';

const NUMBER = '+819012345678';
/** Matches the number in any notation that a log might contain by mistake. */
const NUMBER_PATTERN = /9012345678|1234-5678|12345678/u;

/** Every CRM with its host and the number of requests of its first look-up. */
const CRMS: Readonly<
  Record<
    string,
    {
      readonly fake: (records: readonly FakeCrmRecord[], options: CrmOptions) => CrmFake;
      readonly settings: Readonly<Record<string, unknown>>;
      /** host of its API; any request to an address that starts with `tokens` gets a token */
      readonly host: string;
      readonly tokens?: string;
      readonly id?: string;
      readonly maxRequests: number;
    }
  >
> = {
  salesforce: {
    fake: createSalesforceFake,
    settings: { url: 'https://acme.my.salesforce.com', clientId: 'client' },
    host: 'acme.my.salesforce.com',
    tokens: 'acme.my.salesforce.com/services/oauth2/token',
    id: '003000000000001AAA',
    maxRequests: 1,
  },
  hubspot: { fake: createHubspotFake, settings: { portalId: 1 }, host: 'api.hubapi.com', maxRequests: 2 },
  zendesk: {
    fake: createZendeskFake,
    settings: { url: 'https://acme.zendesk.com', email: 'agent@example.com' },
    host: 'acme.zendesk.com',
    maxRequests: 1,
  },
  dynamics: {
    fake: createDynamicsFake,
    settings: { url: 'https://acme.crm7.dynamics.com', tenant: 'acme.onmicrosoft.com', clientId: 'client' },
    host: 'acme.crm7.dynamics.com',
    id: '00000000-0000-4000-8000-000000001001',
    tokens: 'login.microsoftonline.com',
    maxRequests: 3,
  },
  kintone: {
    fake: createKintoneFake,
    settings: { url: 'https://acme.cybozu.com', app: 12 },
    host: 'acme.cybozu.com',
    maxRequests: 3,
  },
  zoho: {
    fake: createZohoFake,
    settings: { dc: 'jp', org: 'org746753262', clientId: 'client' },
    host: 'www.zohoapis.jp',
    tokens: 'accounts.zoho.jp',
    maxRequests: 3,
  },
  pipedrive: {
    fake: createPipedriveFake,
    settings: { url: 'https://acme.pipedrive.com' },
    host: 'acme.pipedrive.com',
    maxRequests: 2,
  },
  freshdesk: {
    fake: createFreshdeskFake,
    settings: { url: 'https://acme.freshdesk.com' },
    host: 'acme.freshdesk.com',
    maxRequests: 2,
  },
  'zoom-contacts': {
    fake: (records) => createZoomContactsFake(records),
    settings: {},
    host: 'api.zoom.us',
    tokens: 'zoom.us',
    maxRequests: 1,
  },
};
const TYPES = Object.keys(CRMS);

let home: string;
let servers: Map<string, { readonly server: CrmServer; readonly secret: string }>;
let outputs: Mailbox<Output>;
let service: CallService | null;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-connectors-'));
  servers = new Map();
  outputs = new Mailbox();
  service = null;
});
afterEach(async () => {
  service?.stop();
  await Promise.all([...servers.values()].map(({ server }) => server.close()));
  rmSync(home, { recursive: true, force: true });
});

async function startCrms(): Promise<void> {
  for (const [type, { fake, id = '1001' }] of Object.entries(CRMS)) {
    const record: FakeCrmRecord = {
      id,
      kind: 'person',
      familyName: '田中',
      givenName: type,
      company: '株式会社テスト',
      phone: '090-1234-5678',
      mobile: '',
      ownerEmail: '',
      open: 0,
      activeAt: Date.UTC(2026, 0, 1),
    };
    const fakeCrm = fake([record], { ignoresQuery: false });
    servers.set(type, { server: await startCrm(fakeCrm), secret: fakeCrm.secret });
  }
}

/** Routes requests to the real addresses to the simulated CRMs. */
function internet(): Transport {
  const transport = directTransport();
  return {
    ...transport,
    request: async (request, signal) => {
      const url = new URL(request.url);
      const address = `${url.host}${url.pathname}`;
      for (const [type, { host, tokens }] of Object.entries(CRMS)) {
        const crm = servers.get(type);
        if (crm === undefined) continue;
        if (tokens !== undefined && address.startsWith(tokens)) {
          const json = { access_token: crm.secret, token_type: 'Bearer', expires_in: 3_600 };
          return { status: 200, json, serverTime: null, retryAfter: null };
        }
        if (url.host === host)
          return await transport.request(
            { ...request, url: `${crm.server.url}${url.pathname}${url.search}` },
            signal,
          );
      }
      throw new Error(`nobody is at ${url.host}`);
    },
  };
}

/** The tokens that a user has copied, and the browser sign-ins. */
const keychain: SecretStore = {
  get: (name) => {
    const type = name.replace(/^connector:/u, '');
    const secret = servers.get(type)?.secret ?? null;
    if (secret === null || CRMS[type]?.tokens === undefined) return Promise.resolve(secret);
    return Promise.resolve(writeSignIn({ refreshToken: `refresh-${secret}`, clientSecret: 'client secret' }));
  },
  set: () => Promise.resolve(),
  remove: () => Promise.resolve(false),
};

function configurationWith(connectors: readonly unknown[]): Configuration {
  const account = {
    ZOOM_ACCOUNT_ID: 'a',
    ZOOM_CLIENT_ID: 'b',
    ZOOM_CLIENT_SECRET: 'zoom client secret',
    ZOOM_SUBSCRIPTION_ID: 'd',
  };
  const configuration = readConfiguration({ CHAKUSHIN_HOME: home, ...account });
  return { ...configuration, settings: SettingsSchema.parse({ connectors }) };
}

function open(connectors: readonly unknown[]): ReturnType<typeof openConnectors> {
  return openConnectors(configurationWith(connectors), {
    transport: internet(),
    secrets: keychain,
    clock: patientClock,
    t: getTranslate('ja'),
  });
}

const ALL = TYPES.map((type) => ({ type, ...CRMS[type]?.settings }));

/** Emits ringing events with every CRM set up. Resolves with the state after all CRMs have answered. */
async function ring(times: number): Promise<AppState> {
  const source = new FakeSource();
  const opened = open(ALL);
  expect(opened.problems).toEqual([]);
  service = new CallService({
    settings: SettingsSchema.parse({}),
    sources: [source],
    history: memoryHistory(patientClock),
    connectors: opened.connectors,
    clock: patientClock,
    events: { output: (output) => outputs.push(output), pop: () => undefined },
  });
  service.start();
  for (let n = 0; n < times; n += 1) {
    // A queue rings all members repeatedly. Each ring is an event, and some rings are separate calls.
    const call_id = `69982521133370410${String(n % 10).padStart(2, '0')}`;
    const caller = { phone_number: NUMBER, connection_type: 'pstn_off_net' };
    source.emit.event(phoneEvent('callee_ringing', Date.now() + n, { call_id, caller }));
  }
  await outputs.find(({ type }) => type === 'match');
  const running = service;
  await expect
    .poll(() => running.state.cards.every(({ lookup }) => !('searching' in lookup) || !lookup.searching), {
      timeout: 60_000,
    })
    .toBe(true);
  return running.state;
}

describe('all CRMs at once', () => {
  test('covers every connector kind', () => {
    // `rest` reads its own file; rest.test.ts tests it.
    expect([...CONNECTOR_KINDS.keys()].filter((type) => type !== 'rest').sort()).toEqual([...TYPES].sort());
  });

  test('thirty rings cause one look-up per CRM, and every CRM finds the caller', async () => {
    await startCrms();
    const state = await ring(30);
    expect(state.cards).toHaveLength(10);
    for (const { lookup } of state.cards) {
      expect(lookup).toMatchObject({ status: 'found', failures: [] });
      // In the order of the settings.
      expect(lookup.status === 'found' && lookup.matches.map(({ connector }) => connector)).toEqual(TYPES);
    }
    for (const [type, { server }] of servers)
      expect([type, server.requests.length]).toEqual([type, CRMS[type]?.maxRequests]);
  });

  test('prepare() preloads what the first look-up needs and tolerates a dead network', async () => {
    await startCrms();
    const opened = open(ALL);
    await opened.prepare(new AbortController().signal);
    // kintone loads the form of its app, and Zoom loads its list of contacts.
    const askedTypes = [...servers]
      .filter(([, { server }]) => server.requests.length > 0)
      .map(([type]) => type);
    expect(askedTypes).toEqual(['kintone', 'zoom-contacts']);
    for (const { server } of servers.values()) server.fault = { kind: 'cut' };
    await open(ALL).prepare(new AbortController().signal);
  });

  test('logs and notices hold no secret and no number, even if every CRM fails', async () => {
    await startCrms();
    for (const [n, { server }] of [...servers.values()].entries())
      server.fault = n % 2 === 0 ? { kind: 'status', status: 401 } : { kind: 'html' };
    const state = await ring(1);
    expect(state.cards[0]?.lookup).toMatchObject({ status: 'error' });
    expect(state.connectors.map(({ error }) => error)).not.toContain(null);
    const logged = outputs.all.map(toLogLine).join('\n');
    const notices = JSON.stringify(state.notices);
    for (const text of [logged, notices]) {
      expect(text).not.toMatch(NUMBER_PATTERN);
      for (const { secret } of servers.values()) if (secret !== '') expect(text).not.toContain(secret);
    }
    // Secrets are sent in headers, never in addresses, because proxies log addresses.
    for (const { server, secret } of servers.values())
      for (const { path } of server.requests)
        if (secret !== '') expect(decodeURIComponent(path)).not.toContain(secret);
  });
});

describe('settings', () => {
  test('reports each unusable entry and opens the others', () => {
    const { connectors, problems } = open([
      { type: 'hubspot', portalId: 1 },
      { type: 'hubspot', portalId: 2 },
      { type: 'hubspot', id: 'second', name: '営業', portalId: 2 },
      { type: 'hubspot', id: 'third', portalId: 'x' },
      { type: 'sugar' },
      { type: 'kintone', url: 'http://acme.cybozu.com', app: 1 },
      { type: 'zendesk', enabled: false },
      { type: 'hubspot', id: 'contacts', portalId: 1 },
      7,
    ]);
    expect(connectors.map(({ id, name }) => [id, name])).toEqual([
      ['hubspot', 'HubSpot'],
      ['second', '営業'],
    ]);
    expect(problems).toEqual(
      ['1.id', '3.portalId', '4.type', '5.url', '7.id', '8.type'].map((place) => ({
        name: `connectors.${place}`,
        code: 'setting-unusable',
      })),
    );
  });
});

describe('one entry', () => {
  const wrong = (entry: unknown, takenIds: readonly string[] = []): readonly string[] => {
    const check = checkEntry(entry, takenIds);
    return 'wrong' in check ? check.wrong.map(({ key, place }) => `${key} at ${place}`) : [];
  };

  test('returns a valid entry as the settings parse it', () => {
    expect(checkEntry({ type: 'kintone', url: 'https://acme.cybozu.com', app: '12', country: 'jp' })).toEqual(
      {
        ok: true,
        entry: {
          type: 'kintone',
          id: 'kintone',
          url: 'https://acme.cybozu.com',
          app: '12',
          country: 'JP',
          name: null,
          enabled: true,
          me: null,
          masks: [],
        },
      },
    );
    for (const entry of ALL) expect(checkEntry(entry)).toMatchObject({ ok: true });
    expect(checkEntry({ ...ALL[0], enabled: false, id: 'second' }, ['first'])).toMatchObject({ ok: true });
  });

  test.each<[string, unknown, readonly string[]]>([
    ['all missing fields', { type: 'salesforce' }, ['url at url', 'clientId at clientId']],
    [
      'invalid values of common fields and of the kind’s own fields',
      { type: 'kintone', url: 'http://acme.cybozu.com', app: 'x', country: 'XX', masks: 'x' },
      ['country at country', 'masks at masks', 'url at url', 'app at app'],
    ],
    [
      'the path of a nested value',
      { type: 'kintone', url: 'https://a.cybozu.com', app: 1, fields: { phones: [''] } },
      ['fields at fields.phones.0'],
    ],
    ['an unknown kind', { type: 'sugar' }, ['type at type']],
    ['a missing kind', {}, ['type at type']],
    ['null as entry', null, ['type at type']],
    ['a number as entry', 7, ['type at type']],
    [
      'the id of the contacts file',
      { type: 'pipedrive', id: 'contacts', url: 'https://a.pipedrive.com' },
      ['id at id'],
    ],
    ['an invalid id', { type: 'pipedrive', id: 'A B', url: 'https://a.pipedrive.com' }, ['id at id']],
    ['a missing file', { type: 'rest', file: 'nowhere.json' }, ['file at file']],
  ])('reports %s', (_what, entry, places) => {
    expect(wrong(entry)).toEqual(places);
  });

  test('reports the location of an error inside the REST file', () => {
    const file = join(home, 'crm.json');
    writeFileSync(file, JSON.stringify({ api: 'https://a.example.com', lookups: 7 }));
    expect(wrong({ type: 'rest', file })).toEqual(['file at file: lookups']);
  });

  test('reports an id that another entry has', () => {
    const entry = { type: 'pipedrive', url: 'https://acme.pipedrive.com' };
    expect(wrong(entry, ['kintone', 'pipedrive'])).toEqual(['id at id']);
    expect(wrong({ ...entry, id: 'other' }, ['kintone', 'pipedrive'])).toEqual([]);
  });
});
