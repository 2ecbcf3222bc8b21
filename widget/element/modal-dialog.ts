/**
 * Opens and closes the native `<dialog>` of the tag. Prevents the page behind it from scrolling, and returns the focus,
 * also when the tag is no longer in the document.
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
    // Not the close button: a screen reader would read it out first.
    dialog.focus();
  }

  /** Moves the focus from the dialog itself or its close button into the frame, once the frame shows something. */
  focusFrame(frame: HTMLIFrameElement): void {
    const root = this.#dialog?.getRootNode();
    if (!(root instanceof ShadowRoot) || !document.hasFocus()) return;
    const { activeElement } = root;
    if (activeElement === this.#dialog || activeElement?.parentElement === this.#dialog) frame.focus();
  }

  /** Closes the dialog. Call it before you remove the dialog from the page. */
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

/**
 * Prevents the page from scrolling until the returned function is called.
 *
 * It adopts its own style sheet, so the page's styles do not change, and a second open dialog has a second sheet. No
 * content security policy forbids a constructed sheet.
 */
function lockScroll(): () => void {
  const { documentElement: root, body } = document;
  const hasRule = (element: Element) => getComputedStyle(element).overflow !== 'visible';
  // The body's overflow applies to the window only where the root element has none. With one on the root, a body as
  // tall as the window would become a scroll container, and the window would jump to its top.
  const place = !hasRule(root) && hasRule(body) ? 'body' : 'html';
  // Keeps the width of a visible scrollbar, unless the page has a rule of its own.
  const gutter = innerWidth > root.clientWidth ? 'stable' : 'auto';
  const sheet = new CSSStyleSheet();
  // `:not(#_)` raises the specificity above the page's own important rules.
  sheet.replaceSync(`${place}:not(#_){overflow:hidden!important}:where(html){scrollbar-gutter:${gutter}}`);
  document.adoptedStyleSheets.push(sheet);
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
  };
}
