import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CALLERS, eventually, expect, test, type TestApp } from './app.ts';
import { getActiveWindow, clickOn, runTool, type ScreenRect } from './screen.ts';
import { inEnglish } from '../src-core/test-support/messages.ts';

/** A point of the newest card at which it can be dragged. */
async function getHandlePoint(app: TestApp): Promise<{ x: number; y: number }> {
  const { x, y, height } = await app.getScreenRect(app.page.locator('.card').first().locator('.handle'));
  return { x: x + 60, y: y + Math.round(height / 2) };
}

/** Drags the popup by its newest card in several steps, as a person does. */
async function dragPopup(app: TestApp, dx: number, dy: number): Promise<void> {
  const { x, y } = await getHandlePoint(app);
  runTool('xdotool', 'mousemove', String(x), String(y), 'mousedown', '1');
  const isDragging = (): Promise<boolean> =>
    app.evaluateInPage(z.boolean(), `document.documentElement.matches('.dragging')`);
  await eventually(isDragging, 'the handle is grasped').toBe(true);
  for (let step = 1; step <= 10; step += 1) {
    const to = [x + Math.round((dx * step) / 10), y + Math.round((dy * step) / 10)];
    runTool('xdotool', 'mousemove', ...to.map(String));
  }
  runTool('xdotool', 'mouseup', '1');
  await eventually(isDragging, 'the handle is let go').toBe(false);
}

/** The popup's position after it stopped moving, without its height. */
async function getPosition(app: TestApp): Promise<Pick<ScreenRect, 'x' | 'y'>> {
  const { x, y } = await app.getBounds();
  return { x, y };
}

test('dragging the header moves the popup, and its position survives a restart', async ({
  start,
  openTerminal,
}) => {
  const app = await start();
  const terminal = await openTerminal();
  const first = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(first.callId);
  const before = await getPosition(app);

  await dragPopup(app, -300, 120);
  const there = { x: before.x - 300, y: before.y + 120 };
  await eventually(() => getPosition(app)).toEqual(there);
  expect(getActiveWindow(), 'the keyboard stays where it is').toBe(terminal.id);
  first.rejected();
  await app.waitUntilHidden();

  const second = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(second.callId);
  expect(await getPosition(app)).toEqual(there);

  await app.electron.evaluate(({ app: electronApp }) => electronApp.quit());
  await eventually(() => app.process.exitCode).not.toBeNull();
  const again = await start({ env: { ...app.env }, waitForConnection: false });
  await again.waitForLine(({ type, state }) => type === 'connection' && state === 'connected');
  const third = app.ring(CALLERS.unknown);
  await again.waitUntilPainted(third.callId);
  expect(await getPosition(again)).toEqual(there);

  // A double click resets the position.
  const { x, y } = await getHandlePoint(again);
  runTool('xdotool', 'mousemove', String(x), String(y), 'click', '--repeat', '2', '--delay', '60', '1');
  await eventually(() => getPosition(again)).toEqual(before);
  third.rejected();
  await again.waitUntilHidden();
  const fourth = app.ring(CALLERS.unknown);
  await again.waitUntilPainted(fourth.callId);
  expect(await getPosition(again)).toEqual(before);
});

test('the popup cannot leave the screen and grows away from the edge it was dragged to', async ({
  start,
}) => {
  const app = await start();
  const first = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(first.callId);

  await dragPopup(app, -900, 900);
  const area = await app.electron.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
  const getEdgeDistances = async (): Promise<{ left: number; bottom: number }> => {
    const { x, y, height } = await app.getBounds();
    return { left: x - area.x, bottom: area.y + area.height - y - height };
  };
  await eventually(getEdgeDistances).toEqual({ left: 0, bottom: 0 });

  const { height } = await app.getBounds();
  await app.waitUntilPainted(app.ring(CALLERS.tanaka).callId);
  await eventually(async () => (await app.getBounds()).height).toBeGreaterThan(height + 50);
  expect(await getEdgeDistances()).toEqual({ left: 0, bottom: 0 });
});

