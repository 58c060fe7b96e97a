import {
  besideSentence,
  connectionSentence,
  noticeSentence,
  troubleSentence,
} from '../src-core/sentences.ts';
import type { AppState } from '../src-core/service.ts';
import { mayReconnect } from '../src-core/sources/overall.ts';
import { PAGES, type MainView, type PageName } from '../src-preload/main-contract.ts';
import type { PageReader } from './pages/page.ts';

/** What stands around every page of the main window; pure. */
export function frameView(
  state: AppState,
  page: PageName,
  { language, t, now }: PageReader,
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
      tone: toneOf(state),
      sentence: connectionSentence(state.connection, t, now),
      beside: [
        ...state.beside.map((way) => besideSentence(way, t, now)),
        ...state.connectors.flatMap(({ id, name, trouble }) =>
          trouble === null ? [] : [troubleSentence({ id, connector: name, kind: trouble }, t)],
        ),
      ],
      reconnect: mayReconnect(state) ? t('action.reconnect') : null,
    },
    notices: state.notices
      // How the contacts stand now is said above.
      .filter(({ code }) => code !== 'lookup-failed')
      .map((notice) => noticeSentence(notice, t)),
  };
}

/** How the connection stands, at a glance. */
export function toneOf({ connection }: Pick<AppState, 'connection'>): MainView['connection']['tone'] {
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
