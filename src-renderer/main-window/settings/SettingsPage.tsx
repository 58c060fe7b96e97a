import { useId, useState } from 'react';
import { Button } from 'react-aria-components';
import type {
  SettingsCommand,
  SettingsGroup,
  SettingsPart,
  SettingsView,
} from '../../../src-preload/ipc/settings.ts';
import { DisclosureSection } from '../../ui/DisclosureSection.tsx';
import { Field } from '../../ui/Field.tsx';
import { TextButton } from '../../ui/TextButton.tsx';
import type { PageProps } from '../page-props.ts';

type SettingsDispatch = PageProps<SettingsView, SettingsCommand>['dispatch'];

/** All settings, in groups, below a list of the groups. */
export function SettingsPage({ view, dispatch }: PageProps<SettingsView, SettingsCommand>) {
  const idPrefix = useId();
  const { groups, transfer } = view;
  const titles = [...groups.map(({ id, title }) => ({ id, title })), { id: 'take', title: transfer.title }];
  const getAnchorId = (id: string): string => `${idPrefix}-${id}`;
  return (
    <>
      <h1>{view.heading}</h1>
      <p className="soft">{view.description}</p>
      <div className="settings column">
        <nav className="settings-contents" aria-label={view.contents}>
          <ul className="wrap">
            {titles.map(({ id, title }) => (
              <li key={id}>
                <Button className="link" onPress={() => focusHeading(getAnchorId(id))}>
                  {title}
                </Button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="settings-groups column">
          {groups.map((group) => (
            <Group key={group.id} group={group} anchorId={getAnchorId(group.id)} dispatch={dispatch} />
          ))}
          <section className="section column" aria-labelledby={getAnchorId('take')}>
            <h2 id={getAnchorId('take')} tabIndex={-1}>
              {transfer.title}
            </h2>
            <p className="help">{transfer.intro}</p>
            <div className="buttons">
              <TextButton label={transfer.export} onPress={() => void dispatch({ type: 'export' })} />
              <TextButton label={transfer.import} onPress={() => void dispatch({ type: 'import' })} />
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

/** Scrolls to a group and focuses its heading, so that Tab leads to its first field. */
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
    <section className="section column" aria-labelledby={anchorId}>
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

interface PartProps<Part extends SettingsPart = SettingsPart> {
  readonly part: Part;
  readonly dispatch: SettingsDispatch;
}

function Part({ part, dispatch }: PartProps) {
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
}: PartProps<Extract<SettingsPart, { part: 'sound' }>>) {
  const { id, label } = field;
  return (
    <div className="list narrow">
      <Field field={field} dispatch={dispatch} />
      <div className="buttons">
        {choose !== null && (
          <TextButton
            look="small"
            label={choose}
            aria-label={`${choose} ${label}`}
            onPress={() => void dispatch({ type: 'chooseFile', id })}
          />
        )}
        {play !== null && (
          <TextButton
            look="small"
            label={play}
            aria-label={`${play} ${label}`}
            onPress={() => void dispatch({ type: 'hear', id })}
          />
        )}
      </div>
    </div>
  );
}

function Classes({
  part: { title, isOpen, classes },
  dispatch,
}: PartProps<Extract<SettingsPart, { part: 'classes' }>>) {
  const prefix = useId();
  // Only at first: later changes do not open it.
  const [wasOpen] = useState(isOpen);
  return (
    <div className="narrow">
      <DisclosureSection title={title} level={3} shouldExpand={wasOpen}>
        <div className="column">
          {classes.map(({ id, title: name, fields }) => (
            <div key={id} className="class list" role="group" aria-labelledby={`${prefix}-${id}`}>
              <h4 id={`${prefix}-${id}`}>{name}</h4>
              <div className="class-fields">
                {fields.map((field) => (
                  <Field key={field.id} field={field} dispatch={dispatch} />
                ))}
              </div>
            </div>
          ))}
        </div>
      </DisclosureSection>
    </div>
  );
}
