import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { readTime } from './read-time.ts';

/**
 * A time of day, of 24 hours whatever the system's language; sent on Enter or when the field is left, taken back on Escape.
 * What is no time is sent as well, for the refusal says what is wanted.
 */
export function TimeInput({
  label,
  value,
  send,
}: {
  readonly label: string;
  /** "09:00" */
  readonly value: string;
  readonly send: (value: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const finish = (): void => {
    setTyped(null);
    if (typed === null) return;
    const time = readTime(typed);
    if (time !== value) send(time);
  };
  return (
    <TextField
      className="time"
      value={typed ?? value}
      onChange={setTyped}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) finish();
        else if (event.key === 'Escape' && !event.nativeEvent.isComposing) setTyped(null);
        else event.continuePropagation();
      }}
      maxLength={10}
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="help">{label}</Label>
      <Input className="input" />
    </TextField>
  );
}
