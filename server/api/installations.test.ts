import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { giveConsent } from '../installations/consent.ts';
import { openSecretSettings } from '../installations/secret-settings.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness, type ApiHarness } from './testing/api-harness.ts';

let api: ApiHarness;
let token: string;
before(async () => {
  const integrations = {
    sync: {
      id: 1,
      name: 'Sync',
      connectors: ['sandbox-basic'],
      settings: {
        properties: {
          direction: { enum: ['in', 'out'], default: 'in' },
          password: { type: 'string', format: 'password' },
          filter: { type: 'object', properties: { tag: { type: 'string' } } },
        },
        required: ['password'],
      },
      schedule: { default: '0 * * * *', minimumMinutes: 30, editable: false },
    },
    open: { id: 2, name: 'Open', connectors: ['sandbox-basic'] },
    personal: { id: 3, name: 'Personal', connectors: ['sandbox-basic'], sharing: 'user' },
    agreed: { id: 4, name: 'Agreed', connectors: ['sandbox-basic'], consent: { required: true, text: { en: 'Yes?' } } },
  };
  api = await startApiHarness({ organizations: { vendor: { name: 'Vendor', integrations } } });
  token = (await issueAccessToken(api.harness, { organization: 'vendor' })).token;
});
after(() => api.close());

const call = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  api.call(method, path, { token, headers, ...(body !== undefined && { body }) });

async function stored(id: unknown) {
  const installation = await api.harness.deps.store.installations.findInOrganization('vendor', Number(id));
  assert.ok(installation);
  return installation;
}

async function events(): Promise<readonly string[]> {
  const { store } = api.harness.deps;
  const rows = await store.activity.listOrganization('vendor', { limit: 200 });
  return rows.map(({ type, installationId, actor }) => `${type} ${installationId} ${actor?.name}`).toReversed();
}

let tenants = 0;
const nextTenant = () => `customer ${(tenants += 1)}`;

