import { z } from 'zod';

/** What a column of a contacts table holds. `extra`: shown as a field of the card; `ignore`: not used at all. */
export const COLUMN_ROLES = [
  'name',
  'family-name',
  'given-name',
  'middle-name',
  'reading',
  'family-reading',
  'given-reading',
  'company',
  'department',
  'title',
  'phone',
  'owner',
  'url',
  'id',
  'extra',
  'ignore',
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

const ColumnOverride = z.object({
  /** its header, or "#3" for the third column */
  column: z.string().trim().min(1).max(200),
  role: z.enum(COLUMN_ROLES),
});
/** The user's decision about a column; all others are recognized by their headers. */
export type ColumnOverride = z.infer<typeof ColumnOverride>;

export const ContactsColumns = z.array(ColumnOverride).max(200);

/** A part of the text: `role=column`, perhaps with quotes around the column. */
const PART = /\s*([^=,"]*?)\s*=\s*(?:"((?:[^"]|"")*)"|([^,"]*))\s*(?:,|$)/uy;

/**
 * Parses overrides as typed in a terminal: `phone=電話2,name="Name, full",ignore=#3`.
 *
 * @returns the part that cannot be read, if there is one
 */
export function parseColumnOverrides(text: string): readonly ColumnOverride[] | string {
  const overrides: ColumnOverride[] = [];
  for (PART.lastIndex = 0; PART.lastIndex < text.length;) {
    const start = PART.lastIndex;
    const found = PART.exec(text);
    const column = found?.[2]?.replaceAll('""', '"') ?? found?.[3];
    const override = ColumnOverride.safeParse({ column, role: found?.[1]?.toLowerCase() });
    if (found === null || !override.success) return text.slice(start).split(',', 1)[0]?.trim() ?? '';
    overrides.push(override.data);
  }
  return overrides;
}
