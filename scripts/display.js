import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHelper } from './child.js';
import { createTemporaryFolder } from './files.js';
import { UserError, log } from './say.js';

export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * Starts an X server without a screen, which ends with us; returns the environment that leads to it.
 * Its framebuffer lies in a file of CHAKUSHIN_FBDIR, which tests map into memory to see what is painted when.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function startDisplay() {
  const framebuffer = createTemporaryFolder();
  const server = await startHelper(
    'Xvfb',
    [
      '-displayfd',
      '3',
      '-screen',
      '0',
      '1280x1024x24',
      '-nolisten',
      'tcp',
      '-noreset',
      '-fbdir',
      framebuffer,
    ],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      remedy:
        'install it (Debian: apt-get install xvfb; Fedora: dnf install xorg-x11-server-Xvfb) or set DISPLAY',
    },
  );
  const answer = server.stdio[3];
  const number = answer instanceof Readable ? await readFirstLine(answer) : '';
  if (!/^\d+$/u.test(number)) {
    throw new UserError('Xvfb started but opened no display within 10 s: run "Xvfb :99" by hand to see why.');
  }
  log(`Display: an Xvfb of our own (:${number}), which nobody sees`);
  // Wayland off: Electron would prefer it to the display it is given.
  const env = {
    ...process.env,
    DISPLAY: `:${number}`,
    XDG_SESSION_TYPE: 'x11',
    CHAKUSHIN_FBDIR: framebuffer,
  };
  return { ...env, WAYLAND_DISPLAY: undefined };
}

/** The same with a window manager, for what windows do: stacking, focus. */
export async function startDesktop() {
  const env = await startDisplay();
  const config = '/etc/xdg/openbox/rc.xml'; // not the developer's own
  await startHelper('openbox', existsSync(config) ? ['--config-file', config] : [], {
    env,
    stdio: 'ignore',
    remedy: 'install it (Debian: apt-get install openbox)',
  });
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const probe = spawnSync('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'], { env, encoding: 'utf8' });
    if (probe.error) throw new UserError('xprop is missing: install it (Debian: apt-get install x11-utils).');
    if (probe.stdout.includes('window id')) return env;
    await sleep(50);
  }
  throw new UserError('openbox did not take over the display within 10 s: run "openbox" by hand to see why.');
}

/** What is different between desktops, for CHAKUSHIN_DESKTOPS. @param {NodeJS.ProcessEnv[]} desktops */
export function formatDesktops(desktops) {
  return JSON.stringify(desktops.map(({ DISPLAY, CHAKUSHIN_FBDIR }) => ({ DISPLAY, CHAKUSHIN_FBDIR })));
}

/** @param {Readable} stream @returns {Promise<string>} */
async function readFirstLine(stream) {
  const lines = createInterface({ input: stream, signal: AbortSignal.timeout(10_000) });
  return await new Promise((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  });
}
