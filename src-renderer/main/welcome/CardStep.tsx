import { Button, Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import type { ChoiceField } from '../../../src-preload/fields.ts';
import type { CardContent } from '../../../src-preload/pages/welcome.ts';
import { Described } from '../../ui/Described.tsx';
import { useDraft } from '../../ui/draft.ts';
import { Field } from '../../ui/Field.tsx';
import type { StepProps, Tell } from './tell.ts';

/** Where the card appears, and what it looks like. */
export function CardStep({ content: { corner, sample, startAtLogin }, tell }: StepProps<CardContent>) {
  return (
    <>
      <CornerChoice field={corner} tell={tell} />
      <div className="buttons">
        <Button className="button" onPress={() => void tell({ type: 'showSample' })}>
          {sample}
        </Button>
      </div>
      <Field field={startAtLogin} tell={tell} />
    </>
  );
}

/** A small screen with a card in each corner. */
function CornerChoice({ field, tell }: { readonly field: ChoiceField; readonly tell: Tell }) {
  const draft = useDraft(field, (value) => tell({ type: 'set', id: field.id, value }), 'drop');
  const error = draft.refusal ?? field.error;
  return (
    <RadioGroup
      className="field"
      value={draft.value}
      onChange={draft.send}
      isReadOnly={field.lock !== null}
      isInvalid={error !== null}
      validationBehavior="aria"
    >
      <Label className="field-label">{field.label}</Label>
      <div className="welcome-screen">
        {field.options.map(({ value, label }) => (
          <RadioField key={value} value={value} className={`welcome-corner ${value}`}>
            <RadioButton className="radio welcome-corner-card">
              <span className="radio-mark" aria-hidden="true" />
              {label}
            </RadioButton>
          </RadioField>
        ))}
      </div>
      <Described field={field} error={error} />
    </RadioGroup>
  );
}
