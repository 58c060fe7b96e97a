import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHelper } from './child.js';
import { UserError, createTemporaryFolder, log } from './common.js';

const START_TIMEOUT_MS = 10_000;

export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * Starts an X server without a screen that ends with us, and returns the environment for its clients.
 * Its framebuffer is a file in CHAKUSHIN_FBDIR: tests map it into memory to see what is painted when.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function startDisplay() {
  const framebuffer = createTemporaryFolder();
  const args = '-displayfd 3 -screen 0 1280x1024x24 -nolisten tcp -noreset -fbdir'.split(' ');
  const server = await startHelper('Xvfb', [...args, framebuffer], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    remedy:
      'install it (Debian: apt-get install xvfb; Fedora: dnf install xorg-x11-server-Xvfb) or set DISPLAY',
  });
  const answer = server.stdio[3];
  const number = answer instanceof Readable ? await readFirstLine(answer) : '';
  if (!/^\d+$/u.test(number)) {
    throw new UserError('Xvfb started but opened no display within 10 s: run "Xvfb :99" by hand to see why.');
  }
  log(`Starting a virtual display (Xvfb :${number})`);
  return {
    ...process.env,
    DISPLAY: `:${number}`,
    XDG_SESSION_TYPE: 'x11',
    CHAKUSHIN_FBDIR: framebuffer,
    // Electron would prefer Wayland.
    WAYLAND_DISPLAY: undefined,
  };
}

/** The same with a window manager, which stacks windows and gives them focus. */
export async function startDesktop() {
  const env = await startDisplay();
  const config = '/etc/xdg/openbox/rc.xml'; // not the developer's own
  await startHelper('openbox', existsSync(config) ? ['--config-file', config] : [], {
    env,
    stdio: 'ignore',
    remedy: 'install it (Debian: apt-get install openbox)',
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const probe = spawnSync('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'], { env, encoding: 'utf8' });
    if (probe.error) throw new UserError('xprop is missing: install it (Debian: apt-get install x11-utils).');
    if (probe.stdout.includes('window id')) return env;
    await sleep(50);
  }
  throw new UserError('openbox did not take over the display within 10 s: run "openbox" by hand to see why.');
}

/** @param {Readable} input @returns {Promise<string>} empty if no line comes in time */
async function readFirstLine(input) {
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  for await (const line of createInterface({ input, signal })) return line;
  return '';
}
