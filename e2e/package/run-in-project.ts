import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Runs an ES module, given as text, in a project's folder. Returns what it printed. Throws with what it said if it fails. */
export function runInProject(folder: string, code: string, node = process.execPath): string {
  const { status, stdout, stderr } = spawnSync(node, ['--input-type=module', '--eval', code], {
    cwd: folder,
    encoding: 'utf8',
    // The runner of the tests has its own variables, which a Node started by it takes for orders.
    env: { PATH: process.env['PATH'] },
  });
  if (status !== 0 || stderr !== '') throw new Error(`It ended with ${status}: ${stderr}`);
  return stdout;
}

/** The Node that tests run on, and the machine's own one, which may be older. */
export function nodeExecutables(): readonly string[] {
  const modules = `${path.sep}node_modules${path.sep}`;
  const own = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((place) => place !== '' && !place.includes(modules))
    .map((place) => path.join(place, 'node'))
    .find((file) => existsSync(file));
  return own === undefined ? [process.execPath] : [process.execPath, own];
}
