import type { ContactsContent } from '../../../src-preload/pages/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { Results } from './Results.tsx';
import { OfferPanel } from './StartStep.tsx';
import type { StepProps } from './tell.ts';

/** Where the caller is looked for. */
export function ContactsStep({ content: { file, read, crm }, tell }: StepProps<ContactsContent>) {
  return (
    <>
      <div className="welcome-panel">
        <Field field={file} tell={tell} />
        <Results results={read} />
      </div>
      <OfferPanel offer={crm} onPress={() => void tell({ type: 'leave', page: 'connectors' })} />
    </>
  );
}
