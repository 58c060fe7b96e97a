import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assemble, type Assembly } from '../../src-core/assemble.ts';
import { systemClock } from '../../src-core/clock.ts';
import { Mailbox } from '../../src-core/fakes.test-support.ts';
import { translate } from '../../src-core/i18n/index.ts';
import { KeptSecrets } from '../../src-core/kept-secrets.ts';
import { LiveConfiguration } from '../../src-core/live-configuration.ts';
import { SecretStoreError, ZOOM_CLIENT_SECRET, type SecretStoreFault } from '../../src-core/secret-store.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import type { Environment } from '../../src-core/settings/variables.ts';
import { startSimulator, type Simulator } from '../../src-simulator/server.ts';
import type { FieldView } from '../../src-preload/fields.ts';
import type { CheckView } from '../../src-preload/pages/doctor.ts';
import type { Answer } from '../../src-preload/main-contract.ts';
import {
  WELCOME_STEPS,
  type AccountContent,
  type WelcomeCommand,
  type WelcomeContent,
  type WelcomeStep,
  type WelcomeView,
} from '../../src-preload/pages/welcome.ts';
import { Trial } from '../trial.ts';
import { DONE } from './page.ts';
import { WelcomeCommandSchema, WelcomePage } from './welcome.ts';

const t = translate('en');
const SECRET = 'sim-secret';
const WRONG = 'canary-of-a-wrong-secret';
const ENDPOINT = 'wss://ws.zoom.us/ws?subscriptionId=sim-subscription';

let home: string;
let zoom: Simulator;
let kept: Map<string, string>;
let desk: Desk;

interface Desk {
  readonly live: LiveConfiguration;
  readonly assembly: Assembly;
  readonly trial: Trial;
  readonly page: WelcomePage;
  /** every picture that was drawn since */
  readonly drawn: Mailbox<WelcomeView>;
  readonly copied: string[];
  readonly opened: string[];
  readonly gone: string[];
  samples: number;
  /** what the dialog gives; null = cancelled */
  file: string | null;
  take(command: WelcomeCommand): Promise<Answer>;
  view(): WelcomeView;
}

interface Circumstances {
  readonly env?: Environment;
  readonly managed?: Values;
  readonly keychain?: SecretStoreFault;
  /** the keychain keeps nothing before that */
  readonly keepsAfter?: Promise<void>;
}

/** The page, and behind it the whole service, which follows the configuration as in the app. */
function open({ env = {}, managed = {}, keychain, keepsAfter }: Circumstances = {}): Desk {
  const check = (): Promise<void> =>
    keychain === undefined ? Promise.resolve() : Promise.reject(new SecretStoreError(keychain));
  const secrets = new KeptSecrets({
    get: async (name) => {
      await check();
      return kept.get(name) ?? null;
    },
    set: async (name, value) => {
      await check();
      await keepsAfter;
      kept.set(name, value);
    },
    remove: () => Promise.resolve(false),
  });
  const { ZOOM_OAUTH_URL, ZOOM_API_URL, ZOOM_WS_URL } = zoom.env;
  const urls = { ZOOM_OAUTH_URL, ZOOM_API_URL, ZOOM_WS_URL };
  const live = new LiveConfiguration({
    env: { CHAKUSHIN_HOME: home, ...urls, ...env },
    managed: {
      values: managed,
      sourceOf: (path) => (hasPath(managed, path.split('.')) ? '/etc/chakushin/managed.json' : null),
      problems: [],
    },
    secrets,
    clock: systemClock,
    repairs: false,
  });
  const assembly = assemble(live.now, {
    clock: systemClock,
    events: { output: () => undefined, state: () => redraw(), pop: () => undefined },
    resolveProxy: () => Promise.resolve('DIRECT'),
    extraRootsFile: null,
    interfaces: () => ({}),
    reread: () => live.reload(),
    secrets,
    t: () => t,
  });
  const drawn = new Mailbox<WelcomeView>();
  const trial = new Trial({
    live,
    sampleContacts: join(import.meta.dirname, '..', '..', 'resources', 'contacts.csv'),
  });
  const built: Desk = {
    live,
    assembly,
    trial,
    drawn,
    copied: [],
    opened: [],
    gone: [],
    samples: 0,
    file: null,
    page: new WelcomePage(
      {
        live,
        assembly,
        clock: systemClock,
        dialogs: {
          openFile: () => Promise.resolve(built.file),
          saveFile: () => Promise.resolve(null),
        },
        t: () => t,
        redraw: () => redraw(),
        copy: (text) => void built.copied.push(text),
        openAddress: (address) => void built.opened.push(address),
        openFolder: () => Promise.resolve(),
        quit: () => undefined,
        keychain: () => Promise.resolve(keychain ?? 'ok'),
        about: { version: '1', electron: '1', chrome: '1', node: '1', system: 'x' },
      },
      {
        trial,
        showSample: () => {
          built.samples += 1;
        },
        go: (page) => void built.gone.push(page),
        live: () => ({
          connection: assembly.service.state.connection,
          vitals: {
            lastFrameAt: Date.now(),
            lastHeartbeatAt: null,
            connectsToday: 1,
            connectedSince: Date.now(),
          },
        }),
        secretFromEnvironment: env['ZOOM_CLIENT_SECRET'] !== undefined,
      },
    ),
    take: async (command) => await built.page.take(command),
    view: () => built.page.view({ language: 'en', t, now: Date.now() }),
  };
  const redraw = (): void => drawn.push(built.view());
  live.onChange((configuration) => {
    assembly.apply(configuration);
    redraw();
  });
  assembly.start();
  desk = built;
  return built;
}

