import { Label, TextArea, TextField } from 'react-aria-components';
import type { TextField as TextFieldView } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

const MIN_LINES = 2;
const MAX_LINES = 12;

/** A text of several lines: sent when the field is left, taken back on Escape. */
export function TextAreaInput({
  field,
  isCode,
  dispatch,
}: FieldProps<TextFieldView> & {
  /** each character counts */
  readonly isCode: boolean;
}) {
  const draft = useFieldDraft(field, (value) => dispatch({ type: 'set', id: field.id, value }), 'keep');
  const error = draft.commandError ?? field.error;
  const lines = draft.value.split('\n').length;
  return (
    <TextField
      className="field"
      value={draft.value}
      onChange={draft.setTyped}
      onBlur={() => {
        if (!draft.isUnsent) return;
        if (draft.value === field.value) draft.reset();
        else draft.send(draft.value);
      }}
      onKeyDown={(event) => {
        if (draft.isDirty && event.key === 'Escape' && !event.nativeEvent.isComposing) draft.reset();
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
      <TextArea
        className={isCode ? 'input crm-lines crm-code' : 'input crm-lines'}
        rows={Math.min(MAX_LINES, Math.max(MIN_LINES, lines))}
      />
      <FieldDescription field={field} error={error} />
    </TextField>
  );
}
