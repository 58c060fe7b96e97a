import { Input, Label, TextField } from 'react-aria-components';
import type { TextField as TextFieldView } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

/** A line of text: sent on Enter or when the field is left, taken back on Escape. */
export function TextInput({ field, dispatch }: FieldProps<TextFieldView>) {
  const draft = useFieldDraft(field, (value) => dispatch({ type: 'set', id: field.id, value }), 'keep');
  const error = draft.commandError ?? field.error;
  const finish = (): void => {
    if (draft.value === field.value) draft.reset();
    else draft.send(draft.value);
  };
  return (
    <TextField
      className="field"
      value={draft.value}
      onChange={draft.setTyped}
      onBlur={() => {
        if (draft.isUnsent) finish();
      }}
      onKeyDown={(event) => {
        // Enter and Escape belong to the input method while it is at work.
        if (draft.isDirty && event.key === 'Enter' && !event.nativeEvent.isComposing) finish();
        else if (draft.isDirty && event.key === 'Escape' && !event.nativeEvent.isComposing) draft.reset();
        else event.continuePropagation();
      }}
      isReadOnly={field.lock !== null}
      isRequired={field.isRequired}
      isInvalid={error !== null}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="field-label">{field.label}</Label>
      <Input className="input" {...(field.placeholder !== null && { placeholder: field.placeholder })} />
      <FieldDescription field={field} error={error} />
    </TextField>
  );
}
