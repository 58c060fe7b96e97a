import { useId } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type {
  SettingsCommand,
  SettingsGroup,
  SettingsPart,
  SettingsView,
} from '../../src-preload/pages/settings.ts';
import { Field } from '../ui/Field.tsx';
import type { PageProps } from './page.ts';

type Tell = PageProps<SettingsView, SettingsCommand>['tell'];

/** Everything that can be set, in groups that are listed first. */
export function Settings({ view, tell }: PageProps<SettingsView, SettingsCommand>) {
  const page = useId();
  const { groups, take } = view;
  const titles = [...groups.map(({ id, title }) => ({ id, title })), { id: 'take', title: take.title }];
  const placeOf = (id: string): string => `${page}-${id}`;
  return (
    <>
      <h1>{view.heading}</h1>
      <p className="lead">{view.lead}</p>
      <div className="settings">
        <nav className="settings-contents" aria-label={view.contents}>
          <ul>
            {titles.map(({ id, title }) => (
              <li key={id}>
                <Button className="link" onPress={() => goTo(placeOf(id))}>
                  {title}
                </Button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="settings-groups">
          {groups.map((group) => (
            <Group key={group.id} group={group} place={placeOf(group.id)} tell={tell} />
          ))}
          <section className="settings-group" aria-labelledby={placeOf('take')}>
            <h2 id={placeOf('take')} tabIndex={-1}>
              {take.title}
            </h2>
            <p className="help">{take.intro}</p>
            <div className="buttons">
              <Button className="button" onPress={() => void tell({ type: 'export' })}>
                {take.export}
              </Button>
              <Button className="button" onPress={() => void tell({ type: 'import' })}>
                {take.import}
              </Button>
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

/** To a group's heading, with the keyboard: what comes next is its first field. */
function goTo(id: string): void {
  const heading = document.getElementById(id);
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}

function Group({
  group: { title, intro, parts },
  place,
  tell,
}: {
  readonly group: SettingsGroup;
  readonly place: string;
  readonly tell: Tell;
}) {
  return (
    <section className="settings-group" aria-labelledby={place}>
      <h2 id={place} tabIndex={-1}>
        {title}
      </h2>
      {intro !== null && <p className="help">{intro}</p>}
      {parts.map((part) => (
        <Part key={part.part === 'classes' ? part.part : part.field.id} part={part} tell={tell} />
      ))}
    </section>
  );
}

function Part({ part, tell }: { readonly part: SettingsPart; readonly tell: Tell }) {
  switch (part.part) {
    case 'field':
      return <Field field={part.field} tell={tell} />;
    case 'sound':
      return <Sound part={part} tell={tell} />;
    case 'classes':
      return <Classes part={part} tell={tell} />;
  }
}

function Sound({
  part: { field, choose, hear },
  tell,
}: {
  readonly part: Extract<SettingsPart, { part: 'sound' }>;
  readonly tell: Tell;
}) {
  const { id, label } = field;
  return (
    <div className="sound">
      <Field field={field} tell={tell} />
      <div className="buttons">
        {choose !== null && (
          <Button
            className="button small"
            aria-label={`${choose} ${label}`}
            onPress={() => void tell({ type: 'chooseFile', id })}
          >
            {choose}
          </Button>
        )}
        {hear !== null && (
          <Button
            className="button small"
            aria-label={`${hear} ${label}`}
            onPress={() => void tell({ type: 'hear', id })}
          >
            {hear}
          </Button>
        )}
      </div>
    </div>
  );
}

function Classes({
  part: { title, isOpen, classes },
  tell,
}: {
  readonly part: Extract<SettingsPart, { part: 'classes' }>;
  readonly tell: Tell;
}) {
  const prefix = useId();
  return (
    <Disclosure className="classes" defaultExpanded={isOpen}>
      <Heading level={3}>
        <Button slot="trigger" className="link fold">
          <svg className="fold-sign" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M6 4l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.5" />
          </svg>
          {title}
        </Button>
      </Heading>
      <DisclosurePanel className="class-list">
        {classes.map(({ id, title: name, fields }) => (
          <div key={id} className="class" role="group" aria-labelledby={`${prefix}-${id}`}>
            <h4 id={`${prefix}-${id}`}>{name}</h4>
            <div className="class-fields">
              {fields.map((field) => (
                <Field key={field.id} field={field} tell={tell} />
              ))}
            </div>
          </div>
        ))}
      </DisclosurePanel>
    </Disclosure>
  );
}
