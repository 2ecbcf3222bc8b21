import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { ErrorResponse, SignInState } from '../widget/protocol/session-api.ts';
import type { ServerSettings } from './config/config.ts';
import { startServer } from './main.ts';
import { connectorsWithBehaviour } from './sandbox/testing/behaviour-connectors.ts';
import { ENCRYPTION_KEY, startHarness, type HarnessOptions } from './testing/harness.ts';
import { createSignIn, openDialog } from './testing/sign-in.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { ensureTenant } from './store/testing/seed-store.ts';
import { waitUntil } from './testing/wait-until.ts';
import { configuredRecipients } from './webhooks/configured-endpoints.ts';
import { recordEvent } from './webhooks/record-event.ts';
import { startReceiver } from './webhooks/testing/receiver.ts';

/** A server that listens on a free port, on the database of a harness. */
async function start(
  t: Pick<TestContext, 'after'>,
  { drainSeconds = 0, organizations = {} }: Partial<ServerSettings> & Pick<HarnessOptions, 'organizations'> = {},
) {
  const harness = await startHarness({
    organizations,
    connectors: (url) => connectorsWithBehaviour(url, { auto: 'auto' }),
  });
  t.after(() => harness.close());
  const settings: ServerSettings = {
    port: 0,
    host: '127.0.0.1',
    publicUrl: new URL('https://connect.example.com'),
    databaseUrl: '',
    encryptionKeys: [ENCRYPTION_KEY],
    logLevel: 'info',
    trustProxy: 0,
    egressAllow: [],
    eventStreamSeconds: 25,
    drainSeconds,
    dev: true,
  };
  const server = await startServer({
    config: harness.config,
    settings,
    store: harness.deps.store,
    log: harness.logger,
  });
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= server.stop());
  t.after(stop);
  return {
    harness,
    stop,
    url: `http://127.0.0.1:${server.port}`,
    open: async () => {
      const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
      t.after(() => socket.destroy());
      await once(socket, 'connect');
      return socket;
    },
  };
}

/** All that a connection answers until its end. */
async function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, 'close');
  return text;
}

async function isRefused(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    () => true,
  );
}

let shared: Awaited<ReturnType<typeof start>>;
const cleanUps: (() => unknown)[] = [];

before(async () => {
  shared = await start({ after: (cleanUp) => void cleanUps.push(cleanUp as () => unknown) });
});
after(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

test('a connection that pipelines without reading gets a few answers and its end, while others are served', async () => {
  const { harness, open, url } = shared;
  const socket = await open();
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2400));
  await waitUntil(() => harness.log().includes('sent too many requests at once'));
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  const answered = harness.log().match(/"path":"\/"/g)?.length ?? 0;
  assert.ok(answered < 100, `${answered} of 2400 requests were answered`);
});

