import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createConnection } from '../connections/change-connection.ts';
import { deleteTenant } from '../connections/delete-tenant.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { DELETE_BATCH_SIZE } from '../store/session-store.ts';
import { newOutboxEvent, newWebhookEndpoint } from '../store/testing/seed-store.ts';
import { hs256, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, exchangeToken, loadPage, selectedId } from '../testing/page.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness, type ApiHarness } from './testing/api-harness.ts';

interface TenantResource {
  readonly id: number;
  readonly key: string;
  readonly name: string | null;
  readonly created_at: string;
}

let api: ApiHarness;
let harness: Harness;
/** An access token of `acme` with every scope. */
let token: string;
let tenantCount = 0;

before(async () => {
  api = await startApiHarness();
  ({ harness } = api);
  ({ token } = await issueAccessToken(harness));
});
after(() => api.close());

const newKey = () => `customer ${(tenantCount += 1)}`;

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

async function call(path: string, { method = 'GET', body, headers = {}, ...options }: Call = {}) {
  const answer = await api.call(method, `/tenants${path}`, { token: options.token ?? token, body, headers });
  return { status: answer.status, headers: answer.headers, json: answer.body as unknown };
}

async function create(body: object, options: Call = {}) {
  const { json, ...answer } = await call('', { method: 'POST', body, ...options });
  return { ...answer, tenant: json as TenantResource };
}

const scopeOf = ({ id }: TenantResource) => ({ organization: 'acme', tenantId: id });

describe('a tenant', () => {
  test('is created once, and found by its key after that', async () => {
    const key = newKey();
    const first = await create({ key, name: 'Contoso' });
    assert.equal(first.status, 201);
    assert.equal(first.headers.get('location'), `/api/v1/tenants/${first.tenant.id}`);
    assert.deepEqual({ ...first.tenant, id: 0, created_at: '' }, { id: 0, key, name: 'Contoso', created_at: '' });

    const again = await create({ key });
    assert.deepEqual([again.status, again.tenant], [200, first.tenant]);
    const renamed = await create({ key, name: 'Fabrikam' });
    assert.deepEqual([renamed.status, renamed.tenant.id, renamed.tenant.name], [200, first.tenant.id, 'Fabrikam']);
    assert.notEqual(renamed.headers.get('etag'), first.headers.get('etag'));
    const activity = await harness.deps.store.activity.list(scopeOf(first.tenant), 10);
    assert.deepEqual(
      activity.map(({ type, actor }) => [type, actor?.name]),
      [
        ['tenant.renamed', 'back end'],
        ['tenant.created', 'back end'],
      ],
    );
  });

  test('is the tenant that an embed token names', async () => {
    const key = newKey();
    const { tenant } = await create({ key, name: 'Contoso' });
    const page = await loadPage(
      harness,
      `/acme/sandbox/auth?tenant=${hs256(subjectClaims(harness.now(), { external_id: key }))}`,
    );
    assert.ok(page.state.kind === 'dialog' && page.state.tenant === 'Contoso');
    assert.equal((await harness.deps.store.connections.list(scopeOf(tenant), {})).length, 1);
  });

  test('is read by its id, or by its key', async () => {
    const { tenant, headers } = await create({ key: `a/b%ä:${newKey()}` });
    for (const reference of [String(tenant.id), `key:${tenant.key}`]) {
      const read = await call(`/${encodeURIComponent(reference)}`);
      assert.deepEqual([read.status, read.json], [200, tenant]);
      assert.equal(read.headers.get('etag'), headers.get('etag'));
    }
  });

  test('is renamed, unless it has changed since it was read', async () => {
    const { tenant, headers } = await create({ key: newKey(), name: 'Contoso' });
    const etag = headers.get('etag') ?? '';
    const rename = (name: string | null, ifMatch?: string) =>
      call(`/${tenant.id}`, { method: 'PATCH', body: { name }, headers: ifMatch ? { 'if-match': ifMatch } : {} });
    const renamed = await rename('Fabrikam', etag);
    assert.deepEqual([renamed.status, renamed.json], [200, { ...tenant, name: 'Fabrikam' }]);
    assert.equal((await rename('Third', etag)).status, 409);
    assert.equal(((await call(`/${tenant.id}`)).json as TenantResource).name, 'Fabrikam');
    const unnamed = await rename(null, renamed.headers.get('etag') ?? '');
    assert.deepEqual(unnamed.json, { ...tenant, name: null });
    assert.equal((await rename('Any')).status, 200);
  });

  test('has no key or name that cannot be shown', async () => {
    const bodies = [
      {},
      { key: '' },
      { key: 'a\n' },
      { key: 'a', name: ' ' },
      { key: 'a', name: 7 },
      { key: 'a', x: 1 },
    ];
    for (const body of bodies) assert.equal((await create(body)).status, 422, JSON.stringify(body));
  });
});

