import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs an ES module, given as text, in a project's folder, and returns its stdout. If it fails, throws with its stderr.
 */
export function runInProject(folder: string, code: string, node = process.execPath): string {
  const { status, stdout, stderr } = spawnSync(node, ['--input-type=module', '--eval', code], {
    cwd: folder,
    encoding: 'utf8',
    // The test runner's environment variables would change the behavior of this child process.
    env: { PATH: process.env['PATH'] },
  });
  if (status !== 0 || stderr !== '') throw new Error(`The module exited with ${status}: ${stderr}`);
  return stdout;
}

/** The Node that runs the tests, and the Node that is installed on the machine, which may be older. */
export function nodeExecutables(): readonly string[] {
  const modules = `${path.sep}node_modules${path.sep}`;
  const installed = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '' && !folder.includes(modules))
    .map((folder) => path.join(folder, 'node'))
    .find((file) => existsSync(file));
  return installed === undefined ? [process.execPath] : [process.execPath, installed];
}
