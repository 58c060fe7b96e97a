import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.js';
import { forwardSignals, getBinaryPath, run, runTool, stopHelpers } from './child.js';
import { formatDesktops, hasDisplay, startDesktop, startDisplay } from './display.js';
import { root } from './files.js';
import { distFolder, findElectron } from './find-electron.js';
import { installPackages } from './install.js';
import { isNoise } from './noise.js';
import { getSandboxEnv } from './sandbox.js';
import { log, formatError } from './say.js';
import { installSystemPackages, getSystemPackages } from './system-packages.js';

/** Each takes its arguments and returns an exit code. @type {Map<string, (args: string[]) => Promise<number>>} */
const commands = new Map([
  ['demo', demo],
  ['start', start],
  ['test', (args) => runTests(['check', 'unit', 'e2e'], args)],
  ['check', (args) => runTests(['check'], args)],
  ['unit', (args) => runTests(['unit'], args)],
  ['e2e', (args) => runTests(['e2e'], args)],
  ['bench', bench],
  ['dist', dist],
]);

/** @param {string[]} commandLine */
export async function main([name = '', ...args]) {
  try {
    if (name === 'cli') {
      await cli(args);
      return; // from here on the terminal decides when and how to end
    }
    const command = commands.get(name);
    if (command === undefined) {
      log(`There is no command "${name}": choose one of ${[...commands.keys(), 'cli'].join(', ')}.`);
      process.exitCode = 2;
      return;
    }
    forwardSignals();
    await installPackages();
    await exit(await command(args));
  } catch (error) {
    log(formatError(error));
    await exit(1);
  }
}

/** Not before all output is out. @param {number} code */
async function exit(code) {
  await stopHelpers();
  process.stdout.write('', () => process.exit(code));
}

/** In this very process, so that signals and exit codes are the terminal's own. @param {string[]} args */
async function cli(args) {
  await installPackages();
  const { register } = await import('tsx/esm/api');
  register();
  const file = path.join(root, 'src-cli/main.ts');
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

/** @param {string[]} args */
async function demo(args) {
  const tour = hasDisplay() || args.includes('--tour') ? [] : ['--tour']; // nobody there to click
  return await runApp(['--demo', ...tour, ...args], { madeUpData: true });
}

/** @param {string[]} args */
async function start(args) {
  return await runApp(args, { madeUpData: false });
}

/** @param {string[]} args @param {{ madeUpData: boolean }} use */
async function runApp(args, use) {
  await installSystemPackages(getSystemPackages('app', hasDisplay()));
  const electron = await findElectron(use);
  await build();
  const env = hasDisplay() ? process.env : await startDisplay();
  // Native Wayland lets no window choose its place or stay on top; through XWayland both work.
  const platform = env['WAYLAND_DISPLAY'] && env['DISPLAY'] ? ['--ozone-platform=x11'] : [];
  return await run(electron, [...platform, root, ...args], {
    env: toAppEnv(electron, use, env),
    keepLine: (line) => !isNoise(line),
    isCommand: true,
  });
}

/**
 * @param {string} electron
 * @param {{ madeUpData: boolean }} use
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function toAppEnv(electron, use, env) {
  // Editors built on Electron leave that last one in their terminals, and it turns Electron into a plain Node.
  return { ...env, ...getSandboxEnv(electron, use), ELECTRON_RUN_AS_NODE: undefined };
}

/** Each starts apps of some processes and hundreds of megabytes. */
const MAX_E2E_WORKERS = 4;

/** @param {('check' | 'unit' | 'e2e')[]} names @param {string[]} args for the runner */
async function runTests(names, args) {
  const { check, e2e, runParts, unit } = await import('./test.js');
  const parts = {
    check,
    unit: () => unit(args),
    e2e: () => e2e(args, () => createTestEnv(Math.min(availableParallelism(), MAX_E2E_WORKERS))),
  };
  return await runParts(names.map((name) => parts[name]));
}

/**
 * Readies all that a test of the real app needs; tests never use the developer's own desktop.
 * @param {number} workers each has a desktop of its own, see e2e/desktops.ts
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function createTestEnv(workers = 1) {
  await installSystemPackages(getSystemPackages('tests', false));
  const electron = await findElectron({ madeUpData: true });
  await build();
  const desktops =
    process.platform === 'linux' ? await Promise.all(Array.from({ length: workers }, startDesktop)) : [];
  return {
    ...toAppEnv(electron, { madeUpData: true }, desktops[0] ?? process.env),
    ...(desktops.length > 0 && { CHAKUSHIN_DESKTOPS: formatDesktops(desktops) }),
    CHAKUSHIN_ELECTRON: electron,
    ELECTRON_OVERRIDE_DIST_PATH: distFolder(electron),
  };
}

/**
 * From ring to paint; with "contacts" first, what a contacts file of a million people costs; with "webhook" first, how
 * soon 2,000 events a second are answered.
 * @param {string[]} args
 */
async function bench(args) {
  const [first, ...rest] = args;
  if (first === 'contacts')
    return await run(process.execPath, ['--import', 'tsx', 'e2e/bench/contacts.ts', ...rest], {
      isCommand: true,
    });
  if (first === 'webhook') {
    const config = ['test', '-c', 'e2e/bench/playwright.config.ts', '--reporter=line', ...rest];
    return await run(process.execPath, [getBinaryPath('@playwright/test', 'playwright'), ...config], {
      isCommand: true,
    });
  }
  const env = await createTestEnv();
  return await run(process.execPath, ['--import', 'tsx', 'e2e/bench/ring-to-paint.ts', ...args], {
    env,
    isCommand: true,
  });
}

/** @param {string[]} args */
async function dist(args) {
  await build();
  return await runTool('electron-builder', [...args, '--publish', 'never'], { isCommand: true });
}
