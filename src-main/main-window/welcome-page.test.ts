import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Core } from '../../src-core/create-core.ts';
import { systemClock } from '../../src-core/util/clock.ts';
import { Mailbox } from '../../src-core/test-support/fakes.ts';
import { getTranslate } from '../../src-core/i18n/index.ts';
import { SessionSecrets } from '../../src-core/secrets/session-secrets.ts';
import { SettingsStore } from '../../src-core/settings/settings-store.ts';
import {
  SecretStoreError,
  ZOOM_CLIENT_SECRET,
  type SecretStoreFault,
} from '../../src-core/secrets/secret-store.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import type { Environment } from '../../src-core/util/environment.ts';
import { startSimulator, type Simulator } from '../../src-simulator/server.ts';
import type { FieldView } from '../../src-preload/ipc/fields.ts';
import type { CheckView } from '../../src-preload/ipc/doctor.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import {
  WELCOME_STEPS,
  WelcomeCommandSchema,
  type AccountContent,
  type WelcomeCommand,
  type WelcomeContent,
  type WelcomeStep,
  type WelcomeView,
} from '../../src-preload/ipc/welcome.ts';
import { Trial } from '../demo/trial.ts';
import { OK } from './page.ts';
import { WelcomePage } from './welcome-page.ts';

const t = getTranslate('en');
const SECRET = 'sim-secret';
const WRONG = 'canary-of-a-wrong-secret';
const ENDPOINT = 'wss://ws.zoom.us/ws?subscriptionId=sim-subscription';

let home: string;
let zoom: Simulator;
let storedSecrets: Map<string, string>;
let fixture: Fixture;

interface Fixture {
  readonly store: SettingsStore;
  readonly core: Core;
  readonly trial: Trial;
  readonly page: WelcomePage;
  /** every rendered view */
  readonly rendered: Mailbox<WelcomeView>;
  readonly copied: string[];
  readonly opened: string[];
  readonly openedPages: string[];
  samples: number;
  /** path from the dialog; null = canceled */
  file: string | null;
  handle(command: WelcomeCommand): Promise<CommandResult>;
  view(): WelcomeView;
}

interface FixtureOptions {
  readonly env?: Environment;
  readonly managed?: Values;
  readonly keychain?: SecretStoreFault;
  /** delays the keychain's writes */
  readonly storesAfter?: Promise<void>;
}

/** The page with the whole service, which follows the configuration as in the app. */
function open({ env = {}, managed = {}, keychain, storesAfter }: FixtureOptions = {}): Fixture {
  const check = (): Promise<void> =>
    keychain === undefined ? Promise.resolve() : Promise.reject(new SecretStoreError(keychain));
  const secrets = new SessionSecrets({
    get: async (name) => {
      await check();
      return storedSecrets.get(name) ?? null;
    },
    set: async (name, value) => {
      await check();
      await storesAfter;
      storedSecrets.set(name, value);
    },
    remove: () => Promise.resolve(false),
  });
  const { ZOOM_OAUTH_URL, ZOOM_API_URL, ZOOM_WS_URL } = zoom.env;
  const urls = { ZOOM_OAUTH_URL, ZOOM_API_URL, ZOOM_WS_URL };
  const store = new SettingsStore({
    env: { CHAKUSHIN_HOME: home, ...urls, ...env },
    managed: {
      values: managed,
      findSource: (path) => (hasPath(managed, path.split('.')) ? '/etc/chakushin/managed.json' : null),
      problems: [],
    },
    secrets,
    clock: systemClock,
    shouldRepair: false,
  });
  const core = new Core(store, {
    clock: systemClock,
    events: { output: () => undefined, state: () => render(), pop: () => undefined },
    resolveProxy: () => Promise.resolve('DIRECT'),
    extraRootsFile: null,
    interfaces: () => ({}),
    translateFor: () => t,
  });
  const rendered = new Mailbox<WelcomeView>();
  const trial = new Trial({
    store,
    root: join(import.meta.dirname, '..', '..'),
    language: () => 'ja',
  });
  const built: Fixture = {
    store,
    core,
    trial,
    rendered,
    copied: [],
    opened: [],
    openedPages: [],
    samples: 0,
    file: null,
    page: new WelcomePage(
      {
        store,
        core,
        clock: systemClock,
        dialogs: {
          openFile: () => Promise.resolve(built.file),
          saveFile: () => Promise.resolve(null),
        },
        t: () => t,
        render: () => render(),
        copy: (text) => void built.copied.push(text),
        openAddress: (address) => void built.opened.push(address),
        openFolder: () => Promise.resolve(),
        quit: () => undefined,
        keychain: () => Promise.resolve(keychain ?? 'ok'),
        appInfo: { version: '1', electron: '1', chrome: '1', node: '1', system: 'x' },
      },
      {
        trial,
        showSample: () => {
          built.samples += 1;
        },
        go: (page) => void built.openedPages.push(page),
        getLiveConnection: () => ({
          connection: core.service.state.connection,
          stats: {
            lastFrameAt: Date.now(),
            lastHeartbeatAt: null,
            connectsToday: 1,
            connectedSince: Date.now(),
          },
        }),
        isSecretFromEnvironment: env['ZOOM_CLIENT_SECRET'] !== undefined,
      },
    ),
    handle: async (command) => await built.page.handle(command),
    view: () => built.page.view({ language: 'en', t, now: Date.now() }),
  };
  const render = (): void => rendered.push(built.view());
  store.onChange(() => render());
  core.start();
  fixture = built;
  return built;
}

