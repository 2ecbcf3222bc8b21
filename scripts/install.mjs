// Installs what the lockfile names, if that is not what stands in node_modules. Runs before `npm start` and
// `npm test`, on any Node that npm runs on, and imports nothing that would have to be installed first.
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
 * Says why to install, or nothing.
 *
 * Compares contents and not times: a checkout, a copy and an unpacked archive all set times at will. npm writes its
 * own list last, so an interrupted installation has none.
 */
function reasonToInstall() {
  const present = readJson(modules, '.package-lock.json');
  if (!present) return 'nothing is installed yet';
  const wanted = readJson(root, 'package-lock.json');
  const differs = Object.entries(wanted.packages).some(([place, entry]) => {
    if (place === '') return false;
    const found = present.packages[place];
    // What only other platforms need is in the lockfile and never installed.
    if (!found) return !entry.optional;
    return found.version !== entry.version || found.integrity !== entry.integrity;
  });
  if (differs) return 'the lockfile has changed';
  // Put there by an install script, after npm has written its list.
  const node = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(node) ? undefined : 'the last installation did not finish';
}

/** Runs npm and stays quiet unless it fails. */
function npm(...args) {
  // The Node that runs this may be the one in node_modules, which is about to be replaced: take one from outside.
  const outside = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.startsWith(modules));
  const node = process.execPath.startsWith(modules) ? 'node' : process.execPath;
  // Started by hand or by another package manager, there is no npm to be told of.
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
  // Versions of npm that do not know `allowScripts` would run every script, a compiler among them: name the few.
  npm('ci', '--ignore-scripts');
  npm('rebuild', ...Object.keys(allowScripts).filter((name) => allowScripts[name]));
}
