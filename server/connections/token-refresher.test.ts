import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SessionResponse } from '../../widget/protocol/session-api.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import type { Store } from '../store/store.ts';
import { startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi } from '../testing/page.ts';
import { openDialog, completeSignIn } from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';
import { TokenRefresher } from './token-refresher.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsWithBehaviour(url, {
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

interface ConnectedDialog {
  readonly dialog: OpenDialog;
  readonly scope: { readonly organization: string; readonly tenantId: number };
  readonly definition: ConnectorDefinition;
  readonly connectionId: number;
}

async function connectDialog(connector: string): Promise<ConnectedDialog> {
  const dialog = await openDialog(harness, connector);
  const { answer } = await completeSignIn(harness, dialog);
  assert.equal(answer.status, 200);
  const tenant = await harness.deps.store.tenants.findByKey('acme', dialog.tenantKey);
  const definition = harness.config.organizations.get('acme')?.connectors.get(connector);
  assert.ok(tenant && definition);
  return { dialog, scope: { organization: 'acme', tenantId: tenant.id }, definition, connectionId: dialog.id };
}

async function storedConnection({ scope, connectionId }: ConnectedDialog) {
  const connection = await harness.deps.store.connections.find(scope, connectionId);
  assert.ok(connection);
  return connection;
}

const refreshes = () => harness.sandbox.counters().refresh;

