import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectorsWithBehaviour } from './sandbox/testing/behaviour-connectors.ts';
import type { StoredConnection } from './store/connection-store.ts';
import { ConnectionTimer } from './connection-timer.ts';
import { startHarness } from './testing/harness.ts';
import type { Harness } from './testing/harness.ts';
import { openDialog, completeSignIn } from './testing/sign-in.ts';

const HOUR_MS = 3_600_000;

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsWithBehaviour(url, {
        good: 'auto+rotate+ttl=3600',
        failing: 'auto+refresh-500+ttl=3600',
        leaving: 'auto+rotate+ttl=3600',
      }),
  });
});
after(() => harness.close());

function createTimer({ deps, config, tokenRefresher, background, logger }: Harness): ConnectionTimer {
  return new ConnectionTimer({ ...deps, config, tokenRefresher, background, log: logger });
}

async function connectDialog(connector: string): Promise<StoredConnection> {
  const dialog = await openDialog(harness, connector);
  assert.equal((await completeSignIn(harness, dialog)).answer.status, 200);
  return storedConnection(dialog.tenantKey, dialog.id);
}

async function storedConnection(tenantKey: string, id: number): Promise<StoredConnection> {
  const { store } = harness.deps;
  const tenant = await store.tenants.findByKey('acme', tenantKey);
  assert.ok(tenant);
  const connection = await store.connections.find({ organization: 'acme', tenantId: tenant.id }, id);
  assert.ok(connection);
  return connection;
}

async function reload(connection: StoredConnection): Promise<StoredConnection> {
  const found = await harness.deps.store.connections.find(connection, connection.id);
  assert.ok(found);
  return found;
}

test('what is due is refreshed, however many others fail, cannot be opened, or have lost their connector', async () => {
  const failing = [];
  for (let round = 0; round < 30; round += 1) failing.push(await connectDialog('failing'));
  const broken = await Promise.all([connectDialog('good'), connectDialog('good')]);
  const lost = await connectDialog('leaving');
  const good = await connectDialog('good');
  const { store } = harness.deps;
  await store.write(async ({ connections }) => {
    for (const connection of broken) {
      await connections.change(connection, { credentials: new Uint8Array(200) }, harness.now());
    }
  });
  const acme = harness.config.organizations.get('acme');
  assert.ok(acme);
  const connectors = new Map([...acme.connectors].filter(([name]) => name !== 'leaving'));
  const config = { ...harness.config, organizations: new Map([['acme', { ...acme, connectors }]]) };
  harness.advance(2 * HOUR_MS);

  const timer = createTimer({ ...harness, config });
  timer.poll();
  await harness.background.idle();

  assert.ok(((await reload(good)).expiresAt ?? 0) > harness.now());
  assert.deepEqual(await reload(lost), lost);
  for (const connection of [...failing, ...broken]) {
    const { status, refreshFailures, refreshAt } = await reload(connection);
    assert.equal(status, 'connected');
    assert.equal(refreshFailures, 1);
    assert.ok((refreshAt ?? 0) > harness.now());
  }
});

test('a connection whose connector has left the configuration waits, and is refreshed at once when it is back', async () => {
  const connection = await connectDialog('good');
  harness.advance(2 * HOUR_MS);
  const without = createTimer({ ...harness, config: { ...harness.config, organizations: new Map() } });
  without.poll();
  await harness.background.idle();
  assert.deepEqual(await reload(connection), connection);

  createTimer(harness).poll();
  await harness.background.idle();
  assert.ok(((await reload(connection)).expiresAt ?? 0) > harness.now());
});

test('a timer that was stopped begins nothing', async () => {
  const connection = await connectDialog('good');
  harness.advance(2 * HOUR_MS);
  const before = harness.sandbox.counters().refresh;
  const timer = createTimer(harness);
  timer.stop();
  timer.poll();
  await harness.background.idle();
  assert.equal(harness.sandbox.counters().refresh, before);
  assert.equal((await reload(connection)).fence, connection.fence);
});
