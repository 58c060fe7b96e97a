import {
  toDisplaysKey,
  toDraggedPosition,
  matchesPreference,
  findNearestDisplay,
  parsePosition,
  serializePosition,
  getPopupBounds,
  type Display,
  type DraggedPosition,
  type Point,
  type Rect,
  type Size,
  type PlacementPreference,
} from './placement.ts';

/** What is pressed and let go within this is a click, in device-independent pixels. */
const CLICK_PX = 4;

/** Small texts that are saved beyond the end of the app. */
export interface PositionStore {
  /** null if there is none under this key */
  getValue(key: string): string | null;
  setValue(key: string, value: string): void;
}

/** The screen, as Electron reports it. */
export interface ScreenInfo {
  displays(): readonly Display[];
  pointer(): Point;
}

/** Position of the popup: by the settings, or where the user dragged it, saved for each set of displays. */
export class PopupPosition {
  readonly #screen: ScreenInfo;
  readonly #store: PositionStore;
  readonly #preference: () => PlacementPreference;
  /** what is known of the present set of displays */
  #current: { readonly key: string; readonly dragged: DraggedPosition | null } | null = null;
  /** where the pointer was when the popup was shown */
  #pointer: Point | null = null;
  #drag: { readonly pointer: Point; readonly window: Point; moved: boolean } | null = null;

  /** @param preference what the settings say at this moment */
  constructor(screen: ScreenInfo, store: PositionStore, preference: () => PlacementPreference) {
    this.#screen = screen;
    this.#store = store;
    this.#preference = preference;
  }

  /** Returns the bounds of a window of this size now. @param isShown a shown window does not follow the pointer */
  getBounds(size: Size, isShown: boolean): Rect {
    const preference = this.#preference();
    const displays = this.#screen.displays();
    if (preference.display === 'cursor' && !isShown) this.#pointer = this.#screen.pointer();
    return getPopupBounds(displays, size, preference, this.#pointer, this.#findDragged(displays, preference));
  }

  /** The user presses on the window that is here. */
  startDrag(window: Rect): void {
    this.#drag = { pointer: this.#screen.pointer(), window: { x: window.x, y: window.y }, moved: false };
  }

  /** The pointer moved since `begin`: the window, of this size, follows. */
  moveDrag(size: Size): void {
    const drag = this.#drag;
    if (drag === null) return;
    const pointer = this.#screen.pointer();
    const [dx, dy] = [pointer.x - drag.pointer.x, pointer.y - drag.pointer.y];
    if (!drag.moved && Math.hypot(dx, dy) < CLICK_PX) return;
    drag.moved = true;
    const displays = this.#screen.displays();
    const rect = { ...size, x: drag.window.x + dx, y: drag.window.y + dy };
    this.#current = {
      key: toDisplaysKey(displays),
      dragged: toDraggedPosition(displays, rect, pointer, this.#preference()),
    };
  }

  /** Let go, or the window went away: where it is now is remembered, if it was moved. */
  endDrag(): void {
    const moved = this.#drag?.moved === true;
    this.#drag = null;
    if (moved && this.#current !== null)
      this.#store.setValue(this.#current.key, serializePosition(this.#current.dragged));
  }

  /** Back to where the settings have it. */
  reset(): void {
    this.#drag = null;
    const key = toDisplaysKey(this.#screen.displays());
    this.#current = { key, dragged: null };
    this.#store.setValue(key, serializePosition(null));
  }

  /** The settings changed: a place that was dragged to under another display or corner is forgotten. */
  onSettingsChange(): void {
    const dragged = this.#current?.dragged ?? null;
    if (dragged !== null && !matchesPreference(dragged, this.#preference())) this.reset();
  }

  #findDragged(displays: readonly Display[], preference: PlacementPreference): DraggedPosition | null {
    const key = toDisplaysKey(displays);
    // Reading it is a look into a file, which a card does not wait for.
    if (this.#current?.key !== key)
      this.#current = { key, dragged: parsePosition(this.#store.getValue(key), preference) };
    return this.#current.dragged;
  }
}

/** Do two rectangles have their middles on different displays? */
export function crossesDisplays(displays: readonly Display[], from: Rect, to: Rect): boolean {
  const getCenter = ({ x, y, width, height }: Rect): Point => ({ x: x + width / 2, y: y + height / 2 });
  return (
    findNearestDisplay(displays, getCenter(from))?.id !== findNearestDisplay(displays, getCenter(to))?.id
  );
}
