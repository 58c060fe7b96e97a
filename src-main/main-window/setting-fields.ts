import { isDeepStrictEqual } from 'node:util';
import {
  BUILT_IN_SOUNDS,
  SettingsSchema,
  type CallClass,
  type PopAction,
  type PopRule,
  type Settings,
} from '../../src-core/settings/schema.ts';
import type { ZoomSecret } from '../../src-core/secrets/secret-store.ts';
import type { FieldView } from '../../src-preload/ipc/fields.ts';

type FieldKind = FieldView['kind'];

/** The settings of this page by their paths, each with the kind of its field. */
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

/** The settings of this page whose field is of this kind. */
export type SettingOf<Kind extends FieldKind> = {
  [Path in PageSetting]: (typeof PAGE_SETTINGS)[Path] extends Kind ? Path : never;
}[PageSetting];

/** Zoom's own secrets, by the ids of their fields. */
export const ZOOM_SECRETS = [
  'zoom.clientSecret',
  'webhook.secretToken',
] as const satisfies readonly ZoomSecret[];

export const CALL_CLASSES = [
  'external',
  'internal',
  'queue',
  'withheld',
] as const satisfies readonly CallClass[];
export const POP_MOMENTS = ['ring', 'answer', 'click'] as const satisfies readonly (keyof PopRule)[];
export const POP_ACTIONS = ['nothing', 'pane', 'browser', 'both'] as const satisfies readonly PopAction[];
/** Stands for what no option of a list names: the choice that is there already. */
export const CUSTOM_OPTION = 'own';

/** What a field of this page changes. */
export interface SettingField {
  readonly kind: FieldKind;
  /** of the setting or secret */
  readonly path: PageSetting | ZoomSecret;
  /** of `screenPop` the one rule that it changes; null = all of the setting */
  readonly rule: { readonly callClass: CallClass; readonly moment: keyof PopRule } | null;
}

/** The field with this id; null if this page has none. */
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

/** Whether this path has a name for people: those of other pages are named here when an imported file has them. */
export function isNamedSetting(path: string): path is PageSetting | 'contacts' | 'connectors' {
  return isPageSetting(path) || path === 'contacts' || path === 'connectors';
}

/** The rules that are the same for every kind of call, each with the rules it stands for. */
const PRESET_RULES = POP_MOMENTS.map((name) => ({
  name,
  rules: SettingsSchema.parse({ screenPop: name }).screenPop,
}));

/** The option that these rules are shown as. */
export function getScreenPopOption(rules: Settings['screenPop']): keyof PopRule | typeof CUSTOM_OPTION {
  return PRESET_RULES.find((preset) => isDeepStrictEqual(preset.rules, rules))?.name ?? CUSTOM_OPTION;
}

/** The option that this sound is shown as. */
export function getSoundOption(sound: string): (typeof BUILT_IN_SOUNDS)[number] | typeof CUSTOM_OPTION {
  return BUILT_IN_SOUNDS.find((name) => name === sound) ?? CUSTOM_OPTION;
}
