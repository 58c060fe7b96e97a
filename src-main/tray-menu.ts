import type { MenuItemConstructorOptions } from 'electron/main';
import type { Translate } from '../src-core/i18n/index.ts';
import { besideSentence, connectionSentence } from '../src-core/sentences.ts';
import { mayReconnect, type Beside } from '../src-core/sources/overall.ts';
import type { Connection } from '../src-core/sources/source.ts';

/** One of the last calls, as a line of the menu. */
export interface RecentItem {
  readonly label: string;
  readonly callId: string;
}

export interface TrayActions {
  copyOrOpen(callId: string): void;
  pause(until: number | null): void;
  show(): void;
  /** connects to Zoom anew, at once */
  reconnect(): void;
  simulate(): void;
  quit(): void;
}

export interface TrayModel {
  readonly connection: Connection | null;
  readonly beside: readonly Beside[];
  /** how many calls rang while nothing listened */
  readonly rangAway: number;
  readonly recent: readonly RecentItem[];
  readonly pausedUntil: { readonly label: string } | null;
  /** ms since the epoch */
  readonly now: number;
}

/** The tray's menu as data; pure. */
export function trayMenu(model: TrayModel, t: Translate, actions: TrayActions): MenuItemConstructorOptions[] {
  const { now } = model;
  const pause = (until: number) => () => actions.pause(until);
  const recent = model.recent.map(({ label, callId }) => ({
    label,
    click: () => actions.copyOrOpen(callId),
  }));
  return [
    { label: connectionSentence(model.connection, t, now), enabled: false },
    ...model.beside.map((way) => ({ label: besideSentence(way, t, now), enabled: false })),
    ...(mayReconnect(model) ? [{ label: t('action.reconnect'), click: () => actions.reconnect() }] : []),
    ...(model.rangAway === 0
      ? []
      : [{ label: t('away.calls', { count: model.rangAway }), click: () => actions.show() }]),
    ...(model.pausedUntil === null
      ? []
      : [{ label: t('tray.pausedUntil', { time: model.pausedUntil.label }), enabled: false }]),
    { type: 'separator' },
    {
      label: t('tray.recent'),
      submenu: recent.length > 0 ? recent : [{ label: t('tray.noRecent'), enabled: false }],
    },
    model.pausedUntil === null
      ? {
          label: t('tray.pause'),
          submenu: [
            { label: t('tray.pause.30'), click: pause(now + 30 * 60_000) },
            { label: t('tray.pause.60'), click: pause(now + 60 * 60_000) },
            { label: t('tray.pause.tomorrow'), click: pause(tomorrow(now)) },
          ],
        }
      : { label: t('tray.resume'), click: () => actions.pause(null) },
    { label: t('tray.simulate'), click: () => actions.simulate() },
    { type: 'separator' },
    { label: t('tray.show'), click: () => actions.show() },
    { label: t('tray.quit'), click: () => actions.quit() },
  ];
}

const DELAY_MS = 250;
/** Zoom closes every connection about once an hour: it is back before anyone need see the icon change. */
const CONNECTING_DELAY_MS = 1_500;

/** How long the tray may lag behind: a card does not wait for it. */
export function trayDelayMs(connection: Connection | null): number {
  return connection?.state === 'connecting' ? CONNECTING_DELAY_MS : DELAY_MS;
}

/** The coming midnight, by the clock on the wall. */
function tomorrow(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}
