import { SwitchButton, SwitchField } from 'react-aria-components';
import type { FlagField } from '../../src-preload/fields.ts';
import { Described } from './Described.tsx';
import { useDraft } from './draft.ts';
import type { FieldProps } from './field-props.ts';

/** On or off. */
export function FlagInput({ field, tell }: FieldProps<FlagField>) {
  const draft = useDraft(field, (value) => tell({ type: 'set', id: field.id, value }), 'drop');
  const error = draft.refusal ?? field.error;
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
      <Described field={field} error={error} />
    </SwitchField>
  );
}
