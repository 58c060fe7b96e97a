import { Button, Group, Input, Label, NumberField, VisuallyHidden } from 'react-aria-components';
import type { NumberField as NumberFieldView } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

const NUMBER_FORMAT = { useGrouping: false } as const;

/** A number, typed or stepped; sent on Enter or when the field loses the focus. */
export function NumberInput({ field, dispatch }: FieldProps<NumberFieldView>) {
  const draft = useFieldDraft(field, dispatch, 'keep');
  return (
    <NumberField
      {...draft.controlProps}
      value={draft.value}
      onChange={(value) => {
        // After input that is not a number, the field shows its value again.
        if (!Number.isNaN(value) && value !== field.value) draft.send(value);
        else draft.reset();
      }}
      minValue={field.min}
      maxValue={field.max}
      step={field.step}
      // A value out of range is refused with a message instead of silently clamped.
      commitBehavior="validate"
      formatOptions={NUMBER_FORMAT}
      decrementAriaLabel={field.labels.decrease}
      incrementAriaLabel={field.labels.increase}
    >
      <Label className="strong">
        {field.label}
        {field.unit !== '' && <VisuallyHidden elementType="span"> ({field.unit})</VisuallyHidden>}
      </Label>
      <Group className="number buttons">
        <Input className="input" />
        {field.unit !== '' && (
          <span className="soft" aria-hidden="true">
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
      <FieldDescription field={field} error={draft.error} />
    </NumberField>
  );
}
