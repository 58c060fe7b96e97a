import { useId, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { SwitchButton, SwitchField } from 'react-aria-components';
import type { CrmRow, ListContent } from '../../../src-preload/ipc/connectors.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { DisclosureSection } from '../../ui/DisclosureSection.tsx';
import { Field } from '../../ui/Field.tsx';
import { Explanation } from '../../ui/FieldDescription.tsx';
import { TextButton } from '../../ui/TextButton.tsx';
import { useFieldDraft } from '../../ui/use-field-draft.ts';
import type { ContentProps, PartProps } from './props.ts';
import { TestPanel } from './TestPanel.tsx';

/** The contacts file, and the CRMs in their order. */
export function ConnectorList({ heading, title, content, dispatch }: ContentProps<ListContent>) {
  const { description, contacts, crms } = content;
  const [removeTarget, setRemoveTarget] = useState<CrmRow | null>(null);

  const remove = async ({ key }: CrmRow): Promise<void> => {
    setRemoveTarget(null);
    await dispatch({ type: 'remove', key });
    // The row that had the focus is gone.
    title.current?.focus();
  };
  return (
    <>
      <h1>{heading}</h1>
      <p className="soft">{description}</p>
      <ContactsSection view={contacts} dispatch={dispatch} />
      <section className="crm-section section column" aria-labelledby="crms-title">
        <h2 id="crms-title" ref={title} tabIndex={-1}>
          {crms.title}
        </h2>
        <p className="help">{crms.intro}</p>
        {crms.lock !== null && <Explanation help={null} lock={crms.lock} />}
        {crms.rows.length === 0 ? (
          <p>{crms.emptyText}</p>
        ) : (
          <Rows view={crms} dispatch={dispatch} requestRemove={setRemoveTarget} />
        )}
        {crms.add !== null && (
          <div className="buttons">
            <TextButton look="primary" label={crms.add} onPress={() => void dispatch({ type: 'add' })} />
          </div>
        )}
      </section>
      <ConfirmDialog
        target={removeTarget}
        title={removeTarget?.question?.title}
        question={removeTarget?.question?.text}
        confirm={crms.labels.remove}
        cancel={crms.labels.cancel}
        onConfirm={remove}
        onCancel={() => setRemoveTarget(null)}
      />
    </>
  );
}

function ContactsSection({ view, dispatch }: PartProps<ListContent['contacts']>) {
  const { title, file, status, problems } = view;
  return (
    <section className="crm-section section column" aria-labelledby="contacts-title">
      <h2 id="contacts-title">{title}</h2>
      <Field field={file} dispatch={dispatch} />
      <div role="status">{status !== null && <p>{status}</p>}</div>
      {problems.length > 0 && (
        <ul className="crm-problems list bullets">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowsProps extends PartProps<ListContent['crms']> {
  readonly requestRemove: (row: CrmRow) => void;
}

function Rows({ view, dispatch, requestRemove }: RowsProps) {
  const { rows, labels, lock } = view;
  const list = useRef<HTMLUListElement>(null);
  const followMove = useFocusOnMoved(rows, list);
  const move = (key: string, direction: 'up' | 'down'): void => {
    followMove({ key, direction });
    void dispatch({ type: 'move', key, direction });
  };
  return (
    <ul className="list" ref={list}>
      {rows.map((row, index) => (
        <Row
          key={row.key}
          view={row}
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

interface RowProps extends PartProps<CrmRow>, Pick<RowsProps, 'requestRemove'> {
  readonly labels: ListContent['crms']['labels'];
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isLocked: boolean;
  readonly move: (key: string, direction: 'up' | 'down') => void;
}

function Row(props: RowProps) {
  const { view, dispatch } = props;
  const { key, name, kind, status, test } = view;
  const id = useId();
  return (
    <li className={`crm column panel ${status.tone}`} data-key={key}>
      <div className="crm-head wrap">
        <div className="crm-about tight">
          <h3 id={`${id}-name`}>{name}</h3>
          {kind !== '' && <p className="help">{kind}</p>}
          <p className="crm-status">{status.message}</p>
        </div>
        <EnableSwitch view={view} dispatch={dispatch} />
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

/** Whether a CRM is asked. The `id` of its field is the CRM's key. */
function EnableSwitch({ view: { name, enabled: field }, dispatch }: PartProps<CrmRow>) {
  const draft = useFieldDraft(
    field,
    ({ id, value }) => dispatch({ type: 'enable', key: id, enabled: value }),
    'drop',
  );
  return (
    <SwitchField
      isSelected={draft.value}
      onChange={draft.send}
      isReadOnly={field.lock !== null}
      aria-label={`${field.label}: ${name}`}
    >
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden="true" />
        {field.label}
      </SwitchButton>
    </SwitchField>
  );
}

/** @param props `id` is the prefix of the row's ids: `…-name` is the CRM's name */
function RowButtons(props: RowProps & { readonly id: string }) {
  const { id, view, labels, isFirst, isLast, isLocked, dispatch, move, requestRemove } = props;
  const { key, question, canBeEdited } = view;
  /** "Move up Salesforce" */
  const common = (suffix: string) =>
    ({ look: 'small', id: `${id}-${suffix}`, 'aria-labelledby': `${id}-${suffix} ${id}-name` }) as const;
  return (
    <div className="buttons">
      {canBeEdited && (
        <TextButton
          {...common('edit')}
          label={labels.edit}
          onPress={() => void dispatch({ type: 'edit', key })}
        />
      )}
      {!isLocked && (
        <>
          <TextButton
            {...common('up')}
            data-move="up"
            label={labels.up}
            isDisabled={isFirst}
            onPress={() => move(key, 'up')}
          />
          <TextButton
            {...common('down')}
            data-move="down"
            label={labels.down}
            isDisabled={isLast}
            onPress={() => move(key, 'down')}
          />
        </>
      )}
      {question !== null && (
        <TextButton {...common('remove')} label={labels.remove} onPress={() => requestRemove(view)} />
      )}
    </div>
  );
}

interface Moved {
  readonly key: string;
  readonly direction: 'up' | 'down';
}

/** Keeps the focus on the button that moved a row; at the end of the list, on the button that moves it back. */
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
