import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CREDENTIALS } from '../test-support/fakes.ts';
import { isLoopback } from '../util/loopback.ts';
import { readConfiguration, type Configuration } from './load-settings.ts';
import { SettingsSchema, type PopRule, type Settings } from './schema.ts';

const ACCOUNT = {
  ZOOM_ACCOUNT_ID: CREDENTIALS.accountId,
  ZOOM_CLIENT_ID: CREDENTIALS.clientId,
  ZOOM_CLIENT_SECRET: CREDENTIALS.clientSecret,
  ZOOM_SUBSCRIPTION_ID: CREDENTIALS.subscriptionId,
} as const;

function forEveryClass(rule: PopRule): Settings['screenPop'] {
  return { external: rule, internal: rule, queue: rule, withheld: rule };
}

const DEFAULTS = {
  zoom: { accountId: null, clientId: null, subscriptionId: null, agent: null },
  webhook: { enabled: false, host: '127.0.0.1', port: 4380, path: '/zoom/webhook' },
  network: { caFile: null },
  language: 'auto',
  country: 'JP',
  contacts: null,
  contactsColumns: [],
  connectors: [],
  popup: {
    corner: 'auto',
    copy: 'shown',
    answered: 'stay',
    missed: 'stay',
    wrapUpSeconds: 10,
    display: 'primary',
    size: 'normal',
    textSize: 100,
    notification: 'auto',
  },
  sounds: { volume: 60, external: 'none', internal: 'none', queue: 'none', withheld: 'none' },
  pause: { schedule: [] },
  shortcuts: { focus: null, copy: null, open: null, close: null, pause: null },
  privacy: { hideWhenLocked: true, hideFromSharing: false, retentionDays: 90 },
  startAtLogin: false,
  screenPop: forEveryClass({ ring: 'pane', answer: 'both', click: 'both' }),
};
const POP_AT_RING = forEveryClass({ ring: 'both', answer: 'both', click: 'both' });

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-settings-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const read = (env: Record<string, string | undefined> = {}): Configuration =>
  readConfiguration({ CHAKUSHIN_HOME: home, ...env }, 'websocket');

function readFile(content: string | Uint8Array, env: Record<string, string> = {}): Configuration {
  writeFileSync(join(home, 'settings.json'), content);
  return read(env);
}

const unusableFileProblems = () => [{ name: join(home, 'settings.json'), code: 'settings-file-unusable' }];

describe('without configuration', () => {
  test('returns the defaults, no account and no problem', () => {
    expect(read()).toEqual({ home, settings: DEFAULTS, account: null, webhook: null, problems: [] });
  });

  test('uses a folder of the current user', () => {
    const { home: found } = readConfiguration({});
    expect(found).toMatch(/chakushin$/iu);
    if (process.platform !== 'linux') return;
    expect(readConfiguration({ XDG_CONFIG_HOME: home }).home).toBe(join(home, 'Chakushin'));
  });
});

describe('the account from the environment', () => {
  test('uses Zoom’s own addresses', () => {
    const { account, problems } = read(ACCOUNT);
    expect(problems).toEqual([]);
    expect(account).toEqual({
      ...CREDENTIALS,
      agent: null,
      oauthUrl: 'https://zoom.us/oauth/token',
      wsUrl: 'wss://ws.zoom.us/ws',
      apiUrl: 'https://api.zoom.us/v2',
    });
  });

  test('trims white space around values', () => {
    expect(
      read({ ...ACCOUNT, ZOOM_AGENT: ' 1002\n', ZOOM_CLIENT_SECRET: ` ${CREDENTIALS.clientSecret} ` })
        .account,
    ).toMatchObject({
      agent: '1002',
      clientSecret: CREDENTIALS.clientSecret,
    });
  });

  test.each(Object.keys(ACCOUNT))('names %s if only it is missing or empty', (name) => {
    for (const value of [undefined, '', '  ']) {
      expect(read({ ...ACCOUNT, [name]: value })).toMatchObject({
        account: null,
        problems: [{ name, code: 'setting-missing' }],
      });
    }
  });

  test('names all missing variables', () => {
    const { problems } = read({ ZOOM_CLIENT_ID: 'x' });
    expect(problems.map(({ name }) => name)).toEqual([
      'ZOOM_ACCOUNT_ID',
      'ZOOM_CLIENT_SECRET',
      'ZOOM_SUBSCRIPTION_ID',
    ]);
  });

  test.each([
    ['the id', 'sUb-1_2.3~4', 'sUb-1_2.3~4'],
    ['the whole address', 'wss://ws.zoom.us/ws?subscriptionId=sUb-1_2', 'sUb-1_2'],
    ['the address with a token', 'wss://ws.zoom.us/ws?subscriptionId=sUb-1_2&access_token=abc', 'sUb-1_2'],
  ])('accepts %s as subscription id', (_what, value, id) => {
    expect(read({ ...ACCOUNT, ZOOM_SUBSCRIPTION_ID: value })).toMatchObject({
      account: { subscriptionId: id },
      problems: [],
    });
  });

  test.each([
    'wss://ws.zoom.us/ws',
    'wss://ws.zoom.us/ws?subscriptionId=',
    'two words',
    'a&access_token=b',
    'ä',
  ])('rejects %j as subscription id and names the variable', (value) => {
    expect(read({ ...ACCOUNT, ZOOM_SUBSCRIPTION_ID: value })).toMatchObject({
      account: null,
      problems: [{ name: 'ZOOM_SUBSCRIPTION_ID', code: 'setting-unusable' }],
    });
  });
});

