import { join } from 'node:path';
import { nativeImage } from 'electron/common';
import { Menu, Tray } from 'electron/main';
import { formatStatus } from '../../src-core/output/messages.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import type { Clock } from '../../src-core/util/clock.ts';
import { formatTime } from '../../src-core/util/format-time.ts';
import { Throttle } from '../../src-core/util/throttle.ts';
import { getConnectionTone } from '../main-window/frame-view.ts';
import type { ViewContext, ViewSource } from '../view-source.ts';
import {
  createTrayMenu,
  getTrayDelayMs,
  toRecentItems,
  type TrayActions,
  type TrayModel,
} from './tray-menu.ts';

/** The icon shows a connection problem rather than a pause, because it matters more. */
function getIconName(state: AppState): 'connected' | 'trouble' | 'offline' | 'paused' {
  switch (getConnectionTone(state)) {
    case 'bad':
      return 'offline';
    case 'busy':
      return 'trouble';
    case 'good':
      return state.pausedUntil === null ? 'connected' : 'paused';
  }
}

export interface AppTrayDeps {
  /** folder */
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
  /** the content of icon and menu, to detect changes */
  #rendered = '';

  constructor(deps: AppTrayDeps) {
    this.#deps = deps;
    this.#tray = new Tray(this.#loadIcon('offline'));
    this.#tray.on('click', () => deps.actions.open('history'));
    this.#throttle = new Throttle(deps.clock, () => this.#render());
  }

  /** Renders soon: icon and menu are slow on some desktops, and cards have priority. */
  scheduleRender({ connection }: Pick<AppState, 'connection'>): void {
    this.#throttle.schedule(getTrayDelayMs(connection));
  }

  stop(): void {
    this.#throttle.cancel();
  }

  #render(): void {
    const { view, actions } = this.#deps;
    const { state, context } = view;
    const { t } = context;
    const model = toTrayModel(state, context);
    // Only after a change, since rebuilding an open menu closes it on some desktops.
    const icon = getIconName(state);
    const next = JSON.stringify([icon, context.language, { ...model, now: 0 }]);
    if (next === this.#rendered) return;
    this.#rendered = next;
    this.#tray.setImage(this.#loadIcon(icon));
    const missedLine =
      state.missedWhileOffline === 0 ? '' : `\n${t('away.calls', { count: state.missedWhileOffline })}`;
    this.#tray.setToolTip(`Chakushin: ${formatStatus(state.connection, t)}${missedLine}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(createTrayMenu(model, t, actions)));
  }

  #loadIcon(name: ReturnType<typeof getIconName>): Electron.NativeImage {
    return nativeImage.createFromPath(join(this.#deps.resources, 'icons', `tray-${name}.png`));
  }
}

function toTrayModel(state: AppState, context: ViewContext): TrayModel {
  const { connection, otherSources, missedWhileOffline, pausedUntil } = state;
  return {
    ...{ connection, otherSources, missedWhileOffline },
    recent: toRecentItems(state.recent, context),
    pausedUntil: pausedUntil === null ? null : { label: formatTime(pausedUntil, context.language) },
    now: context.now,
  };
}
