import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron/main';
import { POPUP_SHOWN, POPUP_VIEW, type PopupCommand, type PopupView } from '../src-preload/contract.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { place, type Corner } from './placement.ts';

const WIDTH = 400;
/** Before anything was measured. */
const FIRST_HEIGHT = 240;
/** A renderer that does not answer within this is not waited for: a card late is worse than a card unpainted. */
const PAINT_LIMIT_MS = 150;

export interface PopupOptions {
  /** folder of the built preload scripts */
  readonly preloadFolder: string;
  readonly corner: Corner;
  /** A picture is on the screen, painted: its revision. Those of pictures that were replaced at once are left out. */
  readonly onPainted: (revision: number) => void;
  /** The renderer died and was started anew; the picture is drawn again. */
  readonly onCrash: (reason: string) => void;
}

type Picture = Omit<PopupView, 'revision'>;

function isEmpty(view: Picture): boolean {
  return view.cards.length === 0 && view.status === null;
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#0e1013' : '#dfe4ea';
}

/**
 * The popup's window: made once, hidden; a picture is painted before the window is shown, and an empty one
 * before it is hidden, so that nobody ever sees the caller before. It never takes the keyboard.
 */
export class PopupWindow {
  readonly #options: PopupOptions;
  #window: BrowserWindow;
  #picture: Picture = { language: 'en', compact: false, cards: [], more: null, status: null };
  #revision = 0;
  /** the revision that is being painted, null = none */
  #underway: { revision: number; empty: boolean; timer: NodeJS.Timeout } | null = null;
  /** the picture changed while another was being painted */
  #stale = false;
  #ready = false;
  #ending = false;
  #height = FIRST_HEIGHT;

  constructor(options: PopupOptions) {
    this.#options = options;
    this.#window = this.#create();
    nativeTheme.on('updated', () => this.#window.setBackgroundColor(background()));
    const replace = (): void => this.#place();
    screen.on('display-added', replace);
    screen.on('display-removed', replace);
    screen.on('display-metrics-changed', replace);
  }

  get webContents(): WebContents {
    return this.#window.webContents;
  }

  /** Draws this picture, shows or hides the window accordingly. Returns the revision that will carry it. */
  update(picture: Picture): number {
    this.#picture = picture;
    this.#stale = true;
    const revision = this.#revision + 1;
    this.#sendIfIdle();
    return revision;
  }

  /** What the renderer says of its painting. */
  take(command: Extract<PopupCommand, { type: 'ready' | 'size' | 'painted' | 'onScreen' }>): void {
    switch (command.type) {
      case 'ready':
        this.#ready = true;
        this.#settle();
        this.#send();
        return;
      case 'size':
        if (command.revision === this.#underway?.revision && command.height > 0) {
          this.#height = Math.ceil(command.height);
          this.#place();
        }
        return;
      case 'painted':
        if (command.revision === this.#underway?.revision) this.#painted();
        return;
      case 'onScreen':
        this.#options.onPainted(command.revision);
    }
  }

  #create(): BrowserWindow {
    const window = new BrowserWindow({
      ...this.#bounds(),
      show: false,
      frame: false,
      resizable: false,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      // Clicks work without the window ever becoming the active one.
      focusable: false,
      acceptFirstMouse: true,
      // Opaque: transparent windows flicker on Windows when they are shown.
      backgroundColor: background(),
      title: 'Chakushin',
      ...(process.platform === 'darwin' && { type: 'panel' }),
      ...(process.platform === 'linux' && { type: 'notification' }),
      webPreferences: {
        preload: join(this.#options.preloadFolder, 'popup.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        // Hidden, it still paints: that is how a card is ready before it is shown.
        backgroundThrottling: false,
      },
    });
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    window.webContents.on('render-process-gone', (_event, details) => this.#recover(details.reason));
    // Nobody closes it but the app's end (Alt+F4 on a panel would).
    window.on('close', (event) => {
      if (!this.#ending) event.preventDefault();
    });
    void window.loadURL(`${APP_ORIGIN}/popup.html`).catch((error: unknown) => {
      this.#options.onCrash(error instanceof Error ? error.message : String(error));
    });
    return window;
  }

  /** Lets the window be closed; for the app's end. */
  end(): void {
    this.#ending = true;
    this.#settle();
  }

  #recover(reason: string): void {
    if (this.#ending) return;
    this.#ready = false;
    this.#settle();
    const broken = this.#window;
    this.#window = this.#create();
    broken.destroy();
    this.#options.onCrash(reason);
  }

  #sendIfIdle(): void {
    if (this.#stale && this.#ready && this.#underway === null) this.#send();
  }

  #send(): void {
    this.#stale = false;
    this.#revision += 1;
    const revision = this.#revision;
    const view: PopupView = { revision, ...this.#picture };
    const timer = setTimeout(() => this.#painted(), PAINT_LIMIT_MS);
    this.#underway = { revision, empty: isEmpty(view), timer };
    this.#window.webContents.send(POPUP_VIEW, view);
  }

  /** The picture under way is painted, or its time is up. */
  #painted(): void {
    const done = this.#settle();
    if (done === null) return;
    if (done.empty) {
      if (isEmpty(this.#picture)) this.#window.hide();
    } else {
      const wasVisible = this.#window.isVisible();
      this.#show();
      if (wasVisible) this.#options.onPainted(done.revision);
      else this.#window.webContents.send(POPUP_SHOWN, done.revision);
    }
    this.#sendIfIdle();
  }

  #settle(): { revision: number; empty: boolean } | null {
    const done = this.#underway;
    if (done !== null) clearTimeout(done.timer);
    this.#underway = null;
    return done;
  }

  #show(): void {
    if (this.#window.isVisible()) return;
    this.#place();
    // Each time anew: a full-screen window may have come above since (electron#25388), and the level given
    // at creation stays behind the task bar on Windows.
    this.#window.setAlwaysOnTop(true, 'screen-saver');
    this.#window.showInactive();
  }

  #bounds(): Electron.Rectangle {
    const { workArea } = screen.getPrimaryDisplay();
    return { ...place({ width: WIDTH, height: this.#height }, workArea, this.#options.corner) };
  }

  #place(): void {
    const bounds = this.#bounds();
    const now = this.#window.getBounds();
    if (
      now.x !== bounds.x ||
      now.y !== bounds.y ||
      now.width !== bounds.width ||
      now.height !== bounds.height
    ) {
      this.#window.setBounds(bounds);
    }
  }
}
