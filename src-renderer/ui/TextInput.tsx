import { Input, Label, TextField } from 'react-aria-components';
import type { TextField as TextFieldView } from '../../src-preload/fields.ts';
import { Described } from './Described.tsx';
import { useDraft } from './draft.ts';
import type { FieldProps } from './field-props.ts';

/** A line of text: sent on Enter or when the field is left, taken back on Escape. */
export function TextInput({ field, tell }: FieldProps<TextFieldView>) {
  const draft = useDraft(field, (value) => tell({ type: 'set', id: field.id, value }), 'keep');
  const error = draft.refusal ?? field.error;
  const finish = (): void => {
    if (draft.value === field.value) draft.drop();
    else draft.send(draft.value);
  };
  return (
    <TextField
      className="field"
      value={draft.value}
      onChange={draft.type}
      onBlur={() => {
        if (draft.isUnsent) finish();
      }}
      onKeyDown={(event) => {
        // Enter and Escape belong to the input method while it is at work.
        if (draft.isOpen && event.key === 'Enter' && !event.nativeEvent.isComposing) finish();
        else if (draft.isOpen && event.key === 'Escape' && !event.nativeEvent.isComposing) draft.drop();
        else event.continuePropagation();
      }}
      isReadOnly={field.lock !== null}
      isRequired={field.required}
      isInvalid={error !== null}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="field-label">{field.label}</Label>
      <Input className="input" {...(field.example !== null && { placeholder: field.example })} />
      <Described field={field} error={error} />
    </TextField>
  );
}
