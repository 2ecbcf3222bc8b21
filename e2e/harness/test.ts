import { test as base } from '@playwright/test';

import { startRecording } from './message-recorder.ts';
import { Stack } from './stack.ts';
import { PageErrorMonitor } from './page-error-monitor.ts';

interface TestFixtures {
  /** Matches the policy violations and uncaught errors that a test provokes on purpose. */
  expectedErrors: RegExp | undefined;
  pageErrorMonitor: undefined;
}

interface WorkerFixtures {
  /** The servers that all tests of a worker share. Each test creates its own customer. */
  stack: Stack;
}

/** Playwright's `test` with three sites and a recorder on every page. A test fails if a page had errors. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  stack: [
    async ({}, use) => {
      const stack = await Stack.start();
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  expectedErrors: [undefined, { option: true }],

  pageErrorMonitor: [
    async ({ context, expectedErrors }, use) => {
      const monitor = new PageErrorMonitor();
      await monitor.watch(context);
      await use(undefined);
      test.expect(monitor.errors(expectedErrors), 'policy violations and uncaught errors').toEqual([]);
    },
    { auto: true },
  ],

  page: async ({ page }, use) => {
    await startRecording(page);
    await use(page);
  },
});

/**
 * Marks a test that does not depend on the browser engine. `npm test` runs it in Chromium only, `npm run test:long` in
 * Firefox too.
 */
export const IN_ONE_ENGINE = { tag: '@in-one-engine' };

/** Marks a variant of another test. Only `npm run test:long` runs it. */
export const LONG_RUNS_ONLY = { tag: ['@long', '@in-one-engine'] };

export { expect } from '@playwright/test';