test('the end of a call ends the drag of its card at the current position', async ({ start }) => {
  const app = await start();
  const first = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(first.callId);
  const before = await getPosition(app);
  const { x, y } = await getHandlePoint(app);
  runTool('xdotool', 'mousemove', String(x), String(y), 'mousedown', '1');
  await expect(app.page.locator(':root')).toHaveClass('dragging');
  runTool('xdotool', 'mousemove', String(x - 100), String(y + 50));
  await eventually(() => getPosition(app)).toEqual({ x: before.x - 100, y: before.y + 50 });
  first.rejected();
  await app.waitUntilHidden();
  runTool('xdotool', 'mousemove', String(x - 400), String(y + 400), 'mouseup', '1');

  await app.waitUntilPainted(app.ring(CALLERS.unknown).callId);
  expect(await getPosition(app)).toEqual({ x: before.x - 100, y: before.y + 50 });
  // Over the card, the button is no longer held.
  runTool('xdotool', 'mousemove', String(x - 100), String(y + 50));
  runTool('xdotool', 'mousemove', String(x - 80), String(y + 60));
  await expect(app.page.locator(':root')).not.toHaveClass('dragging');
  expect(await getPosition(app)).toEqual({ x: before.x - 100, y: before.y + 50 });
});

/** Makes the screen appear as two adjacent displays of this width, or only the left one. */
async function simulateDisplays(app: TestApp, count: 1 | 2, width = 640): Promise<void> {
  await app.electron.evaluate(
    ({ screen }, options) => {
      const real = screen.getPrimaryDisplay();
      const displays = [0, 1].map((index) => {
        const bounds = { x: options.width * index, y: 0, width: options.width, height: real.bounds.height };
        return { ...real, ...(index === 1 && { id: 4242 }), bounds, workArea: bounds };
      });
      screen.getAllDisplays = () => displays.slice(0, options.count);
      screen.emit(options.count === 2 ? 'display-added' : 'display-removed', {}, displays[1]);
    },
    { count, width },
  );
}

test('unplugging and replugging a display restores the position for each display set', async ({ start }) => {
  const app = await start({ settings: { popup: { display: '4242' } } });
  await simulateDisplays(app, 2);
  await app.waitUntilPainted(app.ring(CALLERS.unknown).callId);
  const right = { x: 1280 - 400 - 16, y: 16 };
  const left = { x: 640 - 400 - 16, y: 16 };
  expect(await getPosition(app)).toEqual(right);
  await dragPopup(app, -50, 200);
  await eventually(() => getPosition(app)).toEqual({ x: right.x - 50, y: 216 });

  await simulateDisplays(app, 1);
  await eventually(() => getPosition(app), 'nothing is known of one display').toEqual(left);
  await dragPopup(app, -100, 300);
  await eventually(() => getPosition(app)).toEqual({ x: left.x - 100, y: 316 });

  await simulateDisplays(app, 2);
  await eventually(() => getPosition(app)).toEqual({ x: right.x - 50, y: 216 });
  await simulateDisplays(app, 1);
  await eventually(() => getPosition(app)).toEqual({ x: left.x - 100, y: 316 });
});

/** Names of elements that overflow the window or their box, except those with an intended "…". */
const FIND_OVERFLOWING = `[...document.querySelectorAll('.stack, .stack *')]
  .filter((element) => {
    const { left, right, bottom } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const cut = element.scrollWidth > element.clientWidth && style.display !== 'inline' && style.textOverflow !== 'ellipsis';
    return cut || left < 0 || right >= innerWidth + 1 || bottom >= innerHeight + 1;
  })
  .map((element) => element.className || element.tagName)`;

for (const [size, textSize, width] of [
  ['small', 100, 340],
  ['normal', 175, 700],
  ['normal', 200, 800],
  ['large', 200, 960],
  ['small', 200, 680],
] as const) {
  test(`${size} with text at ${textSize} % gives a card ${width} pixels wide without overflow`, async ({
    start,
  }) => {
    const app = await start({ language: 'ja', settings: { popup: { size, textSize } } });
    for (const caller of [CALLERS.tanaka, CALLERS.longName, CALLERS.shared]) {
      const call = app.ring(caller);
      await app.waitUntilPainted(call.callId);
      await expect(app.page.locator('.crm')).toBeVisible();
      await eventually(() => app.evaluateInPage(z.array(z.string()), FIND_OVERFLOWING)).toEqual([]);
      expect(await app.evaluateInPage(z.number(), 'devicePixelRatio')).toBeCloseTo(textSize / 100);
      expect((await app.getBounds()).width).toBe(width);
      call.rejected();
      await app.waitUntilHidden();
    }
  });
}

