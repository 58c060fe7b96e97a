import { describe, expect, test, vi, type Mock } from 'vitest';
import fc from 'fast-check';
import { getTranslate } from '../src-core/i18n/index.ts';
import { readArguments } from './arguments.ts';
import { toSafeAddress } from './security/safe-link.ts';
import { PaintLatency } from './popup/paint-latency.ts';
import { getDefaultCorner, positionIn } from './popup/placement.ts';
import { getTrayDelayMs, createTrayMenu, type TrayActions, type TrayModel } from './tray/tray-menu.ts';

describe('safeLink', () => {
  test.each(['https://crm.example.com/r/1?x=%20y#z', 'zoomphonecall://+819012345678'])(
    'lets %s pass',
    (address) => {
      expect(toSafeAddress(address)).toBe(address);
    },
  );
  test.each([
    'http://crm.example.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ms-msdt:/id',
    'zoomphonecall://+81901234567;rm',
    'zoomphonecall://1045',
    'https://crm.example.com@evil.example/',
    ' ',
    '\\\\server\\share',
  ])('refuses %s', (address) => {
    expect(toSafeAddress(address)).toBeNull();
  });
});

describe('place', () => {
  const rect = fc.record({
    x: fc.integer({ min: -5_000, max: 5_000 }),
    y: fc.integer({ min: -5_000, max: 5_000 }),
    width: fc.integer({ min: 100, max: 4_000 }),
    height: fc.integer({ min: 100, max: 4_000 }),
  });
  const corner = fc.constantFrom('top-right', 'top-left', 'bottom-right', 'bottom-left');

  test('never leaves the work area, wherever the display is and however high the cards are', () => {
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

  test('Windows shows its notices bottom right, so we do', () => {
    expect([getDefaultCorner('win32'), getDefaultCorner('darwin'), getDefaultCorner('linux')]).toEqual([
      'bottom-right',
      'top-right',
      'top-right',
    ]);
  });
});

describe('trayMenu', () => {
  const NOW = new Date(2026, 10, 22, 23, 30).getTime();
  const t = getTranslate('en');
  const model: TrayModel = {
    connection: { state: 'connected', everyone: false },
    otherSources: [],
    missedWhileOffline: 0,
    recent: [],
    pausedUntil: null,
    isSetUp: true,
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

  test('begins with the connection in a sentence and ends with quit', () => {
    const menu = labels(createTrayMenu(model, t, actions()));
    expect(menu[0]).toBe('Connected: your calls will appear');
    expect(menu.at(-1)).toBe('Quit');
    const offline = { state: 'offline', cause: 'network', detail: '', retryAt: NOW + 5_000 } as const;
    expect(labels(createTrayMenu({ ...model, connection: offline }, t, actions()))[0]).toContain(
      'Next try in 5 s.',
    );
  });

  test('says how many calls rang while offline, and shows them', () => {
    const done = actions();
    expect(labels(createTrayMenu(model, t, done)).join()).not.toContain('offline');
    const menu = createTrayMenu({ ...model, missedWhileOffline: 2 }, t, done);
    click(menu, '2 calls rang while offline');
    expect(done.open.mock.calls).toEqual([['history']]);
    expect(labels(createTrayMenu({ ...model, missedWhileOffline: 1 }, getTranslate('ja'), done))).toContain(
      'オフライン中に 1 件の着信がありました',
    );
  });

  test('leads to the pages, and to Welcome only until there is a way to hear of calls', () => {
    const done = actions();
    const menu = createTrayMenu(model, t, done);
    for (const label of ['History', 'Settings…', 'Doctor', 'About Chakushin']) click(menu, label);
    expect(done.open.mock.calls).toEqual([['history'], ['settings'], ['doctor'], ['about']]);
    expect(labels(menu)).not.toContain('Set up…');
    expect(labels(createTrayMenu({ ...model, isSetUp: false }, t, done))).toContain('Set up…');
  });

  test('names nobody behind the curtain', () => {
    const menu = createTrayMenu({ ...model, recent: null }, t, actions());
    expect(labels(submenu(menu, 'Recent calls'))).toEqual(['Hidden while the screen is locked']);
  });

  test('offers a new connection where there is none, or none that is sure', () => {
    const done = actions();
    const offered = (connection: TrayModel['connection']): boolean =>
      labels(createTrayMenu({ ...model, connection }, t, done)).includes('Connect now');
    expect([null, model.connection, { state: 'connecting' } as const].map(offered)).toEqual([
      false,
      false,
      false,
    ]);
    const refused = { state: 'refused', cause: 'credentials', detail: '' } as const;
    expect(offered({ state: 'degraded', cause: 'events-missing', callAt: NOW })).toBe(true);
    expect(offered({ state: 'offline', cause: 'network', detail: '', retryAt: NOW })).toBe(true);
    expect(offered(refused)).toBe(true);
    click(createTrayMenu({ ...model, connection: refused }, t, done), 'Connect now');
    expect(done.reconnect).toHaveBeenCalledTimes(1);
  });

  test('the icon does not flicker at Zoom’s hourly close, and shows trouble at once', () => {
    expect(getTrayDelayMs({ state: 'connecting' })).toBeGreaterThan(1_000);
    const offline = { state: 'offline', cause: 'network', detail: '', retryAt: NOW } as const;
    for (const connection of [null, model.connection, offline])
      expect(getTrayDelayMs(connection)).toBeLessThan(500);
  });

  test('pauses until midnight, and resumes', () => {
    const done = actions();
    click(submenu(createTrayMenu(model, t, done), 'Pause popups'), 'Until tomorrow');
    expect(done.pause).toHaveBeenCalledWith(new Date(2026, 10, 23).getTime());
    click(submenu(createTrayMenu(model, t, done), 'Pause popups'), 'For 30 minutes');
    expect(done.pause).toHaveBeenCalledWith(NOW + 30 * 60_000);
    const paused = createTrayMenu({ ...model, pausedUntil: { label: '0:00' } }, t, done);
    expect(labels(paused)).toContain('Popups paused until 0:00');
    click(paused, 'Resume popups');
    expect(done.pause).toHaveBeenCalledWith(null);
  });

  test('recent calls are told apart and act', () => {
    const done = actions();
    const menu = createTrayMenu({ ...model, recent: [{ label: '10:42  田中', callId: '1' }] }, t, done);
    click(submenu(menu, 'Recent calls'), '10:42  田中');
    expect(done.copyNumber).toHaveBeenCalledWith('1');
    expect(submenu(createTrayMenu(model, t, done), 'Recent calls')).toEqual([
      { label: 'No calls yet', enabled: false },
    ]);
  });
});

test('PaintWatch measures from arrival to the picture that holds the card, once', () => {
  const report = vi.fn();
  const latency = new PaintLatency(report);
  latency.ringArrived('a', 100);
  latency.viewSent(4, ['a', 'unmeasured']);
  latency.viewSent(5, ['a']);
  latency.viewPainted(3, 110);
  expect(report).not.toHaveBeenCalled();
  latency.viewPainted(4, 112.34);
  latency.viewPainted(5, 130);
  expect(report.mock.calls).toEqual([['a', 12.3]]);
});

test('arguments: the tour is a demo', () => {
  expect(readArguments(['electron', '.', '--tour'])).toEqual({
    demo: true,
    hidden: false,
    tour: true,
    json: false,
    link: null,
  });
  expect(readArguments(['electron', '.', '--json', '--inspect'])).toEqual({
    demo: false,
    hidden: false,
    tour: false,
    json: true,
    link: null,
  });
  const link = 'CHAKUSHIN://ring?number=1';
  expect(readArguments(['chakushin', '--', link]).link).toBe(link);
});
