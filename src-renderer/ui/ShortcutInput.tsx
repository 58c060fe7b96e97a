import { useId, useState, type KeyboardEvent } from 'react';
import type { PressedKeys, ShortcutField } from '../../src-preload/ipc/fields.ts';
import { FieldGroup, getFieldIds, ValueButtons } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { useCommand } from './use-command.ts';

/** Keys that are no combination by themselves. */
const MODIFIER_KEYS = new Set(['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'CapsLock', 'Fn', 'Dead']);

/** A key combination, recorded by pressing it. While recording, Escape cancels and Tab leaves the field. */
export function ShortcutInput({ field, dispatch }: FieldProps<ShortcutField>) {
  const { id, value, emptyText, labels } = field;
  const groupId = useId();
  const [recording, setRecording] = useState<'no' | 'yes' | 'was'>('no');
  const { commandError, run } = useCommand(dispatch);
  const isEmpty = value === '';
  if (field.lock !== null) return <LockedText field={field} value={isEmpty ? emptyText : value} />;
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
          <kbd id={getFieldIds(groupId).valueId} className={isEmpty ? 'keys soft' : 'keys'}>
            {isEmpty ? emptyText : value}
          </kbd>
          <ValueButtons
            groupId={groupId}
            change={labels.record}
            clear={isEmpty ? null : labels.clear}
            autoFocus={recording === 'was'}
            onChange={() => setRecording('yes')}
            onClear={() => void run({ type: 'set', id, value: null })}
          />
        </div>
      )}
    </FieldGroup>
  );
}

/** A read-only text field, because screen readers pass all keys on to text fields. */
function RecordingInput({
  text,
  groupId,
  onPressed,
  onBlur,
}: {
  readonly text: string;
  readonly groupId: string;
  /** null = Escape, which cancels the recording */
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
