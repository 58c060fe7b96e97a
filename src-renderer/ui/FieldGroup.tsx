import type { FocusEventHandler, ReactNode } from 'react';
import type { FieldView } from '../../src-preload/ipc/fields.ts';
import { Explanation } from './FieldDescription.tsx';

/** The ids by which controls of a group name what belongs to all of them. */
export function getFieldIds(id: string): {
  readonly labelId: string;
  readonly descriptionId: string;
  readonly errorId: string;
} {
  return { labelId: `${id}-label`, descriptionId: `${id}-about`, errorId: `${id}-error` };
}

/** A field of several controls, with its label, help and error. */
export function FieldGroup({
  id,
  field: { label, help, lock },
  error,
  onBlur,
  children,
}: {
  /** made by `useId` */
  readonly id: string;
  readonly field: Pick<FieldView, 'label' | 'help' | 'lock'>;
  readonly error: string | null;
  readonly onBlur?: FocusEventHandler<HTMLDivElement>;
  readonly children: ReactNode;
}) {
  const ids = getFieldIds(id);
  return (
    <div
      className="field"
      role="group"
      aria-labelledby={ids.labelId}
      aria-describedby={`${ids.descriptionId} ${ids.errorId}`}
      onBlur={onBlur}
    >
      <span id={ids.labelId} className="field-label">
        {label}
      </span>
      {children}
      <div id={ids.descriptionId} className="description">
        <Explanation help={help} lock={lock} />
      </div>
      <p id={ids.errorId} className={error === null ? 'no-error' : 'error'}>
        {error}
      </p>
    </div>
  );
}
