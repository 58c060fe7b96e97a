import { useState } from 'react';
import type { Answer } from '../../src-preload/main-contract.ts';

interface Draft<V> {
  readonly value: V;
  readonly stage: 'typed' | 'sent' | 'taken' | 'refused';
  /** the picture that it was made on */
  readonly on: object;
}

/** What a field shows while its value is on its way. */
export interface FieldDraft<V> {
  /** the draft, or what the picture says */
  readonly value: V;
  /** why it was not taken */
  readonly refusal: string | null;
  /** Shows this, and sends nothing yet. */
  readonly type: (value: V) => void;
  /** Back to what the picture says. */
  readonly drop: () => void;
  /** Shows and sends this. */
  readonly send: (value: V) => void;
  /** Is there something that was typed and not taken? */
  readonly isOpen: boolean;
  /** Is there something that was typed and not sent? */
  readonly isUnsent: boolean;
}

/**
 * A value of a field that the user changes. It is shown at once; once it is taken, the next picture counts again.
 *
 * @param tell sends a value
 * @param whenRefused `keep`: what was typed can be mended; `drop`: the field shows again how it is
 */
export function useDraft<V>(
  field: { readonly value: V },
  tell: (value: V) => Promise<Answer>,
  whenRefused: 'keep' | 'drop',
): FieldDraft<V> {
  const [draft, setDraft] = useState<Draft<V> | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  // The picture may come before or after the answer.
  const counts = draft !== null && (draft.stage !== 'taken' || draft.on === field);

  const send = async (value: V): Promise<void> => {
    const sent: Draft<V> = { value, stage: 'sent', on: field };
    setDraft(sent);
    setRefusal(null);
    const { ok, message } = await tell(value);
    const kept: Draft<V> | null =
      ok || whenRefused === 'keep' ? { ...sent, stage: ok ? 'taken' : 'refused' } : null;
    // A later draft is none of this answer's business.
    setDraft((now) => (now === sent ? kept : now));
    setRefusal(ok ? null : message);
  };
  return {
    value: counts ? draft.value : field.value,
    refusal,
    type: (value) => setDraft({ value, stage: 'typed', on: field }),
    drop: () => {
      setDraft(null);
      setRefusal(null);
    },
    send: (value) => void send(value),
    isOpen: draft?.stage === 'typed' || draft?.stage === 'refused',
    isUnsent: draft?.stage === 'typed',
  };
}
