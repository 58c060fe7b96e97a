import { useId, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { Button } from 'react-aria-components';
import type { CrmRow, ListContent } from '../../../src-preload/pages/connectors.ts';
import { Explanation } from '../../ui/Described.tsx';
import { Field } from '../../ui/Field.tsx';
import type { ContentProps, Tell } from './content-props.ts';
import { EnableSwitch } from './EnableSwitch.tsx';
import { RemoveQuestion } from './RemoveQuestion.tsx';
import { Fold } from './Fold.tsx';
import { TryNumber } from './TryNumber.tsx';

/** The contacts file, and the CRMs in their order. */
export function ConnectorList({ heading, title, content, tell }: ContentProps<ListContent>) {
  const { lead, contacts, crms } = content;
  const { rows, words } = crms;
  const [asked, setAsked] = useState<CrmRow | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const followMove = useFocusOnMoved(rows, list);

  const move = (key: string, by: 'up' | 'down'): void => {
    followMove({ key, by });
    void tell({ type: 'move', key, by });
  };
  const remove = async ({ key }: CrmRow): Promise<void> => {
    setAsked(null);
    await tell({ type: 'remove', key });
    // Its row is gone, and with it what had the keyboard.
    title.current?.focus();
  };
  return (
    <>
      <h1>{heading}</h1>
      <p className="lead">{lead}</p>
      <section className="crm-section" aria-labelledby="contacts-title">
        <h2 id="contacts-title">{contacts.title}</h2>
        <Field field={contacts.file} tell={tell} />
        <div role="status">{contacts.standing !== null && <p>{contacts.standing}</p>}</div>
        {contacts.problems.length > 0 && (
          <ul className="crm-problems">
            {contacts.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
      </section>
      <section className="crm-section" aria-labelledby="crms-title">
        <h2 id="crms-title" ref={title} tabIndex={-1}>
          {crms.title}
        </h2>
        <p className="help">{crms.intro}</p>
        {crms.lock !== null && <Explanation help={null} lock={crms.lock} />}
        {rows.length === 0 ? (
          <p>{crms.none}</p>
        ) : (
          <ul className="crms" ref={list}>
            {rows.map((row, place) => (
              <Row
                key={row.key}
                row={row}
                words={words}
                isFirst={place === 0}
                isLast={place === rows.length - 1}
                isLocked={crms.lock !== null}
                tell={tell}
                move={move}
                ask={setAsked}
              />
            ))}
          </ul>
        )}
        {crms.add !== null && (
          <div className="buttons">
            <Button className="button primary" onPress={() => void tell({ type: 'add' })}>
              {crms.add}
            </Button>
          </div>
        )}
      </section>
      <RemoveQuestion
        question={asked?.question ?? null}
        words={words}
        onAnswer={(yes) => {
          if (yes && asked !== null) void remove(asked);
          else setAsked(null);
        }}
      />
    </>
  );
}

interface RowProps {
  readonly row: CrmRow;
  readonly words: ListContent['crms']['words'];
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isLocked: boolean;
  readonly tell: Tell;
  readonly move: (key: string, by: 'up' | 'down') => void;
  readonly ask: (row: CrmRow) => void;
}

function Row({ row, words, isFirst, isLast, isLocked, tell, move, ask }: RowProps) {
  const { key, name, kind, standing, enabled, question, canBeEdited, trial } = row;
  const id = useId();
  const part = (word: string): string => `${id}-${word}`;
  /** "Move up Salesforce" */
  const named = (word: string): { readonly id: string; readonly 'aria-labelledby': string } => ({
    id: part(word),
    'aria-labelledby': `${part(word)} ${part('name')}`,
  });
  return (
    <li className={`crm ${standing.tone}`} data-key={key}>
      <div className="crm-head">
        <div className="crm-about">
          <h3 id={part('name')}>{name}</h3>
          {kind !== '' && <p className="help">{kind}</p>}
          <p className="crm-standing">{standing.sentence}</p>
        </div>
        <EnableSwitch field={enabled} name={name} tell={tell} />
      </div>
      <div className="buttons">
        {canBeEdited && (
          <Button
            className="button small"
            {...named('edit')}
            onPress={() => void tell({ type: 'edit', key })}
          >
            {words.edit}
          </Button>
        )}
        {!isLocked && (
          <>
            <Button
              className="button small"
              {...named('up')}
              data-move="up"
              isDisabled={isFirst}
              onPress={() => move(key, 'up')}
            >
              {words.up}
            </Button>
            <Button
              className="button small"
              {...named('down')}
              data-move="down"
              isDisabled={isLast}
              onPress={() => move(key, 'down')}
            >
              {words.down}
            </Button>
          </>
        )}
        {question !== null && (
          <Button className="button small" {...named('remove')} onPress={() => ask(row)}>
            {words.remove}
          </Button>
        )}
      </div>
      {trial !== null && (
        <Fold title={trial.title} about={name} level={4}>
          <TryNumber view={trial} of={key} level={5} tell={tell} />
        </Fold>
      )}
    </li>
  );
}

interface Moved {
  readonly key: string;
  readonly by: 'up' | 'down';
}

/** The keyboard stays on what was moved; at the end of the list it goes to the button that moves it back. */
function useFocusOnMoved(
  rows: readonly CrmRow[],
  list: RefObject<HTMLUListElement | null>,
): (moved: Moved) => void {
  const moved = useRef<(Moved & { readonly from: number }) | null>(null);
  useLayoutEffect(() => {
    const awaited = moved.current;
    const place = rows.findIndex(({ key }) => key === awaited?.key);
    if (awaited === null || place === awaited.from) return;
    moved.current = null;
    const row = list.current?.children[place];
    const buttons = [awaited.by, awaited.by === 'up' ? 'down' : 'up'].map((by) =>
      row?.querySelector<HTMLButtonElement>(`[data-move="${by}"]`),
    );
    buttons.find((button) => button?.disabled === false)?.focus();
  }, [rows, list]);
  return ({ key, by }) => {
    moved.current = { key, by, from: rows.findIndex((row) => row.key === key) };
  };
}
