import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import type { OAuth1Facts, OAuth2Facts, ProviderFacts } from './provider-facts.ts';
import { isJsonObject } from '../../json-object.ts';
import { oauth1Signature } from '../../sandbox/oauth1-signature.ts';
import { fakeProvider } from './fake-provider.ts';

const CLIENT = { id: 'client-1', secret: 'secret-1', redirectUri: 'https://connect.acme.example/back' };
const BASIC = `Basic ${btoa(`${CLIENT.id}:${CLIENT.secret}`)}`;
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

const refusal = { status: 400, body: { error: 'invalid_grant' } };

const FACTS: OAuth2Facts = {
  protocol: 'oauth2',
  values: {},
  authorization: { url: 'https://login.example/authorize', parameters: { scope: 'a,b' }, pkce: 'checked' },
  callback: { shop: 'acme' },
  token: {
    url: 'https://login.example/token',
    clientAuthentication: 'basic',
    format: 'form',
    headers: { 'x-version': '1' },
    answer: { body: { access_token: '{access_token}', refresh_token: '{refresh_token}', expires_in: 60 } },
    refusal,
  },
  refresh: { answer: { body: { access_token: '{access_token}', refresh_token: '{refresh_token}' } }, refusal },
  revocation: { url: 'https://login.example/revoke', token: 'refresh_token', clientAuthentication: 'basic' },
  me: {
    url: 'https://api.example/me?fields=name',
    headers: { 'x-token': 'Token {access_token}', accept: 'application/json' },
    answer: { body: { name: 'Ada' } },
  },
};

const AUTHORIZATION = {
  response_type: 'code',
  client_id: CLIENT.id,
  redirect_uri: CLIENT.redirectUri,
  state: 'state-1',
  scope: 'a,b',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};

const EXCHANGE = { grant_type: 'authorization_code', redirect_uri: CLIENT.redirectUri, code_verifier: VERIFIER };

type Texts = Readonly<Record<string, string | undefined>>;

