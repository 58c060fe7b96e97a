import path from 'node:path';
import { runNpm } from './child.js';
import { getField, readJson, root } from './files.js';
import { UserError, log } from './say.js';

/** Makes node_modules what package-lock.json asks for. */
export async function installPackages() {
  const lock = readJson(path.join(root, 'package-lock.json'));
  // npm leaves here what it installed, so this also knows a node_modules that was not made by us.
  if (hasCurrentPackages(lock, readJson(path.join(root, 'node_modules/.package-lock.json')))) return;
  log('Installing the npm packages …');
  if ((await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'])) !== 0) {
    throw new UserError(
      'The npm packages could not be installed (npm says why above): check that npm reaches its registry, then run this again.',
    );
  }
}

/**
 * Is every package of the lock file there, in that version? Those for other platforms may be missing.
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
