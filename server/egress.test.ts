import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Egress, EgressOptions, EgressRequest } from './egress.ts';
import { createEgress, EgressFailedError, EgressRefusedError, withDeadline } from './egress.ts';
import type { EgressFailureKind } from './egress/errors.ts';
import { waitUntil } from './testing/wait-until.ts';

async function listen(t: TestContext, server: Server, host = '127.0.0.1'): Promise<URL> {
  server.listen(0, host);
  await once(server, 'listening');
  t.after(() => server.close());
  return new URL(`http://${host}:${(server.address() as AddressInfo).port}/`);
}

/** A provider on loopback that records its requests. */
async function startServer(t: TestContext, answer: RequestListener) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  const url = await listen(t, server);
  t.after(() => server.closeAllConnections());
  return { url, requests };
}

function egressFor(t: TestContext, options: Partial<EgressOptions> = {}): Egress {
  const egress = createEgress({ allow: [], allowLoopbackHttp: true, ...options });
  t.after(() => egress.close());
  return egress;
}

const neverAborted = () => new AbortController().signal;

function sendRequest(egress: Egress, url: URL, request: Partial<EgressRequest> = {}, signal = neverAborted()) {
  return egress.request({ url, method: 'GET', headers: {}, redirects: 'follow', ...request }, { signal });
}

const isFailure = (kind: EgressFailureKind) => (error: unknown) => {
  assert.ok(error instanceof EgressFailedError, String(error));
  assert.equal(error.kind, kind, error.message);
  return true;
};

