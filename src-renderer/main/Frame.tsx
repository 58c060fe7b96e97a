import { useEffect, useRef, useState } from 'react';
import { Button, I18nProvider } from 'react-aria-components';
import type { Answer, MainBridge, MainCommand, MainView } from '../../src-preload/main-contract.ts';
import { About } from './About.tsx';
import { Connectors } from './Connectors.tsx';
import { Doctor } from './Doctor.tsx';
import { History } from './History.tsx';
import { Settings } from './Settings.tsx';
import { Welcome } from './Welcome.tsx';

/** The main window: its pages on the left, how the connection stands, and the page that is looked at. */
export function Frame({ view, ask }: { readonly view: MainView; readonly ask: MainBridge['ask'] }) {
  const { navigation, connection, notices, page } = view;
  const [said, setSaid] = useState<Answer | null>(null);
  const heading = useFocusOnNewPage(page.page);

  const tell = async (command: MainCommand): Promise<Answer> => {
    setSaid(null);
    const answer = await ask(command);
    if (answer.message !== null) setSaid(answer);
    return answer;
  };

  return (
    <I18nProvider locale={view.language === 'ja' ? 'ja-JP' : 'en-GB'}>
      <div className="frame">
        <nav className="navigation" aria-label={navigation.label}>
          <div className="navigation-stays">
            <ul>
              {navigation.pages.map((item) => (
                <li key={item.page}>
                  <Button
                    className="navigation-item"
                    {...(item.page === page.page && { 'aria-current': 'page' })}
                    onPress={() => void tell({ to: 'frame', command: { type: 'go', page: item.page } })}
                  >
                    {item.label}
                  </Button>
                </li>
              ))}
            </ul>
            <Button
              className="navigation-item quit"
              onPress={() => void tell({ to: 'frame', command: { type: 'quit' } })}
            >
              {navigation.quit}
            </Button>
          </div>
        </nav>
        <div className="beside-navigation">
          <header className={`connection ${connection.tone}`}>
            <p className="connection-sentence" role="status">
              <span className="dot" aria-hidden="true" />
              {connection.sentence}
            </p>
            {connection.beside.map((sentence) => (
              <p key={sentence} className="help">
                {sentence}
              </p>
            ))}
            {notices.map((sentence) => (
              <p key={sentence} className="help">
                {sentence}
              </p>
            ))}
            {connection.reconnect !== null && (
              <Button
                className="button small"
                onPress={() => void tell({ to: 'frame', command: { type: 'reconnect' } })}
              >
                {connection.reconnect}
              </Button>
            )}
          </header>
          {/* There before it is filled: screen readers follow what changes in it. */}
          <div className="said" role="status">
            {said?.ok === true && <p className="said-done">{said.message}</p>}
          </div>
          <div className="said" role="alert">
            {said?.ok === false && <p className="said-failed">{said.message}</p>}
          </div>
          <main ref={heading} tabIndex={-1} className="page">
            <CurrentPage page={page} tell={tell} />
          </main>
        </div>
      </div>
    </I18nProvider>
  );
}

/** A screen reader begins to read where the new page begins. */
function useFocusOnNewPage(page: string) {
  const place = useRef<HTMLElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current !== page) place.current?.focus();
    before.current = page;
  }, [page]);
  return place;
}

function CurrentPage({ page, tell }: { readonly page: MainView['page']; readonly tell: MainBridge['ask'] }) {
  switch (page.page) {
    case 'welcome':
      return <Welcome view={page.view} tell={(command) => tell({ to: 'welcome', command })} />;
    case 'history':
      return <History view={page.view} tell={(command) => tell({ to: 'history', command })} />;
    case 'settings':
      return <Settings view={page.view} tell={(command) => tell({ to: 'settings', command })} />;
    case 'connectors':
      return <Connectors view={page.view} tell={(command) => tell({ to: 'connectors', command })} />;
    case 'doctor':
      return <Doctor view={page.view} tell={(command) => tell({ to: 'doctor', command })} />;
    case 'about':
      return <About view={page.view} tell={(command) => tell({ to: 'about', command })} />;
  }
}
