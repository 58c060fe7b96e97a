import Database from 'libsql';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src-simulator/server.ts';
import { FakeClock, Mailbox } from '../test-support/fakes.ts';
import { CallHistory } from '../history/call-history.ts';
import { getTranslate, type Language, type Params, type MessageKey } from '../i18n/index.ts';
import { formatConnection } from '../output/messages.ts';
import { formatNotice } from '../output/messages.ts';
import { readConfiguration } from '../settings/load-settings.ts';
import type { Connection, OfflineCause, Refusal, ConnectionStats } from '../zoom/call-source.ts';
import { createNodeTransport } from '../network/node-transport.ts';
import { HttpError, type Transport, type TransportFault } from '../network/transport.ts';
import { ConnectorError, type ConnectorErrorKind } from '../lookup/connector-error.ts';
import type { Connector } from '../lookup/connector.ts';
import { CHECK_NAMES, type Check, type CheckName } from './check.ts';
import { runDoctor, type DoctorOptions } from './doctor.ts';

const CANARIES = {
  accountId: 'canary-account',
  clientId: 'canary-client',
  clientSecret: 'canary-secret/+=',
  subscriptionId: 'canary-subscription',
} as const;
/** Secrets and personal data, which no output may contain. */
const FORBIDDEN_OUTPUT = /canary|eyJ|sato|misaki|佐藤|美咲|\+81|wss?:\/\/|subscriptionId=|access_token/iu;

let home: string;
let zoom: Simulator;
let clock: FakeClock;
let requests: Mailbox<string>;
let reportedChecks: Check[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-doctor-'));
  clock = new FakeClock();
  requests = new Mailbox();
  reportedChecks = [];
  zoom = await simulate();
});
afterEach(async () => {
  await zoom.close();
  rmSync(home, { recursive: true, force: true });
  for (const { message, remedy } of reportedChecks) {
    expect(message).not.toMatch(FORBIDDEN_OUTPUT);
    expect(message).not.toMatch(/\{\{|\}\}|undefined|null/u);
    expect(remedy ?? '').not.toMatch(FORBIDDEN_OUTPUT);
  }
});

async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  let tokens = 0;
  return await startSimulator({
    ...CANARIES,
    now: () => clock.now(),
    newToken: () => `canary-token-${(tokens += 1)}`,
    ...options,
  });
}

async function simulateInstead(options: SimulatorOptions): Promise<void> {
  await zoom.close();
  zoom = await simulate(options);
}

/** The real transport over loopback; `requests` records the paths. */
function createTransport(): Transport {
  const real = createNodeTransport(() => Promise.resolve(undefined));
  return {
    request: (request, signal) => {
      requests.push(new URL(request.url).pathname);
      return real.request(request, signal);
    },
    connect: (url, listener) => {
      requests.push('websocket');
      return real.connect(url, listener);
    },
  };
}

function failingTransport(reason: TransportFault): Transport {
  return {
    ...createTransport(),
    request: () => Promise.reject(new HttpError(reason)),
  };
}

interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  readonly language?: Language;
  readonly options?: Partial<DoctorOptions>;
}

function options({ env = {}, language = 'en', options: overrides = {} }: Circumstances = {}): DoctorOptions {
  return {
    configuration: readConfiguration({ ...zoom.env, CHAKUSHIN_HOME: home, ...env }),
    transport: createTransport(),
    caFileProblem: null,
    isSecretFromEnvironment: true,
    keychain: () => Promise.resolve('ok'),
    connectors: [],
    getLiveConnection: null,
    notifications: null,
    clock,
    t: getTranslate(language),
    random: () => 0,
    ...overrides,
  };
}

/** Runs all checks. Resolves with the results by name. */
async function runAllChecks(circumstances: Circumstances = {}): Promise<ReadonlyMap<CheckName, Check>> {
  for await (const check of runDoctor(options(circumstances), new AbortController().signal))
    reportedChecks.push(check);
  expect(reportedChecks.map(({ name }) => name)).toEqual(CHECK_NAMES);
  expect(clock.pending).toBe(0);
  return new Map(reportedChecks.map((check) => [check.name, check]));
}

const t = (key: MessageKey, params?: Params): string => getTranslate('en')(key, params);

function offline(cause: OfflineCause, detail = ''): string {
  return formatConnection({ state: 'offline', cause, detail, retryAt: 0 }, t, 0);
}

function refused(cause: Refusal, detail: string, language: Language = 'en'): string {
  return formatConnection({ state: 'refused', cause, detail }, getTranslate(language), 0);
}

/** The expected fields of a check. */
function expectedFinding(ok: boolean | null, message: string, remedy: MessageKey | null): Partial<Check> {
  return { ok, message, remedy: remedy === null ? null : t(remedy) };
}

function expectedSkip(
  name: CheckName,
  because: 'account' | 'unreachable' | 'way' | 'token' | 'agent',
): Partial<Check> {
  return expectedFinding(null, t(`check.skipped.${because}`, { what: t(`check.what.${name}`) }), null);
}

function contactsFile(content: string): Readonly<Record<string, string>> {
  const path = join(home, 'contacts.csv');
  writeFileSync(path, content);
  return { CHAKUSHIN_CONTACTS: path };
}

describe('without problems', () => {
  test.each(['en', 'ja'] as const)(
    'every check passes or is inconclusive, in order: %s',
    async (language) => {
      const env = contactsFile('Name,Phone\nMary Major,03-1111-2222\nJohn Doe,03-3333-4444\n');
      await runAllChecks({ env, language });
      expect(reportedChecks.map(({ ok }) => ok)).toEqual(
        CHECK_NAMES.map((name) => (/^(?:webhook|connectors|notifications)$/u.test(name) ? null : true)),
      );
      expect(reportedChecks.map(({ remedy }) => remedy)).toEqual(CHECK_NAMES.map(() => null));
      expect(reportedChecks.map(({ fields }) => fields)).toEqual(CHECK_NAMES.map(() => []));
      for (const { message } of reportedChecks)
        expect(/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(message)).toBe(language === 'ja');
      expect(zoom.connections).toMatchObject({ accepted: 1, heartbeats: 1 });
    },
  );

  test('uses one token for all checks', async () => {
    await runAllChecks();
    expect(zoom.requests.token).toBe(1);
  });

  test('reports each check before the next one starts', async () => {
    const begun: string[] = [];
    const keychain = () => {
      begun.push('keychain');
      return Promise.resolve('ok' as const);
    };
    for await (const check of runDoctor(options({ options: { keychain } }), new AbortController().signal)) {
      reportedChecks.push(check);
      if (check.name === 'settings') expect(begun).toEqual([]);
      if (check.name === 'keychain') expect(requests.all).toEqual([]);
      if (check.name === 'agent') expect(requests.all).not.toContain('websocket');
    }
    expect(begun).toEqual(['keychain']);
    expect(requests.all).toContain('websocket');
  });
});

