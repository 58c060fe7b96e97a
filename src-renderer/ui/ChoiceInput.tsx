import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import type { ChoiceField } from '../../src-preload/fields.ts';
import { Described } from './Described.tsx';
import { useDraft } from './draft.ts';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { Radios } from './Radios.tsx';

/** One of several: all in sight where they are few, in a list that opens where they are many. */
export function ChoiceInput({ field, tell }: FieldProps<ChoiceField>) {
  if (!field.many)
    return (
      <Radios
        field={field}
        tell={tell}
        className="radios"
        optionClass={() => 'radio-field'}
        buttonClass="radio"
      />
    );
  if (field.lock !== null) {
    const chosen = field.options.find(({ value }) => value === field.value);
    return <LockedText field={field} value={chosen?.label ?? field.value} />;
  }
  return <Opening field={field} tell={tell} />;
}

function Opening({ field, tell }: FieldProps<ChoiceField>) {
  const draft = useDraft(field, (value) => tell({ type: 'set', id: field.id, value }), 'drop');
  const error = draft.refusal ?? field.error;
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
      <Described field={field} error={error} />
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