describe('/installations', () => {
  test('an integration is installed with the defaults of what the body does not name', async () => {
    const created = await call('POST', '/installations', { tenant: 'first', integration: 'open' });

    assert.equal(created.status, 201);
    const { id, tenant, created_at: createdAt, updated_at: updatedAt, ...rest } = created.body;
    assert.deepEqual(rest, {
      ...{ integration: 'open', user: null, configs: {}, schedule: '0 * * * *', time_zone: 'UTC', paused: false },
    });
    assert.equal((tenant as { key: string }).key, 'first');
    assert.equal(createdAt, updatedAt);
    assert.equal(created.headers.get('location'), `/api/v1/installations/${Number(id)}`);
    const read = await call('GET', `/installations/${Number(id)}`);
    assert.deepEqual(read.body, created.body);
    assert.equal(read.headers.get('etag'), created.headers.get('etag'));
    assert.ok((await events()).includes(`installation.created ${Number(id)} back end`));
  });

  test('settings are checked, and secret ones are sealed and in no answer', async () => {
    const configs = { direction: 'out', password: 'open sesame', filter: { tag: 'vip' }, unknown: 1 };
    const body = { tenant: nextTenant(), integration: 'sync', configs, schedule: '0 9 * * 1', time_zone: 'Asia/Tokyo' };
    const created = await call('POST', '/installations', body);
    assert.deepEqual(created.body['configs'], { direction: 'out', filter: { tag: 'vip' } });
    assert.deepEqual([created.body['schedule'], created.body['time_zone']], ['0 9 * * 1', 'Asia/Tokyo']);
    const path = `/installations/${Number(created.body['id'])}`;

    const changed = await call('PATCH', path, { configs: { direction: 'in' } });
    assert.deepEqual(changed.body['configs'], { direction: 'in', filter: {} });
    for (const { text } of [created, changed, await call('GET', path)]) assert.ok(!text.includes('sesame'));
    const { vault } = api.harness.deps;
    assert.deepEqual(openSecretSettings(vault, await stored(created.body['id'])), { password: 'open sesame' });
    const refused = await call('PATCH', path, { configs: { password: '' } });
    assert.deepEqual(refused.body.error.fields, [{ path: 'configs.password', message: 'is required' }]);
    assert.deepEqual(openSecretSettings(vault, await stored(created.body['id'])), { password: 'open sesame' });
  });

  for (const [title, body, path] of [
    ['an unknown integration', { integration: 'none' }, 'integration'],
    ['a user where the whole tenant has one', { integration: 'open', user: 'ann' }, 'user'],
    ['no user where each has one', { integration: 'personal' }, 'user'],
    ['settings without a required one', { integration: 'sync' }, 'configs.password'],
    ['a wrong setting', { integration: 'sync', configs: { direction: 'up', password: 'a' } }, 'configs.direction'],
    ['a schedule that never runs', { integration: 'open', schedule: '0 0 30 2 *' }, 'schedule'],
    [
      'a schedule that runs too often',
      { integration: 'sync', configs: { password: 'a' }, schedule: '* * * * *' },
      'schedule',
    ],
    ['an unknown time zone', { integration: 'open', time_zone: 'Mars/Olympus' }, 'time_zone'],
    ['an unknown field', { integration: 'open', status: 'paused' }, 'status'],
  ] as const) {
    test(`${title} is refused with its path, and no tenant is created`, async () => {
      const tenant = nextTenant();
      const refused = await call('POST', '/installations', { tenant, ...body });
      assert.deepEqual([refused.status, refused.body.error.code], [422, 'invalid_request']);
      assert.deepEqual(
        refused.body.error.fields?.map((field) => field.path),
        [path],
      );
      assert.deepEqual((await call('GET', `/tenants?key=${encodeURIComponent(tenant)}`)).body.data, []);
    });
  }

  test('a tenant, or a user where each has one, installs an integration once', async () => {
    const tenant = nextTenant();
    for (const body of [
      { tenant, integration: 'open' },
      { tenant, integration: 'personal', user: 'ann' },
      { tenant, integration: 'personal', user: 'bob' },
    ]) {
      assert.equal((await call('POST', '/installations', body)).status, 201);
      assert.equal((await call('POST', '/installations', body)).status, 409);
    }
  });

  test('a change needs the version that was read, and one that changes nothing is no event', async () => {
    const created = await call('POST', '/installations', { tenant: nextTenant(), integration: 'open' });
    const id = Number(created.body['id']);
    const ifMatch = { 'If-Match': created.headers.get('etag') ?? '' };
    const same = await call('PATCH', `/installations/${id}`, { paused: false, schedule: '0 * * * *' }, ifMatch);
    assert.equal(same.headers.get('etag'), created.headers.get('etag'));
    const paused = await call('PATCH', `/installations/${id}`, { paused: true }, ifMatch);
    assert.deepEqual([paused.status, paused.body['paused']], [200, true]);
    assert.equal((await call('PATCH', `/installations/${id}`, { paused: false }, ifMatch)).status, 409);
    assert.equal((await stored(id)).paused, true);
    const about = (await events()).filter((event) => event.includes(` ${id} `));
    assert.deepEqual(about, [`installation.created ${id} back end`, `installation.updated ${id} back end`]);
  });

  test('what people have to agree to is neither installed nor resumed before', async () => {
    const { deps, config } = api.harness;
    const tenant = nextTenant();
    const body = { tenant, integration: 'agreed' };
    assert.equal((await call('POST', '/installations', body)).body.error.code, 'consent_required');
    const { id: tenantId } = await deps.store.write(({ tenants: rows }) => rows.ensure('vendor', tenant, deps.now()));
    const integration = config.organizations.get('vendor')?.integrations.get('agreed');
    assert.ok(integration);
    const scope = { organization: 'vendor', tenantId };
    await giveConsent(deps, { scope, integration, userKey: null }, { locale: 'en', actor: null });
    const created = await call('POST', '/installations', { ...body, paused: true });
    assert.equal(created.status, 201);
    const path = `/installations/${Number(created.body['id'])}`;
    await deps.store.write(({ consents }) =>
      consents.withdraw(scope, { integration: 'agreed', userKey: null }, deps.now()),
    );

    const refused = await call('PATCH', path, { paused: false });
    assert.deepEqual([refused.status, refused.body.error.code], [403, 'consent_required']);
    assert.equal((await call('PATCH', path, { schedule: '5 * * * *' })).status, 200);
  });

  test('a deleted installation is gone with its runs, and can be installed again', async () => {
    const body = { tenant: nextTenant(), integration: 'open' };
    const { id } = (await call('POST', '/installations', body)).body;
    const path = `/installations/${Number(id)}`;
    await call('POST', `${path}/runs`, { status: 'success' });
    assert.equal((await call('DELETE', path)).status, 204);
    assert.equal((await call('GET', path)).status, 404);
    assert.equal((await call('GET', `${path}/runs`)).status, 404);
    assert.ok((await events()).includes(`installation.deleted ${Number(id)} back end`));
    const again = await call('POST', '/installations', body);
    assert.deepEqual([again.status, again.body['id'] === id], [201, false]);
  });

  test('lists are filtered by tenant, integration and time, and have pages', async () => {
    const tenant = nextTenant();
    for (const integration of ['open', 'sync']) {
      const configs = integration === 'sync' ? { password: 'a' } : {};
      assert.equal((await call('POST', '/installations', { tenant, integration, configs })).status, 201);
    }
    const list = async (query: string) => (await call('GET', `/installations?${query}`)).body;
    const key = `tenant=${encodeURIComponent(`key:${tenant}`)}`;
    const names = (body: { readonly data: readonly Readonly<Record<string, unknown>>[] }) =>
      body.data.map(({ integration }) => integration);
    assert.deepEqual(names(await list(key)), ['open', 'sync']);
    assert.deepEqual(names(await list(`${key}&integration=sync`)), ['sync']);
    const first = await list(`${key}&limit=1`);
    assert.deepEqual(names(first), ['open']);
    assert.deepEqual(names(await list(`${key}&limit=1&cursor=${first.next_cursor}`)), ['sync']);
    const tomorrow = new Date(api.harness.now() + 86_400_000).toISOString();
    assert.deepEqual((await list(`since=${encodeURIComponent(tomorrow)}`)).data, []);
    const restricted = await issueAccessToken(api.harness, { organization: 'vendor', tenants: [tenant, 'absent'] });
    const seen = await api.call('GET', '/installations', { token: restricted.token });
    assert.deepEqual(names(seen.body), ['open', 'sync']);
  });

  test('an installation whose integration left the configuration can be paused, and has no settings', async () => {
    const { deps } = api.harness;
    const { id } = await deps.store.write(async ({ tenants: rows, installations }) => {
      const { id: tenantId } = await rows.ensure('vendor', nextTenant(), deps.now());
      return installations.create(
        { organization: 'vendor', tenantId },
        { userKey: null, integration: 'removed', settings: '{}', schedule: '0 * * * *', now: deps.now() },
      );
    });
    assert.equal((await call('PATCH', `/installations/${id}`, { paused: true })).status, 200);
    const refused = await call('PATCH', `/installations/${id}`, { configs: { a: 1 } });
    assert.deepEqual(
      refused.body.error.fields?.map(({ path }) => path),
      ['configs'],
    );
  });
});

