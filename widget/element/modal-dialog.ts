import { lockScroll } from './scroll-lock.ts';

/**
 * Opens and closes the native `<dialog>` of the tag: keeps the page behind it from scrolling, and returns the focus, also
 * when the tag is no longer in the document.
 */
export class ModalDialog {
  #dialog: HTMLDialogElement | undefined;
  #focused: Element | null = null;
  #unlockScroll: (() => void) | undefined;

  /** Opens a dialog that has just been rendered. Does nothing if it is open. */
  show(dialog: HTMLDialogElement): void {
    if (this.#dialog === dialog) return;
    this.#dialog = dialog;
    this.#focused = document.activeElement;
    this.#unlockScroll = lockScroll();
    dialog.showModal();
    // Not the close button, which would be the first thing that a screen reader reads out.
    dialog.focus();
  }

  /** Moves the focus from the dialog itself or its close button into the frame, once the frame shows something. */
  focusFrame(frame: HTMLIFrameElement): void {
    const root = this.#dialog?.getRootNode();
    if (!(root instanceof ShadowRoot) || !document.hasFocus()) return;
    const { activeElement } = root;
    if (activeElement === this.#dialog || activeElement?.parentElement === this.#dialog) frame.focus();
  }

  /** Closes the dialog. To be called before it is removed from the page. */
  hide(): void {
    const dialog = this.#dialog;
    if (!dialog) return;
    this.#dialog = undefined;
    this.#unlockScroll?.();
    // The browser returns the focus, through shadow trees too, but only from a dialog that is in a document.
    if (dialog.isConnected) dialog.close();
    else if (this.#focused instanceof HTMLElement) this.#focused.focus({ preventScroll: true });
  }
}
