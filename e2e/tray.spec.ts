import { z } from 'zod';
import { CALLERS, eventually, expect, test, type App } from './app.ts';

/** Keeps each menu that the app gives its tray from now on, where `choose` finds it. There is no tray on this screen. */
async function watchMenu(app: App): Promise<void> {
  await app.electron.evaluate(({ Tray }) => {
    const set: unknown = Reflect.get(Tray.prototype, 'setContextMenu');
    if (typeof set !== 'function') throw new Error('a tray takes no menu');
    Tray.prototype.setContextMenu = function (menu) {
      Reflect.set(globalThis, 'menuByTest', menu);
      Reflect.apply(set, this, [menu]);
    };
  });
}

/** The labels of the tray's menu, submenus included; empty until the app has drawn it anew. */
async function labels(app: App): Promise<string[]> {
  const found: unknown = await app.electron.evaluate(({ Menu }) => {
    const all: string[] = [];
    const visit = (menu: unknown): void => {
      if (!(menu instanceof Menu)) return;
      for (const item of menu.items) {
        all.push(item.label);
        visit(item.submenu);
      }
    };
    visit(Reflect.get(globalThis, 'menuByTest'));
    return all;
  });
  return z.array(z.string()).parse(found);
}

/** Clicks the item of this label. */
async function choose(app: App, label: string): Promise<void> {
  await eventually(() => labels(app), `the menu has "${label}"`).toContain(label);
  await app.electron.evaluate(({ Menu }, wanted) => {
    const visit = (menu: unknown): void => {
      if (!(menu instanceof Menu)) return;
      for (const item of menu.items) {
        if (item.label === wanted) Reflect.apply(item.click, item, []);
        visit(item.submenu);
      }
    };
    visit(Reflect.get(globalThis, 'menuByTest'));
  }, label);
}

test('paused, no card comes, but the call is told and kept; resumed, cards come again', async ({ start }) => {
  const app = await start();
  await watchMenu(app);
  const first = app.ring(CALLERS.unknown);
  await app.painted(first.callId);

  await choose(app, 'For 30 minutes');
  await app.hidden();
  const paused = app.ring(CALLERS.tanaka);
  await app.line((line) => line.type === 'match' && line.callId === paused.callId);
  await eventually(() => labels(app)).toContainEqual(expect.stringContaining('田中 恵子'));
  expect(await app.visible()).toBe(false);
  await expect(app.cards).toHaveCount(0);

  await choose(app, 'Resume popups');
  await app.shown();
  await expect(app.cards).toHaveCount(2);
});

test('it says the connection, simulates a call, copies a recent number, shows the status, quits', async ({
  start,
}) => {
  const app = await start();
  await watchMenu(app);
  app.ring(CALLERS.alice).rejected();
  await eventually(() => labels(app)).toContain('Connected: calls will appear');

  await eventually(() => labels(app)).toContainEqual(expect.stringContaining('Alice Johnson'));
  const recent = (await labels(app)).find((label) => label.includes('Alice Johnson')) ?? '';
  await choose(app, recent);
  await eventually(() => app.clipboard()).toBe('+1 209-259-2844');

  await choose(app, 'Simulate a call');
  await expect(app.cards.filter({ hasText: '田中 恵子' })).toBeVisible();

  await choose(app, 'Show Chakushin');
  await expect(app.page.getByRole('article', { name: 'Chakushin is running' })).toBeVisible();

  await choose(app, 'Quit');
  await eventually(() => app.process.exitCode).toBe(0);
});
