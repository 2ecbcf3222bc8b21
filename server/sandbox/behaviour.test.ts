import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { ACCOUNTS, SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET } from './keys.ts';
import { HOSTILE_TEXT, BEHAVIOURS, parseBehaviour } from './behaviour.ts';
import { startSandbox } from './sandbox.ts';
import {
  requestTokens,
  authorizationUrl,
  basicAuthHeader,
  obtainCode,
  submitDecision,
  exchangeCode,
  loadSignInPage,
  refreshTokens,
  REDIRECT_URI,
  callbackParameters,
  signIn,
  readTokens,
  VERIFIER,
  fetchAccount,
} from './testing/sign-in.ts';

let offsetMs = 0;
const sandbox = await startSandbox({ port: 0, host: '127.0.0.1', now: () => Date.now() + offsetMs });
after(() => sandbox.close());

const oauth = `${sandbox.url}/oauth`;
const told = (text: string) => `${oauth}/${text}`;
const tried = new Set<string>();

/** Registers a test of one behaviour. The last test here fails for behaviours without a test. */
function behaves(name: keyof typeof BEHAVIOURS, title: string, work: () => Promise<void>) {
  tried.add(name);
  test(`${name} ${title}`, work);
}

/** Signs in and exchanges the code, at addresses with this behaviour. */
async function exchanged(text: string): Promise<Response> {
  return exchangeCode(told(text), await obtainCode(told(text)));
}

describe('the sign-in with', () => {
  behaves('auto', 'signs in without a page', async () => {
    for (const [text, { email }] of [
      ['auto', ACCOUNTS.ada],
      ['auto=ada', ACCOUNTS.ada],
      ['auto=bob', ACCOUNTS.bob],
    ] as const) {
      const code = callbackParameters(await loadSignInPage(told(text))).get('code') ?? '';
      const { access } = await readTokens(await exchangeCode(oauth, code));
      assert.deepEqual(await (await fetchAccount(oauth, access)).json(), { user: { email } });
    }
  });

  behaves('deny', 'denies access even if the person grants it', async () => {
    const address = authorizationUrl(told('deny'));
    assert.equal((await fetch(address)).status, 200);
    assert.equal(callbackParameters(await submitDecision(address)).get('error'), 'access_denied');
    assert.equal(callbackParameters(await loadSignInPage(told('deny+auto'))).get('error'), 'access_denied');
  });

  behaves('slow', 'responds late', async () => {
    const order: string[] = [];
    const open = async (text: string) => {
      assert.equal((await loadSignInPage(told(text))).status, 200);
      order.push(text);
    };
    await Promise.all([open('slow=0.3'), open('slow=0')]);
    assert.deepEqual(order, ['slow=0', 'slow=0.3']);
  });

  behaves('coop', 'sends COOP with pages and redirects', async () => {
    const address = authorizationUrl(told('coop'));
    const refused = await loadSignInPage(told('coop'), { client_id: 'unknown' });
    for (const response of [await fetch(address), await submitDecision(address), refused]) {
      assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
    }
    assert.equal((await loadSignInPage(oauth)).headers.get('cross-origin-opener-policy'), null);
  });

  behaves('wrong-iss', 'returns another issuer', async () => {
    assert.equal(
      callbackParameters(await loadSignInPage(told('wrong-iss+auto'))).get('iss'),
      'https://other.sandbox.example',
    );
  });

  behaves('no-iss', 'returns no issuer', async () => {
    assert.equal(callbackParameters(await loadSignInPage(told('no-iss+auto'))).get('iss'), null);
  });

  behaves('no-pkce', 'refuses PKCE and works without it', async () => {
    assert.equal(callbackParameters(await loadSignInPage(told('no-pkce+auto'))).get('error'), 'invalid_request');
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    const code = callbackParameters(await loadSignInPage(told('no-pkce+auto'), without)).get('code') ?? '';
    assert.equal((await exchangeCode(oauth, code, { code_verifier: undefined })).status, 200);
  });
});

