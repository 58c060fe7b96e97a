import { existsSync, renameSync } from 'node:fs';
import { basename } from 'node:path';

/** What SQLite keeps beside a database; the database itself last, so that a crash in between finds it still damaged. */
export const PARTS = ['-wal', '-shm', ''];

/**
 * Renames a damaged database and what belongs to it to "<name>.damaged-<UTC time>". Throws the system's error.
 * @param now ms since the epoch
 * @returns the new name, without the folder
 */
export function setAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/gu, '');
  const wished = `${path}.damaged-${stamp}`;
  let target = wished;
  for (let n = 2; PARTS.some((part) => existsSync(target + part)); n += 1) target = `${wished}-${n}`;
  for (const part of PARTS) if (existsSync(path + part)) renameSync(path + part, target + part);
  return basename(target);
}
