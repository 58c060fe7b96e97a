import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import type { ChoiceField } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { Radios } from './Radios.tsx';

/** One of several options: as radio buttons where there are few, as a dropdown where there are many. */
export function ChoiceInput({ field, dispatch }: FieldProps<ChoiceField>) {
  if (!field.isDropdown) return <Radios field={field} dispatch={dispatch} />;
  if (field.lock === null) return <SelectInput field={field} dispatch={dispatch} />;
  const chosen = field.options.find(({ value }) => value === field.value);
  return <LockedText field={field} value={chosen?.label ?? field.value} />;
}

function SelectInput({ field, dispatch }: FieldProps<ChoiceField>) {
  const draft = useFieldDraft(field, dispatch, 'drop');
  return (
    <Select
      {...draft.controlProps}
      value={draft.value}
      onChange={(key) => {
        if (key !== null && key !== draft.value) draft.send(String(key));
      }}
    >
      <Label className="strong">{field.label}</Label>
      <Button className="input select">
        <SelectValue />
        <svg className="sign" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 6l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </Button>
      <FieldDescription field={field} error={draft.error} />
      <Popover className="popover">
        <ListBox className="options tight" items={field.options}>
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
