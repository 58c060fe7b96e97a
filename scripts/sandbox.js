import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { say } from './say.js';

/**
 * Chromium refuses to start its sandbox as root, and where the system forbids user namespaces (containers,
 * Ubuntu since 23.10). On made-up data it may go without; a real account keeps it, except as root, where
 * there is no choice. By variable rather than by --no-sandbox: the app's arguments stay the user's.
 *
 * @param {string} executable
 * @param {{ madeUpData: boolean }} use
 * @returns {NodeJS.ProcessEnv}
 */
export function sandboxEnv(executable, { madeUpData }) {
  if (process.platform !== 'linux') return {};
  const root = process.getuid?.() === 0;
  if (!root && (!madeUpData || sandboxWorks(executable))) return {};
  say(
    `Chromium's sandbox is off: ${root ? 'it does not work as root' : 'this system forbids user namespaces'}.`,
  );
  return { ELECTRON_DISABLE_SANDBOX: '1' };
}

/** @param {string} executable */
function sandboxWorks(executable) {
  const helper = statSync(path.join(path.dirname(executable), 'chrome-sandbox'), { throwIfNoEntry: false });
  if (helper?.uid === 0 && (helper.mode & 0o4000) !== 0) return true;
  const probe = spawnSync('unshare', ['--user', '--map-root-user', 'true']);
  return probe.error !== undefined || probe.status === 0;
}
