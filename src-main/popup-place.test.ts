import { describe, expect, test } from 'vitest';
import { PopupPlace, changesDisplay } from './popup-place.ts';
import type { Display, Point, Rect, Wish } from './placement.ts';

const OFFICE: Display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  scaleFactor: 1,
  primary: true,
};
const BESIDE: Display = {
  ...OFFICE,
  id: 2,
  bounds: { x: 1920, y: 0, width: 1280, height: 1024 },
  workArea: { x: 1920, y: 0, width: 1280, height: 1024 },
  scaleFactor: 1.25,
  primary: false,
};
const CARD = { width: 400, height: 240 };
const DEFAULT = { x: 1504, y: 16 };

/** A desk whose displays, pointer and settings the test changes, and what is kept of it. */
class World {
  displays: Display[] = [OFFICE, BESIDE];
  pointer: Point = { x: 0, y: 0 };
  wish: Wish = { display: 'primary', corner: 'top-right' };
  readonly kept = new Map<string, string>();
  reads = 0;

  /** The app starts. */
  start(): PopupPlace {
    return new PopupPlace(
      { displays: () => this.displays, pointer: () => this.pointer },
      {
        recall: (key) => {
          this.reads += 1;
          return this.kept.get(key) ?? null;
        },
        keep: (key, value) => void this.kept.set(key, value),
      },
      () => this.wish,
    );
  }

  /** Presses on the shown card, 20 pixels inside of it, moves and lets go. */
  drag(place: PopupPlace, ...way: readonly Point[]): void {
    const rect = place.rect(CARD, true);
    this.press(place, rect);
    for (const { x, y } of way) {
      this.pointer = { x: rect.x + 20 + x, y: rect.y + 20 + y };
      place.move(place.rect(CARD, true));
    }
    place.end();
  }

  press(place: PopupPlace, rect: Rect): void {
    this.pointer = { x: rect.x + 20, y: rect.y + 20 };
    place.begin(rect);
  }
}

describe('dragging', () => {
  test('the card follows the pointer and is there the next time, also after a restart', () => {
    const world = new World();
    const place = world.start();
    expect(place.rect(CARD, false)).toMatchObject(DEFAULT);
    world.drag(place, { x: -10, y: 4 }, { x: -600, y: 300 });
    expect(place.rect(CARD, false)).toMatchObject({ x: 904, y: 316 });
    expect(world.start().rect(CARD, false)).toMatchObject({ x: 904, y: 316 });
  });

  test('less than four pixels are a click: nothing moves, nothing is kept', () => {
    const world = new World();
    const place = world.start();
    world.drag(place, { x: 2, y: 2 }, { x: -3, y: 2 });
    expect(place.rect(CARD, true)).toMatchObject(DEFAULT);
    expect(world.kept).toEqual(new Map());
    // A drag that comes back to where it began is one.
    world.drag(place, { x: -50, y: 50 }, { x: -1, y: 1 });
    expect(place.rect(CARD, true)).toMatchObject({ x: 1503, y: 17 });
  });

  test('a pointer that cannot be read stands still: nothing moves', () => {
    const world = new World();
    const place = world.start();
    place.begin(place.rect(CARD, true));
    place.move(CARD);
    place.end();
    expect(place.rect(CARD, true)).toMatchObject(DEFAULT);
    expect(world.kept).toEqual(new Map());
  });

  test('moves that nobody began move nothing', () => {
    const world = new World();
    const place = world.start();
    world.pointer = { x: 500, y: 500 };
    place.move(CARD);
    place.end();
    expect(place.rect(CARD, true)).toMatchObject(DEFAULT);
  });

  test('a card that grows under the hand stays under it', () => {
    const world = new World();
    const place = world.start();
    world.press(place, place.rect(CARD, true));
    world.pointer = { x: 824, y: 736 };
    place.move(CARD);
    expect(place.rect(CARD, true)).toMatchObject({ x: 804, y: 716 });
    const tall = { width: 400, height: 300 };
    place.move(tall);
    expect(place.rect(tall, true)).toMatchObject({ x: 804, y: 716 });
  });

  test('across to the other display, never half on each', () => {
    const world = new World();
    const place = world.start();
    world.press(place, place.rect(CARD, true));
    world.pointer = { x: 1919, y: 300 };
    place.move(CARD);
    expect(place.rect(CARD, true)).toMatchObject({ x: 1520, y: 280 });
    world.pointer = { x: 1921, y: 300 };
    place.move(CARD);
    expect(place.rect(CARD, true)).toMatchObject({ x: 1920, y: 280 });
    place.end();
    expect(world.start().rect(CARD, false)).toMatchObject({ x: 1920, y: 280 });
  });

  test('put back, it stands where the settings have it, also after a restart', () => {
    const world = new World();
    const place = world.start();
    world.drag(place, { x: -600, y: 300 });
    place.forget();
    expect(place.rect(CARD, true)).toMatchObject(DEFAULT);
    expect(world.start().rect(CARD, false)).toMatchObject(DEFAULT);
  });
});

