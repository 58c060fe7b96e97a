import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './child.js';
import { cacheFolder, getField, readJson, readText, root, createTemporaryFolder } from './files.js';
import { log } from './say.js';

/** The executable inside an unpacked Electron. */
export const program =
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';

const ANSWER_TIMEOUT_MS = 20_000;
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** The downloaded executable that belongs to the npm package in this folder, or null. @param {string} folder */
export function findOfficialElectron(folder) {
  const expectedVersion = getField(readJson(path.join(folder, 'package.json')), 'version');
  const installedVersion = readText(path.join(folder, 'dist/version'))?.trim().replace(/^v/u, '');
  const executable = path.join(folder, 'dist', program);
  // path.txt is written last, so a broken download has none.
  const isComplete = readText(path.join(folder, 'path.txt')) === program && existsSync(executable);
  return isComplete && expectedVersion === installedVersion ? executable : null;
}

/**
 * Fetches the official Electron with its own installer; null if that fails. A failed try is remembered for a
 * day, so that a machine that cannot reach the download does not wait for it at every start.
 *
 * @param {boolean} tryAnyway
 */
export async function downloadOfficial(tryAnyway) {
  const folder = path.join(root, 'node_modules/electron');
  const failureFile = path.join(cacheFolder, 'electron-download-failed.json');
  const mirror = process.env['ELECTRON_MIRROR'] || process.env['npm_config_electron_mirror'] || 'GitHub';
  const attempt = { version: getField(readJson(path.join(folder, 'package.json')), 'version'), mirror };
  if (!tryAnyway && hasFailedRecently(readJson(failureFile), attempt, Date.now())) return null;

  log(`Downloading the official Electron from ${mirror} …`);
  const temporary = createTemporaryFolder();
  const limit = new AbortController();
  const start = Date.now();
  const watch = setInterval(() => {
    const waited = Date.now() - start;
    if (waited > DOWNLOAD_TIMEOUT_MS || (waited > ANSWER_TIMEOUT_MS && !hasBytes(temporary))) limit.abort();
  }, 500);
  /** @type {string[]} */
  const errors = [];
  try {
    await run(process.execPath, [path.join(folder, 'install.js')], {
      // Its temporary files go where we can watch for the first byte.
      env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
      stdout: 'to-stderr',
      keepLine: (line) => {
        errors.push(line);
        return false;
      },
      cancel: limit.signal,
    });
  } catch (error) {
    if (!limit.signal.aborted) throw error;
    errors.unshift(`no answer for ${Math.round((Date.now() - start) / 1000)} s`);
  } finally {
    clearInterval(watch);
  }
  const executable = findOfficialElectron(folder);
  if (executable === null) {
    log(
      `The official Electron could not be downloaded from ${mirror}: ${errors.find((line) => line.trim() !== '') ?? 'no reason given'}`,
    );
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(failureFile, JSON.stringify({ ...attempt, at: Date.now() }));
  } else {
    rmSync(failureFile, { force: true });
  }
  return executable;
}

/**
 * @param {unknown} lastFailure what the last failed try left
 * @param {{ version: unknown, mirror: string }} attempt
 * @param {number} now
 */
export function hasFailedRecently(lastFailure, attempt, now) {
  const at = getField(lastFailure, 'at');
  const isSameAttempt =
    getField(lastFailure, 'version') === attempt.version &&
    getField(lastFailure, 'mirror') === attempt.mirror;
  return isSameAttempt && typeof at === 'number' && now >= at && now - at < DAY_MS;
}

/** @param {string} folder */
function hasBytes(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return entry.isFile() && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
  });
}
