import type { Translate } from '../../src-core/i18n/index.ts';
import { readSubscriptionId } from '../../src-core/settings/load-settings.ts';
import { BUILT_IN_SOUNDS, type Settings } from '../../src-core/settings/schema.ts';
import { getNumberRange } from '../../src-core/settings/setting-paths.ts';
import type { FieldValue } from '../../src-preload/ipc/fields.ts';
import {
  CALL_CLASSES,
  CUSTOM_OPTION,
  getScreenPopOption,
  getSoundOption,
  POP_ACTIONS,
  type SettingField,
} from './setting-fields.ts';

/** What is to be written. */
export interface SettingChange {
  readonly path: string;
  /** undefined = back to the default */
  readonly value: unknown;
}

/** What the values of a field may depend on. */
export interface FieldContext {
  readonly settings: Settings;
  /** ids of those that are connected now */
  readonly displays: () => readonly { readonly id: string }[];
}

/**
 * What the value that a window asks for means for the settings. Whether the setting can have it, the schema knows.
 * @returns `same`: it is in force already; `unusable`: this field can have no such value
 */
export function toSettingChange(
  field: SettingField,
  value: FieldValue | null,
  context: FieldContext,
): SettingChange | 'same' | 'unusable' {
  const { path } = field;
  const reset = { path, value: undefined };
  switch (field.kind) {
    case 'text': {
      if (value !== null && typeof value !== 'string') return 'unusable';
      const typed = value?.trim() ?? '';
      if (typed === '') return reset;
      if (path !== 'zoom.subscriptionId') return { path, value: typed };
      const id = readSubscriptionId(typed);
      return id === null ? 'unusable' : { path, value: id };
    }
    case 'choice':
      return toChoiceChange(field, value, context);
    case 'number':
      return value === null || Number.isInteger(value) ? { path, value: value ?? undefined } : 'unusable';
    case 'flag':
    case 'schedule':
      return { path, value: value ?? undefined };
    case 'file':
    case 'shortcut':
      // Another one is chosen in a dialog or pressed, never named.
      return value === null ? reset : 'unusable';
    case 'secret':
      return 'unusable';
  }
}

function toChoiceChange(
  { path, rule }: SettingField,
  value: FieldValue | null,
  { settings, displays }: FieldContext,
): SettingChange | 'same' | 'unusable' {
  if (rule !== null) return toRuleChange(rule, value, settings);
  if (value === null) return { path, value: undefined };
  if (typeof value !== 'string') return 'unusable';
  const callClass = CALL_CLASSES.find((one) => path === `sounds.${one}`);
  if (callClass !== undefined) {
    if (BUILT_IN_SOUNDS.some((sound) => sound === value)) return { path, value };
    // A file of one's own is chosen in a dialog.
    const isShown = value === CUSTOM_OPTION && getSoundOption(settings.sounds[callClass]) === value;
    return isShown ? 'same' : 'unusable';
  }
  if (path === 'screenPop' && value === CUSTOM_OPTION && getScreenPopOption(settings.screenPop) === value)
    return 'same';
  if (path === 'popup.display' && /^\d/u.test(value) && value !== settings.popup.display)
    return displays().some(({ id }) => id === value) ? { path, value } : 'unusable';
  return { path, value: path === 'popup.textSize' ? Number(value) : value };
}

/** One of the rules for a kind of call at a moment; they are written together. */
function toRuleChange(
  { callClass, moment }: NonNullable<SettingField['rule']>,
  value: FieldValue | null,
  { screenPop }: Settings,
): SettingChange | 'unusable' {
  const action = POP_ACTIONS.find((one) => one === value);
  if (action === undefined) return 'unusable';
  const rules = { ...screenPop[callClass], [moment]: action };
  return { path: 'screenPop', value: { ...screenPop, [callClass]: rules } };
}

/** What this field can have, as a sentence. */
export function formatExpectation({ kind, path }: SettingField, t: Translate): string {
  switch (kind) {
    case 'text':
      if (path === 'zoom.subscriptionId') return t('settings.expected.subscription');
      return t(path === 'webhook.path' ? 'settings.expected.path' : 'settings.expected.text');
    case 'choice':
      return t('settings.expected.choice');
    case 'number':
      return t('settings.expected.number', getNumberRange(path));
    case 'schedule':
      return t('settings.expected.schedule');
    case 'flag':
    case 'secret':
    case 'file':
    case 'shortcut':
      return t('settings.expected.text');
  }
}
