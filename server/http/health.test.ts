import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { openSqliteConnections } from '../store/sqlite-open.ts';
import { sqliteStore } from '../store/sqlite-store.ts';
import { ensureTenant } from '../store/testing/seed-store.ts';
import { makeTemporaryFolder } from '../store/testing/temporary-folder.ts';
import { healthRoutes } from './health.ts';

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
  const app = healthRoutes(store, readiness);
  const ask = async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.json()] as const;
  };
  return { file, store, writer: connections.writer, advance: (ms: number) => (now += ms), ask };
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
