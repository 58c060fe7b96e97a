import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { AccountContent, IllustratedInstruction, NamedItem } from '../../../src-preload/ipc/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { CreateDrawing, CredentialsDrawing, EventsDrawing, RightsDrawing } from './drawings.tsx';
import { CheckResults } from './Results.tsx';
import { InlineSecretInput } from '../../ui/SecretEntry.tsx';
import { StatusLine } from './StatusLine.tsx';
import type { StepProps } from './send.ts';
import { TestButtons } from './TestButtons.tsx';

/** What is to be done in the Marketplace, with the fields where their values are found, and the test of it all. */
export function AccountStep({ content, dispatch }: StepProps<AccountContent>) {
  const { create, credentials, rights, events, test } = content;
  const form = useRef<HTMLOListElement>(null);
  const [refusedCount, setRefusedCount] = useState(0);
  const hasResults = test.checks.length > 0;
  // Where something is missing one goes on there; where Zoom found something wrong, one reads first.
  useEffect(() => {
    if (refusedCount > 0 && !hasResults)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusedCount, hasResults]);
  const run = async (): Promise<void> => {
    const { ok } = await dispatch({ type: 'test' });
    if (!ok) setRefusedCount((count) => count + 1);
  };
  return (
    <ol ref={form} className="welcome-parts">
      <InstructionItem
        part={create}
        drawing={<CreateDrawing picture={create.illustration} />}
        isNextToDrawing
      >
        <div className="buttons">
          <Button className="button" onPress={() => void dispatch({ type: 'openMarketplace' })}>
            {create.open}
          </Button>
        </div>
      </InstructionItem>
      <InstructionItem
        part={credentials}
        drawing={<CredentialsDrawing picture={credentials.illustration} />}
        isNextToDrawing
      >
        {credentials.fields.map((field) => (
          <Field key={field.id} field={field} dispatch={dispatch} />
        ))}
        <InlineSecretInput field={credentials.secret} dispatch={dispatch} />
      </InstructionItem>
      <InstructionItem part={rights} drawing={<RightsDrawing picture={rights.illustration} />}>
        <NamedList items={rights.scopes} />
        <div className="buttons">
          <Button className="button" onPress={() => void dispatch({ type: 'copyScopes' })}>
            {rights.copy}
          </Button>
        </div>
      </InstructionItem>
      <InstructionItem part={events} drawing={<EventsDrawing picture={events.illustration} />}>
        <p className="welcome-list-title">{events.list}</p>
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
  return (
    <li className="welcome-part">
      <div className="welcome-part-text">
        <h3>{activate.title}</h3>
        <p>{activate.text}</p>
        <TestButtons
          test={test}
          onRun={() => void run()}
          onStop={() => void dispatch({ type: 'stopTest' })}
          isPrimary={status === null}
          {...(saveAnyway !== null && {
            secondAction: { label: saveAnyway, onPress: () => void dispatch({ type: 'save' }) },
          })}
        />
        {status !== null && <StatusLine status={status} />}
      </div>
      <CheckResults results={test} />
    </li>
  );
}

function InstructionItem({
  part: { title, text },
  drawing,
  isNextToDrawing = false,
  children,
}: {
  readonly part: IllustratedInstruction;
  /** all that is done here stands beside the drawing, not only the words */
  readonly isNextToDrawing?: boolean;
  readonly drawing: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li className={isNextToDrawing ? 'welcome-part drawn beside' : 'welcome-part drawn'}>
      <div className="welcome-part-text">
        <h3>{title}</h3>
        <p>{text}</p>
      </div>
      <div className="welcome-drawing">{drawing}</div>
      <div className="welcome-part-rest">{children}</div>
    </li>
  );
}

function NamedList({ items }: { readonly items: readonly NamedItem[] }) {
  return (
    <ul className="welcome-named">
      {items.map(({ name, meaning }) => (
        <li key={name}>
          <code lang="en">{name}</code> <span>{meaning}</span>
        </li>
      ))}
    </ul>
  );
}
