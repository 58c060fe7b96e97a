import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from 'react-aria-components';
import type { TextField } from '../../../src-preload/fields.ts';
import { Described } from '../../ui/Described.tsx';
import { useDraft } from '../../ui/draft.ts';
import type { Tell } from './content-props.ts';

/** Some of several. */
export function SomeInput({
  field,
  options,
  tell,
}: {
  /** its value: those that are chosen, with commas between */
  readonly field: TextField;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly tell: Tell;
}) {
  const draft = useDraft(field, (value) => tell({ type: 'set', id: field.id, value }), 'drop');
  const error = draft.refusal ?? field.error;
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
      <Described field={field} error={error} />
    </CheckboxGroup>
  );
}
