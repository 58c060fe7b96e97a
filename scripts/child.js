import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { getField, readJson, root } from './files.js';
import { UserError } from './say.js';

/** @typedef {import('node:child_process').ChildProcess} Child */

/** Children we wait for. @type {Set<Child>} */
const running = new Set();
/** Children that live as long as we do. @type {Set<Child>} */
const helpers = new Set();
/** @type {NodeJS.Signals | null} */
let stoppedBy = null;

/** A signal ends the running child, and us after it; a second one ends all at once. */
export function forwardSignals() {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      if (stoppedBy !== null || running.size === 0) process.exit(128 + constants.signals[signal]);
      stoppedBy = signal;
      // Ctrl-C in a terminal has reached the children already, and twice means "at once" to a test runner.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) for (const child of running) child.kill(signal);
    });
  }
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
    for (const helper of helpers) helper.kill();
  });
}

/**
 * Runs a program to its end and returns its exit code.
 * `isCommand`: it is what the user asked for, so it decides how we end, also after a signal.
 * `keepLine`: its stderr passes through this, line by line.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdout?: 'inherit' | 'to-stderr', isCommand?: boolean,
 *   shell?: boolean, keepLine?: (line: string) => boolean, cancel?: AbortSignal }} [options]
 * @returns {Promise<number>}
 */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, {
    cwd: root,
    env: options.env ?? process.env,
    shell: options.shell ?? false,
    stdio: ['inherit', options.stdout === 'to-stderr' ? 2 : 'inherit', options.keepLine ? 'pipe' : 'inherit'],
    ...(options.cancel && { signal: options.cancel }),
  });
  return await waitForExit(child, options);
}

/**
 * Like {@link run}, but catches what the program prints, both streams together.
 * @param {string} program @param {string[]} args
 */
export async function runCaptured(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (/** @type {string} */ text) => (output += text));
  }
  const closed = once(child, 'close');
  const code = await waitForExit(child, {});
  await closed;
  return { code, output };
}

/**
 * @param {Child} child
 * @param {{ isCommand?: boolean, keepLine?: (line: string) => boolean }} options
 */
async function waitForExit(child, { isCommand = false, keepLine }) {
  running.add(child);
  const lines = child.stderr && keepLine ? createInterface({ input: child.stderr }) : null;
  lines?.on('line', (line) => {
    if (keepLine?.(line) === true) process.stderr.write(`${line}\n`);
  });
  const drained = lines === null ? null : once(lines, 'close');
  /** @type {Promise<number>} */
  const exit = new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        getField(error, 'code') === 'ENOENT'
          ? new UserError(`${child.spawnfile} is not installed, or not on the PATH.`)
          : error,
      ),
    );
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  const code = await exit.finally(() => running.delete(child));
  // A helper process left behind could hold the pipe open for ever.
  if (drained) await Promise.race([drained, sleep(500)]);
  if (stoppedBy !== null && !isCommand) {
    await stopHelpers();
    process.exit(128 + constants.signals[stoppedBy]);
  }
  return code;
}

/**
 * Starts a helper that lives until we end. In a process group of its own: Ctrl-C must not take the display
 * from under an app that is still closing.
 * @param {string} program @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio: import('node:child_process').StdioOptions, remedy: string }} options
 */
export async function startHelper(program, args, { env, stdio, remedy }) {
  const child = spawn(program, args, { env: env ?? process.env, stdio, detached: true });
  helpers.add(child);
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new UserError(`${program} could not be started (${String(getField(error, 'code'))}): ${remedy}.`);
  }
  return child;
}

/** Ends the helpers and waits for that: some containers have nobody to bury orphans. */
export async function stopHelpers() {
  const alive = [...helpers].filter((helper) => helper.exitCode === null && helper.signalCode === null);
  const exits = alive.map((helper) => once(helper, 'exit'));
  for (const helper of alive) helper.kill();
  await Promise.race([Promise.all(exits), sleep(2000)]);
}

/**
 * The script behind a command of an npm package, to be run by this same Node (no shell, no .cmd files).
 * @param {string} packageName @param {string} [command]
 */
export function getBinaryPath(packageName, command = packageName) {
  const folder = path.join(root, 'node_modules', packageName);
  const bin = getField(readJson(path.join(folder, 'package.json')), 'bin');
  const script = typeof bin === 'string' ? bin : getField(bin, command);
  if (typeof script !== 'string') {
    throw new UserError(`node_modules/${packageName} is not whole: delete node_modules and run this again.`);
  }
  return path.join(folder, script);
}

/** @param {string} packageName @param {string[]} args @param {Parameters<typeof run>[2]} [options] */
export function runTool(packageName, args, options) {
  return run(process.execPath, [getBinaryPath(packageName), ...args], options);
}

/** npm, as itself where it started us. @param {string[]} args */
export function runNpm(args) {
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js') === true
    ? run(process.execPath, [npm, ...args], { stdout: 'to-stderr' })
    : run('npm', args, { stdout: 'to-stderr', shell: process.platform === 'win32' });
}
