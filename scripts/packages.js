import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { run, runNpm } from './child.js';
import { UserError, getField, log, readJson, readText, root } from './common.js';

/** Makes node_modules what package-lock.json asks for. */
export async function installPackages() {
  const lock = readJson(path.join(root, 'package-lock.json'));
  // npm writes this file after each installation.
  if (hasCurrentPackages(lock, readJson(path.join(root, 'node_modules/.package-lock.json')))) return;
  log('Installing the npm packages …');
  if ((await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'])) !== 0) {
    throw new UserError(
      'The npm packages couldn’t be installed (see above). Check that npm can reach its registry, then try again.',
    );
  }
}

/**
 * Whether every package of the lock file is installed in its version; packages for other platforms may be missing.
 * @param {unknown} lock package-lock.json
 * @param {unknown} installed node_modules/.package-lock.json
 */
export function hasCurrentPackages(lock, installed) {
  const installedPackages = getField(installed, 'packages');
  return Object.entries(getField(lock, 'packages') ?? {}).every(([folder, expected]) => {
    const found = getField(installedPackages, folder);
    if (folder === '') return true;
    if (found === undefined)
      return getField(expected, 'optional') === true || getField(expected, 'devOptional') === true;
    return getField(found, 'version') === getField(expected, 'version');
  });
}

// "new|old": Debian 13 and Ubuntu 24.04 have these under a new name.
const renamedPackages = ['libgtk-3-0', 'libasound2', 'libatk-bridge2.0-0', 'libcups2'];
const electronPackages = [
  ...renamedPackages.map((name) => `${name}t64|${name}`),
  ...['libnss3', 'libgbm1', 'libxss1', 'libxtst6', 'libdrm2', 'libnotify4', 'libsecret-1-0'],
];
const fonts = ['fonts-dejavu-core', 'fonts-noto-cjk'];
const desktopTools = ['openbox', 'xdotool', 'wmctrl', 'x11-utils', 'imagemagick', 'xterm', 'xclip'];
const webTools = ['curl', 'openssl'];
// The keychain for tests, which are skipped without one.
const keychain = ['dbus', 'gnome-keyring'];

/**
 * The system packages that are required for a purpose, and those that only improve it.
 * @param {'app' | 'tests'} purpose @param {boolean} hasDisplay
 */
export function getSystemPackages(purpose, hasDisplay, hasServices = hasServiceManager()) {
  if (purpose === 'tests') {
    // Where services run, nginx would serve port 80 from then on: the owner decides. Without it one test is skipped.
    const proxy = hasServices ? [] : ['nginx'];
    const tools = [...desktopTools, ...webTools];
    return { required: [...electronPackages, 'xvfb', ...fonts, ...tools], wanted: [...keychain, ...proxy] };
  }
  return hasDisplay
    ? { required: electronPackages, wanted: [] }
    : { required: [...electronPackages, 'xvfb'], wanted: fonts };
}

/** Whether the first process is an init system: in a container it is not. */
function hasServiceManager() {
  return /^(?:systemd|init)/u.test(readText('/proc/1/comm') ?? '');
}

/** The needs that no installed package meets. @param {string[]} needs @param {Set<string>} installed */
export function findMissing(needs, installed) {
  return needs.filter((need) => !need.split('|').some((name) => installed.has(name)));
}

/** The package to install for each need. @param {string[]} needs @param {(name: string) => boolean} isAvailable */
export function choosePackageNames(needs, isAvailable) {
  return needs.flatMap((need) => {
    const names = need.split('|');
    return names.slice(0, -1).find(isAvailable) ?? names.slice(-1);
  });
}

/**
 * Installs the missing packages on Debian and Ubuntu; on other systems the programs report what they lack.
 * @param {{ required: string[], wanted: string[] }} needs
 */
export async function installSystemPackages({ required, wanted }) {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return;
  const installed = findInstalled([...required, ...wanted].flatMap((need) => need.split('|')));
  const missingRequired = findMissing(required, installed);
  const missingWanted = findMissing(wanted, installed);
  const missing = [...missingRequired, ...missingWanted];
  if (missing.length === 0) return;

  const install = ['install', '-y', '--no-install-recommends'];
  if (process.getuid?.() !== 0) {
    const isBlocked = missingRequired.length > 0;
    const names = choosePackageNames(isBlocked ? missingRequired : missingWanted, isInApt);
    const command = `sudo apt-get update && sudo apt-get ${[...install, ...names].join(' ')}`;
    if (isBlocked) throw new UserError(`System packages are missing. Install them with: ${command}`);
    log(`Continuing without optional packages. To install them: ${command}`);
    return;
  }
  log(`Installing system packages: ${missing.map((need) => need.split('|').at(-1)).join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (/** @type {string[]} */ args) => run('apt-get', args, { env, stdout: 2 });
  const updated = await aptGet(['update', '-q']);
  const tryInstall = async (/** @type {string[]} */ names) =>
    names.length === 0 || (await aptGet([...install, '-q', ...names])) === 0;
  const requiredNames = choosePackageNames(missingRequired, isInApt);
  if (!(await tryInstall(requiredNames))) {
    throw new UserError(
      `apt-get ${updated === 0 ? 'install' : 'update'} failed (see above). Fix the problem, or install these yourself: ${requiredNames.join(' ')}`,
    );
  }
  const wantedNames = choosePackageNames(missingWanted, isInApt);
  if (!(await tryInstall(wantedNames))) log(`Continuing without: ${wantedNames.join(' ')}`);
}

/** @param {string[]} names */
function findInstalled(names) {
  const args = ['-W', '-f', '${db:Status-Status} ${Package}\\n', ...names];
  const { stdout } = spawnSync('dpkg-query', args, { encoding: 'utf8' });
  return new Set(Array.from(stdout.matchAll(/^installed (.+)$/gmu), ([, name = '']) => name));
}

/** @param {string} name */
function isInApt(name) {
  return spawnSync('apt-cache', ['show', name]).status === 0;
}
