import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  displaysKey,
  draggedPlace,
  nearestDisplay,
  parsePlace,
  placeText,
  popupRect,
  type Corner,
  type Display,
  type Point,
  type Rect,
  type Wish,
} from './placement.ts';

const WISH: Wish = { display: 'primary', corner: 'top-right' };
const CARD = { width: 400, height: 240 };

/** A display with a task bar of 40 pixels at its lower edge. */
function display(id: number, bounds: Rect, more: Partial<Display> = {}): Display {
  const workArea = { ...bounds, height: bounds.height - 40 };
  return { id, bounds, workArea, scaleFactor: 1, primary: id === 1, ...more };
}

const OFFICE = display(1, { x: 0, y: 0, width: 1920, height: 1080 });
/** 125 %, to the left of the first and lower */
const LEFT = display(2, { x: -1536, y: 200, width: 1536, height: 864 }, { scaleFactor: 1.25 });
/** 200 %, to the right */
const RIGHT = display(3, { x: 1920, y: -120, width: 1280, height: 720 }, { scaleFactor: 2 });
/** above, on its side */
const PORTRAIT = display(4, { x: 300, y: -1920, width: 1080, height: 1920 });

describe('by the settings', () => {
  test.each<[string, Display[], Wish, Point | null, Point]>([
    ['one display', [OFFICE], WISH, null, { x: 1504, y: 16 }],
    ['bottom left', [OFFICE], { ...WISH, corner: 'bottom-left' }, null, { x: 16, y: 784 }],
    ['the primary of two', [LEFT, OFFICE], WISH, null, { x: 1504, y: 16 }],
    ['the one to the left', [OFFICE, LEFT], { ...WISH, display: '2' }, null, { x: -416, y: 216 }],
    ['one at 200 %', [OFFICE, LEFT, RIGHT], { ...WISH, display: '3' }, null, { x: 2784, y: -104 }],
    [
      'one on its side',
      [OFFICE, LEFT, RIGHT, PORTRAIT],
      { display: '4', corner: 'bottom-right' },
      null,
      { x: 964, y: -296 },
    ],
    ['one that is not there', [LEFT, OFFICE], { ...WISH, display: '99' }, null, { x: 1504, y: 16 }],
    [
      'the one with the pointer',
      [OFFICE, LEFT],
      { ...WISH, display: 'cursor' },
      { x: -5, y: 300 },
      { x: -416, y: 216 },
    ],
    [
      'the one nearest to the pointer',
      [OFFICE, LEFT],
      { ...WISH, display: 'cursor' },
      { x: -900, y: 0 },
      { x: -416, y: 216 },
    ],
    ['an unknown pointer', [LEFT, OFFICE], { ...WISH, display: 'cursor' }, null, { x: 1504, y: 16 }],
    ['no primary', [LEFT], WISH, null, { x: -416, y: 216 }],
  ])('%s', (_name, displays, wish, pointer, expected) => {
    expect(popupRect(displays, CARD, wish, pointer, null)).toEqual({ ...CARD, ...expected });
  });

  test('a work area smaller than the card is filled by it', () => {
    const small = display(1, { x: 0, y: 0, width: 320, height: 240 });
    expect(popupRect([small], CARD, WISH, null, null)).toEqual({ x: 0, y: 0, width: 320, height: 200 });
  });

  test('no display at all: a rectangle all the same', () => {
    expect(popupRect([], CARD, WISH, { x: 0, y: 0 }, null)).toMatchObject(CARD);
  });
});

