import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron/main';
import {
  POPUP_SHOWN,
  POPUP_VIEW,
  type PopupCommand,
  type PopupFrame,
  type PopupView,
} from '../src-preload/contract.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import type { Display, Rect, Wish } from './placement.ts';
import { changesDisplay, PopupPlace, type Memory } from './popup-place.ts';

/** In CSS pixels, as all that the page knows; the text size makes them larger. */
const WIDTHS = { small: 340, normal: 400, large: 480 } as const;
/** Before anything was measured. */
const FIRST_HEIGHT = 240;
/** A renderer that does not answer within this is not waited for: a card late is worse than a card unpainted. */
const PAINT_LIMIT_MS = 150;

/** What the settings say of the popup's window. */
export interface PopupLayout extends Wish {
  readonly size: Settings['popup']['size'];
  /** percent */
  readonly textSize: number;
}

export interface PopupOptions {
  /** folder of the built preload scripts */
  readonly preloadFolder: string;
  /** what the settings say at this moment; `relayout` when they change */
  readonly layout: () => PopupLayout;
  /** where it was dragged to */
  readonly memory: Memory;
  /** A picture is on the screen, painted: its revision. Those of pictures that were replaced at once are left out. */
  readonly onPainted: (revision: number) => void;
  /** The renderer died and was started anew; the picture is drawn again. */
  readonly onCrash: (reason: string) => void;
}

type Picture = Omit<PopupView, 'revision'>;

function isEmpty(view: Picture): boolean {
  return view.cards.length === 0;
}

function displays(): Display[] {
  const primary = screen.getPrimaryDisplay().id;
  return screen.getAllDisplays().map(({ id, bounds, workArea, scaleFactor }) => ({
    id,
    bounds,
    workArea,
    scaleFactor,
    primary: id === primary,
  }));
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#0e1013' : '#dfe4ea';
}

/**
 * The popup's window: made once, hidden; a picture is painted before the window is shown, and an empty one
 * before it is hidden, so that nobody ever sees the caller before. It never takes the keyboard by itself.
 *
 * Asked for, a window that can take the keyboard replaces it until the keyboard is given back: X11 does not let a window
 * become such a one later, and so it is one way for all systems. The old window stays until the new one is painted.
 */
export class PopupWindow {
  readonly #options: PopupOptions;
  #window: BrowserWindow;
  /** the window before, on the screen until this one is painted */
  #retiring: BrowserWindow | null = null;
  readonly #place: PopupPlace;
  #picture: Picture = { language: 'en', compact: false, cards: [], more: null, sound: null };
  /** the window can take the keyboard */
  #keyboard = false;
  #protected = false;
  /** there are cards on the screen */
  #showing = false;
  #revision = 0;
  /** the revision that is being painted, null = none */
  #underway: { revision: number; empty: boolean; timer: NodeJS.Timeout } | null = null;
  /** the picture changed while another was being painted */
  #stale = false;
  #ready = false;
  #ending = false;
  /** in CSS pixels */
  #height = FIRST_HEIGHT;

