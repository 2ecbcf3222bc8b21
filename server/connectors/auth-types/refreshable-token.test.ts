import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { createEgress } from '../../egress.ts';
import { InvalidCredentialsError, InvalidRequestError, ProviderUnavailableError } from '../../errors.ts';
import { authenticator } from '../auth-types.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';
import { connectorDefinitionSchema } from '../definition.ts';
import type { LoopbackResponse, ReceivedRequest } from '../testing/loopback-provider.ts';
import { loopbackAccess, startLoopbackProvider } from '../testing/loopback-provider.ts';
import type { Tokens } from '../stored-credentials.ts';

type AuthInput = Extract<ConnectorDefinitionInput['auth'], { type: 'refreshable_token' }>;

const NOW = 1_790_000_000_000;

const FIELDS = {
  user: { label: 'User' },
  secret: { label: 'Secret', kind: 'password' },
  tenant: { label: 'Tenant', required: false },
} as const;

const VALUES = { user: 'ada', secret: 'the secret&key', tenant: '' };

const WITHOUT_REFRESH_TOKEN: Tokens = { accessToken: 'old', obtainedAt: 0, expiresAt: 1, captured: {} };

const OLD_TOKENS: Tokens = { ...WITHOUT_REFRESH_TOKEN, refreshToken: 'old-refresh' };

const TOKEN_RESPONSE: LoopbackResponse = { body: '{"access_token":"at","refresh_token":"rt","expires_in":"3600"}' };

function authenticatorFor(auth: Partial<AuthInput> & Pick<AuthInput, 'request'>) {
  const definition = connectorDefinitionSchema.parse({
    name: 'Example',
    auth: { type: 'refreshable_token', fields: FIELDS, ...auth },
  });
  const { issue, refresh, ...rest } = authenticator(definition);
  assert.ok(issue && refresh);
  return { ...rest, issue, refresh };
}

/** A provider with one endpoint for the first token and one for a refresh. */
async function startProvider(
  t: TestContext,
  response: (request: ReceivedRequest) => LoopbackResponse,
  auth: (origin: string) => Partial<AuthInput> = () => ({}),
) {
  const { origin, requests } = await startLoopbackProvider(t, response);
  const access = loopbackAccess(t, NOW);
  const { issue, refresh } = authenticatorFor({
    request: { url: `${origin}/login`, params: { user: '{user}', key: '{secret}', tenant: '{tenant}' } },
    ...auth(origin),
  });
  return {
    requests,
    issue: (values = VALUES) => issue(values, access),
    refresh: (tokens = OLD_TOKENS) => refresh(VALUES, tokens, access),
  };
}

const withRefresh = (origin: string): Partial<AuthInput> => ({
  refresh: { url: `${origin}/refresh`, body: 'json', params: { refresh_token: '{refresh_token}', user: '{user}' } },
});

describe('entered credentials', () => {
  test('are exchanged for tokens with a form', async (t) => {
    const { issue, requests } = await startProvider(t, () => TOKEN_RESPONSE);
    assert.deepEqual(await issue(), {
      accessToken: 'at',
      refreshToken: 'rt',
      obtainedAt: NOW,
      expiresAt: NOW + 3_600_000,
      captured: {},
    });
    const [request] = requests;
    assert.ok(request && requests.length === 1);
    assert.equal(request.method, 'POST');
    assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(request.headers.accept, 'application/json');
    assert.equal(request.body, 'user=ada&key=the+secret%26key');
  });

  test('are sent where the definition puts them', async (t) => {
    const { issue, requests } = await startProvider(
      t,
      () => ({ body: '{"session":{"id":"s7"}}' }),
      (origin) => ({
        request: {
          url: `${origin}/{user}/login?v=2`,
          body: 'json',
          params: { user: '{user}', tenant: '{tenant}', grant: 'key' },
          headers: { 'X-Key': '{secret}', 'X-Tenant': '{tenant}' },
          query: { u: '{user}', t: '{tenant}' },
          basic: { username: '{user}', password: '{secret}' },
        },
        answer: { accessToken: 'session.id', lifetimeSeconds: 60 },
      }),
    );
    const { accessToken, expiresAt } = await issue();
    assert.deepEqual([accessToken, expiresAt], ['s7', NOW + 60_000]);
    const [request] = requests;
    assert.ok(request);
    assert.equal(request.url.pathname + request.url.search, '/ada/login?v=2&u=ada');
    assert.equal(request.body, '{"user":"ada","grant":"key"}');
    assert.equal(request.headers['content-type'], 'application/json');
    assert.equal(request.headers['x-key'], VALUES.secret);
    assert.equal(request.headers['x-tenant'], undefined);
    assert.equal(request.headers.authorization, `Basic ${btoa(`ada:${VALUES.secret}`)}`);
  });

  test('are not sent in the body of a GET', async (t) => {
    const { issue, requests } = await startProvider(
      t,
      () => TOKEN_RESPONSE,
      (origin) => ({ request: { url: origin, method: 'GET', params: { user: '{user}' }, query: { k: '{secret}' } } }),
    );
    await issue();
    const [request] = requests;
    assert.ok(request);
    assert.deepEqual([request.method, request.body, request.headers['content-type']], ['GET', '', undefined]);
    assert.equal(request.url.searchParams.get('k'), VALUES.secret);
  });

  test('that cannot be sent are refused with the name of the field, and no request is sent', async (t) => {
    const { issue, requests } = await startProvider(
      t,
      () => TOKEN_RESPONSE,
      (origin) => ({ request: { url: origin, headers: { 'X-Key': '{secret}' } } }),
    );
    await assert.rejects(issue({ ...VALUES, secret: 'a\nb' }), (error: unknown) => {
      assert.ok(error instanceof InvalidRequestError);
      assert.equal(error.fields[0]?.path, 'values.secret');
      return true;
    });
    assert.deepEqual(requests, []);
  });
});

