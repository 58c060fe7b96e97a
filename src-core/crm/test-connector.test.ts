import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  startCrm,
  type CrmFake,
  type CrmOptions,
  type FakeCrmRecord,
  type CrmServer,
} from '../../src-simulator/crm/crm.ts';
import { createHubspotFake } from '../../src-simulator/crm/hubspot.ts';
import { createKintoneFake } from '../../src-simulator/crm/kintone.ts';
import { createSalesforceFake } from '../../src-simulator/crm/salesforce.ts';
import { createZendeskFake } from '../../src-simulator/crm/zendesk.ts';
import { createZoomContactsFake } from '../../src-simulator/crm/zoom-contacts.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { testConnector, type ConnectorTestResult, type ConnectorTestRequest } from './test-connector.ts';
import { FakeClock, directTransport } from '../test-support/fakes.ts';
import type { Transport } from '../network/transport.ts';
import { HttpError } from '../network/transport.ts';
import { getTranslate } from '../i18n/index.ts';
import { aRecord } from '../test-support/crm-contract.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';
import { writeSignIn } from './oauth/stored-sign-in.ts';
import { SecretStoreError, type SecretStore } from '../secrets/secret-store.ts';
import type { ZoomAccount } from '../settings/load-settings.ts';
import { SettingsSchema } from '../settings/schema.ts';
import type { ConnectorErrorKind } from '../lookup/connector-error.ts';
import { formatList } from '../output/messages.ts';
import { inEnglish, inJapanese } from '../test-support/messages.ts';

const NUMBER: PhoneNumber = { kind: 'external', e164: '+819012345678', extension: null };
const ZOOM: ZoomAccount = {
  accountId: 'zoom-account',
  clientId: 'zoom-client',
  clientSecret: 'zoom-client-secret',
  oauthUrl: 'https://zoom.us/oauth/token',
  apiUrl: 'https://api.zoom.us/v2',
  wsUrl: 'wss://ws.zoom.us/ws',
  subscriptionId: 'zoom-subscription',
  agent: 'anna@example.com',
};
const ACCESS_TOKEN = 'access-token-4711';

/** Answers the requests to all addresses. */
let server: CrmServer;
let secret: string;
let storedSecrets: Map<string, string>;
let locked: boolean;
let writtenNames: string[];
beforeEach(() => {
  storedSecrets = new Map();
  locked = false;
  writtenNames = [];
});
afterEach(() => server.close());

async function start(
  fake: (records: readonly FakeCrmRecord[], options: CrmOptions) => CrmFake,
  records: readonly FakeCrmRecord[],
): Promise<void> {
  const fakeCrm = fake(records, { ignoresQuery: false });
  secret = fakeCrm.secret;
  server = await startCrm(fakeCrm);
}

const store: SecretStore = {
  get: (name) =>
    locked
      ? Promise.reject(new SecretStoreError('locked'))
      : Promise.resolve(storedSecrets.get(name) ?? null),
  set: (name) => {
    writtenNames.push(name);
    return Promise.resolve();
  },
  remove: () => Promise.resolve(false),
};

function internet(): Transport {
  const transport = directTransport();
  return {
    ...transport,
    request: (request, signal) => {
      const { pathname, search } = new URL(request.url);
      if (/oauth/u.test(pathname)) {
        const json = {
          access_token: secret,
          token_type: 'Bearer',
          expires_in: 3_600,
          refresh_token: 'renewed-one',
        };
        return Promise.resolve({ status: 200, json, serverTime: null, retryAfter: null });
      }
      return transport.request({ ...request, url: `${server.url}${pathname}${search}` }, signal);
    },
  };
}

async function runTest(
  order: Partial<ConnectorTestRequest>,
  overrides: { transport?: Transport; clock?: Clock; signal?: AbortSignal; language?: 'ja' | 'en' } = {},
): Promise<ConnectorTestResult> {
  const result = await testConnector(
    { entry: null, number: NUMBER, secret: null, ...order },
    {
      configuration: { settings: SettingsSchema.parse({}), account: ZOOM, webhook: null },
      transport: overrides.transport ?? internet(),
      secrets: store,
      clock: overrides.clock ?? systemClock,
      t: getTranslate(overrides.language ?? 'en'),
      stopwatch: () => performance.now(),
    },
    overrides.signal ?? new AbortController().signal,
  );
  // No result contains a secret, or more of the number than its last two digits.
  const text = JSON.stringify(result);
  for (const hidden of [secret, ACCESS_TOKEN, 'renewed-one', ZOOM.clientSecret, ...storedSecrets.values()])
    if (hidden !== '') expect(text).not.toContain(hidden);
  expect(JSON.stringify(result.exchanges)).not.toMatch(/1234|5678|9012|１２３４|5%6/u);
  return result;
}

