import { z } from 'zod';

/** Settings as a file holds them: nested and not validated. */
export type Values = Readonly<Record<string, unknown>>;

export const GroupSchema = z.record(z.string(), z.unknown());

/** A value that is a group of values; `null` if it is anything else. */
export function toGroup(value: unknown): Values | null {
  return GroupSchema.safeParse(value).data ?? null;
}

/** The value at this path; `undefined` if there is none. */
export function getValueAt(values: Values, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return values;
  if (!Object.hasOwn(values, key)) return undefined;
  if (rest.length === 0) return values[key];
  const group = toGroup(values[key]);
  return group === null ? undefined : getValueAt(group, rest);
}

/** A copy with this value at this path; `undefined` removes what was there. Replaces what is not a group on the way. */
export function withValueAt(values: Values, [key, ...rest]: readonly string[], value: unknown): Values {
  if (key === undefined) return values;
  const others = Object.entries(values).filter(([name]) => name !== key);
  const child = Object.hasOwn(values, key) ? values[key] : undefined;
  const next = rest.length === 0 ? value : withValueAt(toGroup(child) ?? {}, rest, value);
  return Object.fromEntries(next === undefined ? others : [...others, [key, next]]);
}

/** A copy without the value at this path, or without the nearest value above it that is not a group. */
export function withoutValueAt(values: Values, path: readonly string[]): Values {
  for (let length = path.length; length > 0; length -= 1) {
    const prefix = path.slice(0, length);
    if (getValueAt(values, prefix) !== undefined) return withValueAt(values, prefix, undefined);
  }
  return values;
}

/** Puts one layer above another: groups are merged, everything else is replaced. */
export function mergeValues(below: Values, above: Values): Values {
  const all = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    const [lower, upper] = [toGroup(all.get(key)), toGroup(value)];
    all.set(key, lower === null || upper === null ? value : mergeValues(lower, upper));
  }
  // A key of this name would become the prototype of an object that it is assigned to.
  all.delete('__proto__');
  return Object.fromEntries(all);
}
