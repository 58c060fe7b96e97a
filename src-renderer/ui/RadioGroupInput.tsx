import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import type { ChoiceField } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

/** One of several that are all in sight. The classes say where each stands. */
export function Radios({
  field,
  dispatch,
  className,
  optionClass,
  buttonClass,
}: FieldProps<ChoiceField> & {
  readonly className: string;
  readonly optionClass: (value: string) => string;
  readonly buttonClass: string;
}) {
  const draft = useFieldDraft(field, (value) => dispatch({ type: 'set', id: field.id, value }), 'drop');
  const error = draft.commandError ?? field.error;
  return (
    <RadioGroup
      className="field"
      value={draft.value}
      onChange={draft.send}
      isReadOnly={field.lock !== null}
      isInvalid={error !== null}
      validationBehavior="aria"
    >
      <Label className="field-label">{field.label}</Label>
      <div className={className}>
        {field.options.map(({ value, label }) => (
          <RadioField key={value} value={value} className={optionClass(value)}>
            <RadioButton className={buttonClass}>
              <span className="radio-mark" aria-hidden="true" />
              {label}
            </RadioButton>
          </RadioField>
        ))}
      </div>
      <FieldDescription field={field} error={error} />
    </RadioGroup>
  );
}
