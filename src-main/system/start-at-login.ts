import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { App } from 'electron/main';

/** Starts in the tray without a window. */
export const HIDDEN_FLAG = '--hidden';

export interface LoginSystem {
  readonly app: Pick<App, 'isPackaged' | 'getLoginItemSettings' | 'setLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly execPath: string;
}

/**
 * Starts the app at login, or no longer. Does nothing if that is already so, since users may have disabled it in the system.
 * @returns `not-packaged`: not done, since it would start a bare Electron; others are notices `start-at-login-<result>`
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
    // Kept: desktops note in this file that the user disabled it.
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
    // Written again; if that fails, too, the caller reports it.
    return [];
  }
}

/** A relative XDG_CONFIG_HOME is ignored, as the XDG specification says. */
export function getAutostartFile(env: LoginSystem['env'], home: string): string {
  const config = env['XDG_CONFIG_HOME'] ?? '';
  return join(isAbsolute(config) ? config : join(home, '.config'), 'autostart', 'chakushin.desktop');
}

/**
 * The program to start: of an AppImage the image, since it runs from a temporary folder. Its variables are inherited by
 * child processes, so they are ignored unless this process runs from that folder.
 */
export function getProgram(env: LoginSystem['env'], execPath: string): string {
  const { APPIMAGE: image, APPDIR: folder } = env;
  return image !== undefined && folder !== undefined && execPath.startsWith(join(folder, '/'))
    ? image
    : execPath;
}

/** A desktop entry that starts `program` hidden, on X11, where cards can be kept on top. */
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

/** An argument of Exec by the Desktop Entry specification: "%" starts a field code; four characters are escaped. */
function quoteArgument(argument: string): string {
  return `"${argument.replace(/["`$\\]/gu, '\\$&').replaceAll('%', '%%')}"`;
}

/** Every value is escaped once more. */
function escapeValue(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}