describe('a response', () => {
  const SAID = '{"error":"wrong","error_description":"Wrong\\nkey."}';

  for (const [name, response, providerMessage] of [
    ['400', { status: 400, body: SAID }, 'Wrong key.'],
    ['401', { status: 401, body: '<h1>No</h1>' }, undefined],
    ['403', { status: 403 }, undefined],
    ['422', { status: 422, body: SAID }, 'Wrong key.'],
    ['200 with an error', { body: SAID }, 'Wrong key.'],
    ['401 that repeats the key', { status: 401, body: '{"error_description":"the secret&key?"}' }, undefined],
    ['401 that repeats it encoded', { status: 401, body: '{"error_description":"the%20secret%26key"}' }, undefined],
  ] satisfies [string, LoopbackResponse, string | undefined][]) {
    test(`of ${name} is a refusal`, async (t) => {
      const { issue } = await startProvider(t, () => response);
      await assert.rejects(issue(), (error: unknown) => {
        assert.ok(error instanceof InvalidCredentialsError);
        assert.equal(error.problem.providerMessage, providerMessage);
        return true;
      });
    });
  }

  for (const [name, answer, expected] of [
    ['404', { status: 404, body: SAID }, ['operator', undefined, 'Wrong key.']],
    ['405', { status: 405 }, ['operator', undefined, undefined]],
    ['408', { status: 408 }, ['later', undefined, undefined]],
    ['429', { status: 429, headers: { 'retry-after': '30' }, body: SAID }, ['later', 30, undefined]],
    ['500', { status: 500, body: SAID }, ['later', undefined, undefined]],
    ['503', { status: 503, headers: { 'retry-after': new Date(NOW + 9000).toUTCString() } }, ['later', 9, undefined]],
    [
      '400 with a code for an overload',
      { status: 400, body: '{"error":"temporarily_unavailable"}' },
      ['later', undefined, undefined],
    ],
    ['a web page', { body: '<h1>Maintenance</h1>' }, ['later', undefined, undefined]],
    ['no token', { body: '{"token":"secret"}' }, ['later', undefined, undefined]],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, ['later', undefined, undefined]],
  ] satisfies [string, LoopbackResponse, unknown][]) {
    test(`of ${name} is inconclusive`, async (t) => {
      const { issue, requests } = await startProvider(t, () => answer);
      await assert.rejects(issue(), (error: unknown) => {
        assert.ok(error instanceof ProviderUnavailableError);
        const { retry, retryAfterSeconds, problem } = error;
        assert.deepEqual([retry, retryAfterSeconds, problem.providerMessage], expected);
        assert.doesNotMatch(error.message, /secret|</);
        return true;
      });
      assert.equal(requests.length, 1);
    });
  }
});

