import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import type { FieldCommand, InlineSecretField as SecretFieldView } from '../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { Explanation } from './FieldDescription.tsx';
import { LockedText } from './LockedText.tsx';

/**
 * A secret among other values: sent on Enter or when the field is left, as those are, and never shown again. Whoever types it
 * and goes straight to the test has it tested.
 */
export function InlineSecretInput({
  field,
  dispatch,
}: {
  readonly field: SecretFieldView;
  readonly dispatch: (command: Extract<FieldCommand, { type: 'secret' }>) => Promise<CommandResult>;
}) {
  const { id, label, help, lock, state, isKnown } = field;
  const [typed, setTyped] = useState('');
  const [commandError, setCommandError] = useState<string | null>(null);
  const error = commandError ?? field.error;
  if (lock !== null) return <LockedText field={field} value={state} />;
  const send = async (): Promise<void> => {
    if (typed === '') return;
    setTyped('');
    setCommandError(null);
    const { ok, message } = await dispatch({ type: 'secret', id, value: typed });
    if (!ok) setCommandError(message);
  };
  return (
    <TextField
      className="field"
      type="password"
      value={typed}
      onChange={setTyped}
      onBlur={() => void send()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void send();
        else if (event.key === 'Escape' && typed !== '') setTyped('');
        else event.continuePropagation();
      }}
      isInvalid={error !== null}
      isRequired={!isKnown}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="field-label">{label}</Label>
      <Input className="input" {...(isKnown && { placeholder: '••••••••••••' })} />
      <Text slot="description" elementType="div" className="description">
        <p className="help">{state}</p>
        <Explanation help={help} lock={null} />
      </Text>
      {error !== null && <FieldError className="error">{error}</FieldError>}
    </TextField>
  );
}