describe('the list of tenants', () => {
  test('has pages, and filters by key and time of creation', async () => {
    const { token: globex } = await issueAccessToken(harness, { organization: 'globex' });
    for (const key of ['a', 'b', 'c']) await create({ key }, { token: globex });
    harness.advance(60_000);
    const since = new Date(harness.now()).toISOString();
    await create({ key: 'd' }, { token: globex });

    const list = async (query: string, used = globex) => {
      const { status, json } = await call(query, { token: used });
      assert.equal(status, 200);
      const { data, next_cursor } = json as { data: TenantResource[]; next_cursor: string | null };
      return { keys: data.map(({ key }) => key).join(''), next: next_cursor };
    };
    const first = await list('?limit=3');
    assert.equal(first.keys, 'abc');
    assert.deepEqual(await list(`?limit=3&cursor=${first.next ?? ''}`), { keys: 'd', next: null });
    assert.deepEqual(await list(''), { keys: 'abcd', next: null });
    assert.equal((await list('?key=b')).keys, 'b');
    assert.equal((await list(`?since=${since}`)).keys, 'd');

    const { token: restricted } = await issueAccessToken(harness, { organization: 'globex', tenants: ['b', 'd', 'x'] });
    assert.equal((await list('', restricted)).keys, 'bd');
    assert.equal((await list('?key=a', restricted)).keys, '');
    assert.equal((await list('?key=b', restricted)).keys, 'b');
  });
});

