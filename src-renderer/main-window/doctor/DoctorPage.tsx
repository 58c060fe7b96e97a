import type { DoctorCommand, DoctorView } from '../../../src-preload/ipc/doctor.ts';
import { TextButton } from '../../ui/TextButton.tsx';
import { CheckItem } from './CheckItem.tsx';
import type { PageProps } from '../page-props.ts';

/** All checks, each with its result as soon as it is known. */
export function DoctorPage({ view, dispatch }: PageProps<DoctorView, DoctorCommand>) {
  const { isRunning } = view;
  return (
    <>
      <h1>{view.heading}</h1>
      <p className="soft">{view.description}</p>
      {/* The only live region: announcing fourteen results one after the other would be too much. */}
      <p className="strong" role="status">
        {view.summary}
      </p>
      <div className="buttons">
        {/* Pending instead of disabled, so that it keeps the focus while the checks run. */}
        <TextButton
          look="primary"
          label={view.run}
          isPending={isRunning}
          onPress={() => void dispatch({ type: 'run' })}
        />
        <TextButton
          label={view.copy}
          isDisabled={isRunning}
          onPress={() => void dispatch({ type: 'copy' })}
        />
        <TextButton label={view.saveLogs} onPress={() => void dispatch({ type: 'saveLogs' })} />
      </div>
      <p className="help">{view.privacy}</p>
      <ol className="list">
        {view.checks.map((check) => (
          <CheckItem key={check.name} check={check} titleAs="h2" />
        ))}
      </ol>
    </>
  );
}
