import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NativeTheme, WebContents } from 'electron/main';
import type { Language } from '../../src-core/i18n/index.ts';
import type { PopupController } from '../popup/popup-controller.ts';
import type { ViewSource } from '../view-source.ts';
import type { Theme } from './tour.ts';

export interface DemoAppearanceDeps {
  readonly nativeTheme: Pick<NativeTheme, 'themeSource'>;
  readonly view: Pick<ViewSource, 'demoLanguage'>;
  readonly popup: Pick<PopupController, 'waitForPaint'>;
  /** of the popup now */
  readonly webContents: () => Pick<WebContents, 'capturePage'>;
  /** renders popup, tray and main window */
  readonly render: () => void;
  /** folder of the screenshots */
  readonly folder: string;
}

/** Language and theme of the demo's tour, and the screenshots in each. */
export class DemoAppearance {
  readonly #deps: DemoAppearanceDeps;

  constructor(deps: DemoAppearanceDeps) {
    this.#deps = deps;
  }

  /** Draws everything in this language and theme; resolves when the popup is painted. */
  async set(language: Language, theme: Theme): Promise<void> {
    const { nativeTheme, view, popup, render } = this.#deps;
    view.demoLanguage = language;
    nativeTheme.themeSource = theme;
    render();
    await popup.waitForPaint();
    // The theme reaches the page separately: one more view is painted after it.
    render();
    await popup.waitForPaint();
  }

  /** Back to the user's own language and theme. */
  reset(): void {
    const { nativeTheme, view, render } = this.#deps;
    view.demoLanguage = null;
    nativeTheme.themeSource = 'system';
    render();
  }

  /** Saves what the popup shows as `<name>.png`; returns the file's path. */
  async saveScreenshot(name: string): Promise<string> {
    const file = join(this.#deps.folder, `${name}.png`);
    await mkdir(dirname(file), { recursive: true });
    const image = await this.#deps.webContents().capturePage();
    await writeFile(file, image.toPNG());
    return file;
  }
}