function hasPath(values: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  if (typeof values !== 'object' || values === null || !(key in values)) return false;
  return hasPath(Object.entries(values).find(([name]) => name === key)?.[1], rest);
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-welcome-'));
  storedSecrets = new Map();
  zoom = await startSimulator();
});
afterEach(async () => {
  fixture.page.onHide();
  await fixture.trial.end();
  fixture.core.stop();
  await zoom.close();
  rmSync(home, { recursive: true, force: true });
  // No view ever contained a secret.
  expect(JSON.stringify(fixture.rendered.all)).not.toMatch(/sim-secret|canary|access_token|eyJ/u);
});

const readSettings = (): unknown => JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'));

function getContent<Step extends WelcomeStep>(
  step: Step,
  { content } = fixture.view(),
): Extract<WelcomeContent, { step: Step }> {
  const isStep = (one: WelcomeContent): one is Extract<WelcomeContent, { step: Step }> => one.step === step;
  if (!isStep(content)) throw new Error(`the step is ${content.step}`);
  return content;
}

function accountFields(content: AccountContent): ReadonlyMap<string, Pick<FieldView, 'error' | 'lock'>> {
  const fields = [...content.credentials.fields, content.credentials.secret, content.events.field];
  return new Map(fields.map((field) => [field.id, field]));
}
const getMarkedFields = (): string[] =>
  [...accountFields(getContent('account'))].flatMap(([id, { error }]) => (error === null ? [] : [id]));
/** Returns the error that the first failed check gives its fields. */
const toFieldError = (checks: readonly CheckView[]): string =>
  t('welcome.field.check', { sentence: checks.find(({ state }) => state === 'wrong')?.message ?? '' });
const states = (lines: readonly CheckView[]): Record<string, string> =>
  Object.fromEntries(lines.map(({ name, state }) => [name, state]));

type SetCommand = Extract<WelcomeCommand, { type: 'set' }>;
const set = (id: SetCommand['id'], value: SetCommand['value']): Promise<CommandResult> =>
  fixture.handle({ type: 'set', id, value });

async function enter(values: { accountId?: string; clientId?: string; secret?: string; url?: string } = {}) {
  await fixture.handle({ type: 'go', step: 'account' });
  await set('zoom.accountId', values.accountId ?? 'sim-account');
  await set('zoom.clientId', values.clientId ?? 'sim-client');
  await fixture.handle({ type: 'secret', id: 'zoom.clientSecret', value: values.secret ?? SECRET });
  await set('zoom.subscriptionId', values.url ?? ENDPOINT);
}

const runTest = (): Promise<CommandResult> => fixture.handle({ type: 'test' });
const connected = (): Promise<WelcomeView> =>
  fixture.rendered.find(
    (view) => view.content.step === 'account' && getContent('account', view).status?.tone === 'good',
  );

