import { z } from 'zod';
import { eventually, type TestApp } from './app.ts';

/** Records the menu whenever the app sets it, for the functions below, because the test’s desktop has no tray. */
export async function watchMenu(app: TestApp): Promise<void> {
  await app.electron.evaluate(({ Tray }) => {
    const set: unknown = Reflect.get(Tray.prototype, 'setContextMenu');
    if (typeof set !== 'function') throw new Error('a tray takes no menu');
    Tray.prototype.setContextMenu = function (menu) {
      Reflect.set(globalThis, 'menuByTest', menu);
      Reflect.apply(set, this, [menu]);
    };
  });
}

/** The labels of the tray's menu with its submenus; empty until the app sets the menu again. */
export async function getMenuLabels(app: TestApp): Promise<string[]> {
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

/** Clicks the item with this label. */
export async function clickMenuItem(app: TestApp, label: string): Promise<void> {
  await eventually(() => getMenuLabels(app), `the menu has "${label}"`).toContain(label);
  await app.electron.evaluate(({ Menu }, wantedLabel) => {
    const visit = (menu: unknown): void => {
      if (!(menu instanceof Menu)) return;
      for (const item of menu.items) {
        if (item.label === wantedLabel) Reflect.apply(item.click, item, []);
        visit(item.submenu);
      }
    };
    visit(Reflect.get(globalThis, 'menuByTest'));
  }, label);
}
