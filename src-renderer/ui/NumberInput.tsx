import { Button, Group, Input, Label, NumberField, VisuallyHidden } from 'react-aria-components';
import type { NumberField as NumberFieldView } from '../../src-preload/ipc/fields.ts';
import { FieldDescription } from './FieldDescription.tsx';
import { useFieldDraft } from './use-field-draft.ts';
import type { FieldProps } from './field-props.ts';

const NUMBER_FORMAT = { useGrouping: false } as const;

/** A number, typed or stepped through; sent on Enter or when the field is left. */
export function NumberInput({ field, dispatch }: FieldProps<NumberFieldView>) {
  const draft = useFieldDraft(field, (value) => dispatch({ type: 'set', id: field.id, value }), 'keep');
  const error = draft.commandError ?? field.error;
  return (
    <NumberField
      className="field"
      value={draft.value}
      onChange={(value) => {
        // What is no number shows again how it was.
        if (!Number.isNaN(value) && value !== field.value) draft.send(value);
        else draft.reset();
      }}
      minValue={field.min}
      maxValue={field.max}
      step={field.step}
      // One that is out of range is refused with a sentence rather than changed in silence.
      commitBehavior="validate"
      formatOptions={NUMBER_FORMAT}
      decrementAriaLabel={field.labels.decrease}
      incrementAriaLabel={field.labels.increase}
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
      <FieldDescription field={field} error={error} />
    </NumberField>
  );
}
