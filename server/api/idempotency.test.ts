import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { Hono } from 'hono';
import { pino } from 'pino';
import {
  EmbedError,
  NotFoundError,
  ProviderUnavailableError,
  RateLimitedError,
  StorageUnavailableError,
} from '../errors.ts';
import { jsonError } from '../http/error-response.ts';
import type { AccessToken } from '../http/require-access-token.ts';
import { createVault } from '../store/vault.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { NOW } from '../store/testing/seed-store.ts';
import type { ApiEnv } from './api-env.ts';
import { idempotency } from './idempotency.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** An application that counts its work. `answer` says what each request is answered. */
async function startApp(t: TestContext, answer: (count: number) => Promise<Response> | Response) {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const state = { now: NOW, count: 0, accessTokenId: 1 };
  const app = new Hono<ApiEnv>();
  app.use(async (c, next) => {
    c.set('requestId', `request-${state.count}`);
    c.set('log', pino({ level: 'silent' }));
    c.set('accessToken', { id: state.accessTokenId, organization: { slug: 'acme' } } as AccessToken);
    await next();
  });
  app.onError((error) => {
    throw error;
  });
  app.use(idempotency({ store, vault: createVault([randomBytes(32)]), now: () => state.now }));
  app.all('*', () => answer((state.count += 1)));
  const outer = new Hono<ApiEnv>();
  outer.onError((error, c) => {
    c.set('requestId', `request-${state.count}`);
    return error instanceof EmbedError ? jsonError(c, error) : c.text('bug', 500);
  });
  outer.all('*', (c) => app.fetch(c.req.raw));
  const send = async (key: string, { body = '{}', path = '/things', method = 'POST', token = 'ect_1' } = {}) =>
    outer.request(path, {
      method,
      headers: { 'Idempotency-Key': key, Authorization: `Bearer ${token}` },
      ...(method === 'POST' && { body }),
    });
  return { state, store, send };
}

const created = (count: number) =>
  new Response(JSON.stringify({ secret: `s3cret-${count}` }), {
    status: 201,
    headers: { 'Content-Type': 'application/json', ETag: `"${count}"` },
  });

async function assertConflict(response: Response, message: RegExp): Promise<void> {
  assert.equal(response.status, 409);
  assert.match(((await response.json()) as { error: { message: string } }).error.message, message);
}

