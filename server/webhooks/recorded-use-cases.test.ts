import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { FULL_GRANT } from '../auth/claim-values.ts';
import { serializeSessionContext } from '../auth/session.ts';
import type { SessionContext } from '../auth/session.ts';
import { AttemptLimits } from '../connections/attempt-limits.ts';
import { createConnection, deleteConnection, disconnect, renameConnection } from '../connections/change-connection.ts';
import { CircuitBreaker } from '../connections/circuit-breaker.ts';
import { connectAutomatically } from '../connections/connect-automatically.ts';
import { createTenant, renameTenant } from '../connections/change-tenant.ts';
import { connect } from '../connections/connect.ts';
import { ensureTenant, openConnectorsSession } from '../connections/open-session.ts';
import { deleteTenant } from '../connections/delete-tenant.ts';
import { signOut } from '../connections/sign-out.ts';
import { disconnectAndRevoke } from '../connections/revoke.ts';
import { verifyConnection } from '../connections/verify-connection.ts';
import { InvalidCredentialsError } from '../errors.ts';
import { ensureInstallation, connectorSlug } from '../installations/ensure-installation.ts';
import { recordBrowserMismatch, failSignIn } from '../sign-in/stored-sign-in.ts';
import { finishSignIn } from '../sign-in/handle-callback.ts';
import { SignInEvents } from '../sign-in/sign-in-deps.ts';
import { newSignIn } from '../store/testing/seed-store.ts';
import { API_KEY_CREDENTIALS, startConnectionHarness } from '../testing/connection-harness.ts';

const CONTEXT: SessionContext = {
  dialect: 'native',
  userKey: null,
  actor: { id: 'ann' },
  subject: { kind: 'connector', connector: 'gwt' },
  sharing: 'account',
  ...FULL_GRANT,
  installs: connectorSlug('gwt'),
  claims: {},
};

const verify = { url: 'https://gwt.example.com/me' };

/** Two connections, one of which the provider has refused once, an open sign-in of the other, and an installation. */
async function startUseCases(t: TestContext) {
  const provider = { status: 200 };
  const harness = await startConnectionHarness(t, {
    connectors: { gwt: { name: 'GWT', auth: { type: 'api_key', in: 'bearer' }, verify } },
    handleProvider: () => Promise.resolve({ status: provider.status }),
    configuredRecipients: () => ['configured'],
  });
  const { store, clock, vault } = harness;
  const [connection, refusedOnce] = await harness.connect([
    { connector: 'gwt', change: { verified: false } },
    { connector: 'gwt', change: { verifyRefusals: 1 } },
  ]);
  assert.ok(connection && refusedOnce);
  const { organization, tenantId } = connection;
  const scope = { organization, tenantId };
  const now = clock.now;
  const { signIn, installation } = await store.write(async (stores) => {
    const values = { ...newSignIn(connection, 'token', now + 1000), connector: 'gwt' };
    const context = serializeSessionContext(CONTEXT);
    return {
      signIn: await stores.signIns.create(scope, { ...values, context, createdAt: now }),
      installation: await stores.installations.create(scope, {
        ...{ userKey: null, integration: 'other', settings: '{}', schedule: '0 * * * *', now },
      }),
    };
  });
  const deps = {
    ...harness,
    attempts: new AttemptLimits(),
    breaker: new CircuitBreaker(),
    events: new SignInEvents(),
    publicUrl: new URL('https://connect.example.com'),
  };
  const database = new BetterSqlite3(harness.file);
  t.after(() => database.close());
  // Taking a lease is a transaction of its own, which commits.
  const rows = (table: string) =>
    JSON.stringify(database.prepare(`select * from ${table}`).all()).replaceAll(/"(fence|leased_until)":\w+/g, '');
  const actor = CONTEXT.actor;
  const signal = new AbortController().signal;
  return {
    ...{ deps, scope, connection, refusedOnce, signIn, installation, actor, signal, vault, provider },
    definition: harness.definitionOf('gwt'),
    /** Makes the database refuse new rows of a table, or allows them again. */
    refuse: (table: string) =>
      database.exec(`create trigger refuse before insert on ${table} begin select raise(abort, 'on purpose'); end`),
    allow: () => database.exec('drop trigger refuse'),
    /** Everything that an event goes with. */
    snapshot: () =>
      ['tenants', 'connections', 'installations', 'webhook_deliveries', 'sessions', 'activity', 'outbox'].map(rows),
    recorded: async () => ({
      activity: (await store.activity.list(scope, 100)).toReversed().map(({ type }) => type),
      webhooks: (await store.outbox.list(organization, { afterSequence: 0, limit: 100 })).map(({ type }) => type),
    }),
  };
}

