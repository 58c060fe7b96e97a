import { useLayoutEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { FormContent, FormPart } from '../../../src-preload/pages/connectors.ts';
import { Field } from '../../ui/Field.tsx';
import type { ContentProps, Tell } from './content-props.ts';
import { Fold } from './Fold.tsx';
import { LinesInput } from './LinesInput.tsx';
import { SignIn } from './SignIn.tsx';
import { SomeInput } from './SomeInput.tsx';
import { TryNumber } from './TryNumber.tsx';

/** What one CRM needs: its settings, the sign-in, and a number to try them with before they are saved. */
export function ConnectorForm({ heading, title, content, tell }: ContentProps<FormContent>) {
  const { lead, parts, signIn, more, trial, save, cancel } = content;
  const { form, focusOnError } = useFocusOnError(content);
  const saveAll = async (): Promise<void> => {
    const { ok } = await tell({ type: 'save' });
    if (!ok) focusOnError();
  };
  return (
    <>
      <h1>{heading}</h1>
      <section ref={form} className="crm-form" aria-labelledby="form-title">
        <h2 id="form-title" ref={title} tabIndex={-1}>
          {content.title}
        </h2>
        {lead !== null && <p className="lead">{lead}</p>}
        {parts.length > 0 && (
          <div className="crm-fields">
            {parts.map((part) => (
              <Part key={part.field.id} part={part} tell={tell} />
            ))}
          </div>
        )}
        <SignIn view={signIn} tell={tell} />
        <Fold title={more.title} level={3} isNeeded={more.hasError}>
          <div className="crm-fields">
            {more.parts.map((part) => (
              <Part key={part.field.id} part={part} tell={tell} />
            ))}
          </div>
        </Fold>
        <section className="crm-trial" aria-labelledby="trial-title">
          <h3 id="trial-title">{trial.title}</h3>
          <TryNumber view={trial} of={null} level={4} tell={tell} />
        </section>
        <div className="buttons crm-end">
          <Button className="button primary" onPress={() => void saveAll()}>
            {save}
          </Button>
          <Button className="button" onPress={() => void tell({ type: 'cancel' })}>
            {cancel}
          </Button>
        </div>
      </section>
    </>
  );
}

/** The keyboard goes to the first field in which something is wrong; the picture that marks it may come after the answer. */
function useFocusOnError(content: FormContent) {
  const form = useRef<HTMLElement>(null);
  const isAwaited = useRef(false);
  const focusIfThere = (): boolean => {
    const field = form.current?.querySelector<HTMLElement>(
      'input[aria-invalid="true"], textarea[aria-invalid="true"]',
    );
    field?.focus();
    return field !== null && field !== undefined;
  };
  useLayoutEffect(() => {
    if (isAwaited.current) focusIfThere();
    isAwaited.current = false;
  }, [content]);
  return {
    form,
    focusOnError: (): void => {
      isAwaited.current = !focusIfThere();
    },
  };
}

function Part({ part, tell }: { readonly part: FormPart; readonly tell: Tell }) {
  switch (part.part) {
    case 'field':
      return <Field field={part.field} tell={tell} />;
    case 'lines':
      return <LinesInput field={part.field} isCode={part.isCode} tell={tell} />;
    case 'some':
      return <SomeInput field={part.field} options={part.options} tell={tell} />;
  }
}
