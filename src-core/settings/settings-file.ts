import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { valueAt, withValueAt, type Values } from './layers.ts';
import { migrated, SETTINGS_VERSION } from './migrations.ts';

/** What is in the settings' file. */
export type FileContent =
  /** no file yet is the normal first start: no values */
  | { readonly state: 'read'; readonly values: Values }
  /** no JSON object */
  | { readonly state: 'damaged' }
  /** it cannot be opened */
  | { readonly state: 'unreadable' };

/** Reads settings.json, brought to today's shape. Never throws. */
export function readSettingsFile(path: string): FileContent {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? { state: 'read', values: {} } : { state: 'unreadable' };
  }
  try {
    const values = z.record(z.string(), z.unknown()).parse(JSON.parse(content.replace(/^\uFEFF/u, '')));
    return { state: 'read', values: migrated(values) };
  } catch {
    return { state: 'damaged' };
  }
}

/**
 * Writes the file whole or not at all: whoever reads it, or pulls the plug, finds the one before or the new one.
 * Throws the system's error.
 */
export function writeSettingsFile(path: string, values: Values): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  const newer = z.int().safeParse(valueAt(values, ['version']));
  const version = Math.max(newer.success ? newer.data : 0, SETTINGS_VERSION);
  const text = `${JSON.stringify(withValueAt(values, ['version'], version), null, 2)}\n`;
  try {
    const file = openSync(draft, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * Puts a damaged file out of the way, so that a new one can be written, and returns where it is now. Throws the system's
 * error.
 * @param now ms since the epoch
 */
export function setSettingsAside(path: string, now: number): string {
  const moment = new Date(now).toISOString().replace(/[:.]/gu, '-');
  const aside = path.replace(/\.json$/u, `.damaged-${moment}.json`);
  renameSync(path, aside);
  return aside;
}
