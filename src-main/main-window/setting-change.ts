import type { Translate } from '../../src-core/i18n/index.ts';
import { readSubscriptionId } from '../../src-core/settings/load-settings.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import type { FieldValue, FieldView } from '../../src-preload/ipc/fields.ts';
import { POP_ACTIONS, CALL_CLASSES, POP_MOMENTS, CUSTOM_OPTION } from './settings-view.ts';

/** What is to be written. */
export interface SettingChange {
  readonly path: string;
  /** undefined = back to the default */
  readonly value: unknown;
}

/**
 * What a wish of a window means for the settings, by the very field that it was shown.
 * @returns `same`: it is what counts already; `unusable`: this field can have no such value
 */
export function toSettingChange(
  field: FieldView,
  value: FieldValue | null,
  settings: Settings,
): SettingChange | 'same' | 'unusable' {
  const { id: path } = field;
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
    case 'choice': {
      if (value === null) return path.startsWith('screenPop.') ? 'unusable' : reset;
      const option = field.options.find((one) => one.value === value);
      if (option === undefined) return 'unusable';
      if (option.value === CUSTOM_OPTION) return 'same';
      if (path === 'popup.textSize') return { path, value: Number(option.value) };
      return toPopChange(path, option.value, settings) ?? { path, value: option.value };
    }
    case 'number':
      // Whether it is in the range, the schema knows.
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

/** One of the rules for a kind of call at a moment; they are written together. Null = it is none of them. */
function toPopChange(id: string, action: string, { screenPop }: Settings): SettingChange | null {
  for (const kind of CALL_CLASSES) {
    for (const moment of POP_MOMENTS) {
      if (id !== `screenPop.${kind}.${moment}`) continue;
      const chosen = POP_ACTIONS.find((one) => one === action);
      if (chosen === undefined) return null;
      const rule = { ...screenPop[kind], [moment]: chosen };
      return { path: 'screenPop', value: { ...screenPop, [kind]: rule } };
    }
  }
  return null;
}

/** What this field can have, as a sentence. */
export function formatExpectation(field: FieldView, t: Translate): string {
  switch (field.kind) {
    case 'text':
      if (field.id === 'zoom.subscriptionId') return t('settings.expected.subscription');
      return t(field.id === 'webhook.path' ? 'settings.expected.path' : 'settings.expected.text');
    case 'choice':
      return t('settings.expected.choice');
    case 'number':
      return t('settings.expected.number', { min: field.min, max: field.max });
    case 'schedule':
      return t('settings.expected.schedule');
    case 'flag':
    case 'secret':
    case 'file':
    case 'shortcut':
      return t('settings.expected.text');
  }
}
