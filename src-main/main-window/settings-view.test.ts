import { describe, expect, test } from 'vitest';
import { LANGUAGES, getTranslate, type Language } from '../../src-core/i18n/index.ts';
import type { SecretStoreFault } from '../../src-core/secrets/secret-store.ts';
import { SETTING_PATHS } from '../../src-core/settings/setting-paths.ts';
import { SettingsSchema } from '../../src-core/settings/schema.ts';
import type { FieldView } from '../../src-preload/ipc/fields.ts';
import type { SettingsView } from '../../src-preload/ipc/settings.ts';
import { findSettingField, PAGE_SETTINGS } from './setting-fields.ts';
import { formatKeys, settingsView, type SettingsModel } from './settings-view.ts';
import { inEnglish } from '../../src-core/test-support/messages.ts';

const MODEL: SettingsModel = {
  settings: SettingsSchema.parse({}),
  problems: [],
  findLock: () => null,
  getSecretState: () => ({ kind: 'none' }),
  isTrial: false,
  displays: [],
  shortcutProblems: [],
  caFileProblem: null,
  platform: 'linux',
};

function view(model: Partial<SettingsModel> = {}, language: Language = 'en'): SettingsView {
  return settingsView({ ...MODEL, ...model }, { t: getTranslate(language), language, now: 0 });
}

function getFields({ groups }: Pick<SettingsView, 'groups'>): readonly FieldView[] {
  return groups.flatMap(({ parts }) =>
    parts.flatMap((part) =>
      part.part === 'classes' ? part.classes.flatMap(({ fields }) => fields) : [part.field],
    ),
  );
}

function field<K extends FieldView['kind']>(
  id: string,
  kind: K,
  model: Partial<SettingsModel> = {},
): Extract<FieldView, { kind: K }> {
  const found = getFields(view(model)).find((one) => one.id === id);
  expect(found?.kind).toBe(kind);
  if (!isKind(kind, found)) throw new Error(`no field ${id}`);
  return found;
}

function isKind<K extends FieldView['kind']>(
  kind: K,
  one: FieldView | undefined,
): one is Extract<FieldView, { kind: K }> {
  return one?.kind === kind;
}

const set = (json: unknown): Partial<SettingsModel> => ({ settings: SettingsSchema.parse(json) });

describe('the page', () => {
  test('shows every setting except contacts and connectors once', () => {
    const expected = SETTING_PATHS.filter(
      (path) => !['contacts', 'contactsColumns', 'connectors'].includes(path),
    );
    expect(Object.keys(PAGE_SETTINGS).sort()).toEqual([...expected].sort());
    const ids = getFields(view()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...expected, 'zoom.clientSecret', 'webhook.secretToken']));
    const others = ids.filter((id) => !expected.includes(id) && !id.startsWith('screenPop.'));
    expect(others).toEqual(['zoom.clientSecret', 'webhook.secretToken']);
  });

  test('renders each field as the kind that findSettingField returns', () => {
    for (const { id, kind } of getFields(view())) expect(findSettingField(id)?.kind, id).toBe(kind);
  });

  test.each(LANGUAGES)('labels and explains every field in %s', (language) => {
    const { groups, ...rest } = view({}, language);
    for (const one of getFields({ groups })) {
      expect(one.label, one.id).not.toMatch(/setting|^$/u);
      if (!one.id.startsWith('screenPop.')) expect(one.help, one.id).not.toBeNull();
    }
    const json = JSON.stringify({ rest, groups });
    expect(json).not.toMatch(/\{\{|settings?\.[a-z]/u);
    expect(new Set(groups.map(({ title }) => title)).size).toBe(groups.length);
  });

  test('uses the reader’s language only', () => {
    const japanese = JSON.stringify(view({}, 'ja'));
    expect(japanese).toContain('日本 (+81)');
    expect(japanese).toContain('日曜日');
    expect(japanese).not.toMatch(/Monday|Japan \(/u);
    expect(JSON.stringify(view({}, 'en'))).not.toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u);
  });
});

