import { join } from 'node:path';
import { nativeImage } from 'electron/common';
import { Menu, Tray } from 'electron/main';
import type { Reader } from './popup-view.ts';
import { clock } from './times.ts';
import { trayMenu, type TrayActions } from './tray-menu.ts';
import { recentItems } from './tray-recent.ts';
import { connectionSentence } from '../src-core/sentences.ts';
import type { AppState } from '../src-core/service.ts';

type TrayReader = Pick<Reader, 'language' | 't' | 'country' | 'now' | 'curtain'>;

export interface AppTray {
  update(state: AppState, reader: TrayReader): void;
}

/** The icon's name: connection first, since a popup that is off matters less than one that cannot come. */
function iconName(state: AppState): 'connected' | 'trouble' | 'offline' | 'paused' {
  switch (state.connection?.state) {
    case undefined:
    case 'offline':
    case 'refused':
      return 'offline';
    case 'connecting':
    case 'degraded':
      return 'trouble';
    case 'connected':
      return state.pausedUntil === null ? 'connected' : 'paused';
  }
}

/** Puts the icon into the tray and keeps it true. @param resources folder of the app's resources */
export function createTray(resources: string, actions: TrayActions): AppTray {
  const icon = (name: string): Electron.NativeImage =>
    nativeImage.createFromPath(join(resources, 'icons', `tray-${name}.png`));
  const tray = new Tray(icon('offline'));
  tray.on('click', () => actions.open('history'));
  let drawn = '';
  return {
    update(state, reader) {
      const { t, language, now } = reader;
      const model = {
        connection: state.connection,
        beside: state.beside,
        rangAway: state.rangAway,
        recent: recentItems(state.recent, reader),
        isSetUp: state.connection !== null,
        pausedUntil: state.pausedUntil === null ? null : { label: clock(state.pausedUntil, language) },
        now,
      };
      // Rebuilding an open menu closes it on some desktops, so only when something in it differs.
      const name = iconName(state);
      const next = JSON.stringify([name, language, { ...model, now: 0 }]);
      if (next === drawn) return;
      drawn = next;
      tray.setImage(icon(name));
      const away = state.rangAway === 0 ? '' : `\n${t('away.calls', { count: state.rangAway })}`;
      tray.setToolTip(`Chakushin: ${connectionSentence(state.connection, t, now)}${away}`);
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(model, t, actions)));
    },
  };
}
