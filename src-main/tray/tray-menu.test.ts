import { describe, expect, test, vi, type Mock } from 'vitest';
import { getTranslate } from '../../src-core/i18n/index.ts';
import { getTrayDelayMs, createTrayMenu, type TrayActions, type TrayModel } from './tray-menu.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

describe('createTrayMenu', () => {
  const NOW = new Date(2026, 10, 22, 23, 30).getTime();
  const t = getTranslate('en');
  const model: TrayModel = {
    connection: { state: 'connected', everyone: false },
    otherSources: [],
    missedWhileOffline: 0,
    recent: [],
    pausedUntil: null,
    now: NOW,
  };
  const actions = (): { readonly [Name in keyof TrayActions]: Mock<TrayActions[Name]> } => ({
    copyNumber: vi.fn(),
    pause: vi.fn(),
    open: vi.fn(),
    reconnect: vi.fn(),
    simulate: vi.fn(),
    quit: vi.fn(),
  });
  const labels = (items: ReturnType<typeof createTrayMenu>): (string | undefined)[] =>
    items.map(({ label }) => label);
  const click = (items: Electron.MenuItemConstructorOptions[], label: string): void => {
    const item = items.find((one) => one.label === label);
    Reflect.apply(item!.click!, undefined, []);
  };
  const submenu = (
    items: ReturnType<typeof createTrayMenu>,
    label: string,
  ): Electron.MenuItemConstructorOptions[] => {
    const found = items.find((one) => one.label === label)?.submenu;
    return Array.isArray(found) ? found : [];
  };

  test('starts with the connection and ends with “Quit”', () => {
    const menu = labels(createTrayMenu(model, t, actions()));
    expect(menu[0]).toBe(inEnglish('status.connected'));
    expect(menu.at(-1)).toBe(inEnglish('tray.quit'));
    const offline = { state: 'offline', cause: 'network', detail: '', retryAt: NOW + 5_000 } as const;
    expect(labels(createTrayMenu({ ...model, connection: offline }, t, actions()))[0]).toBe(
      inEnglish('status.network'),
    );
  });

  test('shows how many calls rang while offline and opens them', () => {
    const done = actions();
    const label = inEnglish('away.calls', { count: 2 });
    const menu = createTrayMenu({ ...model, missedWhileOffline: 2 }, t, done);
    expect(labels(createTrayMenu(model, t, done))).toEqual(labels(menu).filter((one) => one !== label));
    click(menu, label);
    expect(done.open.mock.calls).toEqual([['history']]);
    expect(labels(createTrayMenu({ ...model, missedWhileOffline: 1 }, getTranslate('ja'), done))).toContain(
      inJapanese('away.calls', { count: 1 }),
    );
  });

  test('opens the pages, and Setup only until the app is set up', () => {
    const done = actions();
    const menu = createTrayMenu(model, t, done);
    for (const page of ['history', 'settings', 'doctor', 'about'] as const)
      click(menu, inEnglish(`tray.${page}`));
    expect(done.open.mock.calls).toEqual([['history'], ['settings'], ['doctor'], ['about']]);
    expect(labels(menu)).not.toContain(inEnglish('tray.welcome'));
    expect(labels(createTrayMenu({ ...model, connection: null }, t, done))).toContain(
      inEnglish('tray.welcome'),
    );
  });

  test('lists no calls while the screen is locked', () => {
    const menu = createTrayMenu({ ...model, recent: null }, t, actions());
    expect(labels(submenu(menu, inEnglish('tray.recent')))).toEqual([inEnglish('curtain.caller')]);
  });

  test('offers to reconnect while the connection is down or uncertain', () => {
    const done = actions();
    const offered = (connection: TrayModel['connection']): boolean =>
      labels(createTrayMenu({ ...model, connection }, t, done)).includes(inEnglish('action.reconnect'));
    expect([null, model.connection, { state: 'connecting' } as const].map(offered)).toEqual([
      false,
      false,
      false,
    ]);
    const refused = { state: 'refused', cause: 'credentials', detail: '' } as const;
    expect(offered({ state: 'degraded', cause: 'events-missing', callAt: NOW })).toBe(true);
    expect(offered({ state: 'offline', cause: 'network', detail: '', retryAt: NOW })).toBe(true);
    expect(offered(refused)).toBe(true);
    click(createTrayMenu({ ...model, connection: refused }, t, done), inEnglish('action.reconnect'));
    expect(done.reconnect).toHaveBeenCalledTimes(1);
  });

  test('the icon ignores Zoom’s hourly reconnect and shows a lost connection at once', () => {
    expect(getTrayDelayMs({ state: 'connecting' })).toBeGreaterThan(1_000);
    const offline = { state: 'offline', cause: 'network', detail: '', retryAt: NOW } as const;
    for (const connection of [null, model.connection, offline])
      expect(getTrayDelayMs(connection)).toBeLessThan(500);
  });

  test('pauses until midnight and resumes', () => {
    const done = actions();
    click(submenu(createTrayMenu(model, t, done), inEnglish('tray.pause')), inEnglish('tray.pause.tomorrow'));
    expect(done.pause).toHaveBeenCalledWith(new Date(2026, 10, 23).getTime());
    click(submenu(createTrayMenu(model, t, done), inEnglish('tray.pause')), inEnglish('tray.pause.30'));
    expect(done.pause).toHaveBeenCalledWith(NOW + 30 * 60_000);
    const paused = createTrayMenu({ ...model, pausedUntil: { label: '0:00' } }, t, done);
    expect(labels(paused)).toContain(inEnglish('tray.pausedUntil', { time: '0:00' }));
    click(paused, inEnglish('tray.resume'));
    expect(done.pause).toHaveBeenCalledWith(null);
  });

  test('copies the number of a clicked recent call', () => {
    const done = actions();
    const menu = createTrayMenu({ ...model, recent: [{ label: '10:42  田中', callId: '1' }] }, t, done);
    click(submenu(menu, inEnglish('tray.recent')), '10:42  田中');
    expect(done.copyNumber).toHaveBeenCalledWith('1');
    expect(submenu(createTrayMenu(model, t, done), inEnglish('tray.recent'))).toEqual([
      { label: inEnglish('tray.noRecent'), enabled: false },
    ]);
  });
});