describe('a request that no URL can be made of', () => {
  const requests: readonly (readonly [title: string, head: string])[] = [
    ['a number that is no address as host', 'GET /healthz HTTP/1.1\r\nHost: 9999999999999999'],
    ['an address with numbers that are too large as host', 'GET /healthz HTTP/1.1\r\nHost: 256.256.256.256'],
    ['an address in brackets without an end as host', 'GET /healthz HTTP/1.1\r\nHost: [::'],
    ['a blank in the host', 'POST /acme/x HTTP/1.1\r\nHost: a b\r\nContent-Length: 2'],
    ['no host', 'GET /healthz HTTP/1.1'],
    ['a backslash in the path', 'GET /a\\b HTTP/1.1\r\nHost: connect.example.com'],
    ['another scheme in the target', 'GET ftp://connect.example.com/ HTTP/1.1\r\nHost: connect.example.com'],
  ];
  for (const [title, head] of requests) {
    test(`is answered with 400, a request id and the headers of every answer, and logged: ${title}`, async () => {
      const socket = await shared.open();
      const text = textOf(socket);
      socket.end(`${head}\r\nConnection: close\r\n\r\n${head.startsWith('POST') ? '{}' : ''}`);
      const [headers = '', body = ''] = (await text).split('\r\n\r\n');
      assert.match(headers, /^HTTP\/1\.1 400 /);
      assert.match(
        headers,
        /^content-security-policy: sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r?$/im,
      );
      assert.match(headers, /^x-content-type-options: nosniff/im);
      const { error } = JSON.parse(body) as ErrorResponse;
      assert.equal(error.code, 'invalid_request');
      assert.ok(headers.toLowerCase().includes(`x-request-id: ${error.requestId}`));
      const lines = shared.harness.log().split('\n');
      const logged = lines.filter((line) => line.includes(error.requestId)).map((line) => JSON.parse(line) as object);
      assert.deepEqual(
        logged.map((line) => ('status' in line ? line.status : 'code' in line && line.code)),
        ['invalid_request', 400],
      );
    });
  }

  test('is not one of HTTP/1.0 without a host', async () => {
    const socket = await shared.open();
    const text = textOf(socket);
    socket.write('GET /healthz HTTP/1.0\r\n\r\n');
    assert.match(await text, /^HTTP\/1\.1 200 /);
  });
});

test('a server sends events to webhooks, also those that another process has recorded', async (t) => {
  const receiver = await startReceiver(t);
  const webhooks = [{ url: receiver.url.href, secret: 'a-secret-of-24-characters' }];
  const organizations = { initech: { webhooks } };
  const { harness } = await start(t, { organizations });
  const scope = await ensureTenant(harness.deps.store, 'initech', '42');
  const consent = { type: 'consent.given', scope, userKey: null, integration: 'sync', actor: null } as const;
  const other = await openSqliteStore({
    file: join(harness.databaseFolder, 'embed.db'),
    configuredRecipients: configuredRecipients(harness.config.organizations),
  });
  t.after(() => other.close());

  for (const store of [harness.deps.store, other]) {
    await store.write((stores) => recordEvent(stores, { ...consent, now: Date.now() }));
  }

  await waitUntil(() => receiver.requests.length === 2);
  const bodies = receiver.requests.map(({ body }) => JSON.parse(body) as { type: string; sequence: number });
  assert.deepEqual(
    bodies.toSorted((a, b) => a.sequence - b.sequence).map(({ type, sequence }) => [type, sequence]),
    [
      ['consent.given', 1],
      ['consent.given', 2],
    ],
  );
});

describe('a stop', { timeout: 180_000 }, () => {
  test('is known at /readyz at once, and requests are served for the drain time', async (t) => {
    const { stop, url } = await start(t, { drainSeconds: 1 });
    const stopped = stop();
    const answer = await fetch(`${url}/readyz`);
    assert.deepEqual([answer.status, answer.headers.get('connection')], [503, 'close']);
    assert.equal((await fetch(`${url}/`)).status, 200);
    await stopped;
    assert.equal(await isRefused(url), true);
  });

  test('ends the stream of a sign-in as its server would', async (t) => {
    const { harness, stop, url } = await start(t);
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const answer = await fetch(`${url}/session/sign-ins/${signIn.id}/events`, {
      headers: { authorization: `Bearer ${dialog.bearer}` },
    });
    assert.ok(answer.body);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const { value = '' } = await reader.read();
    assert.equal((JSON.parse(value.replace(/^data: /, '')) as SignInState).status, 'created');
    const stopped = stop();
    assert.deepEqual(await reader.read(), { done: true, value: undefined });
    await stopped;
  });

  test('serves a connection that was opened before and asks only afterwards', async (t) => {
    const { open, stop, url } = await start(t);
    const socket = await open();
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    const stopped = stop();
    await waitUntil(() => isRefused(url));
    const text = textOf(socket);
    socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    assert.match(await text, /^HTTP\/1\.1 200 [^]*connection: close[^]*"ok"/i);
    await stopped;
  });
});
