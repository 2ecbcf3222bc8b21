/** CSS pixels. What pages of systems for signing in are made for; a browser cuts it to the screen. */
const SIZE = 'width=600,height=720';

/**
 * Whether a window that a script opens is as good as one that a link opens.
 *
 * It is smaller, so that the dialog stays in sight. In WebKit alone its first request does not count as one of our own
 * site (`Sec-Fetch-Site`) when the dialog stands in a frame of another, by which the server knows this browser. So two
 * engines are known by what only they have, and any other leaves it to the link.
 */
const CAN_OPEN = 'userAgentData' in navigator || 'mozInnerScreenX' in window;

/**
 * Opens the window of a link that was clicked, unless the browser is to do so: where it does it better, and where the
 * person asked for a tab or window of another kind.
 *
 * Whether it opened cannot be known: beside a host page with a `Cross-Origin-Opener-Policy` there is no telling.
 */
export function openSystemWindow(event: MouseEvent): void {
  const { currentTarget: link, button, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (!(link instanceof HTMLAnchorElement) || !CAN_OPEN) return;
  if (button !== 0 || altKey || ctrlKey || metaKey || shiftKey) return;
  event.preventDefault();
  try {
    window.open(link.href, '', `popup,${SIZE}`);
  } catch {
    // Firefox throws in a frame that may open no windows. The dialog notices that none has come.
  }
}
