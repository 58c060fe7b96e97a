import { SwitchButton, SwitchField } from 'react-aria-components';
import type { FlagField } from '../../../src-preload/ipc/fields.ts';
import { useFieldDraft } from '../../ui/use-field-draft.ts';
import type { ConnectorsDispatch } from './content-props.ts';

/** Whether a CRM is asked. */
export function EnableSwitch({
  field,
  name,
  dispatch,
}: {
  /** its id is the key of the CRM */
  readonly field: FlagField;
  /** of the CRM */
  readonly name: string;
  readonly dispatch: ConnectorsDispatch;
}) {
  const draft = useFieldDraft(
    field,
    (enabled) => dispatch({ type: 'enable', key: field.id, enabled }),
    'drop',
  );
  return (
    <SwitchField
      isSelected={draft.value}
      onChange={draft.send}
      isReadOnly={field.lock !== null}
      aria-label={`${field.label}: ${name}`}
    >
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden="true" />
        {field.label}
      </SwitchButton>
    </SwitchField>
  );
}
