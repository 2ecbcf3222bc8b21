// Makes sure that the tests find a Chromium and a Firefox. Runs before `npm test`, after `install.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromiumPath, firefoxPath } from './browser-paths.mjs';

const missing = () => [...(chromiumPath() ? [] : ['chromium']), ...(firefoxPath() ? [] : ['firefox'])];
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

if (missing().length > 0 && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
  console.log('Installing the browsers that the tests use: apt-get install chromium firefox-esr.');
  run(['apt-get', 'update'], ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium', 'firefox-esr']);
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