type UseCases = Awaited<ReturnType<typeof startUseCases>>;

interface UseCase {
  readonly run: (given: UseCases) => Promise<unknown>;
  readonly activity: readonly string[];
  readonly webhooks: readonly string[];
  /** The use case rejects with this error when it has recorded it. */
  readonly rejects?: typeof InvalidCredentialsError;
}

const USE_CASES: Readonly<Record<string, UseCase>> = {
  'creating a connection': {
    run: ({ deps, actor }) =>
      createConnection(deps, {
        ...{ organization: 'acme', tenantKey: '42', userKey: null, connector: 'gwt', name: 'New', actor },
      }),
    activity: ['connection.created'],
    webhooks: [],
  },
  'opening a session that needs a first connection': {
    run: async ({ deps }) =>
      openConnectorsSession(deps, {
        ...{ organization: 'acme', token: 'a.b.c', issuedAt: deps.now() },
        connectors: [{ name: 'gwt', connectionName: 'First' }],
        tenant: await ensureTenant(deps, { organization: 'acme', tenantKey: '42' }),
        context: { ...CONTEXT, sharing: 'user', userKey: 'ann' },
      }),
    activity: ['connection.created'],
    webhooks: [],
  },
  'renaming a connection': {
    run: ({ deps, connection, actor }) => renameConnection(deps, { connection, actor, name: 'Other' }),
    activity: ['connection.renamed'],
    webhooks: ['connection.updated'],
  },
  'disconnecting without revoking': {
    run: ({ deps, connection, actor }) => disconnect(deps, { connection, actor }),
    activity: ['connection.disconnected'],
    webhooks: ['connection.disconnected'],
  },
  'disconnecting and revoking': {
    run: ({ deps, connection, actor, definition }) => disconnectAndRevoke(deps, { connection, actor, definition }),
    activity: ['connection.disconnected'],
    webhooks: ['connection.disconnected'],
  },
  'deleting a connection': {
    run: ({ deps, connection, actor }) => deleteConnection(deps, { connection, actor }),
    activity: ['connection.deleted'],
    webhooks: ['connection.deleted'],
  },
  'creating a tenant, or finding it with another name': {
    run: ({ deps, scope: { organization }, actor }) =>
      createTenant(deps, { organization, key: '42', name: 'Other', actor }),
    activity: ['tenant.renamed'],
    webhooks: [],
  },
  'renaming a tenant': {
    run: ({ deps, scope: { organization, tenantId: id }, actor }) =>
      renameTenant(deps, { tenant: { organization, id }, name: 'Other', actor }),
    activity: ['tenant.renamed'],
    webhooks: [],
  },
  'signing out a tenant': {
    run: ({ deps, scope, actor }) => signOut(deps, { scope, userKey: null, actor }),
    activity: ['tenant.signed_out'],
    webhooks: [],
  },
  'deleting a tenant': {
    run: ({ deps, scope: { organization, tenantId: id }, actor }) =>
      deleteTenant(deps, { tenant: { organization, id }, actor }),
    activity: [
      ...['tenant.signed_out', 'connection.deleted', 'connection.deleted', 'installation.deleted'],
      'tenant.deleted',
    ],
    webhooks: ['connection.deleted', 'connection.deleted', 'installation.deleted'],
  },
  'connecting with entered credentials': {
    run: ({ deps, ...given }) => connect(deps, { ...given, credentials: API_KEY_CREDENTIALS }),
    activity: ['connection.connected'],
    webhooks: ['connection.connected'],
  },
  'entering credentials that the provider refuses': {
    run: ({ deps, provider, ...given }) => {
      provider.status = 401;
      return connect(deps, { ...given, credentials: API_KEY_CREDENTIALS });
    },
    activity: ['connection.refused'],
    webhooks: [],
    rejects: InvalidCredentialsError,
  },
  'connecting the organization’s own connector': {
    run: async ({ deps, scope, definition, actor }) => {
      const tenant = await deps.store.tenants.find(scope.organization, scope.tenantId);
      assert.ok(tenant);
      const options = { tenant, userKey: 'ann', connector: 'gwt', definition, credential: 'a-key', actor };
      await connectAutomatically(deps, deps.background, options);
    },
    activity: ['connection.created', 'connection.connected'],
    webhooks: ['connection.connected'],
  },
  'the second verification that the provider refuses': {
    run: ({ deps, refusedOnce, definition, provider }) => {
      provider.status = 401;
      return verifyConnection(deps, { connection: refusedOnce, definition });
    },
    activity: ['connection.needs_reauth'],
    webhooks: ['connection.needs_reauth'],
  },
  'the first verification that succeeds': {
    run: ({ deps, connection, definition }) => verifyConnection(deps, { connection, definition }),
    activity: ['connection.verified'],
    webhooks: ['connection.updated'],
  },
  'a verification that a back end asks for and that changes nothing': {
    run: async ({ deps, connection, definition, provider }) => {
      provider.status = 401;
      await verifyConnection(deps, { connection, definition, requestedBy: { id: 'access token 1' } });
    },
    activity: ['connection.checked'],
    webhooks: [],
  },
  'finishing a sign-in': {
    run: ({ deps, signIn, signal }) => {
      const method = {
        start: () => Promise.reject(new Error('not in this test')),
        isFromIssuer: () => true,
        finish: () => Promise.resolve({ accessToken: 'new', obtainedAt: deps.now(), captured: {} }),
      };
      const callback = {
        ...{ redirectUri: deps.publicUrl, state: 'state', secrets: {}, parameters: new URLSearchParams() },
      };
      return finishSignIn(deps, { signIn, values: API_KEY_CREDENTIALS.values, callback, method }, signal);
    },
    activity: ['connection.connected', 'installation.created'],
    webhooks: ['connection.connected', 'installation.created'],
  },
  'a sign-in that the provider refuses': {
    run: ({ deps, signIn }) => failSignIn(deps, signIn, new InvalidCredentialsError('No.')),
    activity: ['connection.refused'],
    webhooks: [],
  },
  'a callback in another browser': {
    run: ({ deps, signIn }) => recordBrowserMismatch(deps, signIn, 'another browser'),
    activity: ['sign_in.browser_mismatch'],
    webhooks: [],
  },
  'installing an integration': {
    run: ({ deps, scope, actor, vault }) =>
      deps.store.write((stores) =>
        ensureInstallation(stores, vault, {
          ...{ scope, userKey: null, slug: 'sync', integration: undefined, actor, now: deps.now() },
        }),
      ),
    activity: ['installation.created'],
    webhooks: ['installation.created'],
  },
};

describe('what a use case changes, its activity row and its event for webhooks', () => {
  for (const [title, { run, activity, webhooks, rejects }] of Object.entries(USE_CASES)) {
    test(`are stored together by ${title}`, async (t) => {
      const given = await startUseCases(t);
      const before = await given.recorded();

      if (rejects) await assert.rejects(run(given), rejects);
      else await run(given);

      const after = await given.recorded();
      assert.deepEqual(after.activity, [...before.activity, ...activity]);
      assert.deepEqual(after.webhooks, [...before.webhooks, ...webhooks]);
    });

    for (const table of ['activity', ...(webhooks.length > 0 ? ['outbox'] : [])]) {
      // Its first transaction has no event for webhooks, and commits.
      if (table === 'outbox' && ['connection.created', 'tenant.signed_out'].includes(activity[0] ?? '')) continue;
      test(`are undone together when a row of ${table} cannot be stored by ${title}`, async (t) => {
        const given = await startUseCases(t);
        const before = given.snapshot();

        given.refuse(table);
        await assert.rejects(run(given), { code: 'SQLITE_CONSTRAINT_TRIGGER' });

        given.allow();
        assert.deepEqual(given.snapshot(), before);
      });
    }
  }
});
