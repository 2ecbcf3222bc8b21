import { setImmediate as turn } from 'node:timers/promises';

/** Resolves once something has happened. A test that waits for what never does is ended by its runner. */
export async function waitUntil(happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) await turn();
}
