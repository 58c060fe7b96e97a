import { isDeepStrictEqual } from 'node:util';
import type { ZoomSecret } from '../../src-core/secrets/secret-store.ts';
import {
  BUILT_IN_SOUNDS,
  SettingsSchema,
  type CallClass,
  type PopAction,
  type PopRule,
  type Settings,
} from '../../src-core/settings/schema.ts';
import type { FieldView } from '../../src-preload/ipc/fields.ts';
import { CALL_CLASSES } from '../system/sounds.ts';

type FieldKind = FieldView['kind'];

/** The settings of the Settings page, each with its kind of field. */
export const PAGE_SETTINGS = {
  'zoom.accountId': 'text',
  'zoom.clientId': 'text',
  'zoom.subscriptionId': 'text',
  'zoom.agent': 'text',
  'webhook.enabled': 'flag',
  'webhook.host': 'text',
  'webhook.port': 'number',
  'webhook.path': 'text',
  'network.caFile': 'file',
  language: 'choice',
  country: 'choice',
  'popup.corner': 'choice',
  'popup.copy': 'choice',
  'popup.answered': 'choice',
  'popup.missed': 'choice',
  'popup.wrapUpSeconds': 'number',
  'popup.display': 'choice',
  'popup.size': 'choice',
  'popup.textSize': 'choice',
  'popup.notification': 'choice',
  'sounds.volume': 'number',
  'sounds.external': 'choice',
  'sounds.internal': 'choice',
  'sounds.queue': 'choice',
  'sounds.withheld': 'choice',
  'pause.schedule': 'schedule',
  'shortcuts.focus': 'shortcut',
  'shortcuts.copy': 'shortcut',
  'shortcuts.open': 'shortcut',
  'shortcuts.close': 'shortcut',
  'shortcuts.pause': 'shortcut',
  'privacy.hideWhenLocked': 'flag',
  'privacy.hideFromSharing': 'flag',
  'privacy.retentionDays': 'number',
  startAtLogin: 'flag',
  screenPop: 'choice',
} as const satisfies Readonly<Record<string, FieldKind>>;
export type PageSetting = keyof typeof PAGE_SETTINGS;

/** The settings with this kind of field. */
export type SettingOf<Kind extends FieldKind> = {
  [Path in PageSetting]: (typeof PAGE_SETTINGS)[Path] extends Kind ? Path : never;
}[PageSetting];

/** Zoom's secrets by their field ids. */
export const ZOOM_SECRETS: readonly ZoomSecret[] = ['zoom.clientSecret', 'webhook.secretToken'];

export const POP_MOMENTS: readonly (keyof PopRule)[] = ['ring', 'answer', 'click'];
export const POP_ACTIONS: readonly PopAction[] = ['nothing', 'pane', 'browser', 'both'];
/** The option for a value that no other option of its list names. */
export const CUSTOM_OPTION = 'own';

/** What a field of this page changes. */
export interface SettingField {
  readonly kind: FieldKind;
  readonly path: PageSetting | ZoomSecret;
  /** the one rule of `screenPop` that it changes; null = the whole setting */
  readonly rule: { readonly callClass: CallClass; readonly moment: keyof PopRule } | null;
}

/** Null if the page has no such field. */
export function findSettingField(id: string): SettingField | null {
  if (isPageSetting(id)) return { kind: PAGE_SETTINGS[id], path: id, rule: null };
  const secret = ZOOM_SECRETS.find((one) => one === id);
  if (secret !== undefined) return { kind: 'secret', path: secret, rule: null };
  for (const callClass of CALL_CLASSES) {
    const moment = POP_MOMENTS.find((one) => id === `screenPop.${callClass}.${one}`);
    if (moment !== undefined) return { kind: 'choice', path: 'screenPop', rule: { callClass, moment } };
  }
  return null;
}

function isPageSetting(path: string): path is PageSetting {
  return Object.hasOwn(PAGE_SETTINGS, path);
}

/** Settings of other pages. */
const ELSEWHERE = ['contacts', 'contactsColumns', 'connectors'] as const;
type ElsewhereSetting = (typeof ELSEWHERE)[number];

/** Whether this path has a label. An imported file may also have the settings of other pages. */
export function isNamedSetting(path: string): path is PageSetting | ElsewhereSetting {
  return isPageSetting(path) || ELSEWHERE.some((one) => one === path);
}

/** The presets with the rules that they set for every kind of call. */
const PRESET_RULES = POP_MOMENTS.map((name) => ({
  name,
  rules: SettingsSchema.parse({ screenPop: name }).screenPop,
}));

/** The option that shows these rules. */
export function getScreenPopOption(rules: Settings['screenPop']): keyof PopRule | typeof CUSTOM_OPTION {
  return PRESET_RULES.find((preset) => isDeepStrictEqual(preset.rules, rules))?.name ?? CUSTOM_OPTION;
}

/** The option that shows this sound. */
export function getSoundOption(sound: string): (typeof BUILT_IN_SOUNDS)[number] | typeof CUSTOM_OPTION {
  return BUILT_IN_SOUNDS.find((name) => name === sound) ?? CUSTOM_OPTION;
}
