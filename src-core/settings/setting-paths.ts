import { z } from 'zod';
import { SettingsSchema } from './schema.ts';

/** Part of a JSON schema: a group of settings has properties of its own. */
const Group = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
const Range = z.object({ minimum: z.number(), maximum: z.number() });

/** The JSON schema of each setting, by its path. */
const SCHEMAS: ReadonlyMap<string, unknown> = new Map(
  collectSchemas(z.toJSONSchema(SettingsSchema, { io: 'input', unrepresentable: 'any' }), []),
);

/** Every single setting by its dotted path, in the order of the schema; lists and rules count as one. */
export const SETTING_PATHS: readonly string[] = [...SCHEMAS.keys()];

/** The smallest and the largest value of a setting that is a number. Throws where it is none. */
export function getNumberRange(path: string): { readonly min: number; readonly max: number } {
  const { minimum, maximum } = Range.parse(SCHEMAS.get(path));
  return { min: minimum, max: maximum };
}

function collectSchemas(
  schema: unknown,
  path: readonly string[],
): readonly (readonly [path: string, schema: unknown])[] {
  const group = Group.safeParse(schema);
  if (!group.success) return [[path.join('.'), schema]];
  return Object.entries(group.data.properties).flatMap(([key, inner]) =>
    collectSchemas(inner, [...path, key]),
  );
}
