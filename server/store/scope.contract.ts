import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { NotFoundError } from '../errors.ts';
import type { OpenStore } from './store.contract.ts';
import type { Store, Stores } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import {
  ensureTenant,
  hashOf,
  newConsent,
  newDraft,
  newOutboxEvent,
  newSession,
  newSignIn,
  NOW,
  type SeededRows,
  seedTenant,
} from './testing/seed-store.ts';

const REJECTS = Symbol('rejects');
const REJECTS_NOT_FOUND = Symbol('rejects with NotFoundError');

/** A call of a method with another tenant's rows. */
interface Attempt {
  readonly call: (stores: Stores, stranger: TenantScope, rows: SeededRows) => Promise<unknown>;
  /** The expected result. */
  readonly expected: unknown;
  /** Set if the method may reach rows of other tenants of the same organization. */
  readonly perOrganization?: true;
}

const DRAFT_OWNER = { integration: 'sync', userKey: 'ann' };
const CONSENT_OWNER = { integration: 'sync', userKey: null };

const page = { afterId: 0, limit: 10 };

/** Every method of every port that takes a scope or an organization. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'tenants.find': {
    call: ({ tenants }, { organization }, { connection }) => tenants.find(organization, connection.tenantId),
    expected: undefined,
    perOrganization: true,
  },
  'tenants.findMany': {
    call: ({ tenants }, { organization }, { connection }) => tenants.findMany(organization, [connection.tenantId]),
    expected: [],
    perOrganization: true,
  },
  'tenants.findByKey': {
    call: ({ tenants }, { organization }) => tenants.findByKey(organization, 'victim'),
    expected: undefined,
    perOrganization: true,
  },
  'tenants.list': {
    call: ({ tenants }, { organization }) => tenants.list(organization, { afterId: 0, limit: 10, keys: ['victim'] }),
    expected: [],
    perOrganization: true,
  },
  'tenants.delete': {
    call: ({ tenants }, { organization }, { connection }) => tenants.delete(organization, connection.tenantId),
    expected: false,
    perOrganization: true,
  },
  'tenants.rename': {
    call: ({ tenants }, { organization }, { connection }) => tenants.rename(organization, connection.tenantId, 'Mine'),
    expected: undefined,
    perOrganization: true,
  },
  'tenants.secret': {
    call: ({ tenants }, { organization }, { connection }) => tenants.secret(organization, connection.tenantId),
    expected: undefined,
    perOrganization: true,
  },
  'tenants.setSecret': {
    call: ({ tenants }, { organization }, { connection }) =>
      tenants.setSecret(organization, connection.tenantId, new Uint8Array(9)),
    expected: undefined,
    perOrganization: true,
  },
  'connections.findHostManaged': {
    call: ({ connections }, stranger, { connection: { connector, userKey } }) =>
      connections.findHostManaged(stranger, { connector, userKey }),
    expected: undefined,
  },
  'connections.setHostValue': {
    call: ({ connections }, stranger, { connection }) =>
      connections.setHostValue({ ...connection, ...stranger }, { sealedHash: new Uint8Array(9), issuedAt: NOW }),
    expected: undefined,
  },
  'connections.find': {
    call: ({ connections }, stranger, { connection }) => connections.find(stranger, connection.id),
    expected: undefined,
  },
  'connections.findWithCredentials': {
    call: ({ connections }, stranger, { connection }) => connections.findWithCredentials(stranger, connection.id),
    expected: undefined,
  },
  'connections.importedHash': {
    call: ({ connections }, stranger, { connection }) => connections.importedHash(stranger, connection.id),
    expected: undefined,
  },
  'connections.setImportedHash': {
    call: ({ connections }, stranger, { connection }) =>
      connections.setImportedHash({ ...connection, ...stranger }, hashOf('mine')),
    expected: undefined,
  },
  'connections.findByExternalRef': {
    call: ({ connections }, stranger) => connections.findByExternalRef(stranger, 'sales'),
    expected: undefined,
  },
  'connections.list': { call: ({ connections }, stranger) => connections.list(stranger, {}), expected: [] },
  'connections.credentials': {
    call: ({ connections }, stranger, { connection }) => connections.credentials(stranger, connection.id),
    expected: undefined,
  },
  'connections.change': {
    call: ({ connections }, stranger, { connection }) =>
      connections.change({ ...connection, ...stranger }, { name: 'taken', credentials: null }, NOW),
    expected: undefined,
  },
  'connections.delete': {
    call: ({ connections }, stranger, { connection }) => connections.delete(stranger, connection.id),
    expected: false,
  },
  'connections.create': {
    call: ({ connections }, { organization }, { connection }) =>
      connections.create({ organization, tenantId: connection.tenantId }, { ...connection, now: NOW }),
    expected: REJECTS,
    perOrganization: true,
  },
  'connectionLeases.acquire': {
    call: ({ connectionLeases }, stranger, { connection }) =>
      connectionLeases.acquire({ ...connection, ...stranger }, NOW),
    expected: undefined,
  },
  'connectionLeases.finish': {
    call: ({ connectionLeases }, stranger, { connection: { id, fence } }) =>
      connectionLeases.finish({ ...stranger, id, fence }, { status: 'needs_reauth', credentials: null }, NOW),
    expected: undefined,
  },
  'connections.listOrganization': {
    call: ({ connections }, { organization }, { connection }) =>
      connections.listOrganization(organization, { ...page, tenantId: connection.tenantId }),
    expected: [],
    perOrganization: true,
  },
  'connections.listUpdated': {
    call: ({ connections }, { organization }, { connection }) =>
      connections.listUpdated(organization, {
        after: { updatedAt: 0, id: 0 },
        limit: 10,
        tenantId: connection.tenantId,
      }),
    expected: [],
    perOrganization: true,
  },
  'connections.hasCredentialsFor': {
    call: ({ connections }, { organization }, { connection: { tenantId, connector, account } }) =>
      connections.hasCredentialsFor(organization, { connectors: [connector], account, tenantId }),
    expected: false,
    perOrganization: true,
  },
  'connections.findInOrganization': {
    call: ({ connections }, { organization }, { connection }) =>
      connections.findInOrganization(organization, connection.id),
    expected: undefined,
    perOrganization: true,
  },
  'signIns.create': {
    call: ({ signIns }, stranger, { connection }) => signIns.create(stranger, newSignIn(connection, 'stranger')),
    expected: REJECTS,
  },
  'signIns.find': {
    call: ({ signIns }, stranger, { signIn }) => signIns.find(stranger, signIn.id),
    expected: undefined,
  },
  'signIns.secrets': {
    call: ({ signIns }, stranger, { signIn }) => signIns.secrets(stranger, signIn.id),
    expected: undefined,
  },
  'signIns.change': {
    call: ({ signIns }, stranger, { signIn }) =>
      signIns.change({ ...signIn, ...stranger }, { status: 'cancelled', secrets: null }, NOW),
    expected: undefined,
  },
  'signIns.listOpen': { call: ({ signIns }, stranger) => signIns.listOpen(stranger, NOW), expected: [] },
  'sessions.create': {
    call: ({ sessions }, { organization }, { connection: { tenantId } }) =>
      sessions.create(newSession({ organization, tenantId }, 'stranger')),
    expected: REJECTS,
    perOrganization: true,
  },
  'sessions.evictOldest': {
    call: ({ sessions }, stranger) =>
      sessions.evictOldest(stranger, { embedTokenHash: hashOf('token'), limit: 0, now: NOW }),
    expected: undefined,
  },
  'vendorKeys.list': {
    call: ({ vendorKeys }, { organization }) => vendorKeys.list(organization, 'we1', NOW),
    expected: [],
    perOrganization: true,
  },
  'signOuts.record': {
    call: ({ signOuts }, { organization }, { connection: { tenantId } }) =>
      signOuts.record({ organization, tenantId }, null, NOW + 1),
    expected: REJECTS,
    perOrganization: true,
  },
  'signOuts.last': { call: ({ signOuts }, stranger) => signOuts.last(stranger, 'ann'), expected: undefined },
  'usedTokens.use': {
    call: ({ usedTokens }, { organization }) => usedTokens.use(organization, 'jti', NOW + 1, NOW),
    expected: true,
    perOrganization: true,
  },
  'activity.add': {
    call: ({ activity }, { organization }, { connection: { tenantId, id: connectionId } }) =>
      activity.add({
        organization,
        tenantId,
        connectionId,
        installationId: null,
        type: 'connection.deleted',
        actor: null,
        detail: {},
        at: NOW,
      }),
    expected: REJECTS,
    perOrganization: true,
  },
  'activity.anonymize': {
    call: ({ activity }, stranger) => activity.anonymize(stranger, { afterId: 0, limit: 10 }),
    expected: undefined,
  },
  'activity.list': { call: ({ activity }, stranger) => activity.list(stranger, 10), expected: [] },
  'activity.listHistory': {
    call: ({ activity }, stranger, { connection }) =>
      activity.listHistory(stranger, { subject: { connectionId: connection.id }, limit: 10 }),
    expected: [],
  },
  'activity.listOrganization': {
    call: ({ activity }, { organization }, { connection: { tenantId } }) =>
      activity.listOrganization(organization, { tenantIds: [tenantId], limit: 10 }),
    expected: [],
    perOrganization: true,
  },
  'outbox.isWanted': {
    call: ({ outbox }, stranger) => outbox.isWanted(stranger, { type: 'connection.connected', userKey: null }),
    expected: false,
  },
  'outbox.add': {
    call: ({ outbox }, { organization }, { connection: { tenantId } }) =>
      outbox.add({ organization, tenantId }, newOutboxEvent('evt_stranger'), () => '{}'),
    expected: REJECTS,
    perOrganization: true,
  },
  'outbox.list': {
    call: ({ outbox }, { organization }) => outbox.list(organization, { afterSequence: 0, limit: 10 }),
    expected: [],
    perOrganization: true,
  },
  'installations.findById': {
    call: ({ installations }, stranger, { installation }) => installations.findById(stranger, installation.id),
    expected: undefined,
  },
  'installations.change': {
    call: ({ installations }, stranger, { installation }) =>
      installations.change(stranger, installation.id, { settings: '{"mine":1}' }, { now: NOW, updatedBy: 'eve' }),
    expected: undefined,
  },
  'installationDrafts.find': {
    call: ({ installationDrafts }, stranger) => installationDrafts.find(stranger, DRAFT_OWNER),
    expected: undefined,
  },
  'installationDrafts.save': {
    call: ({ installationDrafts }, { organization }, { installation: { tenantId } }) =>
      installationDrafts.save(newDraft({ organization, tenantId }, { settings: '{"mine":1}' })),
    expected: REJECTS,
    perOrganization: true,
  },
  'installationDrafts.delete': {
    call: ({ installationDrafts }, stranger) => installationDrafts.delete(stranger, DRAFT_OWNER),
    expected: undefined,
  },
  'installationDrafts.deleteAll': {
    call: ({ installationDrafts }, stranger) => installationDrafts.deleteAll(stranger, 'sync'),
    expected: undefined,
  },
  'consents.find': {
    call: ({ consents }, stranger) => consents.find(stranger, CONSENT_OWNER),
    expected: undefined,
  },
  'consents.findMany': {
    call: ({ consents }, { organization }, { installation: { tenantId } }) =>
      consents.findMany(organization, [{ ...CONSENT_OWNER, tenantId }]),
    expected: [],
    perOrganization: true,
  },
  'consents.list': { call: ({ consents }, stranger) => consents.list(stranger, CONSENT_OWNER.userKey), expected: [] },
  'consents.give': {
    call: ({ consents }, { organization }, { installation: { tenantId } }) =>
      consents.give(newConsent({ organization, tenantId }, { locale: 'en' })),
    expected: REJECTS,
    perOrganization: true,
  },
  'consents.withdraw': {
    call: ({ consents }, stranger) => consents.withdraw(stranger, CONSENT_OWNER, NOW),
    expected: false,
  },
  'consents.delete': {
    call: ({ consents }, stranger) => consents.delete(stranger, CONSENT_OWNER),
    expected: undefined,
  },
  'installations.findByIntegration': {
    call: ({ installations }, stranger) => installations.findByIntegration(stranger, 'sync', null),
    expected: undefined,
  },
  'installations.create': {
    call: ({ installations }, { organization }, { installation }) =>
      installations.create({ organization, tenantId: installation.tenantId }, { ...installation, now: NOW }),
    expected: REJECTS,
    perOrganization: true,
  },
  'installations.list': { call: ({ installations }, stranger) => installations.list(stranger, 10), expected: [] },
  'installations.delete': {
    call: ({ installations }, stranger, { installation }) => installations.delete(stranger, installation.id),
    expected: false,
  },
  'installations.listOrganization': {
    call: ({ installations }, { organization }, { installation: { tenantId } }) =>
      installations.listOrganization(organization, { tenantId, afterId: 0, limit: 10 }),
    expected: [],
    perOrganization: true,
  },
  'installations.findInOrganization': {
    call: ({ installations }, { organization }, { installation }) =>
      installations.findInOrganization(organization, installation.id),
    expected: undefined,
    perOrganization: true,
  },
  'installations.setNextDueAt': {
    call: ({ installations }, stranger, { installation }) =>
      installations.setNextDueAt({ ...installation, ...stranger }, NOW + 9),
    expected: false,
  },
  'installations.setCapability': {
    call: ({ installations }, stranger, { installation }) =>
      installations.setCapability(stranger, installation.id, { hash: hashOf('mine'), sealed: hashOf('mine') }),
    expected: REJECTS_NOT_FOUND,
  },
  'runs.create': {
    call: ({ runs }, stranger, { run }) => runs.create(stranger, run.installationId, { ...run, now: NOW }),
    expected: REJECTS,
  },
  'runs.find': {
    call: ({ runs }, stranger, { run }) => runs.find(stranger, run.installationId, run.id),
    expected: undefined,
  },
  'runs.change': {
    call: ({ runs }, stranger, { run }) => runs.change({ ...run, ...stranger }, { ...run, message: 'Mine.' }, NOW),
    expected: undefined,
  },
  'runs.list': {
    call: ({ runs }, stranger, { run }) => runs.list(stranger, run.installationId, { limit: 10 }),
    expected: [],
  },
  'runs.latest': {
    call: ({ runs }, stranger, { run }) => runs.latest(stranger, run.installationId),
    expected: { last: undefined, lastSuccessful: undefined },
  },
  'runs.listFailing': {
    call: ({ runs }, stranger) => runs.listFailing(stranger, null),
    expected: [],
  },
  'runs.deleteOldest': {
    call: ({ runs }, stranger, { run }) => runs.deleteOldest(stranger, run.installationId, 0),
    expected: undefined,
  },
  'outbox.lastSequence': {
    call: ({ outbox }, { organization }) => outbox.lastSequence(organization),
    expected: 0,
    perOrganization: true,
  },
  'webhookEndpoints.create': {
    call: ({ webhookEndpoints }, { organization }, { endpoint }) =>
      webhookEndpoints.create({ ...endpoint, id: 'whe_stranger', organization }),
    expected: REJECTS,
    perOrganization: true,
  },
  'webhookEndpoints.find': {
    call: ({ webhookEndpoints }, { organization }, { endpoint }) => webhookEndpoints.find(organization, endpoint.id),
    expected: undefined,
    perOrganization: true,
  },
  'webhookEndpoints.list': {
    call: ({ webhookEndpoints }, { organization, tenantId }) =>
      webhookEndpoints.list(organization, { tenantIds: [tenantId] }),
    expected: [],
  },
  'webhookEndpoints.change': {
    call: ({ webhookEndpoints }, { organization }, { endpoint }) =>
      webhookEndpoints.change(organization, endpoint.id, { url: 'https://stranger.example.com/' }, NOW),
    expected: undefined,
    perOrganization: true,
  },
  'webhookEndpoints.delete': {
    call: ({ webhookEndpoints }, { organization }, { endpoint }) => webhookEndpoints.delete(organization, endpoint.id),
    expected: false,
    perOrganization: true,
  },
  'webhookEndpoints.count': {
    call: ({ webhookEndpoints }, { organization, tenantId }) => webhookEndpoints.count(organization, tenantId),
    expected: 0,
  },
  'webhookEndpoints.disable': {
    call: ({ webhookEndpoints }, { organization }, { endpoint }) =>
      webhookEndpoints.disable(organization, { endpointId: endpoint.id, reason: 'No.', disabledAt: NOW }),
    expected: undefined,
    perOrganization: true,
  },
  'webhookEndpoints.enable': {
    call: ({ webhookEndpoints }, { organization }, { endpoint }) => webhookEndpoints.enable(organization, endpoint.id),
    expected: false,
    perOrganization: true,
  },
  'webhookEndpoints.listDisabled': {
    call: ({ webhookEndpoints }, { organization }) => webhookEndpoints.listDisabled(organization),
    expected: [],
    perOrganization: true,
  },
  'webhookDeliveries.cancelPending': {
    call: ({ webhookDeliveries }, { organization }, { endpoint }) =>
      webhookDeliveries.cancelPending(organization, endpoint.id, 'No.'),
    expected: undefined,
    perOrganization: true,
  },
  'webhookDeliveries.restart': {
    call: ({ webhookDeliveries }, { organization }) => webhookDeliveries.restart(organization, 1, NOW + 1),
    expected: undefined,
    perOrganization: true,
  },
  'webhookDeliveries.find': {
    call: ({ webhookDeliveries }, { organization }) => webhookDeliveries.find(organization, 1),
    expected: undefined,
    perOrganization: true,
  },
  'webhookDeliveries.summarize': {
    call: ({ webhookDeliveries }, { organization }, { endpoint }) =>
      webhookDeliveries.summarize(organization, endpoint.id),
    expected: { pending: 0, oldestPendingAt: null, lastAttempted: null },
    perOrganization: true,
  },
  'webhookDeliveries.list': {
    call: ({ webhookDeliveries }, { organization }, { endpoint }) =>
      webhookDeliveries.list(organization, { endpointId: endpoint.id, limit: 10 }),
    expected: [],
    perOrganization: true,
  },
  'accessTokens.find': {
    call: ({ accessTokens }, { organization }, { accessToken }) => accessTokens.find(organization, accessToken.id),
    expected: undefined,
    perOrganization: true,
  },
  'accessTokens.list': {
    call: ({ accessTokens }, { organization }) => accessTokens.list(organization),
    expected: [],
    perOrganization: true,
  },
  'accessTokens.revoke': {
    call: ({ accessTokens }, { organization }, { accessToken }) =>
      accessTokens.revoke(organization, accessToken.id, NOW),
    expected: undefined,
    perOrganization: true,
  },
};

/** Methods without a scope: they find rows by 256 random bits, act on the whole server, or create given rows. */
const WITHOUT_SCOPE = [
  'activity.addMany',
  'tenants.ensure',
  'connectionLeases.dueForRefresh',
  'connections.listAbandoned',
  'connectionLeases.dueForVerification',
  'signIns.findByToken',
  'signIns.findByState',
  'signIns.deleteExpired',
  'sessions.find',
  'sessions.extend',
  'sessions.setContext',
  'sessions.deleteExpired',
  'usedTokens.deleteExpired',
  'installations.findByCapability',
  'installations.listDue',
  'installations.listUnscheduled',
  'installationDrafts.deleteUpdatedBefore',
  'outbox.deleteCreatedBefore',
  'outbox.keepListener',
  'outbox.removeListener',
  'outbox.deleteExpiredListeners',
  'webhookDeliveries.endpointsWithDue',
  'webhookDeliveries.due',
  'webhookDeliveries.take',
  'webhookDeliveries.finish',
  'webhookDeliveries.release',
  'vendorKeys.add',
  'vaultKeys.list',
  'vaultKeys.add',
  'signingKeys.list',
  'signingKeys.add',
  'signingKeys.retireAll',
  'signingKeys.deleteExpired',
  'accessTokens.create',
  'accessTokens.findByHash',
  'accessTokens.recordUse',
  // Their scope is the access token, whose id is unique on the server.
  'idempotency.find',
  'idempotency.add',
  'idempotency.setResponse',
  'idempotency.delete',
  'idempotency.deleteExpired',
];

