import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { createEgress } from '../../egress.ts';
import {
  InvalidCredentialsError,
  InvalidRequestError,
  ProviderDeniedError,
  ProviderUnavailableError,
} from '../../errors.ts';
import { authenticator } from '../auth-types.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';
import { connectorDefinitionSchema } from '../definition.ts';
import { signatureBaseString, signBaseString } from '../oauth1/signature.ts';
import type { LoopbackResponse, ReceivedRequest } from '../testing/loopback-provider.ts';
import { loopbackAccess, startLoopbackProvider } from '../testing/loopback-provider.ts';

type OAuth1Input = Extract<ConnectorDefinitionInput['auth'], { type: 'oauth1' }>;

const CLIENT = { clientId: 'the-client', clientSecret: 'client-secret' };
const NOW = 1_790_000_000_000;

const REQUEST = { redirectUri: new URL('https://embed.example/oauth/callback/photos'), state: 'the-state' };
const CALLBACK = { ...REQUEST, secrets: { request_token: 'rt', request_token_secret: 'rt-secret' } };

const RESPONSES: Readonly<Record<string, LoopbackResponse>> = {
  '/request': { body: 'oauth_token=rt&oauth_token_secret=rt-secret&oauth_callback_confirmed=true' },
  '/access': { body: 'oauth_token=at&oauth_token_secret=at%26secret&user_id=7&screen_name=ada' },
};

function authenticatorFor(origin: string, auth: Partial<OAuth1Input> = {}) {
  const definition = connectorDefinitionSchema.parse({
    name: 'Photos',
    ...CLIENT,
    auth: {
      type: 'oauth1',
      requestTokenUrl: `${origin}/request?scope=read`,
      authorizationUrl: `${origin}/sign-in?lang=en`,
      accessTokenUrl: `${origin}/access`,
      ...auth,
    },
  });
  const { signIn, ...rest } = authenticator(definition);
  assert.ok(signIn);
  return { ...rest, signIn };
}

/** Starts a provider whose endpoints respond successfully, except for the given ones. */
async function startPhotoProvider(
  t: TestContext,
  answers: Readonly<Record<string, LoopbackResponse>> = {},
  auth?: Partial<OAuth1Input>,
) {
  const { origin, requests } = await startLoopbackProvider(
    t,
    ({ url }) => ({ ...RESPONSES, ...answers })[url.pathname] ?? {},
  );
  const access = loopbackAccess(t, NOW);
  const { signIn } = authenticatorFor(origin, auth);
  return {
    origin,
    requests,
    begin: () => signIn.start({}, REQUEST, access),
    finish: (query: string) => signIn.finish({}, { ...CALLBACK, parameters: new URLSearchParams(query) }, access),
  };
}

/** Returns the decoded protocol parameters of the `Authorization` header, and the signature over them. */
function protocolParameters({ headers }: Pick<ReceivedRequest, 'headers'>) {
  const [scheme, list = ''] = (headers.authorization ?? '').split(/ (.*)/s);
  assert.equal(scheme, 'OAuth');
  const all = new Map(
    list.split(', ').map((pair) => {
      const [, name = '', value = ''] = /^(\w+)="(.*)"$/.exec(pair) ?? assert.fail(pair);
      return [name, decodeURIComponent(value)] as const;
    }),
  );
  const signature = all.get('oauth_signature');
  all.delete('oauth_signature');
  all.delete('realm');
  return { protocol: all, signature };
}

function assertSigned(
  request: ReceivedRequest,
  { tokenSecret, form = '' }: { readonly tokenSecret: string; readonly form?: string },
): ReadonlyMap<string, string> {
  const { protocol, signature } = protocolParameters(request);
  const parameters = [...protocol, ...request.url.searchParams, ...new URLSearchParams(form)];
  const keys = { method: 'HMAC-SHA1', client: CLIENT, tokenSecret } as const;
  assert.equal(signature, signBaseString(signatureBaseString(request, parameters), keys));
  assert.match(protocol.get('oauth_nonce') ?? '', /^[0-9a-f]{32}$/);
  assert.ok(Math.abs(Number(protocol.get('oauth_timestamp')) - Date.now() / 1000) < 60);
  return protocol;
}

