import { z } from 'zod';
import { checkEntry, type WrongSetting } from '../../../src-core/crm/open-connectors.ts';
import { getValueAt, type Values } from '../../../src-core/settings/layers.ts';
import { getSettingsPath, type Configuration, type Lock } from '../../../src-core/settings/load-settings.ts';
import { readSettingsFile } from '../../../src-core/settings/settings-file.ts';

/** One entry of the list of CRMs. */
export interface CheckedEntry {
  /** names the entry on the page */
  readonly key: string;
  /** as in the settings */
  readonly entry: Values;
  readonly id: string;
  readonly type: string;
  readonly wrong: readonly WrongSetting[];
}

/** The CRMs, as in the user's own file if they come from there, so that a change keeps unusable values. */
export function readEntries({ home, settings }: Configuration, lock: Lock | null): readonly CheckedEntry[] {
  const file = readSettingsFile(getSettingsPath(home));
  const fromFile = z
    .array(z.unknown())
    .safeParse(file.state === 'read' ? getValueAt(file.values, ['connectors']) : undefined);
  const isFromFile = lock === null && fromFile.success && fromFile.data.length === settings.connectors.length;
  return checkEntries(isFromFile ? fromFile.data : settings.connectors);
}

/** Whether its own setting enables it. */
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
    // Disabled entries do not reserve their id.
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
