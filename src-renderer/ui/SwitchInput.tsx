import { SwitchButton, SwitchField } from 'react-aria-components';
import type { FlagField } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

export function SwitchInput({ field, dispatch }: FieldProps<FlagField>) {
  const draft = useFieldDraft(field, dispatch, 'drop');
  return (
    <SwitchField {...draft.controlProps} isSelected={draft.value} onChange={draft.send}>
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden="true" />
        {field.label}
      </SwitchButton>
      <FieldDescription field={field} error={draft.error} />
    </SwitchField>
  );
}