describe('a refresh', () => {
  test('uses the refresh token, and keeps it if the response contains no new one', async (t) => {
    const { refresh, requests } = await startProvider(t, () => ({ body: '{"access_token":"at"}' }), withRefresh);
    const captured = { region: 'eu' };
    assert.deepEqual(await refresh({ ...OLD_TOKENS, captured }), {
      accessToken: 'at',
      refreshToken: 'old-refresh',
      obtainedAt: NOW,
      captured,
    });
    assert.deepEqual(
      requests.map(({ url, body }) => [url.pathname, body]),
      [['/refresh', '{"refresh_token":"old-refresh","user":"ada"}']],
    );
  });

  test('replaces both tokens if the response contains a new refresh token', async (t) => {
    const { refresh } = await startProvider(t, () => TOKEN_RESPONSE, withRefresh);
    assert.equal((await refresh()).refreshToken, 'rt');
  });

  for (const status of [400, 401, 403]) {
    test(`uses the entered credentials if ${status} says that the refresh token is invalid`, async (t) => {
      const { refresh, requests } = await startProvider(
        t,
        ({ url }) => (url.pathname === '/refresh' ? { status } : { body: '{"access_token":"at"}' }),
        withRefresh,
      );
      assert.deepEqual(await refresh(), { accessToken: 'at', obtainedAt: NOW, captured: {} });
      assert.deepEqual(
        requests.map(({ url }) => url.pathname),
        ['/refresh', '/login'],
      );
    });
  }

  const MAINTENANCE = '{"error":"maintenance"}';
  const PAGE = '<h1>No</h1>';

  for (const [name, response] of [
    ['401', { status: 401 }],
    ['401 with a page', { status: 401, body: PAGE }],
    ['401 with an unknown code', { status: 401, body: '{"error":"wrong"}' }],
    ['400 with a code for it', { status: 400, body: '{"error":"invalid_grant"}' }],
    ['403 with a code for it', { status: 403, body: '{"error":"token_revoked"}' }],
    ['200 with a code for it', { body: '{"error":"Invalid-Token"}' }],
  ] satisfies [string, LoopbackResponse][]) {
    test(`fails permanently if the response is ${name}`, async (t) => {
      for (const auth of [undefined, withRefresh]) {
        const { refresh } = await startProvider(t, () => response, auth);
        await assert.rejects(refresh(), InvalidCredentialsError);
      }
    });
  }

  for (const [name, answer, retry, providerMessage] of [
    ['a 403 with a page', { status: 403, body: PAGE }, 'operator', undefined],
    ['404', { status: 404, body: PAGE }, 'operator', undefined],
    ['400 with a page', { status: 400, body: PAGE }, 'later', undefined],
    ['400 with a description and no code', { status: 400, body: '{"error_description":"Hm."}' }, 'later', 'Hm.'],
    ['422 without a body', { status: 422 }, 'later', undefined],
    ['200 with an unknown code', { body: MAINTENANCE }, 'operator', 'maintenance'],
    ['400 with an unknown code', { status: 400, body: MAINTENANCE }, 'operator', 'maintenance'],
    ['400 about the client', { status: 400, body: '{"error":"invalid_client"}' }, 'operator', undefined],
    ['400 about consent', { status: 400, body: '{"error":"access_denied"}' }, 'operator', undefined],
    ['400 about the request', { status: 400, body: '{"error":"invalid_request"}' }, 'operator', undefined],
    [
      '401 with a code for an overload',
      { status: 401, body: '{"error":"temporarily_unavailable"}' },
      'later',
      undefined,
    ],
    ['200 with a page', { body: PAGE }, 'later', undefined],
    ['500 with a code', { status: 500, body: '{"error":"invalid_grant"}' }, 'later', undefined],
    ['a code that repeats the key', { status: 400, body: '{"error":"the secret&key"}' }, 'operator', undefined],
  ] satisfies [string, LoopbackResponse, string, string | undefined][]) {
    test(`can be retried if the response is ${name}`, async (t) => {
      for (const auth of [undefined, withRefresh]) {
        const { refresh } = await startProvider(t, () => answer, auth);
        await assert.rejects(refresh(), (error: unknown) => {
          assert.ok(error instanceof ProviderUnavailableError);
          assert.deepEqual([error.retry, error.problem.providerMessage], [retry, providerMessage]);
          return true;
        });
      }
    });
  }

  for (const [name, ofRefresh, ofRequest, expected] of [
    [
      'only the exchange of the entered credentials',
      { status: 403, body: PAGE },
      { status: 401 },
      'ProviderUnavailableError',
    ],
    ['only the refresh', { status: 401 }, { status: 403, body: PAGE }, 'ProviderUnavailableError'],
    ['both', { status: 401 }, { status: 400, body: '{"error":"invalid_grant"}' }, 'InvalidCredentialsError'],
  ] satisfies [string, LoopbackResponse, LoopbackResponse, string][]) {
    test(`fails with ${expected} if ${name} refused permanently`, async (t) => {
      const { refresh, requests } = await startProvider(
        t,
        ({ url }) => (url.pathname === '/refresh' ? ofRefresh : ofRequest),
        withRefresh,
      );
      await assert.rejects(refresh(), { name: expected });
      assert.equal(requests.length, 2);
    });
  }

  test('fails permanently if the provider refuses the entered credentials too', async (t) => {
    const { refresh, requests } = await startProvider(t, () => ({ status: 401 }), withRefresh);
    await assert.rejects(refresh(), InvalidCredentialsError);
    assert.equal(requests.length, 2);
  });

  test('is retried later if the provider is unavailable, without sending the entered credentials', async (t) => {
    const { refresh, requests } = await startProvider(t, () => ({ status: 503 }), withRefresh);
    await assert.rejects(refresh(), { name: 'ProviderUnavailableError', retry: 'later' });
    assert.equal(requests.length, 1);
  });

  test('uses the entered credentials if there is no refresh token, or no `refresh` in the definition', async (t) => {
    for (const [auth, tokens] of [
      [withRefresh, WITHOUT_REFRESH_TOKEN],
      [undefined, OLD_TOKENS],
    ] as const) {
      const { refresh, requests } = await startProvider(t, () => TOKEN_RESPONSE, auth);
      assert.equal((await refresh(tokens)).accessToken, 'at');
      assert.deepEqual(
        requests.map(({ url }) => url.pathname),
        ['/login'],
      );
    }
  });

  test('does not show a refresh token that the provider’s message repeats', async (t) => {
    const { refresh } = await startProvider(
      t,
      () => ({ status: 404, body: '{"error_description":"old-refresh?"}' }),
      withRefresh,
    );
    await assert.rejects(refresh(), { problem: { code: 'provider_unavailable' } });
  });
});

