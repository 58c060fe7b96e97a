import { useEffect, useRef } from 'react';
import type { ConnectorsCommand, ConnectorsView } from '../../../src-preload/ipc/connectors.ts';
import type { PageProps } from '../page-props.ts';
import { ConnectorForm } from './ConnectorForm.tsx';
import { ConnectorList } from './ConnectorList.tsx';
import { ConnectorPicker } from './ConnectorPicker.tsx';

/** Where it is looked up who calls: the list, the kinds that can be added, or the form of one CRM. */
export function ConnectorsPage({ view, dispatch }: PageProps<ConnectorsView, ConnectorsCommand>) {
  const { heading, content } = view;
  const title = useFocusOnNewContent(content.at);
  switch (content.at) {
    case 'list':
      return <ConnectorList heading={heading} title={title} content={content} dispatch={dispatch} />;
    case 'kinds':
      return <ConnectorPicker heading={heading} title={title} content={content} dispatch={dispatch} />;
    case 'form':
      return <ConnectorForm heading={heading} title={title} content={content} dispatch={dispatch} />;
  }
}

/** The button that was pressed is gone: a screen reader begins to read where what came in its place begins. */
function useFocusOnNewContent(at: string) {
  const title = useRef<HTMLHeadingElement>(null);
  const previous = useRef(at);
  useEffect(() => {
    if (previous.current !== at) title.current?.focus();
    previous.current = at;
  }, [at]);
  return title;
}
