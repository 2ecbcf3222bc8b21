import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import type { WebhookEventType } from '../config/config.ts';
import { ACTIVITY_TYPES } from '../store/activity-store.ts';
import type { ActivityType } from '../store/activity-store.ts';
import { openSqliteConnections } from '../store/sqlite-open.ts';
import { sqliteStore } from '../store/sqlite-store.ts';
import { NOW, seedTenant, ensureTenant } from '../store/testing/seed-store.ts';
import type { SeededRows } from '../store/testing/seed-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { makeTemporaryFolder } from '../store/testing/temporary-folder.ts';
import { ConfiguredEndpoints, configuredRecipients } from './configured-endpoints.ts';
import type { RecordedEvent } from './event.ts';
import { recordEvent } from './record-event.ts';

const ORIGIN = { actor: { id: 'ann', name: 'Ann' }, now: NOW + 60_000 };
const AT = new Date(NOW).toISOString();

interface Case {
  readonly event: (rows: SeededRows) => RecordedEvent;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly webhook?: {
    readonly type: WebhookEventType;
    readonly data: (rows: SeededRows) => Readonly<Record<string, unknown>>;
  };
}

const connectionData = ({ connection: { id } }: SeededRows) => ({
  connection: {
    ...{ id, connector: 'hubspot', name: 'Sales', user: null, status: 'connected', connected: true, verified: false },
    ...{ account: null, error: null, external_ref: 'sales' },
    ...{ connected_at: null, status_changed_at: AT, created_at: AT, updated_at: AT },
  },
});

const installationData = ({ installation: { id } }: SeededRows) => ({
  installation: {
    ...{ id, integration: 'sync', user: null, configs: {}, schedule: '0 * * * *', time_zone: 'UTC', paused: false },
    ...{ created_at: AT, updated_at: AT },
  },
});

function connectionCase(
  type: Extract<
    ActivityType,
    `connection.${'created' | 'verified' | 'needs_reauth' | 'renamed' | 'credentials_read' | 'disconnected'}`
  >,
  webhook?: WebhookEventType,
): Case {
  return {
    event: ({ connection }) => ({ type, connection, ...ORIGIN }),
    detail: { connector: 'hubspot' },
    ...(webhook && { webhook: { type: webhook, data: connectionData } }),
  };
}

function installationCase(type: `installation.${'created' | 'updated' | 'deleted'}`): Case {
  return {
    event: ({ installation }) => ({ type, installation, ...ORIGIN }),
    detail: { integration: 'sync' },
    webhook: { type, data: installationData },
  };
}

function consentCase(type: `consent.${'given' | 'withdrawn'}`): Case {
  return {
    event: ({ connection }) => ({ type, scope: connection, userKey: 'ann', integration: 'sync', ...ORIGIN }),
    detail: { integration: 'sync' },
    webhook: { type, data: () => ({ consent: { integration: 'sync', user: 'ann' } }) },
  };
}

function tenantCase(type: `tenant.${'created' | 'renamed' | 'deleted' | 'secret_set' | 'secret_deleted'}`): Case {
  return { event: ({ connection }) => ({ type, scope: connection, ...ORIGIN }), detail: {} };
}

function endpointCase(type: `webhook_endpoint.${'secret_rotated' | 'enabled' | 'deleted'}`): Case {
  return {
    event: ({ connection }) => ({ type, scope: connection, endpointId: 'whe_1', ...ORIGIN }),
    detail: { endpointId: 'whe_1' },
  };
}

