import { make } from './make.ts';
import type { Sentences } from './sentences.ts';

/** What {@link showModal} shows, and whom it tells. */
export interface ModalOptions {
  readonly root: ParentNode;
  readonly content: Node;
  readonly words: Sentences;
  /** Called when a person leaves by the close button or by Escape. */
  readonly left: (reason: 'closed' | 'escape') => void;
}

/**
 * Shows a modal dialog with a close button, and keeps the page behind it from scrolling. Returns what takes it away and
 * gives the focus back, also when the tag is no longer in the document.
 */
export function showModal({ root, content, words: [title, , , , close], left }: ModalOptions): () => void {
  const dialog = make(
    'dialog',
    { part: 'dialog', ariaLabel: title, onclose: () => left('escape') },
    make('button', { part: 'close', ariaLabel: close, onclick: () => left('closed') }, '×'),
    content,
  );
  const focused = document.activeElement;
  const release = lockScroll();
  root.append(dialog);
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

/**
 * Keeps the page from scrolling by a style sheet of its own: the page's own styles stay as they are, and a second dialog
 * has a second sheet.
 */
function lockScroll(): () => void {
  const sheet = new CSSStyleSheet();
  // Keeps the room of a scrollbar that is there, where the page has no rule about that itself.
  const gutter = innerWidth > document.documentElement.clientWidth ? 'stable' : 'auto';
  sheet.replaceSync(`:where(html){overflow:hidden!important;scrollbar-gutter:${gutter}}`);
  document.adoptedStyleSheets.push(sheet);
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
