import { useId, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { FileField } from '../../src-preload/ipc/fields.ts';
import { FieldGroup, getFieldIds } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useCommand } from './use-command.ts';

/** A file of the user's, chosen in the system's own dialog. */
export function FileInput({ field, dispatch }: FieldProps<FileField>) {
  const { id, value, emptyText, labels } = field;
  const groupId = useId();
  const chooseButton = useRef<HTMLButtonElement>(null);
  const { commandError, run } = useCommand(dispatch);
  if (field.lock !== null) return <LockedText field={field} value={value === '' ? emptyText : value} />;

  const { descriptionId, errorId } = getFieldIds(groupId);
  const pathId = `${groupId}-path`;
  return (
    <FieldGroup id={groupId} field={field} error={commandError ?? field.error}>
      <p id={pathId} className={value === '' ? 'path none' : 'path'}>
        {value === '' ? emptyText : value}
      </p>
      <div className="buttons">
        <Button
          ref={chooseButton}
          className="button small"
          aria-describedby={`${pathId} ${descriptionId} ${errorId}`}
          onPress={() => void run({ type: 'chooseFile', id })}
        >
          {labels.choose}
        </Button>
        {value !== '' && (
          <Button
            className="button small"
            aria-describedby={pathId}
            onPress={() => {
              // This button is about to go.
              chooseButton.current?.focus();
              void run({ type: 'set', id, value: null });
            }}
          >
            {labels.clear}
          </Button>
        )}
      </div>
    </FieldGroup>
  );
}
