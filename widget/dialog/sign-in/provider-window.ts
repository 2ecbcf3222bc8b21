/** CSS pixels. The pages on which people sign in are made for this size. A browser limits it to the screen. */
const SIZE = 'width=600,height=720';

/**
 * Whether a script may open the window instead of the link.
 *
 * The script's window is smaller, so the dialog stays visible. In WebKit, the first request of such a window does not
 * count as same-site (`Sec-Fetch-Site`) when the dialog is in a frame of another site, and the server recognizes the
 * browser by that. So only Chromium and Firefox, which are detected by what only they have, let the script open it.
 */
const CAN_OPEN = 'userAgentData' in navigator || 'mozInnerScreenX' in window;

/**
 * Opens the window of a clicked link, unless the browser opens it better or the person asked for another kind of tab or
 * window.
 *
 * The script cannot find out whether the window opened: a `Cross-Origin-Opener-Policy` of the host page hides it.
 */
export function openProviderWindow(event: MouseEvent): void {
  const { currentTarget: link, button, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (!(link instanceof HTMLAnchorElement) || !CAN_OPEN) return;
  if (button !== 0 || altKey || ctrlKey || metaKey || shiftKey) return;
  event.preventDefault();
  try {
    window.open(link.href, '', `popup,${SIZE}`);
  } catch {
    // Firefox throws in a frame that may not open windows. The dialog notices later that no window opened.
  }
}
