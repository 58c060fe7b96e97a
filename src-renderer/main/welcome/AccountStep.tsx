import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { AccountContent, DrawnPart, Named } from '../../../src-preload/pages/welcome.ts';
import { Field } from '../../ui/Field.tsx';
import { CreateDrawing, CredentialsDrawing, EventsDrawing, RightsDrawing } from './drawings.tsx';
import { Results } from './Results.tsx';
import { SecretEntry } from '../../ui/SecretEntry.tsx';
import { StandingLine } from './StandingLine.tsx';
import type { StepProps } from './tell.ts';
import { TestButtons } from './TestButtons.tsx';

/** What is to be done in the Marketplace, with the fields where their values are found, and the test of it all. */
export function AccountStep({ content, tell }: StepProps<AccountContent>) {
  const { create, credentials, rights, events, activate, test, saveAnyway, standing } = content;
  const form = useRef<HTMLOListElement>(null);
  const [refused, setRefused] = useState(0);
  const hasResults = test.lines.length > 0;
  // Where something is missing one goes on there; where Zoom found something wrong, one reads first.
  useEffect(() => {
    if (refused > 0 && !hasResults)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refused, hasResults]);
  const run = async (): Promise<void> => {
    const { ok } = await tell({ type: 'test' });
    if (!ok) setRefused((count) => count + 1);
  };
  return (
    <ol ref={form} className="welcome-parts">
      <PartItem part={create} drawing={<CreateDrawing picture={create.picture} />} isBeside>
        <div className="buttons">
          <Button className="button" onPress={() => void tell({ type: 'openMarketplace' })}>
            {create.open}
          </Button>
        </div>
      </PartItem>
      <PartItem part={credentials} drawing={<CredentialsDrawing picture={credentials.picture} />} isBeside>
        {credentials.fields.map((field) => (
          <Field key={field.id} field={field} tell={tell} />
        ))}
        <SecretEntry field={credentials.secret} tell={tell} />
      </PartItem>
      <PartItem part={rights} drawing={<RightsDrawing picture={rights.picture} />}>
        <NamedList named={rights.scopes} />
        <div className="buttons">
          <Button className="button" onPress={() => void tell({ type: 'copyScopes' })}>
            {rights.copy}
          </Button>
        </div>
      </PartItem>
      <PartItem part={events} drawing={<EventsDrawing picture={events.picture} />}>
        <p className="welcome-list-title">{events.list}</p>
        <NamedList named={events.events} />
        <Field field={events.field} tell={tell} />
      </PartItem>
      <li className="welcome-part">
        <div className="welcome-part-text">
          <h3>{activate.title}</h3>
          <p>{activate.text}</p>
          <TestButtons
            test={test}
            onRun={() => void run()}
            onStop={() => void tell({ type: 'stopTest' })}
            isMain={standing === null}
            {...(saveAnyway !== null && {
              other: { label: saveAnyway, onPress: () => void tell({ type: 'save' }) },
            })}
          />
          {standing !== null && <StandingLine standing={standing} />}
        </div>
        <Results results={test} />
      </li>
    </ol>
  );
}

function PartItem({
  part: { title, text },
  drawing,
  isBeside = false,
  children,
}: {
  readonly part: DrawnPart;
  /** all that is done here stands beside the drawing, not only the words */
  readonly isBeside?: boolean;
  readonly drawing: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li className={isBeside ? 'welcome-part drawn beside' : 'welcome-part drawn'}>
      <div className="welcome-part-text">
        <h3>{title}</h3>
        <p>{text}</p>
      </div>
      <div className="welcome-drawing">{drawing}</div>
      <div className="welcome-part-rest">{children}</div>
    </li>
  );
}

function NamedList({ named }: { readonly named: readonly Named[] }) {
  return (
    <ul className="welcome-named">
      {named.map(({ name, meaning }) => (
        <li key={name}>
          <code lang="en">{name}</code> <span>{meaning}</span>
        </li>
      ))}
    </ul>
  );
}
