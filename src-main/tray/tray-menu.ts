import type { MenuItemConstructorOptions } from 'electron/main';
import type { Translate } from '../../src-core/i18n/index.ts';
import { findSingleMatch } from '../../src-core/lookup/lookup.ts';
import { formatCallerNumber } from '../../src-core/output/json-line.ts';
import { formatStatus } from '../../src-core/output/messages.ts';
import type { AppState, CallSnapshot } from '../../src-core/service/app-state.ts';
import { formatDayOrTime } from '../../src-core/util/format-time.ts';
import type { Connection } from '../../src-core/zoom/call-source.ts';
import { canReconnect } from '../../src-core/zoom/combined-connection.ts';
import type { ViewContext } from '../view-source.ts';

const MAX_RECENT = 5;

/** A recent call in the menu. */
export interface RecentItem {
  readonly label: string;
  readonly callId: string;
}

export interface TrayActions {
  copyNumber(callId: string): void;
  pause(until: number | null): void;
  open(page: 'welcome' | 'history' | 'settings' | 'doctor' | 'about'): void;
  reconnect(): void;
  simulate(): void;
  quit(): void;
}

export interface TrayModel extends Pick<AppState, 'connection' | 'otherSources' | 'missedWhileOffline'> {
  /** null while the screen is locked, to hide names */
  readonly recent: readonly RecentItem[] | null;
  readonly pausedUntil: { readonly label: string } | null;
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
    { label: formatStatus(model.connection, t), enabled: false },
    ...model.otherSources.map(({ source }) => ({
      label: t(source === 'webhook' ? 'status.webhook' : 'status.websocket'),
      enabled: false,
    })),
    ...(canReconnect(model) ? [{ label: t('action.reconnect'), click: () => actions.reconnect() }] : []),
    ...(model.missedWhileOffline === 0 ? [] : [toMissedItem(model.missedWhileOffline, t, actions)]),
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
    ...(model.connection !== null
      ? []
      : [{ label: t('tray.welcome'), click: () => actions.open('welcome') }]),
    { label: t('tray.history'), click: () => actions.open('history') },
    { label: t('tray.settings'), click: () => actions.open('settings') },
    { label: t('tray.doctor'), click: () => actions.open('doctor') },
    { label: t('tray.about'), click: () => actions.open('about') },
    { type: 'separator' },
    { label: t('tray.quit'), click: () => actions.quit() },
  ];
}

function toMissedItem(count: number, t: Translate, actions: TrayActions): MenuItemConstructorOptions {
  return { label: t('away.calls', { count }), click: () => actions.open('history') };
}

/** The recent calls; null while the screen is locked, to hide names. */
export function toRecentItems(
  recent: readonly CallSnapshot[],
  { t, country, language, now, isPrivate }: ViewContext,
): readonly RecentItem[] | null {
  if (isPrivate) return null;
  return recent.slice(0, MAX_RECENT).map(({ call, lookup }) => {
    const parts = [
      formatDayOrTime(call.ringingSince, now, language),
      findSingleMatch(lookup)?.name ?? call.caller.name,
      formatCallerNumber(call, t, country),
    ];
    return { callId: call.callId, label: parts.filter((part) => part !== null).join('  ') };
  });
}

const TRAY_DELAY_MS = 250;
/** Zoom closes every connection about once an hour; the icon need not show a quick reconnect. */
const CONNECTING_DELAY_MS = 1_500;

/** How long the tray may lag behind cards. */
export function getTrayDelayMs(connection: Connection | null): number {
  return connection?.state === 'connecting' ? CONNECTING_DELAY_MS : TRAY_DELAY_MS;
}

/** The next local midnight. */
function getNextMidnight(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}
