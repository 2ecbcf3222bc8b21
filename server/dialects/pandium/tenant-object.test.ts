import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { testIntegration, testOrganization } from '../../auth/testing/organization.ts';
import type { Installation } from '../../store/installation-store.ts';
import type { Run } from '../../store/run-store.ts';
import { tenantObject, offsetSchedule } from './tenant-object.ts';
import type { TenantObjectSource } from './tenant-object.ts';

const CREATED = Date.UTC(2026, 0, 31, 9, 30, 5, 7);
const CHANGED = Date.UTC(2026, 1, 1, 0, 0, 0, 0);
const CONNECTED = Date.UTC(2026, 0, 31, 9, 31);

const organization = testOrganization();

const installation: Installation = {
  id: 37,
  organization: organization.slug,
  tenantId: 5,
  userKey: null,
  integration: 'gwt2hs',
  settings: '{"direction":"both"}',
  schedule: '*/30 * * * *',
  paused: false,
  awaitsConsent: false,
  capability: null,
  secretSettings: null,
  timeZone: 'UTC',
  nextDueAt: null,
  revision: 1,
  updatedBy: null,
  createdAt: CREATED,
  updatedAt: CHANGED,
};

const source: TenantObjectSource = {
  organization,
  installation,
  connector: 'hubspot',
  integration: testIntegration({
    slug: 'gwt2hs',
    id: 7,
    name: 'GWT to HubSpot',
    connectors: ['gwt', 'hubSpot-eu.2'],
    ownConnector: 'gwt',
  }),
  connections: new Map([
    ['gwt', { status: 'connected', statusChangedAt: CONNECTED }],
    ['hubSpot-eu.2', { status: 'connected', statusChangedAt: CHANGED }],
  ]),
  person: {
    tenantKey: '4242',
    userKey: 'ada@example.com',
    actor: { id: '17', name: 'Charles' },
    displayName: 'Ada',
    fullName: 'Ada Lovelace',
    email: 'ada@acme.com',
    integrations: ['gwt2hs', '8'],
    extraTenantInfo: { integration_name: 7, more: { a: [1] } },
  },
  publicUrl: new URL('https://connect.example.com:8443'),
};

test('the tenant object has exactly the documented keys, in their nesting', () => {
  assert.deepEqual(tenantObject(source), {
    archived: false,
    name: '4242',
    namespace: 'acme',
    configs: { direction: 'both' },
    created_date: '2026-01-31T09:30:05.007000',
    paused: false,
    user_schedule: '*/30 * * * *',
    schedule: '7-59/30 * * * *',
    source: 'admin',
    integration: { id: 7, name: 'GWT to HubSpot' },
    integration_release: null,
    integration_release_channel: 'Default',
    id: 37,
    modified_date: '2026-02-01T00:00:00.000000',
    connected_users: {
      pandium: {
        id: 'add7a60b-640a-5044-bd3d-01f8ec006cb0',
        email: 'ada@acme.com',
        username: 'ada@example.com',
        attributes: {
          jwt: {
            display_name: 'Ada',
            full_name: 'Ada Lovelace',
            external_integrations: 'gwt2hs,8',
            auditable_uid: '17',
            auditable_display_name: 'Charles',
            extra_tenant_info: '{"integration_name":7,"more":{"a":[1]}}',
            namespace: 'acme',
            keycloak_uri: 'connect.example.com:8443',
          },
        },
        first_name: null,
        last_name: null,
        email_verified: true,
        enabled: true,
        realm_id: 'acme',
        created_timestamp: CREATED,
      },
    },
    status: {
      tenant_id: 37,
      last_run: {},
      current_run: {},
      last_successful_run: {},
      dynamic_configs: {},
      auth: {
        connected: true,
        GWT_AUTH_STATUS: 'Connected',
        GWT_LAST_CHANGE: '2026-01-31T09:31:00.000Z',
        HUBSPOT_EU_2_AUTH_STATUS: 'Connected',
        HUBSPOT_EU_2_LAST_CHANGE: '2026-02-01T00:00:00.000Z',
      },
    },
  });
});

