import { ChoiceInput } from './ChoiceInput.tsx';
import type { FieldProps } from './field-props.ts';
import { FileInput } from './FileInput.tsx';
import { SwitchInput } from './SwitchInput.tsx';
import { NumberInput } from './NumberInput.tsx';
import { ScheduleInput } from './ScheduleInput.tsx';
import { SecretInput } from './SecretInput.tsx';
import { ShortcutInput } from './ShortcutInput.tsx';
import { TextInput } from './TextInput.tsx';

/** One field of a form, of any kind. */
export function Field({ field, dispatch }: FieldProps) {
  switch (field.kind) {
    case 'text':
      return <TextInput field={field} dispatch={dispatch} />;
    case 'secret':
      return <SecretInput field={field} dispatch={dispatch} />;
    case 'choice':
      return <ChoiceInput field={field} dispatch={dispatch} />;
    case 'flag':
      return <SwitchInput field={field} dispatch={dispatch} />;
    case 'number':
      return <NumberInput field={field} dispatch={dispatch} />;
    case 'file':
      return <FileInput field={field} dispatch={dispatch} />;
    case 'shortcut':
      return <ShortcutInput field={field} dispatch={dispatch} />;
    case 'schedule':
      return <ScheduleInput field={field} dispatch={dispatch} />;
  }
}
