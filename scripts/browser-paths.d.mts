/** Path of the system's Chromium. `undefined`: use the one that Playwright downloads. */
export function chromiumPath(): string | undefined;

/**
 * Path of the system's Chromium without a user interface, which needs less than half of the processor time. It has no popup
 * blocker and no back-forward cache. `undefined`: use {@link chromiumPath}.
 */
export function chromiumHeadlessShellPath(): string | undefined;

/** Path of the system's Firefox ESR. `undefined`: use the one that Playwright downloads. */
export function firefoxPath(): string | undefined;

/** The programs that it takes to run WebKit, by their paths. */
export interface WebKitPaths {
  /** Speaks WebDriver. */
  readonly driver: string;
  /** The browser. */
  readonly miniBrowser: string;
  /** The screen. */
  readonly xvfb: string;
}

/** What it takes to run WebKit: its driver, its browser, and a screen for it. `undefined`: something is missing. */
export function webkitPaths(): WebKitPaths | undefined;
