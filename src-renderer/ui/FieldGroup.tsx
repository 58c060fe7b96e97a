import type { FocusEventHandler, ReactNode } from 'react';
import type { FieldView } from '../../src-preload/fields.ts';
import { Explanation } from './Described.tsx';

/** The ids by which controls of a group name what belongs to all of them. */
export function idsOf(id: string): {
  readonly label: string;
  readonly about: string;
  readonly error: string;
} {
  return { label: `${id}-label`, about: `${id}-about`, error: `${id}-error` };
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
  const ids = idsOf(id);
  return (
    <div
      className="field"
      role="group"
      aria-labelledby={ids.label}
      aria-describedby={`${ids.about} ${ids.error}`}
      onBlur={onBlur}
    >
      <span id={ids.label} className="field-label">
        {label}
      </span>
      {children}
      <div id={ids.about} className="description">
        <Explanation help={help} lock={lock} />
      </div>
      <p id={ids.error} className={error === null ? 'no-error' : 'error'}>
        {error}
      </p>
    </div>
  );
}
