import { basename } from 'node:path';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { findFieldForProblem } from '../../src-core/doctor/affected-fields.ts';
import type { Language, MessageKey, Translate } from '../../src-core/i18n/index.ts';
import type { CaFileProblem } from '../../src-core/network/trusted-roots.ts';
import type { ZoomSecret } from '../../src-core/secrets/secret-store.ts';
import type { SecretState } from '../../src-core/secrets/session-secrets.ts';
import type { Lock, SettingProblem } from '../../src-core/settings/load-settings.ts';
import { BUILT_IN_SOUNDS, SHORTCUTS, type CallClass, type Settings } from '../../src-core/settings/schema.ts';
import { getNumberRange } from '../../src-core/settings/setting-paths.ts';
import type {
  ChoiceField,
  FieldOption,
  FieldView,
  FlagField,
  NumberField,
  ScheduleField,
  TextField,
} from '../../src-preload/ipc/fields.ts';
import type { SettingsGroup, SettingsPart, SettingsView } from '../../src-preload/ipc/settings.ts';
import type { ShortcutProblem } from '../system/shortcuts.ts';
import { CALL_CLASSES } from '../system/sounds.ts';
import { formatLock, toSecretField } from './fields.ts';
import type { PageViewContext } from './page.ts';
import {
  CUSTOM_OPTION,
  getScreenPopOption,
  getSoundOption,
  POP_ACTIONS,
  POP_MOMENTS,
  ZOOM_SECRETS,
  type PageSetting,
  type SettingOf,
} from './setting-fields.ts';

/** What the page shows; of secrets only their state. */
export interface SettingsModel {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  readonly findLock: (path: string) => Lock | null;
  readonly getSecretState: (
    id: ZoomSecret,
  ) => SecretState | { readonly kind: 'variable'; readonly name: string };
  /** the simulated Zoom replaces the user's account */
  readonly isTrial: boolean;
  readonly displays: readonly DisplayOption[];
  readonly shortcutProblems: readonly ShortcutProblem[];
  readonly caFileProblem: CaFileProblem | null;
  readonly platform: NodeJS.Platform;
}

export interface DisplayOption {
  readonly id: string;
  readonly label: string;
}

interface GroupContext extends Pick<PageViewContext, 't' | 'language'> {
  readonly model: SettingsModel;
  readonly fields: ReturnType<typeof createFieldFactories>;
}

export function settingsView(model: SettingsModel, { t, language }: PageViewContext): SettingsView {
  const context = { model, t, language, fields: createFieldFactories(model, t) };
  return {
    heading: t('main.page.settings'),
    description: t('settings.lead'),
    contents: t('settings.groups'),
    groups: [
      toGroup('general', null, t, toGeneralFields(context)),
      toGroup('zoom', t('settings.group.zoom.intro'), t, toZoomFields(context)),
      toGroup('webhook', t('settings.group.webhook.intro'), t, toWebhookFields(context)),
      toGroup('popup', null, t, toPopupFields(context)),
      toGroup('screenPop', t('settings.group.screenPop.intro'), t, toScreenPopParts(context)),
      toGroup('sounds', t('settings.group.sounds.intro'), t, toSoundParts(context)),
      toGroup('pause', null, t, [toScheduleField(context)]),
      toGroup('shortcuts', t('settings.group.shortcuts.intro'), t, toShortcutFields(context)),
      toGroup('privacy', null, t, toPrivacyFields(context)),
      toGroup('network', null, t, [toCaFileField(context)]),
    ],
    transfer: {
      title: t('settings.take'),
      intro: t('settings.take.intro'),
      export: t('settings.export'),
      import: t('settings.import'),
    },
  };
}

/** A key combination for display: "Control+Alt+C" is "Ctrl + Alt + C". */
export function formatKeys(accelerator: string, platform: NodeJS.Platform): string {
  const names = new Map(
    platform === 'darwin'
      ? [['Alt', 'Option']]
      : [
          ['Control', 'Ctrl'],
          ['Super', platform === 'win32' ? 'Win' : 'Super'],
          ['Escape', 'Esc'],
        ],
  );
  return accelerator
    .split('+')
    .map((name) => names.get(name) ?? name)
    .join(' + ');
}

type GroupId = Exclude<Suffix<MessageKey, 'settings.group.'>, `${string}.intro`>;
type Suffix<Key, Prefix extends string> = Key extends `${Prefix}${infer Rest}` ? Rest : never;

function toGroup(
  id: GroupId,
  intro: string | null,
  t: Translate,
  parts: readonly (FieldView | SettingsPart)[],
): SettingsGroup {
  return {
    id,
    title: t(`settings.group.${id}`),
    intro,
    parts: parts.map((part) => ('part' in part ? part : { part: 'field', field: part })),
  };
}

