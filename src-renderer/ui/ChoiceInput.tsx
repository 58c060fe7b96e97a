import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import type { ChoiceField } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { Radios } from './RadioGroupInput.tsx';

/** One of several: all in sight where they are few, in a list that opens where they are many. */
export function ChoiceInput({ field, dispatch }: FieldProps<ChoiceField>) {
  if (!field.isDropdown)
    return (
      <Radios
        field={field}
        dispatch={dispatch}
        className="radios"
        optionClass={() => 'radio-field'}
        buttonClass="radio"
      />
    );
  if (field.lock !== null) {
    const chosen = field.options.find(({ value }) => value === field.value);
    return <LockedText field={field} value={chosen?.label ?? field.value} />;
  }
  return <SelectInput field={field} dispatch={dispatch} />;
}

function SelectInput({ field, dispatch }: FieldProps<ChoiceField>) {
  const draft = useFieldDraft(field, (value) => dispatch({ type: 'set', id: field.id, value }), 'drop');
  const error = draft.commandError ?? field.error;
  return (
    <Select
      className="field"
      value={draft.value}
      onChange={(key) => {
        if (key !== null && key !== draft.value) draft.send(String(key));
      }}
      isInvalid={error !== null}
      validationBehavior="aria"
    >
      <Label className="field-label">{field.label}</Label>
      <Button className="input select">
        <SelectValue className="select-value" />
        <svg className="select-sign" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 6l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </Button>
      <FieldDescription field={field} error={error} />
      <Popover className="popover">
        <ListBox className="options" items={field.options}>
          {({ value, label }) => (
            <ListBoxItem id={value} textValue={label} className="option">
              {label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