describe('the token endpoint with', () => {
  behaves('ttl', 'issues tokens with the given lifetime', async () => {
    const response = await exchanged('ttl=2');
    const { access_token: token = '', expires_in: lifetime } = (await response.json()) as Record<string, string>;
    assert.equal(lifetime, 2);
    assert.equal((await fetchAccount(oauth, token)).status, 200);
    offsetMs += 2_000;
    assert.equal((await fetchAccount(oauth, token)).status, 401);
  });

  behaves('rotate', 'replaces refresh tokens, and revokes the grant if an old one is used', async () => {
    const first = await signIn(told('rotate'));
    const second = await readTokens(await refreshTokens(told('rotate'), first.refresh));
    assert.notEqual(second.refresh, first.refresh);
    const third = await readTokens(await refreshTokens(told('rotate'), second.refresh));
    assert.equal((await refreshTokens(told('rotate'), first.refresh)).status, 400);
    assert.equal((await refreshTokens(told('rotate'), third.refresh)).status, 400);
    assert.equal((await fetchAccount(oauth, third.access)).status, 401);
  });

  behaves('no-refresh', 'issues no refresh token', async () => {
    assert.equal((await readTokens(await exchanged('no-refresh'))).refresh, '');
  });

  behaves('form', 'sends form-encoded responses', async () => {
    const responses = [await exchanged('form'), await exchangeCode(told('form'), 'unknown')];
    const [given, refused] = await Promise.all(
      responses.map(async (response) => new URLSearchParams(await response.text())),
    );
    assert.deepEqual(
      [responses[0]?.status, given?.get('token_type'), given?.get('expires_in')],
      [200, 'Bearer', '3600'],
    );
    assert.deepEqual([responses[1]?.status, refused?.get('error')], [400, 'invalid_grant']);
    assert.equal(responses[0]?.headers.get('content-type'), 'application/x-www-form-urlencoded');
  });

  behaves('json', 'accepts only JSON', async () => {
    const code = await obtainCode(oauth);
    assert.equal((await exchangeCode(told('json'), code)).status, 400);
    const headers = {
      'content-type': 'application/json',
      ...basicAuthHeader(SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET),
    };
    const values = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER };
    for (const body of ['[]', '{', '{"grant_type":1}']) {
      assert.equal((await fetch(`${told('json')}/token`, { method: 'POST', headers, body })).status, 400);
    }
    const body = JSON.stringify(values);
    assert.equal((await fetch(`${told('json')}/token`, { method: 'POST', headers, body })).status, 200);
  });

  behaves('nested', 'nests the tokens', async () => {
    const { authed_user: user } = (await (await exchanged('nested')).json()) as { authed_user: Record<string, string> };
    assert.equal((await fetchAccount(oauth, user['access_token'] ?? '')).status, 200);
  });

  behaves('two-hundred', 'reports errors with status 200', async () => {
    const good = await exchanged('two-hundred');
    const bad = await exchangeCode(told('two-hundred'), 'unknown');
    assert.deepEqual([good.status, bad.status], [200, 200]);
    assert.equal(((await good.json()) as Record<string, unknown>)['ok'], true);
    const { ok, error } = (await bad.json()) as Record<string, unknown>;
    assert.deepEqual([ok, error], [false, 'invalid_grant']);
  });

  behaves('no-type', 'omits token_type', async () => {
    assert.ok(!('token_type' in ((await (await exchanged('no-type')).json()) as object)));
  });

  behaves('text-expiry', 'sends expires_in as a string', async () => {
    const body = (await (await exchanged('text-expiry')).json()) as Record<string, unknown>;
    assert.equal(body['expires_in'], '3600');
  });
});

test('behaviours can be combined', async () => {
  const response = await exchanged('two-hundred+nested+no-type+text-expiry+ttl=7+no-refresh');
  const { ok, authed_user: user } = (await response.json()) as Record<string, Record<string, unknown>>;
  assert.equal(ok, true);
  assert.deepEqual(Object.keys(user ?? {}), ['access_token', 'expires_in', 'scope']);
  assert.equal(user?.['expires_in'], '7');
});