test('an address that is not allowed is an error of the input, and of the operator during a refresh', async (t) => {
  const egress = createEgress({ allow: [], allowLoopbackHttp: false });
  t.after(() => egress.close());
  const access = { ...loopbackAccess(t), egress };
  const { issue, refresh } = authenticatorFor({ request: { url: 'https://10.0.0.{user}/' } });
  await assert.rejects(issue({ user: '1' }, access), (error: unknown) => {
    assert.ok(error instanceof InvalidRequestError);
    assert.equal(error.fields[0]?.path, 'values.user');
    return true;
  });
  await assert.rejects(refresh({ user: '1' }, OLD_TOKENS, access), {
    name: 'ProviderUnavailableError',
    retry: 'operator',
  });
});

describe('a request', () => {
  const request = { url: new URL('https://example.com/me?a=1'), headers: {} };
  const withUse = (use: AuthInput['use']) => authenticatorFor({ request: { url: 'https://example.com/' }, use });

  for (const [use, url, headers] of [
    [{}, request.url.href, { authorization: 'Bearer old' }],
    [
      { in: 'header', name: 'Authorization', prefix: 'Example-token ' },
      request.url.href,
      { authorization: 'Example-token old' },
    ],
    [{ in: 'header', name: 'X-Session' }, request.url.href, { 'x-session': 'old' }],
    [{ in: 'query', name: 'token' }, `${request.url.href}&token=old`, {}],
  ] satisfies [AuthInput['use'], string, unknown][]) {
    test(`contains the token as ${JSON.stringify(use)} says`, async () => {
      const sent = await withUse(use).authorize({ values: VALUES, tokens: OLD_TOKENS }, request);
      assert.deepEqual([sent.url.href, sent.headers], [url, headers]);
    });
  }

  test('stays unchanged without tokens', async () => {
    assert.deepEqual(await withUse({}).authorize({ values: VALUES }, request), request);
  });

  test('needs the fields of the definition, in its order', () => {
    assert.deepEqual(
      withUse({}).fields.map(({ name, kind, required }) => [name, kind, required]),
      [
        ['user', 'text', true],
        ['secret', 'password', true],
        ['tenant', 'text', false],
      ],
    );
  });
});
