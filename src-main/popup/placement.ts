import type { Point, Rectangle, Size } from 'electron/main';
import { z } from 'zod';
import { parseJson } from '../../src-core/util/parse-json.ts';

const CORNERS = ['top-right', 'top-left', 'bottom-right', 'bottom-left'] as const;
export type Corner = (typeof CORNERS)[number];

/** Rectangles are in device-independent pixels; the work area is without taskbar and dock. */
export interface Display extends Pick<Electron.Display, 'id' | 'bounds' | 'workArea' | 'scaleFactor'> {
  readonly isPrimary: boolean;
}

export interface PlacementPreference {
  /** 'primary', 'cursor' (the display with the pointer), or a display id */
  readonly display: string;
  readonly corner: Corner;
}

/** Distance of the popup from the edges of the work area, unless it was dragged. */
const MARGIN = 16;

const offset = z.number().min(0).max(100_000);
const DraggedPosition = z.object({
  display: z.number(),
  /** the nearest corner of the work area */
  corner: z.enum(CORNERS),
  /** distance of that corner from the window's */
  x: offset,
  y: offset,
  /** the settings when it was dragged */
  wish: z.object({ display: z.string().max(30), corner: z.enum(CORNERS) }),
});
/** The place that the popup was dragged to. */
export type DraggedPosition = z.infer<typeof DraggedPosition>;

/** Bottom right on Windows, where its notifications appear. */
export function getDefaultCorner(platform: NodeJS.Platform): Corner {
  return platform === 'win32' ? 'bottom-right' : 'top-right';
}

/** The bounds of a window in a corner of the work area, shrunk to fit into it. */
export function positionIn(
  size: Size,
  workArea: Rectangle,
  corner: Corner,
  offset: Point = { x: MARGIN, y: MARGIN },
): Rectangle {
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
 * The bounds of the popup, always within one display's work area. A dragged position overrides the settings on every
 * display, since the user moved the card out of the way, until display or corner is set (see `parsePosition`).
 *
 * @param pointer for the display 'cursor'; null = unknown
 * @param dragged the place saved for this set of displays
 */
export function getPopupBounds(
  displays: readonly Display[],
  size: Size,
  preference: PlacementPreference,
  pointer: Point | null,
  dragged: DraggedPosition | null,
): Rectangle {
  const draggedDisplay = displays.find(({ id }) => id === dragged?.display);
  if (dragged !== null && draggedDisplay !== undefined)
    return positionIn(size, draggedDisplay.workArea, dragged.corner, dragged);
  const display = findPreferredDisplay(displays, preference.display, pointer);
  return positionIn(size, display?.workArea ?? { x: 0, y: 0, ...size }, preference.corner);
}

/** The primary display if the preferred one is not connected. */
function findPreferredDisplay(
  displays: readonly Display[],
  preferredId: string,
  pointer: Point | null,
): Display | undefined {
  const nearest = pointer === null ? undefined : findNearestDisplay(displays, pointer);
  const preferred =
    preferredId === 'cursor' ? nearest : displays.find(({ id }) => String(id) === preferredId);
  return preferred ?? displays.find(({ isPrimary }) => isPrimary) ?? displays[0];
}

/** The display with this point, else the nearest one. */
export function findNearestDisplay(displays: readonly Display[], point: Point): Display | undefined {
  const ranked = displays.map((display) => ({ display, distance: getDistance(display.bounds, point) }));
  return ranked.sort((a, b) => a.distance - b.distance)[0]?.display;
}

function getDistance({ x, y, width, height }: Rectangle, point: Point): number {
  const dx = Math.max(x - point.x, 0, point.x - (x + width - 1));
  const dy = Math.max(y - point.y, 0, point.y - (y + height - 1));
  return Math.hypot(dx, dy);
}

/**
 * The place of a window that was dragged with the pointer at this point, within the work area of the pointer's display.
 * It is kept as the distance from the nearest corner, so that a card grows away from the edge and moves with a taskbar.
 */
export function toDraggedPosition(
  displays: readonly Display[],
  rect: Rectangle,
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

/** The key under which a place is saved: the same for the same displays in any order. */
export function toDisplaysKey(displays: readonly Display[]): string {
  const descriptions = displays.map(
    ({ id, bounds: { x, y, width, height }, scaleFactor }) =>
      `${id}:${x},${y},${width}x${height}@${scaleFactor}`,
  );
  return `popup-place ${descriptions.sort().join(' ')}`;
}

/** For `parsePosition`. @param dragged null = the place in the settings */
export function serializePosition(dragged: DraggedPosition | null): string {
  return dragged === null ? '' : JSON.stringify(dragged);
}

/**
 * Reads what `serializePosition` wrote, from a file that anyone may have changed. Null if it is invalid, or was dragged
 * under other settings: a later change of display or corner takes precedence.
 */
export function parsePosition(text: string | null, preference: PlacementPreference): DraggedPosition | null {
  if (text === null || text === '') return null;
  const found = DraggedPosition.safeParse(parseJson(text)).data;
  return found !== undefined && matchesPreference(found, preference) ? found : null;
}

/** Whether it was dragged under these settings. */
export function matchesPreference(dragged: DraggedPosition, preference: PlacementPreference): boolean {
  return dragged.wish.display === preference.display && dragged.wish.corner === preference.corner;
}
