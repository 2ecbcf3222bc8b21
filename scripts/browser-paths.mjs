// Finds the browsers that the operating system provides. All scripts that start a browser use these paths.
import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';

/** The first file that exists and is executable. */
function runnable(files) {
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Finds a program in PATH, as a shell does. */
function find(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return runnable(folders.map((folder) => path.join(folder, name)));
}

/** Path of the system's Chromium. `undefined`: use the one that Playwright downloads. */
export function chromiumPath() {
  return find('chromium');
}

/**
 * Path of the system's Chromium without a user interface, which needs less than half of the processor time. It has no popup
 * blocker and no back-forward cache. `undefined`: use {@link chromiumPath}.
 */
export function chromiumHeadlessShellPath() {
  return find('chromium-headless-shell');
}

/** Path of the system's Firefox ESR. `undefined`: use the one that Playwright downloads. */
export function firefoxPath() {
  return find('firefox-esr');
}

/**
 * Finds the browser for WebKit's driver. Distributions install it outside PATH, some in a folder named after the
 * architecture.
 */
function findMiniBrowser() {
  if (process.platform !== 'linux') return undefined;
  const kinds = readdirSync('/usr/lib').map((folder) => `/usr/lib/${folder}`);
  return runnable(['/usr/libexec', '/usr/lib64', ...kinds].map((folder) => `${folder}/webkit2gtk-4.1/MiniBrowser`));
}

/** Paths of WebKit's driver, its browser, and a virtual screen. `undefined` if one is missing. */
export function webkitPaths() {
  const driver = find('WebKitWebDriver');
  const xvfb = find('Xvfb');
  const miniBrowser = findMiniBrowser();
  return driver && xvfb && miniBrowser ? { driver, xvfb, miniBrowser } : undefined;
}
