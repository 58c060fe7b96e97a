import { useId } from 'react';
import type { WelcomeContent, WelcomeMessage, WelcomeView } from '../../../src-preload/ipc/welcome.ts';
import { TextButton } from '../../ui/TextButton.tsx';
import { useFocusOnChange } from '../../ui/use-focus-on-change.ts';
import type { PageProps } from '../page-props.ts';
import { AccountStep } from './AccountStep.tsx';
import { StartStep } from './StartStep.tsx';
import type { StepProps } from './step-props.ts';
import { AgentStep, CardStep, ContactsStep, DoneStep } from './steps.tsx';

/** Setup from the first start to the first call, one step at a time. */
export function WelcomePage({ view, dispatch }: PageProps<WelcomeView, WelcomeMessage>) {
  const { content, steps, back, next } = view;
  const title = useId();
  const heading = useFocusOnChange<HTMLHeadingElement>(content.step);
  return (
    <div className="welcome column">
      <h1 className="soft">{view.heading}</h1>
      <ol className="welcome-steps wrap" aria-label={steps.label}>
        {steps.items.map(({ step, label }) => (
          <li
            key={step}
            className="welcome-step help"
            {...(step === content.step && { 'aria-current': 'step' })}
          >
            {label}
          </li>
        ))}
      </ol>
      <section className="column" aria-labelledby={title}>
        <h2 id={title} ref={heading} tabIndex={-1}>
          {content.heading}
        </h2>
        {content.description !== null && <p className="soft">{content.description}</p>}
        <Step content={content} dispatch={dispatch} />
      </section>
      {(back !== null || next !== null) && (
        <div className="buttons ruled">
          {[back, next].map(
            (button) =>
              button !== null && (
                <TextButton
                  key={button.step}
                  look={button.isMain ? 'primary' : undefined}
                  label={button.label}
                  onPress={() => void dispatch({ type: 'go', step: button.step })}
                />
              ),
          )}
        </div>
      )}
    </div>
  );
}

function Step({ content, dispatch }: StepProps<WelcomeContent>) {
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
