import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from './load-settings.ts';
import { SettingsSchema, type Settings } from './schema.ts';

/** A part of the configuration that can change: `settings` is any setting, `settings.popup` any setting of that group. */
type ConfigurationPath = Exclude<keyof Configuration, 'home' | 'trial'> | `settings.${keyof Settings}`;

export interface ConfigurationChange {
  readonly previous: Configuration;
  readonly current: Configuration;
  /** Whether at least one of these parts differs. */
  has(...paths: readonly ConfigurationPath[]): boolean;
}

/** Compares two configurations once for all listeners. */
export function toConfigurationChange(previous: Configuration, current: Configuration): ConfigurationChange {
  const changed = new Set<ConfigurationPath>();
  for (const key of SettingsSchema.keyof().options)
    if (!isDeepStrictEqual(previous.settings[key], current.settings[key])) changed.add(`settings.${key}`);
  if (changed.size > 0) changed.add('settings');
  for (const part of ['account', 'webhook', 'problems'] as const)
    if (!isDeepStrictEqual(previous[part], current[part])) changed.add(part);
  return { previous, current, has: (...paths) => paths.some((path) => changed.has(path)) };
}
