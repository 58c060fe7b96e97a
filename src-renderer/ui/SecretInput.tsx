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
  const [isReplacing, setIsReplacing] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const { commandError, run: send, clearError } = useCommand(dispatch);
  /** the keyboard is here, and goes to what takes the place of the button that was pressed */
  const [hasFocus, setHasFocus] = useState(false);
  if (field.lock !== null) return <LockedText field={field} value={state} />;

  const submit = async (command: FieldCommand): Promise<void> => {
    setHasFocus(true);
    setIsBusy(true);
    await send(command);
    setIsBusy(false);
  };
  const show = (shouldReplace: boolean): void => {
    clearError();
    setIsReplacing(shouldReplace);
    setHasFocus(true);
  };
  const handleBlur = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) setHasFocus(false);
  };

  const { labelId, descriptionId, errorId } = getFieldIds(groupId);
  const stateId = `${groupId}-now`;
  const control = { labels, isBusy, autoFocus: hasFocus };
  return (
    <FieldGroup id={groupId} field={field} error={commandError ?? field.error} onBlur={handleBlur}>
      <p id={stateId} className="state">
        {state}
      </p>
      {isKnown && !isReplacing ? (
        <StoredSecretButtons
          {...control}
          labelId={labelId}
          describedBy={`${labelId} ${stateId} ${descriptionId} ${errorId}`}
          onReplace={() => show(true)}
          onRemove={() => void submit({ type: 'forgetSecret', id })}
        />
      ) : (
        <NewSecretInput
          {...control}
          describedBy={`${stateId} ${descriptionId} ${errorId}`}
          canCancel={isReplacing}
          onCancel={() => show(false)}
          onSave={(value) => {
            show(false);
            void submit({ type: 'secret', id, value });
          }}
        />
      )}
    </FieldGroup>
  );
}

interface SecretControlProps {
  readonly labels: SecretField['labels'];
  readonly isBusy: boolean;
  readonly autoFocus: boolean;
  readonly describedBy: string;
}

function StoredSecretButtons({
  labels,
  isBusy,
  autoFocus,
  labelId,
  describedBy,
  onReplace,
  onRemove,
}: SecretControlProps & {
  readonly labelId: string;
  readonly onReplace: () => void;
  readonly onRemove: () => void;
}) {
  return (
    <div className="buttons">
      <Button
        className="button small"
        autoFocus={autoFocus}
        isPending={isBusy}
        aria-describedby={describedBy}
        onPress={onReplace}
      >
        {labels.replace}
      </Button>
      <Button className="button small" isPending={isBusy} aria-describedby={labelId} onPress={onRemove}>
        {labels.remove}
      </Button>
    </div>
  );
}

function NewSecretInput({
  labels,
  isBusy,
  autoFocus,
  describedBy,
  canCancel,
  onCancel,
  onSave,
}: SecretControlProps & {
  readonly canCancel: boolean;
  readonly onCancel: () => void;
  readonly onSave: (value: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const cancel = (): void => {
    setTyped('');
    onCancel();
  };
  const save = (): void => {
    if (typed === '') input.current?.focus();
    if (typed === '' || isBusy) return;
    setTyped('');
    onSave(typed);
  };
  return (
    <TextField
      className="field"
      type="password"
      value={typed}
      onChange={setTyped}
      autoFocus={autoFocus}
      autoComplete="off"
      spellCheck="false"
      aria-describedby={describedBy}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) save();
        else if (event.key === 'Escape' && (typed !== '' || canCancel)) cancel();
        else event.continuePropagation();
      }}
    >
      <Label className="help">{labels.enter}</Label>
      <div className="with-buttons">
        <Input ref={input} className="input" />
        <Button className="button" isPending={isBusy} onPress={save}>
          {labels.save}
        </Button>
        {canCancel && (
          <Button className="button" onPress={cancel}>
            {labels.cancel}
          </Button>
        )}
      </div>
    </TextField>
  );
}
