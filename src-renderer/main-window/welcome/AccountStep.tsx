import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { AccountContent, IllustratedInstruction, NamedItem } from '../../../src-preload/ipc/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { InlineSecretInput } from '../../ui/InlineSecretInput.tsx';
import { TextButton } from '../../ui/TextButton.tsx';
import { CreateDrawing, CredentialsDrawing, EventsDrawing, RightsDrawing } from './drawings.tsx';
import { CheckResults, StatusLine } from './results.tsx';
import type { StepProps } from './step-props.ts';
import { TestButtons } from './TestButtons.tsx';

/** What to do in the Marketplace, with fields for the values found there, and a test of all of them. */
export function AccountStep({ content, dispatch }: StepProps<AccountContent>) {
  const { create, credentials, rights, events, test } = content;
  const form = useRef<HTMLOListElement>(null);
  const [refusedCount, setRefusedCount] = useState(0);
  const hasResults = test.checks.length > 0;
  // Focus an incomplete field, unless Zoom refused something: then the results are to be read first.
  useEffect(() => {
    if (refusedCount > 0 && !hasResults)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusedCount, hasResults]);
  const run = async (): Promise<void> => {
    const { ok } = await dispatch({ type: 'test' });
    if (!ok) setRefusedCount((count) => count + 1);
  };
  return (
    <ol ref={form} className="welcome-parts column">
      <InstructionItem part={create} drawing={CreateDrawing} isNextToDrawing>
        <div className="buttons">
          <TextButton label={create.open} onPress={() => void dispatch({ type: 'openMarketplace' })} />
        </div>
      </InstructionItem>
      <InstructionItem part={credentials} drawing={CredentialsDrawing} isNextToDrawing>
        {credentials.fields.map((field) => (
          <Field key={field.id} field={field} dispatch={dispatch} />
        ))}
        <InlineSecretInput field={credentials.secret} dispatch={dispatch} />
      </InstructionItem>
      <InstructionItem part={rights} drawing={RightsDrawing}>
        <NamedList items={rights.scopes} />
        <div className="buttons">
          <TextButton label={rights.copy} onPress={() => void dispatch({ type: 'copyScopes' })} />
        </div>
      </InstructionItem>
      <InstructionItem part={events} drawing={EventsDrawing}>
        <p className="strong">{events.list}</p>
        <NamedList items={events.events} />
        <Field field={events.field} dispatch={dispatch} />
      </InstructionItem>
      <ActivateItem content={content} dispatch={dispatch} run={run} />
    </ol>
  );
}

function ActivateItem({
  content: { activate, test, saveAnyway, status },
  dispatch,
  run,
}: StepProps<AccountContent> & { readonly run: () => Promise<void> }) {
  const save = (): void => void dispatch({ type: 'save' });
  return (
    <li className="welcome-part column panel">
      <div className="welcome-part-text column">
        <h3>{activate.title}</h3>
        <p>{activate.text}</p>
        <TestButtons
          test={test}
          onRun={() => void run()}
          onStop={() => void dispatch({ type: 'stopTest' })}
          isPrimary={status === null}
          secondAction={saveAnyway === null ? null : { label: saveAnyway, onPress: save }}
        />
        {status !== null && <StatusLine status={status} />}
      </div>
      <CheckResults results={test} />
    </li>
  );
}

function InstructionItem({
  part: { title, text, illustration },
  drawing: Drawing,
  isNextToDrawing = false,
  children,
}: {
  readonly part: IllustratedInstruction;
  readonly drawing: typeof CreateDrawing;
  /** whether the controls are beside the drawing, as the text is, and not below it */
  readonly isNextToDrawing?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <li className={`welcome-part column panel drawn ${isNextToDrawing ? 'beside' : ''}`}>
      <div className="welcome-part-text column">
        <h3>{title}</h3>
        <p>{text}</p>
      </div>
      <div className="welcome-drawing">
        <Drawing {...illustration} />
      </div>
      <div className="welcome-part-rest column">{children}</div>
    </li>
  );
}

function NamedList({ items }: { readonly items: readonly NamedItem[] }) {
  return (
    <ul className="welcome-named">
      {items.map(({ name, meaning }) => (
        <li key={name}>
          <code lang="en">{name}</code> <span className="soft">{meaning}</span>
        </li>
      ))}
    </ul>
  );
}
