import { basename } from 'node:path';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { findFieldForProblem } from '../../src-core/doctor/affected-fields.ts';
import type { CaFileProblem } from '../../src-core/network/trusted-roots.ts';
import type { Language, Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/secrets/session-secrets.ts';
import type { Lock, SettingProblem } from '../../src-core/settings/load-settings.ts';
import { BUILT_IN_SOUNDS, SHORTCUTS, type CallClass, type Settings } from '../../src-core/settings/schema.ts';
import { getNumberRange } from '../../src-core/settings/setting-paths.ts';
import type { ZoomSecret } from '../../src-core/secrets/secret-store.ts';
import type {
  ChoiceField,
  FieldView,
  FlagField,
  NumberField,
  TextField,
} from '../../src-preload/ipc/fields.ts';
import type { SettingsGroup, SettingsPart, SettingsView } from '../../src-preload/ipc/settings.ts';
import type { ShortcutProblem } from '../system/shortcuts.ts';
import { formatLock, toSecretField } from './fields.ts';
import type { PageViewContext } from './page.ts';
import {
  CALL_CLASSES,
  CUSTOM_OPTION,
  getScreenPopOption,
  getSoundOption,
  POP_ACTIONS,
  POP_MOMENTS,
  ZOOM_SECRETS,
  type PageSetting,
  type SettingOf,
} from './setting-fields.ts';

/** What the page knows; of secrets only how they stand. */
export interface SettingsModel {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  readonly findLock: (path: string) => Lock | null;
  readonly getSecretState: (
    id: ZoomSecret,
  ) => SecretState | { readonly kind: 'variable'; readonly name: string };
  /** the simulated Zoom stands in for the account that is set up */
  readonly isTrial: boolean;
  readonly displays: readonly DisplayOption[];
  readonly shortcutProblems: readonly ShortcutProblem[];
  readonly caFileProblem: CaFileProblem | null;
  readonly platform: NodeJS.Platform;
}

/** One that is connected now. */
export interface DisplayOption {
  readonly id: string;
  /** by which a person tells it from others */
  readonly label: string;
}

/** What a group of the page is drawn from. */
interface GroupContext extends Pick<PageViewContext, 't' | 'language'> {
  readonly model: SettingsModel;
  readonly fields: ReturnType<typeof createFieldFactories>;
}

/** The picture of the page. */
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

/** A key combination as people write it: "Control+Alt+C" is "Ctrl + Alt + C". */
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

type GroupId =
  | 'general'
  | 'zoom'
  | 'webhook'
  | 'popup'
  | 'screenPop'
  | 'sounds'
  | 'pause'
  | 'shortcuts'
  | 'privacy'
  | 'network';

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
    fields.choice('language', settings.language, [
      ['auto', t('settings.language.auto')],
      ['ja', t('settings.language.ja')],
      ['en', t('settings.language.en')],
    ]),
    fields.choice('country', settings.country, getCountryOptions(language)),
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

function toPopupFields({ model, t, fields: { choice, number } }: GroupContext): readonly FieldView[] {
  const { popup } = model.settings;
  return [
    choice(
      'popup.corner',
      popup.corner,
      (['auto', 'top-right', 'top-left', 'bottom-right', 'bottom-left'] as const).map((corner) => [
        corner,
        t(`settings.corner.${corner}`),
      ]),
    ),
    choice('popup.display', popup.display, toDisplayOptions(model, t)),
    choice(
      'popup.size',
      popup.size,
      (['small', 'normal', 'large'] as const).map((size) => [size, t(`settings.size.${size}`)]),
    ),
    choice(
      'popup.textSize',
      String(popup.textSize),
      [100, 125, 150, 175, 200].map((percent) => [String(percent), `${percent}%`]),
    ),
    choice(
      'popup.copy',
      popup.copy,
      (['shown', 'e164', 'digits'] as const).map((copy) => [copy, t(`settings.copy.${copy}`)]),
    ),
    choice(
      'popup.answered',
      popup.answered,
      (['stay', 'close'] as const).map((what) => [what, t(`settings.answered.${what}`)]),
    ),
    choice(
      'popup.missed',
      popup.missed,
      (['stay', 'close'] as const).map((what) => [what, t(`settings.missed.${what}`)]),
    ),
    number('popup.wrapUpSeconds', popup.wrapUpSeconds, { step: 5, unit: t('settings.seconds') }),
    choice(
      'popup.notification',
      popup.notification,
      (['auto', 'always', 'never'] as const).map((when) => [when, t(`settings.notification.${when}`)]),
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

/** What every field of a setting has. */
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

/** Who fixed this setting or secret, in a sentence; null = it can be changed. */
export function formatFieldLock(
  id: PageSetting | ZoomSecret,
  { findLock, getSecretState, isTrial }: Pick<SettingsModel, 'findLock' | 'getSecretState' | 'isTrial'>,
  t: Translate,
): string | null {
  const secret = ZOOM_SECRETS.find((one) => one === id);
  const lock = secret === undefined ? findLock(id) : toVariableLock(getSecretState(secret));
  if (lock !== null) return formatLock(lock, t);
  return isTrial && id.startsWith('zoom.') ? t('settings.lock.trial') : null;
}

function toVariableLock(state: ReturnType<SettingsModel['getSecretState']>): Lock | null {
  return state.kind === 'variable' ? { by: 'variable', name: state.name } : null;
}

/** Fields of the plain kinds. */
function createFieldFactories(model: SettingsModel, t: Translate) {
  return {
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
    choice: (id: SettingOf<'choice'>, value: string, options: ChoiceOptions): ChoiceField => ({
      kind: 'choice',
      ...toCommonProps(id, model, t),
      ...toChoice(value, options),
    }),
  };
}

type ChoiceOptions = readonly (readonly [value: string, label: string])[];
/** More than these would be a wall of radio buttons. */
const MAX_RADIO_OPTIONS = 6;

function toChoice(
  value: string,
  options: ChoiceOptions,
): Pick<ChoiceField, 'value' | 'options' | 'isDropdown'> {
  return {
    value,
    options: options.map(([option, label]) => ({ value: option, label })),
    isDropdown: options.length > MAX_RADIO_OPTIONS,
  };
}

function toZoomSecretField(id: ZoomSecret, model: SettingsModel, t: Translate): FieldView {
  const state = model.getSecretState(id);
  const isVariable = state.kind === 'variable';
  const field = toSecretField(toCommonProps(id, model, t), isVariable ? { kind: 'none' } : state, t);
  return isVariable ? { ...field, state: t('settings.secret.variable', { name: state.name }) } : field;
}

/** What is wrong with the value that stands there. */
function formatFieldError(id: PageSetting | ZoomSecret, model: SettingsModel, t: Translate): string | null {
  const problem = model.problems.find((one) => isProblemOf(one, id));
  switch (problem?.code) {
    case 'setting-missing':
    case 'webhook-secret-missing':
      return t('settings.error.missing');
    case 'setting-unusable':
      return t(model.findLock(id) === null ? 'settings.error.unusable' : 'settings.error.unusableAndLocked');
    case undefined:
    // These are told elsewhere: as the state of the secret, and among the notices.
    case 'secret-unreadable':
    case 'setting-not-https':
    case 'settings-file-unusable':
    case 'settings-file-damaged':
      break;
  }
  const sentence = formatExternalError(id, model, t);
  // Who cannot change it is not told to.
  return sentence !== null && model.findLock(id) !== null ? t('settings.error.unusableAndLocked') : sentence;
}

/** What shows only when a value is used: its file, or the system, says no. */
function formatExternalError(
  id: string,
  { caFileProblem, shortcutProblems, platform }: SettingsModel,
  t: Translate,
): string | null {
  if (id === 'network.caFile') return caFileProblem === null ? null : formatCaFileProblem(caFileProblem, t);
  const shortcut = shortcutProblems.find(({ name }) => id === `shortcuts.${name}`);
  return shortcut === undefined ? null : formatShortcutProblem(shortcut, platform, t);
}

/** A group that is none is wrong with all that is in it, a part of a list with the list. */
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

function toDisplayOptions({ displays, settings }: SettingsModel, t: Translate): ChoiceOptions {
  const { display } = settings.popup;
  const isMissing = /^\d+$/u.test(display) && !displays.some(({ id }) => id === display);
  return [
    ['primary', t('settings.display.primary')],
    ['cursor', t('settings.display.cursor')],
    ...displays.map(({ id, label }): [string, string] => [id, label]),
    ...(isMissing ? [[display, t('settings.display.gone', { id: display })] as const] : []),
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
        [...POP_MOMENTS, ...(preset === CUSTOM_OPTION ? ([CUSTOM_OPTION] as const) : [])].map((name) => [
          name,
          t(`settings.pop.${name}`),
        ]),
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
            POP_ACTIONS.map((action) => [action, t(`settings.pop.action.${action}`)]),
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
  const options: ChoiceOptions = BUILT_IN_SOUNDS.map((name) => [name, t(`settings.sound.${name}`)]);
  const custom: ChoiceOptions = [[CUSTOM_OPTION, t('settings.sound.own', { file: basename(value) })]];
  const commonProps = toCommonProps(id, model, t);
  return {
    part: 'sound',
    field: {
      kind: 'choice',
      ...commonProps,
      ...toChoice(option, option === CUSTOM_OPTION ? [...options, ...custom] : options),
    },
    choose: commonProps.lock === null ? t('settings.sound.choose') : null,
    play: value === 'none' ? null : t('settings.sound.hear'),
  };
}

const COUNTRY_OPTIONS = new Map<Language, ChoiceOptions>();

/** In the order of their names; a thousandth of a second that is not spent on every picture. */
function getCountryOptions(language: Language): ChoiceOptions {
  const known = COUNTRY_OPTIONS.get(language);
  if (known !== undefined) return known;
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const { compare } = new Intl.Collator(language);
  const options = getCountries()
    .map((country): [string, string] => [
      country,
      `${names.of(country) ?? country} (+${getCountryCallingCode(country)})`,
    ])
    .sort(([, one], [, other]) => compare(one, other));
  COUNTRY_OPTIONS.set(language, options);
  return options;
}

/** Sunday first. */
function getWeekdays(language: Language): readonly { readonly short: string; readonly long: string }[] {
  const name = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' });
  const [short, long] = [name('short'), name('long')];
  // The fourth of January 1970 was a Sunday.
  return [4, 5, 6, 7, 8, 9, 10].map((day) => {
    const date = Date.UTC(1970, 0, day);
    return { short: short.format(date), long: long.format(date) };
  });
}
