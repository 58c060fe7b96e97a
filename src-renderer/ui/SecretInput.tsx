import { useId, useRef, useState, type FocusEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { FieldCommand, SecretField } from '../../src-preload/ipc/fields.ts';
import { FieldGroup, getFieldIds } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useCommand } from './use-command.ts';

/** A secret: how it stands, and a way to put another in its place. What was typed is never shown again. */
export function SecretInput({ field, dispatch }: FieldProps<SecretField>) {
  const { id, state, isKnown, labels } = field;
  const groupId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [isReplacing, setIsReplacing] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const { commandError, run: send, clearError } = useCommand(dispatch);
  /** the keyboard is here, and goes to what takes the place of the button that was pressed */
  const [hasFocus, setHasFocus] = useState(false);
  if (field.lock !== null) return <LockedText field={field} value={state} />;

  const submit = async (command: FieldCommand): Promise<void> => {
    setIsBusy(true);
    await send(command);
    setIsBusy(false);
  };
  const resetInput = (shouldReplace: boolean): void => {
    setTyped('');
    clearError();
    setIsReplacing(shouldReplace);
    setHasFocus(true);
  };
  const save = (): void => {
    if (typed === '') input.current?.focus();
    if (typed === '' || isBusy) return;
    resetInput(false);
    void submit({ type: 'secret', id, value: typed });
  };
  const handleBlur = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) setHasFocus(false);
  };

  const { labelId, descriptionId, errorId } = getFieldIds(groupId);
  const stateId = `${groupId}-now`;
  return (
    <FieldGroup id={groupId} field={field} error={commandError ?? field.error} onBlur={handleBlur}>
      <p id={stateId} className="state">
        {state}
      </p>
      {isKnown && !isReplacing ? (
        <div className="buttons">
          <Button
            key="replace"
            className="button small"
            autoFocus={hasFocus}
            isPending={isBusy}
            aria-describedby={`${labelId} ${stateId} ${descriptionId} ${errorId}`}
            onPress={() => resetInput(true)}
          >
            {labels.replace}
          </Button>
          <Button
            className="button small"
            isPending={isBusy}
            aria-describedby={labelId}
            onPress={() => {
              setHasFocus(true);
              void submit({ type: 'forgetSecret', id });
            }}
          >
            {labels.remove}
          </Button>
        </div>
      ) : (
        <TextField
          className="field"
          type="password"
          value={typed}
          onChange={setTyped}
          autoFocus={hasFocus}
          autoComplete="off"
          spellCheck="false"
          aria-describedby={`${stateId} ${descriptionId} ${errorId}`}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) save();
            else if (event.key === 'Escape' && (typed !== '' || isReplacing)) resetInput(false);
            else event.continuePropagation();
          }}
        >
          <Label className="help">{labels.enter}</Label>
          <div className="with-buttons">
            <Input ref={input} className="input" />
            <Button className="button" isPending={isBusy} onPress={save}>
              {labels.save}
            </Button>
            {isReplacing && (
              <Button className="button" onPress={() => resetInput(false)}>
                {labels.cancel}
              </Button>
            )}
          </div>
        </TextField>
      )}
    </FieldGroup>
  );
}
