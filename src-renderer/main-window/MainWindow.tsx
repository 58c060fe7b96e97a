import { useState } from 'react';
import { Button, I18nProvider } from 'react-aria-components';
import type { CommandResult, MainBridge, MainMessage, MainView } from '../../src-preload/ipc/main-window.ts';
import { TextButton } from '../ui/TextButton.tsx';
import { useFocusOnChange } from '../ui/use-focus-on-change.ts';
import { AboutPage } from './about/AboutPage.tsx';
import { ConnectorsPage } from './connectors/ConnectorsPage.tsx';
import { DoctorPage } from './doctor/DoctorPage.tsx';
import { HistoryPage } from './history/HistoryPage.tsx';
import { SettingsPage } from './settings/SettingsPage.tsx';
import { WelcomePage } from './welcome/WelcomePage.tsx';

type Dispatch = MainBridge['invoke'];

/** The main window: the list of pages on the left, the state of the connection, and the current page. */
export function MainWindow({ view, invoke }: { readonly view: MainView; readonly invoke: Dispatch }) {
  const { page } = view;
  const [lastResult, setLastResult] = useState<CommandResult | null>(null);
  const pageElement = useFocusOnChange<HTMLElement>(page.page);

  const dispatch = async (message: MainMessage): Promise<CommandResult> => {
    setLastResult(null);
    const result = await invoke(message);
    if (result.message !== null) setLastResult(result);
    return result;
  };

  return (
    <I18nProvider locale={view.language === 'ja' ? 'ja-JP' : 'en-GB'}>
      <div className="frame">
        <Navigation view={view} dispatch={dispatch} />
        <div>
          <ConnectionHeader view={view} dispatch={dispatch} />
          {/* Rendered before they are filled, because screen readers announce changes only. */}
          <div className="said" role="status">
            {lastResult?.ok === true && <p className="done">{lastResult.message}</p>}
          </div>
          <div className="said" role="alert">
            {lastResult?.ok === false && <p className="error">{lastResult.message}</p>}
          </div>
          <main ref={pageElement} tabIndex={-1} className="page column">
            <CurrentPage page={page} dispatch={dispatch} />
          </main>
        </div>
      </div>
    </I18nProvider>
  );
}

interface FramePartProps {
  readonly view: MainView;
  readonly dispatch: Dispatch;
}

function Navigation({ view: { navigation, page: current }, dispatch }: FramePartProps) {
  return (
    <nav className="navigation" aria-label={navigation.label}>
      <div className="navigation-stays">
        <ul className="tight">
          {navigation.pages.map(({ page, label }) => (
            <li key={page}>
              <Button
                className="navigation-item"
                {...(page === current.page && { 'aria-current': 'page' })}
                onPress={() => void dispatch({ to: 'frame', command: { type: 'go', page } })}
              >
                {label}
              </Button>
            </li>
          ))}
        </ul>
        <Button
          className="navigation-item quit help"
          onPress={() => void dispatch({ to: 'frame', command: { type: 'quit' } })}
        >
          {navigation.quit}
        </Button>
      </div>
    </nav>
  );
}

function ConnectionHeader({ view: { connection, notices }, dispatch }: FramePartProps) {
  return (
    <header className={`connection tight ${connection.tone}`}>
      <p className="status-line" role="status">
        <span className="dot" aria-hidden="true" />
        {connection.message}
      </p>
      {[...connection.otherProblems, ...notices].map((message, index) => (
        <p key={index} className="help">
          {message}
        </p>
      ))}
      {connection.reconnect !== null && (
        <TextButton
          look="small"
          label={connection.reconnect}
          onPress={() => void dispatch({ to: 'frame', command: { type: 'reconnect' } })}
        />
      )}
    </header>
  );
}

function CurrentPage({ page, dispatch }: { readonly page: MainView['page']; readonly dispatch: Dispatch }) {
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
