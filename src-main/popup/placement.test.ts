import type { Point, Rectangle } from 'electron/main';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  toDisplaysKey,
  toDraggedPosition,
  findNearestDisplay,
  getDefaultCorner,
  parsePosition,
  positionIn,
  serializePosition,
  getPopupBounds,
  type Corner,
  type Display,
  type PlacementPreference,
} from './placement.ts';

const PREFERENCE: PlacementPreference = { display: 'primary', corner: 'top-right' };
const CARD = { width: 400, height: 240 };

/** Returns a display with a taskbar of 40 pixels at its lower edge. */
function createDisplay(id: number, bounds: Rectangle, overrides: Partial<Display> = {}): Display {
  const workArea = { ...bounds, height: bounds.height - 40 };
  return { id, bounds, workArea, scaleFactor: 1, isPrimary: id === 1, ...overrides };
}

const OFFICE = createDisplay(1, { x: 0, y: 0, width: 1920, height: 1080 });
/** 125 %, to the left of the first and lower */
const LEFT = createDisplay(2, { x: -1536, y: 200, width: 1536, height: 864 }, { scaleFactor: 1.25 });
/** 200 %, to the right */
const RIGHT = createDisplay(3, { x: 1920, y: -120, width: 1280, height: 720 }, { scaleFactor: 2 });
/** above, in portrait orientation */
const PORTRAIT = createDisplay(4, { x: 300, y: -1920, width: 1080, height: 1920 });

describe('getPopupBounds by the settings', () => {
  test.each<[string, Display[], PlacementPreference, Point | null, Point]>([
    ['one display', [OFFICE], PREFERENCE, null, { x: 1504, y: 16 }],
    ['bottom left', [OFFICE], { ...PREFERENCE, corner: 'bottom-left' }, null, { x: 16, y: 784 }],
    ['the primary of two', [LEFT, OFFICE], PREFERENCE, null, { x: 1504, y: 16 }],
    ['the one to the left', [OFFICE, LEFT], { ...PREFERENCE, display: '2' }, null, { x: -416, y: 216 }],
    [
      'a display at 200 %',
      [OFFICE, LEFT, RIGHT],
      { ...PREFERENCE, display: '3' },
      null,
      { x: 2784, y: -104 },
    ],
    [
      'a portrait display',
      [OFFICE, LEFT, RIGHT, PORTRAIT],
      { display: '4', corner: 'bottom-right' },
      null,
      { x: 964, y: -296 },
    ],
    ['an unknown display', [LEFT, OFFICE], { ...PREFERENCE, display: '99' }, null, { x: 1504, y: 16 }],
    [
      'the display with the pointer',
      [OFFICE, LEFT],
      { ...PREFERENCE, display: 'cursor' },
      { x: -5, y: 300 },
      { x: -416, y: 216 },
    ],
    [
      'the display nearest to the pointer',
      [OFFICE, LEFT],
      { ...PREFERENCE, display: 'cursor' },
      { x: -900, y: 0 },
      { x: -416, y: 216 },
    ],
    ['an unknown pointer', [LEFT, OFFICE], { ...PREFERENCE, display: 'cursor' }, null, { x: 1504, y: 16 }],
    ['no primary', [LEFT], PREFERENCE, null, { x: -416, y: 216 }],
  ])('%s', (_name, displays, preference, pointer, expected) => {
    expect(getPopupBounds(displays, CARD, preference, pointer, null)).toEqual({ ...CARD, ...expected });
  });

  test('fills a work area smaller than the card', () => {
    const small = createDisplay(1, { x: 0, y: 0, width: 320, height: 240 });
    expect(getPopupBounds([small], CARD, PREFERENCE, null, null)).toEqual({
      x: 0,
      y: 0,
      width: 320,
      height: 200,
    });
  });

  test('returns a rectangle even without a display', () => {
    expect(getPopupBounds([], CARD, PREFERENCE, { x: 0, y: 0 }, null)).toMatchObject(CARD);
  });
});