test('a display narrower than the card narrows the card without overflow', async ({ start }) => {
  const app = await start({ settings: { popup: { size: 'large', textSize: 200 } } });
  await app.waitUntilPainted(app.ring(CALLERS.shared).callId);
  await expect(app.page.locator('.hit')).toHaveCount(2);
  expect((await app.getBounds()).width).toBe(960);
  // Much narrower, the card would be higher than the screen, and scroll.
  await simulateDisplays(app, 1, 600);
  await eventually(async () => (await app.getBounds()).width).toBe(600);
  await eventually(() => app.evaluateInPage(z.array(z.string()), FIND_OVERFLOWING)).toEqual([]);
  await eventually(() =>
    app.evaluateInPage(z.number(), 'Math.abs(innerHeight - document.body.scrollHeight)'),
  ).toBeLessThanOrEqual(1);
});

test('clicking the number copies it at a text size of 175 %', async ({ start }) => {
  const app = await start({ settings: { popup: { textSize: 175 } } });
  await app.waitUntilPainted(app.ring(CALLERS.tanaka).callId);
  const button = app.page.getByRole('button', {
    name: inEnglish('action.copyNumber', { number: '090-1234-5678' }),
  });
  const box = await button.boundingBox();
  const { x, y } = await app.getBounds();
  if (box === null) throw new Error('it is not visible');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  clickOn({ x: x + middle.x * 1.75, y: y + middle.y * 1.75, width: 0, height: 0 });
  await eventually(() => app.readClipboard()).toBe('090-1234-5678');
});

test('size, text and corner settings apply to a visible card; a new corner discards the drag', async ({
  start,
}) => {
  const app = await start();
  const writePopupSettings = (popup: Record<string, unknown>): void =>
    writeFileSync(join(app.home, 'settings.json'), JSON.stringify({ popup }));
  await app.waitUntilPainted(app.ring(CALLERS.longName).callId);
  const before = await app.getBounds();

  writePopupSettings({ textSize: 200 });
  await eventually(async () => (await app.getBounds()).width).toBe(800);
  await eventually(() => app.evaluateInPage(z.number(), 'devicePixelRatio')).toBe(2);
  await eventually(() => app.evaluateInPage(z.array(z.string()), FIND_OVERFLOWING)).toEqual([]);
  expect((await app.getBounds()).height).toBeGreaterThan(before.height * 1.8);

  writePopupSettings({ size: 'small' });
  await eventually(async () => (await app.getBounds()).width).toBe(340);
  await eventually(() => app.evaluateInPage(z.array(z.string()), FIND_OVERFLOWING)).toEqual([]);

  await dragPopup(app, -200, 100);
  writePopupSettings({ size: 'normal' });
  await eventually(async () => (await app.getBounds()).width).toBe(400);
  expect(await getPosition(app), 'anchored by the right').toEqual({ x: before.x - 200, y: before.y + 100 });
  writePopupSettings({ corner: 'top-left' });
  await eventually(() => getPosition(app)).toEqual({ x: 16, y: 16 });
  writePopupSettings({});
  await eventually(() => getPosition(app)).toEqual({ x: before.x, y: before.y });
});

const SHORTCUT = { settings: { shortcuts: { focus: 'Control+Alt+K' } } };

/** Runs an action that replaces the popup's window. Resolves once the new window has its page. */
async function waitForReplacement(app: TestApp, act: () => void): Promise<void> {
  const next = app.electron.waitForEvent('window');
  act();
  await (await next).waitForURL(/\/popup\.html$/u);
}

/** The popup's windows: "is focusable, is visible". */
async function getPopupWindows(app: TestApp): Promise<string[]> {
  return await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .filter((window) => window.webContents.getURL().endsWith('/popup.html'))
      .map((window) => `${String(window.isFocusable())}, ${String(window.isVisible())}`),
  );
}