describe('every endpoint for servers with', () => {
  const calls: readonly (readonly [string, (text: string) => Promise<Response>])[] = [
    ['token', (text) => exchangeCode(told(text), 'any')],
    ['revoke', (text) => requestTokens(told(text), { token: 'any' })],
    ['me', (text) => fetchAccount(told(text), 'any')],
    ['metadata', (text) => fetch(`${told(text)}/metadata`)],
  ];

  for (const [name, call] of calls) {
    behaves('429', `limits ${name}`, async () => {
      const response = await call('429');
      assert.deepEqual([response.status, response.headers.get('retry-after')], [429, '30']);
    });

    behaves('500', `fails ${name}`, async () => {
      assert.equal((await call('500')).status, 500);
    });

    behaves('drop', `closes the connection of ${name}`, async () => {
      await assert.rejects(call('drop'));
    });

    behaves('garbage', `responds to ${name} with HTML`, async () => {
      const response = await call('garbage');
      assert.deepEqual([response.status, (await response.text()).slice(0, 9)], [200, '<!doctype']);
    });

    behaves('token-slow', `responds late to ${name}`, async () => {
      const order: string[] = [];
      const ask = async (text: string) => {
        await call(text);
        order.push(text);
      };
      await Promise.all([ask('token-slow=0.2'), ask('token-slow=0')]);
      assert.deepEqual(order, ['token-slow=0', 'token-slow=0.2']);
    });
  }
});

describe('a refresh with', () => {
  let token = '';
  beforeEach(async () => {
    token = (await signIn(oauth)).refresh;
  });

  for (const [name, status, error] of [
    ['refresh-429', 429, 'temporarily_unavailable'],
    ['refresh-500', 500, 'server_error'],
    ['refresh-invalid', 400, 'invalid_grant'],
  ] as const) {
    behaves(name, 'refuses, while a sign-in goes well', async () => {
      const response = await refreshTokens(told(name), token);
      assert.equal(response.status, status);
      assert.equal(((await response.json()) as Record<string, unknown>)['error'], error);
      assert.equal((await exchanged(name)).status, 200);
      assert.equal((await refreshTokens(oauth, token)).status, 200);
    });
  }

  behaves('refresh-hang', 'never responds, and counts the request immediately', async () => {
    const other = await startSandbox({ port: 0, host: '127.0.0.1' });
    const hanging = assert.rejects(refreshTokens(`${other.url}/oauth/refresh-hang`, 'any'));
    while (other.counters().refresh === 0) await fetch(`${other.url}/requests`);
    assert.equal(other.requests.at(-1)?.status, undefined);
    await Promise.all([hanging, other.close()]);
  });
});

behaves('hostile', 'uses hostile text in all messages', async () => {
  const { access } = await signIn(told('hostile'));
  assert.deepEqual(await (await fetchAccount(told('hostile'), access)).json(), { user: { email: HOSTILE_TEXT } });
  const denied = await submitDecision(authorizationUrl(told('hostile')), { decision: 'deny' });
  assert.equal(callbackParameters(denied).get('error_description'), HOSTILE_TEXT);
  const refused = (await (await exchangeCode(told('hostile'), 'unknown')).json()) as Record<string, unknown>;
  assert.equal(refused['error_description'], HOSTILE_TEXT);
});

for (const text of [
  'shout',
  'deny+',
  'deny+deny',
  'deny=1',
  'ttl=soon',
  'ttl=-1',
  'ttl=1=2',
  'auto=eve',
  '__proto__',
]) {
  test(`${text} is not a valid behaviour`, async () => {
    assert.equal(parseBehaviour(text), undefined);
    const page = await loadSignInPage(told(encodeURIComponent(text)));
    assert.equal(page.status, 404);
    assert.match(await page.text(), /Unknown behaviour/);
  });
}

test('each behaviour has a test and is listed on the overview page', async () => {
  const page = await (await fetch(sandbox.url)).text();
  for (const [name, { description }] of Object.entries(BEHAVIOURS)) {
    assert.ok(tried.has(name), name);
    assert.ok(page.includes(name) && page.includes(description), name);
  }
});