describe('Zoom addresses', () => {
  test.each([
    ['ZOOM_OAUTH_URL', 'https://eu.zoom.us/oauth/token'],
    ['ZOOM_OAUTH_URL', 'http://127.0.0.1:4390/oauth/token'],
    ['ZOOM_OAUTH_URL', 'http://localhost:4390/oauth/token'],
    ['ZOOM_API_URL', 'http://[::1]:4390/v2'],
    ['ZOOM_WS_URL', 'wss://ws.example.com/ws'],
    ['ZOOM_WS_URL', 'ws://127.0.0.1:4390/ws'],
  ])('%s=%s is accepted', (name, value) => {
    const { account, problems } = read({ ...ACCOUNT, [name]: value });
    expect(problems).toEqual([]);
    expect(Object.values(account ?? {})).toContain(value);
  });

  test.each([
    ['ZOOM_OAUTH_URL', 'http://zoom.us/oauth/token', 'setting-not-https'],
    ['ZOOM_OAUTH_URL', 'http://127.0.0.1.example.com/oauth/token', 'setting-not-https'],
    ['ZOOM_OAUTH_URL', 'http://localhost.example.com/', 'setting-not-https'],
    ['ZOOM_OAUTH_URL', 'http://192.168.0.5/', 'setting-not-https'],
    ['ZOOM_API_URL', 'http://0.0.0.0/v2', 'setting-not-https'],
    ['ZOOM_WS_URL', 'ws://ws.zoom.us/ws', 'setting-not-https'],
    ['ZOOM_WS_URL', 'https://ws.zoom.us/ws', 'setting-unusable'],
    ['ZOOM_OAUTH_URL', 'zoom.us', 'setting-unusable'],
    ['ZOOM_OAUTH_URL', 'file:///etc/passwd', 'setting-unusable'],
    ['ZOOM_API_URL', 'https://', 'setting-unusable'],
  ])('%s=%s is refused (%s: %s) and yields no account', (name, value, code) => {
    expect(read({ ...ACCOUNT, [name]: value })).toMatchObject({
      account: null,
      webhook: null,
      problems: [{ name, code }],
    });
  });

  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.200.3.4', true],
    ['[::1]', true],
    ['128.0.0.1', false],
    ['127.0.0.1.example.com', false],
    ['mylocalhost', false],
    ['[::2]', false],
    ['0.0.0.0', false],
  ])('isLoopback of %s is %s', (host, itself) => {
    expect(isLoopback(host)).toBe(itself);
  });
});

describe('settings from the environment', () => {
  test('override those of the file', () => {
    const { settings, problems } = readFile(
      '{"language":"en","country":"US","contacts":"/a.csv","screenPop":"ring"}',
      {
        CHAKUSHIN_LANG: 'ja',
        CHAKUSHIN_COUNTRY: 'gb',
        CHAKUSHIN_CONTACTS: '/b.vcf',
      },
    );
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      ...DEFAULTS,
      language: 'ja',
      country: 'GB',
      contacts: '/b.vcf',
      screenPop: POP_AT_RING,
    });
  });

  test.each([
    ['CHAKUSHIN_LANG', 'fr'],
    ['CHAKUSHIN_COUNTRY', 'Japan'],
    ['CHAKUSHIN_COUNTRY', 'ZZ'],
    ['CHAKUSHIN_COUNTRY', '__proto__'],
  ])('%s=%s is reported as unusable', (name, value) => {
    expect(read({ [name]: value })).toMatchObject({
      settings: DEFAULTS,
      problems: [{ name, code: 'setting-unusable' }],
    });
  });
});

