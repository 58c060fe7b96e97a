import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** Where downloads stay between checkouts. */
export const cacheFolder = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
  'chakushin',
);

/** The text of a file, or null if it cannot be read. @param {string} file */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** The JSON of a file, or null if there is none. @param {string} file @returns {unknown} */
export function readJson(file) {
  const text = readText(file);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One field of something unknown. @param {unknown} value @param {string} key @returns {unknown} */
export function getField(value, key) {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** A fresh folder that is gone when this process ends. */
export function createTemporaryFolder(parent = tmpdir()) {
  const folder = mkdtempSync(path.join(parent, 'chakushin-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
