import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from './load-settings.ts';
import { SettingsSchema, type Settings } from './schema.ts';

/** A part of the configuration that can change: `settings` stands for any setting, `settings.popup` for any of that group. */
export type ConfigurationPath = Exclude<keyof Configuration, 'home' | 'trial'> | `settings.${keyof Settings}`;

/** One change of the configuration, whoever made it. */
export interface ConfigurationChange {
  readonly previous: Configuration;
  readonly current: Configuration;
  /** Whether at least one of these parts differs. */
  has(...paths: readonly ConfigurationPath[]): boolean;
}

const SETTINGS = SettingsSchema.keyof().options;

/** Compares two configurations, once for all listeners. */
export function toConfigurationChange(previous: Configuration, current: Configuration): ConfigurationChange {
  const changed = new Set<ConfigurationPath>();
  for (const key of SETTINGS)
    if (!isDeepStrictEqual(previous.settings[key], current.settings[key])) changed.add(`settings.${key}`);
  if (changed.size > 0) changed.add('settings');
  for (const part of ['account', 'webhook', 'problems'] as const)
    if (!isDeepStrictEqual(previous[part], current[part])) changed.add(part);
  return { previous, current, has: (...paths) => paths.some((path) => changed.has(path)) };
}