describe('a sign-in', () => {
  test('starts with temporary credentials for a callback that contains the state', async (t) => {
    const { begin, requests, origin } = await startPhotoProvider(
      t,
      {},
      { authorizationParams: { name: 'Our app', expiration: '' } },
    );
    const { url, secrets } = await begin();
    assert.equal(url.href, `${origin}/sign-in?lang=en&name=Our%20app&oauth_token=rt`);
    assert.deepEqual(secrets, CALLBACK.secrets);
    const [request] = requests;
    assert.ok(request && requests.length === 1);
    assert.equal(request.method, 'POST');
    assert.equal(request.body, '');
    const protocol = assertSigned(request, { tokenSecret: '' });
    assert.equal(protocol.get('oauth_consumer_key'), 'the-client');
    assert.equal(protocol.get('oauth_callback'), 'https://embed.example/oauth/callback/photos?state=the-state');
    assert.equal(protocol.has('oauth_token'), false);
  });

  test('results in an access token', async (t) => {
    const capture = {
      user: { from: 'token', path: 'user_id' },
      account: { from: 'token', path: 'screen_name' },
      region: { from: 'callback', path: 'dc', map: { 1: 'eu' } },
      hint: { from: 'callback', path: 'hint', required: false },
    } as const;
    const { finish, requests } = await startPhotoProvider(t, {}, { capture });
    assert.deepEqual(await finish('state=the-state&oauth_token=rt&oauth_verifier=v&dc=1'), {
      accessToken: 'at',
      tokenSecret: 'at&secret',
      obtainedAt: NOW,
      captured: { user: '7', account: 'ada', region: 'eu', hint: '' },
    });
    const [request] = requests;
    assert.ok(request && requests.length === 1);
    assert.equal(request.method, 'POST');
    const protocol = assertSigned(request, { tokenSecret: 'rt-secret' });
    assert.deepEqual([protocol.get('oauth_token'), protocol.get('oauth_verifier')], ['rt', 'v']);
  });

  test('never uses a nonce twice', async (t) => {
    const { begin, requests } = await startPhotoProvider(t);
    await Promise.all([begin(), begin(), begin()]);
    assert.equal(new Set(requests.map((request) => protocolParameters(request).protocol.get('oauth_nonce'))).size, 3);
  });

  for (const [query, providerMessage] of [
    ['denied=rt', undefined],
    ['oauth_problem=user_refused&oauth_problem_advice=You+said%0Ano.', 'You said no.'],
    ['oauth_problem=permission_denied&oauth_token=rt&oauth_verifier=v', undefined],
    ['oauth_problem=user_refused&oauth_problem_advice=No+rt-secret.', undefined],
  ] as const) {
    test(`whose callback has ${query} was declined, and no request is sent`, async (t) => {
      const { finish, requests } = await startPhotoProvider(t);
      await assert.rejects(finish(query), (error: unknown) => {
        assert.ok(error instanceof ProviderDeniedError);
        assert.equal(error.problem.providerMessage, providerMessage);
        return true;
      });
      assert.deepEqual(requests, []);
    });
  }

  for (const query of [
    '',
    'oauth_token=rt',
    'oauth_token=rt&oauth_verifier=',
    'oauth_verifier=v',
    'oauth_token=of-another-run&oauth_verifier=v',
    'oauth_token=r%00&oauth_verifier=v',
    'oauth_token=RT&oauth_verifier=v',
    'oauth_problem=token_expired',
  ]) {
    test(`whose callback has ${query || 'no parameters'} is refused, and no request is sent`, async (t) => {
      const { finish, requests } = await startPhotoProvider(t);
      await assert.rejects(finish(query), InvalidCredentialsError);
      assert.deepEqual(requests, []);
    });
  }

  test('needs the operator if a captured value is not in its map', async (t) => {
    const capture = { region: { from: 'token', path: 'screen_name', map: { eu: 'eu' } } } as const;
    const { finish } = await startPhotoProvider(t, {}, { capture });
    await assert.rejects(finish('oauth_token=rt&oauth_verifier=v'), {
      name: 'ProviderUnavailableError',
      retry: 'operator',
    });
  });

  test('is refused if the provider does not confirm the callback, because another person could finish it', async (t) => {
    for (const confirmed of ['', '&oauth_callback_confirmed=false']) {
      const { begin } = await startPhotoProvider(t, {
        '/request': { body: `oauth_token=rt&oauth_token_secret=rt-secret${confirmed}` },
      });
      await assert.rejects(begin(), { name: 'ProviderUnavailableError', retry: 'operator' });
    }
  });
});

