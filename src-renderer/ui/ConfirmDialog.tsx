import { useId } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** Asks before something is removed: nothing is removed by one press. */
export function ConfirmDialog({
  isOpen,
  title,
  question,
  confirm,
  cancel,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly title: string | undefined;
  readonly question: string | null | undefined;
  readonly confirm: string;
  readonly cancel: string;
  readonly onClose: (isConfirmed: boolean) => void;
}) {
  const describedBy = useId();
  return (
    <ModalOverlay
      className="question-place"
      isOpen={isOpen}
      onOpenChange={(willBeOpen) => {
        if (!willBeOpen) onClose(false);
      }}
    >
      <Modal className="question">
        <Dialog role="alertdialog" className="question-dialog" aria-describedby={describedBy}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <p id={describedBy}>{question}</p>
          <div className="buttons">
            <Button className="button danger" onPress={() => onClose(true)}>
              {confirm}
            </Button>
            {/* A key pressed twice removes nothing. */}
            <Button className="button" autoFocus onPress={() => onClose(false)}>
              {cancel}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
