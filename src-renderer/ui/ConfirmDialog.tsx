import { useId } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { TextButton } from './TextButton.tsx';

/** Asks before `target` is removed; open while there is a target. */
export function ConfirmDialog<Target>({
  target,
  title,
  question,
  confirm,
  cancel,
  onConfirm,
  onCancel,
}: {
  readonly target: Target | null;
  readonly title: string | undefined;
  readonly question: string | null | undefined;
  readonly confirm: string;
  readonly cancel: string;
  readonly onConfirm: (target: Target) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const describedBy = useId();
  return (
    <ModalOverlay
      className="question-place"
      isOpen={target !== null}
      onOpenChange={(willBeOpen) => {
        if (!willBeOpen) onCancel();
      }}
    >
      <Modal className="question">
        <Dialog role="alertdialog" className="question-dialog column" aria-describedby={describedBy}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <p id={describedBy}>{question}</p>
          <div className="buttons">
            <TextButton
              look="danger"
              label={confirm}
              onPress={() => {
                if (target !== null) void onConfirm(target);
              }}
            />
            {/* Has the focus first, so that pressing a key twice removes nothing. */}
            <TextButton autoFocus label={cancel} onPress={onCancel} />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
