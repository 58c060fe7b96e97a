import { z } from 'zod';
import { GroupSchema, getValueAt, toGroup, withValueAt, type Values } from './layers.ts';
import { migrateSettings } from './settings-file.ts';
import { SETTING_PATHS } from './setting-paths.ts';
import { isUsableSetting } from './schema.ts';

/** Names of keys in a CRM's entry that may hold a secret, which belongs in the keychain. */
const SECRET_WORDS = /secret|token|password|api_?key|credential/iu;

/** Exports the known and usable settings as text: nothing else, so that no secret in the file is exported with them. */
export function exportSettings(values: Values): string {
  const known = getUsableSettings(values).reduce<Values>(
    (all, { path, value }) => withValueAt(all, path.split('.'), value),
    { version: values['version'] ?? 1 },
  );
  return `${JSON.stringify(known, null, 2)}\n`;
}

/** Parses an exported text; `null` if it holds no settings. `rejectedPaths` are of the settings that cannot be used. */
export function importSettings(text: string) {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return null;
  }
  const values = toGroup(json);
  if (values === null) return null;
  const current = migrateSettings(values);
  const settings = getUsableSettings(current);
  const accepted = new Set(settings.map(({ path }) => path));
  const rejectedPaths = SETTING_PATHS.filter(
    (path) => getValueAt(current, path.split('.')) !== undefined && !accepted.has(path),
  );
  return settings.length === 0 && rejectedPaths.length === 0 ? null : { settings, rejectedPaths };
}

function getUsableSettings(values: Values): readonly { readonly path: string; readonly value: unknown }[] {
  return SETTING_PATHS.flatMap((path) => {
    const value = getValueAt(values, path.split('.'));
    if (value === undefined || !isUsableSetting(path.split('.'), value)) return [];
    return [{ path, value: path === 'connectors' ? removeSecrets(value) : value }];
  });
}

function removeSecrets(entries: unknown): unknown {
  const parsed = z.array(GroupSchema).safeParse(entries);
  if (!parsed.success) return [];
  return parsed.data.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => !SECRET_WORDS.test(key))),
  );
}