test('the tenant object is unchanged after it was sent in a message', () => {
  const object = tenantObject(source);
  assert.deepEqual(JSON.parse(JSON.stringify(object)), object);
  assert.deepEqual(structuredClone(object), object);
});

test('a connector without a connection is disconnected since the installation was created, and so is the tenant object', () => {
  const { auth } = tenantObject({ ...source, connections: new Map(source.connections).set('gwt', lost()) }).status;
  assert.deepEqual(
    [auth.connected, auth.GWT_AUTH_STATUS, auth.HUBSPOT_EU_2_AUTH_STATUS],
    [false, 'Disconnected', 'Connected'],
  );

  const none = tenantObject({ ...source, connections: new Map() }).status.auth;
  assert.deepEqual(
    [none.connected, none.GWT_AUTH_STATUS, none.GWT_LAST_CHANGE],
    [false, 'Disconnected', '2026-01-31T09:30:05.007Z'],
  );
});

function lost() {
  return { status: 'needs_reauth', statusChangedAt: CHANGED } as const;
}

test('before an integration is installed, what only an installation has is null', () => {
  const installed = tenantObject(source);
  const object = tenantObject({ ...source, installation: undefined });
  assert.deepEqual(Object.keys(object), Object.keys(installed));
  const { id, created_date, modified_date, user_schedule, schedule, paused, configs, status } = object;
  assert.deepEqual([id, created_date, modified_date, status.tenant_id], [null, null, null, null]);
  assert.deepEqual(
    [user_schedule, schedule],
    [source.integration?.schedule.default, source.integration?.schedule.default],
  );
  assert.deepEqual([paused, configs], [false, {}]);
  assert.equal(object.connected_users.pandium.created_timestamp, null);
  assert.equal(object.name, installed.name);
});

test('without an integration the installation has the name of its connector and a number that no integration has', () => {
  const { integration, status } = tenantObject({
    ...source,
    installation: { ...installation, integration: 'connector/hubspot' },
    integration: undefined,
    connections: new Map([['hubspot', { status: 'connected', statusChangedAt: CONNECTED }]]),
  });
  assert.deepEqual(integration, { id: 0, name: 'hubspot' });
  assert.deepEqual(status.auth, {
    connected: true,
    HUBSPOT_AUTH_STATUS: 'Connected',
    HUBSPOT_LAST_CHANGE: '2026-01-31T09:31:00.000Z',
  });
});

test('what the token does not say about the person is null, or follows from the subject', () => {
  const least = { tenantKey: 'a', actor: { id: 'a' }, integrations: [], extraTenantInfo: {} };
  const { jwt } = tenantObject({ ...source, person: { ...least, userKey: 'a' } }).connected_users.pandium.attributes;
  assert.deepEqual(jwt, {
    display_name: null,
    full_name: null,
    external_integrations: '',
    auditable_uid: 'a',
    auditable_display_name: null,
    extra_tenant_info: '{}',
    namespace: 'acme',
    keycloak_uri: 'connect.example.com:8443',
  });

  const emailOf = (userKey: string) =>
    tenantObject({ ...source, person: { ...least, userKey } }).connected_users.pandium.email;
  assert.deepEqual([emailOf('ada@example.com'), emailOf('ada')], ['ada@example.com', null]);
});

test('the id of a user depends on the organization and the user, and on nothing else', () => {
  const idOf = (slug: string, userKey: string) => {
    const { person } = source;
    return tenantObject({ ...source, organization: { slug }, person: { ...person, userKey } }).connected_users.pandium
      .id;
  };
  const id = tenantObject(source).connected_users.pandium.id;
  const later = { ...source, installation: { ...installation, id: 38, tenantId: 6 } };
  assert.equal(tenantObject(later).connected_users.pandium.id, id);
  assert.equal(new Set([id, idOf('acme', 'bob'), idOf('globex', 'ada@example.com'), idOf('ac', 'me/bob')]).size, 4);
});

