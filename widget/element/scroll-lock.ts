import { makeSheet } from './make-sheet.ts';

/**
 * Keeps the page from scrolling until what it returns is called.
 *
 * It does so by a style sheet of its own: the page's own styles stay as they are, and a second dialog has a second sheet.
 */
export function lockScroll(): () => void {
  const { documentElement: root, body } = document;
  const hasRule = (element: Element) => getComputedStyle(element).overflow !== 'visible';
  // A body's rule is the window's where the root has none. With one on the root, it would be the body's own, and a body
  // as tall as the window would scroll by itself: the window would be back at its top.
  const place = !hasRule(root) && hasRule(body) ? 'body' : 'html';
  // Keeps the room of a scrollbar that is there, where the page has no rule about that itself.
  const gutter = innerWidth > root.clientWidth ? 'stable' : 'auto';
  // The id that nothing has gives weight, for pages whose own rule is important.
  const sheet = makeSheet(`${place}:not(#_){overflow:hidden!important}:where(html){scrollbar-gutter:${gutter}}`);
  document.adoptedStyleSheets.push(sheet);
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