describe('sets of displays', () => {
  test('a display is unplugged while a card shows: its place for the others; plugged in: the place before', () => {
    const world = new World();
    world.displays = [OFFICE];
    const place = world.start();
    world.drag(place, { x: -1000, y: 500 });
    world.displays = [OFFICE, BESIDE];
    expect(place.rect(CARD, true), 'nothing is known of both').toMatchObject(DEFAULT);
    world.drag(place, { x: 800, y: 100 });
    expect(place.rect(CARD, true)).toMatchObject({ x: 2304, y: 116 });

    world.displays = [OFFICE];
    expect(place.rect(CARD, true)).toMatchObject({ x: 504, y: 516 });
    world.displays = [BESIDE, OFFICE];
    expect(place.rect(CARD, true)).toMatchObject({ x: 2304, y: 116 });
    world.displays = [{ ...BESIDE, primary: true }];
    expect(place.rect(CARD, true)).toMatchObject({ x: 2784, y: 16 });
  });

  test('what is remembered is read once for each set, not for each card', () => {
    const world = new World();
    const place = world.start();
    for (let time = 0; time < 5; time += 1) place.rect(CARD, false);
    expect(world.reads).toBe(1);
  });
});

describe('the settings', () => {
  test('another corner or display is the later word, and the old place does not come back with the old setting', () => {
    const world = new World();
    const place = world.start();
    world.drag(place, { x: -600, y: 300 });
    world.wish = { display: 'primary', corner: 'bottom-left' };
    place.settingsChanged();
    expect(place.rect(CARD, true)).toMatchObject({ x: 16, y: 784 });
    world.wish = { display: 'primary', corner: 'top-right' };
    place.settingsChanged();
    expect(place.rect(CARD, true)).toMatchObject(DEFAULT);
    expect(world.start().rect(CARD, false)).toMatchObject(DEFAULT);
  });

  test('changed while the app was away, too', () => {
    const world = new World();
    world.drag(world.start(), { x: -600, y: 300 });
    world.wish = { display: '2', corner: 'top-right' };
    expect(world.start().rect(CARD, false)).toMatchObject({ x: 2784, y: 16 });
  });

  test('other settings leave the place as it is', () => {
    const world = new World();
    const place = world.start();
    world.drag(place, { x: -600, y: 300 });
    place.settingsChanged();
    expect(place.rect(CARD, true)).toMatchObject({ x: 904, y: 316 });
  });

  test('the display with the pointer is chosen when the card comes; it does not run after the pointer', () => {
    const world = new World();
    world.wish = { display: 'cursor', corner: 'top-right' };
    const place = world.start();
    world.pointer = { x: 2000, y: 500 };
    expect(place.rect(CARD, false)).toMatchObject({ x: 2784, y: 16 });
    world.pointer = { x: 100, y: 500 };
    expect(place.rect(CARD, true)).toMatchObject({ x: 2784, y: 16 });
    expect(place.rect(CARD, false)).toMatchObject(DEFAULT);
  });
});

test('from one display to another, by the middle', () => {
  const at = (x: number): Rect => ({ ...CARD, x, y: 0 });
  expect(changesDisplay([OFFICE, BESIDE], at(100), at(1500))).toBe(false);
  expect(changesDisplay([OFFICE, BESIDE], at(1500), at(1920))).toBe(true);
});
