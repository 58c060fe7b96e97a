import type { AgentContent } from '../../../src-preload/ipc/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { CheckResults } from './Results.tsx';
import type { StepProps } from './send.ts';
import { TestButtons } from './TestButtons.tsx';

/** Whose calls are shown. */
export function AgentStep({ content: { field, note, test }, dispatch }: StepProps<AgentContent>) {
  return (
    <>
      <Field field={field} dispatch={dispatch} />
      {note !== null && <p className="welcome-note">{note}</p>}
      <TestButtons
        test={test}
        onRun={() => void dispatch({ type: 'test' })}
        onStop={() => void dispatch({ type: 'stopTest' })}
        isPrimary={false}
      />
      <CheckResults results={test} />
    </>
  );
}
