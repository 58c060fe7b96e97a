import { z } from 'zod';
import { checkEntry, type WrongSetting } from '../../../src-core/crm/open-connectors.ts';
import { getValueAt, type Values } from '../../../src-core/settings/layers.ts';
import { getSettingsPath, type Configuration, type Lock } from '../../../src-core/settings/load-settings.ts';
import { readSettingsFile } from '../../../src-core/settings/settings-file.ts';

/** One entry of the list of CRMs. */
export interface CheckedEntry {
  /** by which the page names it */
  readonly key: string;
  /** as it stands in the settings */
  readonly entry: Values;
  readonly id: string;
  readonly type: string;
  readonly wrong: readonly WrongSetting[];
}

/**
 * The CRMs as they stand in the user's own file, where they come from there: whatever cannot be used is kept as it is when
 * the list is written.
 *
 * @param lock who fixed the list
 */
export function readEntries({ home, settings }: Configuration, lock: Lock | null): readonly CheckedEntry[] {
  const file = readSettingsFile(getSettingsPath(home));
  const fromFile = z
    .array(z.unknown())
    .safeParse(file.state === 'read' ? getValueAt(file.values, ['connectors']) : undefined);
  const isFromFile = lock === null && fromFile.success && fromFile.data.length === settings.connectors.length;
  return checkEntries(isFromFile ? fromFile.data : settings.connectors);
}

/** Is it asked, as far as it says so itself? */
export function isEnabled(entry: Values): boolean {
  return entry['enabled'] !== false;
}

function checkEntries(entries: readonly unknown[]): readonly CheckedEntry[] {
  const checkedEntries: CheckedEntry[] = [];
  const counts = new Map<string, number>();
  for (const one of entries) {
    const entry = EntrySchema.safeParse(one).data ?? {};
    const type = getText(entry, 'type');
    const id = entry['id'] === undefined ? type : getText(entry, 'id');
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    // Those that are not asked take nobody's place.
    const taken = checkedEntries.filter((other) => isEnabled(other.entry)).map((other) => other.id);
    const check = checkEntry(entry, taken);
    const key = `${id.slice(0, 100)}#${count}`;
    checkedEntries.push({ key, entry, id, type, wrong: 'wrong' in check ? check.wrong : [] });
  }
  return checkedEntries;
}

const EntrySchema = z.record(z.string(), z.unknown());

function getText(entry: Values, key: string): string {
  const value = entry[key];
  return typeof value === 'string' ? value : '';
}
