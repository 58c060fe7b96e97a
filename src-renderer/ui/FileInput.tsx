import { useId } from 'react';
import type { FileField } from '../../src-preload/ipc/fields.ts';
import { FieldGroup, getFieldIds, ValueButtons } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useCommand } from './use-command.ts';

/** A file that the user chooses in the system's file dialog. */
export function FileInput({ field, dispatch }: FieldProps<FileField>) {
  const { id, value, emptyText, labels } = field;
  const groupId = useId();
  const { commandError, run } = useCommand(dispatch);
  const isEmpty = value === '';
  if (field.lock !== null) return <LockedText field={field} value={isEmpty ? emptyText : value} />;
  return (
    <FieldGroup id={groupId} field={field} error={commandError ?? field.error}>
      <p id={getFieldIds(groupId).valueId} className={isEmpty ? 'soft' : undefined}>
        {isEmpty ? emptyText : value}
      </p>
      <div className="buttons">
        <ValueButtons
          groupId={groupId}
          change={labels.choose}
          clear={isEmpty ? null : labels.clear}
          onChange={() => void run({ type: 'chooseFile', id })}
          onClear={() => void run({ type: 'set', id, value: null })}
        />
      </div>
    </FieldGroup>
  );
}