describe('an outbound request', () => {
  test('identifies itself and returns the response, with any status', async (t) => {
    const { url, requests } = await startServer(t, (_request, response) => {
      response.writeHead(418, { 'X-Word': ['a', 'b'] }).end('kurz & bündig');
    });
    const answer = await sendRequest(egressFor(t), new URL('/tea?pot=1', url), {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain', Authorization: 'Bearer t' },
      body: 'milk',
    });
    assert.equal(answer.status, 418);
    assert.equal(answer.body, 'kurz & bündig');
    assert.equal(answer.headers.get('x-word'), 'a, b');
    assert.equal(answer.url.href, `${url.href}tea?pot=1`);
    assert.equal(requests[0]?.method, 'POST');
    assert.equal(requests[0].url, '/tea?pot=1');
    assert.equal(requests[0].headers['user-agent'], 'embed-connection');
    assert.equal(requests[0].headers.authorization, 'Bearer t');
    assert.equal(requests[0].headers['content-length'], '4');
  });

  for (const [coding, compressed] of [
    ['gzip', gzipSync('{"a":1}')],
    ['x-gzip', gzipSync('{"a":1}')],
    ['br', brotliCompressSync('{"a":1}')],
    ['zstd', zstdCompressSync('{"a":1}')],
    ['deflate', deflateSync('{"a":1}')],
    ['deflate', deflateRawSync('{"a":1}')],
    ['identity', Buffer.from('{"a":1}')],
  ] as const) {
    test(`reads ${coding} (${compressed.length} bytes) although it asked for no compression`, async (t) => {
      const { url, requests } = await startServer(t, (_request, response) => {
        response.writeHead(200, { 'content-encoding': coding }).end(compressed);
      });
      assert.equal((await sendRequest(egressFor(t), url)).body, '{"a":1}');
      assert.equal(requests[0]?.headers['accept-encoding'], 'identity');
    });
  }

  const big = Buffer.alloc(256 * 1024 + 1, 'a');
  /** 128 KiB that decompress to 128 MiB. Made of equal parts, because to compress the whole takes long. */
  const bomb = Buffer.concat(Array<Buffer>(32).fill(gzipSync(Buffer.alloc(4 * 1024 * 1024))));
  const misbehaviours: readonly (readonly [string, EgressFailureKind, RequestListener])[] = [
    ['a body over 256 KiB', 'too_large', (_request, response) => response.end(big)],
    [
      'a small body that decompresses to 128 MiB',
      'too_large',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    ],
    [
      'an endless body',
      'too_large',
      (_request, response) => {
        const more = () => {
          while (!response.destroyed && response.write(big));
        };
        response.on('drain', more);
        more();
      },
    ],
    [
      'a body whose Content-Encoding is false',
      'protocol',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip'),
    ],
    [
      'an unknown compression',
      'protocol',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end('x'),
    ],
    ['a dropped connection', 'connect', (request) => request.socket.destroy()],
    [
      'an incomplete body',
      'protocol',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('x', () => request.socket.destroy());
      },
    ],
    ['a response that is not HTTP', 'protocol', (request) => request.socket.end('SSH-2.0-OpenSSH_9.9\r\n\r\n')],
    [
      'endless headers',
      'too_large',
      (request) => request.socket.end(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`),
    ],
  ];
  for (const [name, kind, answer] of misbehaviours) {
    test(`fails as ${kind} on ${name}`, async (t) => {
      const { url } = await startServer(t, answer);
      await assert.rejects(sendRequest(egressFor(t), url), isFailure(kind));
    });
  }

  test('reads a body of exactly 256 KiB', async (t) => {
    const { url } = await startServer(t, (_request, response) => response.end(big.subarray(1)));
    assert.equal((await sendRequest(egressFor(t), url)).body.length, 256 * 1024);
  });

  test('fails as connect when no server listens', async (t) => {
    const { url, requests } = await startServer(t, (_request, response) => response.end());
    const gone = createTcpServer();
    const goneUrl = await listen(t, gone);
    gone.close();
    await once(gone, 'close');
    await assert.rejects(sendRequest(egressFor(t), goneUrl), isFailure('connect'));
    assert.equal((await sendRequest(egressFor(t), url)).status, 200);
    assert.equal(requests.length, 1);
  });

  test('fails as tls if the server does not use TLS', async (t) => {
    const { url } = await startServer(t, (_request, response) => response.end());
    url.protocol = 'https:';
    await assert.rejects(sendRequest(egressFor(t), url), isFailure('tls'));
  });

  test('fails as dns if the name cannot be resolved', async (t) => {
    const resolve = () => Promise.reject(Object.assign(new Error('nope'), { code: 'ENOTFOUND' }));
    const egress = egressFor(t, { resolve });
    await assert.rejects(sendRequest(egress, new URL('https://nowhere.test/')), isFailure('dns'));
    await assert.rejects(
      egress.checkUrl(new URL('https://nowhere.test/'), { signal: neverAborted() }),
      isFailure('dns'),
    );
    await assert.rejects(
      sendRequest(egressFor(t, { resolve: () => Promise.resolve([]) }), new URL('https://nothing.test/')),
      isFailure('dns'),
    );
  });

  test('has no path, query or header in its error messages', async (t) => {
    const { url } = await startServer(t, (request) => request.socket.destroy());
    const secretive = new URL('/path-secret?key=query-secret', url);
    const shown: string[] = [];
    const collect = (error: unknown) => shown.push(inspect(error, { showHidden: true, depth: 5 }));
    await sendRequest(egressFor(t), secretive, { headers: { 'x-key': 'header-secret' } }).catch(collect);
    await sendRequest(egressFor(t), new URL('https://user:password-secret@10.0.0.1/path-secret')).catch(collect);
    await sendRequest(egressFor(t), new URL('ftp://example.com/path-secret')).catch(collect);
    assert.equal(shown.length, 3);
    assert.doesNotMatch(shown.join('\n'), /secret/);
  });
});

describe('the timeout', () => {
  const hanging: RequestListener = () => undefined;

  test('applies to the headers', async (t) => {
    const { url } = await startServer(t, hanging);
    await assert.rejects(sendRequest(egressFor(t, { limits: { headersTimeoutMs: 50 } }), url), isFailure('timeout'));
  });

  test('applies to the whole response, even if data keeps arriving', async (t) => {
    const { url } = await startServer(t, (_request, response) => {
      const timer = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(timer));
    });
    await assert.rejects(sendRequest(egressFor(t, { limits: { totalTimeoutMs: 100 } }), url), isFailure('timeout'));
  });

  test('applies to resolving and connecting', async (t) => {
    const egress = egressFor(t, { limits: { connectTimeoutMs: 50 }, resolve: () => new Promise(() => undefined) });
    await assert.rejects(sendRequest(egress, new URL('https://slow.test/')), isFailure('timeout'));
    await assert.rejects(
      egress.checkUrl(new URL('https://slow.test/'), { signal: neverAborted() }),
      isFailure('timeout'),
    );
  });

  test('applies to the TLS handshake', async (t) => {
    const silent = createTcpServer((socket) => t.after(() => socket.destroy()));
    const url = await listen(t, silent);
    url.protocol = 'https:';
    await assert.rejects(sendRequest(egressFor(t, { limits: { connectTimeoutMs: 50 } }), url), isFailure('timeout'));
  });

  test('ends at once when the caller aborts', async (t) => {
    const controller = new AbortController();
    const { url } = await startServer(t, () => controller.abort());
    await assert.rejects(sendRequest(egressFor(t), url, {}, controller.signal), isFailure('aborted'));
  });

  test('sends nothing if the caller has already aborted', async (t) => {
    const { url, requests } = await startServer(t, (_request, response) => response.end());
    await assert.rejects(sendRequest(egressFor(t), url, {}, AbortSignal.abort()), isFailure('aborted'));
    assert.equal(requests.length, 0);
  });

  test('ends all requests when the egress is closed', async (t) => {
    const egress = egressFor(t);
    const { url } = await startServer(t, () => egress.close());
    await assert.rejects(sendRequest(egress, url), isFailure('aborted'));
    await assert.rejects(sendRequest(egress, url), isFailure('aborted'));
  });

  test('frees the connection of an aborted request', async (t) => {
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    const { url } = await startServer(t, (request) => {
      closed = once(request.socket, 'close');
      controller.abort();
    });
    await assert.rejects(sendRequest(egressFor(t), url, {}, controller.signal), isFailure('aborted'));
    assert.ok(closed);
    await closed;
  });
});

describe('requests to one host', () => {
  /** A provider that responds when the test tells it to, and counts its sockets. */
  async function holdingSystem(t: TestContext) {
    const held: ServerResponse[] = [];
    const { url, requests } = await startServer(t, (_request, response) => held.push(response));
    const sockets = () => new Set(requests.map(({ socket }) => socket).filter(({ destroyed }) => !destroyed)).size;
    return { url, held, sockets };
  }

  const limits = { maxRequestsPerHost: 2, maxQueuedPerHost: 2, queueTimeoutMs: 20 };

  test('are limited: the others wait, fail as `busy`, and delay no other host', async (t) => {
    const hanging = await holdingSystem(t);
    const healthy = await startServer(t, (_request, response) => response.end('well'));
    const egress = egressFor(t, { limits });
    const controller = new AbortController();
    const under = [1, 2].map(() => sendRequest(egress, hanging.url, {}, controller.signal));
    const more = [1, 2, 3].map(() => assert.rejects(sendRequest(egress, hanging.url), isFailure('busy')));
    assert.equal((await sendRequest(egress, healthy.url)).body, 'well');
    await Promise.all(more);
    await waitUntil(() => hanging.held.length >= 2);
    assert.equal(hanging.held.length, 2);
    assert.equal(hanging.sockets(), 2);
    const given = under.map((request) => assert.rejects(request, isFailure('aborted')));
    controller.abort();
    await Promise.all(given);
    // The aborted requests have freed their places.
    const next = sendRequest(egress, hanging.url);
    await waitUntil(() => hanging.held.length === 3);
    hanging.held[2]?.end('now');
    assert.equal((await next).body, 'now');
  });

  test('run in the order of arrival, as soon as others have ended', async (t) => {
    const { url, held } = await holdingSystem(t);
    const egress = egressFor(t, { limits: { ...limits, queueTimeoutMs: 60_000 } });
    const answers = ['a', 'b', 'c'].map((path) => sendRequest(egress, new URL(path, url)));
    await waitUntil(() => held.length >= 2);
    assert.equal(held.length, 2);
    held[0]?.end('first');
    await waitUntil(() => held.length === 3);
    assert.equal(held[2]?.req.url, '/c');
    for (const response of held) response.end('later');
    await Promise.all(answers);
  });

  test('include the targets of redirects', async (t) => {
    const hanging = await holdingSystem(t);
    const leading = await startServer(t, (_request, response) =>
      response.writeHead(302, { location: hanging.url.href }).end(),
    );
    const egress = egressFor(t, { limits });
    const controller = new AbortController();
    const under = [1, 2].map(() =>
      assert.rejects(sendRequest(egress, leading.url, {}, controller.signal), isFailure('aborted')),
    );
    await waitUntil(() => hanging.held.length === 2);
    await assert.rejects(sendRequest(egress, hanging.url), isFailure('busy'));
    controller.abort();
    await Promise.all(under);
  });

  test('that the guard refuses do not wait', async (t) => {
    const egress = egressFor(t, { limits: { ...limits, maxRequestsPerHost: 0, queueTimeoutMs: 60_000 } });
    await assert.rejects(sendRequest(egress, new URL('https://10.0.0.1/')), EgressRefusedError);
  });
});

describe('the target of a request', () => {
  for (const address of [
    'http://example.com/',
    'http://10.0.0.1/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://0251.0376.0251.0376/',
    'https://169.254.43518/',
    'https://10.1/',
    'https://127.0.0.1/',
    'https://127.0.0.1./',
    'https://0/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::10.0.0.1]/',
    'https://[2002:7f00:1::]/',
    'https://[fd00:ec2::254]/',
    'https://１２７.０.０.１/',
    'https://user@example.com/',
    'https://:password@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:text/plain,hello',
  ]) {
    test(`cannot be ${address}`, async (t) => {
      const resolve = () => assert.fail('the resolver must not be called');
      const egress = egressFor(t, { allowLoopbackHttp: false, resolve });
      await assert.rejects(sendRequest(egress, new URL(address)), EgressRefusedError);
      await assert.rejects(egress.checkUrl(new URL(address), { signal: neverAborted() }), EgressRefusedError);
    });
  }

  for (const [addresses, refused] of [
    [['10.0.0.1'], true],
    [['93.184.215.14', '10.0.0.1'], true],
    [['127.0.0.1', '::1'], true],
    [['::ffff:169.254.169.254'], true],
    [['93.184.215.14', '2606:4700:4700::1111'], false],
  ] as const) {
    test(`${refused ? 'cannot' : 'can'} be a name with the addresses ${addresses.join(' and ')}`, async (t) => {
      const egress = egressFor(t, { allowLoopbackHttp: false, resolve: () => Promise.resolve(addresses) });
      const url = new URL('https://name.test/');
      const checked = egress.checkUrl(url, { signal: neverAborted() });
      if (!refused) return checked;
      await assert.rejects(checked, EgressRefusedError);
      await assert.rejects(sendRequest(egress, url), EgressRefusedError);
    });
  }

  test('can be on the allow list, with https only', async (t) => {
    const egress = egressFor(t, { allow: ['10.0.0.0/8'], allowLoopbackHttp: true });
    const check = (url: string) => egress.checkUrl(new URL(url), { signal: neverAborted() });
    await check('https://10.0.0.1/');
    await assert.rejects(check('http://10.0.0.1/'), EgressRefusedError);
    await assert.rejects(check('https://192.168.0.1/'), EgressRefusedError);
  });

  test('is checked by the address of the connection', async (t) => {
    const { url, requests } = await startServer(t, (_request, response) => response.end('reached'));
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const asked: string[] = [];
    const egress = egressFor(t, {
      resolve: (hostname) => {
        asked.push(hostname);
        return Promise.resolve(answers.shift() ?? []);
      },
    });
    url.hostname = 'rebind.test';
    assert.equal((await sendRequest(egress, url)).body, 'reached');
    assert.deepEqual(asked, ['rebind.test']);
    await assert.rejects(sendRequest(egress, url), EgressRefusedError);
    assert.deepEqual(asked, ['rebind.test', 'rebind.test']);
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.headers.host, url.host);
  });

  test('is checked with the real resolver too', async (t) => {
    const { url } = await startServer(t, (_request, response) => response.end('reached'));
    const local = new URL(`http://localhost:${url.port}/`);
    await egressFor(t).checkUrl(local, { signal: neverAborted() });
    await assert.rejects(sendRequest(egressFor(t, { allowLoopbackHttp: false }), local), EgressRefusedError);
  });

  test('cannot be configured with an invalid block of addresses', () => {
    assert.throws(() => createEgress({ allow: ['10/8'], allowLoopbackHttp: false }), TypeError);
  });
});

