import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { fieldOfProblem } from '../../src-core/doctor/fields.ts';
import type { CaFileProblem } from '../../src-core/http/trusted-roots.ts';
import type { Language, Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/kept-secrets.ts';
import type { Lock, SettingProblem } from '../../src-core/settings/read.ts';
import {
  OWN_SOUNDS,
  SettingsSchema,
  SHORTCUTS,
  type CallClass,
  type PopAction,
  type PopRule,
  type Settings,
} from '../../src-core/settings/schema.ts';
import type { ZoomSecret } from '../../src-core/settings/variables.ts';
import type { ChoiceField, FieldView, FlagField, NumberField, TextField } from '../../src-preload/fields.ts';
import type { SettingsGroup, SettingsPart, SettingsView } from '../../src-preload/pages/settings.ts';
import type { ShortcutProblem } from '../shortcuts.ts';
import { lockSentence, secretField } from './fields.ts';
import type { PageReader } from './page.ts';

/** The settings of this page, by their paths. */
export const SETTINGS_HERE = [
  'zoom.accountId',
  'zoom.clientId',
  'zoom.subscriptionId',
  'zoom.agent',
  'webhook.enabled',
  'webhook.host',
  'webhook.port',
  'webhook.path',
  'network.caFile',
  'language',
  'country',
  'popup.corner',
  'popup.copy',
  'popup.answered',
  'popup.missed',
  'popup.wrapUpSeconds',
  'popup.display',
  'popup.size',
  'popup.textSize',
  'popup.notification',
  'sounds.volume',
  'sounds.external',
  'sounds.internal',
  'sounds.queue',
  'sounds.withheld',
  'pause.schedule',
  'shortcuts.focus',
  'shortcuts.copy',
  'shortcuts.open',
  'shortcuts.close',
  'shortcuts.pause',
  'privacy.hideWhenLocked',
  'privacy.hideFromSharing',
  'privacy.retentionDays',
  'startAtLogin',
  'screenPop',
] as const;
type SettingHere = (typeof SETTINGS_HERE)[number];

/** Those of other pages are named here when an imported file has them. */
const NAMED = [...SETTINGS_HERE, 'contacts', 'connectors'] as const;

/** Has this path a name for people? */
export function isNamed(path: string): path is (typeof NAMED)[number] {
  return NAMED.some((name) => name === path);
}

/** Zoom's own secrets, by the ids of their fields. */
export const ZOOM_SECRETS = [
  'zoom.clientSecret',
  'webhook.secretToken',
] as const satisfies readonly ZoomSecret[];

export const CLASSES = ['external', 'internal', 'queue', 'withheld'] as const satisfies readonly CallClass[];
export const MOMENTS = ['ring', 'answer', 'click'] as const satisfies readonly (keyof PopRule)[];
export const ACTIONS = ['nothing', 'pane', 'browser', 'both'] as const satisfies readonly PopAction[];
/** Stands for what no option of a list names: the choice that is there already. */
export const OWN = 'own';

/** What the page knows; of secrets only how they stand. */
export interface SettingsFacts {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  readonly lockOf: (path: string) => Lock | null;
  readonly secretOf: (id: ZoomSecret) => SecretState | { readonly kind: 'variable'; readonly name: string };
  /** the simulated Zoom stands in for the account that is set up */
  readonly isTrial: boolean;
  readonly displays: readonly Display[];
  readonly shortcutProblems: readonly ShortcutProblem[];
  readonly caFileProblem: CaFileProblem | null;
  readonly platform: NodeJS.Platform;
}

/** One that is connected now. */
export interface Display {
  readonly id: string;
  /** by which a person tells it from others */
  readonly label: string;
}

/** The picture of the page. */
export function settingsView(facts: SettingsFacts, { t, language }: PageReader): SettingsView {
  const { settings } = facts;
  const { flag, number, text, choice } = makers(facts, t);
  const { popup, privacy, sounds, webhook, zoom } = settings;
  return {
    heading: t('main.page.settings'),
    lead: t('settings.lead'),
    contents: t('settings.groups'),
    groups: [
      group('general', null, t, [
        choice('language', settings.language, [
          ['auto', t('settings.language.auto')],
          ['ja', t('settings.language.ja')],
          ['en', t('settings.language.en')],
        ]),
        choice('country', settings.country, countries(language)),
        flag('startAtLogin', settings.startAtLogin),
      ]),
      group('zoom', t('settings.group.zoom.intro'), t, [
        text('zoom.accountId', zoom.accountId, { required: true }),
        text('zoom.clientId', zoom.clientId, { required: true }),
        secret('zoom.clientSecret', facts, t),
        text('zoom.subscriptionId', zoom.subscriptionId, { required: true }),
        text('zoom.agent', zoom.agent, { example: 'hanako@example.co.jp' }),
      ]),
      group('webhook', t('settings.group.webhook.intro'), t, [
        flag('webhook.enabled', webhook.enabled),
        secret('webhook.secretToken', facts, t),
        text('webhook.host', webhook.host),
        number('webhook.port', webhook.port, { min: 0, max: 65_535 }),
        text('webhook.path', webhook.path),
      ]),
      group('popup', null, t, [
        choice(
          'popup.corner',
          popup.corner,
          (['auto', 'top-right', 'top-left', 'bottom-right', 'bottom-left'] as const).map((corner) => [
            corner,
            t(`settings.corner.${corner}`),
          ]),
        ),
        choice('popup.display', popup.display, displayOptions(facts, t)),
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
        number('popup.wrapUpSeconds', popup.wrapUpSeconds, {
          min: 0,
          max: 3_600,
          step: 5,
          unit: t('settings.seconds'),
        }),
        choice(
          'popup.notification',
          popup.notification,
          (['auto', 'always', 'never'] as const).map((when) => [when, t(`settings.notification.${when}`)]),
        ),
      ]),
      group('screenPop', t('settings.group.screenPop.intro'), t, screenPop(facts, t)),
      group('sounds', t('settings.group.sounds.intro'), t, [
        number('sounds.volume', sounds.volume, { min: 0, max: 100, step: 5, unit: '%' }),
        ...CLASSES.map((kind) => sound(kind, facts, t)),
      ]),
      group('pause', null, t, [
        {
          kind: 'schedule',
          ...common('pause.schedule', facts, t),
          value: settings.pause.schedule,
          days: weekdays(language),
          words: {
            add: t('settings.schedule.add'),
            remove: t('settings.schedule.remove'),
            from: t('settings.schedule.from'),
            to: t('settings.schedule.to'),
            days: t('settings.schedule.days'),
            none: t('settings.schedule.none'),
          },
        },
      ]),
      group(
        'shortcuts',
        t('settings.group.shortcuts.intro'),
        t,
        SHORTCUTS.map((name) => ({
          kind: 'shortcut',
          ...common(`shortcuts.${name}`, facts, t),
          value: readableKeys(settings.shortcuts[name] ?? '', facts.platform),
          none: t('settings.shortcut.none'),
          words: {
            record: t('settings.shortcut.record'),
            press: t('settings.shortcut.press'),
            clear: t('settings.shortcut.clear'),
          },
        })),
      ),
      group('privacy', null, t, [
        flag('privacy.hideWhenLocked', privacy.hideWhenLocked),
        flag('privacy.hideFromSharing', privacy.hideFromSharing),
        number('privacy.retentionDays', privacy.retentionDays, {
          min: 1,
          max: 3_650,
          unit: t('settings.days'),
        }),
      ]),
      group('network', null, t, [
        {
          kind: 'file',
          ...common('network.caFile', facts, t),
          value: settings.network.caFile ?? '',
          none: t('settings.ca.none'),
          words: { choose: t('settings.ca.choose'), clear: t('settings.ca.clear') },
        },
      ]),
    ],
    take: {
      title: t('settings.take'),
      intro: t('settings.take.intro'),
      export: t('settings.export'),
      import: t('settings.import'),
    },
  };
}

/** Every field of the picture. */
export function fieldsOf({ groups }: Pick<SettingsView, 'groups'>): readonly FieldView[] {
  return groups.flatMap(({ parts }) =>
    parts.flatMap((part) =>
      part.part === 'classes' ? part.classes.flatMap(({ fields }) => fields) : [part.field],
    ),
  );
}

/** A key combination as people write it: "Control+Alt+C" is "Ctrl + Alt + C". */
export function readableKeys(accelerator: string, platform: NodeJS.Platform): string {
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

function group(
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

/** What every field of a setting has. */
function common(id: SettingHere, facts: SettingsFacts, t: Translate): Omit<FlagField, 'kind' | 'value'> {
  return {
    id,
    label: t(`setting.${id}`),
    help: t(`setting.${id}.help`),
    error: errorOf(id, facts, t),
    lock: lockedBy(id, facts, t),
  };
}

function lockedBy(id: SettingHere, { lockOf, isTrial }: SettingsFacts, t: Translate): string | null {
  const lock = lockOf(id);
  if (lock !== null) return lockSentence(lock, t);
  return isTrial && id.startsWith('zoom.') ? t('settings.lock.trial') : null;
}

/** Fields of the plain kinds. */
function makers(facts: SettingsFacts, t: Translate) {
  return {
    flag: (id: SettingHere, value: boolean): FlagField => ({
      kind: 'flag',
      ...common(id, facts, t),
      value,
    }),
    number: (
      id: SettingHere,
      value: number,
      { min, max, step = 1, unit = '' }: { min: number; max: number; step?: number; unit?: string },
    ): NumberField => ({
      kind: 'number',
      ...common(id, facts, t),
      value,
      min,
      max,
      step,
      unit,
      words: { decrease: t('settings.number.decrease'), increase: t('settings.number.increase') },
    }),
    text: (
      id: SettingHere,
      value: string | null,
      { required = false, example = null }: { required?: boolean; example?: string | null } = {},
    ): TextField => ({ kind: 'text', ...common(id, facts, t), value: value ?? '', required, example }),
    choice: (id: SettingHere, value: string, options: Options): ChoiceField => ({
      kind: 'choice',
      ...common(id, facts, t),
      ...chosen(value, options),
    }),
  };
}

type Options = readonly (readonly [value: string, label: string])[];
/** More than these would be a wall of radio buttons. */
const FEW = 6;

function chosen(value: string, options: Options): Pick<ChoiceField, 'value' | 'options' | 'many'> {
  return {
    value,
    options: options.map(([option, label]) => ({ value: option, label })),
    many: options.length > FEW,
  };
}

function secret(id: ZoomSecret, facts: SettingsFacts, t: Translate): FieldView {
  const state = facts.secretOf(id);
  const isVariable = state.kind === 'variable';
  const about = {
    id,
    label: t(`setting.${id}`),
    help: t(`setting.${id}.help`),
    error: errorOf(id, facts, t),
    lock: isVariable
      ? lockSentence({ by: 'variable', name: state.name }, t)
      : facts.isTrial && id === 'zoom.clientSecret'
        ? t('settings.lock.trial')
        : null,
  };
  const field = secretField(about, isVariable ? { kind: 'none' } : state, t);
  return isVariable ? { ...field, state: t('settings.secret.variable', { name: state.name }) } : field;
}

/** What is wrong with the value that stands there. */
function errorOf(id: SettingHere | ZoomSecret, facts: SettingsFacts, t: Translate): string | null {
  const problem = facts.problems.find((one) => isAbout(one, id));
  switch (problem?.code) {
    case 'setting-missing':
    case 'webhook-secret-missing':
      return t('settings.error.missing');
    case 'setting-unusable':
      return t(facts.lockOf(id) === null ? 'settings.error.unusable' : 'settings.error.unusableAndLocked');
    case undefined:
    // These are told elsewhere: as the state of the secret, and among the notices.
    case 'secret-unreadable':
    case 'setting-not-https':
    case 'settings-file-unusable':
    case 'settings-file-damaged':
      break;
  }
  const sentence = foundOutside(id, facts, t);
  // Who cannot change it is not told to.
  return sentence !== null && facts.lockOf(id) !== null ? t('settings.error.unusableAndLocked') : sentence;
}

/** What shows only when a value is used: its file, or the system, says no. */
function foundOutside(
  id: string,
  { caFileProblem, shortcutProblems, platform }: SettingsFacts,
  t: Translate,
): string | null {
  if (id === 'network.caFile') return caFileProblem === null ? null : caFileSentence(caFileProblem, t);
  const shortcut = shortcutProblems.find(({ name }) => id === `shortcuts.${name}`);
  return shortcut === undefined ? null : shortcutSentence(shortcut, platform, t);
}

/** A group that is none is wrong with all that is in it, a part of a list with the list. */
function isAbout(problem: SettingProblem, id: string): boolean {
  const { name } = problem;
  return (
    name === id || name.startsWith(`${id}.`) || id.startsWith(`${name}.`) || fieldOfProblem(problem) === id
  );
}

export function caFileSentence(problem: CaFileProblem, t: Translate): string {
  return t(problem === 'ca-file-missing' ? 'settings.ca.missing' : 'settings.ca.unusable');
}

export function shortcutSentence(
  { kind, accelerator }: Pick<ShortcutProblem, 'kind' | 'accelerator'>,
  platform: NodeJS.Platform,
  t: Translate,
): string {
  return t(`settings.shortcut.${kind}`, { keys: readableKeys(accelerator, platform) });
}

function displayOptions({ displays, settings }: SettingsFacts, t: Translate): Options {
  const { display } = settings.popup;
  const isGone = /^\d+$/u.test(display) && !displays.some(({ id }) => id === display);
  return [
    ['primary', t('settings.display.primary')],
    ['cursor', t('settings.display.cursor')],
    ...displays.map(({ id, label }): [string, string] => [id, label]),
    ...(isGone ? [[display, t('settings.display.gone', { id: display })] as const] : []),
  ];
}

function screenPop(facts: SettingsFacts, t: Translate): readonly (FieldView | SettingsPart)[] {
  const { screenPop: rules } = facts.settings;
  const short = SHORT_RULES.find(({ rules: same }) => isDeepStrictEqual(same, rules))?.name ?? OWN;
  const about = common('screenPop', facts, t);
  return [
    {
      kind: 'choice',
      ...about,
      ...chosen(
        short,
        [...MOMENTS, ...(short === OWN ? ([OWN] as const) : [])].map((name) => [
          name,
          t(`settings.pop.${name}`),
        ]),
      ),
    },
    {
      part: 'classes',
      title: t('settings.pop.each'),
      isOpen: short === OWN,
      classes: CLASSES.map((kind) => ({
        id: kind,
        title: t(`settings.class.${kind}`),
        fields: MOMENTS.map((moment) => ({
          kind: 'choice',
          id: `screenPop.${kind}.${moment}`,
          label: t(`settings.pop.moment.${moment}`),
          help: null,
          error: null,
          lock: about.lock,
          ...chosen(
            rules[kind][moment],
            ACTIONS.map((action) => [action, t(`settings.pop.action.${action}`)]),
          ),
          many: true,
        })),
      })),
    },
  ];
}

/** The rules that are the same for every kind of call, each with the rules it stands for. */
const SHORT_RULES = MOMENTS.map((name) => ({
  name,
  rules: SettingsSchema.parse({ screenPop: name }).screenPop,
}));

function sound(kind: CallClass, facts: SettingsFacts, t: Translate): SettingsPart {
  const id = `sounds.${kind}` as const;
  const value = facts.settings.sounds[kind];
  const ours = OWN_SOUNDS.find((name) => name === value);
  const options: Options = OWN_SOUNDS.map((name) => [name, t(`settings.sound.${name}`)]);
  const own: Options = [[OWN, t('settings.sound.own', { file: basename(value) })]];
  const about = common(id, facts, t);
  return {
    part: 'sound',
    field: {
      kind: 'choice',
      ...about,
      ...chosen(ours ?? OWN, ours === undefined ? [...options, ...own] : options),
    },
    choose: about.lock === null ? t('settings.sound.choose') : null,
    hear: value === 'none' ? null : t('settings.sound.hear'),
  };
}

const COUNTRIES = new Map<Language, Options>();

/** In the order of their names; a thousandth of a second that is not spent on every picture. */
function countries(language: Language): Options {
  const known = COUNTRIES.get(language);
  if (known !== undefined) return known;
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const { compare } = new Intl.Collator(language);
  const options = getCountries()
    .map((country): [string, string] => [
      country,
      `${names.of(country) ?? country} (+${getCountryCallingCode(country)})`,
    ])
    .sort(([, one], [, other]) => compare(one, other));
  COUNTRIES.set(language, options);
  return options;
}

/** Sunday first. */
function weekdays(language: Language): readonly { readonly short: string; readonly long: string }[] {
  const name = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' });
  const [short, long] = [name('short'), name('long')];
  // The fourth of January 1970 was a Sunday.
  return [4, 5, 6, 7, 8, 9, 10].map((day) => {
    const date = Date.UTC(1970, 0, day);
    return { short: short.format(date), long: long.format(date) };
  });
}
