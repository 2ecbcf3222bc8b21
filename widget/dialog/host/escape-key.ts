/** What comes between the end of a composition and an Escape that did not end it. */
const SOMETHING_ELSE = ['keyup', 'pointerdown', 'focusout'] as const;

/**
 * Calls back when a person presses Escape in a page and nothing in it had a use for that.
 *
 * Not while text is composed, which Escape gives up: WebKit ends the composition first and tells of the key then, with
 * `isComposing` already false. And not when it closes the open list of a `select`: of that key Chromium, Firefox and
 * WebKit tell a page only the release.
 */
export function onEscape(view: Window, callback: () => void): void {
  let composed = false;
  view.addEventListener('compositionend', () => (composed = true));
  for (const type of SOMETHING_ELSE) view.addEventListener(type, () => (composed = false));
  view.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing && !composed && !event.defaultPrevented) callback();
  });
}
