import { useId, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay, VisuallyHidden } from 'react-aria-components';
import type { HistoryCall, HistoryCommand, HistoryView } from '../../src-preload/pages/history.ts';
import type { PageProps } from './page.ts';

/** What the user is asked about before it is deleted. */
type Asked = HistoryCall | 'all';

/** Every call that rang here. Where there is room it is a table; where there is little, each call is a card. */
export function History({ view, tell }: PageProps<HistoryView, HistoryCommand>) {
  const { calls, words } = view;
  const [asked, setAsked] = useState<Asked | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const rows = useRef<HTMLTableSectionElement>(null);
  const focusWhen = useFocusOnNextRow(calls, rows, heading);

  const remove = async (what: Asked): Promise<void> => {
    const gone = (what === 'all' ? calls[0] : what)?.callId ?? null;
    setAsked(null);
    focusWhen({ gone, index: calls.findIndex(({ callId }) => callId === gone) });
    const answer = await tell(
      what === 'all' ? { type: 'deleteAll' } : { type: 'delete', callId: what.callId },
    );
    if (!answer.ok) focusWhen(null);
  };
  const showMore = (): void => {
    focusWhen({ grown: calls.length });
    void tell({ type: 'more' });
  };

  return (
    <>
      <h1 ref={heading} tabIndex={-1} className="history-heading">
        {view.heading}
      </h1>
      <p className="lead">{view.lead}</p>
      {view.away !== null && <p className="history-away">{view.away}</p>}
      {calls.length === 0 ? (
        <p>{view.none}</p>
      ) : (
        <>
          <Calls view={view} rows={rows} tell={tell} ask={setAsked} />
          <div className="buttons">
            {view.more !== null && (
              <Button className="button" onPress={showMore}>
                {view.more}
              </Button>
            )}
            <Button className="button danger" onPress={() => setAsked('all')}>
              {view.deleteAll.label}
            </Button>
          </div>
        </>
      )}
      <Question
        asked={asked}
        view={view}
        cancel={words.cancel}
        onAnswer={(yes) => {
          if (yes && asked !== null) void remove(asked);
          else setAsked(null);
        }}
      />
    </>
  );
}

interface CallsProps {
  readonly view: HistoryView;
  readonly rows: RefObject<HTMLTableSectionElement | null>;
  readonly tell: PageProps<HistoryView, HistoryCommand>['tell'];
  readonly ask: (call: HistoryCall) => void;
}

/** Its roles are named, since the browser takes them from a table that is drawn as something else. */
function Calls({ view, rows, tell, ask }: CallsProps) {
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
            <CallRow key={call.callId} call={call} view={view} tell={tell} ask={ask} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CallRowProps extends Pick<CallsProps, 'view' | 'tell' | 'ask'> {
  readonly call: HistoryCall;
}

function CallRow({ call, view, tell, ask }: CallRowProps) {
  const { columns, words } = view;
  const id = useId();
  const part = (name: string): string => `${id}-${name}`;
  return (
    <tr role="row" tabIndex={-1} className={`call ${call.tone}`}>
      <td role="cell" data-label={columns.when} id={part('when')} className="call-when">
        {call.when}
      </td>
      <th role="rowheader" scope="row" data-label={columns.caller}>
        <span id={part('who')} className="call-who">
          {call.who}
        </span>
        {call.number !== null && (
          <span id={part('number')} className="call-number">
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
        {call.lasted !== null && <span className="call-lasted">{call.lasted}</span>}
      </td>
      <td role="cell" className="call-actions">
        {call.canCopy && (
          <Button
            id={part('copy')}
            className="button small"
            aria-labelledby={`${part('copy')} ${part('number')}`}
            onPress={() => void tell({ type: 'copy', callId: call.callId })}
          >
            {words.copy}
          </Button>
        )}
        {call.question !== null && (
          <Button
            id={part('delete')}
            className="button small"
            aria-labelledby={`${part('delete')} ${part('who')} ${part('when')}`}
            onPress={() => ask(call)}
          >
            {words.delete}
          </Button>
        )}
      </td>
    </tr>
  );
}

interface QuestionProps {
  readonly asked: Asked | null;
  readonly view: HistoryView;
  readonly cancel: string;
  readonly onAnswer: (yes: boolean) => void;
}

/** Nothing is deleted by one press. */
function Question({ asked, view, cancel, onAnswer }: QuestionProps) {
  const describedBy = useId();
  const { title, confirm } = asked === 'all' ? view.deleteAll : view.deleteOne;
  const question = asked === 'all' ? view.deleteAll.question : asked?.question;
  return (
    <ModalOverlay
      className="question-place"
      isOpen={asked !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onAnswer(false);
      }}
    >
      <Modal className="question">
        <Dialog role="alertdialog" className="question-dialog" aria-describedby={describedBy}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <p id={describedBy}>{question}</p>
          <div className="buttons">
            <Button className="button danger" onPress={() => onAnswer(true)}>
              {confirm}
            </Button>
            {/* A key pressed twice deletes nothing. */}
            <Button className="button" autoFocus onPress={() => onAnswer(false)}>
              {cancel}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** For what the list waits, to put the focus there: that a call is gone, or that there are more than so many. */
type Awaited = { readonly gone: string | null; readonly index: number } | { readonly grown: number };

/** Where what has the focus goes away, the focus goes to the row that takes its place, or to the heading. */
function useFocusOnNextRow(
  calls: readonly HistoryCall[],
  rows: RefObject<HTMLTableSectionElement | null>,
  heading: RefObject<HTMLHeadingElement | null>,
): (awaited: Awaited | null) => void {
  const next = useRef<Awaited | null>(null);
  useLayoutEffect(() => {
    const awaited = next.current;
    if (awaited === null) return;
    const isThere =
      'gone' in awaited ? calls.every(({ callId }) => callId !== awaited.gone) : calls.length > awaited.grown;
    if (!isThere) return;
    next.current = null;
    const index = 'gone' in awaited ? Math.min(awaited.index, calls.length - 1) : awaited.grown;
    const row = rows.current?.querySelectorAll<HTMLElement>('tr')[index];
    (row ?? heading.current)?.focus();
  }, [calls, rows, heading]);
  return (awaited) => {
    next.current = awaited;
  };
}