/**
 * Scopes that must not reach the rows of `victim`: another tenant, another organization, and another organization with
 * the same tenant id.
 */
async function foreignScopes(store: Store, victim: TenantScope): Promise<Readonly<Record<string, TenantScope>>> {
  return {
    'another tenant': await ensureTenant(store, victim.organization, 'neighbour'),
    'another organization': await ensureTenant(store, 'globex', 'victim-2'),
    "another organization with this tenant's id": { organization: 'initech', tenantId: victim.tenantId },
    'this organization in other case': { organization: 'ACME', tenantId: victim.tenantId },
  };
}

async function snapshotOf(
  store: Store,
  scope: TenantScope,
  { connection, signIn, installation, endpoint }: SeededRows,
) {
  return {
    tenant: await store.tenants.find(scope.organization, scope.tenantId),
    tenantSecret: await store.tenants.secret(scope.organization, scope.tenantId),
    hostManaged: await store.connections.findHostManaged(scope, connection),
    connections: await store.connections.list(scope, {}),
    credentials: await store.connections.credentials(scope, connection.id),
    importedHash: await store.connections.importedHash(scope, connection.id),
    signIns: await store.signIns.listOpen(scope, NOW),
    flowSecrets: await store.signIns.secrets(scope, signIn.id),
    installation: await store.installations.findByCapability(hashOf(`capability:${scope.tenantId}`)),
    draft: await store.installationDrafts.find(scope, DRAFT_OWNER),
    consent: await store.consents.find(scope, CONSENT_OWNER),
    runs: await store.runs.list(scope, installation.id, { limit: 10 }),
    endpoints: await store.webhookEndpoints.list(scope.organization),
    disabled: await store.webhookEndpoints.listDisabled(scope.organization),
    deliveries: await store.webhookDeliveries.due(endpoint.id, { now: NOW, limit: 10 }),
    activity: await store.activity.list(scope, 10),
    outbox: await store.outbox.list(scope.organization, { afterSequence: 0, limit: 10 }),
    session: await store.sessions.find(hashOf(`session:${scope.tenantId}`), NOW),
    accessTokens: await store.accessTokens.list(scope.organization),
    signedOutAt: await store.signOuts.last(scope, 'ann'),
  };
}

