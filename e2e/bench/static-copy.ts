import { once } from 'node:events';
import http from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { freePort } from '../harness/free-port.ts';
import { WIDGET_SITE } from '../harness/sites.ts';
import { htmlPage } from '../host-pages/html-page.ts';
import { launchBrowser } from './slow-browser.ts';

/** Headers that a copy does not take over, because its own server sets them. */
const CONNECTION_HEADERS = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Addresses of images on the server of the dialog. */
const IMAGE_ADDRESS = /(?<= src=")\/[^"]+(?=")/g;

/** A server with a static copy of a dialog. */
export interface StaticCopy {
  readonly url: string;
  /** Length of the page as it is sent. */
  readonly bytes: number;
  readonly close: () => void;
}

/** What a static copy shows. */
export interface CopyOptions {
  /** Host page whose frame has the dialog. */
  readonly address: string;
  /** Selector of the element to show. */
  readonly shows: string;
  /** Changes that element, and what is in it, so that it works without a script. Playwright sends it as text. */
  readonly adjust: (element: Element) => void;
}

/** What the server answers. */
interface StaticAnswer {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

/**
 * Serves a part of a dialog as a page without a script. It comes from the same site as the page of the dialog, and has the
 * same response headers, the same coding and the same images.
 */
export async function serveStaticCopy({ address, shows, adjust }: CopyOptions): Promise<StaticCopy> {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  const frameResponse = page.waitForResponse((response) => response.frame() !== page.mainFrame());
  await page.goto(address);
  const response = await frameResponse;
  const headers = await response.allHeaders();
  await page.frameLocator('iframe').locator(shows).evaluate(adjust);
  const html = await staticHtml(page, shows);
  await browser.close();

  const body = compress(html, headers['content-encoding']);
  // The policy of the dialog's page allows only the styles of that page. The copy has all its styles in one element.
  const policy = headers['content-security-policy']?.replace(/style-src [^;]*/, "style-src 'unsafe-inline'") ?? '';
  const answers = new Map<string, StaticAnswer>([
    ['/', { body, headers: { ...sameHeaders(headers), 'content-security-policy': policy } }],
  ]);
  for (const path of new Set(html.match(IMAGE_ADDRESS))) {
    answers.set(path, await loadImage(new URL(path, response.url()), headers['content-encoding']));
  }
  const server = http.createServer(({ url = '/' }, answer) => {
    const found = answers.get(url);
    if (found) answer.writeHead(200, { ...found.headers, 'content-length': found.body.length }).end(found.body);
    else answer.writeHead(404).end();
  });
  const port = await freePort(WIDGET_SITE);
  server.listen(port, WIDGET_SITE);
  await once(server, 'listening');
  return { url: `http://${WIDGET_SITE}:${port}/`, bytes: body.length, close: () => server.close() };
}

function sameHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.has(name)));
}

function compress(html: string, coding: string | undefined): Buffer {
  if (coding === 'br') return brotliCompressSync(html);
  return coding === 'gzip' ? gzipSync(html, { level: 9 }) : Buffer.from(html);
}

/** Loads an image as a browser does. `fetch` decodes the body, so it is loaded with `http`. */
async function loadImage(url: URL, coding = 'identity'): Promise<StaticAnswer> {
  const request = http.get(url, { headers: { 'accept-encoding': coding } });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return { headers: sameHeaders(Object.fromEntries(headers) as Record<string, string>), body: Buffer.concat(parts) };
}

/** Returns an element of the dialog, with all its styles, as a page. */
async function staticHtml(page: Page, selector: string): Promise<string> {
  const { html, styles } = await page
    .frameLocator('iframe')
    .locator(selector)
    .evaluate((element) => {
      const sheets = new Set<CSSStyleSheet>(document.styleSheets);
      for (let root = element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
        for (const sheet of root.adoptedStyleSheets) sheets.add(sheet);
      }
      const rules = [...sheets].flatMap((sheet) => [...sheet.cssRules]);
      return { html: element.outerHTML, styles: rules.map((rule) => rule.cssText).join('\n') };
    });
  // The styles of the hosts of shadow roots are those of the element around the copy.
  return htmlPage({
    head: `<style>${styles.replaceAll(':host', '.host')}</style>`,
    body: `<main><div class="host">${html.replaceAll(/<!--.*?-->/gs, '')}</div></main>`,
  });
}
