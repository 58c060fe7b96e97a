import { join } from 'node:path';
import { nativeImage } from 'electron/common';
import { Menu, Tray } from 'electron/main';
import { formatTime } from '../../src-core/util/format-time.ts';
import { createTrayMenu, getTrayDelayMs, type TrayActions, type TrayModel } from './tray-menu.ts';
import { toRecentItems } from './recent-calls.ts';
import { formatConnection } from '../../src-core/output/messages.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import type { Clock } from '../../src-core/util/clock.ts';
import { Throttle } from '../../src-core/util/throttle.ts';
import type { ViewContext, ViewSource } from '../view-source.ts';

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

export interface AppTrayDeps {
  /** folder of the app's resources */
  readonly resources: string;
  readonly actions: TrayActions;
  readonly view: Pick<ViewSource, 'state' | 'context'>;
  readonly clock: Clock;
}

/** The icon in the tray, with its tooltip and menu. */
export class AppTray {
  readonly #deps: AppTrayDeps;
  readonly #tray: Tray;
  readonly #throttle: Throttle;
  /** what icon and menu show, as text */
  #rendered = '';

  constructor(deps: AppTrayDeps) {
    this.#deps = deps;
    this.#tray = new Tray(this.#loadIcon('offline'));
    this.#tray.on('click', () => deps.actions.open('history'));
    this.#throttle = new Throttle(deps.clock, () => this.#render());
  }

  /** Renders soon: icon and menu are slow on some desktops, and a card does not wait for them. */
  scheduleRender({ connection }: Pick<AppState, 'connection'>): void {
    this.#throttle.schedule(getTrayDelayMs(connection));
  }

  /** Renders nothing more. */
  stop(): void {
    this.#throttle.cancel();
  }

  #render(): void {
    const { view, actions } = this.#deps;
    const { state, context } = view;
    const { t, now } = context;
    const model = toTrayModel(state, context);
    // Rebuilding an open menu closes it on some desktops, so only when something in it differs.
    const icon = getIconName(state);
    const next = JSON.stringify([icon, context.language, { ...model, now: 0 }]);
    if (next === this.#rendered) return;
    this.#rendered = next;
    this.#tray.setImage(this.#loadIcon(icon));
    const missedLine =
      state.missedWhileOffline === 0 ? '' : `\n${t('away.calls', { count: state.missedWhileOffline })}`;
    this.#tray.setToolTip(`Chakushin: ${formatConnection(state.connection, t, now)}${missedLine}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(createTrayMenu(model, t, actions)));
  }

  #loadIcon(name: ReturnType<typeof getIconName>): Electron.NativeImage {
    return nativeImage.createFromPath(join(this.#deps.resources, 'icons', `tray-${name}.png`));
  }
}

function toTrayModel(state: AppState, context: ViewContext): TrayModel {
  const { pausedUntil } = state;
  return {
    connection: state.connection,
    otherSources: state.otherSources,
    missedWhileOffline: state.missedWhileOffline,
    recent: toRecentItems(state.recent, context),
    isSetUp: state.connection !== null,
    pausedUntil: pausedUntil === null ? null : { label: formatTime(pausedUntil, context.language) },
    now: context.now,
  };
}
