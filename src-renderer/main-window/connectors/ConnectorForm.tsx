import { useLayoutEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { FormContent, FormPart } from '../../../src-preload/ipc/connectors.ts';
import { Field } from '../../ui/Field.tsx';
import type { ContentProps, ConnectorsDispatch } from './content-props.ts';
import { DisclosureSection } from '../../ui/Disclosure.tsx';
import { TextAreaInput } from '../../ui/TextAreaInput.tsx';
import { SignInSection } from './SignIn.tsx';
import { CheckboxGroupInput } from '../../ui/CheckboxGroupInput.tsx';
import { TestPanel } from './TestPanel.tsx';

/** What one CRM needs: its settings, the sign-in, and a number to try them with before they are saved. */
export function ConnectorForm({ heading, title, content, dispatch }: ContentProps<FormContent>) {
  const { description, parts, signIn, advanced, test, save, cancel } = content;
  const { form, focusOnError } = useFocusOnError(content);
  const saveAll = async (): Promise<void> => {
    const { ok } = await dispatch({ type: 'save' });
    if (!ok) focusOnError();
  };
  return (
    <>
      <h1>{heading}</h1>
      <section ref={form} className="crm-form" aria-labelledby="form-title">
        <h2 id="form-title" ref={title} tabIndex={-1}>
          {content.title}
        </h2>
        {description !== null && <p className="lead">{description}</p>}
        {parts.length > 0 && (
          <div className="crm-fields">
            {parts.map((part) => (
              <Part key={part.field.id} part={part} dispatch={dispatch} />
            ))}
          </div>
        )}
        <SignInSection view={signIn} dispatch={dispatch} />
        <DisclosureSection title={advanced.title} level={3} shouldExpand={advanced.hasError}>
          <div className="crm-fields">
            {advanced.parts.map((part) => (
              <Part key={part.field.id} part={part} dispatch={dispatch} />
            ))}
          </div>
        </DisclosureSection>
        <section className="crm-trial" aria-labelledby="trial-title">
          <h3 id="trial-title">{test.title}</h3>
          <TestPanel view={test} connectorKey={null} level={4} dispatch={dispatch} />
        </section>
        <div className="buttons crm-end">
          <Button className="button primary" onPress={() => void saveAll()}>
            {save}
          </Button>
          <Button className="button" onPress={() => void dispatch({ type: 'cancel' })}>
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
  const focusInvalidField = (): boolean => {
    const field = form.current?.querySelector<HTMLElement>(
      'input[aria-invalid="true"], textarea[aria-invalid="true"]',
    );
    field?.focus();
    return field !== null && field !== undefined;
  };
  useLayoutEffect(() => {
    if (isAwaited.current) focusInvalidField();
    isAwaited.current = false;
  }, [content]);
  return {
    form,
    focusOnError: (): void => {
      isAwaited.current = !focusInvalidField();
    },
  };
}

function Part({ part, dispatch }: { readonly part: FormPart; readonly dispatch: ConnectorsDispatch }) {
  switch (part.part) {
    case 'field':
      return <Field field={part.field} dispatch={dispatch} />;
    case 'lines':
      return <TextAreaInput field={part.field} isCode={part.isCode} dispatch={dispatch} />;
    case 'some':
      return <CheckboxGroupInput field={part.field} options={part.options} dispatch={dispatch} />;
  }
}