describe('a dragged position', () => {
  const drag = (
    displays: Display[],
    rect: Rectangle,
    pointer: Point = rect,
  ): ReturnType<typeof toDraggedPosition> => toDraggedPosition(displays, rect, pointer, PREFERENCE);

  test.each<[string, Rectangle, Corner, Point]>([
    ['near the top left', { ...CARD, x: 100, y: 50 }, 'top-left', { x: 100, y: 50 }],
    ['near the bottom right', { ...CARD, x: 1500, y: 700 }, 'bottom-right', { x: 20, y: 100 }],
    ['into the task bar', { ...CARD, x: 1000, y: 1000 }, 'bottom-right', { x: 520, y: 0 }],
    ['half off the screen', { ...CARD, x: 1800, y: -30 }, 'top-right', { x: 0, y: 0 }],
  ])('%s', (_name, rect, corner, offset) => {
    const position = drag([OFFICE], rect, { x: Math.min(rect.x, 1919), y: Math.max(rect.y, 0) });
    expect(position).toEqual({ display: 1, corner, ...offset, wish: PREFERENCE });
  });

  test('between two displays belongs to the one with the pointer', () => {
    const between = { ...CARD, x: -200, y: 400 };
    const position = drag([OFFICE, LEFT], between, { x: -10, y: 410 });
    expect(getPopupBounds([OFFICE, LEFT], CARD, PREFERENCE, null, position)).toEqual({
      ...CARD,
      x: -400,
      y: 400,
    });
  });

  test('takes precedence over the display with the pointer', () => {
    const preference = { ...PREFERENCE, display: 'cursor' };
    const position = toDraggedPosition(
      [OFFICE, LEFT],
      { ...CARD, x: 700, y: 400 },
      { x: 710, y: 410 },
      preference,
    );
    expect(getPopupBounds([OFFICE, LEFT], CARD, preference, { x: -10, y: 410 }, position)).toMatchObject({
      x: 700,
      y: 400,
    });
  });

  test('lets the card grow away from the edge and shrink back', () => {
    const position = drag([OFFICE], { ...CARD, x: 1500, y: 700 });
    expect(getPopupBounds([OFFICE], { width: 400, height: 500 }, PREFERENCE, null, position)).toMatchObject({
      y: 440,
    });
    expect(getPopupBounds([OFFICE], { width: 800, height: 2_000 }, PREFERENCE, null, position)).toEqual({
      x: 1100,
      y: 0,
      width: 800,
      height: 1040,
    });
    expect(getPopupBounds([OFFICE], CARD, PREFERENCE, null, position)).toMatchObject({ x: 1500, y: 700 });
  });

  test('moves up for a task bar at the lower edge', () => {
    const before = { ...OFFICE, workArea: OFFICE.bounds };
    const position = drag([before], { ...CARD, x: 1500, y: 830 });
    expect(getPopupBounds([OFFICE], CARD, PREFERENCE, null, position)).toMatchObject({ x: 1500, y: 790 });
  });

  test('is ignored if its display is disconnected', () => {
    const position = drag([OFFICE, LEFT], { ...CARD, x: -900, y: 400 });
    expect(position?.display).toBe(2);
    expect(getPopupBounds([OFFICE], CARD, PREFERENCE, null, position)).toMatchObject({ x: 1504, y: 16 });
  });
});