describe('settings.json', () => {
  test('is read with a BOM, unknown keys and partial settings', () => {
    const { settings, problems } = readFile(
      '\uFEFF{"popup":{"missed":"close","shape":"round"},"country":"de","plugins":[1]}',
    );
    expect(problems).toEqual([]);
    expect(settings).toEqual({ ...DEFAULTS, country: 'DE', popup: { ...DEFAULTS.popup, missed: 'close' } });
  });

  test.each([
    ['invalid JSON', '{"language":'],
    ['nothing', ''],
    ['a list', '["ja"]'],
    ['a string', '"ja"'],
    ['null', 'null'],
    ['binary data', new Uint8Array([0, 255, 254, 1])],
    ['UTF-16', Buffer.from('\uFEFF{"language":"ja"}', 'utf16le')],
  ])('that holds %s is reported, and the defaults apply', (_what, content) => {
    expect(readFile(content)).toEqual({
      home,
      settings: DEFAULTS,
      account: null,
      webhook: null,
      problems: unusableFileProblems(),
    });
  });

  test('that is a folder, or lies below a file, is reported', () => {
    mkdirSync(join(home, 'settings.json'));
    expect(read().problems).toEqual(unusableFileProblems());
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(readConfiguration({ CHAKUSHIN_HOME: file }).problems).toEqual([
      { name: join(file, 'settings.json'), code: 'settings-file-unusable' },
    ]);
  });

  test('an invalid value is reported by its path, and the others are used', () => {
    const { settings, problems } = readFile(
      JSON.stringify({
        language: 'klingon',
        country: 5,
        contacts: '/c.csv',
        popup: { corner: 'middle', copy: 'digits', wrapUpSeconds: -1, answered: 'close' },
        screenPop: ['ring'],
      }),
    );
    expect(settings).toEqual({
      ...DEFAULTS,
      contacts: '/c.csv',
      popup: { ...DEFAULTS.popup, copy: 'digits', answered: 'close' },
    });
    expect(new Set(problems.map(({ name }) => name))).toEqual(
      new Set(['language', 'country', 'popup.corner', 'popup.wrapUpSeconds', 'screenPop']),
    );
    expect(problems.every(({ code }) => code === 'setting-unusable')).toBe(true);
  });

  test('an invalid group is reported as a whole', () => {
    expect(readFile('{"popup":"big","screenPop":"ring"}')).toMatchObject({
      settings: { ...DEFAULTS, screenPop: POP_AT_RING },
      problems: [{ name: 'popup', code: 'setting-unusable' }],
    });
  });

  test('reports an invalid value where it is set, and not if a variable overrides it', () => {
    expect(readFile('{"country":"Japan"}').problems).toEqual([{ name: 'country', code: 'setting-unusable' }]);
    expect(readFile('{"country":"Japan"}', { CHAKUSHIN_COUNTRY: 'DE' }).problems).toEqual([]);
  });

  test('screen pops can be set per call class and event, and the rest keeps its default', () => {
    const { settings, problems } = readFile(
      '{"screenPop":{"internal":{"ring":"nothing","answer":"nothing"},"queue":{"ring":"browser"}}}',
    );
    expect(problems).toEqual([]);
    expect(settings.screenPop).toEqual({
      ...DEFAULTS.screenPop,
      internal: { ring: 'nothing', answer: 'nothing', click: 'both' },
      queue: { ring: 'browser', answer: 'both', click: 'both' },
    });
    // Parsed settings can be parsed again.
    expect(SettingsSchema.parse(settings)).toEqual(settings);
  });

  test('an invalid connector does not affect the others', () => {
    const { settings } = readFile(
      '{"connectors":[{"type":"hubspot","portalId":"1"},{"id":"x"},7,{"type":"kintone","id":"K 1"},{"type":"kintone","id":"k1","enabled":false,"country":"us"}]}',
    );
    expect(settings.connectors).toMatchObject([
      { type: 'hubspot', id: 'hubspot', portalId: '1', name: null, enabled: true, masks: [], country: null },
      { type: '' },
      { type: '' },
      { type: '' },
      { type: 'kintone', id: 'k1', enabled: false, country: 'US' },
    ]);
  });

  test('any JSON yields valid settings', () => {
    const key = fc.constantFrom(
      'language',
      'country',
      'contacts',
      'popup',
      'screenPop',
      'connectors',
      '__proto__',
      'constructor',
    );
    const popup = fc.dictionary(
      fc.constantFrom('corner', 'copy', 'answered', 'missed', 'wrapUpSeconds', '__proto__'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(fc.jsonValue(), popup)), (json) => {
        const { settings } = readFile(JSON.stringify(json));
        expect(Object.keys(settings).sort()).toEqual(Object.keys(DEFAULTS).sort());
        expect(Object.keys(settings.popup).sort()).toEqual(Object.keys(DEFAULTS.popup).sort());
        expect(settings.popup.wrapUpSeconds).toBeGreaterThanOrEqual(0);
        expect(settings.country).toMatch(/^[A-Z]{2}$/u);
      }),
      { numRuns: 200 },
    );
  });
});

