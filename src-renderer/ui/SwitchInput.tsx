import { SwitchButton, SwitchField } from 'react-aria-components';
import type { FlagField } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

/** On or off. */
export function SwitchInput({ field, dispatch }: FieldProps<FlagField>) {
  const draft = useFieldDraft(field, (value) => dispatch({ type: 'set', id: field.id, value }), 'drop');
  const error = draft.commandError ?? field.error;
  return (
    <SwitchField
      className="field"
      isSelected={draft.value}
      onChange={draft.send}
      isReadOnly={field.lock !== null}
      isInvalid={error !== null}
      validationBehavior="aria"
    >
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden="true" />
        {field.label}
      </SwitchButton>
      <FieldDescription field={field} error={error} />
    </SwitchField>
  );
}
