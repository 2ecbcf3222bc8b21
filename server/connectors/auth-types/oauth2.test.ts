import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import {
  InvalidCredentialsError,
  InvalidRequestError,
  ProviderDeniedError,
  ProviderUnavailableError,
} from '../../errors.ts';
import { authenticator } from '../auth-types.ts';
import type { Authenticator } from '../auth-types.ts';
import type { ProviderAccess } from '../auth-type.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';
import { connectorDefinitionSchema } from '../definition.ts';
import { buildAuthorizationUrl } from '../oauth/authorization.ts';
import type { Values } from '../template.ts';
import type { LoopbackResponse, ReceivedRequest } from '../testing/loopback-provider.ts';
import { loopbackAccess, startLoopbackProvider } from '../testing/loopback-provider.ts';
import type { Tokens } from '../stored-credentials.ts';

type OAuth2Input = Extract<ConnectorDefinitionInput['auth'], { type: 'oauth2' }>;
type ClientInput = Pick<ConnectorDefinitionInput, 'clientId' | 'clientSecret' | 'clientPrivateKey' | 'clientKeyId'>;

const NOW = Date.parse('2026-07-01T12:00:00Z');
const REQUEST = {
  redirectUri: new URL('https://connect.example.com/oauth/callback/example'),
  state: 'state-0123456789',
};
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const WITHOUT_REFRESH: Tokens = { accessToken: 'old-at', obtainedAt: 0, scope: 'a', captured: {} };
const TOKENS: Tokens = { ...WITHOUT_REFRESH, refreshToken: 'old-rt' };

function definition(auth: Partial<OAuth2Input>, client: ClientInput = {}) {
  return connectorDefinitionSchema.parse({
    name: 'Example',
    clientId: 'the-client',
    clientSecret: 'the-secret',
    ...client,
    auth: {
      type: 'oauth2',
      authorizationUrl: 'https://example.com/authorize',
      tokenUrl: 'https://example.com/token',
      ...auth,
    },
  });
}

const authenticatorFor = (auth: Partial<OAuth2Input>, client: ClientInput = {}) =>
  authenticator(definition(auth, client));

function finish(
  auth: Authenticator,
  access: ProviderAccess,
  { query = '', values = {} }: { query?: string; values?: Values } = {},
) {
  const parameters = new URLSearchParams(`code=the-code&state=${REQUEST.state}${query}`);
  return auth.signIn!.finish(values, { ...REQUEST, secrets: { code_verifier: VERIFIER }, parameters }, access);
}

const json = (body: unknown): LoopbackResponse => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

const TOKEN_RESPONSE = json({ access_token: 'new-at', token_type: 'bearer' });

async function startProvider(
  t: TestContext,
  response: LoopbackResponse | ((request: ReceivedRequest) => LoopbackResponse) = TOKEN_RESPONSE,
) {
  const { origin, requests } = await startLoopbackProvider(
    t,
    typeof response === 'function' ? response : () => response,
  );
  return { origin, requests, access: loopbackAccess(t, NOW), tokenUrl: `${origin}/token` };
}

/** Verifies without jose, which does not accept PSS-only keys. */
function isSigned(jwt: string, key: KeyObject, alg: string): boolean {
  const [signed = '', signature = ''] = jwt.split(/\.(?=[^.]*$)/);
  const hash = alg === 'Ed25519' ? null : `sha${alg.slice(2)}`;
  const options = { key, dsaEncoding: 'ieee-p1363', saltLength: 32 } as const;
  return verify(hash, Buffer.from(signed), options, Buffer.from(signature, 'base64url'));
}

const unavailable = (retry: 'later' | 'operator') => (error: unknown) => {
  assert.ok(error instanceof ProviderUnavailableError, String(error));
  assert.equal(error.retry, retry, error.message);
  return true;
};

const unusedAccess: ProviderAccess = {
  egress: {
    request: () => assert.fail('no request is sent'),
    checkUrl: () => assert.fail('no request is sent'),
    close: () => undefined,
  },
  now: () => NOW,
  signal: new AbortController().signal,
};

