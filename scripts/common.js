import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** Where downloads stay between checkouts. */
export const cacheFolder = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
  'chakushin',
);

/** An error for the user: what happened or what to do, in one sentence, printed without a stack. */
export class UserError extends Error {}

/** Prints progress to stderr, because stdout belongs to the command. @param {string} line */
export function log(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {unknown} error */
export function formatError(error) {
  if (error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The text of a file; null if it cannot be read. @param {string} file */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** The JSON of a file; null if it cannot be read or parsed. @param {string} file @returns {unknown} */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {unknown} value @param {string} key @returns {unknown} */
export function getField(value, key) {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** A new folder that is deleted when this process exits. */
export function createTemporaryFolder(parent = tmpdir()) {
  const folder = mkdtempSync(path.join(parent, 'chakushin-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
