import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';

import { findDefinitionIssues } from '../definition-checks.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';
import { connectorDefinitionSchema } from '../definition.ts';

type Parts = Partial<ConnectorDefinitionInput>;
type Auth = ConnectorDefinitionInput['auth'];

function issuesIn(parts: Parts & Pick<ConnectorDefinitionInput, 'auth'>, dev = false) {
  const definition = connectorDefinitionSchema.parse({ name: 'Example', ...parts });
  return findDefinitionIssues(definition, { dev }).map(({ path, message }) => [path.join('.'), message] as const);
}

const URLS = { authorizationUrl: 'https://example.com/authorize', tokenUrl: 'https://example.com/token' };
const CLIENT = { clientId: 'id', clientSecret: 'secret' };
const OAUTH1_URLS = {
  requestTokenUrl: 'https://example.com/request',
  authorizationUrl: 'https://example.com/authorize',
  accessTokenUrl: 'https://example.com/access',
};
const pem = (key: { privateKey: { export: (options: { type: 'pkcs8'; format: 'pem' }) => string | Buffer } }) =>
  key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const RSA = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const EC = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }));

const issuesOf =
  <Type extends Auth['type']>(base: Extract<Auth, { type: Type }>, client: Parts) =>
  (more: Partial<Extract<Auth, { type: Type }>> = {}, parts: Parts = {}) => ({
    ...client,
    ...parts,
    auth: { ...base, ...more } as Auth,
  });
const oauth2 = issuesOf<'oauth2'>({ type: 'oauth2', ...URLS }, CLIENT);
const clientCredentials = issuesOf<'oauth2_client_credentials'>(
  { type: 'oauth2_client_credentials', tokenUrl: URLS.tokenUrl },
  {},
);
const oauth1 = issuesOf<'oauth1'>({ type: 'oauth1', ...OAUTH1_URLS }, CLIENT);
const fields = { user: { label: 'User' }, key: { label: 'Key', kind: 'password' } } as const;
const request = { url: 'https://example.com/token', params: { user: '{user}', key: '{key}' } };
const refreshable = issuesOf<'refreshable_token'>({ type: 'refreshable_token', fields, request }, {});
const aws = issuesOf<'aws_sigv4'>({ type: 'aws_sigv4', service: 's3' }, {});

const label = { label: 'Address' };
const host = (more = {}) => ({ from: 'callback', path: 'location', map: { eu: 'eu.example.com' }, ...more }) as const;
const without = (name: 'clientId' | 'clientSecret') => ({ [name]: undefined }) as Parts;

describe('a connector can have', () => {
  const accepted: readonly (readonly [name: string, parts: Parameters<typeof issuesIn>[0]])[] = [
    ['a sign-in', oauth2()],
    ['a sign-in without a secret', oauth2({ clientAuthentication: 'none' }, without('clientSecret'))],
    [
      'a sign-in with a key',
      oauth2({ clientAuthentication: 'private_key_jwt' }, { ...without('clientSecret'), clientPrivateKey: EC }),
    ],
    [
      'a sign-in at an address that is typed',
      oauth2(
        { authorizationUrl: 'https://{sub}.example.com/a', issuer: 'https://{sub}.example.com', issuerRequired: true },
        { inputs: { sub: label } },
      ),
    ],
    [
      'a sign-in whose addresses come with it',
      oauth2(
        {
          tokenUrl: 'https://{region}/token',
          tokenParams: { region: '{region}' },
          refreshUrl: 'https://{region}/{team}/{dc}',
          revocationUrl: 'https://{region}/{dc}',
          discovery: 'https://{region}/{team}',
          capture: {
            region: host(),
            team: { from: 'token', path: 'team', required: false },
            dc: { from: 'discovery', path: 'dc' },
          },
        },
        { verify: { url: 'https://{dc}.api.example.com/{team}', headers: { 'X-Dc': '{dc}' } } },
      ),
    ],
    [
      'a sign-in with parameters of its own',
      oauth2({
        authorizationUrl: 'https://example.com/authorize?flow=1',
        authorizationParams: { access_type: 'offline', response_mode: 'query', scope: 'bot' },
        scopeParameter: 'user_scope',
        tokenParams: { audience: 'a' },
        tokenHeaders: { Accept: 'application/json' },
        scopes: ['a b', 'c'],
        scopeSeparator: ',',
        use: { in: 'header', name: 'X-Token', prefix: 'Token ' },
      }),
    ],
    ['a header that says who asks', oauth2({ clientAuthentication: 'none', tokenHeaders: { Authorization: 'Api x' } })],
    ['client credentials that are asked for', clientCredentials()],
    ['client credentials of its own', clientCredentials({ scopes: ['a'] }, CLIENT)],
    ['client credentials in an address', clientCredentials({}, { verify: { url: 'https://example.com/{client_id}' } })],
    [
      'client credentials with a key',
      clientCredentials({ clientAuthentication: 'private_key_jwt' }, { clientId: 'id', clientPrivateKey: RSA }),
    ],
    ['a sign-in of OAuth 1.0a', oauth1()],
    [
      'a sign-in of OAuth 1.0a with a key',
      oauth1({ signatureMethod: 'RSA-SHA1' }, { ...without('clientSecret'), clientPrivateKey: RSA }),
    ],
    ['fields that are exchanged', refreshable({ refresh: { ...request, params: { token: '{refresh_token}' } } })],
    [
      'fields that are exchanged with GET',
      refreshable({
        request: { url: 'https://example.com/', method: 'GET', basic: { username: '{user}', password: '{key}' } },
      }),
    ],
    ['a key of AWS', aws({ region: 'eu-central-1' }, { verify: { url: 'https://s3.example.com/' } })],
    ['a region that is asked for', aws({}, { verify: { url: 'https://s3.{region}.amazonaws.com/' } })],
    [
      'a region that is an input',
      aws({ region: '{place}' }, { inputs: { place: label }, verify: { url: 'https://s3.{place}.amazonaws.com/' } }),
    ],
  ];
  for (const [name, parts] of accepted) {
    test(name, () => assert.deepEqual(issuesIn(parts), []));
  }
});