describe('the authorization URL of a sign-in', () => {
  test('contains all required parameters and PKCE', async () => {
    const auth = authenticatorFor({ scopes: ['read', 'write:all'] });
    const { url, secrets } = await auth.signIn!.start({}, REQUEST, unusedAccess);
    const challenge = createHash('sha256')
      .update(secrets['code_verifier'] ?? '')
      .digest('base64url');
    assert.equal(
      url.href,
      'https://example.com/authorize?response_type=code&client_id=the-client' +
        '&redirect_uri=https%3A%2F%2Fconnect.example.com%2Foauth%2Fcallback%2Fexample' +
        `&scope=read%20write%3Aall&state=state-0123456789&code_challenge=${challenge}&code_challenge_method=S256`,
    );
    assert.match(secrets['code_verifier'] ?? '', /^[\w-]{43}$/);
    assert.deepEqual(auth.fields, []);
  });

  test('contains the challenge of RFC 7636 appendix B', async () => {
    const { auth, ...client } = definition({});
    assert.ok(auth.type === 'oauth2');
    const { searchParams } = await buildAuthorizationUrl(
      { auth, client, values: {} },
      { ...REQUEST, verifier: VERIFIER },
    );
    assert.equal(searchParams.get('code_challenge'), 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
  });

  test('contains a challenge for a new verifier each time', async () => {
    const { signIn } = authenticatorFor({});
    const begin = async () => (await signIn!.start({}, REQUEST, unusedAccess)).secrets['code_verifier'];
    assert.notEqual(await begin(), await begin());
  });

  test('has no PKCE and no scopes, and uses the provider’s parameter names, if the definition says so', async () => {
    const auth = authenticatorFor({
      authorizationUrl: 'https://{shop}.example.com/authorize?flow=a%20b&x[]=1',
      pkce: 'none',
      clientIdParameter: 'client_key',
      authorizationParams: { owner: '{owner}', hint: '{hint}', prompt: 'consent' },
    });
    const { url, secrets } = await auth.signIn!.start({ shop: 'acme', owner: 'a&b', hint: '' }, REQUEST, unusedAccess);
    assert.equal(
      url.href,
      'https://acme.example.com/authorize?flow=a%20b&x[]=1&response_type=code&client_key=the-client' +
        '&redirect_uri=https%3A%2F%2Fconnect.example.com%2Foauth%2Fcallback%2Fexample' +
        '&state=state-0123456789&owner=a%26b&prompt=consent',
    );
    assert.deepEqual(secrets, {});
  });

  test('contains the scopes in the provider’s format', async () => {
    const auth = authenticatorFor({ scopes: ['a', 'b'], scopeSeparator: ',', scopeParameter: 'user_scope' });
    const { url } = await auth.signIn!.start({}, REQUEST, unusedAccess);
    assert.equal(url.searchParams.get('user_scope'), 'a,b');
    assert.equal(url.searchParams.has('scope'), false);
  });

  test('is refused for an input that is not a label of a host', async () => {
    const auth = authenticatorFor({ authorizationUrl: 'https://{shop}.example.com/' });
    await assert.rejects(auth.signIn!.start({ shop: 'evil.example/' }, REQUEST, unusedAccess), InvalidRequestError);
  });
});

describe('a callback comes from the provider if it names', () => {
  const issuer = 'https://{tenant}.example.com/oauth';
  for (const [name, auth, query, expected] of [
    ['no issuer, and none is configured', {}, '', true],
    ['any issuer, and none is configured', {}, 'iss=https://other.example', true],
    ['two empty issuers', {}, 'iss=&iss=', false],
    ['no issuer, and it is optional', { issuer }, '', true],
    ['no issuer, and it is required', { issuer, issuerRequired: true }, '', false],
    ['the configured issuer', { issuer, issuerRequired: true }, 'iss=https%3A%2F%2Facme.example.com%2Foauth', true],
    ['the configured issuer with a slash', { issuer }, 'iss=https%3A%2F%2Facme.example.com%2Foauth%2F', false],
    ['the configured issuer in capitals', { issuer }, 'iss=https%3A%2F%2FACME.example.com%2Foauth', false],
    ['another issuer', { issuer }, 'iss=https%3A%2F%2Fevil.example.com%2Foauth', false],
    [
      'the configured and another issuer',
      { issuer },
      'iss=https%3A%2F%2Facme.example.com%2Foauth&iss=https%3A%2F%2Fevil',
      false,
    ],
    ['an empty issuer', { issuer }, 'iss=', false],
  ] as const) {
    test(`${name}: ${expected}`, () => {
      assert.equal(
        authenticatorFor(auth).signIn!.isFromIssuer({ tenant: 'acme' }, new URLSearchParams(query)),
        expected,
      );
    });
  }
});

describe('a code is exchanged', () => {
  const FORM = {
    redirect_uri: REQUEST.redirectUri.href,
    code: 'the-code',
    code_verifier: VERIFIER,
    grant_type: 'authorization_code',
  };
  const rows: readonly (readonly [
    name: string,
    auth: Partial<OAuth2Input>,
    authorization: string | undefined,
    body: object,
  ])[] = [
    ['with HTTP Basic', {}, `Basic ${btoa('the-client:the-secret')}`, FORM],
    [
      'with a secret in the body',
      { clientAuthentication: 'client_secret_post' },
      undefined,
      { ...FORM, client_id: 'the-client', client_secret: 'the-secret' },
    ],
    ['without a secret', { clientAuthentication: 'none' }, undefined, { ...FORM, client_id: 'the-client' }],
    [
      'with another name for the client, and more parameters',
      {
        clientAuthentication: 'client_secret_post',
        clientIdParameter: 'client_key',
        tokenParams: { a: '1', b: '{blank}' },
      },
      undefined,
      { ...FORM, a: '1', client_key: 'the-client', client_secret: 'the-secret' },
    ],
    [
      'with a header of the definition',
      { clientAuthentication: 'none', tokenHeaders: { Authorization: 'Api {key}', Accept: 'text/x' } },
      'Api k y',
      { ...FORM, client_id: 'the-client' },
    ],
  ];
  for (const [name, auth, authorization, body] of rows) {
    for (const write of ['form', 'json'] as const) {
      test(`${name}, as ${write}`, async (t) => {
        const { access, requests, tokenUrl } = await startProvider(t);
        const tokens = await finish(authenticatorFor({ ...auth, tokenUrl, tokenRequest: write }), access, {
          values: { blank: '', key: 'k y' },
        });
        assert.deepEqual(tokens, { accessToken: 'new-at', obtainedAt: NOW, captured: {} });
        const [request] = requests;
        assert.equal(requests.length, 1);
        assert.equal(request?.method, 'POST');
        assert.equal(request.headers.authorization, authorization);
        const isForm = /^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? '');
        assert.equal(isForm, write === 'form');
        const sent: unknown = isForm ? Object.fromEntries(new URLSearchParams(request.body)) : JSON.parse(request.body);
        assert.deepEqual(sent, body);
      });
    }
  }

  test('with an id and a secret that are encoded only where necessary, for providers that do not decode them', async (t) => {
    const { access, requests, tokenUrl } = await startProvider(t);
    await finish(authenticatorFor({ tokenUrl }, { clientId: 'a-b_c.1', clientSecret: 's:e/c ü' }), access);
    const [, basic = ''] = requests[0]?.headers.authorization?.split(' ') ?? [];
    assert.equal(atob(basic), 'a-b_c.1:s%3Ae%2Fc+%C3%BC');
  });

  test('without a verifier if the sign-in started without one', async (t) => {
    const { access, requests, tokenUrl } = await startProvider(t);
    const parameters = new URLSearchParams({ code: 'c', state: REQUEST.state });
    await authenticatorFor({ tokenUrl }).signIn!.finish({}, { ...REQUEST, secrets: {}, parameters }, access);
    assert.equal(new URLSearchParams(requests[0]?.body).has('code_verifier'), false);
  });

  const keys = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    PS256: generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    Ed25519: generateKeyPairSync('ed25519'),
  };
  for (const [alg, { privateKey, publicKey }] of Object.entries(keys)) {
    for (const issuer of [undefined, 'https://example.com'] as const) {
      test(`with an assertion signed with ${alg} for ${issuer ?? 'the token endpoint'}`, async (t) => {
        const { access, requests, tokenUrl } = await startProvider(t);
        const clientPrivateKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
        const auth: Partial<OAuth2Input> = { tokenUrl, clientAuthentication: 'private_key_jwt' };
        const client = { clientPrivateKey, ...(issuer && { clientKeyId: 'key-1' }) };
        await finish(authenticatorFor({ ...auth, ...(issuer && { issuer }) }, client), access);
        const sent = new URLSearchParams(requests[0]?.body);
        assert.equal(sent.get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
        assert.equal(sent.has('client_secret'), false);
        const assertion = sent.get('client_assertion') ?? '';
        const { kid, alg: used } = decodeProtectedHeader(assertion);
        assert.deepEqual([used, kid], [alg, issuer && 'key-1']);
        assert.ok(isSigned(assertion, publicKey, alg));
        const { aud, iss, sub } = decodeJwt(assertion);
        assert.deepEqual([aud, iss, sub], [issuer ?? tokenUrl, 'the-client', 'the-client']);
      });
    }
  }
});

