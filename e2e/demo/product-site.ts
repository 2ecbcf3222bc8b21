import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

import { readChoice } from './demo-choice.ts';
import type { DemoChoice } from './demo-choice.ts';
import { WEBHOOK_PATH } from './demo-files.ts';
import { INSTALLED_INTEGRATION } from './demo-integrations.ts';
import type { Site } from './demo-sites.ts';
import { urlOf } from './demo-sites.ts';
import { EMBEDDINGS } from './embeddings.ts';
import type { Embedding } from './embeddings.ts';
import type { BackEndCalls } from './back-end-calls.ts';
import { BACK_END_PATH, backEndPage } from './back-end-page.ts';
import { CUSTOMER } from './product-back-end.ts';
import type { ProductBackEnd } from './product-back-end.ts';
import { productPage } from './product-page.ts';

const FILES: Readonly<Record<string, string>> = {
  '/demo.css': 'page/demo.css',
  '/event-log.js': 'page/event-log.js',
  '/frame-log.js': 'page/frame-log.js',
  '/tag-host.js': 'page/tag-host.js',
  '/workato-host.js': '../host-pages/workato-host.js',
  '/pandium-host.js': '../host-pages/pandium-host.js',
};

/** The built React component. A product imports the same file from its `node_modules`. */
const REACT_COMPONENT = fileURLToPath(new URL('../../dist/host/react.js', import.meta.url));

const SCRIPT_TYPE = 'text/javascript; charset=utf-8';

/** Serves the pages of the demo's product, and the endpoint from which the tag gets its tokens. */
export class ProductSite {
  readonly #site: Site;
  readonly #backEnd: ProductBackEnd;
  readonly #calls: BackEndCalls;
  readonly #server: http.Server;
  /** The bundled script of the React page. The first request for it starts the bundling. */
  #reactScript: Promise<string> | undefined;

  constructor(site: Site, backEnd: ProductBackEnd, calls: BackEndCalls) {
    this.#site = site;
    this.#backEnd = backEnd;
    this.#calls = calls;
    this.#server = http.createServer((request, response) => {
      this.#respond(request, response).catch((error: unknown) => {
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

  async #respond(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', urlOf(this.#site));
    const file = FILES[pathname];
    const embedding = EMBEDDINGS.find(({ path }) => path === pathname);
    // Browsers must not cache responses, because some of them contain a token that works only once.
    const send = (type: string, body: string | Buffer) =>
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    if (file !== undefined) {
      const type = pathname.endsWith('.css') ? 'text/css; charset=utf-8' : SCRIPT_TYPE;
      send(type, readFileSync(new URL(file, import.meta.url)));
    } else if (embedding) {
      const choice = readChoice(searchParams);
      const src = await this.#embeddedUrl(embedding, choice);
      send('text/html; charset=utf-8', productPage(embedding, choice, { src, script: this.#backEnd.tagScriptUrl }));
    } else if (pathname === BACK_END_PATH) {
      const body = request.method === 'POST' ? await text(request) : '';
      const html = await this.#backEndPage(readChoice(searchParams), new URLSearchParams(body).get('connection'));
      send('text/html; charset=utf-8', html);
    } else if (pathname === WEBHOOK_PATH && request.method === 'POST') {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      response.writeHead(this.#calls.receive(await text(request), headers) ? 204 : 401).end();
    } else if (pathname === '/token') {
      send('application/json', JSON.stringify({ token: await this.#backEnd.createTagToken() }));
    } else if (pathname === '/react.js') {
      this.#reactScript ??= buildReactScript();
      send(SCRIPT_TYPE, await this.#reactScript);
    } else if (pathname === '/') {
      response.writeHead(302, { location: EMBEDDINGS[0].path }).end();
    } else {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found.');
    }
  }

  async #backEndPage(choice: DemoChoice, connectionId: string | null): Promise<string> {
    const connections = await this.#calls.connections(CUSTOMER);
    const connection = connections.find(({ id }) => String(id) === connectionId);
    const called = connection && { id: connection.id, steps: await this.#calls.callProvider(connection) };
    return backEndPage(choice, { connections, events: this.#calls.events, called });
  }

  async #embeddedUrl({ path, kind, opens }: Embedding, { provider, theme, language }: DemoChoice): Promise<URL> {
    if (opens === 'portal') return this.#backEnd.portalUrl;
    if (kind !== 'frame') return this.#backEnd.connectorPageUrl(provider.connector);
    const address =
      opens === 'install'
        ? await this.#backEnd.pandiumInstallUrl(INSTALLED_INTEGRATION)
        : path === '/connection'
          ? await this.#backEnd.workatoFrameUrl(provider.connector)
          : await this.#backEnd.pandiumFrameUrl(provider.connector);
    if (theme !== 'system') address.searchParams.set('theme', theme);
    if (language !== '') address.searchParams.set('lang', language);
    return address;
  }
}

/** Bundles the script of the demo's React page. */
async function buildReactScript(): Promise<string> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { alias: { 'embed-connection/react': REACT_COMPONENT } },
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL('react/app.jsx', import.meta.url)), formats: ['es'] },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((bundle) =>
    'output' in bundle ? bundle.output : [],
  );
  const chunk = outputs.find((file) => file.type === 'chunk');
  if (!chunk) throw new Error('Vite has built no script for the React page.');
  return chunk.code;
}
