import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { TestView } from '../../../src-preload/ipc/welcome.ts';

/** Begins a test and stops it. The keyboard stays here when a button goes away under it. */
export function TestButtons({
  test: { run, stop, isRunning },
  onRun,
  onStop,
  isPrimary,
  secondAction,
}: {
  readonly test: TestView;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly isPrimary: boolean;
  /** what else may be done with what was tested */
  readonly secondAction?: { readonly label: string; readonly onPress: () => void };
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
      <Button
        ref={runButton}
        className={isPrimary ? 'button primary' : 'button'}
        isPending={isRunning}
        onPress={onRun}
      >
        {run}
      </Button>
      {isRunning && (
        <Button className="button" onPress={keepFocusAnd(onStop)}>
          {stop}
        </Button>
      )}
      {secondAction !== undefined && (
        <Button className="button" onPress={keepFocusAnd(secondAction.onPress)}>
          {secondAction.label}
        </Button>
      )}
    </div>
  );
}