describe('the webhook', () => {
  const alone = { ZOOM_WEBHOOK_SECRET_TOKEN: 'canary-token', ZOOM_SUBSCRIPTION_ID: '' };
  const bare = { ...alone, ZOOM_ACCOUNT_ID: '', ZOOM_CLIENT_ID: '', ZOOM_CLIENT_SECRET: '' };
  const listenAt = (port: number, host = '127.0.0.1'): void =>
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ webhook: { host, port } }));

  test('with credentials but no subscription, checks everything but the WebSocket', async () => {
    listenAt(0);
    const checks = await runAllChecks({ env: alone });
    expect(checks.get('websocket')).toMatchObject(expectedFinding(null, t('check.websocket.none'), null));
    expect(checks.get('webhook')).toMatchObject(
      expectedFinding(true, t('check.webhook.ok', { address: 'http://127.0.0.1:0/zoom/webhook' }), null),
    );
    for (const name of ['settings', 'token', 'scopes', 'agent', 'call-history', 'clock'] as const)
      expect(checks.get(name)?.ok, name).toBe(true);
    expect(requests.all).not.toContain('websocket');
    expect(JSON.stringify(reportedChecks)).not.toContain('canary-token');
  });

  test('without credentials, an extension identifies the agent but an email does not', async () => {
    listenAt(0);
    const checks = await runAllChecks({ env: { ...bare, ZOOM_AGENT: '1002' } });
    expect(checks.get('agent')).toMatchObject(
      expectedFinding(true, t('check.agent.ok', { extension: '1002' }), null),
    );
    expect(checks.get('token')).toMatchObject(expectedSkip('token', 'account'));
    reportedChecks.length = 0;
    const others = await runAllChecks({ env: { ...bare, ZOOM_AGENT: 'sato.misaki@example.com' } });
    expect(others.get('agent')).toMatchObject(
      expectedFinding(false, refused('agent-needs-account', 's…'), 'remedy.agent-needs-account'),
    );
  });

  test('reports a port in use and an address that cannot be bound', async () => {
    listenAt(zoom.port);
    const checks = await runAllChecks({ env: alone });
    const address = `http://127.0.0.1:${zoom.port}/zoom/webhook`;
    expect(checks.get('webhook')).toMatchObject(
      expectedFinding(null, t('check.webhook.taken', { address }), 'remedy.port-taken'),
    );
    reportedChecks.length = 0;
    // An address reserved for documentation, which no machine has.
    listenAt(4380, '192.0.2.1');
    expect((await runAllChecks({ env: alone })).get('webhook')).toMatchObject(
      expectedFinding(
        false,
        offline('cannot-listen', 'http://192.0.2.1:4380/zoom/webhook'),
        'remedy.cannot-listen',
      ),
    );
  });
});

describe('settings', () => {
  test('without an account, skips only the checks that need one', async () => {
    const env = { ZOOM_ACCOUNT_ID: '', ZOOM_CLIENT_ID: '', ZOOM_CLIENT_SECRET: '', ZOOM_SUBSCRIPTION_ID: '' };
    const checks = await runAllChecks({ env });
    expect(checks.get('settings')).toMatchObject({
      ...expectedFinding(false, t('check.settings.none'), 'remedy.account'),
      fields: ['zoom.accountId', 'zoom.clientId', 'zoom.clientSecret', 'zoom.subscriptionId'],
    });
    const needAccount: readonly CheckName[] = [
      'proxy-and-certificates',
      'token',
      'scopes',
      'agent',
      'websocket',
      'call-history',
      'clock',
    ];
    for (const name of needAccount) expect(checks.get(name)).toMatchObject(expectedSkip(name, 'account'));
    expect(checks.get('keychain')?.ok).toBe(true);
    expect(checks.get('contacts')?.ok).toBe(null);
    expect(checks.get('database')?.ok).toBe(true);
    expect(requests.all).toEqual([]);
  });

  test('reports each problem in its own sentence', async () => {
    const checks = await runAllChecks({ env: { ZOOM_CLIENT_SECRET: '', ZOOM_WS_URL: 'ws://ws.zoom.us/ws' } });
    const sentences = [
      ['setting-missing', 'ZOOM_CLIENT_SECRET'],
      ['setting-not-https', 'ZOOM_WS_URL'],
    ] as const;
    const message = sentences
      .map(([code, name]) => formatNotice({ level: 'error', code, params: { name } }, t))
      .join(' ');
    expect(checks.get('settings')).toMatchObject({
      ...expectedFinding(false, message, 'remedy.settings'),
      // No page has a field for ZOOM_WS_URL.
      fields: ['zoom.clientSecret'],
    });
    expect(checks.get('token')).toMatchObject(expectedSkip('token', 'account'));
  });

  test('a problem outside the account does not skip other checks', async () => {
    const checks = await runAllChecks({ env: { CHAKUSHIN_COUNTRY: 'XX' } });
    expect(checks.get('settings')?.message).toContain('CHAKUSHIN_COUNTRY');
    expect(checks.get('settings')).toMatchObject({ ok: false, fields: ['country'] });
    expect(checks.get('websocket')?.ok).toBe(true);
  });

  test('shortens the home folder to ~ in paths', async () => {
    const path = join(homedir(), 'x', 'settings.json');
    const problems = [{ name: path, code: 'settings-file-unusable' }] as const;
    const configuration = { ...options().configuration, problems };
    const checks = await runAllChecks({ options: { configuration } });
    expect(checks.get('settings')?.message).toContain(join('~', 'x', 'settings.json'));
    expect(checks.get('settings')?.message).not.toContain(homedir());
  });
});