function hasPath(values: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  if (typeof values !== 'object' || values === null || !(key in values)) return false;
  return hasPath(Object.entries(values).find(([name]) => name === key)?.[1], rest);
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-welcome-'));
  kept = new Map();
  zoom = await startSimulator();
});
afterEach(async () => {
  desk.page.left();
  await desk.trial.end();
  desk.assembly.stop();
  await zoom.close();
  rmSync(home, { recursive: true, force: true });
  // Whatever happened, no picture ever had it.
  expect(JSON.stringify(desk.drawn.all)).not.toMatch(/sim-secret|canary|access_token|eyJ/u);
});

const settings = (): unknown => JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'));

function contentOf<Step extends WelcomeStep>(
  step: Step,
  { content } = desk.view(),
): Extract<WelcomeContent, { step: Step }> {
  const isIt = (one: WelcomeContent): one is Extract<WelcomeContent, { step: Step }> => one.step === step;
  if (!isIt(content)) throw new Error(`the step is ${content.step}`);
  return content;
}

function accountFields(content: AccountContent): ReadonlyMap<string, Pick<FieldView, 'error' | 'lock'>> {
  const fields = [...content.credentials.fields, content.credentials.secret, content.events.field];
  return new Map(fields.map((field) => [field.id, field]));
}
/** The ids of the fields that are marked. */
const marked = (): string[] =>
  [...accountFields(contentOf('account'))].flatMap(([id, { error }]) => (error === null ? [] : [id]));
const states = (lines: readonly CheckView[]): Record<string, string> =>
  Object.fromEntries(lines.map(({ name, state }) => [name, state]));

const set = (id: string, value: string | boolean | null): Promise<Answer> =>
  desk.take({ type: 'set', id, value });

/** Types all four values into the page. */
async function enter(values: { accountId?: string; clientId?: string; secret?: string; url?: string } = {}) {
  await desk.take({ type: 'go', step: 'account' });
  await set('zoom.accountId', values.accountId ?? 'sim-account');
  await set('zoom.clientId', values.clientId ?? 'sim-client');
  await desk.take({ type: 'secret', id: 'zoom.clientSecret', value: values.secret ?? SECRET });
  await set('zoom.subscriptionId', values.url ?? ENDPOINT);
}

const testIt = (): Promise<Answer> => desk.take({ type: 'test' });
const connected = (): Promise<WelcomeView> =>
  desk.drawn.find(
    (view) => view.content.step === 'account' && contentOf('account', view).standing?.tone === 'good',
  );

