import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { ACCOUNT, RIGHT_KEY } from './providers.ts';
import { PROVIDER_SITE } from './sites.ts';

/** The folders that the provider has, as choices of a setting. */
const FOLDERS = [
  { id: 'in', name: 'Inbox' },
  { id: 'out', name: 'Sent' },
];

/** A provider that answers every request with an error while it is down. Each code is good for its token. */
export class UnreliableProvider {
  isDown = false;
  readonly #server = http.createServer((request, response) => {
    const [status, body] = this.#answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  /** Starts a provider on a free port. */
  static async start(): Promise<UnreliableProvider> {
    const provider = new UnreliableProvider();
    provider.#server.listen(0, PROVIDER_SITE);
    await once(provider.#server, 'listening');
    return provider;
  }

  /** Without a slash at the end. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${PROVIDER_SITE}:${port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #answer({ url, headers }: http.IncomingMessage): readonly [status: number, body: object] {
    if (this.isDown) return [503, {}];
    if (url === '/token') return [200, { access_token: RIGHT_KEY, token_type: 'Bearer', expires_in: 3600 }];
    if (headers.authorization !== `Bearer ${RIGHT_KEY}`) return [401, {}];
    return [200, url === '/folders' ? { folders: FOLDERS } : { account: ACCOUNT }];
  }
}
