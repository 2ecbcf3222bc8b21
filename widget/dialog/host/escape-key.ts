/** Events that happen between the end of a composition and an Escape that did not end it. */
const LATER_EVENTS = ['keyup', 'pointerdown', 'focusout'] as const;

/**
 * Calls back when a person presses Escape and no element has handled it.
 *
 * It ignores an Escape that cancels a text composition: WebKit ends the composition before it fires the key event, so
 * `isComposing` is already false. It also ignores an Escape that closes the list of a `select`, for which browsers fire
 * only `keyup`.
 */
export function onEscape(view: Window, callback: () => void): void {
  let composed = false;
  view.addEventListener('compositionend', () => (composed = true));
  for (const type of LATER_EVENTS) view.addEventListener(type, () => (composed = false));
  view.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing && !composed && !event.defaultPrevented) callback();
  });
}
