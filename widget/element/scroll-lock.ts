/**
 * Keeps the page from scrolling until the returned function is called.
 *
 * It adopts a style sheet of its own, so the page's styles stay as they are and a second open dialog has a second sheet.
 * No Content-Security-Policy forbids a constructed sheet.
 */
export function lockScroll(): () => void {
  const { documentElement: root, body } = document;
  const hasRule = (element: Element) => getComputedStyle(element).overflow !== 'visible';
  // The body's overflow applies to the window only where the root element has none. With one on the root, a body as tall
  // as the window would become a scroll container, and the window would jump to its top.
  const place = !hasRule(root) && hasRule(body) ? 'body' : 'html';
  // Keeps the width of a visible scrollbar, unless the page has a rule of its own.
  const gutter = innerWidth > root.clientWidth ? 'stable' : 'auto';
  const sheet = new CSSStyleSheet();
  // The id that no element has raises the specificity above the page's own important rules.
  sheet.replaceSync(`${place}:not(#_){overflow:hidden!important}:where(html){scrollbar-gutter:${gutter}}`);
  document.adoptedStyleSheets.push(sheet);
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