describe('the credentials of a connection', () => {
  test('are returned without a refresh while they are valid', async () => {
    const one = await connectDialog('rotating');
    const before = refreshes();
    const credentials = await harness.tokenRefresher.usableCredentials(one);
    assert.ok(credentials.tokens);
    assert.equal(refreshes(), before);
  });

  test('are refreshed exactly once for a thousand parallel calls, at a provider that punishes a reused refresh token', async () => {
    const one = await connectDialog('rotating');
    const old = await harness.tokenRefresher.usableCredentials(one);
    harness.advance(2 * HOUR_MS);
    const before = refreshes();
    const all = await Promise.all(Array.from({ length: 1000 }, () => harness.tokenRefresher.usableCredentials(one)));
    assert.equal(refreshes() - before, 1);
    assert.equal(new Set(all.map(({ tokens }) => tokens?.accessToken)).size, 1);
    assert.notEqual(all[0]?.tokens?.accessToken, old.tokens?.accessToken);
    assert.notEqual(all[0]?.tokens?.refreshToken, old.tokens?.refreshToken);
    assert.equal((await storedConnection(one)).status, 'connected');
  });

  test('are refreshed exactly once across several processes', async () => {
    const one = await connectDialog('rotating');
    harness.advance(2 * HOUR_MS);
    const before = refreshes();
    // Like processes, each refresher has its own memory, and all share one database.
    const processes = Array.from(
      { length: 4 },
      () =>
        new TokenRefresher({
          ...harness.deps,
          organizations: harness.config.organizations,
          background: harness.background,
          log: harness.logger,
        }),
    );
    const asked = processes.flatMap((tokenRefresher) =>
      Array.from({ length: 50 }, () => tokenRefresher.usableCredentials(one)),
    );
    const all = await Promise.all(asked);
    assert.equal(refreshes() - before, 1);
    assert.equal(new Set(all.map(({ tokens }) => tokens?.accessToken)).size, 1);
  });

  test('are refreshed repeatedly, each time with the newest refresh token', async () => {
    const one = await connectDialog('rotating');
    for (let round = 0; round < 5; round += 1) {
      harness.advance(2 * HOUR_MS);
      const { tokens } = await harness.tokenRefresher.usableCredentials(one);
      assert.ok((tokens?.expiresAt ?? 0) > harness.now());
    }
  });

  test('make the connection needs_reauth when the provider refuses the refresh permanently, and the dialog shows it', async () => {
    const one = await connectDialog('refused');
    harness.advance(2 * HOUR_MS);
    await assert.rejects(harness.tokenRefresher.usableCredentials(one), InvalidCredentialsError);
    const before = refreshes();
    await assert.rejects(harness.tokenRefresher.usableCredentials(one), InvalidCredentialsError);
    assert.equal(refreshes(), before);
    const { json } = await callSessionApi(
      harness,
      '/session',
      await openDialog(harness, 'refused', one.dialog.tenantKey),
    );
    assert.equal((json as SessionResponse).connectors[0]?.connections[0]?.status, 'needs_reauth');
    const activity = await harness.deps.store.activity.list(one.scope, 1);
    assert.equal(activity[0]?.type, 'connection.needs_reauth');
  });

  test('make the connection needs_reauth when they expire and there is no refresh token', async () => {
    const one = await connectDialog('lasting');
    harness.advance(HOUR_MS - 60_000);
    assert.ok((await harness.tokenRefresher.usableCredentials(one)).tokens);
    harness.advance(2 * 60_000);
    await assert.rejects(harness.tokenRefresher.usableCredentials(one), InvalidCredentialsError);
    assert.equal((await storedConnection(one)).status, 'needs_reauth');
  });

  test('are replaced by a new sign-in on the same connection after needs_reauth', async () => {
    const one = await connectDialog('refused');
    harness.advance(2 * HOUR_MS);
    await assert.rejects(harness.tokenRefresher.usableCredentials(one), InvalidCredentialsError);
    const again = await openDialog(harness, 'refused', one.dialog.tenantKey);
    assert.equal(again.id, one.connectionId);
    assert.equal((await completeSignIn(harness, again)).answer.status, 200);
    assert.equal((await storedConnection(one)).status, 'connected');
  });

  for (const connector of ['failing', 'limited']) {
    test(`are returned while they are valid if the provider cannot refresh them (${connector})`, async () => {
      const one = await connectDialog(connector);
      harness.advance(HOUR_MS * 0.9);
      const { tokens } = await harness.tokenRefresher.usableCredentials(one);
      assert.ok(tokens);
      const { status, refreshFailures, refreshAt } = await storedConnection(one);
      assert.equal(status, 'connected');
      assert.equal(refreshFailures, 1);
      assert.ok((refreshAt ?? 0) >= harness.now() + 29_000);
    });

    test(`are unavailable after they expired, and the provider is not called before the next try is due (${connector})`, async () => {
      const one = await connectDialog(connector);
      harness.advance(2 * HOUR_MS);
      await assert.rejects(harness.tokenRefresher.usableCredentials(one), ProviderUnavailableError);
      const before = refreshes();
      await assert.rejects(harness.tokenRefresher.usableCredentials(one), ProviderUnavailableError);
      assert.equal(refreshes(), before);
      harness.advance(2 * 60_000);
      await assert.rejects(harness.tokenRefresher.usableCredentials(one), ProviderUnavailableError);
      assert.equal(refreshes(), before + 1);
      assert.equal((await storedConnection(one)).refreshFailures, 2);
    });
  }

  test('are refreshed before they are due for a caller that needs fresh ones, once for callers that come meanwhile', async () => {
    const one = await connectDialog('rotating');
    const old = await harness.tokenRefresher.usableCredentials(one);
    const before = refreshes();
    const all = await Promise.all(Array.from({ length: 50 }, () => harness.tokenRefresher.freshCredentials(one)));
    assert.equal(refreshes() - before, 1);
    assert.equal(new Set(all.map(({ tokens }) => tokens?.accessToken)).size, 1);
    assert.notEqual(all[0]?.tokens?.accessToken, old.tokens?.accessToken);
    await harness.tokenRefresher.freshCredentials(one);
    assert.equal(refreshes() - before, 2);
  });

  test('are refreshed once for callers in several processes that need fresh ones', async () => {
    const one = await connectDialog('rotating');
    const { organizations } = harness.config;
    const { deps, background, logger } = harness;
    const others = Array.from(
      { length: 3 },
      () => new TokenRefresher({ ...deps, organizations, background, log: logger }),
    );
    const before = refreshes();
    const all = await Promise.all(others.map((refresher) => refresher.freshCredentials(one)));
    assert.equal(refreshes() - before, 1);
    assert.equal(new Set(all.map(({ tokens }) => tokens?.accessToken)).size, 1);
  });

  test('that cannot be refreshed are returned as they are to a caller that needs fresh ones', async () => {
    const one = await connectDialog('lasting');
    const before = refreshes();
    assert.deepEqual(
      await harness.tokenRefresher.freshCredentials(one),
      await harness.tokenRefresher.usableCredentials(one),
    );
    assert.equal(refreshes(), before);
    assert.equal((await storedConnection(one)).status, 'connected');
  });

  test('are not available to a caller that needs fresh ones while the provider cannot refresh them', async () => {
    const one = await connectDialog('failing');
    const before = refreshes();
    for (let round = 0; round < 2; round += 1) {
      await assert.rejects(harness.tokenRefresher.freshCredentials(one), ProviderUnavailableError);
    }
    assert.equal(refreshes(), before + 1);
    assert.ok((await harness.tokenRefresher.usableCredentials(one)).tokens);
  });

  test('are refused if the connection is disconnected or does not exist', async () => {
    const one = await connectDialog('rotating');
    await callSessionApi(harness, `/session/connections/${one.connectionId}/disconnect`, {
      ...one.dialog,
      method: 'POST',
    });
    await assert.rejects(harness.tokenRefresher.usableCredentials(one), ConflictError);
    const { expiresAt, refreshAt } = await storedConnection(one);
    assert.deepEqual({ expiresAt, refreshAt }, { expiresAt: null, refreshAt: null });
    await assert.rejects(harness.tokenRefresher.usableCredentials({ ...one, connectionId: 999_999 }), ConflictError);
  });
});