describe('dragged', () => {
  const drag = (displays: Display[], rect: Rect, pointer: Point = rect): ReturnType<typeof draggedPlace> =>
    draggedPlace(displays, rect, pointer, WISH);

  test.each<[string, Rect, Corner, Point]>([
    ['near the top left', { ...CARD, x: 100, y: 50 }, 'top-left', { x: 100, y: 50 }],
    ['near the bottom right', { ...CARD, x: 1500, y: 700 }, 'bottom-right', { x: 20, y: 100 }],
    ['into the task bar', { ...CARD, x: 1000, y: 1000 }, 'bottom-right', { x: 520, y: 0 }],
    ['half off the screen', { ...CARD, x: 1800, y: -30 }, 'top-right', { x: 0, y: 0 }],
  ])('%s', (_name, rect, corner, offset) => {
    const place = drag([OFFICE], rect, { x: Math.min(rect.x, 1919), y: Math.max(rect.y, 0) });
    expect(place).toEqual({ display: 1, corner, ...offset, wish: WISH });
  });

  test('between two displays it belongs to the one with the pointer, whole', () => {
    const between = { ...CARD, x: -200, y: 400 };
    const place = drag([OFFICE, LEFT], between, { x: -10, y: 410 });
    expect(popupRect([OFFICE, LEFT], CARD, WISH, null, place)).toEqual({ ...CARD, x: -400, y: 400 });
  });

  test('it wins over the display with the pointer', () => {
    const wish = { ...WISH, display: 'cursor' };
    const place = draggedPlace([OFFICE, LEFT], { ...CARD, x: 700, y: 400 }, { x: 710, y: 410 }, wish);
    expect(popupRect([OFFICE, LEFT], CARD, wish, { x: -10, y: 410 }, place)).toMatchObject({
      x: 700,
      y: 400,
    });
  });

  test('a card that grows does so away from the edge, and back', () => {
    const place = drag([OFFICE], { ...CARD, x: 1500, y: 700 });
    expect(popupRect([OFFICE], { width: 400, height: 500 }, WISH, null, place)).toMatchObject({ y: 440 });
    expect(popupRect([OFFICE], { width: 800, height: 2_000 }, WISH, null, place)).toEqual({
      x: 1100,
      y: 0,
      width: 800,
      height: 1040,
    });
    expect(popupRect([OFFICE], CARD, WISH, null, place)).toMatchObject({ x: 1500, y: 700 });
  });

  test('a task bar that comes to the lower edge moves a card that stands there up', () => {
    const before = { ...OFFICE, workArea: OFFICE.bounds };
    const place = drag([before], { ...CARD, x: 1500, y: 830 });
    expect(popupRect([OFFICE], CARD, WISH, null, place)).toMatchObject({ x: 1500, y: 790 });
  });

  test('on a display that is not there any more, the settings count', () => {
    const place = drag([OFFICE, LEFT], { ...CARD, x: -900, y: 400 });
    expect(place?.display).toBe(2);
    expect(popupRect([OFFICE], CARD, WISH, null, place)).toMatchObject({ x: 1504, y: 16 });
  });
});

