import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openSqliteConnections } from './sqlite-open.ts';
import { sqliteStore } from './sqlite-store.ts';
import { seedTenant, hashOf, NOW, ensureTenant } from './testing/seed-store.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

/** Tables that always have only a few rows. */
const SMALL = /^SCAN (?:counters|vault_keys|signing_keys)\b/;

test('every query uses an index, and no list is sorted after reading', async (t) => {
  const folder = await makeTemporaryFolder();
  const statements = new Set<string>();
  const connections = await openSqliteConnections(folder.path('embed.db'), {
    onStatement: (sql) => statements.add(sql),
  });
  const store = sqliteStore(connections);
  t.after(async () => {
    await store.close();
    await folder.remove();
  });
  statements.clear();

  const scope = await ensureTenant(store, 'acme', '42');
  const { connection, signIn, installation, run, endpoint } = await seedTenant(store, scope);
  await store.tenants.find('acme', scope.tenantId);
  await store.connections.find(scope, connection.id);
  await store.connections.credentials(scope, connection.id);
  await store.connections.findInOrganization('acme', connection.id);
  for (const filter of [{}, { connector: 'gwt' }, { userKey: null }, { connector: 'gwt', userKey: 'ann' }]) {
    await store.connections.list(scope, filter);
  }
  const { tenantId } = scope;
  for (const filter of [{}, { tenantId }, { connector: 'gwt' }, { status: 'error' }] as const) {
    await store.connections.listOrganization('acme', { ...filter, afterId: 0, limit: 10 });
  }
  for (const filter of [{}, { tenantId }, { connector: 'gwt', status: 'error' }, { status: 'error' }] as const) {
    await store.connections.listUpdated('acme', { ...filter, after: { updatedAt: NOW, id: 1 }, limit: 10 });
  }
  await store.connections.findByExternalRef(scope, 'sales');
  await store.connections.findWithCredentials(scope, connection.id);
  await store.tenants.findMany('acme', [tenantId, 2]);
  for (const account of ['ada', null]) {
    await store.connections.hasCredentialsFor('acme', { connectors: ['gwt', 'mail'], account, tenantId });
  }
  const connectors = ['gwt', 'hubspot'].map((connector) => ({ organization: 'acme', connector }));
  await store.connectionLeases.dueForRefresh({ now: NOW, connectors, limit: 10 });
  await store.connectionLeases.dueForVerification({ now: NOW, connectors, limit: 10, latest: NOW });
  await store.connections.listAbandoned(NOW, 10);
  await store.signIns.find(scope, signIn.id);
  await store.signIns.findByToken(hashOf('a'));
  await store.signIns.findByState(hashOf('a'));
  await store.signIns.secrets(scope, signIn.id);
  await store.signIns.listOpen(scope, NOW);
  await store.sessions.find(hashOf('a'), NOW);
  await store.activity.list(scope, 10);
  for (const subject of [{ installationId: 1 }, { connectionId: 1 }]) {
    for (const beforeId of [undefined, 9]) await store.activity.listHistory(scope, { subject, beforeId, limit: 10 });
  }
  for (const filter of [
    {},
    { tenantIds: [tenantId] },
    { since: NOW },
    { beforeId: 9, types: ['consent.given'] },
  ] as const) {
    await store.activity.listOrganization('acme', { ...filter, limit: 10 });
  }
  await store.signOuts.last(scope, 'ann');
  await store.vendorKeys.list('acme', 'we1', NOW);
  for (const filter of [{}, { keys: ['42', '43'] }, { createdSince: NOW }])
    await store.tenants.list('acme', { ...filter, afterId: 0, limit: 10 });
  await store.installations.list(scope, 10);
  for (const userKey of ['ann', null]) await store.outbox.isWanted(scope, { type: 'connection.deleted', userKey });
  await store.outbox.list('acme', { afterSequence: 0, limit: 10 });
  await store.installations.findByIntegration(scope, 'sync', null);
  await store.installations.findByIntegration(scope, 'sync', 'ann');
  await store.installations.findByCapability(hashOf('a'));
  await store.installations.findById(scope, 1);
  await store.installations.findInOrganization('acme', 1);
  for (const filter of [
    {},
    { tenantId },
    { integration: 'sync' },
    { updatedSince: NOW },
    { tenantId, integration: 'sync' },
  ]) {
    await store.installations.listOrganization('acme', { ...filter, afterId: 0, limit: 10 });
  }
  await store.installations.listDue(NOW, 10);
  await store.installations.listUnscheduled(10);
  await store.installationDrafts.find(scope, { integration: 'sync', userKey: 'ann' });
  await store.consents.find(scope, { integration: 'sync', userKey: null });
  for (const beforeId of [undefined, 9]) {
    await store.runs.list(scope, run.installationId, { limit: 10, beforeId });
  }
  await store.runs.find(scope, run.installationId, run.id);
  await store.runs.latest(scope, run.installationId);
  for (const userKey of [null, 'ann']) {
    await store.runs.listFailing(scope, userKey);
    await store.consents.list(scope, userKey);
  }
  await store.outbox.lastSequence('acme');
  await store.webhookEndpoints.find('acme', endpoint.id);
  await store.webhookEndpoints.list('acme');
  await store.webhookEndpoints.list('acme', { tenantIds: [scope.tenantId] });
  for (const only of [null, scope.tenantId, 'all tenants'] as const) await store.webhookEndpoints.count('acme', only);
  await store.webhookEndpoints.listDisabled('acme');
  await store.webhookDeliveries.endpointsWithDue(NOW);
  await store.webhookDeliveries.due(endpoint.id, { now: NOW, limit: 10 });
  await store.webhookDeliveries.find('acme', 1);
  await store.webhookDeliveries.summarize('acme', endpoint.id);
  for (const filter of [{}, { beforeId: 9 }]) {
    await store.webhookDeliveries.list('acme', { ...filter, endpointId: endpoint.id, limit: 10 });
  }
  await store.signingKeys.list('receipt');
  await store.check();
  await store.write(async (stores) => {
    const { sessions, usedTokens, signIns, outbox, signingKeys, connections: writable } = stores;
    const { webhookEndpoints, webhookDeliveries } = stores;
    await sessions.extend(hashOf('a'), NOW);
    await sessions.evictOldest(scope, { embedTokenHash: hashOf('token'), limit: 1, now: NOW });
    await sessions.deleteExpired(NOW);
    await usedTokens.use('acme', 'jti', NOW, NOW);
    await usedTokens.deleteExpired(NOW);
    await signIns.deleteExpired(NOW);
    await outbox.deleteCreatedBefore(NOW);
    await outbox.keepListener({ id: 'a', organization: 'acme', expiresAt: NOW });
    await outbox.removeListener('a');
    await outbox.deleteExpiredListeners(NOW);
    await webhookDeliveries.take({ id: 1, fence: 0 }, { now: NOW, leaseUntil: NOW });
    await webhookDeliveries.release({ id: 1, fence: 1 }, NOW);
    await webhookDeliveries.restart('acme', 1, NOW);
    await webhookDeliveries.cancelPending('acme', endpoint.id, 'No.');
    await webhookEndpoints.disable('acme', { endpointId: endpoint.id, reason: 'No.', disabledAt: NOW });
    await webhookEndpoints.enable('acme', endpoint.id);
    await webhookEndpoints.change('acme', endpoint.id, { url: 'https://hooks.example.com/' }, NOW);
    await webhookEndpoints.delete('acme', endpoint.id);
    await signingKeys.retireAll('receipt', NOW);
    await signingKeys.deleteExpired(NOW);
    const lease = await stores.connectionLeases.acquire(connection, NOW);
    assert.ok(lease && (await stores.connectionLeases.finish(lease, { status: 'needs_reauth' }, NOW)));
    await writable.delete(scope, connection.id);
    await stores.activity.anonymize(scope, { afterId: 0, limit: 10 });
    await stores.installations.change(scope, 1, { paused: true }, { now: NOW, updatedBy: null });
    await stores.installationDrafts.delete(scope, { integration: 'sync', userKey: 'ann' });
    await stores.installationDrafts.deleteAll(scope, 'sync');
    await stores.installationDrafts.deleteUpdatedBefore(NOW);
    await stores.consents.withdraw(scope, { integration: 'sync', userKey: null }, NOW);
    await stores.consents.delete(scope, { integration: 'sync', userKey: null });
    await stores.installations.setNextDueAt(installation, NOW);
    await stores.installations.setNextDueAt({ ...installation, nextDueAt: null }, NOW);
    await stores.runs.change(run, run, NOW);
    await stores.runs.deleteOldest(scope, run.installationId, 1);
    await stores.installations.delete(scope, 1);
    await stores.tenants.rename('acme', tenantId, null);
    await stores.tenants.delete('acme', tenantId);
  });

  // The lookup of referring rows when a connection is deleted.
  const referring = "select 1 from sign_ins where organization = 'acme' and tenant_id = 1 and connection_id = 1";
  // The lookup of deliveries when an event is deleted.
  const deliveries = "select 1 from webhook_deliveries where event_id = 'evt_1'";
  const queries = [...statements, referring, deliveries].filter((sql) =>
    /^(?:with|select|insert|update|delete)/i.test(sql),
  );
  assert.ok(queries.length > 30);
  // Otherwise the plans contain searches that only happen for violations of deferred references.
  connections.writer.pragma('foreign_keys = off');
  for (const query of queries) {
    const steps = connections.writer.prepare(`explain query plan ${query}`).all();
    for (const step of steps) {
      assert.ok(typeof step === 'object' && step && 'detail' in step && typeof step.detail === 'string');
      const { detail } = step;
      if (/^SCAN (?:CONSTANT ROW|\d+ CONSTANT ROWS|pair$|pending_endpoint$)/.test(detail) || SMALL.test(detail))
        continue;
      assert.doesNotMatch(detail, /^SCAN|TEMP B-TREE/, query);
    }
  }
});
