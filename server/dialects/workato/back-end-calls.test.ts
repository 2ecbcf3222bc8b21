import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { issueAccessToken } from '../../api/testing/access-token.ts';
import { createConnection } from '../../connections/change-connection.ts';
import { SANDBOX_KEY } from '../../sandbox/keys.ts';
import { WHOLE_ORGANIZATION } from '../../store/activity-store.ts';
import { HOST_ORIGIN, PRIVATE_KEYS, rs256, startHarness, vendorClaims } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { loadPage } from '../../testing/page.ts';
import { rsaKey } from '../../testing/rsa-key.ts';

const configured = rsaKey('configured vendor');
const second = rsaKey('second vendor');
const organizationKey = rsaKey('key of pages');
const pem = ({ publicKey }: { readonly publicKey: KeyObject }) =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();

let harness: Harness;
/** Another process with the same database. */
let other: Harness;
let customerCount = 0;

const newCustomer = () => String(1000 + (customerCount += 1));

before(async () => {
  const common = { allowedOrigins: [HOST_ORIGIN], workato: { keysByApi: true } };
  const vendor = (vendorId: string, key: typeof configured) => ({ alg: 'RS256', vendorId, publicKey: pem(key) });
  const organizations = {
    keyed: {
      ...{ ...common, name: 'Keyed' },
      keys: [vendor('ke1', configured), { alg: 'RS256', publicKey: pem(organizationKey) }],
    },
    twice: { ...common, name: 'Twice', keys: [vendor('tw1', rsaKey('tw1')), vendor('tw2', second)] },
  };
  harness = await startHarness({ organizations });
  other = await startHarness({ organizations, databaseFolder: harness.databaseFolder });
});
after(async () => {
  await other.close();
  await harness.close();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, token: string | undefined, body?: unknown): Promise<Answer> {
  const response = await harness.request(path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Fails unless an answer is an error in the form of the vendor. */
function assertError({ status, body }: Answer, expected: number, code: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.deepEqual(Object.keys(body).toSorted(), ['code', 'message', 'requestId']);
  assert.equal(body['code'], code);
}

describe('setting the key that verifies tokens', () => {
  const path = '/api/account/signature_verification_key';
  const put = async (key: unknown, organization = 'keyed', tenants: readonly string[] | null = null) => {
    const { token } = await issueAccessToken(harness, { organization, scopes: ['secrets'], tenants });
    return call('PUT', path, token, { key });
  };

  /** What the page of a direct link shows for a token that a key has signed. */
  async function shown(app: Harness, privateKey: KeyObject): Promise<string> {
    const customer = newCustomer();
    const order = { organization: 'keyed', tenantKey: customer, userKey: null, connector: 'sandbox', name: 'Sandbox' };
    const { id } = await createConnection(harness.deps, { ...order, actor: null });
    const token = rs256(vendorClaims(app.now(), { sub: `ke1:${customer}` }), privateKey);
    const { state } = await loadPage(app, `/direct_link/embedded/connections/${id}?workato_dl_token=${token}`);
    return state.kind === 'notice' ? state.code : state.kind;
  }

  test('is refused for an access token that is restricted to tenants, since a key signs for all of them', async () => {
    const key = rsaKey('of a restricted access token');
    assert.equal((await put(pem(key), 'keyed', ['4242'])).status, 403);
    assert.equal(await shown(harness, key.privateKey), 'token_invalid');
  });

  test('accepts its tokens on every process, and those of the key before for ten minutes', async () => {
    const [first, next] = [rsaKey('first by API'), rsaKey('next by API')];
    assert.equal(await shown(harness, first.privateKey), 'token_invalid');
    assert.deepEqual(await put(pem(first)), { status: 200, body: { vendor_id: 'ke1', success: true } });
    for (const app of [harness, other]) assert.equal(await shown(app, first.privateKey), 'dialog');
    assert.equal((await put(pem(next))).status, 200);
    for (const app of [harness, other]) {
      assert.equal(await shown(app, next.privateKey), 'dialog');
      assert.equal(await shown(app, first.privateKey), 'dialog');
      app.advance(600_001);
    }
    for (const app of [harness, other]) {
      assert.equal(await shown(app, first.privateKey), 'token_invalid');
      assert.equal(await shown(app, next.privateKey), 'dialog');
      assert.equal(await shown(app, configured.privateKey), 'dialog');
    }
    const scope = { organization: 'keyed', tenantId: WHOLE_ORGANIZATION };
    const [activity] = await harness.deps.store.activity.list(scope, 1);
    assert.deepEqual(
      [activity?.type, activity?.actor?.name, activity?.detail],
      ['signing_key.added', 'back end', { vendorId: 'ke1' }],
    );
  });

  test('requires exactly one vendorId, and names them otherwise', async () => {
    const answer = await put(pem(rsaKey('any')), 'twice');
    assertError(answer, 422, 'invalid_request');
    assert.match(String(answer.body['message']), /tw1, tw2/);
  });

  test('is refused unless the organization allows it', async () => {
    assertError(await put(pem(rsaKey('any')), 'acme'), 403, 'forbidden');
  });

  test('requires the scope secrets', async () => {
    const { token } = await issueAccessToken(harness, { organization: 'keyed', scopes: ['read', 'write'] });
    assertError(await call('PUT', path, token, { key: pem(rsaKey('any')) }), 403, 'forbidden');
    assertError(await call('PUT', path, undefined, { key: pem(rsaKey('any')) }), 401, 'unauthorized');
  });

  test('refuses what is no public RSA key, or signs other tokens', async () => {
    const privatePem = PRIVATE_KEYS.acme.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const key of ['', 'x', privatePem, pem(organizationKey), pem(second)]) {
      assertError(await put(key), 422, 'invalid_request');
    }
    assertError(await put(7), 422, 'invalid_request');
  });
});

describe('the connections of a customer', () => {
  const pathOf = (customer: string, rest = '') =>
    `/api/managed_users/${encodeURIComponent(customer)}/connections${rest}`;
  const resultOf = async (token: string, customer: string, query = '') => {
    const { status, body } = await call('GET', pathOf(customer, query), token);
    assert.equal(status, 200);
    return body['result'] as Record<string, unknown>[];
  };
  let token: string;
  before(async () => ({ token } = await issueAccessToken(harness, { scopes: ['read', 'write'] })));

  test('are created without credentials, and listed in the form that the vendor documents', async () => {
    const customer = newCustomer();
    const created = await call('POST', pathOf(`E${customer}`), token, { provider: 'sandbox', folder_id: 7 });
    assert.equal(created.status, 200, JSON.stringify(created.body));
    const { id, created_at: createdAt, updated_at: updatedAt } = created.body;
    assert.ok(Number.isSafeInteger(id) && typeof createdAt === 'string' && createdAt === updatedAt);
    const expected = {
      ...{ id, name: 'Sandbox', provider: 'sandbox', authorized_at: null, authorization_status: null },
      ...{ authorization_error: null, created_at: createdAt, updated_at: updatedAt },
    };
    assert.deepEqual(created.body, expected);
    // With and without the prefix of external ids, it is the customer of a token.
    for (const name of [customer, `E${customer}`]) assert.deepEqual(await resultOf(token, name), [expected]);
    const link = rs256(vendorClaims(harness.now(), { sub: `we1:E${customer}` }));
    const page = await loadPage(harness, `/direct_link/embedded/connections/${String(id)}?workato_dl_token=${link}`);
    assert.equal(page.state.kind, 'dialog');
  });

  test('are created with credentials that the provider accepts', async () => {
    const customer = newCustomer();
    const create = (input: object) =>
      call('POST', pathOf(customer), token, { provider: 'sandbox', name: 'Prod', input });
    const { status, body } = await create({ api_key: SANDBOX_KEY });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body['name'], body['authorization_status']], ['Prod', 'success']);
    assert.match(String(body['authorized_at']), /^\d{4}-\d\d-\d\dT.*Z$/);
    assertError(await create({ api_key: 'wrong' }), 422, 'invalid_credentials');
    assertError(await create({ nothing: 'x' }), 422, 'invalid_request');
    assert.equal((await resultOf(token, customer)).length, 1);
  });

  test('are filtered by provider and external id, and other parameters are ignored', async () => {
    const customer = newCustomer();
    const ids: unknown[] = [];
    for (const body of [{ provider: 'sandbox', external_id: 'a' }, { provider: 'sandbox-basic' }]) {
      ids.push((await call('POST', pathOf(customer), token, body)).body['id']);
    }
    const idsOf = async (query: string) => (await resultOf(token, customer, query)).map(({ id }) => id);
    assert.deepEqual(await idsOf('?include_runtime_connections=true&folder_id=1&parent_id=2&includes[]=tags'), ids);
    assert.deepEqual(await idsOf('?provider=sandbox-basic'), [ids[1]]);
    assert.deepEqual(await idsOf('?external_id=a'), [ids[0]]);
    assert.deepEqual(await idsOf('?external_id=b'), []);
  });

  test('have an external id that no other connection of the customer has', async () => {
    const customer = newCustomer();
    const body = { provider: 'sandbox', external_id: 'a' };
    const [first, second, other] = await Promise.all([
      call('POST', pathOf(customer), token, body),
      call('POST', pathOf(customer), token, body),
      call('POST', pathOf(newCustomer()), token, body),
    ]);
    assert.deepEqual([first.status, other.status], [200, 200]);
    assertError(second, 409, 'conflict');
    assertError(
      await call('POST', pathOf(customer), token, { ...body, external_id: 'a\u0000' }),
      422,
      'invalid_request',
    );
  });

  test('are renamed, get other credentials, are disconnected and deleted', async () => {
    const customer = newCustomer();
    const { body } = await call('POST', pathOf(customer), token, { provider: 'sandbox' });
    const path = pathOf(customer, `/${String(body['id'])}`);
    const changed = await call('PUT', path, token, { name: 'Other', input: { api_key: SANDBOX_KEY } });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.deepEqual([changed.body['name'], changed.body['authorization_status']], ['Other', 'success']);
    assertError(await call('PUT', path, token, { input: { api_key: 'wrong' } }), 422, 'invalid_credentials');
    assert.deepEqual(await call('POST', `${path}/disconnect`, token), { status: 200, body: { success: true } });
    const [disconnected] = await resultOf(token, customer);
    assert.deepEqual([disconnected?.['authorization_status'], disconnected?.['authorized_at']], [null, null]);
    assert.deepEqual(await call('DELETE', path, token), { status: 200, body: { success: true } });
    assert.deepEqual(await resultOf(token, customer), []);
    assertError(await call('DELETE', path, token), 404, 'not_found');
  });

  test('of an unknown customer are an empty list, and so are those of another organization or tenant', async () => {
    const customer = newCustomer();
    const { body } = await call('POST', pathOf(customer), token, { provider: 'sandbox' });
    const path = pathOf(customer, `/${String(body['id'])}`);
    assert.deepEqual(await resultOf(token, newCustomer()), []);
    const { token: globex } = await issueAccessToken(harness, { organization: 'globex' });
    const { token: restricted } = await issueAccessToken(harness, { tenants: [newCustomer()] });
    for (const stranger of [globex, restricted]) {
      assert.deepEqual(await resultOf(stranger, customer), []);
      assertError(await call('PUT', path, stranger, { name: 'Mine' }), 404, 'not_found');
      assertError(await call('POST', `${path}/disconnect`, stranger), 404, 'not_found');
      assertError(await call('DELETE', path, stranger), 404, 'not_found');
    }
    assertError(await call('POST', pathOf(customer), restricted, { provider: 'sandbox' }), 404, 'not_found');
    assertError(await call('DELETE', pathOf(newCustomer(), `/${String(body['id'])}`), token), 404, 'not_found');
    assert.equal((await resultOf(token, customer)).length, 1);
  });

  test('have errors in the form of the vendor', async () => {
    const { token: reading } = await issueAccessToken(harness, { scopes: ['read'] });
    const { token: embed } = await issueAccessToken(harness, { type: 'embed', scopes: [] });
    const customer = newCustomer();
    assertError(await call('GET', pathOf(customer), undefined), 401, 'unauthorized');
    assertError(await call('GET', pathOf(customer), embed), 403, 'forbidden');
    assertError(await call('POST', pathOf(customer), reading, { provider: 'sandbox' }), 403, 'forbidden');
    assertError(await call('POST', pathOf(customer), token, { provider: 'nothing' }), 422, 'invalid_request');
    assertError(await call('PATCH', pathOf(customer), token, {}), 405, 'method_not_allowed');
    assertError(await call('GET', '/api/managed_users/1/folders', token), 404, 'not_found');
    const large = { provider: 'sandbox', name: 'x'.repeat(64 * 1024) };
    assertError(await call('POST', pathOf(customer), token, large), 413, 'payload_too_large');
  });
});

test('the calls count together with those of the API, for the limit of an access token', async (t) => {
  const limited = await startHarness({ requestsPerMinute: 2 });
  t.after(() => limited.close());
  const { token } = await issueAccessToken(limited, { scopes: ['read'] });
  const statuses: number[] = [];
  for (const path of ['/api/v1/tenants', '/api/managed_users/1/connections', '/api/managed_users/1/connections']) {
    const { status } = await limited.request(path, { headers: { authorization: `Bearer ${token}` } });
    statuses.push(status);
  }
  assert.deepEqual(statuses, [200, 200, 429]);
});
