import { useId, useRef, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { PauseSpan, ScheduleField } from '../../src-preload/ipc/fields.ts';
import { useFieldDraft } from './use-field-draft.ts';
import { FieldGroup } from './FieldGroup.tsx';
import type { FieldProps } from './field-props.ts';
import { LockedText } from './LockedText.tsx';
import { TextButton } from './TextButton.tsx';
import { TimeInput } from './TimeInput.tsx';

/** What an added span starts with: lunch on working days. */
const DEFAULT_SPAN: PauseSpan = { days: [1, 2, 3, 4, 5], from: '12:00', to: '13:00' };

/** Times of the week, as a list; each change sends the whole list. */
export function ScheduleInput({ field, dispatch }: FieldProps<ScheduleField>) {
  const { labels } = field;
  const groupId = useId();
  const addButton = useRef<HTMLButtonElement>(null);
  /** index of the span that was just added, which gets the focus */
  const [added, setAdded] = useState<number | null>(null);
  const { value: spans, error, send } = useFieldDraft(field, dispatch, 'drop');
  if (field.lock !== null) {
    const texts = field.value.map((span) => formatSpan(span, field));
    return <LockedText field={field} value={texts.length === 0 ? labels.emptyText : texts.join(' / ')} />;
  }

  const add = (): void => {
    setAdded(spans.length);
    send([...spans, DEFAULT_SPAN]);
  };
  return (
    <FieldGroup id={groupId} field={field} error={error}>
      {spans.length === 0 ? (
        <p className="soft">{labels.emptyText}</p>
      ) : (
        <ul className="spans list">
          {spans.map((span, index) => (
            <SpanItem
              key={index}
              span={span}
              field={field}
              shouldFocus={index === added}
              replace={(other) => send(spans.with(index, other))}
              remove={() => {
                // The next span moves here and gets the focus; after the last one there is no next.
                if (index === spans.length - 1) addButton.current?.focus();
                send(spans.toSpliced(index, 1));
              }}
            />
          ))}
        </ul>
      )}
      <div className="buttons">
        <TextButton ref={addButton} look="small" label={labels.add} onPress={add} />
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
  /** whether it gets the focus when it appears */
  readonly shouldFocus: boolean;
  readonly replace: (span: PauseSpan) => void;
  readonly remove: () => void;
}) {
  const { days, labels } = field;
  const spanText = formatSpan(span, field);
  return (
    <li>
      <div className="span wrap" role="group" aria-label={spanText}>
        <ToggleButtonGroup
          className="days wrap"
          aria-label={labels.days}
          selectionMode="multiple"
          disallowEmptySelection
          selectedKeys={span.days}
          onSelectionChange={(keys) => {
            replace({ ...span, days: [...days.keys()].filter((day) => keys.has(day)) });
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
        <div className="wrap">
          <TimeInput label={labels.from} value={span.from} send={(from) => replace({ ...span, from })} />
          <TimeInput label={labels.to} value={span.to} send={(to) => replace({ ...span, to })} />
        </div>
        <TextButton
          look="small"
          label={labels.remove}
          aria-label={`${labels.remove}: ${spanText}`}
          onPress={remove}
        />
      </div>
    </li>
  );
}