describe('a response gives', () => {
  const nested = { accessToken: 'authed_user.access_token', scope: 'authed_user.scope', expiresIn: 'life' } as const;
  const HOUR = { expiresAt: NOW + 3_600_000 };
  const rows: readonly (readonly [
    name: string,
    answer: OAuth2Input['answer'],
    body: string | object,
    expected: Partial<Tokens>,
  ])[] = [
    ['a token without a type', {}, {}, {}],
    ['a token of a nonstandard type', {}, { token_type: 'User Access Token' }, {}],
    ['a refresh token and scopes', {}, { refresh_token: 'r', scope: 'a b' }, { refreshToken: 'r', scope: 'a b' }],
    ['no refresh token if it is null', {}, { refresh_token: null, scope: null, expires_in: null }, {}],
    ['scopes from a list', {}, { scope: ['a', 'b'] }, { scope: 'a b' }],
    ['nothing from an invalid ID token', {}, { id_token: 'no.jwt.here' }, {}],
    ['a lifetime', {}, { expires_in: 3600 }, HOUR],
    ['a lifetime as text', {}, { expires_in: '3600' }, HOUR],
    ['a lifetime with a fraction', {}, { expires_in: 3600.9 }, HOUR],
    ['no expiry for 0', {}, { expires_in: 0 }, {}],
    ['no expiry for -1', {}, { expires_in: -1 }, {}],
    ['no expiry for text', {}, { expires_in: 'never' }, {}],
    ['an expiry in ten years for an absurd lifetime', {}, { expires_in: 1e15 }, { expiresAt: NOW + 3650 * 86_400_000 }],
    [
      'an end in ten years for what is infinite',
      {},
      '{"access_token":"at","expires_in":1e999}',
      { expiresAt: NOW + 3650 * 86_400_000 },
    ],
    ['the expiry of the definition', { lifetimeSeconds: 60 }, {}, { expiresAt: NOW + 60_000 }],
    ['its own expiry rather than that of the definition', { lifetimeSeconds: 60 }, { expires_in: 3600 }, HOUR],
    [
      'a token if `expect` of the definition is met',
      { expect: { path: 'ok', equals: true } },
      { ok: true, error: '' },
      {},
    ],
    [
      'the token of a person beside that of an app',
      nested,
      { access_token: 'app', authed_user: { access_token: 'at', scope: 'x' }, life: '3600' },
      { scope: 'x', ...HOUR },
    ],
    [
      'values of a form',
      { format: 'form' },
      'access_token=at&scope=a%2Cb&expires_in=3600\n',
      { scope: 'a,b', ...HOUR },
    ],
  ];
  for (const [name, response, body, expected] of rows) {
    test(name, async (t) => {
      const given =
        typeof body === 'string' ? { body } : json('authed_user' in body ? body : { access_token: 'at', ...body });
      const { access, tokenUrl } = await startProvider(t, given);
      const tokens = await finish(authenticatorFor({ tokenUrl, ...(response && { answer: response }) }), access);
      assert.deepEqual(tokens, { accessToken: 'at', obtainedAt: NOW, captured: {}, ...expected });
    });
  }

  for (const [name, answer, body, expected] of [
    ['no expected value', { expect: { path: 'ok', equals: true } }, { ok: false }, unavailable('later')],
    ['an error in another member', { error: 'status' }, { status: 'BAD_AUTH_CODE' }, InvalidCredentialsError],
    [
      'an error in a form',
      { format: 'form' as const },
      'error=bad_verification_code&error_description=Too+late.',
      (error: unknown) => {
        assert.ok(error instanceof InvalidCredentialsError);
        assert.equal(error.problem.providerMessage, 'Too late.');
        return true;
      },
    ],
  ] as const) {
    test(`no token if there is ${name}`, async (t) => {
      const given = typeof body === 'string' ? { body } : json({ access_token: 'at', ...body });
      const { access, tokenUrl } = await startProvider(t, given);
      await assert.rejects(finish(authenticatorFor({ tokenUrl, answer }), access), expected);
    });
  }
});

