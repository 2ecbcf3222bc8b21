import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { SignJWT } from 'jose';
import {
  SANDBOX_ACCOUNT,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_KEY_CLIENT_ID,
  SANDBOX_MACHINE_ID,
  SANDBOX_MACHINE_SECRET,
  SANDBOX_PUBLIC_CLIENT_ID,
} from './keys.ts';
import { startSandbox } from './sandbox.ts';
import {
  requestTokens,
  authorizationParameters,
  basicAuthHeader,
  obtainCode,
  exchangeCode,
  loadSignInPage,
  refreshTokens,
  signIn,
  readTokens,
  VERIFIER,
  fetchAccount,
} from './testing/sign-in.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let offsetMs = 0;
const sandbox = await startSandbox({
  port: 0,
  host: '127.0.0.1',
  now: () => Date.now() + offsetMs,
  clientPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});
after(() => sandbox.close());
const oauth = `${sandbox.url}/oauth`;

async function refusal(response: Response): Promise<readonly [number, unknown]> {
  const { error } = (await response.json()) as { readonly error?: unknown };
  return [response.status, error];
}

describe('a code', () => {
  test('is exchanged for tokens with recognizable prefixes', async () => {
    const response = await exchangeCode(oauth, await obtainCode(oauth));
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const body = (await response.json()) as Record<string, unknown>;
    const said = [body['token_type'], body['expires_in'], body['scope'], typeof body['refresh_token']];
    assert.deepEqual(said, ['Bearer', 3600, 'contacts.read', 'string']);
  });

  test('works once, and a second use revokes its tokens', async () => {
    const code = await obtainCode(oauth);
    const { access, refresh: token } = await readTokens(await exchangeCode(oauth, code));
    assert.deepEqual(await refusal(await exchangeCode(oauth, code)), [400, 'invalid_grant']);
    assert.equal((await fetchAccount(oauth, access)).status, 401);
    assert.deepEqual(await refusal(await refreshTokens(oauth, token)), [400, 'invalid_grant']);
  });

  test('is valid for a minute', async () => {
    const [early, late] = [await obtainCode(oauth), await obtainCode(oauth)];
    offsetMs += 59_000;
    assert.equal((await exchangeCode(oauth, early)).status, 200);
    offsetMs += 1_000;
    assert.deepEqual(await refusal(await exchangeCode(oauth, late)), [400, 'invalid_grant']);
  });

  for (const [title, changes] of [
    ['another redirect_uri', { redirect_uri: 'http://localhost:4000/' }],
    ['no redirect_uri', { redirect_uri: undefined }],
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['no verifier', { code_verifier: undefined }],
    ['an empty verifier', { code_verifier: '' }],
    ['a code that was never issued', { code: 'guessed' }],
    ['no code', { code: undefined }],
  ] as const) {
    test(`is refused with ${title}`, async () => {
      assert.deepEqual(await refusal(await exchangeCode(oauth, await obtainCode(oauth), changes)), [
        400,
        'invalid_grant',
      ]);
    });
  }

  test('does not work for another client', async () => {
    const code = await obtainCode(oauth, {}, { client_id: SANDBOX_PUBLIC_CLIENT_ID });
    assert.deepEqual(await refusal(await exchangeCode(oauth, code)), [400, 'invalid_grant']);
  });
});

