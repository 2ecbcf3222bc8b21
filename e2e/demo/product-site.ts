import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';

import type { Site } from './demo-sites.ts';
import { urlOf } from './demo-sites.ts';
import type { ProductBackEnd } from './product-back-end.ts';
import { EMBEDDINGS, productPage, readChoice } from './product-page.ts';
import type { DemoChoice, Embedding } from './product-page.ts';

const FILES: Readonly<Record<string, { readonly file: URL; readonly type: string }>> = {
  '/demo.css': { file: new URL('page/demo.css', import.meta.url), type: 'text/css; charset=utf-8' },
  '/demo.js': { file: new URL('page/demo.js', import.meta.url), type: 'text/javascript; charset=utf-8' },
  '/workato-host.js': {
    file: new URL('../host-pages/workato-host.js', import.meta.url),
    type: 'text/javascript; charset=utf-8',
  },
  '/pandium-host.js': {
    file: new URL('../host-pages/pandium-host.js', import.meta.url),
    type: 'text/javascript; charset=utf-8',
  },
};

/** The pages of the demo's product. Each load of one embeds the widget with a token that was signed for it. */
export class ProductSite {
  readonly #site: Site;
  readonly #backEnd: ProductBackEnd;
  readonly #server: http.Server;

  constructor(site: Site, backEnd: ProductBackEnd) {
    this.#site = site;
    this.#backEnd = backEnd;
    this.#server = http.createServer((request, response) => {
      this.#answer(request.url ?? '/', response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error));
      });
    });
  }

  async start(): Promise<void> {
    this.#server.listen(this.#site.port, this.#site.host);
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(target: string, response: http.ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(target, urlOf(this.#site));
    const file = FILES[pathname];
    const embedding = EMBEDDINGS.find(({ path }) => path === pathname);
    if (file) {
      response.writeHead(200, { 'content-type': file.type }).end(readFileSync(file.file));
    } else if (embedding) {
      const choice = readChoice(searchParams);
      const page = productPage(embedding, choice, await this.#frameAddress(embedding, choice));
      // A page from a cache would embed with a token that was used before.
      const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
      response.writeHead(200, headers).end(page);
    } else if (pathname === '/') {
      response.writeHead(302, { location: EMBEDDINGS[0].path }).end();
    } else {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is nothing here.');
    }
  }

  async #frameAddress({ path }: Embedding, { system, theme, language }: DemoChoice): Promise<URL> {
    const address =
      path === '/connection'
        ? await this.#backEnd.workatoFrame(system.connector)
        : await this.#backEnd.pandiumFrame(system.connector);
    if (theme !== 'system') address.searchParams.set('theme', theme);
    if (language !== '') address.searchParams.set('lang', language);
    return address;
  }
}