describe('an answer', () => {
  const HTML = { headers: { 'content-type': 'text/html' }, body: '<h1>Maintenance</h1>' };
  const ADVICE = 'oauth_problem_advice=Ask+us.';

  for (const [name, response, expected] of [
    ['401', { status: 401, body: `oauth_problem=consumer_key_unknown&${ADVICE}` }, ['operator', 'Ask us.']],
    ['400 without words', { status: 400 }, ['operator', undefined]],
    ['403', { status: 403, body: 'oauth_problem=%3Cb%3E' }, ['operator', undefined]],
    ['404', { status: 404, ...HTML }, ['operator', undefined]],
    ['200 with a problem', { body: 'oauth_problem=timestamp_refused' }, ['operator', undefined]],
    [
      '200 with its secret repeated',
      { body: 'oauth_problem=x&oauth_problem_advice=client-secret' },
      ['operator', undefined],
    ],
    ['200 with a page', HTML, ['later', undefined]],
    ['200 without a token', { body: 'oauth_token_secret=s&oauth_callback_confirmed=true' }, ['later', undefined]],
    ['200 without a secret', { body: 'oauth_token=t&oauth_callback_confirmed=true' }, ['later', undefined]],
    ['429', { status: 429, headers: { 'retry-after': '17' } }, ['later', undefined, 17]],
    ['500', { status: 500, body: `oauth_problem=user_refused&${ADVICE}` }, ['later', undefined]],
    ['503', { status: 503, ...HTML }, ['later', undefined]],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, ['later', undefined]],
  ] satisfies [string, LoopbackResponse, [string, string | undefined, number?]][]) {
    test(`of ${name} to the request for temporary credentials does not mean that the person declined: ${expected[0]}`, async (t) => {
      const { begin, requests } = await startPhotoProvider(t, { '/request': response });
      await assert.rejects(begin(), (error: unknown) => {
        assert.ok(error instanceof ProviderUnavailableError);
        const { retry, problem, retryAfterSeconds } = error;
        assert.deepEqual([retry, problem.providerMessage, retryAfterSeconds], [...expected, undefined].slice(0, 3));
        assert.doesNotMatch(error.message, /<|secret|rt/);
        return true;
      });
      assert.equal(requests.length, 1);
    });
  }

  for (const [name, answer, expected] of [
    ['401', { status: 401, body: `oauth_problem=token_rejected&${ADVICE}` }, InvalidCredentialsError],
    ['400', { status: 400 }, InvalidCredentialsError],
    ['403', { status: 403, ...HTML }, InvalidCredentialsError],
    ['200 with a problem', { body: 'oauth_problem=token_expired' }, InvalidCredentialsError],
    ['401 that the person refused', { status: 401, body: 'oauth_problem=user_refused' }, ProviderDeniedError],
    ['404', { status: 404 }, ProviderUnavailableError],
    ['429', { status: 429 }, ProviderUnavailableError],
    ['502', { status: 502, ...HTML }, ProviderUnavailableError],
    ['200 with a page', HTML, ProviderUnavailableError],
  ] satisfies [string, LoopbackResponse, new (reason: string) => Error][]) {
    test(`of ${name} to the exchange becomes ${expected.name}`, async (t) => {
      const { finish } = await startPhotoProvider(t, { '/access': answer });
      await assert.rejects(finish('oauth_token=rt&oauth_verifier=v'), expected);
    });
  }

  test('that repeats a secret is not shown', async (t) => {
    for (const secret of ['rt-secret', 'client-secret', 'the-verifier']) {
      const { finish } = await startPhotoProvider(t, {
        '/access': { status: 401, body: `oauth_problem_advice=Bad+${secret}` },
      });
      await assert.rejects(finish('oauth_token=rt&oauth_verifier=the-verifier'), {
        problem: { code: 'invalid_credentials' },
      });
    }
  });

  test('that never arrives makes the provider unavailable', async (t) => {
    const { signIn } = authenticatorFor('http://127.0.0.1:1');
    await assert.rejects(signIn.start({}, REQUEST, loopbackAccess(t)), {
      name: 'ProviderUnavailableError',
      retry: 'later',
    });
  });
});