describe('the account', () => {
  test('a new account is tested, saved and connected', async () => {
    open();
    expect(fixture.view().content.step).toBe('start');
    await enter();
    expect(fixture.view().next).toEqual({ step: 'agent', label: t('welcome.skip'), isMain: false });
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
    expect(await runTest()).toEqual({ ok: true, message: t('welcome.saved') });
    expect(states(getContent('account').test.checks)).toEqual({
      keychain: 'fine',
      'proxy-and-certificates': 'fine',
      token: 'fine',
      scopes: 'fine',
      websocket: 'fine',
    });
    expect(readSettings()).toMatchObject({
      zoom: { accountId: 'sim-account', clientId: 'sim-client', subscriptionId: 'sim-subscription' },
    });
    expect(storedSecrets).toEqual(new Map([[ZOOM_CLIENT_SECRET, SECRET]]));
    expect(readFileSync(join(home, 'settings.json'), 'utf8')).not.toContain(SECRET);
    const { content, next } = await connected();
    expect(next).toEqual({ step: 'agent', label: t('welcome.next'), isMain: true });
    expect(content.step === 'account' && content.status?.message).toBe(t('connection.everyone'));
    expect(getContent('account').credentials.secret.state).toBe(t('welcome.secret.stored'));
    expect(getContent('account').saveAnyway).toBeNull();
    // The app did not connect with incomplete settings.
    expect(fixture.core.service.state.notices).toEqual([]);
  });

  test('shows finished, running and waiting checks as the test proceeds', async () => {
    open();
    await enter();
    const before = fixture.rendered.all.length;
    await runTest();
    const snapshots = fixture.rendered.all
      .slice(before)
      .map((view) => getContent('account', view).test)
      .filter(({ isRunning }) => isRunning)
      .map(({ checks: lines }) => lines.map(({ state }) => state));
    const done = (count: number): string[] =>
      [0, 1, 2, 3, 4].map((index) => (index < count ? 'fine' : index === count ? 'running' : 'waiting'));
    for (const count of [0, 1, 2, 3, 4]) expect(snapshots).toContainEqual(done(count));
    for (const snapshot of snapshots) expect([0, 1, 2, 3, 4, 5].map(done)).toContainEqual(snapshot);
  });

  test.each([
    ['secret', { secret: WRONG }, ['zoom.clientId', 'zoom.clientSecret']],
    ['client id', { clientId: 'another' }, ['zoom.clientId', 'zoom.clientSecret']],
    ['account id', { accountId: 'another' }, ['zoom.accountId']],
    ['subscription', { url: 'wss://ws.zoom.us/ws?subscriptionId=another' }, ['zoom.subscriptionId']],
  ])('wrong %s: marks the field and saves nothing', async (_what, values, fields) => {
    open();
    await enter(values);
    expect((await runTest()).ok).toBe(false);
    expect(getMarkedFields()).toEqual(fields);
    const { checks } = getContent('account').test;
    const field = accountFields(getContent('account')).get(fields[0]!);
    expect(field?.error).toBe(toFieldError(checks));
    const wrong = checks.find(({ state }) => state === 'wrong');
    expect(wrong?.remedy?.text).toMatch(/.{20}/u);
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
    expect(storedSecrets.size).toBe(0);
    expect(getContent('account').saveAnyway).toBe(t('welcome.save-anyway'));
  });

  test('connects after a wrong secret is corrected', async () => {
    open();
    zoom.failTokenRequests({ status: 400, code: 4704, message: 'Invalid client secret' });
    await enter({ secret: WRONG });
    expect((await runTest()).ok).toBe(false);
    expect(getMarkedFields()).toEqual(['zoom.clientSecret']);
    zoom.failTokenRequests(null);
    await fixture.handle({ type: 'secret', id: 'zoom.clientSecret', value: SECRET });
    expect(getMarkedFields()).toEqual([]);
    expect(getContent('account').test.checks).toEqual([]);
    expect((await runTest()).ok).toBe(true);
    await connected();
  });

  test('missing scopes prevent saving unless the user insists', async () => {
    zoom.setScopes(['phone:read:call:admin']);
    open();
    await enter();
    expect(await runTest()).toEqual({ ok: false, message: t('welcome.test.failed', { count: 1 }) });
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
    expect(await fixture.handle({ type: 'save' })).toEqual({ ok: true, message: t('welcome.saved') });
    expect(readSettings()).toMatchObject({ zoom: { accountId: 'sim-account' } });
    expect(fixture.view().next?.isMain).toBe(true);
  });

  test('the account can be saved while offline', async () => {
    open();
    await enter();
    await zoom.goDown();
    expect((await runTest()).ok).toBe(false);
    expect((await fixture.handle({ type: 'save' })).ok).toBe(true);
    expect(storedSecrets.get(ZOOM_CLIENT_SECRET)).toBe(SECRET);
    expect(getContent('account').saveAnyway).toBeNull();
  });

  test('missing values and an invalid endpoint URL are marked without a request to Zoom', async () => {
    open();
    await fixture.handle({ type: 'go', step: 'account' });
    const incomplete = { ok: false, message: t('welcome.incomplete') };
    expect(await runTest()).toEqual(incomplete);
    expect(getMarkedFields()).toEqual([
      'zoom.accountId',
      'zoom.clientId',
      'zoom.clientSecret',
      'zoom.subscriptionId',
    ]);
    await enter({ url: 'https://marketplace.zoom.us/develop' });
    expect(await runTest()).toEqual(incomplete);
    expect(getMarkedFields()).toEqual(['zoom.subscriptionId']);
    expect(await fixture.handle({ type: 'save' })).toEqual(incomplete);
    expect(zoom.requests.token).toBe(0);
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test.each([ENDPOINT, `  ${ENDPOINT}&x=1 `, 'sim-subscription'])(
    '%j is accepted as the subscription',
    async (url) => {
      open();
      await enter({ url });
      expect(getContent('account').events.field).toMatchObject({ value: 'sim-subscription', error: null });
    },
  );

  test('changing steps preserves entered values and test results', async () => {
    open();
    await enter({ secret: WRONG });
    await runTest();
    const before = getContent('account');
    for (const step of ['agent', 'start', 'account'] as const) await fixture.handle({ type: 'go', step });
    expect(getContent('account')).toEqual(before);
    expect(before.credentials.secret).toMatchObject({ isKnown: true, state: t('welcome.secret.entered') });
  });

  test('restoring the tested values makes the test valid again', async () => {
    open();
    await enter();
    await runTest();
    await set('zoom.clientId', 'another');
    expect(fixture.view().next?.isMain).toBe(false);
    await set('zoom.clientId', ' sim-client ');
    expect(fixture.view().next?.isMain).toBe(true);
    await fixture.handle({ type: 'secret', id: 'zoom.clientSecret', value: 'x' });
    await fixture.handle({ type: 'secret', id: 'zoom.clientSecret', value: ' ' });
    expect(fixture.view().next?.isMain).toBe(true);
  });

  test('a stored secret does not have to be entered again', async () => {
    storedSecrets.set(ZOOM_CLIENT_SECRET, SECRET);
    writeFileSync(
      join(home, 'settings.json'),
      JSON.stringify({ zoom: { accountId: 'sim-account', clientId: 'sim-client' } }),
    );
    open();
    await fixture.store.loadSecrets();
    await fixture.handle({ type: 'go', step: 'account' });
    expect(getContent('account').credentials.secret).toMatchObject({
      isKnown: true,
      state: t('welcome.secret.stored'),
    });
    await set('zoom.subscriptionId', ENDPOINT);
    expect((await runTest()).ok).toBe(true);
    await connected();
  });

  test('a secret already in the keychain and loaded is used', async () => {
    storedSecrets.set(ZOOM_CLIENT_SECRET, SECRET);
    open();
    await fixture.store.secrets.get(ZOOM_CLIENT_SECRET);
    await fixture.handle({ type: 'go', step: 'account' });
    await set('zoom.accountId', 'sim-account');
    await set('zoom.clientId', 'sim-client');
    await set('zoom.subscriptionId', ENDPOINT);
    expect(await runTest()).toEqual({ ok: true, message: t('welcome.saved') });
    await connected();
  });

  test.each(['no-library', 'no-service', 'locked', 'timed-out'] as const)(
    'keychain %s: connects with the secret for this run only and shows the reason',
    async (fault) => {
      open({ keychain: fault });
      await enter();
      expect((await runTest()).ok).toBe(true);
      expect(states(getContent('account').test.checks)).toMatchObject({
        keychain: 'wrong',
        websocket: 'fine',
      });
      await connected();
      expect(getContent('account').credentials.secret.state).toBe(
        t('welcome.secret.this-run', {
          why: t(`check.keychain.${fault}`),
          remedy: t(`remedy.keychain.${fault}`),
        }),
      );
      expect(storedSecrets.size).toBe(0);
      expect(readFileSync(join(home, 'settings.json'), 'utf8')).not.toContain(SECRET);
    },
  );

  test('a locked keychain is reported, and an entered secret is used for this run', async () => {
    writeFileSync(
      join(home, 'settings.json'),
      JSON.stringify({
        zoom: { accountId: 'sim-account', clientId: 'sim-client', subscriptionId: 'sim-subscription' },
      }),
    );
    open({ keychain: 'locked' });
    await fixture.store.loadSecrets();
    await fixture.handle({ type: 'go', step: 'account' });
    expect(getContent('account').credentials.secret).toMatchObject({
      isKnown: false,
      state: t('welcome.secret.unreadable', {
        why: t('check.keychain.locked'),
        remedy: t('remedy.keychain.locked'),
      }),
    });
    expect(await runTest()).toMatchObject({ ok: false });
    expect(getMarkedFields()).toEqual(['zoom.clientSecret']);
    await fixture.handle({ type: 'secret', id: 'zoom.clientSecret', value: SECRET });
    expect((await runTest()).ok).toBe(true);
    await connected();
  });

  test('a slow keychain shows “saving” and preserves values typed meanwhile', async () => {
    let release = (): void => undefined;
    open({ storesAfter: new Promise((resolve) => (release = resolve)) });
    await enter();
    const answer = runTest();
    await fixture.rendered.find(
      (view) => view.content.step === 'account' && getContent('account', view).status !== null,
    );
    expect(getContent('account').status).toEqual({ tone: 'busy', message: t('welcome.saving') });
    // Neither command runs twice.
    expect(await runTest()).toEqual(OK);
    expect(await fixture.handle({ type: 'save' })).toEqual(OK);
    await set('zoom.clientId', 'another');
    release();
    expect((await answer).ok).toBe(true);
    expect(readSettings()).toMatchObject({ zoom: { clientId: 'sim-client' } });
    expect(getContent('account').credentials.fields[1]).toMatchObject({ value: 'another' });
    expect(fixture.view().next?.isMain).toBe(false);
  });

  test('unwritable settings give an error and preserve the form', async () => {
    open();
    await enter();
    // Even root can't replace a folder by a file.
    const blocked = join(home, 'settings.json');
    mkdirSync(join(blocked, 'x'), { recursive: true });
    const answer = await runTest();
    expect(answer.ok).toBe(false);
    const [cause = ''] = /\bE[A-Z]{3,}\b/u.exec(answer.message ?? '') ?? [];
    expect(answer.message).toBe(t('settings.unwritable', { cause, folder: home }));
    expect(getContent('account').saveAnyway).toBe(t('welcome.save-anyway'));
    rmSync(blocked, { recursive: true });
    expect((await fixture.handle({ type: 'save' })).ok).toBe(true);
  });

  test('managed fields are locked and cannot be changed', async () => {
    const managedZoom = { accountId: 'sim-account', subscriptionId: 'sim-subscription' };
    open({ managed: { zoom: managedZoom } });
    await fixture.handle({ type: 'go', step: 'account' });
    const [account] = getContent('account').credentials.fields;
    const lock = t('settings.lock.administrator', { source: '/etc/chakushin/managed.json' });
    expect(account).toMatchObject({ value: 'sim-account', lock });
    expect(await set('zoom.accountId', 'another')).toEqual({ ok: false, message: lock });
    expect(getContent('account').credentials.fields[0]).toMatchObject({ value: 'sim-account' });
    await set('zoom.clientId', 'sim-client');
    await fixture.handle({ type: 'secret', id: 'zoom.clientSecret', value: SECRET });
    expect((await runTest()).ok).toBe(true);
    expect(readSettings()).toMatchObject({ zoom: { clientId: 'sim-client' } });
    expect(JSON.stringify(readSettings())).not.toContain('sim-subscription');
    await connected();
  });

  test('a secret from a variable is locked and used', async () => {
    open({ env: { ZOOM_CLIENT_SECRET: SECRET }, keychain: 'no-service' });
    await fixture.handle({ type: 'go', step: 'account' });
    expect(getContent('account').credentials.secret.lock).toBe(
      t('settings.lock.variable', { name: 'ZOOM_CLIENT_SECRET' }),
    );
    expect((await fixture.handle({ type: 'secret', id: 'zoom.clientSecret', value: 'x' })).ok).toBe(false);
    await set('zoom.accountId', 'sim-account');
    await set('zoom.clientId', 'sim-client');
    await set('zoom.subscriptionId', ENDPOINT);
    expect((await runTest()).ok).toBe(true);
    expect(states(getContent('account').test.checks)).toMatchObject({ keychain: 'skipped' });
    expect(storedSecrets.size).toBe(0);
  });

  test('an invalid Zoom address fails the settings check', async () => {
    open({ env: { ZOOM_WS_URL: 'ws://ws.zoom.us/ws' } });
    await enter();
    expect((await runTest()).ok).toBe(false);
    expect(getContent('account').test.checks).toMatchObject([
      { name: 'settings', state: 'wrong', message: t('notice.setting-not-https', { name: 'ZOOM_WS_URL' }) },
    ]);
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test('testing again keeps the existing connection', async () => {
    open();
    await enter();
    await runTest();
    await connected();
    await set('zoom.clientId', 'another');
    await set('zoom.clientId', 'sim-client');
    const { accepted } = zoom.connections;
    expect(await runTest()).toEqual({ ok: true, message: t('welcome.test.passed') });
    expect(zoom.connections.accepted).toBe(accepted);
  });
});

describe('an outdated test', () => {
  /** Starts a test that Zoom never answers. */
  async function startHangingTest(): Promise<{ readonly answer: Promise<CommandResult> }> {
    open();
    zoom.faults.token = { kind: 'never' };
    await enter();
    const answer = runTest();
    await fixture.rendered.find(
      (view) =>
        view.content.step === 'account' &&
        states(view.content.test.checks)['proxy-and-certificates'] === 'running',
    );
    return { answer };
  }

  test.each<[string, () => unknown]>([
    ['another value is typed', () => set('zoom.clientId', 'another')],
    [
      'another secret is typed',
      () => fixture.handle({ type: 'secret', id: 'zoom.clientSecret', value: 'x' }),
    ],
    ['it is stopped', () => fixture.handle({ type: 'stopTest' })],
    ['another step is shown', () => fixture.handle({ type: 'go', step: 'start' })],
    ['another page is shown', () => fixture.page.onHide()],
  ])('ends silently when %s', async (_when, change) => {
    const { answer } = await startHangingTest();
    await change();
    expect(await answer).toEqual(OK);
    await fixture.handle({ type: 'go', step: 'account' });
    expect(getContent('account').test).toMatchObject({ checks: [], isRunning: false, announcement: '' });
    expect(getMarkedFields()).toEqual([]);
  });

  test('continues if the same values are typed again', async () => {
    const { answer } = await startHangingTest();
    await set('zoom.clientId', 'sim-client ');
    await set('zoom.subscriptionId', ENDPOINT);
    expect(getContent('account').test.isRunning).toBe(true);
    await fixture.handle({ type: 'stopTest' });
    expect(await answer).toEqual(OK);
  });

  test('is replaced by a new one', async () => {
    const { answer } = await startHangingTest();
    zoom.faults.token = null;
    const second = runTest();
    expect(await answer).toEqual(OK);
    expect(await second).toEqual({ ok: true, message: t('welcome.saved') });
  });
});

describe('the trial', () => {
  test('rings, shows what to look at, and rings again on request', async () => {
    open();
    const starting = fixture.handle({ type: 'tryOut' });
    expect(getContent('start').trial).toMatchObject({
      message: t('welcome.trial.starting'),
      points: [],
      ringAgain: null,
    });
    expect(await starting).toEqual(OK);
    const { trial } = getContent('start');
    expect(trial?.message).toBe(t('welcome.trial.running'));
    expect(trial?.points[0]).toContain(t('settings.corner.top-right'));
    expect(await fixture.handle({ type: 'ringAgain' })).toEqual({
      ok: true,
      message: t('welcome.trial.rings'),
    });
  });

  test('names the configured corner, or the pause instead', async () => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ popup: { corner: 'bottom-left' } }));
    open();
    await fixture.handle({ type: 'tryOut' });
    expect(getContent('start').trial?.points[0]).toContain(t('settings.corner.bottom-left'));
    fixture.core.service.pause(Date.now() + 60_000);
    expect(getContent('start').trial?.points[0]).toBe(t('welcome.trial.paused'));
  });

  test('ends on the next step, and the form contains nothing of it', async () => {
    open();
    await fixture.handle({ type: 'tryOut' });
    await fixture.handle({ type: 'go', step: 'account' });
    expect(fixture.trial.state).toBe('off');
    expect(fixture.store.isTrial).toBe(false);
    expect(getContent('account').credentials.fields).toMatchObject([{ value: '' }, { value: '' }]);
    expect(fixture.view().next?.isMain).toBe(false);
    await fixture.handle({ type: 'tryOut' });
    expect(fixture.trial.state).toBe('off');
  });

  test('continues while another page is shown', async () => {
    open();
    await fixture.handle({ type: 'tryOut' });
    fixture.page.onHide();
    fixture.page.onShow();
    expect(getContent('start').trial).not.toBeNull();
  });
});

