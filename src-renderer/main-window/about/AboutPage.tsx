import { Button } from 'react-aria-components';
import type { AboutCommand, AboutView } from '../../../src-preload/ipc/about.ts';
import type { PageProps } from '../page-props.ts';

/** Which Chakushin this is. */
export function AboutPage({ view, dispatch }: PageProps<AboutView, AboutCommand>) {
  return (
    <>
      <h1>{view.heading}</h1>
      <p className="lead">{view.description}</p>
      <dl className="rows">
        {view.rows.map(({ label, value }) => (
          <div key={label} className="row">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="buttons">
        <Button className="button" onPress={() => void dispatch({ type: 'copy' })}>
          {view.copy}
        </Button>
        <Button className="button" onPress={() => void dispatch({ type: 'openFolder' })}>
          {view.openFolder}
        </Button>
      </div>
    </>
  );
}
