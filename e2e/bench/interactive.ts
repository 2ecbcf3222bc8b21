import { once } from 'node:events';
import http from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { chromiumPath } from '../../scripts/browser-paths.mjs';
import { freePort } from '../harness/free-port.ts';
import { KEY_PROVIDER } from '../harness/providers.ts';
import { WIDGET_SITE } from '../harness/sites.ts';
import { Stack } from '../harness/stack.ts';
import { escapeHtml } from '../host-pages/escape-html.ts';
import { htmlPage } from '../host-pages/html-page.ts';
import { tagHtml, tagPage } from '../host-pages/tag-page.ts';
import { median } from './bench-process.ts';
import { installInteractiveProbe } from './interactive-probe.ts';
import { SlowNetwork } from './slow-network.ts';
import type { NetworkProfile } from './slow-network.ts';

// Measures the time from the navigation to the host page until a person can use the form in its frame, with an empty
// cache and a slow processor. It is compared with the same form as static HTML without a script. Prints
// medians, and has no assertions.
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const CPU_SLOWDOWN = 4;
const TIMEOUT_MS = 60_000;
const REPORT_PREFIX = 'interactive at ';

/** `aim`: the direct link should take at most this many times as long as the static form. */
const NETWORKS: readonly (NetworkProfile & { readonly aim: number })[] = [
  // From Lighthouse: `throttling.mobileSlow4G`, which was called Fast 3G before.
  { name: 'fast-3G', downBitsPerSecond: 1_600_000, upBitsPerSecond: 750_000, roundTripMs: 150, aim: 1.25 },
  // From WebPageTest: the connection type Cable.
  { name: 'cable', downBitsPerSecond: 5_000_000, upBitsPerSecond: 1_000_000, roundTripMs: 28, aim: 1.9 },
];

/** Headers that the static form does not copy from the dialog's page, because its own server sets them. */
const CONNECTION_HEADERS = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

type Subject = 'static form' | 'direct link' | 'tag';

const stack = await Stack.start();
const customer = stack.newCustomer();
const connectionId = await stack.createConnection(customer, KEY_PROVIDER.connector);

const frameHost = (src: () => string | Promise<string>) =>
  stack.host.add({
    html: async () =>
      htmlPage({
        head: '<style>iframe { width: 100%; height: 600px; border: 0; }</style>',
        body: `<iframe title="Connection" src="${escapeHtml(await src())}"></iframe>`,
      }),
  });
const directLinkPath = frameHost(() => stack.workatoFrameUrl(customer, connectionId));
const tokenUrl = stack.addTokenEndpoint(stack.newCustomer());
const tagPath = stack.host.add({
  html: () =>
    tagPage({
      script: new URL('/embed-connection.js', stack.server.url).href,
      body: tagHtml({ src: stack.connectorPageUrl(KEY_PROVIDER.connector), 'token-url': tokenUrl }),
    }),
});
const staticPage = await serveStaticForm();
const subjects: Readonly<Record<Subject, string>> = {
  'static form': stack.hostOrigin + frameHost(() => staticPage.url),
  'direct link': stack.hostOrigin + directLinkPath,
  tag: stack.hostOrigin + tagPath,
};

for (const network of NETWORKS) {
  const times = await measure(network);
  const staticFormMs = median(times['static form']);
  const figures = Object.entries(times).map(([subject, values]) => {
    const ratio = subject === 'static form' ? '' : `, ratio ${(median(values) / staticFormMs).toFixed(2)}`;
    const aim = subject === 'direct link' ? ` (aim ${network.aim})` : '';
    return `${subject} ${median(values).toFixed(0)} ms${ratio}${aim}`;
  });
  console.log(`interactive, cold, ${CPU_SLOWDOWN}x CPU, ${network.name}: ${figures.join('; ')}`);
}
staticPage.server.close();
await stack.stop();

