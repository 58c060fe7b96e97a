import { Button } from 'react-aria-components';
import type { CardContent } from '../../../src-preload/ipc/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { Radios } from '../../ui/RadioGroupInput.tsx';
import type { StepProps } from './send.ts';

/** Where the card appears, and what it looks like. */
export function CardStep({
  content: { corner, showSample, startAtLogin },
  dispatch,
}: StepProps<CardContent>) {
  return (
    <>
      {/* A small screen with a card in each corner. */}
      <Radios
        field={corner}
        dispatch={dispatch}
        className="welcome-screen"
        optionClass={(value) => `welcome-corner ${value}`}
        buttonClass="radio welcome-corner-card"
      />
      <div className="buttons">
        <Button className="button" onPress={() => void dispatch({ type: 'showSample' })}>
          {showSample}
        </Button>
      </div>
      <Field field={startAtLogin} dispatch={dispatch} />
    </>
  );
}
