import { useId, useRef, useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { PauseSpan, ScheduleField } from '../../src-preload/fields.ts';
import { useDraft } from './draft.ts';
import { FieldGroup } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { TimeInput } from './TimeInput.tsx';

/** What is there to begin with: lunch on working days. */
const FIRST: PauseSpan = { days: [1, 2, 3, 4, 5], from: '12:00', to: '13:00' };

/** Times of the week, as a list; each change sends the whole list. */
export function ScheduleInput({ field, tell }: FieldProps<ScheduleField>) {
  const { days, words } = field;
  const group = useId();
  const add = useRef<HTMLButtonElement>(null);
  /** the one that was just added: the keyboard goes there */
  const [added, setAdded] = useState<number | null>(null);
  const draft = useDraft(field, (value) => tell({ type: 'set', id: field.id, value }), 'drop');
  const inWords = (span: PauseSpan): string => {
    const names = days.filter((_day, day) => span.days.includes(day)).map(({ short }) => short);
    return `${names.join(', ')} ${span.from}–${span.to}`;
  };
  if (field.lock !== null) {
    const spans = field.value.map(inWords);
    return <LockedText field={field} value={spans.length === 0 ? words.none : spans.join(' / ')} />;
  }

  const spans = draft.value;
  const put = (at: number, span: PauseSpan): void =>
    draft.send(spans.map((other, place) => (place === at ? span : other)));
  return (
    <FieldGroup id={group} field={field} error={draft.refusal ?? field.error}>
      {spans.length === 0 ? (
        <p className="none">{words.none}</p>
      ) : (
        <ul className="spans">
          {spans.map((span, at) => (
            <li key={at}>
              <div className="span" role="group" aria-label={inWords(span)}>
                <ToggleButtonGroup
                  className="days"
                  aria-label={words.days}
                  selectionMode="multiple"
                  disallowEmptySelection
                  selectedKeys={span.days}
                  onSelectionChange={(keys) => {
                    const chosen = days.flatMap((_day, day) => (keys.has(day) ? [day] : []));
                    put(at, { ...span, days: chosen });
                  }}
                >
                  {days.map(({ short, long }, day) => (
                    <ToggleButton
                      key={day}
                      id={day}
                      className="day"
                      aria-label={long}
                      autoFocus={at === added && day === 0}
                    >
                      {short}
                    </ToggleButton>
                  ))}
                </ToggleButtonGroup>
                <div className="times">
                  <TimeInput
                    label={words.from}
                    value={span.from}
                    send={(from) => put(at, { ...span, from })}
                  />
                  <TimeInput label={words.to} value={span.to} send={(to) => put(at, { ...span, to })} />
                </div>
                <Button
                  className="button small"
                  aria-label={`${words.remove}: ${inWords(span)}`}
                  onPress={() => {
                    // The next one takes its place, and the keyboard with it; after the last there is none.
                    if (at === spans.length - 1) add.current?.focus();
                    draft.send(spans.filter((_span, place) => place !== at));
                  }}
                >
                  {words.remove}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <div className="buttons">
        <Button
          ref={add}
          className="button small"
          onPress={() => {
            setAdded(spans.length);
            draft.send([...spans, FIRST]);
          }}
        >
          {words.add}
        </Button>
      </div>
    </FieldGroup>
  );
}
