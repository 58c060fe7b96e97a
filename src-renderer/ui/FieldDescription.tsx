import { FieldError, Text } from 'react-aria-components';
import type { FieldView } from '../../src-preload/ipc/fields.ts';

/** A control's help, lock and error, which react-aria references from the control. */
export function FieldDescription({
  field: { help, lock },
  error,
}: {
  readonly field: Pick<FieldView, 'help' | 'lock'>;
  readonly error: string | null;
}) {
  return (
    <>
      {(help !== null || lock !== null) && (
        <Text slot="description" elementType="div" className="description tight">
          <Explanation help={help} lock={lock} />
        </Text>
      )}
      {error !== null && <FieldError className="error">{error}</FieldError>}
    </>
  );
}

/** Help and lock, for controls that reference them themselves. */
export function Explanation({ help, lock }: Pick<FieldView, 'help' | 'lock'>) {
  return (
    <>
      {help !== null && <p className="help">{help}</p>}
      {lock !== null && (
        <p className="lock help">
          <svg className="sign" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M5 7V5a3 3 0 0 1 6 0v2" fill="none" stroke="currentColor" strokeWidth="1.5" />
            <rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor" />
          </svg>
          {lock}
        </p>
      )}
    </>
  );
}
