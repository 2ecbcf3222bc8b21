/** Long enough to read that the sign-in succeeded. */
const CLOSE_DELAY_MS = 1000;

/** Closes the window after {@link CLOSE_DELAY_MS}. It stays open if the browser does not let scripts close it. */
export function closeAfterDelay(scope: Pick<Window, 'setTimeout' | 'close'>): void {
  scope.setTimeout(() => scope.close(), CLOSE_DELAY_MS);
}
