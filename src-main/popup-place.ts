import {
  displaysKey,
  draggedPlace,
  isUnder,
  nearestDisplay,
  parsePlace,
  placeText,
  popupRect,
  type Display,
  type DraggedPlace,
  type Point,
  type Rect,
  type Size,
  type Wish,
} from './placement.ts';

/** What is pressed and let go within this is a click, in device-independent pixels. */
const CLICK_PX = 4;

/** Small texts that outlive the app. */
export interface Memory {
  /** null = nothing is kept under this key */
  recall(key: string): string | null;
  keep(key: string, value: string): void;
}

/** The screen, as Electron tells it. */
export interface Desk {
  displays(): readonly Display[];
  pointer(): Point;
}

/** Where the popup stands: by the settings, or where somebody dragged it, remembered for each set of displays. */
export class PopupPlace {
  readonly #desk: Desk;
  readonly #memory: Memory;
  readonly #wish: () => Wish;
  /** what is known of the present set of displays */
  #known: { readonly key: string; readonly dragged: DraggedPlace | null } | null = null;
  /** where the pointer was when the popup was shown */
  #pointer: Point | null = null;
  #drag: { readonly pointer: Point; readonly window: Point; moved: boolean } | null = null;

  /** @param wish what the settings say at this moment */
  constructor(desk: Desk, memory: Memory, wish: () => Wish) {
    this.#desk = desk;
    this.#memory = memory;
    this.#wish = wish;
  }

  /** Where a window of this size stands now. @param shown one that is shown does not run after the pointer */
  rect(size: Size, shown: boolean): Rect {
    const wish = this.#wish();
    const displays = this.#desk.displays();
    if (wish.display === 'cursor' && !shown) this.#pointer = this.#desk.pointer();
    return popupRect(displays, size, wish, this.#pointer, this.#dragged(displays, wish));
  }

  /** Somebody presses on the window that stands here. */
  begin(window: Rect): void {
    this.#drag = { pointer: this.#desk.pointer(), window: { x: window.x, y: window.y }, moved: false };
  }

  /** The pointer moved since `begin`: the window, of this size, follows. */
  move(size: Size): void {
    const drag = this.#drag;
    if (drag === null) return;
    const pointer = this.#desk.pointer();
    const [dx, dy] = [pointer.x - drag.pointer.x, pointer.y - drag.pointer.y];
    if (!drag.moved && Math.hypot(dx, dy) < CLICK_PX) return;
    drag.moved = true;
    const displays = this.#desk.displays();
    const rect = { ...size, x: drag.window.x + dx, y: drag.window.y + dy };
    this.#known = {
      key: displaysKey(displays),
      dragged: draggedPlace(displays, rect, pointer, this.#wish()),
    };
  }

  /** Let go, or the window went away: where it is now is remembered, if it was moved. */
  end(): void {
    const moved = this.#drag?.moved === true;
    this.#drag = null;
    if (moved && this.#known !== null) this.#memory.keep(this.#known.key, placeText(this.#known.dragged));
  }

  /** Back to where the settings have it. */
  forget(): void {
    this.#drag = null;
    const key = displaysKey(this.#desk.displays());
    this.#known = { key, dragged: null };
    this.#memory.keep(key, placeText(null));
  }

  /** The settings changed: a place that was dragged to under another display or corner is forgotten. */
  settingsChanged(): void {
    const dragged = this.#known?.dragged ?? null;
    if (dragged !== null && !isUnder(dragged, this.#wish())) this.forget();
  }

  #dragged(displays: readonly Display[], wish: Wish): DraggedPlace | null {
    const key = displaysKey(displays);
    // Reading it is a look into a file, which a card does not wait for.
    if (this.#known?.key !== key) this.#known = { key, dragged: parsePlace(this.#memory.recall(key), wish) };
    return this.#known.dragged;
  }
}

/** Do two rectangles have their middles on different displays? */
export function changesDisplay(displays: readonly Display[], from: Rect, to: Rect): boolean {
  const middle = ({ x, y, width, height }: Rect): Point => ({ x: x + width / 2, y: y + height / 2 });
  return nearestDisplay(displays, middle(from))?.id !== nearestDisplay(displays, middle(to))?.id;
}