describe('keychain', () => {
  test.each(['no-library', 'no-service', 'locked', 'timed-out'] as const)('%s', async (state) => {
    const keychain = () => Promise.resolve(state);
    const checks = await runAllChecks({ options: { keychain, isSecretFromEnvironment: false } });
    const sentence = t(`check.keychain.${state}`);
    expect(checks.get('keychain')).toMatchObject(
      expectedFinding(false, sentence, `remedy.keychain.${state}`),
    );
    expect(checks.get('websocket')?.ok).toBe(true);
    reportedChecks = [];
    const others = await runAllChecks({ options: { keychain, isSecretFromEnvironment: true } });
    expect(others.get('keychain')).toMatchObject(
      expectedFinding(null, t('check.keychain.spare', { sentence }), null),
    );
  });

  test('times out after ten seconds if the keychain never answers', async () => {
    const signals = new Mailbox<AbortSignal>();
    const examined = runAllChecks({
      options: {
        keychain: (signal) => {
          signals.push(signal);
          return new Promise(() => undefined);
        },
      },
    });
    const signal = await signals.next();
    clock.advance(9_999);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    const checks = await examined;
    expect(signal.aborted).toBe(true);
    const sentence = t('check.keychain.timed-out');
    expect(checks.get('keychain')).toMatchObject(
      expectedFinding(null, t('check.keychain.spare', { sentence }), null),
    );
  });

  test('reports an internal error by its class and runs the other checks', async () => {
    const keychain = () => Promise.reject(new RangeError('canary'));
    const checks = await runAllChecks({ options: { keychain } });
    expect(checks.get('keychain')).toMatchObject(
      expectedFinding(false, t('notice.internal-error', { reason: 'RangeError' }), 'remedy.internal-error'),
    );
    expect(checks.get('websocket')?.ok).toBe(true);
  });
});

describe('network to Zoom', () => {
  test.each(['ca-file-missing', 'ca-file-unusable'] as const)(
    'reports %s and still tries the sign-in',
    async (code) => {
      const checks = await runAllChecks({ options: { caFileProblem: code } });
      expect(checks.get('proxy-and-certificates')).toMatchObject({
        ...expectedFinding(false, t(`notice.${code}`), 'remedy.ca-file'),
        fields: ['network.caFile'],
      });
      expect(checks.get('token')?.ok).toBe(true);
    },
  );

  test.each(['proxy', 'certificate'] as const)('%s', async (reason) => {
    const checks = await runAllChecks({ options: { transport: failingTransport(reason) } });
    expect(checks.get('proxy-and-certificates')).toMatchObject(
      expectedFinding(false, offline(reason), `remedy.${reason}`),
    );
    expect(checks.get('token')).toMatchObject(expectedSkip('token', 'way'));
    expect(checks.get('scopes')).toMatchObject(expectedSkip('scopes', 'token'));
  });

  test('reports both a certificate fault and an unusable CA file', async () => {
    const checks = await runAllChecks({
      options: { transport: failingTransport('certificate'), caFileProblem: 'ca-file-missing' },
    });
    expect(checks.get('proxy-and-certificates')?.message).toBe(t('notice.ca-file-missing'));
    expect(checks.get('token')).toMatchObject(
      expectedFinding(false, offline('certificate'), 'remedy.certificate'),
    );
  });

  test.each(['network', 'timeout'] as const)(
    '%s: reports the fault once and skips the dependent checks',
    async (reason) => {
      const checks = await runAllChecks({ options: { transport: failingTransport(reason) } });
      expect(checks.get('proxy-and-certificates')).toMatchObject(
        expectedSkip('proxy-and-certificates', 'unreachable'),
      );
      expect(checks.get('token')).toMatchObject(expectedFinding(false, offline('network'), 'remedy.network'));
      for (const name of ['scopes', 'agent', 'websocket', 'call-history', 'clock'] as const)
        expect(checks.get(name)).toMatchObject(expectedSkip(name, 'token'));
    },
  );

  test('times out even if the transport ignores its abort signal', async () => {
    const requested = new Mailbox<null>();
    const transport: Transport = {
      ...createTransport(),
      request: () => {
        requested.push(null);
        return new Promise(() => undefined);
      },
    };
    const examined = runAllChecks({ options: { transport } });
    await requested.next();
    clock.advance(15_000);
    const checks = await examined;
    expect(checks.get('token')).toMatchObject(expectedFinding(false, offline('network'), 'remedy.network'));
  });
});

