import { useEffect, useRef, useState } from 'react';
import { Button, I18nProvider } from 'react-aria-components';
import type {
  CommandResult,
  MainBridge,
  MainMessage,
  MainView,
  PageName,
} from '../../src-preload/ipc/main-window.ts';
import { AboutPage } from './about/AboutPage.tsx';
import { ConnectorsPage } from './connectors/ConnectorsPage.tsx';
import { DoctorPage } from './doctor/DoctorPage.tsx';
import { HistoryPage } from './history/HistoryPage.tsx';
import { SettingsPage } from './settings/SettingsPage.tsx';
import { WelcomePage } from './welcome/WelcomePage.tsx';

/** The main window: its pages on the left, how the connection stands, and the page that is looked at. */
export function MainWindow({
  view,
  invoke,
}: {
  readonly view: MainView;
  readonly invoke: MainBridge['invoke'];
}) {
  const { navigation, connection, notices, page } = view;
  const [lastResult, setLastResult] = useState<CommandResult | null>(null);
  const pageElement = useFocusOnNewPage(page.page);

  const dispatch = async (message: MainMessage): Promise<CommandResult> => {
    setLastResult(null);
    const result = await invoke(message);
    if (result.message !== null) setLastResult(result);
    return result;
  };

  return (
    <I18nProvider locale={view.language === 'ja' ? 'ja-JP' : 'en-GB'}>
      <div className="frame">
        <Navigation navigation={navigation} current={page.page} dispatch={dispatch} />
        <div className="beside-navigation">
          <ConnectionHeader connection={connection} notices={notices} dispatch={dispatch} />
          {/* There before it is filled: screen readers follow what changes in it. */}
          <div className="said" role="status">
            {lastResult?.ok === true && <p className="said-done">{lastResult.message}</p>}
          </div>
          <div className="said" role="alert">
            {lastResult?.ok === false && <p className="said-failed">{lastResult.message}</p>}
          </div>
          <main ref={pageElement} tabIndex={-1} className="page">
            <CurrentPage page={page} dispatch={dispatch} />
          </main>
        </div>
      </div>
    </I18nProvider>
  );
}

interface NavigationProps extends Pick<MainView, 'navigation'> {
  readonly current: PageName;
  readonly dispatch: MainBridge['invoke'];
}

function Navigation({ navigation, current, dispatch }: NavigationProps) {
  return (
    <nav className="navigation" aria-label={navigation.label}>
      <div className="navigation-stays">
        <ul>
          {navigation.pages.map(({ page, label }) => (
            <li key={page}>
              <Button
                className="navigation-item"
                {...(page === current && { 'aria-current': 'page' })}
                onPress={() => void dispatch({ to: 'frame', command: { type: 'go', page } })}
              >
                {label}
              </Button>
            </li>
          ))}
        </ul>
        <Button
          className="navigation-item quit"
          onPress={() => void dispatch({ to: 'frame', command: { type: 'quit' } })}
        >
          {navigation.quit}
        </Button>
      </div>
    </nav>
  );
}

interface ConnectionHeaderProps extends Pick<MainView, 'connection' | 'notices'> {
  readonly dispatch: MainBridge['invoke'];
}

function ConnectionHeader({ connection, notices, dispatch }: ConnectionHeaderProps) {
  return (
    <header className={`connection ${connection.tone}`}>
      <p className="connection-sentence" role="status">
        <span className="dot" aria-hidden="true" />
        {connection.message}
      </p>
      {connection.otherProblems.map((message) => (
        <p key={message} className="help">
          {message}
        </p>
      ))}
      {notices.map((message) => (
        <p key={message} className="help">
          {message}
        </p>
      ))}
      {connection.reconnect !== null && (
        <Button
          className="button small"
          onPress={() => void dispatch({ to: 'frame', command: { type: 'reconnect' } })}
        >
          {connection.reconnect}
        </Button>
      )}
    </header>
  );
}

/** A screen reader begins to read where the new page begins. */
function useFocusOnNewPage(page: string) {
  const pageElement = useRef<HTMLElement>(null);
  const previous = useRef(page);
  useEffect(() => {
    if (previous.current !== page) pageElement.current?.focus();
    previous.current = page;
  }, [page]);
  return pageElement;
}

function CurrentPage({
  page,
  dispatch,
}: {
  readonly page: MainView['page'];
  readonly dispatch: MainBridge['invoke'];
}) {
  switch (page.page) {
    case 'welcome':
      return <WelcomePage view={page.view} dispatch={(command) => dispatch({ to: 'welcome', command })} />;
    case 'history':
      return <HistoryPage view={page.view} dispatch={(command) => dispatch({ to: 'history', command })} />;
    case 'settings':
      return <SettingsPage view={page.view} dispatch={(command) => dispatch({ to: 'settings', command })} />;
    case 'connectors':
      return (
        <ConnectorsPage view={page.view} dispatch={(command) => dispatch({ to: 'connectors', command })} />
      );
    case 'doctor':
      return <DoctorPage view={page.view} dispatch={(command) => dispatch({ to: 'doctor', command })} />;
    case 'about':
      return <AboutPage view={page.view} dispatch={(command) => dispatch({ to: 'about', command })} />;
  }
}
