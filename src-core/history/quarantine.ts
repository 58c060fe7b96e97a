import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The files of a database; the database is last, so that after a crash in between it is still damaged. */
export const DATABASE_SUFFIXES = ['-wal', '-shm', ''];

/** The end of a quarantined file's name: the UTC time, and what distinguishes several files. */
const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/u;

/**
 * Renames the files of a damaged database to "<name>.damaged-<UTC time>". Throws the system's error.
 * @param now ms since the epoch
 * @returns the new name, without the folder
 */
export function quarantine(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/gu, '');
  const base = `${path}.damaged-${stamp}`;
  let target = base;
  for (let n = 2; DATABASE_SUFFIXES.some((suffix) => existsSync(target + suffix)); n += 1)
    target = `${base}-${n}`;
  for (const suffix of DATABASE_SUFFIXES)
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  return basename(target);
}

/** Deletes the files quarantined before `before` (ms since the epoch). Throws the system's error. */
export function removeQuarantined(path: string, before: number): void {
  const prefix = `${basename(path)}.damaged-`;
  for (const name of readdirSync(dirname(path))) {
    const stamp = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (!STAMP.test(stamp) || Date.parse(stamp.replace(STAMP, '$1-$2-$3T$4:$5:$6Z')) >= before) continue;
    rmSync(join(dirname(path), name), { force: true });
  }
}
