import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { handleKeys } from './field-props.ts';
import { readTime } from './read-time.ts';

/**
 * A time of day in 24-hour format, whatever the system's language. Sent on Enter or when the field loses the focus;
 * Escape discards what was typed. Invalid times are sent too, because the refusal says what is expected.
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
      onKeyDown={(event) => handleKeys(event, { Enter: finish, Escape: () => setTyped(null) })}
      maxLength={10}
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="help">{label}</Label>
      <Input className="input" />
    </TextField>
  );
}