test('an address that is not allowed is an error of the inputs that chose it, otherwise of the operator', async (t) => {
  const egress = createEgress({ allow: [], allowLoopbackHttp: false });
  t.after(() => egress.close());
  const access = { ...loopbackAccess(t), egress };
  const chosen = authenticatorFor('https://10.0.0.{last}').signIn.start({ last: '1' }, REQUEST, access);
  await assert.rejects(chosen, (error: unknown) => {
    assert.ok(error instanceof InvalidRequestError);
    assert.deepEqual(
      error.fields.map(({ path }) => path),
      ['values.last'],
    );
    return true;
  });
  const fixed = authenticatorFor('https://10.0.0.1').signIn.start({}, REQUEST, access);
  await assert.rejects(fixed, { name: 'ProviderUnavailableError', retry: 'operator' });
});

describe('a request', () => {
  const tokens = { accessToken: 'at', tokenSecret: 'at-secret', obtainedAt: NOW, captured: {} };
  const auth = authenticatorFor('https://photos.example', { realm: 'Photos' });

  async function sent(request: { method?: 'GET' | 'POST'; body?: string; type?: string; query?: string }) {
    const { type, query = '', ...rest } = request;
    const url = new URL(`https://photos.example/me${query}`);
    const headers = { ...(type !== undefined && { 'content-type': type }) };
    const signed = await auth.authorize({ values: {}, tokens }, { url, headers, ...rest });
    assert.equal(signed.url.href, url.href);
    assert.match(signed.headers['authorization'] ?? '', /^OAuth realm="Photos", oauth_/);
    return { method: 'GET', body: '', ...rest, url, headers: signed.headers };
  }

  test('is signed with its query, including repeated names', async () => {
    const request = await sent({ query: '?b=2&a=%20+%2B&c%40=&b=1&a=' });
    assert.equal(assertSigned(request, { tokenSecret: 'at-secret' }).get('oauth_token'), 'at');
  });

  test('is signed with its form, and with its method', async () => {
    const form = 'status=Hello+you%21&b=3';
    const type = 'application/x-www-form-urlencoded; charset=utf-8';
    const request = await sent({ method: 'POST', body: form, type, query: '?b=2' });
    assertSigned(request, { tokenSecret: 'at-secret', form });
  });

  test('is signed without a body of another type', async () => {
    const request = await sent({ method: 'POST', body: '{"a":1}', type: 'application/json' });
    assertSigned(request, { tokenSecret: 'at-secret' });
  });

  test('stays unchanged without tokens, and the form has no fields', async () => {
    assert.deepEqual(auth.fields, []);
    const request = { url: new URL('https://photos.example/me'), headers: {} };
    assert.deepEqual(await auth.authorize({ values: {} }, request), request);
  });
});