describe('locked settings', () => {
  test('show who manages them', () => {
    const findLock: SettingsModel['findLock'] = (path) =>
      path === 'privacy.retentionDays'
        ? { by: 'administrator', source: '/etc/chakushin/managed.json' }
        : path === 'country'
          ? { by: 'variable', name: 'CHAKUSHIN_COUNTRY' }
          : null;
    const locks = getFields(view({ findLock })).flatMap(({ id, lock }) =>
      lock === null ? [] : [[id, lock]],
    );
    expect(Object.fromEntries(locks)).toEqual({
      'privacy.retentionDays': inEnglish('settings.lock.administrator', {
        source: '/etc/chakushin/managed.json',
      }),
      country: inEnglish('settings.lock.variable', { name: 'CHAKUSHIN_COUNTRY' }),
    });
  });

  test('lock all screenPop rules together', () => {
    const findLock: SettingsModel['findLock'] = (path) =>
      path === 'screenPop' ? { by: 'administrator', source: 'x' } : null;
    const fixed = getFields(view({ findLock })).filter(({ lock }) => lock !== null);
    expect(fixed).toHaveLength(13);
    expect(fixed.every(({ id }) => id.startsWith('screenPop'))).toBe(true);
  });

  test('allow playing a fixed sound but not choosing another', () => {
    const findLock: SettingsModel['findLock'] = () => ({ by: 'administrator', source: 'x' });
    const parts = view({ ...set({ sounds: { external: 'bell' } }), findLock }).groups.flatMap(
      (group) => group.parts,
    );
    const sound = parts.find((part) => part.part === 'sound');
    expect(sound).toMatchObject({ choose: null, play: inEnglish('settings.sound.hear') });
  });

  test('include the account during the trial', () => {
    const locked = getFields(view({ isTrial: true })).filter(({ lock }) => lock !== null);
    expect(locked.map(({ id }) => id)).toEqual([
      'zoom.accountId',
      'zoom.clientId',
      'zoom.clientSecret',
      'zoom.subscriptionId',
      'zoom.agent',
    ]);
  });
});

describe('errors of settings', () => {
  const unusable = (name: string): Partial<SettingsModel> => ({
    problems: [{ name, code: 'setting-unusable' }],
  });

  test.each([
    ['popup.corner', 'popup.corner'],
    ['pause.schedule.0.from', 'pause.schedule'],
    ['screenPop.external.ring', 'screenPop'],
    ['network', 'network.caFile'],
    ['ZOOM_AGENT', 'zoom.agent'],
  ])('a problem of %s is shown at %s only', (name, id) => {
    const wrong = getFields(view(unusable(name))).filter(({ error }) => error !== null);
    expect(wrong.map((one) => one.id)).toEqual([id]);
  });

  test('a managed setting names the administrator', () => {
    const findLock: SettingsModel['findLock'] = () => ({ by: 'administrator', source: 'x' });
    expect(field('popup.corner', 'choice', unusable('popup.corner')).error).toBe(
      inEnglish('settings.error.unusable'),
    );
    expect(field('popup.corner', 'choice', { ...unusable('popup.corner'), findLock }).error).toBe(
      inEnglish('settings.error.unusableAndLocked'),
    );
    expect(field('network.caFile', 'file', { caFileProblem: 'ca-file-missing', findLock }).error).toBe(
      inEnglish('settings.error.unusableAndLocked'),
    );
  });

  test('missing connection settings are marked', () => {
    const model: Partial<SettingsModel> = {
      problems: [
        { name: 'ZOOM_CLIENT_SECRET', code: 'setting-missing' },
        { name: 'ZOOM_SUBSCRIPTION_ID', code: 'setting-missing' },
        { name: 'ZOOM_WEBHOOK_SECRET_TOKEN', code: 'webhook-secret-missing' },
      ],
    };
    const wrong = getFields(view(model)).filter(({ error }) => error !== null);
    expect(wrong.map(({ id }) => id)).toEqual([
      'zoom.clientSecret',
      'zoom.subscriptionId',
      'webhook.secretToken',
    ]);
  });

  test('an unusable certificate file and a taken shortcut are marked', () => {
    expect(field('network.caFile', 'file', { caFileProblem: 'ca-file-unusable' }).error).toBe(
      inEnglish('settings.ca.unusable'),
    );
    const shortcutProblems = [{ name: 'copy', kind: 'taken', accelerator: 'Control+Alt+C' }] as const;
    expect(field('shortcuts.copy', 'shortcut', { shortcutProblems }).error).toBe(
      inEnglish('settings.shortcut.taken', { keys: 'Ctrl + Alt + C' }),
    );
    expect(field('shortcuts.focus', 'shortcut', { shortcutProblems }).error).toBeNull();
  });
});

