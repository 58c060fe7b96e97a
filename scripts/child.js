import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError, getField, readJson, root } from './common.js';

/** @typedef {import('node:child_process').ChildProcess} Child */

/** Children we wait for. @type {Set<Child>} */
const running = new Set();
/** Children that live until we exit. @type {Set<Child>} */
const helpers = new Set();
/** @type {NodeJS.Signals | null} */
let stoppedBy = null;

/** The first signal ends the running children and then us; a second one ends everything at once. */
export function forwardSignals() {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      if (stoppedBy !== null || running.size === 0) process.exit(128 + constants.signals[signal]);
      stoppedBy = signal;
      // Ctrl-C in a terminal has reached the children already; a test runner takes a second one as "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) for (const child of running) child.kill(signal);
    });
  }
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
    for (const helper of helpers) helper.kill();
  });
}

/**
 * Runs a program and returns its exit code.
 * `stdout`, `stderr`: a file descriptor instead of our own stream. `keepLine`: filters stderr line by line.
 * `isCommand`: the program is what the user asked for, so that after a signal its exit code is ours.
 * @param {string} program @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdout?: number | 'inherit', stderr?: number | 'inherit', isCommand?: boolean,
 *   shell?: boolean, keepLine?: (line: string) => boolean, cancel?: AbortSignal }} [options]
 */
export async function run(program, args, options = {}) {
  const { env = process.env, stdout = 'inherit', stderr = 'inherit', shell = false } = options;
  const { isCommand = false, keepLine, cancel } = options;
  const child = spawn(program, args, {
    cwd: root,
    env,
    shell,
    stdio: ['inherit', stdout, keepLine ? 'pipe' : stderr],
    ...(cancel && { signal: cancel }),
  });
  running.add(child);
  const lines = child.stderr && createInterface({ input: child.stderr });
  lines?.on('line', (line) => {
    if (keepLine?.(line) === true) process.stderr.write(`${line}\n`);
  });
  const drained = lines && once(lines, 'close');
  try {
    await once(child, 'exit');
  } catch (error) {
    if (getField(error, 'code') !== 'ENOENT') throw error;
    throw new UserError(`${program} is not installed, or not on the PATH.`);
  } finally {
    running.delete(child);
  }
  // A grandchild that is still running could hold the pipe open for ever.
  if (drained) await Promise.race([drained, sleep(500)]);
  if (stoppedBy !== null && !isCommand) {
    await stopHelpers();
    process.exit(128 + constants.signals[stoppedBy]);
  }
  return child.exitCode ?? 128 + (child.signalCode ? constants.signals[child.signalCode] : 0);
}

/**
 * Starts a helper that lives until we exit. It gets a process group of its own, because Ctrl-C must not end the display
 * of an app that is still closing.
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

/** Ends the helpers and waits for them, because some containers have no init process that reaps orphans. */
export async function stopHelpers() {
  const alive = [...helpers].filter((helper) => helper.exitCode === null && helper.signalCode === null);
  const exits = alive.map((helper) => once(helper, 'exit'));
  for (const helper of alive) helper.kill();
  await Promise.race([Promise.all(exits), sleep(2000)]);
}

/**
 * Runs the first command of an npm package with this Node, without a shell or .cmd file.
 * @param {string} packageName @param {string[]} args @param {Parameters<typeof run>[2]} [options]
 */
export async function runTool(packageName, args, options) {
  const folder = path.join(root, 'node_modules', packageName);
  const bin = getField(readJson(path.join(folder, 'package.json')), 'bin');
  /** @type {unknown} */
  const script = typeof bin === 'string' ? bin : Object.values(bin ?? {})[0];
  if (typeof script !== 'string') {
    throw new UserError(`node_modules/${packageName} is incomplete. Delete node_modules and try again.`);
  }
  return await run(process.execPath, [path.join(folder, script), ...args], options);
}

/** Runs npm: the one that started us, or the one on the PATH. @param {string[]} args */
export function runNpm(args) {
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js') === true
    ? run(process.execPath, [npm, ...args], { stdout: 2 })
    : run('npm', args, { stdout: 2, shell: process.platform === 'win32' });
}
