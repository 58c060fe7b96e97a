import { useState } from 'react';
import type { FieldCommand } from '../../src-preload/ipc/fields.ts';
import type { FieldProps } from './field-props.ts';

/** Sends what a field asks for, and keeps why it was not done until it asks again. */
export function useCommand(dispatch: FieldProps['dispatch']): {
  readonly commandError: string | null;
  readonly run: (command: FieldCommand) => Promise<void>;
  /** Nobody need read it any more. */
  readonly clearError: () => void;
} {
  const [commandError, setCommandError] = useState<string | null>(null);
  return {
    commandError,
    run: async (command) => {
      setCommandError(null);
      const { ok, message } = await dispatch(command);
      setCommandError(ok ? null : message);
    },
    clearError: () => setCommandError(null),
  };
}
