import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { App } from 'electron/main';

/** Starts in the tray, without a window: a user who logs in did not ask for one. */
export const HIDDEN_FLAG = '--hidden';

/** What this depends on: Electron's `app`, and the process it runs in. */
export interface LoginSystem {
  readonly app: Pick<App, 'isPackaged' | 'getLoginItemSettings' | 'setLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** the user's home folder */
  readonly home: string;
  readonly execPath: string;
}

/**
 * Has the app start with the user's session, or no longer. Only where that is not so already: what the user switched off in
 * the system stays off.
 *
 * @returns `not-packaged`: nothing was done, since a bare Electron would be started; `failed`: the sentence of this is the
 * notice `start-at-login-failed`
 */
export async function applyStartAtLogin(
  isEnabled: boolean,
  system: LoginSystem,
): Promise<'done' | 'not-packaged' | 'failed'> {
  if (!system.app.isPackaged) return 'not-packaged';
  if (system.platform === 'win32') return applyLoginItem(isEnabled, system.app, { args: [HIDDEN_FLAG] });
  if (system.platform === 'darwin') return applyLoginItem(isEnabled, system.app, {});
  return applyAutostartFile(isEnabled, system);
}

function applyLoginItem(
  isEnabled: boolean,
  app: LoginSystem['app'],
  options: { readonly args?: string[] },
): 'done' | 'failed' {
  const isOn = (): boolean => app.getLoginItemSettings(options).openAtLogin;
  if (isOn() === isEnabled) return 'done';
  app.setLoginItemSettings({ ...options, openAtLogin: isEnabled });
  return isOn() === isEnabled ? 'done' : 'failed';
}

async function applyAutostartFile(
  isEnabled: boolean,
  { env, home, execPath }: LoginSystem,
): Promise<'done' | 'failed'> {
  const file = getAutostartFile(env, home);
  const temporaryFile = `${file}.new`;
  try {
    if (!isEnabled) {
      await rm(file, { force: true });
      return 'done';
    }
    const entry = createAutostartEntry(getProgram(env, execPath));
    const exec = entry.split('\n').find((line) => line.startsWith('Exec=')) ?? entry;
    // Desktops note in this file that the user switched it off.
    if ((await readLines(file)).includes(exec)) return 'done';
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporaryFile, entry);
    await rename(temporaryFile, file);
    return 'done';
  } catch {
    return 'failed';
  }
}

async function readLines(file: string): Promise<readonly string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n');
  } catch {
    // A file that cannot be read is written again; a failure to write says what is wrong.
    return [];
  }
}

/** By the XDG rules a relative XDG_CONFIG_HOME does not count. */
export function getAutostartFile(env: LoginSystem['env'], home: string): string {
  const config = env['XDG_CONFIG_HOME'] ?? '';
  return join(isAbsolute(config) ? config : join(home, '.config'), 'autostart', 'chakushin.desktop');
}

/**
 * What starts the app: an AppImage runs from a folder that is gone after it. Whoever was started by another AppImage has
 * that one's variables, so they count only if we run from that folder.
 */
export function getProgram(env: LoginSystem['env'], execPath: string): string {
  const { APPIMAGE: image, APPDIR: folder } = env;
  return image !== undefined && folder !== undefined && execPath.startsWith(join(folder, '/'))
    ? image
    : execPath;
}

/** The content of a desktop entry that starts `program` hidden, on X11, where a card can be put on top. */
export function createAutostartEntry(program: string): string {
  const exec = [quoteArgument(program), '--ozone-platform=x11', HIDDEN_FLAG].join(' ');
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Chakushin',
    'Comment=Shows who is calling on Zoom Phone',
    'Comment[ja]=Zoom Phone の着信を表示します',
    `Exec=${escapeValue(exec)}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** An argument of Exec, by the Desktop Entry specification: "%" begins a field code, and four marks are quoted in quotes. */
function quoteArgument(argument: string): string {
  return `"${argument.replace(/["`$\\]/gu, '\\$&').replaceAll('%', '%%')}"`;
}

/** Any value of such a file is escaped once more. */
function escapeValue(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}