function toGeneralFields({ model: { settings }, t, language, fields }: GroupContext): readonly FieldView[] {
  return [
    fields.choice('language', settings.language, ['auto', 'ja', 'en'], (language) =>
      t(`settings.language.${language}`),
    ),
    fields.select('country', settings.country, getCountryOptions(language)),
    fields.flag('startAtLogin', settings.startAtLogin),
  ];
}

function toZoomFields({ model, t, fields: { text } }: GroupContext): readonly FieldView[] {
  const { zoom } = model.settings;
  return [
    text('zoom.accountId', zoom.accountId, { required: true }),
    text('zoom.clientId', zoom.clientId, { required: true }),
    toZoomSecretField('zoom.clientSecret', model, t),
    text('zoom.subscriptionId', zoom.subscriptionId, { required: true }),
    text('zoom.agent', zoom.agent, { example: 'hanako@example.co.jp' }),
  ];
}

function toWebhookFields({ model, t, fields: { flag, number, text } }: GroupContext): readonly FieldView[] {
  const { webhook } = model.settings;
  return [
    flag('webhook.enabled', webhook.enabled),
    toZoomSecretField('webhook.secretToken', model, t),
    text('webhook.host', webhook.host),
    number('webhook.port', webhook.port),
    text('webhook.path', webhook.path),
  ];
}

function toPopupFields({ model, t, fields }: GroupContext): readonly FieldView[] {
  const { choice, number, select } = fields;
  const { popup } = model.settings;
  return [
    choice(
      'popup.corner',
      popup.corner,
      ['auto', 'top-right', 'top-left', 'bottom-right', 'bottom-left'],
      (corner) => t(`settings.corner.${corner}`),
    ),
    select('popup.display', popup.display, toDisplayOptions(model, t)),
    choice('popup.size', popup.size, ['small', 'normal', 'large'], (size) => t(`settings.size.${size}`)),
    choice('popup.textSize', popup.textSize, [100, 125, 150, 175, 200], (percent) => `${percent}%`),
    choice('popup.copy', popup.copy, ['shown', 'e164', 'digits'], (copy) => t(`settings.copy.${copy}`)),
    choice('popup.answered', popup.answered, ['stay', 'close'], (what) => t(`settings.answered.${what}`)),
    choice('popup.missed', popup.missed, ['stay', 'close'], (what) => t(`settings.missed.${what}`)),
    number('popup.wrapUpSeconds', popup.wrapUpSeconds, { step: 5, unit: t('settings.seconds') }),
    choice('popup.notification', popup.notification, ['auto', 'always', 'never'], (when) =>
      t(`settings.notification.${when}`),
    ),
  ];
}

function toSoundParts({ model, t, fields }: GroupContext): readonly (FieldView | SettingsPart)[] {
  const volume = fields.number('sounds.volume', model.settings.sounds.volume, { step: 5, unit: '%' });
  return [volume, ...CALL_CLASSES.map((kind) => toSoundPart(kind, model, t))];
}

function toScheduleField({ model, t, language }: GroupContext): FieldView {
  return {
    kind: 'schedule',
    ...toCommonProps('pause.schedule', model, t),
    value: model.settings.pause.schedule,
    days: getWeekdays(language),
    labels: {
      add: t('settings.schedule.add'),
      remove: t('settings.schedule.remove'),
      from: t('settings.schedule.from'),
      to: t('settings.schedule.to'),
      days: t('settings.schedule.days'),
      emptyText: t('settings.schedule.none'),
    },
  };
}

function toShortcutFields({ model, t }: GroupContext): readonly FieldView[] {
  return SHORTCUTS.map((name) => ({
    kind: 'shortcut',
    ...toCommonProps(`shortcuts.${name}`, model, t),
    value: formatKeys(model.settings.shortcuts[name] ?? '', model.platform),
    emptyText: t('settings.shortcut.none'),
    labels: {
      record: t('settings.shortcut.record'),
      press: t('settings.shortcut.press'),
      clear: t('settings.shortcut.clear'),
    },
  }));
}

function toPrivacyFields({ model, t, fields: { flag, number } }: GroupContext): readonly FieldView[] {
  const { privacy } = model.settings;
  return [
    flag('privacy.hideWhenLocked', privacy.hideWhenLocked),
    flag('privacy.hideFromSharing', privacy.hideFromSharing),
    number('privacy.retentionDays', privacy.retentionDays, { unit: t('settings.days') }),
  ];
}

function toCaFileField({ model, t }: GroupContext): FieldView {
  return {
    kind: 'file',
    ...toCommonProps('network.caFile', model, t),
    value: model.settings.network.caFile ?? '',
    emptyText: t('settings.ca.none'),
    labels: { choose: t('settings.ca.choose'), clear: t('settings.ca.clear') },
  };
}

