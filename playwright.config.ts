import { defineConfig } from '@playwright/test';
import type { Project } from '@playwright/test';

import { chromiumHeadlessShellPath, chromiumPath, firefoxPath } from './scripts/browser-paths.mjs';
import { LONG_TESTS } from './server/testing/long-tests.ts';

const chromium = chromiumPath();
/** `npm run test:long` runs all tests in the whole browser. */
const headlessShell = LONG_TESTS ? undefined : chromiumHeadlessShellPath();
const firefox = firefoxPath();

/**
 * The features that Playwright disables, except `ThirdPartyStoragePartitioning`. With unpartitioned storage, tests
 * would pass although real browsers fail. Chromium uses only the last `--disable-features` argument.
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

/**
 * Pages of the browser itself that Chromium prepares for each window: two popups of the address bar and an empty process.
 * No test uses them, and they take two thirds of the processor time of a short test.
 */
const UNUSED_PAGES = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'SpareRendererForSitePerProcess'];

/** Axe checks the document, which is the same in each engine. */
const ONLY_CHROMIUM = ['accessibility', 'tag-accessibility'].map(specsOf);

/**
 * Tests that do not depend on the engine. Other tests and the element tests cover what differs between engines: focus,
 * layout, cookies, popups, messages, policies. `npm run test:long` runs these tests in Firefox too.
 */
const SAME_IN_EACH_ENGINE = [
  ...['chooser', 'demo', 'frameworks', 'hosts', 'presentation', 'sign-in-secrets', 'tag-hostile', 'tag-hosts'],
  ...['tag-motion', 'tag-tokens', 'failures'],
].map(specsOf);

/** Tests that open windows or go back. They need Chromium's popup blocker and back-forward cache. */
const WHOLE_BROWSER = ['browsers', 'demo', 'sign-in', 'sign-in-*', 'tag-page-cache'].map(specsOf);

function specsOf(name: string): string {
  return `**/${name}.spec.ts`;
}

/** These tests start WebKitGTK themselves, because Playwright does not support it. */
const WEBKIT_SPECS = '**/webkit*.spec.ts';

/** Runs tests in a Chromium with this path, else in the one that Playwright downloads. */
function chromiumProject(
  name: string,
  executablePath: string | undefined,
  tests: Pick<Project, 'testIgnore' | 'testMatch'>,
): Project {
  return {
    name,
    ...(!LONG_TESTS && { grepInvert: /@long/ }),
    ...tests,
    use: {
      browserName: 'chromium',
      launchOptions: {
        ...(executablePath !== undefined && { executablePath }),
        chromiumSandbox: false,
        // Keeps the popup blocker on, as in released browsers.
        ignoreDefaultArgs: ['--disable-popup-blocking'],
        args: [
          '--disable-quic',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          `--disable-features=${[...DISABLED_FEATURES, ...UNUSED_PAGES].join(',')}`,
        ],
      },
    },
  };
}

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  // A subfolder, because Playwright empties its output folder, and test-results also has the screenshots.
  outputDir: 'test-results/playwright',
  fullyParallel: true,
  forbidOnly: true,
  // One more than the usual two cores, because tests mostly wait.
  workers: 3,
  // A long test checks many states, and the server's whole suite uses the same cores.
  timeout: 90_000,
  // Other phases of `npm test` use the same cores.
  expect: { timeout: 30_000 },
  // Less than `scripts/test.mjs` gives it, so that the report names what passed.
  globalTimeout: 55 * 60_000,
  use: {
    trace: 'off',
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [
    chromiumProject('chromium', chromium, {
      testIgnore: WEBKIT_SPECS,
      ...(headlessShell !== undefined && { testMatch: WHOLE_BROWSER }),
    }),
    ...(headlessShell === undefined
      ? []
      : [chromiumProject('chromium-headless-shell', headlessShell, { testIgnore: [...WHOLE_BROWSER, WEBKIT_SPECS] })]),
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
            // With a process per site, Playwright loses clicks and keys in a cross-site iframe without an error.
            'fission.autostart': false,
            // Enables the popup blocker, which Playwright disables.
            'dom.disable_open_during_load': true,
          },
        },
      },
    },
    { name: 'webkit', testMatch: WEBKIT_SPECS },
  ],
});
