import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectorsBehaving } from './sandbox/testing/behaving.ts';
import type { StoredConnection } from './store/connection-store.ts';
import { ConnectionTimer } from './connection-timer.ts';
import { startHarness } from './testing/harness.ts';
import type { Harness } from './testing/harness.ts';
import { openDialog, signIn } from './testing/sign-in.ts';

const HOUR_MS = 3_600_000;

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsBehaving(url, {
        good: 'auto+rotate+ttl=3600',
        failing: 'auto+refresh-500+ttl=3600',
        leaving: 'auto+rotate+ttl=3600',
      }),
  });
});
after(() => harness.close());

function timerOf({ flows, config, renewals, background, logger }: Harness): ConnectionTimer {
  return new ConnectionTimer({ ...flows, config, renewals, background, log: logger });
}

async function connected(connector: string): Promise<StoredConnection> {
  const dialog = await openDialog(harness, connector);
  assert.equal((await signIn(harness, dialog)).answer.status, 200);
  return storedOf(dialog.tenantKey, dialog.id);
}

async function storedOf(tenantKey: string, id: number): Promise<StoredConnection> {
  const { store } = harness.flows;
  const tenant = await store.tenants.findByKey('acme', tenantKey);
  assert.ok(tenant);
  const connection = await store.connections.find({ organization: 'acme', tenantId: tenant.id }, id);
  assert.ok(connection);
  return connection;
}

async function again(connection: StoredConnection): Promise<StoredConnection> {
  const found = await harness.flows.store.connections.find(connection, connection.id);
  assert.ok(found);
  return found;
}

test('what is due is renewed, however many others fail, cannot be opened, or have lost their connector', async () => {
  const failing = [];
  for (let round = 0; round < 30; round += 1) failing.push(await connected('failing'));
  const broken = await Promise.all([connected('good'), connected('good')]);
  const lost = await connected('leaving');
  const good = await connected('good');
  const { store } = harness.flows;
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

  const timer = timerOf({ ...harness, config });
  timer.look();
  await harness.background.idle();

  assert.ok(((await again(good)).expiresAt ?? 0) > harness.now());
  assert.deepEqual(await again(lost), lost);
  for (const connection of [...failing, ...broken]) {
    const { status, renewalFailures, renewAt } = await again(connection);
    assert.equal(status, 'connected');
    assert.equal(renewalFailures, 1);
    assert.ok((renewAt ?? 0) > harness.now());
  }
});

test('a connection whose connector has left the configuration waits, and is renewed at once when it is back', async () => {
  const connection = await connected('good');
  harness.advance(2 * HOUR_MS);
  const without = timerOf({ ...harness, config: { ...harness.config, organizations: new Map() } });
  without.look();
  await harness.background.idle();
  assert.deepEqual(await again(connection), connection);

  timerOf(harness).look();
  await harness.background.idle();
  assert.ok(((await again(connection)).expiresAt ?? 0) > harness.now());
});

test('a timer that was stopped begins nothing', async () => {
  const connection = await connected('good');
  harness.advance(2 * HOUR_MS);
  const before = harness.sandbox.counters().refresh;
  const timer = timerOf(harness);
  timer.stop();
  timer.look();
  await harness.background.idle();
  assert.equal(harness.sandbox.counters().refresh, before);
  assert.equal((await again(connection)).fence, connection.fence);
});