describe('a POST with an Idempotency-Key', () => {
  test('that is repeated gets the same answer for 24 hours, and runs once', async (t) => {
    const { state, send } = await startApp(t, created);
    const first = await send('a');
    assert.equal(first.headers.get('idempotency-replayed'), null);
    state.now += DAY_MS - 1;
    const again = await send('a');
    assert.equal(again.status, 201);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    for (const name of ['content-type', 'etag']) assert.equal(again.headers.get(name), first.headers.get(name));
    assert.equal(await again.text(), await first.text());
    assert.equal(state.count, 1);
    state.now += 1;
    assert.equal(await (await send('a')).text(), '{"secret":"s3cret-2"}');
  });

  test('is independent of other keys, and of the same key of another access token', async (t) => {
    const { state, send } = await startApp(t, created);
    await send('a');
    await send('b');
    state.accessTokenId = 2;
    await send('a');
    assert.equal(state.count, 3);
  });

  test('is refused with the key of another body or path', async (t) => {
    const { state, send } = await startApp(t, created);
    await send('a');
    await assertConflict(await send('a', { body: '{ }' }), /another request/);
    await assertConflict(await send('a', { path: '/others' }), /another request/);
    await assertConflict(await send('a', { path: '/things?x' }), /another request/);
    assert.equal(state.count, 1);
  });

  test('is refused while the first one runs', async (t) => {
    const running = Promise.withResolvers<Response>();
    const started = Promise.withResolvers<undefined>();
    const { send, state } = await startApp(t, async () => {
      started.resolve(undefined);
      return running.promise;
    });
    const first = send('a');
    await started.promise;
    await assertConflict(await send('a'), /still running/);
    running.resolve(created(1));
    assert.equal((await first).status, 201);
    assert.equal((await send('a')).status, 201);
    assert.equal(state.count, 1);
  });

  test('keeps a refusal of the caller, with its request id', async (t) => {
    const { state, send } = await startApp(t, () => {
      throw new NotFoundError();
    });
    const first = await send('a');
    assert.equal(first.status, 404);
    const again = await send('a');
    assert.deepEqual([again.status, state.count], [404, 1]);
    assert.equal(((await again.json()) as { error: { code: string } }).error.code, 'not_found');
  });

  for (const [title, error] of [
    ['an unavailable database', new StorageUnavailableError()],
    ['an unavailable provider', new ProviderUnavailableError('down')],
    ['too many requests', new RateLimitedError(1)],
  ] as const) {
    test(`runs again after ${title}`, async (t) => {
      const { state, send } = await startApp(t, (count) => {
        if (count === 1) throw error;
        return created(count);
      });
      assert.ok((await send('a')).status >= 429);
      assert.equal((await send('a')).status, 201);
      assert.equal(state.count, 2);
    });
  }

  test('does not run again after a bug, which may come when the work is done', async (t) => {
    const { state, send } = await startApp(t, () => {
      throw new TypeError('bug');
    });
    assert.equal((await send('a')).status, 500);
    await assertConflict(await send('a'), /failed within this server.*Check whether it took effect/);
    assert.equal(state.count, 1);
  });

  test('is answered even if its answer cannot be stored, and does not run again', async (t) => {
    const { state, store, send } = await startApp(t, (count) => {
      const write = t.mock.method(store, 'write', () => Promise.reject(new StorageUnavailableError()));
      failing = write;
      return created(count);
    });
    let failing: { readonly mock: { restore(): void } } | undefined;
    assert.equal((await send('a')).status, 201);
    failing?.mock.restore();
    await assertConflict(await send('a'), /Check whether it took effect/);
    assert.equal(state.count, 1);
  });

  test('stores its answer sealed', async (t) => {
    const { send, store } = await startApp(t, created);
    await send('a');
    const stored = await store.idempotency.find(1, 'a', NOW);
    assert.ok(stored?.response && !Buffer.from(stored.response).includes('s3cret'));
  });

  test('stores no hash of its body that can be guessed without the access token', async (t) => {
    const { state, send, store } = await startApp(t, created);
    await send('a', { token: 'ect_1' });
    state.accessTokenId = 2;
    await send('a', { token: 'ect_2' });
    const hashes = await Promise.all(
      [1, 2].map(async (id) => (await store.idempotency.find(id, 'a', NOW))?.requestHash ?? new Uint8Array()),
    );
    const withoutKey = createHash('sha256').update('["POST","/things",""]\n{}').digest();
    assert.equal(new Set([...hashes, withoutKey].map((hash) => Buffer.from(hash).toString('hex'))).size, 3);
  });

  test('is refused if the key has other than 1 to 255 visible ASCII characters', async (t) => {
    const { state, send } = await startApp(t, created);
    assert.equal((await send('x'.repeat(255))).status, 201);
    for (const key of ['', 'a b', 'é', 'x'.repeat(256)]) assert.equal((await send(key)).status, 422, key);
    assert.equal(state.count, 1);
  });

  test('replays an answer without a body', async (t) => {
    const { send } = await startApp(t, () => new Response(null, { status: 204 }));
    await send('a');
    assert.equal((await send('a')).status, 204);
  });
});

test('an Idempotency-Key of another method means nothing', async (t) => {
  const { state, send } = await startApp(t, created);
  for (const method of ['GET', 'DELETE']) for (const key of ['a', 'a']) await send(key, { method });
  assert.equal(state.count, 4);
});
