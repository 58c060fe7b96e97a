import { Button } from 'react-aria-components';
import type {
  ConnectorsCommand,
  ConnectorsView,
  PickerContent,
} from '../../../src-preload/ipc/connectors.ts';
import { TextButton } from '../../ui/TextButton.tsx';
import { useFocusOnChange } from '../../ui/use-focus-on-change.ts';
import type { PageProps } from '../page-props.ts';
import { ConnectorForm } from './ConnectorForm.tsx';
import { ConnectorList } from './ConnectorList.tsx';
import type { ContentProps } from './props.ts';

/** Where callers are looked up: the list, the kinds of CRM that can be added, or the form of one CRM. */
export function ConnectorsPage({ view, dispatch }: PageProps<ConnectorsView, ConnectorsCommand>) {
  const { heading, content } = view;
  const title = useFocusOnChange<HTMLHeadingElement>(content.at);
  switch (content.at) {
    case 'list':
      return <ConnectorList heading={heading} title={title} content={content} dispatch={dispatch} />;
    case 'kinds':
      return <ConnectorPicker heading={heading} title={title} content={content} dispatch={dispatch} />;
    case 'form':
      return <ConnectorForm heading={heading} title={title} content={content} dispatch={dispatch} />;
  }
}

/** The kinds of CRM, to choose one to add. */
function ConnectorPicker({ heading, title, content, dispatch }: ContentProps<PickerContent>) {
  return (
    <>
      <h1>{heading}</h1>
      <section className="crm-section section column" aria-labelledby="kinds-title">
        <h2 id="kinds-title" ref={title} tabIndex={-1}>
          {content.title}
        </h2>
        <p className="soft">{content.description}</p>
        <ul className="list">
          {content.kinds.map(({ kind, title: name, text }) => (
            <li key={kind}>
              <Button
                className="crm-kind panel tight"
                onPress={() => void dispatch({ type: 'choose', kind })}
                aria-labelledby={`kind-${kind}`}
                aria-describedby={`kind-${kind}-text`}
              >
                <span id={`kind-${kind}`} className="strong">
                  {name}
                </span>
                <span id={`kind-${kind}-text`} className="help">
                  {text}
                </span>
              </Button>
            </li>
          ))}
        </ul>
        <div className="buttons">
          <TextButton label={content.cancel} onPress={() => void dispatch({ type: 'cancel' })} />
        </div>
      </section>
    </>
  );
}
