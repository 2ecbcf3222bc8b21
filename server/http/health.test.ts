import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { Hono } from 'hono';
import { openSqliteConnections } from '../store/sqlite-open.ts';
import { sqliteStore } from '../store/sqlite-store.ts';
import { ensureTenant } from '../store/testing/seed-store.ts';
import { makeTemporaryFolder } from '../store/testing/temporary-folder.ts';
import { createLogger } from '../log/logger.ts';
import type { AppEnv } from './app-env.ts';
import { livenessRoute, readinessRoute } from './health.ts';
import { requestScope } from './request-scope.ts';

const MINUTE_MS = 60_000;

async function start(t: TestContext, readiness = { stopping: false }) {
  const folder = await makeTemporaryFolder();
  const file = folder.path('embed.db');
  const connections = await openSqliteConnections(file);
  let now = 0;
  const store = sqliteStore(connections, { now: () => now });
  t.after(async () => {
    await store.close();
    await folder.remove();
  });
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } });
  const app = new Hono<AppEnv>()
    .route('/', livenessRoute({ https: true }))
    .use(requestScope(log))
    .route('/', readinessRoute(store, readiness));
  const ask = async (path: string) => {
    const response = await app.request(path, {}, {});
    return [response.status, await response.json()] as const;
  };
  return { file, store, writer: connections.writer, advance: (ms: number) => (now += ms), app, ask, lines };
}

const OK = [200, { status: 'ok' }] as const;
const UNAVAILABLE = [503, { status: 'storage_unavailable' }] as const;

test('a server whose database works is ready', async (t) => {
  const { ask } = await start(t);
  assert.deepEqual(await ask('/readyz'), OK);
});

test('a server is not ready once a write has failed, until a write works again, and stays alive', async (t) => {
  const { writer, store, ask } = await start(t);
  writer.pragma('query_only = on');
  await assert.rejects(ensureTenant(store, 'acme', '42'));
  assert.deepEqual(await ask('/readyz'), UNAVAILABLE);
  assert.deepEqual(await ask('/healthz'), OK);
  writer.pragma('query_only = off');
  await ensureTenant(store, 'acme', '42');
  assert.deepEqual(await ask('/readyz'), OK);
});

test('an idle server whose database is read-only is not ready, and is ready again after that', async (t) => {
  const { writer, advance, ask } = await start(t);
  writer.pragma('query_only = on');
  advance(MINUTE_MS);
  assert.deepEqual(await ask('/readyz'), UNAVAILABLE);
  writer.pragma('query_only = off');
  advance(2000);
  assert.deepEqual(await ask('/readyz'), OK);
});

test('a server whose database file was deleted is not ready', async (t) => {
  const { file, ask } = await start(t);
  await rm(file);
  assert.deepEqual(await ask('/readyz'), UNAVAILABLE);
});

test('a server that stops is not ready', async (t) => {
  const { ask } = await start(t, { stopping: true });
  assert.deepEqual(await ask('/readyz'), [503, { status: 'stopping' }]);
});

test('checks that succeed have no line in the log at its usual level, and one that fails has', async (t) => {
  const { writer, store, ask, lines } = await start(t);
  await ask('/healthz');
  await ask('/readyz');
  assert.deepEqual(lines, []);
  writer.pragma('query_only = on');
  await assert.rejects(ensureTenant(store, 'acme', '42'));
  await ask('/readyz');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { status: number }).status),
    [503],
  );
});

test('the check of the process may be neither framed nor cached, as all other answers', async (t) => {
  const { app } = await start(t);
  const { headers } = await app.request('/healthz', {}, {});
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
  assert.equal(headers.get('content-type'), 'application/json');
  assert.equal(headers.get('strict-transport-security'), 'max-age=63072000; includeSubDomains');
});
