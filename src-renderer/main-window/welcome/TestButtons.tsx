import { useEffect, useRef } from 'react';
import type { TestView } from '../../../src-preload/ipc/welcome.ts';
import { TextButton } from '../../ui/TextButton.tsx';

/** Starts and stops a test. The focus moves to the start button when another button disappears. */
export function TestButtons({
  test: { run, stop, isRunning },
  onRun,
  onStop,
  isPrimary,
  secondAction = null,
}: {
  readonly test: TestView;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly isPrimary: boolean;
  /** what else the user can do with what was tested */
  readonly secondAction?: { readonly label: string; readonly onPress: () => void } | null;
}) {
  const runButton = useRef<HTMLButtonElement>(null);
  const wasRunning = useRef(isRunning);
  useEffect(() => {
    if (wasRunning.current && !isRunning && document.activeElement === document.body)
      runButton.current?.focus();
    wasRunning.current = isRunning;
  }, [isRunning]);
  const keepFocusAnd = (action: () => void) => (): void => {
    runButton.current?.focus();
    action();
  };
  return (
    <div className="buttons">
      <TextButton
        ref={runButton}
        look={isPrimary ? 'primary' : undefined}
        label={run}
        isPending={isRunning}
        onPress={onRun}
      />
      {isRunning && <TextButton label={stop} onPress={keepFocusAnd(onStop)} />}
      {secondAction !== null && (
        <TextButton label={secondAction.label} onPress={keepFocusAnd(secondAction.onPress)} />
      )}
    </div>
  );
}
