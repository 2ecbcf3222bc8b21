import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { ENCRYPTION_KEY, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { openDialog, completeSignIn } from '../testing/sign-in.ts';
import { waitUntil } from '../testing/wait-until.ts';

const HOUR_MS = 3_600_000;
const SCRIPT = new URL('./testing/refresh-in-process.ts', import.meta.url);

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsWithBehaviour(url, { rotating: 'auto+rotate+ttl=3600', hanging: 'auto+rotate+refresh-hang+ttl=3600' }),
  });
});
after(() => harness.close());

const refreshes = () => harness.sandbox.counters().refresh;

function definitionOf(connector: string) {
  const definition = harness.config.organizations.get('acme')?.connectors.get(connector);
  assert.ok(definition);
  return definition;
}

/** Creates a connection whose access token has expired. */
async function expiredConnection() {
  const dialog = await openDialog(harness, 'rotating');
  assert.equal((await completeSignIn(harness, dialog)).answer.status, 200);
  const tenant = await harness.deps.store.tenants.findByKey('acme', dialog.tenantKey);
  assert.ok(tenant);
  harness.advance(2 * HOUR_MS);
  return { scope: { organization: 'acme', tenantId: tenant.id }, connectionId: dialog.id };
}

function refreshInProcess(options: Awaited<ReturnType<typeof expiredConnection>>, connector: string): ChildProcess {
  const argument = {
    ...options,
    file: join(harness.databaseFolder, 'embed.db'),
    encryptionKey: Buffer.from(ENCRYPTION_KEY).toString('base64'),
    definition: definitionOf(connector),
    aheadMs: harness.now() - Date.now(),
  };
  return spawn(process.execPath, [SCRIPT.pathname, JSON.stringify(argument)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('four processes that need the same token refresh it once, and all get the new token', async () => {
  const options = await expiredConnection();
  const before = refreshes();
  const tokens = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { stdout } = refreshInProcess(options, 'rotating');
      assert.ok(stdout);
      return text(stdout);
    }),
  );
  assert.equal(refreshes() - before, 1);
  assert.equal(new Set(tokens).size, 1);
  assert.ok(tokens[0]);
});

test('when the refreshing process is killed, another takes over within 45 seconds, but not before the lease expires', async () => {
  const options = await expiredConnection();
  const before = refreshes();
  const process = refreshInProcess(options, 'hanging');
  await waitUntil(() => refreshes() > before);
  process.kill('SIGKILL');
  await once(process, 'close');

  const connection = await harness.deps.store.connections.find(options.scope, options.connectionId);
  assert.ok(connection);
  const tooEarly = await harness.deps.store.write(({ connectionLeases }) =>
    connectionLeases.acquire(connection, harness.now()),
  );
  assert.equal(tooEarly, undefined);

  harness.advance(44_000);
  const { tokens } = await harness.tokenRefresher.usableCredentials({
    ...options,
    definition: definitionOf('rotating'),
  });
  assert.ok((tokens?.expiresAt ?? 0) > harness.now());
});
