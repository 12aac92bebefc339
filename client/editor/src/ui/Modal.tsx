import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";

interface ModalProps {
  title: string;
  description?: ReactNode;
  width?: number;
  onClose(): void;
  children: ReactNode;
}

/** The first thing to fill in has the focus, not the button that closes. */
function focusFirstField(event: Event) {
  const content = event.currentTarget as HTMLElement;
  event.preventDefault();
  (content.querySelector<HTMLElement>("input, select, textarea, [contenteditable=true]") ?? content).focus();
}

export function Modal({ title, description, width = 480, onClose, children }: ModalProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="modal" style={{ width }} onOpenAutoFocus={focusFirstField} {...(description ? {} : { "aria-describedby": undefined })}>
          <div className="modal-head">
            <Dialog.Title className="modal-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close"><X size={16} aria-hidden="true" /></Dialog.Close>
          </div>
          {description && <Dialog.Description className="modal-text">{description}</Dialog.Description>}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
