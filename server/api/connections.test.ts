import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { credentialsLocation } from '../connections/accepted-credentials.ts';
import { serializeCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { NewAccessToken } from '../store/access-token-store.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { SANDBOX_ACCOUNT, SANDBOX_KEY } from '../sandbox/keys.ts';
import type { Harness } from '../testing/harness.ts';
import { completeSignIn, openDialog } from '../testing/sign-in.ts';
import type { ConnectionResource } from './connection-resource.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness } from './testing/api-harness.ts';
import type { ApiAnswer, ApiHarness } from './testing/api-harness.ts';

let api: ApiHarness;
let harness: Harness;
let call: ApiCall;

before(async () => {
  api = await startApiHarness({
    connectors: (url) => connectorsWithBehaviour(url, { rotating: 'auto+rotate+ttl=3600' }),
  });
  harness = api.harness;
  call = await startApi();
});
after(() => harness.close());

type ApiCall = (path: string, options?: CallOptions) => Promise<ApiAnswer>;

interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the API with an access token of its own. */
async function startApi(changes: Partial<NewAccessToken> = {}): Promise<ApiCall> {
  const { token } = await issueAccessToken(harness, changes);
  return (path, { method = 'GET', ...request } = {}) => api.call(method, path, { ...request, token });
}

async function create(body: object, caller = call): Promise<ConnectionResource> {
  const answer = await caller('/connections', { method: 'POST', body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as unknown as ConnectionResource;
}

async function assertError(answer: Promise<ApiAnswer>, status: number, code: string): Promise<void> {
  const { status: actual, body } = await answer;
  assert.equal(actual, status, JSON.stringify(body));
  assert.equal(body.error.code, code);
}

async function lastActivity(id: number) {
  const connection = await harness.deps.store.connections.findInOrganization('acme', id);
  assert.ok(connection);
  const [activity] = await harness.deps.store.activity.list(connection, 1);
  return activity;
}

const KEY = { api_key: SANDBOX_KEY };

describe('a connection', () => {
  test('is created with its tenant, and read again', async () => {
    const answer = await call('/connections', {
      method: 'POST',
      body: { tenant: 'created', user: 'ann', connector: 'sandbox', name: 'Sales' },
    });
    assert.equal(answer.status, 201);
    const created = answer.body as unknown as ConnectionResource;
    const { id, tenant } = created;
    assert.equal(tenant.key, 'created');
    assert.deepEqual(
      [created.user, created.connector, created.name, created.status, created.connected],
      ['ann', 'sandbox', 'Sales', 'disconnected', false],
    );
    assert.equal(answer.headers.get('location'), `/api/v1/connections/${id}`);
    const read = await call(`/connections/${id}`);
    assert.deepEqual(read.body, created);
    assert.equal(read.headers.get('etag'), answer.headers.get('etag'));
    assert.equal((await lastActivity(id))?.actor?.name, 'back end');
  });

  test('is created connected with credentials that the provider accepts', async () => {
    const created = await create({ tenant: 'given', connector: 'sandbox', credentials: KEY });
    assert.deepEqual([created.status, created.verified, created.account], ['connected', true, SANDBOX_ACCOUNT]);
    const again = await create({ tenant: 'given', connector: 'sandbox', credentials: { type: 'api_key', ...KEY } });
    assert.notEqual(again.id, created.id);
  });

  test('is not created with credentials that the provider refuses, or that do not fit the connector', async () => {
    const post = (credentials: object, connector = 'sandbox') =>
      call('/connections', { method: 'POST', body: { tenant: 'refused', connector, credentials } });
    await assertError(post({ api_key: 'wrong' }), 422, 'invalid_credentials');
    await assertError(post(KEY, 'sandbox-down'), 502, 'provider_unavailable');
    for (const credentials of [{}, { password: 'x' }, { type: 'basic', ...KEY }, { ...KEY, inputs: 'x' }]) {
      await assertError(post(credentials), 422, 'invalid_request');
    }
    await assertError(post(KEY, 'nothing'), 422, 'invalid_request');
    assert.equal(await harness.deps.store.tenants.findByKey('acme', 'refused'), undefined);
  });

  test('is renamed, unless it has changed since it was read', async () => {
    const { id } = await create({ tenant: 'renamed', connector: 'sandbox' });
    const etag = (await call(`/connections/${id}`)).headers.get('etag') ?? '';
    const rename = (name: string, headers: Record<string, string>) =>
      call(`/connections/${id}`, { method: 'PATCH', body: { name }, headers });
    const renamed = await rename('First', { 'if-match': etag });
    assert.equal(renamed.status, 200);
    assert.equal((renamed.body as unknown as ConnectionResource).name, 'First');
    await assertError(rename('Second', { 'if-match': etag }), 409, 'conflict');
    assert.equal((await rename('Third', {})).status, 200);
    await assertError(rename('\u202e', {}), 422, 'invalid_request');
    assert.equal((await lastActivity(id))?.type, 'connection.renamed');
  });

  test('loses its credentials when it is disconnected, and its tokens are revoked', async () => {
    const { id } = await openDialogConnection();
    const revocations = harness.sandbox.counters().revoke;
    const answer = await call(`/connections/${id}/disconnect`, { method: 'POST' });
    assert.equal((answer.body as unknown as ConnectionResource).status, 'disconnected');
    await harness.background.idle();
    assert.equal(harness.sandbox.counters().revoke, revocations + 1);
    const activity = await lastActivity(id);
    assert.deepEqual([activity?.type, activity?.actor?.name], ['connection.disconnected', 'back end']);
    assert.equal((await call(`/connections/${id}/disconnect`, { method: 'POST' })).status, 200);
  });

  test('is deleted once, and its tokens are revoked', async () => {
    const { id } = await openDialogConnection();
    const revocations = harness.sandbox.counters().revoke;
    assert.equal((await call(`/connections/${id}`, { method: 'DELETE' })).status, 204);
    await harness.background.idle();
    assert.equal(harness.sandbox.counters().revoke, revocations + 1);
    await assertError(call(`/connections/${id}`, { method: 'DELETE' }), 404, 'not_found');
    await assertError(call(`/connections/${id}`), 404, 'not_found');
  });

  test('of another organization, or of a tenant that the token is not for, does not exist', async () => {
    const foreign = await create(
      { tenant: 'foreign', connector: 'sandbox' },
      await startApi({ organization: 'globex' }),
    );
    const other = await create({ tenant: 'other', connector: 'sandbox' });
    const restricted = await startApi({ tenants: ['mine'] });
    const own = await create({ tenant: 'mine', connector: 'sandbox' }, restricted);
    assert.equal((await restricted(`/connections/${own.id}`)).status, 200);
    for (const [caller, id] of [
      [call, foreign.id],
      [restricted, other.id],
      [call, 2 ** 53],
    ] as const) {
      await assertError(caller(`/connections/${id}`), 404, 'not_found');
      await assertError(caller(`/connections/${id}/credentials`), 404, 'not_found');
      await assertError(caller(`/connections/${id}`, { method: 'DELETE' }), 404, 'not_found');
    }
    const body = { tenant: 'other', connector: 'sandbox' };
    await assertError(restricted('/connections', { method: 'POST', body }), 404, 'not_found');
  });
});

/** Signs in, and resolves to the ids of the connection and its tenant. */
async function openDialogConnection() {
  const dialog = await openDialog(harness, 'rotating');
  assert.equal((await completeSignIn(harness, dialog)).answer.status, 200);
  return dialog;
}

describe('a verification', () => {
  const verify = async (id: number) => {
    const { status, body } = await call(`/connections/${id}/verify`, { method: 'POST' });
    assert.equal(status, 200, JSON.stringify(body));
    const { result, connection } = body as unknown as { result: string; connection: ConnectionResource };
    return [result, connection.status];
  };

  test('asks the provider now, and is recorded with the name of the access token', async () => {
    const { id } = await create({ tenant: 'verified', connector: 'sandbox', credentials: KEY });
    assert.deepEqual(await verify(id), ['accepted', 'connected']);
    const activity = await lastActivity(id);
    assert.deepEqual([activity?.type, activity?.actor?.name], ['connection.checked', 'back end']);
    assert.equal(activity?.detail['result'], 'accepted');
  });

  test('that the provider refuses twice ends the connection', async () => {
    const { id } = await create({ tenant: 'ended', connector: 'sandbox', credentials: KEY });
    await replaceCredentials(id, { values: { api_key: 'revoked' } });
    assert.deepEqual(await verify(id), ['refused', 'connected']);
    assert.deepEqual(await verify(id), ['refused', 'needs_reauth']);
    assert.equal((await lastActivity(id))?.actor?.name, 'back end');
    await assertError(call(`/connections/${id}/verify`, { method: 'POST' }), 409, 'conflict');
  });

  test('says so if the connector cannot verify', async () => {
    const { id } = await create({ tenant: 'unsupported', connector: 'sandbox-unverified', credentials: KEY });
    assert.deepEqual(await verify(id), ['unsupported', 'connected']);
  });
});

/** Replaces the stored credentials, as if the provider had ended them. */
async function replaceCredentials(id: number, credentials: Credentials) {
  const { store, vault } = harness.deps;
  await store.write(async ({ connections }) => {
    const connection = await connections.findInOrganization('acme', id);
    assert.ok(connection);
    const sealed = vault.seal(credentialsLocation(connection), serializeCredentials(credentials));
    await connections.change(connection, { credentials: sealed }, harness.now());
  });
}

describe('the list of connections', () => {
  const ids = (answer: ApiAnswer) => answer.body.data.map(({ id }) => id);
  const next = (answer: ApiAnswer) => answer.body.next_cursor;

  test('has pages and filters, and only what the token may see', async () => {
    const caller = await startApi({ organization: 'once' });
    const tenants = ['a', 'b', 'a', 'b', 'c'];
    const created: number[] = [];
    for (const tenant of tenants) {
      created.push((await create({ tenant, connector: 'sandbox', name: tenant }, caller)).id);
    }
    const connected = await create({ tenant: 'c', connector: 'sandbox-bearer', credentials: KEY }, caller);
    const all = [...created, connected.id];

    const first = await caller('/connections?limit=4');
    assert.deepEqual(ids(first), all.slice(0, 4));
    const second = await caller(`/connections?limit=4&cursor=${next(first) ?? ''}`);
    assert.deepEqual([ids(second), next(second)], [all.slice(4), null]);

    const [a1, b1, a2, b2] = created;
    assert.deepEqual(ids(await caller('/connections?tenant=key:a')), [a1, a2]);
    assert.deepEqual(ids(await caller('/connections?tenant=key:absent')), []);
    assert.deepEqual(ids(await caller('/connections?connector=sandbox-bearer')), [connected.id]);
    assert.deepEqual(ids(await caller('/connections?status=connected')), [connected.id]);
    await assertError(caller('/connections?state=connected'), 422, 'invalid_request');
    const restricted = await startApi({ organization: 'once', tenants: ['a', 'b'] });
    const page = await restricted('/connections?limit=3');
    assert.deepEqual(ids(page), [a1, b1, a2]);
    assert.deepEqual(ids(await restricted(`/connections?limit=3&cursor=${next(page) ?? ''}`)), [b2]);
    assert.deepEqual(ids(await restricted('/connections?tenant=key:c')), []);
  });

  test('follows changes in their order', async () => {
    const caller = await startApi({ organization: 'play' });
    const [a, b, c] = [
      await create({ tenant: 'a', connector: 'sandbox' }, caller),
      await create({ tenant: 'b', connector: 'sandbox' }, caller),
      await create({ tenant: 'a', connector: 'sandbox' }, caller),
    ];
    harness.advance(1000);
    const since = new Date(harness.now()).toISOString();
    for (const { id } of [c, a]) {
      harness.advance(1);
      await caller(`/connections/${id}`, { method: 'PATCH', body: { name: 'Changed' } });
    }
    const first = await caller(`/connections?since=${since}&limit=1`);
    assert.deepEqual(ids(first), [c.id]);
    const second = await caller(`/connections?since=${since}&limit=1&cursor=${next(first) ?? ''}`);
    assert.deepEqual([ids(second), next(second)], [[a.id], null]);
    const everything = await caller(`/connections?since=2020-01-01T00:00:00Z`);
    assert.deepEqual(ids(everything), [b.id, c.id, a.id]);
    const byId = next(await caller('/connections?limit=1')) ?? '';
    // What a cursor without numbers would be written as.
    const empty = Buffer.from('[2,null,null]').toString('base64url');
    for (const cursor of [byId, empty]) {
      await assertError(caller(`/connections?since=${since}&cursor=${cursor}`), 400, 'invalid_request');
    }
  });
});
