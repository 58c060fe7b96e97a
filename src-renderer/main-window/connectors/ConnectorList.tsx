import { useId, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { Button } from 'react-aria-components';
import type { CrmRow, ListContent } from '../../../src-preload/ipc/connectors.ts';
import { Explanation } from '../../ui/FieldDescription.tsx';
import { Field } from '../../ui/Field.tsx';
import type { ContentProps, ConnectorsDispatch } from './content-props.ts';
import { EnableSwitch } from './EnableSwitch.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { DisclosureSection } from '../../ui/Disclosure.tsx';
import { TestPanel } from './TestPanel.tsx';

/** The contacts file, and the CRMs in their order. */
export function ConnectorList({ heading, title, content, dispatch }: ContentProps<ListContent>) {
  const { description, contacts, crms } = content;
  const { labels } = crms;
  const [removeTarget, setRemoveTarget] = useState<CrmRow | null>(null);

  const remove = async ({ key }: CrmRow): Promise<void> => {
    setRemoveTarget(null);
    await dispatch({ type: 'remove', key });
    // Its row is gone, and with it what had the keyboard.
    title.current?.focus();
  };
  return (
    <>
      <h1>{heading}</h1>
      <p className="lead">{description}</p>
      <ContactsSection contacts={contacts} dispatch={dispatch} />
      <section className="crm-section" aria-labelledby="crms-title">
        <h2 id="crms-title" ref={title} tabIndex={-1}>
          {crms.title}
        </h2>
        <p className="help">{crms.intro}</p>
        {crms.lock !== null && <Explanation help={null} lock={crms.lock} />}
        {crms.rows.length === 0 ? (
          <p>{crms.emptyText}</p>
        ) : (
          <Rows crms={crms} dispatch={dispatch} requestRemove={setRemoveTarget} />
        )}
        {crms.add !== null && (
          <div className="buttons">
            <Button className="button primary" onPress={() => void dispatch({ type: 'add' })}>
              {crms.add}
            </Button>
          </div>
        )}
      </section>
      <ConfirmDialog
        isOpen={removeTarget !== null}
        title={removeTarget?.question?.title}
        question={removeTarget?.question?.text}
        confirm={labels.remove}
        cancel={labels.cancel}
        onClose={(isConfirmed) => {
          if (isConfirmed && removeTarget !== null) void remove(removeTarget);
          else setRemoveTarget(null);
        }}
      />
    </>
  );
}

function ContactsSection({
  contacts: { title, file, status, problems },
  dispatch,
}: Pick<ListContent, 'contacts'> & { readonly dispatch: ConnectorsDispatch }) {
  return (
    <section className="crm-section" aria-labelledby="contacts-title">
      <h2 id="contacts-title">{title}</h2>
      <Field field={file} dispatch={dispatch} />
      <div role="status">{status !== null && <p>{status}</p>}</div>
      {problems.length > 0 && (
        <ul className="crm-problems">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Rows({
  crms: { rows, labels, lock },
  dispatch,
  requestRemove,
}: Pick<ListContent, 'crms'> & Pick<RowProps, 'dispatch' | 'requestRemove'>) {
  const list = useRef<HTMLUListElement>(null);
  const followMove = useFocusOnMoved(rows, list);
  const move = (key: string, direction: 'up' | 'down'): void => {
    followMove({ key, direction });
    void dispatch({ type: 'move', key, direction });
  };
  return (
    <ul className="crms" ref={list}>
      {rows.map((row, index) => (
        <Row
          key={row.key}
          row={row}
          labels={labels}
          isFirst={index === 0}
          isLast={index === rows.length - 1}
          isLocked={lock !== null}
          dispatch={dispatch}
          move={move}
          requestRemove={requestRemove}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly row: CrmRow;
  readonly labels: ListContent['crms']['labels'];
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isLocked: boolean;
  readonly dispatch: ConnectorsDispatch;
  readonly move: (key: string, direction: 'up' | 'down') => void;
  readonly requestRemove: (row: CrmRow) => void;
}

function Row(props: RowProps) {
  const { row, dispatch } = props;
  const { key, name, kind, status, enabled, test } = row;
  const id = useId();
  return (
    <li className={`crm ${status.tone}`} data-key={key}>
      <div className="crm-head">
        <div className="crm-about">
          <h3 id={`${id}-name`}>{name}</h3>
          {kind !== '' && <p className="help">{kind}</p>}
          <p className="crm-standing">{status.message}</p>
        </div>
        <EnableSwitch field={enabled} name={name} dispatch={dispatch} />
      </div>
      <RowButtons {...props} id={id} />
      {test !== null && (
        <DisclosureSection title={test.title} subject={name} level={4}>
          <TestPanel view={test} connectorKey={key} level={5} dispatch={dispatch} />
        </DisclosureSection>
      )}
    </li>
  );
}

/** @param props `id` is the prefix of the row's ids: `…-name` is the CRM's name */
function RowButtons(props: RowProps & { readonly id: string }) {
  const { id, row, labels, isFirst, isLast, isLocked, dispatch, move, requestRemove } = props;
  const { key, question, canBeEdited } = row;
  /** "Move up Salesforce" */
  const labelledByName = (suffix: string): { readonly id: string; readonly 'aria-labelledby': string } => ({
    id: `${id}-${suffix}`,
    'aria-labelledby': `${id}-${suffix} ${id}-name`,
  });
  return (
    <div className="buttons">
      {canBeEdited && (
        <Button
          className="button small"
          {...labelledByName('edit')}
          onPress={() => void dispatch({ type: 'edit', key })}
        >
          {labels.edit}
        </Button>
      )}
      {!isLocked && (
        <>
          <Button
            className="button small"
            {...labelledByName('up')}
            data-move="up"
            isDisabled={isFirst}
            onPress={() => move(key, 'up')}
          >
            {labels.up}
          </Button>
          <Button
            className="button small"
            {...labelledByName('down')}
            data-move="down"
            isDisabled={isLast}
            onPress={() => move(key, 'down')}
          >
            {labels.down}
          </Button>
        </>
      )}
      {question !== null && (
        <Button className="button small" {...labelledByName('remove')} onPress={() => requestRemove(row)}>
          {labels.remove}
        </Button>
      )}
    </div>
  );
}

interface Moved {
  readonly key: string;
  readonly direction: 'up' | 'down';
}

/** The keyboard stays on what was moved; at the end of the list it goes to the button that moves it back. */
function useFocusOnMoved(
  rows: readonly CrmRow[],
  list: RefObject<HTMLUListElement | null>,
): (moved: Moved) => void {
  const moved = useRef<(Moved & { readonly from: number }) | null>(null);
  useLayoutEffect(() => {
    const awaited = moved.current;
    const index = rows.findIndex(({ key }) => key === awaited?.key);
    if (awaited === null || index === awaited.from) return;
    moved.current = null;
    const row = list.current?.children[index];
    const buttons = [awaited.direction, awaited.direction === 'up' ? 'down' : 'up'].map((direction) =>
      row?.querySelector<HTMLButtonElement>(`[data-move="${direction}"]`),
    );
    buttons.find((button) => button?.disabled === false)?.focus();
  }, [rows, list]);
  return ({ key, direction }) => {
    moved.current = { key, direction, from: rows.findIndex((row) => row.key === key) };
  };
}
