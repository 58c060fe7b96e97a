import { join } from 'node:path';
import { nativeImage } from 'electron/common';
import { Menu, Tray } from 'electron/main';
import type { Reader } from './popup-view.ts';
import { clock, dayOrClock } from './times.ts';
import { trayMenu, type TrayActions } from './tray-menu.ts';
import { connectionSentence } from '../src-core/sentences.ts';
import { shownNumber } from '../src-core/lines.ts';
import { onlyPerson } from '../src-core/lookup/lookup.ts';
import type { AppState } from '../src-core/service.ts';

const RECENT_SHOWN = 5;

type TrayReader = Pick<Reader, 'language' | 't' | 'country' | 'now'>;

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
  tray.on('click', () => actions.show());
  let drawn = '';
  return {
    update(state, { t, country, language, now }) {
      const model = {
        connection: state.connection,
        beside: state.beside,
        rangAway: state.rangAway,
        recent: state.recent.slice(0, RECENT_SHOWN).map((record) => ({
          callId: record.call.callId,
          label: [
            dayOrClock(record.call.ringingSince, now, language),
            onlyPerson(record.lookup)?.name ?? record.call.caller.name,
            shownNumber(record.call, t, country),
          ]
            .filter((part) => part !== null)
            .join('  '),
        })),
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
