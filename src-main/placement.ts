/** In device-independent pixels, as Electron's `screen` tells them. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Corner = 'top-right' | 'top-left' | 'bottom-right' | 'bottom-left';

const MARGIN = 16;

/** Top right, except on Windows, whose notices come bottom right. */
export function defaultCorner(platform: NodeJS.Platform): Corner {
  return platform === 'win32' ? 'bottom-right' : 'top-right';
}

/** Where a window of this size stands in a corner of the work area; never larger than it, never outside of it. */
export function place(
  size: { readonly width: number; readonly height: number },
  workArea: Rect,
  corner: Corner,
): Rect {
  const width = Math.min(size.width, workArea.width);
  const height = Math.min(size.height, workArea.height);
  const right = corner.endsWith('right');
  const bottom = corner.startsWith('bottom');
  const x = right ? workArea.x + workArea.width - width - MARGIN : workArea.x + MARGIN;
  const y = bottom ? workArea.y + workArea.height - height - MARGIN : workArea.y + MARGIN;
  return {
    x: Math.max(workArea.x, Math.min(x, workArea.x + workArea.width - width)),
    y: Math.max(workArea.y, Math.min(y, workArea.y + workArea.height - height)),
    width,
    height,
  };
}