describe('the account', () => {
  test('a new user: entered, tested, saved, connected, and on to the next step', async () => {
    open();
    expect(desk.view().content.step).toBe('start');
    await enter();
    expect(desk.view().next).toEqual({ step: 'agent', label: t('welcome.skip'), isMain: false });
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
    expect(await testIt()).toEqual({ ok: true, message: t('welcome.saved') });
    expect(states(contentOf('account').test.lines)).toEqual({
      keychain: 'fine',
      'proxy-and-certificates': 'fine',
      token: 'fine',
      scopes: 'fine',
      websocket: 'fine',
    });
    expect(settings()).toMatchObject({
      zoom: { accountId: 'sim-account', clientId: 'sim-client', subscriptionId: 'sim-subscription' },
    });
    expect(kept).toEqual(new Map([[ZOOM_CLIENT_SECRET, SECRET]]));
    expect(readFileSync(join(home, 'settings.json'), 'utf8')).not.toContain(SECRET);
    const { content, next } = await connected();
    expect(next).toEqual({ step: 'agent', label: t('welcome.next'), isMain: true });
    expect(content.step === 'account' && content.standing?.sentence).toBe(t('connection.everyone'));
    expect(contentOf('account').credentials.secret.state).toBe(t('welcome.secret.stored'));
    expect(contentOf('account').saveAnyway).toBeNull();
    // Nobody connected with the half of it, and nothing was refused.
    expect(desk.assembly.service.state.notices).toEqual([]);
  });

  test('each check is shown as it comes: those before it done, it running, the others waiting', async () => {
    open();
    await enter();
    const before = desk.drawn.all.length;
    await testIt();
    const seen = desk.drawn.all
      .slice(before)
      .map((view) => contentOf('account', view).test)
      .filter(({ isRunning }) => isRunning)
      .map(({ lines }) => lines.map(({ state }) => state));
    const done = (count: number): string[] =>
      [0, 1, 2, 3, 4].map((place) => (place < count ? 'fine' : place === count ? 'running' : 'waiting'));
    for (const count of [0, 1, 2, 3, 4]) expect(seen).toContainEqual(done(count));
    for (const picture of seen) expect([0, 1, 2, 3, 4, 5].map(done)).toContainEqual(picture);
  });

  test.each([
    ['secret', { secret: WRONG }, ['zoom.clientId', 'zoom.clientSecret']],
    ['client id', { clientId: 'another' }, ['zoom.clientId', 'zoom.clientSecret']],
    ['account id', { accountId: 'another' }, ['zoom.accountId']],
    ['subscription', { url: 'wss://ws.zoom.us/ws?subscriptionId=another' }, ['zoom.subscriptionId']],
  ])('wrong %s: the field is named, nothing is saved', async (_what, values, fields) => {
    open();
    await enter(values);
    expect((await testIt()).ok).toBe(false);
    expect(marked()).toEqual(fields);
    const field = accountFields(contentOf('account')).get(fields[0]!);
    expect(field?.error).toMatch(/^Check this: .{20}/u);
    const wrong = contentOf('account').test.lines.find(({ state }) => state === 'wrong');
    expect(wrong?.remedy?.text).toMatch(/.{20}/u);
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
    expect(kept.size).toBe(0);
    expect(contentOf('account').saveAnyway).toBe(t('welcome.save-anyway'));
  });

  test('wrong secret, told which field; then the right one, connected', async () => {
    open();
    zoom.failTokenRequests({ status: 400, code: 4704, message: 'Invalid client secret' });
    await enter({ secret: WRONG });
    expect((await testIt()).ok).toBe(false);
    expect(marked()).toEqual(['zoom.clientSecret']);
    zoom.failTokenRequests(null);
    await desk.take({ type: 'secret', id: 'zoom.clientSecret', value: SECRET });
    expect(marked()).toEqual([]);
    expect(contentOf('account').test.lines).toEqual([]);
    expect((await testIt()).ok).toBe(true);
    await connected();
  });

  test('missing scopes keep it from being saved, unless it is wanted', async () => {
    zoom.setScopes(['phone:read:call:admin']);
    open();
    await enter();
    expect(await testIt()).toEqual({ ok: false, message: t('welcome.test.failed', { count: 1 }) });
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
    expect(await desk.take({ type: 'save' })).toEqual({ ok: true, message: t('welcome.saved') });
    expect(settings()).toMatchObject({ zoom: { accountId: 'sim-account' } });
    expect(desk.view().next?.isMain).toBe(true);
  });

  test('offline it can be saved all the same', async () => {
    open();
    await enter();
    await zoom.goDown();
    expect((await testIt()).ok).toBe(false);
    expect((await desk.take({ type: 'save' })).ok).toBe(true);
    expect(kept.get(ZOOM_CLIENT_SECRET)).toBe(SECRET);
    expect(contentOf('account').saveAnyway).toBeNull();
  });

  test('what is missing or no subscription is marked, and nobody is asked', async () => {
    open();
    await desk.take({ type: 'go', step: 'account' });
    const incomplete = { ok: false, message: t('welcome.incomplete') };
    expect(await testIt()).toEqual(incomplete);
    expect(marked()).toEqual(['zoom.accountId', 'zoom.clientId', 'zoom.clientSecret', 'zoom.subscriptionId']);
    await enter({ url: 'https://marketplace.zoom.us/develop' });
    expect(await testIt()).toEqual(incomplete);
    expect(marked()).toEqual(['zoom.subscriptionId']);
    expect(await desk.take({ type: 'save' })).toEqual(incomplete);
    expect(zoom.requests.token).toBe(0);
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test.each([ENDPOINT, `  ${ENDPOINT}&x=1 `, 'sim-subscription'])('%j is the subscription', async (url) => {
    open();
    await enter({ url });
    expect(contentOf('account').events.field).toMatchObject({ value: 'sim-subscription', error: null });
  });

  test('going back and forth loses nothing that was entered, nor what was found out', async () => {
    open();
    await enter({ secret: WRONG });
    await testIt();
    const before = contentOf('account');
    for (const step of ['agent', 'start', 'account'] as const) await desk.take({ type: 'go', step });
    expect(contentOf('account')).toEqual(before);
    expect(before.credentials.secret).toMatchObject({ isKnown: true, state: t('welcome.secret.entered') });
  });

  test('what was entered and taken back is nothing new', async () => {
    open();
    await enter();
    await testIt();
    await set('zoom.clientId', 'another');
    expect(desk.view().next?.isMain).toBe(false);
    await set('zoom.clientId', ' sim-client ');
    expect(desk.view().next?.isMain).toBe(true);
    await desk.take({ type: 'secret', id: 'zoom.clientSecret', value: 'x' });
    await desk.take({ type: 'secret', id: 'zoom.clientSecret', value: ' ' });
    expect(desk.view().next?.isMain).toBe(true);
  });

  test('a stored secret need not be entered again', async () => {
    kept.set(ZOOM_CLIENT_SECRET, SECRET);
    writeFileSync(
      join(home, 'settings.json'),
      JSON.stringify({ zoom: { accountId: 'sim-account', clientId: 'sim-client' } }),
    );
    open();
    await desk.live.loadSecrets();
    await desk.take({ type: 'go', step: 'account' });
    expect(contentOf('account').credentials.secret).toMatchObject({
      isKnown: true,
      state: t('welcome.secret.stored'),
    });
    await set('zoom.subscriptionId', ENDPOINT);
    expect((await testIt()).ok).toBe(true);
    await connected();
  });

  test('a secret that the keychain has from before, and that the settings page has heard of, is used', async () => {
    kept.set(ZOOM_CLIENT_SECRET, SECRET);
    open();
    await desk.live.secrets.get(ZOOM_CLIENT_SECRET);
    await desk.take({ type: 'go', step: 'account' });
    await set('zoom.accountId', 'sim-account');
    await set('zoom.clientId', 'sim-client');
    await set('zoom.subscriptionId', ENDPOINT);
    expect(await testIt()).toEqual({ ok: true, message: t('welcome.saved') });
    await connected();
  });

  test.each(['no-library', 'no-service', 'locked', 'timed-out'] as const)(
    'keychain %s: saved for this run only, with the reason, and connected',
    async (fault) => {
      open({ keychain: fault });
      await enter();
      expect((await testIt()).ok).toBe(true);
      expect(states(contentOf('account').test.lines)).toMatchObject({ keychain: 'wrong', websocket: 'fine' });
      await connected();
      const { state } = contentOf('account').credentials.secret;
      expect(state).toContain(t(`check.keychain.${fault}`));
      expect(state).toContain(t(`remedy.keychain.${fault}`));
      expect(state).toMatch(/until Chakushin ends/u);
      expect(kept.size).toBe(0);
      expect(readFileSync(join(home, 'settings.json'), 'utf8')).not.toContain(SECRET);
    },
  );

  test('a locked keychain with a secret in it: it says so, and takes one for this run', async () => {
    writeFileSync(
      join(home, 'settings.json'),
      JSON.stringify({
        zoom: { accountId: 'sim-account', clientId: 'sim-client', subscriptionId: 'sim-subscription' },
      }),
    );
    open({ keychain: 'locked' });
    await desk.live.loadSecrets();
    await desk.take({ type: 'go', step: 'account' });
    expect(contentOf('account').credentials.secret).toMatchObject({ isKnown: false });
    expect(contentOf('account').credentials.secret.state).toContain(t('remedy.keychain.locked'));
    expect(await testIt()).toMatchObject({ ok: false });
    expect(marked()).toEqual(['zoom.clientSecret']);
    await desk.take({ type: 'secret', id: 'zoom.clientSecret', value: SECRET });
    expect((await testIt()).ok).toBe(true);
    await connected();
  });

  test('while the keychain takes its time it says so; what is typed meanwhile is not lost', async () => {
    let keep = (): void => undefined;
    open({ keepsAfter: new Promise((resolve) => (keep = resolve)) });
    await enter();
    const answer = testIt();
    await desk.drawn.find(
      (view) => view.content.step === 'account' && contentOf('account', view).standing !== null,
    );
    expect(contentOf('account').standing).toEqual({ tone: 'busy', sentence: t('welcome.saving') });
    // Neither is done twice.
    expect(await testIt()).toEqual(DONE);
    expect(await desk.take({ type: 'save' })).toEqual(DONE);
    await set('zoom.clientId', 'another');
    keep();
    expect((await answer).ok).toBe(true);
    expect(settings()).toMatchObject({ zoom: { clientId: 'sim-client' } });
    expect(contentOf('account').credentials.fields[1]).toMatchObject({ value: 'another' });
    expect(desk.view().next?.isMain).toBe(false);
  });

  test('settings that cannot be written: it says so, and the form stays as it was', async () => {
    open();
    await enter();
    // A folder in its place cannot be replaced, by root neither.
    const blocked = join(home, 'settings.json');
    mkdirSync(join(blocked, 'x'), { recursive: true });
    const answer = await testIt();
    expect(answer.ok).toBe(false);
    expect(answer.message).toMatch(/could not be saved/u);
    expect(contentOf('account').saveAnyway).toBe(t('welcome.save-anyway'));
    rmSync(blocked, { recursive: true });
    expect((await desk.take({ type: 'save' })).ok).toBe(true);
  });

  test('fixed by an administrator: shown, locked, and not to be changed', async () => {
    const zoomOf = { accountId: 'sim-account', subscriptionId: 'sim-subscription' };
    open({ managed: { zoom: zoomOf } });
    await desk.take({ type: 'go', step: 'account' });
    const [account] = contentOf('account').credentials.fields;
    const lock = t('settings.lock.administrator', { source: '/etc/chakushin/managed.json' });
    expect(account).toMatchObject({ value: 'sim-account', lock });
    expect(await set('zoom.accountId', 'another')).toEqual({ ok: false, message: lock });
    expect(contentOf('account').credentials.fields[0]).toMatchObject({ value: 'sim-account' });
    await set('zoom.clientId', 'sim-client');
    await desk.take({ type: 'secret', id: 'zoom.clientSecret', value: SECRET });
    expect((await testIt()).ok).toBe(true);
    expect(settings()).toMatchObject({ zoom: { clientId: 'sim-client' } });
    expect(JSON.stringify(settings())).not.toContain('sim-subscription');
    await connected();
  });

  test('the secret of a variable is not asked for', async () => {
    open({ env: { ZOOM_CLIENT_SECRET: SECRET }, keychain: 'no-service' });
    await desk.take({ type: 'go', step: 'account' });
    expect(contentOf('account').credentials.secret.lock).toContain('ZOOM_CLIENT_SECRET');
    expect((await desk.take({ type: 'secret', id: 'zoom.clientSecret', value: 'x' })).ok).toBe(false);
    await set('zoom.accountId', 'sim-account');
    await set('zoom.clientId', 'sim-client');
    await set('zoom.subscriptionId', ENDPOINT);
    expect((await testIt()).ok).toBe(true);
    expect(states(contentOf('account').test.lines)).toMatchObject({ keychain: 'skipped' });
    expect(kept.size).toBe(0);
  });

  test('an address of Zoom that cannot be used is told by the settings', async () => {
    open({ env: { ZOOM_WS_URL: 'ws://ws.zoom.us/ws' } });
    await enter();
    expect((await testIt()).ok).toBe(false);
    expect(contentOf('account').test.lines).toMatchObject([
      { name: 'settings', state: 'wrong', message: t('notice.setting-not-https', { name: 'ZOOM_WS_URL' }) },
    ]);
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test('tested again while it is connected, the app keeps its connection', async () => {
    open();
    await enter();
    await testIt();
    await connected();
    await set('zoom.clientId', 'another');
    await set('zoom.clientId', 'sim-client');
    const { accepted } = zoom.connections;
    expect(await testIt()).toEqual({ ok: true, message: t('welcome.test.passed') });
    expect(zoom.connections.accepted).toBe(accepted);
  });
});

describe('a test that is no longer wanted', () => {
  /** Begins one that Zoom never answers. */
  async function begin(): Promise<{ readonly answer: Promise<Answer> }> {
    open();
    zoom.faults.token = { kind: 'never' };
    await enter();
    const answer = testIt();
    await desk.drawn.find(
      (view) =>
        view.content.step === 'account' &&
        states(view.content.test.lines)['proxy-and-certificates'] === 'running',
    );
    return { answer };
  }

  test.each<[string, () => unknown]>([
    ['another value is typed', () => set('zoom.clientId', 'another')],
    ['another secret is typed', () => desk.take({ type: 'secret', id: 'zoom.clientSecret', value: 'x' })],
    ['it is stopped', () => desk.take({ type: 'stopTest' })],
    ['another step is looked at', () => desk.take({ type: 'go', step: 'start' })],
    ['another page is looked at', () => desk.page.left()],
  ])('ends when %s, and says nothing', async (_when, change) => {
    const { answer } = await begin();
    await change();
    expect(await answer).toEqual(DONE);
    await desk.take({ type: 'go', step: 'account' });
    expect(contentOf('account').test).toMatchObject({ lines: [], isRunning: false, told: '' });
    expect(marked()).toEqual([]);
  });

  test('typing the same again leaves it running', async () => {
    const { answer } = await begin();
    await set('zoom.clientId', 'sim-client ');
    await set('zoom.subscriptionId', ENDPOINT);
    expect(contentOf('account').test.isRunning).toBe(true);
    await desk.take({ type: 'stopTest' });
    expect(await answer).toEqual(DONE);
  });

  test('a new one takes its place', async () => {
    const { answer } = await begin();
    zoom.faults.token = null;
    const second = testIt();
    expect(await answer).toEqual(DONE);
    expect(await second).toEqual({ ok: true, message: t('welcome.saved') });
  });
});

describe('the trial', () => {
  test('a call rings; the page says what to look at, and rings again', async () => {
    open();
    const begun = desk.take({ type: 'tryOut' });
    expect(contentOf('start').trial).toMatchObject({
      sentence: t('welcome.trial.starting'),
      points: [],
      again: null,
    });
    expect(await begun).toEqual(DONE);
    const { trial } = contentOf('start');
    expect(trial?.sentence).toBe(t('welcome.trial.running'));
    expect(trial?.points[0]).toContain(t('settings.corner.top-right'));
    expect(await desk.take({ type: 'ringAgain' })).toEqual({ ok: true, message: t('welcome.trial.rings') });
  });

  test('the corner that the user chose is named; a pause is, instead of it', async () => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ popup: { corner: 'bottom-left' } }));
    open();
    await desk.take({ type: 'tryOut' });
    expect(contentOf('start').trial?.points[0]).toContain(t('settings.corner.bottom-left'));
    desk.assembly.service.pause(Date.now() + 60_000);
    expect(contentOf('start').trial?.points[0]).toBe(t('welcome.trial.paused'));
  });

  test('going on ends it, and the form has nothing of it', async () => {
    open();
    await desk.take({ type: 'tryOut' });
    await desk.take({ type: 'go', step: 'account' });
    expect(desk.trial.state).toBe('off');
    expect(desk.live.isTrial).toBe(false);
    expect(contentOf('account').credentials.fields).toMatchObject([{ value: '' }, { value: '' }]);
    expect(desk.view().next?.isMain).toBe(false);
    await desk.take({ type: 'tryOut' });
    expect(desk.trial.state).toBe('off');
  });

  test('goes on while another page is looked at', async () => {
    open();
    await desk.take({ type: 'tryOut' });
    desk.page.left();
    desk.page.entered();
    expect(contentOf('start').trial).not.toBeNull();
  });
});

