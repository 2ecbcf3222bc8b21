import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testConnector, testOrganization } from '../../auth/testing/organization.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import { sandboxConnectors } from '../../sandbox/connectors.ts';
import { connectorDefinitionSchema } from '../../connectors/definition.ts';
import { readClientAuthentication } from './client-authentication.ts';

const NOW = 1_800_000_000_000;
const TOKEN_URL = 'https://provider.example/token';

const connectors = {
  ...Object.fromEntries(
    Object.entries(sandboxConnectors('http://127.0.0.1:4000')).map(([name, definition]) => [
      name,
      connectorDefinitionSchema.parse(definition),
    ]),
  ),
  hosted: testConnector({
    externalId: 'd4f1',
    inputs: { api_endpoint: { label: 'Shop', kind: 'dns_label', suffix: '.provider.example' } },
    auth: { type: 'api_key', in: 'bearer' },
  }),
  captured: testConnector({
    clientId: 'client',
    clientSecret: 'secret',
    auth: {
      type: 'oauth2',
      authorizationUrl: 'https://provider.example/authorize',
      tokenUrl: TOKEN_URL,
      capture: { region: { from: 'token', path: 'region_code', map: { eu: 'eu.provider.example' } } },
    },
  }),
};
const organization = testOrganization({ connectors });

const read = (claim: unknown) => readClientAuthentication(claim, { organization, issuedAt: NOW - 5000, now: NOW });

describe('the connector’s own type decides what counts in client_authentication', () => {
  const noise = { auth_type: 'anything', auth_details: { scope: 'x' }, api_endpoint: 'https://evil.example' };
  const unissued = { accessToken: '', obtainedAt: NOW, expiresAt: NOW, captured: {} };
  const cases: readonly (readonly [connector: string, members: object, credentials: Credentials])[] = [
    ['sandbox', { auth_token: ' k ', username: 'u' }, { values: { api_key: 'k' } }],
    ['sandbox', { user_input: { api_key: 'k' } }, { values: { api_key: 'k' } }],
    ['sandbox', { auth_token: 'k', user_input: { api_key: 'other' } }, { values: { api_key: 'other' } }],
    [
      'sandbox-basic',
      { username: 'u', password: ' p ', auth_token: 't' },
      { values: { username: 'u', password: ' p ' } },
    ],
    ['sandbox-custom', { user_input: { app_id: 7 }, auth_token: 'k' }, { values: { app_id: '7', app_key: 'k' } }],
    [
      'sandbox-custom',
      { user_input: { app_id: 'a', app_key: 'k', more: true } },
      { values: { app_id: 'a', app_key: 'k' } },
    ],
    [
      'sandbox-oauth',
      { auth_token: 'a', refresh_token: 'r' },
      { values: {}, tokens: { accessToken: 'a', refreshToken: 'r', obtainedAt: NOW, captured: {} } },
    ],
    ['sandbox-oauth', { refresh_token: 'r' }, { values: {}, tokens: { ...unissued, refreshToken: 'r' } }],
    [
      'sandbox-oauth-workspace',
      { auth_token: 'a', user_input: { workspace: 'acme' } },
      { values: { workspace: 'acme' }, tokens: { accessToken: 'a', obtainedAt: NOW, captured: {} } },
    ],
    [
      'captured',
      { auth_token: 'a', user_input: { region: 'eu' } },
      { values: {}, tokens: { accessToken: 'a', obtainedAt: NOW, captured: { region: 'eu.provider.example' } } },
    ],
    [
      'sandbox-oauth1',
      { auth_token: 'a', user_input: { token_secret: 's' } },
      { values: {}, tokens: { accessToken: 'a', tokenSecret: 's', obtainedAt: NOW, captured: {} } },
    ],
    [
      'sandbox-client-credentials',
      { username: 'id', password: 'secret' },
      { values: { client_id: 'id', client_secret: 'secret' }, tokens: unissued },
    ],
    [
      'sandbox-refreshable',
      { username: 'u', password: 'p' },
      { values: { username: 'u', password: 'p' }, tokens: unissued },
    ],
    ['sandbox-aws', { username: 'AKIA', password: 's' }, { values: { access_key_id: 'AKIA', secret_access_key: 's' } }],
  ];
  for (const [connector, members, credentials] of cases) {
    test(`${connector}: ${JSON.stringify(members)}`, async () => {
      const result = await read({ ...noise, connector_id: connector, ...members });
      assert.ok(result && 'credentials' in result, JSON.stringify(result));
      assert.deepEqual({ ...result.credentials, values: { ...result.credentials.values } }, credentials);
      assert.equal(result.issuedAt, NOW - 5000);
    });
  }

  test('api_endpoint fills an input of this name, and connector_id may be the externalId', async () => {
    const result = await read({
      connector_id: 'd4f1',
      auth_token: 'k',
      api_endpoint: 'https://shop.provider.example/api',
    });
    assert.ok(result && 'credentials' in result, JSON.stringify(result));
    assert.equal(result.connector, 'hosted');
    assert.deepEqual({ ...result.credentials.values }, { api_endpoint: 'shop', api_key: 'k' });
  });

  for (const claim of [undefined, null, '']) {
    test(`absent: ${String(claim)}`, async () => {
      assert.equal(await read(claim), undefined);
    });
  }
});

describe('a client_authentication that cannot be used is described without its values', () => {
  const SECRET = 'the-value-of-a-secret';
  const cases: readonly (readonly [problem: RegExp, claim: unknown])[] = [
    [/is not an object/, SECRET],
    [/is not an object/, [SECRET]],
    [/has no connector_id/, { auth_token: SECRET }],
    [/connector_id is not text/, { connector_id: {}, auth_token: SECRET }],
    [/neither the name nor the externalId/, { connector_id: 'other', auth_token: SECRET }],
    [/neither the name nor the externalId/, { connector_id: '__proto__', auth_token: SECRET }],
    [/a member that is no text/, { connector_id: 'sandbox', auth_token: [SECRET] }],
    [/a user_input that is no object/, { connector_id: 'sandbox', user_input: SECRET }],
    [/api_key: This is required/, { connector_id: 'sandbox', password: SECRET }],
    [/api_key: /, { connector_id: 'sandbox', auth_token: `${SECRET}\nX-Other: header` }],
    [/api_endpoint: /, { connector_id: 'hosted', auth_token: SECRET, api_endpoint: 'https://evil.example/' }],
    [/characters that cannot be sent/, { connector_id: 'sandbox-oauth', auth_token: `${SECRET}\r\n` }],
    [/neither auth_token nor refresh_token/, { connector_id: 'sandbox-oauth', password: SECRET }],
    [/token_secret/, { connector_id: 'sandbox-oauth1', auth_token: SECRET }],
    [/no usable value for region/, { connector_id: 'captured', auth_token: SECRET }],
    [/no usable value for region/, { connector_id: 'captured', auth_token: SECRET, user_input: { region: 'evil' } }],
    [/name has control characters/, { connector_id: 'sandbox', auth_token: SECRET, name: 'a\u0000' }],
  ];
  for (const [problem, claim] of cases) {
    test(`${problem.source}: ${JSON.stringify(claim)}`, async () => {
      const result = await read(claim);
      assert.ok(result && 'problem' in result, JSON.stringify(result));
      assert.match(result.problem, problem);
      assert.match(result.problem, /^client_authentication/);
      assert.ok(!result.problem.includes(SECRET));
    });
  }
});