/** Presses the shortcut. Resolves once another window than `before` has the focus. */
async function focusCard(app: TestApp, before: string): Promise<void> {
  await waitForReplacement(app, () => runTool('xdotool', 'key', 'ctrl+alt+k'));
  await eventually(getActiveWindow, 'the card has the keyboard').not.toBe(before);
  const focused = (): Promise<boolean> =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null);
  await eventually(focused).toBe(true);
  await expect(app.cards.first()).toBeFocused();
}

test('the shortcut focuses the card; Tab and Enter copy the number, Esc closes the card', async ({
  start,
  openTerminal,
}) => {
  const app = await start(SHORTCUT);
  await app.electron.evaluate(({ clipboard }) => clipboard.writeText('before'));
  const call = app.ring(CALLERS.unknown);
  await app.waitUntilPainted(call.callId);
  const terminal = await openTerminal();
  const bounds = await app.getBounds();

  await focusCard(app, terminal.id);
  expect(await app.getBounds()).toEqual(bounds);
  expect(await getPopupWindows(app)).toEqual(['true, true']);

  runTool('xdotool', 'key', 'Return', 'space', 'Return');
  runTool('xdotool', 'key', 'Tab');
  await expect(app.page.getByRole('button', { name: inEnglish('action.close') })).toBeFocused();
  expect(await app.readClipboard(), 'a stray Enter copies nothing').toBe('before');
  await expect(app.cards).toHaveCount(1);
  runTool('xdotool', 'key', 'Tab', 'Return');
  await eventually(() => app.readClipboard()).toBe('080-5550-1234');

  runTool('xdotool', 'key', 'Escape');
  await app.waitUntilHidden();
  await eventually(getActiveWindow, 'the terminal has the keyboard again').toBe(terminal.id);
  runTool('xdotool', 'type', 'back\n');
  await eventually(() => terminal.readTyped()).toBe('back\n');

  // The next call takes no focus.
  const next = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(next.callId);
  expect(getActiveWindow()).toBe(terminal.id);
});

test('Esc closes the newest of two cards; the other keeps its position without focus', async ({
  start,
  openTerminal,
}) => {
  const app = await start(SHORTCUT);
  await app.waitUntilPainted(app.ring(CALLERS.tanaka).callId);
  await app.waitUntilPainted(app.ring(CALLERS.unknown).callId);
  const terminal = await openTerminal();
  await focusCard(app, terminal.id);
  const { x, y } = await app.getBounds();

  await waitForReplacement(app, () => runTool('xdotool', 'key', 'Escape'));
  await eventually(getActiveWindow).toBe(terminal.id);
  await expect(app.cards).toHaveCount(1);
  await app.waitUntilShown();
  await expect(app.cards).toContainText('田中 恵子');
  expect(await getPosition(app)).toEqual({ x, y });
  runTool('xdotool', 'mousemove', String(x + 100), String(y + 80), 'click', '1', 'key', 'Escape');
  expect(getActiveWindow(), 'a click takes no keyboard').toBe(terminal.id);
  await expect(app.cards).toHaveCount(1);
});

test('activating another window takes the focus from the card, which stays visible', async ({
  start,
  openTerminal,
}) => {
  const app = await start(SHORTCUT);
  await app.waitUntilPainted(app.ring(CALLERS.tanaka).callId);
  const terminal = await openTerminal();
  await focusCard(app, terminal.id);

  await waitForReplacement(app, () => runTool('xdotool', 'windowactivate', terminal.id));
  await eventually(getActiveWindow).toBe(terminal.id);
  await eventually(() => getPopupWindows(app)).toEqual(['false, true']);
  await expect(app.cards).toContainText('田中 恵子');
  expect(getActiveWindow()).toBe(terminal.id);

  // The card can get the focus again.
  await focusCard(app, terminal.id);
});

test('the focus shortcut does nothing without a card', async ({ start, openTerminal }) => {
  const app = await start(SHORTCUT);
  const terminal = await openTerminal();
  runTool('xdotool', 'key', 'ctrl+alt+k');
  const call = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(call.callId);
  expect(getActiveWindow()).toBe(terminal.id);
});
