import {
  formatConnection,
  formatLookupFailure,
  formatNotice,
  formatOtherSource,
} from '../../src-core/output/messages.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import { canReconnect } from '../../src-core/zoom/combined-connection.ts';
import { PAGES, type MainView, type PageName } from '../../src-preload/ipc/main-window.ts';
import type { StatusView } from '../../src-preload/ipc/welcome.ts';
import type { PageViewContext } from './page.ts';

/** What surrounds every page; pure. */
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
      // The connection's other problems include it.
      .filter(({ code }) => code !== 'lookup-failed')
      .map((notice) => formatNotice(notice, t)),
  };
}

const TONES = {
  connected: 'good',
  connecting: 'busy',
  degraded: 'busy',
  offline: 'bad',
  refused: 'bad',
} as const;

/** The connection at a glance. */
export function getConnectionTone({ connection }: Pick<AppState, 'connection'>): StatusView['tone'] {
  return connection === null ? 'bad' : TONES[connection.state];
}