async function assertResult(written: Promise<unknown>, gives: unknown): Promise<void> {
  if (gives === REJECTS) await assert.rejects(written);
  else if (gives === REJECTS_NOT_FOUND) await assert.rejects(written, NotFoundError);
  else assert.deepEqual(await written, gives);
}

/** Contract: no method reaches another tenant's rows. */
export function scopeContract(open: OpenStore): void {
  describe("another tenant's rows", () => {
    test('every method is in the table, or in the list of methods without a scope', async (t) => {
      const store = await open();
      t.after(() => store.close());

      const ports = Object.entries(store).filter((entry): entry is [string, object] => typeof entry[1] === 'object');
      const methods = ports.flatMap(([port, instance]) => {
        const prototype: unknown = Object.getPrototypeOf(instance);
        return Object.getOwnPropertyNames(prototype)
          .filter((name) => name !== 'constructor')
          .map((name) => `${port}.${name}`);
      });

      assert.deepEqual(methods.toSorted(), [...Object.keys(ATTEMPTS), ...WITHOUT_SCOPE].toSorted());
    });

    for (const [method, { call, expected, perOrganization }] of Object.entries(ATTEMPTS)) {
      test(`cannot be read or changed by ${method}`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const victim = await ensureTenant(store, 'acme', 'victim');
        const rows = await seedTenant(store, victim);
        await store.write(({ usedTokens }) => usedTokens.use('acme', 'jti', NOW + 1, NOW));
        const before = await snapshotOf(store, victim, rows);
        const strangers = Object.entries(await foreignScopes(store, victim)).filter(
          ([, { organization }]) => !perOrganization || organization !== victim.organization,
        );
        assert.ok(strangers.length >= 2);

        for (const [who, stranger] of strangers) {
          await t.test(who, async () => {
            await assertResult(
              store.write((stores) => call(stores, stranger, rows)),
              expected,
            );
            assert.deepEqual(await snapshotOf(store, victim, rows), before);
          });
        }
      });
    }
  });
}
