import { useId } from 'react';
import type {
  AgentContent,
  CardContent,
  ContactsContent,
  DoneContent,
} from '../../../src-preload/ipc/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { Radios } from '../../ui/Radios.tsx';
import { TextButton } from '../../ui/TextButton.tsx';
import { Bullets, CheckResults, StatusLine } from './results.tsx';
import { OfferPanel } from './StartStep.tsx';
import type { StepProps } from './step-props.ts';
import { TestButtons } from './TestButtons.tsx';

/** Whose calls are shown. */
export function AgentStep({ content: { field, note, test }, dispatch }: StepProps<AgentContent>) {
  return (
    <>
      <Field field={field} dispatch={dispatch} />
      {note !== null && <p className="note">{note}</p>}
      <TestButtons
        test={test}
        onRun={() => void dispatch({ type: 'test' })}
        onStop={() => void dispatch({ type: 'stopTest' })}
        isPrimary={false}
      />
      <CheckResults results={test} />
    </>
  );
}

/** Where callers are looked up. */
export function ContactsStep({ content: { file, results, crm }, dispatch }: StepProps<ContactsContent>) {
  return (
    <>
      <div className="welcome-panel column panel">
        <Field field={file} dispatch={dispatch} />
        <CheckResults results={results} />
      </div>
      <OfferPanel offer={crm} onPress={() => void dispatch({ type: 'leave', page: 'connectors' })} />
    </>
  );
}

/** Where the card appears, and what it looks like. */
export function CardStep({ content, dispatch }: StepProps<CardContent>) {
  return (
    <>
      {/* A small screen with a card in each corner. */}
      <Radios
        field={content.corner}
        dispatch={dispatch}
        className="welcome-screen"
        optionClass={(value) => `welcome-corner ${value}`}
        buttonClass="radio welcome-corner-card"
      />
      <div className="buttons">
        <TextButton label={content.showSample} onPress={() => void dispatch({ type: 'showSample' })} />
      </div>
      <Field field={content.startAtLogin} dispatch={dispatch} />
    </>
  );
}

/** What happens from now on, and which page to open next. */
export function DoneStep({ content: { status, points, nextPages }, dispatch }: StepProps<DoneContent>) {
  const title = useId();
  return (
    <>
      <StatusLine status={status} />
      <Bullets points={points} />
      <h3 id={title}>{nextPages.label}</h3>
      <ul className="buttons" aria-labelledby={title}>
        {nextPages.pages.map(({ page, label }) => (
          <li key={page}>
            <TextButton label={label} onPress={() => void dispatch({ type: 'leave', page })} />
          </li>
        ))}
      </ul>
    </>
  );
}