describe('the agent', () => {
  async function setUp(options: FixtureOptions = {}): Promise<void> {
    open(options);
    await enter();
    await runTest();
    await fixture.handle({ type: 'go', step: 'agent' });
  }

  test('without an agent, every call is shown, and the page says so', async () => {
    await setUp();
    expect(getContent('agent')).toMatchObject({ note: t('welcome.agent.everyone'), test: { checks: [] } });
    expect(await runTest()).toEqual({ ok: true, message: t('check.agent.everyone') });
  });

  test('an email address is saved at once and found by the test', async () => {
    await setUp();
    await set('zoom.agent', ' sato.misaki@example.com');
    expect(readSettings()).toMatchObject({
      zoom: { agent: 'sato.misaki@example.com', accountId: 'sim-account' },
    });
    expect(getContent('agent')).toMatchObject({ note: null, field: { value: 'sato.misaki@example.com' } });
    expect(await runTest()).toEqual({ ok: true, message: t('check.agent.ok', { extension: '1002' }) });
  });

  test('an agent unknown to Zoom is marked until changed', async () => {
    await setUp();
    await set('zoom.agent', 'nobody@example.com');
    expect((await runTest()).ok).toBe(false);
    const { field, test: agentTest } = getContent('agent');
    expect(field.error).toBe(toFieldError(agentTest.checks));
    await set('zoom.agent', '1002');
    expect(getContent('agent')).toMatchObject({ field: { error: null }, test: { checks: [] } });
    expect((await runTest()).ok).toBe(true);
  });

  test('an unknown agent does not prevent saving the account and is marked in its own step', async () => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ zoom: { agent: 'nobody@example.com' } }));
    open();
    await enter();
    expect((await runTest()).ok).toBe(true);
    const error = toFieldError(getContent('account').test.checks);
    await fixture.handle({ type: 'go', step: 'agent' });
    expect(getContent('agent').field.error).toBe(error);
  });

  test('without an account, the test reports that the agent was not checked', async () => {
    open();
    await fixture.handle({ type: 'go', step: 'agent' });
    expect(await runTest()).toEqual({ ok: false, message: t('welcome.test.not-sure') });
    expect(states(getContent('agent').test.checks)['agent']).toBe('skipped');
  });

  test('an agent from a variable is locked', async () => {
    await setUp({ env: { ZOOM_AGENT: '1002' } });
    const lock = t('settings.lock.variable', { name: 'ZOOM_AGENT' });
    expect(getContent('agent').field).toMatchObject({ value: '1002', lock });
    expect(await set('zoom.agent', '1003')).toEqual({ ok: false, message: lock });
  });
});

