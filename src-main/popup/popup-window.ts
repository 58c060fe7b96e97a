import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron/main';
import { POPUP_SHOWN, POPUP_VIEW } from '../../src-preload/ipc/channels.ts';
import type { PopupCommand, PopupView, PopupWindowView } from '../../src-preload/ipc/popup.ts';
import { APP_ORIGIN } from '../security/app-protocol.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import { getDefaultCorner, type Display, type Rect, type PlacementPreference } from './placement.ts';
import { crossesDisplays, PopupPosition, type PositionStore } from './popup-position.ts';

/** In CSS pixels, as all that the page knows; the text size makes them larger. */
const WIDTHS = { small: 340, normal: 400, large: 480 } as const;
/** Before anything was measured. */
const INITIAL_HEIGHT = 240;
/** A renderer that does not answer within this is not waited for: a card late is worse than a card unpainted. */
const PAINT_TIMEOUT_MS = 150;

/** What the settings say of the popup's window. */
export interface PopupLayout extends PlacementPreference {
  readonly size: Settings['popup']['size'];
  /** percent */
  readonly textSize: number;
}

export function toPopupLayout(
  { corner, display, size, textSize }: Settings['popup'],
  platform: NodeJS.Platform,
): PopupLayout {
  return { corner: corner === 'auto' ? getDefaultCorner(platform) : corner, display, size, textSize };
}

export interface PopupWindowOptions {
  /** folder of the built preload scripts */
  readonly preloadFolder: string;
  /** what the settings say at this moment; `relayout` when they change */
  readonly layout: () => PopupLayout;
  /** where it was dragged to */
  readonly positions: PositionStore;
  /** The view of this revision is painted on the screen. Views that were replaced at once are left out. */
  readonly onPainted: (revision: number) => void;
  /** The renderer ended and was started again; it draws the same view. */
  readonly onCrash: (reason: string) => void;
}

type PopupContent = Omit<PopupView, 'revision'>;

function isEmpty(content: PopupContent): boolean {
  return content.cards.length === 0;
}

function getDisplays(): Display[] {
  const primaryId = screen.getPrimaryDisplay().id;
  return screen.getAllDisplays().map(({ id, bounds, workArea, scaleFactor }) => ({
    id,
    bounds,
    workArea,
    scaleFactor,
    isPrimary: id === primaryId,
  }));
}

function getBackground(): string {
  return nativeTheme.shouldUseDarkColors ? '#0e1013' : '#dfe4ea';
}

/**
 * The popup's window: created once, hidden. A view is painted before the window is shown, and an empty one before it is
 * hidden, so that the previous caller is never seen. It takes the keyboard only on request.
 *
 * Asked for, a window that can take the keyboard replaces it until the keyboard is given back: X11 does not let a window
 * become such a one later, and so it is one way for all systems. The old window stays until the new one is painted.
 */
export class PopupWindow {
  readonly #options: PopupWindowOptions;
  #window: BrowserWindow;
  /** the window before, on the screen until this one is painted */
  #retiring: BrowserWindow | null = null;
  readonly #position: PopupPosition;
  #content: PopupContent = { language: 'en', isCompact: false, cards: [], overflowText: null, sound: null };
  /** the window can take the keyboard */
  #isFocusable = false;
  #isProtected = false;
  /** there are cards on the screen */
  #isShown = false;
  #revision = 0;
  /** the revision that is being painted, null = none */
  #pendingPaint: { revision: number; empty: boolean; timer: NodeJS.Timeout } | null = null;
  /** the view changed while another was being painted */
  #isStale = false;
  #isReady = false;
  #isEnding = false;
  /** in CSS pixels */
  #height = INITIAL_HEIGHT;