describe('a redirect', () => {
  const redirecting = (status: number, location: string): RequestListener => {
    return (_request, response) => response.writeHead(status, { location }).end('see there');
  };

  test('keeps headers and body within one origin', async (t) => {
    const { url, requests } = await startServer(t, (request, response) =>
      request.url === '/there' ? response.end('here') : redirecting(307, '/there')(request, response),
    );
    const answer = await sendRequest(egressFor(t), url, { method: 'POST', headers: { 'X-Api-Key': 'k' }, body: 'b' });
    assert.equal(answer.body, 'here');
    assert.equal(answer.url.pathname, '/there');
    assert.equal(requests[1]?.method, 'POST');
    assert.equal(requests[1].headers['x-api-key'], 'k');
  });

  test('sends no credential to another origin, nor back to the first one', async (t) => {
    const { url: first, requests } = await startServer(t, (request, response) =>
      request.url?.startsWith('/end') ? response.end('end') : redirecting(302, second.href)(request, response),
    );
    const { url: second, requests: elsewhere } = await startServer(t, (request, response) =>
      redirecting(302, new URL('/end', first).href)(request, response),
    );
    const headers = { authorization: 'Bearer t', 'x-api-key': 'k', cookie: 'c', accept: 'application/json' };
    const answer = await sendRequest(egressFor(t), new URL('/?api_key=k', first), { headers });
    assert.equal(answer.body, 'end');
    for (const request of [elsewhere[0], requests[1]]) {
      assert.equal(request?.headers.accept, 'application/json');
      assert.equal(request.headers.authorization, undefined);
      assert.equal(request.headers['x-api-key'], undefined);
      assert.equal(request.headers.cookie, undefined);
      assert.doesNotMatch(request.url ?? '', /api_key/);
    }
  });

  for (const [status, method, expected] of [
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
    [302, 'PUT', 'PUT'],
  ] as const) {
    test(`with ${status} turns ${method} into ${expected}`, async (t) => {
      const { url, requests } = await startServer(t, (request, response) =>
        request.url === '/there' ? response.end() : redirecting(status, '/there')(request, response),
      );
      await sendRequest(egressFor(t), url, { method, headers: { 'content-type': 'text/plain' }, body: 'b' });
      assert.equal(requests[1]?.method, expected);
      assert.equal(requests[1].headers['content-type'], expected === 'GET' ? undefined : 'text/plain');
    });
  }

  test('never sends a body to another origin', async (t) => {
    const { url: second, requests } = await startServer(t, (_request, response) => response.end());
    const { url: first } = await startServer(t, redirecting(307, second.href));
    await assert.rejects(sendRequest(egressFor(t), first, { method: 'POST', body: 'secret' }), isFailure('redirect'));
    assert.equal(requests.length, 0);
  });

  for (const location of [
    'https://10.0.0.1/',
    'https://169.254.169.254/',
    'http://example.com/',
    'https://user:pass@example.com/',
    'file:///etc/passwd',
    'https://[::ffff:10.0.0.1]/',
    'https://rebound.test/',
    'https://:::/',
  ]) {
    test(`to ${location} is not followed`, async (t) => {
      const { url } = await startServer(t, redirecting(302, location));
      const egress = egressFor(t, { resolve: () => Promise.resolve(['10.0.0.1']) });
      await assert.rejects(sendRequest(egress, url), isFailure('redirect'));
    });
  }

  test('is followed only within one origin if the request says so', async (t) => {
    const { url: elsewhere, requests } = await startServer(t, (_request, response) => response.end('elsewhere'));
    const { url } = await startServer(t, (request, response) =>
      request.url === '/there'
        ? response.end('here')
        : redirecting(302, request.url === '/' ? '/there' : elsewhere.href)(request, response),
    );
    const egress = egressFor(t);
    assert.equal((await sendRequest(egress, url, { redirects: 'same-origin' })).body, 'here');
    await assert.rejects(
      sendRequest(egress, new URL('/away', url), { redirects: 'same-origin' }),
      isFailure('redirect'),
    );
    assert.equal(requests.length, 0);
  });

  test('is followed at most three times', async (t) => {
    const { url, requests } = await startServer(t, (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else redirecting(302, `/${left - 1}`)(request, response);
    });
    assert.equal((await sendRequest(egressFor(t), new URL('/3', url))).body, 'there');
    assert.equal(requests.length, 4);
    await assert.rejects(sendRequest(egressFor(t), new URL('/4', url)), isFailure('redirect'));
    assert.equal(requests.length, 8);
  });

  test('without a Location is the response', async (t) => {
    const { url } = await startServer(t, (_request, response) => response.writeHead(304).end());
    assert.equal((await sendRequest(egressFor(t), url)).status, 304);
  });

  for (const status of [300, 301, 302, 303, 304, 307, 308]) {
    test(`with ${status} fails if the request allows none`, async (t) => {
      const { url, requests } = await startServer(t, redirecting(status, '/there'));
      await assert.rejects(sendRequest(egressFor(t), url, { redirects: 'refuse' }), isFailure('redirect'));
      assert.equal(requests.length, 1);
    });
  }
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}

test('a response is not kept in memory for as long as its signal', async () => {
  const process = new AbortController();
  const request = async () => {
    const options = { host: 'api.example.com', timeoutMs: 60_000, signal: AbortSignal.any([process.signal]) };
    return new WeakRef(await withDeadline(options, () => Promise.resolve({ body: 'long' })));
  };
  const answers = await Promise.all(Array.from({ length: 10 }, request));
  await nextTurn();
  collectGarbage();
  assert.deepEqual(
    answers.filter((response) => response.deref() !== undefined),
    [],
  );
  assert.equal(process.signal.aborted, false);
});
