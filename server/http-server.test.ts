import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { ConfigError } from './config/config-issue.ts';
import { readServerSettings } from './config/server-settings.ts';
import { IMPORT_PATH } from './http/streamed-requests.ts';
import { createHttpServer, HTTP_LIMITS } from './http-server.ts';
import type { HttpLimits, HttpServerOptions } from './http-server.ts';
import { InFlightRequests } from './in-flight-requests.ts';
import { createLogger } from './log/logger.ts';
import { waitUntil } from './testing/wait-until.ts';

interface StartOptions {
  readonly fetch: HttpServerOptions['fetch'];
  readonly limits?: Partial<HttpLimits>;
}

/** A server of one function, on a free port. */
async function start(t: TestContext, { fetch, limits: less = {} }: StartOptions) {
  const limits = { ...HTTP_LIMITS, ...less };
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const inFlight = new InFlightRequests(limits);
  const log = createLogger({ level: 'info', destination });
  const server = createHttpServer({ fetch, inFlight, limits, publicUrl: new URL('https://connect.example.com'), log });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    inFlight,
    url: `http://127.0.0.1:${port}`,
    log: () => lines.join(''),
    openConnections: () => promisify(server.getConnections.bind(server))(),
    open: async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      t.after(() => socket.destroy());
      await once(socket, 'connect');
      return socket;
    },
  };
}

/** Requests for `/0`, `/1` and so on, in one write. */
function pipelined(count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `GET /${index} HTTP/1.1\r\nHost: connect.example.com\r\n\r\n`,
  ).join('');
}

/** All that a connection answers until its end. */
async function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  await once(socket, 'close');
  return text;
}

const pathOf = ({ url }: Request) => new URL(url).pathname;

/** Answers requests when the test says so. */
function heldAnswers() {
  const answers = new Map<string, () => void>();
  const fetch = (request: Request) =>
    new Promise<Response>((resolve) => {
      answers.set(pathOf(request), () => resolve(new Response(`<${pathOf(request)}>`)));
    });
  return { answers, fetch };
}

describe('a connection that sends requests without waiting for answers', () => {
  test('has four of them handled at once, and all of them answered in order', async (t) => {
    const { answers, fetch } = heldAnswers();
    const { open } = await start(t, { fetch });
    const socket = await open();
    socket.write(pipelined(12));
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    for (let answered = 0; answered < 12; answered += 1) {
      await waitUntil(() => answers.has(`/${Math.min(answered + 3, 11)}`));
      assert.equal(answers.size, Math.min(answered + 4, 12));
      answers.get(`/${answered}`)?.();
      await waitUntil(() => text.includes(`</${answered}>`));
    }
    assert.deepEqual(
      text.match(/(?<=<)\/\d+/g),
      Array.from({ length: 12 }, (_, index) => `/${index}`),
    );
  });

  test('is closed when it sends more than may wait, and another one is served', async (t) => {
    const { answers, fetch: held } = heldAnswers();
    const { open, log, openConnections, url } = await start(t, {
      fetch: (request) => (pathOf(request) === '/other' ? new Response('answer') : held(request)),
    });
    const flooding = await open();
    flooding.pause();
    flooding.write(pipelined(2400));
    assert.equal((await fetch(`${url}/other`)).status, 200);
    await waitUntil(async () => (await openConnections()) <= 1);
    assert.deepEqual([...answers.keys()], ['/0', '/1', '/2', '/3']);
    assert.match(log(), /sent too many requests at once/);
  });

  test('gets no further answers while it does not read', { timeout: 180_000 }, async (t) => {
    const large = new Uint8Array(8 * 1024 * 1024);
    let handled = 0;
    const { open, openConnections } = await start(t, {
      limits: { idleTimeoutMs: 200 },
      fetch: () => {
        handled += 1;
        return new Response(large);
      },
    });
    const socket = await open();
    socket.pause();
    socket.write(pipelined(10));
    await waitUntil(async () => (await openConnections()) === 0);
    assert.equal(handled, 4);
  });
});

