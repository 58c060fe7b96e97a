import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import type { SecretEntry as SecretEntryView } from '../../../src-preload/pages/welcome.ts';
import { Explanation } from '../../ui/Described.tsx';
import { LockedText } from '../../ui/LockedText.tsx';
import type { Tell } from './tell.ts';

/**
 * A secret among other values: sent on Enter or when the field is left, as those are, and never shown again. Whoever types it
 * and goes straight to the test has it tested.
 */
export function SecretEntry({ field, tell }: { readonly field: SecretEntryView; readonly tell: Tell }) {
  const { id, label, help, error, lock, state, isKnown } = field;
  const [typed, setTyped] = useState('');
  if (lock !== null) return <LockedText field={field} value={state} />;
  const send = (): void => {
    if (typed === '') return;
    setTyped('');
    void tell({ type: 'secret', id, value: typed });
  };
  return (
    <TextField
      className="field"
      type="password"
      value={typed}
      onChange={setTyped}
      onBlur={send}
      onKeyDown={(event) => {
        if (event.key === 'Enter') send();
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
