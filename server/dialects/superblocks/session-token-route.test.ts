import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { issueAccessToken } from '../../api/testing/access-token.ts';
import { startApiHarness, type ApiHarness } from '../../api/testing/api-harness.ts';
import { exampleOf } from '../../api/testing/example-of.ts';
import { requestSchema, responseSchema } from '../../api/testing/openapi-document.ts';
import { HOST_ORIGIN } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';

const DAY_SECONDS = 86_400;

let api: ApiHarness;
let harness: Harness;
let accessToken: string;

before(async () => {
  const integrations = {
    sales: { id: 1, name: 'Sales', connectors: ['sandbox'], groups: ['sellers', '7'] },
    all: { id: 2, name: 'All', connectors: ['sandbox'] },
  };
  api = await startApiHarness({
    organizations: {
      initech: { allowedOrigins: [HOST_ORIGIN], integrations },
      explicit: { allowedOrigins: [HOST_ORIGIN], sessionTokens: { tenantFrom: 'metadata.account.id' } },
      personal: { allowedOrigins: [HOST_ORIGIN], sessionTokens: { tenantFrom: 'email' } },
    },
  });
  harness = api.harness;
  accessToken = await embedToken('initech');
});
after(() => api.close());

async function embedToken(organization: string, changes: object = {}): Promise<string> {
  const { token } = await issueAccessToken(harness, { organization, type: 'embed', scopes: [], ...changes });
  return token;
}

