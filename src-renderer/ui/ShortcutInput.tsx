import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from 'react-aria-components';
import type { ShortcutField } from '../../src-preload/fields.ts';
import { FieldGroup, idsOf } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useAsk } from './use-ask.ts';

/** A key that is no combination by itself. */
const ALONE = new Set(['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'OS', 'CapsLock', 'Fn', 'Dead']);

/** A key combination: recorded by pressing it; Escape takes that back, and Tab leaves. */
export function ShortcutInput({ field, tell }: FieldProps<ShortcutField>) {
  const { id, value, none, words } = field;
  const group = useId();
  const record = useRef<HTMLButtonElement>(null);
  const [recording, setRecording] = useState<'no' | 'yes' | 'was'>('no');
  const { refusal, ask } = useAsk(tell);
  if (field.lock !== null) return <LockedText field={field} value={value === '' ? none : value} />;

  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || ALONE.has(event.key)) return;
    setRecording('was');
    const { key, code, ctrlKey: ctrl, altKey: alt, shiftKey: shift, metaKey: meta } = event;
    const strong = ctrl || alt || shift || meta;
    if (key === 'Escape' && !strong) return;
    void ask({ type: 'pressed', id, keys: { key, code, ctrl, alt, shift, meta } });
  };

  const { label, about, error } = idsOf(group);
  const now = `${group}-now`;
  return (
    <FieldGroup id={group} field={field} error={refusal ?? field.error}>
      {recording === 'yes' ? (
        // A text field that takes no text: screen readers leave the keys to it.
        <input
          className="input recording"
          readOnly
          autoFocus
          value={words.press}
          aria-labelledby={label}
          aria-describedby={about}
          onKeyDown={press}
          onBlur={() => setRecording((before) => (before === 'yes' ? 'no' : before))}
        />
      ) : (
        <div className="buttons">
          <kbd id={now} className={value === '' ? 'keys none' : 'keys'}>
            {value === '' ? none : value}
          </kbd>
          <Button
            ref={record}
            className="button small"
            autoFocus={recording === 'was'}
            aria-describedby={`${now} ${about} ${error}`}
            onPress={() => setRecording('yes')}
          >
            {words.record}
          </Button>
          {value !== '' && (
            <Button
              className="button small"
              aria-describedby={now}
              onPress={() => {
                // This button is about to go.
                record.current?.focus();
                void ask({ type: 'set', id, value: null });
              }}
            >
              {words.clear}
            </Button>
          )}
        </div>
      )}
    </FieldGroup>
  );
}
