/** What the probe writes to the console before the time, in milliseconds since 1970. */
export const REPORT_PREFIX = 'interactive at ';

/**
 * Reports when the form in a frame is interactive.
 *
 * A form is interactive when it is in view down to its button, its first field is enabled, and it answers a click on the
 * button by marking that empty field as invalid. A browser answers so for a required field (`invalid` event), a script
 * with `aria-invalid`.
 *
 * Runs in each document before the scripts of the page. Playwright sends it as text, so it uses nothing from outside.
 */
export function installInteractiveProbe(): void {
  if (window === window.top) return;
  const roots: (Document | ShadowRoot)[] = [document];
  const find = <T extends Element>(selector: string): T | null => {
    for (const root of roots) {
      const found = root.querySelector<T>(selector);
      if (found) return found;
    }
    return null;
  };
  let watched: Element | null = null;
  let inView = false;
  let done = false;

  function report(): void {
    if (done) return;
    done = true;
    mutations.disconnect();
    console.debug(`interactive at ${performance.timeOrigin + performance.now()}`);
  }

  function check(): void {
    const field = find<HTMLInputElement>('form input');
    const button = find<HTMLButtonElement>('form button[type="submit"]');
    if (done || !field || !button || field.disabled) return;
    if (field.ariaInvalid === 'true') {
      report();
    } else if (watched !== button) {
      watched = button;
      views.disconnect();
      views.observe(button);
    } else if (inView) {
      button.click();
    }
  }

  // The opacity of a frame is not known in it: see the styles of the tag. A frame that is hidden so is shorter.
  const views = new IntersectionObserver(
    (entries) => {
      inView = entries.at(-1)?.isIntersecting ?? false;
      check();
    },
    { threshold: 0.5 },
  );
  const mutations = new MutationObserver(check);
  const observe = (root: Document | ShadowRoot): void =>
    mutations.observe(root, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['aria-invalid', 'disabled'],
    });
  observe(document);
  document.addEventListener('invalid', report, true);
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    roots.push(root);
    observe(root);
    return root;
  };
}
