import { Button } from 'react-aria-components';
import type { DoctorCommand, DoctorView } from '../../src-preload/pages/doctor.ts';
import { CheckItem } from './CheckItem.tsx';
import type { PageProps } from './page.ts';

/** Every check, each with its result as soon as it is known. */
export function Doctor({ view, tell }: PageProps<DoctorView, DoctorCommand>) {
  return (
    <>
      <h1>{view.heading}</h1>
      <p className="lead">{view.lead}</p>
      {/* The only part that is read out by itself: fourteen results, one after the other, would be too much. */}
      <p className="doctor-summary" role="status">
        {view.summary}
      </p>
      <div className="buttons">
        {/* Stays focusable while the checks run, for whoever has just pressed it. */}
        <Button
          className="button primary"
          isPending={view.running}
          onPress={() => void tell({ type: 'run' })}
        >
          {view.run}
        </Button>
        <Button className="button" isDisabled={view.running} onPress={() => void tell({ type: 'copy' })}>
          {view.copy}
        </Button>
        <Button className="button" onPress={() => void tell({ type: 'saveLogs' })}>
          {view.saveLogs}
        </Button>
      </div>
      <p className="help">{view.privacy}</p>
      <ol className="checks">
        {view.checks.map((check) => (
          <CheckItem key={check.name} check={check} titleAs="h2" />
        ))}
      </ol>
    </>
  );
}