describe('/installations/{id}/runs', () => {
  async function installed(): Promise<string> {
    const created = await call('POST', '/installations', { tenant: nextTenant(), integration: 'open' });
    return `/installations/${Number(created.body['id'])}/runs`;
  }

  test('a run is reported when it begins, changes while it runs, and keeps its status when it has ended', async () => {
    const runs = await installed();
    const begun = await call('POST', runs, { status: 'running' });
    assert.equal(begun.status, 201);
    const { id, started_at: startedAt, ...rest } = begun.body;
    assert.deepEqual(
      [rest['status'], rest['message'], rest['overview'], rest['finished_at']],
      ['running', null, [], null],
    );
    const path = `${runs}/${Number(id)}`;
    const progress = await call('PATCH', path, { overview: ['50 of 100'] });
    assert.deepEqual([progress.body['status'], progress.body['overview']], ['running', ['50 of 100']]);
    api.harness.advance(5000);
    const ended = await call('PATCH', path, { status: 'error', errors: ['No access'] });
    assert.deepEqual([ended.body['overview'], ended.body['errors']], [['50 of 100'], ['No access']]);
    assert.ok(Date.parse(String(ended.body['finished_at'])) > Date.parse(String(startedAt)));
    assert.equal((await call('PATCH', path, { status: 'running' })).status, 409);
    const explained = await call('PATCH', path, { message: 'The key was revoked.' });
    assert.equal(explained.body['finished_at'], ended.body['finished_at']);
    const { body } = await call('GET', runs);
    assert.deepEqual(body.data, [explained.body]);
  });

  test('a change needs the version that was read', async () => {
    const runs = await installed();
    const begun = await call('POST', runs, { status: 'running' });
    const path = `${runs}/${Number(begun.body['id'])}`;
    const ifMatch = { 'If-Match': begun.headers.get('etag') ?? '' };
    assert.equal((await call('PATCH', path, { message: 'One.' }, ifMatch)).status, 200);
    assert.equal((await call('PATCH', path, { message: 'Two.' }, ifMatch)).status, 409);
  });

  test('a run of another installation is not found, and runs are listed newest first', async () => {
    const [runs, others] = [await installed(), await installed()];
    const ids: unknown[] = [];
    for (const status of ['success', 'error', 'running'])
      ids.unshift((await call('POST', runs, { status })).body['id']);
    assert.equal((await call('PATCH', `${others}/${Number(ids[0])}`, { message: 'Mine.' })).status, 404);
    const first = (await call('GET', `${runs}?limit=2`)).body;
    const second = (await call('GET', `${runs}?limit=2&cursor=${first.next_cursor}`)).body;
    assert.deepEqual(
      [...first.data, ...second.data].map(({ id }) => id),
      ids,
    );
    assert.deepEqual((await call('GET', others)).body.data, []);
  });

  test('wrong reports are refused with the path of each wrong value', async () => {
    const runs = await installed();
    for (const [body, path] of [
      [{}, 'status'],
      [{ status: 'done' }, 'status'],
      [{ status: 'error', errors: 'No.' }, 'errors'],
      [{ status: 'error', errors: Array.from({ length: 101 }, () => 'No.') }, 'errors'],
      [{ status: 'error', message: 'a'.repeat(2001) }, 'message'],
    ] as const) {
      const refused = await call('POST', runs, body);
      assert.deepEqual([refused.status, refused.body.error.fields?.map((field) => field.path)], [422, [path]]);
    }
    assert.deepEqual((await call('GET', runs)).body.data, []);
  });
});