describe('the agent', () => {
  async function setUp(circumstances: Circumstances = {}): Promise<void> {
    open(circumstances);
    await enter();
    await testIt();
    await desk.take({ type: 'go', step: 'agent' });
  }

  test('nobody: every call, and it says so', async () => {
    await setUp();
    expect(contentOf('agent')).toMatchObject({ note: t('welcome.agent.everyone'), test: { lines: [] } });
    expect(await testIt()).toEqual({ ok: true, message: t('check.agent.everyone') });
  });

  test('by e-mail: saved at once, found by the test', async () => {
    await setUp();
    await set('zoom.agent', ' sato.misaki@example.com');
    expect(settings()).toMatchObject({
      zoom: { agent: 'sato.misaki@example.com', accountId: 'sim-account' },
    });
    expect(contentOf('agent')).toMatchObject({ note: null, field: { value: 'sato.misaki@example.com' } });
    expect(await testIt()).toEqual({ ok: true, message: t('check.agent.ok', { extension: '1002' }) });
  });

  test('not known to Zoom: marked, until it is changed', async () => {
    await setUp();
    await set('zoom.agent', 'nobody@example.com');
    expect((await testIt()).ok).toBe(false);
    expect(contentOf('agent').field.error).toMatch(/^Check this: /u);
    await set('zoom.agent', '1002');
    expect(contentOf('agent')).toMatchObject({ field: { error: null }, test: { lines: [] } });
    expect((await testIt()).ok).toBe(true);
  });

  test('an unknown agent keeps no account from being saved, and is marked in its own step', async () => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ zoom: { agent: 'nobody@example.com' } }));
    open();
    await enter();
    expect((await testIt()).ok).toBe(true);
    await desk.take({ type: 'go', step: 'agent' });
    expect(contentOf('agent').field.error).toMatch(/^Check this: /u);
  });

  test('without an account it is told that it was not checked', async () => {
    open();
    await desk.take({ type: 'go', step: 'agent' });
    expect(await testIt()).toEqual({ ok: false, message: t('welcome.test.not-sure') });
    expect(states(contentOf('agent').test.lines)['agent']).toBe('skipped');
  });

  test('fixed by a variable: locked', async () => {
    await setUp({ env: { ZOOM_AGENT: '1002' } });
    const lock = t('settings.lock.variable', { name: 'ZOOM_AGENT' });
    expect(contentOf('agent').field).toMatchObject({ value: '1002', lock });
    expect(await set('zoom.agent', '1003')).toEqual({ ok: false, message: lock });
  });
});