describe('a connector is refused for', () => {
  const refused: readonly (readonly [
    name: string,
    parts: Parameters<typeof issuesIn>[0],
    path: string,
    message: RegExp,
  ])[] = [
    ['no client', oauth2({}, without('clientId')), 'clientId', /^is required/],
    ['no client for OAuth 1.0a', oauth1({}, without('clientId')), 'clientId', /^is required/],
    ['no secret', oauth2({}, without('clientSecret')), 'clientSecret', /^is required/],
    [
      'no secret in the body',
      oauth2({ clientAuthentication: 'client_secret_post' }, without('clientSecret')),
      'clientSecret',
      /^is required/,
    ],
    [
      'no secret where tokens are revoked',
      oauth2(
        {
          clientAuthentication: 'none',
          revocationUrl: 'https://a.example/r',
          revocationAuthentication: 'client_secret_post',
        },
        without('clientSecret'),
      ),
      'clientSecret',
      /^is required/,
    ],
    ['a grant that nothing revokes', oauth2({ revocationEnds: 'grant' }), 'auth.revocationUrl', /^is required/],
    ['no secret for OAuth 1.0a', oauth1({}, without('clientSecret')), 'clientSecret', /^is required/],
    [
      'no secret for OAuth 1.0a in the clear',
      oauth1({ signatureMethod: 'PLAINTEXT' }, without('clientSecret')),
      'clientSecret',
      /^is required/,
    ],
    ['half a client', clientCredentials({}, { clientId: 'id' }), 'clientSecret', /^is required/],
    ['the other half', clientCredentials({}, { clientSecret: 'secret' }), 'clientId', /^is required/],
    ['no key', oauth2({ clientAuthentication: 'private_key_jwt' }), 'clientPrivateKey', /^is required/],
    ['no key for RSA-SHA1', oauth1({ signatureMethod: 'RSA-SHA1' }), 'clientPrivateKey', /^is required/],
    [
      'a key of somebody else',
      clientCredentials({ clientAuthentication: 'private_key_jwt' }, { clientPrivateKey: RSA }),
      'clientId',
      /^is required/,
    ],
    [
      'a key that cannot be read',
      oauth2({ clientAuthentication: 'private_key_jwt' }, { clientPrivateKey: 'hunter2' }),
      'clientPrivateKey',
      /PEM/,
    ],
    [
      'a key that is not RSA',
      oauth1({ signatureMethod: 'RSA-SHA1' }, { clientPrivateKey: EC }),
      'clientPrivateKey',
      /RSA/,
    ],
    ['http', oauth2({ tokenUrl: 'http://example.com/hunter2' }), 'auth.tokenUrl', /https/],
    ['http for discovery', oauth2({ discovery: 'http://example.com/hunter2' }), 'auth.discovery', /https/],
    ['http for OAuth 1.0a', oauth1({ accessTokenUrl: 'http://example.com/' }), 'auth.accessTokenUrl', /https/],
    ['http for an exchange', refreshable({ request: { url: 'http://example.com/' } }), 'auth.request.url', /https/],
    ['a fragment', oauth2({ authorizationUrl: 'https://example.com/#hunter2' }), 'auth.authorizationUrl', /fragment/],
    ['an unknown name', oauth2({ revocationUrl: 'https://example.com/{a}' }), 'auth.revocationUrl', /\{a\}/],
    [
      'a text input in the host',
      oauth2({ tokenUrl: 'https://{t}.example.com/' }, { inputs: { t: { ...label, kind: 'text' } } }),
      'auth.tokenUrl',
      /dns_label/,
    ],
    [
      'a host that is a label',
      oauth2({ tokenUrl: 'https://{sub}/' }, { inputs: { sub: label } }),
      'auth.tokenUrl',
      /fixed/,
    ],
    [
      'a host that ends in a label',
      oauth2({ tokenUrl: 'https://example.{sub}:8443' }, { inputs: { sub: label } }),
      'auth.tokenUrl',
      /fixed/,
    ],
    [
      'a host that is a captured label',
      oauth2({ tokenUrl: 'https://{region}/', capture: { region: host({ map: undefined }) } }),
      'auth.tokenUrl',
      /fixed/,
    ],
    [
      'a captured host that may be missing',
      oauth2({ tokenUrl: 'https://{region}/', capture: { region: host({ required: false }) } }),
      'auth.tokenUrl',
      /required/,
    ],
    ...['hunter2.example.com/x', 'a..b', 'user@example.com', 'example.com:8443', '-'].map(
      (become) =>
        [
          `a captured host that becomes ${become}`,
          oauth2({ tokenUrl: 'https://{region}/', capture: { region: host({ map: { eu: 'e.example', x: become } }) } }),
          'auth.tokenUrl',
          /names of hosts/,
        ] as const,
    ),
    [
      'a value that is captured only later',
      oauth2({ tokenUrl: 'https://example.com/{team}', capture: { team: { from: 'token', path: 't' } } }),
      'auth.tokenUrl',
      /\{team\}/,
    ],
    [
      'a captured value before the sign-in',
      oauth2({ authorizationUrl: 'https://{region}/', capture: { region: host() } }),
      'auth.authorizationUrl',
      /\{region\}/,
    ],
    [
      'an issuer that is captured',
      oauth2({ issuer: 'https://{region}', capture: { region: host() } }),
      'auth.issuer',
      /\{region\}/,
    ],
    ['an issuer that must be, and is not', oauth2({ issuerRequired: true }), 'auth.issuerRequired', /issuer/],
    ...['state', 'redirect_uri', 'client_id', 'scope', 'code_challenge', 'response_type', 'request_uri'].flatMap(
      (name) => [
        [
          `${name} as a parameter`,
          oauth2({ authorizationParams: { [name]: 'hunter2' } }),
          `auth.authorizationParams.${name}`,
          /sets itself/,
        ] as const,
        [
          `${name} in the address`,
          oauth2({ authorizationUrl: `https://example.com/?${name}=hunter2` }),
          'auth.authorizationUrl',
          /sets itself/,
        ] as const,
      ],
    ),
    [
      'its own name of the client as a parameter',
      oauth2({ clientIdParameter: 'key', authorizationParams: { key: 'hunter2' } }),
      'auth.authorizationParams.key',
      /sets itself/,
    ],
    [
      'a return that is no query',
      oauth2({ authorizationParams: { response_mode: 'hunter2' } }),
      'auth.authorizationParams.response_mode',
      /query/,
    ],
    [
      'the token of OAuth 1.0a as a parameter',
      oauth1({ authorizationParams: { oauth_token: 'hunter2' } }),
      'auth.authorizationParams.oauth_token',
      /sets itself/,
    ],
    ...['grant_type', 'code', 'refresh_token', 'client_secret', 'client_assertion'].map(
      (name) =>
        [
          `${name} in a token request`,
          oauth2({ tokenParams: { [name]: 'hunter2' } }),
          `auth.tokenParams.${name}`,
          /sets itself/,
        ] as const,
    ),
    [
      'scopes twice',
      clientCredentials({ scopes: ['a'], tokenParams: { scope: 'hunter2' } }),
      'auth.tokenParams.scope',
      /sets itself/,
    ],
    [
      'another type of body',
      oauth2({ tokenHeaders: { 'Content-Type': 'text/hunter2' } }),
      'auth.tokenHeaders.Content-Type',
      /sets itself/,
    ],
    [
      'HTTP Basic twice',
      oauth2({ tokenHeaders: { Authorization: 'hunter2' } }),
      'auth.tokenHeaders.Authorization',
      /sets itself/,
    ],
    [
      'a header with a bad name',
      clientCredentials({ tokenHeaders: { 'a b': 'c' } }),
      'auth.tokenHeaders.a b',
      /name of a head/,
    ],
    ['an unknown name in a header', oauth2({ tokenHeaders: { a: '{b}' } }), 'auth.tokenHeaders.a', /\{b\}/],
    ['two scopes in one', oauth2({ scopes: ['a', 'hunter2 b'] }), 'auth.scopes.1', /one scope/],
    [
      'two scopes in one for a machine',
      clientCredentials({ scopes: ['a,b'], scopeSeparator: ',' }),
      'auth.scopes.0',
      /one scope/,
    ],
    ['a header without a name', oauth2({ use: { in: 'header' } }), 'auth.use.name', /^is required/],
    ['a query without a name', clientCredentials({ use: { in: 'query' } }), 'auth.use.name', /^is required/],
    ['the header Host', refreshable({ use: { in: 'header', name: 'Host' } }), 'auth.use.name', /HTTP client/],
    [
      'a prefix with a line break',
      oauth2({ use: { in: 'header', name: 'A', prefix: 'hunter2\r\n' } }),
      'auth.use.prefix',
      /ASCII/,
    ],
    [
      'a captured name that is taken',
      oauth2({ capture: { sub: host() } }, { inputs: { sub: label } }),
      'auth.capture.sub',
      /name of its own/,
    ],
    ['a reserved name', oauth2({ capture: { constructor: host() } }), 'auth.capture.constructor', /reserved/],
    [
      'a discovery without an address',
      oauth2({ capture: { a: { from: 'discovery', path: 'hunter2' } } }),
      'auth.capture.a.from',
      /discovery/,
    ],
    [
      'a discovery with OAuth 1.0a',
      oauth1({ capture: { a: { from: 'discovery', path: 'a' } } }),
      'auth.capture.a.from',
      /discovery/,
    ],
    [
      'a captured code',
      oauth2({ capture: { a: { from: 'callback', path: 'code' } } }),
      'auth.capture.a.path',
      /proves/,
    ],
    [
      'a captured token',
      oauth2({ capture: { a: { from: 'token', path: 'x.hunter2' } }, answer: { accessToken: 'x.hunter2' } }),
      'auth.capture.a.path',
      /token/,
    ],
    ['no field', refreshable({ fields: {} }), 'auth.fields', /at least one/],
    [
      'a refresh token in the first exchange',
      refreshable({ request: { ...request, params: { a: '{refresh_token}' } } }),
      'auth.request.params.a',
      /\{refresh_token\}/,
    ],
    ['a field named refresh_token', refreshable({ fields: { refresh_token: label } }), '', /reserved/],
    ['a body with GET', refreshable({ request: { ...request, method: 'GET' } }), 'auth.request.params', /GET/],
    ['a service with a slash', aws({ service: 's3/hunter2' }), 'auth.service', /hyphens/],
    ['a region with a slash', aws({ region: 'eu/hunter2' }), 'auth.region', /hyphens/],
    ['an unknown name as region', aws({ region: '{place}' }), 'auth.region', /\{place\}/],
    [
      'a secret in the host of AWS',
      aws({}, { verify: { url: 'https://{secret_access_key}.example.com/' } }),
      'verify.url',
      /dns_label/,
    ],
  ];
  for (const [name, parts, path, message] of refused) {
    test(name, () => {
      const issues = issuesIn(parts);
      assert.ok(
        issues.some(([where, what]) => where === path && message.test(what)),
        JSON.stringify(issues),
      );
      assert.ok(!issues.some(([, what]) => what.includes('hunter2')), 'no value is repeated');
    });
  }
});

test('in development a sign-in can be on this machine', () => {
  const local = { authorizationUrl: 'http://localhost:4002/authorize', tokenUrl: 'http://localhost:4002/token' };
  assert.deepEqual(issuesIn(oauth2(local), true), []);
  assert.equal(issuesIn(oauth2(local)).length, 2);
});