describe('the runs of the tenant object', () => {
  const run: Run = {
    ...{
      id: 3,
      organization: organization.slug,
      tenantId: 5,
      installationId: 37,
      status: 'success',
      message: '98 records',
    },
    ...{
      overview: ['98'],
      details: [],
      errors: [],
      startedAt: CREATED,
      finishedAt: CHANGED,
      updatedAt: CHANGED,
      revision: 2,
    },
  };
  const object = {
    ...{ id: 3, tenant_id: 37, status: 'success', message: '98 records' },
    ...{ created_date: '2026-01-31T09:30:05.007000', modified_date: '2026-02-01T00:00:00.000000' },
  };
  const running: Run = { ...run, id: 4, status: 'running', message: null, finishedAt: null };
  const runningObject = { ...object, id: 4, status: 'running', message: null };

  for (const [title, runs, expected] of [
    ['are empty without one', { last: undefined, lastSuccessful: undefined }, [{}, {}, {}]],
    [
      'have a current one while it runs',
      { last: running, lastSuccessful: run },
      [runningObject, runningObject, object],
    ],
    ['have no current one after its end', { last: run, lastSuccessful: run }, [object, {}, object]],
  ] as const) {
    test(title, () => {
      const { status } = tenantObject({ ...source, runs });
      assert.deepEqual([status.last_run, status.current_run, status.last_successful_run], expected);
    });
  }
});

const rows: [schedule: string, installationId: number, moved: string][] = [
  ['*/30 * * * *', 7, '7-59/30 * * * *'],
  ['*/30 * * * *', 37, '7-59/30 * * * *'],
  ['*/30 * * * *', 30, '*/30 * * * *'],
  ['*/5 8-17 * * 1-5', 13, '3-59/5 8-17 * * 1-5'],
  ['*/1 * * * *', 7, '*/1 * * * *'],
  ['*/0 * * * *', 7, '*/0 * * * *'],
  ['*/60 * * * *', 7, '*/60 * * * *'],
  ['0 * * * *', 7, '7 * * * *'],
  ['0 9 * * *', 67, '7 9 * * *'],
  ['50 9 * * *', 17, '57 9 * * *'],
  ['59 9 * * *', 17, '59 9 * * *'],
  ['0,30 * * * *', 37, '7,37 * * * *'],
  ['30,0,50 * * * *', 7, '7,37,57 * * * *'],
  ['0,0 * * * *', 7, '7 * * * *'],
  ['10-20 * * * *', 7, '10-20 * * * *'],
  ['10-50/10 * * * *', 7, '10-50/10 * * * *'],
  ['* * * * *', 7, '* * * * *'],
  ['75 * * * *', 7, '75 * * * *'],
  ['0 */30 * * * *', 7, '0 */30 * * * *'],
  ['@daily', 7, '@daily'],
  ['', 7, ''],
];

for (const [schedule, installationId, moved] of rows) {
  test(`the schedule "${schedule}" of installation ${installationId} becomes "${moved}"`, () => {
    assert.equal(offsetSchedule(schedule, installationId), moved);
  });
}

test('a list of minutes keeps its hour and its order, for any installation', () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(minutes, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (chosen, id) => {
      const sorted = chosen.toSorted((a, b) => a - b);
      const moved = (offsetSchedule(`${sorted.join(',')} 9 * * *`, id).split(' ')[0] ?? '').split(',').map(Number);
      assert.equal(moved.length, sorted.length);
      moved.forEach((minute, index) => {
        assert.ok(minute >= (sorted[index] ?? NaN) && minute < (sorted[index + 1] ?? 60));
      });
    }),
  );
});