/** What all fields have in common. */
function toCommonProps(
  id: PageSetting | ZoomSecret,
  model: SettingsModel,
  t: Translate,
): Omit<FlagField, 'kind' | 'value'> {
  return {
    id,
    label: t(`setting.${id}`),
    help: t(`setting.${id}.help`),
    error: formatFieldError(id, model, t),
    lock: formatFieldLock(id, model, t),
  };
}

/** The source of the lock, in a sentence; null = editable. */
export function formatFieldLock(
  id: PageSetting | ZoomSecret,
  { findLock, getSecretState, isTrial }: Pick<SettingsModel, 'findLock' | 'getSecretState' | 'isTrial'>,
  t: Translate,
): string | null {
  const secret = ZOOM_SECRETS.find((one) => one === id);
  const state = secret === undefined ? null : getSecretState(secret);
  const variable: Lock | null = state?.kind === 'variable' ? { by: 'variable', name: state.name } : null;
  const lock = state === null ? findLock(id) : variable;
  if (lock !== null) return formatLock(lock, t);
  return isTrial && id.startsWith('zoom.') ? t('settings.lock.trial') : null;
}

function createFieldFactories(model: SettingsModel, t: Translate) {
  const select = (id: SettingOf<'choice'>, value: string, options: FieldOptions): ChoiceField => ({
    kind: 'choice',
    ...toCommonProps(id, model, t),
    ...toChoice(value, options),
  });
  return {
    select,
    choice: <const Value extends string | number>(
      id: SettingOf<'choice'>,
      value: Value,
      values: readonly Value[],
      getLabel: (value: Value) => string,
    ): ChoiceField => select(id, String(value), toOptions(values, getLabel)),
    flag: (id: SettingOf<'flag'>, value: boolean): FlagField => ({
      kind: 'flag',
      ...toCommonProps(id, model, t),
      value,
    }),
    number: (
      id: SettingOf<'number'>,
      value: number,
      { step = 1, unit = '' }: { step?: number; unit?: string } = {},
    ): NumberField => ({
      kind: 'number',
      ...toCommonProps(id, model, t),
      value,
      ...getNumberRange(id),
      step,
      unit,
      labels: { decrease: t('settings.number.decrease'), increase: t('settings.number.increase') },
    }),
    text: (
      id: SettingOf<'text'>,
      value: string | null,
      { required = false, example = null }: { required?: boolean; example?: string | null } = {},
    ): TextField => ({
      kind: 'text',
      ...toCommonProps(id, model, t),
      value: value ?? '',
      isRequired: required,
      placeholder: example,
    }),
  };
}

type FieldOptions = readonly FieldOption[];

function toOptions<Value extends string | number>(
  values: readonly Value[],
  getLabel: (value: Value) => string,
): FieldOptions {
  return values.map((value) => ({ value: String(value), label: getLabel(value) }));
}

/** Longer lists are drop-downs. */
const MAX_RADIO_OPTIONS = 6;

function toChoice(
  value: string,
  options: FieldOptions,
): Pick<ChoiceField, 'value' | 'options' | 'isDropdown'> {
  return { value, options, isDropdown: options.length > MAX_RADIO_OPTIONS };
}

function toZoomSecretField(id: ZoomSecret, model: SettingsModel, t: Translate): FieldView {
  const state = model.getSecretState(id);
  const isVariable = state.kind === 'variable';
  const field = toSecretField(toCommonProps(id, model, t), isVariable ? { kind: 'none' } : state, t);
  return isVariable ? { ...field, state: t('settings.secret.variable', { name: state.name }) } : field;
}

function formatFieldError(id: PageSetting | ZoomSecret, model: SettingsModel, t: Translate): string | null {
  const problem = model.problems.find((one) => isProblemOf(one, id));
  switch (problem?.code) {
    case 'setting-missing':
    case 'webhook-secret-missing':
      return t('settings.error.missing');
    case 'setting-unusable':
      return t(model.findLock(id) === null ? 'settings.error.unusable' : 'settings.error.unusableAndLocked');
    case undefined:
    // Shown elsewhere: as the state of the secret, and among the notices.
    case 'secret-unreadable':
    case 'setting-not-https':
    case 'settings-file-unusable':
    case 'settings-file-damaged':
      break;
  }
  const sentence = formatExternalError(id, model, t);
  // A remedy is of no use to a user who cannot change the setting.
  return sentence !== null && model.findLock(id) !== null ? t('settings.error.unusableAndLocked') : sentence;
}

