import { SwitchButton, SwitchField } from 'react-aria-components';
import type { FlagField } from '../../../src-preload/fields.ts';
import { useDraft } from '../../ui/draft.ts';
import type { Tell } from './content-props.ts';

/** Whether a CRM is asked. */
export function EnableSwitch({
  field,
  name,
  tell,
}: {
  /** its id is the key of the CRM */
  readonly field: FlagField;
  /** of the CRM */
  readonly name: string;
  readonly tell: Tell;
}) {
  const draft = useDraft(field, (enabled) => tell({ type: 'enable', key: field.id, enabled }), 'drop');
  return (
    <SwitchField
      isSelected={draft.value}
      onChange={draft.send}
      isReadOnly={field.lock !== null}
      aria-label={`${field.label}: ${name}`}
    >
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden="true" />
        {field.label}
      </SwitchButton>
    </SwitchField>
  );
}
