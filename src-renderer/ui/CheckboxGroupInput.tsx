import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from 'react-aria-components';
import type { TextField } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

/** Some of several; the field's value is those that are chosen, with commas between. */
export function CheckboxGroupInput({
  field,
  options,
  dispatch,
}: FieldProps<TextField> & {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}) {
  const draft = useFieldDraft(field, (value) => dispatch({ type: 'set', id: field.id, value }), 'drop');
  const error = draft.commandError ?? field.error;
  return (
    <CheckboxGroup
      className="field"
      value={draft.value.split(',')}
      onChange={(chosen) => draft.send(chosen.filter((value) => value !== '').join(','))}
      isReadOnly={field.lock !== null}
      isInvalid={error !== null}
      validationBehavior="aria"
    >
      <Label className="field-label">{field.label}</Label>
      <div className="radios">
        {options.map(({ value, label }) => (
          <CheckboxField key={value} value={value}>
            <CheckboxButton className="radio">
              <span className="crm-check" aria-hidden="true" />
              {label}
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
      <FieldDescription field={field} error={error} />
    </CheckboxGroup>
  );
}
