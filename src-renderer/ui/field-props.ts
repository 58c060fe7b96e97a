import type { TextFieldProps } from 'react-aria-components';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import type { FieldCommand, FieldView } from '../../src-preload/ipc/fields.ts';

export interface FieldProps<F extends FieldView = FieldView> {
  readonly field: F;
  readonly dispatch: (command: FieldCommand) => Promise<CommandResult>;
}

type TextKeyEvent = Parameters<NonNullable<TextFieldProps['onKeyDown']>>[0];

/**
 * Calls an action on Enter or Escape, unless an input method is composing.
 * All other keys, and those with a `null` action, propagate to the parents.
 */
export function handleKeys(
  event: TextKeyEvent,
  actions: { readonly Enter: (() => void) | null; readonly Escape: (() => void) | null },
): void {
  const { key, nativeEvent } = event;
  const action = (key === 'Enter' || key === 'Escape') && !nativeEvent.isComposing ? actions[key] : null;
  if (action === null) event.continuePropagation();
  else action();
}
