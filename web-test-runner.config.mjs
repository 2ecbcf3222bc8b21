import { esbuildPlugin } from '@web/dev-server-esbuild';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { WebKitLauncher } from './e2e/webdriver/test-runner-launcher.ts';
import { chromiumPath, firefoxPath, webkitPaths } from './scripts/browser-paths.mjs';

const chromium = chromiumPath();
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

export default {
  files: 'widget/**/*.test.ts',
  nodeResolve: { exportConditions: ['production'] },
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.widget.json' })],
  testRunnerHtml: page,
  testFramework: { config: { timeout: 10_000 } },
  browsers: [
    playwrightLauncher({
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
        // With it no scrollbar takes room, and what scrollbars do to heights would go unseen.
        ignoreDefaultArgs: ['--hide-scrollbars'],
      },
    }),
    playwrightLauncher({
      product: 'firefox',
      launchOptions: firefox ? { executablePath: firefox, channel: 'moz-firefox' } : {},
    }),
    ...(webkitPaths() ? [new WebKitLauncher()] : []),
  ],
};
