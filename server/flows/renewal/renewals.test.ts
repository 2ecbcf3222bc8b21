import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import { connectorsBehaving } from '../../sandbox/testing/behaving.ts';
import type { Store } from '../../store/store.ts';
import { startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { call } from '../../testing/page.ts';
import { openDialog, signIn } from '../../testing/sign-in.ts';
import type { OpenDialog } from '../../testing/sign-in.ts';
import { Renewals } from './renewals.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsBehaving(url, {
        rotating: 'auto+rotate+ttl=3600',
        lasting: 'auto+no-refresh+ttl=3600',
        refused: 'auto+refresh-invalid+ttl=3600',
        failing: 'auto+refresh-500+ttl=3600',
        limited: 'auto+refresh-429+ttl=3600',
      }),
  });
});
after(() => harness.close());

const HOUR_MS = 3_600_000;

interface Connected {
  readonly dialog: OpenDialog;
  readonly scope: { readonly organization: string; readonly tenantId: number };
  readonly definition: ConnectorDefinition;
  readonly connectionId: number;
}

async function connected(connector: string): Promise<Connected> {
  const dialog = await openDialog(harness, connector);
  const { answer } = await signIn(harness, dialog);
  assert.equal(answer.status, 200);
  const tenant = await harness.flows.store.tenants.findByKey('acme', dialog.tenantKey);
  const definition = harness.config.organizations.get('acme')?.connectors.get(connector);
  assert.ok(tenant && definition);
  return { dialog, scope: { organization: 'acme', tenantId: tenant.id }, definition, connectionId: dialog.id };
}

async function storedOf({ scope, connectionId }: Connected) {
  const connection = await harness.flows.store.connections.find(scope, connectionId);
  assert.ok(connection);
  return connection;
}

const refreshes = () => harness.sandbox.counters().refresh;

describe('credentials that are asked for', () => {
  test('are handed out as they are while they are good', async () => {
    const one = await connected('rotating');
    const before = refreshes();
    const credentials = await harness.renewals.usable(one);
    assert.ok(credentials.tokens);
    assert.equal(refreshes(), before);
  });

  test('are renewed exactly once for a thousand who ask at the same time, where reuse ends the whole family', async () => {
    const one = await connected('rotating');
    const old = await harness.renewals.usable(one);
    harness.advance(2 * HOUR_MS);
    const before = refreshes();
    const all = await Promise.all(Array.from({ length: 1000 }, () => harness.renewals.usable(one)));
    assert.equal(refreshes() - before, 1);
    assert.equal(new Set(all.map(({ tokens }) => tokens?.accessToken)).size, 1);
    assert.notEqual(all[0]?.tokens?.accessToken, old.tokens?.accessToken);
    assert.notEqual(all[0]?.tokens?.refreshToken, old.tokens?.refreshToken);
    assert.equal((await storedOf(one)).status, 'connected');
  });

  test('are renewed exactly once where several processes are asked', async () => {
    const one = await connected('rotating');
    harness.advance(2 * HOUR_MS);
    const before = refreshes();
    // Each with a memory of its own, as processes have, over one database.
    const processes = Array.from(
      { length: 4 },
      () =>
        new Renewals({
          ...harness.flows,
          organizations: harness.config.organizations,
          background: harness.background,
          log: harness.logger,
        }),
    );
    const asked = processes.flatMap((renewals) => Array.from({ length: 50 }, () => renewals.usable(one)));
    const all = await Promise.all(asked);
    assert.equal(refreshes() - before, 1);
    assert.equal(new Set(all.map(({ tokens }) => tokens?.accessToken)).size, 1);
  });

  test('are renewed again and again, each time with the newest refresh token', async () => {
    const one = await connected('rotating');
    for (let round = 0; round < 5; round += 1) {
      harness.advance(2 * HOUR_MS);
      const { tokens } = await harness.renewals.usable(one);
      assert.ok((tokens?.expiresAt ?? 0) > harness.now());
    }
  });

  test('end in needs_reauth when the system refuses for good, and the dialog says so', async () => {
    const one = await connected('refused');
    harness.advance(2 * HOUR_MS);
    await assert.rejects(harness.renewals.usable(one), InvalidCredentialsError);
    const before = refreshes();
    await assert.rejects(harness.renewals.usable(one), InvalidCredentialsError);
    assert.equal(refreshes(), before);
    const { json } = await call(harness, '/session', await openDialog(harness, 'refused', one.dialog.tenantKey));
    assert.equal((json as { connections: { status: string }[] }).connections[0]?.status, 'needs_reauth');
    const activity = await harness.flows.store.activity.list(one.scope, 1);
    assert.equal(activity[0]?.type, 'connection.needs_reauth');
  });

  test('end in needs_reauth at their end where there is nothing to renew them with', async () => {
    const one = await connected('lasting');
    harness.advance(HOUR_MS - 60_000);
    assert.ok((await harness.renewals.usable(one)).tokens);
    harness.advance(2 * 60_000);
    await assert.rejects(harness.renewals.usable(one), InvalidCredentialsError);
    assert.equal((await storedOf(one)).status, 'needs_reauth');
  });

  test('are connected again by the same connection after needs_reauth', async () => {
    const one = await connected('refused');
    harness.advance(2 * HOUR_MS);
    await assert.rejects(harness.renewals.usable(one), InvalidCredentialsError);
    const again = await openDialog(harness, 'refused', one.dialog.tenantKey);
    assert.equal(again.id, one.connectionId);
    assert.equal((await signIn(harness, again)).answer.status, 200);
    assert.equal((await storedOf(one)).status, 'connected');
  });

  for (const connector of ['failing', 'limited']) {
    test(`that are due and still good are handed out when the system cannot be asked (${connector})`, async () => {
      const one = await connected(connector);
      harness.advance(HOUR_MS * 0.9);
      const { tokens } = await harness.renewals.usable(one);
      assert.ok(tokens);
      const { status, renewalFailures, renewAt } = await storedOf(one);
      assert.equal(status, 'connected');
      assert.equal(renewalFailures, 1);
      assert.ok((renewAt ?? 0) >= harness.now() + 29_000);
    });

    test(`that are over are refused for now, and the system is left alone (${connector})`, async () => {
      const one = await connected(connector);
      harness.advance(2 * HOUR_MS);
      await assert.rejects(harness.renewals.usable(one), ProviderUnavailableError);
      const before = refreshes();
      await assert.rejects(harness.renewals.usable(one), ProviderUnavailableError);
      assert.equal(refreshes(), before);
      harness.advance(2 * 60_000);
      await assert.rejects(harness.renewals.usable(one), ProviderUnavailableError);
      assert.equal(refreshes(), before + 1);
      assert.equal((await storedOf(one)).renewalFailures, 2);
    });
  }

  test('of a connection that is gone or disconnected are refused', async () => {
    const one = await connected('rotating');
    await call(harness, `/session/connections/${one.connectionId}/disconnect`, { ...one.dialog, method: 'POST' });
    await assert.rejects(harness.renewals.usable(one), ConflictError);
    const { expiresAt, renewAt } = await storedOf(one);
    assert.deepEqual({ expiresAt, renewAt }, { expiresAt: null, renewAt: null });
    await assert.rejects(harness.renewals.usable({ ...one, connectionId: 999_999 }), ConflictError);
  });
});

