import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, watchRenderer } from './build.js';
import { forwardSignals, run, runTool, stopHelpers } from './child.js';
import { formatError, log, root } from './common.js';
import { hasDisplay, startDesktop, startDisplay } from './display.js';
import { distFolder, findElectron, getSandboxEnv, isNoise } from './electron.js';
import { getSystemPackages, installPackages, installSystemPackages } from './packages.js';

/** Each takes its arguments and returns an exit code. @type {Map<string, (args: string[]) => Promise<number>>} */
const commands = new Map([
  ['demo', demo],
  ['dev', (args) => runApp(['--demo', ...args], { madeUpData: true, watch: true })],
  ['start', (args) => runApp(args, { madeUpData: false })],
  // The checks wait for one thread each, and some unit tests for processes. The app's tests need the machine.
  ['test', (args) => runTests([['check', 'unit'], ['e2e']], args)],
  ['check', (args) => runTests([['check']], args)],
  ['lint', (args) => runTool('eslint', ['.', '--max-warnings', '0', ...args])],
  ['format', (args) => runTool('prettier', ['--write', '.', ...args])],
  ['typecheck', typecheck],
  ['unit', (args) => runTests([['unit']], args)],
  ['e2e', (args) => runTests([['e2e']], args)],
  ['bench', bench],
  ['dist', dist],
]);

/** @param {string[]} commandLine */
export async function main([name = '', ...args]) {
  try {
    if (name === 'cli') {
      await cli(args);
      return; // from here on the terminal decides when and how to exit
    }
    const command = commands.get(name);
    if (command === undefined) {
      log(`Unknown command "${name}". Choose one of ${[...commands.keys(), 'cli'].join(', ')}.`);
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

/** Exits once all output is written. @param {number} code */
async function exit(code) {
  await stopHelpers();
  process.stdout.write('', () => process.exit(code));
}

/** Runs the terminal in this process, so that it gets signals and sets the exit code. @param {string[]} args */
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
  const tour = hasDisplay() || args.includes('--tour') ? [] : ['--tour']; // without a display, there is no user who could click
  return await runApp(['--demo', ...tour, ...args], { madeUpData: true });
}

/** The types of each half: Node.js and the browser. */
async function typecheck() {
  const codes = [];
  for (const project of ['tsconfig.json', 'tsconfig.web.json'])
    codes.push(await runTool('typescript', ['-p', project]));
  return Math.max(...codes);
}

/** @param {string[]} args @param {{ madeUpData: boolean, watch?: boolean }} use `watch`: windows follow their sources */
async function runApp(args, use) {
  await installSystemPackages(getSystemPackages('app', hasDisplay()));
  const electron = await findElectron(use);
  await build();
  if (use.watch) await watchRenderer();
  const env = hasDisplay() ? process.env : await startDisplay();
  // Native Wayland lets no window choose its place or stay on top; through XWayland both work.
  const platform = env['WAYLAND_DISPLAY'] && env['DISPLAY'] ? ['--ozone-platform=x11'] : [];
  return await run(electron, [...platform, root, ...args], {
    env: { ...toAppEnv(electron, use, env), ...(use.watch && { CHAKUSHIN_DEV: '1' }) },
    keepLine: (line) => !isNoise(line),
    isCommand: true,
  });
}

/**
 * @param {string} electron @param {{ madeUpData: boolean }} use @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function toAppEnv(electron, use, env) {
  // Editors built on Electron set ELECTRON_RUN_AS_NODE in their terminals, which turns Electron into a plain Node.
  return { ...env, ...getSandboxEnv(electron, use), ELECTRON_RUN_AS_NODE: undefined };
}

/** Each worker starts apps of several processes and hundreds of megabytes. */
const MAX_E2E_WORKERS = 4;

/** @param {('check' | 'unit' | 'e2e')[][]} groups @param {string[]} args for the runner */
async function runTests(groups, args) {
  const { check, e2e, runParts, unit } = await import('./run-tests.js');
  const parts = {
    check,
    unit: () => unit(args),
    e2e: () => e2e(args, () => createTestEnv(Math.min(availableParallelism(), MAX_E2E_WORKERS))),
  };
  return await runParts(groups.map((names) => names.map((name) => parts[name])));
}

/**
 * Prepares what tests of the real app need; they never use the developer's own desktop.
 * @param {number} workers each gets its own desktop, see e2e/desktops.ts
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function createTestEnv(workers = 1) {
  await installSystemPackages(getSystemPackages('tests', false));
  const electron = await findElectron({ madeUpData: true });
  await build();
  const desktops =
    process.platform === 'linux' ? await Promise.all(Array.from({ length: workers }, startDesktop)) : [];
  const differences = desktops.map(({ DISPLAY, CHAKUSHIN_FBDIR }) => ({ DISPLAY, CHAKUSHIN_FBDIR }));
  return {
    ...toAppEnv(electron, { madeUpData: true }, desktops[0] ?? process.env),
    ...(desktops.length > 0 && { CHAKUSHIN_DESKTOPS: JSON.stringify(differences) }),
    CHAKUSHIN_ELECTRON: electron,
    ELECTRON_OVERRIDE_DIST_PATH: distFolder(electron),
  };
}

/**
 * Measures the time from ring to paint; with "contacts" first, the cost of a contacts file of a million people; with
 * "webhook" first, how soon 2,000 events a second are answered.
 * @param {string[]} args
 */
async function bench(args) {
  const [first, ...rest] = args;
  if (first === 'webhook') {
    const config = ['test', '-c', 'e2e/bench/playwright.config.ts', '--reporter=line', ...rest];
    return await runTool('@playwright/test', config, { isCommand: true });
  }
  const isContacts = first === 'contacts';
  const script = isContacts ? ['e2e/bench/contacts.ts', ...rest] : ['e2e/bench/ring-to-paint.ts', ...args];
  const env = isContacts ? process.env : await createTestEnv();
  return await run(process.execPath, ['--import', 'tsx', ...script], { env, isCommand: true });
}

/** @param {string[]} args */
async function dist(args) {
  await build();
  return await runTool('electron-builder', [...args, '--publish', 'never'], { isCommand: true });
}
