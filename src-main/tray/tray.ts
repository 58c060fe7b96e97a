import { join } from 'node:path';
import { nativeImage } from 'electron/common';
import { Menu, Tray } from 'electron/main';
import type { ViewContext } from '../popup/card-view.ts';
import { formatTime } from '../../src-core/util/format-time.ts';
import { createTrayMenu, type TrayActions } from './tray-menu.ts';
import { toRecentItems } from './recent-calls.ts';
import { formatConnection } from '../../src-core/output/messages.ts';
import type { AppState } from '../../src-core/service/app-state.ts';

type TrayContext = Pick<ViewContext, 'language' | 't' | 'country' | 'now' | 'isPrivate'>;

export interface AppTray {
  update(state: AppState, context: TrayContext): void;
}

/** The icon's name: connection first, since a popup that is off matters less than one that cannot come. */
function getIconName(state: AppState): 'connected' | 'trouble' | 'offline' | 'paused' {
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
  const loadIcon = (name: string): Electron.NativeImage =>
    nativeImage.createFromPath(join(resources, 'icons', `tray-${name}.png`));
  const tray = new Tray(loadIcon('offline'));
  tray.on('click', () => actions.open('history'));
  let rendered = '';
  return {
    update(state, context) {
      const { t, language, now } = context;
      const model = {
        connection: state.connection,
        otherSources: state.otherSources,
        missedWhileOffline: state.missedWhileOffline,
        recent: toRecentItems(state.recent, context),
        isSetUp: state.connection !== null,
        pausedUntil: state.pausedUntil === null ? null : { label: formatTime(state.pausedUntil, language) },
        now,
      };
      // Rebuilding an open menu closes it on some desktops, so only when something in it differs.
      const name = getIconName(state);
      const next = JSON.stringify([name, language, { ...model, now: 0 }]);
      if (next === rendered) return;
      rendered = next;
      tray.setImage(loadIcon(name));
      const missedLine =
        state.missedWhileOffline === 0 ? '' : `\n${t('away.calls', { count: state.missedWhileOffline })}`;
      tray.setToolTip(`Chakushin: ${formatConnection(state.connection, t, now)}${missedLine}`);
      tray.setContextMenu(Menu.buildFromTemplate(createTrayMenu(model, t, actions)));
    },
  };
}
