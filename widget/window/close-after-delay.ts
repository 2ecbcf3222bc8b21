/** Long enough to read that it worked. */
const CLOSE_DELAY_MS = 1000;

/** Closes a window on which there is nothing to do, once it could be read. Where browsers do not allow that, it stays. */
export function closeAfterDelay(scope: Pick<Window, 'setTimeout' | 'close'>): void {
  scope.setTimeout(() => scope.close(), CLOSE_DELAY_MS);
}
