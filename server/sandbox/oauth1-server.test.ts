import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import OAuth from 'oauth-1.0a';
import { SANDBOX_ACCOUNT, SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, SANDBOX_OTHER_ACCOUNT } from './keys.ts';
import { oauth1Signature } from './oauth1-signature.ts';
import { startSandbox } from './sandbox.ts';
import { submitDecision } from './testing/sign-in.ts';

const CALLBACK = 'http://localhost:4000/oauth/callback/sandbox-oauth1?run=1';

const sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
after(() => sandbox.close());
const oauth1 = `${sandbox.url}/oauth1`;

interface Signing {
  readonly method: 'GET' | 'POST';
  readonly data?: Readonly<Record<string, string>>;
  readonly token?: { readonly key: string; readonly secret: string };
  readonly consumerSecret?: string;
  readonly nonce?: string;
  readonly offsetSeconds?: number;
}

/** The header that another implementation creates. */
function signed(url: string, signing: Signing): string {
  const { method, data = {}, token, consumerSecret = SANDBOX_CLIENT_SECRET, nonce, offsetSeconds = 0 } = signing;
  const client = new OAuth({
    consumer: { key: SANDBOX_CLIENT_ID, secret: consumerSecret },
    signature_method: 'HMAC-SHA1',
    hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
    realm: 'sandbox',
  });
  client.getNonce = () => nonce ?? randomUUID();
  client.getTimeStamp = () => Math.floor(Date.now() / 1_000) + offsetSeconds;
  const { Authorization } = client.toHeader(client.authorize({ url, method, data: { ...data } }, token));
  return Authorization;
}

function requestToken(changes: Partial<Signing> = {}): Promise<Response> {
  const url = `${oauth1}/request_token`;
  const authorization = signed(url, { method: 'POST', data: { oauth_callback: CALLBACK }, ...changes });
  return fetch(url, { method: 'POST', headers: { authorization } });
}

interface Temporary {
  readonly key: string;
  readonly secret: string;
}

async function begun(): Promise<Temporary> {
  const response = await requestToken();
  assert.equal(response.status, 200);
  const pairs = new URLSearchParams(await response.text());
  assert.equal(pairs.get('oauth_callback_confirmed'), 'true');
  return { key: pairs.get('oauth_token') ?? '', secret: pairs.get('oauth_token_secret') ?? '' };
}

async function decided({ key }: Temporary, form = {}): Promise<URLSearchParams> {
  const response = await submitDecision(`${oauth1}/authorize?oauth_token=${key}`, form);
  assert.equal(response.status, 303);
  const location = new URL(response.headers.get('location') ?? '');
  assert.ok(location.href.startsWith(CALLBACK));
  return location.searchParams;
}

function accessToken(token: Temporary, verifier: string): Promise<Response> {
  const url = `${oauth1}/access_token`;
  const authorization = signed(url, { method: 'POST', data: { oauth_verifier: verifier }, token });
  return fetch(url, { method: 'POST', headers: { authorization } });
}

async function signIn(form = {}): Promise<Temporary> {
  const token = await begun();
  const back = await decided(token, form);
  assert.equal(back.get('oauth_token'), token.key);
  const response = await accessToken(token, back.get('oauth_verifier') ?? '');
  assert.equal(response.status, 200);
  const pairs = new URLSearchParams(await response.text());
  return { key: pairs.get('oauth_token') ?? '', secret: pairs.get('oauth_token_secret') ?? '' };
}

function whoIs(token: Temporary, query = ''): Promise<Response> {
  const url = `${oauth1}/me${query}`;
  return fetch(url, { headers: { authorization: signed(url, { method: 'GET', token }) } });
}

