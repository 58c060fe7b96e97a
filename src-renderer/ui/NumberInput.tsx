import { Button, Group, Input, Label, NumberField, VisuallyHidden } from 'react-aria-components';
import type { NumberField as NumberFieldView } from '../../src-preload/fields.ts';
import { Described } from './Described.tsx';
import { useDraft } from './draft.ts';
import type { FieldProps } from './field-props.ts';

const PLAIN = { useGrouping: false } as const;

/** A number, typed or stepped through; sent on Enter or when the field is left. */
export function NumberInput({ field, tell }: FieldProps<NumberFieldView>) {
  const draft = useDraft(field, (value) => tell({ type: 'set', id: field.id, value }), 'keep');
  const error = draft.refusal ?? field.error;
  return (
    <NumberField
      className="field"
      value={draft.value}
      onChange={(value) => {
        // What is no number shows again how it was.
        if (!Number.isNaN(value) && value !== field.value) draft.send(value);
        else draft.drop();
      }}
      minValue={field.min}
      maxValue={field.max}
      step={field.step}
      // One that is out of range is refused with a sentence rather than changed in silence.
      commitBehavior="validate"
      formatOptions={PLAIN}
      decrementAriaLabel={field.words.decrease}
      incrementAriaLabel={field.words.increase}
      isReadOnly={field.lock !== null}
      isInvalid={error !== null}
      validationBehavior="aria"
    >
      <Label className="field-label">
        {field.label}
        {field.unit !== '' && <VisuallyHidden elementType="span"> ({field.unit})</VisuallyHidden>}
      </Label>
      <Group className="number">
        <Input className="input" />
        {field.unit !== '' && (
          <span className="unit" aria-hidden="true">
            {field.unit}
          </span>
        )}
        {field.lock === null && (
          <span className="steps">
            <Button slot="decrement" className="button step">
              −
            </Button>
            <Button slot="increment" className="button step">
              ＋
            </Button>
          </span>
        )}
      </Group>
      <Described field={field} error={error} />
    </NumberField>
  );
}