const CASES: { readonly [Type in ActivityType]: Case } = {
  'connection.created': connectionCase('connection.created'),
  'connection.connected': {
    event: ({ connection }) => ({ type: 'connection.connected', connection, otherAccount: true, ...ORIGIN }),
    detail: { connector: 'hubspot', verified: false, otherAccount: true },
    webhook: { type: 'connection.connected', data: connectionData },
  },
  'connection.verified': connectionCase('connection.verified', 'connection.updated'),
  'connection.refused': {
    event: ({ connection }) => ({ type: 'connection.refused', connection, code: 'invalid_credentials', ...ORIGIN }),
    detail: { connector: 'hubspot', code: 'invalid_credentials' },
  },
  'connection.needs_reauth': connectionCase('connection.needs_reauth', 'connection.needs_reauth'),
  'connection.renamed': connectionCase('connection.renamed', 'connection.updated'),
  'connection.checked': {
    event: ({ connection }) => ({ type: 'connection.checked', connection, result: 'refused', ...ORIGIN }),
    detail: { connector: 'hubspot', result: 'refused' },
  },
  'connection.credentials_read': connectionCase('connection.credentials_read'),
  'connection.disconnected': connectionCase('connection.disconnected', 'connection.disconnected'),
  'connection.deleted': {
    event: ({ connection }) => ({ type: 'connection.deleted', connection, ...ORIGIN }),
    detail: { connector: 'hubspot' },
    webhook: {
      type: 'connection.deleted',
      data: ({ connection: { id } }) => ({ connection: { id, connector: 'hubspot', name: 'Sales', user: null } }),
    },
  },
  'sign_in.browser_mismatch': {
    event: ({ signIn }) => ({ type: 'sign_in.browser_mismatch', signIn, reason: 'another browser', ...ORIGIN }),
    detail: { connector: 'hubspot', reason: 'another browser' },
  },
  'installation.created': installationCase('installation.created'),
  'installation.updated': installationCase('installation.updated'),
  'installation.deleted': installationCase('installation.deleted'),
  'installation.triggered': {
    event: ({ installation }) => ({ type: 'installation.triggered', installation, payload: [1], ...ORIGIN }),
    detail: { integration: 'sync' },
    webhook: {
      type: 'installation.triggered',
      data: (rows) => ({ ...installationData(rows), payload: [1], untrusted: true }),
    },
  },
  'webhook_endpoint.created': {
    event: ({ connection }) => ({
      ...{ type: 'webhook_endpoint.created', scope: connection, endpointId: 'whe_1', ...ORIGIN },
      url: new URL('https://hooks.example.com/a-secret'),
    }),
    detail: { endpointId: 'whe_1', origin: 'https://hooks.example.com' },
  },
  'webhook_endpoint.changed': {
    event: ({ connection }) => ({
      ...{ type: 'webhook_endpoint.changed', scope: connection, endpointId: 'whe_1', ...ORIGIN },
      changed: ['url', 'events'],
    }),
    detail: { endpointId: 'whe_1', changed: 'url, events' },
  },
  'webhook_endpoint.secret_rotated': endpointCase('webhook_endpoint.secret_rotated'),
  'webhook_endpoint.disabled': {
    event: ({ connection }) => ({
      ...{
        type: 'webhook_endpoint.disabled',
        scope: connection,
        endpointId: 'whe_1',
        reason: 'It is gone.',
        ...ORIGIN,
      },
    }),
    detail: { endpointId: 'whe_1', reason: 'It is gone.' },
  },
  'webhook_endpoint.enabled': endpointCase('webhook_endpoint.enabled'),
  'webhook_endpoint.deleted': endpointCase('webhook_endpoint.deleted'),
  'webhook_endpoint.redelivered': {
    event: ({ connection }) => ({
      ...{ type: 'webhook_endpoint.redelivered', scope: connection, endpointId: 'whe_1', eventId: 'evt_1', ...ORIGIN },
    }),
    detail: { endpointId: 'whe_1', eventId: 'evt_1' },
  },
  'signing_key.added': {
    event: ({ connection }) => ({ type: 'signing_key.added', scope: connection, vendorId: 'we1', ...ORIGIN }),
    detail: { vendorId: 'we1' },
  },
  'tenant.created': tenantCase('tenant.created'),
  'tenant.renamed': tenantCase('tenant.renamed'),
  'tenant.signed_out': {
    event: ({ connection }) => ({ type: 'tenant.signed_out', scope: connection, userKey: 'bob', ...ORIGIN }),
    detail: { user: 'bob' },
  },
  'tenant.deleted': tenantCase('tenant.deleted'),
  'consent.given': consentCase('consent.given'),
  'consent.withdrawn': consentCase('consent.withdrawn'),
  'tenant.secret_set': tenantCase('tenant.secret_set'),
  'tenant.secret_deleted': tenantCase('tenant.secret_deleted'),
};