describe('the messages of the provider', () => {
  for (const [name, providerMessage, expected] of [
    ['are shown', 'Code  expired.\n', 'Code expired.'],
    ['are shown with unchanged markup', '<b>No</b>', '<b>No</b>'],
    ['are not shown with the code', 'No such code: the-code', undefined],
    ['are not shown with the secret', 'the-secret is wrong', undefined],
    ['are not shown with HTTP Basic', `Got ${btoa('the-client:the-secret')}`, undefined],
    ['are not shown with the verifier', `Got ${VERIFIER}`, undefined],
  ] as const) {
    test(name, async (t) => {
      const response = { status: 400, ...json({ error: 'invalid_grant', error_description: providerMessage }) };
      const { access, tokenUrl } = await startProvider(t, response);
      await assert.rejects(finish(authenticatorFor({ tokenUrl }), access), (error) => {
        assert.ok(error instanceof InvalidCredentialsError);
        assert.equal(error.problem.providerMessage, expected);
        return true;
      });
    });
  }

  test('in a callback are shown, unless they contain a secret of the sign-in', async () => {
    for (const [providerMessage, expected] of [
      ['<b>No</b>', '<b>No</b>'],
      [`state ${REQUEST.state}`, undefined],
      [`verifier ${VERIFIER}`, undefined],
    ] as const) {
      const query = `&error=access_denied&error_description=${encodeURIComponent(providerMessage)}`;
      await assert.rejects(finish(authenticatorFor({}), unusedAccess, { query }), (error) => {
        assert.ok(error instanceof ProviderDeniedError);
        assert.equal(error.problem.providerMessage, expected);
        return true;
      });
    }
  });
});

