import type { Point, Rectangle, Size } from 'electron/main';
import {
  findNearestDisplay,
  getPopupBounds,
  matchesPreference,
  parsePosition,
  serializePosition,
  toDisplaysKey,
  toDraggedPosition,
  type Display,
  type DraggedPosition,
  type PlacementPreference,
} from './placement.ts';

/** A shorter movement is a click, in device-independent pixels. */
const CLICK_PX = 4;

/** Texts that are kept across restarts. */
export interface PositionStore {
  /** null if the key is unknown */
  getValue(key: string): string | null;
  setValue(key: string, value: string): void;
}

/** The screen, as Electron reports it. */
export interface ScreenInfo {
  displays(): readonly Display[];
  pointer(): Point;
}

/** The popup's position: from the settings, or where the user dragged it, saved for each set of displays. */
export class PopupPosition {
  readonly #screen: ScreenInfo;
  readonly #store: PositionStore;
  readonly #preference: () => PlacementPreference;
  /** of the present set of displays */
  #current: { readonly key: string; readonly dragged: DraggedPosition | null } | null = null;
  /** the pointer when the popup was shown */
  #pointer: Point | null = null;
  #drag: { readonly pointer: Point; readonly window: Point; moved: boolean } | null = null;

  /** @param preference reads the settings */
  constructor(screen: ScreenInfo, store: PositionStore, preference: () => PlacementPreference) {
    this.#screen = screen;
    this.#store = store;
    this.#preference = preference;
  }

  /** The bounds of a window of this size. @param isShown a shown window does not follow the pointer */
  getBounds(size: Size, isShown: boolean): Rectangle {
    const preference = this.#preference();
    const displays = this.#screen.displays();
    if (preference.display === 'cursor' && !isShown) this.#pointer = this.#screen.pointer();
    return getPopupBounds(displays, size, preference, this.#pointer, this.#findDragged(displays, preference));
  }

  startDrag(window: Rectangle): void {
    this.#drag = { pointer: this.#screen.pointer(), window: { x: window.x, y: window.y }, moved: false };
  }

  /** Moves the window, of this size, with the pointer. */
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

  /** Saves the position of a dragged window that was released or hidden. */
  endDrag(): void {
    const moved = this.#drag?.moved === true;
    this.#drag = null;
    if (moved && this.#current !== null)
      this.#store.setValue(this.#current.key, serializePosition(this.#current.dragged));
  }

  /** Back to the position in the settings. */
  reset(): void {
    this.#drag = null;
    const key = toDisplaysKey(this.#screen.displays());
    this.#current = { key, dragged: null };
    this.#store.setValue(key, serializePosition(null));
  }

  /** Forgets a dragged position if display or corner has changed. */
  onSettingsChange(): void {
    const dragged = this.#current?.dragged ?? null;
    if (dragged !== null && !matchesPreference(dragged, this.#preference())) this.reset();
  }

  #findDragged(displays: readonly Display[], preference: PlacementPreference): DraggedPosition | null {
    const key = toDisplaysKey(displays);
    // Read once per set of displays: cards must not wait for the file.
    if (this.#current?.key !== key)
      this.#current = { key, dragged: parsePosition(this.#store.getValue(key), preference) };
    return this.#current.dragged;
  }
}

/** Whether the centers of two rectangles are on different displays. */
export function crossesDisplays(displays: readonly Display[], from: Rectangle, to: Rectangle): boolean {
  const getDisplayId = ({ x, y, width, height }: Rectangle): number | undefined =>
    findNearestDisplay(displays, { x: x + width / 2, y: y + height / 2 })?.id;
  return getDisplayId(from) !== getDisplayId(to);
}