describe('token', () => {
  test.each([
    ['credentials', 400, 4706, 'no grant'],
    ['grant', 400, 4705, 'unsupported grant type'],
    ['app-disabled', 400, 4738, 'disabled by admin'],
    ['owner-gone', 400, 4735, 'owner gone'],
  ] as const)('%s: uses the message of the connection state', async (cause, status, code, message) => {
    zoom.failTokenRequests({ status, code, message });
    const checks = await runAllChecks();
    const detail = `HTTP ${status}, ${code}, ${message}`;
    expect(checks.get('proxy-and-certificates')?.ok).toBe(true);
    expect(checks.get('token')).toMatchObject(
      expectedFinding(false, refused(cause, detail), `remedy.${cause}`),
    );
    expect(checks.get('websocket')).toMatchObject(expectedSkip('websocket', 'token'));
    expect(checks.get('clock')).toMatchObject(expectedSkip('clock', 'token'));
    // Repeated requests could cause Zoom to disable the app.
    expect(zoom.requests.token).toBe(1);
  });

  test.each([
    ['client-secret', ['zoom.clientSecret'], { ZOOM_CLIENT_SECRET: 'another' }, 'Invalid client secret'],
    ['client', ['zoom.clientId', 'zoom.clientSecret'], { ZOOM_CLIENT_SECRET: 'another' }, null],
    ['client', ['zoom.clientId', 'zoom.clientSecret'], { ZOOM_CLIENT_ID: 'another' }, null],
    ['account', ['zoom.accountId'], { ZOOM_ACCOUNT_ID: 'another' }, null],
  ] as const)(
    'wrong %s: names the field in the message and marks it',
    async (blamed, fields, env, zoomMessage) => {
      if (zoomMessage !== null) zoom.failTokenRequests({ status: 400, code: 4704, message: zoomMessage });
      const checks = await runAllChecks({ env });
      expect(checks.get('token')).toMatchObject({
        ok: false,
        remedy: t(`remedy.credentials-${blamed}`),
        fields,
      });
      const [before, after] = t(`check.token.wrong-${blamed}`, { detail: '|' }).split('|');
      expect(checks.get('token')?.message.startsWith(before ?? '?')).toBe(true);
      expect(checks.get('token')?.message.endsWith(after ?? '?')).toBe(true);
      for (const name of ['settings', 'proxy-and-certificates', 'scopes', 'websocket'] as const)
        expect(checks.get(name)?.fields).toEqual([]);
    },
  );

  test('recognizes a wrong account id in Zoom’s other error format', async () => {
    await simulateInstead({ tokenErrorShape: 'reason' });
    const account = await runAllChecks({ env: { ZOOM_ACCOUNT_ID: 'another' } });
    expect(account.get('token')?.fields).toEqual(['zoom.accountId']);
    reportedChecks = [];
    const client = await runAllChecks({ env: { ZOOM_CLIENT_ID: 'another' } });
    expect(client.get('token')?.fields).toEqual(['zoom.clientId', 'zoom.clientSecret']);
  });

  test.each([
    ['rate-limited', 429],
    ['zoom-trouble', 503],
  ] as const)('%s', async (cause, status) => {
    zoom.failTokenRequests({ status, code: 1, message: 'no' });
    const checks = await runAllChecks();
    const detail = `HTTP ${status}, 1, no`;
    expect(checks.get('token')).toMatchObject(
      expectedFinding(false, offline(cause, detail), `remedy.${cause}`),
    );
  });

  test.each(['never', 'endless'] as const)('times out after 15 s if the response is: %s', async (kind) => {
    zoom.faults.token = { kind };
    const examined = runAllChecks();
    await requests.find((path) => path === '/oauth/token');
    clock.advance(15_000);
    const checks = await examined;
    expect(checks.get('token')).toMatchObject(expectedFinding(false, offline('network'), 'remedy.network'));
  });

  test('masks credentials that Zoom repeats in its error', async () => {
    const message = 'no canary-account, canary-client, canary-secret/+= of sato.misaki@example.com';
    zoom.failTokenRequests({ status: 401, code: 4700, message });
    const checks = await runAllChecks();
    expect(checks.get('token')?.message).toContain('***, ***, *** of ***');
  });

  test('reports in Japanese', async () => {
    zoom.failTokenRequests({ status: 400, code: 4738, message: 'x' });
    const checks = await runAllChecks({ language: 'ja' });
    expect(checks.get('token')).toMatchObject({
      ok: false,
      message: refused('app-disabled', 'HTTP 400, 4738, x', 'ja'),
      remedy: getTranslate('ja')('remedy.app-disabled'),
    });
  });
});

describe('scopes', () => {
  test('names missing scopes', async () => {
    await simulateInstead({ scopes: ['phone:read:call:admin', 'user:read:user:admin'] });
    const checks = await runAllChecks();
    const scopes = 'phone:read:list_call_logs:admin, phone:read:user:admin';
    expect(checks.get('scopes')).toMatchObject(
      expectedFinding(
        false,
        t('check.scopes.missing', { scopes, granted: 'phone:read:call:admin, user:read:user:admin' }),
        'remedy.scopes.missing',
      ),
    );
  });

  test('requires fewer scopes if the agent is set by extension', async () => {
    await simulateInstead({ scopes: ['phone:read:call:admin', 'phone:read:list_call_logs:admin'] });
    const checks = await runAllChecks({ env: { ZOOM_AGENT: '1002' } });
    const granted = 'phone:read:call:admin, phone:read:list_call_logs:admin';
    expect(checks.get('scopes')).toMatchObject(
      expectedFinding(true, t('check.scopes.ok', { granted }), null),
    );
  });

  test('passes and names superfluous scopes', async () => {
    await simulateInstead({
      scopes: ['phone:read:admin', 'user:read:admin', 'user:write:admin', 'account:master'],
    });
    const checks = await runAllChecks();
    expect(checks.get('scopes')).toMatchObject(
      expectedFinding(
        true,
        t('check.scopes.more', { scopes: 'user:write:admin, account:master' }),
        'remedy.scopes.more',
      ),
    );
  });

  test('is inconclusive if no scopes are listed', async () => {
    await simulateInstead({ scopes: [] });
    const checks = await runAllChecks();
    expect(checks.get('scopes')).toMatchObject(expectedFinding(null, t('check.scopes.unknown'), null));
  });
});

describe('agent', () => {
  test('finds the agent by email and reports only the extension', async () => {
    const checks = await runAllChecks();
    expect(checks.get('agent')).toMatchObject(
      expectedFinding(true, t('check.agent.ok', { extension: '1002' }), null),
    );
  });

  test('accepts an extension without asking Zoom', async () => {
    const checks = await runAllChecks({
      env: { ZOOM_AGENT: '1002' },
      options: { transport: failingTransport('network') },
    });
    expect(checks.get('agent')).toMatchObject(
      expectedFinding(true, t('check.agent.ok', { extension: '1002' }), null),
    );
  });

  test('without an agent, reports that every call is shown', async () => {
    const checks = await runAllChecks({ env: { ZOOM_AGENT: '' } });
    expect(checks.get('agent')).toMatchObject(expectedFinding(true, t('check.agent.everyone'), null));
    expect(checks.get('call-history')?.ok).toBe(true);
    expect(requests.all).toContain('/v2/phone/call_history');
  });

  test('reports an unknown agent without repeating the name', async () => {
    const checks = await runAllChecks({ env: { ZOOM_AGENT: 'canary@example.com' } });
    expect(checks.get('agent')).toMatchObject(
      expectedFinding(false, refused('agent-not-found', 'c…'), 'remedy.agent-not-found'),
    );
    expect(checks.get('agent')?.fields).toEqual(['zoom.agent']);
    expect(checks.get('call-history')).toMatchObject(expectedSkip('call-history', 'agent'));
    expect(checks.get('websocket')?.ok).toBe(true);
  });

  test('does not blame the agent if Zoom refuses the lookup for another reason', async () => {
    const message = 'Invalid api key or secret.';
    zoom.faults.rest.push({ path: /users/u, fault: { kind: 'status', status: 400, code: 200, message } });
    const check = (await runAllChecks()).get('agent');
    const sentence = offline('zoom-refused', `HTTP 400, 200, ${message}`);
    expect(check).toMatchObject(expectedFinding(false, sentence, 'remedy.zoom-refused'));
    expect(check?.fields).toEqual([]);
  });

  test('reports the missing scope for looking up the agent', async () => {
    await simulateInstead({ scopes: ['phone:read:call:admin'] });
    const checks = await runAllChecks();
    expect(checks.get('agent')).toMatchObject({ ok: false, remedy: t('remedy.agent-scope') });
    expect(checks.get('agent')?.message).toContain('user:read:user:admin');
  });

  test.each([
    ['rate-limited', 429],
    ['zoom-trouble', 500],
  ] as const)('%s: masks what Zoom repeats in its error', async (cause, status) => {
    const message = 'sato.misaki@example.com +81312340102 canary-account';
    zoom.faults.rest.push({ path: /users/u, fault: { kind: 'status', status, message } });
    const checks = await runAllChecks();
    const detail = `HTTP ${status}, *** *** ***`;
    expect(checks.get('agent')).toMatchObject(
      expectedFinding(false, offline(cause, detail), `remedy.${cause}`),
    );
  });

  test('reports a network fault if Zoom does not answer', async () => {
    zoom.faults.rest.push({ path: /phone\/users/u, times: 1, fault: { kind: 'never' } });
    const examined = runAllChecks();
    await requests.find((path) => path.startsWith('/v2/phone/users/'));
    clock.advance(15_000);
    const checks = await examined;
    expect(checks.get('agent')).toMatchObject(expectedFinding(false, offline('network'), 'remedy.network'));
  });
});

