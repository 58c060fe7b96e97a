import { Button } from 'react-aria-components';
import type { KindsContent } from '../../../src-preload/pages/connectors.ts';
import type { ContentProps } from './content-props.ts';

/** The kinds of CRMs, one of which is to be added. */
export function Kinds({ heading, title, content, tell }: ContentProps<KindsContent>) {
  return (
    <>
      <h1>{heading}</h1>
      <section className="crm-section" aria-labelledby="kinds-title">
        <h2 id="kinds-title" ref={title} tabIndex={-1}>
          {content.title}
        </h2>
        <p className="lead">{content.lead}</p>
        <ul className="crm-kinds">
          {content.kinds.map(({ kind, title: name, text }) => (
            <li key={kind}>
              <Button
                className="crm-kind"
                onPress={() => void tell({ type: 'choose', kind })}
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
          <Button className="button" onPress={() => void tell({ type: 'cancel' })}>
            {content.cancel}
          </Button>
        </div>
      </section>
    </>
  );
}
