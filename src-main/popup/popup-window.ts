import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { BrowserWindow, nativeTheme, screen, type Rectangle, type WebContents } from 'electron/main';
import type { Settings } from '../../src-core/settings/schema.ts';
import { POPUP_SHOWN, POPUP_VIEW } from '../../src-preload/ipc/channels.ts';
import type { PopupCommand, PopupView, PopupWindowView } from '../../src-preload/ipc/popup.ts';
import { APP_ORIGIN } from '../security/app-protocol.ts';
import { SECURE_WEB_PREFERENCES } from '../security/window-hardening.ts';
import { getDefaultCorner, type Display, type PlacementPreference } from './placement.ts';
import { crossesDisplays, PopupPosition, type PositionStore } from './popup-position.ts';

/** In CSS pixels, which the text size scales. */
const WIDTHS = { small: 340, normal: 400, large: 480 } as const;
/** Until the view is measured. */
const INITIAL_HEIGHT = 240;
/** A renderer that does not acknowledge within this is not waited for: a late card is worse than an unpainted one. */
const PAINT_TIMEOUT_MS = 150;

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
  readonly preloadFolder: string;
  /** reads the settings; call `relayout` when they change */
  readonly layout: () => PopupLayout;
  readonly positions: PositionStore;
  /** The view of this revision is visible. Not called for views that were replaced before. */
  readonly onPainted: (revision: number) => void;
  /** The renderer crashed and was restarted with the same view. */
  readonly onCrash: (reason: string) => void;
}

type PopupContent = Omit<PopupView, 'revision'>;

function isEmpty(content: PopupContent): boolean {
  return content.cards.length === 0;
}

function getDisplays(): Display[] {
  const primaryId = screen.getPrimaryDisplay().id;
  return screen.getAllDisplays().map((display) => ({ ...display, isPrimary: display.id === primaryId }));
}

function getBackground(): string {
  return nativeTheme.shouldUseDarkColors ? '#0e1013' : '#dfe4ea';
}

/**
 * The popup's window, hidden while there are no cards. A view is painted before the window is shown, and an empty one
 * before it is hidden, so that the previous caller is never seen. It gets the keyboard focus only on request.
 *
 * On request, a focusable window replaces it until the focus is released: X11 cannot make a window focusable later, and
 * one way serves all systems. The old window stays until the new one is painted.
 */
export class PopupWindow {
  readonly #options: PopupWindowOptions;
  #window: BrowserWindow;
  /** the previous window, visible until this one is painted */
  #retiring: BrowserWindow | null = null;
  readonly #position: PopupPosition;
  #content: PopupContent = { language: 'en', isCompact: false, cards: [], overflowText: null, sound: null };
  #isFocusable = false;
  #isProtected = false;
  #isShown = false;
  #revision = 0;
  /** the revision being painted */
  #pendingPaint: { revision: number; empty: boolean; timer: NodeJS.Timeout } | null = null;
  /** the view changed while the previous one was painted */
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

  /** Draws this view, and shows or hides the window. Returns the view's revision. */
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

  /** Applies changed settings: place, size and text size. */
  relayout(): void {
    this.#position.onSettingsChange();
    this.#applyTextSize();
    this.#applyBounds();
  }

  /** Excludes the popup from screenshots and screen sharing (Windows and macOS). */
  protect(isProtected: boolean): void {
    this.#isProtected = isProtected;
    this.#window.setContentProtection(isProtected);
  }

  /** Gives the newest card the keyboard focus, on the user's request. Ignored without cards. */
  focus(): void {
    if (isEmpty(this.#content)) return;
    if (!this.#isFocusable) this.#replaceWindow(true);
    else if (this.#window.isVisible()) this.#window.focus();
  }

  /** Returns the keyboard focus to the previous window; remaining cards come back without it. */
  releaseFocus(): void {
    if (!this.#isFocusable) return;
    const wasShown = this.#retiring === null;
    this.#replaceWindow(false);
    if (wasShown) this.#destroyRetiring();
  }

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

  /** Drags the popup, or resets it to the place in the settings. */
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
      // Not focusable, the window still gets clicks but never becomes active.
      focusable: this.#isFocusable,
      acceptFirstMouse: true,
      // Opaque, since transparent windows flicker on Windows when they are shown.
      backgroundColor: getBackground(),
      title: 'Chakushin',
      ...(process.platform === 'darwin' && { type: 'panel' }),
      ...(process.platform === 'linux' && { type: 'notification' }),
      webPreferences: {
        ...SECURE_WEB_PREFERENCES,
        preload: join(this.#options.preloadFolder, 'popup.cjs'),
        zoomFactor: this.#options.layout().textSize / 100,
        // Paints while hidden, so that a card is ready before it is shown.
        backgroundThrottling: false,
        // Calls ring before the user has interacted with the card.
        autoplayPolicy: 'no-user-gesture-required',
      },
    });
    window.setContentProtection(this.#isProtected);
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    window.webContents.on('render-process-gone', (_event, details) => this.#recover(window, details.reason));
    window.on('blur', () => {
      // The user focused another window, so the cards stay without the focus.
      if (window === this.#window && this.#isFocusable) this.#replaceWindow(false);
    });
    // Only the app's end closes it (Alt+F4 on a panel would).
    window.on('close', (event) => {
      if (!this.#isEnding) event.preventDefault();
    });
    void window.loadURL(`${APP_ORIGIN}/popup.html`).catch((error: unknown) => {
      this.#options.onCrash(error instanceof Error ? error.message : String(error));
    });
    return window;
  }

  /** Allows closing, for the end of the app. */
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
    // A window that was never shown need not stay.
    if (this.#retiring === null) this.#retiring = previous;
    else previous.destroy();
  }

  /** Creates a new window, which gets the view once it is ready. */
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

  /** The sent view is painted, or its time is up. */
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
    // Each time: a full-screen window may be above by now (electron#25388), and on Windows the level set at creation is
    // below the taskbar.
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

  #getBounds(): Rectangle {
    const { size, textSize } = this.#options.layout();
    const scaled = (css: number): number => Math.ceil((css * textSize) / 100);
    return this.#position.getBounds(
      { width: scaled(WIDTHS[size]), height: scaled(this.#height) },
      this.#isShown,
    );
  }

  /** Set on each window, since windows of one origin share the zoom factor. */
  #applyTextSize(): void {
    this.#window.webContents.setZoomFactor(this.#options.layout().textSize / 100);
  }

  #applyBounds(): void {
    const bounds = this.#getBounds();
    const current = this.#window.getBounds();
    if (isDeepStrictEqual(current, bounds)) return;
    this.#window.setBounds(bounds);
    // Between displays of different scale, Windows gets the first call wrong (electron#10862).
    if (process.platform === 'win32' && crossesDisplays(getDisplays(), current, bounds))
      this.#window.setBounds(bounds);
  }
}
