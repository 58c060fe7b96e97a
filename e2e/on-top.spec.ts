import { CALLERS, eventually, expect, test, type TestApp } from './app.ts';
import { getSimilarity, Framebuffer, runTool, type ScreenRect } from './screen.ts';

/** Only the pulsing dot and the seconds of a card change, so nearly all pixels are equal. */
const MIN_VISIBLE_SHARE = 0.97;

/** The popup page's pixels in the framebuffer's format. */
async function capturePixels(app: TestApp): Promise<Uint32Array> {
  const bytes = await app.electron.evaluate(async ({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((one) =>
      one.webContents.getURL().endsWith('/popup.html'),
    );
    if (window === undefined) throw new Error('no window');
    const image = await window.webContents.capturePage();
    return image.toBitmap().toString('base64');
  });
  const bitmap = Buffer.from(bytes, 'base64');
  return Uint32Array.from(
    { length: bitmap.length / 4 },
    (_, index) => bitmap.readUInt32LE(index * 4) & 0xffffff,
  );
}

/** The share of the popup's pixels that are visible at its position on the screen. */
async function getVisibleShare(app: TestApp, screen: Framebuffer): Promise<number> {
  const page = await capturePixels(app);
  return getSimilarity(page, screen.read(await app.getBounds()));
}

async function getWorkArea(app: TestApp): Promise<ScreenRect> {
  return await app.electron.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
}

test('the card stays above a maximized window, even when that window is raised again', async ({
  start,
  openTerminal,
}) => {
  const app = await start();
  const screen = new Framebuffer();
  const terminal = await openTerminal();
  terminal.maximize();
  runTool('xdotool', 'windowraise', terminal.id);
  // White is the terminal's background, where the root window was before.
  const corner = { x: screen.width - 300, y: 300, width: 100, height: 100 };
  await eventually(() => new Set(screen.read(corner)).has(0xffffff), 'the terminal fills the screen').toBe(
    true,
  );

  const { callId } = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(callId);
  await expect(app.page.getByRole('heading', { name: '田中 恵子' })).toBeVisible();
  await eventually(() => getVisibleShare(app, screen), 'the card is on the screen').toBeGreaterThan(
    MIN_VISIBLE_SHARE,
  );

  runTool('xdotool', 'windowraise', terminal.id);
  runTool('wmctrl', '-i', '-a', terminal.id);
  await eventually(() => getVisibleShare(app, screen), 'the card is still there').toBeGreaterThan(
    MIN_VISIBLE_SHARE,
  );
  screen.close();
});

test('the card stays above a full-screen window', async ({ start, openTerminal }) => {
  const app = await start();
  const screen = new Framebuffer();
  const terminal = await openTerminal();
  runTool('wmctrl', '-i', '-r', terminal.id, '-b', 'add,fullscreen');
  const edge = { x: 0, y: screen.height - 8, width: screen.width, height: 4 };
  await eventually(() => [...new Set(screen.read(edge))], 'no root window is left').toEqual([0xffffff]);

  const { callId } = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(callId);
  await eventually(() => getVisibleShare(app, screen), 'the card is on the screen').toBeGreaterThan(
    MIN_VISIBLE_SHARE,
  );
  screen.close();
});

test('the card is 400 pixels wide at the top right of the work area', async ({ start }) => {
  const app = await start();
  const { callId } = app.ring(CALLERS.tanaka);
  await app.waitUntilPainted(callId);
  const area = await getWorkArea(app);
  const popup = await app.getBounds();
  expect(popup.width).toBe(400);
  expect(area.x + area.width - (popup.x + popup.width)).toBe(16);
  expect(popup.y - area.y).toBe(16);

  app.play('ten-at-once', 20);
  await expect(app.cards).toHaveCount(3);
  const taller = await app.getBounds();
  expect(taller.height).toBeGreaterThan(popup.height);
  expect(taller.y + taller.height).toBeLessThanOrEqual(area.y + area.height);
});

for (const [corner, expected] of [
  ['bottom-right', { right: 16, bottom: 16 }],
  ['top-left', { left: 16, top: 16 }],
] as const) {
  test(`the corner setting places the card ${corner}`, async ({ start }) => {
    const app = await start({ settings: { popup: { corner } } });
    const { callId } = app.ring(CALLERS.tanaka);
    await app.waitUntilPainted(callId);
    const area = await getWorkArea(app);
    const getEdgeDistances = async (): Promise<Record<string, number>> => {
      const { x, y, width, height } = await app.getBounds();
      return {
        left: x - area.x,
        top: y - area.y,
        right: area.x + area.width - x - width,
        bottom: area.y + area.height - y - height,
      };
    };
    await eventually(getEdgeDistances).toMatchObject(expected);
  });
}