describe('contacts, card and the end', () => {
  test('a file is chosen and read; its people are counted', async () => {
    open();
    await desk.take({ type: 'go', step: 'contacts' });
    desk.file = join(home, 'people.csv');
    writeFileSync(desk.file, 'Name,Phone\nMary Major,03-1111-2222\nJohn Doe,03-3333-4444\n');
    const read = t('check.contacts.ok', { people: 2, numbers: 2 });
    expect(await desk.take({ type: 'chooseFile', id: 'contacts' })).toEqual({ ok: true, message: read });
    expect(contentOf('contacts')).toMatchObject({
      file: { value: desk.file, error: null },
      read: { lines: [{ state: 'fine', message: read }] },
    });
    await set('contacts', null);
    expect(contentOf('contacts')).toMatchObject({ file: { value: '' }, read: { lines: [] } });
    expect(settings()).toEqual({ version: 1 });
  });

  test('a file that cannot be read is marked; whoever comes back hears how it stands now', async () => {
    open();
    await desk.take({ type: 'go', step: 'contacts' });
    desk.file = join(home, 'people.csv');
    expect((await desk.take({ type: 'chooseFile', id: 'contacts' })).ok).toBe(false);
    expect(contentOf('contacts').file.error).toMatch(/^Check this: /u);
    writeFileSync(desk.file, 'Name,Phone\nMary Major,03-1111-2222\n');
    await desk.take({ type: 'go', step: 'card' });
    await desk.take({ type: 'go', step: 'contacts' });
    await desk.drawn.find(
      (view) => view.content.step === 'contacts' && view.content.read.lines[0]?.state === 'fine',
    );
    expect(contentOf('contacts').file.error).toBeNull();
  });

  test('a dialog that is cancelled changes nothing, and no window names a file', async () => {
    open();
    await desk.take({ type: 'go', step: 'contacts' });
    expect(await desk.take({ type: 'chooseFile', id: 'contacts' })).toEqual(DONE);
    expect((await set('contacts', '/etc/passwd')).ok).toBe(false);
    expect(desk.live.now.settings.contacts).toBeNull();
  });

  test('the corner is chosen and shown with a sample', async () => {
    open();
    await desk.take({ type: 'go', step: 'card' });
    expect(contentOf('card').corner.value).toBe('top-right');
    await set('popup.corner', 'bottom-left');
    expect(contentOf('card').corner.value).toBe('bottom-left');
    expect(await desk.take({ type: 'showSample' })).toEqual({
      ok: true,
      message: t('welcome.card.shown', { corner: t('settings.corner.bottom-left') }),
    });
    expect(desk.samples).toBe(1);
    desk.assembly.service.pause(Date.now() + 60_000);
    expect(await desk.take({ type: 'showSample' })).toEqual({
      ok: false,
      message: t('welcome.trial.paused'),
    });
    expect(desk.samples).toBe(1);
  });

  test('what a setting cannot be is refused', async () => {
    open();
    expect(await set('popup.corner', 'middle')).toEqual({ ok: false, message: t('settings.expected.text') });
    expect(await set('startAtLogin', 'yes')).toEqual({ ok: false, message: t('settings.expected.text') });
    expect(await set('startAtLogin', true)).toEqual(DONE);
    expect(desk.live.now.settings).toMatchObject({ startAtLogin: true, popup: { corner: 'auto' } });
  });

  test('at the end it says how the connection stands, and where to go', async () => {
    open();
    await desk.take({ type: 'go', step: 'done' });
    expect(contentOf('done')).toMatchObject({
      heading: t('welcome.done.heading.not-yet'),
      standing: { tone: 'bad', sentence: t('connection.unconfigured') },
    });
    expect(desk.view().next).toBeNull();
    await enter();
    await testIt();
    await connected();
    await desk.take({ type: 'go', step: 'done' });
    expect(contentOf('done')).toMatchObject({
      heading: t('welcome.done.heading'),
      standing: { tone: 'good' },
    });
    for (const page of ['history', 'settings', 'connectors', 'doctor'] as const)
      await desk.take({ type: 'leave', page });
    expect(desk.gone).toEqual(['history', 'settings', 'connectors', 'doctor']);
  });

  test('the Marketplace is opened, and the scopes are copied', async () => {
    open();
    await desk.take({ type: 'openMarketplace' });
    await desk.take({ type: 'copyScopes' });
    expect(desk.opened).toEqual(['https://marketplace.zoom.us/']);
    await desk.take({ type: 'go', step: 'account' });
    expect(desk.copied).toEqual([
      contentOf('account')
        .rights.scopes.map(({ name }) => name)
        .join('\n'),
    ]);
    zoom.setScopes(desk.copied[0]!.split('\n'));
    await enter();
    await testIt();
    expect(states(contentOf('account').test.lines)).toMatchObject({ scopes: 'fine' });
  });
});