test('problems contain no secrets', () => {
  const configuration = read({
    ...ACCOUNT,
    ZOOM_SUBSCRIPTION_ID: 'not usable',
    ZOOM_OAUTH_URL: 'http://user:pass@example.com',
  });
  expect(configuration.account).toBeNull();
  const reported = JSON.stringify(configuration.problems);
  for (const secret of [CREDENTIALS.clientSecret, CREDENTIALS.accountId, 'not usable', 'pass'])
    expect(reported).not.toContain(secret);
});

describe('the webhook', () => {
  const webhook = (env: Record<string, string>): Configuration =>
    readConfiguration({ CHAKUSHIN_HOME: home, ...env }, 'webhook');
  const credentials = { ZOOM_ACCOUNT_ID: 'a', ZOOM_CLIENT_ID: 'c', ZOOM_CLIENT_SECRET: 's' };

  test('needs only its secret', () => {
    expect(webhook({ ZOOM_WEBHOOK_SECRET_TOKEN: ' token ', ZOOM_AGENT: '1002' })).toMatchObject({
      account: null,
      webhook: { secretToken: 'token', agent: '1002', credentials: null },
      problems: [],
    });
  });

  test('accepts credentials and needs no subscription', () => {
    const { webhook: account, problems } = webhook({ ZOOM_WEBHOOK_SECRET_TOKEN: 'token', ...credentials });
    expect(account?.credentials).toMatchObject({
      accountId: 'a',
      clientSecret: 's',
      apiUrl: 'https://api.zoom.us/v2',
    });
    expect(problems).toEqual([]);
  });

  test('reports a missing secret or incomplete credentials', () => {
    expect(webhook({})).toMatchObject({
      webhook: null,
      problems: [{ name: 'ZOOM_WEBHOOK_SECRET_TOKEN', code: 'webhook-secret-missing' }],
    });
    const { webhook: account, problems } = webhook({ ZOOM_WEBHOOK_SECRET_TOKEN: 't', ZOOM_CLIENT_ID: 'c' });
    expect(account?.credentials).toBeNull();
    expect(problems.map(({ name }) => name)).toEqual(['ZOOM_ACCOUNT_ID', 'ZOOM_CLIENT_SECRET']);
  });

  test('in the app is combined with the WebSocket, or used alone without a subscription', () => {
    const any = (env: Record<string, string>): Configuration =>
      readConfiguration({ CHAKUSHIN_HOME: home, ...env });
    const token = { ZOOM_WEBHOOK_SECRET_TOKEN: 'token' };
    expect(any({ ...ACCOUNT, ...token })).toMatchObject({ account: {}, webhook: {}, problems: [] });
    expect(any(ACCOUNT)).toMatchObject({ account: {}, webhook: null, problems: [] });
    expect(any({ ...credentials, ...token })).toMatchObject({ account: null, webhook: {}, problems: [] });
    expect(any({})).toMatchObject({ account: null, webhook: null, problems: [] });
    // A value that both need is reported as missing once.
    const half = any({ ...token, ZOOM_CLIENT_ID: 'c', ZOOM_SUBSCRIPTION_ID: 'sub' });
    expect(half.problems.map(({ name }) => name)).toEqual(['ZOOM_ACCOUNT_ID', 'ZOOM_CLIENT_SECRET']);
  });

  test('listens at the address in settings.json, each value of which is validated', () => {
    const address = (json: unknown): unknown => {
      writeFileSync(join(home, 'settings.json'), JSON.stringify({ webhook: json }));
      const { webhook: account, problems } = webhook({ ZOOM_WEBHOOK_SECRET_TOKEN: 'token' });
      return [account?.address, problems.map(({ name }) => name)];
    };
    const usual = { host: '127.0.0.1', port: 4380, path: '/zoom/webhook' };
    expect(address({ port: 8080, path: '/calls' })).toEqual([{ ...usual, port: 8080, path: '/calls' }, []]);
    expect(address({ port: 70_000 })).toEqual([usual, ['webhook.port']]);
    expect(address({ path: 'calls?x' })).toEqual([usual, ['webhook.path']]);
  });

  test('is not required for the WebSocket', () => {
    expect(read({ ZOOM_WEBHOOK_SECRET_TOKEN: 'token' })).toMatchObject({ webhook: null, problems: [] });
  });
});
