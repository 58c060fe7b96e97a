import type { Translate } from '../../src-core/i18n/index.ts';
import { readSubscriptionId } from '../../src-core/settings/load-settings.ts';
import { BUILT_IN_SOUNDS, type Settings } from '../../src-core/settings/schema.ts';
import { getNumberRange } from '../../src-core/settings/setting-paths.ts';
import type { FieldValue } from '../../src-preload/ipc/fields.ts';
import { CALL_CLASSES } from '../system/sounds.ts';
import {
  CUSTOM_OPTION,
  getScreenPopOption,
  getSoundOption,
  POP_ACTIONS,
  type SettingField,
} from './setting-fields.ts';

/** What to write to the settings. */
export interface SettingChange {
  readonly path: string;
  /** undefined resets to the default */
  readonly value: unknown;
}

/** What the values of a field depend on. */
export interface FieldContext {
  readonly settings: Settings;
  /** the connected displays */
  readonly displays: () => readonly { readonly id: string }[];
}

/** The change that a value from the window means: `same` is already in force, `unusable` is never valid here. */
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
      // A new value comes from a dialog or the keyboard, so only a reset is possible.
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
    // A custom file is chosen in a dialog.
    const isShown = value === CUSTOM_OPTION && getSoundOption(settings.sounds[callClass]) === value;
    return isShown ? 'same' : 'unusable';
  }
  if (path === 'screenPop' && value === CUSTOM_OPTION && getScreenPopOption(settings.screenPop) === value)
    return 'same';
  if (path === 'popup.display' && /^\d/u.test(value) && value !== settings.popup.display)
    return displays().some(({ id }) => id === value) ? { path, value } : 'unusable';
  return { path, value: path === 'popup.textSize' ? Number(value) : value };
}

/** Changes one rule; all rules are one setting. */
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

/** What values this field accepts, as a sentence. */
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
