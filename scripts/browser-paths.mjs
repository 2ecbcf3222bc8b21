// Where the system's own browsers are. Whoever starts a browser asks here, so that all of them start the same one.
import { accessSync, constants, globSync } from 'node:fs';
import path from 'node:path';

/** Finds a program on the search path, as a shell would. */
function find(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Path of the system's Chromium. `undefined`: use the one that Playwright downloads. */
export function chromiumPath() {
  return find('chromium');
}

/** Path of the system's Firefox ESR. `undefined`: use the one that Playwright downloads. */
export function firefoxPath() {
  return find('firefox-esr');
}

/** Where distributions keep the browser that WebKit's driver can drive, which is on nobody's search path. */
const MINI_BROWSERS = ['/usr/lib/*/webkit2gtk-4.1/MiniBrowser', '/usr/lib{,exec,64}/webkit2gtk-4.1/MiniBrowser'];

/** What it takes to run WebKit: its driver, its browser, and a screen for it. `undefined`: something is missing. */
export function webkitPaths() {
  const driver = find('WebKitWebDriver');
  const xvfb = find('Xvfb');
  const [miniBrowser] = process.platform === 'linux' ? globSync(MINI_BROWSERS) : [];
  return driver && xvfb && miniBrowser ? { driver, xvfb, miniBrowser } : undefined;
}
