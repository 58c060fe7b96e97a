import type { MenuItemConstructorOptions } from 'electron/main';
import type { Translate } from '../../src-core/i18n/index.ts';
import { formatOtherSource, formatConnection } from '../../src-core/output/messages.ts';
import { canReconnect, type OtherSource } from '../../src-core/zoom/combined-connection.ts';
import type { Connection } from '../../src-core/zoom/call-source.ts';

/** One of the last calls, as a line of the menu. */
export interface RecentItem {
  readonly label: string;
  readonly callId: string;
}

export interface TrayActions {
  copyNumber(callId: string): void;
  pause(until: number | null): void;
  /** opens the main window at this page */
  open(page: 'welcome' | 'history' | 'settings' | 'doctor' | 'about'): void;
  /** reconnects to Zoom at once */
  reconnect(): void;
  simulate(): void;
  quit(): void;
}

export interface TrayModel {
  readonly connection: Connection | null;
  readonly otherSources: readonly OtherSource[];
  /** how many calls rang while nothing listened */
  readonly missedWhileOffline: number;
  /** null while the screen is locked: nobody is named */
  readonly recent: readonly RecentItem[] | null;
  readonly pausedUntil: { readonly label: string } | null;
  /** is there a way to hear of calls? */
  readonly isSetUp: boolean;
  /** ms since the epoch */
  readonly now: number;
}

/** The tray's menu as data; pure. */
export function createTrayMenu(
  model: TrayModel,
  t: Translate,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const { now } = model;
  const pause = (until: number) => () => actions.pause(until);
  const emptyText = t(model.recent === null ? 'curtain.recent' : 'tray.noRecent');
  const recent = (model.recent ?? []).map(({ label, callId }) => ({
    label,
    click: () => actions.copyNumber(callId),
  }));
  return [
    { label: formatConnection(model.connection, t, now), enabled: false },
    ...model.otherSources.map((source) => ({ label: formatOtherSource(source, t, now), enabled: false })),
    ...(canReconnect(model) ? [{ label: t('action.reconnect'), click: () => actions.reconnect() }] : []),
    ...(model.missedWhileOffline === 0
      ? []
      : [
          {
            label: t('away.calls', { count: model.missedWhileOffline }),
            click: () => actions.open('history'),
          },
        ]),
    ...(model.pausedUntil === null
      ? []
      : [{ label: t('tray.pausedUntil', { time: model.pausedUntil.label }), enabled: false }]),
    { type: 'separator' },
    {
      label: t('tray.recent'),
      submenu: recent.length > 0 ? recent : [{ label: emptyText, enabled: false }],
    },
    model.pausedUntil === null
      ? {
          label: t('tray.pause'),
          submenu: [
            { label: t('tray.pause.30'), click: pause(now + 30 * 60_000) },
            { label: t('tray.pause.60'), click: pause(now + 60 * 60_000) },
            { label: t('tray.pause.tomorrow'), click: pause(getNextMidnight(now)) },
          ],
        }
      : { label: t('tray.resume'), click: () => actions.pause(null) },
    { label: t('tray.simulate'), click: () => actions.simulate() },
    { type: 'separator' },
    ...(model.isSetUp ? [] : [{ label: t('tray.welcome'), click: () => actions.open('welcome') }]),
    { label: t('tray.history'), click: () => actions.open('history') },
    { label: t('tray.settings'), click: () => actions.open('settings') },
    { label: t('tray.doctor'), click: () => actions.open('doctor') },
    { label: t('tray.about'), click: () => actions.open('about') },
    { type: 'separator' },
    { label: t('tray.quit'), click: () => actions.quit() },
  ];
}

const TRAY_DELAY_MS = 250;
/** Zoom closes every connection about once an hour: it is back before anyone need see the icon change. */
const CONNECTING_DELAY_MS = 1_500;

/** How long the tray may lag behind: a card does not wait for it. */
export function getTrayDelayMs(connection: Connection | null): number {
  return connection?.state === 'connecting' ? CONNECTING_DELAY_MS : TRAY_DELAY_MS;
}

/** The coming midnight, by the clock on the wall. */
function getNextMidnight(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}
