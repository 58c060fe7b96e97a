import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { eventually } from './screen.ts';

/** What this machine lacks for the keychain tests; null = nothing. */
export function findMissingKeyringTool(): string | null {
  for (const program of ['dbus-daemon', 'gnome-keyring-daemon', 'dbus-send'])
    if (spawnSync(program, ['--version']).error !== undefined) return `${program} is not installed`;
  return null;
}

async function firstLine(input: Readable): Promise<string> {
  for await (const line of createInterface({ input })) return line;
  throw new Error('it ended without a line');
}

/** GNOME's keychain on its own session bus and with its own folder. */
export class Keyring {
  /** the app's environment variables */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #bus: ChildProcess;
  #daemon: ChildProcess | null = null;

  private constructor(folder: string, bus: ChildProcess, address: string) {
    this.#folder = folder;
    this.#bus = bus;
    this.env = { DBUS_SESSION_BUS_ADDRESS: address, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder };
  }

  /** Starts an unlocked keychain. */
  static async start(): Promise<Keyring> {
    const folder = mkdtempSync(join(tmpdir(), 'chakushin-keyring-'));
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const address = await firstLine(bus.stdout);
    const keyring = new Keyring(folder, bus, address);
    await keyring.#startDaemon(['--unlock']);
    return keyring;
  }

  /** Locks it: from now on it asks for its password, and none is entered. */
  async lock(): Promise<void> {
    await this.#stopDaemon();
    await this.#startDaemon([]);
  }

  async close(): Promise<void> {
    await this.#stopDaemon();
    this.#bus.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #startDaemon(options: readonly string[]): Promise<void> {
    const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...options], {
      env: { ...process.env, ...this.env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#daemon = daemon;
    daemon.stdin.end('password');
    const owner = 'org.freedesktop.DBus.GetNameOwner';
    const args = [
      '--session',
      '--print-reply',
      '--dest=org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      owner,
    ];
    await eventually(
      () =>
        spawnSync('dbus-send', [...args, 'string:org.freedesktop.secrets'], {
          env: { ...process.env, ...this.env },
        }).status,
      'the keyring answers',
    ).toBe(0);
  }

  async #stopDaemon(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = null;
    if (daemon === null || daemon.exitCode !== null) return;
    const exited = once(daemon, 'exit');
    daemon.kill('SIGTERM');
    await exited;
  }
}
