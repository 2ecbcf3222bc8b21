import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { parseCredentials } from './connectors/stored-credentials.ts';
import { credentialsLocation } from './connections/accepted-credentials.ts';
import { openVault } from './store/open-vault.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { startServerProcess } from './testing/command-line.ts';
import { ACME_SECRET, ENCRYPTION_KEY, hs256 } from './testing/harness.ts';
import { LONG_TESTS } from './testing/long-tests.ts';
import { FRAME_HEADERS, pageState, selectedId } from './testing/page.ts';

const KILLS = LONG_TESTS ? 300 : 6;
const CLIENTS = 8;
/** Counted from the first acknowledgement, so that a request is running even on a slow machine. */
const LONGEST_LIFE_MS = 200;

const CONFIG = JSON.stringify({
  organizations: {
    acme: { name: 'Acme', allowedOrigins: ['https://app.acme.example'], keys: [{ alg: 'HS256', secret: ACME_SECRET }] },
  },
  connectors: { anything: { name: 'Anything', auth: { type: 'api_key', in: 'bearer' } } },
});

/** Saves keys, one tenant after another, until the server is gone. */
async function saveKeys(url: string, acknowledged: Map<string, string>, onFirst: () => void): Promise<void> {
  for (;;) {
    const tenant = `tenant-${randomUUID()}`;
    const key = `key-${randomUUID()}`;
    const token = hs256({ sub: tenant, iat: Math.floor(Date.now() / 1000) });
    try {
      const page = await fetch(`${url}/acme/anything/auth?tenant=${token}`, { headers: FRAME_HEADERS });
      const state = pageState(await page.text());
      assert.ok(state.kind === 'dialog');
      const saved = await fetch(`${url}/session/connections/${selectedId(state)}/credentials`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${state.bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ values: { api_key: key } }),
      });
      if (saved.status === 200) {
        acknowledged.set(tenant, key);
        onFirst();
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return;
    }
  }
}

test(`after ${KILLS} kills at random moments, every acknowledged connection is there and opens`, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'embed-kill-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'config.json'), CONFIG);
  const acknowledged = new Map<string, string>();
  const env = { DATABASE_URL: 'sqlite:embed.db', ENCRYPTION_KEYS: ENCRYPTION_KEY.toString('base64') };

  for (let kill = 0; kill < KILLS; kill += 1) {
    const server = await startServerProcess(['--config', 'config.json'], { cwd: folder, env });
    const first = Promise.withResolvers<undefined>();
    const onFirst = () => first.resolve(undefined);
    const clients = Array.from({ length: CLIENTS }, () => saveKeys(server.url, acknowledged, onFirst));
    await first.promise;
    await wait(randomInt(LONGEST_LIFE_MS));
    const exited = once(server.process, 'exit');
    server.process.kill('SIGKILL');
    await Promise.all([...clients, exited]);
  }

  const store = await openSqliteStore({ file: join(folder, 'embed.db') });
  t.after(() => store.close());
  const vault = await openVault({ keys: [ENCRYPTION_KEY], store, now: Date.now() });
  for (const [tenantKey, key] of acknowledged) {
    const tenant = await store.tenants.findByKey('acme', tenantKey);
    assert.ok(tenant, tenantKey);
    const [connection, ...others] = await store.connections.list({ organization: 'acme', tenantId: tenant.id }, {});
    assert.equal(others.length, 0);
    assert.equal(connection?.status, 'connected');
    const sealed = await store.connections.credentials(connection, connection.id);
    assert.ok(sealed);
    assert.equal(parseCredentials(vault.open(credentialsLocation(connection), sealed)).values['api_key'], key);
  }
  t.diagnostic(`${acknowledged.size} connections were acknowledged`);
  assert.ok(acknowledged.size >= KILLS, 'each server was handling a request when it was killed');
});
