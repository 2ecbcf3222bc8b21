import path from 'node:path';
import { after, describe } from 'node:test';
import { pathToFileURL } from 'node:url';

/**
 * Runs test files of node:test one after another in this process, each as a suite with its own hooks. A file is loaded
 * when the one before it has ended, because many files read the clock when they are loaded.
 *
 * @param {readonly string[]} files Paths from the root of the repository.
 */
export async function runTestFiles(files) {
  for (const file of files) {
    const address = pathToFileURL(path.resolve(import.meta.dirname, '..', file)).href;
    const ended = Promise.withResolvers();
    describe(file, async () => {
      // Before the hooks of the file itself: hooks run in this order, and none after one that failed.
      after(() => ended.resolve());
      await import(address);
    });
    await ended.promise;
  }
}
