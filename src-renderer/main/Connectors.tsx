import { useEffect, useRef } from 'react';
import type { ConnectorsCommand, ConnectorsView } from '../../src-preload/pages/connectors.ts';
import type { PageProps } from './page.ts';
import { ConnectorForm } from './connectors/ConnectorForm.tsx';
import { ConnectorList } from './connectors/ConnectorList.tsx';
import { Kinds } from './connectors/Kinds.tsx';

/** Where it is looked up who calls: the list, the kinds that can be added, or the form of one CRM. */
export function Connectors({ view, tell }: PageProps<ConnectorsView, ConnectorsCommand>) {
  const { heading, content } = view;
  const title = useFocusOnNewContent(content.at);
  switch (content.at) {
    case 'list':
      return <ConnectorList heading={heading} title={title} content={content} tell={tell} />;
    case 'kinds':
      return <Kinds heading={heading} title={title} content={content} tell={tell} />;
    case 'form':
      return <ConnectorForm heading={heading} title={title} content={content} tell={tell} />;
  }
}

/** The button that was pressed is gone: a screen reader begins to read where what came in its place begins. */
function useFocusOnNewContent(at: string) {
  const title = useRef<HTMLHeadingElement>(null);
  const before = useRef(at);
  useEffect(() => {
    if (before.current !== at) title.current?.focus();
    before.current = at;
  }, [at]);
  return title;
}
