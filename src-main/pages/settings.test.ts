import fc from 'fast-check';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../src-core/fakes.test-support.ts';
import { translate } from '../../src-core/i18n/index.ts';
import { KeptSecrets } from '../../src-core/kept-secrets.ts';
import { LiveConfiguration } from '../../src-core/live-configuration.ts';
import { SecretStoreError, ZOOM_CLIENT_SECRET, type SecretStore } from '../../src-core/secret-store.ts';
import { SettingsSchema, type CallClass, type Settings } from '../../src-core/settings/schema.ts';
import type { FieldValue, FieldView, PressedKeys } from '../../src-preload/fields.ts';
import type { SettingsCommand, SettingsView } from '../../src-preload/pages/settings.ts';
import type { ShortcutProblem } from '../shortcuts.ts';
import { SettingsCommandSchema, SettingsPage } from './settings.ts';
import { fieldsOf } from './settings-view.ts';

const BELL = new URL('../../resources/sounds/bell.wav', import.meta.url);

/** A keychain that a test can lock, and whose answers it can hold back. */
class Keychain implements SecretStore {
  readonly kept = new Map<string, string>();
  fault: 'locked' | null = null;
  reads = 0;
  waits: Promise<void> | null = null;

  async get(name: string): Promise<string | null> {
    this.reads += 1;
    await this.waits;
    this.#check();
    return this.kept.get(name) ?? null;
  }
  async set(name: string, value: string): Promise<void> {
    await Promise.resolve();
    this.#check();
    this.kept.set(name, value);
  }
  async remove(name: string): Promise<boolean> {
    await Promise.resolve();
    this.#check();
    return this.kept.delete(name);
  }
  #check(): void {
    if (this.fault !== null) throw new SecretStoreError(this.fault);
  }
}

interface DeskOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** paths that an administrator fixed */
  readonly fixed?: readonly string[];
  readonly managed?: Record<string, unknown>;
}

/** The page on a configuration of its own. */
class Desk {
  readonly keychain = new Keychain();
  readonly live: LiveConfiguration;
  readonly page: SettingsPage;
  readonly heard: CallClass[] = [];
  readonly asked: string[] = [];
  /** what the next dialog gives */
  chosen: string | null = null;
  shortcutProblems: readonly ShortcutProblem[] = [];
  redraws = 0;

  constructor(
    readonly home: string,
    { env = {}, fixed = [], managed = {} }: DeskOptions = {},
  ) {
    const environment = { ...env, CHAKUSHIN_HOME: home };
    this.live = new LiveConfiguration({
      env: environment,
      managed: {
        values: managed,
        sourceOf: (path) => (fixed.includes(path) ? '/etc/chakushin/managed.json' : null),
        problems: [],
      },
      secrets: new KeptSecrets(this.keychain),
      clock: new FakeClock(),
      repairs: true,
    });
    const choose = (title: string): Promise<string | null> => {
      this.asked.push(title);
      return Promise.resolve(this.chosen);
    };
    this.page = new SettingsPage(
      {
        live: this.live,
        assembly: { way: { caFileProblem: null } },
        dialogs: { openFile: choose, saveFile: choose },
        t: () => translate(this.live.now.settings.language === 'ja' ? 'ja' : 'en'),
        redraw: () => (this.redraws += 1),
      },
      {
        displays: () => [{ id: '7', label: 'EIZO' }],
        shortcutProblems: () => this.shortcutProblems,
        hear: (kind) => this.heard.push(kind),
        environment,
        platform: 'linux',
      },
    );
  }

  get settings(): Settings {
    return this.live.now.settings;
  }

  view(): SettingsView {
    return this.page.view({ t: translate('en'), language: 'en', now: 0 });
  }

  field(id: string): FieldView {
    return fieldsOf(this.view()).find((one) => one.id === id)!;
  }