const formatFailure = (connector: string, kind: ConnectorErrorKind): string =>
  inEnglish('crm.trouble', { connector, why: inEnglish(`why.connector-${kind}`) });
const formatUnusable = (...fields: readonly string[]): string =>
  inEnglish('connector-trial.unusable', { fields: formatList(fields, inEnglish) });

const KINTONE = { type: 'kintone', url: 'https://acme.cybozu.com', app: 12 };
const HUBSPOT = { type: 'hubspot', portalId: '1' };

describe('testing a number', () => {
  test('kintone: returns requests, matches with reasons, and whether they can open', async () => {
    await start(createKintoneFake, [
      aRecord('1', '090-1234-5678'),
      aRecord('2', '', { mobile: '+81 90-1234-5678 内線 3', familyName: '田中' }),
    ]);
    storedSecrets.set('connector:kintone', secret);
    const result = await runTest({ entry: { ...KINTONE, enabled: false } });
    expect(result).toMatchObject({ wrong: [], error: null });
    expect(result.elapsedMs).toBeGreaterThan(0);
    expect(result.matches).toEqual([
      {
        name: '佐藤 1',
        company: '株式会社テスト',
        matchedField: 'ＴＥＬ',
        matchedNumber: '090-1234-5678',
        grade: 'exact',
        why: inEnglish('grade.exact', { field: 'ＴＥＬ' }),
        host: 'acme.cybozu.com',
        canPop: true,
        popReason: inEnglish('connector-trial.opening.alone'),
      },
      expect.objectContaining({
        name: '田中 2',
        grade: 'weak',
        why: inEnglish('grade.extension', { field: '携帯電話' }),
        canPop: false,
        popReason: inEnglish('connector-trial.opening.not-exact'),
      }),
    ]);
    expect(
      result.exchanges.map(({ index, method, status, fault }) => [index, method, status, fault]),
    ).toEqual([
      [0, 'GET', 200, null],
      [1, 'POST', 200, null],
      [2, 'POST', 200, null],
    ]);
    expect(result.exchanges[0]?.address).toBe('https://acme.cybozu.com/k/v1/app/form/fields.json?app=12');
    // The notations can still be distinguished.
    expect(result.exchanges[1]?.body).toContain('+81••••••••78');
    expect(result.exchanges[1]?.body).toContain('0••-••••-••78');
    expect(result.exchanges[1]?.body).toContain('０●●－●●●●－●●７８');
    expect(writtenNames).toEqual([]);
  });

  test('HubSpot: two exact matches cannot open; a typed token is used but not stored', async () => {
    await start(createHubspotFake, [aRecord('1', '090-1234-5678'), aRecord('2', '09012345678')]);
    storedSecrets.set('connector:hubspot', 'an-old-token');
    const result = await runTest({ entry: HUBSPOT, secret: ` ${secret}\n` }, { language: 'ja' });
    expect(result.error).toBeNull();
    expect(
      result.matches.map(({ canPop: opens, popReason: opening, host }) => [opens, opening, host]),
    ).toEqual([
      [false, inJapanese('connector-trial.opening.shared'), 'app.hubspot.com'],
      [false, inJapanese('connector-trial.opening.shared'), 'app.hubspot.com'],
    ]);
    expect(writtenNames).toEqual([]);
    // Without a typed token, the stored one is used.
    expect((await runTest({ entry: HUBSPOT })).error).toBe(formatFailure('HubSpot', 'credentials'));
  });

  test('Salesforce: uses the browser sign-in, masks it in the result, stores its renewal', async () => {
    await start(createSalesforceFake, [aRecord('003000000000001AAA', '090-1234-5678')]);
    storedSecrets.set(
      'connector:salesforce',
      writeSignIn({ refreshToken: 'refresh-token-1', clientSecret: null }),
    );
    const entry = {
      type: 'salesforce',
      url: 'https://acme.my.salesforce.com',
      clientId: '3MVG9secretclient',
    };
    // A typed token does not replace the browser sign-in.
    const result = await runTest({ entry, secret: 'typed' });
    expect(result.matches.map(({ canPop: opens, host }) => [opens, host])).toEqual([
      [true, 'acme.my.salesforce.com'],
    ]);
    expect(result.exchanges.map(({ address, body }) => [address, body])).toEqual([
      ['https://acme.my.salesforce.com/services/oauth2/token', '***'],
      [
        expect.stringMatching(
          /^https:\/\/acme\.my\.salesforce\.com\/services\/data\/v60\.0\/search\/\?q=FIND \{0•{8}78 OR /u,
        ),
        null,
      ],
    ]);
    expect(JSON.stringify(result)).not.toMatch(/refresh-token|3MVG9/u);
    expect(writtenNames).toEqual(['connector:salesforce']);
  });

  test('returns no matches and no error for an unknown number', async () => {
    await start(createZendeskFake, []);
    storedSecrets.set('connector:zendesk', secret);
    const entry = { type: 'zendesk', url: 'https://acme.zendesk.com', email: 'agent@example.com' };
    const result = await runTest({ entry });
    expect(result).toMatchObject({ matches: [], error: null, exchanges: [{ status: 200 }] });
    expect(JSON.stringify(result)).not.toContain('agent@example.com');
  });

  test('sends the requests again for every test', async () => {
    await start(createHubspotFake, [aRecord('1', '090-1234-5678')]);
    storedSecrets.set('connector:hubspot', secret);
    await runTest({ entry: HUBSPOT });
    expect((await runTest({ entry: HUBSPOT })).exchanges).toHaveLength(2);
    expect(server.requests).toHaveLength(4);
  });

  test('Zoom: uses the account of the settings; matches without a page cannot open', async () => {
    await start((records) => createZoomContactsFake(records), [aRecord('1', '090-1234-5678')]);
    const result = await runTest({ entry: { type: 'zoom-contacts' } });
    expect(result.matches).toMatchObject([
      { canPop: false, host: null, popReason: inEnglish('connector-trial.opening.no-page') },
    ]);
    expect(result.exchanges.map(({ address }) => address)).toEqual([
      'https://zoom.us/oauth/token',
      expect.stringMatching(/^https:\/\/api\.zoom\.us\/v2\/phone\/external_contacts\?page_size=300/u),
    ]);
  });

  test.each<[PhoneNumber]>([[{ kind: 'extension', extension: '1045' }], [{ kind: 'withheld' }]])(
    '%j: sends no request for such a number',
    async (number) => {
      await start(createHubspotFake, []);
      storedSecrets.set('connector:hubspot', secret);
      const result = await runTest({ entry: HUBSPOT, number });
      expect(result).toMatchObject({ exchanges: [], matches: [], elapsedMs: 0 });
      expect(result.error).toBe(inEnglish('connector-trial.skipped'));
    },
  );
});

describe('reporting errors', () => {
  test.each([
    [{ kind: 'status', status: 429, retryAfter: 7 }, 429, 'rate-limited'],
    [{ kind: 'status', status: 403 }, 403, 'forbidden'],
    [{ kind: 'status', status: 500 }, 500, 'fault'],
    [{ kind: 'html' }, 200, 'not-understood'],
    [{ kind: 'cut' }, null, 'unreachable'],
  ] as const)('%j', async (fault, status, kind) => {
    await start(createHubspotFake, [aRecord('1', '090-1234-5678')]);
    storedSecrets.set('connector:hubspot', secret);
    server.fault = fault;
    const result = await runTest({ entry: { ...HUBSPOT, name: '営業' } });
    expect(result.error).toBe(formatFailure('営業', kind));
    expect(result.matches).toEqual([]);
    expect(result.exchanges[0]).toMatchObject({ status, fault: status === null ? 'network' : null });
    // A rate-limited CRM gets no retries.
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });

  test('reports an unreachable CRM and the fault of each request', async () => {
    await start(createHubspotFake, []);
    storedSecrets.set('connector:hubspot', secret);
    const transport: Transport = {
      ...directTransport(),
      request: () => Promise.reject(new HttpError('certificate')),
    };
    const result = await runTest({ entry: HUBSPOT }, { transport });
    expect(result.error).toBe(formatFailure('HubSpot', 'unreachable'));
    expect(result.exchanges.map(({ fault }) => fault)).toEqual(['certificate', 'certificate']);
  });

  test('reports a missing sign-in', async () => {
    await start(createHubspotFake, []);
    for (const typed of [null, ' ']) {
      const { error } = await runTest({ entry: HUBSPOT, secret: typed });
      expect(error).toBe(formatFailure('HubSpot', 'signed-out'));
    }
  });

  test('reports a locked keychain instead of a missing sign-in', async () => {
    await start(createHubspotFake, []);
    locked = true;
    const { error, exchanges } = await runTest({ entry: HUBSPOT });
    expect(error).toBe(`${inEnglish('check.keychain.locked')} ${inEnglish('remedy.keychain.locked')}`);
    expect(exchanges).toEqual([]);
    // A typed token needs no keychain.
    expect((await runTest({ entry: HUBSPOT, secret })).error).toBeNull();
  });

  test('reports an invalid typed token without sending a request', async () => {
    await start(createHubspotFake, []);
    const { error, exchanges } = await runTest({ entry: HUBSPOT, secret: 'a\tb' });
    expect(error).toBe(inEnglish('cli.sign-in.unusable'));
    expect(exchanges).toEqual([]);
  });

  test.each<[unknown, readonly string[], string]>([
    [
      { type: 'salesforce', url: 'http://acme.example.com' },
      ['url', 'clientId'],
      formatUnusable(inEnglish('connector.field.url'), inEnglish('connector.salesforce.clientId')),
    ],
    [
      { ...KINTONE, fields: { phones: [''] } },
      ['fields'],
      formatUnusable(
        inEnglish('setting.named', {
          label: inEnglish('connector.kintone.fields'),
          name: 'fields.phones.0',
        }),
      ),
    ],
    [{ type: 'sugar' }, ['type'], formatUnusable(inEnglish('connector.field.type'))],
    [7, ['type'], formatUnusable(inEnglish('connector.field.type'))],
  ])('reports an unusable entry without sending a request: %j', async (entry, keys, sentence) => {
    await start(createHubspotFake, []);
    const result = await runTest({ entry });
    expect(result.wrong.map(({ key }) => key)).toEqual(keys);
    expect(result).toMatchObject({ error: sentence, exchanges: [], matches: [] });
  });
});

describe('time limits', () => {
  test('waits for a contact list that loads longer than a look-up may take', async () => {
    await start((records) => createZoomContactsFake(records), [aRecord('1', '090-1234-5678')]);
    const clock = new FakeClock();
    const straight = internet();
    const transport: Transport = {
      ...straight,
      request: async (request, signal) => {
        if (request.url.includes('external_contacts'))
          await new Promise<void>((resolve) => clock.after(10_000, resolve));
        return await straight.request(request, signal);
      },
    };
    const coming = runTest({ entry: { type: 'zoom-contacts' } }, { transport, clock });
    let over = false;
    void coming.then(() => (over = true));
    await expect
      .poll(async () => {
        await clock.advanceAsync(1_000);
        return over;
      })
      .toBe(true);
    expect(await coming).toMatchObject({ error: null, matches: [{ name: '佐藤 1' }] });
    expect(server.requests).toHaveLength(1);
  });

  test('gives up on a CRM that never answers and returns its pending requests', async () => {
    await start(createHubspotFake, []);
    storedSecrets.set('connector:hubspot', secret);
    const clock = new FakeClock();
    const transport: Transport = { ...directTransport(), request: () => new Promise(() => undefined) };
    const coming = runTest({ entry: HUBSPOT }, { transport, clock });
    let over = false;
    void coming.then(() => (over = true));
    await expect
      .poll(async () => {
        await clock.advanceAsync(1_000);
        return over;
      })
      .toBe(true);
    const { error, exchanges } = await coming;
    expect(error).toBe(formatFailure('HubSpot', 'slow'));
    expect(exchanges.map(({ status, fault, elapsedMs }) => [status, fault, elapsedMs])).toContainEqual([
      null,
      null,
      null,
    ]);
  });

  test('rejects when aborted', async () => {
    await start(createHubspotFake, []);
    storedSecrets.set('connector:hubspot', secret);
    const abort = new AbortController();
    const transport: Transport = { ...directTransport(), request: () => new Promise(() => undefined) };
    const coming = runTest({ entry: HUBSPOT }, { transport, clock: new FakeClock(), signal: abort.signal });
    abort.abort();
    await expect(coming).rejects.toThrow(HttpError);
  });
});
