import { Button } from 'react-aria-components';
import type { PickerContent } from '../../../src-preload/ipc/connectors.ts';
import type { ContentProps } from './content-props.ts';

/** The kinds of CRMs, one of which is to be added. */
export function ConnectorPicker({ heading, title, content, dispatch }: ContentProps<PickerContent>) {
  return (
    <>
      <h1>{heading}</h1>
      <section className="crm-section" aria-labelledby="kinds-title">
        <h2 id="kinds-title" ref={title} tabIndex={-1}>
          {content.title}
        </h2>
        <p className="lead">{content.description}</p>
        <ul className="crm-kinds">
          {content.kinds.map(({ kind, title: name, text }) => (
            <li key={kind}>
              <Button
                className="crm-kind"
                onPress={() => void dispatch({ type: 'choose', kind })}
                aria-labelledby={`kind-${kind}`}
                aria-describedby={`kind-${kind}-text`}
              >
                <span id={`kind-${kind}`} className="crm-kind-name">
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
          <Button className="button" onPress={() => void dispatch({ type: 'cancel' })}>
            {content.cancel}
          </Button>
        </div>
      </section>
    </>
  );
}
