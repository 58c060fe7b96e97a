import { useId, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { FileField } from '../../src-preload/fields.ts';
import { FieldGroup, idsOf } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useAsk } from './use-ask.ts';

/** A file of the user's, chosen in the system's own dialog. */
export function FileInput({ field, tell }: FieldProps<FileField>) {
  const { id, value, none, words } = field;
  const group = useId();
  const choose = useRef<HTMLButtonElement>(null);
  const { refusal, ask } = useAsk(tell);
  if (field.lock !== null) return <LockedText field={field} value={value === '' ? none : value} />;

  const { about, error } = idsOf(group);
  const path = `${group}-path`;
  return (
    <FieldGroup id={group} field={field} error={refusal ?? field.error}>
      <p id={path} className={value === '' ? 'path none' : 'path'}>
        {value === '' ? none : value}
      </p>
      <div className="buttons">
        <Button
          ref={choose}
          className="button small"
          aria-describedby={`${path} ${about} ${error}`}
          onPress={() => void ask({ type: 'chooseFile', id })}
        >
          {words.choose}
        </Button>
        {value !== '' && (
          <Button
            className="button small"
            aria-describedby={path}
            onPress={() => {
              // This button is about to go.
              choose.current?.focus();
              void ask({ type: 'set', id, value: null });
            }}
          >
            {words.clear}
          </Button>
        )}
      </div>
    </FieldGroup>
  );
}
