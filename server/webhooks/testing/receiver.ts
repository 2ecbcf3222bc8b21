import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A request that a receiver got. */
export interface ReceivedRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a receiver answers. `undefined`: never. */
export type Answer =
  { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | number | undefined;

/** A receiver of webhooks on this machine. */
export interface TestReceiver {
  readonly url: URL;
  readonly requests: readonly ReceivedRequest[];
  /** Ids of the events, in the order of their arrival. */
  readonly ids: () => readonly (string | undefined)[];
}

/** Starts a real HTTP server that receives webhooks until the test ends. By default it answers 204. */
export async function startReceiver(
  t: TestContext,
  answer: (request: ReceivedRequest, index: number) => Answer = () => 204,
): Promise<TestReceiver> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const),
      );
      const request = { headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(request);
      respond(response, answer(request, requests.length - 1));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/hooks`),
    requests,
    ids: () => requests.map(({ headers }) => headers['webhook-id']),
  };
}

function respond(response: ServerResponse, answer: Answer): void {
  if (answer === undefined) return;
  const { status, headers = {} } = typeof answer === 'number' ? { status: answer } : answer;
  response.writeHead(status, headers).end();
}
