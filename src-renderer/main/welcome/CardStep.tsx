import { Button } from 'react-aria-components';
import type { CardContent } from '../../../src-preload/pages/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { Radios } from '../../ui/Radios.tsx';
import type { StepProps } from './tell.ts';

/** Where the card appears, and what it looks like. */
export function CardStep({ content: { corner, sample, startAtLogin }, tell }: StepProps<CardContent>) {
  return (
    <>
      {/* A small screen with a card in each corner. */}
      <Radios
        field={corner}
        tell={tell}
        className="welcome-screen"
        optionClass={(value) => `welcome-corner ${value}`}
        buttonClass="radio welcome-corner-card"
      />
      <div className="buttons">
        <Button className="button" onPress={() => void tell({ type: 'showSample' })}>
          {sample}
        </Button>
      </div>
      <Field field={startAtLogin} tell={tell} />
    </>
  );
}
