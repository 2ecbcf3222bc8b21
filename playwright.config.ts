import { defineConfig } from '@playwright/test';

import { chromiumPath, firefoxPath } from './scripts/browser-paths.mjs';
import { LONG_TESTS } from './server/testing/long-tests.ts';

const chromium = chromiumPath();
const firefox = firefoxPath();

/**
 * What Playwright switches off to keep a browser quiet, without `ThirdPartyStoragePartitioning`: storage that is not
 * divided by site would let pass what fails for people. Chromium obeys the last such argument only.
 */
const DISABLED_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'BlockOriginHeaderModificationOnRedirect',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'Translate',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
];

/** Axe judges the document, which is the same in each engine. */
const ONLY_CHROMIUM = ['accessibility', 'tag-accessibility'].map(specsOf);

/**
 * Tests whose parts that differ between engines (focus, layout, cookies, popups, messages, policies) are in other tests,
 * or in the tests of the elements, which run in each engine. `npm run test:long` runs these tests in Firefox too.
 */
const SAME_IN_EACH_ENGINE = [
  ...['chooser', 'demo', 'frameworks', 'hosts', 'presentation', 'sign-in-secrets', 'tag-hostile', 'tag-hosts'],
  ...['tag-motion', 'tag-tokens', 'failures'],
].map(specsOf);

function specsOf(name: string): string {
  return `**/${name}.spec.ts`;
}

/** These drive a browser of their own, which Playwright does not know of. */
const WEBKIT_SPECS = '**/webkit*.spec.ts';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  // Not test-results itself, which is emptied at the start: the screenshots for people stand in there too.
  outputDir: 'test-results/playwright',
  fullyParallel: true,
  forbidOnly: true,
  // One more than there are cores: tests wait for pages, servers and windows.
  workers: 3,
  // The long tests check many states in one test, and share the cores with the whole suite of the server.
  timeout: LONG_TESTS ? 90_000 : 30_000,
  // Everything of `npm test` shares the cores.
  expect: { timeout: 15_000 },
  globalTimeout: (LONG_TESTS ? 60 : 25) * 60_000,
  use: {
    trace: 'off',
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [
    {
      name: 'chromium',
      ...(!LONG_TESTS && { grepInvert: /@long/ }),
      testIgnore: WEBKIT_SPECS,
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(chromium !== undefined && { executablePath: chromium }),
          chromiumSandbox: false,
          // The popup blocker stays on, for the same reason.
          ignoreDefaultArgs: ['--disable-popup-blocking'],
          args: [
            '--disable-quic',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            `--disable-features=${DISABLED_FEATURES.join(',')}`,
          ],
        },
      },
    },
    {
      name: 'firefox',
      // Tests with this tag: see `IN_ONE_ENGINE`.
      ...(!LONG_TESTS && { grepInvert: /@in-one-engine|@long/ }),
      testIgnore: [...ONLY_CHROMIUM, ...(LONG_TESTS ? [] : SAME_IN_EACH_ENGINE), WEBKIT_SPECS],
      use: {
        browserName: 'firefox',
        ...(firefox !== undefined && { channel: 'moz-firefox' }),
        launchOptions: {
          ...(firefox !== undefined && { executablePath: firefox }),
          firefoxUserPrefs: {
            // With a process per site, clicks and keys for a frame of another site are reported as done and get lost.
            'fission.autostart': false,
            // The popup blocker, which Playwright switches off here too.
            'dom.disable_open_during_load': true,
          },
        },
      },
    },
    { name: 'webkit', testMatch: WEBKIT_SPECS },
  ],
});
