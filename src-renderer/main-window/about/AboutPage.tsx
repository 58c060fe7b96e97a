import type { AboutCommand, AboutView } from '../../../src-preload/ipc/about.ts';
import { TextButton } from '../../ui/TextButton.tsx';
import type { PageProps } from '../page-props.ts';

/** Which version of Chakushin this is, and where its files are. */
export function AboutPage({ view, dispatch }: PageProps<AboutView, AboutCommand>) {
  return (
    <>
      <h1>{view.heading}</h1>
      <p className="soft">{view.description}</p>
      <dl className="list">
        {view.rows.map(({ label, value }) => (
          <div key={label} className="row">
            <dt className="soft">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="buttons">
        <TextButton label={view.copy} onPress={() => void dispatch({ type: 'copy' })} />
        <TextButton label={view.openFolder} onPress={() => void dispatch({ type: 'openFolder' })} />
      </div>
    </>
  );
}
