import { useState } from 'react';
import type { FieldView } from '../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { useCommand } from './use-command.ts';

interface PendingValue<V> {
  readonly value: V;
  readonly stage: 'typed' | 'sent' | 'accepted' | 'refused';
  /** the view that was shown when it was typed */
  readonly base: object;
}

/**
 * A value of a field that the user changes. It is shown at once; once it is accepted, the next view replaces it.
 *
 * @param whenRefused `keep`: the user can correct what they typed; `drop`: the field shows the view's value again
 */
export function useFieldDraft<V>(
  field: Pick<FieldView, 'id' | 'error' | 'lock'> & { readonly value: V },
  dispatch: (command: {
    readonly type: 'set';
    readonly id: string;
    readonly value: V;
  }) => Promise<CommandResult>,
  whenRefused: 'keep' | 'drop',
) {
  const [draft, setDraft] = useState<PendingValue<V> | null>(null);
  const { commandError, run, clearError } = useCommand(dispatch);
  const error = commandError ?? field.error;
  // The next view may come before or after the command's result.
  const isCurrent = draft !== null && (draft.stage !== 'accepted' || draft.base === field);

  const send = async (value: V): Promise<void> => {
    const sent: PendingValue<V> = { value, stage: 'sent', base: field };
    setDraft(sent);
    const ok = await run({ type: 'set', id: field.id, value });
    const settled: PendingValue<V> | null =
      ok || whenRefused === 'keep' ? { ...sent, stage: ok ? 'accepted' : 'refused' } : null;
    // The result does not concern a later draft.
    setDraft((current) => (current === sent ? settled : current));
  };
  return {
    /** the draft, else the view's value */
    value: isCurrent ? draft.value : field.value,
    error,
    /** what most controls take */
    controlProps: {
      className: 'field',
      isReadOnly: field.lock !== null,
      isInvalid: error !== null,
      validationBehavior: 'aria',
    },
    /** Shows a value without sending it. */
    setTyped: (value: V) => setDraft({ value, stage: 'typed', base: field }),
    /** Shows the view's value again. */
    reset: () => {
      setDraft(null);
      clearError();
    },
    /** Shows and sends a value. */
    send: (value: V) => void send(value),
    /** whether there is input that is not accepted */
    isDirty: draft?.stage === 'typed' || draft?.stage === 'refused',
    /** whether there is input that is not sent */
    isUnsent: draft?.stage === 'typed',
  } as const;
}
