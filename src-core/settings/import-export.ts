import { z } from 'zod';
import { getValueAt, withValueAt, type Values } from './layers.ts';
import { migrateSettings } from './migrations.ts';
import { SETTING_PATHS } from './setting-paths.ts';
import { checkSetting } from './load-settings.ts';

/** Words by which a key in a CRM's entry may hold what belongs into the keychain. */
const SECRET_WORDS = /secret|token|password|api_?key|credential/iu;

/** Settings as a text to be taken elsewhere: those that are known and usable, so that no secret that strayed into the file goes along. */
export function exportSettings(values: Values): string {
  const known = getUsableSettings(values).reduce<Values>(
    (all, { path, value }) => withValueAt(all, path.split('.'), value),
    { version: values['version'] ?? 1 },
  );
  return `${JSON.stringify(known, null, 2)}\n`;
}

export interface ImportedSettings {
  readonly settings: readonly { readonly path: string; readonly value: unknown }[];
  /** paths of what cannot be used */
  readonly rejectedPaths: readonly string[];
}

/** What of an exported text can be used; null = it is no settings at all. */
export function importSettings(text: string): ImportedSettings | null {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return null;
  }
  const values = z.record(z.string(), z.unknown()).safeParse(json);
  if (!values.success) return null;
  const current = migrateSettings(values.data);
  const settings = getUsableSettings(current);
  const accepted = new Set(settings.map(({ path }) => path));
  const rejectedPaths = SETTING_PATHS.filter(
    (path) => getValueAt(current, path.split('.')) !== undefined && !accepted.has(path),
  );
  return settings.length === 0 && rejectedPaths.length === 0 ? null : { settings, rejectedPaths };
}

function getUsableSettings(values: Values): ImportedSettings['settings'] {
  return SETTING_PATHS.flatMap((path) => {
    const value = getValueAt(values, path.split('.'));
    if (value === undefined || checkSetting(path.split('.'), value) === 'unusable') return [];
    return [{ path, value: path === 'connectors' ? removeSecrets(value) : value }];
  });
}

function removeSecrets(entries: unknown): unknown {
  const parsed = z.array(z.record(z.string(), z.unknown())).safeParse(entries);
  if (!parsed.success) return [];
  return parsed.data.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => !SECRET_WORDS.test(key))),
  );
}
