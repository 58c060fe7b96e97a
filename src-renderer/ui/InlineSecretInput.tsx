import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import type { FieldCommand, InlineSecretField } from '../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { Explanation } from './FieldDescription.tsx';
import { handleKeys } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useCommand } from './use-command.ts';

/**
 * A secret among other values of a form: sent on Enter or when the field loses the focus, and never shown again.
 * Pressing the test button right after typing therefore tests the new secret.
 */
export function InlineSecretInput({
  field,
  dispatch,
}: {
  readonly field: InlineSecretField;
  readonly dispatch: (command: Extract<FieldCommand, { type: 'secret' }>) => Promise<CommandResult>;
}) {
  const { id, label, help, lock, state, isKnown } = field;
  const [typed, setTyped] = useState('');
  const { commandError, run } = useCommand(dispatch);
  const error = commandError ?? field.error;
  if (lock !== null) return <LockedText field={field} value={state} />;
  const send = (): void => {
    if (typed === '') return;
    setTyped('');
    void run({ type: 'secret', id, value: typed });
  };
  return (
    <TextField
      className="field"
      type="password"
      value={typed}
      onChange={setTyped}
      onBlur={send}
      onKeyDown={(event) =>
        handleKeys(event, { Enter: send, Escape: typed === '' ? null : () => setTyped('') })
      }
      isInvalid={error !== null}
      isRequired={!isKnown}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="strong">{label}</Label>
      <Input className="input" {...(isKnown && { placeholder: '••••••••••••' })} />
      <Text slot="description" elementType="div" className="description tight">
        <p className="help">{state}</p>
        <Explanation help={help} lock={null} />
      </Text>
      {error !== null && <FieldError className="error">{error}</FieldError>}
    </TextField>
  );
}
