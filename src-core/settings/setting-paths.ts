import { z } from 'zod';
import { SettingsSchema } from './schema.ts';

/** Part of a JSON schema: a group of settings has properties of its own. */
const Group = z.looseObject({ properties: z.record(z.string(), z.unknown()) });

/** Every single setting by its dotted path, in the order of the schema; lists and rules count as one. */
export const SETTING_PATHS: readonly string[] = collectPaths(
  z.toJSONSchema(SettingsSchema, { io: 'input', unrepresentable: 'any' }),
  [],
);

function collectPaths(schema: unknown, path: readonly string[]): readonly string[] {
  const group = Group.safeParse(schema);
  if (!group.success) return [path.join('.')];
  return Object.entries(group.data.properties).flatMap(([key, inner]) => collectPaths(inner, [...path, key]));
}