/** Errors that appear only when a value is used: of its file, or of the system. */
function formatExternalError(
  id: string,
  { caFileProblem, shortcutProblems, platform }: SettingsModel,
  t: Translate,
): string | null {
  if (id === 'network.caFile') return caFileProblem === null ? null : formatCaFileProblem(caFileProblem, t);
  const shortcut = shortcutProblems.find(({ name }) => id === `shortcuts.${name}`);
  return shortcut === undefined ? null : formatShortcutProblem(shortcut, platform, t);
}

/** A problem of a group concerns all its settings, one of a list item the list. */
function isProblemOf(problem: SettingProblem, id: string): boolean {
  const { name } = problem;
  return (
    name === id ||
    name.startsWith(`${id}.`) ||
    id.startsWith(`${name}.`) ||
    findFieldForProblem(problem) === id
  );
}

export function formatCaFileProblem(problem: CaFileProblem, t: Translate): string {
  return t(problem === 'ca-file-missing' ? 'settings.ca.missing' : 'settings.ca.unusable');
}

export function formatShortcutProblem(
  { kind, accelerator }: Pick<ShortcutProblem, 'kind' | 'accelerator'>,
  platform: NodeJS.Platform,
  t: Translate,
): string {
  return t(`settings.shortcut.${kind}`, { keys: formatKeys(accelerator, platform) });
}

function toDisplayOptions({ displays, settings }: SettingsModel, t: Translate): FieldOptions {
  const { display } = settings.popup;
  const isMissing = /^\d+$/u.test(display) && !displays.some(({ id }) => id === display);
  return [
    ...toOptions(['primary', 'cursor'], (name) => t(`settings.display.${name}`)),
    ...displays.map(({ id, label }) => ({ value: id, label })),
    ...(isMissing ? [{ value: display, label: t('settings.display.gone', { id: display }) }] : []),
  ];
}

function toScreenPopParts({ model, t }: GroupContext): readonly (FieldView | SettingsPart)[] {
  const { screenPop: rules } = model.settings;
  const preset = getScreenPopOption(rules);
  const commonProps = toCommonProps('screenPop', model, t);
  return [
    {
      kind: 'choice',
      ...commonProps,
      ...toChoice(
        preset,
        toOptions(preset === CUSTOM_OPTION ? [...POP_MOMENTS, CUSTOM_OPTION] : POP_MOMENTS, (name) =>
          t(`settings.pop.${name}`),
        ),
      ),
    },
    {
      part: 'classes',
      title: t('settings.pop.each'),
      isOpen: preset === CUSTOM_OPTION,
      classes: CALL_CLASSES.map((kind) => ({
        id: kind,
        title: t(`settings.class.${kind}`),
        fields: POP_MOMENTS.map((moment) => ({
          kind: 'choice',
          id: `screenPop.${kind}.${moment}`,
          label: t(`settings.pop.moment.${moment}`),
          help: null,
          error: null,
          lock: commonProps.lock,
          ...toChoice(
            rules[kind][moment],
            toOptions(POP_ACTIONS, (action) => t(`settings.pop.action.${action}`)),
          ),
          isDropdown: true,
        })),
      })),
    },
  ];
}

function toSoundPart(kind: CallClass, model: SettingsModel, t: Translate): SettingsPart {
  const id = `sounds.${kind}` as const;
  const value = model.settings.sounds[kind];
  const option = getSoundOption(value);
  const options = toOptions(BUILT_IN_SOUNDS, (name) => t(`settings.sound.${name}`));
  const custom = { value: CUSTOM_OPTION, label: t('settings.sound.own', { file: basename(value) }) };
  const commonProps = toCommonProps(id, model, t);
  return {
    part: 'sound',
    field: {
      kind: 'choice',
      ...commonProps,
      ...toChoice(option, option === CUSTOM_OPTION ? [...options, custom] : options),
    },
    choose: commonProps.lock === null ? t('settings.sound.choose') : null,
    play: value === 'none' ? null : t('settings.sound.hear'),
  };
}

/** Kept, since creating them takes about a millisecond. */
const COUNTRY_OPTIONS = new Map<Language, FieldOptions>();

function getCountryOptions(language: Language): FieldOptions {
  const known = COUNTRY_OPTIONS.get(language);
  if (known !== undefined) return known;
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const { compare } = new Intl.Collator(language);
  const options = getCountries()
    .map((country) => ({
      value: country,
      label: `${names.of(country) ?? country} (+${getCountryCallingCode(country)})`,
    }))
    .sort((one, other) => compare(one.label, other.label));
  COUNTRY_OPTIONS.set(language, options);
  return options;
}

/** Sunday first. */
function getWeekdays(language: Language): ScheduleField['days'] {
  const name = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' });
  const [short, long] = [name('short'), name('long')];
  // January 4, 1970 was a Sunday.
  return [4, 5, 6, 7, 8, 9, 10].map((day) => {
    const date = Date.UTC(1970, 0, day);
    return { short: short.format(date), long: long.format(date) };
  });
}
