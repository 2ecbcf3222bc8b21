import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { text } from 'node:stream/consumers';

import { createEgress } from '../../egress.ts';
import type { ProviderAccess } from '../auth-type.ts';

/** A request that a provider received. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The response of a provider. The default status is 200. */
export interface LoopbackResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A provider on loopback that records its requests. */
export async function startLoopbackProvider(t: TestContext, answer: (request: ReceivedRequest) => LoopbackResponse) {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const { method = '', headers, url = '' } = incoming;
      const request = { method, url: new URL(url, `http://${headers.host}`), headers, body };
      requests.push(request);
      const given = answer(request);
      response.writeHead(given.status ?? 200, given.headers).end(given.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Returns access to providers on loopback, with a fixed clock. */
export function loopbackAccess(t: TestContext, now = Date.now()): ProviderAccess {
  const egress = createEgress({ allow: [], allowLoopbackHttp: true });
  t.after(() => egress.close());
  return { egress, now: () => now, signal: new AbortController().signal };
}
