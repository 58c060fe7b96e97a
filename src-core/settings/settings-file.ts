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
import { getValueAt, withValueAt, type Values } from './layers.ts';
import { migrateSettings, SETTINGS_VERSION } from './migrations.ts';

/** What is in settings.json. */
export interface FileContent {
  /** `damaged`: it holds no JSON object; `unreadable`: it cannot be opened. No file yet counts as read. */
  readonly state: 'read' | 'damaged' | 'unreadable';
  /** brought to today's shape */
  readonly values: Values;
}

/** Reads settings.json; of a file that is damaged or unreadable there are no values. Never throws. */
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
    const values = z.record(z.string(), z.unknown()).parse(JSON.parse(text.replace(/^\uFEFF/u, '')));
    return { state: 'read', values: migrateSettings(values) };
  } catch {
    return { state: 'damaged', values: {} };
  }
}

/**
 * Writes the file whole or not at all: a reader, also after a power cut, finds the one before or the new one. Throws the
 * system's error.
 * @returns what a reader finds now
 */
export function writeSettingsFile(path: string, values: Values): FileContent {
  mkdirSync(dirname(path), { recursive: true });
  const temporaryPath = `${path}.${process.pid}.tmp`;
  const storedVersion = z.int().safeParse(getValueAt(values, ['version']));
  const version = Math.max(storedVersion.success ? storedVersion.data : 0, SETTINGS_VERSION);
  const text = `${JSON.stringify(withValueAt(values, ['version'], version), null, 2)}\n`;
  try {
    const file = openSync(temporaryPath, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporaryPath, path);
  } catch (error) {
    rmSync(temporaryPath, { force: true });
    throw error;
  }
  return parseSettings(text);
}

/**
 * Puts a damaged file out of the way, so that a new one can be written, and returns where it is now. Throws the system's
 * error.
 * @param now ms since the epoch
 */
export function quarantineSettings(path: string, now: number): string {
  const timestamp = new Date(now).toISOString().replace(/[:.]/gu, '-');
  const quarantinePath = path.replace(/\.json$/u, `.damaged-${timestamp}.json`);
  renameSync(path, quarantinePath);
  return quarantinePath;
}