  set(id: string, value: FieldValue | null): ReturnType<SettingsPage['take']> {
    return this.page.take({ type: 'set', id, value });
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
  ] as const)('%s: %j is written and counts', async (path, value, written) => {
    const desk = new Desk(home);
    expect(await desk.set(path, value)).toEqual(OK);
    expect(desk.file()).toHaveProperty(path, written);
    const usable = SettingsSchema.parse(desk.file());
    expect(desk.settings).toEqual(usable);
    expect(desk.settings).not.toEqual(SettingsSchema.parse({}));
  });

  test('a text is trimmed, and said to be saved; an empty one is the default again', async () => {
    const desk = new Desk(home);
    expect(await desk.set('zoom.agent', '  1002 ')).toEqual({ ok: true, message: 'Saved.' });
    expect(desk.settings.zoom.agent).toBe('1002');
    await desk.set('webhook.host', '0.0.0.0');
    await desk.set('webhook.host', '  ');
    expect(desk.settings.webhook.host).toBe('127.0.0.1');
    expect(desk.file()).not.toHaveProperty('webhook.host');
  });

  test('of an endpoint’s address the subscription alone is kept', async () => {
    const desk = new Desk(home);
    await desk.set('zoom.subscriptionId', ' wss://ws.zoom.us/ws?subscriptionId=AbC-1_2 ');
    expect(desk.settings.zoom.subscriptionId).toBe('AbC-1_2');
    const answer = await desk.set('zoom.subscriptionId', 'https://marketplace.zoom.us/develop');
    expect(answer).toMatchObject({ ok: false, message: containing('subscriptionId=') });
    expect(desk.settings.zoom.subscriptionId).toBe('AbC-1_2');
  });

  test('one rule changes and the others stay', async () => {
    const desk = new Desk(home);
    const before = desk.settings.screenPop;
    expect(await desk.set('screenPop.queue.ring', 'browser')).toEqual(OK);
    expect(desk.settings.screenPop).toEqual({ ...before, queue: { ...before.queue, ring: 'browser' } });
    // The choice that says so is no rule of its own.
    expect(await desk.set('screenPop', 'own')).toEqual(OK);
    expect(desk.settings.screenPop.queue.ring).toBe('browser');
    expect(await desk.set('screenPop', 'answer')).toEqual(OK);
    expect(desk.settings.screenPop).toEqual(before);
  });

  test('null takes it back', async () => {
    const desk = new Desk(home);
    await desk.set('popup.corner', 'top-left');
    expect(await desk.set('popup.corner', null)).toEqual(OK);
    expect(desk.settings.popup.corner).toBe('auto');
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
  ] as const)('%s cannot become %j', async (id, value) => {
    const desk = new Desk(home);
    expect(await desk.set(id, value)).toMatchObject({ ok: false, message: containing('') });
    expect(desk.settings).toEqual(SettingsSchema.parse({}));
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test('that is fixed is not changed, and who fixed it is said', async () => {
    const desk = new Desk(home, {
      env: { CHAKUSHIN_COUNTRY: 'GB' },
      fixed: ['popup.corner', 'screenPop'],
      managed: { popup: { corner: 'top-left' }, screenPop: 'click' },
    });
    for (const [id, value, who] of [
      ['popup.corner', 'bottom-left', 'administrator'],
      ['screenPop', 'ring', 'administrator'],
      ['screenPop.queue.ring', 'browser', 'administrator'],
      ['country', 'JP', 'CHAKUSHIN_COUNTRY'],
    ] as const)
      expect(await desk.set(id, value)).toMatchObject({ ok: false, message: containing(who) });
    expect(desk.settings.popup.corner).toBe('top-left');
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test('that cannot be written is told with its cause and folder', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const desk = new Desk(file);
    const { ok, message } = await desk.set('startAtLogin', true);
    expect(ok).toBe(false);
    expect(message).toMatch(/ENOTDIR|EEXIST/u);
    expect(message).toContain(file);
    expect(desk.settings.startAtLogin).toBe(false);
  });

  test('the answer is in the language that counts then', async () => {
    const desk = new Desk(home);
    await desk.set('language', 'ja');
    expect(await desk.set('zoom.agent', '1002')).toEqual({ ok: true, message: '保存しました。' });
  });

  test('whatever is answered, the window is drawn anew', async () => {
    const desk = new Desk(home);
    await desk.set('nothing', 1);
    expect(desk.redraws).toBe(1);
  });
});

describe('a key combination', () => {
  const keys = (key: string, held: Partial<PressedKeys> = {}): PressedKeys => ({
    key,
    code: `Key${key.toUpperCase()}`,
    ctrl: true,
    alt: true,
    shift: false,
    meta: false,
    ...held,
  });
  const press = (desk: Desk, id: string, pressed: PressedKeys): ReturnType<SettingsPage['take']> =>
    desk.page.take({ type: 'pressed', id, keys: pressed });

  test('is kept as it was pressed and shown as people write it', async () => {
    const desk = new Desk(home);
    expect(await press(desk, 'shortcuts.copy', keys('c'))).toEqual(OK);
    expect(desk.settings.shortcuts.copy).toBe('Control+Alt+C');
    expect(desk.field('shortcuts.copy')).toMatchObject({ value: 'Ctrl + Alt + C' });
  });

  test.each([
    ['that would be typed', keys('c', { ctrl: false, alt: false })],
    ['that every program has', keys('c', { alt: false })],
    ['of another action', keys('x')],
  ])('%s is refused', async (_what, pressed) => {
    const desk = new Desk(home);
    await press(desk, 'shortcuts.pause', keys('x'));
    const { ok, message } = await press(desk, 'shortcuts.copy', pressed);
    expect(ok).toBe(false);
    expect(message).not.toBeNull();
    expect(desk.settings.shortcuts).toMatchObject({ copy: null, pause: 'Control+Alt+X' });
  });

  test('that another program has is told', async () => {
    const desk = new Desk(home);
    desk.shortcutProblems = [{ name: 'copy', kind: 'taken', accelerator: 'Control+Alt+C' }];
    expect(await press(desk, 'shortcuts.copy', keys('c'))).toMatchObject({
      ok: false,
      message: containing('another program'),
    });
  });

  test('is for shortcuts alone', async () => {
    const desk = new Desk(home);
    expect(await press(desk, 'popup.corner', keys('c'))).toMatchObject({ ok: false });
    expect(desk.settings).toEqual(SettingsSchema.parse({}));
  });
});

describe('a file', () => {
  const choose = (desk: Desk, id: string, path: string | null): ReturnType<SettingsPage['take']> => {
    desk.chosen = path;
    return desk.page.take({ type: 'chooseFile', id });
  };

  test('of certificates is looked at before it is taken', async () => {
    const desk = new Desk(home);
    const [good, bad] = [join(home, 'ca.pem'), join(home, 'no.pem')];
    writeFileSync(good, rootCertificates[0]!);
    writeFileSync(bad, 'hello');
    expect(await choose(desk, 'network.caFile', bad)).toMatchObject({
      ok: false,
      message: containing('PEM'),
    });
    expect(desk.settings.network.caFile).toBeNull();
    expect(await choose(desk, 'network.caFile', good)).toMatchObject({ ok: true });
    expect(desk.settings.network.caFile).toBe(good);
    expect(await desk.set('network.caFile', null)).toEqual(OK);
    expect(desk.settings.network.caFile).toBeNull();
  });

  test('of sound is looked at before it is taken', async () => {
    const desk = new Desk(home);
    const [good, bad] = [join(home, 'ring.wav'), join(home, 'no.wav')];
    writeFileSync(good, readFileSync(BELL));
    writeFileSync(bad, 'hello');
    expect(await choose(desk, 'sounds.queue', bad)).toMatchObject({ ok: false });
    expect(desk.settings.sounds.queue).toBe('none');
    expect(await choose(desk, 'sounds.queue', good)).toMatchObject({ ok: true });
    expect(desk.settings.sounds.queue).toBe(good);
  });

  test('nothing happens when the dialog is cancelled, or the field has none', async () => {
    const desk = new Desk(home);
    expect(await choose(desk, 'sounds.queue', null)).toEqual(OK);
    expect(await choose(desk, 'sounds.volume', '/x.wav')).toMatchObject({ ok: false });
    expect(desk.asked).toHaveLength(1);
  });

  test('is not even asked for where it is fixed', async () => {
    const desk = new Desk(home, { fixed: ['network.caFile'] });
    expect(await choose(desk, 'network.caFile', '/ca.pem')).toMatchObject({ ok: false });
    expect(desk.asked).toEqual([]);
  });
});

describe('a sound', () => {
  const hear = (desk: Desk, id: string): ReturnType<SettingsPage['take']> =>
    desk.page.take({ type: 'hear', id });

  test('is played as it is set', async () => {
    const desk = new Desk(home);
    await desk.set('sounds.queue', 'bell');
    expect(await hear(desk, 'sounds.queue')).toEqual(OK);
    expect(desk.heard).toEqual(['queue']);
  });

  test('that makes none is not played, and the reason is said', async () => {
    const desk = new Desk(home);
    expect(await hear(desk, 'sounds.queue')).toMatchObject({ ok: false });
    expect(await hear(desk, 'sounds.volume')).toMatchObject({ ok: false });
    await desk.set('sounds.queue', 'bell');
    await desk.set('sounds.volume', 0);
    expect(await hear(desk, 'sounds.queue')).toMatchObject({
      ok: false,
      message: containing('volume is 0'),
    });
    const gone = new Desk(join(home, 'other'));
    gone.live.set('sounds.external', join(home, 'gone.wav'));
    expect(await hear(gone, 'sounds.external')).toMatchObject({ ok: false });
    expect([...desk.heard, ...gone.heard]).toEqual([]);
  });
});

describe('a secret', () => {
  const SECRET = 'S3cret-of-Zoom';
  const keep = (desk: Desk, value: string, id = 'zoom.clientSecret'): ReturnType<SettingsPage['take']> =>
    desk.page.take({ type: 'secret', id, value });

  test('is kept, shown as stored, and told to nobody', async () => {
    const desk = new Desk(home);
    const answer = await keep(desk, ` ${SECRET}\n`);
    expect(answer).toEqual({ ok: true, message: 'Client secret: stored in the keychain.' });
    expect(desk.keychain.kept.get(ZOOM_CLIENT_SECRET)).toBe(SECRET);
    expect(desk.field('zoom.clientSecret')).toMatchObject({ isKnown: true });
    expect(JSON.stringify(desk.view())).not.toContain(SECRET);
    expect(existsSync(join(home, 'settings.json'))).toBe(false);
  });

  test('that the keychain does not take is known for this run, and why is said', async () => {
    const desk = new Desk(home);
    desk.keychain.fault = 'locked';
    const { ok, message } = await keep(desk, SECRET);
    expect(ok).toBe(true);
    expect(message).toContain('keychain is locked');
    expect(message).not.toContain(SECRET);
    expect(desk.field('zoom.clientSecret')).toMatchObject({
      isKnown: true,
      state: containing('until Chakushin is ended'),
    });
  });

  test('is removed; where the keychain may still have it, that is said', async () => {
    const desk = new Desk(home);
    await keep(desk, SECRET);
    expect(await desk.page.take({ type: 'forgetSecret', id: 'zoom.clientSecret' })).toMatchObject({
      ok: true,
    });
    expect(desk.keychain.kept.size).toBe(0);
    await keep(desk, SECRET);
    desk.keychain.fault = 'locked';
    expect(await desk.page.take({ type: 'forgetSecret', id: 'zoom.clientSecret' })).toMatchObject({
      ok: false,
      message: containing('may still be in the keychain'),
    });
  });

  test.each(['', '  ', 'two words', 'a\nb', '秘密', 'x'.repeat(501)])('%j is none', async (value) => {
    const desk = new Desk(home);
    expect(await keep(desk, value)).toMatchObject({ ok: false });
    expect(desk.keychain.kept.size).toBe(0);
  });

  test('of a variable, or of another place, is not taken', async () => {
    const desk = new Desk(home, { env: { ZOOM_CLIENT_SECRET: 'of-a-variable' } });
    expect(await keep(desk, SECRET)).toMatchObject({ ok: false });
    expect(await keep(desk, SECRET, 'zoom.agent')).toMatchObject({ ok: false });
    expect(await desk.page.take({ type: 'forgetSecret', id: 'zoom.agent' })).toMatchObject({ ok: false });
    expect(desk.keychain.kept.size).toBe(0);
    expect(JSON.stringify(desk.view())).not.toContain('of-a-variable');
  });

  test('is asked for once when somebody comes, and the page does not wait for it', async () => {
    const desk = new Desk(home, { env: { ZOOM_WEBHOOK_SECRET_TOKEN: 'token' } });
    desk.keychain.kept.set(ZOOM_CLIENT_SECRET, SECRET);
    let answer = (): void => undefined;
    desk.keychain.waits = new Promise((resolve) => (answer = resolve));
    desk.page.entered();
    expect(desk.field('zoom.clientSecret')).toMatchObject({ isKnown: false });
    desk.page.entered();
    expect(desk.keychain.reads).toBe(1);
    answer();
    await expect.poll(() => desk.redraws).toBe(1);
    expect(desk.field('zoom.clientSecret')).toMatchObject({ isKnown: true });
    desk.page.entered();
    expect(desk.keychain.reads).toBe(1);
  });

  test('that cannot be read has its reason', async () => {
    const desk = new Desk(home);
    desk.keychain.fault = 'locked';
    desk.page.entered();
    await expect.poll(() => desk.redraws).toBe(2);
    expect(desk.field('zoom.clientSecret')).toMatchObject({
      isKnown: false,
      state: containing('locked'),
    });
  });
});

describe('settings are taken along', () => {
  const carry = (
    desk: Desk,
    type: 'export' | 'import',
    path: string | null,
  ): ReturnType<SettingsPage['take']> => {
    desk.chosen = path;
    return desk.page.take({ type });
  };

  test('from one computer to another, without secrets', async () => {
    const file = join(home, 'taken.json');
    const one = new Desk(join(home, 'one'));
    await one.set('popup.corner', 'top-left');
    await one.set('language', 'ja');
    await one.page.take({ type: 'secret', id: 'zoom.clientSecret', value: 'S3cret' });
    expect(await carry(one, 'export', file)).toMatchObject({
      ok: true,
      message: containing(file),
    });
    expect(readFileSync(file, 'utf8')).not.toContain('S3cret');
    const other = new Desk(join(home, 'other'), { fixed: ['popup.corner'] });
    const answer = await carry(other, 'import', file);
    expect(answer.ok).toBe(true);
    expect(answer.message).toContain('カードの表示位置');
    expect(other.settings).toMatchObject({ language: 'ja', popup: { corner: 'auto' } });
  });

  test('without leaving anything out, that is all', async () => {
    const file = join(home, 'taken.json');
    writeFileSync(file, '{"version":1,"startAtLogin":true}');
    const desk = new Desk(home);
    expect(await carry(desk, 'import', file)).toEqual({
      ok: true,
      message: 'The settings are imported and count from now on.',
    });
    expect(desk.settings.startAtLogin).toBe(true);
  });

  test.each([
    ['is not there', () => join(home, 'none.json')],
    ['is a folder', () => home],
    ['holds something else', () => write('notes.json', '[1, 2]')],
    ['is far too large', () => write('large.json', ' '.repeat(2 ** 20) + '{"startAtLogin":true}')],
  ])('a file that %s changes nothing', async (_what, path) => {
    const desk = new Desk(home);
    const file = path();
    const { ok, message } = await carry(desk, 'import', file);
    expect(ok).toBe(false);
    expect(message).toContain(file);
    expect(desk.settings).toEqual(SettingsSchema.parse({}));
  });

  test('a place that cannot be written to is told', async () => {
    const desk = new Desk(home);
    const folder = join(home, 'folder');
    mkdirSync(folder);
    expect(await carry(desk, 'export', folder)).toMatchObject({
      ok: false,
      message: containing('EISDIR'),
    });
  });

  test('a cancelled dialog is no news', async () => {
    const desk = new Desk(home);
    expect(await carry(desk, 'export', null)).toEqual(OK);
    expect(await carry(desk, 'import', null)).toEqual(OK);
  });

  function write(name: string, content: string): string {
    writeFileSync(join(home, name), content);
    return join(home, name);
  }
});

describe('while the simulated Zoom is connected', () => {
  test('its account is not taken for the user’s own', async () => {
    const desk = new Desk(home);
    desk.live.tryOut({ ZOOM_AGENT: '1002' });
    expect(await desk.set('zoom.agent', '1003')).toMatchObject({
      ok: false,
      message: containing('simulated Zoom'),
    });
    desk.live.tryOut(null);
    expect(desk.settings.zoom.agent).toBeNull();
  });
});

describe('whatever a window sends', () => {
  const FIXED = ['popup.size', 'sounds.external', 'screenPop', 'network.caFile', 'shortcuts.copy', 'country'];
  const ids = fieldsOf(new Desk(tmpdir()).view()).map(({ id }) => id);
  const anyId = fc.oneof(fc.constantFrom(...ids), fc.constantFrom(...FIXED), fc.string({ maxLength: 20 }));
  const words = fc.constantFrom(
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
    words,
    fc.integer(),
    fc.double({ noNaN: true }),
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

  test('only usable settings change that nobody fixed; no secret comes back; nothing throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (commands) => {
        const desk = new Desk(mkdtempSync(join(home, 'run-')), { fixed: FIXED });
        desk.chosen = join(home, 'nothing.wav');
        for (const one of commands) {
          expect(SettingsCommandSchema.safeParse(one).success).toBe(true);
          const before = desk.settings;
          const { ok, message } = await desk.page.take(one);
          if (!ok) {
            expect(message).not.toBe('');
            expect(desk.settings).toEqual(before);
          }
          const secrets = [...desk.keychain.kept.values()].filter((secret) => secret.length > 8);
          for (const secret of secrets) {
            expect(message ?? '').not.toContain(secret);
            expect(JSON.stringify(desk.view())).not.toContain(secret);
          }
        }
        if (!existsSync(join(desk.home, 'settings.json'))) return;
        // What was written is usable as it stands, and nothing of it was fixed.
        expect(desk.live.now.problems.filter(({ code }) => code === 'setting-unusable')).toEqual([]);
        expect(SettingsSchema.safeParse(desk.file()).success).toBe(true);
        for (const path of FIXED) expect(desk.file()).not.toHaveProperty(path);
      }),
      { numRuns: 150 },
    );
  });
});
