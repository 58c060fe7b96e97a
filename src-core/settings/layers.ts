import { z } from 'zod';

/** Settings as they stand in a file: nested, and not checked yet. */
export type Values = Readonly<Record<string, unknown>>;

const Group = z.record(z.string(), z.unknown());

function toGroup(value: unknown): Record<string, unknown> | null {
  const parsed = Group.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** What stands at this place; undefined = nothing. */
export function getValueAt(values: Values, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return values;
  if (!Object.hasOwn(values, key)) return undefined;
  const child = values[key];
  if (rest.length === 0) return child;
  const inner = toGroup(child);
  return inner === null ? undefined : getValueAt(inner, rest);
}

/** The same with this value at this place; undefined takes out what was there. What is in the way of a group goes. */
export function withValueAt(values: Values, [key, ...rest]: readonly string[], value: unknown): Values {
  if (key === undefined) return values;
  const others = Object.entries(values).filter(([name]) => name !== key);
  const child = Object.hasOwn(values, key) ? values[key] : undefined;
  const next = rest.length === 0 ? value : withValueAt(toGroup(child) ?? {}, rest, value);
  return Object.fromEntries(next === undefined ? others : [...others, [key, next]]);
}

/** Takes out what stands at this place, or the nearest thing above it that is no group. */
export function withoutValueAt(values: Values, path: readonly string[]): Values {
  for (let length = path.length; length > 0; length -= 1) {
    const prefix = path.slice(0, length);
    if (getValueAt(values, prefix) !== undefined) return withValueAt(values, prefix, undefined);
  }
  return values;
}

/** One layer above another: groups are put together, all else is replaced. */
export function mergeValues(below: Values, above: Values): Values {
  const all = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    const [lower, upper] = [toGroup(all.get(key)), toGroup(value)];
    all.set(key, lower === null || upper === null ? value : mergeValues(lower, upper));
  }
  // A key of this name would become the object's prototype wherever it is assigned.
  all.delete('__proto__');
  return Object.fromEntries(all);
}
