import { shell } from 'electron/common';
import { app, clipboard, dialog, screen, type BrowserWindow } from 'electron/main';
import { release, type as systemName } from 'node:os';
import { SecretStoreError, type SecretStore } from '../../src-core/secrets/secret-store.ts';
import type { KeychainState } from '../../src-core/secrets/keychain.ts';
import type { Dialogs, PageDeps } from './page.ts';

/** The system's dialogs, above the main window. */
export function createDialogs(getWindow: () => BrowserWindow | null): Dialogs {
  return {
    openFile: async (title, fileTypes) => {
      const parent = getWindow();
      const options = {
        title,
        properties: ['openFile' as const],
        filters: fileTypes.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
      };
      const { canceled, filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    saveFile: async (title, suggested) => {
      const parent = getWindow();
      const options = { title, defaultPath: suggested };
      const { canceled, filePath } = await (parent === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(parent, options));
      return canceled || filePath === '' ? null : filePath;
    },
  };
}

/** Which Chakushin this is, and what it runs on. */
export function getAbout(): PageDeps['appInfo'] {
  const { electron, chrome, node } = process.versions;
  return {
    version: app.getVersion(),
    electron,
    chrome,
    node,
    // What distributions append to the number says nothing to anybody.
    system: `${systemName()} ${release().split('-')[0] ?? ''} (${process.arch})`,
  };
}

/** The displays that are there, as a person tells them apart. */
export function listDisplays(): readonly { readonly id: string; readonly label: string }[] {
  return screen.getAllDisplays().map(({ id, label, size }, index) => ({
    id: String(id),
    label: `${label === '' ? String(index + 1) : label} (${size.width} × ${size.height})`,
  }));
}

/** Asks the keychain for something that is not there, which asks nobody for a password. */
export async function probeKeychain(keychain: SecretStore): Promise<KeychainState> {
  try {
    await keychain.get('probe');
    return 'ok';
  } catch (error) {
    if (error instanceof SecretStoreError) return error.fault;
    throw error;
  }
}

export async function copyText(text: string): Promise<void> {
  await clipboard.writeText(text);
}

/** Opens a folder of ours in the system's file manager. */
export async function openFolder(path: string): Promise<void> {
  await shell.openPath(path);
}
