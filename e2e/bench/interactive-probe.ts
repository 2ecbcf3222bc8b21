type Attach = (this: Element, options: ShadowRootInit) => ShadowRoot;

/**
 * Reports when the form in a frame is interactive.
 *
 * A form is interactive when it is in view down to its button, its first field is enabled, and it answers a click on the
 * button by marking that empty field as invalid. For a required field the browser answers, with an `invalid`
 * event. The script of the dialog sets `aria-invalid`.
 *
 * Runs in each document before the scripts of the page. Playwright sends it as text, so it uses nothing from outside.
 *
 * @param reportPrefix What it writes to the console before the time, which is in milliseconds since 1970.
 */
export function installInteractiveProbe(reportPrefix: string): void {
  if (window === window.top) return;
  const roots: (Document | ShadowRoot)[] = [document];
  const find = (selector: string) => roots.map((root) => root.querySelector(selector)).find((found) => found !== null);
  let watched: HTMLButtonElement | undefined;
  let inView = false;
  let done = false;

  function report(): void {
    if (done) return;
    done = true;
    mutations.disconnect();
    console.debug(`${reportPrefix}${performance.timeOrigin + performance.now()}`);
  }

  function check(): void {
    const field = find('form input');
    const button = find('form button[type="submit"]');
    if (done || !(field instanceof HTMLInputElement) || !(button instanceof HTMLButtonElement)) return;
    if (field.disabled) return;
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

  // Observes the button and not the field: the tag shows its frame when it makes it high enough for the whole form.
  // Until then the frame is transparent, which no script in the frame can see, and ends above the button.
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
  // An observer of a document does not see into shadow roots.
  const attach = Object.getOwnPropertyDescriptor(Element.prototype, 'attachShadow')?.value as Attach;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.push(root);
    observe(root);
    return root;
  };
}