describe('a callback is refused, and no request is sent, if', () => {
  for (const [name, query] of [
    ['the state is wrong', 'code=c&state=other'],
    ['there is no state', 'code=c'],
    ['there are two states', `code=c&state=${REQUEST.state}&state=${REQUEST.state}`],
    ['the issuer is wrong', `code=c&state=${REQUEST.state}&iss=https://other.example`],
  ] as const) {
    test(name, async () => {
      const callback = { ...REQUEST, secrets: {}, parameters: new URLSearchParams(query) };
      const { signIn } = authenticatorFor({ issuer: 'https://example.com' });
      await assert.rejects(signIn!.finish({}, callback, unusedAccess), unavailable('later'));
    });
  }
});

describe('a sign-in captures', () => {
  const capture: OAuth2Input['capture'] = {
    region: { from: 'callback', path: 'location', map: { eu: '127.0.0.1', us: 'us.example.com' } },
    team: { from: 'token', path: 'team.id' },
    account: { from: 'discovery', path: '0.name' },
    plan: { from: 'token', path: 'plan', required: false },
  };
  const response = ({ url }: ReceivedRequest) =>
    url.pathname === '/token' ? json({ access_token: 'new-at', team: { id: 7 } }) : json([{ name: 'Acme' }]);

  async function capturing(t: TestContext, more: Partial<OAuth2Input> = {}, answers = response) {
    const { origin, ...rest } = await startProvider(t, answers);
    const regional = origin.replace('127.0.0.1', '{region}');
    const auth = authenticatorFor({
      tokenUrl: `${regional}/token`,
      discovery: `${regional}/teams/{team}`,
      tokenHeaders: { 'X-Region': '{region}' },
      capture,
      ...more,
    });
    return { auth, origin, ...rest };
  }

  test('values from the callback, the token and a request with the token, and each step can use the earlier values', async (t) => {
    const { auth, access, requests } = await capturing(t, { use: { in: 'query', name: 'token' } });
    const { captured } = await finish(auth, access, { query: '&location=eu' });
    assert.deepEqual(captured, { region: '127.0.0.1', team: '7', account: 'Acme', plan: '' });
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`),
      ['POST /token', 'GET /teams/7?token=new-at'],
    );
    assert.equal(requests[0]?.headers['x-region'], '127.0.0.1');
  });

  for (const [name, query, options, more] of [
    ['no missing value', '', 0, {}],
    ['no value that is not in its map', '&location=evil.example', 0, {}],
    ['no value that is not in its map but on the prototype of an object', '&location=constructor', 0, {}],
    ['no repeated value', '&location=eu&location=eu', 0, {}],
    [
      'nothing that is missing in the answer with the token',
      '&location=eu',
      1,
      { capture: { ...capture, team: { from: 'token', path: 'no' } } },
    ],
    [
      'nothing with a control character',
      '&location=eu&n=a%0Db',
      0,
      { capture: { ...capture, n: { from: 'callback', path: 'n' } } },
    ],
    [
      'no host that is more than a label',
      '&location=evil.example',
      0,
      { capture: { ...capture, region: { from: 'callback', path: 'location' } } },
    ],
  ] as const) {
    test(name, async (t) => {
      const { auth, access, requests } = await capturing(t, more);
      await assert.rejects(finish(auth, access, { query }), unavailable('operator'));
      assert.equal(requests.length, options);
    });
  }

  for (const [given, retry] of [
    [{ status: 503 }, 'later'],
    [{ status: 429 }, 'later'],
    [{ body: '<html>' }, 'later'],
    [{ status: 302, headers: { Location: '/' } }, 'later'],
    [{ status: 401 }, 'operator'],
    [{ status: 404 }, 'operator'],
    [json({}), 'operator'],
  ] as const) {
    test(`nothing if the request after the sign-in gets ${JSON.stringify(given)}`, async (t) => {
      const answers = (request: ReceivedRequest) => (request.url.pathname === '/token' ? response(request) : given);
      const { auth, access } = await capturing(t, {}, answers);
      await assert.rejects(finish(auth, access, { query: '&location=eu' }), unavailable(retry));
    });
  }
});

describe('a refresh', () => {
  test('sends the old refresh token, and keeps it and the scopes if the response does not contain new ones', async (t) => {
    const { access, requests, origin } = await startProvider(t);
    const auth = authenticatorFor({ refreshUrl: `${origin}/{dc}/refresh`, scopes: ['a'] });
    const refreshed = await auth.refresh!({}, { ...TOKENS, captured: { dc: 'us6' } }, access);
    assert.deepEqual(refreshed, {
      accessToken: 'new-at',
      refreshToken: 'old-rt',
      obtainedAt: NOW,
      scope: 'a',
      captured: { dc: 'us6' },
    });
    assert.equal(requests[0]?.url.pathname, '/us6/refresh');
    assert.deepEqual(Object.fromEntries(new URLSearchParams(requests[0].body)), {
      grant_type: 'refresh_token',
      refresh_token: 'old-rt',
    });
  });

  test('uses the new refresh token and drops the old expiry time', async (t) => {
    const { access, tokenUrl } = await startProvider(t, json({ access_token: 'a', refresh_token: 'r', scope: 'b' }));
    const refreshed = await authenticatorFor({ tokenUrl }).refresh!({}, { ...TOKENS, expiresAt: 1 }, access);
    assert.deepEqual(refreshed, { accessToken: 'a', refreshToken: 'r', obtainedAt: NOW, scope: 'b', captured: {} });
  });

  test('updates values that were captured from the token, and never fails because of them', async (t) => {
    const { access, tokenUrl } = await startProvider(
      t,
      json({ access_token: 'a', refresh_token: 'r', host: 'x', dc: 'us7' }),
    );
    const auth = authenticatorFor({
      tokenUrl,
      capture: {
        dc: { from: 'token', path: 'dc' },
        host: { from: 'token', path: 'host', map: { y: 'y.example.com' } },
        team: { from: 'token', path: 'team' },
        realm: { from: 'callback', path: 'realm' },
      },
    });
    const captured = { dc: 'us6', host: 'y.example.com', team: 't', realm: 'r' };
    const refreshed = await auth.refresh!({}, { ...TOKENS, captured }, access);
    assert.deepEqual(refreshed.captured, { ...captured, dc: 'us7' });
    assert.equal(refreshed.refreshToken, 'r');
  });

  test('without a refresh token fails permanently, and no request is sent', async () => {
    await assert.rejects(authenticatorFor({}).refresh!({}, WITHOUT_REFRESH, unusedAccess), InvalidCredentialsError);
  });
});

describe('a revocation', () => {
  for (const [name, auth, sent] of [
    ['sends the refresh token', {}, { token: 'old-rt', token_type_hint: 'refresh_token' }],
    [
      'takes the access token where the definition says so',
      { revokes: 'access_token' },
      { token: 'old-at', token_type_hint: 'access_token' },
    ],
    [
      'sends the client id if the client has no secret',
      { clientAuthentication: 'none' },
      { token: 'old-rt', token_type_hint: 'refresh_token', client_id: 'the-client' },
    ],
  ] as const) {
    test(name, async (t) => {
      const { access, requests, origin } = await startProvider(t, {});
      assert.equal(
        await authenticatorFor({ ...auth, revocationUrl: `${origin}/revoke` }).revoke!({}, TOKENS, access),
        true,
      );
      assert.deepEqual(Object.fromEntries(new URLSearchParams(requests[0]?.body)), sent);
    });
  }

  test('uses its own client authentication if the definition says so', async (t) => {
    const { access, requests, origin } = await startProvider(t, {});
    const auth = { revocationUrl: `${origin}/revoke`, revocationAuthentication: 'client_secret_post' } as const;
    await authenticatorFor(auth).revoke!({}, TOKENS, access);
    const [request] = requests;
    assert.equal(request?.headers.authorization, undefined);
    assert.equal(new URLSearchParams(request?.body).get('client_id'), 'the-client');
    assert.ok(new URLSearchParams(request?.body).has('client_secret'));
  });

  test('sends only the token if the provider expects JSON', async (t) => {
    const { access, requests, origin } = await startProvider(t, {});
    await authenticatorFor({ revocationUrl: `${origin}/revoke`, tokenRequest: 'json' }).revoke!({}, TOKENS, access);
    assert.deepEqual(JSON.parse(requests[0]?.body ?? ''), { token: 'old-rt' });
  });

  test('revokes the access token if there is no refresh token', async (t) => {
    const { access, requests, origin } = await startProvider(t, {});
    await authenticatorFor({ revocationUrl: `${origin}/revoke` }).revoke!({}, WITHOUT_REFRESH, access);
    assert.equal(new URLSearchParams(requests[0]?.body).get('token'), 'old-at');
  });

  test('is not supported without `revocationUrl`', async () => {
    assert.equal(await authenticatorFor({}).revoke!({}, TOKENS, unusedAccess), false);
  });

  for (const [status, error, expected] of [
    [200, '', true],
    [204, '', true],
    [400, 'invalid_token', true],
    [400, 'invalid_grant', true],
    [400, 'unsupported_token_type', false],
    [400, 'invalid_request', 'operator'],
    [400, 'access_denied', 'operator'],
    [401, 'invalid_client', 'operator'],
    [404, '', 'operator'],
    [400, '', 'later'],
    [500, 'invalid_token', 'later'],
    [503, '', 'later'],
    [302, '', 'later'],
  ] as const) {
    test(`with the response ${status} ${error} results in ${expected}`, async (t) => {
      const { access, origin } = await startProvider(t, { status, ...json(error === '' ? {} : { error }) });
      const revoked = authenticatorFor({ revocationUrl: `${origin}/revoke` }).revoke!({}, TOKENS, access);
      if (typeof expected === 'boolean') assert.equal(await revoked, expected);
      else await assert.rejects(revoked, unavailable(expected));
    });
  }
});

describe('a token is sent', () => {
  for (const [name, use, url, headers] of [
    ['as a bearer token', {}, 'https://example.com/me?a=%20', { authorization: 'Bearer old-at' }],
    [
      'into a header',
      { in: 'header', name: 'Authorization', prefix: 'Zoho ' },
      'https://example.com/me?a=%20',
      { authorization: 'Zoho old-at' },
    ],
    ['in the query', { in: 'query', name: 'auth' }, 'https://example.com/me?a=%20&auth=old-at', {}],
  ] as const) {
    test(name, async () => {
      const request = { url: new URL('https://example.com/me?a=%20'), headers: {} };
      const authorized = await authenticatorFor({ use }).authorize({ values: {}, tokens: TOKENS }, request);
      assert.equal(authorized.url.href, url);
      assert.deepEqual(authorized.headers, headers);
    });
  }
});

describe('an address that is not allowed', () => {
  test('is an error of the input that chose it during a sign-in', async (t) => {
    const auth = authenticatorFor({ tokenUrl: 'https://10.0.0.{last}/token' });
    await assert.rejects(finish(auth, loopbackAccess(t), { values: { last: '1' } }), (error) => {
      assert.ok(error instanceof InvalidRequestError);
      assert.deepEqual(
        error.fields.map(({ path }) => path),
        ['values.last'],
      );
      return true;
    });
  });

  test('is an error of the operator if no input chose it, and during a refresh', async (t) => {
    const access = loopbackAccess(t);
    await assert.rejects(
      finish(authenticatorFor({ tokenUrl: 'https://10.0.0.1/token' }), access),
      unavailable('operator'),
    );
    const auth = authenticatorFor({ tokenUrl: 'https://10.0.0.{last}/token' });
    await assert.rejects(auth.refresh!({ last: '1' }, TOKENS, access), unavailable('operator'));
  });

  test('includes http addresses of other machines', async (t) => {
    const auth = authenticatorFor({ tokenUrl: 'http://192.0.2.1/token' });
    await assert.rejects(finish(auth, loopbackAccess(t)), unavailable('operator'));
  });
});

test('an exchange ends when its signal aborts', async (t) => {
  const { origin } = await startLoopbackProvider(t, () => assert.fail('no request is sent'));
  const access = { ...loopbackAccess(t), signal: AbortSignal.abort() };
  await assert.rejects(finish(authenticatorFor({ tokenUrl: `${origin}/token` }), access), unavailable('later'));
});
