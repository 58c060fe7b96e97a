import { z } from 'zod';
import { valueAt, withValueAt, type Values } from './layers.ts';
import { migrated } from './migrations.ts';
import { SETTING_PATHS } from './paths.ts';
import { tried } from './read.ts';

/** Words by which a key in a CRM's entry may hold what belongs into the keychain. */
const SECRET_WORDS = /secret|token|password|api_?key|credential/iu;

/** Settings as a text to be taken elsewhere: those that are known and usable, so that no secret that strayed into the file goes along. */
export function exported(values: Values): string {
  const known = usable(values).reduce<Values>(
    (all, { path, value }) => withValueAt(all, path.split('.'), value),
    { version: values['version'] ?? 1 },
  );
  return `${JSON.stringify(known, null, 2)}\n`;
}

export interface Imported {
  readonly settings: readonly { readonly path: string; readonly value: unknown }[];
  /** paths of what cannot be used */
  readonly left: readonly string[];
}

/** What of an exported text can be used; null = it is no settings at all. */
export function imported(text: string): Imported | null {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return null;
  }
  const values = z.record(z.string(), z.unknown()).safeParse(json);
  if (!values.success) return null;
  const today = migrated(values.data);
  const settings = usable(today);
  const taken = new Set(settings.map(({ path }) => path));
  const left = SETTING_PATHS.filter(
    (path) => valueAt(today, path.split('.')) !== undefined && !taken.has(path),
  );
  return settings.length === 0 && left.length === 0 ? null : { settings, left };
}

function usable(values: Values): Imported['settings'] {
  return SETTING_PATHS.flatMap((path) => {
    const value = valueAt(values, path.split('.'));
    if (value === undefined || tried(path.split('.'), value) === 'unusable') return [];
    return [{ path, value: path === 'connectors' ? withoutSecrets(value) : value }];
  });
}

function withoutSecrets(entries: unknown): unknown {
  const parsed = z.array(z.record(z.string(), z.unknown())).safeParse(entries);
  if (!parsed.success) return [];
  return parsed.data.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => !SECRET_WORDS.test(key))),
  );
}
