import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from 'react-aria-components';
import type { PressedKeys, ShortcutField } from '../../src-preload/ipc/fields.ts';
import { FieldGroup, getFieldIds } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useCommand } from './use-command.ts';

/** A key that is no combination by itself. */
const MODIFIER_KEYS = new Set([
  'Control',
  'Alt',
  'AltGraph',
  'Shift',
  'Meta',
  'OS',
  'CapsLock',
  'Fn',
  'Dead',
]);

/** A key combination: recorded by pressing it; Escape takes that back, and Tab leaves. */
export function ShortcutInput({ field, dispatch }: FieldProps<ShortcutField>) {
  const { id, value, emptyText, labels } = field;
  const groupId = useId();
  const recordButton = useRef<HTMLButtonElement>(null);
  const [recording, setRecording] = useState<'no' | 'yes' | 'was'>('no');
  const { commandError, run } = useCommand(dispatch);
  if (field.lock !== null) return <LockedText field={field} value={value === '' ? emptyText : value} />;

  const { descriptionId, errorId } = getFieldIds(groupId);
  const valueId = `${groupId}-now`;
  return (
    <FieldGroup id={groupId} field={field} error={commandError ?? field.error}>
      {recording === 'yes' ? (
        <RecordingInput
          text={labels.press}
          groupId={groupId}
          onPressed={(keys) => {
            setRecording('was');
            if (keys !== null) void run({ type: 'pressed', id, keys });
          }}
          onBlur={() => setRecording((before) => (before === 'yes' ? 'no' : before))}
        />
      ) : (
        <div className="buttons">
          <kbd id={valueId} className={value === '' ? 'keys none' : 'keys'}>
            {value === '' ? emptyText : value}
          </kbd>
          <Button
            ref={recordButton}
            className="button small"
            autoFocus={recording === 'was'}
            aria-describedby={`${valueId} ${descriptionId} ${errorId}`}
            onPress={() => setRecording('yes')}
          >
            {labels.record}
          </Button>
          {value !== '' && (
            <Button
              className="button small"
              aria-describedby={valueId}
              onPress={() => {
                // This button is about to go.
                recordButton.current?.focus();
                void run({ type: 'set', id, value: null });
              }}
            >
              {labels.clear}
            </Button>
          )}
        </div>
      )}
    </FieldGroup>
  );
}

/** A text field that takes no text: screen readers leave the keys to it. */
function RecordingInput({
  text,
  groupId,
  onPressed,
  onBlur,
}: {
  readonly text: string;
  /** of the field group */
  readonly groupId: string;
  /** null = Escape, which takes the recording back */
  readonly onPressed: (keys: PressedKeys | null) => void;
  readonly onBlur: () => void;
}) {
  const { labelId, descriptionId } = getFieldIds(groupId);
  const handleKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || MODIFIER_KEYS.has(event.key)) return;
    const { key, code, ctrlKey: ctrl, altKey: alt, shiftKey: shift, metaKey: meta } = event;
    const hasModifier = ctrl || alt || shift || meta;
    onPressed(key === 'Escape' && !hasModifier ? null : { key, code, ctrl, alt, shift, meta });
  };
  return (
    <input
      className="input recording"
      readOnly
      autoFocus
      value={text}
      aria-labelledby={labelId}
      aria-describedby={descriptionId}
      onKeyDown={handleKeyDown}
      onBlur={onBlur}
    />
  );
}
