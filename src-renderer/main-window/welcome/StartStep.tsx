import { useEffect, useRef } from 'react';
import type { Offer, StartContent } from '../../../src-preload/ipc/welcome.ts';
import { TextButton } from '../../ui/TextButton.tsx';
import { Bullets } from './results.tsx';
import type { StepProps } from './step-props.ts';

/** A choice between a trial and connecting an account. */
export function StartStep({ content: { startTrial, connect, trial }, dispatch }: StepProps<StartContent>) {
  if (trial !== null) return <TrialPanel content={trial} dispatch={dispatch} />;
  return (
    <div className="welcome-offers">
      <OfferPanel offer={startTrial} isPrimary onPress={() => void dispatch({ type: 'tryOut' })} />
      <OfferPanel offer={connect} onPress={() => void dispatch({ type: 'go', step: 'account' })} />
    </div>
  );
}

function TrialPanel({ content: trial, dispatch }: StepProps<NonNullable<StartContent['trial']>>) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that started the trial is gone.
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="welcome-panel column panel">
      <h3 ref={heading} tabIndex={-1}>
        {trial.heading}
      </h3>
      <div className="column" role="status">
        <p>{trial.message}</p>
        {trial.points.length > 0 && <Bullets points={trial.points} />}
      </div>
      <div className="buttons">
        {trial.ringAgain !== null && (
          <TextButton label={trial.ringAgain} onPress={() => void dispatch({ type: 'ringAgain' })} />
        )}
        <TextButton
          look="primary"
          label={trial.end}
          onPress={() => void dispatch({ type: 'go', step: 'account' })}
        />
      </div>
    </div>
  );
}

/** Something the user can choose to do, with an explanation. */
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
    <div className="welcome-panel column panel">
      <h3>{title}</h3>
      <p>{text}</p>
      <div className="buttons">
        <TextButton look={isPrimary ? 'primary' : undefined} label={button} onPress={onPress} />
      </div>
    </div>
  );
}
