import type { Point, Rectangle } from 'electron/main';
import { describe, expect, test } from 'vitest';
import { PopupPosition, crossesDisplays } from './popup-position.ts';
import type { Display, PlacementPreference } from './placement.ts';

const OFFICE: Display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  scaleFactor: 1,
  isPrimary: true,
};
const SECOND: Display = {
  ...OFFICE,
  id: 2,
  bounds: { x: 1920, y: 0, width: 1280, height: 1024 },
  workArea: { x: 1920, y: 0, width: 1280, height: 1024 },
  scaleFactor: 1.25,
  isPrimary: false,
};
const CARD = { width: 400, height: 240 };
const DEFAULT = { x: 1504, y: 16 };

/** Displays, pointer and settings that the test changes, and the saved positions. */
class PopupTestEnvironment {
  displays: Display[] = [OFFICE, SECOND];
  pointer: Point = { x: 0, y: 0 };
  preference: PlacementPreference = { display: 'primary', corner: 'top-right' };
  readonly stored = new Map<string, string>();
  reads = 0;

  /** Starts the app. */
  start(): PopupPosition {
    return new PopupPosition(
      { displays: () => this.displays, pointer: () => this.pointer },
      {
        getValue: (key) => {
          this.reads += 1;
          return this.stored.get(key) ?? null;
        },
        setValue: (key, value) => void this.stored.set(key, value),
      },
      () => this.preference,
    );
  }

  /** Presses on the shown card, 20 pixels inside of it, moves the pointer and releases it. */
  drag(position: PopupPosition, ...path: readonly Point[]): void {
    const rect = position.getBounds(CARD, true);
    this.press(position, rect);
    for (const { x, y } of path) {
      this.pointer = { x: rect.x + 20 + x, y: rect.y + 20 + y };
      position.moveDrag(position.getBounds(CARD, true));
    }
    position.endDrag();
  }

  press(position: PopupPosition, rect: Rectangle): void {
    this.pointer = { x: rect.x + 20, y: rect.y + 20 };
    position.startDrag(rect);
  }
}

describe('dragging', () => {
  test('moves the card with the pointer, and the position survives a restart', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    expect(position.getBounds(CARD, false)).toMatchObject(DEFAULT);
    env.drag(position, { x: -10, y: 4 }, { x: -600, y: 300 });
    expect(position.getBounds(CARD, false)).toMatchObject({ x: 904, y: 316 });
    expect(env.start().getBounds(CARD, false)).toMatchObject({ x: 904, y: 316 });
  });

  test('ignores moves of less than four pixels', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    env.drag(position, { x: 2, y: 2 }, { x: -3, y: 2 });
    expect(position.getBounds(CARD, true)).toMatchObject(DEFAULT);
    expect(env.stored).toEqual(new Map());
    // A drag that returns to where it began still counts as a drag.
    env.drag(position, { x: -50, y: 50 }, { x: -1, y: 1 });
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 1503, y: 17 });
  });

  test('ignores a pointer that does not move', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    position.startDrag(position.getBounds(CARD, true));
    position.moveDrag(CARD);
    position.endDrag();
    expect(position.getBounds(CARD, true)).toMatchObject(DEFAULT);
    expect(env.stored).toEqual(new Map());
  });

  test('ignores moves without a start', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    env.pointer = { x: 500, y: 500 };
    position.moveDrag(CARD);
    position.endDrag();
    expect(position.getBounds(CARD, true)).toMatchObject(DEFAULT);
  });

  test('holds a growing card under the pointer', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    env.press(position, position.getBounds(CARD, true));
    env.pointer = { x: 824, y: 736 };
    position.moveDrag(CARD);
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 804, y: 716 });
    const tall = { width: 400, height: 300 };
    position.moveDrag(tall);
    expect(position.getBounds(tall, true)).toMatchObject({ x: 804, y: 716 });
  });

  test('moves to the other display as a whole, never half on each', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    env.press(position, position.getBounds(CARD, true));
    env.pointer = { x: 1919, y: 300 };
    position.moveDrag(CARD);
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 1520, y: 280 });
    env.pointer = { x: 1921, y: 300 };
    position.moveDrag(CARD);
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 1920, y: 280 });
    position.endDrag();
    expect(env.start().getBounds(CARD, false)).toMatchObject({ x: 1920, y: 280 });
  });

  test('can be reset to the settings, even across a restart', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    env.drag(position, { x: -600, y: 300 });
    position.reset();
    expect(position.getBounds(CARD, true)).toMatchObject(DEFAULT);
    expect(env.start().getBounds(CARD, false)).toMatchObject(DEFAULT);
  });
});

describe('sets of displays', () => {
  test('have a position each when a display is unplugged and replugged', () => {
    const env = new PopupTestEnvironment();
    env.displays = [OFFICE];
    const position = env.start();
    env.drag(position, { x: -1000, y: 500 });
    env.displays = [OFFICE, SECOND];
    expect(position.getBounds(CARD, true), 'nothing is known of both').toMatchObject(DEFAULT);
    env.drag(position, { x: 800, y: 100 });
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 2304, y: 116 });

    env.displays = [OFFICE];
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 504, y: 516 });
    env.displays = [SECOND, OFFICE];
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 2304, y: 116 });
    env.displays = [{ ...SECOND, isPrimary: true }];
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 2784, y: 16 });
  });

  test('read the stored position once per set, not once per card', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    for (let time = 0; time < 5; time += 1) position.getBounds(CARD, false);
    expect(env.reads).toBe(1);
  });
});

describe('changed settings', () => {
  test('discard the dragged position for good on a new corner or display', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    env.drag(position, { x: -600, y: 300 });
    env.preference = { display: 'primary', corner: 'bottom-left' };
    position.onSettingsChange();
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 16, y: 784 });
    env.preference = { display: 'primary', corner: 'top-right' };
    position.onSettingsChange();
    expect(position.getBounds(CARD, true)).toMatchObject(DEFAULT);
    expect(env.start().getBounds(CARD, false)).toMatchObject(DEFAULT);
  });

  test('discard the dragged position if changed while the app was closed', () => {
    const env = new PopupTestEnvironment();
    env.drag(env.start(), { x: -600, y: 300 });
    env.preference = { display: '2', corner: 'top-right' };
    expect(env.start().getBounds(CARD, false)).toMatchObject({ x: 2784, y: 16 });
  });

  test('keep the position if they concern neither corner nor display', () => {
    const env = new PopupTestEnvironment();
    const position = env.start();
    env.drag(position, { x: -600, y: 300 });
    position.onSettingsChange();
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 904, y: 316 });
  });

  test('choose the display with the pointer only when the card appears', () => {
    const env = new PopupTestEnvironment();
    env.preference = { display: 'cursor', corner: 'top-right' };
    const position = env.start();
    env.pointer = { x: 2000, y: 500 };
    expect(position.getBounds(CARD, false)).toMatchObject({ x: 2784, y: 16 });
    env.pointer = { x: 100, y: 500 };
    expect(position.getBounds(CARD, true)).toMatchObject({ x: 2784, y: 16 });
    expect(position.getBounds(CARD, false)).toMatchObject(DEFAULT);
  });
});

test('crossesDisplays compares the displays at the center of the card', () => {
  const at = (x: number): Rectangle => ({ ...CARD, x, y: 0 });
  expect(crossesDisplays([OFFICE, SECOND], at(100), at(1500))).toBe(false);
  expect(crossesDisplays([OFFICE, SECOND], at(1500), at(1920))).toBe(true);
});
