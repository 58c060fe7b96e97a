import { useRef, type FocusEventHandler, type ReactNode } from 'react';
import type { FieldView } from '../../src-preload/ipc/fields.ts';
import { Explanation } from './FieldDescription.tsx';
import { TextButton } from './TextButton.tsx';

/** The ids of the parts of a field group, for `aria-labelledby` and `aria-describedby`. */
export function getFieldIds(id: string) {
  return {
    labelId: `${id}-label`,
    valueId: `${id}-value`,
    descriptionId: `${id}-about`,
    errorId: `${id}-error`,
  };
}

/** A field of several controls, with its label, help and error. */
export function FieldGroup({
  id,
  field: { label, help, lock },
  error,
  onBlur,
  children,
}: {
  /** from `useId` */
  readonly id: string;
  readonly field: Pick<FieldView, 'label' | 'help' | 'lock'>;
  readonly error: string | null;
  readonly onBlur?: FocusEventHandler<HTMLDivElement>;
  readonly children: ReactNode;
}) {
  const { labelId, descriptionId, errorId } = getFieldIds(id);
  return (
    <div
      className="field"
      role="group"
      aria-labelledby={labelId}
      aria-describedby={`${descriptionId} ${errorId}`}
      onBlur={onBlur}
    >
      <span id={labelId} className="strong">
        {label}
      </span>
      {children}
      <div id={descriptionId} className="description tight">
        <Explanation help={help} lock={lock} />
      </div>
      <p id={errorId} className={error === null ? 'no-error' : 'error'}>
        {error}
      </p>
    </div>
  );
}

/** The buttons that change and clear a group's value. `clear` is null while there is no value. */
export function ValueButtons({
  groupId,
  change,
  clear,
  autoFocus = false,
  onChange,
  onClear,
}: {
  readonly groupId: string;
  readonly change: string;
  readonly clear: string | null;
  readonly autoFocus?: boolean;
  readonly onChange: () => void;
  readonly onClear: () => void;
}) {
  const changeButton = useRef<HTMLButtonElement>(null);
  const { valueId, descriptionId, errorId } = getFieldIds(groupId);
  return (
    <>
      <TextButton
        ref={changeButton}
        look="small"
        label={change}
        autoFocus={autoFocus}
        aria-describedby={`${valueId} ${descriptionId} ${errorId}`}
        onPress={onChange}
      />
      {clear !== null && (
        <TextButton
          look="small"
          label={clear}
          aria-describedby={valueId}
          onPress={() => {
            // The clear button is about to go.
            changeButton.current?.focus();
            onClear();
          }}
        />
      )}
    </>
  );
}