describe('a client', () => {
  const grant = { grant_type: 'refresh_token', refresh_token: 'unknown' };
  const known = [400, 'invalid_grant'];

  async function assertion(claims: Readonly<Record<string, unknown>> = {}): Promise<Record<string, string>> {
    const jwt = new SignJWT({
      iss: SANDBOX_KEY_CLIENT_ID,
      sub: SANDBOX_KEY_CLIENT_ID,
      aud: `${oauth}/token`,
      jti: crypto.randomUUID(),
      exp: Math.floor((Date.now() + offsetMs) / 1_000) + 60,
      ...claims,
    });
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await jwt.setProtectedHeader({ alg: 'ES256' }).sign(privateKey),
    };
  }

  for (const [title, values, headers] of [
    ['with its secret as HTTP Basic', {}, basicAuthHeader(SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET)],
    [
      'with its secret as HTTP Basic and its id in the body',
      { client_id: SANDBOX_CLIENT_ID },
      basicAuthHeader(SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET),
    ],
    ['with its secret in the body', { client_id: SANDBOX_CLIENT_ID, client_secret: SANDBOX_CLIENT_SECRET }, {}],
    ['without a secret', { client_id: SANDBOX_PUBLIC_CLIENT_ID }, {}],
  ] as const) {
    test(`is authenticated ${title}`, async () => {
      assert.deepEqual(await refusal(await requestTokens(oauth, { ...grant, ...values }, headers)), known);
    });
  }

  test('is authenticated once with an assertion', async () => {
    for (const aud of [`${oauth}/token`, sandbox.url]) {
      const signed = await assertion({ aud });
      assert.deepEqual(await refusal(await requestTokens(oauth, { ...grant, ...signed }, {})), known);
      assert.deepEqual(await refusal(await requestTokens(oauth, { ...grant, ...signed }, {})), [401, 'invalid_client']);
    }
  });

  for (const [title, values, headers] of [
    ['without credentials', {}, {}],
    ['with a wrong secret as HTTP Basic', {}, basicAuthHeader(SANDBOX_CLIENT_ID, 'wrong')],
    ['with malformed HTTP Basic', {}, { authorization: 'Basic ???' }],
    ['with a wrong secret in the body', { client_id: SANDBOX_CLIENT_ID, client_secret: 'wrong' }, {}],
    ['without the secret that it has', { client_id: SANDBOX_CLIENT_ID }, {}],
    ['with a secret although it has none', { client_id: SANDBOX_PUBLIC_CLIENT_ID, client_secret: '' }, {}],
    [
      'with its secret in the header and the body',
      { client_id: SANDBOX_CLIENT_ID, client_secret: SANDBOX_CLIENT_SECRET },
      basicAuthHeader(SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET),
    ],
    [
      'with another id in the body',
      { client_id: SANDBOX_PUBLIC_CLIENT_ID },
      basicAuthHeader(SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET),
    ],
  ] as const) {
    test(`is refused ${title}`, async () => {
      const response = await requestTokens(oauth, { ...grant, ...values }, headers);
      assert.equal(response.headers.get('www-authenticate'), 'authorization' in headers ? 'Basic' : null);
      assert.deepEqual(await refusal(response), [401, 'invalid_client']);
    });
  }

  for (const [title, claims] of [
    ['for another server', { aud: 'https://other.example' }],
    ['of another client', { sub: SANDBOX_CLIENT_ID }],
    ['without an id', { jti: undefined }],
    ['that has expired', { exp: 1 }],
  ] as const) {
    test(`is refused with an assertion ${title}`, async () => {
      const response = await requestTokens(oauth, { ...grant, ...(await assertion(claims)) }, {});
      assert.deepEqual(await refusal(response), [401, 'invalid_client']);
    });
  }

  test('without a secret can sign people in', async () => {
    const changes = { client_id: SANDBOX_PUBLIC_CLIENT_ID };
    const code = await obtainCode(oauth, {}, changes);
    const sent = Object.fromEntries(authorizationParameters(changes));
    const values = { ...changes, code, redirect_uri: sent['redirect_uri'], code_verifier: VERIFIER };
    const response = await requestTokens(oauth, { ...values, grant_type: 'authorization_code' }, {});
    assert.equal((await fetchAccount(oauth, (await readTokens(response)).access)).status, 200);
  });

  test('for machines gets its own token, and no other client does', async () => {
    const values = { grant_type: 'client_credentials', scope: 'contacts.read' };
    const response = await requestTokens(oauth, values, basicAuthHeader(SANDBOX_MACHINE_ID, SANDBOX_MACHINE_SECRET));
    const { access, refresh: none } = await readTokens(response);
    assert.equal(none, '');
    assert.deepEqual(await (await fetchAccount(oauth, access)).json(), { user: { email: SANDBOX_MACHINE_ID } });
    assert.deepEqual(await refusal(await requestTokens(oauth, values)), [400, 'unauthorized_client']);
  });
});

describe('a token request', () => {
  test('with an unknown grant_type is refused', async () => {
    const response = await requestTokens(oauth, { grant_type: 'password' });
    assert.deepEqual(await refusal(response), [400, 'unsupported_grant_type']);
  });

  for (const [title, type, body] of [
    ['with a repeated parameter', 'application/x-www-form-urlencoded', 'grant_type=a&grant_type=b'],
    ['as JSON', 'application/json', '{"grant_type":"refresh_token"}'],
    ['with another content type', 'text/plain', 'grant_type=refresh_token'],
  ] as const) {
    test(`${title} is refused`, async () => {
      const headers = { 'content-type': type, ...basicAuthHeader(SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET) };
      const response = await fetch(`${oauth}/token`, { method: 'POST', headers, body });
      assert.deepEqual(await refusal(response), [400, 'invalid_request']);
    });
  }
});