interface FlatError {
  readonly error: string;
  readonly error_description: string;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

async function post(body: unknown, { token = accessToken, contentType = 'application/json' } = {}) {
  const headers = { 'content-type': contentType };
  const answer = await api.call('POST', '/public/token', { token, body, headers });
  return { ...answer, json: answer.body as unknown };
}

/** Requests a token and reads it as a page of the organization does. */
async function issue(body: object, organization = 'initech', token = accessToken) {
  const { status, json, headers } = await post(body, { token });
  assert.equal(status, 200, JSON.stringify(json));
  const { access_token: sessionToken } = json as { access_token: string };
  const statement = await harness.sessionTokens.verify(sessionToken, { organization, now: harness.now() });
  return { sessionToken, statement, headers };
}

const PERSON = { email: 'ada@customer.example', metadata: { externalOrgId: '4242' } };

describe('the session token endpoint', () => {
  test('answers the three documented fields', async () => {
    const { status, json, headers } = await post({ ...PERSON, name: 'Ada', groupIds: [], metadata: PERSON.metadata });
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('warning'), null);
    const { access_token: token, ...rest } = json as { access_token: string };
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: DAY_SECONDS });
    const { alg, typ } = decodeProtectedHeader(token);
    assert.deepEqual({ alg, typ }, { alg: 'ES256', typ: 'embed-session+jwt' });
  });

  test('puts the person, the tenant and the groups of the configuration into the token', async () => {
    const { statement } = await issue({
      email: 'ada@customer.example',
      name: 'Ada Lovelace',
      groupIds: ['sellers', 7, 'unknown to the configuration'],
      metadata: { externalOrgId: 4242, externalOrgName: 'Customer Inc.', plan: { tier: ['gold'] } },
      isSuperblocksUser: false,
      connector: 'sandbox',
      integration: 1,
      origin: HOST_ORIGIN,
      expiresIn: 60,
    });
    const { accessTokenId, issuedAt, ...rest } = statement;
    assert.ok(Number.isSafeInteger(accessTokenId));
    assert.ok(Math.abs(issuedAt - harness.now()) < 60_000);
    assert.deepEqual(rest, {
      organization: 'initech',
      tenantKey: '4242',
      tenantName: 'Customer Inc.',
      email: 'ada@customer.example',
      userName: 'Ada Lovelace',
      groups: ['sellers', '7'],
      integrationName: '1',
      connectorName: 'sandbox',
      origin: HOST_ORIGIN,
    });
  });

  const unset = { name: null, groupIds: null, metadata: null, isSuperblocksUser: null, tenant: '', expiresIn: null };

  test('ignores unset and unknown fields', async () => {
    const { statement } = await issue({ ...unset, email: 'ada@customer.example', other: { deep: true } });
    assert.equal(statement.userName, undefined);
    assert.deepEqual(statement.groups, []);
  });

  test('reads JSON of any media type, as fetch and curl send it', async () => {
    for (const contentType of [
      'text/plain;charset=UTF-8',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-8',
    ]) {
      assert.equal((await post(PERSON, { contentType })).status, 200, contentType);
    }
  });

  test('uses the tenant of the body, then that of the metadata, then the email with a warning', async () => {
    const both = await issue({ ...PERSON, tenant: 'other' });
    assert.equal(both.statement.tenantKey, 'other');
    assert.equal((await issue(PERSON)).statement.tenantKey, '4242');
    // The typo is that of a published sample.
    const { statement, headers } = await issue({ ...PERSON, metadata: { externalOrgID: '4242' } });
    assert.equal(statement.tenantKey, 'ada@customer.example');
    assert.match(headers.get('warning') ?? '', /^299 - "metadata\.externalOrgId is missing/);
    assert.match(harness.log(), /metadata\.externalOrgId is missing, so the email is the key of the tenant/);
  });

  test('refuses a request without the tenant when the configuration says where it is', async () => {
    const token = await embedToken('explicit');
    const { status, json } = await post(PERSON, { token });
    assert.equal(status, 422);
    assert.match((json as FlatError).error_description, /metadata\.account\.id: is missing/);
    const named = await issue({ ...PERSON, metadata: { account: { id: 'a1' } } }, 'explicit', token);
    assert.equal(named.statement.tenantKey, 'a1');
    const personal = await issue(PERSON, 'personal', await embedToken('personal'));
    assert.equal(personal.statement.tenantKey, 'ada@customer.example');
    assert.equal(personal.headers.get('warning'), null);
  });

  const nested = (levels: number): object => (levels === 0 ? {} : { inner: nested(levels - 1) });
  /** Each value is as long as it may be, in characters of four bytes. */
  const longest = () => {
    const text = '😀'.repeat(255);
    const metadata = { externalOrgName: text };
    const email = `${'😀'.repeat(243)}@example.com`;
    return { email, name: text, tenant: text, integration: text, connector: text, metadata };
  };
  const wrong: readonly (readonly [title: string, body: unknown, description: RegExp, status?: number])[] = [
    ['no email', { name: 'Ada' }, /email/],
    ['an email that is none', { email: 'ada' }, /email: is not an e-mail address/],
    ['an email with a control character', { email: 'ada@\u0000example.com' }, /email/],
    ['an email that is too long', { email: `${'a'.repeat(255)}@example.com` }, /email: is too long/],
    ['groups that are no list', { ...PERSON, groupIds: 'sellers' }, /groupIds/],
    ['metadata that are no object', { ...PERSON, metadata: [] }, /metadata/],
    ['metadata over 8 KiB', { ...PERSON, metadata: { text: 'x'.repeat(8192) } }, /metadata: is longer/],
    ['metadata with six levels', { ...PERSON, metadata: nested(5) }, /metadata: has more than 5 levels/],
    ['a tenant that is an object', { ...PERSON, metadata: { externalOrgId: {} } }, /externalOrgId: is not text/],
    ['a forbidden key', `{"email":"a@b.c","metadata":{"__proto__":{}}}`, /forbidden key/],
    ['a tenant as paths name it', { ...PERSON, tenant: 'key:4242' }, /tenant: must be the key alone/],
    ['an origin that is not allowed', { ...PERSON, origin: 'https://evil.example' }, /origin: is not on/],
    ['a lifetime that is too short', { ...PERSON, expiresIn: 59 }, /expiresIn/],
    ['a lifetime that is too long', { ...PERSON, expiresIn: DAY_SECONDS + 1 }, /expiresIn/],
    ['values that do not fit into a token', longest(), /longer than pages accept/],
    ['a list', [], /./],
    ['malformed JSON', '{"email":', /not valid JSON/, 400],
    ['an empty body', '', /not valid JSON/, 400],
  ];
  for (const [title, body, description, expected = 422] of wrong) {
    test(`refuses ${title}`, async () => {
      const { status, json } = await post(body);
      assert.equal(status, expected, JSON.stringify(json));
      const { error, error_description, code, message, requestId, ...more } = json as FlatError;
      assert.deepEqual([error, code, more], ['invalid_request', 'invalid_request', {}]);
      assert.match(error_description, description);
      assert.ok(error_description.startsWith(message));
      assert.match(requestId, /^[0-9a-f-]{36}$/);
    });
  }

  test('accepts five levels of metadata', async () => {
    await issue({ ...PERSON, metadata: nested(4) });
  });

  test('refuses every access token but one of the type embed, and users of this server', async () => {
    const { token: api } = await issueAccessToken(harness, { organization: 'initech' });
    const revoked = await issueAccessToken(harness, { organization: 'initech', type: 'embed', scopes: [] });
    await harness.deps.store.write(({ accessTokens }) =>
      accessTokens.revoke('initech', revoked.stored.id, harness.now()),
    );
    const { sessionToken } = await issue(PERSON);
    for (const token of [api, revoked.token, 'x', '', sessionToken]) {
      const { status, json, headers } = await post(PERSON, { token });
      assert.equal(status, 401);
      assert.equal(headers.get('www-authenticate'), 'Bearer');
      const { error, code } = json as FlatError;
      assert.deepEqual([error, code], ['unauthorized', 'unauthorized']);
    }
    assert.equal((await post({ ...PERSON, isSuperblocksUser: true })).status, 401);
  });

  test('answers errors in the flat form also before it has looked at the request', async () => {
    const path = '/api/v1/public/token';
    const large = { method: 'POST', body: JSON.stringify({ ...PERSON, name: 'x'.repeat(64 * 1024) }) };
    const requests: readonly (readonly [string, RequestInit, number, string])[] = [
      [path, large, 413, 'payload_too_large'],
      [
        path,
        { method: 'POST', body: new Blob(['x'.repeat(64 * 1024 + 1)]).stream(), duplex: 'half' },
        413,
        'payload_too_large',
      ],
      [path, { method: 'GET' }, 405, 'method_not_allowed'],
      [path, { method: 'DELETE', headers: { accept: 'text/html' } }, 405, 'method_not_allowed'],
      [`${path}?${'x'.repeat(16 * 1024)}`, { method: 'POST' }, 414, 'uri_too_long'],
    ];
    for (const [address, request, status, code] of requests) {
      const response = await harness.request(address, request);
      assert.equal(response.status, status);
      if (status === 405) assert.equal(response.headers.get('allow'), 'POST');
      const { error, error_description, message, requestId, ...rest } = (await response.json()) as FlatError;
      assert.deepEqual([error, rest], [code, { code }]);
      assert.equal(error_description, message);
      assert.match(requestId, /^[0-9a-f-]{36}$/);
    }
  });

  test('issues tokens only for the tenants that the access token is restricted to', async () => {
    const token = await embedToken('initech', { tenants: ['4242'] });
    assert.equal((await post(PERSON, { token })).status, 200);
    const { status, json } = await post({ ...PERSON, tenant: 'other' }, { token });
    assert.equal(status, 422);
    assert.match((json as FlatError).error_description, /tenant/);
  });

  test('has valid examples in the description of the API', () => {
    const path = '/api/v1/public/token';
    const operation = api.document.paths[path]?.['post'];
    assert.ok(operation);
    const route = { name: 'POST /public/token', method: 'POST', path, operation };
    const bodies = [
      [requestSchema(route), operation.requestBody?.content] as const,
      ...Object.entries(operation.responses).map(
        ([status, { content }]) => [responseSchema(route, status), content] as const,
      ),
    ];
    for (const [pointer, content] of bodies) {
      const example = exampleOf(api.document, content?.['application/json']?.schema ?? {});
      assert.notEqual(example, undefined, pointer);
      api.documented.assertValid(pointer, example, pointer);
    }
  });
});
