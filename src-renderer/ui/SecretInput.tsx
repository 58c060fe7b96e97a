import { useId, useRef, useState, type FocusEvent } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { FieldCommand, SecretField } from '../../src-preload/ipc/fields.ts';
import { FieldGroup, getFieldIds } from './FieldGroup.tsx';
import { handleKeys, type FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { TextButton } from './TextButton.tsx';
import { useCommand } from './use-command.ts';

/** The state of a secret, and a way to replace it. What was typed is never shown again. */
export function SecretInput({ field, dispatch }: FieldProps<SecretField>) {
  const { id, state, isKnown, labels } = field;
  const groupId = useId();
  const [isReplacing, setIsReplacing] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const { commandError, run, clearError } = useCommand(dispatch);
  /** whether the focus is in this group, and must move to what replaces the pressed button */
  const [hasFocus, setHasFocus] = useState(false);
  if (field.lock !== null) return <LockedText field={field} value={state} />;

  const submit = async (command: FieldCommand): Promise<void> => {
    setHasFocus(true);
    setIsBusy(true);
    await run(command);
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

  const { labelId, valueId, descriptionId, errorId } = getFieldIds(groupId);
  const control = { labels, isBusy, autoFocus: hasFocus };
  return (
    <FieldGroup id={groupId} field={field} error={commandError ?? field.error} onBlur={handleBlur}>
      <p id={valueId}>{state}</p>
      {isKnown && !isReplacing ? (
        <StoredSecretButtons
          {...control}
          labelId={labelId}
          describedBy={`${labelId} ${valueId} ${descriptionId} ${errorId}`}
          onReplace={() => show(true)}
          onRemove={() => void submit({ type: 'forgetSecret', id })}
        />
      ) : (
        <NewSecretInput
          {...control}
          describedBy={`${valueId} ${descriptionId} ${errorId}`}
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
  const common = { look: 'small', isPending: isBusy } as const;
  return (
    <div className="buttons">
      <TextButton
        {...common}
        label={labels.replace}
        autoFocus={autoFocus}
        aria-describedby={describedBy}
        onPress={onReplace}
      />
      <TextButton {...common} label={labels.remove} aria-describedby={labelId} onPress={onRemove} />
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
      onKeyDown={(event) =>
        handleKeys(event, { Enter: save, Escape: typed !== '' || canCancel ? cancel : null })
      }
    >
      <Label className="help">{labels.enter}</Label>
      <div className="wrap with-buttons">
        <Input ref={input} className="input" />
        <TextButton label={labels.save} isPending={isBusy} onPress={save} />
        {canCancel && <TextButton label={labels.cancel} onPress={cancel} />}
      </div>
    </TextField>
  );
}
