import { execFileSync } from 'node:child_process';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { playwrightLauncher } from '@web/test-runner-playwright';

/** A browser of this machine: named by the environment, else found by name. `undefined`: Playwright's own. */
function installed(variable, ...names) {
  if (process.env[variable]) return process.env[variable];
  for (const name of names) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

const chromium = installed('CHROMIUM_PATH', 'chromium');
const firefox = installed('FIREFOX_PATH', 'firefox-esr');

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
  ],
};
