import { Button } from 'react-aria-components';
import type { DoctorCommand, DoctorView } from '../../../src-preload/ipc/doctor.ts';
import { CheckItem } from './CheckItem.tsx';
import type { PageProps } from '../page-props.ts';

/** Every check, each with its result as soon as it is known. */
export function DoctorPage({ view, dispatch }: PageProps<DoctorView, DoctorCommand>) {
  return (
    <>
      <h1>{view.heading}</h1>
      <p className="lead">{view.description}</p>
      {/* The only part that is read out by itself: fourteen results, one after the other, would be too much. */}
      <p className="doctor-summary" role="status">
        {view.summary}
      </p>
      <div className="buttons">
        {/* Stays focusable while the checks run, for whoever has just pressed it. */}
        <Button
          className="button primary"
          isPending={view.isRunning}
          onPress={() => void dispatch({ type: 'run' })}
        >
          {view.run}
        </Button>
        <Button
          className="button"
          isDisabled={view.isRunning}
          onPress={() => void dispatch({ type: 'copy' })}
        >
          {view.copy}
        </Button>
        <Button className="button" onPress={() => void dispatch({ type: 'saveLogs' })}>
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
