import { z } from 'zod';
import { SettingsSchema } from './schema.ts';

/** A JSON schema with properties of its own: a group of settings. */
const Group = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
const Range = z.object({ minimum: z.number(), maximum: z.number() });

/** The JSON schema of each setting, by its path. */
const SCHEMAS: ReadonlyMap<string, unknown> = new Map(
  collectSchemas(z.toJSONSchema(SettingsSchema, { io: 'input', unrepresentable: 'any' }), []),
);

/** The dotted path of every setting, in the order of the schema; a list or a rule is one setting. */
export const SETTING_PATHS: readonly string[] = [...SCHEMAS.keys()];

/** The smallest and largest value of a number setting. Throws for other settings. */
export function getNumberRange(path: string): { readonly min: number; readonly max: number } {
  const { minimum, maximum } = Range.parse(SCHEMAS.get(path));
  return { min: minimum, max: maximum };
}

function collectSchemas(schema: unknown, path: readonly string[]): [path: string, schema: unknown][] {
  const group = Group.safeParse(schema);
  if (!group.success) return [[path.join('.'), schema]];
  return Object.entries(group.data.properties).flatMap(([key, inner]) =>
    collectSchemas(inner, [...path, key]),
  );
}