describe('contacts, card and last step', () => {
  test('a chosen contacts file is read and its people counted', async () => {
    open();
    await fixture.handle({ type: 'go', step: 'contacts' });
    fixture.file = join(home, 'people.csv');
    writeFileSync(fixture.file, 'Name,Phone\nMary Major,03-1111-2222\nJohn Doe,03-3333-4444\n');
    const read = t('check.contacts.ok', { people: 2, numbers: 2 });
    expect(await fixture.handle({ type: 'chooseFile', id: 'contacts' })).toEqual({ ok: true, message: read });
    expect(getContent('contacts')).toMatchObject({
      file: { value: fixture.file, error: null },
      results: { checks: [{ state: 'fine', message: read }] },
    });
    await set('contacts', null);
    expect(getContent('contacts')).toMatchObject({ file: { value: '' }, results: { checks: [] } });
    expect(readSettings()).toEqual({ version: 1 });
  });

  test('an unreadable contacts file is marked and checked again on return', async () => {
    open();
    await fixture.handle({ type: 'go', step: 'contacts' });
    fixture.file = join(home, 'people.csv');
    expect((await fixture.handle({ type: 'chooseFile', id: 'contacts' })).ok).toBe(false);
    expect(getContent('contacts').file.error).toBe(
      t('welcome.field.check', { sentence: t('notice.contacts-missing', { file: 'people.csv' }) }),
    );
    writeFileSync(fixture.file, 'Name,Phone\nMary Major,03-1111-2222\n');
    await fixture.handle({ type: 'go', step: 'card' });
    await fixture.handle({ type: 'go', step: 'contacts' });
    await fixture.rendered.find(
      (view) => view.content.step === 'contacts' && view.content.results.checks[0]?.state === 'fine',
    );
    expect(getContent('contacts').file.error).toBeNull();
  });

  test('a canceled dialog changes nothing, and a path is accepted only from the dialog', async () => {
    open();
    await fixture.handle({ type: 'go', step: 'contacts' });
    expect(await fixture.handle({ type: 'chooseFile', id: 'contacts' })).toEqual(OK);
    expect((await set('contacts', '/etc/passwd')).ok).toBe(false);
    expect(fixture.store.current.settings.contacts).toBeNull();
  });

  test('the corner can be chosen and shown with a sample card', async () => {
    open();
    await fixture.handle({ type: 'go', step: 'card' });
    expect(getContent('card').corner.value).toBe('top-right');
    await set('popup.corner', 'bottom-left');
    expect(getContent('card').corner.value).toBe('bottom-left');
    expect(await fixture.handle({ type: 'showSample' })).toEqual({
      ok: true,
      message: t('welcome.card.shown', { corner: t('settings.corner.bottom-left') }),
    });
    expect(fixture.samples).toBe(1);
    fixture.core.service.pause(Date.now() + 60_000);
    expect(await fixture.handle({ type: 'showSample' })).toEqual({
      ok: false,
      message: t('welcome.trial.paused'),
    });
    expect(fixture.samples).toBe(1);
  });

  test('invalid setting values are refused', async () => {
    open();
    expect(await set('popup.corner', 'middle')).toEqual({ ok: false, message: t('settings.expected.text') });
    expect(await set('startAtLogin', 'yes')).toEqual({ ok: false, message: t('settings.expected.text') });
    expect(await set('startAtLogin', true)).toEqual(OK);
    expect(fixture.store.current.settings).toMatchObject({ startAtLogin: true, popup: { corner: 'auto' } });
  });

  test('the last step shows the connection and offers the other pages', async () => {
    open();
    await fixture.handle({ type: 'go', step: 'done' });
    expect(getContent('done')).toMatchObject({
      heading: t('welcome.done.heading.not-yet'),
      status: { tone: 'bad', message: t('connection.unconfigured') },
    });
    expect(fixture.view().next).toBeNull();
    await enter();
    await runTest();
    await connected();
    await fixture.handle({ type: 'go', step: 'done' });
    expect(getContent('done')).toMatchObject({
      heading: t('welcome.done.heading'),
      status: { tone: 'good' },
    });
    for (const page of ['history', 'settings', 'connectors', 'doctor'] as const)
      await fixture.handle({ type: 'leave', page });
    expect(fixture.openedPages).toEqual(['history', 'settings', 'connectors', 'doctor']);
  });

  test('the Marketplace opens, and the scopes can be copied', async () => {
    open();
    await fixture.handle({ type: 'openMarketplace' });
    await fixture.handle({ type: 'copyScopes' });
    expect(fixture.opened).toEqual(['https://marketplace.zoom.us/']);
    await fixture.handle({ type: 'go', step: 'account' });
    expect(fixture.copied).toEqual([
      getContent('account')
        .rights.scopes.map(({ name }) => name)
        .join('\n'),
    ]);
    zoom.setScopes(fixture.copied[0]!.split('\n'));
    await enter();
    await runTest();
    expect(states(getContent('account').test.checks)).toMatchObject({ scopes: 'fine' });
  });
});