describe('secrets', () => {
  const describeFault = (fault: SecretStoreFault): { why: string; remedy: string } => ({
    why: inEnglish(`check.keychain.${fault}`),
    remedy: inEnglish(`remedy.keychain.${fault}`),
  });

  test.each([
    [{ kind: 'unknown' }, false, inEnglish('settings.secret.unknown')],
    [{ kind: 'none' }, false, inEnglish('settings.secret.none')],
    [{ kind: 'stored' }, true, inEnglish('settings.secret.stored')],
    [
      { kind: 'this-run', fault: 'no-service' },
      true,
      inEnglish('settings.secret.this-run', describeFault('no-service')),
    ],
    [
      { kind: 'unreadable', fault: 'locked' },
      false,
      inEnglish('settings.secret.unreadable', describeFault('locked')),
    ],
  ] as const)('%j', (secretState, isKnown, state) => {
    const shown = field('zoom.clientSecret', 'secret', { getSecretState: () => secretState });
    expect(shown).toMatchObject({ isKnown, lock: null, state });
  });

  test('a secret from a variable is locked', () => {
    const shown = field('webhook.secretToken', 'secret', {
      getSecretState: () => ({ kind: 'variable', name: 'ZOOM_WEBHOOK_SECRET_TOKEN' }),
    });
    const name = 'ZOOM_WEBHOOK_SECRET_TOKEN';
    expect(shown).toMatchObject({
      state: inEnglish('settings.secret.variable', { name }),
      lock: inEnglish('settings.lock.variable', { name }),
    });
  });
});

describe('choices', () => {
  test('every choice contains its current value among the options', () => {
    const model = set({
      popup: { display: '42' },
      sounds: { queue: '/home/hanako/ring.wav' },
      screenPop: { internal: { ring: 'nothing' } },
      country: 'GB',
    });
    for (const one of getFields(view(model))) {
      if (one.kind !== 'choice') continue;
      expect(
        one.options.map(({ value }) => value),
        one.id,
      ).toContain(one.value);
    }
  });

  test('a disconnected display remains in the list', () => {
    const displays = [{ id: '7', label: 'EIZO (2560 × 1440)' }];
    const labels = (display: string): readonly string[] =>
      field('popup.display', 'choice', { ...set({ popup: { display } }), displays }).options.map(
        ({ label }) => label,
      );
    const usual = [
      inEnglish('settings.display.primary'),
      inEnglish('settings.display.cursor'),
      'EIZO (2560 × 1440)',
    ];
    expect(labels('primary')).toEqual(usual);
    expect(labels('7')).toEqual(usual);
    expect(labels('8')).toEqual([...usual, inEnglish('settings.display.gone', { id: '8' })]);
  });

  test('an own sound shows only its file name', () => {
    const shown = field('sounds.queue', 'choice', set({ sounds: { queue: '/home/hanako/ring.wav' } }));
    expect(shown.value).toBe('own');
    expect(shown.options.at(-1)).toEqual({
      value: 'own',
      label: inEnglish('settings.sound.own', { file: 'ring.wav' }),
    });
    expect(JSON.stringify(shown)).not.toContain('hanako');
  });

  test.each(['ring', 'answer', 'click'])('screenPop "%s" is shown as that preset', (name) => {
    const shown = field('screenPop', 'choice', set({ screenPop: name }));
    expect(shown.value).toBe(name);
    expect(shown.options).toHaveLength(3);
    const classes = view(set({ screenPop: name })).groups.flatMap(({ parts }) =>
      parts.filter((part) => part.part === 'classes'),
    );
    expect(classes).toMatchObject([{ isOpen: false }]);
  });

  test('rules that differ by kind of call are shown individually', () => {
    const model = set({ screenPop: { internal: { ring: 'nothing' } } });
    expect(field('screenPop', 'choice', model).value).toBe('own');
    expect(field('screenPop.internal.ring', 'choice', model).value).toBe('nothing');
    expect(field('screenPop.external.ring', 'choice', model).value).toBe('pane');
  });
});

test.each([
  ['Control+Alt+C', 'linux', 'Ctrl + Alt + C'],
  ['Super+F5', 'win32', 'Win + F5'],
  ['Control+Alt+Shift+Command+Space', 'darwin', 'Control + Option + Shift + Command + Space'],
  ['', 'linux', ''],
  // The file may contain anything.
  ['constructor+__proto__', 'linux', 'constructor + __proto__'],
] as const)('formatKeys formats %s on %s as "%s"', (accelerator, platform, text) => {
  expect(formatKeys(accelerator, platform)).toBe(text);
});
