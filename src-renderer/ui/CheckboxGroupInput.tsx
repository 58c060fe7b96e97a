import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from 'react-aria-components';
import type { ChoiceField, TextField } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

/** Several options of which some are chosen. The value is the chosen ones, separated by commas. */
export function CheckboxGroupInput({
  field,
  options,
  dispatch,
}: FieldProps<TextField> & Pick<ChoiceField, 'options'>) {
  const { value: chosen, error, controlProps, send } = useFieldDraft(field, dispatch, 'drop');
  return (
    <CheckboxGroup
      {...controlProps}
      value={chosen.split(',')}
      onChange={(values) => send(values.filter((value) => value !== '').join(','))}
    >
      <Label className="strong">{field.label}</Label>
      <div className="wrap radios">
        {options.map(({ value, label }) => (
          <CheckboxField key={value} value={value}>
            <CheckboxButton className="radio">
              <span className="check-mark" aria-hidden="true" />
              {label}
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
      <FieldDescription field={field} error={error} />
    </CheckboxGroup>
  );
}
