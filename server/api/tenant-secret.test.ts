import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { HOST_ORIGIN, hs256, startHarness } from '../testing/harness.ts';
import { exchangeToken } from '../testing/page.ts';
import { issueAccessToken } from './testing/access-token.ts';

const ORGANIZATION_SECRET = 'the-locoia-secret-for-all-accounts!!';
const NATIVE_SECRET = 'the-native-secret-of-this-organization';
const GOOD_SECRET = 'Hq2vX9-pL4zR7-mN1tY6-wK3sD8-bF5gJ0';

async function startApi(t: TestContext) {
  const harness = await startHarness({
    organizations: {
      vendor: {
        name: 'Vendor',
        allowedOrigins: [HOST_ORIGIN],
        keys: [
          { alg: 'HS256', secret: NATIVE_SECRET },
          { alg: 'HS256', secret: ORGANIZATION_SECRET, claims: 'locoia' },
          { alg: 'HS256', secret: 'the-configured-secret-of-account-42!', claims: 'locoia', account: '42' },
        ],
      },
    },
  });
  t.after(() => harness.close());
  const { token } = await issueAccessToken(harness, { organization: 'vendor', name: 'secret setter' });
  const call = async (method: string, tenant: string, body?: object, bearer = token) => {
    const response = await harness.request(`/api/v1/tenants/${tenant}/secret`, {
      method,
      headers: { Authorization: `Bearer ${bearer}`, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text === '' ? null : JSON.parse(text)) as {
      tenant: { id: number; key: string };
      secret: string;
      error: { code: string; fields?: { path: string }[] };
    };
    return { status: response.status, text, json };
  };
  /** The status of a page that a token of an account opens, signed with a secret. */
  const open = async (account: string, secret: string) => {
    const iat = Math.floor(harness.now() / 1000);
    const claims = { embed_account_id: account, embed_user_id: 'ada', iat, exp: iat + 60 };
    return (await exchangeToken(harness, '/vendor/sandbox/auth?dialect=native', hs256(claims, secret))).status;
  };
  return { harness, call, open };
}

describe('the secret of a tenant', () => {
  test('is generated for a new tenant, opens its pages, and is shown once', async (t) => {
    const { harness, call, open } = await startApi(t);
    const set = await call('PUT', 'key:4242', {});
    assert.equal(set.status, 200, set.text);
    const { tenant, secret } = set.json;
    assert.equal(tenant.key, '4242');
    assert.match(secret, /^ects_[\w-]{43}$/);
    assert.equal(await open('4242', secret), 200);
    assert.equal(await open('4242', ORGANIZATION_SECRET), 401);
    assert.equal(await open('4243', secret), 401);

    const again = await call('PUT', String(tenant.id));
    assert.notEqual(again.json.secret, secret);
    assert.deepEqual([await open('4242', secret), await open('4242', again.json.secret)], [401, 200]);
    assert.ok(!harness.log().includes(secret));
  });

  test('can be brought by the back end, and is then not returned', async (t) => {
    const { call, open } = await startApi(t);
    const set = await call('PUT', 'key:a%2Fb', { secret: GOOD_SECRET });
    assert.equal(set.json.secret, null);
    assert.ok(!set.text.includes(GOOD_SECRET));
    assert.equal(await open('a/b', GOOD_SECRET), 200);
  });

  test('is deleted, so that the keys of the configuration verify again', async (t) => {
    const { call, open } = await startApi(t);
    await call('PUT', 'key:4242', { secret: GOOD_SECRET });
    for (let time = 0; time < 2; time += 1) assert.equal((await call('DELETE', 'key:4242')).status, 204);
    assert.deepEqual([await open('4242', GOOD_SECRET), await open('4242', ORGANIZATION_SECRET)], [401, 200]);
    assert.equal((await call('DELETE', 'key:unknown')).status, 404);
  });

  test('is an activity row with the name of the access token and without the secret', async (t) => {
    const { harness, call } = await startApi(t);
    const { tenant } = (await call('PUT', 'key:4242', { secret: GOOD_SECRET })).json;
    await call('DELETE', 'key:4242');
    const rows = await harness.deps.store.activity.list({ organization: 'vendor', tenantId: tenant.id }, 10);
    assert.deepEqual(
      rows.map(({ type, actor, detail }) => [type, actor?.name, detail]),
      [
        ['tenant.secret_deleted', 'secret setter', {}],
        ['tenant.secret_set', 'secret setter', {}],
      ],
    );
  });

  const refused: readonly (readonly [title: string, secret: unknown])[] = [
    ['shorter than 32 bytes', 'x7'.repeat(15) + 'z'],
    ['a repetition', 'abcd'.repeat(10)],
    ['a well-known sample', 'your-256-bit-secret-your-256-bit-secret'],
    ['a key in PEM', `-----BEGIN PUBLIC KEY-----${'A'.repeat(64)}`],
    ['a secret of the organization for other tokens', NATIVE_SECRET],
    ['a secret of the organization for all accounts', ORGANIZATION_SECRET],
    ['text that cannot be stored', `${GOOD_SECRET}\ud800`],
    ['no text', 32],
  ];
  for (const [title, secret] of refused) {
    test(`is refused if it is ${title}`, async (t) => {
      const { call } = await startApi(t);
      const { status, json, text } = await call('PUT', 'key:4242', { secret });
      assert.deepEqual([status, json.error.fields?.map(({ path }) => path)], [422, ['secret']]);
      assert.ok(typeof secret !== 'string' || !text.includes(secret));
    });
  }

  test('is refused for an account whose key the configuration has', async (t) => {
    const { call } = await startApi(t);
    assert.equal((await call('PUT', 'key:42', {})).status, 409);
  });

  test('is out of reach of access tokens without the scope, for other tenants, and of other organizations', async (t) => {
    const { harness, call } = await startApi(t);
    const { tenant } = (await call('PUT', 'key:4242', {})).json;
    const issue = async (changes: object) =>
      (await issueAccessToken(harness, { organization: 'vendor', ...changes })).token;
    const writer = await issue({ scopes: ['read', 'write', 'credentials'] });
    const other = await issue({ tenants: ['77'] });
    const stranger = await issue({ organization: 'globex' });
    for (const method of ['PUT', 'DELETE']) {
      const body = method === 'PUT' ? {} : undefined;
      for (const name of ['key:4242', String(tenant.id)]) {
        assert.equal((await call(method, name, body, writer)).status, 403);
        assert.equal((await call(method, name, body, other)).status, 404);
      }
      assert.equal((await call(method, String(tenant.id), body, stranger)).status, 404);
    }
    assert.equal((await call('PUT', 'key:new', {}, other)).status, 404);
    assert.equal(await harness.deps.store.tenants.findByKey('vendor', 'new'), undefined);
    assert.equal((await call('PUT', 'key:77', {}, other)).status, 200);
  });
});