describe('websocket', () => {
  const connections = (): number => requests.all.filter((where) => where === 'websocket').length;

  test('reports the response time of Zoom', async () => {
    const real = createTransport();
    const transport: Transport = {
      ...real,
      connect: (url, listener) => {
        const socket = real.connect(url, listener);
        return {
          ...socket,
          send: (text) => {
            socket.send(text);
            clock.advance(42);
          },
        };
      },
    };
    const checks = await runAllChecks({ options: { transport } });
    expect(checks.get('websocket')).toMatchObject(
      expectedFinding(true, t('check.websocket.ok', { ms: 42 }), null),
    );
  });

  test('closes its connection', async () => {
    await runAllChecks();
    await expect.poll(() => zoom.connections.live).toBe(0);
    expect(zoom.connections.opened).toBe(1);
  });

  test('tries the other kind of token if Zoom refuses the first', async () => {
    await simulateInstead({ webSocketGrant: 'client_credentials' });
    const checks = await runAllChecks();
    expect(checks.get('websocket')?.ok).toBe(true);
    expect(zoom.connections).toMatchObject({ refused: 2, accepted: 1 });
    expect(zoom.requests.token).toBe(3);
    // Later checks use the token that the WebSocket accepted.
    expect(checks.get('call-history')?.ok).toBe(true);
  });

  test('requests a new token if the token was revoked', async () => {
    const real = createTransport();
    const transport: Transport = {
      ...real,
      connect: (url, listener) => {
        if (connections() === 0) zoom.revokeTokens();
        return real.connect(url, listener);
      },
    };
    const checks = await runAllChecks({ options: { transport } });
    expect(checks.get('websocket')?.ok).toBe(true);
    expect(zoom.connections).toMatchObject({ refused: 1, accepted: 1 });
  });

  test.each([
    ['subscription', 'Invalid Token'],
    ['subscription', 'no canary-subscription here'],
    ['scope', 'does not contain scopes'],
  ] as const)('reports a refused connection: %s (%s)', async (cause, content) => {
    zoom.faults.handshake = { kind: 'unwelcome', content };
    const checks = await runAllChecks();
    const detail = content.replace('canary-subscription', '***');
    expect(checks.get('websocket')).toMatchObject({
      ...expectedFinding(false, refused(cause, detail), `remedy.${cause}`),
      fields: cause === 'subscription' ? ['zoom.subscriptionId'] : [],
    });
    // The first token, then a new one, then one of the other kind.
    expect(zoom.connections.refused).toBe(3);
    expect(zoom.requests.token).toBe(3);
  });

  test('reports a refused grant if there is no token of the other kind', async () => {
    zoom.faults.handshake = { kind: 'unwelcome' };
    const real = createTransport();
    const transport: Transport = {
      ...real,
      connect: (url, listener) => {
        if (connections() === 1) zoom.failTokenRequests({ status: 400, code: 4705, message: 'no' });
        return real.connect(url, listener);
      },
    };
    const checks = await runAllChecks({ options: { transport } });
    const detail = 'HTTP 400, 4705, no';
    expect(checks.get('websocket')).toMatchObject(
      expectedFinding(false, refused('grant', detail), 'remedy.grant'),
    );
  });

  test.each([
    ['refused', { kind: 'refused', status: 503 }, 'zoom-trouble', 'HTTP 503'],
    ['cut', { kind: 'cut' }, 'network', ''],
    ['connection cut before the welcome', { kind: 'cut-before-welcome' }, 'broken', ''],
  ] as const)('%s', async (_how, handshake, cause, detail) => {
    zoom.faults.handshake = handshake;
    const checks = await runAllChecks();
    expect(checks.get('websocket')).toMatchObject(
      expectedFinding(false, offline(cause, detail), `remedy.${cause}`),
    );
    expect(connections()).toBe(1);
    expect(checks.get('call-history')?.ok).toBe(true);
  });

  test.each(['never', 'no-welcome'] as const)('%s: times out after 10 s', async (kind) => {
    zoom.faults.handshake = { kind };
    const examined = runAllChecks();
    await requests.find((where) => where === 'websocket');
    clock.advance(9_999);
    expect(reportedChecks.map(({ name }) => name)).not.toContain('websocket');
    clock.advance(1);
    const checks = await examined;
    expect(checks.get('websocket')).toMatchObject(
      expectedFinding(false, offline('no-welcome'), 'remedy.no-welcome'),
    );
  });

  test('times out 10 s after the welcome if no heartbeat is answered', async () => {
    zoom.faults.heartbeatsUnanswered = true;
    const examined = runAllChecks();
    await zoom.waitForClient();
    // Waits until the time limit of the heartbeat has replaced that of the welcome.
    await expect.poll(() => clock.pending).toBe(4);
    clock.advance(9_999);
    expect(reportedChecks.map(({ name }) => name)).not.toContain('websocket');
    clock.advance(1);
    const checks = await examined;
    expect(checks.get('websocket')).toMatchObject(
      expectedFinding(false, t('check.websocket.mute'), 'remedy.silent'),
    );
  });

  test('reports a proxy fault of the WebSocket alone', async () => {
    const transport: Transport = {
      ...createTransport(),
      connect: (_url, listener) => {
        void Promise.resolve().then(() => listener.end({ kind: 'failed', reason: 'proxy' }));
        return { send: () => undefined, terminate: () => undefined };
      },
    };
    const checks = await runAllChecks({ options: { transport } });
    expect(checks.get('proxy-and-certificates')?.ok).toBe(true);
    expect(checks.get('websocket')).toMatchObject(expectedFinding(false, offline('proxy'), 'remedy.proxy'));
  });
});

