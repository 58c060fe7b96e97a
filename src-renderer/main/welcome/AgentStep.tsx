import type { AgentContent } from '../../../src-preload/pages/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { Results } from './Results.tsx';
import type { StepProps } from './tell.ts';
import { TestButtons } from './TestButtons.tsx';

/** Whose calls are shown. */
export function AgentStep({ content: { field, note, test }, tell }: StepProps<AgentContent>) {
  return (
    <>
      <Field field={field} tell={tell} />
      {note !== null && <p className="welcome-note">{note}</p>}
      <TestButtons
        test={test}
        onRun={() => void tell({ type: 'test' })}
        onStop={() => void tell({ type: 'stopTest' })}
        isMain={false}
      />
      <Results results={test} />
    </>
  );
}
