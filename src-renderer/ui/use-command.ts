import { useState } from 'react';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';

/** Sends commands; `commandError` says why the last one was refused. */
export function useCommand<Command>(dispatch: (command: Command) => Promise<CommandResult>) {
  const [commandError, setCommandError] = useState<string | null>(null);
  return {
    commandError,
    clearError: () => setCommandError(null),
    /** @returns whether the command was carried out */
    run: async (command: Command): Promise<boolean> => {
      setCommandError(null);
      const { ok, message } = await dispatch(command);
      setCommandError(ok ? null : message);
      return ok;
    },
  };
}
