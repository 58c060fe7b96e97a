import { useId, useRef, useState, type FocusEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { FieldCommand, SecretField } from '../../src-preload/fields.ts';
import { FieldGroup, idsOf } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useAsk } from './use-ask.ts';

/** A secret: how it stands, and a way to put another in its place. What was typed is never shown again. */
export function SecretInput({ field, tell }: FieldProps<SecretField>) {
  const { id, state, isKnown, words } = field;
  const group = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [replacing, setReplacing] = useState(false);
  const [busy, setBusy] = useState(false);
  const { refusal, ask: send, forgive } = useAsk(tell);
  /** the keyboard is here, and goes to what takes the place of the button that was pressed */
  const [here, setHere] = useState(false);
  if (field.lock !== null) return <LockedText field={field} value={state} />;

  const ask = async (command: FieldCommand): Promise<void> => {
    setBusy(true);
    await send(command);
    setBusy(false);
  };
  const open = (next: boolean): void => {
    setTyped('');
    forgive();
    setReplacing(next);
    setHere(true);
  };
  const save = (): void => {
    if (typed === '') input.current?.focus();
    if (typed === '' || busy) return;
    open(false);
    void ask({ type: 'secret', id, value: typed });
  };
  const leave = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) setHere(false);
  };

  const { label, about, error } = idsOf(group);
  const now = `${group}-now`;
  return (
    <FieldGroup id={group} field={field} error={refusal ?? field.error} onBlur={leave}>
      <p id={now} className="state">
        {state}
      </p>
      {isKnown && !replacing ? (
        <div className="buttons">
          <Button
            key="replace"
            className="button small"
            autoFocus={here}
            isPending={busy}
            aria-describedby={`${label} ${now} ${about} ${error}`}
            onPress={() => open(true)}
          >
            {words.replace}
          </Button>
          <Button
            className="button small"
            isPending={busy}
            aria-describedby={label}
            onPress={() => {
              setHere(true);
              void ask({ type: 'forgetSecret', id });
            }}
          >
            {words.remove}
          </Button>
        </div>
      ) : (
        <TextField
          className="field"
          type="password"
          value={typed}
          onChange={setTyped}
          autoFocus={here}
          autoComplete="off"
          spellCheck="false"
          aria-describedby={`${now} ${about} ${error}`}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) save();
            else if (event.key === 'Escape' && (typed !== '' || replacing)) open(false);
            else event.continuePropagation();
          }}
        >
          <Label className="help">{words.enter}</Label>
          <div className="with-buttons">
            <Input ref={input} className="input" />
            <Button className="button" isPending={busy} onPress={save}>
              {words.save}
            </Button>
            {replacing && (
              <Button className="button" onPress={() => open(false)}>
                {words.cancel}
              </Button>
            )}
          </div>
        </TextField>
      )}
    </FieldGroup>
  );
}
