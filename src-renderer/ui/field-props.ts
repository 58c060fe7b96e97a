import type { CommandResult } from '../../src-preload/main-contract.ts';
import type { FieldCommand, FieldView } from '../../src-preload/fields.ts';

export interface FieldProps<F extends FieldView = FieldView> {
  readonly field: F;
  readonly dispatch: (command: FieldCommand) => Promise<CommandResult>;
}
