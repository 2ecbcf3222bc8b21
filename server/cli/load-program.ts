import module from 'node:module';
import { fileURLToPath } from 'node:url';
import type { runCommandLine } from './program.ts';

const CACHE_FOLDER = fileURLToPath(new URL('../../node_modules/.cache/embed-connection/node', import.meta.url));

/** What `server/cli.ts` needs of `program.ts`. */
export interface Program {
  readonly runCommandLine: typeof runCommandLine;
}

/**
 * Loads the program from its sources. Node.js keeps the compiled form of what is imported from now on.
 *
 * The build puts `load-bundle.ts` in place of this module.
 */
export function loadProgram(): Promise<Program> {
  module.enableCompileCache(CACHE_FOLDER);
  return import('./program.ts');
}
