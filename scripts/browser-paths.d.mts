/** Path of the system's Chromium. `undefined`: use the one that Playwright downloads. */
export function chromiumPath(): string | undefined;

/** Path of the system's Firefox ESR. `undefined`: use the one that Playwright downloads. */
export function firefoxPath(): string | undefined;
