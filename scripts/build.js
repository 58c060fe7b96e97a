import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTool } from './child.js';
import { readText, root } from './files.js';
import { UserError, log } from './say.js';

/** Builds the app into out/ unless it is there, made from these very sources. */
export async function build() {
  const stamp = path.join(root, 'out/.sources');
  const currentHash = hashSources(root);
  if (readText(stamp) === currentHash) return;
  log('Building the app …');
  rmSync(stamp, { force: true });
  if ((await runTool('electron-vite', ['build', '--logLevel', 'warn'], { stdout: 'to-stderr' })) !== 0) {
    throw new UserError('The app could not be built: the message above names the file and the line to mend.');
  }
  writeFileSync(stamp, currentHash);
}

/**
 * A fingerprint of everything that decides what is built. By content, not by time: a switched branch and a
 * deleted file count, a touched one does not.
 * @param {string} folder
 */
export function hashSources(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('src-'))
    .flatMap(({ name }) =>
      readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.test\.\w+$/u.test(entry.name))
        .map((entry) => path.join(entry.parentPath, entry.name)),
    );
  const configFiles = entries
    .filter((entry) => /^(?:electron\.vite\.config\..*|package.*\.json|tsconfig.*\.json)$/u.test(entry.name))
    .map((entry) => path.join(folder, entry.name));
  const hash = createHash('sha256');
  for (const file of [...sources, ...configFiles].sort()) {
    hash
      .update(`${path.relative(folder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}