describe('a connection', () => {
  test('ends after its last request', async (t) => {
    const { open } = await start(t, { limits: { maxRequests: 3 }, fetch: () => new Response('answer') });
    const socket = await open();
    const text = textOf(socket);
    socket.write(pipelined(5));
    assert.deepEqual((await text).match(/^connection: .*/gim), [
      'Connection: keep-alive',
      'Connection: keep-alive',
      'connection: close',
    ]);
  });

  test('is refused when there are too many, which the log says once', async (t) => {
    const { open, log, url } = await start(t, { limits: { maxConnections: 1 }, fetch: () => new Response('answer') });
    const first = await open();
    for (let count = 0; count < 2; count += 1) assert.equal(await textOf(await open()), '');
    assert.equal(log().match(/too many are open/g)?.length, 1);
    first.destroy();
    await waitUntil(() =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  });
});

test('a connection may be silent for longer than any event stream lasts', () => {
  const seconds = HTTP_LIMITS.idleTimeoutMs / 1000;
  const read = () => readServerSettings({ EVENT_STREAM_SECONDS: String(seconds) }, { dev: true });
  assert.throws(read, ConfigError);
});

describe('while the server stops', () => {
  test('the last answer of a connection asks for its end, after those that were asked for before', async (t) => {
    const { answers, fetch } = heldAnswers();
    const { inFlight, open } = await start(t, { fetch });
    const socket = await open();
    const text = textOf(socket);
    socket.write(pipelined(6));
    await waitUntil(() => answers.has('/3'));
    inFlight.startShutdown();
    for (let answered = 0; answered < 6; answered += 1) {
      await waitUntil(() => answers.has(`/${answered}`));
      answers.get(`/${answered}`)?.();
    }
    assert.deepEqual((await text).match(/^connection: .*/gim), [
      ...Array.from({ length: 5 }, () => 'Connection: keep-alive'),
      'connection: close',
    ]);
  });

  test('requests of a connection that is gone are not waited for', { timeout: 180_000 }, async (t) => {
    const { answers, fetch } = heldAnswers();
    const { inFlight, open } = await start(t, { fetch });
    const socket = await open();
    socket.write(pipelined(6));
    await waitUntil(() => answers.has('/3'));
    socket.destroy();
    await inFlight.drain(60_000);
  });
});

test('a body that takes too long ends its connection, unless its request is streamed', async (t) => {
  const fetch = async (request: Request) => new Response(`got ${await request.text()}`);
  const { open } = await start(t, { fetch, limits: { bodyTimeoutMs: 50 } });
  const send = async (path: string) => {
    const socket = await open();
    const text = textOf(socket);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: connect.example.com\r\nContent-Length: 2\r\n\r\na`);
    return { socket, text };
  };
  const streamed = await send(IMPORT_PATH);
  const slow = await send('/session');
  assert.match(await slow.text, /^HTTP\/1\.1 408 /);
  streamed.socket.write('b');
  const [answer] = (await once(streamed.socket, 'data')) as [Buffer];
  assert.match(answer.toString(), /^HTTP\/1\.1 200 /);
});

test('a pipelined body that takes too long writes nothing into the answer before it', async (t) => {
  const endless = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('the first part')),
    });
  const fetch = async (request: Request) =>
    new URL(request.url).pathname === '/endless' ? new Response(endless()) : new Response(await request.text());
  const { open } = await start(t, { fetch, limits: { bodyTimeoutMs: 200 } });
  const socket = await open();
  const text = textOf(socket);
  socket.write('GET /endless HTTP/1.1\r\nHost: connect.example.com\r\n\r\n');
  await once(socket, 'data');
  socket.write('POST /session HTTP/1.1\r\nHost: connect.example.com\r\nContent-Length: 2\r\n\r\na');
  assert.doesNotMatch(await text, / 408 /);
});
