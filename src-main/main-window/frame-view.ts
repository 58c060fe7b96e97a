import {
  formatOtherSource,
  formatConnection,
  formatNotice,
  formatLookupFailure,
} from '../../src-core/output/messages.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import { canReconnect } from '../../src-core/zoom/combined-connection.ts';
import { PAGES, type MainView, type PageName } from '../../src-preload/ipc/main-window.ts';
import type { PageViewContext } from './page.ts';

/** What stands around every page of the main window; pure. */
export function frameView(
  state: AppState,
  page: PageName,
  { language, t, now }: PageViewContext,
): Omit<MainView, 'page'> {
  return {
    language,
    title: t('main.title', { page: t(`main.page.${page}`) }),
    navigation: {
      label: t('main.navigation'),
      pages: PAGES.map((one) => ({ page: one, label: t(`main.page.${one}`) })),
      quit: t('action.quit'),
    },
    connection: {
      tone: getConnectionTone(state),
      message: formatConnection(state.connection, t, now),
      otherProblems: [
        ...state.otherSources.map((source) => formatOtherSource(source, t, now)),
        ...state.connectors.flatMap(({ id, name, error }) =>
          error === null ? [] : [formatLookupFailure({ id, connector: name, kind: error }, t)],
        ),
      ],
      reconnect: canReconnect(state) ? t('action.reconnect') : null,
    },
    notices: state.notices
      // How the contacts stand now is said above.
      .filter(({ code }) => code !== 'lookup-failed')
      .map((notice) => formatNotice(notice, t)),
  };
}

/** How the connection stands, at a glance. */
export function getConnectionTone({
  connection,
}: Pick<AppState, 'connection'>): MainView['connection']['tone'] {
  switch (connection?.state) {
    case 'connected':
      return 'good';
    case 'connecting':
    case 'degraded':
      return 'busy';
    case undefined:
    case 'offline':
    case 'refused':
      return 'bad';
  }
}
