import { z } from 'zod';
import { parseJson } from '../../src-core/util/parse-json.ts';

/** In device-independent pixels, as Electron's `screen` reports them. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export type Point = Pick<Rect, 'x' | 'y'>;
export type Size = Pick<Rect, 'width' | 'height'>;

const CORNERS = ['top-right', 'top-left', 'bottom-right', 'bottom-left'] as const;
export type Corner = (typeof CORNERS)[number];

export interface Display {
  readonly id: number;
  readonly bounds: Rect;
  /** without task bars and docks */
  readonly workArea: Rect;
  readonly scaleFactor: number;
  readonly isPrimary: boolean;
}

/** What the settings say. */
export interface PlacementPreference {
  /** 'primary', 'cursor' (the display with the pointer), or a display's id in digits */
  readonly display: string;
  readonly corner: Corner;
}

/** Distance of a card from the edges of the work area, unless it was dragged. */
const MARGIN = 16;

const offset = z.number().min(0).max(100_000);
const DraggedPosition = z.object({
  display: z.number(),
  /** the corner of the work area that it was nearest to */
  corner: z.enum(CORNERS),
  /** from that corner to the window's own */
  x: offset,
  y: offset,
  /** the settings at that time */
  wish: z.object({ display: z.string().max(30), corner: z.enum(CORNERS) }),
});
/** Where the popup was dragged to. */
export type DraggedPosition = z.infer<typeof DraggedPosition>;

/** Top right, except on Windows, whose notices come bottom right. */
export function getDefaultCorner(platform: NodeJS.Platform): Corner {
  return platform === 'win32' ? 'bottom-right' : 'top-right';
}

/** Returns the bounds of a window of this size in a corner of the work area; never larger than it, never outside of it. */
export function positionIn(
  size: Size,
  workArea: Rect,
  corner: Corner,
  offset: Point = { x: MARGIN, y: MARGIN },
): Rect {
  const width = Math.min(size.width, workArea.width);
  const height = Math.min(size.height, workArea.height);
  const [spaceX, spaceY] = [workArea.width - width, workArea.height - height];
  const x = Math.min(offset.x, spaceX);
  const y = Math.min(offset.y, spaceY);
  return {
    x: workArea.x + (corner.endsWith('right') ? spaceX - x : x),
    y: workArea.y + (corner.startsWith('bottom') ? spaceY - y : y),
    width,
    height,
  };
}

/**
 * Where the popup stands: always inside the work area of one display.
 *
 * Where somebody dragged it wins over the settings, whichever display the pointer is on: who moved the card out of
 * the way does not want it back there. That holds until
 * display or corner are set anew (see `parsePosition`), or the place is forgotten.
 *
 * @param pointer counts for the display 'cursor' only; null = unknown
 * @param dragged the place remembered for this set of displays, if any
 */
export function getPopupBounds(
  displays: readonly Display[],
  size: Size,
  preference: PlacementPreference,
  pointer: Point | null,
  dragged: DraggedPosition | null,
): Rect {
  const draggedDisplay = displays.find(({ id }) => id === dragged?.display);
  if (dragged !== null && draggedDisplay !== undefined)
    return positionIn(size, draggedDisplay.workArea, dragged.corner, dragged);
  const display = findPreferredDisplay(displays, preference.display, pointer);
  return positionIn(size, display?.workArea ?? { x: 0, y: 0, ...size }, preference.corner);
}

/** A display that is not there counts as the primary one. */
function findPreferredDisplay(
  displays: readonly Display[],
  preferredId: string,
  pointer: Point | null,
): Display | undefined {
  const preferred =
    preferredId === 'cursor'
      ? pointer === null
        ? undefined
        : findNearestDisplay(displays, pointer)
      : displays.find(({ id }) => String(id) === preferredId);
  return preferred ?? displays.find(({ isPrimary }) => isPrimary) ?? displays[0];
}

/** The display on which the point is, or else the one that it is nearest to. */
export function findNearestDisplay(displays: readonly Display[], point: Point): Display | undefined {
  const ranked = displays.map((display) => ({ display, distance: getDistance(display.bounds, point) }));
  return ranked.sort((a, b) => a.distance - b.distance)[0]?.display;
}

function getDistance({ x, y, width, height }: Rect, point: Point): number {
  const dx = Math.max(x - point.x, 0, point.x - (x + width - 1));
  const dy = Math.max(y - point.y, 0, point.y - (y + height - 1));
  return Math.hypot(dx, dy);
}

/**
 * The place that a window has been dragged to, with the pointer at this point; on the pointer's display, in its work
 * area. It is kept as the distance from the corner it is nearest to, so that a card that grows does so away from the
 * edge, and a task bar that comes or goes moves it along.
 */
export function toDraggedPosition(
  displays: readonly Display[],
  rect: Rect,
  pointer: Point,
  preference: PlacementPreference,
): DraggedPosition | null {
  const display = findNearestDisplay(displays, pointer);
  if (display === undefined) return null;
  const { workArea } = display;
  const left = clamp(rect.x - workArea.x, workArea.width - rect.width);
  const top = clamp(rect.y - workArea.y, workArea.height - rect.height);
  const right = Math.max(0, workArea.width - rect.width) - left;
  const bottom = Math.max(0, workArea.height - rect.height) - top;
  return {
    display: display.id,
    corner: `${top <= bottom ? 'top' : 'bottom'}-${left <= right ? 'left' : 'right'}`,
    x: Math.min(left, right),
    y: Math.min(top, bottom),
    wish: { display: preference.display, corner: preference.corner },
  };
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(value, max));
}

/** Under which a place is remembered: the same for the same displays, however they are listed. */
export function toDisplaysKey(displays: readonly Display[]): string {
  const descriptions = displays.map(
    ({ id, bounds: { x, y, width, height }, scaleFactor }) =>
      `${id}:${x},${y},${width}x${height}@${scaleFactor}`,
  );
  return `popup-place ${descriptions.sort().join(' ')}`;
}

/** For `parsePosition`. null = where the settings have it. */
export function serializePosition(dragged: DraggedPosition | null): string {
  return dragged === null ? '' : JSON.stringify(dragged);
}

/**
 * Reads what `serializePosition` wrote, from a file that anybody may have changed. What is no place is none, and neither is
 * one that was dragged to under other settings: setting display or corner is the later word.
 */
export function parsePosition(text: string | null, preference: PlacementPreference): DraggedPosition | null {
  if (text === null || text === '') return null;
  const found = DraggedPosition.safeParse(parseJson(text)).data;
  return found !== undefined && matchesPreference(found, preference) ? found : null;
}

/** Was it dragged there under these settings? */
export function matchesPreference(dragged: DraggedPosition, preference: PlacementPreference): boolean {
  return dragged.wish.display === preference.display && dragged.wish.corner === preference.corner;
}
