import { Label, TextArea, TextField } from 'react-aria-components';
import type { FieldView } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';

/** A locked value as a read-only text, which can be focused, read and copied. */
export function LockedText({
  field,
  value,
}: {
  readonly field: Pick<FieldView, 'label' | 'help' | 'lock' | 'error'>;
  /** in words */
  readonly value: string;
}) {
  return (
    <TextField
      className="field"
      value={value}
      isReadOnly
      isInvalid={field.error !== null}
      validationBehavior="aria"
    >
      <Label className="strong">{field.label}</Label>
      <TextArea className="input whole" rows={1} />
      <FieldDescription field={field} error={field.error} />
    </TextField>
  );
}
