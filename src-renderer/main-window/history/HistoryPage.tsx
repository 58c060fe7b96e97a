import { useId, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { VisuallyHidden } from 'react-aria-components';
import type { HistoryCall, HistoryCommand, HistoryView } from '../../../src-preload/ipc/history.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { TextButton } from '../../ui/TextButton.tsx';
import type { PageProps } from '../page-props.ts';

type DeleteTarget = HistoryCall | 'all';

/** Every call that rang here: a table, or cards where there is little room. */
export function HistoryPage({ view, dispatch }: PageProps<HistoryView, HistoryCommand>) {
  const { calls, deleteAll, deleteOne } = view;
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
      <p className="soft">{view.description}</p>
      {view.missedWhileOffline !== null && <p className="note history-away">{view.missedWhileOffline}</p>}
      {calls.length === 0 ? (
        <p>{view.emptyText}</p>
      ) : (
        <>
          <Calls view={view} rows={rows} dispatch={dispatch} requestDelete={setDeleteTarget} />
          <div className="buttons">
            {view.showMore !== null && <TextButton label={view.showMore} onPress={showMore} />}
            <TextButton look="danger" label={deleteAll.label} onPress={() => setDeleteTarget('all')} />
          </div>
        </>
      )}
      <ConfirmDialog
        target={deleteTarget}
        {...(deleteTarget === 'all' ? deleteAll : { ...deleteOne, question: deleteTarget?.question })}
        cancel={view.labels.cancel}
        onConfirm={remove}
        onCancel={() => setDeleteTarget(null)}
      />
    </>
  );
}

interface CallsProps extends PageProps<HistoryView, HistoryCommand> {
  readonly rows: RefObject<HTMLTableSectionElement | null>;
  readonly requestDelete: (call: HistoryCall) => void;
}

/** The roles are explicit, because the browser drops a table's roles when it is displayed otherwise. */
function Calls({ rows, ...props }: CallsProps) {
  const { columns, caption, calls } = props.view;
  return (
    <div className="calls-place">
      <table className="calls" role="table">
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            {[columns.when, columns.caller, columns.line, columns.result, columns.actions].map((column) => (
              <th key={column} role="columnheader" scope="col" className="help">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={rows} role="rowgroup">
          {calls.map((call) => (
            <CallRow key={call.callId} call={call} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CallRowProps extends Omit<CallsProps, 'rows'> {
  readonly call: HistoryCall;
}

function CallRow({ call, view: { columns, labels }, dispatch, requestDelete }: CallRowProps) {
  const id = useId();
  const partId = (name: string): string => `${id}-${name}`;
  return (
    <tr role="row" tabIndex={-1} className={`call ${call.tone}`}>
      <td role="cell" data-label={columns.when} id={partId('when')} className="call-when">
        {call.when}
      </td>
      <th role="rowheader" scope="row" data-label={columns.caller}>
        <div id={partId('who')} className="strong">
          {call.caller}
        </div>
        {call.number !== null && (
          <div id={partId('number')} className="call-number">
            {call.number}
          </div>
        )}
      </th>
      <td role="cell" data-label={columns.line} className="help">
        {call.line.map((chip) => (
          <div key={chip}>{chip}</div>
        ))}
      </td>
      <td role="cell" data-label={columns.result}>
        <div className="call-state">{call.result}</div>
        {call.duration !== null && <div className="call-lasted help">{call.duration}</div>}
      </td>
      <td role="cell" className="call-actions">
        {call.canCopy && (
          <TextButton
            id={partId('copy')}
            look="small"
            label={labels.copy}
            aria-labelledby={`${partId('copy')} ${partId('number')}`}
            onPress={() => void dispatch({ type: 'copy', callId: call.callId })}
          />
        )}
        {call.question !== null && (
          <TextButton
            id={partId('delete')}
            look="small"
            label={labels.delete}
            aria-labelledby={`${partId('delete')} ${partId('who')} ${partId('when')}`}
            onPress={() => requestDelete(call)}
          />
        )}
      </td>
    </tr>
  );
}

/** What the list must show before the focus moves: that a call is gone, or that there are more calls than before. */
type PendingFocus =
  { readonly removedId: string | null; readonly index: number } | { readonly previousCount: number };

/** Where the focused element disappears, moves the focus to the row that takes its place, or to the heading. */
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