test('a signature matches the example of RFC 5849 section 3.4.1.1', () => {
  const oauth = new Map([
    ['oauth_consumer_key', '9djdj82h48djs9d2'],
    ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131201'],
    ['oauth_nonce', '7d8f3e4a'],
  ]);
  const url = new URL('http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b');
  const signature = oauth1Signature(
    { method: 'post', url, oauth, form: 'c2&a3=2+q' },
    { clientSecret: 'j49sk3j29djd', tokenSecret: 'dh893hdasih9' },
  );
  assert.equal(signature, 'r6/TJjbCOr97/+UU0NsvSne7s5g=');
});

describe('a sign-in', () => {
  for (const [account, email] of [
    ['ada', SANDBOX_ACCOUNT],
    ['bob', SANDBOX_OTHER_ACCOUNT],
  ] as const) {
    test(`issues a token for ${email}`, async () => {
      const response = await whoIs(await signIn({ account }), `?q=${encodeURIComponent("a b!*'()&=+é")}`);
      assert.deepEqual(await response.json(), { user: { email } });
    });
  }

  test('shows the sign-in page', async () => {
    const page = await fetch(`${oauth1}/authorize?oauth_token=${(await begun()).key}`);
    assert.equal(page.status, 200);
    assert.ok((await page.text()).includes('localhost:4000'));
  });

  test('that the person denies redirects back with its token and without a verifier', async () => {
    const token = await begun();
    const back = await decided(token, { decision: 'deny' });
    assert.deepEqual([back.get('denied'), back.get('oauth_verifier')], [token.key, null]);
    assert.equal((await accessToken(token, '')).status, 401);
  });

  test('can be decided once and exchanged once', async () => {
    const token = await begun();
    const verifier = (await decided(token)).get('oauth_verifier') ?? '';
    assert.equal((await submitDecision(`${oauth1}/authorize?oauth_token=${token.key}`)).status, 400);
    assert.equal((await accessToken(token, 'wrong')).status, 401);
    assert.equal((await accessToken(token, verifier)).status, 200);
    assert.equal((await accessToken(token, verifier)).status, 401);
  });

  test('issues no token before the decision', async () => {
    assert.equal((await accessToken(await begun(), '')).status, 401);
  });

  test('that is unknown shows an error page', async () => {
    assert.equal((await fetch(`${oauth1}/authorize?oauth_token=unknown`)).status, 400);
  });
});

describe('a request', () => {
  for (const [title, changes] of [
    ['with another secret', { consumerSecret: 'wrong' }],
    ['that is too old', { offsetSeconds: -301 }],
    ['from the future', { offsetSeconds: 302 }],
    ['without a callback', { data: {} }],
    ['with a javascript: callback', { data: { oauth_callback: 'javascript:alert(1)' } }],
    ['with an unknown token', { token: { key: 'unknown', secret: '' } }],
  ] as const) {
    test(`${title} is refused`, async () => {
      const response = await requestToken(changes);
      assert.deepEqual([response.status, response.headers.get('www-authenticate')], [401, 'OAuth']);
    });
  }

  test('with a used nonce is refused', async () => {
    const url = `${oauth1}/request_token`;
    const authorization = signed(url, { method: 'POST', data: { oauth_callback: CALLBACK }, nonce: 'once' });
    const send = () => fetch(url, { method: 'POST', headers: { authorization } });
    assert.deepEqual([(await send()).status, (await send()).status], [200, 401]);
  });

  test('for another address is refused', async () => {
    const token = await signIn();
    const authorization = signed(`${oauth1}/me`, { method: 'GET', token });
    assert.equal((await fetch(`${oauth1}/me?admin=1`, { headers: { authorization } })).status, 401);
  });

  for (const authorization of ['', 'Bearer a', 'OAuth', 'OAuth oauth_token', 'OAuth a="1", a="2"', 'OAuth a="%"']) {
    test(`with ${JSON.stringify(authorization)} is refused`, async () => {
      assert.equal((await fetch(`${oauth1}/me`, { headers: { authorization } })).status, 401);
    });
  }

  test('with a revoked token is refused', async () => {
    const token = await signIn();
    await fetch(`${sandbox.url}/grants`, { method: 'DELETE' });
    assert.equal((await whoIs(token)).status, 401);
  });
});
