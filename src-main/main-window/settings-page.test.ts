import fc from 'fast-check';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../src-core/test-support/fakes.ts';
import { getTranslate } from '../../src-core/i18n/index.ts';
import { SessionSecrets } from '../../src-core/secrets/session-secrets.ts';
import { SettingsStore } from '../../src-core/settings/settings-store.ts';
import {
  SecretStoreError,
  ZOOM_CLIENT_SECRET,
  type SecretStore,
} from '../../src-core/secrets/secret-store.ts';
import { SettingsSchema, type CallClass, type Settings } from '../../src-core/settings/schema.ts';
import type { FieldValue, FieldView, PressedKeys } from '../../src-preload/ipc/fields.ts';
import {
  SettingsCommandSchema,
  type SettingsCommand,
  type SettingsView,
} from '../../src-preload/ipc/settings.ts';
import type { ShortcutProblem } from '../system/shortcuts.ts';
import { SettingsPage } from './settings-page.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

const BELL = new URL('../../resources/sounds/bell.wav', import.meta.url);

/** A keychain that a test can lock or delay. */
class Keychain implements SecretStore {
  readonly secrets = new Map<string, string>();
  fault: 'locked' | null = null;
  reads = 0;
  delay: Promise<void> | null = null;

  async get(name: string): Promise<string | null> {
    this.reads += 1;
    await this.delay;
    this.#check();
    return this.secrets.get(name) ?? null;
  }
  async set(name: string, value: string): Promise<void> {
    await Promise.resolve();
    this.#check();
    this.secrets.set(name, value);
  }
  async remove(name: string): Promise<boolean> {
    await Promise.resolve();
    this.#check();
    return this.secrets.delete(name);
  }
  #check(): void {
    if (this.fault !== null) throw new SecretStoreError(this.fault);
  }
}

interface FixtureOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** paths that an administrator manages */
  readonly fixed?: readonly string[];
  readonly managed?: Record<string, unknown>;
}

/** The page with its own configuration. */
class Fixture {
  readonly keychain = new Keychain();
  readonly store: SettingsStore;
  readonly page: SettingsPage;
  readonly played: CallClass[] = [];
  readonly dialogTitles: string[] = [];
  /** path from the next dialog; null = canceled */
  chosenPath: string | null = null;
  shortcutProblems: readonly ShortcutProblem[] = [];
  renders = 0;
  /** how many views were built; each lists the displays */
  views = 0;

  constructor(
    readonly home: string,
    { env = {}, fixed = [], managed = {} }: FixtureOptions = {},
  ) {
    const environment = { ...env, CHAKUSHIN_HOME: home };
    this.store = new SettingsStore({
      env: environment,
      managed: {
        values: managed,
        findSource: (path) => (fixed.includes(path) ? '/etc/chakushin/managed.json' : null),
        problems: [],
      },
      secrets: new SessionSecrets(this.keychain),
      clock: new FakeClock(),
      shouldRepair: true,
    });
    const choose = (title: string): Promise<string | null> => {
      this.dialogTitles.push(title);
      return Promise.resolve(this.chosenPath);
    };
    this.page = new SettingsPage(
      {
        store: this.store,
        core: { network: { caFileProblem: null } },
        dialogs: { openFile: choose, saveFile: choose },
        t: () => getTranslate(this.store.current.settings.language === 'ja' ? 'ja' : 'en'),
        render: () => (this.renders += 1),
      },
      {
        displays: () => {
          this.views += 1;
          return [{ id: '7', label: 'EIZO' }];
        },
        shortcutProblems: () => this.shortcutProblems,
        playSound: (kind) => this.played.push(kind),
        environment,
        platform: 'linux',
      },
    );
  }

  get settings(): Settings {
    return this.store.current.settings;
  }

  view(): SettingsView {
    return this.page.view({ t: getTranslate('en'), language: 'en', now: 0 });
  }

  get fields(): readonly FieldView[] {
    return this.view().groups.flatMap(({ parts }) =>
      parts.flatMap((part) =>
        part.part === 'classes' ? part.classes.flatMap(({ fields }) => fields) : [part.field],
      ),
    );
  }