describe('tokens', () => {
  test('work for an hour, and the same refresh token refreshes them repeatedly', async () => {
    const { access, refresh: token } = await signIn(oauth);
    offsetMs += 3_599_000;
    assert.equal((await fetchAccount(oauth, access)).status, 200);
    offsetMs += 1_000;
    assert.equal((await fetchAccount(oauth, access)).status, 401);
    for (let turn = 0; turn < 2; turn += 1) {
      const { access: next, refresh: none } = await readTokens(await refreshTokens(oauth, token));
      assert.equal(none, '');
      assert.equal((await fetchAccount(oauth, next)).status, 200);
    }
  });

  const revoke = (token: string, headers = basicAuthHeader(SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET)) =>
    fetch(`${oauth}/revoke`, { method: 'POST', headers, body: new URLSearchParams({ token }) });

  test('are all revoked with the refresh token', async () => {
    const { access, refresh: token } = await signIn(oauth);
    assert.equal((await revoke(token)).status, 200);
    assert.equal((await fetchAccount(oauth, access)).status, 401);
    assert.deepEqual(await refusal(await refreshTokens(oauth, token)), [400, 'invalid_grant']);
  });

  test('survive a revoked access token', async () => {
    const { access, refresh: token } = await signIn(oauth);
    assert.equal((await revoke(access)).status, 200);
    assert.equal((await fetchAccount(oauth, access)).status, 401);
    assert.equal((await refreshTokens(oauth, token)).status, 200);
  });

  test('can be revoked only by their authenticated client, and unknown tokens give the same response', async () => {
    const { access } = await signIn(oauth);
    assert.deepEqual(await refusal(await revoke(access, {})), [401, 'invalid_client']);
    assert.equal((await revoke(access, basicAuthHeader(SANDBOX_MACHINE_ID, SANDBOX_MACHINE_SECRET))).status, 200);
    assert.equal((await revoke('unknown')).status, 200);
    assert.equal((await fetchAccount(oauth, access)).status, 200);
  });

  test('are all revoked when people withdraw their consent', async () => {
    const { access, refresh: token } = await signIn(oauth);
    assert.equal((await fetch(`${sandbox.url}/grants`, { method: 'DELETE' })).status, 204);
    assert.equal((await fetchAccount(oauth, access)).status, 401);
    assert.deepEqual(await refusal(await refreshTokens(oauth, token)), [400, 'invalid_grant']);
  });

  test('of one sandbox do not work in another', async () => {
    const other = await startSandbox({ port: 0, host: '127.0.0.1' });
    const { access, refresh: token } = await signIn(oauth);
    assert.equal((await fetchAccount(`${other.url}/oauth`, access)).status, 401);
    assert.equal((await refreshTokens(`${other.url}/oauth`, token)).status, 400);
    assert.equal((await exchangeCode(`${other.url}/oauth`, await obtainCode(oauth))).status, 400);
    await other.close();
  });
});

describe('a workspace', () => {
  test('has its own addresses', async () => {
    const { access } = await signIn(`${sandbox.url}/workspaces/acme/oauth`);
    assert.equal((await fetchAccount(`${sandbox.url}/workspaces/acme/oauth`, access)).status, 200);
  });

  test('that does not exist is an error', async () => {
    const page = await loadSignInPage(`${sandbox.url}/workspaces/other/oauth`);
    assert.equal(page.status, 404);
    assert.match(await page.text(), /Unknown workspace/);
  });
});

test('metadata returns the data centre of an account, for the scheme Bearer or a custom scheme', async () => {
  const { access } = await signIn(oauth);
  for (const scheme of ['Bearer', 'OAuth']) {
    const response = await fetch(`${oauth}/metadata`, { headers: { authorization: `${scheme} ${access}` } });
    const login = { email: SANDBOX_ACCOUNT };
    assert.deepEqual(await response.json(), { dc: 'eu1', api_endpoint: sandbox.url, login });
  }
  assert.equal((await fetch(`${oauth}/metadata`)).status, 401);
});
