import { spawnSync } from 'node:child_process';
import { run } from './child.js';
import { readText } from './files.js';
import { UserError, log } from './say.js';

// Alternatives of one need stand with a "|", the newer name first (Debian 13 and Ubuntu 24.04 renamed some).
const electronPackages = [
  'libgtk-3-0t64|libgtk-3-0',
  'libnss3',
  'libasound2t64|libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libatk-bridge2.0-0t64|libatk-bridge2.0-0',
  'libdrm2',
  'libcups2t64|libcups2',
  'libnotify4',
  'libsecret-1-0',
];
const fonts = ['fonts-dejavu-core', 'fonts-noto-cjk'];
const desktopTools = ['openbox', 'xdotool', 'wmctrl', 'x11-utils', 'imagemagick', 'xterm', 'xclip'];
const webTools = ['curl', 'openssl'];
// A keychain of the tests' own; without one those that need it are skipped, and say so.
const keychain = ['dbus', 'gnome-keyring'];

/**
 * What a purpose cannot do without, and what it does a little less without.
 * @param {'app' | 'tests'} purpose
 * @param {boolean} hasDisplay
 */
export function getSystemPackages(purpose, hasDisplay, hasServices = hasServiceManager()) {
  if (purpose === 'tests') {
    // Its package serves port 80 from then on wherever services run: that is the owner's to decide, and without nginx
    // its test is skipped.
    const proxy = hasServices ? [] : ['nginx'];
    const tools = [...desktopTools, ...webTools];
    return { required: [...electronPackages, 'xvfb', ...fonts, ...tools], wanted: [...keychain, ...proxy] };
  }
  return hasDisplay
    ? { required: electronPackages, wanted: [] }
    : { required: [...electronPackages, 'xvfb'], wanted: fonts };
}

/** Whether the first process is an init system; in a container it is none. */
function hasServiceManager() {
  return /^(?:systemd|init)/u.test(readText('/proc/1/comm') ?? '');
}

/** The needs that nothing installed meets. @param {string[]} needs @param {Set<string>} installed */
export function findMissing(needs, installed) {
  return needs.filter((need) => !need.split('|').some((name) => installed.has(name)));
}

/** The name to install for each need. @param {string[]} needs @param {(name: string) => boolean} exists */
export function choosePackageNames(needs, exists) {
  return needs.map((need) => {
    const names = need.split('|');
    return names.find((name) => names.length > 1 && exists(name)) ?? names[names.length - 1] ?? need;
  });
}

/**
 * On Debian and its kin, sees to the system packages; elsewhere the programs themselves say what they miss.
 * @param {{ required: string[], wanted: string[] }} needs
 */
export async function installSystemPackages({ required, wanted }) {
  if (process.platform !== 'linux') return;
  if (spawnSync('apt-get', ['--version']).status !== 0) return;
  const installed = findInstalled([...required, ...wanted].flatMap((need) => need.split('|')));
  const missingRequired = findMissing(required, installed);
  const missingWanted = findMissing(wanted, installed);
  if (missingRequired.length + missingWanted.length === 0) return;

  const install = ['install', '-y', '--no-install-recommends'];
  if (process.getuid?.() !== 0) {
    const formatCommand = (/** @type {string[]} */ needs) =>
      `sudo apt-get update && sudo apt-get ${install.join(' ')} ${choosePackageNames(needs, isInApt).join(' ')}`;
    if (missingRequired.length > 0)
      throw new UserError(
        `System packages are missing; install them with: ${formatCommand(missingRequired)}`,
      );
    log(`Goes on, and would do more with: ${formatCommand(missingWanted)}`);
    return;
  }
  log(
    `Installing system packages: ${[...missingRequired, ...missingWanted].map((need) => need.split('|').at(-1)).join(' ')}`,
  );
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await run('apt-get', ['update', '-q'], { env, stdout: 'to-stderr' });
  const tryInstall = async (/** @type {string[]} */ names) =>
    names.length === 0 ||
    (await run('apt-get', [...install, '-q', ...names], { env, stdout: 'to-stderr' })) === 0;
  const names = choosePackageNames(missingRequired, isInApt);
  if (!(await tryInstall(names))) {
    throw new UserError(
      `apt-get ${updated === 0 ? 'install' : 'update'} failed (it says why above): mend that, or install these yourself: ${names.join(' ')}`,
    );
  }
  const wantedNames = choosePackageNames(missingWanted, isInApt);
  if (!(await tryInstall(wantedNames))) log(`Goes on without: ${wantedNames.join(' ')}`);
}

/** @param {string[]} names */
function findInstalled(names) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...names], {
    encoding: 'utf8',
  });
  const lines = query.stdout.split('\n').map((line) => line.split(' '));
  return new Set(
    lines.flatMap(([name, status]) => (name !== undefined && status === 'installed' ? [name] : [])),
  );
}

/** @param {string} name */
function isInApt(name) {
  return spawnSync('apt-cache', ['show', name]).status === 0;
}
