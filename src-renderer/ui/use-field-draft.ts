import { useState } from 'react';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';

interface PendingValue<V> {
  readonly value: V;
  readonly stage: 'typed' | 'sent' | 'taken' | 'refused';
  /** the picture that it was made on */
  readonly base: object;
}

/** What a field shows while its value is on its way. */
export interface FieldDraft<V> {
  /** the draft, or what the picture says */
  readonly value: V;
  /** why it was not taken */
  readonly commandError: string | null;
  /** Shows this, and sends nothing yet. */
  readonly setTyped: (value: V) => void;
  /** Back to what the picture says. */
  readonly reset: () => void;
  /** Shows and sends this. */
  readonly send: (value: V) => void;
  /** Is there something that was typed and not taken? */
  readonly isDirty: boolean;
  /** Is there something that was typed and not sent? */
  readonly isUnsent: boolean;
}

/**
 * A value of a field that the user changes. It is shown at once; once it is taken, the next picture counts again.
 *
 * @param sendValue sends a value
 * @param whenRefused `keep`: what was typed can be mended; `drop`: the field shows again how it is
 */
export function useFieldDraft<V>(
  field: { readonly value: V },
  sendValue: (value: V) => Promise<CommandResult>,
  whenRefused: 'keep' | 'drop',
): FieldDraft<V> {
  const [draft, setDraft] = useState<PendingValue<V> | null>(null);
  const [commandError, setCommandError] = useState<string | null>(null);
  // The picture may come before or after the answer.
  const isCurrent = draft !== null && (draft.stage !== 'taken' || draft.base === field);

  const send = async (value: V): Promise<void> => {
    const sent: PendingValue<V> = { value, stage: 'sent', base: field };
    setDraft(sent);
    setCommandError(null);
    const { ok, message } = await sendValue(value);
    const settled: PendingValue<V> | null =
      ok || whenRefused === 'keep' ? { ...sent, stage: ok ? 'taken' : 'refused' } : null;
    // A later draft is none of this answer's business.
    setDraft((current) => (current === sent ? settled : current));
    setCommandError(ok ? null : message);
  };
  return {
    value: isCurrent ? draft.value : field.value,
    commandError,
    setTyped: (value) => setDraft({ value, stage: 'typed', base: field }),
    reset: () => {
      setDraft(null);
      setCommandError(null);
    },
    send: (value) => void send(value),
    isDirty: draft?.stage === 'typed' || draft?.stage === 'refused',
    isUnsent: draft?.stage === 'typed',
  };
}
