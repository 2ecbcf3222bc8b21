import { make } from './make.ts';
import { lockScroll } from './scroll-lock.ts';
import { speak } from './speak.ts';

/** What {@link showModal} shows, and whom it tells. */
export interface ModalOptions {
  readonly root: ParentNode;
  readonly content: Node;
  readonly locale: unknown;
  /** Called when a person leaves by the close button or by Escape. */
  readonly left: (reason: 'closed' | 'escape') => void;
}

/**
 * Shows a modal dialog with a close button, and keeps the page behind it from scrolling. Returns what takes it away and
 * gives the focus back, also when the tag is no longer in the document.
 */
export function showModal({ root, content, locale, left }: ModalOptions): () => void {
  const dialog = make(
    'dialog',
    { part: 'dialog', onclose: () => left('escape') },
    make('button', { part: 'close', onclick: () => left('closed') }, '×'),
    content,
  );
  const focused = document.activeElement;
  const release = lockScroll();
  root.append(dialog);
  // Before the focus goes there, by which its name is read out.
  speak(root, locale);
  dialog.showModal();
  return () => {
    release();
    // It comes late, when another dialog may be open.
    dialog.onclose = null;
    // The browser gives back the focus, through shadow trees too, but only for a dialog that is still there.
    if (dialog.isConnected) dialog.close();
    else if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    dialog.remove();
  };
}
