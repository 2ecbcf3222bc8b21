import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';

const HOST_SCRIPTS: Readonly<Record<string, URL>> = {
  '/workato-host.js': new URL('../host-pages/workato-host.js', import.meta.url),
  '/pandium-host.js': new URL('../host-pages/pandium-host.js', import.meta.url),
  '/superblocks-host.js': new URL('../host-pages/superblocks-host.js', import.meta.url),
};

/** A page of a host product. */
export interface HostPage {
  /** Renders the page for each request, because a product's back end signs a new token each time. */
  readonly html: () => string | Promise<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves a host product's pages on one or more addresses. */
export class HostServer {
  readonly #pages = new Map<string, HostPage>();
  readonly #servers: http.Server[] = [];

  /** Listens on another address. All addresses serve the same pages. */
  async listen(host: string, port: number): Promise<void> {
    const server = http.createServer((request, response) => {
      this.#respond(request.url ?? '/', response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
      });
    });
    server.listen(port, host);
    await once(server, 'listening');
    this.#servers.push(server);
  }

  /** Adds a page and returns its path. */
  add(page: HostPage): string {
    const path = `/pages/${this.#pages.size + 1}`;
    this.#pages.set(path, page);
    return path;
  }

  async #respond(path: string, response: http.ServerResponse): Promise<void> {
    const script = HOST_SCRIPTS[path];
    if (script) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(readFileSync(script));
      return;
    }
    const page = this.#pages.get(path);
    if (!page) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
      return;
    }
    const html = await page.html();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(html);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map(async (server) => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }),
    );
  }
}
