// Installs the Python packages of a host's back end that the tests run, where the system is Debian. Runs before `npm test`.
// Without them the tests say loudly that this back end was not run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const run = (command, ...args) =>
  spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status ===
  0;

// The first python3 of the path may be another one than the system's, which is the one that has Debian's packages.
const hasPackages = () => ['python3', '/usr/bin/python3'].some((python) => run(python, '-c', 'import falcon, jwt'));

if (!hasPackages() && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
  console.log('Installing Python packages that the tests use: apt-get install python3-falcon python3-jwt.');
  run('apt-get', 'update');
  run('apt-get', 'install', '-y', '--no-install-recommends', 'python3-falcon', 'python3-jwt');
}
