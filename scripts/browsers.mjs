// Makes sure that the tests find a Chromium and a Firefox, and a WebKit where there can be one. Runs before `npm test`,
// after `install.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromiumPath, firefoxPath, webkitPaths } from './browser-paths.mjs';

const missing = () => [...(chromiumPath() ? [] : ['chromium']), ...(firefoxPath() ? [] : ['firefox'])];
const missingPackages = () => [
  ...(chromiumPath() ? [] : ['chromium']),
  ...(firefoxPath() ? [] : ['firefox-esr']),
  ...(webkitPaths() ? [] : ['webkit2gtk-driver', 'libwebkit2gtk-4.1-0', 'xvfb']),
];
const playwright = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');

/** Runs one command after another, quietly; tells whether all went well. */
function run(...commands) {
  return commands.every(([command, ...args]) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync(command, args, { env, stdio: 'ignore' }).status === 0;
  });
}

/** Tells whether each of Playwright's own browsers starts. */
async function startsAll(names) {
  const engines = await import('playwright-core');
  for (const name of names) {
    try {
      await (await engines[name].launch({ chromiumSandbox: false })).close();
    } catch {
      return false;
    }
  }
  return true;
}

const packages = missingPackages();
if (packages.length > 0 && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
  console.log(`Installing the browsers that the tests use: apt-get install ${packages.join(' ')}.`);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends'];
  run(['apt-get', 'update']);
  // Those that have to be there do not fail with the one that may be missing.
  for (const name of packages) run([...install, name]);
}

const wanted = missing();
if (wanted.length > 0) {
  console.log(`Looking for Playwright's own browsers, and fetching what is not there: ${wanted.join(', ')}.`);
  const fetched = run([process.execPath, playwright, 'install', ...wanted]);
  // A browser that was fetched may still lack libraries of the system.
  if (!fetched || !(await startsAll(wanted))) {
    console.error(
      `No ${wanted.join(' and no ')} to test with. Run: npx playwright install --with-deps ${wanted.join(' ')}`,
    );
    process.exit(1);
  }
}

if (!webkitPaths()) {
  console.log(
    'No WebKit: its tests are skipped. On Debian, run as root: apt-get install webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb',
  );
}
