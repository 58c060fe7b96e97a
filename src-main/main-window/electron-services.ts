import { release, type as systemName } from 'node:os';
import { shell } from 'electron/common';
import { app, clipboard, dialog, screen, type BrowserWindow } from 'electron/main';
import type { Dialogs, PageDeps } from './page.ts';
import type { DisplayOption } from './settings-view.ts';

/** The system's dialogs, modal to the main window. */
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

/** Version and system, for the report and the About page. */
export function getAbout(): PageDeps['appInfo'] {
  const { electron, chrome, node } = process.versions;
  return {
    version: app.getVersion(),
    electron,
    chrome,
    node,
    // Without the suffix that distributions add to the version.
    system: `${systemName()} ${release().split('-')[0] ?? ''} (${process.arch})`,
  };
}

/** The connected displays with a label for each. */
export function listDisplays(): readonly DisplayOption[] {
  return screen.getAllDisplays().map(({ id, label, size }, index) => ({
    id: String(id),
    label: `${label === '' ? String(index + 1) : label} (${size.width} × ${size.height})`,
  }));
}

export async function copyText(text: string): Promise<void> {
  await clipboard.writeText(text);
}

/** Opens one of the app's folders in the file manager. */
export async function openFolder(path: string): Promise<void> {
  await shell.openPath(path);
}
