import { join } from 'node:path';
import { BrowserWindow, nativeTheme, type WebContents } from 'electron/main';
import { MAIN_VIEW } from '../../src-preload/ipc/channels.ts';
import type { MainView } from '../../src-preload/ipc/main-window.ts';
import { APP_ORIGIN } from '../security/app-protocol.ts';
import { SECURE_WEB_PREFERENCES } from '../security/window-hardening.ts';

export interface MainWindowOptions {
  readonly preloadFolder: string;
  /** file */
  readonly icon: string;
  /** percent */
  readonly textSize: () => number;
  readonly onClosed: () => void;
  readonly onCrash: (reason: string) => void;
}

/** The main window: created on request, destroyed when it is closed. The app keeps running in the tray. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | null = null;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  get webContents(): WebContents | null {
    return this.#window?.webContents ?? null;
  }

  /** null while closed */
  get window(): BrowserWindow | null {
    return this.#window;
  }

  /** Shows it with the keyboard focus, since the user asked for it. */
  show(): void {
    const window = (this.#window ??= this.#create());
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  render(view: MainView): void {
    this.#window?.webContents.send(MAIN_VIEW, view);
  }

  applyTextSize(): void {
    this.#window?.webContents.setZoomFactor(this.#options.textSize() / 100);
  }

  close(): void {
    this.#window?.destroy();
  }

  #create(): BrowserWindow {
    const { preloadFolder, icon, onClosed, onCrash } = this.#options;
    const window = new BrowserWindow({
      width: 960,
      height: 720,
      minWidth: 480,
      minHeight: 420,
      show: false,
      title: 'Chakushin',
      icon,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#0e1013' : '#f4f6f8',
      webPreferences: { ...SECURE_WEB_PREFERENCES, preload: join(preloadFolder, 'main-window.cjs') },
    });
    // The default menu offers to reload and to open developer tools. macOS needs it for copy and paste.
    if (process.platform !== 'darwin') window.removeMenu();
    window.webContents.on('did-finish-load', () => this.applyTextSize());
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      window.destroy();
      onCrash(reason);
    });
    window.on('closed', () => {
      if (this.#window !== window) return;
      this.#window = null;
      onClosed();
    });
    void window.loadURL(`${APP_ORIGIN}/main-window.html`).catch((error: unknown) => {
      onCrash(error instanceof Error ? error.message : String(error));
    });
    return window;
  }
}
