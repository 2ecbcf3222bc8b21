import { esbuildPlugin } from '@web/dev-server-esbuild';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { WebKitLauncher } from './e2e/webdriver/webkit-launcher.ts';
import { chromiumHeadlessShellPath, chromiumPath, firefoxPath, webkitPaths } from './scripts/browser-paths.mjs';

const chromium = (process.env.TEST_LONG === '1' ? undefined : chromiumHeadlessShellPath()) ?? chromiumPath();
const firefox = firefoxPath();

const page = (testFramework) => `<!doctype html>
<html lang="en">
  <head>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Tests</title>
    <link rel="stylesheet" href="/widget/dialog/page.css" />
  </head>
  <body>
    <script type="module" src="${testFramework}"></script>
  </body>
</html>`;

/**
 * Tests of logic that does not depend on the engine: no focus, layout, messages between windows, or custom elements.
 * `npm test` runs them in Chromium only, `npm run test:long` in every engine.
 */
const LOGIC = [
  'widget/dialects/*.test.ts',
  'widget/locales/*.test.ts',
  'widget/protocol/*.test.ts',
  ...[
    ...['task-runner', 'watch-sign-in', 'session-client', 'perform-install-work'].map((name) => `effects/${name}`),
    // Axe checks the document, which is the same in each engine.
    ...['accessibility', 'dialog-page', 'messages', 'page-state', 'permissions', 'setup-problem', 'top-level'],
    ...['chooser/adding', 'chooser/renaming', 'renewal', 'sign-in/signing-in-step', 'waiting-page'],
  ].map((name) => `widget/dialog/${name}.test.ts`),
  ...['attribute-advice', 'events', 'fetch-token', 'missing-settings', 'request-token', 'token-source'].map(
    (name) => `widget/element/${name}.test.ts`,
  ),
  'widget/window/close-after-delay.test.ts',
];
/**
 * Views that axe checks in many states, which is slow in WebKit. What they use is tested in WebKit elsewhere: focus,
 * heights, messages. `npm run test:long` runs these tests in WebKit too.
 */
const TWO_ENGINES = ['install/install', 'integrations/integrations'].map((name) => `widget/dialog/${name}.test.ts`);
/** All element tests. The tests of the dialog's state run in Node. */
const ALL = ['widget/**/*.test.ts', '!widget/dialog/state/*.test.ts'];
const LONG = process.env.TEST_LONG === '1';

const chromiumLauncher = playwrightLauncher({
  product: 'chromium',
  launchOptions: {
    ...(chromium ? { executablePath: chromium } : {}),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    // Scrollbars stay visible, because they affect heights.
    ignoreDefaultArgs: ['--hide-scrollbars'],
  },
});
const firefoxLauncher = playwrightLauncher({
  product: 'firefox',
  launchOptions: firefox ? { executablePath: firefox, channel: 'moz-firefox' } : {},
});

/** Serves the page that plays the dialog at the address of a portal, too. */
function portal(context, next) {
  if (context.path === '/shop') context.path = '/widget/element/testing/frame.html';
  return next();
}

export default {
  middleware: [portal],
  files: LONG ? ALL : [...ALL, ...[...LOGIC, ...TWO_ENGINES].map((files) => `!${files}`)],
  groups: LONG
    ? []
    : [
        { name: 'logic', files: LOGIC, browsers: [chromiumLauncher] },
        { name: 'two engines', files: TWO_ENGINES, browsers: [chromiumLauncher, firefoxLauncher] },
      ],
  nodeResolve: { exportConditions: ['production'] },
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.widget.json' })],
  testRunnerHtml: page,
  // These only find what hangs: on two busy cores of a slow machine, some tests take half a minute.
  testFramework: { config: { timeout: 90_000 } },
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 600_000,
  browsers: [chromiumLauncher, firefoxLauncher, ...(webkitPaths() ? [new WebKitLauncher()] : [])],
};
