import { webkitPaths } from '../../scripts/browser-paths.mjs';
import { test as base } from '../harness/test.ts';
import { MonitoredSession } from './monitored-session.ts';
import { WebKitDriver } from './webkit-driver.ts';

interface TestFixtures {
  /** A new browser for each test. */
  webkit: MonitoredSession;
}

interface WorkerFixtures {
  /** `undefined` if this machine has no WebKit. */
  webkitDriver: WebKitDriver | undefined;
}

/**
 * Playwright's `test` with the three sites and a WebKit browser that Playwright does not support. A test fails if a
 * page had errors. On machines without WebKit, tests are skipped.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  webkitDriver: [
    async ({}, use) => {
      const driver = webkitPaths() && (await WebKitDriver.start());
      await use(driver);
      await driver?.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  webkit: [
    async ({ webkitDriver }, use) => {
      if (!webkitDriver) {
        test.skip(true, 'This machine has no WebKit. See scripts/test-tools.mjs.');
        return;
      }
      const session = new MonitoredSession(await webkitDriver.openBrowser());
      await session.setViewport({ width: 1280, height: 720 });
      await use(session);
      await session.driver.quit();
    },
    // Longer than all tries of `openBrowser`.
    { timeout: 240_000 },
  ],

  // The inherited fixture would open a page in Playwright's browser.
  pageErrorMonitor: async ({ webkit, expectedErrors }, use) => {
    await use(undefined);
    const errors = await webkit.pageErrors(expectedErrors);
    test.expect(errors, 'policy violations and uncaught errors').toEqual([]);
  },
});

export { expect } from '../harness/test.ts';
