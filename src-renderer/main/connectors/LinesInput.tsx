import { Label, TextArea, TextField } from 'react-aria-components';
import type { TextField as TextFieldView } from '../../../src-preload/fields.ts';
import { Described } from '../../ui/Described.tsx';
import { useDraft } from '../../ui/draft.ts';
import type { Tell } from './content-props.ts';

const FEWEST_LINES = 2;
const MOST_LINES = 12;

/** A text of several lines: sent when the field is left, taken back on Escape. */
export function LinesInput({
  field,
  isCode,
  tell,
}: {
  readonly field: TextFieldView;
  /** each character counts */
  readonly isCode: boolean;
  readonly tell: Tell;
}) {
  const draft = useDraft(field, (value) => tell({ type: 'set', id: field.id, value }), 'keep');
  const error = draft.refusal ?? field.error;
  const lines = draft.value.split('\n').length;
  return (
    <TextField
      className="field"
      value={draft.value}
      onChange={draft.type}
      onBlur={() => {
        if (!draft.isUnsent) return;
        if (draft.value === field.value) draft.drop();
        else draft.send(draft.value);
      }}
      onKeyDown={(event) => {
        if (draft.isOpen && event.key === 'Escape' && !event.nativeEvent.isComposing) draft.drop();
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
      <TextArea
        className={isCode ? 'input crm-lines crm-code' : 'input crm-lines'}
        rows={Math.min(MOST_LINES, Math.max(FEWEST_LINES, lines))}
      />
      <Described field={field} error={error} />
    </TextField>
  );
}
