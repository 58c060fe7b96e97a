import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import type { ChoiceField } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

/** Radio buttons. The class names place them. */
export function Radios({
  field,
  dispatch,
  className = 'wrap radios',
  optionClass,
  buttonClass = 'radio',
}: FieldProps<ChoiceField> & {
  readonly className?: string;
  readonly optionClass?: (value: string) => string;
  readonly buttonClass?: string;
}) {
  const draft = useFieldDraft(field, dispatch, 'drop');
  return (
    <RadioGroup {...draft.controlProps} value={draft.value} onChange={draft.send}>
      <Label className="strong">{field.label}</Label>
      <div className={className}>
        {field.options.map(({ value, label }) => (
          <RadioField key={value} value={value} className={optionClass?.(value) ?? 'radio-field'}>
            <RadioButton className={buttonClass}>
              <span className="radio-mark" aria-hidden="true" />
              {label}
            </RadioButton>
          </RadioField>
        ))}
      </div>
      <FieldDescription field={field} error={draft.error} />
    </RadioGroup>
  );
}
