import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ReceivedTokenRequest, TokenEndpointError } from './token-endpoint-errors.ts';

/** The code in the callback of a sign-in whose token endpoint is faulty. */
export const AUTHORIZATION_CODE = 'code-of-a-faulty-system';

/** A provider that fails each sign-in in the same way. */
export interface FailingTokenServer {
  /** Redirects the browser back immediately. */
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** How many requests the token endpoint received. */
  readonly requestCount: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a provider on loopback that fails with one error. */
export async function startFailingTokenServer({ answer }: TokenEndpointError): Promise<FailingTokenServer> {
  let options = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname === '/authorize') {
      redirectBack(url, response, 'callback' in answer ? answer.callback : `code=${AUTHORIZATION_CODE}`);
      return;
    }
    options++;
    void text(request).then((body) => {
      fail(answer, { sent: `${body} ${request.headers.authorization ?? ''}`, response });
    });
  });
  // Closes connections that do not use HTTP, such as TLS.
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {
    authorizationUrl: `${origin}/authorize`,
    tokenUrl: 'listens' in answer ? `${await closedOrigin()}/token` : `${tokenOrigin(origin, answer)}/token`,
    requestCount: () => options,
    close,
  };
}

type Answer = TokenEndpointError['answer'];

function redirectBack(url: URL, response: ServerResponse, query: string): void {
  const callback = new URL(url.searchParams.get('redirect_uri') ?? '');
  const state = `state=${encodeURIComponent(url.searchParams.get('state') ?? '')}`;
  callback.search = query === '' ? state : `${state}&${query}`;
  response.writeHead(302, { Location: callback.href }).end();
}

function fail(response: Answer, request: ReceivedTokenRequest): void {
  if ('misbehave' in response) {
    response.misbehave(request);
  } else if ('callback' in response || 'listens' in response || 'scheme' in response) {
    request.response.writeHead(500).end();
  } else {
    const { status = 200, headers, body } = response;
    request.response.writeHead(status, headers).end(body);
  }
}

function tokenOrigin(origin: string, response: Answer): string {
  return 'scheme' in response ? origin.replace(/^http:/, 'https:') : origin;
}

/** Returns an address on loopback where no server listens. */
async function closedOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
