import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { GroupSchema, withValueAt, type Values } from './layers.ts';

/**
 * One step per version of settings.json, oldest first; the first one makes version 1 of a file without a version, which
 * has the same shape. A released step is never changed.
 */
const STEPS: readonly ((values: Values) => Values)[] = [(values) => values];

/** The version of the files that are written now. */
const SETTINGS_VERSION = STEPS.length;

/** The content of settings.json. */
export interface FileContent {
  /** `damaged`: it is not a JSON object; `unreadable`: it cannot be opened. A missing file counts as read. */
  readonly state: 'read' | 'damaged' | 'unreadable';
  /** migrated to the current version; empty unless read */
  readonly values: Values;
}

/** Reads settings.json. Never throws. */
export function readSettingsFile(path: string): FileContent {
  try {
    return parseSettings(readFileSync(path, 'utf8'));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { state: isMissing ? 'read' : 'unreadable', values: {} };
  }
}

function parseSettings(text: string): FileContent {
  try {
    const values = GroupSchema.parse(JSON.parse(text.replace(/^\uFEFF/u, '')));
    return { state: 'read', values: migrateSettings(values) };
  } catch {
    return { state: 'damaged', values: {} };
  }
}

/**
 * Writes the file atomically: even after a power cut it holds the old or the new settings. Throws the system's error.
 * @returns what a reader finds now
 */
export function writeSettingsFile(path: string, values: Values): FileContent {
  mkdirSync(dirname(path), { recursive: true });
  const temporaryPath = `${path}.${process.pid}.tmp`;
  const version = Math.max(z.int().catch(0).parse(values['version']), SETTINGS_VERSION);
  const text = `${JSON.stringify(withValueAt(values, ['version'], version), null, 2)}\n`;
  try {
    writeFileSync(temporaryPath, text, { mode: 0o600, flush: true });
    renameSync(temporaryPath, path);
  } catch (error) {
    rmSync(temporaryPath, { force: true });
    throw error;
  }
  return parseSettings(text);
}

/**
 * Renames a damaged file, so that a new one can be written. Throws the system's error.
 * @param now ms since the epoch
 * @returns the new path
 */
export function quarantineSettings(path: string, now: number): string {
  const timestamp = new Date(now).toISOString().replace(/[:.]/gu, '-');
  const quarantinePath = path.replace(/\.json$/u, `.damaged-${timestamp}.json`);
  renameSync(path, quarantinePath);
  return quarantinePath;
}

/** Migrates the settings of a file to the current version. Of a newer version those are used that are still known. */
export function migrateSettings(values: Values): Values {
  const version = z.int().min(0).catch(0).parse(values['version']);
  if (version >= SETTINGS_VERSION) return values;
  const current = STEPS.slice(version).reduce((old, step) => step(old), values);
  return { ...current, version: SETTINGS_VERSION };
}