describe('the connection of the running app', () => {
  const NOW = Date.UTC(2026, 10, 22, 1, 0, 0);
  const well: ConnectionStats = {
    lastFrameAt: NOW - 3_000,
    lastHeartbeatAt: NOW - 17_400,
    connectsToday: 2,
    connectedSince: NOW - 600_000,
  };
  const CONNECTED: Connection = { state: 'connected', everyone: false };
  const checkLive = async (
    connection: Connection | null,
    stats: ConnectionStats | null = well,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Check | undefined> =>
    (await runAllChecks({ env, options: { getLiveConnection: () => ({ connection, stats }) } })).get(
      'websocket',
    );
  const wall = (at: number): string => {
    const date = new Date(at);
    return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  };

  test('is reported without opening a second one', async () => {
    const since = wall(NOW - 600_000);
    expect(await checkLive(CONNECTED)).toMatchObject(
      expectedFinding(true, t('check.websocket.live', { since, frame: 3, beat: 17, connects: 2 }), null),
    );
    expect(zoom.connections.opened).toBe(0);
    expect(requests.all).not.toContain('websocket');
  });

  test('is reported with the date if it was opened on another day', async () => {
    const at = NOW - 3 * 24 * 60 * 60_000;
    const check = await checkLive(CONNECTED, { ...well, connectedSince: at });
    const since = `${new Date(at).toLocaleDateString('sv-SE')} ${wall(at)}`;
    expect(since).toMatch(/^2026-11-(?:18|19|20) /u);
    expect(check?.message).toBe(t('check.websocket.live', { since, frame: 3, beat: 17, connects: 2 }));
  });

  test('ignores the heartbeat of an earlier connection', async () => {
    const stats = { ...well, lastHeartbeatAt: NOW - 3_600_000, connectedSince: NOW - 4_000 };
    const since = wall(NOW - 4_000);
    expect(await checkLive(CONNECTED, stats)).toMatchObject(
      expectedFinding(true, t('check.websocket.live-new', { since, connects: 2 }), null),
    );
  });

  test.each([
    [90_000, true],
    [90_001, false],
  ])('heartbeat unanswered for %i ms', async (ms, ok) => {
    const since = wall(NOW - 600_000);
    const params = { since, beat: 90, connects: 2 };
    expect(await checkLive(CONNECTED, { ...well, lastHeartbeatAt: NOW - ms })).toMatchObject(
      ok
        ? expectedFinding(true, t('check.websocket.live', { ...params, frame: 3 }), null)
        : expectedFinding(false, t('check.websocket.live-mute', params), 'remedy.silent'),
    );
  });

  test('fails if no heartbeat was ever answered', async () => {
    const check = await checkLive(CONNECTED, { ...well, lastHeartbeatAt: null });
    const params = { since: wall(NOW - 600_000), beat: 600, connects: 2 };
    expect(check).toMatchObject(
      expectedFinding(false, t('check.websocket.live-mute', params), 'remedy.silent'),
    );
  });

  test('reports no negative times after the clock was set back', async () => {
    const check = await checkLive(CONNECTED, {
      ...well,
      lastFrameAt: NOW + 5_000,
      lastHeartbeatAt: NOW + 5_000,
    });
    const params = { since: wall(NOW - 600_000), frame: 0, beat: 0, connects: 2 };
    expect(check).toMatchObject(expectedFinding(true, t('check.websocket.live', params), null));
  });

  test('is inconclusive while connecting', async () => {
    const connecting = expectedFinding(null, t('check.websocket.live-connecting'), 'remedy.connecting');
    expect(await checkLive({ state: 'connecting' })).toMatchObject(connecting);
    reportedChecks = [];
    expect(await checkLive(CONNECTED, { ...well, connectedSince: null })).toMatchObject(connecting);
  });

  test('reports the cause while offline, without a countdown', async () => {
    const connection: Connection = { state: 'offline', cause: 'evicted', detail: '', retryAt: NOW + 60_000 };
    expect(await checkLive(connection)).toMatchObject({
      ...expectedFinding(false, offline('evicted'), 'remedy.evicted'),
      fields: ['zoom.subscriptionId'],
    });
  });

  test('reports a refusal even if Zoom cannot be reached', async () => {
    const connection: Connection = { state: 'refused', cause: 'subscription', detail: 'Invalid Token' };
    const transport = failingTransport('network');
    const checks = await runAllChecks({
      options: { transport, getLiveConnection: () => ({ connection, stats: well }) },
    });
    expect(checks.get('websocket')).toMatchObject(
      expectedFinding(false, refused('subscription', 'Invalid Token'), 'remedy.subscription'),
    );
  });

  test('reports missing events on an open connection', async () => {
    const connection: Connection = { state: 'degraded', cause: 'events-missing', callAt: NOW - 60_000 };
    const sentence = formatConnection(connection, t, NOW);
    expect(await checkLive(connection)).toMatchObject(
      expectedFinding(false, sentence, 'remedy.events-missing'),
    );
  });

  test('opens a connection if the app has none', async () => {
    expect((await checkLive(null))?.ok).toBe(true);
    reportedChecks = [];
    expect((await checkLive(CONNECTED, null))?.ok).toBe(true);
    expect(zoom.connections.opened).toBe(2);
  });
});

describe('notifications', () => {
  test.each([
    ['ok', true, null],
    ['not-needed', null, null],
    ['denied', false, 'remedy.notifications.denied'],
    ['unsupported', false, 'remedy.notifications.unsupported'],
  ] as const)('%s', async (state, ok, remedy) => {
    const checks = await runAllChecks({ options: { notifications: () => state } });
    expect(checks.get('notifications')).toMatchObject(
      expectedFinding(ok, t(`check.notifications.${state}`), remedy),
    );
  });

  test('are not checked in the terminal', async () => {
    const checks = await runAllChecks();
    expect(checks.get('notifications')).toMatchObject(
      expectedFinding(null, t('check.notifications.none'), null),
    );
  });
});

describe('selected checks', () => {
  const runChecks = async (names: readonly CheckName[]): Promise<void> => {
    for await (const check of runDoctor(options(), new AbortController().signal, names))
      reportedChecks.push(check);
  };

  test('runs only the selected checks, in the standard order', async () => {
    await runChecks(['websocket', 'agent', 'scopes', 'token', 'proxy-and-certificates', 'keychain']);
    expect(reportedChecks.map(({ name, ok }) => [name, ok])).toEqual([
      ['keychain', true],
      ['proxy-and-certificates', true],
      ['token', true],
      ['scopes', true],
      ['agent', true],
      ['websocket', true],
    ]);
    // The run creates neither settings nor a history file, and does not request the call history.
    expect(readdirSync(home)).toEqual([]);
    expect(requests.all.filter((path) => path.includes('call_history'))).toEqual([]);
  });

  test('runs no check for an empty selection', async () => {
    await runChecks([]);
    expect(reportedChecks).toEqual([]);
  });
});

describe('call history', () => {
  test('reports the number of today’s entries', async () => {
    const transport: Transport = {
      ...createTransport(),
      request: (request, signal) => {
        const { pathname, searchParams } = new URL(request.url);
        if (!pathname.endsWith('/call_history')) return createTransport().request(request, signal);
        const [from, to] = [searchParams.get('from'), searchParams.get('to')];
        expect([from, to]).toEqual(['2026-11-22', '2026-11-22']);
        const call_logs = [{ call_id: '1', caller_name: '佐藤 美咲' }, { call_id: '2' }];
        return Promise.resolve({ status: 200, json: { call_logs }, serverTime: null, retryAfter: null });
      },
    };
    const checks = await runAllChecks({ options: { transport } });
    expect(checks.get('call-history')).toMatchObject(
      expectedFinding(true, t('check.call-history.ok', { entries: 2 }), null),
    );
  });

  test('reports the missing scope', async () => {
    await simulateInstead({
      scopes: ['phone:read:call:admin', 'user:read:user:admin', 'phone:read:user:admin'],
    });
    const checks = await runAllChecks();
    expect(checks.get('call-history')).toMatchObject(
      expectedFinding(false, t('notice.history-scope'), 'remedy.scopes.missing'),
    );
  });

  test('uses the date of Zoom’s clock', async () => {
    clock = new FakeClock(Date.UTC(2026, 10, 22, 0, 0, 30));
    zoom.faults.clockOffsetMs = -60_000;
    const asking = new Mailbox<string>();
    const real = createTransport();
    const transport: Transport = {
      ...real,
      request: (request, signal) => {
        asking.push(request.url);
        return real.request(request, signal);
      },
    };
    await runAllChecks({ options: { transport } });
    expect(asking.all.find((url) => url.includes('call_history'))).toContain('from=2026-11-21&to=2026-11-21');
  });

  test.each([400, 500])('HTTP %i: masks email addresses in the error', async (status) => {
    const message = 'somebody@example.com';
    zoom.faults.rest.push({ path: /call_history/u, fault: { kind: 'status', status, message } });
    const checks = await runAllChecks();
    const detail = `HTTP ${status}, ***`;
    expect(checks.get('call-history')).toMatchObject(
      expectedFinding(false, t('notice.history-unreadable', { detail }), 'remedy.history-unreadable'),
    );
  });

  test('cut', async () => {
    zoom.faults.rest.push({ path: /call_history/u, fault: { kind: 'cut' } });
    const checks = await runAllChecks();
    expect(checks.get('call-history')).toMatchObject(
      expectedFinding(false, t('notice.history-unreachable'), 'remedy.history-unreachable'),
    );
  });

  test('times out after 15 s', async () => {
    zoom.faults.rest.push({ path: /call_history/u, fault: { kind: 'never' } });
    const examined = runAllChecks();
    await requests.find((path) => path.endsWith('/call_history'));
    clock.advance(15_000);
    const checks = await examined;
    expect(checks.get('call-history')?.message).toBe(t('notice.history-unreachable'));
  });
});

describe('clock', () => {
  test.each([
    [0, true, 'ok'],
    [29, true, 'ok'],
    [-29, true, 'ok'],
    [30, true, 'ahead'],
    [-30, true, 'behind'],
    [300, true, 'ahead'],
    [-300, true, 'behind'],
    [301, false, 'far-ahead'],
    [-301, false, 'far-behind'],
    [86_400, false, 'far-ahead'],
  ] as const)('%i s: %s', async (seconds, ok, how) => {
    zoom.faults.clockOffsetMs = -seconds * 1_000;
    const checks = await runAllChecks();
    expect(checks.get('clock')).toMatchObject(
      expectedFinding(
        ok,
        t(`check.clock.${how}`, { seconds: Math.abs(seconds) }),
        how === 'ok' ? null : 'remedy.clock',
      ),
    );
  });

  test('is inconclusive if Zoom sends no time', async () => {
    const real = createTransport();
    const transport: Transport = {
      ...real,
      request: async (request, signal) => ({ ...(await real.request(request, signal)), serverTime: null }),
    };
    const checks = await runAllChecks({ options: { transport } });
    expect(checks.get('clock')).toMatchObject(expectedFinding(null, t('check.clock.unknown'), null));
  });
});

describe('CRMs', () => {
  const crm = (id: string, kind: ConnectorErrorKind | null): Connector => ({
    id,
    name: id.toUpperCase(),
    find: () =>
      kind === null
        ? Promise.resolve({ matches: [], asOf: null, newer: null })
        : Promise.reject(new ConnectorError(kind)),
  });
  const checked = async (...connectors: readonly Connector[]): Promise<Check | undefined> =>
    (await runAllChecks({ options: { connectors } })).get('connectors');

  test('is inconclusive if none is set up', async () => {
    expect(await checked()).toMatchObject(expectedFinding(null, t('check.connectors.none'), null));
  });

  test('passes if all answer', async () => {
    const message = t('check.connectors.ok', { names: 'A, B' });
    expect(await checked(crm('a', null), crm('b', null))).toMatchObject(expectedFinding(true, message, null));
  });

  test('names each failing CRM with the reason', async () => {
    const check = await checked(crm('a', 'slow'), crm('b', null), crm('c', 'credentials'));
    expect(check).toMatchObject({ ok: false, remedy: t('remedy.connectors'), fields: ['connectors'] });
    expect(check?.message).toBe(`A: ${t('why.connector-slow')} C: ${t('why.connector-credentials')}`);
  });

  test('times out after 35 s if one does not answer', async () => {
    const asked = new Mailbox<null>();
    const find = (): Promise<never> => {
      asked.push(null);
      return new Promise(() => undefined);
    };
    const check = checked({ ...crm('a', null), find });
    await asked.next();
    clock.advance(34_999);
    expect(reportedChecks.map(({ name }) => name)).not.toContain('connectors');
    clock.advance(1);
    const message = t('check.took-too-long', { what: t('check.what.connectors'), seconds: 35 });
    expect(await check).toMatchObject(expectedFinding(false, message, 'remedy.took-too-long'));
  });
});

describe('contacts', () => {
  test('is inconclusive if no file is set', async () => {
    const checks = await runAllChecks();
    expect(checks.get('contacts')).toMatchObject(expectedFinding(null, t('check.contacts.none'), null));
  });

  test('reports people, numbers and invalid lines', async () => {
    const env = contactsFile('Name,Phone\nA,03-1111-2222\nB,03-1111-2222\nC,03-1111-3333\nD,12\n');
    const checks = await runAllChecks({ env });
    expect(checks.get('contacts')).toMatchObject({
      ok: true,
      message: t('check.contacts.ok', { people: 3, numbers: 2 }),
      remedy: t('notice.contacts-bad-number', { file: 'contacts.csv', line: 5, column: 'Phone' }),
    });
  });

  test('reports a missing file', async () => {
    const checks = await runAllChecks({ env: { CHAKUSHIN_CONTACTS: join(home, 'none.csv') } });
    expect(checks.get('contacts')).toMatchObject({
      ...expectedFinding(false, t('notice.contacts-missing', { file: 'none.csv' }), 'remedy.contacts'),
      fields: ['contacts'],
    });
  });

  test('reports a file without a phone column', async () => {
    const checks = await runAllChecks({ env: contactsFile('Name,Colour\nMary Major,green\n') });
    expect(checks.get('contacts')).toMatchObject(
      expectedFinding(
        false,
        t('notice.contacts-no-phone-column', { file: 'contacts.csv' }),
        'remedy.contacts',
      ),
    );
  });
});

describe('the file of past calls', () => {
  const path = (): string => join(home, 'history.sqlite');

  test('is created if it is missing', async () => {
    const checks = await runAllChecks();
    expect(checks.get('database')).toMatchObject(expectedFinding(true, t('check.database.ok'), null));
    expect(readdirSync(home)).toContain('history.sqlite');
  });

  test('does not disturb the file of a running app', async () => {
    const errors: unknown[] = [];
    const running = new CallHistory({ path: path(), clock, onError: (error) => errors.push(error) });
    running.setValue('before', '1');
    clock.advance(0);
    const checks = await runAllChecks({ options: { clock: new FakeClock() } });
    expect(checks.get('database')?.ok).toBe(true);
    running.setValue('after', '2');
    clock.advance(0);
    expect([running.getValue('before'), running.getValue('after')]).toEqual(['1', '2']);
    running.close();
    expect(errors).toEqual([]);
  });

  test('reports a file that cannot be opened', async () => {
    mkdirSync(path());
    const checks = await runAllChecks();
    const reason = /\((SQLITE_\w+)\)/u.exec(checks.get('database')?.message ?? '')?.[1] ?? '';
    expect(checks.get('database')).toMatchObject(
      expectedFinding(false, t('notice.history-unwritable', { reason }), 'remedy.history-unwritable'),
    );
  });

  test('reports a file locked by another process', async () => {
    new CallHistory({ path: path(), clock, onError: () => undefined }).close();
    const other = new Database(path());
    other.exec('BEGIN IMMEDIATE');
    const checks = await runAllChecks();
    other.exec('ROLLBACK');
    other.close();
    expect(checks.get('database')).toMatchObject(
      expectedFinding(
        false,
        t('notice.history-unwritable', { reason: 'SQLITE_BUSY' }),
        'remedy.history-unwritable',
      ),
    );
  });

  test('reports a file of a newer version', async () => {
    const other = new Database(path());
    other.exec('PRAGMA user_version = 1000');
    other.close();
    const checks = await runAllChecks();
    expect(checks.get('database')).toMatchObject(
      expectedFinding(false, t('notice.history-newer'), 'remedy.history-newer'),
    );
  });

  test('reports a damaged file', async () => {
    writeFileSync(path(), 'this is no database '.repeat(500));
    const checks = await runAllChecks();
    expect(checks.get('database')).toMatchObject({ ok: false, remedy: t('remedy.history-damaged') });
    const file = readdirSync(home).find((name) => name.includes('.damaged-')) ?? '?';
    expect(checks.get('database')?.message).toBe(t('notice.history-damaged', { file }));
  });
});

describe('aborting the checks', () => {
  test('runs no check if aborted before the start', async () => {
    for await (const check of runDoctor(options(), AbortSignal.abort())) reportedChecks.push(check);
    expect(reportedChecks).toEqual([]);
    expect(requests.all).toEqual([]);
  });

  test('does not report a check aborted midway and leaves no timer', async () => {
    zoom.faults.handshake = { kind: 'no-welcome' };
    const abort = new AbortController();
    const ended = (async () => {
      for await (const check of runDoctor(options(), abort.signal)) reportedChecks.push(check);
    })();
    await requests.find((where) => where === 'websocket');
    abort.abort();
    await ended;
    expect(reportedChecks.at(-1)?.name).toBe('agent');
    await expect.poll(() => clock.pending).toBe(0);
    expect(requests.all.filter((where) => where === 'websocket')).toHaveLength(1);
  });

  test('stops between two checks', async () => {
    for await (const check of runDoctor(options(), new AbortController().signal)) {
      reportedChecks.push(check);
      if (check.name === 'keychain') break;
    }
    expect(reportedChecks).toHaveLength(2);
    expect(requests.all).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
