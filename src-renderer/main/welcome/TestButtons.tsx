import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { TestView } from '../../../src-preload/pages/welcome.ts';

/** Begins a test and stops it. The keyboard stays here when a button goes away under it. */
export function TestButtons({
  test: { run, stop, isRunning },
  onRun,
  onStop,
  isMain,
  other,
}: {
  readonly test: TestView;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly isMain: boolean;
  /** what else may be done with what was tested */
  readonly other?: { readonly label: string; readonly onPress: () => void };
}) {
  const first = useRef<HTMLButtonElement>(null);
  const wasRunning = useRef(isRunning);
  useEffect(() => {
    if (wasRunning.current && !isRunning && document.activeElement === document.body) first.current?.focus();
    wasRunning.current = isRunning;
  }, [isRunning]);
  const andStay = (act: () => void) => (): void => {
    first.current?.focus();
    act();
  };
  return (
    <div className="buttons">
      <Button
        ref={first}
        className={isMain ? 'button primary' : 'button'}
        isPending={isRunning}
        onPress={onRun}
      >
        {run}
      </Button>
      {isRunning && (
        <Button className="button" onPress={andStay(onStop)}>
          {stop}
        </Button>
      )}
      {other !== undefined && (
        <Button className="button" onPress={andStay(other.onPress)}>
          {other.label}
        </Button>
      )}
    </div>
  );
}