describe('arbitrary command sequences', () => {
  const text = fc.constantFrom(
    'sim-account',
    'sim-client',
    ENDPOINT,
    'another',
    '',
    'https://x.example',
    ' ',
  );
  const anyCommand: fc.Arbitrary<WelcomeCommand> = fc.oneof(
    fc.record({
      type: fc.constant('set'),
      id: fc.constantFrom('zoom.accountId', 'zoom.clientId', 'zoom.subscriptionId', 'zoom.agent'),
      value: text,
    }),
    fc.record({
      type: fc.constant('secret'),
      id: fc.constant('zoom.clientSecret'),
      value: fc.constantFrom(SECRET, WRONG, ''),
    }),
    fc.record({ type: fc.constant('go'), step: fc.constantFrom(...WELCOME_STEPS) }),
    fc.constantFrom<WelcomeCommand>(
      { type: 'tryOut' },
      { type: 'ringAgain' },
      { type: 'test' },
      { type: 'stopTest' },
      { type: 'save' },
      { type: 'showSample' },
    ),
    fc.record({ type: fc.constant('set'), id: fc.constant('popup.corner'), value: text }),
  );

  function expectConsistent(view: WelcomeView): void {
    const { content, steps, back, next } = view;
    const index = WELCOME_STEPS.indexOf(content.step);
    expect(steps.items.map(({ step }) => step)).toEqual(WELCOME_STEPS);
    expect(back?.step).toBe(WELCOME_STEPS[index - 1]);
    if (next !== null) expect(next.step).toBe(WELCOME_STEPS[index + 1]);
    if (!('test' in content)) return;
    const { checks: lines, isRunning } = content.test;
    const checkStates = lines.map(({ state }) => state);
    const open = checkStates.findIndex((state) => state === 'running' || state === 'waiting');
    const tail = open < 0 ? [] : checkStates.slice(open);
    expect(tail).toEqual(isRunning ? tail.map((_, n) => (n === 0 ? 'running' : 'waiting')) : []);
    if (isRunning) expect(lines).not.toEqual([]);
    for (const line of lines) expect(line.message === null).toBe(/^(?:running|waiting)$/u.test(line.state));
    if (content.step !== 'account') return;
    if (content.saveAnyway !== null) expect(isRunning).toBe(false);
    if (content.status?.tone === 'good') expect(next?.isMain).toBe(true);
  }

  test('keep the view consistent and free of secrets', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyCommand, fc.boolean()), { maxLength: 14 }), async (commands) => {
        open();
        const answers: Promise<CommandResult>[] = [];
        for (const [command, isAwaited] of commands) {
          expect(WelcomeCommandSchema.safeParse(command).success).toBe(true);
          const answer = fixture.handle(command);
          answers.push(answer);
          if (isAwaited && command.type !== 'tryOut') await answer;
          expectConsistent(fixture.view());
        }
        fixture.page.onHide();
        await fixture.trial.end();
        await Promise.all(answers);
        for (const view of fixture.rendered.all) expectConsistent(view);
        expect(JSON.stringify(fixture.rendered.all)).not.toMatch(/sim-secret|canary/u);
        expect(fixture.store.isTrial).toBe(false);
        fixture.core.stop();
        rmSync(join(home, 'settings.json'), { force: true });
        storedSecrets.clear();
      }),
      { numRuns: 40 },
    );
    open();
  });
});

test.each([
  { type: 'none' },
  { type: 'go', step: 'start', more: 1 },
  { type: 'go', step: 'elsewhere' },
  { type: 'set', id: 'zoom.agent' },
  { type: 'set', id: 'popup.textSize', value: 1 },
  { type: 'set', id: 'zoom.accountId', value: ['a'] },
  { type: 'set', id: 'zoom.accountId', value: 'x'.repeat(5_000) },
  { type: 'set', id: 'zoom.clientSecret', value: 'x' },
  { type: 'secret', id: 'zoom:webhook-token', value: 'x' },
  { type: 'forgetSecret', id: 'zoom.clientSecret' },
  { type: 'chooseFile', id: 'network.caFile' },
  { type: 'leave', page: 'welcome' },
  { type: 'openMarketplace', address: 'https://example.com' },
])('WelcomeCommandSchema refuses %j', (command) => {
  open();
  expect(WelcomeCommandSchema.safeParse(command).success).toBe(false);
});
