import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { log } from './say.js';

/**
 * Chromium refuses to start its sandbox as root, and where the system forbids user namespaces (containers,
 * Ubuntu since 23.10). On made-up data it may go without; a real account keeps it, except as root, where
 * there is no choice. By variable rather than by --no-sandbox: the app's arguments stay the user's.
 *
 * @param {string} executable
 * @param {{ madeUpData: boolean }} use
 * @returns {NodeJS.ProcessEnv}
 */
export function getSandboxEnv(executable, { madeUpData }) {
  if (process.platform !== 'linux') return {};
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && (!madeUpData || canUseSandbox(executable))) return {};
  log(
    `Chromium's sandbox is off: ${isRoot ? 'it does not work as root' : 'this system forbids user namespaces'}.`,
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
