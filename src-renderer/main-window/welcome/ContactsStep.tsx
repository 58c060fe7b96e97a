import type { ContactsContent } from '../../../src-preload/ipc/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { CheckResults } from './Results.tsx';
import { OfferPanel } from './StartStep.tsx';
import type { StepProps } from './send.ts';

/** Where the caller is looked for. */
export function ContactsStep({ content: { file, results, crm }, dispatch }: StepProps<ContactsContent>) {
  return (
    <>
      <div className="welcome-panel">
        <Field field={file} dispatch={dispatch} />
        <CheckResults results={results} />
      </div>
      <OfferPanel offer={crm} onPress={() => void dispatch({ type: 'leave', page: 'connectors' })} />
    </>
  );
}
