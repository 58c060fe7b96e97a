import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import type { SecretEntry as SecretEntryView } from '../../../src-preload/pages/connectors.ts';
import { Explanation } from '../../ui/Described.tsx';
import type { Tell } from './content-props.ts';

/** A secret of the form: sent on Enter or when the field is left, as its other values are, and never shown again. */
export function SecretEntry({ field, tell }: { readonly field: SecretEntryView; readonly tell: Tell }) {
  const { id, label, help, state, isKnown } = field;
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const error = refusal ?? field.error;
  const send = async (): Promise<void> => {
    if (typed === '') return;
    setTyped('');
    setRefusal(null);
    const { ok, message } = await tell({ type: 'secret', id, value: typed });
    if (!ok) setRefusal(message);
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
