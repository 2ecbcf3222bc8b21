import { webkitPaths } from '../../scripts/browser-paths.mjs';
import { test as base } from '../harness/test.ts';
import { MonitoredSession } from './monitored-session.ts';
import { WebKitDriver } from './webkit-driver.ts';

interface TestFixtures {
  /** A browser of the test's own. */
  webkit: MonitoredSession;
}

interface WorkerFixtures {
  /** `undefined` where there is no WebKit. */
  webkitDriver: WebKitDriver | undefined;
}

/**
 * Playwright's `test` with the three sites and a WebKit that it does not know of, and with a watchdog that fails a test
 * in the end. Tests are skipped on machines without WebKit.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  webkitDriver: [
    async ({}, use) => {
      const driver = webkitPaths() && (await WebKitDriver.start());
      await use(driver);
      await driver?.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  webkit: async ({ webkitDriver }, use) => {
    if (!webkitDriver) {
      test.skip(true, 'This machine has no WebKit: see scripts/browsers.mjs.');
      return;
    }
    const session = new MonitoredSession(await webkitDriver.openBrowser());
    await session.setViewport({ width: 1280, height: 720 });
    await use(session);
    await session.driver.quit();
  },

  // The other one watches pages of Playwright's, and would open one for it.
  pageErrorMonitor: async ({ webkit, expectedErrors }, use) => {
    await use(undefined);
    const troubles = await webkit.pageErrors(expectedErrors);
    test.expect(troubles, 'policy violations and uncaught errors').toEqual([]);
  },
});

export { expect } from '../harness/test.ts';