test('a rename while tokens are renewed keeps both', async () => {
  const one = await connected('rotating');
  harness.advance(2 * HOUR_MS);
  const dialog = await openDialog(harness, 'rotating', one.dialog.tenantKey);
  const [, renamed] = await Promise.all([
    harness.renewals.usable(one),
    call(harness, `/session/connections/${one.connectionId}`, {
      ...dialog,
      method: 'PATCH',
      body: { name: 'Renamed' },
    }),
  ]);
  assert.equal(renamed.status, 200);
  const connection = await storedOf(one);
  assert.equal(connection.name, 'Renamed');
  assert.ok((connection.expiresAt ?? 0) > harness.now());
});

test('renewed tokens are logged once they are stored, and not when they could not be', async () => {
  const one = await connected('rotating');
  harness.advance(2 * HOUR_MS);
  const { flows, background, logger } = harness;
  const logged = () => harness.log().split('"msg":"renewed tokens"').length - 1;
  const before = logged();
  let writes = 0;
  const write: Store['write'] = (work) => {
    writes += 1;
    // The first write takes the lease, the second stores the tokens.
    return writes === 2 ? Promise.reject(new RangeError('the transaction is lost')) : flows.store.write(work);
  };
  const store = { ...flows.store, write };
  const { organizations } = harness.config;
  const renewals = new Renewals({ ...flows, store, organizations, background, log: logger });
  await assert.rejects(renewals.usable(one), RangeError);
  assert.equal(logged(), before);
  const other = await connected('rotating');
  harness.advance(2 * HOUR_MS);
  await harness.renewals.usable(other);
  assert.equal(logged(), before + 1);
});

test('a disconnect revokes the tokens at the system', async () => {
  const one = await connected('rotating');
  const before = harness.sandbox.counters().revoke;
  await call(harness, `/session/connections/${one.connectionId}/disconnect`, { ...one.dialog, method: 'POST' });
  await harness.background.idle();
  assert.equal(harness.sandbox.counters().revoke, before + 1);
});