  constructor(options: PopupOptions) {
    this.#options = options;
    const desk = { displays, pointer: () => screen.getCursorScreenPoint() };
    this.#place = new PopupPlace(desk, options.memory, options.layout);
    this.#window = this.#create();
    nativeTheme.on('updated', () => this.#window.setBackgroundColor(background()));
    const stand = (): void => this.#stand();
    screen.on('display-added', stand);
    screen.on('display-removed', stand);
    screen.on('display-metrics-changed', stand);
  }

  get webContents(): WebContents {
    return this.#window.webContents;
  }

  /** Draws this picture, shows or hides the window accordingly. Returns the revision that will carry it. */
  update(picture: Picture): number {
    this.#picture = picture;
    this.#stale = true;
    const revision = this.#revision + 1;
    if (isEmpty(picture)) {
      this.giveKeyboardBack();
      this.#retire();
    }
    this.#sendIfIdle();
    return revision;
  }

  /** The settings changed: place, size and text size follow at once. */
  relayout(): void {
    this.#place.settingsChanged();
    this.#zoom();
    this.#stand();
  }

  /** Keeps the popup out of screenshots and screen sharing, where the system can (Windows and macOS). */
  protect(on: boolean): void {
    this.#protected = on;
    this.#window.setContentProtection(on);
  }

  /** Gives the keyboard to the newest card: somebody asked for it. Without a card nothing happens. */
  takeKeyboard(): void {
    if (isEmpty(this.#picture)) return;
    if (!this.#keyboard) this.#replace(true);
    else if (this.#window.isVisible()) this.#window.focus();
  }

  /** Lets the window before have the keyboard again, at once; cards that are left come back without it. */
  giveKeyboardBack(): void {
    if (!this.#keyboard) return;
    const shown = this.#retiring === null;
    this.#replace(false);
    if (shown) this.#retire();
  }

  /** What the renderer says of its painting. */
  take(command: Extract<PopupCommand, { type: 'ready' | 'size' | 'painted' | 'onScreen' }>): void {
    switch (command.type) {
      case 'ready':
        this.#ready = true;
        this.#zoom();
        this.#settle();
        this.#send();
        return;
      case 'size':
        if (command.revision === this.#revision && command.height > 0) {
          this.#height = command.height;
          this.#stand();
        }
        return;
      case 'painted':
        if (command.revision === this.#underway?.revision) this.#painted();
        return;
      case 'onScreen':
        this.#options.onPainted(command.revision);
    }
  }

  /** Somebody drags the popup by a handle, or wants it back where the settings have it. */
  drag(phase: Extract<PopupCommand, { type: 'drag' }>['phase']): void {
    switch (phase) {
      case 'begin':
        this.#place.begin(this.#window.getBounds());
        return;
      case 'move':
      case 'end':
        this.#place.move(this.#window.getBounds());
        this.#stand();
        if (phase === 'end') this.#place.end();
        return;
      case 'reset':
        this.#place.forget();
        this.#stand();
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
      // Without it, clicks work and the window never becomes the active one.
      focusable: this.#keyboard,
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
        zoomFactor: this.#options.layout().textSize / 100,
        // Hidden, it still paints: that is how a card is ready before it is shown.
        backgroundThrottling: false,
        // A call rings before anybody has touched the card.
        autoplayPolicy: 'no-user-gesture-required',
      },
    });
    window.setContentProtection(this.#protected);
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    window.webContents.on('render-process-gone', (_event, details) => this.#recover(window, details.reason));
    window.on('blur', () => {
      // Another window took it: nothing is given back, and the cards stay where they are.
      if (window === this.#window && this.#keyboard) this.#replace(false);
    });
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

  #recover(broken: BrowserWindow, reason: string): void {
    if (this.#ending) return;
    if (broken === this.#retiring) this.#retire();
    if (broken !== this.#window) return;
    this.#renew();
    broken.destroy();
    this.#options.onCrash(reason);
  }

  #replace(keyboard: boolean): void {
    const before = this.#window;
    this.#keyboard = keyboard;
    this.#renew();
    // One that never came to the screen has nothing to stay for.
    if (this.#retiring === null) this.#retiring = before;
    else before.destroy();
  }

  /** Another window for this one; it gets the picture when it is ready. */
  #renew(): void {
    this.#ready = false;
    this.#settle();
    this.#place.end();
    this.#window = this.#create();
  }

  #retire(): void {
    const retiring = this.#retiring;
    this.#retiring = null;
    retiring?.destroy();
  }

  #sendIfIdle(): void {
    if (this.#stale && this.#ready && this.#underway === null) this.#send();
  }

  #send(): void {
    this.#stale = false;
    this.#revision += 1;
    const revision = this.#revision;
    const view: PopupFrame = { revision, ...this.#picture, keyboard: this.#keyboard };
    const timer = setTimeout(() => this.#painted(), PAINT_LIMIT_MS);
    this.#underway = { revision, empty: isEmpty(view), timer };
    this.#window.webContents.send(POPUP_VIEW, view);
  }

  /** The picture under way is painted, or its time is up. */
  #painted(): void {
    const done = this.#settle();
    if (done === null) return;
    if (done.empty) {
      if (isEmpty(this.#picture)) this.#hide();
    } else {
      const wasVisible = this.#window.isVisible();
      this.#show();
      if (wasVisible) this.#options.onPainted(done.revision);
      else this.#window.webContents.send(POPUP_SHOWN, done.revision);
      this.#retire();
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
    this.#stand();
    this.#showing = true;
    // Each time anew: a full-screen window may have come above since (electron#25388), and the level given
    // at creation stays behind the task bar on Windows.
    this.#window.setAlwaysOnTop(true, 'screen-saver');
    this.#window.showInactive();
    if (this.#keyboard) this.#window.focus();
  }

  #hide(): void {
    this.#window.hide();
    this.#showing = false;
    this.#retire();
    this.#place.end();
  }

  #bounds(): Rect {
    const { size, textSize } = this.#options.layout();
    const scaled = (css: number): number => Math.ceil((css * textSize) / 100);
    return this.#place.rect({ width: scaled(WIDTHS[size]), height: scaled(this.#height) }, this.#showing);
  }

  /** All windows of one address share this, and so the others must have the same text size. */
  #zoom(): void {
    this.#window.webContents.setZoomFactor(this.#options.layout().textSize / 100);
  }

  /** Puts the window where it belongs. */
  #stand(): void {
    const bounds = this.#bounds();
    const now = this.#window.getBounds();
    if (
      now.x === bounds.x &&
      now.y === bounds.y &&
      now.width === bounds.width &&
      now.height === bounds.height
    )
      return;
    this.#window.setBounds(bounds);
    // Between displays of different scale Windows gets the first one wrong (electron#10862).
    if (process.platform === 'win32' && changesDisplay(displays(), now, bounds))
      this.#window.setBounds(bounds);
  }
}
