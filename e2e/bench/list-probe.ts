type Attach = (this: Element, options: ShadowRootInit) => ShadowRoot;

/**
 * Reports when a list in a frame is interactive.
 *
 * A list is interactive when its first card is in view, and when it answers. A list without a script answers a click on that
 * card, which is the event of the click. The list of the dialog, whose cards have their listeners when they are
 * rendered, answers a letter in its search field: all cards that it shows then contain the letter.
 *
 * Runs in each document before the scripts of the page. Playwright sends it as text, so it uses nothing from outside.
 *
 * @param reportPrefix What it writes to the console before the time, which is in milliseconds since 1970.
 */
export function installListProbe(reportPrefix: string): void {
  if (window === window.top) return;
  /** Only some names contain it. */
  const letter = 'z';
  const roots: (Document | ShadowRoot)[] = [document];
  let watched: Element | undefined;
  let inView = false;
  let done = false;

  function report(): void {
    if (done) return;
    done = true;
    mutations.disconnect();
    console.debug(`${reportPrefix}${performance.timeOrigin + performance.now()}`);
  }

  function check(): void {
    if (done) return;
    const root = roots.find((one) => one.querySelector('li button') !== null);
    const card = root?.querySelector<HTMLButtonElement>('li button');
    if (!root || !card) return;
    if (watched !== card) {
      watched = card;
      views.observe(card);
    } else if (inView) answer(root, card);
  }

  function answer(root: Document | ShadowRoot, card: HTMLButtonElement): void {
    const field = root.querySelector('input');
    if (root instanceof ShadowRoot && field) {
      field.value = letter;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      // The list renders in a microtask.
      queueMicrotask(() => setTimeout(() => checkSearch(root)));
    } else {
      document.addEventListener('click', report);
      card.click();
    }
  }

  function checkSearch(root: ShadowRoot): void {
    const shown = [...root.querySelectorAll('li')].filter((row) => !row.hidden);
    if (shown.length > 0 && shown.every((row) => row.textContent.toLowerCase().includes(letter))) report();
  }

  // The tag shows its frame when it makes it high enough for the list. Until then, the frame ends above the first card.
  const views = new IntersectionObserver(
    (entries) => {
      inView = entries.at(-1)?.isIntersecting ?? false;
      check();
    },
    { threshold: 0.5 },
  );
  const mutations = new MutationObserver(check);
  const observe = (root: Document | ShadowRoot): void => mutations.observe(root, { childList: true, subtree: true });
  observe(document);
  // An observer of a document does not see into shadow roots.
  const attach = Object.getOwnPropertyDescriptor(Element.prototype, 'attachShadow')?.value as Attach;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.push(root);
    observe(root);
    return root;
  };
}
