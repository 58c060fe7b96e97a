import { Input, Label, TextArea, TextField } from 'react-aria-components';
import type { TextField as TextFieldView } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import { handleKeys, type FieldProps } from './field-props.ts';

const MIN_ROWS = 2;
const MAX_ROWS = 12;

/** A text: sent when the field loses the focus, or on Enter if it is one line; Escape discards what was typed. */
export function TextInput({
  field,
  isMultiline = false,
  isCode = false,
  dispatch,
}: FieldProps<TextFieldView> & {
  readonly isMultiline?: boolean;
  /** of several lines: monospaced, as each character matters */
  readonly isCode?: boolean;
}) {
  const { value, error, controlProps, isDirty, isUnsent, setTyped, send, reset } = useFieldDraft(
    field,
    dispatch,
    'keep',
  );
  const finish = (): void => {
    if (value === field.value) reset();
    else send(value);
  };
  return (
    <TextField
      {...controlProps}
      value={value}
      onChange={setTyped}
      onBlur={() => {
        if (isUnsent) finish();
      }}
      onKeyDown={(event) =>
        handleKeys(event, {
          Enter: isDirty && !isMultiline ? finish : null,
          Escape: isDirty ? reset : null,
        })
      }
      isRequired={field.isRequired}
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="strong">{field.label}</Label>
      {isMultiline ? (
        <TextArea
          className={isCode ? 'input lines code' : 'input lines'}
          rows={Math.min(MAX_ROWS, Math.max(MIN_ROWS, value.split('\n').length))}
        />
      ) : (
        <Input className="input" {...(field.placeholder !== null && { placeholder: field.placeholder })} />
      )}
      <FieldDescription field={field} error={error} />
    </TextField>
  );
}