describe('whatever is asked, in whatever order', () => {
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

  function holds(view: WelcomeView): void {
    const { content, steps, back, next } = view;
    const place = WELCOME_STEPS.indexOf(content.step);
    expect(steps.items.map(({ step }) => step)).toEqual(WELCOME_STEPS);
    expect(back?.step).toBe(WELCOME_STEPS[place - 1]);
    if (next !== null) expect(next.step).toBe(WELCOME_STEPS[place + 1]);
    if (!('test' in content)) return;
    const { lines, isRunning } = content.test;
    const places = lines.map(({ state }) => state);
    const open = places.findIndex((state) => state === 'running' || state === 'waiting');
    const tail = open < 0 ? [] : places.slice(open);
    expect(tail).toEqual(isRunning ? tail.map((_, n) => (n === 0 ? 'running' : 'waiting')) : []);
    if (isRunning) expect(lines).not.toEqual([]);
    for (const line of lines) expect(line.message === null).toBe(/^(?:running|waiting)$/u.test(line.state));
    if (content.step !== 'account') return;
    if (content.saveAnyway !== null) expect(isRunning).toBe(false);
    if (content.standing?.tone === 'good') expect(next?.isMain).toBe(true);
  }

  test('the picture holds together and no secret is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyCommand, fc.boolean()), { maxLength: 14 }), async (commands) => {
        open();
        const answers: Promise<Answer>[] = [];
        for (const [command, isAwaited] of commands) {
          expect(WelcomeCommandSchema.safeParse(command).success).toBe(true);
          const answer = desk.take(command);
          answers.push(answer);
          if (isAwaited && command.type !== 'tryOut') await answer;
          holds(desk.view());
        }
        desk.page.left();
        await desk.trial.end();
        await Promise.all(answers);
        for (const view of desk.drawn.all) holds(view);
        expect(JSON.stringify(desk.drawn.all)).not.toMatch(/sim-secret|canary/u);
        expect(desk.live.isTrial).toBe(false);
        desk.assembly.stop();
        rmSync(join(home, 'settings.json'), { force: true });
        kept.clear();
      }),
      { numRuns: 40 },
    );
    open();
  }, 60_000);
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
])('%j is refused', (command) => {
  open();
  expect(WelcomeCommandSchema.safeParse(command).success).toBe(false);
});
