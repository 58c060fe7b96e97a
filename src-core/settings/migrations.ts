import { z } from 'zod';
import type { Values } from './layers.ts';

/**
 * One step per version of settings.json, oldest first: the first makes version 1 of a file that names none. A step that
 * was released is never changed. Version 1 is how files were before they named their version.
 */
const STEPS: readonly ((values: Values) => Values)[] = [(values) => values];

const Version = z.int().min(0);

/**
 * The settings of a file in today's shape. A file of a newer version is left as it is: what is still known in it counts.
 * @param steps for tests
 */
export function migrateSettings(values: Values, steps = STEPS): Values {
  const version = Version.safeParse(values['version']);
  const from = version.success ? version.data : 0;
  if (from >= steps.length) return values;
  const current = steps.slice(from).reduce((old, step) => step(old), values);
  return { ...current, version: steps.length };
}

/** What is written into a file that is written now. */
export const SETTINGS_VERSION = STEPS.length;
