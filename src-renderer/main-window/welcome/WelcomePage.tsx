import { useEffect, useId, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { WelcomeContent, WelcomeMessage, WelcomeView } from '../../../src-preload/ipc/welcome.ts';
import type { PageProps } from '../page-props.ts';
import { AccountStep } from './AccountStep.tsx';
import { AgentStep } from './AgentStep.tsx';
import { CardStep } from './CardStep.tsx';
import { ContactsStep } from './ContactsStep.tsx';
import { DoneStep } from './DoneStep.tsx';
import { StartStep } from './StartStep.tsx';
import type { WelcomeDispatch } from './send.ts';

/** From the first start to the first call, one step at a time. */
export function WelcomePage({ view, dispatch }: PageProps<WelcomeView, WelcomeMessage>) {
  const { content, steps, back, next } = view;
  const title = useId();
  const heading = useFocusOnNewStep(content.step);
  return (
    <div className="welcome">
      <h1>{view.heading}</h1>
      <ol className="welcome-steps" aria-label={steps.label}>
        {steps.items.map(({ step, label }) => (
          <li key={step} className="welcome-step" {...(step === content.step && { 'aria-current': 'step' })}>
            {label}
          </li>
        ))}
      </ol>
      <section className="welcome-content" aria-labelledby={title}>
        <h2 id={title} ref={heading} tabIndex={-1}>
          {content.heading}
        </h2>
        {content.description !== null && <p className="lead">{content.description}</p>}
        <Step content={content} dispatch={dispatch} />
      </section>
      {(back !== null || next !== null) && (
        <div className="buttons welcome-way">
          {[back, next].map(
            (button) =>
              button !== null && (
                <Button
                  key={button.step}
                  className={button.isMain ? 'button primary' : 'button'}
                  onPress={() => void dispatch({ type: 'go', step: button.step })}
                >
                  {button.label}
                </Button>
              ),
          )}
        </div>
      )}
    </div>
  );
}

/** The button that was pressed may be gone: a screen reader begins to read where the new step begins. */
function useFocusOnNewStep(step: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const previous = useRef(step);
  useEffect(() => {
    if (previous.current !== step) heading.current?.focus();
    previous.current = step;
  }, [step]);
  return heading;
}

function Step({
  content,
  dispatch,
}: {
  readonly content: WelcomeContent;
  readonly dispatch: WelcomeDispatch;
}) {
  switch (content.step) {
    case 'start':
      return <StartStep content={content} dispatch={dispatch} />;
    case 'account':
      return <AccountStep content={content} dispatch={dispatch} />;
    case 'agent':
      return <AgentStep content={content} dispatch={dispatch} />;
    case 'contacts':
      return <ContactsStep content={content} dispatch={dispatch} />;
    case 'card':
      return <CardStep content={content} dispatch={dispatch} />;
    case 'done':
      return <DoneStep content={content} dispatch={dispatch} />;
  }
}
