import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Offer, StartContent } from '../../../src-preload/ipc/welcome.ts';
import type { StepProps } from './send.ts';

/** A trial, or the real thing. */
export function StartStep({ content: { startTrial, connect, trial }, dispatch }: StepProps<StartContent>) {
  if (trial !== null) return <TrialPanel trial={trial} dispatch={dispatch} />;
  return (
    <div className="welcome-offers">
      <OfferPanel offer={startTrial} isPrimary onPress={() => void dispatch({ type: 'tryOut' })} />
      <OfferPanel offer={connect} onPress={() => void dispatch({ type: 'go', step: 'account' })} />
    </div>
  );
}

function TrialPanel({
  trial,
  dispatch,
}: {
  readonly trial: NonNullable<StartContent['trial']>;
  readonly dispatch: StepProps<StartContent>['dispatch'];
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that began it is gone.
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="welcome-panel">
      <h3 ref={heading} tabIndex={-1}>
        {trial.heading}
      </h3>
      <div className="welcome-told" role="status">
        <p>{trial.message}</p>
        {trial.points.length > 0 && (
          <ul className="welcome-points">
            {trial.points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        )}
      </div>
      <div className="buttons">
        {trial.ringAgain !== null && (
          <Button className="button" onPress={() => void dispatch({ type: 'ringAgain' })}>
            {trial.ringAgain}
          </Button>
        )}
        <Button className="button primary" onPress={() => void dispatch({ type: 'go', step: 'account' })}>
          {trial.end}
        </Button>
      </div>
    </div>
  );
}

/** Something to choose, with what it means. */
export function OfferPanel({
  offer: { title, text, button },
  isPrimary = false,
  onPress,
}: {
  readonly offer: Offer;
  readonly isPrimary?: boolean;
  readonly onPress: () => void;
}) {
  return (
    <div className="welcome-panel">
      <h3>{title}</h3>
      <p>{text}</p>
      <div className="buttons">
        <Button className={isPrimary ? 'button primary' : 'button'} onPress={onPress}>
          {button}
        </Button>
      </div>
    </div>
  );
}
