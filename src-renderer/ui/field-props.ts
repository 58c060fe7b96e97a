import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import type { FieldCommand, FieldView } from '../../src-preload/ipc/fields.ts';

export interface FieldProps<F extends FieldView = FieldView> {
  readonly field: F;
  readonly dispatch: (command: FieldCommand) => Promise<CommandResult>;
}
