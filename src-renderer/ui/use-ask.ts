import { useState } from 'react';
import type { FieldCommand } from '../../src-preload/fields.ts';
import type { FieldProps } from './field-props.ts';

/** Sends what a field asks for, and keeps why it was not done until it asks again. */
export function useAsk(tell: FieldProps['tell']): {
  readonly refusal: string | null;
  readonly ask: (command: FieldCommand) => Promise<void>;
  /** Nobody need read it any more. */
  readonly forgive: () => void;
} {
  const [refusal, setRefusal] = useState<string | null>(null);
  return {
    refusal,
    ask: async (command) => {
      setRefusal(null);
      const { ok, message } = await tell(command);
      setRefusal(ok ? null : message);
    },
    forgive: () => setRefusal(null),
  };
}
