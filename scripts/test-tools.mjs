// Installs what the tests need besides npm packages, if it is missing: Chromium, Firefox, WebKit if the system has a package
// for it, and the Python packages of a host's back end. Runs before `npm test`, after `install.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromiumHeadlessShellPath, chromiumPath, firefoxPath, webkitPaths } from './browser-paths.mjs';

const missing = () => [...(chromiumPath() ? [] : ['chromium']), ...(firefoxPath() ? [] : ['firefox'])];
const missingPackages = () => [
  ...(chromiumPath() ? [] : ['chromium']),
  ...(chromiumHeadlessShellPath() ? [] : ['chromium-headless-shell']),
  ...(firefoxPath() ? [] : ['firefox-esr']),
  ...(webkitPaths() ? [] : ['webkit2gtk-driver', 'libwebkit2gtk-4.1-0', 'xvfb']),
  ...(hasPythonModules('falcon, jwt') ? [] : ['python3-falcon', 'python3-jwt']),
  ...(hasPythonModules('flask, requests') ? [] : ['python3-flask', 'python3-requests']),
];
const playwright = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');

/** Runs commands in order, without output. Returns whether all succeeded. */
function run(...commands) {
  return commands.every(([command, ...args]) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync(command, args, { env, stdio: 'ignore' }).status === 0;
  });
}

/**
 * Whether Python has the modules of a host's back end. The first `python3` in PATH may not be the system's, which has
 * Debian's packages.
 */
function hasPythonModules(names) {
  return ['python3', '/usr/bin/python3'].some((python) => run([python, '-c', `import ${names}`]));
}

/** Whether each of these Playwright browsers starts. */
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
  console.log(`Installing what the tests use: apt-get install ${packages.join(' ')}.`);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends'];
  run(['apt-get', 'update']);
  // Each package separately, so that a failure of an optional package does not affect the others.
  for (const name of packages) run([...install, name]);
}

const wanted = missing();
if (wanted.length > 0) {
  console.log(`Installing Playwright's browsers: ${wanted.join(', ')}.`);
  const installed = run([process.execPath, playwright, 'install', ...wanted]);
  // A downloaded browser may still lack system libraries.
  if (!installed || !(await startsAll(wanted))) {
    console.error(
      `The tests need ${wanted.join(' and ')}. Run: npx playwright install --with-deps ${wanted.join(' ')}`,
    );
    process.exit(1);
  }
}

if (!webkitPaths()) {
  console.log(
    'No WebKit found. Its tests are skipped. To install it on Debian, run as root: apt-get install webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb',
  );
}
