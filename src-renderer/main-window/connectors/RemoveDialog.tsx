import { useId } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { CrmRow, ListContent } from '../../../src-preload/ipc/connectors.ts';

/** Nothing is removed by one press. */
export function RemoveDialog({
  question,
  labels,
  onClose,
}: {
  /** null = nothing is asked */
  readonly question: CrmRow['question'];
  readonly labels: ListContent['crms']['labels'];
  readonly onClose: (isConfirmed: boolean) => void;
}) {
  const describedBy = useId();
  return (
    <ModalOverlay
      className="question-place"
      isOpen={question !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose(false);
      }}
    >
      <Modal className="question">
        <Dialog role="alertdialog" className="question-dialog" aria-describedby={describedBy}>
          <Heading slot="title" level={2}>
            {question?.title}
          </Heading>
          <p id={describedBy}>{question?.text}</p>
          <div className="buttons">
            <Button className="button danger" onPress={() => onClose(true)}>
              {labels.remove}
            </Button>
            {/* A key pressed twice removes nothing. */}
            <Button className="button" autoFocus onPress={() => onClose(false)}>
              {labels.cancel}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