describe('for any displays', () => {
  const side = fc.integer({ min: 200, max: 4_000 });
  /** Side by side, each with its own edges, some with a task bar; the first is the primary. */
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
        return { id: index + 1, bounds, workArea, scaleFactor, primary: index === 0 };
      });
    });
  const size = fc.record({
    width: fc.integer({ min: 1, max: 1_000 }),
    height: fc.integer({ min: 1, max: 6_000 }),
  });
  const coordinate = fc.integer({ min: -12_000, max: 12_000 });
  const point = fc.record({ x: coordinate, y: coordinate });
  const wish = fc.record({
    display: fc.constantFrom('primary', 'cursor', '1', '3', '77'),
    corner: fc.constantFrom<Corner>('top-right', 'top-left', 'bottom-right', 'bottom-left'),
  });
  const inside = (rect: Rect, area: Rect): boolean =>
    rect.x >= area.x &&
    rect.y >= area.y &&
    rect.x + rect.width <= area.x + area.width &&
    rect.y + rect.height <= area.y + area.height;

  test('it stands inside one work area, dragged or not, whatever was remembered', () => {
    fc.assert(
      fc.property(displays, size, size, wish, point, point, (screens, now, then, how, pointer, to) => {
        const dragged = draggedPlace(screens, { ...then, ...to }, pointer, how);
        for (const place of [null, dragged]) {
          const rect = popupRect(screens, now, how, pointer, place);
          expect(screens.filter(({ workArea }) => inside(rect, workArea))).toHaveLength(1);
          expect([rect.width <= now.width, rect.height <= now.height]).toEqual([true, true]);
        }
        expect(screens.find(({ id }) => id === dragged?.display)).toBe(nearestDisplay(screens, pointer));
      }),
    );
  });

  test('where it was dragged to it stands, after a restart too, and dragging it nowhere changes nothing', () => {
    fc.assert(
      fc.property(displays, size, wish, point, point, (screens, card, how, pointer, to) => {
        const first = draggedPlace(screens, { ...card, ...to }, pointer, how);
        const rect = popupRect(screens, card, how, pointer, first);
        expect(popupRect(screens, card, how, null, parsePlace(placeText(first), how))).toEqual(rect);
        const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
        const again = draggedPlace(screens, rect, middle, how);
        expect(popupRect(screens, card, how, pointer, again)).toEqual(rect);
      }),
    );
  });

  test('a card that grows keeps the corner it is anchored by, as long as there is room', () => {
    fc.assert(
      fc.property(displays, size, wish, point, point, size, (screens, card, how, pointer, to, more) => {
        const place = draggedPlace(screens, { ...card, ...to }, pointer, how);
        const area = screens.find(({ id }) => id === place?.display)?.workArea;
        if (place === null || area === undefined) throw new Error('there is a display');
        const grown = { width: card.width + more.width, height: card.height + more.height };
        fc.pre(grown.width + place.x <= area.width && grown.height + place.y <= area.height);
        const anchor = ({ x, y, width, height }: Rect): Point => ({
          x: place.corner.endsWith('left') ? x : x + width,
          y: place.corner.startsWith('top') ? y : y + height,
        });
        expect(anchor(popupRect(screens, grown, how, pointer, place))).toEqual(
          anchor(popupRect(screens, card, how, pointer, place)),
        );
      }),
    );
  });

  test('the same displays have the same key, however they are listed; others have another', () => {
    const listed = displays.chain((screens) =>
      fc.tuple(fc.constant(screens), fc.shuffledSubarray(screens, { minLength: screens.length })),
    );
    fc.assert(
      fc.property(listed, ([screens, shuffled]) => {
        expect(displaysKey(shuffled)).toBe(displaysKey(screens));
        expect(displaysKey(screens.slice(1))).not.toBe(displaysKey(screens));
        const [first, ...rest] = screens;
        if (first === undefined) throw new Error('there is a display');
        for (const other of [
          { ...first, id: 99 },
          { ...first, scaleFactor: 3 },
          { ...first, bounds: { ...first.bounds, width: first.bounds.width + 1 } },
        ])
          expect(displaysKey([other, ...rest])).not.toBe(displaysKey(screens));
        // A task bar that hides itself makes no other desk.
        expect(displaysKey([{ ...first, workArea: first.bounds }, ...rest])).toBe(displaysKey(screens));
      }),
    );
  });
});

describe('what is remembered', () => {
  const place = draggedPlace([OFFICE], { ...CARD, x: 100, y: 50 }, { x: 110, y: 60 }, WISH);

  test('comes back', () => {
    expect(parsePlace(placeText(place), WISH)).toEqual(place);
    expect(parsePlace(placeText(null), WISH)).toBeNull();
  });

  test.each([
    null,
    '',
    'x',
    '{}',
    'null',
    '[1]',
    JSON.stringify({ ...place, corner: 'middle' }),
    JSON.stringify({ ...place, x: -1 }),
    JSON.stringify({ ...place, y: 1e9 }),
    JSON.stringify({ ...place, display: 'one' }),
    JSON.stringify({ ...place, wish: undefined }),
  ])('but %s is no place', (text) => {
    expect(parsePlace(text, WISH)).toBeNull();
  });

  test('under another corner or display it does not count', () => {
    expect(parsePlace(placeText(place), { ...WISH, corner: 'top-left' })).toBeNull();
    expect(parsePlace(placeText(place), { ...WISH, display: 'cursor' })).toBeNull();
  });
});