function present(texts: Texts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

function startProvider(facts: ProviderFacts = FACTS) {
  const app = fakeProvider(facts, CLIENT);
  return {
    app,

    authorize: (parameters: Texts = {}) =>
      app.request(
        `/login.example/authorize?${new URLSearchParams(present({ ...AUTHORIZATION, ...parameters })).toString()}`,
      ),

    async code() {
      const response = await this.authorize();
      return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
    },

    post: (path: string, parameters: Texts, headers: Texts = {}) =>
      app.request(path, {
        method: 'POST',
        headers: present({ authorization: BASIC, 'x-version': '1', ...headers }),
        body: new URLSearchParams(present(parameters)),
      }),

    async tokens() {
      const response = await this.post('/login.example/token', { ...EXCHANGE, code: await this.code() });
      const json: unknown = await response.json();
      assert.ok(isJsonObject(json));
      return { access_token: String(json['access_token']), refresh_token: String(json['refresh_token']) };
    },

    me: (token: string, headers: Texts = {}) =>
      app.request('/api.example/me?fields=name', {
        headers: present({ 'x-token': `Token ${token}`, accept: 'application/json', ...headers }),
      }),
  };
}

async function statusAndBody(response: Response): Promise<string> {
  return `${response.status} ${await response.text()}`;
}

describe('a fake provider that gets documented requests', () => {
  test('redirects the browser back with a code, the state and its own parameters', async () => {
    const response = await startProvider().authorize();
    const callback = new URL(response.headers.get('location') ?? '');
    assert.equal(response.status, 302);
    assert.equal(callback.origin + callback.pathname, CLIENT.redirectUri);
    assert.deepEqual([...callback.searchParams.keys()], ['code', 'state', 'shop']);
    assert.equal(callback.searchParams.get('state'), 'state-1');
  });

  test('issues new tokens in the documented response, and its API accepts them', async () => {
    const provider = startProvider();
    const [tokens, others] = [await provider.tokens(), await provider.tokens()];
    assert.notEqual(tokens.access_token, others.access_token);
    assert.deepEqual(await (await provider.me(tokens.access_token)).json(), { name: 'Ada' });
  });

  test('responds with a form if the documentation says so', async () => {
    const response = { ...FACTS.token.answer, format: 'form' as const };
    const provider = startProvider({ ...FACTS, token: { ...FACTS.token, answer: response } });
    const given = await provider.post('/login.example/token', { ...EXCHANGE, code: await provider.code() });
    assert.deepEqual(
      [...new URLSearchParams(await given.text()).keys()],
      ['access_token', 'refresh_token', 'expires_in'],
    );
  });

  test('refuses a refresh token that it has replaced', async () => {
    const provider = startProvider();
    const { refresh_token } = await provider.tokens();
    const again = { grant_type: 'refresh_token', refresh_token };
    assert.equal((await provider.post('/login.example/token', again)).status, 200);
    assert.equal(
      await statusAndBody(await provider.post('/login.example/token', again)),
      '400 {"error":"invalid_grant"}',
    );
  });

  test('ends all tokens when one is revoked', async () => {
    const provider = startProvider();
    const { access_token, refresh_token } = await provider.tokens();
    assert.equal((await provider.post('/login.example/revoke', { token: refresh_token })).status, 200);
    assert.equal((await provider.me(access_token)).status, 401);
  });
});

describe('a fake provider refuses', () => {
  for (const [title, parameters, reason] of [
    ['another separator of scopes', { scope: 'a b' }, /scope is not a,b/],
    ['a parameter that it does not know', { prompt: 'consent' }, /no parameter prompt/],
    ['an address that is not registered', { redirect_uri: 'https://elsewhere.example/' }, /redirect_uri is not/],
    ['a sign-in without state', { state: undefined }, /state is missing/],
    ['a sign-in without PKCE', { code_challenge: undefined }, /code_challenge is missing/],
    ['plain PKCE', { code_challenge_method: 'plain' }, /code_challenge_method is not S256/],
    ['another client', { client_id: 'client-2' }, /client_id is not/],
  ] as const) {
    test(title, async () => {
      assert.match(await statusAndBody(await startProvider().authorize(parameters)), reason);
    });
  }

  for (const [title, parameters, headers, reason] of [
    ['a client in the body', { client_id: CLIENT.id }, {}, /no parameter client_id/],
    ['a client that it does not know', {}, { authorization: `Basic ${btoa('a:b')}` }, /401 .*invalid_client/],
    ['a client whose id was encoded', {}, { authorization: `Basic ${btoa('client%2D1:secret%2D1')}` }, /401/],
    ['a request without its header', {}, { 'x-version': undefined }, /x-version is not 1/],
    ['a code for another address', { redirect_uri: `${CLIENT.redirectUri}/` }, {}, /redirect_uri is not/],
    ['a code without its verifier', { code_verifier: undefined }, {}, /code_verifier is missing/],
    ['a code with another verifier', { code_verifier: 'w'.repeat(43) }, {}, /400 .*invalid_grant/],
    ['a code that it did not give', { code: 'made-up' }, {}, /400 .*invalid_grant/],
    ['a token request with more in it', { audience: 'x' }, {}, /no parameter audience/],
  ] as const) {
    test(title, async () => {
      const provider = startProvider();
      const sent = { ...EXCHANGE, code: await provider.code(), ...parameters };
      assert.match(await statusAndBody(await provider.post('/login.example/token', sent, headers)), reason);
    });
  }

  test('a body in another format', async () => {
    const provider = startProvider();
    const body = JSON.stringify({ ...EXCHANGE, code: await provider.code() });
    const headers = { authorization: BASIC, 'x-version': '1', 'content-type': 'application/json' };
    const response = await provider.app.request('/login.example/token', { method: 'POST', headers, body });
    assert.match(await statusAndBody(response), /not form/);
  });

  test('PKCE if its facts say `refused`, and ignores PKCE if they say `ignored`', async () => {
    const { authorization } = FACTS;
    const refusing = startProvider({ ...FACTS, authorization: { ...authorization, pkce: 'refused' } });
    assert.match(await statusAndBody(await refusing.authorize()), /no parameter code_challenge/);
    const ignoring = startProvider({ ...FACTS, authorization: { ...authorization, pkce: 'ignored' } });
    assert.equal((await ignoring.authorize()).status, 302);
    assert.equal(
      (await ignoring.authorize({ code_challenge: undefined, code_challenge_method: undefined })).status,
      302,
    );
  });

  test('a code that was used', async () => {
    const provider = startProvider();
    const sent = { ...EXCHANGE, code: await provider.code() };
    assert.equal((await provider.post('/login.example/token', sent)).status, 200);
    assert.equal(
      await statusAndBody(await provider.post('/login.example/token', sent)),
      '400 {"error":"invalid_grant"}',
    );
  });

  for (const [title, headers] of [
    ['another header', { 'x-token': undefined, authorization: 'Token {token}' }],
    ['another word before it', { 'x-token': 'Bearer {token}' }],
    ['another accepted type', { accept: '*/*' }],
  ] as const) {
    test(`a token with ${title}`, async () => {
      const provider = startProvider();
      const { access_token: token } = await provider.tokens();
      const filled = Object.entries(headers).map(([name, value]): [string, string | undefined] => [
        name,
        value?.replace('{token}', token),
      ]);
      assert.equal((await provider.me(token, Object.fromEntries(filled))).status, 401);
    });
  }

  for (const path of ['/api.example/me', '/api.example/me?fields=name&more=1', '/elsewhere.example/me?fields=name']) {
    test(`the unknown path ${path}`, async () => {
      assert.equal((await startProvider().app.request(path)).status, 404);
    });
  }
});

describe('a fake provider of OAuth 1.0a', () => {
  const facts: OAuth1Facts = {
    protocol: 'oauth1',
    values: {},
    requestToken: { url: 'https://login.example/request' },
    authorization: { url: 'https://login.example/authorize', parameters: { scope: 'read' } },
    accessToken: {
      url: 'https://login.example/access',
      answer: { format: 'form', body: { oauth_token: '{access_token}', oauth_token_secret: '{token_secret}' } },
      refusal: { status: 401, body: 'token not found' },
    },
    me: { url: 'https://api.example/me', headers: {}, answer: { body: { name: 'Ada' } } },
  };

  function signed(method: string, address: string, more: Record<string, string>, tokenSecret = '') {
    const oauth = new Map(
      Object.entries({
        oauth_consumer_key: CLIENT.id,
        oauth_nonce: crypto.randomUUID(),
        oauth_signature_method: 'HMAC-SHA1',
        oauth_timestamp: String(Math.floor(Date.now() / 1000)),
        ...more,
      }),
    );
    const keys = { clientSecret: CLIENT.secret, tokenSecret };
    oauth.set('oauth_signature', oauth1Signature({ method, url: new URL(address), oauth, form: '' }, keys));
    const list = [...oauth].map(([name, value]) => `${name}="${encodeURIComponent(value)}"`).join(', ');
    return { method, headers: { authorization: `OAuth ${list}` } };
  }

  async function signIn() {
    const app = fakeProvider(facts, CLIENT);
    const callback = { oauth_callback: `${CLIENT.redirectUri}?state=1` };
    const first = await app.request('/login.example/request', signed('POST', facts.requestToken.url, callback));
    const temporary = new URLSearchParams(await first.text());
    const key = temporary.get('oauth_token') ?? '';
    const page = await app.request(`/login.example/authorize?scope=read&oauth_token=${key}`);
    const back = new URL(page.headers.get('location') ?? '');
    const proof = { oauth_token: key, oauth_verifier: back.searchParams.get('oauth_verifier') ?? '' };
    const secret = temporary.get('oauth_token_secret') ?? '';
    const exchange = () => app.request('/login.example/access', signed('POST', facts.accessToken.url, proof, secret));
    return { app, back, exchange };
  }

  test('issues a token once for a signed request, and accepts requests that are signed with it', async () => {
    const { app, back: callback, exchange } = await signIn();
    assert.equal(callback.searchParams.get('state'), '1');
    const given = new URLSearchParams(await (await exchange()).text());
    const token = { oauth_token: given.get('oauth_token') ?? '' };
    const request = signed('GET', facts.me.url, token, given.get('oauth_token_secret') ?? '');
    assert.equal((await app.request('/api.example/me', request)).status, 200);
    assert.equal((await app.request('/api.example/me', request)).status, 401, 'the same nonce again');
    assert.equal(await statusAndBody(await exchange()), '401 "token not found"');
  });

  for (const [title, method, address, more] of [
    ['that covers another address', 'POST', 'https://login.example/other', {}],
    ['that covers another method', 'GET', 'https://login.example/request', {}],
    ['of another client', 'POST', 'https://login.example/request', { oauth_consumer_key: 'client-2' }],
    ['of yesterday', 'POST', 'https://login.example/request', { oauth_timestamp: '1' }],
    ['of another kind', 'POST', 'https://login.example/request', { oauth_signature_method: 'PLAINTEXT' }],
  ] as const) {
    test(`refuses a signature ${title}`, async () => {
      const { headers } = signed(method, address, { oauth_callback: CLIENT.redirectUri, ...more });
      const response = await fakeProvider(facts, CLIENT).request('/login.example/request', { method: 'POST', headers });
      assert.equal(response.status, 401);
    });
  }

  test('refuses to redirect the browser to an unregistered address', async () => {
    const elsewhere = signed('POST', facts.requestToken.url, { oauth_callback: 'https://elsewhere.example/' });
    assert.equal((await fakeProvider(facts, CLIENT).request('/login.example/request', elsewhere)).status, 400);
  });
});