/** Milliseconds until each subject was interactive, in rounds that alternate between them. */
async function measure(profile: NetworkProfile): Promise<Record<Subject, number[]>> {
  const network = new SlowNetwork(profile);
  const origins = [stack.hostOrigin, stack.server.url.origin, staticPage.url].map((url) => new URL(url));
  const rules = await Promise.all(
    origins.map(async ({ host, hostname, port }) => {
      return `MAP ${host} ${hostname}:${await network.proxy(hostname, Number(port))}`;
    }),
  );
  const browser = await launch([`--host-resolver-rules=${rules.join(',')}`]);
  const times: Record<Subject, number[]> = { 'static form': [], 'direct link': [], tag: [] };
  // Round 0 warms up the servers and the browser, and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const subject of ['static form', 'direct link', 'tag'] as const) {
      const time = await timeUntilInteractive(browser, subjects[subject]);
      if (round > 0) times[subject].push(time);
    }
  }
  await browser.close();
  await network.close();
  return times;
}

/** Opens a host page with an empty cache. Resolves to the milliseconds until the frame in it is interactive. */
async function timeUntilInteractive(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  await context.addInitScript(installInteractiveProbe, REPORT_PREFIX);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  const reported = page.waitForEvent('console', {
    predicate: (message) => message.text().startsWith(REPORT_PREFIX),
    timeout: TIMEOUT_MS,
  });
  await page.goto(address, { waitUntil: 'commit' });
  const interactiveAt = Number((await reported).text().slice(REPORT_PREFIX.length));
  const startedAt = await page.evaluate(() => performance.timeOrigin);
  await context.close();
  return interactiveAt - startedAt;
}

/** Launches Chromium with all frames of a page in one process, so that the CPU slowdown applies to each of them. */
function launch(args: readonly string[] = []): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    chromiumSandbox: false,
    args: ['--disable-site-isolation-trials', ...args],
    ...(executablePath !== undefined && { executablePath }),
  });
}

/** Serves the static form from the same site as the page of the dialog, with the same response headers and compression. */
async function serveStaticForm() {
  const browser = await launch();
  const page = await browser.newPage();
  const frameResponse = page.waitForResponse((response) => response.frame() !== page.mainFrame());
  await page.goto(stack.hostOrigin + directLinkPath);
  const headers = await (await frameResponse).allHeaders();
  const html = await staticForm(page);
  await browser.close();

  const body = compress(html, headers['content-encoding']);
  // The policy of the dialog's page allows only the styles of that page. The static form has all its styles in one element.
  const policy = headers['content-security-policy']?.replace(/style-src [^;]*/, "style-src 'unsafe-inline'") ?? '';
  const sameHeaders = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.has(name));
  const formHeaders = {
    ...Object.fromEntries(sameHeaders),
    'content-security-policy': policy,
    'content-length': body.length,
  };
  const server = http.createServer((_request, response) => response.writeHead(200, formHeaders).end(body));
  const port = await freePort(WIDGET_SITE);
  server.listen(port, WIDGET_SITE);
  await once(server, 'listening');
  return { server, url: `http://${WIDGET_SITE}:${port}/` };
}

function compress(html: string, coding: string | undefined): Buffer {
  if (coding === 'br') return brotliCompressSync(html);
  return coding === 'gzip' ? gzipSync(html, { level: 9 }) : Buffer.from(html);
}

/** Returns the form of the dialog, with all its styles, as a page. Without a script, the browser checks the fields. */
async function staticForm(page: Page): Promise<string> {
  const { form, styles } = await page
    .frameLocator('iframe')
    .locator('form')
    .evaluate((element) => {
      const copy = element.cloneNode(true) as HTMLFormElement;
      copy.noValidate = false;
      for (const input of copy.querySelectorAll('input')) input.required = true;
      const sheets = new Set<CSSStyleSheet>(document.styleSheets);
      for (let root = element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
        for (const sheet of root.adoptedStyleSheets) sheets.add(sheet);
      }
      const rules = [...sheets].flatMap((sheet) => [...sheet.cssRules]);
      return { form: copy.outerHTML, styles: rules.map((rule) => rule.cssText).join('\n') };
    });
  return htmlPage({
    head: `<style>${styles}</style>`,
    body: `<main>${form.replaceAll(/<!--.*?-->/gs, '')}</main>`,
  });
}