test('a rename during a refresh keeps the new name and the new tokens', async () => {
  const one = await connectDialog('rotating');
  harness.advance(2 * HOUR_MS);
  const dialog = await openDialog(harness, 'rotating', one.dialog.tenantKey);
  const [, renamed] = await Promise.all([
    harness.tokenRefresher.usableCredentials(one),
    callSessionApi(harness, `/session/connections/${one.connectionId}`, {
      ...dialog,
      method: 'PATCH',
      body: { name: 'Renamed' },
    }),
  ]);
  assert.equal(renamed.status, 200);
  const connection = await storedConnection(one);
  assert.equal(connection.name, 'Renamed');
  assert.ok((connection.expiresAt ?? 0) > harness.now());
});

test('a refresh is logged only after the new tokens are stored', async () => {
  const one = await connectDialog('rotating');
  harness.advance(2 * HOUR_MS);
  const { deps, background, logger } = harness;
  const logged = () => harness.log().split('"msg":"refreshed tokens"').length - 1;
  const before = logged();
  let writes = 0;
  const write: Store['write'] = (work) => {
    writes += 1;
    // The first write takes the lease, the second stores the tokens.
    return writes === 2 ? Promise.reject(new RangeError('the transaction is lost')) : deps.store.write(work);
  };
  const store = { ...deps.store, write };
  const { organizations } = harness.config;
  const tokenRefresher = new TokenRefresher({ ...deps, store, organizations, background, log: logger });
  await assert.rejects(tokenRefresher.usableCredentials(one), RangeError);
  assert.equal(logged(), before);
  const other = await connectDialog('rotating');
  harness.advance(2 * HOUR_MS);
  await harness.tokenRefresher.usableCredentials(other);
  assert.equal(logged(), before + 1);
});

test('a disconnect revokes the tokens at the provider', async () => {
  const one = await connectDialog('rotating');
  const before = harness.sandbox.counters().revoke;
  await callSessionApi(harness, `/session/connections/${one.connectionId}/disconnect`, {
    ...one.dialog,
    method: 'POST',
  });
  await harness.background.idle();
  assert.equal(harness.sandbox.counters().revoke, before + 1);
});