describe('arbitrary displays', () => {
  const side = fc.integer({ min: 200, max: 4_000 });
  /** Displays side by side, each with its own edges, some with a taskbar; the first is the primary. */
  const displays = fc
    .array(
      fc.record({
        id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        width: side,
        height: side,
        y: fc.integer({ min: -3_000, max: 3_000 }),
        bar: fc.integer({ min: 0, max: 100 }),
        scaleFactor: fc.constantFrom(1, 1.25, 1.5, 2),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .chain((list) => fc.tuple(fc.constant(list), fc.integer({ min: -9_000, max: 3_000 })))
    .map(([list, start]) => {
      let x = start;
      return list.map(({ width, height, y, bar, scaleFactor }, index): Display => {
        const bounds = { x, y, width, height };
        x += width;
        const workArea = { ...bounds, height: height - bar };
        return { id: index + 1, bounds, workArea, scaleFactor, isPrimary: index === 0 };
      });
    });
  const size = fc.record({
    width: fc.integer({ min: 1, max: 1_000 }),
    height: fc.integer({ min: 1, max: 6_000 }),
  });
  const coordinate = fc.integer({ min: -12_000, max: 12_000 });
  const point = fc.record({ x: coordinate, y: coordinate });
  const preference = fc.record({
    display: fc.constantFrom('primary', 'cursor', '1', '3', '77'),
    corner: fc.constantFrom<Corner>('top-right', 'top-left', 'bottom-right', 'bottom-left'),
  });
  const inside = (rect: Rectangle, area: Rectangle): boolean =>
    rect.x >= area.x &&
    rect.y >= area.y &&
    rect.x + rect.width <= area.x + area.width &&
    rect.y + rect.height <= area.y + area.height;

  test('the card is always inside exactly one work area', () => {
    fc.assert(
      fc.property(displays, size, size, preference, point, point, (screens, now, then, how, pointer, to) => {
        const dragged = toDraggedPosition(screens, { ...then, ...to }, pointer, how);
        for (const position of [null, dragged]) {
          const rect = getPopupBounds(screens, now, how, pointer, position);
          expect(screens.filter(({ workArea }) => inside(rect, workArea))).toHaveLength(1);
          expect([rect.width <= now.width, rect.height <= now.height]).toEqual([true, true]);
        }
        expect(screens.find(({ id }) => id === dragged?.display)).toBe(findNearestDisplay(screens, pointer));
      }),
    );
  });

  test('a dragged position survives a restart, and dragging by nothing changes nothing', () => {
    fc.assert(
      fc.property(displays, size, preference, point, point, (screens, card, how, pointer, to) => {
        const first = toDraggedPosition(screens, { ...card, ...to }, pointer, how);
        const rect = getPopupBounds(screens, card, how, pointer, first);
        expect(
          getPopupBounds(screens, card, how, null, parsePosition(serializePosition(first), how)),
        ).toEqual(rect);
        const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
        const draggedAgain = toDraggedPosition(screens, rect, middle, how);
        expect(getPopupBounds(screens, card, how, pointer, draggedAgain)).toEqual(rect);
      }),
    );
  });

  test('a growing card keeps its anchor corner as long as there is room', () => {
    fc.assert(
      fc.property(
        displays,
        size,
        preference,
        point,
        point,
        size,
        (screens, card, how, pointer, to, growth) => {
          const position = toDraggedPosition(screens, { ...card, ...to }, pointer, how);
          const area = screens.find(({ id }) => id === position?.display)?.workArea;
          if (position === null || area === undefined) throw new Error('there is a display');
          const grown = { width: card.width + growth.width, height: card.height + growth.height };
          fc.pre(grown.width + position.x <= area.width && grown.height + position.y <= area.height);
          const anchor = ({ x, y, width, height }: Rectangle): Point => ({
            x: position.corner.endsWith('left') ? x : x + width,
            y: position.corner.startsWith('top') ? y : y + height,
          });
          expect(anchor(getPopupBounds(screens, grown, how, pointer, position))).toEqual(
            anchor(getPopupBounds(screens, card, how, pointer, position)),
          );
        },
      ),
    );
  });

  test('toDisplaysKey ignores the order of displays and differs for different displays', () => {
    const listed = displays.chain((screens) =>
      fc.tuple(fc.constant(screens), fc.shuffledSubarray(screens, { minLength: screens.length })),
    );
    fc.assert(
      fc.property(listed, ([screens, shuffled]) => {
        expect(toDisplaysKey(shuffled)).toBe(toDisplaysKey(screens));
        expect(toDisplaysKey(screens.slice(1))).not.toBe(toDisplaysKey(screens));
        const [first, ...rest] = screens;
        if (first === undefined) throw new Error('there is a display');
        for (const changed of [
          { ...first, id: 99 },
          { ...first, scaleFactor: 3 },
          { ...first, bounds: { ...first.bounds, width: first.bounds.width + 1 } },
        ])
          expect(toDisplaysKey([changed, ...rest])).not.toBe(toDisplaysKey(screens));
        // A taskbar that hides automatically does not change the displays.
        expect(toDisplaysKey([{ ...first, workArea: first.bounds }, ...rest])).toBe(toDisplaysKey(screens));
      }),
    );
  });
});

describe('serialized positions', () => {
  const position = toDraggedPosition([OFFICE], { ...CARD, x: 100, y: 50 }, { x: 110, y: 60 }, PREFERENCE);

  test('can be parsed again', () => {
    expect(parsePosition(serializePosition(position), PREFERENCE)).toEqual(position);
    expect(parsePosition(serializePosition(null), PREFERENCE)).toBeNull();
  });

  test.each([
    null,
    '',
    'x',
    '{}',
    'null',
    '[1]',
    JSON.stringify({ ...position, corner: 'middle' }),
    JSON.stringify({ ...position, x: -1 }),
    JSON.stringify({ ...position, y: 1e9 }),
    JSON.stringify({ ...position, display: 'one' }),
    JSON.stringify({ ...position, wish: undefined }),
  ])('%s parses to null', (text) => {
    expect(parsePosition(text, PREFERENCE)).toBeNull();
  });

  test('are ignored if corner or display of the settings changed', () => {
    expect(parsePosition(serializePosition(position), { ...PREFERENCE, corner: 'top-left' })).toBeNull();
    expect(parsePosition(serializePosition(position), { ...PREFERENCE, display: 'cursor' })).toBeNull();
  });
});

describe('positionIn', () => {
  const rect = fc.record({
    x: fc.integer({ min: -5_000, max: 5_000 }),
    y: fc.integer({ min: -5_000, max: 5_000 }),
    width: fc.integer({ min: 100, max: 4_000 }),
    height: fc.integer({ min: 100, max: 4_000 }),
  });
  const corner = fc.constantFrom('top-right', 'top-left', 'bottom-right', 'bottom-left');

  test('never leaves the work area', () => {
    fc.assert(
      fc.property(rect, corner, fc.integer({ min: 1, max: 6_000 }), (area, where, height) => {
        const placed = positionIn({ width: 400, height }, area, where);
        expect(placed.x).toBeGreaterThanOrEqual(area.x);
        expect(placed.y).toBeGreaterThanOrEqual(area.y);
        expect(placed.x + placed.width).toBeLessThanOrEqual(area.x + area.width);
        expect(placed.y + placed.height).toBeLessThanOrEqual(area.y + area.height);
      }),
    );
  });

  test.each([
    ['top-right', 1504, 16],
    ['top-left', 16, 16],
    ['bottom-right', 1504, 784],
    ['bottom-left', 16, 784],
  ] as const)('%s', (where, x, y) => {
    expect(positionIn({ width: 400, height: 240 }, { x: 0, y: 0, width: 1920, height: 1040 }, where)).toEqual(
      {
        x,
        y,
        width: 400,
        height: 240,
      },
    );
  });

  test('getDefaultCorner is bottom right on Windows, else top right', () => {
    expect([getDefaultCorner('win32'), getDefaultCorner('darwin'), getDefaultCorner('linux')]).toEqual([
      'bottom-right',
      'top-right',
      'top-right',
    ]);
  });
});
