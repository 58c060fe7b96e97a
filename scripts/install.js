import path from 'node:path';
import { runNpm } from './child.js';
import { field, readJson, root } from './files.js';
import { Problem, say } from './say.js';

/** Makes node_modules what package-lock.json asks for. */
export async function installPackages() {
  const asked = readJson(path.join(root, 'package-lock.json'));
  // npm leaves here what it installed, so this also knows a node_modules that was not made by us.
  if (packagesFit(asked, readJson(path.join(root, 'node_modules/.package-lock.json')))) return;
  say('Installing the npm packages …');
  if ((await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'])) !== 0) {
    throw new Problem(
      'The npm packages could not be installed (npm says why above): check that npm reaches its registry, then run this again.',
    );
  }
}

/**
 * Is every package of the lock file there, in that version? Those for other platforms may be missing.
 * @param {unknown} asked package-lock.json
 * @param {unknown} installed node_modules/.package-lock.json
 */
export function packagesFit(asked, installed) {
  const there = field(installed, 'packages');
  return Object.entries(field(asked, 'packages') ?? {}).every(([folder, wanted]) => {
    const found = field(there, folder);
    if (folder === '') return true;
    if (found === undefined)
      return field(wanted, 'optional') === true || field(wanted, 'devOptional') === true;
    return field(found, 'version') === field(wanted, 'version');
  });
}