  constructor(options: PopupWindowOptions) {
    this.#options = options;
    const screenInfo = { displays: getDisplays, pointer: () => screen.getCursorScreenPoint() };
    this.#position = new PopupPosition(screenInfo, options.positions, options.layout);
    this.#window = this.#createWindow();
    nativeTheme.on('updated', () => this.#window.setBackgroundColor(getBackground()));
    const applyBounds = (): void => this.#applyBounds();
    screen.on('display-added', applyBounds);
    screen.on('display-removed', applyBounds);
    screen.on('display-metrics-changed', applyBounds);
  }

  get webContents(): WebContents {
    return this.#window.webContents;
  }

  /** Draws this view, and shows or hides the window accordingly. Returns the revision that it will have. */
  update(content: PopupContent): number {
    this.#content = content;
    this.#isStale = true;
    const revision = this.#revision + 1;
    if (isEmpty(content)) {
      this.releaseFocus();
      this.#destroyRetiring();
    }
    this.#sendIfIdle();
    return revision;
  }

  /** The settings changed: place, size and text size follow at once. */
  relayout(): void {
    this.#position.onSettingsChange();
    this.#applyTextSize();
    this.#applyBounds();
  }

  /** Keeps the popup out of screenshots and screen sharing, where the system can (Windows and macOS). */
  protect(isProtected: boolean): void {
    this.#isProtected = isProtected;
    this.#window.setContentProtection(isProtected);
  }

  /** Gives the keyboard to the newest card, on the user's request. Without a card nothing happens. */
  focus(): void {
    if (isEmpty(this.#content)) return;
    if (!this.#isFocusable) this.#replaceWindow(true);
    else if (this.#window.isVisible()) this.#window.focus();
  }

  /** Lets the window before have the keyboard again, at once; cards that are left come back without it. */
  releaseFocus(): void {
    if (!this.#isFocusable) return;
    const wasShown = this.#retiring === null;
    this.#replaceWindow(false);
    if (wasShown) this.#destroyRetiring();
  }

  /** What the renderer says of its painting. */
  handle(command: Extract<PopupCommand, { type: 'ready' | 'size' | 'painted' | 'onScreen' }>): void {
    switch (command.type) {
      case 'ready':
        this.#isReady = true;
        this.#applyTextSize();
        this.#clearPendingPaint();
        this.#send();
        return;
      case 'size':
        if (command.revision === this.#revision && command.height > 0) {
          this.#height = command.height;
          this.#applyBounds();
        }
        return;
      case 'painted':
        if (command.revision === this.#pendingPaint?.revision) this.#onPainted();
        return;
      case 'onScreen':
        this.#options.onPainted(command.revision);
    }
  }

  /** Somebody drags the popup by a handle, or wants it back where the settings have it. */
  handleDrag(phase: Extract<PopupCommand, { type: 'drag' }>['phase']): void {
    switch (phase) {
      case 'begin':
        this.#position.startDrag(this.#window.getBounds());
        return;
      case 'move':
      case 'end':
        this.#position.moveDrag(this.#window.getBounds());
        this.#applyBounds();
        if (phase === 'end') this.#position.endDrag();
        return;
      case 'reset':
        this.#position.reset();
        this.#applyBounds();
    }
  }

  #createWindow(): BrowserWindow {
    const window = new BrowserWindow({
      ...this.#getBounds(),
      show: false,
      frame: false,
      resizable: false,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      // Without it, clicks work and the window never becomes the active one.
      focusable: this.#isFocusable,
      acceptFirstMouse: true,
      // Opaque: transparent windows flicker on Windows when they are shown.
      backgroundColor: getBackground(),
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
    window.setContentProtection(this.#isProtected);
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    window.webContents.on('render-process-gone', (_event, details) => this.#recover(window, details.reason));
    window.on('blur', () => {
      // Another window took it: nothing is given back, and the cards stay where they are.
      if (window === this.#window && this.#isFocusable) this.#replaceWindow(false);
    });
    // Nobody closes it but the app's end (Alt+F4 on a panel would).
    window.on('close', (event) => {
      if (!this.#isEnding) event.preventDefault();
    });
    void window.loadURL(`${APP_ORIGIN}/popup.html`).catch((error: unknown) => {
      this.#options.onCrash(error instanceof Error ? error.message : String(error));
    });
    return window;
  }

  /** Lets the window be closed; for the app's end. */
  end(): void {
    this.#isEnding = true;
    this.#clearPendingPaint();
  }

  #recover(crashed: BrowserWindow, reason: string): void {
    if (this.#isEnding) return;
    if (crashed === this.#retiring) this.#destroyRetiring();
    if (crashed !== this.#window) return;
    this.#recreateWindow();
    crashed.destroy();
    this.#options.onCrash(reason);
  }

  #replaceWindow(isFocusable: boolean): void {
    const previous = this.#window;
    this.#isFocusable = isFocusable;
    this.#recreateWindow();
    // One that never came to the screen has nothing to stay for.
    if (this.#retiring === null) this.#retiring = previous;
    else previous.destroy();
  }

  /** Replaces the window; the new one gets the view when it is ready. */
  #recreateWindow(): void {
    this.#isReady = false;
    this.#clearPendingPaint();
    this.#position.endDrag();
    this.#window = this.#createWindow();
  }

  #destroyRetiring(): void {
    const retiring = this.#retiring;
    this.#retiring = null;
    retiring?.destroy();
  }

  #sendIfIdle(): void {
    if (this.#isStale && this.#isReady && this.#pendingPaint === null) this.#send();
  }

  #send(): void {
    this.#isStale = false;
    this.#revision += 1;
    const revision = this.#revision;
    const view: PopupWindowView = { revision, ...this.#content, hasFocus: this.#isFocusable };
    const timer = setTimeout(() => this.#onPainted(), PAINT_TIMEOUT_MS);
    this.#pendingPaint = { revision, empty: isEmpty(view), timer };
    this.#window.webContents.send(POPUP_VIEW, view);
  }

  /** The view that was sent is painted, or its time is up. */
  #onPainted(): void {
    const paint = this.#clearPendingPaint();
    if (paint === null) return;
    if (paint.empty) {
      if (isEmpty(this.#content)) this.#hide();
    } else {
      const wasVisible = this.#window.isVisible();
      this.#show();
      if (wasVisible) this.#options.onPainted(paint.revision);
      else this.#window.webContents.send(POPUP_SHOWN, paint.revision);
      this.#destroyRetiring();
    }
    this.#sendIfIdle();
  }

  #clearPendingPaint(): { revision: number; empty: boolean } | null {
    const paint = this.#pendingPaint;
    if (paint !== null) clearTimeout(paint.timer);
    this.#pendingPaint = null;
    return paint;
  }

  #show(): void {
    if (this.#window.isVisible()) return;
    this.#applyBounds();
    this.#isShown = true;
    // Each time: a full-screen window may have come above since (electron#25388), and the level given
    // at creation stays behind the task bar on Windows.
    this.#window.setAlwaysOnTop(true, 'screen-saver');
    this.#window.showInactive();
    if (this.#isFocusable) this.#window.focus();
  }

  #hide(): void {
    this.#window.hide();
    this.#isShown = false;
    this.#destroyRetiring();
    this.#position.endDrag();
  }

  #getBounds(): Rect {
    const { size, textSize } = this.#options.layout();
    const scaled = (css: number): number => Math.ceil((css * textSize) / 100);
    return this.#position.getBounds(
      { width: scaled(WIDTHS[size]), height: scaled(this.#height) },
      this.#isShown,
    );
  }

  /** All windows of one address share this, and so the others must have the same text size. */
  #applyTextSize(): void {
    this.#window.webContents.setZoomFactor(this.#options.layout().textSize / 100);
  }

  /** Puts the window where it belongs. */
  #applyBounds(): void {
    const bounds = this.#getBounds();
    const current = this.#window.getBounds();
    if (
      current.x === bounds.x &&
      current.y === bounds.y &&
      current.width === bounds.width &&
      current.height === bounds.height
    )
      return;
    this.#window.setBounds(bounds);
    // Between displays of different scale Windows gets the first one wrong (electron#10862).
    if (process.platform === 'win32' && crossesDisplays(getDisplays(), current, bounds))
      this.#window.setBounds(bounds);
  }
}