describe('a tenant that the access token may not see', () => {
  test('is answered like an absent one, by every route, and nothing happens', async () => {
    const { tenant } = await create({ key: newKey(), name: 'Contoso' });
    const { token: globex } = await issueAccessToken(harness, { organization: 'globex' });
    const { token: restricted } = await issueAccessToken(harness, { tenants: [newKey()] });
    const routes: readonly Call[] = [
      {},
      { method: 'PATCH', body: { name: 'Mine' } },
      { method: 'DELETE' },
      { method: 'POST', body: {} },
    ];
    for (const route of routes) {
      const suffix = route.method === 'POST' ? '/sign-out' : '';
      const answers: string[] = [];
      const callers = [
        [tenant.id, globex],
        [tenant.id, restricted],
        [encodeURIComponent(`key:${tenant.key}`), globex],
        [987_654, token],
      ] as const;
      for (const [reference, used] of callers) {
        const { status, json } = await call(`/${reference}${suffix}`, { ...route, token: used });
        const { code, message } = (json as { error: Record<string, unknown> }).error;
        answers.push(JSON.stringify([status, code, message]));
      }
      assert.equal(new Set(answers).size, 1, answers.join());
      assert.match(answers[0] ?? '', /^\[404,/);
    }
    assert.equal((await create({ key: tenant.key }, { token: restricted })).status, 404);
    assert.deepEqual((await call(`/${tenant.id}`)).json, tenant);
    assert.equal(await harness.deps.store.signOuts.last(scopeOf(tenant), null), undefined);
  });

  test('and a token without the scope are refused', async () => {
    const { tenant } = await create({ key: newKey() });
    const { token: reading } = await issueAccessToken(harness, { scopes: ['read'] });
    const { token: writing } = await issueAccessToken(harness, { scopes: ['write'] });
    assert.equal((await call(`/${tenant.id}`, { token: writing })).status, 403);
    assert.equal((await call('', { token: writing })).status, 403);
    for (const [path, method] of [
      ['', 'POST'],
      [`/${tenant.id}`, 'PATCH'],
      [`/${tenant.id}`, 'DELETE'],
      [`/${tenant.id}/sign-out`, 'POST'],
    ] as const) {
      assert.equal((await call(path, { method, body: { key: 'a', name: 'a' }, token: reading })).status, 403, method);
    }
  });
});

describe('signing out a tenant', () => {
  const openDialog = async (key: string, iat = harness.now() / 1000) => {
    const claims = { external_id: key, sub: 'ann', iat: Math.floor(iat) };
    const page = await loadPage(harness, `/acme/sandbox/auth?tenant=${hs256(claims)}`);
    return { page, claims };
  };

  test('ends an open page and its embed token, and says from when on tokens are accepted', async () => {
    const key = newKey();
    const issuedAt = harness.now() / 1000;
    const { page } = await openDialog(key, issuedAt);
    const { json, status } = await call(`/${encodeURIComponent(`key:${key}`)}/sign-out`, { method: 'POST' });
    assert.equal(status, 200);
    const { tokens_not_before: notBefore } = json as { tokens_not_before: string };
    assert.equal((await callSessionApi(harness, '/session', { bearer: bearerOf(page) })).status, 401);
    const { state } = (await openDialog(key, issuedAt)).page;
    assert.ok(state.kind === 'notice' && state.code === 'token_expired');
    assert.equal((await openDialog(key, Date.parse(notBefore) / 1000)).page.state.kind, 'dialog');
  });

  test('refuses embed tokens that this server has signed before', async () => {
    const key = newKey();
    const sign = async () => {
      const { body } = await api.call('POST', '/embed-tokens', { token, body: { tenant: key, user: 'ann' } });
      return String(body['token']);
    };
    const exchange = async (embedToken: string) =>
      (await exchangeToken(harness, '/acme/sandbox/auth?dialect=native', embedToken)).status;
    assert.equal(await exchange(await sign()), 200);
    const before = await sign();
    await call(`/${encodeURIComponent(`key:${key}`)}/sign-out`, { method: 'POST', body: { user: 'ann' } });
    assert.equal(await exchange(before), 401);
    harness.advance(1000);
    assert.equal(await exchange(await sign()), 200);
  });

  test('can end one user only', async () => {
    const key = newKey();
    const { page } = await openDialog(key);
    const signOut = (user: string) =>
      call(`/${encodeURIComponent(`key:${key}`)}/sign-out`, { method: 'POST', body: { user } });
    assert.equal((await signOut('bob')).status, 200);
    assert.equal((await callSessionApi(harness, '/session', { bearer: bearerOf(page) })).status, 200);
    assert.equal((await signOut('ann')).status, 200);
    assert.equal((await callSessionApi(harness, '/session', { bearer: bearerOf(page) })).status, 401);
    assert.equal((await signOut('')).status, 422);
  });
});

describe('deleting a tenant', () => {
  test('removes everything of theirs, ends their sessions, and leaves anonymous activity', async () => {
    const key = newKey();
    const page = await loadPage(
      harness,
      `/acme/sandbox/auth?tenant=${hs256(subjectClaims(harness.now(), { external_id: key }))}`,
    );
    assert.ok(page.state.kind === 'dialog');
    const bearer = bearerOf(page);
    const saved = await callSessionApi(harness, `/session/connections/${selectedId(page.state)}/credentials`, {
      ...{ bearer, method: 'PUT', body: { values: { api_key: SANDBOX_KEY } } },
    });
    assert.equal(saved.status, 200, saved.text);
    const { tenant } = await create({ key });
    const { store } = harness.deps;
    assert.equal((await store.installations.list(scopeOf(tenant), 10)).length, 1);

    assert.equal((await call(`/${tenant.id}`, { method: 'DELETE' })).status, 204);

    assert.equal((await call(`/${tenant.id}`)).status, 404);
    assert.equal((await call(`/${tenant.id}`, { method: 'DELETE' })).status, 404);
    assert.deepEqual(await store.connections.list(scopeOf(tenant), {}), []);
    assert.deepEqual(await store.installations.list(scopeOf(tenant), 10), []);
    assert.equal((await callSessionApi(harness, '/session', { bearer })).status, 401);
    const [last, ...earlier] = await store.activity.list(scopeOf(tenant), 50);
    assert.deepEqual([last?.type, last?.actor?.name], ['tenant.deleted', 'back end']);
    assert.ok(earlier.some(({ type }) => type === 'connection.deleted'));
    for (const { actor, detail } of earlier) assert.deepEqual([actor, detail], [null, {}]);
    assert.ok((await create({ key })).tenant.id > tenant.id);
  });

  test('ends what waits for their webhook endpoints', async () => {
    const { tenant } = await create({ key: newKey() });
    const { store } = harness.deps;
    const now = harness.now();
    await store.write(async ({ webhookEndpoints, outbox }) => {
      await webhookEndpoints.create(newWebhookEndpoint(`whe_${tenant.id}`, { tenantId: tenant.id }));
      await outbox.add(scopeOf(tenant), newOutboxEvent(`evt_${tenant.id}`, now), () => '{}');
    });
    assert.ok((await store.webhookDeliveries.endpointsWithDue(now)).includes(`whe_${tenant.id}`));
    assert.equal((await call(`/${tenant.id}`, { method: 'DELETE' })).status, 204);
    assert.ok(!(await store.webhookDeliveries.endpointsWithDue(now)).includes(`whe_${tenant.id}`));
  });

  test('continues after it was interrupted', async () => {
    const { tenant } = await create({ key: newKey() });
    const { store } = harness.deps;
    const order = { organization: 'acme', tenantKey: tenant.key, userKey: null, connector: 'sandbox', actor: null };
    for (let index = 0; index < 60; index += 1) await createConnection(harness.deps, { ...order, name: `${index}` });
    let writes = 0;
    const interrupted: typeof store = {
      ...store,
      write: (work) => {
        writes += 1;
        // The sign-out and the first part.
        return writes <= 2 ? store.write(work) : Promise.reject(new Error('the process stopped'));
      },
    };
    const deps = { organizations: harness.config.organizations, background: harness.background, log: harness.logger };
    const options = { tenant: { ...tenant, organization: 'acme' }, actor: null };
    await assert.rejects(
      deleteTenant({ ...harness.deps, ...deps, store: interrupted }, options),
      /the process stopped/,
    );
    const left = await store.connections.list(scopeOf(tenant), {});
    assert.ok(left.length > 0 && left.length < 60);

    await store.write(async ({ activity }) => {
      const row = { ...scopeOf(tenant), type: 'connection.refused', connectionId: 1, installationId: null } as const;
      for (let index = 0; index < DELETE_BATCH_SIZE; index += 1) {
        await activity.add({ ...row, actor: { id: 'ann' }, detail: { code: 'x' }, at: 0 });
      }
    });
    assert.equal((await call(`/${tenant.id}`, { method: 'DELETE' })).status, 204);

    assert.deepEqual(await store.connections.list(scopeOf(tenant), {}), []);
    const activity = await store.activity.list(scopeOf(tenant), 2 * DELETE_BATCH_SIZE);
    assert.ok(activity.length > DELETE_BATCH_SIZE);
    assert.equal(activity.filter(({ actor }) => actor !== null).length, 1);
    assert.equal(activity.filter(({ type }) => type === 'connection.deleted').length, 60);
  });
});
