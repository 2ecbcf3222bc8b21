// Runs `npm ci` if node_modules does not match the lockfile. Runs before `npm start` and `npm test`, on any version of
// Node.js that npm supports. It uses no packages, because none may be installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)));
const modules = path.join(root, 'node_modules');

function readJson(...place) {
  const file = path.join(...place);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Returns the reason to install, or `undefined`.
 *
 * Compares contents, not modification times, because checkouts, copies and archives change times. npm writes its own
 * list last, so an interrupted installation has no list.
 */
function reasonToInstall() {
  const present = readJson(modules, '.package-lock.json');
  if (!present) return 'nothing is installed yet';
  const wanted = readJson(root, 'package-lock.json');
  const differs = Object.entries(wanted.packages).some(([place, entry]) => {
    if (place === '') return false;
    const found = present.packages[place];
    // The lockfile also lists optional packages for other platforms, which npm does not install.
    if (!found) return !entry.optional;
    return found.version !== entry.version || found.integrity !== entry.integrity;
  });
  if (differs) return 'the lockfile has changed';
  // An install script adds this file after npm has written its list.
  const node = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(node) ? undefined : 'the last installation did not finish';
}

/** Runs npm. Prints its output only if it fails. */
function npm(...args) {
  // This script may run on the Node in node_modules, which `npm ci` replaces. Use a Node from outside.
  const outside = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.startsWith(modules));
  const node = process.execPath.startsWith(modules) ? 'node' : process.execPath;
  // The variable is missing if npm did not start this script.
  const script = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const { status, stdout, stderr, error } = spawnSync(script ? node : 'npm', script ? [script, ...args] : args, {
    cwd: root,
    env: { ...process.env, PATH: outside.join(path.delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: !script && process.platform === 'win32',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  console.error(`npm ${args.join(' ')} failed${error ? `: ${error.message}` : ''}.`);
  process.exit(1);
}

const reason = reasonToInstall();
if (reason) {
  console.log(`Installing packages: ${reason}.`);
  const { allowScripts } = readJson(root, 'package.json');
  // Versions of npm without `allowScripts` would run all install scripts, even a compiler. Run only the necessary ones.
  npm('ci', '--ignore-scripts');
  npm('rebuild', ...Object.keys(allowScripts).filter((name) => allowScripts[name]));
}