async function startStore(t: TestContext) {
  const temporary = await openTemporaryStore({ configuredRecipients: () => ['configured'] });
  t.after(() => temporary.close());
  const { store } = temporary;
  const scope = await ensureTenant(store, 'acme', '42');
  const rows = await seedTenant(store, scope);
  const list = (afterSequence = 1) => store.outbox.list('acme', { afterSequence, limit: 10 });
  return { store, scope, rows, list };
}

describe('an event', () => {
  for (const type of ACTIVITY_TYPES) {
    const { event, detail, webhook } = CASES[type];
    const hears = webhook ? `webhooks hear of it as ${webhook.type}` : 'webhooks do not hear of it';
    test(`${type} is in the activity log, and ${hears}`, async (t) => {
      const { store, scope, rows, list } = await startStore(t);

      await store.write((stores) => recordEvent(stores, event(rows)));

      const [activity] = await store.activity.list(scope, 1);
      assert.ok(activity);
      assert.deepEqual(
        { ...activity, connectionId: null, installationId: null },
        {
          ...{ ...scope, type, actor: ORIGIN.actor, detail, at: ORIGIN.now, connectionId: null, installationId: null },
        },
      );
      const subject = activity.connectionId ?? activity.installationId;
      const isOfConnection = /^(?:connection|sign_in)/.test(type);
      if (!/^(?:consent|tenant|signing_key|webhook_endpoint)/.test(type))
        assert.equal(subject, isOfConnection ? rows.connection.id : rows.installation.id);
      assert.deepEqual(
        (await list()).map((stored) => [stored.type, (JSON.parse(stored.body) as { data: unknown }).data]),
        webhook ? [[webhook.type, webhook.data(rows)]] : [],
      );
    });
  }

  test('installation.run_due is not in the activity log, and webhooks hear of it', async (t) => {
    const { store, scope, rows, list } = await startStore(t);
    const { installation } = rows;
    const before = await store.activity.list(scope, 10);

    await store.write((stores) =>
      recordEvent(stores, { type: 'installation.run_due', installation, dueAt: NOW, ...ORIGIN }),
    );

    assert.deepEqual(await store.activity.list(scope, 10), before);
    const [event] = await list();
    assert.ok(event);
    assert.equal(event.type, 'installation.run_due');
    const { data } = JSON.parse(event.body) as { readonly data: unknown };
    assert.deepEqual(data, { ...installationData(rows), due_at: AT });
  });

  test('has a body with its id, its place in the sequence, its tenant, and the state of the token', async (t) => {
    const { store, scope, rows, list } = await startStore(t);
    const renamed = { type: 'connection.renamed', connection: rows.connection, ...ORIGIN } as const;

    await store.write(async (stores) => {
      await stores.tenants.rename('acme', scope.tenantId, 'Initech');
      await recordEvent(stores, { ...renamed, state: 'order-7', embedState: 'step 2' });
      await recordEvent(stores, renamed);
    });

    const [first, second] = await list();
    assert.ok(first && second);
    assert.match(first.id, /^evt_[0-9a-f-]{36}$/);
    assert.notEqual(first.id, second.id);
    const common = {
      ...{ type: 'connection.updated', created_at: new Date(ORIGIN.now).toISOString(), organization: 'acme' },
      tenant: { id: scope.tenantId, key: '42', name: 'Initech' },
      data: connectionData(rows),
    };
    assert.deepEqual(JSON.parse(first.body), {
      ...{ ...common, id: first.id, sequence: 2, state: 'order-7', embed_state: 'step 2' },
    });
    assert.deepEqual(JSON.parse(second.body), { ...common, id: second.id, sequence: 3 });
  });

  test('never has secret settings of an installation or credentials in its body', async (t) => {
    const { store, scope, rows, list } = await startStore(t);
    const created = await store.write(({ installations }) =>
      installations.create(scope, {
        ...{ userKey: null, integration: 'other', settings: '{"color":"red"}', schedule: '0 * * * *', now: NOW },
      }),
    );
    const secretSettings = Buffer.from('typed password');
    const installation = await store.write(({ installations }) =>
      installations.change(scope, created.id, { secretSettings }, { now: NOW, updatedBy: null }),
    );
    assert.ok(installation);

    await store.write(async (stores) => {
      await recordEvent(stores, { type: 'installation.created', installation, ...ORIGIN });
      await recordEvent(stores, {
        ...{ type: 'connection.connected', connection: rows.connection, otherAccount: false, ...ORIGIN },
      });
    });

    const bodies = (await list()).map(({ body }) => body);
    assert.match(bodies[0] ?? '', /"configs":\{"color":"red"\}/);
    for (const body of bodies) assert.doesNotMatch(body, /password|typed|secret|credentials|capability/);
  });

  test('that no webhook wants is only in the activity log, for one more statement', async (t) => {
    const folder = await makeTemporaryFolder();
    const statements: string[] = [];
    const connections = await openSqliteConnections(folder.path('embed.db'), {
      onStatement: (sql) => statements.push(sql),
    });
    const store = sqliteStore(connections);
    t.after(async () => {
      await store.close();
      await folder.remove();
    });
    const scope = await ensureTenant(store, 'acme', '42');
    const connection = await store.write((stores) =>
      stores.connections.create(scope, { connector: 'gwt', userKey: null, name: 'GWT', now: NOW }),
    );
    const statementsOf = async (event: RecordedEvent) => {
      statements.length = 0;
      await store.write((stores) => recordEvent(stores, event));
      return statements.length;
    };

    const alone = await statementsOf({ type: 'connection.created', connection, ...ORIGIN });
    const asked = await statementsOf({ type: 'connection.disconnected', connection, ...ORIGIN });

    assert.equal(asked, alone + 1);
    assert.deepEqual(await store.outbox.list('acme', { afterSequence: 0, limit: 10 }), []);
  });

  test('is kept for webhooks of the configuration that subscribe to its type, and for no other organization', async () => {
    const webhook = (events: readonly string[]) => [
      { url: 'https://hooks.example.com', secret: 'a-secret-of-24-characters', events },
    ];
    const organizations = { acme: { webhooks: webhook(['connection.deleted']) }, globex: { webhooks: webhook(['*']) } };
    const text = JSON.stringify({ organizations });
    const config = await loadConfig({ text, baseDirectory: '.', env: {}, catalogue: new Map(), dev: true });
    const recipients = configuredRecipients(config.organizations);
    const subscribed = (type: WebhookEventType) =>
      ['acme', 'globex', 'initech'].flatMap((organization) => recipients(organization, type));
    const endpoints = new ConfiguredEndpoints(config.organizations);
    const [acme, globex] = ['acme', 'globex'].map((organization) => endpoints.list(organization)[0]?.id);

    assert.match(acme ?? '', /^whe_[0-9a-f]{32}$/);
    assert.notEqual(acme, globex);
    assert.deepEqual(subscribed('connection.deleted'), [acme, globex]);
    assert.deepEqual(subscribed('connection.connected'), [globex]);
  });

  test('that names a tenant of another organization is refused', async (t) => {
    const { store, rows } = await startStore(t);
    const connection = { ...rows.connection, organization: 'globex' };

    await assert.rejects(
      store.write((stores) => recordEvent(stores, { type: 'connection.renamed', connection, ...ORIGIN })),
      TypeError,
    );
  });
});
