import { setImmediate as turn } from 'node:timers/promises';

/** Resolves once the condition is true. It has no timeout: the test runner ends a test that hangs. */
export async function waitUntil(happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) await turn();
}
