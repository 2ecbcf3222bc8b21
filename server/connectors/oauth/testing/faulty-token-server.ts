import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ReceivedTokenRequest, TokenFault } from './token-faults.ts';

/** The code with which browsers come back from a sign-in whose token endpoint is at fault. */
export const FAULTY_CODE = 'code-of-a-faulty-system';

/** A system that fails each sign-in in one way. */
export interface FaultyTokenServer {
  /** Sends the browser back at once. */
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** How often the token endpoint was asked. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a system on loopback that plays one fault. */
export async function startFaultyTokenServer({ answer }: TokenFault): Promise<FaultyTokenServer> {
  let asked = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname === '/authorize') {
      sendBack(url, response, 'callback' in answer ? answer.callback : `code=${FAULTY_CODE}`);
      return;
    }
    asked++;
    void text(request).then((body) => {
      fail(answer, { sent: `${body} ${request.headers.authorization ?? ''}`, response });
    });
  });
  // What does not speak HTTP here, such as TLS, is hung up on.
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
    tokenUrl: 'listens' in answer ? `${await silentOrigin()}/token` : `${addressed(origin, answer)}/token`,
    asked: () => asked,
    close,
  };
}

type Answer = TokenFault['answer'];

function sendBack(url: URL, response: ServerResponse, query: string): void {
  const back = new URL(url.searchParams.get('redirect_uri') ?? '');
  const state = `state=${encodeURIComponent(url.searchParams.get('state') ?? '')}`;
  back.search = query === '' ? state : `${state}&${query}`;
  response.writeHead(302, { Location: back.href }).end();
}

function fail(answer: Answer, request: ReceivedTokenRequest): void {
  if ('misbehave' in answer) {
    answer.misbehave(request);
  } else if ('callback' in answer || 'listens' in answer || 'scheme' in answer) {
    request.response.writeHead(500).end();
  } else {
    const { status = 200, headers, body } = answer;
    request.response.writeHead(status, headers).end(body);
  }
}

function addressed(origin: string, answer: Answer): string {
  return 'scheme' in answer ? origin.replace(/^http:/, 'https:') : origin;
}

/** An address where somebody listened a moment ago. */
async function silentOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
