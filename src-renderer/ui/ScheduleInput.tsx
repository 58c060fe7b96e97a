import { useId, useRef, useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { PauseSpan, ScheduleField } from '../../src-preload/ipc/fields.ts';
import { useFieldDraft } from './use-field-draft.ts';
import { FieldGroup } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { TimeInput } from './TimeInput.tsx';

/** What is there to begin with: lunch on working days. */
const DEFAULT_SPAN: PauseSpan = { days: [1, 2, 3, 4, 5], from: '12:00', to: '13:00' };

/** Times of the week, as a list; each change sends the whole list. */
export function ScheduleInput({ field, dispatch }: FieldProps<ScheduleField>) {
  const { labels } = field;
  const groupId = useId();
  const addButton = useRef<HTMLButtonElement>(null);
  /** the one that was just added: the keyboard goes there */
  const [added, setAdded] = useState<number | null>(null);
  const draft = useFieldDraft(field, (value) => dispatch({ type: 'set', id: field.id, value }), 'drop');
  if (field.lock !== null) {
    const spans = field.value.map((span) => formatSpan(span, field));
    return <LockedText field={field} value={spans.length === 0 ? labels.emptyText : spans.join(' / ')} />;
  }

  const spans = draft.value;
  return (
    <FieldGroup id={groupId} field={field} error={draft.commandError ?? field.error}>
      {spans.length === 0 ? (
        <p className="none">{labels.emptyText}</p>
      ) : (
        <ul className="spans">
          {spans.map((span, index) => (
            <SpanItem
              key={index}
              span={span}
              field={field}
              shouldFocus={index === added}
              replace={(other) =>
                draft.send(spans.map((before, place) => (place === index ? other : before)))
              }
              remove={() => {
                // The next one takes its place, and the keyboard with it; after the last there is none.
                if (index === spans.length - 1) addButton.current?.focus();
                draft.send(spans.filter((_span, place) => place !== index));
              }}
            />
          ))}
        </ul>
      )}
      <div className="buttons">
        <Button
          ref={addButton}
          className="button small"
          onPress={() => {
            setAdded(spans.length);
            draft.send([...spans, DEFAULT_SPAN]);
          }}
        >
          {labels.add}
        </Button>
      </div>
    </FieldGroup>
  );
}

/** "Mon, Tue 12:00–13:00" */
function formatSpan(span: PauseSpan, { days }: ScheduleField): string {
  const names = days.filter((_day, day) => span.days.includes(day)).map(({ short }) => short);
  return `${names.join(', ')} ${span.from}–${span.to}`;
}

function SpanItem({
  span,
  field,
  shouldFocus,
  replace,
  remove,
}: {
  readonly span: PauseSpan;
  readonly field: ScheduleField;
  /** whether the keyboard goes to it when it appears */
  readonly shouldFocus: boolean;
  readonly replace: (span: PauseSpan) => void;
  readonly remove: () => void;
}) {
  const { days, labels } = field;
  return (
    <li>
      <div className="span" role="group" aria-label={formatSpan(span, field)}>
        <ToggleButtonGroup
          className="days"
          aria-label={labels.days}
          selectionMode="multiple"
          disallowEmptySelection
          selectedKeys={span.days}
          onSelectionChange={(keys) => {
            replace({ ...span, days: days.flatMap((_day, day) => (keys.has(day) ? [day] : [])) });
          }}
        >
          {days.map(({ short, long }, day) => (
            <ToggleButton
              key={day}
              id={day}
              className="day"
              aria-label={long}
              autoFocus={shouldFocus && day === 0}
            >
              {short}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <div className="times">
          <TimeInput label={labels.from} value={span.from} send={(from) => replace({ ...span, from })} />
          <TimeInput label={labels.to} value={span.to} send={(to) => replace({ ...span, to })} />
        </div>
        <Button
          className="button small"
          aria-label={`${labels.remove}: ${formatSpan(span, field)}`}
          onPress={remove}
        >
          {labels.remove}
        </Button>
      </div>
    </li>
  );
}
