import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './child.js';
import { cacheFolder, field, readJson, readText, root, temporaryFolder } from './files.js';
import { say } from './say.js';

/** The executable inside an unpacked Electron. */
export const program =
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';

const answerLimit = 20_000;
const wholeLimit = 15 * 60_000;
const day = 24 * 3_600_000;

/** The downloaded executable that belongs to the npm package in this folder, or null. @param {string} folder */
export function officialElectron(folder) {
  const wanted = field(readJson(path.join(folder, 'package.json')), 'version');
  const there = readText(path.join(folder, 'dist/version'))?.trim().replace(/^v/u, '');
  const executable = path.join(folder, 'dist', program);
  // path.txt is written last, so a broken download has none.
  const complete = readText(path.join(folder, 'path.txt')) === program && existsSync(executable);
  return complete && wanted === there ? executable : null;
}

/**
 * Fetches the official Electron with its own installer; null if that fails. A failed try is remembered for a
 * day, so that a machine that cannot reach the download does not wait for it at every start.
 *
 * @param {boolean} tryAnyway
 */
export async function downloadOfficial(tryAnyway) {
  const folder = path.join(root, 'node_modules/electron');
  const memory = path.join(cacheFolder, 'electron-download-failed.json');
  const mirror = process.env['ELECTRON_MIRROR'] || process.env['npm_config_electron_mirror'] || 'GitHub';
  const attempt = { version: field(readJson(path.join(folder, 'package.json')), 'version'), mirror };
  if (!tryAnyway && failedLately(readJson(memory), attempt, Date.now())) return null;

  say(`Downloading the official Electron from ${mirror} …`);
  const temporary = temporaryFolder();
  const limit = new AbortController();
  const start = Date.now();
  const watch = setInterval(() => {
    const waited = Date.now() - start;
    if (waited > wholeLimit || (waited > answerLimit && !hasBytes(temporary))) limit.abort();
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
  const executable = officialElectron(folder);
  if (executable === null) {
    say(
      `The official Electron could not be downloaded from ${mirror}: ${errors.find((line) => line.trim() !== '') ?? 'no reason given'}`,
    );
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(memory, JSON.stringify({ ...attempt, at: Date.now() }));
  } else {
    rmSync(memory, { force: true });
  }
  return executable;
}

/**
 * @param {unknown} memory what the last failed try left
 * @param {{ version: unknown, mirror: string }} attempt
 * @param {number} now
 */
export function failedLately(memory, attempt, now) {
  const at = field(memory, 'at');
  const same = field(memory, 'version') === attempt.version && field(memory, 'mirror') === attempt.mirror;
  return same && typeof at === 'number' && now >= at && now - at < day;
}

/** @param {string} folder */
function hasBytes(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return entry.isFile() && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
  });
}
