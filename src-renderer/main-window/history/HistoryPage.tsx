import { useId, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { Button, VisuallyHidden } from 'react-aria-components';
import type { HistoryCall, HistoryCommand, HistoryView } from '../../../src-preload/ipc/history.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import type { PageProps } from '../page-props.ts';

/** What the user is asked about before it is deleted. */
type DeleteTarget = HistoryCall | 'all';

/** Every call that rang here. Where there is room it is a table; where there is little, each call is a card. */
export function HistoryPage({ view, dispatch }: PageProps<HistoryView, HistoryCommand>) {
  const { calls } = view;
  const [deleteTarget, setDeleteTarget] = useState<DeleteTarget | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const rows = useRef<HTMLTableSectionElement>(null);
  const focusWhen = useFocusOnNextRow(calls, rows, heading);

  const remove = async (target: DeleteTarget): Promise<void> => {
    const removedId = (target === 'all' ? calls[0] : target)?.callId ?? null;
    setDeleteTarget(null);
    focusWhen({ removedId, index: calls.findIndex(({ callId }) => callId === removedId) });
    const result = await dispatch(
      target === 'all' ? { type: 'deleteAll' } : { type: 'delete', callId: target.callId },
    );
    if (!result.ok) focusWhen(null);
  };
  const showMore = (): void => {
    focusWhen({ previousCount: calls.length });
    void dispatch({ type: 'more' });
  };

  return (
    <>
      <h1 ref={heading} tabIndex={-1} className="history-heading">
        {view.heading}
      </h1>
      <p className="lead">{view.description}</p>
      {view.missedWhileOffline !== null && <p className="history-away">{view.missedWhileOffline}</p>}
      {calls.length === 0 ? (
        <p>{view.emptyText}</p>
      ) : (
        <>
          <Calls view={view} rows={rows} dispatch={dispatch} requestDelete={setDeleteTarget} />
          <div className="buttons">
            {view.showMore !== null && (
              <Button className="button" onPress={showMore}>
                {view.showMore}
              </Button>
            )}
            <Button className="button danger" onPress={() => setDeleteTarget('all')}>
              {view.deleteAll.label}
            </Button>
          </div>
        </>
      )}
      <DeleteDialog
        deleteTarget={deleteTarget}
        view={view}
        onClose={(isConfirmed) => {
          if (isConfirmed && deleteTarget !== null) void remove(deleteTarget);
          else setDeleteTarget(null);
        }}
      />
    </>
  );
}

interface CallsProps {
  readonly view: HistoryView;
  readonly rows: RefObject<HTMLTableSectionElement | null>;
  readonly dispatch: PageProps<HistoryView, HistoryCommand>['dispatch'];
  readonly requestDelete: (call: HistoryCall) => void;
}

/** Its roles are named, since the browser takes them from a table that is drawn as something else. */
function Calls({ view, rows, dispatch, requestDelete }: CallsProps) {
  const { columns } = view;
  return (
    <div className="calls-place">
      <table className="calls" role="table">
        <caption>
          <VisuallyHidden>{view.caption}</VisuallyHidden>
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            {[columns.when, columns.caller, columns.line, columns.result, columns.actions].map((column) => (
              <th key={column} role="columnheader" scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={rows} role="rowgroup">
          {view.calls.map((call) => (
            <CallRow
              key={call.callId}
              call={call}
              view={view}
              dispatch={dispatch}
              requestDelete={requestDelete}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CallRowProps extends Pick<CallsProps, 'view' | 'dispatch' | 'requestDelete'> {
  readonly call: HistoryCall;
}

function CallRow({ call, view, dispatch, requestDelete }: CallRowProps) {
  const { columns, labels } = view;
  const id = useId();
  const partId = (name: string): string => `${id}-${name}`;
  return (
    <tr role="row" tabIndex={-1} className={`call ${call.tone}`}>
      <td role="cell" data-label={columns.when} id={partId('when')} className="call-when">
        {call.when}
      </td>
      <th role="rowheader" scope="row" data-label={columns.caller}>
        <span id={partId('who')} className="call-who">
          {call.caller}
        </span>
        {call.number !== null && (
          <span id={partId('number')} className="call-number">
            {call.number}
          </span>
        )}
      </th>
      <td role="cell" data-label={columns.line} className="call-line">
        {call.line.map((chip) => (
          <span key={chip}>{chip}</span>
        ))}
      </td>
      <td role="cell" data-label={columns.result} className="call-result">
        <span className="call-state">{call.result}</span>
        {call.duration !== null && <span className="call-lasted">{call.duration}</span>}
      </td>
      <td role="cell" className="call-actions">
        {call.canCopy && (
          <Button
            id={partId('copy')}
            className="button small"
            aria-labelledby={`${partId('copy')} ${partId('number')}`}
            onPress={() => void dispatch({ type: 'copy', callId: call.callId })}
          >
            {labels.copy}
          </Button>
        )}
        {call.question !== null && (
          <Button
            id={partId('delete')}
            className="button small"
            aria-labelledby={`${partId('delete')} ${partId('who')} ${partId('when')}`}
            onPress={() => requestDelete(call)}
          >
            {labels.delete}
          </Button>
        )}
      </td>
    </tr>
  );
}

interface DeleteDialogProps {
  readonly deleteTarget: DeleteTarget | null;
  readonly view: HistoryView;
  readonly onClose: (isConfirmed: boolean) => void;
}

function DeleteDialog({ deleteTarget, view, onClose }: DeleteDialogProps) {
  const { title, confirm } = deleteTarget === 'all' ? view.deleteAll : view.deleteOne;
  const question = deleteTarget === 'all' ? view.deleteAll.question : deleteTarget?.question;
  return (
    <ConfirmDialog
      isOpen={deleteTarget !== null}
      title={title}
      question={question}
      confirm={confirm}
      cancel={view.labels.cancel}
      onClose={onClose}
    />
  );
}

/** For what the list waits, to put the focus there: that a call is gone, or that there are more than so many. */
type PendingFocus =
  { readonly removedId: string | null; readonly index: number } | { readonly previousCount: number };

/** Where what has the focus goes away, the focus goes to the row that takes its place, or to the heading. */
function useFocusOnNextRow(
  calls: readonly HistoryCall[],
  rows: RefObject<HTMLTableSectionElement | null>,
  heading: RefObject<HTMLHeadingElement | null>,
): (pending: PendingFocus | null) => void {
  const pendingRef = useRef<PendingFocus | null>(null);
  useLayoutEffect(() => {
    const pending = pendingRef.current;
    if (pending === null) return;
    const isDone =
      'removedId' in pending
        ? calls.every(({ callId }) => callId !== pending.removedId)
        : calls.length > pending.previousCount;
    if (!isDone) return;
    pendingRef.current = null;
    const index = 'removedId' in pending ? Math.min(pending.index, calls.length - 1) : pending.previousCount;
    const row = rows.current?.querySelectorAll<HTMLElement>('tr')[index];
    (row ?? heading.current)?.focus();
  }, [calls, rows, heading]);
  return (pending) => {
    pendingRef.current = pending;
  };
}
