import { useLayoutEffect, useRef } from 'react';
import type { FormContent, FormPart } from '../../../src-preload/ipc/connectors.ts';
import { CheckboxGroupInput } from '../../ui/CheckboxGroupInput.tsx';
import { DisclosureSection } from '../../ui/DisclosureSection.tsx';
import { Field } from '../../ui/Field.tsx';
import { TextButton } from '../../ui/TextButton.tsx';
import { TextInput } from '../../ui/TextInput.tsx';
import type { ContentProps, PartProps } from './props.ts';
import { SignInSection } from './SignInSection.tsx';
import { TestPanel } from './TestPanel.tsx';

/** What one CRM needs: its settings, the sign-in, and a number to test them with before they are saved. */
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
      <section ref={form} className="crm-section section column" aria-labelledby="form-title">
        <h2 id="form-title" ref={title} tabIndex={-1}>
          {content.title}
        </h2>
        {description !== null && <p className="soft">{description}</p>}
        {parts.length > 0 && <Parts view={parts} dispatch={dispatch} />}
        <SignInSection view={signIn} dispatch={dispatch} />
        <DisclosureSection title={advanced.title} level={3} shouldExpand={advanced.hasError}>
          <Parts view={advanced.parts} dispatch={dispatch} />
        </DisclosureSection>
        <section className="column ruled" aria-labelledby="trial-title">
          <h3 id="trial-title">{test.title}</h3>
          <TestPanel view={test} connectorKey={null} level={4} dispatch={dispatch} />
        </section>
        <div className="buttons ruled">
          <TextButton look="primary" label={save} onPress={() => void saveAll()} />
          <TextButton label={cancel} onPress={() => void dispatch({ type: 'cancel' })} />
        </div>
      </section>
    </>
  );
}

/** Focuses the first invalid field; the view that marks it may come after the command's result. */
function useFocusOnError(content: FormContent) {
  const form = useRef<HTMLElement>(null);
  const isAwaited = useRef(false);
  const focusInvalidField = (): boolean => {
    const field = form.current?.querySelector<HTMLElement>(
      'input[aria-invalid="true"], textarea[aria-invalid="true"]',
    );
    field?.focus();
    return field != null;
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

function Parts({ view: parts, dispatch }: PartProps<readonly FormPart[]>) {
  return (
    <div className="column narrow">
      {parts.map((part) => (
        <Part key={part.field.id} view={part} dispatch={dispatch} />
      ))}
    </div>
  );
}

function Part({ view: part, dispatch }: PartProps<FormPart>) {
  switch (part.part) {
    case 'field':
      return <Field field={part.field} dispatch={dispatch} />;
    case 'lines':
      return <TextInput isMultiline field={part.field} isCode={part.isCode} dispatch={dispatch} />;
    case 'some':
      return <CheckboxGroupInput field={part.field} options={part.options} dispatch={dispatch} />;
  }
}
