import { ChoiceInput } from './ChoiceInput.tsx';
import type { FieldProps } from './field-props.ts';
import { FileInput } from './FileInput.tsx';
import { FlagInput } from './FlagInput.tsx';
import { NumberInput } from './NumberInput.tsx';
import { ScheduleInput } from './ScheduleInput.tsx';
import { SecretInput } from './SecretInput.tsx';
import { ShortcutInput } from './ShortcutInput.tsx';
import { TextInput } from './TextInput.tsx';

/** One field of a form, whatever its kind. A value is sent when it is complete: on Enter, or when the field is left. */
export function Field({ field, tell }: FieldProps) {
  switch (field.kind) {
    case 'text':
      return <TextInput field={field} tell={tell} />;
    case 'secret':
      return <SecretInput field={field} tell={tell} />;
    case 'choice':
      return <ChoiceInput field={field} tell={tell} />;
    case 'flag':
      return <FlagInput field={field} tell={tell} />;
    case 'number':
      return <NumberInput field={field} tell={tell} />;
    case 'file':
      return <FileInput field={field} tell={tell} />;
    case 'shortcut':
      return <ShortcutInput field={field} tell={tell} />;
    case 'schedule':
      return <ScheduleInput field={field} tell={tell} />;
  }
}
