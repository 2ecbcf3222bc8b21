/**
 * Calls back when a person presses Escape in a page and nothing in it had a use for that.
 *
 * Not while text is composed, which Escape gives up: WebKit ends the composition first and tells of the key then, with
 * `isComposing` already false.
 */
export function onEscape(view: Window, callback: () => void): void {
  let composed = false;
  view.addEventListener('compositionend', () => (composed = true));
  view.addEventListener('keyup', () => (composed = false));
  view.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing && !composed && !event.defaultPrevented) callback();
  });
}
