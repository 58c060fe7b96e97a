import { useId } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type {
  SettingsCommand,
  SettingsGroup,
  SettingsPart,
  SettingsView,
} from '../../../src-preload/ipc/settings.ts';
import { Field } from '../../ui/Field.tsx';
import type { PageProps } from '../page-props.ts';

type SettingsDispatch = PageProps<SettingsView, SettingsCommand>['dispatch'];

/** Everything that can be set, in groups that are listed first. */
export function SettingsPage({ view, dispatch }: PageProps<SettingsView, SettingsCommand>) {
  const idPrefix = useId();
  const { groups, transfer } = view;
  const titles = [...groups.map(({ id, title }) => ({ id, title })), { id: 'take', title: transfer.title }];
  const getAnchorId = (id: string): string => `${idPrefix}-${id}`;
  return (
    <>
      <h1>{view.heading}</h1>
      <p className="lead">{view.description}</p>
      <div className="settings">
        <nav className="settings-contents" aria-label={view.contents}>
          <ul>
            {titles.map(({ id, title }) => (
              <li key={id}>
                <Button className="link" onPress={() => focusHeading(getAnchorId(id))}>
                  {title}
                </Button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="settings-groups">
          {groups.map((group) => (
            <Group key={group.id} group={group} anchorId={getAnchorId(group.id)} dispatch={dispatch} />
          ))}
          <section className="settings-group" aria-labelledby={getAnchorId('take')}>
            <h2 id={getAnchorId('take')} tabIndex={-1}>
              {transfer.title}
            </h2>
            <p className="help">{transfer.intro}</p>
            <div className="buttons">
              <Button className="button" onPress={() => void dispatch({ type: 'export' })}>
                {transfer.export}
              </Button>
              <Button className="button" onPress={() => void dispatch({ type: 'import' })}>
                {transfer.import}
              </Button>
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

/** To a group's heading, with the keyboard: what comes next is its first field. */
function focusHeading(id: string): void {
  const heading = document.getElementById(id);
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}

function Group({
  group: { title, intro, parts },
  anchorId,
  dispatch,
}: {
  readonly group: SettingsGroup;
  readonly anchorId: string;
  readonly dispatch: SettingsDispatch;
}) {
  return (
    <section className="settings-group" aria-labelledby={anchorId}>
      <h2 id={anchorId} tabIndex={-1}>
        {title}
      </h2>
      {intro !== null && <p className="help">{intro}</p>}
      {parts.map((part) => (
        <Part key={part.part === 'classes' ? part.part : part.field.id} part={part} dispatch={dispatch} />
      ))}
    </section>
  );
}

function Part({ part, dispatch }: { readonly part: SettingsPart; readonly dispatch: SettingsDispatch }) {
  switch (part.part) {
    case 'field':
      return <Field field={part.field} dispatch={dispatch} />;
    case 'sound':
      return <Sound part={part} dispatch={dispatch} />;
    case 'classes':
      return <Classes part={part} dispatch={dispatch} />;
  }
}

function Sound({
  part: { field, choose, play },
  dispatch,
}: {
  readonly part: Extract<SettingsPart, { part: 'sound' }>;
  readonly dispatch: SettingsDispatch;
}) {
  const { id, label } = field;
  return (
    <div className="sound">
      <Field field={field} dispatch={dispatch} />
      <div className="buttons">
        {choose !== null && (
          <Button
            className="button small"
            aria-label={`${choose} ${label}`}
            onPress={() => void dispatch({ type: 'chooseFile', id })}
          >
            {choose}
          </Button>
        )}
        {play !== null && (
          <Button
            className="button small"
            aria-label={`${play} ${label}`}
            onPress={() => void dispatch({ type: 'hear', id })}
          >
            {play}
          </Button>
        )}
      </div>
    </div>
  );
}

function Classes({
  part: { title, isOpen, classes },
  dispatch,
}: {
  readonly part: Extract<SettingsPart, { part: 'classes' }>;
  readonly dispatch: SettingsDispatch;
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
                <Field key={field.id} field={field} dispatch={dispatch} />
              ))}
            </div>
          </div>
        ))}
      </DisclosurePanel>
    </Disclosure>
  );
}