  field(id: string): FieldView {
    return this.fields.find((one) => one.id === id)!;
  }

  set(id: string, value: FieldValue | null): ReturnType<SettingsPage['handle']> {
    return this.page.handle({ type: 'set', id, value });
  }

  file(): unknown {
    return JSON.parse(readFileSync(join(this.home, 'settings.json'), 'utf8'));
  }
}

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chakushin-settings-page-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const OK = { ok: true, message: null };
const LOCKED = {
  why: inEnglish('check.keychain.locked'),
  remedy: inEnglish('remedy.keychain.locked'),
};
const containing = (text: string): unknown => expect.stringContaining(text);

describe('a setting', () => {
  test.each([
    ['popup.corner', 'bottom-left', 'bottom-left'],
    ['popup.textSize', '150', 150],
    ['popup.display', '7', '7'],
    ['country', 'GB', 'GB'],
    ['webhook.port', 8080, 8080],
    ['startAtLogin', true, true],
    ['screenPop', 'ring', 'ring'],
    [
      'pause.schedule',
      [{ days: [1], from: '12:00', to: '13:00' }],
      [{ days: [1], from: '12:00', to: '13:00' }],
    ],
  ] as const)('%s: %j is written and takes effect', async (path, value, expected) => {
    const fixture = new Fixture(home);
    expect(await fixture.set(path, value)).toEqual(OK);
    expect(fixture.file()).toHaveProperty(path, expected);
    const usable = SettingsSchema.parse(fixture.file());
    expect(fixture.settings).toEqual(usable);
    expect(fixture.settings).not.toEqual(SettingsSchema.parse({}));
  });

  test('text is trimmed and confirmed; an empty text restores the default', async () => {
    const fixture = new Fixture(home);
    expect(await fixture.set('zoom.agent', '  1002 ')).toEqual({
      ok: true,
      message: inEnglish('settings.saved'),
    });
    expect(fixture.settings.zoom.agent).toBe('1002');
    await fixture.set('webhook.host', '0.0.0.0');
    await fixture.set('webhook.host', '  ');
    expect(fixture.settings.webhook.host).toBe('127.0.0.1');
    expect(fixture.file()).not.toHaveProperty('webhook.host');
  });

  test('the subscription id is extracted from an endpoint URL', async () => {
    const fixture = new Fixture(home);
    await fixture.set('zoom.subscriptionId', ' wss://ws.zoom.us/ws?subscriptionId=AbC-1_2 ');
    expect(fixture.settings.zoom.subscriptionId).toBe('AbC-1_2');
    const answer = await fixture.set('zoom.subscriptionId', 'https://marketplace.zoom.us/develop');
    expect(answer).toEqual({ ok: false, message: inEnglish('settings.expected.subscription') });
    expect(fixture.settings.zoom.subscriptionId).toBe('AbC-1_2');
  });

  test('a change of one screenPop rule leaves the others', async () => {
    const fixture = new Fixture(home);
    const before = fixture.settings.screenPop;
    expect(await fixture.set('screenPop.queue.ring', 'browser')).toEqual(OK);
    expect(fixture.settings.screenPop).toEqual({ ...before, queue: { ...before.queue, ring: 'browser' } });
    // This option only says that the rules differ.
    expect(await fixture.set('screenPop', 'own')).toEqual(OK);
    expect(fixture.settings.screenPop.queue.ring).toBe('browser');
    expect(await fixture.set('screenPop', 'answer')).toEqual(OK);
    expect(fixture.settings.screenPop).toEqual(before);
  });

  test('returns to its default on null', async () => {
    const fixture = new Fixture(home);
    await fixture.set('popup.corner', 'top-left');
    expect(await fixture.set('popup.corner', null)).toEqual(OK);
    expect(fixture.settings.popup.corner).toBe('auto');
  });

  test.each([
    ['popup.corner', 'middle'],
    ['popup.corner', 5],
    ['popup.display', '8'],
    ['popup.display', 'own'],
    ['popup.textSize', '110'],
    ['startAtLogin', 'yes'],
    ['webhook.port', 80.5],
    ['sounds.volume', 0.5],
    ['sounds.volume', 101],
    ['popup.wrapUpSeconds', -1],
    ['webhook.port', 65_536],
    ['webhook.port', '80'],
    ['webhook.path', 'zoom'],
    ['zoom.agent', true],
    ['sounds.external', '/etc/passwd'],
    ['sounds.external', 'own'],
    ['network.caFile', '/etc/passwd'],
    ['shortcuts.copy', 'Control+C'],
    ['pause.schedule', [{ days: [], from: '12:00', to: '13:00' }]],
    ['pause.schedule', [{ days: [1], from: 'noon', to: '13:00' }]],
    ['pause.schedule', 'always'],
    ['zoom.clientSecret', 'secret'],
    ['screenPop.queue.ring', null],
    ['contacts', '/c.csv'],
    ['connectors', null],
    ['screenPop.queue', 'ring'],
    ['__proto__', 'x'],
    ['zoom', null],
    ['', null],
  ] as const)('%s rejects %j', async (id, value) => {
    const fixture = new Fixture(home);
    expect(await fixture.set(id, value)).toMatchObject({ ok: false, message: containing('') });
    expect(fixture.settings).toEqual(SettingsSchema.parse({}));
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test('that is managed cannot be changed, and the answer names who manages it', async () => {
    const fixture = new Fixture(home, {
      env: { CHAKUSHIN_COUNTRY: 'GB' },
      fixed: ['popup.corner', 'screenPop'],
      managed: { popup: { corner: 'top-left' }, screenPop: 'click' },
    });
    const byAdministrator = inEnglish('settings.lock.administrator', {
      source: '/etc/chakushin/managed.json',
    });
    for (const [id, value, message] of [
      ['popup.corner', 'bottom-left', byAdministrator],
      ['screenPop', 'ring', byAdministrator],
      ['screenPop.queue.ring', 'browser', byAdministrator],
      ['country', 'JP', inEnglish('settings.lock.variable', { name: 'CHAKUSHIN_COUNTRY' })],
    ] as const)
      expect(await fixture.set(id, value)).toEqual({ ok: false, message });
    expect(fixture.settings.popup.corner).toBe('top-left');
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test('that cannot be written gives an answer with cause and folder', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const fixture = new Fixture(file);
    const { ok, message } = await fixture.set('startAtLogin', true);
    expect(ok).toBe(false);
    expect(message).toMatch(/ENOTDIR|EEXIST/u);
    expect(message).toContain(file);
    expect(fixture.settings.startAtLogin).toBe(false);
  });

  test('answers use the new language after a language change', async () => {
    const fixture = new Fixture(home);
    await fixture.set('language', 'ja');
    expect(await fixture.set('zoom.agent', '1002')).toEqual({
      ok: true,
      message: inJapanese('settings.saved'),
    });
  });

  test('is checked without rendering the page', async () => {
    const fixture = new Fixture(home);
    await fixture.set('popup.corner', 'bottom-left');
    await fixture.set('webhook.port', -1);
    await fixture.set('nothing', 1);
    expect(fixture.views).toBe(0);
  });

  test('is rendered again even after a refused change', async () => {
    const fixture = new Fixture(home);
    await fixture.set('nothing', 1);
    expect(fixture.renders).toBe(1);
  });
});

describe('a key combination', () => {
  const keys = (key: string, modifiers: Partial<PressedKeys> = {}): PressedKeys => ({
    key,
    code: `Key${key.toUpperCase()}`,
    ctrl: true,
    alt: true,
    shift: false,
    meta: false,
    ...modifiers,
  });
  const press = (fixture: Fixture, id: string, pressed: PressedKeys): ReturnType<SettingsPage['handle']> =>
    fixture.page.handle({ type: 'pressed', id, keys: pressed });

  test('is stored as an accelerator and displayed readably', async () => {
    const fixture = new Fixture(home);
    expect(await press(fixture, 'shortcuts.copy', keys('c'))).toEqual(OK);
    expect(fixture.settings.shortcuts.copy).toBe('Control+Alt+C');
    expect(fixture.field('shortcuts.copy')).toMatchObject({ value: 'Ctrl + Alt + C' });
  });

  test.each([
    ['a plain letter', keys('c', { ctrl: false, alt: false })],
    ['a combination common to all programs', keys('c', { alt: false })],
    ['a combination of another action', keys('x')],
  ])('%s is refused', async (_what, pressed) => {
    const fixture = new Fixture(home);
    await press(fixture, 'shortcuts.pause', keys('x'));
    const { ok, message } = await press(fixture, 'shortcuts.copy', pressed);
    expect(ok).toBe(false);
    expect(message).not.toBeNull();
    expect(fixture.settings.shortcuts).toMatchObject({ copy: null, pause: 'Control+Alt+X' });
  });

  test('in use by another program gives an error', async () => {
    const fixture = new Fixture(home);
    fixture.shortcutProblems = [{ name: 'copy', kind: 'taken', accelerator: 'Control+Alt+C' }];
    expect(await press(fixture, 'shortcuts.copy', keys('c'))).toEqual({
      ok: false,
      message: inEnglish('settings.shortcut.taken', { keys: 'Ctrl + Alt + C' }),
    });
  });

  test('is refused for fields other than shortcuts', async () => {
    const fixture = new Fixture(home);
    expect(await press(fixture, 'popup.corner', keys('c'))).toMatchObject({ ok: false });
    expect(fixture.settings).toEqual(SettingsSchema.parse({}));
  });
});

describe('a file', () => {
  const choose = (fixture: Fixture, id: string, path: string | null): ReturnType<SettingsPage['handle']> => {
    fixture.chosenPath = path;
    return fixture.page.handle({ type: 'chooseFile', id });
  };

  test('of certificates is checked before it is set', async () => {
    const fixture = new Fixture(home);
    const [good, bad] = [join(home, 'ca.pem'), join(home, 'no.pem')];
    writeFileSync(good, rootCertificates[0]!);
    writeFileSync(bad, 'hello');
    expect(await choose(fixture, 'network.caFile', bad)).toEqual({
      ok: false,
      message: inEnglish('settings.ca.unusable'),
    });
    expect(fixture.settings.network.caFile).toBeNull();
    expect(await choose(fixture, 'network.caFile', good)).toMatchObject({ ok: true });
    expect(fixture.settings.network.caFile).toBe(good);
    expect(await fixture.set('network.caFile', null)).toEqual(OK);
    expect(fixture.settings.network.caFile).toBeNull();
  });

  test('of sound is checked before it is set', async () => {
    const fixture = new Fixture(home);
    const [good, bad] = [join(home, 'ring.wav'), join(home, 'no.wav')];
    writeFileSync(good, readFileSync(BELL));
    writeFileSync(bad, 'hello');
    expect(await choose(fixture, 'sounds.queue', bad)).toMatchObject({ ok: false });
    expect(fixture.settings.sounds.queue).toBe('none');
    expect(await choose(fixture, 'sounds.queue', good)).toMatchObject({ ok: true });
    expect(fixture.settings.sounds.queue).toBe(good);
  });

  test('changes nothing if the dialog is canceled or the field takes no file', async () => {
    const fixture = new Fixture(home);
    expect(await choose(fixture, 'sounds.queue', null)).toEqual(OK);
    expect(await choose(fixture, 'sounds.volume', '/x.wav')).toMatchObject({ ok: false });
    expect(fixture.dialogTitles).toHaveLength(1);
  });

  test('opens no dialog if the field is managed', async () => {
    const fixture = new Fixture(home, { fixed: ['network.caFile'] });
    expect(await choose(fixture, 'network.caFile', '/ca.pem')).toMatchObject({ ok: false });
    expect(fixture.dialogTitles).toEqual([]);
  });
});

describe('a sound', () => {
  const play = (fixture: Fixture, id: string): ReturnType<SettingsPage['handle']> =>
    fixture.page.handle({ type: 'hear', id });

  test('is played with the current setting', async () => {
    const fixture = new Fixture(home);
    await fixture.set('sounds.queue', 'bell');
    expect(await play(fixture, 'sounds.queue')).toEqual(OK);
    expect(fixture.played).toEqual(['queue']);
  });

  test('that is silent or missing is not played, and the answer gives the reason', async () => {
    const fixture = new Fixture(home);
    expect(await play(fixture, 'sounds.queue')).toMatchObject({ ok: false });
    expect(await play(fixture, 'sounds.volume')).toMatchObject({ ok: false });
    await fixture.set('sounds.queue', 'bell');
    await fixture.set('sounds.volume', 0);
    expect(await play(fixture, 'sounds.queue')).toEqual({
      ok: false,
      message: inEnglish('settings.sound.silent'),
    });
    const withMissingFile = new Fixture(join(home, 'other'));
    withMissingFile.store.set('sounds.external', join(home, 'gone.wav'));
    expect(await play(withMissingFile, 'sounds.external')).toMatchObject({ ok: false });
    expect([...fixture.played, ...withMissingFile.played]).toEqual([]);
  });
});

describe('a secret', () => {
  const SECRET = 'S3cret-of-Zoom';
  const name = inEnglish('setting.zoom.clientSecret');
  const storeSecret = (
    fixture: Fixture,
    value: string,
    id = 'zoom.clientSecret',
  ): ReturnType<SettingsPage['handle']> => fixture.page.handle({ type: 'secret', id, value });

  test('is stored in the keychain, shown as stored and never revealed', async () => {
    const fixture = new Fixture(home);
    const answer = await storeSecret(fixture, ` ${SECRET}\n`);
    expect(answer).toEqual({
      ok: true,
      message: inEnglish('settings.secret.saved', { name }),
    });
    expect(fixture.keychain.secrets.get(ZOOM_CLIENT_SECRET)).toBe(SECRET);
    expect(fixture.field('zoom.clientSecret')).toMatchObject({ isKnown: true });
    expect(JSON.stringify(fixture.view())).not.toContain(SECRET);
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test('that the keychain refuses is valid for this run, with the reason', async () => {
    const fixture = new Fixture(home);
    fixture.keychain.fault = 'locked';
    expect(await storeSecret(fixture, SECRET)).toEqual({
      ok: true,
      message: inEnglish('settings.secret.savedThisRun', { name, ...LOCKED }),
    });
    expect(fixture.field('zoom.clientSecret')).toMatchObject({
      isKnown: true,
      state: inEnglish('settings.secret.this-run', LOCKED),
    });
  });

  test('can be removed; the answer warns if it may still be in the keychain', async () => {
    const fixture = new Fixture(home);
    await storeSecret(fixture, SECRET);
    expect(await fixture.page.handle({ type: 'forgetSecret', id: 'zoom.clientSecret' })).toMatchObject({
      ok: true,
    });
    expect(fixture.keychain.secrets.size).toBe(0);
    await storeSecret(fixture, SECRET);
    fixture.keychain.fault = 'locked';
    expect(await fixture.page.handle({ type: 'forgetSecret', id: 'zoom.clientSecret' })).toEqual({
      ok: false,
      message: inEnglish('settings.secret.notRemoved', { name, ...LOCKED }),
    });
  });

  test.each(['', '  ', 'two words', 'a\nb', '秘密', 'x'.repeat(501)])('rejects %j', async (value) => {
    const fixture = new Fixture(home);
    expect(await storeSecret(fixture, value)).toMatchObject({ ok: false });
    expect(fixture.keychain.secrets.size).toBe(0);
  });

  test('is refused if a variable sets it or the field is no secret', async () => {
    const fixture = new Fixture(home, { env: { ZOOM_CLIENT_SECRET: 'of-a-variable' } });
    expect(await storeSecret(fixture, SECRET)).toMatchObject({ ok: false });
    expect(await storeSecret(fixture, SECRET, 'zoom.agent')).toMatchObject({ ok: false });
    expect(await fixture.page.handle({ type: 'forgetSecret', id: 'zoom.agent' })).toMatchObject({
      ok: false,
    });
    expect(fixture.keychain.secrets.size).toBe(0);
    expect(JSON.stringify(fixture.view())).not.toContain('of-a-variable');
  });

  test('is read once when the page is shown, without blocking the page', async () => {
    const fixture = new Fixture(home, { env: { ZOOM_WEBHOOK_SECRET_TOKEN: 'token' } });
    fixture.keychain.secrets.set(ZOOM_CLIENT_SECRET, SECRET);
    let answer = (): void => undefined;
    fixture.keychain.delay = new Promise((resolve) => (answer = resolve));
    fixture.page.onShow();
    expect(fixture.field('zoom.clientSecret')).toMatchObject({ isKnown: false });
    fixture.page.onShow();
    expect(fixture.keychain.reads).toBe(1);
    answer();
    await expect.poll(() => fixture.renders).toBe(1);
    expect(fixture.field('zoom.clientSecret')).toMatchObject({ isKnown: true });
    fixture.page.onShow();
    expect(fixture.keychain.reads).toBe(1);
  });

  test('that cannot be read shows the reason', async () => {
    const fixture = new Fixture(home);
    fixture.keychain.fault = 'locked';
    fixture.page.onShow();
    await expect.poll(() => fixture.renders).toBe(2);
    expect(fixture.field('zoom.clientSecret')).toMatchObject({
      isKnown: false,
      state: inEnglish('settings.secret.unreadable', LOCKED),
    });
  });
});

describe('settings export and import', () => {
  const transfer = (
    fixture: Fixture,
    type: 'export' | 'import',
    path: string | null,
  ): ReturnType<SettingsPage['handle']> => {
    fixture.chosenPath = path;
    return fixture.page.handle({ type });
  };

  test('transfers settings between computers without secrets', async () => {
    const file = join(home, 'taken.json');
    const one = new Fixture(join(home, 'one'));
    await one.set('popup.corner', 'top-left');
    await one.set('language', 'ja');
    await one.page.handle({ type: 'secret', id: 'zoom.clientSecret', value: 'S3cret' });
    expect(await transfer(one, 'export', file)).toMatchObject({
      ok: true,
      message: containing(file),
    });
    expect(readFileSync(file, 'utf8')).not.toContain('S3cret');
    const other = new Fixture(join(home, 'other'), { fixed: ['popup.corner'] });
    const answer = await transfer(other, 'import', file);
    expect(answer.ok).toBe(true);
    expect(answer.message).toContain(inJapanese('setting.popup.corner'));
    expect(other.settings).toMatchObject({ language: 'ja', popup: { corner: 'auto' } });
  });

  test('confirms an import that skips nothing', async () => {
    const file = join(home, 'taken.json');
    writeFileSync(file, '{"version":1,"startAtLogin":true}');
    const fixture = new Fixture(home);
    expect(await transfer(fixture, 'import', file)).toEqual({
      ok: true,
      message: inEnglish('settings.import.done'),
    });
    expect(fixture.settings.startAtLogin).toBe(true);
  });

  test.each([
    ['does not exist', () => join(home, 'none.json')],
    ['is a folder', () => home],
    ['holds something else', () => write('notes.json', '[1, 2]')],
    ['is far too large', () => write('large.json', ' '.repeat(2 ** 20) + '{"startAtLogin":true}')],
  ])('importing a file that %s changes nothing', async (_what, path) => {
    const fixture = new Fixture(home);
    const file = path();
    const { ok, message } = await transfer(fixture, 'import', file);
    expect(ok).toBe(false);
    expect(message).toContain(file);
    expect(fixture.settings).toEqual(SettingsSchema.parse({}));
  });

  test('export to an unwritable path gives an error', async () => {
    const fixture = new Fixture(home);
    const folder = join(home, 'folder');
    mkdirSync(folder);
    expect(await transfer(fixture, 'export', folder)).toMatchObject({
      ok: false,
      message: containing('EISDIR'),
    });
  });

  test('a canceled dialog gives no message', async () => {
    const fixture = new Fixture(home);
    expect(await transfer(fixture, 'export', null)).toEqual(OK);
    expect(await transfer(fixture, 'import', null)).toEqual(OK);
  });

  function write(name: string, content: string): string {
    writeFileSync(join(home, name), content);
    return join(home, name);
  }
});

describe('during the trial', () => {
  test('account settings cannot be changed', async () => {
    const fixture = new Fixture(home);
    fixture.store.startTrial({ ZOOM_AGENT: '1002' });
    expect(await fixture.set('zoom.agent', '1003')).toEqual({
      ok: false,
      message: inEnglish('settings.lock.trial'),
    });
    fixture.store.startTrial(null);
    expect(fixture.settings.zoom.agent).toBeNull();
  });
});

describe('arbitrary command sequences', () => {
  const FIXED = ['popup.size', 'sounds.external', 'screenPop', 'network.caFile', 'shortcuts.copy', 'country'];
  const ids = new Fixture(tmpdir()).fields.map(({ id }) => id);
  const anyId = fc.oneof(fc.constantFrom(...ids), fc.constantFrom(...FIXED), fc.string({ maxLength: 20 }));
  const strings = fc.constantFrom(
    'auto',
    'ja',
    'JP',
    'small',
    'none',
    'own',
    'ring',
    'both',
    '7',
    '150',
    '/zoom',
    'wss://x?subscriptionId=1',
    '',
  );
  const span = fc.record({
    days: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 7 }),
    from: fc.constantFrom('09:00', '24:00', ''),
    to: fc.constantFrom('18:00', 'x'),
  });
  const value = fc.oneof(
    fc.string(),
    strings,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.array(span),
    fc.constant(null),
  );
  const command: fc.Arbitrary<SettingsCommand> = fc.oneof(
    fc.record({ type: fc.constant('set' as const), id: anyId, value }),
    fc.record({ type: fc.constant('secret' as const), id: anyId, value: fc.string() }),
    fc.record({ type: fc.constant('forgetSecret' as const), id: anyId }),
    fc.record({ type: fc.constant('chooseFile' as const), id: anyId }),
    fc.record({ type: fc.constant('hear' as const), id: anyId }),
    fc.record({
      type: fc.constant('pressed' as const),
      id: anyId,
      keys: fc.record({
        key: fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('c', 'F5', 'Enter')),
        code: fc.constantFrom('KeyC', 'F5', ''),
        ctrl: fc.boolean(),
        alt: fc.boolean(),
        shift: fc.boolean(),
        meta: fc.boolean(),
      }),
    }),
  );

  test('change only valid, unmanaged settings, reveal no secret and never throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (commands) => {
        const fixture = new Fixture(mkdtempSync(join(home, 'run-')), { fixed: FIXED });
        fixture.chosenPath = join(home, 'nothing.wav');
        for (const one of commands) {
          expect(SettingsCommandSchema.safeParse(one).success).toBe(true);
          const before = fixture.settings;
          const { ok, message } = await fixture.page.handle(one);
          if (!ok) {
            expect(message).not.toBe('');
            expect(fixture.settings).toEqual(before);
          }
          const secrets = [...fixture.keychain.secrets.values()].filter((secret) => secret.length > 8);
          for (const secret of secrets) {
            expect(message ?? '').not.toContain(secret);
            expect(JSON.stringify(fixture.view())).not.toContain(secret);
          }
        }
        if (!existsSync(join(fixture.home, 'settings.json'))) return;
        // The file is valid and contains no managed setting.
        expect(fixture.store.current.problems.filter(({ code }) => code === 'setting-unusable')).toEqual([]);
        expect(SettingsSchema.safeParse(fixture.file()).success).toBe(true);
        for (const path of FIXED) expect(fixture.file()).not.toHaveProperty(path);
      }),
      { numRuns: 150 },
    );
  });
});
